//! The implicit layer: which label stands for the file, how complete it is, and how several relate.
//!
//! Absence needs a format that has a place for the label and a search that ran to its end.

use super::model::{Copies, FoundLabel, Implicit, ImplicitState};
use crate::container::layout::Format;
use crate::evidence::{Detail, EvidenceId, Reading};
use crate::vocabulary::aigc::{AigcFields, AigcLabel, FieldValue, LabelValue, Location, Shape};

/// Derives the implicit layer; `searched` when every place for a label was looked at.
pub(super) fn derive(format: Format, reading: &Reading, searched: bool) -> Implicit {
    let mut labels: Vec<FoundLabel> = reading
        .numbered()
        .filter_map(|(id, evidence)| {
            let Detail::Aigc(label) = &evidence.detail else { return None };
            Some(found(id, &evidence.carrier, label))
        })
        .collect();
    labels.sort_by_key(|found| merit(&found.label));
    let has_place = format.has_metadata_place();
    let state = match labels.first() {
        Some(best) => label_state(&best.label),
        None if has_place && searched => ImplicitState::Absent,
        None => ImplicitState::Unknown,
    };
    Implicit { state, copies: copies(&labels), labels, has_place, searched }
}

fn found(id: EvidenceId, carrier: &str, label: &AigcLabel) -> FoundLabel {
    FoundLabel { id, carrier: carrier.to_owned(), label: label.clone() }
}

/// Best label first: the most complete state, then a place the guide names, then the fewest departures. The
/// sort is stable, so the first in the file wins a tie.
fn merit(label: &AigcLabel) -> (u8, u8, usize) {
    let state = match label_state(label) {
        ImplicitState::Present => 0,
        ImplicitState::Incomplete => 1,
        ImplicitState::Malformed => 2,
        ImplicitState::Remnant => 3,
        ImplicitState::Absent | ImplicitState::Unknown => 4,
    };
    let state = if label.shape == Shape::Declaration { 4 } else { state };
    let place = match label.location {
        Location::Xmp => 0,
        Location::ExifUserComment | Location::PngText => 1,
        Location::Nonstandard => 2,
    };
    (state, place, label.flaws.len())
}

fn label_state(label: &AigcLabel) -> ImplicitState {
    match label.shape {
        Shape::Shell | Shape::Declaration => ImplicitState::Remnant,
        Shape::Broken | Shape::Foreign => ImplicitState::Malformed,
        Shape::Wrapped | Shape::Inner if label.fields.label.is_blank() => ImplicitState::Incomplete,
        Shape::Wrapped | Shape::Inner => match label.value {
            None => ImplicitState::Malformed,
            Some(value) if is_complete(value, &label.fields) => ImplicitState::Present,
            Some(_) => ImplicitState::Incomplete,
        },
    }
}

/// 办法 Art. 5 for a producer's label, Art. 6 last paragraph for a platform's.
fn is_complete(value: LabelValue, fields: &AigcFields) -> bool {
    let produced = !fields.content_producer.is_blank() && !fields.produce_id.is_blank();
    let propagated = !fields.content_propagator.is_blank() && !fields.propagate_id.is_blank();
    match value {
        LabelValue::Is => produced,
        LabelValue::May | LabelValue::Suspect => produced || propagated,
    }
}

fn copies(labels: &[FoundLabel]) -> Copies {
    let readable = || labels.iter().map(|found| &found.label).filter(|label| is_readable(label));
    let Some(first) = readable().next() else { return Copies::Single };
    let mut copies = Copies::Single;
    for other in readable().skip(1) {
        if differ(first, other) {
            return Copies::Conflicting;
        }
        copies = Copies::Identical;
    }
    copies
}

fn is_readable(label: &AigcLabel) -> bool {
    match label.shape {
        Shape::Wrapped | Shape::Inner => true,
        Shape::Foreign | Shape::Broken | Shape::Shell | Shape::Declaration => false,
    }
}

/// A field that only one of the two fills in is no contradiction.
fn differ(one: &AigcLabel, other: &AigcLabel) -> bool {
    let values = one.value.zip(other.value).is_some_and(|(one, other)| one != other);
    values
        || texts_differ(&one.fields.content_producer, &other.fields.content_producer)
        || texts_differ(&one.fields.produce_id, &other.fields.produce_id)
}

fn texts_differ(one: &FieldValue, other: &FieldValue) -> bool {
    !one.is_blank() && !other.is_blank() && one.as_raw().trim() != other.as_raw().trim()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[track_caller]
    fn check(labels: Vec<AigcLabel>, state: ImplicitState, copies: Copies) {
        let implicit = facts(labels.into_iter().map(aigc).collect()).implicit;
        assert_eq!((implicit.state, implicit.copies), (state, copies));
    }

    fn without(key: &str) -> AigcLabel {
        let mut label = label("1");
        *label.fields.slot(key).unwrap() = FieldValue::Missing;
        label
    }

    #[test]
    fn a_complete_label_is_present() {
        check(vec![label("1")], ImplicitState::Present, Copies::Single);
        check(vec![label("2")], ImplicitState::Present, Copies::Single);
        check(vec![without("ContentPropagator")], ImplicitState::Present, Copies::Single);
    }

    #[test]
    fn a_label_that_lacks_an_element_is_incomplete() {
        check(vec![without("ContentProducer")], ImplicitState::Incomplete, Copies::Single);
        check(vec![without("ProduceID")], ImplicitState::Incomplete, Copies::Single);
        let none = AigcLabel { value: None, ..without("Label") };
        check(vec![none], ImplicitState::Incomplete, Copies::Single);
    }

    #[test]
    fn what_cannot_be_read_as_a_label_is_malformed() {
        check(vec![AigcLabel { value: None, ..label("AI") }], ImplicitState::Malformed, Copies::Single);
        check(vec![husk(Shape::Foreign, "{}")], ImplicitState::Malformed, Copies::Single);
        check(vec![husk(Shape::Broken, "{")], ImplicitState::Malformed, Copies::Single);
        check(vec![husk(Shape::Shell, "{}")], ImplicitState::Remnant, Copies::Single);
        check(vec![husk(Shape::Declaration, "")], ImplicitState::Remnant, Copies::Single);
    }

    #[test]
    fn absence_needs_a_place_and_a_complete_search() {
        check(vec![], ImplicitState::Absent, Copies::Single);
        assert_eq!(facts_stopped(vec![]).implicit.state, ImplicitState::Unknown);
        assert_eq!(from(Format::Bmp, &complete(vec![])).implicit.state, ImplicitState::Unknown);
        assert_eq!(from(Format::Png, &Reading::default()).implicit.state, ImplicitState::Unknown);
    }

    #[test]
    fn the_best_label_stands_for_the_file() {
        check(vec![husk(Shape::Shell, ""), label("1")], ImplicitState::Present, Copies::Single);
        let odd = AigcLabel { location: Location::Nonstandard, ..label("1") };
        let implicit = facts(vec![aigc(odd), aigc(label("1"))]).implicit;
        assert_eq!(implicit.label().map(|found| found.id), Some(EvidenceId(2)));
    }

    #[test]
    fn copies_conflict_when_value_producer_or_number_differ() {
        check(vec![label("1"), label("1")], ImplicitState::Present, Copies::Identical);
        check(vec![label("1"), label("2")], ImplicitState::Present, Copies::Conflicting);
        let mut other = label("1");
        other.fields.produce_id = text("20261123-0002");
        check(vec![label("1"), other], ImplicitState::Present, Copies::Conflicting);
        let mut other = label("1");
        other.fields.content_propagator = text("zhihu");
        check(vec![label("1"), other], ImplicitState::Present, Copies::Identical);
        check(vec![label("1"), without("ProduceID")], ImplicitState::Present, Copies::Identical);
    }
}
