//! A manifest that the asset only refers to, as the caller fetched it.
//!
//! In: the references of the asset, and what came of following one of them. Out: the store found there,
//! judged like an embedded one, and how far this search went. Nothing is fetched here. A manifest that does
//! not match the bytes says nothing against them ([`StoreState::Unbound`]), and one that could not be had is
//! neither absent nor tampered.

use super::jumbf::RawManifest;
use super::store::{self, Court, Judged};
use super::validation::{self, Answer};
use super::{jumbf, statements};
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Statement, Strength};
use crate::message::Message;
use crate::metadata::model::Place;
use crate::reader::Input;
use crate::untrusted::Untrusted;
use crate::vocabulary::c2pa::{Remnant, StoreState};

/// What following a reference yields.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// The store found there.
    pub(super) judged: Option<Judged>,
    /// One entry for the reference that was followed, and one for those that were not.
    pub(super) coverage: Vec<Coverage>,
}

/// Reads what was fetched for one of these references.
pub(super) fn read(input: &Input<'_>, references: &[(Remnant, Place)]) -> Fetched {
    let mut targets: Vec<(&str, u64)> = references.iter().filter_map(target).collect();
    let followed = input.asset.remote.filter(|remote| targets.iter().any(|(to, _)| *to == remote.reference));
    let Some(remote) = followed else {
        let reason = &reason::NOT_FETCHED;
        let skipped = (!targets.is_empty()).then(|| coverage(CoverageState::Skipped { reason }));
        return Fetched { judged: None, coverage: skipped.into_iter().collect() };
    };
    let at = targets.iter().find(|(to, _)| *to == remote.reference).map_or(0, |(_, at)| *at);
    let mut fetched = match &remote.answer {
        Ok(manifest) => judge(input, manifest, at),
        Err(why) => unreadable(why.clone(), at),
    };
    if let Some(judged) = &mut fetched.judged {
        judged.store.fetched_from = Some(Untrusted::new(remote.reference.as_str()));
    }
    targets.retain(|(to, _)| *to != remote.reference);
    if !targets.is_empty() {
        fetched.coverage.push(coverage(CoverageState::Skipped { reason: &reason::ONE_FETCHED }));
    }
    fetched
}

fn target((remnant, place): &(Remnant, Place)) -> Option<(&str, u64)> {
    match remnant {
        Remnant::RemoteReference(to) => Some((to.as_raw(), place.span.start)),
        Remnant::SelfReference(_) | Remnant::Fragment { .. } => None,
    }
}

fn coverage(state: CoverageState) -> Coverage {
    Coverage { reader: "c2pa-remote", state }
}

fn unreadable(why: Message, at: u64) -> Fetched {
    Fetched { judged: None, coverage: vec![coverage(CoverageState::Unreadable { why, at })] }
}

fn judge(input: &Input<'_>, manifest: &[u8], at: u64) -> Fetched {
    let context = match validation::library(input, [manifest].into_iter(), true) {
        Ok(context) => context,
        Err(state) => return Fetched { judged: None, coverage: vec![coverage(state)] },
    };
    let validation = match validation::validate_apart(input.asset, input.layout.format, context, manifest) {
        Answer::Store(validation) => validation,
        Answer::Failed(code) => return unreadable(reason::FETCHED_UNREADABLE.with("code", code), at),
        Answer::Nothing | Answer::Remote => return unreadable(reason::FETCHED_NO_MANIFEST.message(), at),
    };
    let manifests = jumbf::manifests([manifest].into_iter(), input.limits.inflated_bytes_max);
    let court = Court { trust: input.trust, as_of: input.context.as_of };
    let standing_of = |manifest: &RawManifest| store::standing(&validation, manifest, &court);
    let said = statements::read(&manifests, &validation.active_label, input.limits.manifests_max, &standing_of);
    let state = if said.stopped {
        CoverageState::Stopped { limit: "manifests_max", at }
    } else if said.unread {
        CoverageState::Unreadable { why: reason::STATEMENTS.message(), at }
    } else {
        CoverageState::Complete
    };
    let judged = unbind(store::judge(&validation, &manifests, said, &court));
    Fetched { judged: Some(judged), coverage: vec![coverage(state)] }
}

/// What does not match was never part of this asset, so nothing in it can have been changed.
fn unbind(mut judged: Judged) -> Judged {
    if judged.store.state == StoreState::Tampered {
        judged.store.state = StoreState::Unbound;
        judged.store.tampering = None;
        judged.says = Statement::Existed;
        judged.strength = Strength::SignedUnconfirmed;
    }
    judged
}

/// The evidence of a store found elsewhere: it has no place in the asset.
pub(super) fn evidence(judged: Judged) -> Evidence {
    let Judged { store, says, strength } = judged;
    let from = store.fetched_from.clone().unwrap_or_default();
    Evidence {
        kind: EvidenceKind::C2paStore,
        carrier: format!("fetched:{from}"),
        span: None,
        says,
        strength,
        detail: Detail::Store(Box::new(store)),
    }
}
