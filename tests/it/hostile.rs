//! Broken files: no panic, no endless work, and never a better verdict than the whole file has.
//!
//! The order of verdicts used here: *settled good* means exit code 0 with nothing undecided. A cut file is
//! never settled good when the whole file is not, and never settled without a trace of AI when the whole
//! file has one, unless the cut falls behind the end that the format itself declares: such a file is whole,
//! and nobody can know what followed. A file with flipped bits may have lost its label without a sign of
//! it, as one that never had it; but it never becomes a denial that is trusted, and a manifest that still
//! holds says what it said before.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::context::Context;
use yanbiao::coverage::{CoverageState, reason};
use yanbiao::facts::disposition::Disposition;
use yanbiao::facts::model::{C2paLayer, OriginClaim};
use yanbiao::finding::Outcome;

use crate::corpora;
use crate::sample::{self, Sample};
use crate::surroundings::{AS_OF, package, settings_with_trust};

/// Cuts and flips made of one sample; every byte of a smaller one is cut. `YANBIAO_HOSTILE_ALL` makes it all.
const TRIALS_MAX: usize = 250;
const TIME_MAX: Duration = Duration::from_secs(2);
/// Peak memory of this process, in KiB, after the whole hostile corpus.
const MEMORY_MAX_KIB: u64 = 1 << 20;

#[test]
fn a_cut_sample_is_never_better_than_the_whole() {
    for_each_sample(|sample, settings| {
        let whole = examine(&sample.bytes, settings);
        let end = declared_end(&sample.bytes);
        for length in steps(sample.bytes.len()).filter(|length| *length < end) {
            let cut = examine(&sample.bytes[..length], settings);
            let place = format!("{} cut to {length} of {}", sample.name, sample.bytes.len());
            assert_unharmed(&cut, &place);
            assert!(!is_settled_good(&cut) || is_settled_good(&whole), "{place}: settled although the whole is not");
            let lost = whole.disposition != Disposition::None && cut.disposition == Disposition::None;
            assert!(!lost || !is_settled_good(&cut), "{place}: the trace of AI is gone and nothing is undecided");
            assert!(!denies(&cut) || denies(&whole), "{place}: became a denial");
        }
    });
}

#[test]
fn flipped_bits_never_make_a_denial_or_another_signed_statement() {
    for_each_sample(|sample, settings| {
        let whole = examine(&sample.bytes, settings);
        let mut random = seed(&sample.name);
        for at in steps(sample.bytes.len()) {
            let mut bytes = sample.bytes.clone();
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bytes[at] ^= 1 << (random >> 61);
            let flipped = examine(&bytes, settings);
            let place = format!("{} with a bit of byte {at} flipped", sample.name);
            assert_unharmed(&flipped, &place);
            assert!(!denies(&flipped) || denies(&whole), "{place}: became a denial");
            assert!(!holds(&flipped) || statements(&flipped) == statements(&whole), "{place}: says something else");
        }
    });
}

#[test]
fn hostile_and_odd_files_are_checked_in_bounded_time_and_memory() {
    let Some(rows) = corpora::rows() else { return };
    let files: Vec<_> = rows.iter().filter(|row| ["hostile", "formats"].contains(&row.class.as_str())).collect();
    assert!(files.len() >= 1_000, "only {} files", files.len());
    let settings = Settings::default();
    for row in files {
        let bytes = fs::read(&row.path).expect("a file of the corpus");
        let started = Instant::now();
        let checked = examine(&bytes, &settings);
        let took = started.elapsed();
        assert!(took < TIME_MAX, "{}: {took:?}", row.path.display());
        assert_unharmed(&checked, &row.path.display().to_string());
    }
    if let Some(peak) = peak_memory_kib() {
        println!("peak memory {peak} KiB");
        assert!(peak < MEMORY_MAX_KIB, "peak memory {peak} KiB");
    }
}

/// Runs a test over all samples on the cores there are.
fn for_each_sample(test: impl Fn(&Sample, &Settings) + Sync) {
    let settings = settings_with_trust(&package("samples/trust"));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for worker in 0..workers {
            let (test, settings) = (&test, &settings);
            scope.spawn(move || sample::all().iter().skip(worker).step_by(workers).for_each(|one| test(one, settings)));
        }
    });
}

fn examine(bytes: &[u8], settings: &Settings) -> Checked {
    let bytes = bytes.to_vec();
    check(&Asset::new("hostile", &bytes), &Context::at(AS_OF), settings)
}

/// Where to cut or flip: all places of a small file, evenly spread ones of a large file.
fn steps(size: usize) -> impl Iterator<Item = usize> {
    let all = std::env::var_os("YANBIAO_HOSTILE_ALL").is_some();
    let stride = if all { 1 } else { size.div_ceil(TRIALS_MAX).max(1) };
    (0..size).step_by(stride)
}

fn seed(name: &str) -> u64 {
    name.bytes().fold(14_695_981_039_346_656_037, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211))
}

#[track_caller]
fn assert_unharmed(checked: &Checked, place: &str) {
    for coverage in &checked.reading.coverage {
        if let CoverageState::Unreadable { why, .. } = &coverage.state {
            assert!(why.text != &reason::INTERNAL, "{place}: {}: {why:?}", coverage.reader);
        }
    }
}

fn is_settled_good(checked: &Checked) -> bool {
    checked.exit_code == 0 && !checked.findings.iter().any(|finding| finding.outcome == Outcome::Undetermined)
}

fn denies(checked: &Checked) -> bool {
    checked.facts.origin.claim == OriginClaim::DeclaredNotAi
}

fn holds(checked: &Checked) -> bool {
    matches!(checked.facts.c2pa.state, C2paLayer::Trusted | C2paLayer::Valid)
}

fn statements(checked: &Checked) -> Option<String> {
    checked.facts.c2pa.store.as_ref().map(|(_, store)| format!("{:?}", store.statements))
}

/// Where the format says that the file ends, for the two whose end says nothing of what may follow.
fn declared_end(bytes: &[u8]) -> usize {
    let after = |marker: &[u8], from: usize, size: usize| {
        let found = bytes.get(from..)?.windows(marker.len()).position(|window| window == marker)?;
        Some(from + found + size)
    };
    let end = if bytes.starts_with(b"\x89PNG") {
        after(b"\0\0\0\0IEND", 8, 12)
    } else if bytes.starts_with(b"\xff\xd8") {
        after(b"\xff\xda", 2, 2).and_then(|scan| after(b"\xff\xd9", scan, 2))
    } else {
        None
    };
    end.unwrap_or(bytes.len())
}

fn peak_memory_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
