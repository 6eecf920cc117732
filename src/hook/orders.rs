//! `POST /v1/jobs` and `GET /v1/jobs/{id}`.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse, Response};
use ring::rand::{SecureRandom, SystemRandom};

use super::ask;
use super::job_store::JobStore;
use super::journal::JournalError;
use super::problem::{self, Problem};
use super::service::Service;
use super::upload;
use crate::hex::hex;
use crate::report::job::{self, Status};

/// Bytes of the description of a job.
const JOB_BYTES_MAX: usize = 64 << 10;

fn jobs(service: &Service) -> Result<&JobStore, Problem> {
    service.jobs.as_ref().ok_or_else(|| problem::NO_JOBS.problem())
}

fn not_kept(error: JournalError) -> Problem {
    problem::JOURNAL.with("why", error.message())
}

/// Takes a job: 202 when it is on record, also when it was there before.
pub(super) async fn take(State(service): State<Arc<Service>>, request: Request) -> Result<Response, Problem> {
    let jobs = jobs(&service)?;
    let (bytes, _, _reserved) = upload::receive(&service, request).await?;
    if bytes.len() > JOB_BYTES_MAX {
        return Err(problem::LARGE.with("bytes", JOB_BYTES_MAX.to_string()));
    }
    let now = (service.clock)();
    let asked = ask::of_job(&bytes, &service.options, &jobs.options.sources, now)?;
    let id = asked.id.map_or_else(new_id, Ok)?;
    jobs.add(id.clone(), bytes.to_vec(), now.unix_timestamp()).await.map_err(not_kept)?;
    answer(&service, id, StatusCode::ACCEPTED).await
}

/// Says how far a job has got.
pub(super) async fn known(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Result<Response, Problem> {
    answer(&service, id, StatusCode::OK).await
}

async fn answer(service: &Service, id: String, status: StatusCode) -> Result<Response, Problem> {
    let known = jobs(service)?.known(id.clone()).await.map_err(not_kept)?;
    let known = known.ok_or_else(|| problem::NO_JOB.problem())?;
    let body = job::status(&Status {
        job: &id,
        state: &known.state,
        attempts: known.attempts,
        trouble: known.trouble.as_deref(),
        result: known.result.as_deref(),
    });
    let place = format!("/v1/jobs/{id}");
    Ok((status, [(CONTENT_TYPE, "application/json"), (LOCATION, place.as_str())], body).into_response())
}

/// An id that nobody can guess.
fn new_id() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| problem::INTERNAL.problem())?;
    Ok(hex(&bytes))
}
