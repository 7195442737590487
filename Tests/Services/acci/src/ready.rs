//! Whether the services behind this one answer.

use crate::config::Config;
use crate::postgres::Client;
use crate::{json, redis};

pub struct Report {
    database: Result<(), String>,
    cache: Result<(), String>,
}

pub fn check(config: &Config) -> Report {
    Report {
        database: check_database(config),
        cache: redis::check(&config.cache),
    }
}

fn check_database(config: &Config) -> Result<(), String> {
    let rows = Client::connect(&config.database)?.query("SELECT 1")?;
    match rows.as_slice() {
        [only] if only == "1" => Ok(()),
        _ => Err("SELECT 1 did not return 1".to_string()),
    }
}

impl Report {
    pub fn is_ready(&self) -> bool {
        self.database.is_ok() && self.cache.is_ok()
    }

    pub fn to_json(&self) -> String {
        json::object(&[
            ("database", &describe(&self.database)),
            ("cache", &describe(&self.cache)),
        ])
    }
}

fn describe(result: &Result<(), String>) -> String {
    match result {
        Ok(()) => "ok".to_string(),
        Err(reason) => format!("error: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn report_names_what_failed() {
        let mut report = Report {
            database: Ok(()),
            cache: Ok(()),
        };
        assert!(report.is_ready());
        assert_eq!(report.to_json(), r#"{"database":"ok","cache":"ok"}"#);

        report.cache = Err("no \"redis\"".to_string());
        assert!(!report.is_ready());
        assert_eq!(
            report.to_json(),
            r#"{"database":"ok","cache":"error: no \"redis\""}"#
        );
    }
}
