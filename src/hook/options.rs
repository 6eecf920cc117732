//! What the operator decides: where to listen, who may ask, and every bound.

use std::net::SocketAddr;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::context::{Depth, Jurisdiction, Role};

/// Bounds and defaults of the service.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who may ask; `None` lets everybody who can connect.
    pub token: Option<Token>,
    /// Role of a picture of which the request says nothing.
    pub role: Role,
    /// Depth of a check of which the request says nothing.
    pub depth: Depth,
    /// Whose labelling rules apply.
    pub jurisdiction: Jurisdiction,
    /// Whether a trusted C2PA statement counts as the implicit label.
    pub c2pa_counts_as_implicit: bool,
    /// Whether to compute SHA-256 at metadata depth too: a journal needs it.
    pub digest: bool,
    /// Pictures checked at the same time.
    pub workers: usize,
    /// Pictures that may wait for a worker; one more is answered 503.
    pub queue: usize,
    /// Bytes of one request.
    pub body_bytes_max: u64,
    /// Bytes of all requests that are being received, wait or are being checked.
    pub bodies_bytes_max: u64,
    /// Connections at the same time; more wait in the backlog of the system.
    pub connections_max: usize,
    /// Time for receiving one request.
    pub body_time: Duration,
    /// Time from the last byte of a request to its answer.
    pub check_time: Duration,
    /// Time in which a client must take or send at least something, and that a connection may stay unused.
    pub idle_time: Duration,
    /// Time that requests in progress have to end after the service was asked to stop.
    pub drain_time: Duration,
}

impl Options {
    /// Defaults at an address, with so many workers.
    pub fn at(listen: SocketAddr, workers: usize) -> Self {
        Self {
            listen,
            token: None,
            role: Role::Platform,
            depth: Depth::Full,
            jurisdiction: Jurisdiction::Cn,
            c2pa_counts_as_implicit: false,
            digest: false,
            workers,
            queue: 64,
            body_bytes_max: 32 << 20,
            bodies_bytes_max: 256 << 20,
            connections_max: 1_024,
            body_time: Duration::from_secs(30),
            check_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(60),
            drain_time: Duration::from_secs(30),
        }
    }
}

/// A secret that a request must show. Only its digest is kept, so that comparing takes the same time whatever is
/// shown, and nothing can print it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// Bytes of a token at least: shorter ones can be guessed.
pub const TOKEN_BYTES_MIN: usize = 16;

impl Token {
    /// The token, or `None` when it is too short or holds what cannot stand in a header.
    pub fn new(secret: &str) -> Option<Self> {
        let is_sound = secret.len() >= TOKEN_BYTES_MIN && secret.bytes().all(|byte| byte.is_ascii_graphic());
        is_sound.then(|| Self::digest(secret.as_bytes()))
    }

    fn digest(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// True when this is the secret.
    pub fn is(&self, shown: &[u8]) -> bool {
        *self == Self::digest(shown)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_and_nothing_else_and_cannot_be_printed() {
        let token = Token::new("correct-horse-battery").unwrap();
        assert!(token.is(b"correct-horse-battery"));
        assert!(!token.is(b"correct-horse-batterz"));
        assert!(!token.is(b""));
        assert_eq!(format!("{token:?}"), "Token");
    }

    #[test]
    fn a_token_that_can_be_guessed_or_not_be_sent_is_none() {
        assert!(Token::new("short").is_none());
        assert!(Token::new("long enough, but with spaces").is_none());
        assert!(Token::new("长得足够但不是字母数字的令牌").is_none());
    }
}
