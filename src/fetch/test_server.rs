//! A small HTTP server on loopback, for tests only.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Answers a request: path, own address, where to write.
type Answer = dyn Fn(&str, SocketAddr, &mut dyn Write) -> io::Result<()> + Send + Sync;

/// A running server. Its thread lives until the tests end.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Requests so far.
    pub(crate) hits: Arc<AtomicUsize>,
    /// The requests as received.
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
    /// The certificate of a server with TLS, in DER form.
    pub(crate) root: Option<Vec<u8>>,
}

impl Server {
    /// Starts a server without TLS.
    pub(crate) fn start(
        answer: impl Fn(&str, SocketAddr, &mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(None, Arc::new(answer))
    }

    /// Starts a server with TLS and a certificate of its own for `localhost`.
    pub(crate) fn start_tls(
        answer: impl Fn(&str, SocketAddr, &mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = rustls_pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let certificate = made.cert.der().clone();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let server = Self::start_with(Some(Arc::new(config)), Arc::new(answer));
        Self { root: Some(certificate.to_vec()), ..server }
    }

    /// The address of a path on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn start_with(tls: Option<Arc<rustls::ServerConfig>>, answer: Arc<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (hits, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counter, log) = (Arc::clone(&hits), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, tls) = (Arc::clone(&answer), tls.clone());
                let (counter, log) = (Arc::clone(&counter), Arc::clone(&log));
                thread::spawn(move || {
                    let served = serve(stream, tls, |request, out| {
                        counter.fetch_add(1, Ordering::SeqCst);
                        log.lock().unwrap().push(request.to_owned());
                        answer(request.split(' ').nth(1).unwrap_or_default(), address, out)
                    });
                    // A client that gives up is what many tests are about.
                    drop(served);
                });
            }
        });
        Self { address, hits, requests, root: None }
    }
}

fn serve(
    mut stream: TcpStream,
    tls: Option<Arc<rustls::ServerConfig>>,
    answer: impl Fn(&str, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Some(config) = tls else {
        let request = head(&mut stream)?;
        answer(&request, &mut stream)?;
        return stream.shutdown(std::net::Shutdown::Write);
    };
    let mut session = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
    let mut secured = rustls::Stream::new(&mut session, &mut stream);
    let request = head(&mut secured)?;
    answer(&request, &mut secured)?;
    secured.flush()
}

/// Reads up to the empty line.
fn head(stream: &mut impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut one)?;
        bytes.extend(one);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A success with this body.
pub(crate) fn ok(body: &[u8]) -> Vec<u8> {
    status(200, body)
}

/// An answer with this status.
pub(crate) fn status(code: u16, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {code} Status\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A redirect.
pub(crate) fn found(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}
