//! Writes the few shapes of JSON that the service answers with.

use std::fmt::Write;

pub fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{0}'..='\u{1f}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

pub fn array(texts: &[String]) -> String {
    let items: Vec<String> = texts.iter().map(|text| string(text)).collect();
    format!("[{}]", items.join(","))
}

pub fn object(members: &[(&str, &str)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{}", string(name), string(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("é\"\\\n\u{1}"), r#""é\"\\\u000a\u0001""#);
    }

    #[test]
    fn collections() {
        assert_eq!(array(&[]), "[]");
        assert_eq!(array(&["a".into(), "b".into()]), r#"["a","b"]"#);
        assert_eq!(object(&[("a", "1"), ("b", "2")]), r#"{"a":"1","b":"2"}"#);
    }
}
