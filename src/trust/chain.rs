//! One anchor set and the question whether it vouches for a chain at an instant.
//!
//! In: DER certificates, leaf first. Out: yes or no. Path building is webpki's: it takes the time as an
//! argument and checks basic constraints of every issuer, both of which the C2PA library's own check does
//! not do. Must not know which list a set belongs to.

use std::collections::HashSet;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

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
}

impl AnchorSet {
    /// Adds an anchor; certificates that webpki cannot read as an anchor are refused.
    pub(super) fn add(&mut self, der: &[u8]) -> Result<(), webpki::Error> {
        let certificate = CertificateDer::from(der);
        self.anchors.push(webpki::anchor_from_trusted_cert(&certificate)?.to_owned());
        Ok(())
    }

    /// Whether the set vouches for the first certificate at an instant.
    pub(super) fn vouches_for(&self, chain: &[Vec<u8>], at: OffsetDateTime) -> bool {
        let Some((leaf, rest)) = chain.split_first() else {
            return false;
        };
        let Some(certificate) = Certificate::parse(leaf) else {
            return false;
        };
        if !certificate.is_valid_at(at) || !has_usage(leaf, &self.usages) {
            return false;
        }
        self.signers.contains(&fingerprint(leaf)) || self.leads_to_anchor(leaf, rest, at)
    }

    fn leads_to_anchor(&self, leaf: &[u8], rest: &[Vec<u8>], at: OffsetDateTime) -> bool {
        let rest = rest.get(..CHAIN_CERTIFICATES_MAX).unwrap_or(rest);
        let carried: Vec<CertificateDer<'_>> = rest.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let mut anchors = self.anchors.clone();
        let known = carried.iter().filter(|der| self.fingerprints.contains(&fingerprint(der)));
        anchors.extend(known.filter_map(|der| webpki::anchor_from_trusted_cert(der).ok()));
        verify(leaf, &anchors, &carried, (at, &self.usages)).is_ok()
    }
}

fn verify(
    leaf: &[u8],
    anchors: &[TrustAnchor<'_>],
    carried: &[CertificateDer<'_>],
    (at, usages): (OffsetDateTime, &[Vec<usize>]),
) -> Result<(), webpki::Error> {
    let leaf = CertificateDer::from(leaf);
    let leaf = EndEntityCert::try_from(&leaf)?;
    let seconds = u64::try_from(at.unix_timestamp()).unwrap_or(0);
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    leaf.verify_for_usage(algorithms, anchors, carried, time, IssuerUsages(usages), None, None).map(|_| ())
}

/// Issuers may be restricted to usages, and then to one of ours. That the signer *has* one is checked before.
struct IssuerUsages<'a>(&'a [Vec<usize>]);

impl ExtendedKeyUsageValidator for IssuerUsages<'_> {
    fn validate(&self, present: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let mut unrestricted = true;
        for usage in present {
            unrestricted = false;
            let usage = usage?.to_decoded_oid();
            if usage == ANY_USAGE || self.0.contains(&usage) {
                return Ok(());
            }
        }
        if unrestricted { Ok(()) } else { Err(webpki::Error::EmptyEkuExtension) }
    }
}

fn has_usage(leaf: &[u8], usages: &[Vec<usize>]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(leaf) else {
        return false;
    };
    let Ok(Some(extension)) = certificate.extended_key_usage() else {
        return false;
    };
    let present = present_usages(extension.value);
    usages.iter().any(|usage| present.iter().any(|oid| oid == usage))
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
