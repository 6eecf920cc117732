//! One requirement with its clause. Types only; the table is in `rules`.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;

/// How well the wording behind a rule is known (`[P]` and `[T]` may fail; anything less may only warn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Primary wording, seen.
    Primary,
    /// Two independent transcriptions of the primary text agree.
    Transcribed,
    /// A single secondary source.
    Secondary,
    /// Our own conclusion, or a non-binding guide.
    Inferred,
}

impl Basis {
    /// True when a rule on this basis may fail a file.
    pub fn may_fail(self) -> bool {
        match self {
            Self::Primary | Self::Transcribed => true,
            Self::Secondary | Self::Inferred => false,
        }
    }
}

/// One requirement.
pub struct Rule {
    /// Kebab-case, named after the defect, never re-used.
    pub id: &'static str,
    /// One line.
    pub title: Text,
    /// The clause it rests on.
    pub clause: &'static str,
    /// How well its wording is known.
    pub basis: Basis,
    /// The highest severity it can reach.
    pub severity: Severity,
    /// The offline page, Markdown.
    pub page: &'static str,
    /// Whether it binds under this context.
    pub applies: fn(&Context) -> bool,
    /// Judges. Returns at least one finding; none is reported as not applicable.
    pub judge: fn(&Facts, &Context) -> Vec<Finding>,
}
