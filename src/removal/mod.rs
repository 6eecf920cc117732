//! Traces in the pixels that a vendor's mark was taken off the picture.
//!
//! In: the colours of a picture that was stored without loss. Out: whether a see-through star of Gemini was undone in
//! one of its places. Whoever knows how opaque a mark is can compute back what it covered, but not more of it than the
//! mark had left: under a mark of one half, 256 levels become 128, and the way back leaves every second level
//! unused, in the shape of the mark and nowhere else. Must not know labels, metadata or files.

mod blending;
mod levels;
mod star;

pub use blending::{AGREEING_MIN, AROUND_MAX, NATS_MIN, Score, Search, find, scores};
pub use star::{PLACES, Place};
