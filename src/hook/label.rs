//! `POST /v1/label`: the picture with the propagation metadata that the platform owes (标识办法 Art. 6, last paragraph).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::ask::{self, LabelAsk};
use super::journal::Verdict;
use super::judge;
use super::problem::{self, Problem};
use super::service::Service;
use super::upload::{self, Picture};
use crate::asset::Asset;
use crate::container::layout::Format;
use crate::context::{Context, Depth, Role};
use crate::label::{self, Input, Plan, Request as Wanted, Task};
use crate::report::labelled;

/// `yes`, or `no` where the picture said it already.
const CHANGED: HeaderName = HeaderName::from_static("yanbiao-changed");
/// What the label says now, and the propagation elements that it held before, for the log: JSON, form-encoded.
const LABEL: HeaderName = HeaderName::from_static("yanbiao-label");

/// Writes the label, or says why it must not be written.
pub(super) async fn write(State(service): State<Arc<Service>>, request: Request) -> Result<Response, Problem> {
    let asked = ask::of_label(request.uri(), &service.options, (service.clock)())?;
    let upload::Upload { pictures: [picture], reserved } = upload::one(&service, request).await?;
    let written = service
        .work(move |service| {
            let written = labelled_picture(service, &picture, &asked);
            drop(reserved);
            written
        })
        .await?;
    let (headers, bytes, verdict) = written?;
    judge::on_record(&service, verdict).await?;
    Ok((headers, bytes).into_response())
}

/// The new picture, and what goes on record of it: what it was judged by, and what was written.
type Written = (HeaderMap, Bytes, Option<Verdict>);

fn labelled_picture(service: &Service, picture: &Picture, asked: &LabelAsk) -> Result<Written, Problem> {
    let bytes = &picture.bytes[..];
    let asset = Asset::new("upload", &bytes);
    let checked = service.judge(&asset, &asked.ask.context);
    let task = Task::Propagate { propagator: asked.propagator.clone(), id: asked.id.clone(), label: asked.label };
    let wanted = Wanted { task, break_c2pa: asked.break_c2pa };
    let input = Input { asset: &asset, checked: &checked, limits: &service.settings.limits };
    let plan = label::plan(&input, &wanted)
        .map_err(|refusal| problem::REFUSED.with("why", refusal.why).with("remedy", refusal.remedy))?;
    let bytes = if plan.is_empty() { picture.bytes.clone() } else { edited(service, &asset, &plan, asked)? };
    let verdict = service.journal.is_some().then(|| Verdict {
        written: Some(labelled::fields(&plan)),
        ..judge::verdict(&checked, asked.ask.uploader.clone(), service)
    });
    Ok((headers(checked.format, &plan), bytes, verdict))
}

/// The new file, checked as whoever serves it would check it before anybody gets it.
fn edited(service: &Service, asset: &Asset<'_>, plan: &Plan, asked: &LabelAsk) -> Result<Bytes, Problem> {
    let bytes = plan.bytes(asset).map_err(|_| problem::INTERNAL.problem())?;
    let context = Context { role: Role::PlatformEgress, depth: Depth::Metadata, ..asked.ask.context.clone() };
    let after = service.check(&Asset::new("upload", &bytes), &context);
    if plan.is_in(&after) { Ok(bytes.into()) } else { Err(problem::WRONG.problem()) }
}

fn headers(format: Format, plan: &Plan) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(CHANGED, HeaderValue::from_static(if plan.is_empty() { "no" } else { "yes" }));
    let said: String = form_urlencoded::byte_serialize(&labelled::fields(plan)).collect();
    if let Ok(value) = HeaderValue::try_from(said) {
        headers.insert(LABEL, value);
    }
    headers
}
