//! Jobs and the journal: what was acknowledged is done and what was answered is on record, also after `kill -9`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::run;
use crate::service::{Service, eventually};
use crate::surroundings::{empty_folder, package};

const SECRET: &str = "a-secret-of-some-length";

/// A store of objects that also takes results.
pub(crate) struct Platform {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Results by job, with their signatures.
    results: BTreeMap<String, Vec<(String, Vec<u8>)>>,
    /// Results that are refused before one is taken.
    refusals: u32,
}

impl Platform {
    /// Starts it; it refuses so many results before it takes one.
    pub(crate) fn start(refusals: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State { refusals, ..State::default() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { address, state }
    }

    fn delivered(&self) -> BTreeSet<String> {
        self.state.lock().expect("no thread panics").results.keys().cloned().collect()
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push(line);
    }
    let header = |name: &str| {
        let lines = head.iter().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    };
    let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the whole body");
    let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let (status, content) = match path.as_str() {
        "/results" => (take(state, header("yanbiao-signature"), body), Vec::new()),
        "/uploads/gone.png" => ("404 Not Found", Vec::new()),
        _ => ("200 OK", fs::read(package("samples/aigc/v01-xmp-element.png")).expect("the sample is there")),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len());
    drop(stream.write_all(&[head.as_bytes(), &content].concat()));
}

fn take(state: &Mutex<State>, signature: Option<String>, body: Vec<u8>) -> &'static str {
    let mut state = state.lock().expect("no thread panics");
    if state.refusals > 0 {
        state.refusals -= 1;
        return "500 Internal Server Error";
    }
    let job = serde_json::from_slice::<Value>(&body).expect("JSON")["job"].as_str().expect("an id").to_owned();
    state.results.entry(job).or_default().push((signature.expect("it is signed"), body));
    "204 No Content"
}

/// A fresh folder with a secret in it.
fn folder(name: &str) -> PathBuf {
    let folder = empty_folder(name);
    fs::write(folder.join("secret.txt"), format!("{SECRET}\n")).expect("written");
    folder
}

fn start(folder: &Path, platform: &Platform) -> Service {
    let (journal, secret) = (folder.join("journal.sqlite"), folder.join("secret.txt"));
    Service::start(&[
        "--journal",
        &journal.to_string_lossy(),
        "--secret-file",
        &secret.to_string_lossy(),
        "--callback",
        &format!("http://{}/results", platform.address),
        "--jobs-from",
        &format!("http://{}/uploads/", platform.address),
    ])
}

fn add(service: &Service, job: &Value) -> crate::service::Answer {
    service.ask("POST", "/v1/jobs", &[("Content-Type", "application/json")], job.to_string().as_bytes())
}

#[test]
fn a_job_is_fetched_judged_signed_and_delivered() {
    let platform = Platform::start(1);
    let service = start(&folder("jobs-one"), &platform);
    let job = json!({"key": "a b.png", "id": "one", "declared": "no", "uploader": "u17"});
    let taken = add(&service, &job);
    assert_eq!(taken.status, 202, "{}", String::from_utf8_lossy(&taken.body));
    assert_eq!(add(&service, &job).status, 202, "asked twice");
    eventually("the result is delivered", || {
        service.ask("GET", "/v1/jobs/one", &[], b"").json()["state"] == "delivered"
    });
    let state = platform.state.lock().expect("no thread panics");
    let results = &state.results["one"];
    assert_eq!(results.len(), 1, "asked twice, done once");
    let (signature, body) = &results[0];
    let result: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(result["report"]["disposition"]["state"], "is");
    assert_eq!(result["report"]["context"]["user_declared"], false);
    let (at, hex) = signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).expect("two parts");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let expected = ring::hmac::sign(&key, &[at.as_bytes(), b".", body].concat());
    let expected: String = expected.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, expected);
}

#[test]
fn a_picture_that_cannot_be_had_is_tried_again_and_its_trouble_is_told() {
    let platform = Platform::start(0);
    let service = start(&folder("jobs-gone"), &platform);
    assert_eq!(add(&service, &json!({"key": "gone.png", "id": "gone"})).status, 202);
    eventually("it was tried", || service.ask("GET", "/v1/jobs/gone", &[], b"").json()["attempts"] == 1);
    let known = service.ask("GET", "/v1/jobs/gone", &[], b"").json();
    assert_eq!(known["state"], "waiting");
    assert!(known["trouble"].as_str().is_some_and(|trouble| trouble.contains("404")), "{known}");
    assert_eq!(service.ask("GET", "/v1/jobs/other", &[], b"").code(), "no_job");
}

#[test]
fn jobs_name_public_addresses_or_what_the_operator_allows_and_nothing_else() {
    let platform = Platform::start(0);
    let service = start(&folder("jobs-guard"), &platform);
    let port = platform.address.port();
    let forbidden = [
        json!({"url": "http://169.254.169.254/latest/meta-data/"}),
        json!({"url": format!("http://127.0.0.1:{port}/private.png")}),
        json!({"url": format!("http://127.0.0.1:{port}/uploads/../private.png")}),
        json!({"url": format!("http://127.0.0.1:{port}/uploads/%2e%2e/private.png")}),
        json!({"url": format!("http://x@127.0.0.1:{port}/uploads/a.png")}),
        json!({"url": "file:///etc/passwd"}),
        json!({"url": "http://[::ffff:127.0.0.1]/a.png"}),
        json!({"key": "../private.png"}),
    ];
    for job in forbidden {
        assert_eq!(add(&service, &job).code(), "source", "{job}");
    }
    for (job, code) in [
        (json!({"id": "x"}), "job"),
        (json!({"key": "a", "url": "http://example.com/"}), "parameter"),
        (json!({"key": "a", "id": "not plain"}), "parameter"),
        (json!({"key": "a", "colour": "red"}), "unknown_parameter"),
        (json!({"key": 7}), "job"),
        (json!([]), "job"),
    ] {
        assert_eq!(add(&service, &job).code(), code, "{job}");
    }
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_service_is_killed() {
    let platform = Platform::start(3);
    let folder = folder("jobs-killed");
    let mut promised = BTreeSet::new();
    for round in 0..6 {
        let mut service = start(&folder, &platform);
        for number in 0..8 {
            let id = format!("r{round}-{number}");
            if add(&service, &json!({"key": "a.png", "id": id})).status == 202 {
                promised.insert(id);
            }
        }
        thread::sleep(Duration::from_millis(17 * round));
        service.signal("KILL");
        service.ended();
    }
    assert_eq!(promised.len(), 48);
    let _service = start(&folder, &platform);
    eventually("every job is delivered", || platform.delivered() == promised);
}

#[test]
fn a_verdict_that_was_answered_is_on_record() {
    let folder = folder("journal");
    let journal = folder.join("journal.sqlite");
    let mut service = Service::start(&["--journal", &journal.to_string_lossy()]);
    let picture = fs::read(package("samples/aigc/v01-xmp-element.png")).expect("the sample is there");
    let answer = service.check("?depth=metadata&uploader=u17&declared=no", &picture);
    service.signal("KILL");
    service.ended();
    let connection = rusqlite::Connection::open(&journal).expect("it opens");
    let row: (Vec<u8>, String, bool, String, Vec<u8>) = connection
        .query_row("SELECT sha256, uploader, declared, disposition, labels FROM verdict", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .expect("one verdict");
    let hex: String = row.0.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(answer.json()["asset"]["sha256"], hex);
    assert_eq!((row.1.as_str(), row.2, row.3.as_str()), ("u17", false, "is"));
    let labels: Value = serde_json::from_slice(&row.4).expect("JSON");
    let text = labels[0]["text"].as_str().expect("the label as it stands in the file");
    assert!(String::from_utf8_lossy(&picture).replace("&quot;", "\"").contains(text), "{text}");
}

#[test]
fn a_label_that_was_written_is_on_record_and_an_older_journal_learns_to_hold_it() {
    let folder = folder("journal-label");
    let journal = folder.join("journal.sqlite");
    let name = journal.to_string_lossy();
    let arguments = ["--journal", &*name];
    let mut first = Service::start(&arguments);
    first.signal("TERM");
    first.ended();
    // What an earlier version left: a journal without the column.
    let connection = rusqlite::Connection::open(&journal).expect("it opens");
    connection
        .execute_batch("ALTER TABLE verdict DROP COLUMN written; PRAGMA user_version = 1;")
        .expect("it can be made older");
    drop(connection);
    let mut service = Service::start(&arguments);
    let picture = fs::read(package("samples/aigc/v01-xmp-element.png")).expect("the sample is there");
    let asked = "/v1/label?propagator=%E6%9F%90%E5%B9%B3%E5%8F%B0&id=wb-17&uploader=u17";
    let written = service.ask("POST", asked, &[], &picture);
    assert_eq!((written.status, written.header("Yanbiao-Changed")), (200, Some("yes")));
    service.signal("KILL");
    service.ended();
    let connection = rusqlite::Connection::open(&journal).expect("it opens");
    let row: (String, Vec<u8>) = connection
        .query_row("SELECT uploader, written FROM verdict", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("one verdict");
    let label: Value = serde_json::from_slice(&row.1).expect("JSON");
    assert_eq!((row.0.as_str(), &label["label"]["PropagateID"]), ("u17", &"wb-17".into()));
}

#[test]
fn a_journal_serves_one_service_and_other_files_are_no_journal() {
    let folder = folder("journal-one");
    let journal = folder.join("journal.sqlite").to_string_lossy().into_owned();
    let _service = Service::start(&["--journal", &journal]);
    let second = run(&["serve", "--lang", "en", "--listen", "127.0.0.1:0", "--journal", &journal], b"");
    assert_eq!(second.code, 2);
    assert!(second.stderr.contains("no other service uses it"), "{}", second.stderr);
    let other = folder.join("other.sqlite").to_string_lossy().into_owned();
    rusqlite::Connection::open(&other).and_then(|one| one.execute_batch("CREATE TABLE x (y)")).expect("another file");
    let refused = run(&["serve", "--lang", "en", "--listen", "127.0.0.1:0", "--journal", &other], b"");
    assert!(refused.code == 2 && refused.stderr.contains("no journal"), "{}", refused.stderr);
}
