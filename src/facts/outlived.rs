//! What became of the labels that stand on a small picture beside the picture.
//!
//! A label is called gone only where the picture shows something else in its place, and bears none after a search that
//! left nothing unseen.

use super::model::{Explicit, ExplicitState};
use super::thumbnails::{Fate, FoundThumbnail};
use crate::vocabulary::ledger::PlaceNow;
use crate::vocabulary::thumbnail::Relation;

/// What became of the label on one of them.
pub fn fate(found: &FoundThumbnail, explicit: &Explicit) -> Fate {
    let thumbnail = &found.thumbnail;
    let Some(first) = thumbnail.marks.first() else {
        // One that shows the same shows the same labels.
        let is_known = thumbnail.is_text_read || thumbnail.relation == Relation::Same;
        return if is_known { Fate::NoLabel } else { Fate::NotRead };
    };
    match (explicit.state, first.now) {
        (ExplicitState::Unknown, PlaceNow::CutOff) => Fate::CutOff,
        (ExplicitState::Unknown, PlaceNow::None | PlaceNow::Kept | PlaceNow::Changed) => Fate::Undecided,
        (ExplicitState::Absent, PlaceNow::Changed) => Fate::Gone,
        (ExplicitState::Absent, PlaceNow::CutOff) => Fate::CutOff,
        (ExplicitState::Absent, PlaceNow::None) => Fate::Apart,
        // It looks as it did, and was read in one of them alone.
        (ExplicitState::Absent, PlaceNow::Kept) => Fate::Undecided,
        (
            ExplicitState::Compliant
            | ExplicitState::BelowHeight
            | ExplicitState::BorderlineHeight
            | ExplicitState::NoncompliantText
            | ExplicitState::NoncompliantPosition
            | ExplicitState::VendorMark,
            _,
        ) => Fate::There,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::evidence::Evidence;
    use crate::facts::model::StrippingLevel;
    use crate::vocabulary::thumbnail::Source;
    use crate::vocabulary::visible::{Place, VisibleMark, Wording};

    #[track_caller]
    fn check(thumbnail: Evidence, others: Vec<Evidence>, expected: Fate) {
        let facts = facts([vec![thumbnail], others].concat());
        assert_eq!(fate(&facts.thumbnails.found[0], &facts.explicit), expected);
        let level = if expected == Fate::Gone { StrippingLevel::Indicated } else { StrippingLevel::NotShown };
        assert_eq!(facts.stripping.level, level);
    }

    fn with_label(relation: Relation, now: PlaceNow) -> Evidence {
        thumbnail(Source::Further, relation, &[now])
    }

    #[test]
    fn a_label_is_gone_only_where_the_picture_shows_something_else() {
        check(with_label(Relation::Changed, PlaceNow::Changed), vec![], Fate::Gone);
        check(with_label(Relation::Changed, PlaceNow::Kept), vec![], Fate::Undecided);
        check(with_label(Relation::Part, PlaceNow::CutOff), vec![], Fate::CutOff);
        check(with_label(Relation::Other, PlaceNow::None), vec![], Fate::Apart);
        let mark = mark(Wording::Compliant, Place::BottomRight, 0.06);
        let there = marked(VisibleMark { vendor: None, ..mark });
        check(with_label(Relation::Changed, PlaceNow::Changed), vec![there], Fate::There);
    }

    #[test]
    fn without_a_label_nothing_is_gone() {
        check(thumbnail(Source::Exif, Relation::Same, &[]), vec![], Fate::NoLabel);
        check(thumbnail(Source::Exif, Relation::Other, &[]), vec![], Fate::NotRead);
    }

    #[test]
    fn a_picture_that_was_not_looked_at_has_lost_nothing() {
        let facts = facts_unlooked(vec![with_label(Relation::Changed, PlaceNow::Changed)]);
        assert_eq!(fate(&facts.thumbnails.found[0], &facts.explicit), Fate::Undecided);
        assert_eq!(facts.stripping.level, StrippingLevel::NotShown);
    }
}
