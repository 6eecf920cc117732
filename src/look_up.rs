//! Looking a picture up in a ledger before it is checked.
//!
//! The core does no I/O: a check gets the answer as a value. The picture is decoded once more for this; to keep the
//! pixels of every check for the few that look something up would cost all others.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::asset::Asset;
use crate::container;
use crate::context::Depth;
use crate::coverage::{CoverageState, reason};
use crate::ledger::Shelf;
use crate::limits::Limits;
use crate::message::Message;
use crate::pixels::{self, Pixels};
use crate::vocabulary::ledger::Lookup;

/// Looks a picture up. What went wrong with the ledger comes beside an answer that says that nothing was searched.
pub fn look_up(shelf: &Shelf, asset: &Asset<'_>, limits: &Limits) -> (Lookup, Option<Message>) {
    let unseen = |why: Message| Lookup::Unseen(CoverageState::Unreadable { why, at: 0 });
    match catch_unwind(AssertUnwindSafe(|| shelf.look_up(&decoded(asset, limits)))) {
        Ok(Ok(lookup)) => (lookup, None),
        Ok(Err(error)) => (unseen(error.message()), Some(error.message())),
        Err(_) => (unseen(reason::INTERNAL.message()), None),
    }
}

/// The pixels of a picture.
pub fn decoded(asset: &Asset<'_>, limits: &Limits) -> Pixels {
    let format = container::walk(asset, Depth::Metadata, limits).format;
    pixels::decode(asset, format, Depth::Full, limits)
}
