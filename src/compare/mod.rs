//! Two versions of a picture, before and after: which labels were kept, lost, weakened or changed.
//!
//! This is the only way to prove that a label was removed from a file which bears no trace of it. Both versions are
//! checked as any picture is, and their facts are laid side by side. That both are the same picture is the word of
//! whoever names them.

mod c2pa;
mod implicit;
pub mod model;
mod picture;
mod traces;

use self::model::Comparison;
use crate::facts::model::{C2paLayer, ExplicitState, Facts, ImplicitState, Layer, WatermarkState};
use crate::vocabulary::ledger::LabelLayer;

/// What became of the labels of `before` in `after`.
pub fn compare(before: &Facts, after: &Facts) -> Comparison {
    let mut changes = Vec::new();
    changes.extend(implicit::change(before, after));
    changes.extend(c2pa::change(before, after));
    changes.extend(picture::marks(before, after));
    changes.extend(picture::watermarks(before, after));
    changes.extend(picture::signatures(before, after));
    changes.extend(traces::changes(before, after));
    changes.sort_by(|a, b| a.carrier.cmp(&b.carrier).then(b.fate.cmp(&a.fate)));
    Comparison { changes, unsearched_before: unsearched(before) }
}

fn unsearched(facts: &Facts) -> Vec<Layer> {
    // A format without a place for the label was searched all the same.
    let implicit = facts.implicit.state == ImplicitState::Unknown && facts.implicit.has_place;
    let layers = [
        (Layer::Label(LabelLayer::Implicit), implicit),
        (
            Layer::Label(LabelLayer::Explicit),
            facts.explicit.state == ExplicitState::Unknown && !facts.explicit.searched,
        ),
        (Layer::Label(LabelLayer::C2pa), facts.c2pa.state == C2paLayer::Unknown),
        (Layer::Label(LabelLayer::Watermark), facts.watermark.state == WatermarkState::NotSearched),
    ];
    layers.into_iter().filter(|(_, is_open)| *is_open).map(|(layer, _)| layer).collect()
}

#[cfg(test)]
mod tests {
    use super::model::Fate;
    use super::*;
    use crate::evidence::Evidence;
    use crate::facts::testing::*;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;

    #[track_caller]
    fn check(before: Vec<Evidence>, after: Vec<Evidence>, expected: &[(&str, &str)], code: u8) {
        let comparison = compare(&facts(before), &facts(after));
        let got: Vec<_> = comparison.changes.iter().map(|one| (one.carrier.id(), one.fate.id())).collect();
        assert_eq!((got.as_slice(), comparison.exit_code()), (expected, code));
    }

    #[test]
    fn without_labels_nothing_can_be_lost() {
        check(vec![], vec![], &[], 0);
    }

    #[test]
    fn every_carrier_has_its_own_fate() {
        check(
            vec![aigc(label("1")), c2pa(created(StoreState::Trusted, AI)), traced(Tool::Midjourney)],
            vec![aigc(label("1"))],
            &[("implicit", "kept"), ("c2pa", "lost"), ("other_metadata", "lost")],
            1,
        );
        check(vec![], vec![aigc(label("1"))], &[("implicit", "gained")], 0);
    }

    #[test]
    fn what_was_not_searched_is_not_lost() {
        let comparison = compare(&facts(vec![aigc(label("1"))]), &facts_stopped(vec![]));
        assert_eq!((comparison.changes[0].fate, comparison.exit_code()), (Fate::Unknown, 3));
        let open = compare(&facts_stopped(vec![]), &facts(vec![]));
        assert!(open.unsearched_before.contains(&Layer::Label(LabelLayer::Implicit)) && open.exit_code() == 0);
    }
}
