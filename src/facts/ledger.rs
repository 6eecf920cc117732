//! What a ledger knows: which labels the same picture carried before that this copy lacks.
//!
//! A label is called gone only after a search that left nothing unseen. One on the picture must besides look different
//! where it stood: a copy made smaller shows it still, too small to be read.

use super::model::{C2paLayer, ExplicitState, Facts, ImplicitState, StrippingLevel, WatermarkState};
use super::recorded::{FoundRecord, Ledger, LedgerState, Loss, LostLabel};
use crate::coverage::{CoverageState, reason};
use crate::evidence::{Detail, Reading};
use crate::vocabulary::ledger::{LabelLayer, Match, PlaceNow, Said};

/// The search, in the list of coverage.
const SEARCH: &str = "ledger";

/// Derives it from the records among the evidence, and from what was found of the labels.
pub(super) fn derive(reading: &Reading, facts: &Facts) -> Ledger {
    let mut found = Vec::new();
    for (id, evidence) in reading.numbered() {
        if let Detail::Recorded(record) = &evidence.detail {
            found.push(FoundRecord { id, found: record.as_ref().clone(), lost: lost(record, facts) });
        }
    }
    Ledger { state: state(reading, !found.is_empty()), found }
}

fn state(reading: &Reading, is_found: bool) -> LedgerState {
    let entry = reading.coverage.iter().find(|entry| entry.reader == SEARCH);
    match entry.map(|entry| &entry.state) {
        None => LedgerState::NotAsked,
        Some(CoverageState::Complete) if is_found => LedgerState::Found,
        Some(CoverageState::Complete) => LedgerState::NotInLedger,
        Some(CoverageState::Skipped { reason }) if *reason == &reason::TOO_PLAIN => LedgerState::TooPlain,
        Some(
            CoverageState::Skipped { .. }
            | CoverageState::NotApplicable { .. }
            | CoverageState::Stopped { .. }
            | CoverageState::Unreadable { .. },
        ) => LedgerState::NotSearched,
    }
}

/// How far the loss of a layer shows removal. It does when metadata that said AI made the picture are certainly gone. A
/// label on the picture only points to it: it is drawn as easily as it is removed, and a user may ask for the picture
/// without it (办法 Art. 9). That an invisible mark is missed shows nothing.
pub fn shows(found: &FoundRecord, lost: &LostLabel) -> StrippingLevel {
    if lost.loss != Loss::Gone {
        return StrippingLevel::NotShown;
    }
    match (found.found.record.said, lost.layer) {
        (Said::AllByMetadata, LabelLayer::Implicit | LabelLayer::C2pa) => StrippingLevel::Shown,
        (Said::AllByMetadata | Said::AllByMark, LabelLayer::Explicit) => StrippingLevel::Indicated,
        (Said::AllByMark, LabelLayer::Implicit | LabelLayer::C2pa)
        | (Said::AllByMetadata | Said::AllByMark, LabelLayer::Watermark)
        | (Said::Less, LabelLayer::Implicit | LabelLayer::Explicit | LabelLayer::C2pa | LabelLayer::Watermark) => {
            StrippingLevel::NotShown
        }
    }
}

/// What became of the labels, a layer once.
fn lost(found: &Match, facts: &Facts) -> Vec<LostLabel> {
    let mut lost: Vec<LostLabel> = Vec::new();
    let no_place = std::iter::repeat(&PlaceNow::None);
    for (label, place) in found.record.labels.iter().zip(found.places.iter().chain(no_place)) {
        let loss = match label.layer {
            LabelLayer::Implicit => implicit(facts.implicit.state),
            LabelLayer::Explicit => explicit(facts, *place),
            LabelLayer::C2pa => c2pa(facts.c2pa.state),
            LabelLayer::Watermark => watermark(facts.watermark.state),
        };
        let Some(loss) = loss else { continue };
        if lost.iter().all(|known| known.layer != label.layer) {
            lost.push(LostLabel { layer: label.layer, loss });
        }
    }
    lost
}

/// A label that is there in whatever state is judged by the rules about labels.
fn implicit(state: ImplicitState) -> Option<Loss> {
    match state {
        ImplicitState::Absent => Some(Loss::Gone),
        ImplicitState::Unknown => Some(Loss::Undecided),
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed | ImplicitState::Remnant => None,
    }
}

fn c2pa(state: C2paLayer) -> Option<Loss> {
    match state {
        C2paLayer::Absent => Some(Loss::Gone),
        C2paLayer::Unknown => Some(Loss::Undecided),
        C2paLayer::Trusted
        | C2paLayer::Valid
        | C2paLayer::NotConfirmable
        | C2paLayer::Tampered
        | C2paLayer::Unreadable
        | C2paLayer::Remnant
        | C2paLayer::RemoteOnly => None,
    }
}

fn watermark(state: WatermarkState) -> Option<Loss> {
    match state {
        WatermarkState::Found => None,
        WatermarkState::NotFound => Some(Loss::Gone),
        WatermarkState::NotSearched | WatermarkState::DeclaredUnverifiable => Some(Loss::Undecided),
    }
}

fn explicit(facts: &Facts, place: PlaceNow) -> Option<Loss> {
    match facts.explicit.state {
        ExplicitState::Absent => Some(match place {
            PlaceNow::Changed => Loss::Gone,
            PlaceNow::CutOff => Loss::CutOff,
            PlaceNow::Kept | PlaceNow::None => Loss::Undecided,
        }),
        ExplicitState::Unknown => Some(if place == PlaceNow::CutOff { Loss::CutOff } else { Loss::Undecided }),
        ExplicitState::Compliant
        | ExplicitState::BelowHeight
        | ExplicitState::BorderlineHeight
        | ExplicitState::NoncompliantText
        | ExplicitState::NoncompliantPosition
        | ExplicitState::VendorMark => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::*;
    use crate::vocabulary::ledger::RecordKind;

    #[track_caller]
    fn check(layer: LabelLayer, place: PlaceNow, others: Vec<crate::evidence::Evidence>, expected: Option<Loss>) {
        let record = recorded(RecordKind::Labelled, &[(layer, place)]);
        let facts = facts_looked_up([vec![record], others].concat());
        assert_eq!(facts.ledger.state, LedgerState::Found);
        let lost: Vec<Loss> = facts.ledger.found[0].lost.iter().map(|lost| lost.loss).collect();
        assert_eq!(lost, expected.into_iter().collect::<Vec<_>>());
        let level = match (expected, layer) {
            (Some(Loss::Gone), LabelLayer::Explicit) => StrippingLevel::Indicated,
            (Some(Loss::Gone), _) => StrippingLevel::Shown,
            (Some(Loss::CutOff | Loss::Undecided) | None, _) => StrippingLevel::NotShown,
        };
        assert_eq!(facts.stripping.level, level);
    }

    #[test]
    fn a_label_that_is_not_there_any_more_is_gone() {
        check(LabelLayer::Implicit, PlaceNow::None, vec![], Some(Loss::Gone));
        check(LabelLayer::C2pa, PlaceNow::None, vec![], Some(Loss::Gone));
        check(LabelLayer::Implicit, PlaceNow::None, vec![aigc(label("1"))], None);
    }

    #[test]
    fn one_on_the_picture_is_gone_only_where_its_place_looks_different() {
        check(LabelLayer::Explicit, PlaceNow::Changed, vec![], Some(Loss::Gone));
        check(LabelLayer::Explicit, PlaceNow::Kept, vec![], Some(Loss::Undecided));
        check(LabelLayer::Explicit, PlaceNow::CutOff, vec![], Some(Loss::CutOff));
    }

    #[test]
    fn an_invisible_mark_that_is_missed_shows_nothing() {
        let facts = facts_looked_up(vec![recorded(RecordKind::Labelled, &[(LabelLayer::Watermark, PlaceNow::None)])]);
        assert_eq!(facts.stripping.level, StrippingLevel::NotShown);
    }

    #[test]
    fn the_original_of_an_edited_picture_is_not_accused() {
        let mut record = recorded(RecordKind::Labelled, &[(LabelLayer::Implicit, PlaceNow::None)]);
        if let Detail::Recorded(found) = &mut record.detail {
            found.record.said = Said::Less;
        }
        let facts = facts_looked_up(vec![record]);
        assert_eq!(facts.ledger.found[0].lost.len(), 1);
        assert_eq!(facts.stripping.level, StrippingLevel::NotShown);
    }

    #[test]
    fn what_was_not_searched_is_undecided() {
        let mut reading = stopped(vec![recorded(RecordKind::Labelled, &[(LabelLayer::Implicit, PlaceNow::None)])]);
        reading.coverage.push(crate::coverage::Coverage { reader: SEARCH, state: CoverageState::Complete });
        let facts = from(crate::container::layout::Format::Png, &reading);
        assert_eq!(facts.ledger.found[0].lost, [LostLabel { layer: LabelLayer::Implicit, loss: Loss::Undecided }]);
        assert_eq!(facts.stripping.level, StrippingLevel::NotShown);
    }
}
