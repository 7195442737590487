//! Which request gets which response.

use crate::config::Config;
use crate::http::{Request, Response};
use crate::{json, notes, ready, NAME};

pub fn route(request: &Request, config: &Config) -> Response {
    let method = match request.method.as_str() {
        "HEAD" => "GET",
        other => other,
    };
    match (method, request.path.as_str()) {
        ("GET", "/health") => Response::text("200 OK", "ok"),
        ("GET", "/") => Response::json("200 OK", format!("{{\"service\":\"{NAME}\"}}")),
        ("GET", "/ready") => {
            let report = ready::check(config);
            let status = if report.is_ready() {
                "200 OK"
            } else {
                "503 Service Unavailable"
            };
            Response::json(status, report.to_json())
        }
        ("GET", "/notes") => match notes::list(&config.database) {
            Ok(texts) => Response::json("200 OK", json::array(&texts)),
            Err(reason) => unavailable(&reason),
        },
        ("POST", "/notes") => match notes::checked(&request.body) {
            Ok(text) => match notes::add(&config.database, text) {
                Ok(()) => Response::json("201 Created", json::string(text)),
                Err(reason) => unavailable(&reason),
            },
            Err(reason) => Response::json("400 Bad Request", json::object(&[("error", reason)])),
        },
        _ => Response::text("404 Not Found", "not found\n"),
    }
}

fn unavailable(reason: &str) -> Response {
    Response::json(
        "503 Service Unavailable",
        json::object(&[("error", reason)]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Cache, Database};

    fn status(method: &str, path: &str, body: &[u8]) -> &'static str {
        // Nothing listens on the discard port.
        let (host, port) = ("127.0.0.1".to_string(), 9);
        let config = Config {
            database: Database {
                host: host.clone(),
                port,
                user: "u".to_string(),
                name: "n".to_string(),
                password_file: None,
            },
            cache: Cache { host, port },
        };
        let request = Request {
            method: method.to_string(),
            path: path.to_string(),
            body: body.to_vec(),
        };
        route(&request, &config).status
    }

    #[test]
    fn routes_without_a_database() {
        assert_eq!(status("GET", "/health", b""), "200 OK");
        assert_eq!(status("HEAD", "/", b""), "200 OK");
        assert_eq!(status("GET", "/ready", b""), "503 Service Unavailable");
        assert_eq!(status("GET", "/notes", b""), "503 Service Unavailable");
        assert_eq!(status("POST", "/notes", b"x"), "503 Service Unavailable");
        assert_eq!(status("POST", "/notes", b""), "400 Bad Request");
        assert_eq!(status("POST", "/health", b""), "404 Not Found");
        assert_eq!(status("GET", "/nothing", b""), "404 Not Found");
    }
}
