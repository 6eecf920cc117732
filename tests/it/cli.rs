//! The program as a user meets it: exit codes, formats, order, pipes.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use yanbiao::rules::RULES;

use crate::surroundings::{files_below, package};

/// What a run left behind.
pub(crate) struct Output {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Runs the program with arguments and standard input.
pub(crate) fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(arguments)
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .envs(no_user_folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("stdin is a pipe");
    let stdin = stdin.to_vec();
    // A program that refuses its arguments does not read its input.
    let feeder = thread::spawn(move || input.write_all(&stdin).is_ok());
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the feeder ends");
    Output {
        code: output.status.code().expect("the program was not killed"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// An environment without a data folder, so that trust lists of whoever runs the tests stay out of them.
fn no_user_folder() -> [(&'static str, PathBuf); 3] {
    let nowhere = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-user-folder");
    ["XDG_DATA_HOME", "HOME", "LOCALAPPDATA"].map(|name| (name, nowhere.clone()))
}

fn sample(name: &str) -> String {
    package("samples").join(name).to_str().expect("the path is UTF-8").to_owned()
}

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

#[track_caller]
fn check_code(arguments: &[&str], expected: i32) {
    let output = run(arguments, b"");
    assert_eq!(output.code, expected, "{arguments:?}\n{}\n{}", output.stdout, output.stderr);
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    for format in ["plain", "json", "jsonl", "sarif"] {
        let check = |name: &str, more: &[&str], expected| {
            let path = sample(name);
            let arguments = [&["check", &path, "--format", format], &DAY[..], more].concat();
            check_code(&arguments, expected);
        };
        check("aigc/v01-xmp-element.jpg", &[], 0);
        check("plain/nothing.jpg", &["--role", "generator"], 1);
        check("aigc/v20-namespace-only.png", &[], 1);
        check("aigc/v01-xmp-element.jpg", &["--role", "generator"], 3);
    }
}

#[test]
fn usage_and_io_errors_are_two_and_an_empty_run_is_four() {
    check_code(&["check", "/there/is/no/such/file.jpg"], 2);
    check_code(&["check", "--no-such-flag"], 2);
    check_code(&["explain", "no-such-rule"], 2);
    let empty = scratch("empty");
    check_code(&["check", empty.to_str().expect("UTF-8")], 4);
}

/// An I/O error outweighs a breach, and a breach what could not be decided.
#[test]
fn the_worst_code_wins() {
    let breach = sample("aigc/v20-namespace-only.png");
    let open = sample("c2pa/two-stores.png");
    let good = sample("aigc/v01-xmp-element.jpg");
    check_code(&[&["check", &good, &breach, "/no/such/file.jpg"], &DAY[..]].concat(), 2);
    check_code(&[&["check", &good, &breach, &open], &DAY[..]].concat(), 1);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let good = sample("aigc/v01-xmp-element.jpg");
    let output = run(&[&["check", "/no/such/file.jpg", &good, "--format", "jsonl"], &DAY[..]].concat(), b"");
    assert_eq!(output.code, 2);
    assert_eq!(output.stdout.lines().count(), 1, "{}", output.stdout);
    assert!(!output.stderr.is_empty());
}

#[test]
fn lines_come_in_the_order_of_the_input() {
    let mut names: Vec<String> = files_below(&package("samples/generator"))
        .iter()
        .filter(|path| path.extension().is_none_or(|kind| kind != "toml"))
        .map(|path| path.to_str().expect("UTF-8").to_owned())
        .collect();
    names.reverse();
    assert!(names.len() > 20);
    let mut arguments = vec!["check", "--jobs", "2", "--format", "jsonl"];
    arguments.extend(names.iter().map(String::as_str));
    let output = run(&arguments, b"");
    let order: Vec<String> = output.stdout.lines().map(asset_name).collect();
    assert_eq!(order, names);
}

fn asset_name(line: &str) -> String {
    let report: Value = serde_json::from_str(line).expect("the line is JSON");
    report["asset"]["name"].as_str().expect("a name").to_owned()
}

#[test]
fn json_and_sarif_parse() {
    let folder = sample("plain");
    for format in ["json", "sarif"] {
        let output = run(&[&["check", &folder, "--format", format], &DAY[..]].concat(), b"");
        let document: Value = serde_json::from_str(&output.stdout).expect(format);
        assert!(document.is_object() || document.is_array(), "{format}");
    }
}

#[test]
fn sarif_names_every_rule_and_its_version() {
    let output = run(&["check", &sample("plain/nothing.jpg"), "--format", "sarif"], b"");
    let document: Value = serde_json::from_str(&output.stdout).expect("SARIF");
    assert_eq!(document["version"], "2.1.0");
    let named = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules").len();
    assert_eq!(named, RULES.len());
}

#[test]
fn standard_input_and_lists_are_read() {
    let bytes = fs::read(sample("aigc/v01-xmp-element.jpg")).expect("a sample");
    let output = run(&[&["check", "-", "--format", "jsonl"], &DAY[..]].concat(), &bytes);
    assert_eq!((output.code, output.stdout.lines().count()), (0, 1), "{}", output.stderr);

    let list = scratch("list").join("list.txt");
    let names = [sample("plain/nothing.png"), sample("plain/nothing.jpg")];
    fs::write(&list, names.join("\n")).expect("the list can be written");
    let argument = format!("@{}", list.display());
    let output = run(&[&["check", &argument, "--format", "jsonl"], &DAY[..]].concat(), b"");
    let order: Vec<String> = output.stdout.lines().map(asset_name).collect();
    assert_eq!(order, names);
}

#[test]
fn a_closed_pipe_is_silent_success() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(["check", &sample("generator"), "--format", "json"])
        .envs(no_user_folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
    assert_eq!(child.wait().expect("the program ends").code(), Some(0), "{said}");
    assert_eq!(said, "");
}

#[test]
fn the_language_is_chosen_and_ids_stay() {
    let path = sample("aigc/v20-namespace-only.png");
    let spoken = |language| run(&[&["check", &path, "--lang", language], &DAY[..]].concat(), b"").stdout;
    let (zh, en) = (spoken("zh"), spoken("en"));
    assert!(zh.chars().any(is_chinese), "{zh}");
    assert!(!en.lines().any(|line| line.chars().filter(|c| is_chinese(*c)).count() > 30), "{en}");
    assert!(zh.contains("cn-label-shell") && en.contains("cn-label-shell"), "{en}");
}

fn is_chinese(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

#[test]
fn every_rule_is_listed_and_explained() {
    let listed = run(&["rules"], b"").stdout;
    for rule in RULES {
        assert!(listed.contains(rule.id), "{} is not listed", rule.id);
    }
    for language in ["zh", "en"] {
        let page = run(&["explain", "cn-implicit-missing", "--lang", language], b"");
        assert_eq!(page.code, 0, "{}", page.stderr);
        assert!(page.stdout.contains("cn-implicit-missing"), "{}", page.stdout);
    }
}

/// What it does with a reference is tested in `cli/online.rs`, against a server that the program itself refuses.
#[test]
fn online_changes_nothing_for_a_picture_that_refers_to_nothing_elsewhere() {
    let path = sample("c2pa/pointer-into-this-file.jpg");
    let told = |more: &[&str]| run(&[&["check", &path, "--format", "json"], &DAY[..], more].concat(), b"");
    let (offline, online) = (told(&[]), told(&["--online"]));
    assert_eq!((offline.stdout, offline.code), (online.stdout, online.code));
    for command in ["check", "trust"] {
        let help = run(&[command, "--help"], b"");
        assert!(help.code == 0 && help.stdout.contains("Usage"), "{}", help.stderr);
    }
    let help = run(&["check", "--help"], b"").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("--online") && help.contains("learns that it is being checked"), "{help}");
}

#[test]
fn trust_lists_are_told_and_the_users_folder_is_used_when_there_is_one() {
    let built_in = run(&["trust", "list"], b"");
    assert_eq!(built_in.code, 0, "{}", built_in.stderr);
    assert_eq!(built_in.stdout.matches("sha256 ").count(), 3, "{}", built_in.stdout);
    assert!(built_in.stdout.contains("built into the program"), "{}", built_in.stdout);

    let data = scratch("data");
    let folder = data.join("yanbiao").join("trust");
    fs::create_dir_all(&folder).expect("the folder can be made");
    fs::write(folder.join("mine.pem"), "no certificate").expect("the list can be written");
    let with_data = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yanbiao"));
        let variables = ["XDG_DATA_HOME", "LOCALAPPDATA"].map(|name| (name, data.clone()));
        command.args(arguments).envs(no_user_folder()).envs(variables).output().expect("the program ends")
    };
    if cfg!(not(target_os = "macos")) {
        let picture = sample("plain/nothing.jpg");
        for arguments in [&["trust", "list"][..], &["check", &picture]] {
            let output = with_data(arguments);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            // A list that cannot be read is an error and not a silent loss of trust.
            assert!(output.status.code() == Some(2) && said.contains("mine.pem"), "{arguments:?}: {said}");
        }
    }
    let empty = scratch("no-lists");
    let named = with_data(&["trust", "list", "--trust-dir", empty.to_str().expect("UTF-8")]);
    assert_eq!(named.status.code(), Some(0));
}

#[test]
fn completions_and_the_manual_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        let output = run(&["completions", shell], b"");
        assert!(output.code == 0 && output.stdout.contains("yanbiao"), "{shell}: {}", output.stderr);
    }
    let manual = run(&["man"], b"");
    assert!(manual.code == 0 && manual.stdout.contains(".TH"), "{}", manual.stderr);
}

#[test]
fn control_characters_of_a_file_name_or_label_do_not_reach_the_terminal() {
    let place = scratch("name").join("a\u{1b}[2Jb.jpg");
    fs::copy(sample("plain/nothing.jpg"), &place).expect("the copy can be made");
    let path = place.to_str().expect("UTF-8");
    for format in ["plain", "json", "jsonl", "sarif"] {
        let output = run(&["check", path, "--format", format], b"");
        assert!(!output.stdout.is_empty(), "{format}");
        assert!(!output.stdout.contains('\u{1b}') && !output.stderr.contains('\u{1b}'), "{format}");
    }
}

/// An empty folder of this test run.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the old folder can go");
    }
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}
