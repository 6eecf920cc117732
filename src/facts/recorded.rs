//! What a ledger knows of the picture. Types only, like `model`.

use crate::evidence::EvidenceId;
use crate::vocabulary::ledger::{LabelLayer, Match, RecordKind};

/// What a ledger knows of the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// How the look-up went.
    pub state: LedgerState,
    /// The records that show this picture.
    pub found: Vec<FoundRecord>,
}

/// How a look-up in a ledger went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LedgerState {
    /// Nobody looked.
    #[default]
    NotAsked,
    /// The picture could not be looked up.
    NotSearched,
    /// It shows too little to be told from others.
    TooPlain,
    /// It is not in the ledger. That says nothing of the picture.
    NotInLedger,
    /// It is.
    Found,
}

impl LedgerState {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::NotSearched => "not_searched",
            Self::TooPlain => "too_plain",
            Self::NotInLedger => "not_in_ledger",
            Self::Found => "found",
        }
    }
}

/// A record that shows this picture.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRecord {
    /// Its evidence.
    pub id: EvidenceId,
    /// The record, and how this picture lies on it.
    pub found: Match,
    /// Labels of the record that this picture lacks, a layer once.
    pub lost: Vec<LostLabel>,
}

impl FoundRecord {
    /// True for a reference picture that this one differs from in some places.
    pub fn is_altered_reference(&self) -> bool {
        self.found.record.kind == RecordKind::Reference && !self.found.changed.is_empty()
    }
}

/// A label that was there when the picture was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LostLabel {
    /// Its layer.
    pub layer: LabelLayer,
    /// What is known of it.
    pub loss: Loss,
}

/// How far the loss of a label is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// It is not there, and every place was searched; of one on the picture, its place looks different. Of an
    /// invisible mark only that it was not found, and a miss is no evidence.
    Gone,
    /// The part of the picture that it stood on was cut off.
    CutOff,
    /// It was not seen, but not every place was searched, or its place looks as it did.
    Undecided,
}
