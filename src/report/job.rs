//! The result of a job, as it is posted to whom the operator named; and what is known of a job.

use serde::Serialize;
use serde_json::value::RawValue;

use super::json;
use super::json_shown::Bilingual;
use crate::message::Message;

/// Name and version of the contract.
const SCHEMA: &str = "yanbiao/job/v1";

#[derive(Serialize)]
struct Result<'a> {
    schema: &'static str,
    job: &'a str,
    /// Report v1; `null` when there is no verdict.
    report: Option<&'a RawValue>,
    /// Why there is none.
    problem: Option<Bilingual>,
}

/// The result of a job that came to a verdict; `report` is Report v1 as one line.
pub fn with_verdict(job: &str, report: &[u8]) -> Vec<u8> {
    let report = serde_json::from_slice(report).ok();
    json::compact(&Result { schema: SCHEMA, job, report, problem: None })
}

/// The result of a job that came to none, and why.
pub fn without_verdict(job: &str, why: &Message) -> Vec<u8> {
    json::compact(&Result { schema: SCHEMA, job, report: None, problem: Some(Bilingual::of(why)) })
}

/// What is known of a job.
#[derive(Serialize)]
pub struct Status<'a> {
    /// Its id.
    pub job: &'a str,
    /// `waiting`, `judged`, `delivered` or `undelivered`.
    pub state: &'a str,
    /// Tries of the present step that failed.
    pub attempts: u32,
    /// What went wrong last.
    pub trouble: Option<&'a str>,
    /// The result, as it is posted.
    #[serde(skip)]
    pub result: Option<&'a [u8]>,
}

#[derive(Serialize)]
struct StatusPart<'a> {
    #[serde(flatten)]
    status: &'a Status<'a>,
    result: Option<&'a RawValue>,
}

/// Writes what is known of a job.
pub fn status(status: &Status<'_>) -> Vec<u8> {
    let result = status.result.and_then(|result| serde_json::from_slice(result).ok());
    json::compact(&StatusPart { status, result })
}
