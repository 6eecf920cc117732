//! Broken files: no panic, no endless work, and never a better verdict than the whole file has.
//!
//! A file that was cut anywhere before the end its own format declares has lost bytes that nobody knows. So it
//! must say that it is not whole; it must not pass; it must not conclude that a layer is absent which the whole
//! file has; it must not be bound to a signature, and so not deny AI; and it must not accuse, since a broken
//! download is no deed: no AI claim that the whole file does not make, and no stripping *shown*. (*Indicated* it
//! may be: the rest of a manifest at the end of a cut file looks the same whoever cut it.) What was cut behind
//! the declared end is gone without a trace: such a file is only held to be no panic and no accusation.
//!
//! A file with a flipped bit may have lost its label without a sign of it, as one that never had it. But it
//! never becomes a denial that is trusted, a manifest that still holds says what it said before, and a picture
//! without any label is not accused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::container;
use yanbiao::container::layout::{Piece, Slot};
use yanbiao::context::{Context, Depth};
use yanbiao::coverage::{CoverageState, reason};
use yanbiao::facts::model::{C2paLayer, ImplicitState, OriginClaim, StrippingLevel};
use yanbiao::finding::Outcome;
use yanbiao::limits::Limits;

use crate::corpora;
use crate::sample::{self, Sample};
use crate::surroundings::{AS_OF, package, settings_with_trust};

/// Up to this size every byte of a piece is cut at and flipped, unless it holds coded picture data. Setting
/// `YANBIAO_HOSTILE_ALL` takes every byte of every sample, which takes many minutes.
const DENSE_BYTES: u64 = 1_500;
/// Places taken of a larger piece, and of each sample as a whole.
const SPREAD: u64 = 24;
/// These quote a whole label. Damage to the structure that says the bytes are a title, or to the one space that
/// says they are prose, makes the quoted label one: nothing else tells them apart.
const QUOTES_A_LABEL: [&str; 2] = ["plain/caption-quotes-a-label.jpg", "plain/article-after-eoi.jpg"];
/// Broken files that the samples must at least make.
const TRIALS_MIN: usize = 50_000;
/// Places of a sample at which it is cut and changed and looked at as a picture; looking costs a hundred times as much
/// as reading the rest.
const LOOKED_AT_PER_SAMPLE: usize = 5;
const LOOKED_AT_MIN: usize = 2_000;
/// Time of the CPU that one file may take.
const TIME_MAX: Duration = Duration::from_secs(4);
/// Times that a file which took longer is measured again.
const AGAIN_MAX: usize = 2;
/// Memory that one file may take at its peak, in KiB.
const MEMORY_MAX_KIB: u64 = 256 << 10;

#[test]
fn a_cut_sample_is_never_better_than_the_whole() {
    for_each_sample(&blind(), TRIALS_MIN, |sample, settings, faults| {
        let end = declared_end(&sample.bytes);
        for depth in depths(sample) {
            let whole = examine(&sample.bytes, *depth, settings);
            for length in places(&sample.bytes) {
                let cut = examine(&sample.bytes[..length], *depth, settings);
                let mut found = [internal_error(&cut), accusation(&cut, &whole)].concat();
                if length < end {
                    found.extend(better(&cut, &whole));
                }
                faults.add(sample, found, || format!("cut to {length} of {} at {depth:?}", sample.bytes.len()));
            }
        }
    });
}

#[test]
fn flipped_bits_never_make_a_denial_another_signed_statement_or_an_accusation() {
    for_each_sample(&blind(), TRIALS_MIN, |sample, settings, faults| {
        let whole = examine(&sample.bytes, Depth::Full, settings);
        let mut random = seed(&sample.name);
        for at in places(&sample.bytes) {
            let mut bytes = sample.bytes.clone();
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bytes[at] ^= 1 << (random >> 61);
            let flipped = examine(&bytes, Depth::Full, settings);
            let mut found = internal_error(&flipped);
            found.extend((denies(&flipped) && !denies(&whole)).then_some("became a denial"));
            let says_else = holds(&flipped) && statements(&flipped) != statements(&whole);
            found.extend(says_else.then_some("is signed and says something else"));
            if sample.name.starts_with("plain/") && !QUOTES_A_LABEL.contains(&sample.name.as_str()) {
                found.extend(accusation(&flipped, &whole));
            }
            faults.add(sample, found, || format!("with a bit of byte {at} flipped"));
        }
    });
}

#[test]
fn broken_pictures_are_looked_at_without_harm() {
    for_each_sample(&settings_with_trust(&package("samples/trust")), LOOKED_AT_MIN, |sample, settings, faults| {
        let whole = examine(&sample.bytes, Depth::Full, settings);
        let end = declared_end(&sample.bytes);
        for at in (0..sample.bytes.len()).step_by(sample.bytes.len().div_ceil(LOOKED_AT_PER_SAMPLE)) {
            let cut = examine(&sample.bytes[..at], Depth::Full, settings);
            let mut found = [internal_error(&cut), accusation(&cut, &whole)].concat();
            if at < end {
                found.extend(better(&cut, &whole));
            }
            faults.add(sample, found, || format!("cut to {at} and looked at"));
            let mut bytes = sample.bytes.clone();
            bytes[at] ^= 0x55;
            let flipped = examine(&bytes, Depth::Full, settings);
            faults.add(sample, internal_error(&flipped), || format!("with byte {at} changed and looked at"));
        }
    });
}

#[test]
fn hostile_and_odd_files_are_checked_in_bounded_time_and_memory() {
    let Some(rows) = corpora::rows() else { return };
    let files: Vec<_> = rows.iter().filter(|row| ["hostile", "formats"].contains(&row.class.as_str())).collect();
    assert!(files.len() >= 1_000, "only {} files", files.len());
    let settings = Settings::default();
    let measured: Vec<Measured> = files.iter().map(|row| measure_calmly(&row.path, &settings)).collect();
    print_worst("time", &measured, |one| one.took.as_micros());
    print_worst("memory in KiB", &measured, |one| one.memory_kib.unwrap_or_default().into());
    for one in &measured {
        assert!(one.took < TIME_MAX, "{}: {:?}", one.path.display(), one.took);
        assert!(
            one.memory_kib.is_none_or(|peak| peak < MEMORY_MAX_KIB),
            "{}: {:?} KiB",
            one.path.display(),
            one.memory_kib
        );
    }
}

/// What one file cost.
struct Measured {
    path: PathBuf,
    took: Duration,
    /// Peak above what this process held before; other tests of it may add to that. `None` where the system
    /// does not tell.
    memory_kib: Option<u64>,
}

/// The least of several measurements where one is too long: caches and units shared with other programs add to the
/// time of the CPU, and never take from it.
fn measure_calmly(path: &Path, settings: &Settings) -> Measured {
    let mut least = measure(path, settings);
    for _ in 0..AGAIN_MAX {
        if least.took < TIME_MAX {
            break;
        }
        least.took = least.took.min(measure(path, settings).took);
    }
    least
}

fn measure(path: &Path, settings: &Settings) -> Measured {
    let bytes = fs::read(path).expect("a file of the corpus");
    // Sets the peak back to what is held now.
    let is_reset = fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = status_kib("VmRSS:").filter(|_| is_reset);
    let (started, busy) = (Instant::now(), busy());
    let checked = examine(&bytes, Depth::Full, settings);
    // What other programs do meanwhile is no fault of the file.
    let took = busy.and_then(|busy| self::busy()?.checked_sub(busy)).unwrap_or_else(|| started.elapsed());
    let memory_kib = before.and_then(|before| Some(status_kib("VmHWM:")?.saturating_sub(before)));
    assert!(internal_error(&checked).is_empty(), "{}: internal error", path.display());
    Measured { path: path.to_owned(), took, memory_kib }
}

/// Time that a processor spent on this thread; none where the system does not tell.
fn busy() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split_whitespace().next()?.parse().ok()?))
}

fn print_worst(what: &str, measured: &[Measured], cost: fn(&Measured) -> u128) {
    const PRINTED: usize = 10;
    let mut sorted: Vec<&Measured> = measured.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(cost(one)));
    println!("most {what}:");
    sorted.iter().take(PRINTED).for_each(|one| println!("{:>10} {:?} {}", cost(one), one.took, one.path.display()));
}

/// With test roots, and with no look at the pixels.
fn blind() -> Settings {
    let settings = settings_with_trust(&package("samples/trust"));
    Settings { limits: Limits { pixels_max: 0, ..Limits::default() }, ..settings }
}

/// Runs a test over all samples on the cores there are, and shows what all of them found.
fn for_each_sample(settings: &Settings, trials_min: usize, test: impl Fn(&Sample, &Settings, &mut Faults) + Sync) {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let work = |worker: usize| {
        let mut faults = Faults::default();
        sample::all().iter().skip(worker).step_by(workers).for_each(|one| test(one, settings, &mut faults));
        faults
    };
    let done: Vec<Faults> = thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        running.into_iter().map(|one| one.join().expect("no panic leaves the check")).collect()
    });
    let tried: usize = done.iter().map(|faults| faults.tried).sum();
    let found: Vec<String> = done.iter().flat_map(Faults::lines).collect();
    println!("{tried} broken files");
    assert!(tried >= trials_min, "only {tried} broken files");
    assert!(found.is_empty(), "wrong\n{}", found.join("\n"));
}

/// What was wrong with broken files: for each sample and fault the first place and how many there are.
#[derive(Default)]
struct Faults {
    tried: usize,
    found: BTreeMap<(String, &'static str), (String, usize)>,
}

impl Faults {
    fn add(&mut self, sample: &Sample, what: Vec<&'static str>, place: impl Fn() -> String) {
        self.tried += 1;
        for one in what {
            self.found.entry((sample.name.clone(), one)).or_insert_with(|| (place(), 0)).1 += 1;
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.found.iter().map(|((sample, what), (place, count))| format!("{sample} {place}: {what}; {count} times"))
    }
}

/// Signed samples are checked at one depth: the signature is validated at each, and costs the most.
fn depths(sample: &Sample) -> &'static [Depth] {
    if sample.name.starts_with("c2pa/") { &[Depth::Full] } else { &[Depth::Full, Depth::Metadata] }
}

fn examine(bytes: &[u8], depth: Depth, settings: &Settings) -> Checked {
    let bytes = bytes.to_vec();
    check(&Asset::new("hostile", &bytes), &Context { depth, ..Context::at(AS_OF) }, settings)
}

/// Where to cut and flip: each byte of headers and metadata, some of picture data and of large pieces.
fn places(bytes: &[u8]) -> BTreeSet<usize> {
    if std::env::var_os("YANBIAO_HOSTILE_ALL").is_some() {
        return (0..bytes.len()).collect();
    }
    let owned = bytes.to_vec();
    let layout = container::walk(&Asset::new("hostile", &owned), Depth::Full, &Limits::default());
    let size = u64::try_from(bytes.len()).expect("samples are small");
    let mut places: BTreeSet<u64> = (0..size).step_by(stride(size)).collect();
    for Piece { slot, span, .. } in &layout.pieces {
        let length = span.end - span.start;
        let is_dense = *slot != Slot::Pixels && length <= DENSE_BYTES;
        places.extend(span.clone().step_by(if is_dense { 1 } else { stride(length) }));
    }
    places
        .into_iter()
        .map(|at| usize::try_from(at).expect("samples are small"))
        .filter(|at| *at < bytes.len())
        .collect()
}

fn stride(length: u64) -> usize {
    usize::try_from(length.div_ceil(SPREAD).max(1)).expect("samples are small")
}

fn seed(name: &str) -> u64 {
    name.bytes().fold(14_695_981_039_346_656_037, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211))
}

fn internal_error(checked: &Checked) -> Vec<&'static str> {
    let is_one =
        |state: &CoverageState| matches!(state, CoverageState::Unreadable { why, .. } if why.text == &reason::INTERNAL);
    let caught = checked.reading.coverage.iter().any(|coverage| is_one(&coverage.state));
    caught.then_some("internal error").into_iter().collect()
}

/// In what a file that was cut before its declared end looks better than the whole one.
fn better(cut: &Checked, whole: &Checked) -> Vec<&'static str> {
    let (implicit, c2pa) = (cut.facts.implicit.state, cut.facts.c2pa.state);
    let lost = claims_ai(whole) && !claims_ai(cut);
    let faults = [
        (!says_incomplete(cut), "does not say that it is not whole"),
        (cut.verdict.outcome == Outcome::Pass, "passes"),
        (is_settled(cut) && !is_settled(whole), "is settled although the whole is not"),
        (is_settled(cut) && lost, "has lost the trace of AI, and nothing is undecided"),
        (implicit == ImplicitState::Absent && implicit != whole.facts.implicit.state, "is said to have no label"),
        (c2pa == C2paLayer::Absent && c2pa != whole.facts.c2pa.state, "is said to have no manifest"),
        (holds(cut), "has a signature that holds"),
        (denies(cut), "denies AI"),
    ];
    faults.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what).collect()
}

/// A claim of AI or a removed label that the whole file does not show. A signature that holds is no accusation:
/// cutting off what was appended after signing gives the signed file back.
fn accusation(broken: &Checked, whole: &Checked) -> Vec<&'static str> {
    let shown = |checked: &Checked| checked.facts.stripping.level == StrippingLevel::Shown;
    let faults = [
        (claims_ai(broken) && !claims_ai(whole) && !holds(broken), "is accused of AI"),
        (shown(broken) && !shown(whole), "is accused of a removed label"),
    ];
    faults.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what).collect()
}

fn says_incomplete(checked: &Checked) -> bool {
    let rules = ["core-truncated", "core-search-incomplete"];
    checked.findings.iter().any(|finding| rules.contains(&finding.rule) && finding.outcome != Outcome::Pass)
}

/// Nothing to be done and nothing left open.
fn is_settled(checked: &Checked) -> bool {
    checked.exit_code == 0 && !checked.findings.iter().any(|finding| finding.outcome == Outcome::Undetermined)
}

fn claims_ai(checked: &Checked) -> bool {
    match checked.facts.origin.claim {
        OriginClaim::AiGenerated | OriginClaim::AiEdited | OriginClaim::AiComponent | OriginClaim::Conflict => true,
        OriginClaim::PossiblyAi | OriginClaim::DeclaredNotAi | OriginClaim::NoStatement => false,
    }
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

/// Where the format says that the file ends, for the formats whose end says nothing of what may follow.
fn declared_end(bytes: &[u8]) -> usize {
    let after = |marker: &[u8], from: usize, size: usize| {
        let found = bytes.get(from..)?.windows(marker.len()).position(|window| window == marker)?;
        Some(from + found + size)
    };
    let end = if bytes.starts_with(b"\x89PNG") {
        after(b"\0\0\0\0IEND", 8, 12)
    } else if bytes.starts_with(b"\xff\xd8") {
        after(b"\xff\xda", 2, 2).and_then(|scan| after(b"\xff\xd9", scan, 2))
    } else if bytes.starts_with(b"RIFF") {
        last_chunk_end(bytes)
    } else {
        None
    };
    end.unwrap_or(bytes.len())
}

/// The end of the last RIFF chunk, without the padding byte that writers leave out.
fn last_chunk_end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut end) = (12, None);
    while let Some(length) = bytes.get(at + 4..at + 8) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
        let length = usize::try_from(length).expect("samples are small");
        end = Some(at + 8 + length);
        at += 8 + length + length % 2;
    }
    end
}

fn status_kib(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
