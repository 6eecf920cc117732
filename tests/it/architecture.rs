//! The invariants of the house, read from the sources: who may import whom, what the core may not touch, and
//! how long things may be.

use std::fs;
use std::path::{Path, PathBuf};

use crate::imports::{File, Imports};
use crate::surroundings::{files_below, package};

/// Lines of a file without its tests.
const FILE_LINES_MAX: usize = 700;
/// Lines of a function.
const FUNCTION_LINES_MAX: usize = 80;
/// Share of functions, in per cent, with at most this many lines.
const FUNCTION_LINES_OF_95_PERCENT: usize = 45;
const FUNCTION_LINES_MEDIAN: usize = 10;

/// A folder or file below `src/`, and words that may not stand in its imports or paths.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "container",
        &["crate::metadata", "crate::readers", "crate::facts", "crate::rules", "crate::report", "crate::trust"],
    ),
    ("metadata", &["crate::readers", "crate::facts", "crate::rules", "crate::report", "crate::trust"]),
    ("pixels", &["crate::metadata", "crate::readers", "crate::facts", "crate::rules", "crate::report", "crate::trust"]),
    (
        "lettering",
        &["crate::asset", "crate::container", "crate::metadata", "crate::readers", "crate::facts", "crate::rules"],
    ),
    (
        "open_watermark",
        &["crate::asset", "crate::container", "crate::metadata", "crate::readers", "crate::facts", "crate::rules"],
    ),
    (
        "fingerprint",
        &[
            "crate::asset",
            "crate::container",
            "crate::metadata",
            "crate::readers",
            "crate::facts",
            "crate::rules",
            "crate::ledger",
            "crate::vocabulary",
        ],
    ),
    (
        "ledger",
        &["crate::readers", "crate::metadata", "crate::container", "crate::rules", "crate::report", "crate::cli"],
    ),
    (
        "audit",
        &[
            "crate::readers",
            "crate::metadata",
            "crate::container",
            "crate::rules",
            "crate::report",
            "crate::hook",
            "crate::fetch",
            "crate::ledger",
            "crate::cli",
        ],
    ),
    ("vocabulary", &["crate::container", "crate::metadata", "crate::readers", "crate::facts", "crate::rules"]),
    ("neural", &["crate::"]),
    ("profiles.rs", &["crate::"]),
    ("trustmark", &["crate::"]),
    ("removal", &["crate::"]),
    ("evidence.rs", &["crate::container", "crate::metadata", "crate::readers", "crate::facts", "crate::rules"]),
    ("readers", &["crate::facts", "crate::rules", "crate::report", "crate::finding", "crate::check"]),
    ("trust", &["crate::container", "crate::metadata", "crate::readers", "crate::facts", "crate::rules"]),
    ("facts", &["crate::readers", "crate::metadata", "crate::rules", "crate::report", "crate::asset", "crate::check"]),
    (
        "rules",
        &["crate::readers", "crate::metadata", "crate::container", "crate::report", "crate::asset", "crate::check"],
    ),
    (
        "compare",
        &["crate::readers", "crate::metadata", "crate::container", "crate::report", "crate::asset", "crate::check"],
    ),
    ("label", &["crate::report", "crate::ledger", "crate::fetch", "crate::compare", "crate::rules", "crate::cli"]),
    ("check.rs", &["crate::label", "crate::report", "crate::ledger", "crate::cli"]),
    ("finding.rs", &["crate::facts", "crate::rules", "crate::readers", "crate::container"]),
    ("verdict.rs", &["crate::rules", "crate::readers", "crate::container"]),
    ("report", &["crate::readers", "crate::metadata", "crate::asset", "crate::cli"]),
];

/// What `fetch/` may know of the rest.
const KNOWN_TO_FETCH: [&str; 2] = ["crate::message", "crate::untrusted"];

/// Words of the network. `rustls_pki_types` and `webpki` are types and mathematics.
const NETWORK: &[&str] =
    &["std::net", "reqwest", "rustls::", "hyper::", "tokio", "TcpStream", "TcpListener", "UdpSocket", "UnixStream"];

/// What nothing outside of the two ends may touch: files, network, the clock, standard streams.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time::SystemTime",
    "SystemTime::now",
    "Instant::now",
    "now_utc",
    "now_local",
    "println!",
    "eprintln!",
    "print!(",
    "std::io::stdin",
    "std::io::stdout",
];

struct Source {
    /// Path below `src/`.
    name: String,
    /// The text without its unit tests.
    code: String,
}

/// The sources of the program, unit tests and files that are only tests left out.
fn sources() -> Vec<Source> {
    let found = sources_below("src");
    assert!(found.len() >= 100, "only {} sources", found.len());
    found
}

fn sources_below(folder: &str) -> Vec<Source> {
    let root = package(folder);
    files_below(&root)
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs") && !is_test_only(path))
        .map(|path| read(&root, path))
        .collect()
}

/// A module that its parent declares under `#[cfg(test)]`.
fn is_test_only(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let parents: [PathBuf; 2] = [path.with_file_name("mod.rs"), path.with_file_name("lib.rs")];
    let texts = parents.iter().filter_map(|parent| fs::read_to_string(parent).ok());
    let declared = |text: &str, visibility: &str| text.contains(&format!("#[cfg(test)]\n{visibility}mod {stem};"));
    texts.into_iter().any(|text| ["", "pub ", "pub(crate) ", "pub(super) "].iter().any(|one| declared(&text, one)))
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("the source can be read");
    let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    let name = path.strip_prefix(root).expect("it lies there").to_string_lossy().into_owned();
    Source { name, code }
}

/// Lines that are no comment, with their numbers.
fn code_lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source
        .code
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn imports_point_down() {
    for source in sources() {
        for (place, forbidden) in FORBIDDEN {
            if source.name != *place && !source.name.starts_with(&format!("{place}/")) {
                continue;
            }
            for (number, line) in code_lines(&source) {
                let allowed = line.contains("container::layout") && ["facts", "report"].contains(place);
                let word = forbidden.iter().find(|word| line.contains(**word)).filter(|_| !allowed);
                assert!(word.is_none(), "src/{}:{number} imports upwards: {}", source.name, line.trim());
            }
        }
    }
}

#[test]
fn no_files_import_each_other() {
    check_circles("src", 800);
    check_circles("samples/generate", 90);
    check_circles("tests/it", 12);
}

#[track_caller]
fn check_circles(folder: &str, imports_min: usize) {
    let sources = sources_below(folder);
    let codes: Vec<String> = sources.iter().map(without_comments).collect();
    // The program's own `main.rs` is a crate of its own, which uses the library.
    let is_program = |name: &str| folder == "src" && name == "main.rs";
    let names = sources.iter().map(|source| source.name.as_str());
    let files: Vec<File<'_>> =
        names.zip(codes.iter().map(String::as_str)).filter(|(name, _)| !is_program(name)).collect();
    let imports = Imports::read(&files);
    let count = imports.count();
    println!("{folder}: {} files, {count} imports", files.len());
    assert!(count >= imports_min, "{folder}: only {count} imports seen");
    let circles = imports.circles();
    assert!(circles.is_empty(), "{folder}: files import each other:\n{}", circles.join("\n"));
}

fn without_comments(source: &Source) -> String {
    code_lines(source).flat_map(|(_, line)| [line, "\n"]).collect()
}

#[test]
fn the_core_touches_no_files_no_network_and_no_clock() {
    for source in sources().iter().filter(|source| is_core(&source.name)) {
        for (number, line) in code_lines(source) {
            let word = WORLD.iter().find(|word| line.contains(**word));
            assert!(word.is_none(), "src/{}:{number} touches the world: {}", source.name, line.trim());
        }
    }
}

fn is_core(name: &str) -> bool {
    name != "main.rs" && !["cli/", "fetch/", "hook/"].iter().any(|place| name.starts_with(place))
}

#[test]
fn only_fetch_and_the_service_open_sockets_and_only_jobs_and_the_command_line_fetch() {
    let mut inside = 0;
    for source in sources() {
        let within = |folder: &str| source.name.starts_with(folder);
        for (number, line) in code_lines(&source) {
            let at = format!("src/{}:{number}: {}", source.name, line.trim());
            // An address is a value like any other.
            let network = NETWORK.iter().any(|word| line.contains(*word)) && !line.contains("std::net::SocketAddr;");
            inside += usize::from(network && within("fetch/"));
            assert!(!network || within("fetch/") || within("hook/"), "touches the network: {at}");
            let may_fetch = ["fetch/", "cli/", "hook/jobs.rs"].iter().any(|place| within(place));
            let asks_the_guard = line.contains("crate::fetch::guard") && within("hook/ask.rs");
            assert!(!line.contains("crate::fetch") || may_fetch || asks_the_guard, "fetches: {at}");
            let known = KNOWN_TO_FETCH.iter().any(|word| line.contains(word)) || !line.contains("crate::");
            assert!(known || !within("fetch/"), "knows more than it must: {at}");
        }
    }
    assert!(inside > 5, "the words of the network are not those that `fetch/` uses: {inside}");
}

#[test]
fn only_the_ledger_the_journal_and_the_audit_open_a_database_and_the_core_uses_none() {
    let mut inside = 0;
    for source in sources() {
        let within = |folder: &str| source.name.starts_with(folder);
        for (number, line) in code_lines(&source) {
            let at = format!("src/{}:{number}: {}", source.name, line.trim());
            let database = line.contains("rusqlite");
            inside += usize::from(database && within("ledger/"));
            let others = ["hook/journal.rs", "hook/job_store.rs", "audit/store.rs", "audit/kept.rs"];
            let is_other = others.iter().any(|place| within(place));
            assert!(!database || within("ledger/") || is_other, "opens a database: {at}");
            let uses = line.contains("crate::ledger");
            let may_use = ["ledger/", "cli/", "hook/service.rs", "look_up.rs"].iter().any(|place| within(place));
            assert!(!uses || may_use, "uses the ledger: {at}");
        }
    }
    assert!(inside > 3, "the ledger does not open a database: {inside}");
}

#[test]
fn only_reports_and_the_command_line_serialise() {
    for source in sources() {
        // The sample and the bundle are files of the audit itself, the same to the byte for everybody who makes them.
        let files = ["report/", "cli/", "audit/sample.rs", "audit/bundle.rs", "audit/seal.rs"];
        if files.iter().any(|place| source.name.starts_with(place)) {
            continue;
        }
        for (number, line) in code_lines(&source) {
            let plain = line.replace("serde_json", "");
            assert!(!plain.contains("serde"), "src/{}:{number} serialises: {}", source.name, line.trim());
            let may_parse =
                ["readers/", "trust/", "hook/ask.rs", "audit/"].iter().any(|place| source.name.starts_with(place));
            assert!(may_parse || plain == line, "src/{}:{number} parses JSON: {}", source.name, line.trim());
        }
    }
}

#[test]
fn files_are_short() {
    for source in sources() {
        let lines = source.code.lines().count();
        assert!(lines <= FILE_LINES_MAX, "src/{} has {lines} lines", source.name);
    }
}

#[test]
fn functions_are_short() {
    let mut lengths: Vec<usize> = Vec::new();
    for source in sources() {
        for (name, length) in functions(&source) {
            assert!(length <= FUNCTION_LINES_MAX, "src/{}: {name} has {length} lines", source.name);
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    assert!(lengths.len() > 400, "only {} functions seen", lengths.len());
    let median = lengths[lengths.len() / 2];
    let long = lengths[lengths.len() * 95 / 100];
    println!("{} functions, median {median}, 95 % within {long} lines", lengths.len());
    assert!(median <= FUNCTION_LINES_MEDIAN, "median {median}");
    assert!(long <= FUNCTION_LINES_OF_95_PERCENT, "95 % within {long}");
}

/// Name and length in lines of every function; rustfmt puts the closing brace under the opening line.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = source.code.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some((_, rest)) = line.split_once("fn ").filter(|(before, _)| is_declaration(before)) else { continue };
        let indent = line.len() - line.trim_start().len();
        let closing = format!("{}}}", " ".repeat(indent));
        // A body in one line, or a declaration without a body.
        if line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        let end = lines.iter().skip(index).position(|one| *one == closing);
        let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
        found.extend(end.map(|length| (name, length + 1)));
    }
    found
}

fn is_declaration(before: &str) -> bool {
    before.split_whitespace().all(|word| ["pub", "pub(crate)", "pub(super)", "const"].contains(&word))
}
