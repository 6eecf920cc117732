//! How far a search went.
//!
//! "Not seen" and "not searched" are different values everywhere in this program. Absence is a fact only
//! when the search was [`CoverageState::Complete`].

pub mod reason;

use crate::message::{Message, Text};

/// How far a walk or a reader got.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum CoverageState {
    /// Every place was looked at.
    #[default]
    Complete,
    /// The format has no such place.
    NotApplicable {
        /// Why not.
        reason: &'static Text,
    },
    /// A search that this depth or build leaves out.
    Skipped {
        /// Why.
        reason: &'static Text,
    },
    /// A bound was reached.
    Stopped {
        /// Which bound, by its name in `Limits`.
        limit: &'static str,
        /// Where, as an offset in the asset.
        at: u64,
    },
    /// The bytes could not be parsed.
    Unreadable {
        /// What is wrong, lower case, no full stop.
        why: Message,
        /// Where, as an offset in the asset.
        at: u64,
    },
}

impl CoverageState {
    /// The id used in reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::NotApplicable { .. } => "not_applicable",
            Self::Skipped { .. } => "skipped",
            Self::Stopped { .. } => "stopped",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// The reason in words, if there is anything to say.
    pub fn reason(&self) -> Option<Message> {
        // The beginning is no place worth naming.
        let placed = |why: Message, at: u64| match at {
            0 => why,
            at => reason::AT.with("why", why).with("at", format!("{at:#x}")),
        };
        match self {
            Self::Complete => None,
            Self::NotApplicable { reason } | Self::Skipped { reason } => Some(reason.message()),
            Self::Stopped { limit, at } => Some(placed(reason::limit(limit).message(), *at)),
            Self::Unreadable { why, at } => Some(placed(why.clone(), *at)),
        }
    }

    /// True when nothing was left unseen, so that "not found" means "not there".
    pub fn is_conclusive(&self) -> bool {
        match self {
            Self::Complete | Self::NotApplicable { .. } => true,
            Self::Skipped { .. } | Self::Stopped { .. } | Self::Unreadable { .. } => false,
        }
    }

    /// Keeps the less complete of two states.
    pub fn worsen(&mut self, other: &Self) {
        if other.rank() > self.rank() {
            *self = other.clone();
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::NotApplicable { .. } => 0,
            Self::Complete => 1,
            Self::Skipped { .. } => 2,
            Self::Stopped { .. } => 3,
            Self::Unreadable { .. } => 4,
        }
    }
}

/// How far one reader got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The reader's id.
    pub reader: &'static str,
    /// How far.
    pub state: CoverageState,
}
