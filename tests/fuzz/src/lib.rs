//! What the fuzz targets share: walk an input and hold the layout against what every layout promises.
//!
//! Run one with `cargo +nightly fuzz run --fuzz-dir tests/fuzz jpeg`.

use yanbiao::asset::Asset;
use yanbiao::container;
use yanbiao::container::layout::Layout;
use yanbiao::context::Depth;
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
