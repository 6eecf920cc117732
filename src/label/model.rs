//! What is asked of the writer and what it answers. Types only.

use std::io::{self, Write};

use super::edit::{self, Edit, Edited, Part};
use crate::asset::Asset;
use crate::check::Checked;
use crate::limits::Limits;
use crate::message::Message;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, LabelValue, Shape};

/// Copied at once when a plan is written.
const WINDOW_BYTES: usize = 1 << 16;

/// A file and what a check made of it.
pub struct Input<'a> {
    /// The bytes.
    pub asset: &'a Asset<'a>,
    /// The same bytes, checked; the value of a new label comes from the disposition.
    pub checked: &'a Checked,
    /// Bounds.
    pub limits: &'a Limits,
}

/// What shall be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The task.
    pub task: Task,
    /// Write although a C2PA manifest will no longer fit the file.
    pub break_c2pa: bool,
}

/// The two things the writer can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Add what a platform owes (标识办法 Art. 6, last paragraph).
    Propagate {
        /// `ContentPropagator`: name or code of the platform.
        propagator: String,
        /// `PropagateID`: the platform's number of this content.
        id: String,
        /// `Label`; `None`: what the file says, or else what the disposition asks for.
        label: Option<LabelValue>,
    },
    /// Write a label that departs from the letter of the standard as the standard has it.
    Repair,
}

impl Request {
    /// To add what a platform owes, with the value that follows from the file.
    pub fn propagate(propagator: impl Into<String>, id: impl Into<String>) -> Self {
        let task = Task::Propagate { propagator: propagator.into(), id: id.into(), label: None };
        Self { task, break_c2pa: false }
    }

    /// To repair the label.
    pub fn repair() -> Self {
        Self { task: Task::Repair, break_c2pa: false }
    }
}

/// A label that is in the file now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Old {
    /// Where. Escaped already.
    pub carrier: String,
    /// Offset of its value in the file.
    pub at: u64,
    /// Its text, unescaped as far as needed to read it.
    pub text: Untrusted,
    /// Its members, as `"key":value`.
    pub members: Vec<Untrusted>,
}

/// The label that will be in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Where. Escaped already.
    pub carrier: String,
    /// Offset of its value in the new file.
    pub at: u64,
    /// The JSON text as it will be read from there.
    pub text: String,
    /// Its members, as `"key":value`.
    pub members: Vec<String>,
    /// Its seven fields.
    pub fields: AigcFields,
}

/// What an earlier platform had written and the plan replaces; whoever writes the plan should keep it in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// `ContentPropagator`.
    pub propagator: Untrusted,
    /// `PropagateID`.
    pub id: Untrusted,
    /// `ReservedCode2`.
    pub reserved: Untrusted,
}

/// How a file is changed. Nothing that a plan does not name changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(super) edits: Vec<Edit>,
    pub(super) before: Vec<Old>,
    pub(super) after: Option<New>,
    pub(super) replaced: Option<Replaced>,
}

impl Plan {
    /// True when the file is as it should be.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The labels that are there now, the one that stands for the file first.
    pub fn before(&self) -> &[Old] {
        &self.before
    }

    /// The one label that will be there; `None` only where there is none and nothing was to be repaired.
    pub fn after(&self) -> Option<&New> {
        self.after.as_ref()
    }

    /// What an earlier platform had written.
    pub fn replaced(&self) -> Option<&Replaced> {
        self.replaced.as_ref()
    }

    /// True when a check of the new file found one label, read in full, with the fields of this plan.
    pub fn is_in(&self, checked: &Checked) -> bool {
        let labels = &checked.facts.implicit.labels;
        let labels: Vec<_> = labels.iter().filter(|found| found.label.shape != Shape::Declaration).collect();
        let ([only], Some(new)) = (labels.as_slice(), self.after()) else { return false };
        let is_whole = matches!(only.label.shape, Shape::Inner | Shape::Wrapped) && only.label.value.is_some();
        is_whole && only.label.fields.reads_like(&new.fields)
    }

    /// The changes, in the order of the file.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The runs the new file is made of, `size` being that of the asset.
    pub fn parts(&self, size: u64) -> Vec<Part<'_>> {
        edit::parts(&self.edits, size)
    }

    /// The new file, to be read without being written.
    pub fn edited<'a>(&'a self, asset: &'a Asset<'a>) -> Edited<'a> {
        Edited::new(asset, &self.edits)
    }

    /// Writes the new file.
    ///
    /// # Errors
    /// Those of the asset and of the sink.
    pub fn write(&self, asset: &Asset<'_>, sink: &mut dyn Write) -> io::Result<()> {
        let edited = self.edited(asset);
        let through = Asset::new("", &edited);
        let mut window = vec![0; WINDOW_BYTES];
        let mut at = 0_u64;
        while at < through.size() {
            let count = through.read_into(at, &mut window)?;
            let filled = window.get(..count).unwrap_or_default();
            if filled.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            sink.write_all(filled)?;
            at = at.saturating_add(edit::length(filled));
        }
        Ok(())
    }

    /// The new file in memory.
    ///
    /// # Errors
    /// Those of the asset.
    pub fn bytes(&self, asset: &Asset<'_>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(asset, &mut bytes)?;
        Ok(bytes)
    }
}

/// Why nothing was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Id for programs, in snake case.
    pub code: &'static str,
    /// Name of the file.
    pub name: Untrusted,
    /// The reason, with the place it is about.
    pub why: Message,
    /// What can be done.
    pub remedy: Message,
}
