//! What goes into the page.

use serde_json::Value;

use crate::audit::across::Across;
use crate::audit::audited::Audited;
use crate::audit::kept::Item;
use crate::audit::trend::Change;

/// An earlier audit and what has changed since.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// That audit.
    pub audited: Audited,
    /// Every measure that both have.
    pub changes: Vec<Change>,
}

/// What is shown.
#[derive(Debug)]
pub struct View<'a> {
    /// The audit.
    pub audited: &'a Audited,
    /// What shows across its pictures.
    pub across: &'a Across,
    /// Those of its pictures that are shown.
    pub cases: &'a [Case<'a>],
    /// How many could be.
    pub cases_in_all: usize,
    /// The one it is compared with.
    pub earlier: Option<&'a Earlier>,
}

/// One picture that is shown.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// It.
    pub item: &'a Item,
    /// A small copy, as JPEG.
    pub preview: Option<Vec<u8>>,
    /// Report v1; `Null` when there is none that can be read.
    pub report: Value,
}
