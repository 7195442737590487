//! The accept loop: one thread per connection, up to a limit, until told to stop.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{self, Request, Response};
use crate::net::Stream;

const MAX_CONNECTIONS: usize = 128;
const POLL_INTERVAL: Duration = Duration::from_millis(10);
const REQUEST_LIMIT: Duration = Duration::from_secs(5);
const RESPONSE_LIMIT: Duration = Duration::from_secs(5);
const LINGER_LIMIT: Duration = Duration::from_millis(500);
const LINGER_BYTES: u64 = 64 * 1024;
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

type Handler = fn(&Request) -> Response;

pub fn run(listener: TcpListener, handler: Handler, stop: &AtomicBool) -> io::Result<()> {
    // A blocked accept would not notice `stop`.
    listener.set_nonblocking(true)?;
    // Every connection's thread holds a clone, so the strong count is one more than the connections.
    let connections = Arc::new(());
    while !stop.load(Ordering::Relaxed) {
        if Arc::strong_count(&connections) <= MAX_CONNECTIONS {
            if let Ok((stream, _)) = listener.accept() {
                let connection = Arc::clone(&connections);
                // thread::spawn would panic when the system has no thread left.
                let _ = thread::Builder::new().spawn(move || {
                    let _ = serve(stream, handler);
                    drop(connection);
                });
                continue;
            }
        }
        thread::sleep(POLL_INTERVAL);
    }
    drop(listener);

    let deadline = Instant::now() + SHUTDOWN_GRACE;
    while Arc::strong_count(&connections) > 1 && Instant::now() < deadline {
        thread::sleep(POLL_INTERVAL);
    }
    Ok(())
}

fn serve(stream: TcpStream, handler: Handler) -> io::Result<()> {
    // Some systems let an accepted stream inherit the listener's mode.
    stream.set_nonblocking(false)?;
    let mut stream = Stream::new(stream, REQUEST_LIMIT);
    let (response, with_body) = match http::read_request(&mut stream) {
        Ok(request) => (handler(&request), request.method != "HEAD"),
        Err(response) => (response, true),
    };
    stream.restart_deadline(RESPONSE_LIMIT);
    response.write_to(&mut stream, with_body)?;

    // Closing with unread input resets the connection, which can cost the client the response.
    stream.finish_writing()?;
    stream.restart_deadline(LINGER_LIMIT);
    io::copy(&mut stream.take(LINGER_BYTES), &mut io::sink())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health;

    #[test]
    fn serves_until_stopped_despite_a_silent_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let server = scope.spawn(|| run(listener, |_| Response::text("200 OK", "ok"), &stop));
            let _silent = TcpStream::connect(address).unwrap();
            let healthy = health::probe(address.port());
            let stopped = Instant::now();
            stop.store(true, Ordering::Relaxed);
            server.join().unwrap().unwrap();
            assert_eq!(healthy, Ok(()));
            assert!(stopped.elapsed() < Duration::from_millis(1500));
        });
        assert!(health::probe(address.port()).is_err());
    }
}
