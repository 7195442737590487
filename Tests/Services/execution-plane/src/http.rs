//! The little of HTTP/1.1 the service speaks: one request per connection, its body ignored.

use std::io::{self, ErrorKind, Read, Write};

const MAX_HEAD: usize = 8 * 1024;

pub struct Request {
    pub method: String,
    pub path: String,
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
            body,
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
    let mut chunk = [0; 1024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if head.len() >= MAX_HEAD {
            return Err(Response::text(
                "431 Request Header Fields Too Large",
                "header too large\n",
            ));
        }
        match input.read(&mut chunk) {
            Ok(0) => return Err(bad_request()),
            Ok(count) => head.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                return Err(Response::text("408 Request Timeout", "request timeout\n"));
            }
            Err(_) => return Err(bad_request()),
        }
    }
    parse_request_line(&head).ok_or_else(bad_request)
}

fn parse_request_line(head: &[u8]) -> Option<Request> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let words: Vec<&str> = std::str::from_utf8(line).ok()?.split(' ').collect();
    match words.as_slice() {
        [method, target, "HTTP/1.0" | "HTTP/1.1"] => Some(Request {
            method: method.to_string(),
            path: target.split('?').next()?.to_string(),
        }),
        _ => None,
    }
}

fn bad_request() -> Response {
    Response::text("400 Bad Request", "bad request\n")
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
    fn request_line_is_parsed() {
        let request = read_request(&mut &b"GET /health?x=1 HTTP/1.1\r\nHost: h\r\n\r\n"[..]);
        let request = request.ok().unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("GET", "/health")
        );
    }

    #[test]
    fn garbage_is_refused() {
        for input in [
            &b""[..],
            b"GET /",
            b"\xff\x00\r\n\r\n",
            b"\r\n\r\n",
            b"GET / HTTP/2\r\n\r\n",
        ] {
            assert_eq!(status_of(input), "400 Bad Request", "{input:?}");
        }
        assert_eq!(
            status_of(&[b'a'; MAX_HEAD + 1]),
            "431 Request Header Fields Too Large"
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
