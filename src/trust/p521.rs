//! ECDSA on P-521 for webpki, which has no such algorithm of its own.
//!
//! In: key, message and signature as certificates hold them. Out: whether they fit. One anchor of the
//! official list, one of the time-stamping list and two of the interim list use this curve.

use p521::ecdsa::signature::hazmat::PrehashVerifier;
use p521::ecdsa::{Signature, VerifyingKey};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest, Sha384, Sha512};

/// With SHA-512, as a P-521 key usually signs.
pub(super) const ECDSA_P521_SHA512: &dyn SignatureVerificationAlgorithm =
    &P521 { signature: alg_id::ECDSA_SHA512, digest: |message| Sha512::digest(message).to_vec() };
/// With SHA-384, which occurs where the issued key is on P-384.
pub(super) const ECDSA_P521_SHA384: &dyn SignatureVerificationAlgorithm =
    &P521 { signature: alg_id::ECDSA_SHA384, digest: |message| Sha384::digest(message).to_vec() };

#[derive(Debug)]
struct P521 {
    signature: AlgorithmIdentifier,
    digest: fn(&[u8]) -> Vec<u8>,
}

impl SignatureVerificationAlgorithm for P521 {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify_prehash(&(self.digest)(message), &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
