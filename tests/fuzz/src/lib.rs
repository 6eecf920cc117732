//! What the fuzz targets share: walk an input and hold the layout against what every layout promises, or
//! check an input that reaches one reader, or the whole of it. `README.md` says how to run them.

use std::path::Path;
use std::sync::Once;

use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::cli::ledger_record;
use yanbiao::container;
use yanbiao::container::layout::{Format, Layout, Slot};
use yanbiao::context::{Context, Depth};
use yanbiao::label::{Input, Request, Task, plan};
use yanbiao::ledger::{Added, Entry, Ledger};
use yanbiao::limits::Limits;
use yanbiao::vocabulary::aigc::{LabelValue, Shape};
use yanbiao::vocabulary::ledger::Record;

/// The keywords under which generators keep their settings in PNG text; an input of the target `generator`
/// chooses one by its first byte.
pub const KEYWORDS: [&str; 16] = [
    "parameters",
    "prompt",
    "workflow",
    "Comment",
    "Description",
    "Software",
    "Source",
    "Title",
    "Author",
    "UserComment",
    "exif:UserComment",
    "invokeai_metadata",
    "sd-metadata",
    "fooocus_scheme",
    "generation_data",
    "Raw profile type exif",
];

/// Walks `data` with the magic bytes of a format written over its own, so that every input reaches the walker
/// the target is named after, and a whole file is a good seed.
///
/// # Panics
/// When a place lies outside of the input or a bound was not kept.
pub fn walk(magic: &[(usize, &[u8])], data: &[u8]) {
    let mut bytes = data.to_vec();
    for (at, part) in magic {
        let end = at + part.len();
        bytes.resize(bytes.len().max(end), 0);
        bytes[*at..end].copy_from_slice(part);
    }
    let limits = Limits::default();
    for depth in [Depth::Metadata, Depth::Full] {
        let layout = container::walk(&Asset::new("fuzz", &bytes), depth, &limits);
        hold(&layout, bytes.len(), &limits);
    }
}

/// Checks a PNG whose one metadata chunk holds `prefix` and `data`, so that the input reaches one reader.
///
/// # Panics
/// See [`check_whole`].
pub fn check_in_png(kind: &[u8; 4], prefix: &[u8], data: &[u8]) {
    let body = [prefix, data].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(kind);
    bytes.extend(body);
    bytes.extend(b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82");
    judge(&bytes, Depth::Full);
}

/// Checks an input as a whole file, at both depths.
///
/// # Panics
/// When the pipeline caught a panic of its own, an internal error, or when a finding is missing.
pub fn check_whole(bytes: &[u8]) {
    let metadata = judge(bytes, Depth::Metadata);
    let full = judge(bytes, Depth::Full);
    assert_eq!(metadata.format, full.format);
}

/// Plans a label for an input, writes it and reads it again, and repairs what label there is.
///
/// # Panics
/// When the new file does not hold exactly one label, or its coded pixels are not those of the input.
pub fn label_whole(bytes: &[u8]) {
    let label = Some(LabelValue::May);
    let propagate = Task::Propagate { propagator: "platform".to_owned(), id: "number-1".to_owned(), label };
    for task in [propagate, Task::Repair] {
        let checked = judge(bytes, Depth::Metadata);
        let owned = bytes.to_vec();
        let asset = Asset::new("fuzz", &owned);
        let input = Input { asset: &asset, checked: &checked, limits: &Limits::default() };
        let Ok(plan) = plan(&input, &Request { task, break_c2pa: true }) else { continue };
        let made = plan.bytes(&asset).expect("bytes in memory can be read");
        assert!(coded(bytes) == coded(&made), "coded pixels");
        let found = judge(&made, Depth::Metadata).facts.implicit.labels;
        let count = found.iter().filter(|found| found.label.shape != Shape::Declaration).count();
        assert!(plan.is_empty() || count == 1, "{count} labels");
    }
}

/// Reads a line of an exported ledger, records it in an empty one, and writes it again.
///
/// # Panics
/// When a line that was accepted cannot be recorded, found again or exported as it was.
pub fn record_line(bytes: &[u8]) {
    let Ok(entry) = ledger_record::read(bytes) else { return };
    let mut ledger = Ledger::create(Path::new(":memory:")).expect("a ledger in memory");
    let added = ledger.add(&[entry.clone(), entry.clone()]).expect("it can be written");
    assert_eq!(added, [Added::New(1), Added::Known]);
    let index = ledger.index().expect("the fingerprints fit");
    assert!(index.entries().eq([(1, entry.word)]));
    let (record, picture) = ledger.record(1).expect("the record can be read");
    let again = ledger_record::read(&ledger_record::line(&Entry { record, word: entry.word, picture }));
    let again = again.expect("what is exported can be imported");
    let at = |entry: &Entry| entry.record.added_at.unix_timestamp();
    assert_eq!(at(&again), at(&entry));
    let record = Record { added_at: entry.record.added_at, ..again.record };
    assert_eq!(Entry { record, ..again }, entry);
}

/// The coded picture data; of AVIF and HEIF none, since other items lie between them.
fn coded(bytes: &[u8]) -> Vec<Vec<u8>> {
    let owned = bytes.to_vec();
    let layout = container::walk(&Asset::new("fuzz", &owned), Depth::Full, &Limits::default());
    let is_shared = matches!(layout.format, Format::Avif | Format::Heif);
    let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    let mut runs = Vec::new();
    for piece in layout.in_slot(Slot::Pixels).filter(|_| !is_shared) {
        let whole = std::slice::from_ref(&piece.body);
        let places = if piece.extents.is_empty() { whole } else { &piece.extents };
        runs.extend(places.iter().map(|run| bytes[at(run.start)..at(run.end)].to_vec()));
    }
    runs
}

fn judge(bytes: &[u8], depth: Depth) -> Checked {
    let bytes = bytes.to_vec();
    let context = Context { depth, ..Context::at(time::OffsetDateTime::UNIX_EPOCH) };
    survive_caught_panics();
    let checked = check(&Asset::new("fuzz", &bytes), &context, &Settings::default());
    assert!(checked.reading.coverage.iter().all(|coverage| coverage.reader != "check"), "internal error");
    assert!(checked.reading.evidence.len() <= Limits::default().evidence_max);
    assert!(!checked.findings.is_empty());
    checked
}

/// The fuzzer ends on every panic, also on one of the C2PA library, which is caught and is an answer there.
/// A panic that nobody catches still ends it; a caught one of ours is found by [`judge`].
fn survive_caught_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
}

fn hold(layout: &Layout, size: usize, limits: &Limits) {
    let size = u64::try_from(size).unwrap_or(u64::MAX);
    // One more than the bound: the bytes behind a broken structure are kept as a last piece.
    assert!(layout.pieces.len() <= limits.pieces_max + 1);
    for piece in &layout.pieces {
        for run in piece.extents.iter().chain([&piece.span, &piece.body]) {
            assert!(run.start <= run.end && run.end <= size, "{piece:?} of {size}");
        }
    }
}
