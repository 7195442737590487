//! Serves the execution plane, or probes a running one with `health`.

mod health;
mod http;
mod net;
mod server;
mod signals;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;

use http::{Request, Response};

const NAME: &str = "execution-plane";
const DEFAULT_PORT: u16 = 8082;
const EXIT_USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let action = match arguments.as_slice() {
        [] => serve,
        [only] if only == "health" => health::probe,
        _ => {
            eprintln!("usage: {NAME} [health]");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    match port(env::var_os("PORT")).and_then(action) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{NAME}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn serve(port: u16) -> Result<(), String> {
    // Before anything else: as PID 1 a signal without a handler is lost.
    signals::install();
    let listener = TcpListener::bind(("0.0.0.0", port))
        .map_err(|error| format!("cannot listen on :{port}: {error}"))?;
    // println! would panic if standard output were closed.
    let _ = writeln!(io::stdout(), "{NAME} listening on :{port}");
    server::run(listener, route, &signals::STOP).map_err(|error| error.to_string())
}

fn port(value: Option<OsString>) -> Result<u16, String> {
    match value {
        Some(value) if !value.is_empty() => value
            .to_str()
            .and_then(|text| text.parse().ok())
            .filter(|port| *port != 0)
            .ok_or_else(|| format!("PORT must be a number from 1 to 65535, not {value:?}")),
        _ => Ok(DEFAULT_PORT),
    }
}

fn route(request: &Request) -> Response {
    let readable = matches!(request.method.as_str(), "GET" | "HEAD");
    match request.path.as_str() {
        "/health" if readable => Response::text("200 OK", "ok"),
        "/" if readable => Response::json("200 OK", format!("{{\"service\":\"{NAME}\"}}\n")),
        _ => Response::text("404 Not Found", "not found\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_defaults_and_is_checked() {
        assert_eq!(port(None), Ok(DEFAULT_PORT));
        assert_eq!(port(Some("".into())), Ok(DEFAULT_PORT));
        assert_eq!(port(Some("9000".into())), Ok(9000));
        for wrong in ["0", "65536", "http"] {
            assert!(port(Some(wrong.into())).is_err(), "{wrong}");
        }
    }

    #[test]
    fn routes() {
        let status = |method: &str, path: &str| {
            let (method, path) = (method.to_string(), path.to_string());
            route(&Request { method, path }).status
        };
        assert_eq!(status("GET", "/health"), "200 OK");
        assert_eq!(status("HEAD", "/"), "200 OK");
        assert_eq!(status("POST", "/health"), "404 Not Found");
        assert_eq!(status("GET", "/nothing"), "404 Not Found");
    }
}
