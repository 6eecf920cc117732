//! Webhook mode: a picture is named, fetched, judged, and the result is posted to whom the operator named.

use super::ask;
use super::job_store::{Due, JobStore, State};
use super::journal::JournalError;
use super::judge;
use super::service::Service;
use super::upload::Picture;
use crate::fetch::client::{Client, FetchError};
use crate::fetch::guard;
use crate::report::job;

/// Tries to fetch a picture.
const FETCHES_MAX: u32 = 6;
/// Tries to deliver a result: more than a day of them.
const DELIVERIES_MAX: u32 = 40;

/// Does jobs until the service stops, on the thread that calls.
pub(super) fn run(service: &Service, jobs: &JobStore) {
    while !service.is_stopping() {
        let Some(due) = jobs.take(now(service)) else {
            jobs.rest();
            continue;
        };
        let done = further(service, jobs, &due);
        jobs.put_back(&due);
        // What the journal did not take is done again, but not at once.
        if done.is_err() {
            jobs.rest();
        }
    }
}

fn now(service: &Service) -> i64 {
    (service.clock)().unix_timestamp()
}

/// Takes a job one step further: judges it, or delivers its result.
fn further(service: &Service, jobs: &JobStore, due: &Due) -> Result<(), JournalError> {
    match &due.result {
        None => judge(service, jobs, due),
        Some(result) => deliver(service, jobs, due, result),
    }
}

fn judge(service: &Service, jobs: &JobStore, due: &Due) -> Result<(), JournalError> {
    let without = |why| jobs.judged(due, job::without_verdict(&due.id, &why), None, now(service));
    let asked = match ask::of_job(&due.ask, &service.options, &jobs.options.sources, (service.clock)()) {
        Ok(asked) => asked,
        // It was sound when it came: the operator has changed what is allowed since.
        Err(problem) => return without(problem.message().clone()),
    };
    match fetch(jobs, &asked.source, service.options.body_bytes_max) {
        Ok(bytes) => {
            let picture = Picture { name: None, bytes: bytes.into() };
            let (report, verdict) = judge::for_job(service, &picture, &asked.ask);
            jobs.judged(due, job::with_verdict(&due.id, &report), Some(verdict), now(service))
        }
        Err(error) if due.attempts + 1 < FETCHES_MAX => jobs.again(due, error.to_string(), now(service)),
        Err(error) => without(error.message()),
    }
}

/// Gets the picture: from where the operator allows it, or from a public address.
fn fetch(jobs: &JobStore, source: &str, bytes_max: u64) -> Result<Vec<u8>, FetchError> {
    let is_operators = jobs.options.sources.iter().any(|allowed| guard::lies_under(source, allowed));
    let client = if is_operators { Client::operator() } else { Client::default() };
    client.get(source, bytes_max)
}

fn deliver(service: &Service, jobs: &JobStore, due: &Due, result: &[u8]) -> Result<(), JournalError> {
    let signature = jobs.options.secret.sign(now(service), result);
    let header = ("Yanbiao-Signature", signature.as_str());
    match Client::operator().post(&jobs.options.callback, result.to_vec(), header) {
        Ok(()) => jobs.ended(due, State::Delivered, None),
        Err(error) if due.attempts + 1 < DELIVERIES_MAX => jobs.again(due, error.to_string(), now(service)),
        Err(error) => jobs.ended(due, State::Undelivered, Some(error.to_string())),
    }
}
