//! Content Credentials: the C2PA manifest store of a picture, or what is left of one.
//!
//! Carriers: JPEG APP11, PNG `caBX`, RIFF `C2PA`, BMFF `uuid`, TIFF 0xCD41, GIF `C2PA_GIF`, JPEG XL `jumb`,
//! and XMP `dcterms:provenance` for references (C2PA 2.2 Annex A). The `c2pa` library validates each store
//! once; what its manifests say is read here ([`statements`]), its codes are judged here ([`codes`]), and
//! the signer is held against the trust lists by [`crate::trust`]. Stripping leaves an emptied or renamed
//! carrier, loose boxes, or a reference without its target ([`remnants`]); a target that the caller fetched is
//! read by [`remote`]. What cannot be told: whether a picture without any of these ever had a manifest.

mod carrier;
mod cbor;
mod codes;
mod jumbf;
mod remnants;
mod remote;
mod statements;
mod store;
#[cfg(test)]
pub(crate) mod test_apart;
mod thumbnails;
mod validation;

use std::ops::Range;

use crate::container::layout::Format;
use crate::context::Depth;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::metadata::model::Place;
use crate::reader::{Input, Reader};
use crate::vocabulary::c2pa::{Remnant, STORE_UNREADABLE, Standing, Store, StoreState};
use carrier::{Candidate, Gathered, Kind};
use jumbf::RawManifest;
use remnants::Found;
use statements::Said;
use store::{Court, Judged};
pub(super) use thumbnails::thumbnails;
use validation::Answer;

/// Reads Content Credentials and their remains.
pub static READER: Reader = Reader { id: "c2pa", read };

fn read(input: &Input<'_>) -> Reading {
    let gathered = carrier::gather(input.asset, input.layout, input.limits);
    let (judged, state) = validate(input, &gathered);
    let mut reading = Reading::default();
    // A reference next to a store is part of it; it counts when nothing else is there.
    let references = if judged.is_some() { Vec::new() } else { remnants::references(input.metadata) };
    let fetched = remote::read(input, &references);
    let state_of_store = judged.as_ref().or(fetched.judged.as_ref()).map(|judged| judged.store.state);
    let bound = state_of_store.is_some_and(is_bound);
    let (remnants, remnants_state) = search_remnants(input, &gathered, (judged.is_some(), bound));
    let remnants = if input.layout.format == Format::Unknown { unplaced(remnants) } else { remnants };
    if let Some(outdated) = state_of_store.and_then(|_| outdated_lists(input)) {
        reading.coverage.push(outdated);
    }
    reading.evidence.extend(judged.map(|judged| store_evidence(input, &gathered.candidates, judged)));
    reading.evidence.extend(fetched.judged.map(remote::evidence));
    reading.evidence.extend(remnants);
    reading.evidence.extend(references.into_iter().map(reference_evidence));
    reading.coverage.push(Coverage { reader: "c2pa", state });
    reading.coverage.extend(fetched.coverage);
    reading.coverage.push(Coverage { reader: "c2pa-remnants", state: remnants_state });
    reading
}

/// The bytes are as signed, so nothing can have been cut out of them since.
fn is_bound(state: StoreState) -> bool {
    match state {
        StoreState::Trusted | StoreState::Valid | StoreState::NotConfirmable => true,
        StoreState::Tampered | StoreState::Unreadable | StoreState::Unbound => false,
    }
}

/// The library is asked only when there is something for it: splitting a JPEG to find nothing costs it more
/// than everything else in this program together.
fn validate(input: &Input<'_>, gathered: &Gathered) -> (Option<Judged>, CoverageState) {
    let wanted = gathered.candidates.iter().any(|candidate| candidate.kind != Kind::Foreign);
    if !wanted {
        return (None, without_candidates(input, gathered));
    }
    let live = || gathered.candidates.iter().filter(|candidate| candidate.kind != Kind::Foreign);
    let stores = live().map(|candidate| candidate.bytes.as_slice());
    let whole = gathered.stopped_at.is_none() && gathered.unreadable.is_none();
    let context = match validation::library(input, stores, whole) {
        Ok(context) => context,
        Err(state) => return (None, state),
    };
    let inflated_bytes_max = input.limits.inflated_bytes_max;
    let manifests = jumbf::manifests(live().map(|candidate| candidate.bytes.as_slice()), inflated_bytes_max);
    let manifests_max = input.limits.manifests_max;
    let court = Court { trust: input.trust, as_of: input.context.as_of };
    match validation::validate(input.asset, input.layout.format, context) {
        Answer::Store(validation) => {
            let standing_of = |manifest: &RawManifest| store::standing(&validation, manifest, &court);
            let said = statements::read(&manifests, &validation.active_label, manifests_max, &standing_of);
            let mut state = coverage(input, gathered, said.stopped);
            if said.unread {
                state.worsen(&CoverageState::Unreadable { why: reason::STATEMENTS.message(), at: 0 });
            }
            (Some(store::judge(&validation, &manifests, said, &court)), state)
        }
        // Without one whole store it is not a store that cannot be judged but the rest of one.
        Answer::Failed(_) if !has_whole_store(gathered) => (None, coverage(input, gathered, false)),
        Answer::Failed(code) => {
            let last = manifests.last().map(|manifest| manifest.label.as_str()).unwrap_or_default();
            let said = statements::read(&manifests, last, manifests_max, &|_| Standing::Unconfirmed);
            let state = coverage(input, gathered, said.stopped);
            (Some(store::unreadable(&code, &manifests, said)), state)
        }
        Answer::Nothing | Answer::Remote => (None, coverage(input, gathered, false)),
    }
}

fn has_whole_store(gathered: &Gathered) -> bool {
    gathered.candidates.iter().any(|candidate| candidate.kind == Kind::Store)
}

fn without_candidates(input: &Input<'_>, gathered: &Gathered) -> CoverageState {
    if !input.layout.format.has_metadata_place() {
        return CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_MANIFEST };
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
    if let Some((error, at)) = &gathered.unreadable {
        let why = reason::IO.with("error", error.as_str());
        state.worsen(&CoverageState::Unreadable { why, at: *at });
    }
    state
}

fn outdated_lists(input: &Input<'_>) -> Option<Coverage> {
    let outdated = input.trust.lists.iter().any(|list| list.is_outdated(input.context.as_of));
    let state = CoverageState::Skipped { reason: &reason::TRUST_LIST_OUTDATED };
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

/// In a file of no known format nobody can tell the rest of a store from one in its proper place: PDF, MP3 and
/// many more carry them. Such boxes are a manifest that cannot be judged, never a sign of removal.
fn unplaced(found: Vec<Evidence>) -> Vec<Evidence> {
    let (fragments, mut rest): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|evidence| evidence.kind == EvidenceKind::C2paFragment);
    rest.extend(fragments.into_iter().next().map(|first| {
        let Judged { store, says, strength } = store::unreadable("format.unknown", &[], Said::default());
        Evidence {
            kind: EvidenceKind::C2paStore,
            says,
            strength,
            detail: Detail::Store(Box::<Store>::new(store)),
            ..first
        }
    }));
    rest
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
            remnant: Remnant::Fragment { what: &STORE_UNREADABLE },
            name: candidate.name.clone(),
            span: candidate.span.clone(),
        }));
    }
    let state = if input.context.depth == Depth::Metadata {
        CoverageState::Skipped { reason: &reason::NO_RAW_SCAN }
    } else {
        let candidates = gathered.candidates.iter().map(|candidate| candidate.span.clone());
        let known: Vec<Range<u64>> = candidates.chain(found.iter().map(|found| found.span.clone())).collect();
        let (scanned, state) = remnants::scan(input.asset, &known, input.limits);
        found.extend(scanned);
        state
    };
    (found.into_iter().map(|found| fragment_evidence(input, found)).collect(), state)
}

fn reference_evidence((remnant, place): (Remnant, Place)) -> Evidence {
    Evidence {
        kind: EvidenceKind::C2paReference,
        carrier: place.carrier,
        span: Some(place.span),
        says: Statement::Existed,
        strength: Strength::Declared,
        detail: Detail::Remnant(remnant),
    }
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use serde_json::{Value, json};
    use time::OffsetDateTime;
    use time::macros::datetime;

    use super::*;
    use crate::asset::{Asset, RemoteManifest};
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::message::{Lang, Message};
    use crate::metadata::model::Metadata;
    use crate::trust::test_pki::{self, Authority, Leaf};
    use crate::trust::{TrustFile, TrustStore};
    use crate::vocabulary::c2pa::{SignerProblem, Tampering, TrustList};
    use crate::{container, metadata};

    const DAY: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);
    const TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    const CAPTURE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";

    struct Pki {
        root: Authority,
        leaf: Leaf,
    }

    fn pki() -> Pki {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[test_pki::EMAIL], 2030, &root);
        Pki { root, leaf }
    }

    fn trusting(pki: &Pki) -> TrustStore {
        TrustStore::new(&[TrustFile { name: "mine.pem".into(), bytes: pki.root.pem.clone().into_bytes() }]).unwrap()
    }

    fn plain(format: image::ImageFormat) -> Vec<u8> {
        let picture = image::RgbImage::from_fn(48, 32, |x, y| image::Rgb([(x * 5) as u8, (y * 7) as u8, 90]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn sign(pki: &Pki, mime: &str, source: Vec<u8>, actions: &Value) -> Vec<u8> {
        sign_all(pki, mime, source, (actions, None))
    }

    fn sign_with_parent(pki: &Pki, parent: &[u8], actions: &Value) -> Vec<u8> {
        sign_all(pki, "image/png", plain(image::ImageFormat::Png), (actions, Some(parent)))
    }

    fn sign_all(pki: &Pki, mime: &str, source: Vec<u8>, (actions, parent): (&Value, Option<&[u8]>)) -> Vec<u8> {
        let chain = format!("{}{}", pki.leaf.pem, pki.root.pem);
        let key = pki.leaf.key_pem.as_bytes();
        let signer = c2pa::create_signer::from_keys(chain.as_bytes(), key, c2pa::SigningAlg::Es256, None).unwrap();
        let definition = json!({
            "claim_generator_info": [{"name": "tests", "version": "1"}],
            "assertions": [{"label": "c2pa.actions.v2", "data": actions, "created": true}],
        });
        let context = c2pa::Context::new().with_settings(r#"{"verify":{"verify_after_sign":false}}"#).unwrap();
        let mut builder =
            c2pa::Builder::from_context(context).with_definition(definition.to_string().as_str()).unwrap();
        if let Some(parent) = parent {
            let ingredient = json!({"title": "p", "label": "p", "relationship": "parentOf"}).to_string();
            builder.add_ingredient_from_stream(ingredient, mime, &mut Cursor::new(parent)).unwrap();
        }
        let (mut source, mut signed) = (Cursor::new(source), Cursor::new(Vec::new()));
        builder.sign(signer.as_ref(), mime, &mut source, &mut signed).unwrap();
        signed.into_inner()
    }

    const ELSEWHERE: &str = "https://manifests.example.com/m.c2pa";

    fn sign_apart(pki: &Pki, source: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        test_apart::sign(&pki.leaf, &pki.root, (source, ELSEWHERE))
    }

    fn created(source_type: &str) -> Value {
        json!({"actions": [{"action": "c2pa.created", "digitalSourceType": source_type}], "allActionsIncluded": true})
    }

    fn signed_png(pki: &Pki, source_type: &str) -> Vec<u8> {
        sign(pki, "image/png", plain(image::ImageFormat::Png), &created(source_type))
    }

    fn read_at(bytes: &[u8], trust: &TrustStore, moment: (OffsetDateTime, Depth)) -> Reading {
        read_with(bytes, None, trust, moment)
    }

    fn read_with(
        bytes: &[u8],
        remote: Option<&RemoteManifest>,
        trust: &TrustStore,
        (as_of, depth): (OffsetDateTime, Depth),
    ) -> Reading {
        let bytes = bytes.to_vec();
        let asset = Asset { remote, ..Asset::new("test", &bytes) };
        let limits = Limits::default();
        let context = Context { depth, ..Context::at(as_of) };
        let layout = container::walk(&asset, depth, &limits);
        let metadata = metadata::parse(&asset, &layout, &limits);
        read(&Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits: &limits,
            trust,
            context: &context,
        })
    }

    fn store(reading: &Reading) -> Option<(&Evidence, &Store)> {
        reading.evidence.iter().find_map(|evidence| {
            let Detail::Store(store) = &evidence.detail else { return None };
            Some((evidence, store.as_ref()))
        })
    }

    #[track_caller]
    fn check(bytes: &[u8], trust: &TrustStore, expected: (StoreState, Statement, Strength)) -> Store {
        let reading = read_at(bytes, trust, (DAY, Depth::Full));
        let (evidence, store) = store(&reading).unwrap_or_else(|| panic!("no store: {reading:?}"));
        assert_eq!((store.state, evidence.says, evidence.strength), expected, "{:?}", store.failure_codes);
        store.clone()
    }

    fn fragments(reading: &Reading) -> usize {
        reading.evidence.iter().filter(|evidence| evidence.kind == EvidenceKind::C2paFragment).count()
    }

    #[test]
    fn a_signer_on_a_list_is_trusted_and_another_is_not() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let expected = (StoreState::Trusted, Statement::AiGenerated, Strength::Signed);
        let store = check(&bytes, &trusting(&pki), expected);
        assert_eq!((store.trust, store.failure_codes), (TrustList::User, vec![]));
        let expected = (StoreState::Valid, Statement::AiGenerated, Strength::Signed);
        let store = check(&bytes, &TrustStore::default(), expected);
        assert_eq!(store.failure_codes, ["signingCredential.untrusted"]);
    }

    #[test]
    fn every_container_is_read() {
        let pki = pki();
        let expected = (StoreState::Trusted, Statement::AiGenerated, Strength::Signed);
        for (mime, format) in [
            ("image/jpeg", image::ImageFormat::Jpeg),
            ("image/webp", image::ImageFormat::WebP),
            ("image/gif", image::ImageFormat::Gif),
            ("image/tiff", image::ImageFormat::Tiff),
        ] {
            check(&sign(&pki, mime, plain(format), &created(TRAINED)), &trusting(&pki), expected);
        }
    }

    #[test]
    fn expiry_follows_the_instant_of_the_check() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let reading = read_at(&bytes, &trusting(&pki), (datetime!(2031-01-01 00:00 UTC), Depth::Full));
        let (evidence, store) = store(&reading).unwrap();
        assert_eq!((store.state, store.signer_problem), (StoreState::NotConfirmable, Some(SignerProblem::Expired)));
        assert_eq!((evidence.says, evidence.strength), (Statement::AiGenerated, Strength::SignedUnconfirmed));
        assert_eq!((store.tampering, store.trust), (None, TrustList::None));
    }

    #[test]
    fn a_changed_picture_is_tampered() {
        let pki = pki();
        let mut bytes = signed_png(&pki, TRAINED);
        let at = bytes.len() - 20;
        bytes[at] ^= 1;
        let expected = (StoreState::Tampered, Statement::Existed, Strength::SignedUnconfirmed);
        let store = check(&bytes, &trusting(&pki), expected);
        assert_eq!(store.tampering, Some(Tampering::Content));
        assert_eq!(store.statements.len(), 1);
    }

    #[test]
    fn a_changed_manifest_is_tampered() {
        let pki = pki();
        let mut bytes = signed_png(&pki, TRAINED);
        let at = memchr::memmem::find(&bytes, b"trainedAlgorithmicMedia").unwrap();
        bytes[at] ^= 1;
        let expected = (StoreState::Tampered, Statement::Existed, Strength::SignedUnconfirmed);
        let store = check(&bytes, &trusting(&pki), expected);
        assert_eq!(store.tampering, Some(Tampering::Manifest));
    }

    #[test]
    fn a_denial_needs_a_listed_signer() {
        let pki = pki();
        let bytes = signed_png(&pki, CAPTURE);
        check(&bytes, &trusting(&pki), (StoreState::Trusted, Statement::NotAi, Strength::Signed));
        check(&bytes, &TrustStore::default(), (StoreState::Valid, Statement::Nothing, Strength::Signed));
    }

    #[test]
    fn a_denial_needs_the_whole_history() {
        let pki = pki();
        let actions = json!({"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}]});
        let bytes = sign(&pki, "image/png", plain(image::ImageFormat::Png), &actions);
        check(&bytes, &trusting(&pki), (StoreState::Trusted, Statement::Nothing, Strength::Signed));
    }

    #[test]
    fn an_edit_with_a_model_is_an_edit() {
        let pki = pki();
        let actions = json!({"actions": [
            {"action": "c2pa.created", "digitalSourceType": CAPTURE},
            {"action": "c2pa.edited", "digitalSourceType": TRAINED}], "allActionsIncluded": true});
        let bytes = sign(&pki, "image/png", plain(image::ImageFormat::Png), &actions);
        check(&bytes, &trusting(&pki), (StoreState::Trusted, Statement::AiEdited, Strength::Signed));
    }

    #[test]
    fn a_renamed_carrier_leaves_a_fragment_at_every_depth() {
        let pki = pki();
        let mut bytes = signed_png(&pki, TRAINED);
        let at = memchr::memmem::find(&bytes, b"caBX").unwrap();
        bytes[at..at + 4].copy_from_slice(b"caBY");
        for depth in [Depth::Metadata, Depth::Full] {
            let reading = read_at(&bytes, &trusting(&pki), (DAY, depth));
            assert!(store(&reading).is_none());
            assert_eq!(fragments(&reading), 1, "{reading:?}");
        }
    }

    #[test]
    fn two_stores_are_unreadable() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let at = memchr::memmem::find(&bytes, b"caBX").unwrap() - 4;
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize + 12;
        let twice = [&bytes[..at + length], &bytes[at..]].concat();
        let expected = (StoreState::Unreadable, Statement::Existed, Strength::Declared);
        assert_eq!(check(&twice, &trusting(&pki), expected).failure_codes, ["malformed.multiple-stores"]);
    }

    #[test]
    fn a_missing_first_segment_leaves_a_fragment() {
        let pki = pki();
        let padding = json!({"actions": [{"action": "c2pa.created", "digitalSourceType": TRAINED, "description": "x".repeat(90_000)}]});
        let bytes = sign(&pki, "image/jpeg", plain(image::ImageFormat::Jpeg), &padding);
        let at = memchr::memmem::find(&bytes, b"\xff\xeb").unwrap();
        let length = usize::from(u16::from_be_bytes(bytes[at + 2..at + 4].try_into().unwrap())) + 2;
        let cut = [&bytes[..at], &bytes[at + length..]].concat();
        let reading = read_at(&cut, &trusting(&pki), (DAY, Depth::Metadata));
        assert!(store(&reading).is_none_or(|(_, store)| store.state == StoreState::Unreadable), "{reading:?}");
        assert!(fragments(&reading) > 0, "{reading:?}");
    }

    #[test]
    fn a_store_behind_the_picture_is_a_fragment() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let at = memchr::memmem::find(&bytes, b"caBX").unwrap() + 4;
        let loose = [plain(image::ImageFormat::Jpeg).as_slice(), &bytes[at..at + 3_000]].concat();
        let reading = read_at(&loose, &trusting(&pki), (DAY, Depth::Full));
        assert_eq!((store(&reading).is_none(), fragments(&reading)), (true, 1), "{reading:?}");
    }

    #[test]
    fn a_store_in_a_file_of_no_known_format_is_not_judged_and_no_remnant() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let at = memchr::memmem::find(&bytes, b"caBX").unwrap() + 4;
        let other = [b"%PDF-1.7 something", &bytes[at..at + 6_000], b" and more"].concat();
        let reading = read_at(&other, &trusting(&pki), (DAY, Depth::Full));
        let (evidence, store) = store(&reading).unwrap();
        assert_eq!((store.state, evidence.says), (StoreState::Unreadable, Statement::Existed));
        assert_eq!(
            (store.failure_codes.as_slice(), fragments(&reading)),
            (["format.unknown".to_owned()].as_slice(), 0)
        );
    }

    #[test]
    fn a_parent_somebody_signed_on_his_own_earns_no_denial() {
        let (pki, stranger) = (pki(), pki());
        let resigned = |parent: &Pki, term: &str| {
            let actions = json!({"actions": [{"action": "c2pa.opened", "parameters": {"ingredientIds": ["p"]}}], "allActionsIncluded": true});
            sign_with_parent(&pki, &signed_png(parent, term), &actions)
        };
        let (trusted, lists) = (StoreState::Trusted, trusting(&pki));
        check(&resigned(&pki, CAPTURE), &lists, (trusted, Statement::NotAi, Strength::Signed));
        check(&resigned(&stranger, CAPTURE), &lists, (trusted, Statement::Nothing, Strength::Signed));
        check(&resigned(&stranger, TRAINED), &lists, (trusted, Statement::AiGenerated, Strength::Signed));
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        for format in [image::ImageFormat::Png, image::ImageFormat::Jpeg, image::ImageFormat::Bmp] {
            let reading = read_at(&plain(format), &TrustStore::default(), (DAY, Depth::Full));
            assert_eq!(reading.evidence, [], "{format:?}");
            assert!(reading.coverage.iter().all(|coverage| coverage.state.is_conclusive()), "{reading:?}");
        }
    }

    #[test]
    fn at_metadata_depth_the_raw_scan_is_said_to_be_missing() {
        let reading = read_at(&plain(image::ImageFormat::Png), &TrustStore::default(), (DAY, Depth::Metadata));
        let remnants = reading.coverage.iter().find(|coverage| coverage.reader == "c2pa-remnants").unwrap();
        assert_eq!(remnants.state.id(), "skipped");
    }

    #[test]
    fn an_old_list_is_said_to_be_old() {
        let pki = pki();
        let reading =
            read_at(&signed_png(&pki, TRAINED), &TrustStore::default(), (datetime!(2028-01-01 00:00 UTC), Depth::Full));
        assert!(reading.coverage.iter().any(|coverage| coverage.reader == "c2pa-trust"));
    }

    #[test]
    fn a_file_too_large_is_said_to_be_unjudged() {
        let pki = pki();
        let bytes = signed_png(&pki, TRAINED);
        let asset = Asset::new("test", &bytes);
        let limits = Limits { c2pa_bytes_max: 100, ..Limits::default() };
        let (context, trust) = (Context::at(DAY), trusting(&pki));
        let layout = container::walk(&asset, Depth::Full, &limits);
        let metadata = Metadata::default();
        let input = Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits: &limits,
            trust: &trust,
            context: &context,
        };
        let reading = read(&input);
        let state = &reading.coverage.iter().find(|coverage| coverage.reader == "c2pa").unwrap().state;
        assert!(matches!(state, CoverageState::Stopped { limit: "c2pa_bytes_max", .. }));
    }

    fn answered(answer: Result<Vec<u8>, Message>) -> RemoteManifest {
        RemoteManifest { reference: ELSEWHERE.to_owned(), answer }
    }

    fn fetched(bytes: &[u8], trust: &TrustStore, answer: Result<Vec<u8>, Message>) -> Reading {
        read_with(bytes, Some(&answered(answer)), trust, (DAY, Depth::Full))
    }

    #[track_caller]
    fn check_remote(reading: &Reading, state: &str, reason: &str) {
        let entries: Vec<_> = reading.coverage.iter().filter(|entry| entry.reader == "c2pa-remote").collect();
        assert_eq!(entries.len(), 1, "{reading:?}");
        let said = entries[0].state.reason().map(|why| why.render(Lang::En).into_owned()).unwrap_or_default();
        assert!(entries[0].state.id() == state && said.contains(reason), "{entries:?}");
        // Whatever came of it, the reference is still told with its place.
        let reference = reading.evidence.iter().find(|evidence| evidence.kind == EvidenceKind::C2paReference).unwrap();
        assert!(reference.span.is_some());
    }

    #[test]
    fn a_manifest_that_was_not_fetched_is_said_to_be_unread() {
        let pki = pki();
        let (bytes, _) = sign_apart(&pki, plain(image::ImageFormat::Jpeg));
        let reading = read_at(&bytes, &trusting(&pki), (DAY, Depth::Full));
        check_remote(&reading, "skipped", "was not fetched");
        assert!(store(&reading).is_none());
        let none = read_at(&plain(image::ImageFormat::Jpeg), &trusting(&pki), (DAY, Depth::Full));
        assert!(!none.coverage.iter().any(|entry| entry.reader == "c2pa-remote"));
    }

    #[test]
    fn a_fetched_manifest_counts_like_an_embedded_one() {
        let pki = pki();
        let (bytes, manifest) = sign_apart(&pki, plain(image::ImageFormat::Jpeg));
        let reading = fetched(&bytes, &trusting(&pki), Ok(manifest));
        check_remote(&reading, "complete", "");
        let (evidence, store) = store(&reading).unwrap();
        assert_eq!((store.state, store.trust), (StoreState::Trusted, TrustList::User), "{:?}", store.failure_codes);
        assert_eq!((evidence.says, evidence.strength), (Statement::AiGenerated, Strength::Signed));
        assert_eq!((evidence.carrier.as_str(), &evidence.span), (format!("fetched:{ELSEWHERE}").as_str(), &None));
    }

    #[test]
    fn a_fetched_manifest_that_does_not_match_accuses_nobody() {
        let pki = pki();
        let (bytes, manifest) = sign_apart(&pki, plain(image::ImageFormat::Jpeg));
        let mut edited = bytes.clone();
        let at = edited.len() - 10;
        edited[at] ^= 1;
        let mut broken = manifest.clone();
        let at = memchr::memmem::find(&broken, b"trainedAlgorithmicMedia").unwrap();
        broken[at] ^= 1;
        for (bytes, manifest) in [(edited, manifest), (bytes, broken)] {
            let reading = fetched(&bytes, &trusting(&pki), Ok(manifest));
            check_remote(&reading, "complete", "");
            let (evidence, store) = store(&reading).unwrap();
            assert_eq!((store.state, store.tampering), (StoreState::Unbound, None));
            assert_eq!(evidence.says, Statement::Existed);
            assert!(store.failure_codes.iter().any(|code| code.ends_with(".mismatch")), "{:?}", store.failure_codes);
        }
    }

    #[test]
    fn what_could_not_be_had_or_read_is_neither_absent_nor_tampered() {
        let pki = pki();
        let (bytes, manifest) = sign_apart(&pki, plain(image::ImageFormat::Jpeg));
        let trust = trusting(&pki);
        let answers = [
            (Err(reason::EMPTY.message()), reason::EMPTY.en),
            (Ok(b"<html>not here</html>".to_vec()), "what was fetched"),
            (Ok(Vec::new()), "what was fetched"),
            (Ok(manifest[..manifest.len() / 2].to_vec()), "what was fetched"),
        ];
        for (answer, reason) in answers {
            let reading = fetched(&bytes, &trust, answer);
            check_remote(&reading, "unreadable", reason);
            assert!(store(&reading).is_none());
        }
    }

    #[test]
    fn an_answer_to_another_reference_is_not_used() {
        let pki = pki();
        let (bytes, manifest) = sign_apart(&pki, plain(image::ImageFormat::Jpeg));
        let other = RemoteManifest { reference: format!("{ELSEWHERE}?"), answer: Ok(manifest.clone()) };
        let reading = read_with(&bytes, Some(&other), &trusting(&pki), (DAY, Depth::Full));
        check_remote(&reading, "skipped", "was not fetched");
        // Next to a store of its own a picture needs no other.
        let own = signed_png(&pki, TRAINED);
        let reading = read_with(&own, Some(&answered(Ok(manifest))), &trusting(&pki), (DAY, Depth::Full));
        assert_eq!(reading.evidence.len(), 1, "{reading:?}");
    }

    #[test]
    fn cut_or_flipped_it_is_never_better_than_whole() {
        let pki = pki();
        let trust = trusting(&pki);
        let bytes = signed_png(&pki, TRAINED);
        for end in (0..bytes.len()).step_by(211) {
            let reading = read_at(&bytes[..end], &trust, (DAY, Depth::Full));
            assert!(store(&reading).is_none_or(|(_, store)| !is_bound(store.state)), "cut at {end}");
        }
        for at in (0..bytes.len()).step_by(211) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            let reading = read_at(&flipped, &trust, (DAY, Depth::Full));
            // The padding of the signature box is not signed; everything else keeps its answer or loses it.
            let says = store(&reading).map(|(evidence, _)| evidence.says);
            assert!(
                matches!(says, None | Some(Statement::AiGenerated | Statement::Existed)),
                "flipped at {at}: {says:?}"
            );
        }
    }
}
