//! The probe that asks a service on this machine for its health.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::Duration;

use crate::net::Stream;

const TIME_LIMIT: Duration = Duration::from_secs(3);
const MAX_STATUS_LINE: u64 = 1024;

pub fn probe(port: u16) -> Result<(), String> {
    let line = status_line(port).map_err(|error| format!("health: {error}"))?;
    match line.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(format!("health: unexpected answer {:?}", line.trim_end())),
    }
}

fn status_line(port: u16) -> io::Result<String> {
    let mut stream = Stream::connect("127.0.0.1", port, TIME_LIMIT)?;
    let request =
        format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(MAX_STATUS_LINE)).read_line(&mut line)?;
    Ok(line)
}
