//! Short texts kept in the database, so that something outlives a restart.

use crate::config::Database;
use crate::postgres::Client;

const MAX_CHARACTERS: usize = 200;

// Without the lock, two first requests at once would race to create the table.
const CREATE_TABLE: &str =
    "SELECT pg_advisory_xact_lock(1); CREATE TABLE IF NOT EXISTS notes(text text)";

pub fn list(database: &Database) -> Result<Vec<String>, String> {
    connect(database)?.query("SELECT text FROM notes LIMIT 1000")
}

pub fn add(database: &Database, text: &str) -> Result<(), String> {
    connect(database)?.execute("INSERT INTO notes(text) VALUES ($1)", text)
}

/// The note in a request's body, or what is wrong with it.
pub fn checked(body: &[u8]) -> Result<&str, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| "a note must be UTF-8")?;
    if text.is_empty() || text.chars().count() > MAX_CHARACTERS {
        return Err("a note must have 1 to 200 characters");
    }
    if text.contains('\0') {
        return Err("a note must not contain NUL");
    }
    Ok(text)
}

fn connect(database: &Database) -> Result<Client, String> {
    let mut client = Client::connect(database)?;
    client.query(CREATE_TABLE)?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn notes_are_checked() {
        let longest = "é".repeat(200);
        assert_eq!(checked(longest.as_bytes()), Ok(longest.as_str()));
        for wrong in [&b""[..], b"\xff", b"a\0b", "é".repeat(201).as_bytes()] {
            assert!(checked(wrong).is_err());
        }
    }
}
