//! What the fuzz targets share: walk an input and hold the layout against what every layout promises, or
//! check an input that reaches one reader.
//!
//! Run one with `cargo +nightly fuzz run --fuzz-dir tests/fuzz jpeg`.

use yanbiao::asset::Asset;
use yanbiao::check::{Settings, check};
use yanbiao::container;
use yanbiao::container::layout::Layout;
use yanbiao::context::{Context, Depth};
use yanbiao::limits::Limits;

/// Walks `magic` followed by `data`, so that the input reaches the walker the target is named after.
///
/// # Panics
/// When a place lies outside of the input or a bound was not kept.
pub fn walk(magic: &[u8], data: &[u8]) {
    let bytes = [magic, data].concat();
    let limits = Limits::default();
    let layout = container::walk(&Asset::new("fuzz", &bytes), Depth::Full, &limits);
    hold(&layout, bytes.len(), &limits);
}

/// Checks a PNG whose one metadata chunk holds `prefix` and `data`, so that the input reaches one reader.
///
/// # Panics
/// When the pipeline caught a panic of its own: an internal error is a bug here.
pub fn check_in_png(kind: &[u8; 4], prefix: &[u8], data: &[u8]) {
    let body = [prefix, data].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(kind);
    bytes.extend(body);
    bytes.extend(b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82");
    let context = Context::at(time::OffsetDateTime::UNIX_EPOCH);
    let checked = check(&Asset::new("fuzz", &bytes), &context, &Settings::default());
    assert!(checked.reading.coverage.iter().all(|coverage| coverage.reader != "check"));
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
