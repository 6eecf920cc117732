//! What the service says about itself: rules, what it can read, whether it is well, its counts and its interface.

use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::probe;
use super::problem::{self, Problem};
use super::service::Service;
use crate::report::{capabilities, explain};

/// The interface in OpenAPI's form.
const OPENAPI: &str = include_str!("openapi.json");

const JSON: [(axum::http::HeaderName, &str); 1] = [(CONTENT_TYPE, "application/json")];

/// All rules.
pub(super) async fn rules() -> Response {
    let mut table = Vec::new();
    explain::table_json(&mut table);
    (JSON, table).into_response()
}

/// What this build reads, found out by reading small pictures, and the bounds in force.
pub(super) async fn capabilities(State(service): State<Arc<Service>>) -> Result<Response, Problem> {
    static FORMATS: LazyLock<Vec<probe::Probed>> = LazyLock::new(probe::formats);
    // The first to ask has pictures decoded, which is no work for a thread that talks to clients.
    let probed = tokio::task::spawn_blocking(|| LazyLock::force(&FORMATS)).await;
    probed.map_err(|_| problem::INTERNAL.problem())?;
    let formats: Vec<_> = FORMATS.iter().map(|probed| (probed.format, probed.coverage.as_slice())).collect();
    let options = &service.options;
    let bounds = [
        ("body_bytes_max", options.body_bytes_max),
        ("pixels_max", service.settings.limits.pixels_max),
        ("workers", options.workers as u64),
        ("queue", options.queue as u64),
        ("body_seconds", options.body_time.as_secs()),
        ("check_seconds", options.check_time.as_secs()),
    ];
    Ok((JSON, capabilities::write(&service.tool, &formats, &bounds, service.shelf.is_some())).into_response())
}

/// The process is alive.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// New work is taken.
pub(super) async fn ready(State(service): State<Arc<Service>>) -> Result<&'static str, Problem> {
    service.is_ready().map(|()| "ready\n")
}

/// Counts for Prometheus.
pub(super) async fn metrics(State(service): State<Arc<Service>>) -> Response {
    service.metrics.places.set(i64::try_from(service.places_taken()).unwrap_or(i64::MAX));
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], service.metrics.text()).into_response()
}

/// The interface.
pub(super) async fn openapi() -> Response {
    (JSON, OPENAPI).into_response()
}
