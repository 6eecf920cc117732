//! The ledger: pictures seen with their labels, and reference pictures, in one SQLite file.
//!
//! In: a checked picture. Out: the records that show the same one, as values for the core. Only the command line uses
//! it: the core does no I/O. A ledger may come from somebody else, so nothing in it is believed without a check.

mod error;
mod pages;
mod recording;
mod shelf;
mod store;

pub use error::LedgerError;
pub use recording::{Entry, LABELS_MAX, NAME_CHARS_MAX, WHAT_CHARS_MAX, entry, is_labelled};
pub use shelf::Shelf;
pub use store::{Added, Counts, Ledger};
