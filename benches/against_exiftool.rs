//! Throughput of `check --depth metadata` against `exiftool -fast2 -json` over the same thousand files.
//!
//! Whole programs, one after the other, several rounds; the ratio is taken round by round, so that a drift of the
//! machine's speed hits both alike. Pin it to one core (`taskset -c 0 cargo bench --bench against_exiftool`):
//! time is then CPU time. `YANBIAO_PICTURES` names a folder with files of your own to measure those instead.
//! Skipped, with a line that says so, where `exiftool` is not installed.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "pictures.rs"]
mod pictures;

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 3;
/// Runs of ours per round: one takes some hundredths of a second only.
const RUNS: u32 = 5;

fn main() -> io::Result<()> {
    let folder = std::env::var_os("YANBIAO_PICTURES").map_or_else(pictures::folder, |own| Ok(own.into()))?;
    let files = pictures::warm(&folder)?.len();
    if Command::new("exiftool").arg("-ver").stdout(Stdio::null()).status().is_err() {
        println!("exiftool is not installed: comparison skipped");
        return Ok(());
    }
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let ours = ours(&folder)?;
        let theirs = timed("exiftool", &["-fast2", "-json", "-q"], &folder)?;
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        println!(
            "round {round}: yanbiao {:.1} us a file, exiftool {:.1} us a file: {ratio:.0}x",
            per_file(ours, files),
            per_file(theirs, files)
        );
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!("throughput ratio, median of {ROUNDS}: {:.0}x", ratios[ratios.len() / 2]);
    Ok(())
}

/// The median of a few runs.
fn ours(folder: &Path) -> io::Result<Duration> {
    let arguments = ["check", "--depth", "metadata", "--jobs", "1", "--format", "jsonl"];
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(timed(env!("CARGO_BIN_EXE_yanbiao"), &arguments, folder)?);
    }
    times.sort();
    Ok(times[times.len() / 2])
}

fn timed(program: &str, arguments: &[&str], folder: &Path) -> io::Result<Duration> {
    let start = Instant::now();
    Command::new(program).args(arguments).arg(folder).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(start.elapsed())
}

fn per_file(time: Duration, files: usize) -> f64 {
    time.as_secs_f64() * 1e6 / files as f64
}
