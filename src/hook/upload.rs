//! The pictures of a request: its body as it is, or the files of a form.
//!
//! Bytes are counted before they are taken, and a client has a bounded time to send them. The bytes that are judged
//! are the bytes that came.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use futures_util::stream;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use multer::Multipart;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::problem::{self, Problem};
use super::service::Service;
use crate::untrusted::Untrusted;

/// Bytes of a request that are taken and thrown away, so that a client that is refused gets to read why.
const DRAINED_BYTES_MAX: usize = 1 << 20;

/// One picture as it came.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// File name of a form; untrusted.
    pub(super) name: Option<String>,
    /// The bytes.
    pub(super) bytes: Bytes,
}

/// The pictures of one request, and the memory set aside for them.
#[derive(Debug)]
pub(super) struct Upload<const N: usize> {
    /// In the order of the fields asked for.
    pub(super) pictures: [Picture; N],
    /// Given back when the request is over.
    pub(super) reserved: OwnedSemaphorePermit,
}

/// Takes the one picture of a request: the body, or the field `file` of a form.
///
/// # Errors
/// When there is none, it is too large or too slow, or the service has no place.
pub(super) async fn one(service: &Arc<Service>, request: Request) -> Result<Upload<1>, Problem> {
    let is_form = is_form(request.headers());
    let (bytes, headers, reserved) = receive(service, request).await?;
    let picture = if is_form { form(["file"], &headers, bytes).await? } else { [Picture { name: None, bytes }] };
    Ok(Upload { pictures: filled(picture)?, reserved })
}

/// Takes the pictures of a form, each in the field of this name.
///
/// # Errors
/// As [`one`], and when the request is no form.
pub(super) async fn fields<const N: usize>(
    service: &Arc<Service>,
    request: Request,
    names: [&str; N],
) -> Result<Upload<N>, Problem> {
    let (bytes, headers, reserved) = receive(service, request).await?;
    Ok(Upload { pictures: filled(form(names, &headers, bytes).await?)?, reserved })
}

fn filled<const N: usize>(pictures: [Picture; N]) -> Result<[Picture; N], Problem> {
    let is_empty = pictures.iter().any(|picture| picture.bytes.is_empty());
    if is_empty { Err(problem::EMPTY.problem()) } else { Ok(pictures) }
}

fn is_form(headers: &HeaderMap) -> bool {
    content_type(headers).trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

/// Takes the whole body.
///
/// # Errors
/// See [`one`].
pub(super) async fn receive(
    service: &Arc<Service>,
    request: Request,
) -> Result<(Bytes, HeaderMap, OwnedSemaphorePermit), Problem> {
    let (parts, body) = request.into_parts();
    let bytes_max = service.options.body_bytes_max;
    let announced = announced(&parts.headers);
    let admitted = if announced.is_some_and(|bytes| bytes > bytes_max) {
        Err(problem::LARGE.with("bytes", bytes_max.to_string()))
    } else {
        service.admit(announced.unwrap_or(bytes_max)).await
    };
    match admitted {
        Ok(reserved) => {
            let bytes = collect(body, service).await?;
            service.metrics.received_bytes.inc_by(bytes.len() as u64);
            Ok((bytes, parts.headers, reserved))
        }
        Err(problem) => {
            drain(body, service).await;
            Err(problem)
        }
    }
}

/// The length that the client announces; a body without one may be as long as any.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(body: Body, service: &Service) -> Result<Bytes, Problem> {
    let bytes_max = service.options.body_bytes_max;
    let limited = Limited::new(body, usize::try_from(bytes_max).unwrap_or(usize::MAX));
    match timeout(service.options.body_time, limited.collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(problem::LARGE.with("bytes", bytes_max.to_string())),
        Ok(Err(_)) => Err(problem::CUT.problem()),
        Err(_) => Err(problem::SLOW.with("seconds", service.options.body_time.as_secs().to_string())),
    }
}

/// Takes what a refused request still sends.
pub(super) async fn refuse(service: &Service, request: Request) {
    drain(request.into_body(), service).await;
}

/// Takes a little more of a request that is refused: closing while a client still sends makes its system throw the
/// answer away.
async fn drain(body: Body, service: &Service) {
    let mut limited = Limited::new(body, DRAINED_BYTES_MAX);
    let taken = async { while let Some(Ok(_)) = limited.frame().await {} };
    drop(timeout(service.options.body_time, taken).await);
}

/// Reads a form that has come as a whole.
async fn form<const N: usize>(names: [&str; N], headers: &HeaderMap, bytes: Bytes) -> Result<[Picture; N], Problem> {
    let wanted = || problem::FIELD.with("wanted", names.join(", "));
    let mut found: [Option<Picture>; N] = std::array::from_fn(|_| None);
    let boundary = multer::parse_boundary(content_type(headers)).map_err(|error| unreadable(&error))?;
    let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(bytes)]), boundary);
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        let place = names.iter().position(|name| field.name() == Some(*name)).ok_or_else(wanted)?;
        let name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
        let slot = found.get_mut(place).ok_or_else(wanted)?;
        if slot.replace(Picture { name, bytes }).is_some() {
            return Err(wanted());
        }
    }
    let pictures: Vec<Picture> = found.into_iter().flatten().collect();
    pictures.try_into().map_err(|_| wanted())
}

fn unreadable(error: &multer::Error) -> Problem {
    problem::FORM.with("why", Untrusted::new(error.to_string()).to_string())
}
