//! The signature under a bundle: Ed25519 (RFC 8032), or SM2 with SM3 (GB/T 32918) for whoever must use that.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::pkcs8::DecodePrivateKey;

use super::bundle::Seal;
use crate::hex::{hex, unhex};

/// The identity that GB/T 35276 signs with when none is agreed upon.
const SM2_USER: &str = "1234567812345678";

/// A private key.
pub enum Key {
    /// Ed25519.
    Ed25519(Box<Ed25519KeyPair>),
    /// SM2.
    Sm2(Box<sm2::dsa::SigningKey>),
}

/// Nothing of a key is printed.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A private key out of PEM (PKCS #8), as `openssl genpkey` writes it; `None` for any other.
    pub fn from_pem(pem: &str) -> Option<Self> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).ok()?;
        // OpenSSL leaves the public half out; ring derives it.
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.secret_pkcs8_der()) {
            return Some(Self::Ed25519(Box::new(pair)));
        }
        let secret = sm2::SecretKey::from_pkcs8_der(der.secret_pkcs8_der()).ok()?;
        Some(Self::Sm2(Box::new(sm2::dsa::SigningKey::new(SM2_USER, &secret).ok()?)))
    }

    /// Signs these bytes; `None` if that fails, which it does not.
    pub fn seal(&self, bytes: &[u8]) -> Option<Seal> {
        let (algorithm, public_key, signature) = match self {
            Self::Ed25519(pair) => ("Ed25519", hex(pair.public_key().as_ref()), hex(pair.sign(bytes).as_ref())),
            Self::Sm2(key) => {
                let signature: sm2::dsa::Signature = key.try_sign(bytes).ok()?;
                ("SM2", hex(&key.verifying_key().to_sec1_bytes()), hex(&signature.to_bytes()))
            }
        };
        Some(Seal { algorithm: algorithm.to_owned(), public_key, signature })
    }
}

impl Seal {
    /// True when the signature is that of these bytes by the key it names. Whose key that is it does not say.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let (Some(key), Some(signature)) = (unhex(&self.public_key), unhex(&self.signature)) else { return false };
        match self.algorithm.as_str() {
            "Ed25519" => UnparsedPublicKey::new(&ED25519, key).verify(bytes, &signature).is_ok(),
            "SM2" => sm2_holds(&key, &signature, bytes).is_some(),
            _ => false,
        }
    }
}

fn sm2_holds(key: &[u8], signature: &[u8], bytes: &[u8]) -> Option<()> {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_USER, key).ok()?;
    let signature = sm2::dsa::Signature::from_slice(signature).ok()?;
    key.verify(bytes, &signature).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both made for the tests by `openssl genpkey`, and used nowhere else.
    const ED25519_PEM: &str = include_str!("test_keys/ed25519.pem");
    const SM2_PEM: &str = include_str!("test_keys/sm2.pem");

    #[track_caller]
    fn check(pem: &str, algorithm: &str) {
        let seal = Key::from_pem(pem).unwrap().seal(b"bytes").unwrap();
        assert_eq!(seal.algorithm, algorithm);
        assert!(seal.holds(b"bytes"));
        assert!(!seal.holds(b"byteS"));
        let mut other = seal.clone();
        other.signature.replace_range(20..21, if &seal.signature[20..21] == "0" { "1" } else { "0" });
        assert!(!other.holds(b"bytes"));
        assert!(!Seal { algorithm: "none".to_owned(), ..seal }.holds(b"bytes"));
    }

    #[test]
    fn a_seal_holds_for_its_bytes_alone() {
        check(ED25519_PEM, "Ed25519");
        check(SM2_PEM, "SM2");
    }

    #[test]
    fn what_is_no_key_is_none() {
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert!(Key::from_pem(pem).is_none(), "{pem}");
        }
        assert_eq!(format!("{:?}", Key::from_pem(ED25519_PEM)), "Some(Key)");
    }
}
