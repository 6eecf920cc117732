//! `POST /v1/check` and `POST /v1/compare`: pictures in, a verdict out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::ask::{self, Ask};
use super::journal::Verdict;
use super::problem::{self, Problem};
use super::service::Service;
use super::upload::{self, Picture};
use crate::asset::Asset;
use crate::check::Checked;
use crate::compare;
use crate::context::Context;
use crate::report::compared::{self, Pair};
use crate::report::{journal, json};

/// Name of a picture of which nobody says one.
const NAMELESS: &str = "upload";

/// What a proxy can act on without reading the report.
const OUTCOME: HeaderName = HeaderName::from_static("yanbiao-outcome");
const DISPOSITION: HeaderName = HeaderName::from_static("yanbiao-disposition");
const STRIPPING: HeaderName = HeaderName::from_static("yanbiao-stripping");

/// Judges one picture: Report v1.
pub(super) async fn check(State(service): State<Arc<Service>>, request: Request) -> Result<Response, Problem> {
    let ask = ask::read(request.uri(), &service.options, (service.clock)())?;
    let upload::Upload { pictures: [picture], reserved } = upload::one(&service, request).await?;
    let judged = service
        .work(move |service| {
            let (checked, report) = reported(service, &picture, &ask);
            drop(reserved);
            let verdict = service.journal.is_some().then(|| verdict(&checked, ask.uploader, service));
            (report, headers(&checked), verdict)
        })
        .await?;
    let (report, headers, verdict) = judged;
    on_record(&service, verdict).await?;
    Ok((headers, report).into_response())
}

/// Puts a verdict on record, where there is a journal: 200 is one that is.
pub(super) async fn on_record(service: &Service, verdict: Option<Verdict>) -> Result<(), Problem> {
    let (Some(journal), Some(verdict)) = (&service.journal, verdict) else { return Ok(()) };
    let kept = journal.with(move |connection| verdict.write(connection)).await;
    kept.map_err(|error| problem::JOURNAL.with("why", error.message()))
}

/// Judges the picture of a job, on the thread that calls.
pub(super) fn for_job(service: &Service, picture: &Picture, ask: &Ask) -> (Vec<u8>, Verdict) {
    let _place = service.place_for_job();
    let (checked, report) = reported(service, picture, ask);
    (report, verdict(&checked, ask.uploader.clone(), service))
}

/// Judges a picture and writes its report, as one line.
fn reported(service: &Service, picture: &Picture, ask: &Ask) -> (Checked, Vec<u8>) {
    let checked = look(service, picture, ask.name.clone(), &ask.context);
    let mut report = Vec::new();
    json::write_line(&checked, &service.tool, &mut report);
    (checked, report)
}

/// What goes on record.
pub(super) fn verdict(checked: &Checked, uploader: Option<String>, service: &Service) -> Verdict {
    let context = &checked.context;
    Verdict {
        at: context.as_of.unix_timestamp(),
        sha256: checked.sha256,
        size_bytes: checked.size_bytes,
        format: checked.format.id(),
        uploader,
        role: context.role.id(),
        declared: context.user_declared,
        depth: context.depth.id(),
        outcome: checked.verdict.outcome.id(),
        disposition: checked.disposition.id(),
        stripping: checked.facts.stripping.level.id(),
        labels: journal::labels(checked),
        findings: journal::findings(checked),
        tool: format!("{} {}", service.tool.version, service.tool.rule_set),
        written: None,
    }
}

/// Judges a picture under the name that it is given, or came with.
fn look(service: &Service, picture: &Picture, name: Option<String>, context: &Context) -> Checked {
    let name = name.or_else(|| picture.name.clone()).unwrap_or_else(|| NAMELESS.to_owned());
    service.judge(&Asset::new(name, &&picture.bytes[..]), context)
}

fn headers(checked: &Checked) -> HeaderMap {
    let pairs = [
        (CONTENT_TYPE, "application/json"),
        (OUTCOME, checked.verdict.outcome.id()),
        (DISPOSITION, checked.disposition.id()),
        (STRIPPING, checked.facts.stripping.level.id()),
    ];
    pairs.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect()
}

/// Compares two versions of a picture, in the fields `before` and `after`: which labels were kept, changed, lost.
pub(super) async fn compare(State(service): State<Arc<Service>>, request: Request) -> Result<Response, Problem> {
    let Ask { context, .. } = ask::read(request.uri(), &service.options, (service.clock)())?;
    // Two versions side by side are compared, no duty is judged.
    let context = Context { depth: context.depth, ..Context::at(context.as_of) };
    let upload::Upload { pictures, reserved } = upload::fields(&service, request, ["before", "after"]).await?;
    let written = service
        .work(move |service| {
            let [before, after] = pictures.map(|picture| look(service, &picture, None, &context));
            let comparison = compare::compare(&before.facts, &after.facts);
            let mut written = Vec::new();
            let pair = Pair { before: before.name, after: after.name, comparison };
            compared::write_json(&pair, &service.tool, false, &mut written);
            drop(reserved);
            written
        })
        .await?;
    Ok(([(CONTENT_TYPE, "application/json")], written).into_response())
}
