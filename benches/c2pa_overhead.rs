//! Files with a manifest: what `check` costs over the bare `c2pa` crate validating the same bytes against one
//! trust list.
//!
//! Uses the signed samples and their throwaway authority; they are small, so what is shown there is an upper
//! bound. `YANBIAO_SIGNED` names a folder of signed files of real size to measure those instead, and
//! `YANBIAO_TRUST` the folder with trust lists: the crate gets `C2PA-TRUST-LIST.pem` of it, `check` all of it.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark prints its figures and may give up")]

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use yanbiao::asset::Asset;
use yanbiao::check::{Settings, check};
use yanbiao::context::{Context, Depth};
use yanbiao::trust::{TrustFile, TrustStore};

const ROUNDS: usize = 15;

fn main() {
    let folder = std::env::var_os("YANBIAO_SIGNED").map_or_else(|| PathBuf::from("samples/c2pa"), PathBuf::from);
    let mut context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
    context.depth = Depth::Metadata;
    let lists = lists(&std::env::var_os("YANBIAO_TRUST").map_or_else(|| PathBuf::from("samples/trust"), PathBuf::from));
    let settings = Settings { trust: TrustStore::new(&lists).expect("the lists parse"), ..Settings::default() };
    let library = c2pa::Context::new()
        .with_settings(bare_settings(&lists).as_str())
        .expect("the settings are valid")
        .into_shared();
    let mut ratios = Vec::new();
    for path in signed(&folder) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let mime = mime(&path);
        let bare = || {
            let reader = c2pa::Reader::from_shared_context(&library);
            std::hint::black_box(reader.with_stream(mime, Cursor::new(&bytes)).is_ok())
        };
        if !bare() {
            continue;
        }
        let ours = || std::hint::black_box(check(&Asset::new("signed", &bytes), &context, &settings).exit_code);
        let (library_time, our_time) = medians(bare, ours);
        let ratio = our_time.as_secs_f64() / library_time.as_secs_f64();
        println!(
            "{:>7.2}x  {:>9} B  bare {:>7.0} us  check {:>7.0} us  {}",
            ratio,
            bytes.len(),
            micros(library_time),
            micros(our_time),
            path.display()
        );
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    match ratios.get(ratios.len() / 2) {
        Some(middle) => println!("median over {} files: {:.2}x", ratios.len(), middle),
        None => println!("no signed files in {}", folder.display()),
    }
}

/// The list files of a folder.
fn lists(folder: &Path) -> Vec<TrustFile> {
    let entries = std::fs::read_dir(folder).expect("the trust folder can be read");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file());
    paths
        .map(|path| TrustFile {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes: std::fs::read(&path).expect("a list can be read"),
        })
        .collect()
}

/// One trust list, as a program that uses the crate alone would give it: the official one, or what there is.
fn bare_settings(lists: &[TrustFile]) -> String {
    let official = lists.iter().find(|list| list.name == "C2PA-TRUST-LIST.pem");
    let list = official.or_else(|| lists.iter().find(|list| list.name.ends_with(".pem"))).expect("there is a list");
    serde_json::json!({
        "verify": {"remote_manifest_fetch": false, "ocsp_fetch": false},
        "trust": {
            "trust_anchors": String::from_utf8_lossy(&list.bytes),
            "trust_config": "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36",
        },
    })
    .to_string()
}

fn signed(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        walkdir::WalkDir::new(folder).into_iter().filter_map(|entry| Some(entry.ok()?.into_path())).collect();
    files.retain(|path| {
        ["jpg", "jpeg", "png", "webp"].iter().any(|end| path.extension().is_some_and(|have| have == *end))
    });
    files.sort();
    files
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => "image/jpeg",
    }
}

/// Medians of both, measured in turn so that a drift of the machine's speed hits both alike.
fn medians<A, B>(first: impl Fn() -> A, second: impl Fn() -> B) -> (Duration, Duration) {
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(timed(&first));
        two.push(timed(&second));
    }
    one.sort();
    two.sort();
    (one[ROUNDS / 2], two[ROUNDS / 2])
}

fn timed<T>(work: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
