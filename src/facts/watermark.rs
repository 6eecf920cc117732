//! The watermark layer: invisible marks that were read, and those that a manifest declares.
//!
//! A miss is "not found" only when every scheme that anybody can read was searched, and even then it says nothing
//! of the marks that their vendors alone can read.

use super::model::{C2pa, Declaration, DeclaredMark, FoundWatermark, Watermark, WatermarkState};
use crate::evidence::{Detail, EvidenceId, Reading, Statement};
use crate::trustmark::Payload;
use crate::vocabulary::c2pa::SoftBinding;
use crate::vocabulary::soft_bindings::Algorithm;

/// Derives the layer; `searched` when the pixels were searched for every open scheme.
pub(super) fn derive(reading: &Reading, c2pa: &C2pa, searched: bool) -> Watermark {
    let found: Vec<FoundWatermark> = reading
        .numbered()
        .filter_map(|(id, evidence)| {
            let Detail::Watermark(mark) = &evidence.detail else { return None };
            Some(FoundWatermark { id, mark: (**mark).clone(), points_to_ai: points_to_ai(evidence.says) })
        })
        .collect();
    let declared = declared(c2pa);
    let state = if !found.is_empty() {
        WatermarkState::Found
    } else if declared.iter().any(|one| !one.is_fingerprint()) {
        WatermarkState::DeclaredUnverifiable
    } else if searched {
        WatermarkState::NotFound
    } else {
        WatermarkState::NotSearched
    };
    Watermark { state, found, declared, ..Watermark::default() }
}

fn points_to_ai(says: Statement) -> bool {
    match says {
        Statement::AiGenerated | Statement::AiEdited | Statement::AiComponent | Statement::PossiblyAi => true,
        Statement::NotAi | Statement::Existed | Statement::Nothing => false,
    }
}

/// Marks that a manifest names. A manifest that does not hold may not be quoted (C2PA 2.2 §15.3).
fn declared(c2pa: &C2pa) -> Vec<DeclaredMark> {
    let Some((id, store)) = c2pa.store.as_ref().filter(|_| c2pa.state.holds()) else { return Vec::new() };
    let acted = store.declared_watermarks.iter();
    let acted = acted.map(|name| DeclaredMark { id: *id, name: name.clone(), kind: Declaration::Action });
    acted.chain(store.soft_bindings.iter().map(|binding| soft_binding(*id, binding))).collect()
}

/// Names the algorithm of a soft binding by the C2PA list, and reads the value where its form is public.
fn soft_binding(id: EvidenceId, binding: &SoftBinding) -> DeclaredMark {
    let kind = match Algorithm::of(binding.algorithm.as_raw()) {
        Some(algorithm) => {
            let is_trustmark = algorithm.alg.starts_with("com.adobe.trustmark.");
            let trustmark = Payload::from_value(binding.value.as_raw()).filter(|_| is_trustmark);
            Declaration::Listed { algorithm, trustmark }
        }
        None => Declaration::Unlisted,
    };
    DeclaredMark { id, name: binding.algorithm.clone(), kind }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::container::layout::Format;
    use crate::coverage::{Coverage, CoverageState, reason};
    use crate::evidence::{Evidence, Strength};
    use crate::facts::disposition::Disposition;
    use crate::facts::model::OriginClaim;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::{Store, StoreState};

    fn declaring(state: StoreState) -> Evidence {
        c2pa(Store { declared_watermarks: vec![Untrusted::new("SynthID")], ..created(state, CAMERA) })
    }

    #[track_caller]
    fn check(evidence: Vec<Evidence>, states: [Option<CoverageState>; 2], expected: WatermarkState) {
        let mut reading = complete(evidence);
        reading.coverage.retain(|entry| !["open-watermark", "stealth-text"].contains(&entry.reader));
        for (reader, state) in ["open-watermark", "stealth-text"].into_iter().zip(states) {
            reading.coverage.extend(state.map(|state| Coverage { reader, state }));
        }
        assert_eq!(from(Format::Png, &reading).watermark.state, expected);
    }

    #[test]
    fn a_miss_is_not_found_only_after_every_search_of_the_pixels() {
        let complete = || Some(CoverageState::Complete);
        let skipped = Some(CoverageState::Skipped { reason: &reason::NO_PIXELS });
        let elsewhere = Some(CoverageState::NotApplicable { reason: &reason::FORMAT_UNKNOWN });
        check(vec![], [complete(), complete()], WatermarkState::NotFound);
        check(vec![], [complete(), None], WatermarkState::NotSearched);
        check(vec![], [skipped, complete()], WatermarkState::NotSearched);
        check(vec![], [complete(), elsewhere], WatermarkState::NotSearched);
    }

    #[test]
    fn what_was_read_outdoes_what_is_declared_and_that_a_miss() {
        let both = || [Some(CoverageState::Complete), Some(CoverageState::Complete)];
        check(vec![watermarked(), declaring(StoreState::Valid)], both(), WatermarkState::Found);
        check(vec![watermarked()], [None, None], WatermarkState::Found);
        check(vec![declaring(StoreState::Valid)], both(), WatermarkState::DeclaredUnverifiable);
    }

    #[test]
    fn marks_are_quoted_only_from_a_store_that_holds() {
        let state = |state| facts(vec![declaring(state)]).watermark.state;
        assert_eq!(state(StoreState::NotConfirmable), WatermarkState::DeclaredUnverifiable);
        assert_eq!(state(StoreState::Tampered), WatermarkState::NotFound);
    }

    fn bound(algorithm: &str, value: &str) -> DeclaredMark {
        let binding = SoftBinding { algorithm: Untrusted::new(algorithm), value: Untrusted::new(value) };
        let store = Store { soft_bindings: vec![binding], ..created(StoreState::Valid, CAMERA) };
        facts(vec![c2pa(store)]).watermark.declared.remove(0)
    }

    #[test]
    fn soft_bindings_are_named_by_the_list() {
        let listed = |declared: &DeclaredMark| match &declared.kind {
            Declaration::Listed { algorithm, trustmark } => {
                Some((algorithm.vendor, trustmark.as_ref().map(Payload::number)))
            }
            Declaration::Action | Declaration::Unlisted => None,
        };
        let signpost = format!("0*{:040b}", 20);
        assert_eq!(listed(&bound("com.adobe.trustmark.P", &signpost)), Some(("Adobe TrustMark", Some(20))));
        assert_eq!(listed(&bound("com.adobe.trustmark.P", "0*1")), Some(("Adobe TrustMark", None)));
        assert_eq!(listed(&bound("com.digimarc.validate.1", &signpost)), Some(("Digimarc", None)));
        assert_eq!(bound("com.example.mark", &signpost).kind, Declaration::Unlisted);
    }

    #[test]
    fn a_fingerprint_is_named_and_is_no_watermark() {
        let binding = SoftBinding { algorithm: Untrusted::new("io.iscc.v0"), value: Untrusted::new("x") };
        let store = Store { soft_bindings: vec![binding], ..created(StoreState::Valid, CAMERA) };
        let watermark = facts(vec![c2pa(store)]).watermark;
        assert_eq!((watermark.state, watermark.declared.len()), (WatermarkState::NotFound, 1));
    }

    #[test]
    fn a_pattern_that_anybody_can_embed_is_a_hint_and_a_trace() {
        let facts = facts(vec![watermarked()]);
        let origin = (facts.origin.claim, facts.origin.strength);
        assert_eq!(origin, (OriginClaim::PossiblyAi, Some(Strength::Detected)));
        let disposition = super::super::disposition::derive(&facts, &context(crate::context::Role::Platform));
        assert_eq!(disposition, Disposition::Suspect);
    }
}
