//! A throwaway certificate authority and the signers it vouches for.
//!
//! Keys live as long as this program runs and are never written; the authority's certificate goes to
//! `samples/trust/`, so that `--trust-dir samples/trust` makes its signers trusted.

use std::sync::atomic::{AtomicBool, Ordering};

use c2pa::{BoxedSigner, SigningAlg, create_signer};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use time::{Date, Month, OffsetDateTime};

/// The authority.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// Who signs a sample.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    /// A camera maker vouched for by the authority.
    Camera,
    /// An AI service vouched for by the authority.
    Service,
    /// An editing program vouched for by the authority.
    Editor,
    /// A service whose certificate ended on 2026-01-13.
    Expired,
    /// A service whose certificate is meant for something else than signing claims.
    WrongPurpose,
    /// Somebody no authority in `samples/trust` knows.
    Stranger,
}

impl Who {
    fn organization(self) -> &'static str {
        match self {
            Self::Camera => "Sample Optics",
            Self::Service => "Sample Image Service",
            Self::Editor => "Sample Editor",
            Self::Expired => "Sample Image Service (2025)",
            Self::WrongPurpose => "Sample Code Signers",
            Self::Stranger => "Somebody",
        }
    }

    /// The certificate to write down when the library would refuse to sign with it.
    fn refused(self) -> Option<CertificateParams> {
        match self {
            Self::Camera | Self::Service | Self::Editor | Self::Stranger => None,
            Self::Expired => {
                let mut params = leaf(self);
                params.not_after = day(2026, Month::January, 13);
                Some(params)
            }
            Self::WrongPurpose => {
                let mut params = leaf(self);
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning];
                Some(params)
            }
        }
    }
}

impl Authority {
    /// A new authority with a new key.
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.not_before = day(2025, Month::January, 1);
        params.not_after = day(2055, Month::January, 1);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        name(&mut params, "Yanbiao samples", "Yanbiao samples, throwaway authority");
        let key = KeyPair::generate().expect("key pair");
        let certificate = params.self_signed(&key).expect("the authority signs itself");
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    /// The authority's certificate.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Chain and key, in PEM, of somebody this authority vouches for.
    pub(crate) fn stranger(&self) -> (String, String) {
        let key = KeyPair::generate().expect("key pair");
        let leaf = leaf(Who::Stranger).signed_by(&key, &self.issuer).expect("the authority signs the leaf");
        (format!("{}{}", leaf.pem(), self.pem), key.serialize_pem())
    }

    /// A signer with a certificate of its own.
    pub(crate) fn signer(&self, who: Who) -> BoxedSigner {
        let key = KeyPair::generate().expect("key pair");
        let stranger = matches!(who, Who::Stranger).then(Self::new);
        let authority = stranger.as_ref().unwrap_or(self);
        let issue = |params: CertificateParams| {
            params.signed_by(&key, &authority.issuer).expect("the authority signs the leaf")
        };
        let chain = format!("{}{}", issue(leaf(who)).pem(), authority.pem);
        let key_pem = key.serialize_pem();
        let signer = create_signer::from_keys(chain.as_bytes(), key_pem.as_bytes(), SigningAlg::Es256, None)
            .expect("the chain fits the profile");
        let Some(refused) = who.refused() else { return signer };
        let root = signer.certs().expect("the chain was just made").pop().expect("the authority is in it");
        let chain = vec![issue(refused).der().to_vec(), root];
        Box::new(TwoFaced { signer, chain, asked: AtomicBool::new(false) })
    }
}

/// Signs with a certificate the library refuses. It asks for the chain twice, first to check it and then to
/// write it down; only the second answer is the real one. Serves for one signature.
struct TwoFaced {
    signer: BoxedSigner,
    chain: Vec<Vec<u8>>,
    asked: AtomicBool,
}

impl c2pa::Signer for TwoFaced {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        self.signer.sign(data)
    }

    fn alg(&self) -> SigningAlg {
        self.signer.alg()
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        if self.asked.swap(true, Ordering::Relaxed) { Ok(self.chain.clone()) } else { self.signer.certs() }
    }

    fn reserve_size(&self) -> usize {
        self.signer.reserve_size()
    }
}

fn leaf(who: Who) -> CertificateParams {
    // C2PA claim signing, beside the e-mail protection that older validators ask for.
    const CLAIM_SIGNING: [u64; 9] = [1, 3, 6, 1, 4, 1, 62558, 2, 1];
    let mut params = CertificateParams::default();
    params.not_before = day(2025, Month::January, 2);
    params.not_after = day(2055, Month::January, 1);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::EmailProtection, ExtendedKeyUsagePurpose::Other(CLAIM_SIGNING.to_vec())];
    params.use_authority_key_identifier_extension = true;
    name(&mut params, who.organization(), &format!("{} signer", who.organization()));
    params
}

fn name(params: &mut CertificateParams, organization: &str, common_name: &str) {
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::OrganizationName, organization);
    params.distinguished_name.push(DnType::CommonName, common_name);
}

fn day(year: i32, month: Month, day: u8) -> OffsetDateTime {
    Date::from_calendar_date(year, month, day).expect("a date that exists").midnight().assume_utc()
}
