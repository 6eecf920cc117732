//! What happens to the pieces of a file, before it is known what that means for its format. Types only.

use std::ops::Range;

use super::edit::Edit;

/// One change.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A piece gets another payload.
    Body {
        /// Its number in the layout.
        piece: usize,
        /// The payload.
        body: Vec<u8>,
    },
    /// Bytes of a payload are overwritten, and others put behind it.
    Block {
        /// Number of the piece in the layout.
        piece: usize,
        /// What is overwritten; no edit changes a length.
        edits: Vec<Edit>,
        /// What is put behind.
        behind: Vec<u8>,
    },
    /// A piece goes.
    Remove {
        /// Its number in the layout.
        piece: usize,
    },
    /// Bytes without a frame of their own are replaced.
    Bytes {
        /// Which.
        gone: Range<u64>,
        /// By what.
        put: Vec<u8>,
    },
    /// A packet is added.
    Packet(Vec<u8>),
}
