//! A PostgreSQL client (protocol 3.0) that knows SCRAM, plain queries and one parameter.

use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::time::Duration;

use crate::config::Database;
use crate::net::Stream;
use crate::{base64, scram};

const TIME_LIMIT: Duration = Duration::from_secs(2);
const PROTOCOL_VERSION: i32 = 3 << 16;
const MAX_MESSAGE: usize = 1024 * 1024;

pub struct Client {
    stream: BufReader<Stream>,
}

struct Message {
    tag: u8,
    body: Vec<u8>,
}

impl Client {
    pub fn connect(database: &Database) -> Result<Self, String> {
        let password = read_password(database)?;
        let stream = Stream::connect(&database.host, database.port, TIME_LIMIT)
            .map_err(|error| format!("{}:{}: {error}", database.host, database.port))?;
        let mut client = Client {
            stream: BufReader::new(stream),
        };
        client.send(&startup_message(database))?;
        client.authenticate(password.as_deref())?;
        client.rows_until_ready()?;
        Ok(client)
    }

    /// Runs SQL without parameters; returns the first column of every row.
    pub fn query(&mut self, sql: &str) -> Result<Vec<String>, String> {
        self.send(&message(b'Q', &[sql.as_bytes(), b"\0"]))?;
        self.rows_until_ready()
    }

    /// Runs one statement with its $1 bound to the text, which so needs no quoting.
    pub fn execute(&mut self, sql: &str, parameter: &str) -> Result<(), String> {
        let length = (parameter.len() as i32).to_be_bytes();
        let none = &0i16.to_be_bytes();
        let one = &1i16.to_be_bytes();
        self.send(
            &[
                // Parse: unnamed statement, no parameter types given.
                message(b'P', &[b"\0", sql.as_bytes(), b"\0", none]),
                // Bind: unnamed portal and statement, all formats text.
                message(
                    b'B',
                    &[b"\0\0", none, one, &length, parameter.as_bytes(), none],
                ),
                // Execute: unnamed portal, no row limit.
                message(b'E', &[b"\0", &0i32.to_be_bytes()]),
                // Sync.
                message(b'S', &[]),
            ]
            .concat(),
        )?;
        self.rows_until_ready().map(drop)
    }

    fn authenticate(&mut self, password: Option<&str>) -> Result<(), String> {
        let (method, data) = self.authentication_request()?;
        match method {
            0 => Ok(()),
            10 => {
                let offered = data
                    .split(|byte| *byte == 0)
                    .any(|name| name == scram::MECHANISM.as_bytes());
                if !offered {
                    return Err(format!("the server does not offer {}", scram::MECHANISM));
                }
                let password = password
                    .ok_or("the server wants a password, but DB_PASSWORD_FILE is not set")?;
                self.authenticate_with_scram(password)
            }
            other => Err(format!("unsupported authentication method {other}")),
        }
    }

    fn authenticate_with_scram(&mut self, password: &str) -> Result<(), String> {
        // PostgreSQL takes the user from the start-up message.
        let exchange = scram::Exchange::new("", random_nonce()?);
        let first = exchange.first_message();
        let length = (first.len() as i32).to_be_bytes();
        let mechanism = scram::MECHANISM.as_bytes();
        self.send(&message(
            b'p',
            &[mechanism, b"\0", &length, first.as_bytes()],
        ))?;

        let challenge = self.expect_authentication(11)?;
        let proof = exchange.answer(&challenge, password)?;
        self.send(&message(b'p', &[proof.message.as_bytes()]))?;

        proof.verify(&self.expect_authentication(12)?)?;
        self.expect_authentication(0).map(drop)
    }

    fn expect_authentication(&mut self, expected: i32) -> Result<String, String> {
        let (method, data) = self.authentication_request()?;
        if method != expected {
            return Err(format!("unexpected authentication step {method}"));
        }
        String::from_utf8(data).map_err(|_| "malformed authentication data".to_string())
    }

    fn authentication_request(&mut self) -> Result<(i32, Vec<u8>), String> {
        let message = self.next_message()?;
        match (message.tag, message.body.as_slice()) {
            (b'R', [a, b, c, d, data @ ..]) => {
                Ok((i32::from_be_bytes([*a, *b, *c, *d]), data.to_vec()))
            }
            (b'E', body) => Err(error_text(body)),
            (tag, _) => Err(unexpected(tag)),
        }
    }

    fn rows_until_ready(&mut self) -> Result<Vec<String>, String> {
        let mut rows = Vec::new();
        let mut failure = None;
        loop {
            let message = match self.next_message() {
                Ok(message) => message,
                // A fatal error comes with the end of the connection, and is the better reason.
                Err(reason) => return Err(failure.unwrap_or(reason)),
            };
            match message.tag {
                b'D' => rows.push(first_column(&message.body).ok_or("malformed row")?),
                // Unless it was fatal, ReadyForQuery follows.
                b'E' => failure = Some(error_text(&message.body)),
                b'Z' => return failure.map_or(Ok(rows), Err),
                // Parse, bind and command completion, key data, row description.
                b'1' | b'2' | b'C' | b'K' | b'T' => {}
                tag => return Err(unexpected(tag)),
            }
        }
    }

    /// The next message that is no notice, parameter status or notification:
    /// the server may send those at any time.
    fn next_message(&mut self) -> Result<Message, String> {
        loop {
            let message = read_message(&mut self.stream).map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => "the server closed the connection".to_string(),
                _ => error.to_string(),
            })?;
            if !matches!(message.tag, b'N' | b'S' | b'A') {
                return Ok(message);
            }
        }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        let sent = self.stream.get_mut().write_all(bytes);
        sent.map_err(|error| error.to_string())
    }
}

fn read_password(database: &Database) -> Result<Option<String>, String> {
    match &database.password_file {
        Some(path) => fs::read_to_string(path)
            .map(|text| Some(text.trim_end_matches('\n').to_string()))
            .map_err(|error| format!("DB_PASSWORD_FILE: {}: {error}", path.display())),
        None => Ok(None),
    }
}

fn random_nonce() -> Result<String, String> {
    let mut bytes = [0; 18];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|error| format!("/dev/urandom: {error}"))?;
    Ok(base64::encode(&bytes))
}

fn startup_message(database: &Database) -> Vec<u8> {
    let settings = [
        ("user", database.user.as_str()),
        ("database", &database.name),
        ("application_name", crate::NAME),
        ("client_encoding", "UTF8"),
    ];
    let mut body = PROTOCOL_VERSION.to_be_bytes().to_vec();
    for (name, value) in settings {
        body.extend_from_slice(format!("{name}\0{value}\0").as_bytes());
    }
    body.push(0);
    [length_prefix(body.len()).as_slice(), &body].concat()
}

fn message(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&[tag][..], &length_prefix(body.len()), &body].concat()
}

/// The length counts itself.
fn length_prefix(body: usize) -> [u8; 4] {
    (body as i32 + 4).to_be_bytes()
}

fn read_message(input: &mut impl Read) -> io::Result<Message> {
    let mut header = [0; 5];
    input.read_exact(&mut header)?;
    let [tag, length @ ..] = header;
    let length = u32::from_be_bytes(length) as usize;
    if !(4..=MAX_MESSAGE).contains(&length) {
        let reason = "not a PostgreSQL message";
        return Err(io::Error::new(ErrorKind::InvalidData, reason));
    }
    let mut body = vec![0; length - 4];
    input.read_exact(&mut body)?;
    Ok(Message { tag, body })
}

/// NULL, which the server sends as length -1, reads as the empty string.
fn first_column(row: &[u8]) -> Option<String> {
    let length = row.get(2..6)?.try_into().ok().map(i32::from_be_bytes)?;
    let end = 6 + usize::try_from(length).unwrap_or(0);
    String::from_utf8(row.get(6..end)?.to_vec()).ok()
}

/// The message and the code of an ErrorResponse, whose fields each start with a letter.
fn error_text(body: &[u8]) -> String {
    let field = |letter| {
        let mut fields = body.split(|byte| *byte == 0);
        let found = fields.find(|field| field.first() == Some(&letter));
        found.map_or("unknown".into(), |field| {
            String::from_utf8_lossy(&field[1..])
        })
    };
    format!("{} (SQLSTATE {})", field(b'M'), field(b'C'))
}

fn unexpected(tag: u8) -> String {
    format!("unexpected message {:?}", char::from(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// What a connection to a server fails with that sends these bytes and hangs up.
    fn failure_against(answer: Vec<u8>) -> Option<String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let database = Database {
            host: "127.0.0.1".to_string(),
            port: listener.local_addr().unwrap().port(),
            user: "u".to_string(),
            name: "n".to_string(),
            password_file: None,
        };
        let startup = startup_message(&database).len();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut vec![0; startup]).unwrap();
            stream.write_all(&answer).unwrap();
        });
        let failure = Client::connect(&database).err();
        server.join().unwrap();
        failure
    }

    #[test]
    fn connecting_succeeds_or_says_why_not() {
        let accepted = message(b'R', &[&0i32.to_be_bytes()]);
        let fatal = message(b'E', &[b"SFATAL\0C3D000\0Mno such database\0\0"]);
        let ready = message(b'Z', &[b"I"]);
        assert_eq!(failure_against([&accepted[..], &ready].concat()), None);
        assert_eq!(
            failure_against([&accepted[..], &fatal].concat()).unwrap(),
            "no such database (SQLSTATE 3D000)"
        );
        assert_eq!(
            failure_against(accepted).unwrap(),
            "the server closed the connection"
        );
        assert_eq!(
            failure_against(message(b'R', &[&3i32.to_be_bytes()])).unwrap(),
            "unsupported authentication method 3"
        );
    }

    #[test]
    fn messages_are_framed() {
        let bytes = message(b'Q', &[b"SELECT 1", b"\0"]);
        assert_eq!(bytes, b"Q\0\0\0\x0dSELECT 1\0");
        let read = read_message(&mut bytes.as_slice()).unwrap();
        assert_eq!((read.tag, read.body.as_slice()), (b'Q', &b"SELECT 1\0"[..]));
    }

    #[test]
    fn malformed_messages_are_refused() {
        for bytes in [
            &b""[..],
            b"Z\0\0\0\x05",
            b"Z\0\0\0\x03I",
            b"HTTP/1.1 400 Bad Request\r\n",
        ] {
            assert!(read_message(&mut &bytes[..]).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn first_column_is_bounded() {
        assert_eq!(first_column(b"\0\x01\0\0\0\x021x").as_deref(), Some("1x"));
        assert_eq!(first_column(b"\0\x01\xff\xff\xff\xff").as_deref(), Some(""));
        for row in [&b""[..], b"\0\x01", b"\0\x01\0\0\0\x09short"] {
            assert_eq!(first_column(row), None);
        }
    }

    #[test]
    fn errors_are_readable() {
        let body = b"SFATAL\0C28P01\0Mpassword authentication failed for user \"u\"\0\0";
        assert_eq!(
            error_text(body),
            "password authentication failed for user \"u\" (SQLSTATE 28P01)"
        );
    }
}
