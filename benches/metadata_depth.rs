//! `check --depth metadata` on a thousand files without a manifest, in process and against exiftool.
//!
//! Prints the median time per file of the pipeline alone and with its JSON line, then, where `exiftool` is
//! installed, runs both programs over the same folder in turn and prints the ratio of their throughput.
//! Pin it to one core (`taskset -c 0 cargo bench --bench metadata_depth`): time is then CPU time.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "pictures.rs"]
mod pictures;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use yanbiao::asset::Asset;
use yanbiao::check::{Settings, check};
use yanbiao::cli::file::FileBytes;
use yanbiao::context::{Context, Depth};
use yanbiao::report::json;
use yanbiao::report::run::Tool;

const PASSES: usize = 7;

fn main() -> io::Result<()> {
    let folder = pictures::folder()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some());
    files.sort();
    warm(&files)?;
    in_process(&files)?;
    against_exiftool(&folder)
}

/// Reads every file once so that the page cache holds them all.
fn warm(files: &[PathBuf]) -> io::Result<()> {
    for path in files {
        io::copy(&mut File::open(path)?, &mut io::sink())?;
    }
    Ok(())
}

fn in_process(files: &[PathBuf]) -> io::Result<()> {
    let mut context = Context::at(time::macros::datetime!(2026-11-23 00:00 UTC));
    context.depth = Depth::Metadata;
    let settings = Settings::default();
    let tool = Tool::new(&settings.trust);
    let mut times = Vec::with_capacity(files.len() * PASSES);
    let mut line = Vec::new();
    for path in (0..PASSES).flat_map(|_| files) {
        let start = Instant::now();
        let bytes = FileBytes::open(path)?;
        let asset = Asset::new(path.to_string_lossy(), &bytes);
        let checked = check(&asset, &context, &settings);
        line.clear();
        json::write_line(&checked, &tool, &mut line);
        times.push(start.elapsed());
    }
    times.sort();
    let total: Duration = times.iter().sum();
    println!("files {}   passes {PASSES}", files.len());
    println!(
        "median per file  {:>8.1} us  (open, parse, judge, write one JSON line of {} bytes)",
        micros(times[times.len() / 2]),
        line.len()
    );
    println!("mean per file    {:>8.1} us", micros(total) / times.len() as f64);
    println!("95th percentile  {:>8.1} us", micros(times[times.len() * 95 / 100]));
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn against_exiftool(folder: &Path) -> io::Result<()> {
    if Command::new("exiftool").arg("-ver").stdout(Stdio::null()).status().is_err() {
        println!("exiftool is not installed: comparison skipped");
        return Ok(());
    }
    let mut ratios = Vec::new();
    for round in 1..=3 {
        let ours = run(
            env!("CARGO_BIN_EXE_yanbiao"),
            &["check", "--depth", "metadata", "--jobs", "1", "--format", "jsonl"],
            folder,
        )?;
        let theirs = run("exiftool", &["-fast2", "-json", "-q"], folder)?;
        ratios.push(theirs.as_secs_f64() / ours.as_secs_f64());
        println!("round {round}: yanbiao {:.3} s, exiftool {:.3} s", ours.as_secs_f64(), theirs.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!("throughput ratio, median of 3: {:.0}x", ratios[ratios.len() / 2]);
    Ok(())
}

fn run(program: &str, args: &[&str], folder: &Path) -> io::Result<Duration> {
    let start = Instant::now();
    Command::new(program).args(args).arg(folder).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(start.elapsed())
}
