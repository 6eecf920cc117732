//! The examples of `samples/service`, run against a service. What they need may be missing; then it is said.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::json;

use crate::jobs::Platform;
use crate::service::{Service, eventually};
use crate::surroundings::{empty_folder, package};

const LABELLED: &str = "samples/aigc/v01-xmp-element.png";

fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = there.is_ok_and(|status| status.success());
    if !there {
        println!("not run: {program} is not installed");
    }
    there
}

fn example(name: &str) -> String {
    package("samples/service").join(name).to_string_lossy().into_owned()
}

fn ask(program: &str, script: &str, service: &str, picture: &str) -> Output {
    let picture = package(picture);
    let mut command = Command::new(program);
    command.args([example(script).as_str(), &picture.to_string_lossy(), "no"]).env("YANBIAO_URL", service);
    command.output().expect("it runs")
}

#[track_caller]
fn check_client(program: &str, script: &str) {
    if !is_there(program) {
        return;
    }
    let service = Service::start(&[]);
    let url = format!("http://{}", service.address);
    let asked = ask(program, script, &url, LABELLED);
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(said.contains(" is ") && said.contains("该内容属于人工智能生成合成内容"), "{said} {asked:?}");
    let nobody = ask(program, script, "http://127.0.0.1:9", LABELLED);
    assert_eq!(nobody.status.code(), Some(3), "{nobody:?}");
}

#[test]
fn the_python_client_gets_a_verdict_or_says_that_there_is_none() {
    check_client("python3", "check.py");
}

#[test]
fn the_node_client_gets_a_verdict_or_says_that_there_is_none() {
    check_client("node", "check.mjs");
}

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // nginx ends its workers only when it is asked to.
        drop(Command::new("kill").arg(self.0.id().to_string()).status());
        drop(self.0.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// An application behind nginx: keeps the requests it gets and answers 200.
fn application() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let requests = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&requests);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = vec![0; 1 << 16];
            let count = stream.read(&mut buffer).unwrap_or_default();
            kept.lock().expect("no thread panics").push(String::from_utf8_lossy(&buffer[..count]).into_owned());
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    });
    (address, requests)
}

const LUA: &str = "/usr/lib/nginx/modules/ngx_http_lua_module.so";

#[test]
fn the_gate_in_nginx_lets_through_refuses_and_bears_a_service_that_is_gone() {
    if !Path::new("/usr/sbin/nginx").exists() || !Path::new(LUA).exists() {
        println!("not run: nginx with its Lua module is not installed");
        return;
    }
    let service = Service::start(&[]);
    let (application, requests) = application();
    let folder = empty_folder("nginx");
    let port = free_port();
    let gate = fs::read_to_string(example("nginx.conf")).expect("the example is there");
    let gate = gate
        .replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"))
        .replace("127.0.0.1:3000", &application.to_string())
        .replace("127.0.0.1:8750", &service.address.to_string());
    let folder_name = folder.display();
    let whole = format!(
        "load_module /usr/lib/nginx/modules/ndk_http_module.so;\nload_module {LUA};\ndaemon off;\nmaster_process off;\n\
         pid {folder_name}/pid;\nerror_log {folder_name}/error.log;\nevents {{}}\nhttp {{ access_log off;\n{gate}\n}}\n"
    );
    let configuration = folder.join("nginx.conf");
    fs::write(&configuration, whole).expect("written");
    let started = Command::new("/usr/sbin/nginx").arg("-c").arg(&configuration).stderr(Stdio::null()).spawn();
    let _nginx = Running(started.expect("nginx starts"));
    eventually("nginx listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let upload = |path: &str| {
        let picture = fs::read(package(path)).expect("the sample is there");
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("nginx listens");
        let head = format!(
            "POST /upload?declared=no HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            picture.len()
        );
        stream.write_all(&[head.as_bytes(), &picture].concat()).expect("sent");
        crate::service::answer(&mut stream).status
    };
    let last = || requests.lock().expect("no thread panics").pop().unwrap_or_default();
    assert_eq!(upload(LABELLED), 200);
    assert!(last().contains("X-Label-Disposition: is\r\n"));
    assert_eq!(upload("samples/aigc/v20-empty-object.png"), 422, "a label that was removed");
    assert_eq!(last(), "", "it does not get to the application");
    drop(service);
    assert_eq!(upload(LABELLED), 200, "fail-open");
    assert!(last().contains("X-Label-Outcome: none\r\n"));
}

#[test]
fn events_of_a_store_become_jobs_and_results_with_a_wrong_signature_are_refused() {
    if !is_there("python3") {
        return;
    }
    let folder = empty_folder("events");
    fs::write(folder.join("secret.txt"), "a-secret-of-some-length").expect("written");
    let store = Platform::start(0).address;
    let port = free_port();
    let in_folder = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let service = Service::start(&[
        "--journal",
        &in_folder("journal.sqlite"),
        "--secret-file",
        &in_folder("secret.txt"),
        "--callback",
        &format!("http://127.0.0.1:{port}/results"),
        "--jobs-from",
        &format!("http://{store}/uploads/"),
    ]);
    let mut python = Command::new("python3");
    python.args([example("events.py"), port.to_string()]).env("YANBIAO_SECRET", "a-secret-of-some-length");
    python.env("YANBIAO_URL", format!("http://{}", service.address)).stdout(Stdio::piped());
    let mut running = Running(python.spawn().expect("it starts"));
    let mut said = running.0.stdout.take().expect("stdout is a pipe");
    eventually("it listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let post = |path: &str, headers: &str, body: &str| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        let head = format!("POST {path} HTTP/1.0\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(head.as_bytes()).expect("sent");
        crate::service::answer(&mut stream).status
    };
    assert_eq!(post("/results", "Yanbiao-Signature: t=1,v1=00\r\n", "{\"job\":\"forged\"}"), 403);
    let event = json!({"Records": [{"eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "uploads"}, "object": {"key": "one+photo.png", "eTag": "e", "sequencer": "1"}}}]});
    assert_eq!(post("/events", "", &event.to_string()), 204);
    let mut line = [0; 68];
    said.read_exact(&mut line).expect("it prints the result");
    assert!(String::from_utf8_lossy(&line).trim_end().ends_with(" is"), "{}", String::from_utf8_lossy(&line));
}

#[test]
fn systemd_finds_nothing_wrong_with_the_unit() {
    if !is_there("systemd-analyze") {
        return;
    }
    let unit = fs::read_to_string(example("yanbiao.service")).expect("the example is there");
    // The program need not be installed.
    let unit = unit.replace("/usr/local/bin/yanbiao", "/bin/true");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yanbiao.service");
    fs::write(&path, unit).expect("written");
    let verified = Command::new("systemd-analyze").arg("verify").arg(&path).output().expect("it runs");
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success() && !said.contains("yanbiao.service:"), "{said}");
}
