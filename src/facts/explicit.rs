//! The explicit layer: which mark stands for the picture, what it amounts to, and what a mark says of the origin.
//!
//! In: the evidence, and whether the pixels were searched. Only what stands on the picture as a label does is
//! judged; a reading that is doubtful or belongs to other text keeps the label from being called absent.

use std::cmp::Reverse;

use super::model::{Explicit, ExplicitState, FoundMark, Height};
use crate::evidence::{Detail, EvidenceId, Reading, Statement};
use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};

/// Derives the explicit layer; `searched` when the pixels were looked at, all of them.
pub(super) fn derive(reading: &Reading, searched: bool) -> Explicit {
    let mut marks: Vec<FoundMark> = reading
        .numbered()
        .filter_map(|(id, evidence)| {
            let Detail::Mark(mark) = &evidence.detail else { return None };
            Some(found(id, mark))
        })
        .collect();
    marks.sort_by_key(merit);
    let state = match marks.first() {
        Some(best) => state(best),
        None if searched => ExplicitState::Absent,
        None => ExplicitState::Unknown,
    };
    Explicit { state, marks, searched }
}

fn found(id: EvidenceId, mark: &VisibleMark) -> FoundMark {
    FoundMark { id, mark: mark.clone() }
}

/// Best mark first: one that is a label, in the best words, where a label has to stand, then the highest. The
/// sort is stable, so the first that was read wins a tie.
fn merit(found: &FoundMark) -> (u8, u8, bool, Reverse<u32>) {
    let standing = match found.mark.standing {
        Standing::Label => 0,
        Standing::OriginUnclear => 1,
        Standing::Doubtful => 2,
    };
    let wording = match found.mark.wording {
        Wording::Compliant => 0,
        Wording::OtherLanguage => 1,
        Wording::VendorName => 2,
        Wording::VendorIcon => 3,
    };
    (standing, wording, found.mark.place == Place::Inside, Reverse(per_million(found.mark.height_ratio)))
}

/// A share in an order that is total, as floating point numbers have none.
fn per_million(share: f32) -> u32 {
    // A cast saturates, and makes 0 of what is no number.
    (share * 1e6) as u32
}

fn state(best: &FoundMark) -> ExplicitState {
    match (best.mark.standing, best.mark.wording) {
        (Standing::OriginUnclear | Standing::Doubtful, _) => ExplicitState::Unknown,
        (Standing::Label, Wording::VendorName | Wording::VendorIcon) => ExplicitState::VendorMark,
        (Standing::Label, Wording::OtherLanguage) => ExplicitState::NoncompliantText,
        (Standing::Label, Wording::Compliant) if best.mark.place == Place::Inside => {
            ExplicitState::NoncompliantPosition
        }
        (Standing::Label, Wording::Compliant) => match best.height() {
            Height::Enough => ExplicitState::Compliant,
            Height::Borderline => ExplicitState::BorderlineHeight,
            Height::Below => ExplicitState::BelowHeight,
        },
    }
}

/// What a mark says of the origin. A label is an admission in any language; the name or sign of a generator is a
/// hint (it stands on screens and products, too); what is no label of this picture says nothing.
pub(super) fn statement(mark: &VisibleMark) -> Statement {
    match (mark.standing, mark.wording) {
        (Standing::OriginUnclear | Standing::Doubtful, _) => Statement::Nothing,
        (Standing::Label, Wording::Compliant | Wording::OtherLanguage) => Statement::AiGenerated,
        (Standing::Label, Wording::VendorName | Wording::VendorIcon) => Statement::PossiblyAi,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::container::layout::{Format, Layout};
    use crate::context::Role;
    use crate::coverage::{Coverage, CoverageState, reason};
    use crate::facts::model::{HEIGHT_MIN, HEIGHT_TOLERANCE};

    #[track_caller]
    fn check(marks: Vec<VisibleMark>, expected: ExplicitState) {
        assert_eq!(facts(marks.into_iter().map(marked).collect()).explicit.state, expected);
    }

    #[track_caller]
    fn check_height(ratio: f32, expected: ExplicitState) {
        check(vec![mark(Wording::Compliant, Place::BottomRight, ratio)], expected);
    }

    #[test]
    fn the_height_is_judged_in_three_values() {
        check_height(0.034, ExplicitState::BelowHeight);
        check_height(HEIGHT_MIN - HEIGHT_TOLERANCE - 0.0001, ExplicitState::BelowHeight);
        check_height(HEIGHT_MIN - HEIGHT_TOLERANCE + 0.0001, ExplicitState::BorderlineHeight);
        check_height(HEIGHT_MIN, ExplicitState::BorderlineHeight);
        check_height(HEIGHT_MIN + HEIGHT_TOLERANCE - 0.0001, ExplicitState::BorderlineHeight);
        check_height(HEIGHT_MIN + HEIGHT_TOLERANCE + 0.0001, ExplicitState::Compliant);
        check_height(f32::NAN, ExplicitState::BelowHeight);
    }

    #[test]
    fn every_edge_and_corner_will_do_and_the_inside_will_not() {
        use Place::{Bottom, BottomLeft, BottomRight, Left, Right, Top, TopLeft, TopRight};
        for place in [TopLeft, Top, TopRight, Left, Right, BottomLeft, Bottom, BottomRight] {
            check(vec![mark(Wording::Compliant, place, 0.06)], ExplicitState::Compliant);
        }
        check(vec![mark(Wording::Compliant, Place::Inside, 0.06)], ExplicitState::NoncompliantPosition);
    }

    #[test]
    fn words_outdo_place_and_height() {
        let one = |wording, height| mark(wording, Place::BottomRight, height);
        check(vec![one(Wording::OtherLanguage, 0.06)], ExplicitState::NoncompliantText);
        check(vec![one(Wording::VendorName, 0.06)], ExplicitState::VendorMark);
        check(vec![one(Wording::VendorIcon, 0.06)], ExplicitState::VendorMark);
        check(vec![one(Wording::VendorName, 0.06), one(Wording::Compliant, 0.02)], ExplicitState::BelowHeight);
        check(vec![one(Wording::VendorIcon, 0.06), one(Wording::OtherLanguage, 0.02)], ExplicitState::NoncompliantText);
        let inside = mark(Wording::Compliant, Place::Inside, 0.09);
        check(vec![inside, one(Wording::Compliant, 0.02)], ExplicitState::BelowHeight);
        check(vec![one(Wording::Compliant, 0.02), one(Wording::Compliant, 0.07)], ExplicitState::Compliant);
    }

    #[test]
    fn what_is_not_the_pictures_label_decides_nothing() {
        check(vec![], ExplicitState::Absent);
        check(vec![standing(Standing::OriginUnclear)], ExplicitState::Unknown);
        check(vec![standing(Standing::Doubtful)], ExplicitState::Unknown);
        let vendor = mark(Wording::VendorIcon, Place::BottomRight, 0.05);
        check(vec![standing(Standing::Doubtful), vendor], ExplicitState::VendorMark);
    }

    #[track_caller]
    fn check_absence(states: &[CoverageState], expected: ExplicitState) {
        let mut reading = complete(vec![]);
        reading.coverage.retain(|entry| entry.reader != "visible-label");
        let entries = states.iter().map(|state| Coverage { reader: "visible-label", state: state.clone() });
        reading.coverage.extend(entries);
        assert_eq!(from(Format::Png, &reading).explicit.state, expected);
    }

    #[test]
    fn absence_needs_pixels_that_were_looked_at() {
        let nothing_there = || CoverageState::NotApplicable { reason: &reason::FORMAT_UNKNOWN };
        let skipped = || CoverageState::Skipped { reason: &reason::NO_RAW_SCAN };
        let stopped = || CoverageState::Stopped { limit: "pixels_max", at: 0 };
        check_absence(&[], ExplicitState::Unknown);
        check_absence(&[nothing_there()], ExplicitState::Unknown);
        check_absence(&[skipped()], ExplicitState::Unknown);
        check_absence(&[CoverageState::Complete, skipped()], ExplicitState::Unknown);
        check_absence(&[CoverageState::Complete, stopped()], ExplicitState::Unknown);
        check_absence(&[CoverageState::Complete], ExplicitState::Absent);
        check_absence(&[CoverageState::Complete, nothing_there()], ExplicitState::Absent);
    }

    #[test]
    fn a_file_that_was_not_walked_to_its_end_has_no_absent_label() {
        let mut layout = Layout::new(Format::Png);
        layout.coverage = CoverageState::Stopped { limit: "pieces_max", at: 4 };
        let facts = super::super::derive(&layout, &complete(vec![]), &context(Role::Unknown));
        assert_eq!((facts.explicit.state, facts.explicit.searched), (ExplicitState::Unknown, false));
    }

    #[test]
    fn every_mark_keeps_its_evidence_and_the_best_comes_first() {
        let icon = marked(mark(Wording::VendorIcon, Place::BottomRight, 0.05));
        let unclear = marked(standing(Standing::OriginUnclear));
        let label = marked(mark(Wording::Compliant, Place::TopLeft, 0.03));
        let explicit = facts(vec![unclear, icon, aigc(super::super::testing::label("1")), label]).explicit;
        assert_eq!(explicit.marks.iter().map(|found| found.id.0).collect::<Vec<_>>(), [4, 2, 1]);
        assert_eq!(explicit.label().map(|found| found.id.0), Some(4));
    }
}
