//! `GET /`: the page for people. Everything it needs comes from here, and its policy lets nothing else in.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// Scripts and styles from this service alone, pictures from the user's own disk, and no frame, form or base.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, POLICY)], text).into_response()
}

/// The page.
pub(super) async fn index() -> Response {
    file("text/html; charset=utf-8", include_str!("page/index.html"))
}

/// Its style.
pub(super) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("page/page.css"))
}

/// Its script.
pub(super) async fn script() -> Response {
    file(SCRIPT, include_str!("page/page.js"))
}

/// The part of its script that shows a report.
pub(super) async fn show() -> Response {
    file(SCRIPT, include_str!("page/show.js"))
}

/// Its words.
pub(super) async fn words() -> Response {
    file(SCRIPT, include_str!("page/words.js"))
}

/// Its icon.
pub(super) async fn icon() -> Response {
    file("image/svg+xml", include_str!("page/icon.svg"))
}
