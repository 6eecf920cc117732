//! Which address does what.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::about;
use super::admission;
use super::judge;
use super::label;
use super::orders;
use super::page;
use super::problem::{self, Code};
use super::service::Service;
use crate::report::problem::Line;

/// All addresses, as they are counted.
const ROUTES: [&str; 17] = [
    "/v1/check",
    "/v1/compare",
    "/v1/label",
    "/v1/jobs",
    "/v1/jobs/{id}",
    "/v1/rules",
    "/v1/capabilities",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/",
    "/page.css",
    "/page.js",
    "/show.js",
    "/words.js",
    "/icon.svg",
];

/// Headers of every answer: nothing is guessed, framed, kept or sent elsewhere by a browser.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The service as one thing that answers requests.
pub(super) fn router(service: &Arc<Service>) -> Router {
    let guarded = Router::new()
        .route("/v1/check", post(judge::check))
        .route("/v1/compare", post(judge::compare))
        .route("/v1/label", post(label::write))
        .route("/v1/jobs", post(orders::take))
        .route("/v1/jobs/{id}", get(orders::known))
        .route("/v1/rules", get(about::rules))
        .route("/v1/capabilities", get(about::capabilities))
        .route("/metrics", get(about::metrics))
        .route_layer(middleware::from_fn_with_state(Arc::clone(service), admission::admit));
    guarded
        .route("/", get(page::index))
        .route("/page.css", get(page::style))
        .route("/page.js", get(page::script))
        .route("/show.js", get(page::show))
        .route("/words.js", get(page::words))
        .route("/icon.svg", get(page::icon))
        .route("/healthz", get(about::health))
        .route("/readyz", get(about::ready))
        .route("/openapi.json", get(about::openapi))
        .fallback(|| async { problem::NO_ROUTE.problem() })
        .method_not_allowed_fallback(|| async { problem::METHOD.problem() })
        .layer(middleware::from_fn_with_state(Arc::clone(service), account))
        .with_state(Arc::clone(service))
}

/// Counts the answer, writes a line of log, and adds the headers that all answers have.
async fn account(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response<Body> {
    let begun = Instant::now();
    let route = route(request.extensions().get::<MatchedPath>());
    let mut response = next.run(request).await.into_response();
    let code = response.extensions().get::<Code>().map_or("ok", |code| code.0);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    service.metrics.answered(route, status, code, took);
    service.log(&Line { at: (service.clock)(), route, status, code, took });
    response
}

/// The route as the table has it, never as the client writes it.
fn route(matched: Option<&MatchedPath>) -> &'static str {
    let asked = matched.map_or("", MatchedPath::as_str);
    ROUTES.into_iter().find(|route| *route == asked).unwrap_or("other")
}
