//! Asks a Redis server whether it is alive.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::Duration;

use crate::config::Cache;
use crate::net::Stream;

const TIME_LIMIT: Duration = Duration::from_secs(2);
const MAX_REPLY: u64 = 256;

pub fn check(cache: &Cache) -> Result<(), String> {
    let reply = ping(cache).map_err(|error| format!("{}:{}: {error}", cache.host, cache.port))?;
    match reply.trim_end() {
        "+PONG" => Ok(()),
        other => Err(format!("unexpected reply to PING: {other:?}")),
    }
}

fn ping(cache: &Cache) -> io::Result<String> {
    let mut stream = Stream::connect(&cache.host, cache.port, TIME_LIMIT)?;
    stream.write_all(b"*1\r\n$4\r\nPING\r\n")?;
    let mut reply = Vec::new();
    BufReader::new(stream.take(MAX_REPLY)).read_until(b'\n', &mut reply)?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    fn check_against(reply: &'static [u8]) -> Result<(), String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0; 14]).unwrap();
            stream.write_all(reply).unwrap();
        });
        let host = "127.0.0.1".to_string();
        let result = check(&Cache { host, port });
        server.join().unwrap();
        result
    }

    #[test]
    fn only_pong_is_healthy() {
        assert_eq!(check_against(b"+PONG\r\n"), Ok(()));
        assert!(check_against(b"").is_err());
        let refusal = check_against(b"-NOAUTH Authentication required.\r\n").unwrap_err();
        assert!(refusal.contains("NOAUTH"), "{refusal}");
    }
}
