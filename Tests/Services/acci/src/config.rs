//! The settings, all of them from the environment.

use std::env;
use std::path::PathBuf;

const DEFAULT_PORT: u16 = 8080;

pub struct Config {
    pub database: Database,
    pub cache: Cache,
}

pub struct Database {
    pub host: String,
    pub port: u16,
    pub user: String,
    pub name: String,
    pub password_file: Option<PathBuf>,
}

pub struct Cache {
    pub host: String,
    pub port: u16,
}

impl Config {
    pub fn from_environment() -> Result<Self, String> {
        Ok(Config {
            database: Database {
                host: text("DB_HOST", "db"),
                port: port_or("DB_PORT", 5432)?,
                user: text("DB_USER", "acci"),
                name: text("DB_NAME", "acci"),
                password_file: variable("DB_PASSWORD_FILE").map(PathBuf::from),
            },
            cache: Cache {
                host: text("REDIS_HOST", "redis"),
                port: port_or("REDIS_PORT", 6379)?,
            },
        })
    }
}

/// The port to serve on, apart from the rest so that `health` depends on nothing else.
pub fn port() -> Result<u16, String> {
    match variable("APP__SERVER__BACKEND_PORT") {
        Some(_) => port_or("APP__SERVER__BACKEND_PORT", DEFAULT_PORT),
        None => port_or("PORT", DEFAULT_PORT),
    }
}

pub fn run_mode() -> Option<String> {
    variable("RUN_MODE")
}

/// Compose files pass unset variables on as empty ones, so both mean the same.
fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}

fn text(name: &str, default: &str) -> String {
    variable(name).unwrap_or_else(|| default.to_string())
}

fn port_or(name: &str, default: u16) -> Result<u16, String> {
    match variable(name) {
        Some(value) => parse_port(&value)
            .ok_or_else(|| format!("{name} must be a number from 1 to 65535, not {value:?}")),
        None => Ok(default),
    }
}

fn parse_port(value: &str) -> Option<u16> {
    value.parse().ok().filter(|port| *port != 0)
}

#[cfg(test)]
mod tests {
    use super::parse_port;

    #[test]
    fn ports_are_checked() {
        assert_eq!(parse_port("5432"), Some(5432));
        for wrong in ["", "0", "65536", "-1", "http"] {
            assert_eq!(parse_port(wrong), None, "{wrong}");
        }
    }
}
