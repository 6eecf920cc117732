//! Content Credentials: the C2PA manifest store of a picture, or what is left of one.
//!
//! Carriers: JPEG APP11, PNG `caBX`, RIFF `C2PA`, BMFF `uuid`, TIFF 0xCD41, GIF `C2PA_GIF`, JPEG XL `jumb`,
//! and XMP `dcterms:provenance` for references (C2PA 2.2 Annex A). The `c2pa` library validates each store
//! once; what its manifests say is read here ([`statements`]), its codes are judged here ([`codes`]), and
//! the signer is held against the trust lists by [`crate::trust`]. Stripping leaves an emptied or renamed
//! carrier, loose boxes, or a reference without its target ([`remnants`]). What cannot be told: whether a
//! picture without any of these ever had a manifest.

mod carrier;
mod cbor;
mod codes;
mod jumbf;
mod remnants;
mod statements;
mod store;
mod validation;

use std::ops::Range;

use super::{Input, Reader};
use crate::container::layout::Format;
use crate::context::Depth;
use crate::coverage::{Coverage, CoverageState};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::vocabulary::c2pa::{Remnant, Store, StoreState};
use carrier::{Candidate, Gathered, Kind};
use remnants::Found;
use store::{Court, Judged};
use validation::Answer;

/// Reads Content Credentials and their remains.
pub static READER: Reader = Reader { id: "c2pa", read };

fn read(input: &Input<'_>) -> Reading {
    let gathered = carrier::gather(input.asset, input.layout, input.limits);
    let (judged, state) = validate(input, &gathered);
    let mut reading = Reading::default();
    let bound = judged.as_ref().is_some_and(|judged| is_bound(judged.store.state));
    let (remnants, remnants_state) = search_remnants(input, &gathered, (judged.is_some(), bound));
    if let Some(outdated) = judged.as_ref().and_then(|_| outdated_lists(input)) {
        reading.coverage.push(outdated);
    }
    reading.evidence.extend(judged.map(|judged| store_evidence(input, &gathered.candidates, judged)));
    reading.evidence.extend(remnants);
    reading.coverage.push(Coverage { reader: "c2pa", state });
    reading.coverage.push(Coverage { reader: "c2pa-remnants", state: remnants_state });
    reading
}

/// The bytes are as signed, so nothing can have been cut out of them since.
fn is_bound(state: StoreState) -> bool {
    match state {
        StoreState::Trusted | StoreState::Valid | StoreState::NotConfirmable => true,
        StoreState::Tampered | StoreState::Unreadable => false,
    }
}

/// The library is asked only when there is something for it: splitting a JPEG to find nothing costs it more
/// than everything else in this program together.
fn validate(input: &Input<'_>, gathered: &Gathered) -> (Option<Judged>, CoverageState) {
    let wanted = gathered.candidates.iter().any(|candidate| candidate.kind != Kind::Foreign);
    if !wanted {
        return (None, without_candidates(input, gathered));
    }
    if input.asset.size() > input.limits.c2pa_bytes_max {
        return (None, CoverageState::Stopped { limit: "c2pa_bytes_max", at: input.limits.c2pa_bytes_max });
    }
    let Some(context) = &input.trust.library().context else {
        let why = "the C2PA library refuses its settings".to_owned();
        return (None, CoverageState::Unreadable { why, at: 0 });
    };
    let inflated_bytes_max = input.limits.inflated_bytes_max;
    let manifests: Vec<_> = gathered
        .candidates
        .iter()
        .filter(|candidate| candidate.kind != Kind::Foreign)
        .flat_map(|candidate| jumbf::manifests(&candidate.bytes, inflated_bytes_max))
        .collect();
    let manifests_max = input.limits.manifests_max;
    let court = Court { trust: input.trust, as_of: input.context.as_of };
    match validation::validate(input.asset, input.layout.format, context) {
        Answer::Store(validation) => {
            let said = statements::read(&manifests, &validation.active_label, manifests_max);
            let state = coverage(input, gathered, said.stopped);
            (Some(store::judge(&validation, &manifests, said, &court)), state)
        }
        Answer::Failed(code) => {
            let last = manifests.last().map(|manifest| manifest.label.as_str()).unwrap_or_default();
            let said = statements::read(&manifests, last, manifests_max);
            let state = coverage(input, gathered, said.stopped);
            (Some(store::unreadable(&code, &manifests, said)), state)
        }
        Answer::Nothing | Answer::Remote => (None, coverage(input, gathered, false)),
    }
}

fn without_candidates(input: &Input<'_>, gathered: &Gathered) -> CoverageState {
    if !input.layout.format.has_metadata_place() {
        return CoverageState::NotApplicable { reason: "the format has no place for a manifest" };
    }
    coverage(input, gathered, false)
}

fn coverage(input: &Input<'_>, gathered: &Gathered, stopped: bool) -> CoverageState {
    let mut state = input.layout.coverage.clone();
    if stopped {
        state.worsen(&CoverageState::Stopped { limit: "manifests_max", at: 0 });
    }
    if let Some(at) = gathered.stopped_at {
        state.worsen(&CoverageState::Stopped { limit: "metadata_bytes_max", at });
    }
    if let Some((why, at)) = gathered.unreadable.clone() {
        state.worsen(&CoverageState::Unreadable { why, at });
    }
    state
}

fn outdated_lists(input: &Input<'_>) -> Option<Coverage> {
    let outdated = input.trust.lists.iter().any(|list| list.is_outdated(input.context.as_of));
    let state = CoverageState::Skipped { reason: "a trust list is past the date of its next update" };
    outdated.then_some(Coverage { reader: "c2pa-trust", state })
}

fn store_evidence(input: &Input<'_>, candidates: &[Candidate], judged: Judged) -> Evidence {
    let live: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.kind != Kind::Foreign).collect();
    let Judged { store, says, strength } = judged;
    Evidence {
        kind: EvidenceKind::C2paStore,
        carrier: carrier_name(input.layout.format, live.first().map_or("manifest", |first| first.name.as_str())),
        span: span(&live),
        says,
        strength,
        detail: Detail::Store(Box::<Store>::new(store)),
    }
}

fn span(candidates: &[&Candidate]) -> Option<Range<u64>> {
    let start = candidates.iter().map(|candidate| candidate.span.start).min()?;
    let end = candidates.iter().map(|candidate| candidate.span.end).max()?;
    Some(start..end)
}

fn carrier_name(format: Format, name: &str) -> String {
    format!("{}:{name}", format.id())
}

/// Looks for remains. `(read, bound)`: whether a store was judged, and whether it holds.
fn search_remnants(
    input: &Input<'_>,
    gathered: &Gathered,
    (read, bound): (bool, bool),
) -> (Vec<Evidence>, CoverageState) {
    if bound {
        return (Vec::new(), CoverageState::Complete);
    }
    let mut found = remnants::structural(input.asset, input.layout, &gathered.candidates);
    if !read {
        let whole = gathered.candidates.iter().filter(|candidate| candidate.kind == Kind::Store);
        found.extend(whole.map(|candidate| Found {
            remnant: Remnant::Fragment { what: "manifest store that cannot be read" },
            name: candidate.name.clone(),
            span: candidate.span.clone(),
        }));
    }
    let state = if input.context.depth == Depth::Metadata {
        CoverageState::Skipped { reason: "raw scan not run at metadata depth" }
    } else {
        let candidates = gathered.candidates.iter().map(|candidate| candidate.span.clone());
        let known: Vec<Range<u64>> = candidates.chain(found.iter().map(|found| found.span.clone())).collect();
        let (scanned, state) = remnants::scan(input.asset, &known, input.limits);
        found.extend(scanned);
        state
    };
    let mut evidence: Vec<Evidence> = found.into_iter().map(|found| fragment_evidence(input, found)).collect();
    if !read {
        evidence.extend(remnants::references(input.metadata).into_iter().map(|(remnant, place)| Evidence {
            kind: EvidenceKind::C2paReference,
            carrier: place.carrier,
            span: Some(place.span),
            says: Statement::Existed,
            strength: Strength::Declared,
            detail: Detail::Remnant(remnant),
        }));
    }
    (evidence, state)
}

fn fragment_evidence(input: &Input<'_>, found: Found) -> Evidence {
    Evidence {
        kind: EvidenceKind::C2paFragment,
        carrier: carrier_name(input.layout.format, &found.name),
        span: Some(found.span),
        says: Statement::Existed,
        strength: Strength::Detected,
        detail: Detail::Remnant(found.remnant),
    }
}
