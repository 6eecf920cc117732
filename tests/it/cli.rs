//! The program as a user meets it: exit codes, formats, order, pipes.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use yanbiao::rules::RULES;

use crate::surroundings::{empty_folder, files_below, package};

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
    run_in("C.UTF-8", arguments, stdin)
}

/// The same in a locale.
fn run_in(locale: &str, arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(arguments)
        .env("LANG", locale)
        .env_remove("LC_MESSAGES")
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
        check("aigc/v20-empty-object.png", &[], 1);
        // No decoder looks at its picture.
        check("aigc/v10-xmp-item.avif", &["--role", "generator"], 3);
    }
}

#[test]
fn usage_and_io_errors_are_two_and_an_empty_run_is_four() {
    check_code(&["check", "/there/is/no/such/file.jpg"], 2);
    check_code(&["check", "--no-such-flag"], 2);
    check_code(&["explain", "no-such-rule"], 2);
    let empty = empty_folder("empty");
    check_code(&["check", empty.to_str().expect("UTF-8")], 4);
}

/// An I/O error outweighs a breach, and a breach what could not be decided.
#[test]
fn the_worst_code_wins() {
    let breach = sample("aigc/v20-empty-object.png");
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

fn parsed(arguments: &[&str], stdin: &[u8]) -> Value {
    let output = run(&[arguments, &DAY[..]].concat(), stdin);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", output.stderr))
}

#[test]
fn json_is_an_object_for_one_named_file_and_an_array_for_all_else() {
    let file = sample("plain/nothing.jpg");
    let one = empty_folder("one");
    fs::copy(&file, one.join("a.jpg")).expect("the copy can be made");
    let list = empty_folder("one-list").join("list.txt");
    fs::write(&list, &file).expect("the list can be written");
    let json = |path: &str, stdin: &[u8]| parsed(&["check", path, "--format", "json"], stdin);
    assert!(json(&file, b"").is_object());
    assert!(json("-", &fs::read(&file).expect("a sample")).is_object());
    assert_eq!(json(one.to_str().expect("UTF-8"), b"").as_array().map(Vec::len), Some(1));
    assert_eq!(json(&format!("@{}", list.display()), b"").as_array().map(Vec::len), Some(1));
    assert_eq!(parsed(&["check", &file, &file, "--format", "json"], b"").as_array().map(Vec::len), Some(2));
    let none = empty_folder("none");
    assert_eq!(json(none.to_str().expect("UTF-8"), b"").as_array().map(Vec::len), Some(0));
    let missing = run(&["check", "/no/such/file.jpg", "--format", "json"], b"");
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
}

#[test]
fn sarif_lists_results_and_what_could_not_be_read() {
    let path = sample("aigc/v20-namespace-only.png");
    let good = sample("plain/nothing.jpg");
    let document = parsed(&["check", &path, &good, "/no/such/file.jpg", "--format", "sarif"], b"");
    let run = &document["runs"][0];
    assert!(run["results"].as_array().expect("results").len() >= 2, "{run}");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["exitCode"], 2);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().map(Vec::len), Some(1));
    let none = empty_folder("none-sarif");
    let empty = parsed(&["check", none.to_str().expect("UTF-8"), "--format", "sarif"], b"");
    assert_eq!(empty["runs"][0]["results"].as_array().map(Vec::len), Some(0));
}

/// Without national rules a plain picture has no results at all, wherever it stands.
#[test]
fn sarif_is_a_document_whatever_stands_between_results() {
    let plain = sample("plain/nothing.jpg");
    let broken = sample("aigc/v20-tail-cut.webp");
    // Enough of them that several come out in one piece.
    let paths = [&plain, &broken, &plain, &plain, &broken].map(String::as_str).repeat(20);
    let options = ["check", "--format", "sarif", "--jurisdiction", "none", "--depth", "metadata", "--jobs", "1"];
    let results = parsed(&[&options[..], &paths].concat(), b"")["runs"][0]["results"].as_array().map(Vec::len);
    assert!(results.is_some_and(|count| count >= 40 && count % 40 == 0), "{results:?}");
}

#[test]
fn folders_are_walked_in_the_order_of_names() {
    let folder = empty_folder("walk");
    let picture = fs::read(sample("plain/nothing.jpg")).expect("a sample");
    for place in ["b", "b/deep.jpg", "a.d"] {
        fs::create_dir_all(folder.join(place)).expect("the folder can be made");
    }
    let pictures = ["B.JPG", "a.d/2.jpg", "a.jpg", "a0.jpg", "b/deep.jpg/x.jpg", "b/without-extension"];
    for name in pictures {
        fs::write(folder.join(name), &picture).expect("the picture can be written");
    }
    fs::write(folder.join("notes.txt"), "no picture").expect("the text can be written");
    for jobs in ["1", "2", "5"] {
        let folder = folder.to_str().expect("UTF-8");
        let output = run(&[&["check", folder, "--format", "jsonl", "--jobs", jobs], &DAY[..]].concat(), b"");
        assert_eq!((output.code, output.stderr.as_str()), (0, ""));
        let order: Vec<String> = output.stdout.lines().map(asset_name).collect();
        assert_eq!(order, pictures.map(|name| format!("{folder}/{name}")));
    }
    let plain = run(&["check", folder.to_str().expect("UTF-8"), "--quiet"], b"").stdout;
    assert!(plain.contains("not a picture: 1"), "{plain}");
}

#[cfg(unix)]
#[test]
fn loops_broken_links_and_odd_names_do_not_stop_a_folder() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = empty_folder("links");
    let picture = sample("plain/nothing.jpg");
    fs::create_dir(folder.join("below")).expect("the folder can be made");
    symlink("..", folder.join("below/back")).expect("the link can be made");
    symlink("nowhere", folder.join("gone.jpg")).expect("the link can be made");
    symlink(&picture, folder.join("linked")).expect("the link can be made");
    let odd = folder.join(OsStr::from_bytes(b"odd-\xff.jpg"));
    fs::copy(&picture, &odd).expect("the copy can be made");
    let output = run(&["check", folder.to_str().expect("UTF-8"), "--format", "jsonl"], b"");
    let names: Vec<String> = output.stdout.lines().map(asset_name).collect();
    assert_eq!((output.code, names.len()), (2, 2), "{names:?}\n{}", output.stderr);
    assert!(names[0].ends_with("links/linked") && names[1].ends_with("odd-\u{fffd}.jpg"), "{names:?}");
    let said: Vec<&str> = output.stderr.lines().collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("below/back: the link leads back") && said[1].contains("gone.jpg: there is no such"));

    let list = empty_folder("odd-list").join("list.txt");
    fs::write(&list, [&b"\xef\xbb\xbf\r\n"[..], odd.as_os_str().as_bytes(), b"\r\n\n"].concat()).expect("a list");
    check_code(&[&["check", &format!("@{}", list.display())], &DAY[..]].concat(), 0);
}

/// What a user reads when something is wrong: the thing, the place and the remedy, in both languages.
#[test]
fn errors_name_the_thing_and_the_remedy() {
    let empty = empty_folder("empty-list").join("empty.txt");
    fs::write(&empty, "\n \n").expect("the list can be written");
    let empty = format!("@{}", empty.display());
    let folder = empty_folder("not-a-list");
    let folder = format!("@{}", folder.display());
    // Arguments, exit code, words in English, words in Chinese.
    type Case<'a> = (&'a [&'a str], i32, [&'a str; 2], [&'a str; 2]);
    let cases: &[Case<'_>] = &[
        (&["check", "/no/such.jpg"], 2, ["/no/such.jpg", "check the path"], ["/no/such.jpg", "核对路径"]),
        (&["check", "@missing.txt"], 2, ["missing.txt", "one path on each line"], ["missing.txt", "每行一个路径"]),
        (&["check", &empty], 4, ["empty.txt", "the list is empty"], ["empty.txt", "清单是空的"]),
        (&["check", &folder], 2, ["not-a-list", "after @ comes"], ["not-a-list", "@ 后面"]),
        (&["check", "/dev/null"], 2, ["/dev/null", "standard input"], ["/dev/null", "标准输入"]),
        (&["check", "x", "--as-of", "2026-13-01"], 2, ["2026-13-01", "2026-11-23"], ["--as-of", "2026-11-23"]),
        (&["check", "x", "--role", "judge"], 2, ["judge", "auditor"], ["judge", "auditor"]),
        (&["check", "x", "--rule"], 2, ["--rule", "--role"], ["没有参数", "--role"]),
        (&["check"], 2, ["<PATHS>", "required"], ["<PATHS>", "缺少"]),
        (&["chek", "x"], 2, ["chek", "check"], ["没有命令", "check"]),
        (
            &["explain", "cn-implicit-mising"],
            2,
            ["did you mean", "cn-implicit-missing"],
            ["是不是", "cn-implicit-missing"],
        ),
        (&["explain", "zzzzzzzzzzzzzzzz"], 2, ["zzzz", "yanbiao rules"], ["zzzz", "yanbiao rules"]),
        (&["check", "x", "-o", "/no/such/f"], 2, ["/no/such/f", "may be written"], ["/no/such/f", "写权限"]),
        (&["check", "x", "--trust-dir", "/no/dir"], 2, ["/no/dir", "--trust-dir takes"], ["/no/dir", "--trust-dir 应"]),
    ];
    for (arguments, code, en, zh) in cases {
        for (language, words) in [("en", en), ("zh", zh)] {
            let output = run(&[arguments, &["--lang", language][..]].concat(), b"");
            assert_eq!(output.code, *code, "{arguments:?} {}", output.stderr);
            for word in words {
                assert!(output.stderr.contains(word), "{arguments:?}: no {word} in {}", output.stderr);
            }
            assert_eq!(language == "zh", output.stderr.chars().any(is_chinese), "{arguments:?} {}", output.stderr);
        }
    }
}

#[test]
fn a_report_to_a_file_is_whole_or_partial() {
    let folder = empty_folder("output");
    let path = folder.join("report.json");
    let argument = path.to_str().expect("UTF-8");
    let output = run(&["check", &sample("plain"), "--format", "json", "-o", argument], b"");
    assert_eq!(output.stdout, "");
    let report: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a report")).expect("JSON");
    assert!(report.as_array().is_some_and(|reports| !reports.is_empty()));
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1, "no partial file is left");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_was_printed() {
    // One worker, as on a machine of one core, must hand on what it has before it waits for the next.
    for jobs in ["1", "2"] {
        interrupt(jobs);
    }
}

#[cfg(unix)]
fn interrupt(jobs: &str) {
    use std::io::{BufRead, BufReader};
    let folder = empty_folder("interrupted");
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
        .args(["check", &sample("plain/nothing.jpg"), "-", &sample("plain/nothing.png")])
        .args(["--format", "jsonl", "--lang", "en", "--jobs", jobs])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let first = lines.next().expect("a line").expect("UTF-8");
    assert!(asset_name(&first).ends_with("nothing.jpg"));
    // The run waits for standard input now, and catches the signal.
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    drop(child.stdin.take());
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
    assert_eq!(child.wait().expect("the program ends").code(), Some(130), "{said}");
    assert!(said.contains("interrupted"), "{said}");
    for line in lines {
        asset_name(&line.expect("UTF-8"));
    }
}

#[test]
fn copies_with_boxes_are_made_where_they_are_wanted() {
    let folder = empty_folder("annotated");
    let folder = folder.to_str().expect("UTF-8");
    let (label, last) = (sample("visible/height-below.jpg"), sample("visible/last-frame.gif"));
    let output = run(&["check", "--quiet", "--exit-zero", "--annotate", folder, &label, &last], b"");
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    let copy = |end: &str| {
        let named = |path: &PathBuf| path.to_str().is_some_and(|path| path.ends_with(end));
        let path = files_below(&PathBuf::from(folder)).into_iter().find(named).expect(end);
        image::open(path).expect("a picture").into_rgb8()
    };
    let (drawn, original) = (copy("height-below.jpg.png"), image::open(&label).expect("a picture").into_rgb8());
    assert_eq!(drawn.dimensions(), original.dimensions());
    let changed = drawn.pixels().zip(original.pixels()).filter(|(a, b)| a != b).count();
    assert!((100..20_000).contains(&changed), "{changed} pixels differ");
    assert_ne!(copy("last-frame.gif.png"), copy("last-frame.gif.last.png"));
    assert_eq!(files_below(&PathBuf::from(folder)).len(), 3);

    let refused = run(&["check", "--annotate", folder, "--depth", "metadata", &label], b"");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--annotate needs the pixels"), "{}", refused.stderr);
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

    let list = empty_folder("list").join("list.txt");
    let names = [sample("plain/nothing.png"), sample("plain/nothing.jpg")];
    fs::write(&list, names.join("\n")).expect("the list can be written");
    let argument = format!("@{}", list.display());
    let output = run(&[&["check", &argument, "--format", "jsonl"], &DAY[..]].concat(), b"");
    let order: Vec<String> = output.stdout.lines().map(asset_name).collect();
    assert_eq!(order, names);
}

#[test]
fn a_closed_pipe_is_silent_success() {
    for format in ["plain", "json", "jsonl", "sarif"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yanbiao"))
            // It would exit with 1; whoever closed the pipe has seen enough.
            .args(["check", &sample("aigc/v20-empty-object.png"), "--format", format])
            .envs(no_user_folder())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
        let code = child.wait().expect("the program ends").code();
        assert_eq!((code, said.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn the_language_is_chosen_and_ids_stay() {
    let path = sample("aigc/v20-empty-object.png");
    let spoken = |language| run(&[&["check", &path, "--lang", language], &DAY[..]].concat(), b"").stdout;
    let (zh, en) = (spoken("zh"), spoken("en"));
    assert!(zh.chars().any(is_chinese), "{zh}");
    assert!(!en.lines().any(|line| line.chars().filter(|c| is_chinese(*c)).count() > 30), "{en}");
    assert!(zh.contains("cn-label-shell") && en.contains("cn-label-shell"), "{en}");
}

#[test]
fn help_speaks_the_language_of_the_flag_or_the_locale() {
    for arguments in [&["--help"][..], &["check", "--help"], &["help", "check"], &["check", "-h"]] {
        let by_flag = run(&[arguments, &["--lang", "zh"][..]].concat(), b"");
        let by_locale = run_in("zh_CN.UTF-8", arguments, b"");
        // `help check --lang zh` would ask for the help of a command called --lang.
        let flagged = if arguments[0] == "help" { &by_locale } else { &by_flag };
        for output in [flagged, &by_locale] {
            assert_eq!(output.code, 0, "{arguments:?} {}", output.stderr);
            assert!(output.stdout.contains("用法：") && !output.stdout.contains("Usage"), "{}", output.stdout);
            assert!(output.stdout.contains("退出码"), "{}", output.stdout);
        }
        let english = run(arguments, b"").stdout;
        assert!(english.contains("Usage:") && english.contains("Exit codes"), "{english}");
        assert!(!run_in("zh_CN.UTF-8", &["check", "--help", "--lang", "en"], b"").stdout.contains("用法"));
    }
}

#[test]
fn reasons_of_gaps_speak_the_language() {
    let folder = empty_folder("cut");
    let whole = fs::read(sample("aigc/v01-xmp-element.jpg")).expect("a sample");
    let cut = folder.join("cut.jpg");
    fs::write(&cut, &whole[..whole.len() / 2]).expect("the picture can be written");
    let path = cut.to_str().expect("UTF-8");
    let said = |language| run(&["check", path, "--lang", language], b"").stdout;
    assert!(said("zh").contains("中途结束") && !said("zh").contains("file ends"), "{}", said("zh"));
    assert!(said("en").contains("file ends inside"), "{}", said("en"));
    let report = parsed(&["check", path, "--format", "json"], b"");
    let container = &report["coverage"][0];
    assert!(container["reason"].as_str().expect("a reason").contains("file ends"), "{container}");
    assert!(container["reason_zh"].as_str().expect("a reason").contains("中途结束"), "{container}");
}

/// At 80 columns nothing but what must stay whole is wider; a Chinese character takes two.
#[test]
fn reports_for_people_fit_80_columns() {
    let samples = ["aigc/v01-xmp-element.jpg", "c2pa/ai-created.jpg", "c2pa/two-stores.png", "plain/nothing.jpg"];
    for (name, language) in samples.iter().flat_map(|name| [(name, "zh"), (name, "en")]) {
        let folder = package("samples");
        let name = folder.join(name);
        let output = run(&[&["check", name.to_str().expect("UTF-8"), "--lang", language], &DAY[..]].concat(), b"");
        for line in output.stdout.lines().skip(1) {
            let columns: usize = line.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum();
            assert!(columns <= 80, "{columns}: {line}");
        }
    }
}

#[test]
fn color_only_repeats_what_words_say() {
    let path = sample("aigc/field-label-only.png");
    let printed = |color| run(&[&["check", &path, "--color", color], &DAY[..]].concat(), b"").stdout;
    let colored = printed("always");
    assert!(colored.contains("\u{1b}[31m"), "{colored}");
    let mut bare = String::new();
    let mut parts = colored.split("\u{1b}[");
    bare.push_str(parts.next().unwrap_or_default());
    parts.for_each(|part| bare.push_str(part.split_once('m').map_or("", |(_, text)| text)));
    assert_eq!(bare, printed("never"));
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

    let data = empty_folder("data");
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
    let empty = empty_folder("no-lists");
    let named = with_data(&["trust", "list", "--trust-dir", empty.to_str().expect("UTF-8")]);
    assert_eq!(named.status.code(), Some(0));
}

#[test]
fn the_rule_table_is_there_for_programs() {
    let output = run(&["rules", "--format", "json"], b"");
    let rows: Vec<Value> = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(rows.len(), RULES.len());
    for (row, rule) in rows.iter().zip(RULES) {
        assert_eq!((row["id"].as_str(), row["clause"].as_str()), (Some(rule.id), Some(rule.clause)));
        assert_eq!(row["title"]["zh"], rule.title.zh);
        assert!(row["severity"].is_string() && row["basis"].is_string(), "{row}");
    }
}

#[test]
fn every_rule_has_a_page_in_both_languages() {
    for rule in RULES {
        let zh = run(&["explain", rule.id, "--lang", "zh"], b"");
        let en = run(&["explain", rule.id, "--lang", "en"], b"");
        assert_eq!((zh.code, en.code), (0, 0), "{}", rule.id);
        assert!(zh.stdout.contains(rule.title.zh) && zh.stdout.lines().count() > 10, "{}", zh.stdout);
        assert!(en.stdout.contains(rule.title.en) && en.stdout.lines().count() > 10, "{}", en.stdout);
        assert!(!en.stdout.contains("---zh---") && zh.stdout != en.stdout);
    }
}

#[test]
fn completions_and_the_manual_are_made() {
    for (shell, language) in ["bash", "zsh", "fish", "powershell"].iter().flat_map(|one| [(one, "zh"), (one, "en")]) {
        let output = run(&["completions", shell, "--lang", language], b"");
        assert!(output.code == 0 && output.stdout.contains("as-of"), "{shell}: {}", output.stderr);
    }
    for (language, heading) in [("en", ".SH SUBCOMMANDS"), ("zh", ".SH 命令")] {
        let manual = run(&["man", "--lang", language], b"");
        assert!(manual.code == 0 && manual.stdout.contains(".TH"), "{}", manual.stderr);
        assert!(manual.stdout.contains(heading), "{}", manual.stdout);
        let folder = empty_folder("man");
        check_code(&["man", "--dir", folder.to_str().expect("UTF-8"), "--lang", language], 0);
        for command in ["check", "rules", "explain", "completions", "man"] {
            assert!(manual.stdout.contains(command), "{command}");
            let page = fs::read_to_string(folder.join(format!("yanbiao-{command}.1"))).expect("a page");
            assert!(
                page.contains(".TH") && page.contains(if language == "zh" { "示例" } else { "Examples" }),
                "{page}"
            );
        }
        assert!(folder.join("yanbiao.1").exists());
    }
}

#[test]
fn control_characters_of_a_file_name_or_label_do_not_reach_the_terminal() {
    let place = empty_folder("name").join("a\u{1b}[2Jb.jpg");
    fs::copy(sample("plain/nothing.jpg"), &place).expect("the copy can be made");
    let path = place.to_str().expect("UTF-8");
    for format in ["plain", "json", "jsonl", "sarif"] {
        let output = run(&["check", path, "--format", format], b"");
        assert!(!output.stdout.is_empty(), "{format}");
        assert!(!output.stdout.contains('\u{1b}') && !output.stderr.contains('\u{1b}'), "{format}");
    }
}
