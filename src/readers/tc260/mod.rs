//! The implicit label of GB 45438-2025 附录E: the `AIGC` object, in every place writers put it.
//!
//! Parsed metadata goes in; one evidence item per label comes out, the one that stands for the file first.
//! A text counts as a label only by its structure or because it sits in a place that exists for the label;
//! a caption that speaks of AIGC is not one. What a label means for anybody's duties is not known here.
//!
//! `candidate` collects texts from `xmp`, `exif` and `text`; `open` undoes escapes and wrappers; `label`
//! names the fields and their flaws; `provider` and `security` take single values apart.

mod candidate;
mod escape;
mod exif;
mod json;
mod keys;
mod label;
mod open;
mod provider;
mod scan;
mod security;
mod signature;
mod text;
mod values;
mod xmp;

use crate::coverage::{Coverage, CoverageState};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::readers::{Input, Reader};
use crate::vocabulary::aigc::{AigcLabel, Flaw, LabelValue, Location, Security, Shape};

pub use provider::parse as parse_provider;
pub use scan::looks_like_label;

/// The reader.
pub static READER: Reader = Reader { id: ID, read };

const ID: &str = "tc260-aigc";

fn read(input: &Input<'_>) -> Reading {
    let collected = candidate::collect(input.metadata, input.limits);
    let mut labels = Vec::new();
    for found in &collected.candidates {
        let Some(label) = label::read(found, input.limits) else { continue };
        if labels.len() >= input.limits.evidence_max {
            break;
        }
        labels.push(evidence_of(found, label));
    }
    labels.sort_by_key(rank);
    drop_seen_twice(&mut labels);
    let state = coverage(input, &collected.state);
    Reading { evidence: labels, coverage: vec![Coverage { reader: ID, state }] }
}

/// A chunk behind the end of the picture is a piece of its own and part of the trailing bytes: the label in
/// it is one label. The better reading comes first and stays.
fn drop_seen_twice(labels: &mut Vec<Evidence>) {
    let mut kept: Vec<Evidence> = Vec::with_capacity(labels.len());
    for label in labels.drain(..) {
        if !kept.iter().any(|one| is_seen_twice(one, &label)) {
            kept.push(label);
        }
    }
    *labels = kept;
}

fn is_seen_twice(one: &Evidence, other: &Evidence) -> bool {
    let (Some(first), Some(second)) = (&one.span, &other.span) else { return false };
    let overlap = first.start < second.end && second.start < first.end;
    overlap && one.carrier != other.carrier && text(one) == text(other)
}

fn text(evidence: &Evidence) -> Option<&crate::untrusted::Untrusted> {
    if let Detail::Aigc(label) = &evidence.detail { Some(&label.text) } else { None }
}

fn evidence_of(found: &candidate::Candidate, label: AigcLabel) -> Evidence {
    Evidence {
        kind: EvidenceKind::Tc260Aigc,
        carrier: found.place.carrier.clone(),
        span: Some(found.place.span.clone()),
        says: statement(&label),
        strength: strength(&label.security),
        detail: Detail::Aigc(Box::new(label)),
    }
}

/// 附录E c: 属于, 可能, 疑似. A label whose `Label` cannot be read still says that its writer dealt with AI
/// content; of a shell we only know that it was one.
fn statement(label: &AigcLabel) -> Statement {
    match (label.value, label.shape) {
        (Some(LabelValue::Is), _) => Statement::AiGenerated,
        (Some(LabelValue::May | LabelValue::Suspect), _) => Statement::PossiblyAi,
        (None, Shape::Foreign) if names_known_schema(label) => Statement::AiGenerated,
        (None, Shape::Wrapped | Shape::Inner) => Statement::PossiblyAi,
        (None, Shape::Foreign | Shape::Shell | Shape::Broken) => Statement::Existed,
    }
}

fn names_known_schema(label: &AigcLabel) -> bool {
    label.flaws.iter().any(|flaw| matches!(flaw, Flaw::SchemaNonstandard { what } if keys::is_known_schema(what)))
}

/// The key travels in the file, so a signature vouches for its maker only when the key is known beforehand.
fn strength(security: &Security) -> Strength {
    match security {
        Security::ValidPinned { .. } => Strength::Signed,
        Security::None
        | Security::Opaque
        | Security::ValidUnpinned { .. }
        | Security::Invalid { .. }
        | Security::Unjudged { .. } => Strength::Declared,
    }
}

/// Smaller is better: readable before damaged, complete before incomplete, the guide's place before others.
fn rank(evidence: &Evidence) -> (u8, usize, bool, u8) {
    let Detail::Aigc(label) = &evidence.detail else { return (u8::MAX, 0, false, 0) };
    let shape = match (label.shape, label.value) {
        (Shape::Wrapped | Shape::Inner, Some(_)) => 0,
        (Shape::Broken | Shape::Foreign, Some(_)) => 1,
        (Shape::Wrapped | Shape::Inner, None) => 2,
        (Shape::Foreign, None) => 3,
        (Shape::Broken, None) => 4,
        (Shape::Shell, _) => 5,
    };
    let fields = &label.fields;
    let mandatory = [&fields.label, &fields.content_producer, &fields.produce_id];
    let blank = mandatory.iter().filter(|value| value.is_blank()).count();
    let place = match label.location {
        Location::Xmp => 0,
        Location::ExifUserComment => 1,
        Location::PngText => 2,
        Location::Nonstandard => 3,
    };
    (shape, blank, label.flaws.contains(&Flaw::AfterEnd), place)
}

/// Absence is only a fact when the walk and all four parsers ran to their end.
fn coverage(input: &Input<'_>, own: &CoverageState) -> CoverageState {
    let metadata = input.metadata.coverage();
    let parts = [&input.layout.coverage, &metadata, own];
    let mut state = CoverageState::Complete;
    if !input.layout.format.has_metadata_place() {
        state = CoverageState::NotApplicable { reason: "this format has no place for the label" };
    }
    for part in parts.into_iter().filter(|part| !part.is_conclusive()) {
        state.worsen(part);
    }
    state
}
