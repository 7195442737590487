//! A TCP stream whose reads and writes share one deadline, however slow the peer.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

pub struct Stream {
    inner: TcpStream,
    deadline: Instant,
}

impl Stream {
    pub fn new(inner: TcpStream, limit: Duration) -> Self {
        Stream {
            inner,
            deadline: Instant::now() + limit,
        }
    }

    pub fn connect(host: &str, port: u16, limit: Duration) -> io::Result<Self> {
        let deadline = Instant::now() + limit;
        let mut failure = io::Error::new(ErrorKind::NotFound, "the host has no address");
        for address in (host, port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, remaining(deadline)?) {
                Ok(inner) => return Ok(Stream { inner, deadline }),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    pub fn restart_deadline(&mut self, limit: Duration) {
        self.deadline = Instant::now() + limit;
    }

    pub fn finish_writing(&self) -> io::Result<()> {
        self.inner.shutdown(Shutdown::Write)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner
            .set_read_timeout(Some(remaining(self.deadline)?))?;
        self.inner.read(buffer).map_err(name_timeout)
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.inner
            .set_write_timeout(Some(remaining(self.deadline)?))?;
        self.inner.write(buffer).map_err(name_timeout)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(timed_out()),
        left => Ok(left),
    }
}

/// Unix reports a socket timeout as "would block", which would mislead a reader.
fn name_timeout(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => timed_out(),
        _ => error,
    }
}

fn timed_out() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "timed out")
}
