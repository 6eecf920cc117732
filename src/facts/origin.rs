//! What is claimed about the origin, all evidence together.
//!
//! The largest admission wins and keeps its strongest support. A denial stands only when nothing at all
//! speaks against it and every required search ran to its end.

use super::c2pa::{self, admissions, denial_strength, rank};
use super::model::{C2pa, ConflictKind, Facts, Origin, OriginClaim};
use super::traces::said;
use crate::evidence::{Detail, Evidence, EvidenceId, Reading, Statement, Strength};
use crate::untrusted::Untrusted;

struct Support {
    id: EvidenceId,
    claim: OriginClaim,
    strength: Strength,
}

/// Derives the origin from the evidence, and from the layers, conflicts and unfinished searches among the facts.
pub(super) fn derive(reading: &Reading, facts: &Facts) -> Origin {
    let supports = supports(reading, &facts.c2pa);
    let generator = generator(reading, facts);
    let contradiction = facts.conflicts.iter().find(|conflict| conflict.kind == ConflictKind::CaptureAgainstAi);
    if let Some(conflict) = contradiction {
        let strength = supports.iter().map(|support| support.strength).max();
        return Origin { claim: OriginClaim::Conflict, strength, generator, evidence: conflict.evidence.clone() };
    }
    let Some(claim) = supports.iter().map(|support| support.claim).max_by_key(|claim| rank(*claim)) else {
        return denial(facts);
    };
    let of_claim = || supports.iter().filter(|support| support.claim == claim);
    let mut evidence: Vec<EvidenceId> = of_claim().map(|support| support.id).collect();
    evidence.dedup();
    Origin { claim, strength: of_claim().map(|support| support.strength).max(), generator, evidence }
}

fn supports(reading: &Reading, layer: &C2pa) -> Vec<Support> {
    let unsigned = reading.numbered().filter_map(|(id, evidence)| {
        statement_claim(evidence).map(|(claim, strength)| Support { id, claim, strength })
    });
    let signed = admissions(layer).map(|(id, claim, strength)| Support { id, claim, strength });
    signed.chain(unsigned).collect()
}

/// The admission of anything but a manifest store; stores are weighed statement by statement.
fn statement_claim(evidence: &Evidence) -> Option<(OriginClaim, Strength)> {
    let (says, strength) = said(evidence);
    let claim = match (&evidence.detail, says) {
        (Detail::Store(_) | Detail::Remnant(_), _) => return None,
        (_, Statement::NotAi | Statement::Existed | Statement::Nothing) => return None,
        (_, Statement::AiGenerated) => OriginClaim::AiGenerated,
        (_, Statement::AiEdited) => OriginClaim::AiEdited,
        (_, Statement::AiComponent) => OriginClaim::AiComponent,
        (_, Statement::PossiblyAi) => OriginClaim::PossiblyAi,
    };
    // What is only inferred can raise the question, not answer it.
    let claim = if strength == Strength::Inferred { OriginClaim::PossiblyAi } else { claim };
    Some((claim, strength))
}

fn denial(facts: &Facts) -> Origin {
    let undisturbed = facts.conflicts.is_empty() && facts.unsearched.is_empty();
    match &facts.c2pa.store {
        Some((id, store)) if facts.c2pa.claim == OriginClaim::DeclaredNotAi && undisturbed => Origin {
            claim: OriginClaim::DeclaredNotAi,
            strength: Some(denial_strength(store)),
            generator: None,
            evidence: vec![*id],
        },
        Some(_) | None => Origin::default(),
    }
}

/// The name of what made the picture: the signed word first, then a generator's own metadata, then the label, then
/// the name on the picture.
fn generator(reading: &Reading, facts: &Facts) -> Option<Untrusted> {
    let layer = &facts.c2pa;
    let signed = layer.store.as_ref().filter(|_| layer.state.holds()).and_then(|(_, store)| {
        let admission = store.statements.iter().find(|statement| c2pa::statement_claim(statement).is_some())?;
        admission.software_agent.clone().or_else(|| store.generator.clone())
    });
    signed
        .or_else(|| reading.evidence.iter().find_map(named_tool))
        .or_else(|| reading.evidence.iter().find_map(named_producer))
        .or_else(|| facts.explicit.labels().find_map(|found| found.mark.vendor).map(Untrusted::new))
}

fn named_tool(evidence: &Evidence) -> Option<Untrusted> {
    match (&evidence.detail, evidence.says) {
        (_, Statement::NotAi | Statement::Nothing) => None,
        (Detail::Generator(trace), _) => Some(Untrusted::new(trace.tool.name())),
        (Detail::PixelSignature(signature), _) => Some(Untrusted::new(signature.signer)),
        (
            Detail::Aigc(_)
            | Detail::Store(_)
            | Detail::Remnant(_)
            | Detail::SourceType(_)
            | Detail::Properties(_)
            | Detail::Mark(_)
            | Detail::Watermark(_)
            | Detail::Recorded(_)
            | Detail::Thumbnail(_)
            | Detail::Undone(_),
            _,
        ) => None,
    }
}

fn named_producer(evidence: &Evidence) -> Option<Untrusted> {
    let Detail::Aigc(label) = &evidence.detail else { return None };
    let producer = &label.fields.content_producer;
    (!producer.is_blank()).then(|| Untrusted::new(producer.as_raw()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::evidence::EvidenceKind;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::pixel_signature::SignatureState;
    use crate::vocabulary::visible::{Place, Standing, Wording};

    #[track_caller]
    fn check(evidence: Vec<Evidence>, claim: OriginClaim, strength: Option<Strength>) {
        let origin = facts(evidence).origin;
        assert_eq!((origin.claim, origin.strength), (claim, strength));
    }

    #[test]
    fn nothing_says_nothing() {
        check(vec![], OriginClaim::NoStatement, None);
    }

    #[test]
    fn unsigned_admissions_count() {
        check(vec![aigc(label("1"))], OriginClaim::AiGenerated, Some(Strength::Declared));
        check(vec![aigc(label("2"))], OriginClaim::PossiblyAi, Some(Strength::Declared));
        check(vec![traced(Tool::ComfyUi)], OriginClaim::AiGenerated, Some(Strength::Declared));
    }

    #[test]
    fn unsigned_denials_do_not() {
        check(vec![xmp_source_type(CAMERA)], OriginClaim::NoStatement, None);
    }

    #[test]
    fn the_strongest_support_of_the_claim_is_kept() {
        let both = vec![aigc(label("1")), c2pa(created(StoreState::Trusted, AI))];
        check(both, OriginClaim::AiGenerated, Some(Strength::SignedTrusted));
        let weaker_claim = vec![traced(Tool::ComfyUi), c2pa(created(StoreState::Trusted, COMPOSITE))];
        check(weaker_claim, OriginClaim::AiGenerated, Some(Strength::Declared));
    }

    #[test]
    fn a_signature_over_the_pixels_counts_while_it_holds() {
        let signed = pixels_signed;
        check(vec![signed(SignatureState::Verified)], OriginClaim::AiGenerated, Some(Strength::Signed));
        check(vec![signed(SignatureState::Broken)], OriginClaim::NoStatement, None);
        check(vec![signed(SignatureState::Unverifiable)], OriginClaim::NoStatement, None);
        let both = vec![signed(SignatureState::Broken), traced(Tool::NovelAi)];
        check(both, OriginClaim::AiGenerated, Some(Strength::Declared));
        let facts = facts(vec![signed(SignatureState::Verified)]);
        assert_eq!(facts.origin.generator.as_ref().map(ToString::to_string).as_deref(), Some("NovelAI"));
        assert_eq!(facts.metadata_admissions(), [EvidenceId(1)]);
    }

    #[test]
    fn inference_only_raises_the_question() {
        let history = Detail::Properties(vec![("softwareAgent", Untrusted::new("Adobe Firefly"))]);
        let inferred = item(EvidenceKind::XmpHistory, Statement::AiGenerated, Strength::Inferred, history);
        check(vec![inferred], OriginClaim::PossiblyAi, Some(Strength::Inferred));
    }

    #[test]
    fn a_trusted_denial_stands_only_alone_and_completely_searched() {
        let camera = || c2pa(created(StoreState::Trusted, CAMERA));
        check(vec![camera()], OriginClaim::DeclaredNotAi, Some(Strength::SignedTrusted));
        check(vec![camera(), traced(Tool::ComfyUi)], OriginClaim::Conflict, Some(Strength::Declared));
        check(vec![camera(), aigc(label("3"))], OriginClaim::PossiblyAi, Some(Strength::Declared));
        assert_eq!(facts_stopped(vec![camera()]).origin.claim, OriginClaim::NoStatement);
    }

    #[test]
    fn a_tampered_store_says_nothing() {
        check(vec![c2pa(created(StoreState::Tampered, AI))], OriginClaim::NoStatement, None);
        check(vec![c2pa(created(StoreState::Tampered, CAMERA))], OriginClaim::NoStatement, None);
    }

    #[test]
    fn a_label_on_the_picture_is_an_admission_that_was_seen_and_a_vendors_mark_a_hint() {
        let seen = |wording| marked(mark(wording, Place::BottomRight, 0.06));
        check(vec![seen(Wording::Compliant)], OriginClaim::AiGenerated, Some(Strength::Detected));
        check(vec![seen(Wording::OtherLanguage)], OriginClaim::AiGenerated, Some(Strength::Detected));
        check(vec![seen(Wording::VendorName)], OriginClaim::PossiblyAi, Some(Strength::Detected));
        check(vec![seen(Wording::VendorIcon)], OriginClaim::PossiblyAi, Some(Strength::Detected));
        check(vec![marked(standing(Standing::OriginUnclear))], OriginClaim::NoStatement, None);
        check(vec![marked(standing(Standing::Doubtful))], OriginClaim::NoStatement, None);
    }

    #[test]
    fn what_the_metadata_say_outranks_what_was_seen() {
        let seen = |wording| marked(mark(wording, Place::BottomRight, 0.06));
        let both = vec![seen(Wording::Compliant), aigc(label("1"))];
        check(both, OriginClaim::AiGenerated, Some(Strength::Declared));
        check(vec![seen(Wording::VendorName), traced(Tool::Grok)], OriginClaim::AiGenerated, Some(Strength::Declared));
    }

    #[test]
    fn a_denial_does_not_stand_against_a_mark() {
        let camera = || c2pa(created(StoreState::Trusted, CAMERA));
        let seen = |wording| marked(mark(wording, Place::BottomRight, 0.06));
        check(vec![camera(), seen(Wording::Compliant)], OriginClaim::Conflict, Some(Strength::Detected));
        check(vec![camera(), seen(Wording::VendorName)], OriginClaim::PossiblyAi, Some(Strength::Detected));
        let unclear = marked(standing(Standing::OriginUnclear));
        check(vec![camera(), unclear], OriginClaim::DeclaredNotAi, Some(Strength::SignedTrusted));
    }

    #[test]
    fn the_vendor_on_the_picture_is_the_last_resort() {
        let name = |evidence| facts(evidence).origin.generator.map(|name| name.to_string());
        let seen = || marked(mark(Wording::Compliant, Place::BottomRight, 0.06));
        assert_eq!(name(vec![seen()]).as_deref(), Some("豆包 (Doubao)"));
        assert_eq!(name(vec![seen(), aigc(label("1"))]).as_deref(), Some(CODE));
        assert_eq!(name(vec![marked(standing(Standing::Doubtful))]), None);
    }

    #[test]
    fn the_generator_is_named_by_the_best_source() {
        let name = |evidence| facts(evidence).origin.generator.map(|name| name.to_string());
        assert_eq!(name(vec![aigc(label("1"))]).as_deref(), Some(CODE));
        assert_eq!(name(vec![aigc(label("1")), traced(Tool::Grok)]).as_deref(), Some("Grok (xAI)"));
        let signed = c2pa(created(StoreState::Valid, AI));
        assert_eq!(name(vec![traced(Tool::Grok), signed]).as_deref(), Some("Example/1.0"));
        assert_eq!(name(vec![]), None);
    }
}
