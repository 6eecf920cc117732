//! An answer of the service that holds no verdict, as RFC 9457 has it, and a line of its log.

use std::time::Duration;

use serde::Serialize;
use time::OffsetDateTime;

use super::json;
use super::json_shown::{Instant, Shown};
use crate::message::{Lang, Message};

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    detail_zh: &'a str,
}

/// Title of a problem without a page of its own, by its status.
fn title(status: u16) -> &'static str {
    match status {
        401 | 403 => "Not allowed",
        408 | 413 | 503 | 504 => "Not checked",
        500 => "Failed",
        _ => "Not understood",
    }
}

/// Writes a problem. `status` is the HTTP status, `code` a stable word for programs.
pub fn write(status: u16, code: &str, message: &Message) -> Vec<u8> {
    let (detail, detail_zh) = (message.render(Lang::En), message.render(Lang::Zh));
    let problem =
        Problem { r#type: "about:blank", title: title(status), status, code, detail: &detail, detail_zh: &detail_zh };
    json::compact(&problem)
}

/// One line of the log: what was asked and how it was answered. Nothing a client chooses stands in it.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// When.
    pub at: OffsetDateTime,
    /// The route, or `other`.
    pub route: &'static str,
    /// HTTP status.
    pub status: u16,
    /// `ok`, or the code of the problem.
    pub code: &'static str,
    /// From the head of the request to the answer.
    pub took: Duration,
}

#[derive(Serialize)]
struct LinePart {
    at: Shown<Instant>,
    route: &'static str,
    status: u16,
    code: &'static str,
    ms: f64,
}

/// Writes a line of the log, line feed included.
pub fn write_line(line: &Line) -> Vec<u8> {
    let Line { at, route, status, code, took } = *line;
    let ms = (took.as_secs_f64() * 1e4).round() / 10.0;
    let mut out = json::compact(&LinePart { at: Shown(Instant(at)), route, status, code, ms });
    out.push(b'\n');
    out
}
