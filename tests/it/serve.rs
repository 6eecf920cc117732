//! The service as a platform meets it: verdicts, answers without one, bounds, and its end.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::thread;

use serde_json::Value;

use crate::cli::run;
use crate::service::{Service, answer, form};
use crate::surroundings::package;

const LABELLED: &str = "samples/aigc/v01-xmp-element.png";
const NOTHING: &str = "samples/plain/nothing.jpg";

fn bytes(path: &str) -> Vec<u8> {
    fs::read(package(path)).expect("the sample is there")
}

/// The same report but for when it was made.
fn timeless(mut report: Value) -> Value {
    report["evaluated_at"] = Value::Null;
    report["context"]["as_of"] = Value::Null;
    report
}

#[test]
fn the_service_and_the_command_line_say_the_same() {
    let service = Service::start(&[]);
    for sample in [LABELLED, NOTHING, "samples/visible/height-below.jpg", "Cargo.toml"] {
        let path = package(sample);
        let path = path.to_string_lossy().into_owned();
        let printed = run(&["check", "--format", "json", "--role", "platform", "--declared", "no", &path], b"");
        let expected: Value = serde_json::from_str(&printed.stdout).expect("a report");
        let query = format!("?declared=no&name={}", path.replace('/', "%2F"));
        let raw = service.check(&query, &bytes(sample));
        assert_eq!(raw.status, 200);
        assert_eq!(timeless(raw.json()), timeless(expected.clone()), "{sample}");
        let (kind, body) = form(&[("file", "ignored.png", &bytes(sample))]);
        let sent = service.ask("POST", &format!("/v1/check{query}"), &[("Content-Type", &kind)], &body);
        assert_eq!(timeless(sent.json()), timeless(expected), "{sample} as a form");
    }
}

#[test]
fn a_verdict_comes_with_disposition_notice_and_actions() {
    let service = Service::start(&[]);
    let labelled = service.check("", &bytes(LABELLED));
    let report = labelled.json();
    assert_eq!(report["disposition"]["state"], "is");
    assert_eq!(report["disposition"]["notice"]["zh"], "该内容属于人工智能生成合成内容");
    let actions = report["disposition"]["actions"].to_string();
    assert!(actions.contains("add_notice") && actions.contains("write_propagation_metadata"), "{actions}");
    assert_eq!(labelled.header("Yanbiao-Disposition"), Some("is"));
    let declared = service.check("?declared=yes&depth=metadata", &bytes(NOTHING));
    assert_eq!(declared.json()["disposition"]["state"], "may");
    let silent = service.check("?depth=metadata", &bytes(NOTHING)).json();
    assert_eq!(silent["disposition"]["actions"], serde_json::json!(["ask_declaration"]));
}

#[test]
fn two_versions_are_compared() {
    let service = Service::start(&[]);
    let (kind, body) = form(&[("before", "a.png", &bytes(LABELLED)), ("after", "b.jpg", &bytes(NOTHING))]);
    let compared = service.ask("POST", "/v1/compare", &[("Content-Type", &kind)], &body);
    assert_eq!(compared.status, 200);
    assert!(compared.json().to_string().contains("\"lost\""), "{}", compared.json());
    let (kind, body) = form(&[("before", "a.png", &bytes(LABELLED))]);
    let one = service.ask("POST", "/v1/compare", &[("Content-Type", &kind)], &body);
    assert_eq!((one.status, one.code().as_str()), (400, "field"));
}

#[test]
fn a_label_is_completed_and_nothing_else_changes() {
    let service = Service::start(&[]);
    let picture = bytes(LABELLED);
    let write = |query: &str, picture: &[u8]| {
        service.ask("POST", &format!("/v1/label?propagator=%E6%9F%90%E5%B9%B3%E5%8F%B0{query}"), &[], picture)
    };
    let written = write("&id=wb-17", &picture);
    assert_eq!((written.status, written.header("Content-Type")), (200, Some("image/png")));
    assert_eq!(written.header("Yanbiao-Changed"), Some("yes"));
    let report = service.check("?role=platform-egress", &written.body).json();
    let fields = &report["labels"]["implicit"]["fields"];
    assert_eq!((&fields["ContentPropagator"], &fields["PropagateID"]), (&"某平台".into(), &"wb-17".into()));
    let before = service.check("", &picture).json();
    assert_eq!(fields["Label"], before["labels"]["implicit"]["fields"]["Label"]);
    assert_eq!(report["labels"]["implicit"]["copies"], 1);
    let decoded = |bytes: &[u8]| image::load_from_memory(bytes).expect("it decodes").into_rgba8();
    assert_eq!(decoded(&written.body), decoded(&picture));
    let again = write("&id=wb-17", &written.body);
    assert_eq!((again.header("Yanbiao-Changed"), &again.body), (Some("no"), &written.body));
    let next = write("&id=wb-18", &written.body);
    assert!(next.header("Yanbiao-Label").is_some_and(|said| said.contains("wb-17")), "{}", next.head);
    for (query, status, code) in
        [("", 400, "parameter"), ("&id=1&label=4", 400, "parameter"), ("&id=1&id=2", 400, "parameter")]
    {
        let refused = write(query, &picture);
        assert_eq!((refused.status, refused.code().as_str()), (status, code), "{query}");
    }
    let nothing_is_due = write("&id=1", &bytes(NOTHING));
    assert_eq!((nothing_is_due.status, nothing_is_due.code().as_str()), (409, "refused"));
    let signed = write("&id=1", &bytes("samples/c2pa/ai-input-only.jpg"));
    assert_eq!((signed.status, signed.code().as_str()), (409, "refused"), "a manifest would no longer fit");
}

#[test]
fn what_is_not_understood_is_no_verdict() {
    let service = Service::start(&["--max-body", "1"]);
    let picture = bytes(NOTHING);
    let cases: [(u16, &str, crate::service::Answer); 9] = [
        (400, "unknown_parameter", service.check("?declard=no", &picture)),
        (400, "parameter", service.check("?declared=maybe", &picture)),
        (400, "empty", service.check("", b"")),
        (400, "form", service.ask("POST", "/v1/check", &[("Content-Type", "multipart/form-data")], b"x")),
        (400, "field", {
            let (kind, body) = form(&[("picture", "a.png", &picture)]);
            service.ask("POST", "/v1/check", &[("Content-Type", &kind)], &body)
        }),
        (404, "no_route", service.ask("GET", "/v2/check", &[], b"")),
        (405, "method", service.ask("PUT", "/v1/check", &[], &picture)),
        (413, "large", service.check("", &vec![0; (1 << 20) + 1])),
        (404, "no_jobs", service.ask("POST", "/v1/jobs", &[], b"{}")),
    ];
    for (status, code, answer) in cases {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.head);
        assert_eq!(answer.header("Content-Type"), Some("application/problem+json"));
        assert_eq!(answer.header("Yanbiao-Outcome"), None);
        assert!(!answer.json()["detail_zh"].as_str().unwrap_or_default().is_empty());
    }
}

#[test]
fn a_body_without_a_length_has_the_same_bound() {
    let service = Service::start(&["--max-body", "1"]);
    let mut request = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..20 {
        request.extend(b"10000\r\n");
        request.extend([0; 0x1_0000]);
        request.extend(b"\r\n");
    }
    let refused = service.say(&request);
    assert_eq!((refused.status, refused.code().as_str()), (413, "large"));
}

#[test]
fn who_is_too_slow_is_cut_off_and_nobody_else_waits() {
    let service = Service::start(&["--body-time", "1", "--workers", "1", "--queue", "1"]);
    let mut slow: Vec<_> = (0..20).map(|_| service.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx").expect("sent");
    }
    assert_eq!(service.check("?depth=metadata", &bytes(NOTHING)).status, 200);
    for stream in &mut slow {
        let answer = answer(stream);
        assert_eq!((answer.status, answer.code().as_str()), (408, "slow"));
    }
}

#[test]
fn when_the_queue_is_full_the_answer_is_503_and_nothing_else() {
    let service = Service::start(&["--workers", "1", "--queue", "1"]);
    let picture = large_picture();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let ask = || {
            let answer = service.check("", &picture);
            assert_eq!(answer.header("Retry-After").is_some(), answer.status == 503, "{}", answer.head);
            answer.status
        };
        let asked: Vec<_> = (0..12).map(|_| scope.spawn(ask)).collect();
        asked.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let kinds: BTreeSet<u16> = statuses.iter().copied().collect();
    assert_eq!(kinds, BTreeSet::from([200, 503]), "{statuses:?}");
    assert_eq!(service.ask("GET", "/readyz", &[], b"").status, 200, "afterwards there is room");
}

/// A picture that takes a while: two megapixels of noise.
fn large_picture() -> Vec<u8> {
    let mut state = 1_u32;
    let noise = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let pixels: Vec<u8> = (0..1_600 * 1_200 * 3).map(noise).collect();
    let mut out = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_raw(1_600, 1_200, pixels)
        .expect("enough pixels")
        .write_to(&mut out, image::ImageFormat::Png)
        .expect("it can be written");
    out.into_inner()
}

#[test]
fn a_service_that_is_asked_to_stop_answers_what_it_has_begun() {
    let mut service = Service::start(&["--workers", "1"]);
    let picture = large_picture();
    let mut stream = service.connect();
    let head = format!("POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", picture.len());
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(&picture).expect("sent");
    crate::service::eventually("it is being checked", || {
        let counts = service.ask("GET", "/metrics", &[], b"").body;
        String::from_utf8_lossy(&counts).contains("yanbiao_pictures_in_hand 1\n")
    });
    service.signal("TERM");
    assert_eq!(answer(&mut stream).status, 200);
    assert_eq!(service.ended(), Some(0));
}

#[test]
fn beyond_this_machine_a_token_is_needed() {
    let refused = run(&["serve", "--listen", "0.0.0.0:0"], b"");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--token-file"), "{}", refused.stderr);
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve-token.txt");
    fs::write(&file, "a-token-of-some-length\n").expect("written");
    let service = Service::start(&["--token-file", &file.to_string_lossy()]);
    let picture = bytes(NOTHING);
    let ask = |headers: &[(&str, &str)]| service.ask("POST", "/v1/check?depth=metadata", headers, &picture);
    assert_eq!(ask(&[]).code(), "token");
    assert_eq!(ask(&[("Authorization", "Bearer a-token-of-some-lengti")]).status, 401);
    assert_eq!(ask(&[("Authorization", "Bearer a-token-of-some-length")]).status, 200);
    for open in ["/healthz", "/readyz", "/openapi.json", "/"] {
        assert_eq!(service.ask("GET", open, &[], b"").status, 200, "{open}");
    }
    for closed in ["/metrics", "/v1/rules", "/v1/capabilities"] {
        assert_eq!(service.ask("GET", closed, &[], b"").status, 401, "{closed}");
    }
}

#[test]
fn a_page_of_another_site_gets_nothing() {
    let service = Service::start(&[]);
    let foreign = [("Origin", "http://evil.example")];
    let answer = service.ask("POST", "/v1/check?depth=metadata", &foreign, &bytes(NOTHING));
    assert_eq!((answer.status, answer.code().as_str()), (403, "foreign"));
    let own = format!("http://{}", service.address);
    let answer = service.ask("POST", "/v1/check?depth=metadata", &[("Origin", &own)], &bytes(NOTHING));
    assert_eq!(answer.status, 200);
}

#[test]
fn nothing_that_a_client_or_a_label_says_gets_into_the_log() {
    let service = Service::start(&[]);
    let names = ["?name=%0A%1b%5b31mFAKE", "?name=%3Cscript%3E", "?x=%0d%0aFAKE"];
    for query in names {
        service.ask("POST", &format!("/v1/check{query}"), &[("User-Agent", "FAKE")], &bytes(NOTHING));
    }
    service.ask("GET", "/FAKE%0aFAKE", &[("Referer", "FAKE")], b"");
    crate::service::eventually("four lines of log", || service.log().lines().count() == 4);
    let log = service.log();
    assert!(!log.contains("FAKE") && !log.contains("script"), "{log}");
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).expect("each line is JSON");
        assert!(line["status"].is_u64() && line["ms"].is_number());
    }
}

#[test]
fn hostile_labels_come_back_escaped() {
    let corpora = package("../shared/corpora");
    let files = crate::surroundings::files_below(&corpora);
    let hostile: Vec<_> = files.iter().filter(|path| path.to_string_lossy().contains("c2pa-hostile")).collect();
    if hostile.is_empty() {
        println!("not run: ../shared/corpora is not there");
        return;
    }
    let service = Service::start(&[]);
    for path in &hostile {
        let answer = service.check("?depth=metadata", &fs::read(path).expect("readable"));
        assert_eq!(answer.status, 200, "{}", path.display());
        let text = String::from_utf8(answer.body.clone()).expect("UTF-8");
        let is_hidden = |c: char| {
            c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!text.trim_end().contains(is_hidden), "{}", path.display());
        answer.json();
    }
    println!("{} hostile files", hostile.len());
}

#[test]
fn the_interface_is_described_as_it_is() {
    let service = Service::start(&[]);
    let described = service.ask("GET", "/openapi.json", &[], b"").json();
    let paths = described["paths"].as_object().expect("paths");
    for (path, methods) in paths {
        for method in methods.as_object().expect("methods").keys() {
            let path = path.replace("{id}", "x");
            let answer = service.ask(&method.to_uppercase(), &path, &[], b"");
            let code = if answer.status >= 400 { answer.code() } else { String::new() };
            assert!(!["no_route", "method"].contains(&code.as_str()), "{method} {path}: {code}");
        }
    }
    let metrics = String::from_utf8(service.ask("GET", "/metrics", &[], b"").body).expect("text");
    let counted: BTreeSet<&str> = metrics.split('"').filter(|word| word.starts_with("/v1/")).collect();
    let asked: BTreeSet<&str> = paths.keys().map(String::as_str).filter(|path| path.starts_with("/v1/")).collect();
    assert_eq!(counted, asked, "every route is counted under its own name");
}
