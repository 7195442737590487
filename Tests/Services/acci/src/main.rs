//! Serves acci, or runs one of its checks with `health` or `ready`.

mod base64;
mod config;
mod health;
mod hmac;
mod http;
mod json;
mod net;
mod notes;
mod pbkdf2;
mod postgres;
mod ready;
mod redis;
mod routes;
mod scram;
mod server;
mod sha256;
mod signals;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;

use config::Config;

const NAME: &str = "acci";
const EXIT_USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let words: Option<Vec<&str>> = arguments.iter().map(|word| word.to_str()).collect();
    let result = match words.as_deref() {
        Some([]) => serve(),
        Some(["health"]) => config::port().and_then(health::probe),
        Some(["ready"]) => ready(),
        _ => {
            eprintln!("usage: {NAME} [health|ready]");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{NAME}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), String> {
    // Before anything else: as PID 1 a signal without a handler is lost.
    signals::install();
    let port = config::port()?;
    let config = Config::from_environment()?;
    let listener = TcpListener::bind(("0.0.0.0", port))
        .map_err(|error| format!("cannot listen on :{port}: {error}"))?;
    if let Some(mode) = config::run_mode() {
        print(&format!("{NAME} run mode: {mode:?}"));
    }
    print(&format!("{NAME} listening on :{port}"));
    server::run(
        listener,
        move |request| routes::route(request, &config),
        &signals::STOP,
    )
    .map_err(|error| error.to_string())
}

fn ready() -> Result<(), String> {
    let report = ready::check(&Config::from_environment()?);
    print(&report.to_json());
    if report.is_ready() {
        Ok(())
    } else {
        Err("not ready".to_string())
    }
}

/// println! would panic if standard output were closed.
fn print(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
