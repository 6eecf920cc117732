//! `check --depth metadata` on a thousand files without a manifest, in process: the whole way from opening a file
//! to its JSON line, and each step of it alone.
//!
//! Every sample is one file, so the median is the median over files. Pin it to one core
//! (`taskset -c 0 cargo bench --bench metadata_depth`): time is then CPU time.

#![expect(clippy::panic, reason = "a benchmark may give up")]

#[path = "pictures.rs"]
mod pictures;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::{Bencher, black_box};
use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::cli::file::FileBytes;
use yanbiao::container;
use yanbiao::context::{Context, Depth};
use yanbiao::limits::Limits;
use yanbiao::metadata;
use yanbiao::report::json;
use yanbiao::report::run::Tool;

/// Samples of each step: every picture four times.
const SAMPLES: u32 = 4 * pictures::COUNT as u32;

static FILES: LazyLock<Vec<std::path::PathBuf>> =
    LazyLock::new(|| made().unwrap_or_else(|error| panic!("the pictures cannot be made: {error}")));
static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

fn made() -> std::io::Result<Vec<std::path::PathBuf>> {
    pictures::warm(&pictures::folder()?)
}

fn main() {
    LazyLock::force(&FILES);
    divan::main();
}

/// Paths in turn, over and over.
fn in_turn() -> impl Fn() -> &'static std::path::Path {
    let next = AtomicUsize::new(0);
    move || &FILES[next.fetch_add(1, Ordering::Relaxed) % FILES.len()]
}

fn open(path: &std::path::Path) -> FileBytes {
    FileBytes::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn context() -> Context {
    Context { depth: Depth::Metadata, ..Context::at(time::macros::datetime!(2026-11-23 00:00 UTC)) }
}

fn judged(path: &std::path::Path, context: &Context) -> Checked {
    let bytes = open(path);
    check(&Asset::new(path.to_string_lossy(), &bytes), context, &SETTINGS)
}

#[divan::bench(sample_count = SAMPLES, sample_size = 1)]
fn a_open_parse_judge_print(bencher: Bencher<'_, '_>) {
    let (context, tool) = (context(), Tool::new(&SETTINGS.trust));
    let mut line = Vec::new();
    bencher.with_inputs(in_turn()).bench_local_values(|path| {
        line.clear();
        json::write_line(&judged(path, &context), &tool, &mut line);
        line.len()
    });
}

#[divan::bench(sample_count = SAMPLES, sample_size = 1)]
fn b_open_parse_judge(bencher: Bencher<'_, '_>) {
    let context = context();
    bencher.with_inputs(in_turn()).bench_values(|path| judged(path, &context).exit_code);
}

#[divan::bench(sample_count = SAMPLES, sample_size = 1)]
fn c_open_parse(bencher: Bencher<'_, '_>) {
    let limits = Limits::default();
    bencher.with_inputs(in_turn()).bench_values(|path| {
        let bytes = open(path);
        let asset = Asset::new("picture", &bytes);
        let layout = container::walk(&asset, Depth::Metadata, &limits);
        black_box(metadata::parse(&asset, &layout, &limits)).xmp.len()
    });
}

#[divan::bench(sample_count = SAMPLES, sample_size = 1)]
fn d_open_walk(bencher: Bencher<'_, '_>) {
    let limits = Limits::default();
    bencher.with_inputs(in_turn()).bench_values(|path| {
        let bytes = open(path);
        container::walk(&Asset::new("picture", &bytes), Depth::Metadata, &limits).pieces.len()
    });
}

#[divan::bench(sample_count = SAMPLES, sample_size = 1)]
fn e_open_only(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(in_turn()).bench_values(|path| black_box(open(path)));
}
