//! One request at a time, to checked addresses only, within bounds of time, size and redirects.
//!
//! Redirects are followed here and not by the library, so that every hop passes the guard. A name is resolved
//! once, all of its addresses are checked, and the connection may use these and no others: between check and
//! use nothing is looked up again. No proxy, cookie, referrer or compression.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::blocking::{RequestBuilder, Response};
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Method, Url};

use super::guard::{self, Reach, Refusal};
use crate::message::{Lang, Message, Text};
use crate::untrusted::Untrusted;

/// Bounds on one fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for connecting, per hop.
    pub connect: Duration,
    /// Time for everything together: names, redirects and body.
    pub total: Duration,
    /// Redirects followed.
    pub hops_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(10), hops_max: 3 }
    }
}

/// Why a fetch failed.
#[derive(Debug, PartialEq, Eq)]
pub enum Reason {
    /// The address may not be spoken to.
    Refused(Refusal),
    /// A redirect leads to an address that may not be spoken to.
    RedirectRefused {
        /// Where to, escaped.
        to: String,
        /// Why not.
        refusal: Refusal,
    },
    /// More redirects than are followed.
    Redirects,
    /// The name has no address.
    Unresolved,
    /// An answer other than success, by its HTTP status.
    Status(u16),
    /// The body is longer than this many bytes.
    TooLarge(u64),
    /// It took too long.
    TimedOut,
    /// The connection failed: what the library says, escaped.
    Failed(String),
}

static NAMED: Text = Text { zh: "{url}：{why}", en: "{url}: {why}" };
static REDIRECT_REFUSED: Text = Text { zh: "被重定向到 {to}：{why}", en: "redirected to {to}: {why}" };
static REDIRECTS: Text = Text { zh: "重定向次数过多", en: "too many redirects" };
static UNRESOLVED: Text = Text { zh: "找不到该主机", en: "the host name has no address" };
static STATUS: Text = Text { zh: "服务器返回状态 {status}", en: "the server answered with status {status}" };
static TOO_LARGE: Text = Text { zh: "内容超过 {bytes} 字节", en: "the answer is longer than {bytes} bytes" };
static TIMED_OUT: Text = Text { zh: "超时", en: "it took too long" };
static FAILED: Text = Text { zh: "连接失败：{why}", en: "the connection failed: {why}" };

impl Reason {
    /// The reason in words.
    pub fn message(&self) -> Message {
        match self {
            Self::Refused(refusal) => refusal.message(),
            Self::RedirectRefused { to, refusal } => {
                REDIRECT_REFUSED.with("to", to.as_str()).with("why", refusal.message())
            }
            Self::Redirects => REDIRECTS.message(),
            Self::Unresolved => UNRESOLVED.message(),
            Self::Status(status) => STATUS.with("status", status.to_string()),
            Self::TooLarge(bytes) => TOO_LARGE.with("bytes", bytes.to_string()),
            Self::TimedOut => TIMED_OUT.message(),
            Self::Failed(why) => FAILED.with("why", why.as_str()),
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A fetch that failed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{url}: {}", reason.message().render(Lang::En))]
pub struct FetchError {
    /// The address asked for, escaped.
    pub url: String,
    /// The reason.
    pub reason: Reason,
}

impl FetchError {
    /// Address and reason.
    pub fn message(&self) -> Message {
        NAMED.with("url", self.url.as_str()).with("why", self.reason.message())
    }
}

/// Fetches from addresses that the guard allows.
pub struct Client {
    reach: Reach,
    limits: Limits,
    /// Test servers vouch for themselves; the program asks the certificate store of the system.
    #[cfg(test)]
    root: Option<reqwest::Certificate>,
}

impl Default for Client {
    /// Public addresses, default bounds.
    fn default() -> Self {
        Self::reaching(Reach::Public)
    }
}

impl Client {
    fn reaching(reach: Reach) -> Self {
        Self {
            reach,
            limits: Limits::default(),
            #[cfg(test)]
            root: None,
        }
    }

    /// A client for addresses that the operator wrote down: they may be private, and redirect nowhere.
    pub fn operator() -> Self {
        let limits = Limits { hops_max: 0, ..Limits::default() };
        Self { limits, ..Self::reaching(Reach::Operator) }
    }

    /// Posts a body of JSON with one more header. Redirects are not followed: who is told must be who was named.
    ///
    /// # Errors
    /// When the address may not be spoken to, the answer is no success (2xx), or a bound is reached.
    pub fn post(&self, address: &str, body: Vec<u8>, header: (&'static str, &str)) -> Result<(), FetchError> {
        let until = Instant::now() + self.limits.total;
        let named = |reason| FetchError { url: Untrusted::new(address).to_string(), reason };
        let posted = guard::parse(address, self.reach).map_err(Reason::from).and_then(|url| {
            let request = self.request(Method::POST, &url, until)?;
            let request = request.header(CONTENT_TYPE, "application/json").header(header.0, header.1);
            let response = request.body(body).send().map_err(|error| failed(&error))?;
            let status = response.status();
            if status.is_success() { Ok(()) } else { Err(Reason::Status(status.as_u16())) }
        });
        posted.map_err(named)
    }

    /// Gets the body at an address, at most `bytes_max` bytes of it.
    ///
    /// # Errors
    /// When the address, a redirect or what a name resolves to may not be spoken to, the answer is no success
    /// (2xx), or a bound is reached.
    pub fn get(&self, address: &str, bytes_max: u64) -> Result<Vec<u8>, FetchError> {
        let until = Instant::now() + self.limits.total;
        let named = |reason| FetchError { url: Untrusted::new(address).to_string(), reason };
        self.follow(address, bytes_max, until).map_err(named)
    }

    fn follow(&self, address: &str, bytes_max: u64, until: Instant) -> Result<Vec<u8>, Reason> {
        let mut url = guard::parse(address, self.reach)?;
        for _ in 0..=self.limits.hops_max {
            let response = self.send(&url, until)?;
            match self.next(&url, &response)? {
                Some(next) => url = next,
                // What is no success has a body too, but not the one asked for.
                None if !response.status().is_success() => return Err(Reason::Status(response.status().as_u16())),
                None => return body(response, bytes_max, until),
            }
        }
        Err(Reason::Redirects)
    }

    /// Where the answer redirects to, if it does.
    fn next(&self, from: &Url, response: &Response) -> Result<Option<Url>, Reason> {
        let location = response.headers().get(LOCATION).filter(|_| response.status().is_redirection());
        let Some(location) = location else { return Ok(None) };
        let location = String::from_utf8_lossy(location.as_bytes());
        let refused = |refusal| Reason::RedirectRefused { to: Untrusted::new(location.as_ref()).to_string(), refusal };
        guard::redirect(from, &location, self.reach).map(Some).map_err(refused)
    }

    fn send(&self, url: &Url, until: Instant) -> Result<Response, Reason> {
        self.request(Method::GET, url, until)?.send().map_err(|error| failed(&error))
    }

    fn request(&self, method: Method, url: &Url, until: Instant) -> Result<RequestBuilder, Reason> {
        let addresses = resolve(url, until)?;
        guard::check_resolved(&addresses, self.reach)?;
        let client = self.library(url, addresses).map_err(|error| failed(&error))?;
        Ok(client.request(method, url.clone()).timeout(remaining(until)?))
    }

    /// The HTTP library, made anew for every hop: it may know the addresses of one host only.
    fn library(&self, url: &Url, addresses: Vec<SocketAddr>) -> reqwest::Result<reqwest::blocking::Client> {
        // Fails when a provider is installed already, which is the second call of this very line.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = reqwest::blocking::Client::builder()
            .dns_resolver(Arc::new(Checked(addresses)))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .http1_only()
            .pool_max_idle_per_host(0)
            .connect_timeout(self.limits.connect)
            .user_agent(concat!("yanbiao/", env!("CARGO_PKG_VERSION")));
        if url.scheme() == "http" {
            // Reading the certificate store of the system is dear, and fails where there is none.
            builder = builder.tls_certs_only([]);
        }
        #[cfg(test)]
        if let Some(root) = &self.root {
            builder = builder.tls_certs_only([root.clone()]);
        }
        builder.build()
    }
}

/// Answers with addresses that were checked, whatever name is asked for.
struct Checked(Vec<SocketAddr>);

impl Resolve for Checked {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses = self.0.clone().into_iter();
        Box::pin(std::future::ready(Ok(Box::new(addresses) as Box<dyn Iterator<Item = SocketAddr> + Send>)))
    }
}

/// Addresses of the host. The system's resolver knows no time limit, so it works in a thread of its own that
/// is left behind when it takes too long.
fn resolve(url: &Url, until: Instant) -> Result<Vec<SocketAddr>, Reason> {
    let (sender, receiver) = mpsc::channel();
    let asked = url.clone();
    let ask = move || drop(sender.send(asked.socket_addrs(|| None)));
    thread::Builder::new().spawn(ask).map_err(|error| Reason::Failed(error.to_string()))?;
    match receiver.recv_timeout(remaining(until)?) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(Reason::Unresolved),
        Err(_) => Err(Reason::TimedOut),
    }
}

fn remaining(until: Instant) -> Result<Duration, Reason> {
    let remaining = until.saturating_duration_since(Instant::now());
    if remaining.is_zero() { Err(Reason::TimedOut) } else { Ok(remaining) }
}

/// Reads the body. The announced length is only a reason to stop early: it may be absent, or a lie.
fn body(mut response: Response, bytes_max: u64, until: Instant) -> Result<Vec<u8>, Reason> {
    const WINDOW_BYTES: usize = 1 << 16;
    if response.content_length().is_some_and(|length| length > bytes_max) {
        return Err(Reason::TooLarge(bytes_max));
    }
    let mut bytes = Vec::new();
    let mut window = vec![0; WINDOW_BYTES];
    loop {
        remaining(until)?;
        let count = response.read(&mut window).map_err(|error| unreadable(&error))?;
        if count == 0 {
            return Ok(bytes);
        }
        bytes.extend(window.iter().take(count));
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bytes_max {
            return Err(Reason::TooLarge(bytes_max));
        }
    }
}

fn unreadable(error: &std::io::Error) -> Reason {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>());
    inner.map_or_else(|| Reason::Failed(Untrusted::new(error.to_string()).to_string()), failed)
}

/// The innermost cause says most; the outer ones repeat the address.
fn failed(error: &reqwest::Error) -> Reason {
    if error.is_timeout() {
        return Reason::TimedOut;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Reason::Failed(Untrusted::new(cause.to_string()).to_string())
}

#[cfg(test)]
impl Client {
    /// A client that talks to loopback and nothing else.
    pub(crate) fn loopback(limits: Limits) -> Self {
        Self { reach: Reach::Loopback, limits, root: None }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::atomic::Ordering;

    use super::super::test_server::{Server, found, ok, status};
    use super::*;

    const BYTES_MAX: u64 = 1 << 20;

    /// Long enough for a loaded machine; nothing waits for it to pass.
    fn patient() -> Limits {
        Limits { connect: Duration::from_secs(5), total: Duration::from_secs(20), hops_max: 3 }
    }

    /// A server with one answer per path; `{}` in a location stands for its own address.
    fn server() -> Server {
        Server::start(|path, own, out| match path {
            "/good" => out.write_all(&ok(b"manifest")),
            "/missing" => out.write_all(&status(404, b"there is a body, but not this one")),
            "/error" => out.write_all(&status(500, b"")),
            "/once" => out.write_all(&found("/good")),
            "/thrice" => out.write_all(&found("/twice")),
            "/twice" => out.write_all(&found("/once")),
            "/four" => out.write_all(&found("/thrice")),
            "/loop" => out.write_all(&found("/loop")),
            "/private" => out.write_all(&found("http://192.168.0.1/")),
            "/metadata" => out.write_all(&found("http://169.254.169.254/latest/")),
            "/mapped" => out.write_all(&found("http://[::ffff:127.0.0.1]/")),
            "/file" => out.write_all(&found("file:///etc/passwd")),
            "/user" => out.write_all(&found(&format!("http://user@{own}/good"))),
            "/nowhere" => out.write_all(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
            "/announced" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx"),
            "/short" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
            "/noise" => out.write_all(b"\x16\x03\x01 no HTTP at all\r\n\r\n"),
            "/chunked" => chunked(out),
            "/slow" => slow(out),
            "/stalled" => out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx").and_then(|()| pause()),
            "/silent" => pause(),
            _ => out.write_all(&status(400, b"")),
        })
    }

    /// More than the cap, and no length announced.
    fn chunked(out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        for _ in 0..80 {
            out.write_all(b"10000\r\n")?;
            out.write_all(&[7; 0x1_0000])?;
            out.write_all(b"\r\n")?;
        }
        out.write_all(b"0\r\n\r\n")
    }

    /// One byte now and then: no single read times out.
    fn slow(out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        for _ in 0..1_000 {
            out.write_all(b"x")?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Longer than any limit of these tests.
    fn pause() -> std::io::Result<()> {
        thread::sleep(Duration::from_secs(5));
        Ok(())
    }

    fn get(path: &str) -> Result<Vec<u8>, Reason> {
        let server = server();
        Client::loopback(patient()).get(&server.url(path), BYTES_MAX).map_err(|error| error.reason)
    }

    #[test]
    fn a_good_answer_is_read_through_three_redirects_and_no_more() {
        for path in ["/good", "/once", "/thrice"] {
            assert_eq!(get(path), Ok(b"manifest".to_vec()), "{path}");
        }
        assert_eq!(get("/four"), Err(Reason::Redirects));
        assert_eq!(get("/loop"), Err(Reason::Redirects));
    }

    #[test]
    fn redirects_do_not_lead_past_the_guard() {
        for path in ["/private", "/metadata", "/mapped"] {
            let error = get(path).unwrap_err();
            let address = matches!(error, Reason::RedirectRefused { refusal: Refusal::Address(_), .. });
            assert!(address, "{path}: {error:?}");
        }
        let refused = |to: &str, refusal| Err(Reason::RedirectRefused { to: to.to_owned(), refusal });
        assert_eq!(get("/file"), refused("file:///etc/passwd", Refusal::Scheme));
        assert!(matches!(get("/user"), Err(Reason::RedirectRefused { refusal: Refusal::UserInfo, .. })));
    }

    #[test]
    fn what_is_no_success_is_no_answer() {
        assert_eq!(get("/missing"), Err(Reason::Status(404)));
        assert_eq!(get("/error"), Err(Reason::Status(500)));
        assert_eq!(get("/nowhere"), Err(Reason::Status(302)));
        assert!(matches!(get("/short"), Err(Reason::Failed(_))));
        assert!(matches!(get("/noise"), Err(Reason::Failed(_))));
    }

    #[test]
    fn a_body_too_long_is_given_up() {
        assert_eq!(get("/announced"), Err(Reason::TooLarge(BYTES_MAX)));
        assert_eq!(get("/chunked"), Err(Reason::TooLarge(BYTES_MAX)));
    }

    #[test]
    fn a_slow_answer_is_given_up() {
        for path in ["/slow", "/stalled", "/silent"] {
            let (server, begun) = (server(), Instant::now());
            let limits = Limits { total: Duration::from_millis(300), ..patient() };
            let error = Client::loopback(limits).get(&server.url(path), BYTES_MAX).unwrap_err();
            assert_eq!(error.reason, Reason::TimedOut, "{path}");
            assert!(begun.elapsed() < Duration::from_secs(3), "{path}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn the_program_itself_never_talks_to_loopback() {
        let server = server();
        let port = server.address.port();
        for url in [server.url("/good"), format!("http://localhost:{port}/good")] {
            let error = Client::default().get(&url, BYTES_MAX).unwrap_err();
            assert!(matches!(error.reason, Reason::Refused(_)), "{error}");
        }
        // Port 80 passes the first check; what the name resolves to does not pass the second.
        let error = Client::default().get("http://localhost/good", BYTES_MAX).unwrap_err();
        assert!(matches!(error.reason, Reason::Refused(Refusal::Address(_))), "{error}");
        assert_eq!(server.hits.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn only_checked_addresses_are_connected_to() {
        let server = server();
        let url = guard::parse(&format!("http://some-name.invalid:{}/good", server.address.port()), Reach::Loopback);
        let client = Client::loopback(patient());
        let library = client.library(url.as_ref().unwrap(), vec![server.address]).unwrap();
        // The name does not exist: an answer shows that nothing but the given address was used.
        assert_eq!(library.get(url.unwrap()).send().unwrap().bytes().unwrap(), b"manifest".as_slice());
    }

    #[test]
    fn the_request_tells_no_more_than_it_must() {
        let server = Server::start(|_, _, out| out.write_all(&ok(b"")));
        Client::loopback(patient()).get(&server.url("/x?y"), BYTES_MAX).unwrap();
        let requests = server.requests.lock().unwrap();
        let request = requests.first().unwrap().to_ascii_lowercase();
        assert!(request.starts_with("get /x?y http/1.1\r\n"), "{request}");
        let mut headers: Vec<&str> = request.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
        headers.retain(|header| !header.is_empty());
        headers.sort_unstable();
        assert_eq!(headers, ["accept", "host", "user-agent"], "{request}");
    }

    #[test]
    fn tls_needs_a_certificate_that_is_vouched_for() {
        let server = Server::start_tls(|_, _, out| out.write_all(&ok(b"manifest")));
        let url = format!("https://localhost:{}/", server.address.port());
        let root = server.root.as_ref().map(|der| reqwest::Certificate::from_der(der).unwrap());
        let knowing = Client { root, ..Client::loopback(patient()) };
        assert_eq!(knowing.get(&url, BYTES_MAX).unwrap(), b"manifest");
        let error = Client::loopback(patient()).get(&url, BYTES_MAX).unwrap_err();
        assert!(matches!(error.reason, Reason::Failed(_)), "{error}");
    }

    #[test]
    fn an_error_names_address_and_reason_escaped() {
        let error = Client::default().get("ftp://example.com/\u{202e}", BYTES_MAX).unwrap_err();
        assert_eq!(error.to_string(), "ftp://example.com/\\u{202e}: only http and https are allowed");
        assert_eq!(error.message().render(Lang::Zh), "ftp://example.com/\\u{202e}：只允许 http 和 https");
    }
}
