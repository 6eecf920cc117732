//! Who may ask: the bearer of the token, and no foreign page in the browser of somebody who may.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::options::Options;
use super::problem::{self, Problem};
use super::service::Service;

/// Lets a request through or answers it.
pub(super) async fn admit(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let allowed = may_ask(&service.options, request.headers());
    if let Err(problem) = allowed {
        super::upload::refuse(&service, request).await;
        return Err(problem);
    }
    Ok(next.run(request).await)
}

/// With a token, whoever shows it. Without one, everybody but a page of another site: a browser on this machine would
/// carry its requests to loopback.
fn may_ask(options: &Options, headers: &HeaderMap) -> Result<(), Problem> {
    match options.token {
        Some(token) => match bearer(headers).filter(|shown| token.is(shown)) {
            Some(_) => Ok(()),
            None => Err(problem::TOKEN.problem()),
        },
        None if is_own_page(headers) => Ok(()),
        None => Err(problem::FOREIGN.problem()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

/// True for a program, and for a page that this service has given out. A browser says where a request comes from, and
/// the name it has resolved: a foreign name that leads here is an attack (DNS rebinding).
fn is_own_page(headers: &HeaderMap) -> bool {
    let is_browser = headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site");
    if !is_browser {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let host = text(header::HOST);
    let origin = text(header::ORIGIN).map(|origin| origin.strip_prefix("http://").unwrap_or(origin));
    host.is_some_and(is_loopback) && origin.is_none_or(|origin| Some(origin) == host)
}

fn is_loopback(host: &str) -> bool {
    let name = host.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::super::options::Token;
    use super::*;

    fn code(token: Option<&str>, headers: &[(&'static str, &str)]) -> &'static str {
        let token = token.map(|token| Token::new(token).unwrap());
        let options = Options { token, ..Options::at(([127, 0, 0, 1], 0).into(), 1) };
        let pairs = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        may_ask(&options, &pairs.collect()).err().map_or("ok", |problem| problem.code())
    }

    #[test]
    fn with_a_token_its_bearer_may_ask_and_nobody_else() {
        let token = Some("0123456789abcdef");
        assert_eq!(code(token, &[("authorization", "Bearer 0123456789abcdef")]), "ok");
        assert_eq!(code(token, &[("authorization", "bearer 0123456789abcdef")]), "ok");
        for wrong in ["Bearer 0123456789abcdeF", "Bearer ", "Basic 0123456789abcdef", "0123456789abcdef", "B"] {
            assert_eq!(code(token, &[("authorization", wrong)]), "token", "{wrong}");
        }
        assert_eq!(code(token, &[]), "token");
    }

    #[test]
    fn without_a_token_a_foreign_page_may_not_ask() {
        let own = ("host", "127.0.0.1:8750");
        assert_eq!(code(None, &[own]), "ok");
        assert_eq!(code(None, &[("host", "yanbiao")]), "ok", "a proxy");
        assert_eq!(code(None, &[own, ("origin", "http://127.0.0.1:8750")]), "ok");
        assert_eq!(code(None, &[("host", "[::1]:8750"), ("origin", "http://[::1]:8750")]), "ok");
        assert_eq!(code(None, &[own, ("origin", "http://evil.example")]), "foreign");
        assert_eq!(code(None, &[own, ("origin", "null")]), "foreign");
        let rebound = ("host", "evil.example:8750");
        assert_eq!(code(None, &[rebound, ("origin", "http://evil.example:8750")]), "foreign");
        assert_eq!(code(None, &[rebound, ("sec-fetch-site", "same-origin")]), "foreign");
    }
}
