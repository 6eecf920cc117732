//! One anchor set and the question whether it vouches for a chain at an instant.
//!
//! In: DER certificates, leaf first. Out: yes or no. Path building is webpki's: it takes the time as an
//! argument and checks basic constraints of every issuer, both of which the C2PA library's own check does
//! not do. Must not know which list a set belongs to.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::p521::{ECDSA_P521_SHA384, ECDSA_P521_SHA512};

/// C2PA claim signing.
pub(super) const CLAIM_SIGNING: &[usize] = &[1, 3, 6, 1, 4, 1, 62558, 2, 1];
/// Time stamping (RFC 3161 §2.3).
pub(super) const TIME_STAMPING: &[usize] = &[1, 3, 6, 1, 5, 5, 7, 3, 8];
/// The usages the interim list accepted besides claim signing: e-mail protection, document signing and
/// Microsoft's own.
pub(super) const LEGACY_SIGNING: &[&[usize]] =
    &[&[1, 3, 6, 1, 5, 5, 7, 3, 4], &[1, 3, 6, 1, 5, 5, 7, 3, 36], &[1, 3, 6, 1, 4, 1, 311, 76, 59, 1, 9]];

/// An issuer restricted to "any usage" is not restricted (RFC 5280 §4.2.1.12).
const ANY_USAGE: &[usize] = &[2, 5, 29, 37, 0];

/// Certificates of one chain that are looked at; a chain is written by the signer.
const CHAIN_CERTIFICATES_MAX: usize = 16;

/// The SHA-256 of a certificate's DER form.
pub(super) type Fingerprint = [u8; 32];

/// The anchors of one list.
#[derive(Clone, Debug, Default)]
pub(super) struct AnchorSet {
    /// Anchors held as certificates.
    pub(super) anchors: Vec<TrustAnchor<'static>>,
    /// Anchors known by fingerprint only; a chain must carry the certificate itself.
    pub(super) fingerprints: HashSet<Fingerprint>,
    /// Signers vouched for by name, whoever issued them.
    pub(super) signers: HashSet<Fingerprint>,
    /// Extended key usages, one of which the signer must have.
    pub(super) usages: Vec<Vec<usize>>,
    /// Whether an issuer with usages of its own must have one of these among them. RFC 5280 does not ask for
    /// it; the C2PA lists are kept so, but Adobe's issuer on the interim list has only a usage of Adobe's.
    pub(super) issuers_restricted: bool,
}

impl AnchorSet {
    /// Adds an anchor; certificates that webpki cannot read as an anchor are refused.
    pub(super) fn add(&mut self, der: &[u8]) -> Result<(), webpki::Error> {
        let certificate = CertificateDer::from(der);
        self.anchors.push(webpki::anchor_from_trusted_cert(&certificate)?.to_owned());
        Ok(())
    }

    /// Whether the set vouches for the signer of a chain at an instant.
    pub(super) fn vouches_for(&self, chain: &Chain<'_>, at: OffsetDateTime) -> bool {
        if !chain.certificate.is_valid_at(at) || !has_usage(&chain.usages, &self.usages) {
            return false;
        }
        self.signers.contains(chain.fingerprint()) || self.leads_to_anchor(chain, at)
    }

    fn leads_to_anchor(&self, chain: &Chain<'_>, at: OffsetDateTime) -> bool {
        if self.may_lead(chain) && self.verify(chain.leaf, &self.anchors, &chain.carried, at).is_ok() {
            return true;
        }
        if self.fingerprints.is_empty() {
            return false;
        }
        let known = chain.carried.iter().zip(chain.carried_fingerprints());
        let known = known.filter(|(_, fingerprint)| self.fingerprints.contains(*fingerprint));
        let known: Vec<_> = known.filter_map(|(der, _)| webpki::anchor_from_trusted_cert(der).ok()).collect();
        !known.is_empty() && self.verify(chain.leaf, &known, &chain.carried, at).is_ok()
    }

    /// False when no certificate of the chain names an anchor as its issuer, so that no path can lead there.
    fn may_lead(&self, chain: &Chain<'_>) -> bool {
        self.anchors.iter().any(|anchor| chain.issuers.iter().any(|issuer| issuer.ends_with(&anchor.subject)))
    }

    fn verify(
        &self,
        leaf: &[u8],
        anchors: &[TrustAnchor<'_>],
        carried: &[CertificateDer<'_>],
        at: OffsetDateTime,
    ) -> Result<(), webpki::Error> {
        let leaf = CertificateDer::from(leaf);
        let leaf = EndEntityCert::try_from(&leaf)?;
        let seconds = u64::try_from(at.unix_timestamp()).unwrap_or(0);
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let algorithms: Vec<_> =
            webpki::ALL_VERIFICATION_ALGS.iter().copied().chain([ECDSA_P521_SHA512, ECDSA_P521_SHA384]).collect();
        let issuers_may = |path: &VerifiedPath<'_>| {
            let mut issuers = path.intermediate_certificates();
            if issuers.all(|issuer| !self.issuers_restricted || may_issue(&issuer.der(), &self.usages)) {
                Ok(())
            } else {
                Err(webpki::Error::UnknownIssuer)
            }
        };
        leaf.verify_for_usage(&algorithms, anchors, carried, time, AnyUsage, None, Some(&issuers_may)).map(|_| ())
    }
}

/// Usages are checked on the parsed certificates: webpki decodes object ids with large arcs wrongly (0.103.17),
/// and those of C2PA and Microsoft have such.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// An issuer may be restricted to usages, and then one of ours must be among them.
fn may_issue(issuer: &[u8], usages: &[Vec<usize>]) -> bool {
    match usages_of(issuer) {
        Usages::Unrestricted => true,
        Usages::Only(present) => present.iter().any(|usage| usage == ANY_USAGE || usages.contains(usage)),
        Usages::Unreadable => false,
    }
}

fn has_usage(leaf: &Usages, usages: &[Vec<usize>]) -> bool {
    match leaf {
        Usages::Only(present) => present.iter().any(|usage| usages.contains(usage)),
        Usages::Unrestricted | Usages::Unreadable => false,
    }
}

/// A signer's certificates, parsed once for every list they are held against.
pub(super) struct Chain<'a> {
    leaf: &'a [u8],
    certificate: Certificate,
    usages: Usages,
    carried: Vec<CertificateDer<'a>>,
    /// The issuer of each certificate as written, header included.
    issuers: Vec<Vec<u8>>,
    fingerprint: OnceCell<Fingerprint>,
    carried_fingerprints: OnceCell<Vec<Fingerprint>>,
}

impl<'a> Chain<'a> {
    /// Takes a chain apart, the signer's certificate first; `None` when that one does not parse.
    pub(super) fn parse(chain: &'a [Vec<u8>]) -> Option<Self> {
        let (leaf, rest) = chain.split_first()?;
        let rest = rest.get(..CHAIN_CERTIFICATES_MAX).unwrap_or(rest);
        let issuer = |der: &Vec<u8>| {
            let (_, certificate) = X509Certificate::from_der(der).ok()?;
            Some(certificate.tbs_certificate.issuer.as_raw().to_vec())
        };
        Some(Self {
            leaf,
            certificate: Certificate::parse(leaf)?,
            usages: usages_of(leaf),
            carried: rest.iter().map(|der| CertificateDer::from(der.as_slice())).collect(),
            issuers: std::iter::once(leaf).chain(rest).filter_map(issuer).collect(),
            fingerprint: OnceCell::new(),
            carried_fingerprints: OnceCell::new(),
        })
    }

    fn fingerprint(&self) -> &Fingerprint {
        self.fingerprint.get_or_init(|| fingerprint(self.leaf))
    }

    fn carried_fingerprints(&self) -> &[Fingerprint] {
        self.carried_fingerprints.get_or_init(|| self.carried.iter().map(|der| fingerprint(der)).collect())
    }
}

/// The extended key usages of a certificate.
enum Usages {
    Unrestricted,
    Only(Vec<Vec<usize>>),
    Unreadable,
}

fn usages_of(der: &[u8]) -> Usages {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Usages::Unreadable;
    };
    match certificate.extended_key_usage() {
        Ok(Some(extension)) => Usages::Only(present_usages(extension.value)),
        Ok(None) => Usages::Unrestricted,
        Err(_) => Usages::Unreadable,
    }
}

/// The usages as numbers; x509-parser keeps the well-known ones as flags.
fn present_usages(usage: &x509_parser::extensions::ExtendedKeyUsage<'_>) -> Vec<Vec<usize>> {
    let mut present: Vec<Vec<usize>> = usage
        .other
        .iter()
        .filter_map(|oid| oid.iter().map(|arcs| arcs.filter_map(|arc| usize::try_from(arc).ok()).collect()))
        .collect();
    if usage.email_protection {
        present.push(vec![1, 3, 6, 1, 5, 5, 7, 3, 4]);
    }
    if usage.time_stamping {
        present.push(TIME_STAMPING.to_vec());
    }
    if usage.any {
        present.push(ANY_USAGE.to_vec());
    }
    present
}

/// SHA-256 of a certificate.
pub(super) fn fingerprint(der: &[u8]) -> Fingerprint {
    Sha256::digest(der).into()
}

/// What a report says of a signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Subject organisation, last one where there are several.
    pub(crate) organization: String,
    /// Subject common name, last one where there are several.
    pub(crate) common_name: String,
    /// Start of validity.
    pub(crate) not_before: OffsetDateTime,
    /// End of validity.
    pub(crate) not_after: OffsetDateTime,
}

impl Certificate {
    /// Reads the DER form.
    pub(crate) fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let subject = certificate.subject();
        let text = |value: Option<&x509_parser::x509::AttributeTypeAndValue<'_>>| {
            value.and_then(|value| value.as_str().ok()).unwrap_or_default().to_owned()
        };
        Some(Self {
            organization: text(subject.iter_organization().last()),
            common_name: text(subject.iter_common_name().last()),
            not_before: certificate.validity().not_before.to_datetime(),
            not_after: certificate.validity().not_after.to_datetime(),
        })
    }

    /// Whether the instant lies within the validity, both ends included (RFC 5280 §4.1.2.5).
    pub(crate) fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

/// The certificates of a PEM text in its order; text between the blocks is passed over.
pub(crate) fn certificates_of_pem(pem: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    x509_parser::pem::Pem::iter_from_buffer(pem)
        .map(|block| block.map(|block| block.contents).map_err(|error| error.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_pki::{self, Authority, CLAIM_SIGNING as SIGNING, EMAIL};
    use super::*;
    use time::macros::datetime;

    const DAY: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

    fn set(anchor: &Authority) -> AnchorSet {
        let mut set =
            AnchorSet { usages: vec![CLAIM_SIGNING.to_vec()], issuers_restricted: true, ..AnchorSet::default() };
        set.add(&anchor.der).unwrap();
        set
    }

    fn vouches(set: &AnchorSet, chain: &[Vec<u8>], at: OffsetDateTime) -> bool {
        Chain::parse(chain).is_some_and(|chain| set.vouches_for(&chain, at))
    }

    #[track_caller]
    fn check(set: &AnchorSet, chain: &[&Vec<u8>], expected: bool) {
        let chain: Vec<Vec<u8>> = chain.iter().map(|der| der.to_vec()).collect();
        assert_eq!(vouches(set, &chain, DAY), expected);
    }

    #[test]
    fn a_chain_to_an_anchor_is_vouched_for() {
        let root = test_pki::root("Root");
        let issuer = test_pki::intermediate("Issuer", &[], &root);
        let leaf = test_pki::leaf(&[SIGNING], 2030, &issuer);
        check(&set(&root), &[&leaf.der, &issuer.der], true);
        check(&set(&root), &[&leaf.der, &issuer.der, &root.der], true);
        check(&set(&issuer), &[&leaf.der], true);
        check(&set(&root), &[&leaf.der], false);
        check(&set(&test_pki::root("Root")), &[&leaf.der, &issuer.der], false);
        check(&set(&root), &[], false);
        check(&set(&root), &[&vec![0x30, 0]], false);
    }

    #[test]
    fn the_signer_needs_a_usage_of_the_list() {
        let root = test_pki::root("Root");
        check(&set(&root), &[&test_pki::leaf(&[EMAIL], 2030, &root).der], false);
        check(&set(&root), &[&test_pki::leaf(&[], 2030, &root).der], false);
        check(&set(&root), &[&test_pki::leaf(&[EMAIL, SIGNING], 2030, &root).der], true);
    }

    #[test]
    fn the_time_is_the_one_given() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[SIGNING], 2025, &root);
        check(&set(&root), &[&leaf.der], false);
        assert!(vouches(&set(&root), std::slice::from_ref(&leaf.der), datetime!(2024-06-01 00:00 UTC)));
        assert!(!vouches(&set(&root), &[leaf.der], datetime!(2023-06-01 00:00 UTC)));
    }

    #[test]
    fn an_issuer_must_be_an_authority() {
        let root = test_pki::root("Root");
        let issuer = test_pki::false_authority(&root);
        let leaf = test_pki::leaf(&[SIGNING], 2030, &issuer);
        check(&set(&root), &[&leaf.der, &issuer.der], false);
    }

    #[test]
    fn an_issuer_for_other_usages_is_refused_where_the_list_asks_for_it() {
        let root = test_pki::root("Root");
        let issuer = test_pki::intermediate("Issuer", &[EMAIL], &root);
        let leaf = test_pki::leaf(&[SIGNING], 2030, &issuer);
        check(&set(&root), &[&leaf.der, &issuer.der], false);
        let mut lenient = set(&root);
        lenient.issuers_restricted = false;
        check(&lenient, &[&leaf.der, &issuer.der], true);
    }

    #[test]
    fn an_anchor_known_by_fingerprint_must_be_carried() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[SIGNING], 2030, &root);
        let mut set = set(&test_pki::root("Other"));
        set.fingerprints.insert(fingerprint(&root.der));
        check(&set, &[&leaf.der, &root.der], true);
        check(&set, &[&leaf.der], false);
    }

    #[test]
    fn a_listed_certificate_issues_nothing() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[SIGNING], 2030, &root);
        let mut set = AnchorSet { usages: vec![CLAIM_SIGNING.to_vec()], ..AnchorSet::default() };
        set.signers.insert(fingerprint(&leaf.der));
        check(&set, &[&leaf.der], true);
        set.signers = HashSet::from([fingerprint(&root.der)]);
        check(&set, &[&leaf.der, &root.der], false);
    }

    #[test]
    fn object_ids_with_large_arcs_are_compared_as_written() {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[&[1, 3, 6, 1, 4, 1, 62559, 2, 1]], 2030, &root);
        check(&set(&root), &[&leaf.der], false);
    }
}
