//! The picture itself, decoded once and upright.
//!
//! Decoding is a library's work; what is ours are the bounds around it and the honest account of what could not
//! be seen. Of an animation the first and the last frame are kept: labels that vendors add stand on all frames,
//! and what was stamped on later stands on the last.

mod frames;
mod picture;
mod seen;
mod stored;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use picture::{Picture, Region};
pub use seen::Pixels;
pub use stored::{Channel, Stored};

use crate::asset::Asset;
use crate::container::layout::Format;
use crate::context::Depth;
use crate::coverage::{CoverageState, reason};
use crate::limits::Limits;

/// Decodes a small picture that the file holds beside the picture, within bounds of its own.
pub fn decode_small(bytes: Vec<u8>, limits: &Limits) -> Pixels {
    let format = match bytes.as_slice() {
        [0xff, 0xd8, ..] => Format::Jpeg,
        [0x89, b'P', b'N', b'G', ..] => Format::Png,
        [b'R', b'I', b'F', b'F', ..] => Format::Webp,
        _ => Format::Unknown,
    };
    decode(&Asset::new("", &bytes), format, Depth::Full, &small(limits))
}

/// The bounds of a small picture that the file holds beside the picture.
pub fn small(limits: &Limits) -> Limits {
    let pixels_max = limits.thumbnail_pixels_max;
    Limits { pixels_max, animation_pixels_max: pixels_max, ..limits.clone() }
}

/// Decodes the picture, unless the depth leaves pixels out. Never fails: trouble is coverage, a panic of a decoder
/// included, because what the metadata say must not be lost with it.
pub fn decode(asset: &Asset<'_>, format: Format, depth: Depth, limits: &Limits) -> Pixels {
    if depth == Depth::Metadata {
        return Pixels::default();
    }
    let internal = || Pixels::unseen(CoverageState::Unreadable { why: reason::INTERNAL.message(), at: 0 });
    catch_unwind(AssertUnwindSafe(|| frames::decode(asset, format, limits))).unwrap_or_else(|_| internal())
}
