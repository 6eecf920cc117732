//! Validation status codes and what each means for the store.
//!
//! One table from exact code to effect (C2PA 2.2 §15.2.2; the classes are this project's, after what the
//! C2PA library really reports). The library's own three-valued state is not used: its "invalid" mixes
//! tampering, expiry and unreachable identity services. A failure that is not in the table makes the store
//! unreadable: never valid, and never tampered.

use crate::vocabulary::c2pa::{SignerProblem, Tampering};

/// What a failure code says of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The hard binding does not match.
    Content,
    /// Claim or assertion were changed.
    Manifest,
    /// Not built as the specification asks.
    Malformed,
    /// Outside the certificate's validity by the system clock; judged by us for the time that counts.
    Expired,
    /// Revoked.
    Revoked,
    /// The certificate or algorithm cannot be used.
    SignerInvalid,
    /// On no list; judged by us.
    Untrusted,
    /// Says nothing against the store.
    Informational,
}

const TABLE: &[(&str, Effect)] = &[
    ("assertion.dataHash.mismatch", Effect::Content),
    ("assertion.bmffHash.mismatch", Effect::Content),
    ("assertion.boxesHash.mismatch", Effect::Content),
    ("assertion.boxesHash.unknownBox", Effect::Content),
    ("assertion.collectionHash.mismatch", Effect::Content),
    ("assertion.collectionHash.incorrectFileCount", Effect::Content),
    ("assertion.multiAssetHash.mismatch", Effect::Content),
    ("assertion.hashedURI.mismatch", Effect::Manifest),
    ("hashedURI.mismatch", Effect::Manifest),
    ("claimSignature.mismatch", Effect::Manifest),
    ("assertion.missing", Effect::Manifest),
    ("assertion.undeclared", Effect::Manifest),
    ("hardBinding.redacted", Effect::Manifest),
    ("assertion.dataHash.redacted", Effect::Manifest),
    ("assertion.action.redacted", Effect::Manifest),
    ("assertion.action.redactionMismatch", Effect::Manifest),
    ("ingredient.hashedURI.mismatch", Effect::Manifest),
    ("ingredient.manifest.mismatch", Effect::Manifest),
    ("ingredient.claimSignature.mismatch", Effect::Manifest),
    ("ingredient.claimSignature.missing", Effect::Manifest),
    ("claim.missing", Effect::Malformed),
    ("claim.multiple", Effect::Malformed),
    ("claim.malformed", Effect::Malformed),
    ("claim.required.missing", Effect::Malformed),
    ("claim.cbor.invalid", Effect::Malformed),
    ("claim.hardBindings.missing", Effect::Malformed),
    ("claimSignature.missing", Effect::Malformed),
    ("assertion.cbor.invalid", Effect::Malformed),
    ("assertion.json.invalid", Effect::Malformed),
    ("assertion.required.missing", Effect::Malformed),
    ("assertion.action.malformed", Effect::Malformed),
    ("assertion.action.ingredientMismatch", Effect::Malformed),
    ("assertion.dataHash.malformed", Effect::Malformed),
    ("assertion.bmffHash.malformed", Effect::Malformed),
    ("assertion.boxesHash.malformed", Effect::Malformed),
    ("assertion.collectionHash.malformed", Effect::Malformed),
    ("assertion.collectionHash.invalidURI", Effect::Malformed),
    ("assertion.cloud-data.malformed", Effect::Malformed),
    ("assertion.cloud-data.hardBinding", Effect::Malformed),
    ("assertion.cloud-data.actions", Effect::Malformed),
    ("assertion.ingredient.malformed", Effect::Malformed),
    ("assertion.metadata.disallowed", Effect::Malformed),
    ("assertion.multipleHardBindings", Effect::Malformed),
    // Written so from the start, or out of reach: nobody need have changed anything.
    ("hashedURI.missing", Effect::Malformed),
    ("assertion.inaccessible", Effect::Malformed),
    ("assertion.outsideManifest", Effect::Malformed),
    ("assertion.selfRedacted", Effect::Malformed),
    ("assertion.notRedacted", Effect::Malformed),
    ("assertion.timestamp.malformed", Effect::Malformed),
    ("manifest.multipleParents", Effect::Malformed),
    ("manifest.update.invalid", Effect::Malformed),
    ("manifest.update.wrongParents", Effect::Malformed),
    ("manifest.timestamp.invalid", Effect::Malformed),
    ("manifest.timestamp.wrongParents", Effect::Malformed),
    ("manifest.compressed.invalid", Effect::Malformed),
    ("manifest.inaccessible", Effect::Malformed),
    ("ingredient.manifest.missing", Effect::Malformed),
    ("general.error", Effect::Malformed),
    ("com.adobe.prerelease", Effect::Malformed),
    ("claimSignature.outsideValidity", Effect::Expired),
    ("signingCredential.expired", Effect::Expired),
    ("signingCredential.ocsp.revoked", Effect::Revoked),
    // The authority does not know the certificate: it did not issue it, so it cannot vouch for it.
    ("signingCredential.ocsp.unknown", Effect::SignerInvalid),
    ("signingCredential.invalid", Effect::SignerInvalid),
    ("algorithm.unsupported", Effect::SignerInvalid),
    ("signingCredential.untrusted", Effect::Untrusted),
    ("timeStamp.untrusted", Effect::Informational),
    ("timeStamp.mismatch", Effect::Informational),
    ("timeStamp.malformed", Effect::Informational),
    ("timeStamp.outsideValidity", Effect::Informational),
    ("signingCredential.ocsp.skipped", Effect::Informational),
    ("signingCredential.ocsp.inaccessible", Effect::Informational),
    ("ingredient.unknownProvenance", Effect::Informational),
    ("manifest.unknownProvenance", Effect::Informational),
    ("manifest.unreferenced", Effect::Informational),
    ("algorithm.deprecated", Effect::Informational),
    ("assertion.dataHash.additionalExclusionsPresent", Effect::Informational),
    ("assertion.bmffHash.additionalExclusionsPresent", Effect::Informational),
    ("assertion.boxesHash.additionalExclusionsPresent", Effect::Informational),
];

/// Families in which every code is of one kind.
const FAMILIES: &[(&str, Effect)] = &[
    // CAWG identity: says who, and never makes a manifest invalid (CAWG Identity 1.1 §7).
    ("cawg.", Effect::Informational),
    ("timeOfSigning.", Effect::Informational),
];

/// The effect of a failure code; `None` when it is not known.
pub(super) fn effect(code: &str) -> Option<Effect> {
    let exact = TABLE.iter().find(|(known, _)| *known == code);
    exact.or_else(|| FAMILIES.iter().find(|(prefix, _)| code.starts_with(prefix))).map(|(_, effect)| *effect)
}

/// What all failure codes together leave of the store, before the signer is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Bytes or manifest were changed.
    Tampered(Tampering),
    /// There, but cannot be judged.
    Unreadable,
    /// Holds, but the signer cannot be used.
    Signer(SignerProblem),
    /// Holds.
    Holds,
}

/// Judges the failure codes of a store.
///
/// `signer_readable` is false when the signer's certificate is one the library cannot take to the end: it
/// reports every trouble with a signature, unsupported algorithms included, as `claimSignature.mismatch`.
pub(super) fn judge<'a>(failures: impl IntoIterator<Item = &'a str>, signer_readable: bool) -> Outcome {
    let failures: Vec<&str> = failures.into_iter().collect();
    let unverifiable = !signer_readable || failures.contains(&"algorithm.unsupported");
    let effects: Vec<Option<Effect>> = failures
        .iter()
        .map(|code| {
            if unverifiable && *code == "claimSignature.mismatch" { Some(Effect::SignerInvalid) } else { effect(code) }
        })
        .collect();
    let has = |wanted: Effect| effects.contains(&Some(wanted));
    if has(Effect::Content) {
        Outcome::Tampered(Tampering::Content)
    } else if has(Effect::Manifest) {
        Outcome::Tampered(Tampering::Manifest)
    } else if has(Effect::Malformed) || effects.contains(&None) {
        Outcome::Unreadable
    } else if has(Effect::Revoked) {
        Outcome::Signer(SignerProblem::Revoked)
    } else if has(Effect::SignerInvalid) {
        Outcome::Signer(SignerProblem::Invalid)
    } else {
        Outcome::Holds
    }
}

/// Whether a code recorded for an ingredient admits that the ingredient was tampered with.
pub(super) fn admits_tampering(code: &str) -> bool {
    matches!(effect(code), Some(Effect::Content | Effect::Manifest))
}

/// Whether a failure found now in an ingredient means that the store itself was changed after signing: what
/// the ingredient's record points to is not what is there.
pub(super) fn breaks_the_store(code: &str) -> bool {
    code.starts_with("ingredient.") && admits_tampering(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failures: &[&str], expected: Outcome) {
        assert_eq!(judge(failures.iter().copied(), true), expected, "{failures:?}");
    }

    #[test]
    fn changed_bytes_are_tampering() {
        check(&["assertion.dataHash.mismatch"], Outcome::Tampered(Tampering::Content));
        check(&["claimSignature.mismatch"], Outcome::Tampered(Tampering::Manifest));
        check(&["signingCredential.untrusted", "assertion.bmffHash.mismatch"], Outcome::Tampered(Tampering::Content));
    }

    #[test]
    fn the_signer_alone_is_never_tampering() {
        check(&["signingCredential.expired", "signingCredential.untrusted"], Outcome::Holds);
        check(&["signingCredential.ocsp.revoked"], Outcome::Signer(SignerProblem::Revoked));
        check(&["signingCredential.invalid"], Outcome::Signer(SignerProblem::Invalid));
    }

    #[test]
    fn identity_and_time_stamps_never_count() {
        check(&["cawg.ica.did_unavailable", "timeStamp.untrusted"], Outcome::Holds);
    }

    #[test]
    fn an_unknown_code_is_neither_valid_nor_tampered() {
        check(&["something.new"], Outcome::Unreadable);
        check(&["assertion.dataHash.mismatched"], Outcome::Unreadable);
    }

    #[test]
    fn what_the_library_cannot_verify_is_not_a_mismatch() {
        check(&["algorithm.unsupported", "claimSignature.mismatch"], Outcome::Signer(SignerProblem::Invalid));
        assert_eq!(judge(["claimSignature.mismatch"], false), Outcome::Signer(SignerProblem::Invalid));
    }

    #[track_caller]
    fn check_all(codes: &[&str], expected: Outcome) {
        for code in codes {
            check(&[code], expected);
        }
    }

    #[test]
    fn each_code_has_the_verdict_of_its_class() {
        check_all(
            &[
                "assertion.dataHash.mismatch",
                "assertion.bmffHash.mismatch",
                "assertion.boxesHash.mismatch",
                "assertion.collectionHash.mismatch",
                "assertion.multiAssetHash.mismatch",
            ],
            Outcome::Tampered(Tampering::Content),
        );
        check_all(
            &[
                "assertion.hashedURI.mismatch",
                "hashedURI.mismatch",
                "claimSignature.mismatch",
                "assertion.missing",
                "assertion.undeclared",
                "hardBinding.redacted",
                "assertion.dataHash.redacted",
                "assertion.action.redacted",
                "assertion.action.redactionMismatch",
                "ingredient.manifest.mismatch",
                "ingredient.claimSignature.mismatch",
                "ingredient.claimSignature.missing",
            ],
            Outcome::Tampered(Tampering::Manifest),
        );
        check_all(
            &[
                "claim.missing",
                "claim.multiple",
                "claim.malformed",
                "claimSignature.missing",
                "assertion.cbor.invalid",
                "assertion.action.malformed",
                "assertion.action.ingredientMismatch",
                "claim.hardBindings.missing",
                "assertion.multipleHardBindings",
                "manifest.multipleParents",
                "manifest.update.invalid",
                "manifest.update.wrongParents",
                "manifest.timestamp.invalid",
                "manifest.timestamp.wrongParents",
                "manifest.compressed.invalid",
                "ingredient.manifest.missing",
                "assertion.inaccessible",
                "assertion.outsideManifest",
                "manifest.inaccessible",
            ],
            Outcome::Unreadable,
        );
        check_all(&["signingCredential.ocsp.revoked"], Outcome::Signer(SignerProblem::Revoked));
        check_all(
            &["signingCredential.invalid", "algorithm.unsupported", "signingCredential.ocsp.unknown"],
            Outcome::Signer(SignerProblem::Invalid),
        );
        check_all(
            &[
                "claimSignature.outsideValidity",
                "signingCredential.expired",
                "signingCredential.untrusted",
                "timeStamp.untrusted",
                "timeStamp.mismatch",
                "timeStamp.malformed",
                "timeStamp.outsideValidity",
                "timeOfSigning.outsideValidity",
                "signingCredential.ocsp.skipped",
                "signingCredential.ocsp.inaccessible",
                "ingredient.unknownProvenance",
                "algorithm.deprecated",
                "assertion.dataHash.additionalExclusionsPresent",
                "assertion.bmffHash.additionalExclusionsPresent",
                "cawg.identity.trusted",
                "cawg.ica.did_unavailable",
                "cawg.x509.credential.untrusted",
            ],
            Outcome::Holds,
        );
    }

    #[test]
    fn identity_never_outweighs_what_was_changed() {
        check(
            &["cawg.x509.credential.untrusted", "assertion.dataHash.mismatch"],
            Outcome::Tampered(Tampering::Content),
        );
    }

    #[test]
    fn the_table_names_each_code_once() {
        let mut codes: Vec<&str> = TABLE.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(codes.len() > 60);
    }
}
