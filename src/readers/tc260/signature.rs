//! One public-key signature over a short text: SM2 with SM3 (GB/T 32918), RSA with SHA-256.
//!
//! Key, signature and message go in as bytes, an answer comes out. Takes the forms of keys and signatures that
//! writers use; knows nothing of labels.

use crate::hex::hex;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use sm2::dsa::{Signature, VerifyingKey};
use sm2::pkcs8::der::asn1::UintRef;
use sm2::pkcs8::der::{Decode, Reader, SliceReader};
use sm3::{Digest, Sm3};

/// GB/T 35276: the user identity when none is agreed upon.
const USER_ID: &str = "1234567812345678";

const COORDINATE_BYTES: usize = 32;

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// SM3 with SM2, OID 1.2.156.10197.1.501.
    Sm2,
    /// sha256WithRSA, OID 1.2.840.113549.1.1.11.
    Rsa,
}

impl Algorithm {
    /// Reads an `AlgID`: an OID or one of the names in use.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let plain: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        match plain.to_ascii_lowercase().as_str() {
            "1.2.156.10197.1.501" | "1.2.156.10197.1.301" | "sm2" | "sm3withsm2" | "sm2sm3" | "sm2withsm3" => {
                Some(Self::Sm2)
            }
            "1.2.840.113549.1.1.11" | "sha256withrsa" | "sha256withrsaencryption" | "rs256" => Some(Self::Rsa),
            _ => None,
        }
    }
}

/// A public key, with the alternatives that its bytes leave open.
#[derive(Debug)]
pub(super) enum Key {
    /// Points on the SM2 curve; two when only x is known.
    Sm2(Vec<VerifyingKey>),
    /// An RSA key of at most 4096 bits.
    Rsa(rsa::pkcs1v15::VerifyingKey<Sha256>),
}

impl Key {
    /// Reads a key; `None` when the bytes are no key of this algorithm.
    pub(super) fn parse(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Sm2 => Some(sm2_keys(bytes)).filter(|keys| !keys.is_empty()).map(Self::Sm2),
            Algorithm::Rsa => rsa_key(bytes).map(Self::Rsa),
        }
    }
}

/// SubjectPublicKeyInfo, SEC1 (04‖x‖y, 02‖x, 03‖x), x‖y, 00‖x or x.
fn sm2_keys(bytes: &[u8]) -> Vec<VerifyingKey> {
    let point = match bytes {
        [0x30, ..] => {
            return sm2::PublicKey::from_public_key_der(bytes).ok().and_then(with_user_id).into_iter().collect();
        }
        [0, x @ ..] if x.len() == COORDINATE_BYTES => x,
        other => other,
    };
    let forms = match point.len() {
        COORDINATE_BYTES => vec![[&[2], point].concat(), [&[3], point].concat()],
        64 => vec![[&[4], point].concat()],
        _ => vec![point.to_vec()],
    };
    forms.iter().filter_map(|form| sm2::PublicKey::from_sec1_bytes(form).ok()).filter_map(with_user_id).collect()
}

fn with_user_id(key: sm2::PublicKey) -> Option<VerifyingKey> {
    VerifyingKey::new(USER_ID, key).ok()
}

fn rsa_key(bytes: &[u8]) -> Option<rsa::pkcs1v15::VerifyingKey<Sha256>> {
    let key = rsa::RsaPublicKey::from_public_key_der(bytes).or_else(|_| rsa::RsaPublicKey::from_pkcs1_der(bytes));
    key.ok().map(rsa::pkcs1v15::VerifyingKey::new)
}

/// A signature as the algorithm wants it.
#[derive(Debug)]
pub(super) enum Signed {
    /// r and s.
    Sm2(Signature),
    /// A number as long as the modulus.
    Rsa(rsa::pkcs1v15::Signature),
}

impl Signed {
    /// Reads a signature; `None` when the bytes are none of this algorithm.
    pub(super) fn parse(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Sm2 => sm2_signature(bytes).map(Self::Sm2),
            Algorithm::Rsa => rsa::pkcs1v15::Signature::try_from(bytes).ok().map(Self::Rsa),
        }
    }
}

/// DER SEQUENCE of two INTEGERs, or r‖s.
fn sm2_signature(bytes: &[u8]) -> Option<Signature> {
    if bytes.len() == Signature::BYTE_SIZE {
        return Signature::from_slice(bytes).ok();
    }
    let mut reader = SliceReader::new(bytes).ok()?;
    let (r, s) = reader.sequence(|inner| Ok((UintRef::decode(inner)?, UintRef::decode(inner)?))).ok()?;
    let both = [padded(r.as_bytes())?, padded(s.as_bytes())?].concat();
    Signature::from_slice(&both).ok()
}

fn padded(integer: &[u8]) -> Option<Vec<u8>> {
    let zeros = COORDINATE_BYTES.checked_sub(integer.len())?;
    Some([vec![0; zeros], integer.to_vec()].concat())
}

/// How many verifications one call to [`verify`] costs at most.
pub(super) fn cost(key: &Key) -> usize {
    match key {
        Key::Sm2(points) => points.len().saturating_mul(2),
        Key::Rsa(_) => 1,
    }
}

/// Verifies; for SM2 the message is also tried as its SM3 digest, which is what services really sign.
/// Returns the key that fits, as hex.
pub(super) fn verify(key: &Key, signed: &Signed, message: &[u8]) -> Option<String> {
    match (key, signed) {
        (Key::Sm2(points), Signed::Sm2(signature)) => {
            let digest = Sm3::digest(message);
            let fits = |point: &&VerifyingKey| {
                point.verify(&digest, signature).is_ok() || point.verify(message, signature).is_ok()
            };
            points.iter().find(fits).map(|point| hex(&point.to_sec1_bytes()))
        }
        (Key::Rsa(key), Signed::Rsa(signature)) => {
            key.verify(message, signature).ok()?;
            rsa::pkcs8::EncodePublicKey::to_public_key_der(key.as_ref()).ok().map(|der| hex(der.as_bytes()))
        }
        (Key::Sm2(_), Signed::Rsa(_)) | (Key::Rsa(_), Signed::Sm2(_)) => None,
    }
}
