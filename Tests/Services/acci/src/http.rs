//! The little of HTTP/1.1 the service speaks: one request, its body bounded, per connection.

use std::io::{self, ErrorKind, Read, Write};

const MAX_HEAD: usize = 8 * 1024;
const MAX_BODY: usize = 4 * 1024;

pub struct Request {
    pub method: String,
    pub path: String,
    pub body: Vec<u8>,
}

pub struct Response {
    pub status: &'static str,
    content_type: &'static str,
    body: String,
}

impl Response {
    pub fn text(status: &'static str, body: &str) -> Self {
        Response {
            status,
            content_type: "text/plain; charset=utf-8",
            body: body.to_string(),
        }
    }

    pub fn json(status: &'static str, body: String) -> Self {
        Response {
            status,
            content_type: "application/json",
            body: body + "\n",
        }
    }

    pub fn write_to(&self, output: &mut impl Write, with_body: bool) -> io::Result<()> {
        let mut message = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.status,
            self.content_type,
            self.body.len()
        );
        if with_body {
            message.push_str(&self.body);
        }
        output.write_all(message.as_bytes())
    }
}

/// Reads one request; the error is the response that it deserves instead.
pub fn read_request(input: &mut impl Read) -> Result<Request, Response> {
    let mut head = Vec::new();
    let head_end = loop {
        if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if head.len() >= MAX_HEAD {
            return Err(refusal("431 Request Header Fields Too Large"));
        }
        read_more(input, &mut head)?;
    };
    let mut body = head.split_off(head_end + 4);
    let head = String::from_utf8_lossy(&head[..head_end]);
    let mut lines = head.split("\r\n");
    let (method, path) = lines
        .next()
        .and_then(parse_request_line)
        .ok_or_else(|| refusal("400 Bad Request"))?;

    let length = body_length(lines)?;
    while body.len() < length {
        read_more(input, &mut body)?;
    }
    body.truncate(length);
    Ok(Request { method, path, body })
}

fn read_more(input: &mut impl Read, buffer: &mut Vec<u8>) -> Result<(), Response> {
    let mut chunk = [0; 1024];
    match input.read(&mut chunk) {
        Ok(0) => Err(refusal("400 Bad Request")),
        Ok(count) => {
            buffer.extend_from_slice(&chunk[..count]);
            Ok(())
        }
        Err(error) => match error.kind() {
            ErrorKind::Interrupted => Ok(()),
            ErrorKind::TimedOut => Err(refusal("408 Request Timeout")),
            _ => Err(refusal("400 Bad Request")),
        },
    }
}

fn parse_request_line(line: &str) -> Option<(String, String)> {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        [method, target, "HTTP/1.0" | "HTTP/1.1"] => {
            Some((method.to_string(), target.split('?').next()?.to_string()))
        }
        _ => None,
    }
}

fn body_length<'a>(headers: impl Iterator<Item = &'a str>) -> Result<usize, Response> {
    let mut length = None;
    for header in headers {
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| refusal("400 Bad Request"))?;
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err(refusal("411 Length Required"));
        }
        if name.eq_ignore_ascii_case("content-length") {
            let value = value.trim();
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || length.is_some() {
                return Err(refusal("400 Bad Request"));
            }
            // All digits, so a failure to parse can only mean a number too large.
            length = Some(value.parse().unwrap_or(usize::MAX));
        }
    }
    match length.unwrap_or(0) {
        0..=MAX_BODY => Ok(length.unwrap_or(0)),
        _ => Err(refusal("413 Content Too Large")),
    }
}

fn refusal(status: &'static str) -> Response {
    Response::text(status, &format!("{status}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status_of(input: &[u8]) -> &'static str {
        match read_request(&mut &input[..]) {
            Ok(_) => "accepted",
            Err(response) => response.status,
        }
    }

    #[test]
    fn request_is_parsed() {
        let input = b"POST /notes?x=1 HTTP/1.1\r\nHost: h\r\ncontent-length: 3\r\n\r\nabcd";
        let request = read_request(&mut &input[..]).ok().unwrap();
        assert_eq!(request.method, "POST");
        assert_eq!(request.path, "/notes");
        assert_eq!(request.body, b"abc");
    }

    #[test]
    fn garbage_is_refused() {
        for input in [
            &b""[..],
            b"GET /",
            b"\xff\x00\r\n\r\n",
            b"\r\n\r\n",
            b"GET / HTTP/2\r\n\r\n",
            b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort",
        ] {
            assert_eq!(status_of(input), "400 Bad Request", "{input:?}");
        }
    }

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(
            status_of(&[b'a'; MAX_HEAD + 1]),
            "431 Request Header Fields Too Large"
        );
        for length in ["4097", "99999999999999999999999999"] {
            let input = format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n");
            assert_eq!(status_of(input.as_bytes()), "413 Content Too Large");
        }
        assert_eq!(
            status_of(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "411 Length Required"
        );
    }

    #[test]
    fn head_request_gets_no_body() {
        let mut output = Vec::new();
        Response::text("200 OK", "ok")
            .write_to(&mut output, false)
            .unwrap();
        let output = String::from_utf8(output).unwrap();
        assert!(output.contains("Content-Length: 2\r\n") && output.ends_with("\r\n\r\n"));
    }
}
