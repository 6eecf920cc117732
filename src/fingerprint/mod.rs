//! Whether two pictures are the same picture: a short word to look one up by, and a comparison that decides.
//!
//! In: the luma of a picture. Out: its [`Word`], and how a picture lies on another one with what differs between
//! them. Two pictures are never taken for the same because their words are alike: the word only chooses which ones
//! are compared. Knows no labels, no files and no store.

mod align;
mod border;
mod changes;
mod compare;
mod index;
mod inner;
mod inside;
mod kept;
mod laid;
mod map;
mod nearest;
mod overlay;
mod planes;
mod pose;
mod sight;
mod sorted;
#[cfg(test)]
mod testing;
mod word;

pub use changes::Changed;
pub use compare::{Comparison, SIDE_MIN, compare, is_recognisable};
pub use index::{ENTRY_BYTES, Index, entries_of, entry_bytes};
pub use inner::{compare_with, inner_word};
pub use kept::{KEPT_BYTES_MAX, decode, encode, recorded};
pub use map::Map;
pub use nearest::{Candidate, Part};
pub use overlay::{Likeness, Overlay, overlay};
pub use pose::Pose;
pub use sight::{PICTURE_SIDE_MAX, Sight};
pub use word::{Variant, Word};
