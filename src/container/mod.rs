//! Container formats: bytes to [`layout::Layout`], one file per format.
//!
//! A walker lists every piece with its offsets and interprets nothing. It reads headers by offset and leaves
//! payloads where they are, so its cost does not grow with the picture. Lengths are checked before they are
//! believed; a bound that is reached or a piece that does not parse is coverage, not an error.

pub mod layout;

use crate::asset::Asset;
use crate::context::Depth;
use crate::limits::Limits;
use layout::{Format, Layout};

/// Walks the asset with the walker of its format.
pub fn walk(_asset: &Asset<'_>, _depth: Depth, _limits: &Limits) -> Layout {
    Layout::new(Format::Unknown)
}
