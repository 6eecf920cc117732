//! Layers that the genuine output of a generator carries and that this picture lacks.

use super::model::{C2paLayer, Facts, ImplicitState, Layer, MissingLayer, Trace};
use crate::evidence::{Detail, Evidence, EvidenceId, EvidenceKind, Reading};
use crate::profiles::{Expected, ExpectedLayer, PROFILES, Profile};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::LabelLayer;
use crate::vocabulary::visible::{Standing, VisibleMark};
use time::Date;

/// Derives what is missing on a given day. A layer is missing only when every place for it was searched.
pub(super) fn derive(facts: &Facts, reading: &Reading, today: Date) -> Vec<MissingLayer> {
    let mut missing = Vec::new();
    for profile in PROFILES.iter() {
        let Some(known_by) = known_by(profile, facts, reading) else { continue };
        let layers = profile.layers.iter().filter(|one| is_due(one, facts, today) && is_gone(one, facts, reading));
        missing.extend(layers.map(|expected| MissingLayer { profile, expected, known_by }));
    }
    missing
}

fn known_by(profile: &Profile, facts: &Facts, reading: &Reading) -> Option<EvidenceId> {
    let named = |mark: &VisibleMark| mark.vendor.is_some_and(|vendor| profile.marks.iter().any(|one| one == vendor));
    // Of a label read with doubt nothing may be concluded.
    let marked = facts.explicit.marks.iter().find(|found| found.mark.standing == Standing::Label && named(&found.mark));
    let hidden = || {
        facts.traces.iter().find(|found| match &found.trace {
            Trace::Generator(trace) => {
                is_hidden(reading, found.id) && profile.hidden_settings.iter().any(|tool| tool == trace.tool.name())
            }
            Trace::SourceType(_) | Trace::Declared(_) => false,
        })
    };
    let outside = || {
        facts.traces.iter().find(|found| match &found.trace {
            Trace::Generator(trace) => found.says_ai && profile.metadata.iter().any(|tool| tool == trace.tool.name()),
            Trace::SourceType(_) | Trace::Declared(_) => false,
        })
    };
    let history = || reading.numbered().find(|(_, evidence)| is_agent(evidence, &profile.history)).map(|(id, _)| id);
    let trace = || hidden().or_else(outside).map(|found| found.id);
    marked.map(|found| found.id).or_else(trace).or_else(history)
}

/// A tool in the editing history.
fn is_agent(evidence: &Evidence, agents: &[String]) -> bool {
    let named = |values: &[(&str, Untrusted)]| {
        values.first().is_some_and(|(_, value)| agents.iter().any(|agent| agent == value.as_raw()))
    };
    match &evidence.detail {
        Detail::Properties(values) if evidence.kind == EvidenceKind::XmpHistory => named(values),
        Detail::Aigc(_)
        | Detail::Store(_)
        | Detail::Remnant(_)
        | Detail::SourceType(_)
        | Detail::Generator(_)
        | Detail::Properties(_)
        | Detail::Mark(_)
        | Detail::Watermark(_)
        | Detail::PixelSignature(_)
        | Detail::Recorded(_)
        | Detail::Thumbnail(_)
        | Detail::Undone(_) => false,
    }
}

fn is_due(expected: &Expected, facts: &Facts, today: Date) -> bool {
    expected.formats.iter().any(|format| format == facts.format) && expected.since.is_none_or(|since| today >= since)
}

fn is_gone(expected: &Expected, facts: &Facts, reading: &Reading) -> bool {
    match expected.layer {
        ExpectedLayer::Implicit => facts.implicit.state == ImplicitState::Absent,
        ExpectedLayer::C2pa => facts.c2pa.state == C2paLayer::Absent,
        ExpectedLayer::OtherMetadata => {
            let is_outside = |trace: &Trace, id| matches!(trace, Trace::Generator(_)) && !is_hidden(reading, id);
            facts.unsearched.is_empty() && !facts.traces.iter().any(|found| is_outside(&found.trace, found.id))
        }
    }
}

/// True for settings that stand in the same place as a text hidden in the pixels.
fn is_hidden(reading: &Reading, id: EvidenceId) -> bool {
    let carrier = reading.numbered().find(|(number, _)| *number == id).map(|(_, evidence)| &evidence.carrier);
    let is_text = |detail: &Detail| matches!(detail, Detail::Watermark(_));
    reading.evidence.iter().any(|other| is_text(&other.detail) && Some(&other.carrier) == carrier)
}

/// Which layer that is.
pub(super) fn layer(expected: &Expected) -> Layer {
    match expected.layer {
        ExpectedLayer::Implicit => Layer::Label(LabelLayer::Implicit),
        ExpectedLayer::C2pa => Layer::Label(LabelLayer::C2pa),
        ExpectedLayer::OtherMetadata => Layer::OtherMetadata,
    }
}
