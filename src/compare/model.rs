//! What became of the labels of a picture. Types only.

use crate::facts::model::Layer;
use crate::message::{Message, Text};

/// What became of one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// There before and after, and says the same.
    Kept,
    /// Not there before.
    Gained,
    /// There before and after, and says something else that is no less.
    Changed,
    /// There before, and where it may still be was not searched to the end.
    Unknown,
    /// Still there, and says less, or is broken.
    Weakened,
    /// There before and not there after; every place was searched.
    Lost,
}

impl Fate {
    /// Every fate, best first.
    pub const ALL: [Self; 6] = [Self::Kept, Self::Gained, Self::Changed, Self::Unknown, Self::Weakened, Self::Lost];

    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Gained => "gained",
            Self::Changed => "changed",
            Self::Unknown => "unknown",
            Self::Weakened => "weakened",
            Self::Lost => "lost",
        }
    }
}

/// Where a label is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// One of the layers.
    Layer(Layer),
    /// A signature over the pixels.
    PixelSignature,
}

impl Carrier {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Layer(layer) => layer.id(),
            Self::PixelSignature => "pixel_signature",
        }
    }
}

/// One label, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is carried.
    pub carrier: Carrier,
    /// What became of it.
    pub fate: Fate,
    /// What it said before; `None` when there was none.
    pub before: Option<Message>,
    /// What it says after.
    pub after: Option<Message>,
    /// What exactly happened, where the fate alone does not say it.
    pub why: Option<&'static Text>,
}

impl Change {
    /// A label that is not in the second version: lost, or unknown where it was not searched to the end.
    pub(super) fn missing(carrier: Carrier, before: Message, is_searched: bool) -> Self {
        let fate = if is_searched { Fate::Lost } else { Fate::Unknown };
        Self { carrier, fate, before: Some(before), after: None, why: None }
    }

    /// A label that was not in the first version.
    pub(super) fn gained(carrier: Carrier, after: Message) -> Self {
        Self { carrier, fate: Fate::Gained, before: None, after: Some(after), why: None }
    }
}

static VERBATIM: Text = Text { zh: "{text}", en: "{text}" };

/// Text that is the same in every language; escaped already.
pub(super) fn verbatim(text: String) -> Message {
    VERBATIM.with("text", text)
}

/// The labels of two versions of one picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One entry for each label that either of them has.
    pub changes: Vec<Change>,
    /// Layers that could not be searched to the end in the first version: what they held cannot be missed.
    pub unsearched_before: Vec<Layer>,
}

impl Comparison {
    /// The worst fate of a label; `None` where neither version has one.
    pub fn worst(&self) -> Option<Fate> {
        self.changes.iter().map(|change| change.fate).max()
    }

    /// Exit code of one pair: 1 when a label was lost or weakened, 3 when that cannot be said, else 0.
    pub fn exit_code(&self) -> u8 {
        match self.worst() {
            Some(Fate::Lost | Fate::Weakened) => 1,
            Some(Fate::Unknown) => 3,
            Some(Fate::Kept | Fate::Gained | Fate::Changed) | None => 0,
        }
    }
}
