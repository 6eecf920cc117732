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
use super::validation::Validation;
use crate::evidence::{Statement, Strength};
use crate::trust::{self, Certificate, TrustStore};
use crate::untrusted::Untrusted;
use crate::vocabulary::c2pa::{
    OriginStatement, Position, Signer, SignerProblem, SigningTime, Store, StoreState, Tampering, TrustList,
};
use crate::vocabulary::source_type::AiClass;

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
    let certificate = validation.certificates.first().and_then(|der| Certificate::parse(der));
    let signing_time = signing_time(validation, active, court.trust);
    let outcome = outcome(validation, certificate.as_ref());
    let vouched = vouch(outcome, certificate.as_ref(), &validation.certificates, (signing_time, court));
    let mut store = describe(said, active);
    store.laundered.extend(laundered_now(validation));
    store.state = vouched.state;
    store.tampering = vouched.tampering;
    store.signer_problem = vouched.problem;
    store.trust = vouched.trust;
    store.signing_time = Some(signing_time);
    store.active_label = Some(Untrusted::new(validation.active_label.as_str()));
    store.signer = certificate.map(signer);
    store.failure_codes = failure_codes(validation, &store);
    store.informational_codes = informational_codes(validation, signing_time);
    conclude(store, validation)
}

/// A store the library gives up on: what it says is kept, as the remains of a statement.
pub(super) fn unreadable(code: &str, manifests: &[RawManifest], said: Said) -> Judged {
    let mut store = describe(said, manifests.last());
    store.active_label = manifests.last().map(|manifest| Untrusted::new(manifest.label.as_str()));
    store.failure_codes = vec![code.to_owned()];
    Judged { store, says: Statement::Existed, strength: Strength::SignedUnconfirmed }
}

fn describe(said: Said, active: Option<&RawManifest>) -> Store {
    Store {
        state: StoreState::Unreadable,
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
fn signing_time(validation: &Validation, active: Option<&RawManifest>, trust: &TrustStore) -> SigningTime {
    let Some(stamped_at) = validation.stamped_at else {
        return SigningTime::None;
    };
    let chain = active.and_then(|active| token(&active.signature)).and_then(|token| trust::signer_chain(&token));
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

fn outcome(validation: &Validation, certificate: Option<&Certificate>) -> Outcome {
    let broken_ingredients = validation.ingredient_failures.iter().filter(|code| codes::breaks_the_store(code));
    let failures = validation.failures.iter().chain(broken_ingredients).map(String::as_str);
    // The library takes a certificate without organisation for a signature that does not match.
    let readable = certificate.is_some_and(|certificate| !certificate.organization.is_empty());
    let outcome = codes::judge(failures, readable);
    let succeeded = |code: &str| validation.successes.iter().any(|success| success == code);
    let confirmed = succeeded("claimSignature.validated") && BINDINGS.iter().any(|code| succeeded(code));
    if outcome == Outcome::Holds && !confirmed { Outcome::Unreadable } else { outcome }
}

struct Vouched {
    state: StoreState,
    tampering: Option<Tampering>,
    problem: Option<SignerProblem>,
    trust: TrustList,
}

fn vouch(
    outcome: Outcome,
    certificate: Option<&Certificate>,
    chain: &[Vec<u8>],
    (signing_time, court): (SigningTime, &Court<'_>),
) -> Vouched {
    let at = match signing_time {
        SigningTime::Trusted(at) => at,
        // Anyone can run a time-stamping authority: an unlisted one proves no time.
        SigningTime::None | SigningTime::Unlisted(_) => court.as_of,
    };
    let list = court.trust.signer_list(chain, at);
    let in_time = certificate.is_some_and(|certificate| certificate.is_valid_at(at));
    let (state, tampering, problem) = match (outcome, outcome.state()) {
        (Outcome::Tampered(tampering), Some(state)) => (state, Some(tampering), None),
        (Outcome::Signer(problem), Some(state)) => (state, None, Some(problem)),
        (Outcome::Unreadable | Outcome::Holds, Some(state)) => {
            (state, None, (certificate.is_some() && !in_time).then_some(SignerProblem::Expired))
        }
        (_, None) if certificate.is_none() => (StoreState::NotConfirmable, None, Some(SignerProblem::Invalid)),
        (_, None) if !in_time => (StoreState::NotConfirmable, None, Some(SignerProblem::Expired)),
        (_, None) if list == TrustList::None => (StoreState::Valid, None, None),
        (_, None) => (StoreState::Trusted, None, None),
    };
    Vouched { state, tampering, problem, trust: list }
}

/// Damage to ingredients that the library finds now and nobody recorded.
fn laundered_now(validation: &Validation) -> Vec<Untrusted> {
    let mut codes: Vec<&String> = validation
        .ingredient_failures
        .iter()
        .filter(|code| codes::admits_tampering(code) && !codes::breaks_the_store(code))
        .collect();
    codes.sort();
    codes.dedup();
    codes.into_iter().map(|code| Untrusted::new(code.as_str())).collect()
}

/// The library's codes, with its clock-bound and list-bound ones replaced by what was judged here.
fn failure_codes(validation: &Validation, store: &Store) -> Vec<String> {
    let judged_here = ["signingCredential.expired", "claimSignature.outsideValidity", "signingCredential.untrusted"];
    let all = validation.failures.iter().chain(&validation.ingredient_failures);
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
fn conclude(store: Store, validation: &Validation) -> Judged {
    let admits = |statement| matches!(statement, Statement::AiGenerated | Statement::AiEdited | Statement::AiComponent);
    let (statement, attributed) = admission(&store);
    let says = match store.state {
        StoreState::Trusted | StoreState::Valid | StoreState::NotConfirmable => statement,
        StoreState::Tampered | StoreState::Unbound => Statement::Existed,
        // Malformed but bound: the signature and the hash hold, only the letter of the specification does
        // not. Admissions count even so; denials do not.
        StoreState::Unreadable if is_bound(validation) && admits(statement) => statement,
        StoreState::Unreadable => Statement::Existed,
    };
    let mut strength = match (store.state, store.trust) {
        (StoreState::Trusted, TrustList::Official) => Strength::SignedTrusted,
        (StoreState::Trusted | StoreState::Valid, _) => Strength::Signed,
        (StoreState::NotConfirmable | StoreState::Tampered | StoreState::Unreadable | StoreState::Unbound, _) => {
            Strength::SignedUnconfirmed
        }
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

/// Actions that do not change what the picture shows (signals rubric of the conformance programme).
const NON_EDITORIAL: [&str; 11] = [
    "c2pa.converted",
    "c2pa.published",
    "c2pa.repackaged",
    "c2pa.transcoded",
    "c2pa.resized.proportional",
    "c2pa.enhanced",
    "c2pa.edited.metadata",
    "c2pa.watermarked",
    "c2pa.watermarked.bound",
    "c2pa.watermarked.unbound",
    "c2pa.redacted",
];

/// The action, or an ingredient's own term, by which the picture came to be.
fn is_inception(statement: &OriginStatement) -> bool {
    matches!(statement.action.as_raw(), "c2pa.created" | "c2pa.opened" | "")
}

fn is_editorial(statement: &OriginStatement) -> bool {
    !is_inception(statement) && !NON_EDITORIAL.contains(&statement.action.as_raw())
}

fn is_ai(statement: &OriginStatement) -> bool {
    matches!(statement.class(), AiClass::Generated | AiClass::Edited)
}

/// What all statements together say, and whether a signer answers for it; the strongest admission wins.
fn admission(store: &Store) -> (Statement, bool) {
    let history = |statement: &&OriginStatement| matches!(statement.position, Position::Active | Position::Parent(_));
    let part = |statement: &&OriginStatement| statement.position == Position::Component;
    let all = &store.statements;
    let possibly = |statement: &&OriginStatement| statement.class() == AiClass::Possibly || is_ai(statement);
    let ladder = [
        (Statement::AiGenerated, supporters(all, |s| history(s) && is_inception(s) && s.class() == AiClass::Generated)),
        (
            Statement::AiEdited,
            supporters(all, |s| history(s) && !NON_EDITORIAL.contains(&s.action.as_raw()) && is_ai(s)),
        ),
        (Statement::AiComponent, supporters(all, |s| part(s) && is_ai(s))),
        (Statement::PossiblyAi, supporters(all, |s| history(s) && possibly(s))),
    ];
    let strongest = ladder.into_iter().find_map(|(statement, attributed)| Some((statement, attributed?)));
    strongest.unwrap_or_else(|| (if denies(store) { Statement::NotAi } else { Statement::Nothing }, true))
}

/// `None` without a supporter; else whether one of them is attributed to the signer.
fn supporters(all: &[OriginStatement], supports: impl Fn(&&OriginStatement) -> bool) -> Option<bool> {
    let mut supporters = all.iter().filter(supports).peekable();
    supporters.peek()?;
    Some(supporters.any(|statement| statement.attributed))
}

/// A denial needs everything: a trusted signer, an unbroken and complete history, and an origin other than
/// AI that the signer answers for.
fn denies(store: &Store) -> bool {
    let history = || {
        store.statements.iter().filter(|statement| {
            matches!(statement.position, Position::Active | Position::Parent(_) | Position::Component)
        })
    };
    let with_term = || history().filter(|statement| statement.source_type.is_some());
    let inception = |statement: &OriginStatement| {
        is_inception(statement) && statement.position != Position::Component && statement.attributed
    };
    store.state == StoreState::Trusted
        && store.laundered.is_empty()
        && store.chain_complete
        && store.all_actions_included
        && with_term().all(|statement| statement.class() == AiClass::NotAi)
        && history().filter(|statement| is_editorial(statement)).all(|statement| statement.attributed)
        && with_term().any(inception)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::TrustFile;
    use crate::trust::test_pki::{self, CLAIM_SIGNING, TIME_STAMPING};
    use crate::vocabulary::source_type::DigitalSourceType;
    use serde_json::json;
    use time::macros::datetime;

    const DAY: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

    fn file(name: &str, text: &str) -> TrustFile {
        TrustFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn holding(certificate: &[u8]) -> Validation {
        Validation {
            active_label: "a".to_owned(),
            successes: vec!["claimSignature.validated".to_owned(), "assertion.dataHash.match".to_owned()],
            certificates: vec![certificate.to_vec()],
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
            software_agent: None,
            description: None,
        };
        Said { statements: vec![statement], chain_complete: true, all_actions_included: true, ..Said::default() }
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
    fn what_does_not_change_the_picture_is_no_edit() {
        check(said("c2pa.enhanced", "trainedAlgorithmicMedia"), (Statement::PossiblyAi, Strength::SignedTrusted));
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

    #[test]
    fn a_denial_fails_with_any_doubt() {
        let doubts: [fn(&mut Said); 4] = [
            |said| said.chain_complete = false,
            |said| said.all_actions_included = false,
            |said| said.laundered = vec![Untrusted::new("assertion.dataHash.mismatch")],
            |said| said.statements[0].action = Untrusted::new("c2pa.edited"),
        ];
        for doubt in doubts {
            let mut said = said("c2pa.created", "digitalCapture");
            doubt(&mut said);
            check(said, (Statement::Nothing, Strength::SignedTrusted));
        }
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
        check_state(|validation| validation.certificates.clear(), (StoreState::NotConfirmable, Statement::AiGenerated));
    }

    #[test]
    fn a_malformed_store_that_is_bound_still_admits() {
        let push: fn(&mut Validation) = |validation| validation.failures.push("assertion.action.malformed".to_owned());
        check_state(push, (StoreState::Unreadable, Statement::AiGenerated));
    }

    #[test]
    fn an_ingredient_can_break_the_store_or_not() {
        let broken: fn(&mut Validation) =
            |validation| validation.ingredient_failures.push("ingredient.manifest.mismatch".to_owned());
        check_state(broken, (StoreState::Tampered, Statement::Existed));
        let damaged: fn(&mut Validation) =
            |validation| validation.ingredient_failures.push("assertion.dataHash.mismatch".to_owned());
        check_state(damaged, (StoreState::Trusted, Statement::AiGenerated));
    }

    #[test]
    fn only_a_listed_authority_proves_the_time() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[CLAIM_SIGNING], 2025, &root);
        let authority = test_pki::leaf(&[TIME_STAMPING], 2030, &root);
        let stamped_at = datetime!(2024-06-01 00:00 UTC);
        let validation = Validation { stamped_at: Some(stamped_at), ..holding(&leaf.der) };
        let token = STANDARD.encode(test_pki::token(&[&authority.der], 1));
        let manifest = RawManifest {
            label: "a".to_owned(),
            claim_version: 2,
            claim: Value::Null,
            assertions: Vec::new(),
            signature: json!(["", {"sigTst2": {"tstTokens": [{"val": token}]}}]),
        };
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
