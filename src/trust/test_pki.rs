//! Throwaway certificates for tests.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SignatureAlgorithm, date_time_ymd,
};

/// C2PA claim signing.
pub(crate) const CLAIM_SIGNING: &[u64] = &[1, 3, 6, 1, 4, 1, 62558, 2, 1];
/// Time stamping.
pub(crate) const TIME_STAMPING: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 8];
/// E-mail protection.
pub(crate) const EMAIL: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 4];

/// An authority: its certificate and what it signs with.
pub(crate) struct Authority {
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A signer: its certificate and key.
pub(crate) struct Leaf {
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
    pub(crate) key_pem: String,
}

fn params(name: &str, usages: &[&[u64]]) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Yanbiao tests");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2060, 1, 1);
    params.extended_key_usages = usages.iter().map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec())).collect();
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority_params(name: &str, usages: &[&[u64]]) -> CertificateParams {
    let mut params = params(name, usages);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A root.
pub(crate) fn root(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let params = authority_params(name, &[]);
    let certificate = params.self_signed(&key).unwrap();
    Authority { der: certificate.der().to_vec(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
}

/// An authority below another, restricted to usages unless there are none.
pub(crate) fn intermediate(name: &str, usages: &[&[u64]], above: &Authority) -> Authority {
    let key = KeyPair::generate().unwrap();
    let params = authority_params(name, usages);
    let certificate = params.signed_by(&key, &above.issuer).unwrap();
    Authority { der: certificate.der().to_vec(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
}

/// A signer valid from the start of 2024 to the start of `until`.
pub(crate) fn leaf(usages: &[&[u64]], until: i32, above: &Authority) -> Leaf {
    leaf_of(params("Signer", usages), until, above)
}

/// An "authority" without the constraint that makes it one.
pub(crate) fn false_authority(above: &Authority) -> Authority {
    let key = KeyPair::generate_for(ECDSA).unwrap();
    let params = params("False authority", &[]);
    let certificate = params.signed_by(&key, &above.issuer).unwrap();
    Authority { der: certificate.der().to_vec(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
}

const ECDSA: &SignatureAlgorithm = &rcgen::PKCS_ECDSA_P256_SHA256;

fn leaf_of(mut params: CertificateParams, until: i32, above: &Authority) -> Leaf {
    let key = KeyPair::generate_for(ECDSA).unwrap();
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let certificate = params.signed_by(&key, &above.issuer).unwrap();
    Leaf { der: certificate.der().to_vec(), pem: certificate.pem(), key_pem: key.serialize_pem() }
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], length.as_slice(), &content].concat()
}

/// A time-stamp token as far as its certificates go: SignedData with the given ones, signed `signers` times
/// by the first of them.
pub(crate) fn token(certificates: &[&[u8]], signers: usize) -> Vec<u8> {
    use x509_parser::prelude::{FromDer, X509Certificate};
    let (_, first) = X509Certificate::from_der(certificates[0]).unwrap();
    let serial = der(0x02, &[first.tbs_certificate.raw_serial()]);
    let signer_id = der(0x30, &[first.tbs_certificate.issuer.as_raw(), &serial]);
    let info = der(0x30, &[&[2, 1, 1], &signer_id, &[0x30, 0]]);
    let infos = der(0x31, &vec![info.as_slice(); signers]);
    let signed_data = der(0x30, &[&[2, 1, 3], &[0x31, 0], &[0x30, 0], &der(0xa0, certificates), &infos]);
    der(0x30, &[&[6, 1, 42], &der(0xa0, &[&signed_data])])
}

/// The same inside a response, as version 1 claims hold it.
pub(crate) fn response(certificates: &[&[u8]]) -> Vec<u8> {
    der(0x30, &[&[0x30, 3, 2, 1, 0], &token(certificates, 1)])
}
