//! What a ledger knows of a picture that was seen before, and how the one under test lies on it.
//!
//! A ledger is looked up outside of the core; these are the values it answers with.

use time::OffsetDateTime;

use super::visible::Area;
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

/// Why a picture was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// It carried labels.
    Labelled,
    /// Its owner put it there to recognise altered copies.
    Reference,
}

impl RecordKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Labelled, Self::Reference];

    /// The id used in reports and ledgers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Labelled => "labelled",
            Self::Reference => "reference",
        }
    }
}

/// What was said of a picture when it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// Its metadata said, undisputed, that AI made all of it.
    AllByMetadata,
    /// A mark on the picture said so, which anybody can draw.
    AllByMark,
    /// Less, or nothing. A picture that AI only edited or added to, or may have made, has an original without a label.
    Less,
}

impl Said {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AllByMetadata, Self::AllByMark, Self::Less];

    /// The id used in reports and ledgers.
    pub fn id(self) -> &'static str {
        match self {
            Self::AllByMetadata => "all_by_metadata",
            Self::AllByMark => "all_by_mark",
            Self::Less => "less",
        }
    }
}

/// One of the four layers of label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelLayer {
    /// The `AIGC` metadata.
    Implicit,
    /// On the picture.
    Explicit,
    /// A C2PA store that admits AI.
    C2pa,
    /// An invisible mark or hidden text.
    Watermark,
}

impl LabelLayer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Implicit, Self::Explicit, Self::C2pa, Self::Watermark];

    /// The id used in reports and ledgers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Explicit => "explicit",
            Self::C2pa => "c2pa",
            Self::Watermark => "watermark",
        }
    }
}

/// A rectangle as shares of a picture's width and height, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

/// One label that a recorded picture carried.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedLabel {
    /// Its layer.
    pub layer: LabelLayer,
    /// What it said, in short: the words on the picture, the producer, the signer, the scheme.
    pub what: Untrusted,
    /// Where it stood, if on the picture.
    pub place: Option<Share>,
}

/// One picture that was seen before.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its number in the ledger.
    pub number: i64,
    /// Why it is there.
    pub kind: RecordKind,
    /// The name of its file.
    pub name: Untrusted,
    /// SHA-256 of its file.
    pub sha256: [u8; 32],
    /// When it was recorded.
    pub added_at: OffsetDateTime,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What was said of it.
    pub said: Said,
    /// The labels it carried.
    pub labels: Vec<RecordedLabel>,
}

/// What became of the place of a recorded label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceNow {
    /// The label has no place on the picture.
    None,
    /// It looks as it did.
    Kept,
    /// It looks different.
    Changed,
    /// It lies outside of this picture.
    CutOff,
}

/// The picture under test is a recorded one.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The record.
    pub record: Record,
    /// Share of the blocks compared that show the same, 0 to 1.
    pub alike: f32,
    /// Share of the recorded picture that is seen on this one, 0 to 1.
    pub seen: f32,
    /// True when left and right are swapped.
    pub is_mirrored: bool,
    /// Degrees by which it is turned, clockwise.
    pub degrees: f32,
    /// Where they differ, in pixels of this picture; largest first.
    pub changed: Vec<Area>,
    /// What became of the places of the labels, in the order of those of the record.
    pub places: Vec<PlaceNow>,
}

/// The answer of a ledger.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// Every record was compared as far as its fingerprint is near. No match: not in the ledger.
    Compared {
        /// Records in the ledger.
        records: u64,
        /// The records that show this picture.
        matches: Vec<Match>,
    },
    /// The picture shows too little to be told from others.
    TooPlain,
    /// The picture could not be looked at.
    Unseen(CoverageState),
}
