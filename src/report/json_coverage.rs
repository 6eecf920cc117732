//! `coverage` of Report v1: what the readers did, then what no reader does. One line per search, even where the
//! rest of the report is indented.

use std::borrow::Cow;

use serde::Serialize;

use super::blind;
use super::json_stock::{Key, List, Stock, address};
use crate::coverage::{Coverage, CoverageState};
use crate::message::Lang;

thread_local! {
    static STOCK: Stock = Stock::default();
}

/// The searches, as far as possible from this thread's stock.
pub(super) fn from_stock(coverage: &[Coverage]) -> List<CoveragePart<'_>> {
    let all = coverage.iter().chain(blind::missing_from(coverage));
    STOCK.with(|stock| stock.list(all, key, CoveragePart::new))
}

/// `None` for a state with a place in the file.
fn key(coverage: &Coverage) -> Option<Key> {
    let reason = match &coverage.state {
        CoverageState::Complete => 0,
        CoverageState::NotApplicable { reason } | CoverageState::Skipped { reason } => address(*reason),
        CoverageState::Stopped { .. } | CoverageState::Unreadable { .. } => return None,
    };
    Some([address(coverage.reader), address(coverage.state.id()), reason, 0, 0])
}

#[derive(Serialize)]
pub(super) struct CoveragePart<'a> {
    reader: &'a str,
    state: &'static str,
    reason: Option<Cow<'static, str>>,
    reason_zh: Option<Cow<'static, str>>,
}

impl<'a> CoveragePart<'a> {
    pub(super) fn new(coverage: &'a Coverage) -> Self {
        let reason = coverage.state.reason();
        let say = |lang| reason.as_ref().map(|reason| reason.render(lang));
        Self { reader: coverage.reader, state: coverage.state.id(), reason: say(Lang::En), reason_zh: say(Lang::Zh) }
    }
}
