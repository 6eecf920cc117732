//! From the library's codes, our reading of the manifests and the trust lists to one judged store.
//!
//! In: a validation, the manifests as written, the instant of the check. Out: [`Store`] with its verdict,
//! and what it says of the picture at which strength (C2PA 2.2 §15; rules of combination as in the signals
//! rubric of the conformance programme). Must not know carriers or bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::OffsetDateTime;

use super::codes::{self, Outcome};
use super::jumbf::RawManifest;
use super::statements::{self, Said};
use super::validation::{Signed, Validation};
use crate::evidence::{Statement, Strength};
use crate::trust::{self, Certificate, TrustStore};
use crate::untrusted::Untrusted;
use crate::vocabulary::admission::Admission;
use crate::vocabulary::c2pa::{
    OriginStatement, Signer, SignerProblem, SigningTime, Standing, Store, StoreState, Tampering, TrustList,
};

/// A store with what it says of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judged {
    /// The store.
    pub(super) store: Store,
    /// What it says.
    pub(super) says: Statement,
    /// How strongly.
    pub(super) strength: Strength,
}

/// The circumstances a store is judged in.
pub(super) struct Court<'a> {
    /// Who may vouch.
    pub(super) trust: &'a TrustStore,
    /// The instant of the check.
    pub(super) as_of: OffsetDateTime,
}

impl Court<'_> {
    /// Anyone can run a time-stamping authority: an unlisted one proves no time.
    fn time_that_counts(&self, signing_time: SigningTime) -> OffsetDateTime {
        match signing_time {
            SigningTime::Trusted(at) => at,
            SigningTime::None | SigningTime::Unlisted(_) => self.as_of,
        }
    }
}

static UNSIGNED: Signed = Signed { certificates: Vec::new(), stamped_at: None };

/// What success codes show that the asset's own hash was compared; without one nothing binds the store to
/// these bytes, whatever else succeeded.
const BINDINGS: [&str; 4] = [
    "assertion.dataHash.match",
    "assertion.bmffHash.match",
    "assertion.boxesHash.match",
    "assertion.collectionHash.match",
];

/// Judges a store that the library could read.
pub(super) fn judge(validation: &Validation, manifests: &[RawManifest], said: Said, court: &Court<'_>) -> Judged {
    let active = manifests.iter().rfind(|manifest| manifest.label == validation.active_label);
    let signed = validation.signed.get(&validation.active_label).unwrap_or(&UNSIGNED);
    let certificate = signed.certificates.first().and_then(|der| Certificate::parse(der));
    let signing_time = signing_time(signed, active, court.trust);
    let finding = finding(validation, certificate.as_ref());
    let vouched = vouch(finding, certificate.as_ref(), &signed.certificates, (signing_time, court));
    let mut store = describe(said, active);
    for code in laundered_now(validation, manifests) {
        if !store.laundered.contains(&code) {
            store.laundered.push(code);
        }
    }
    store.state = vouched.state;
    store.bound = is_bound(validation);
    store.tampering = vouched.tampering;
    store.signer_problem = vouched.problem;
    store.trust = vouched.trust;
    store.signing_time = Some(signing_time);
    store.active_label = Some(Untrusted::new(validation.active_label.as_str()));
    store.signer = certificate.map(signer);
    store.failure_codes = failure_codes(validation, &store);
    store.informational_codes = informational_codes(validation, signing_time);
    conclude(store)
}

/// How a manifest other than the active one is vouched for by itself. The library verifies its signature; who
/// signed is asked of nobody else, and a trusted program can open a picture that somebody signed on his own.
pub(super) fn standing(validation: &Validation, manifest: &RawManifest, court: &Court<'_>) -> Standing {
    let Some(signed) = validation.signed.get(&manifest.label) else {
        return Standing::Unconfirmed;
    };
    let Some(certificate) = signed.certificates.first().and_then(|der| Certificate::parse(der)) else {
        return Standing::Unconfirmed;
    };
    let at = court.time_that_counts(signing_time(signed, Some(manifest), court.trust));
    if !certificate.is_valid_at(at) {
        return Standing::Unconfirmed;
    }
    match court.trust.signer_list(&signed.certificates, at) {
        TrustList::Official => Standing::Official,
        TrustList::Interim | TrustList::User => Standing::Listed,
        TrustList::None => Standing::Unlisted,
    }
}

/// A store the library gives up on: what it says is kept, as the remains of a statement.
pub(super) fn unreadable(code: &str, manifests: &[RawManifest], said: Said) -> Judged {
    let mut store = describe(said, manifests.last());
    store.active_label = manifests.last().map(|manifest| Untrusted::new(manifest.label.as_str()));
    store.failure_codes = vec![code.to_owned()];
    Judged { store, says: Statement::Existed, strength: Strength::Declared }
}

fn describe(said: Said, active: Option<&RawManifest>) -> Store {
    Store {
        state: StoreState::Unreadable,
        bound: false,
        fetched_from: None,
        tampering: None,
        signer_problem: None,
        trust: TrustList::None,
        signer: None,
        signing_time: None,
        generator: active.and_then(generator),
        active_label: None,
        statements: said.statements,
        chain_complete: said.chain_complete,
        chain_listed: said.chain_listed,
        all_actions_included: said.all_actions_included,
        laundered: said.laundered,
        soft_bindings: said.soft_bindings,
        declared_watermarks: said.declared_watermarks,
        failure_codes: Vec::new(),
        informational_codes: Vec::new(),
    }
}

/// `claim_generator_info` (a map, or a list of them in version 1), else the older `claim_generator`.
fn generator(active: &RawManifest) -> Option<Untrusted> {
    let info = active.claim.get("claim_generator_info");
    let info = info.and_then(|info| info.as_array().map_or(Some(info), |list| list.first()));
    info.and_then(statements::generator)
        .or_else(|| active.claim.get("claim_generator").and_then(Value::as_str).map(Untrusted::new))
}

fn signer(certificate: Certificate) -> Signer {
    Signer {
        organization: Untrusted::new(certificate.organization),
        common_name: Untrusted::new(certificate.common_name),
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
    }
}

/// The library verifies a time-stamp's signature and imprint, but holds the authority against a list only in
/// version 2 claims and then only against one list for everything; so the authority is judged here.
fn signing_time(signed: &Signed, manifest: Option<&RawManifest>, trust: &TrustStore) -> SigningTime {
    let Some(stamped_at) = signed.stamped_at else {
        return SigningTime::None;
    };
    let chain = manifest.and_then(|manifest| token(&manifest.signature)).and_then(|token| trust::signer_chain(&token));
    if chain.is_some_and(|chain| trust.time_stamp_is_listed(&chain, stamped_at)) {
        SigningTime::Trusted(stamped_at)
    } else {
        SigningTime::Unlisted(stamped_at)
    }
}

/// The only time-stamp token in the unprotected header of a COSE_Sign1 structure (C2PA 2.2 §10.3.2.5).
fn token(signature: &Value) -> Option<Vec<u8>> {
    let header = signature.get(1)?;
    let container = header.get("sigTst2").or_else(|| header.get("sigTst"))?;
    let [token] = container.get("tstTokens")?.as_array()?.as_slice() else {
        return None;
    };
    STANDARD.decode(token.get("val")?.as_str()?).ok()
}

/// What the codes say, and whether signature and binding are confirmed: only then is anything bound to these
/// bytes, whatever is wrong with form or signer.
fn finding(validation: &Validation, certificate: Option<&Certificate>) -> (Outcome, bool) {
    let broken_ingredients = validation.ingredient_failures.iter().map(|(_, code)| code);
    let broken_ingredients = broken_ingredients.filter(|code| codes::breaks_the_store(code));
    let failures = validation.failures.iter().chain(broken_ingredients).map(String::as_str);
    // The library takes a certificate without organisation for a signature that does not match.
    let readable = certificate.is_some_and(|certificate| !certificate.organization.is_empty());
    let outcome = codes::judge(failures, readable);
    let succeeded = |code: &str| validation.successes.iter().any(|success| success == code);
    let confirmed = succeeded("claimSignature.validated") && BINDINGS.iter().any(|code| succeeded(code));
    (outcome, confirmed)
}

struct Vouched {
    state: StoreState,
    tampering: Option<Tampering>,
    problem: Option<SignerProblem>,
    trust: TrustList,
}

fn vouch(
    (outcome, confirmed): (Outcome, bool),
    certificate: Option<&Certificate>,
    chain: &[Vec<u8>],
    (signing_time, court): (SigningTime, &Court<'_>),
) -> Vouched {
    let at = court.time_that_counts(signing_time);
    let list = court.trust.signer_list(chain, at);
    let in_time = certificate.is_some_and(|certificate| certificate.is_valid_at(at));
    let expired = (certificate.is_some() && !in_time).then_some(SignerProblem::Expired);
    let (state, tampering, problem) = match outcome {
        Outcome::Tampered(tampering) => (StoreState::Tampered, Some(tampering), None),
        Outcome::Unreadable => (StoreState::Unreadable, None, expired),
        Outcome::Signer(problem) if !confirmed => (StoreState::Unreadable, None, Some(problem)),
        Outcome::Holds if !confirmed => (StoreState::Unreadable, None, expired),
        Outcome::Signer(problem) => (StoreState::NotConfirmable, None, Some(problem)),
        Outcome::Holds if certificate.is_none() => (StoreState::NotConfirmable, None, Some(SignerProblem::Invalid)),
        Outcome::Holds if !in_time => (StoreState::NotConfirmable, None, Some(SignerProblem::Expired)),
        Outcome::Holds if list == TrustList::None => (StoreState::Valid, None, None),
        Outcome::Holds => (StoreState::Trusted, None, None),
    };
    Vouched { state, tampering, problem, trust: list }
}

/// Damage to ingredients that the library finds now and nobody recorded. What was only shown to the tool may be
/// damaged.
fn laundered_now(validation: &Validation, manifests: &[RawManifest]) -> Vec<Untrusted> {
    let mut codes: Vec<&String> = validation
        .ingredient_failures
        .iter()
        .filter(|(_, code)| codes::admits_tampering(code) && !codes::breaks_the_store(code))
        .filter(|(uri, _)| !statements::is_input(manifests, uri))
        .map(|(_, code)| code)
        .collect();
    codes.sort();
    codes.dedup();
    codes.into_iter().map(|code| Untrusted::new(code.as_str())).collect()
}

/// The library's codes, with its clock-bound and list-bound ones replaced by what was judged here.
fn failure_codes(validation: &Validation, store: &Store) -> Vec<String> {
    let judged_here = ["signingCredential.expired", "claimSignature.outsideValidity", "signingCredential.untrusted"];
    let all = validation.failures.iter().chain(validation.ingredient_failures.iter().map(|(_, code)| code));
    let mut codes: Vec<String> = all.filter(|code| !judged_here.contains(&code.as_str())).cloned().collect();
    if store.signer_problem == Some(SignerProblem::Expired) {
        codes.push("signingCredential.expired".to_owned());
    }
    if store.trust == TrustList::None {
        codes.push("signingCredential.untrusted".to_owned());
    }
    codes.sort();
    codes.dedup();
    codes
}

fn informational_codes(validation: &Validation, signing_time: SigningTime) -> Vec<String> {
    let mut codes = validation.informational.clone();
    codes.retain(|code| code != "timeStamp.untrusted");
    if matches!(signing_time, SigningTime::Unlisted(_)) {
        codes.push("timeStamp.untrusted".to_owned());
    }
    codes.sort();
    codes.dedup();
    codes
}

/// Says and strength of a judged store.
fn conclude(store: Store) -> Judged {
    let admits = |statement| matches!(statement, Statement::AiGenerated | Statement::AiEdited | Statement::AiComponent);
    let (statement, attributed) = admission(&store);
    let says = match store.state {
        StoreState::Trusted | StoreState::Valid | StoreState::NotConfirmable => statement,
        StoreState::Tampered | StoreState::Unbound => Statement::Existed,
        // Malformed but bound: the signature and the hash hold, only the letter of the specification does
        // not. Admissions count even so; denials do not.
        StoreState::Unreadable if store.bound && admits(statement) => statement,
        StoreState::Unreadable => Statement::Existed,
    };
    let mut strength = match (store.state, store.trust) {
        (StoreState::Trusted, TrustList::Official) => Strength::SignedTrusted,
        (StoreState::Trusted | StoreState::Valid, _) => Strength::Signed,
        (StoreState::NotConfirmable | StoreState::Tampered | StoreState::Unbound, _) => Strength::SignedUnconfirmed,
        // Nobody answers for what a malformed manifest says (C2PA 2.2 §15.3).
        (StoreState::Unreadable, _) => Strength::Declared,
    };
    if !attributed {
        strength = lowered(strength);
    }
    Judged { store, says, strength }
}

/// Signature and hash hold, whatever is wrong with the form.
fn is_bound(validation: &Validation) -> bool {
    let succeeded = |code: &str| validation.successes.iter().any(|success| success == code);
    let changed = validation.failures.iter().any(|code| codes::admits_tampering(code));
    succeeded("claimSignature.validated") && BINDINGS.iter().any(|code| succeeded(code)) && !changed
}

fn lowered(strength: Strength) -> Strength {
    match strength {
        Strength::SignedTrusted => Strength::Signed,
        Strength::Signed => Strength::SignedUnconfirmed,
        Strength::SignedUnconfirmed | Strength::Declared => Strength::Declared,
        Strength::Detected => Strength::Detected,
        Strength::Inferred => Strength::Inferred,
    }
}

/// What all statements together say, and whether a signer answers for it; the strongest admission wins.
fn admission(store: &Store) -> (Statement, bool) {
    let Some(strongest) = store.statements.iter().filter_map(OriginStatement::admission).max() else {
        return (if store.denies_ai() { Statement::NotAi } else { Statement::Nothing }, true);
    };
    let mut supporters = store.statements.iter().filter(|statement| statement.admission() == Some(strongest));
    let says = match strongest {
        Admission::Generated => Statement::AiGenerated,
        Admission::Edited => Statement::AiEdited,
        Admission::Component => Statement::AiComponent,
        Admission::Possibly => Statement::PossiblyAi,
    };
    (says, supporters.any(|statement| statement.attributed))
}

#[cfg(test)]
mod tests {
    use super::super::jumbf::Assertion;
    use super::*;
    use crate::trust::TrustFile;
    use crate::trust::test_pki::{self, CLAIM_SIGNING, TIME_STAMPING};
    use crate::vocabulary::c2pa::Position;
    use crate::vocabulary::source_type::DigitalSourceType;
    use serde_json::json;
    use std::collections::HashMap;
    use time::macros::datetime;

    const DAY: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

    fn file(name: &str, text: &str) -> TrustFile {
        TrustFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn holding(certificate: &[u8]) -> Validation {
        Validation {
            active_label: "a".to_owned(),
            successes: vec!["claimSignature.validated".to_owned(), "assertion.dataHash.match".to_owned()],
            signed: HashMap::from([(
                "a".to_owned(),
                Signed { certificates: vec![certificate.to_vec()], stamped_at: None },
            )]),
            ..Validation::default()
        }
    }

    fn said(action: &str, code: &str) -> Said {
        let statement = OriginStatement {
            position: Position::Active,
            action: Untrusted::new(action),
            source_type: Some(DigitalSourceType::parse(&format!(
                "http://cv.iptc.org/newscodes/digitalsourcetype/{code}"
            ))),
            attributed: true,
            standing: Standing::Official,
            software_agent: None,
            description: None,
        };
        Said {
            statements: vec![statement],
            chain_complete: true,
            chain_listed: true,
            all_actions_included: true,
            ..Said::default()
        }
    }

    /// Judges with the official list holding `anchor`.
    fn judged(validation: &Validation, said: Said, anchor: &test_pki::Authority) -> Judged {
        let trust = TrustStore::new(&[file("C2PA-TRUST-LIST.pem", &anchor.pem)]).unwrap();
        judge(validation, &[], said, &Court { trust: &trust, as_of: DAY })
    }

    #[track_caller]
    fn check(said: Said, expected: (Statement, Strength)) {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[CLAIM_SIGNING], 2030, &root);
        let judged = judged(&holding(&leaf.der), said, &root);
        assert_eq!((judged.says, judged.strength), expected);
    }

    #[test]
    fn the_official_list_gives_the_greatest_strength() {
        check(said("c2pa.created", "trainedAlgorithmicMedia"), (Statement::AiGenerated, Strength::SignedTrusted));
        check(
            said("c2pa.created", "compositeWithTrainedAlgorithmicMedia"),
            (Statement::AiEdited, Strength::SignedTrusted),
        );
        check(said("c2pa.edited", "trainedAlgorithmicMedia"), (Statement::AiEdited, Strength::SignedTrusted));
        check(said("c2pa.created", "composite"), (Statement::PossiblyAi, Strength::SignedTrusted));
        check(said("c2pa.created", "digitalCapture"), (Statement::NotAi, Strength::SignedTrusted));
        check(said("c2pa.created", "somethingNew"), (Statement::Nothing, Strength::SignedTrusted));
    }

    #[test]
    fn a_statement_nobody_answers_for_is_weaker() {
        let mut gathered = said("c2pa.created", "trainedAlgorithmicMedia");
        gathered.statements[0].attributed = false;
        check(gathered, (Statement::AiGenerated, Strength::Signed));
        let mut denial = said("c2pa.created", "digitalCapture");
        denial.statements[0].attributed = false;
        check(denial, (Statement::Nothing, Strength::SignedTrusted));
    }

    #[test]
    fn a_part_is_a_part_and_a_reference_nothing() {
        let mut part = said("c2pa.created", "trainedAlgorithmicMedia");
        part.statements[0].position = Position::Component;
        check(part, (Statement::AiComponent, Strength::SignedTrusted));
        let mut reference = said("c2pa.created", "trainedAlgorithmicMedia");
        reference.statements[0].position = Position::Input;
        check(reference, (Statement::Nothing, Strength::SignedTrusted));
    }

    #[track_caller]
    fn check_state(change: fn(&mut Validation), expected: (StoreState, Statement)) {
        let root = test_pki::root("Root");
        let mut validation = holding(&test_pki::leaf(&[CLAIM_SIGNING], 2030, &root).der);
        change(&mut validation);
        let judged = judged(&validation, said("c2pa.created", "trainedAlgorithmicMedia"), &root);
        assert_eq!((judged.store.state, judged.says), expected);
    }

    #[test]
    fn without_a_confirmed_signature_and_binding_nothing_holds() {
        let unreadable = (StoreState::Unreadable, Statement::Existed);
        check_state(|validation| drop(validation.successes.remove(0)), unreadable);
        check_state(|validation| drop(validation.successes.remove(1)), unreadable);
        check_state(|validation| validation.signed.clear(), (StoreState::NotConfirmable, Statement::AiGenerated));
    }

    #[test]
    fn a_signer_who_cannot_be_used_binds_nothing_by_himself() {
        let unusable: fn(&mut Validation) =
            |validation| validation.failures.push("signingCredential.invalid".to_owned());
        check_state(unusable, (StoreState::NotConfirmable, Statement::AiGenerated));
        let unverified: fn(&mut Validation) = |validation| {
            validation.successes.remove(0);
            validation.failures = vec!["algorithm.unsupported".to_owned(), "claimSignature.mismatch".to_owned()];
        };
        check_state(unverified, (StoreState::Unreadable, Statement::Existed));
    }

    #[test]
    fn a_damaged_input_is_no_laundering() {
        let root = test_pki::root("Root");
        let mut validation = holding(&test_pki::leaf(&[CLAIM_SIGNING], 2030, &root).der);
        let uri = "self#jumbf=/c2pa/a/c2pa.assertions/c2pa.ingredient.v3";
        validation.ingredient_failures = vec![(uri.to_owned(), "assertion.hashedURI.mismatch".to_owned())];
        let laundered = |relationship: &str| {
            let value = json!({"relationship": relationship});
            let ingredient = Assertion { label: "c2pa.ingredient.v3".to_owned(), value };
            let manifest = RawManifest { assertions: vec![ingredient], ..unsigned("a") };
            let trust = TrustStore::default();
            judge(&validation, &[manifest], Said::default(), &Court { trust: &trust, as_of: DAY }).store.laundered.len()
        };
        assert_eq!((laundered("inputTo"), laundered("parentOf"), laundered("componentOf")), (0, 1, 1));
    }

    fn unsigned(label: &str) -> RawManifest {
        RawManifest {
            label: label.to_owned(),
            claim_version: 2,
            claim: Value::Null,
            assertions: Vec::new(),
            signature: Value::Null,
        }
    }

    #[test]
    fn an_ancestor_stands_by_its_own_signer() {
        let root = test_pki::root("Root");
        let signed =
            |ends| Signed { certificates: vec![test_pki::leaf(&[CLAIM_SIGNING], ends, &root).der], stamped_at: None };
        let validation = Validation {
            signed: HashMap::from([("good".to_owned(), signed(2030)), ("old".to_owned(), signed(2025))]),
            ..Validation::default()
        };
        let standing =
            |trust: &TrustStore, label: &str| standing(&validation, &unsigned(label), &Court { trust, as_of: DAY });
        let official = TrustStore::new(&[file("C2PA-TRUST-LIST.pem", &root.pem)]).unwrap();
        assert_eq!(standing(&official, "good"), Standing::Official);
        assert_eq!(standing(&official, "old"), Standing::Unconfirmed);
        assert_eq!(standing(&official, "gone"), Standing::Unconfirmed);
        let user = TrustStore::new(&[file("mine.pem", &root.pem)]).unwrap();
        assert_eq!(standing(&user, "good"), Standing::Listed);
        assert_eq!(standing(&TrustStore::default(), "good"), Standing::Unlisted);
    }

    #[test]
    fn a_malformed_store_that_is_bound_still_admits() {
        let push: fn(&mut Validation) = |validation| validation.failures.push("assertion.action.malformed".to_owned());
        check_state(push, (StoreState::Unreadable, Statement::AiGenerated));
    }

    #[test]
    fn an_ingredient_can_break_the_store_or_not() {
        let broken: fn(&mut Validation) = |validation| {
            validation.ingredient_failures.push((String::new(), "ingredient.manifest.mismatch".to_owned()))
        };
        check_state(broken, (StoreState::Tampered, Statement::Existed));
        let damaged: fn(&mut Validation) =
            |validation| validation.ingredient_failures.push((String::new(), "assertion.dataHash.mismatch".to_owned()));
        check_state(damaged, (StoreState::Trusted, Statement::AiGenerated));
    }

    #[test]
    fn only_a_listed_authority_proves_the_time() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[CLAIM_SIGNING], 2025, &root);
        let authority = test_pki::leaf(&[TIME_STAMPING], 2030, &root);
        let stamped_at = datetime!(2024-06-01 00:00 UTC);
        let mut validation = holding(&leaf.der);
        validation.signed.entry("a".to_owned()).and_modify(|signed| signed.stamped_at = Some(stamped_at));
        let token = STANDARD.encode(test_pki::token(&[&authority.der], 1));
        let signature = json!(["", {"sigTst2": {"tstTokens": [{"val": token}]}}]);
        let manifest = RawManifest { signature, ..unsigned("a") };
        let official = file("C2PA-TRUST-LIST.pem", &root.pem);
        let listed = TrustStore::new(&[official.clone(), file("C2PA-TSA-TRUST-LIST.pem", &root.pem)]).unwrap();
        let court = Court { trust: &listed, as_of: DAY };
        let store = judge(&validation, std::slice::from_ref(&manifest), Said::default(), &court).store;
        assert_eq!((store.state, store.signing_time), (StoreState::Trusted, Some(SigningTime::Trusted(stamped_at))));
        let unlisted = TrustStore::new(&[official]).unwrap();
        let store = judge(&validation, &[manifest], Said::default(), &Court { trust: &unlisted, as_of: DAY }).store;
        assert_eq!((store.state, store.signer_problem), (StoreState::NotConfirmable, Some(SignerProblem::Expired)));
        assert_eq!(store.informational_codes, ["timeStamp.untrusted"]);
    }
}
