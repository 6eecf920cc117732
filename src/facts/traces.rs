//! What other than an AIGC label or a manifest speaks of AI: source types, generators, declarations.
//!
//! In: the evidence. Out: one trace per piece of it, and whether it is an outright admission.

use super::explicit;
use super::model::{FoundTrace, Trace};
use crate::evidence::{Detail, Evidence, EvidenceId, EvidenceKind, Reading, Statement, Strength};
use crate::untrusted::Untrusted;
use crate::vocabulary::pixel_signature::SignatureState;

/// Every trace among the evidence.
pub(super) fn derive(reading: &Reading) -> Vec<FoundTrace> {
    reading.numbered().filter_map(|(id, evidence)| found_trace(id, evidence)).collect()
}

fn found_trace(id: EvidenceId, evidence: &Evidence) -> Option<FoundTrace> {
    let trace = match (&evidence.detail, evidence.kind) {
        (
            Detail::Aigc(_)
            | Detail::Store(_)
            | Detail::Remnant(_)
            | Detail::Mark(_)
            | Detail::Watermark(_)
            | Detail::Recorded(_)
            | Detail::Thumbnail(_)
            | Detail::Undone(_),
            _,
        )
        | (_, EvidenceKind::StructureRemnant | EvidenceKind::StructurePointer) => {
            return None;
        }
        (Detail::PixelSignature(signature), _) if signature.state != SignatureState::Verified => return None,
        (Detail::PixelSignature(signature), _) => Trace::Declared(Untrusted::new(signature.signer)),
        (Detail::SourceType(term), _) => Trace::SourceType(term.clone()),
        (Detail::Generator(trace), _) => Trace::Generator(trace.clone()),
        (Detail::Properties(properties), _) => Trace::Declared(first_value(properties)),
    };
    Some(FoundTrace { id, trace, says_ai: admits_ai(evidence) })
}

fn first_value(properties: &[(&'static str, Untrusted)]) -> Untrusted {
    properties.first().map(|(_, value)| value.clone()).unwrap_or_default()
}

/// True for an outright admission. What is merely concluded from context (a tool named in an editing
/// history) is no trace in the sense of Art. 6(三): the wrong accusation would be ours.
pub(super) fn admits_ai(evidence: &Evidence) -> bool {
    let (says, strength) = said(evidence);
    let admission = match says {
        Statement::AiGenerated | Statement::AiEdited | Statement::AiComponent => true,
        Statement::PossiblyAi | Statement::NotAi | Statement::Existed | Statement::Nothing => false,
    };
    admission && strength > Strength::Inferred
}

/// What an item says and how strongly. A mark is judged by what it is: it was seen, and nobody vouches for it.
pub(super) fn said(evidence: &Evidence) -> (Statement, Strength) {
    match &evidence.detail {
        Detail::Mark(mark) => (explicit::statement(mark), Strength::Detected),
        Detail::Aigc(_)
        | Detail::Store(_)
        | Detail::Remnant(_)
        | Detail::SourceType(_)
        | Detail::Generator(_)
        | Detail::Properties(_)
        | Detail::Watermark(_)
        | Detail::PixelSignature(_)
        | Detail::Recorded(_)
        | Detail::Thumbnail(_)
        | Detail::Undone(_) => (evidence.says, evidence.strength),
    }
}
