//! `coverage` of Report v1: what the readers did, then what no reader does. One line per search, even where the
//! rest of the report is indented.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::blind;
use super::json_stock::{Key, Stock, address};
use crate::coverage::{Coverage, CoverageState};
use crate::message::Lang;

thread_local! {
    static STOCK: Stock = Stock::default();
}

pub(super) struct CoverageList<'a>(&'a [Coverage]);

impl<'a> CoverageList<'a> {
    pub(super) fn new(coverage: &'a [Coverage]) -> Self {
        Self(coverage)
    }
}

impl Serialize for CoverageList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        STOCK.with(|stock| {
            let mut list = serializer.serialize_seq(None)?;
            for one in self.0.iter().chain(blind::missing_from(self.0)) {
                match key(one).and_then(|key| stock.get(key, || CoveragePart::new(one))) {
                    Some(written) => list.serialize_element(&*written)?,
                    None => list.serialize_element(&CoveragePart::new(one))?,
                }
            }
            list.end()
        })
    }
}

/// `None` for a state with a place in the file.
fn key(coverage: &Coverage) -> Option<Key> {
    let reason = match &coverage.state {
        CoverageState::Complete => 0,
        CoverageState::NotApplicable { reason } | CoverageState::Skipped { reason } => address(*reason),
        CoverageState::Stopped { .. } | CoverageState::Unreadable { .. } => return None,
    };
    Some(Key::new([address(coverage.reader), address(coverage.state.id()), reason, 0, 0]))
}

#[derive(Serialize)]
struct CoveragePart<'a> {
    reader: &'a str,
    state: &'static str,
    reason: Option<Cow<'static, str>>,
    reason_zh: Option<Cow<'static, str>>,
}

impl<'a> CoveragePart<'a> {
    fn new(coverage: &'a Coverage) -> Self {
        let reason = coverage.state.reason();
        let say = |lang| reason.as_ref().map(|reason| reason.render(lang));
        Self { reader: coverage.reader, state: coverage.state.id(), reason: say(Lang::En), reason_zh: say(Lang::Zh) }
    }
}
