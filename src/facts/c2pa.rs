//! The C2PA layer: which state it is in and what the store as a whole says of the origin.
//!
//! Follows the derivation over the whole parentOf chain: an AI inception anywhere in the history of the
//! picture is its origin, a component only a part of it, an input reference says nothing of it. What a
//! tampered or unreadable store says is not attributed to anybody (C2PA 2.2 §15.3).

use super::model::{C2pa, C2paLayer, OriginClaim};
use crate::evidence::{Detail, EvidenceId, Reading, Strength};
use crate::vocabulary::admission::Admission;
use crate::vocabulary::c2pa::{OriginStatement, Position, Remnant, Standing, Store, StoreState, TrustList};

/// Codes by which a reader reports several stores in one asset.
const SEVERAL_STORES: [&str; 2] = ["malformed.multiple-stores", "manifest.multipleStores"];

/// Derives the C2PA layer; `searched` when every place for a store was looked at.
pub(super) fn derive(reading: &Reading, searched: bool) -> C2pa {
    let mut layer = C2pa::default();
    let mut stores = 0_usize;
    for (id, evidence) in reading.numbered() {
        match &evidence.detail {
            Detail::Store(store) if store.state == StoreState::Unbound => {
                layer.unbound = Some((store.fetched_from.clone().unwrap_or_default(), id));
            }
            Detail::Store(store) => {
                stores += 1;
                layer.store.get_or_insert_with(|| (id, store.as_ref().clone()));
            }
            Detail::Remnant(remnant) => layer.remnants.push((id, remnant.clone())),
            Detail::Aigc(_)
            | Detail::SourceType(_)
            | Detail::Generator(_)
            | Detail::Properties(_)
            | Detail::Mark(_)
            | Detail::Watermark(_)
            | Detail::PixelSignature(_)
            | Detail::Recorded(_)
            | Detail::Thumbnail(_)
            | Detail::Undone(_) => {}
        }
    }
    let reported = |store: &Store| store.failure_codes.iter().any(|code| SEVERAL_STORES.contains(&code.as_str()));
    layer.several_stores = stores > 1 || layer.store.as_ref().is_some_and(|(_, store)| reported(store));
    layer.state = state(&layer, searched);
    layer.claim = match &layer.store {
        Some((_, store)) if layer.state.holds() => claim(store),
        Some((_, store)) if admits_only(&layer, store) => admitted(store).unwrap_or_default(),
        Some(_) | None => OriginClaim::NoStatement,
    };
    layer
}

fn state(layer: &C2pa, searched: bool) -> C2paLayer {
    if layer.several_stores {
        return C2paLayer::Unreadable;
    }
    if let Some((_, store)) = &layer.store {
        return match store.state {
            StoreState::Trusted => C2paLayer::Trusted,
            StoreState::Valid => C2paLayer::Valid,
            StoreState::NotConfirmable => C2paLayer::NotConfirmable,
            StoreState::Tampered => C2paLayer::Tampered,
            StoreState::Unreadable => C2paLayer::Unreadable,
            // Never gets here: what is not bound to these bytes is not their store.
            StoreState::Unbound => C2paLayer::RemoteOnly,
        };
    }
    let is_remote = |remnant: &Remnant| matches!(remnant, Remnant::RemoteReference(_));
    match (layer.remnants.is_empty(), searched) {
        (false, _) if layer.remnants.iter().all(|(_, remnant)| is_remote(remnant)) => C2paLayer::RemoteOnly,
        (false, _) => C2paLayer::Remnant,
        (true, true) => C2paLayer::Absent,
        (true, false) => C2paLayer::Unknown,
    }
}

/// Every admission of an attributable store with its strength.
pub(super) fn admissions(layer: &C2pa) -> impl Iterator<Item = (EvidenceId, OriginClaim, Strength)> {
    let store = layer.store.as_ref().filter(|(_, store)| layer.state.holds() || admits_only(layer, store));
    store.into_iter().flat_map(|(id, store)| {
        let each = |statement| statement_claim(statement).map(|claim| (*id, claim, strength(store, statement)));
        store.statements.iter().filter_map(each)
    })
}

/// True for a manifest that breaks the form and is still bound to these bytes. Nobody answers for what it says,
/// so it counts like unsigned text: its admission of AI, never its denial. Several stores count as none.
fn admits_only(layer: &C2pa, store: &Store) -> bool {
    layer.state == C2paLayer::Unreadable && store.bound && !layer.several_stores
}

fn admitted(store: &Store) -> Option<OriginClaim> {
    store.statements.iter().filter_map(statement_claim).max_by_key(|claim| rank(*claim))
}

fn claim(store: &Store) -> OriginClaim {
    match admitted(store) {
        Some(claim) => claim,
        None if store.denies_ai() => OriginClaim::DeclaredNotAi,
        None => OriginClaim::NoStatement,
    }
}

/// The order in which admissions outdo each other; 0 is no admission.
pub(super) fn rank(claim: OriginClaim) -> u8 {
    match claim {
        OriginClaim::AiGenerated => 4,
        OriginClaim::AiEdited => 3,
        OriginClaim::AiComponent => 2,
        OriginClaim::PossiblyAi => 1,
        OriginClaim::DeclaredNotAi | OriginClaim::Conflict | OriginClaim::NoStatement => 0,
    }
}

/// What one statement claims; `None` when it says nothing of AI.
pub(super) fn statement_claim(statement: &OriginStatement) -> Option<OriginClaim> {
    statement.admission().map(|admission| match admission {
        Admission::Generated => OriginClaim::AiGenerated,
        Admission::Edited => OriginClaim::AiEdited,
        Admission::Component => OriginClaim::AiComponent,
        Admission::Possibly => OriginClaim::PossiblyAi,
    })
}

fn strength(store: &Store, statement: &OriginStatement) -> Strength {
    let signed = match (store.state, store.trust) {
        (StoreState::Trusted, TrustList::Official) => Strength::SignedTrusted,
        (StoreState::Trusted | StoreState::Valid, _) => Strength::Signed,
        (StoreState::NotConfirmable | StoreState::Tampered | StoreState::Unbound, _) => Strength::SignedUnconfirmed,
        (StoreState::Unreadable, _) => Strength::Declared,
    };
    // An ancestor's word is worth no more than the weakest manifest it came through.
    let passed_on = match statement.standing {
        Standing::Official => signed,
        Standing::Listed | Standing::Unlisted => signed.min(Strength::Signed),
        Standing::Unconfirmed => signed.min(Strength::SignedUnconfirmed),
    };
    if statement.attributed { passed_on } else { one_lower(passed_on) }
}

/// A gathered assertion is present but nobody vouches for it.
fn one_lower(strength: Strength) -> Strength {
    match strength {
        Strength::SignedTrusted => Strength::Signed,
        Strength::Signed => Strength::SignedUnconfirmed,
        Strength::SignedUnconfirmed => Strength::Declared,
        Strength::Declared | Strength::Detected | Strength::Inferred => Strength::Inferred,
    }
}

/// Strength of a denial: that of the weakest statement it rests on.
pub(super) fn denial_strength(store: &Store) -> Strength {
    let concerns = |statement: &&OriginStatement| statement.position != Position::Input;
    let weakest = store.statements.iter().filter(concerns).map(|statement| strength(store, statement)).min();
    weakest.unwrap_or(Strength::SignedUnconfirmed)
}

/// An attributed statement that the picture, or what it was made from, came out of a camera.
pub(super) fn camera_capture(store: &Store) -> Option<&OriginStatement> {
    let is_capture = |statement: &&OriginStatement| {
        let code = statement.source_type.as_ref().and_then(|term| term.code);
        statement.is_not_ai_inception()
            && statement.attributed
            && statement.standing > Standing::Unconfirmed
            && matches!(code, Some("digitalCapture" | "computationalCapture" | "compositeCapture"))
    };
    store.statements.iter().find(is_capture)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::container::layout::Format;
    use crate::coverage::CoverageState;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::MANIFEST_BOX;

    #[track_caller]
    fn check(store: Store, state: C2paLayer, claim: OriginClaim) {
        let layer = facts(vec![c2pa(store)]).c2pa;
        assert_eq!((layer.state, layer.claim), (state, claim));
    }

    #[test]
    fn an_ai_inception_in_the_parent_is_the_origin_of_the_picture() {
        let opened = statement(Position::Active, "c2pa.opened", "");
        let edited = statement(Position::Active, "c2pa.edited", COMPOSITE);
        let parent = statement(Position::Parent(1), "c2pa.created", AI);
        let split = store(StoreState::Trusted, vec![opened, edited, parent]);
        check(split, C2paLayer::Trusted, OriginClaim::AiGenerated);
    }

    #[test]
    fn an_edit_with_ai_is_edited() {
        let camera = statement(Position::Parent(1), "c2pa.created", CAMERA);
        let fill = statement(Position::Active, "c2pa.edited", AI);
        check(store(StoreState::Valid, vec![fill, camera]), C2paLayer::Valid, OriginClaim::AiEdited);
    }

    #[test]
    fn a_component_is_a_part_and_an_input_is_nothing() {
        let part = statement(Position::Component, "", AI);
        let input = statement(Position::Input, "", AI);
        check(store(StoreState::Valid, vec![part]), C2paLayer::Valid, OriginClaim::AiComponent);
        check(store(StoreState::Valid, vec![input]), C2paLayer::Valid, OriginClaim::NoStatement);
    }

    #[test]
    fn an_expired_signer_still_admits_but_a_tampered_store_says_nothing() {
        check(created(StoreState::NotConfirmable, AI), C2paLayer::NotConfirmable, OriginClaim::AiGenerated);
        check(created(StoreState::Tampered, AI), C2paLayer::Tampered, OriginClaim::NoStatement);
        check(created(StoreState::Unreadable, AI), C2paLayer::Unreadable, OriginClaim::NoStatement);
    }

    #[test]
    fn a_malformed_store_that_is_bound_admits_like_unsigned_text() {
        let malformed = |term| Store { bound: true, ..created(StoreState::Unreadable, term) };
        check(malformed(AI), C2paLayer::Unreadable, OriginClaim::AiGenerated);
        check(malformed(CAMERA), C2paLayer::Unreadable, OriginClaim::NoStatement);
        assert_eq!(facts(vec![c2pa(malformed(AI))]).origin.strength, Some(Strength::Declared));
    }

    #[test]
    fn a_denial_needs_everything() {
        let camera = || created(StoreState::Trusted, CAMERA);
        check(camera(), C2paLayer::Trusted, OriginClaim::DeclaredNotAi);
        check(created(StoreState::Valid, CAMERA), C2paLayer::Valid, OriginClaim::NoStatement);
        check(created(StoreState::NotConfirmable, CAMERA), C2paLayer::NotConfirmable, OriginClaim::NoStatement);
        let denied = |store| check(store, C2paLayer::Trusted, OriginClaim::NoStatement);
        denied(Store { chain_complete: false, ..camera() });
        denied(Store { all_actions_included: false, ..camera() });
        denied(Store { laundered: vec![Untrusted::new("assertion.dataHash.mismatch")], ..camera() });
        denied(created(StoreState::Trusted, "http://example.org/new"));
        let mut gathered = camera();
        gathered.statements[0].attributed = false;
        denied(gathered);
        let mut unknown_part = camera();
        unknown_part.statements.push(statement(Position::Component, "", "http://example.org/new"));
        denied(unknown_part);
    }

    #[test]
    fn a_fetched_store_that_does_not_match_is_not_the_store_of_the_picture() {
        let reference = remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")));
        let facts = facts(vec![c2pa(created(StoreState::Unbound, AI)), reference]);
        assert_eq!((facts.c2pa.state, facts.c2pa.claim), (C2paLayer::RemoteOnly, OriginClaim::NoStatement));
        assert_eq!((facts.c2pa.store, facts.integrity), (None, crate::facts::model::Integrity::Unknown));
        assert_eq!(facts.origin.claim, OriginClaim::NoStatement);
        assert!(!facts.c2pa.several_stores && facts.c2pa.unbound.is_some());
    }

    #[test]
    fn a_gathered_statement_loses_a_level() {
        let mut gathered = created(StoreState::Trusted, AI);
        gathered.statements[0].attributed = false;
        let origin = facts(vec![c2pa(gathered)]).origin;
        assert_eq!((origin.claim, origin.strength), (OriginClaim::AiGenerated, Some(Strength::Signed)));
    }

    #[test]
    fn an_ancestor_is_worth_no_more_than_its_weakest_manifest() {
        let strength = |standing| {
            let parent = OriginStatement { standing, ..statement(Position::Parent(1), "c2pa.created", AI) };
            facts(vec![c2pa(store(StoreState::Trusted, vec![parent]))]).origin.strength
        };
        assert_eq!(strength(Standing::Official), Some(Strength::SignedTrusted));
        assert_eq!(strength(Standing::Listed), Some(Strength::Signed));
        assert_eq!(strength(Standing::Unlisted), Some(Strength::Signed));
        assert_eq!(strength(Standing::Unconfirmed), Some(Strength::SignedUnconfirmed));
    }

    #[test]
    fn a_denial_is_as_strong_as_its_weakest_part() {
        let opened = statement(Position::Active, "c2pa.opened", "");
        let parent =
            OriginStatement { standing: Standing::Listed, ..statement(Position::Parent(1), "c2pa.created", CAMERA) };
        let origin = facts(vec![c2pa(store(StoreState::Trusted, vec![opened, parent]))]).origin;
        assert_eq!((origin.claim, origin.strength), (OriginClaim::DeclaredNotAi, Some(Strength::Signed)));
    }

    #[test]
    fn a_forged_parent_earns_no_denial() {
        let opened = statement(Position::Active, "c2pa.opened", "");
        let parent =
            OriginStatement { standing: Standing::Unlisted, ..statement(Position::Parent(1), "c2pa.created", CAMERA) };
        check(store(StoreState::Trusted, vec![opened, parent]), C2paLayer::Trusted, OriginClaim::NoStatement);
    }

    #[test]
    fn without_a_store_remains_decide() {
        let state = |evidence| facts(evidence).c2pa.state;
        let remote = || remnant(Remnant::RemoteReference(Untrusted::new("https://example.org/m")));
        let own = || remnant(Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/x")));
        assert_eq!(state(vec![]), C2paLayer::Absent);
        assert_eq!(state(vec![remote()]), C2paLayer::RemoteOnly);
        assert_eq!(state(vec![remote(), own()]), C2paLayer::Remnant);
        assert_eq!(state(vec![remnant(Remnant::Fragment { what: &MANIFEST_BOX })]), C2paLayer::Remnant);
    }

    #[test]
    fn absence_needs_a_search_that_ran_to_its_end() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        assert_eq!(from(Format::Png, &reading).c2pa.state, C2paLayer::Unknown);
        let mut reading = complete(vec![]);
        let entry = reading.coverage.iter_mut().find(|entry| entry.reader == "c2pa").unwrap();
        entry.state = CoverageState::Skipped { reason: &crate::coverage::reason::NO_RAW_SCAN };
        assert_eq!(from(Format::Png, &reading).c2pa.state, C2paLayer::Unknown);
    }

    #[test]
    fn two_stores_are_none() {
        let layer =
            facts(vec![c2pa(created(StoreState::Trusted, AI)), c2pa(created(StoreState::Trusted, CAMERA))]).c2pa;
        assert_eq!(
            (layer.state, layer.claim, layer.several_stores),
            (C2paLayer::Unreadable, OriginClaim::NoStatement, true)
        );
    }
}
