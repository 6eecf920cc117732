//! CAWG identity assertions: somebody named in a manifest, with a signature of their own.

use std::sync::Arc;

use c2pa::SigningAlg;
use c2pa::crypto::raw_signature::signer_from_cert_chain_and_private_key;
use c2pa::dynamic_assertion::DynamicAssertion;
use c2pa::identity::SignerPayload;
use c2pa::identity::builder::{CredentialHolder, IdentityAssertionBuilder, IdentityBuilderError};
use c2pa::identity::x509::X509CredentialHolder;
use serde_json::json;

use crate::signer::Authority;

/// What becomes of the identity when it is checked.
#[derive(Clone, Copy)]
pub(crate) enum Named {
    /// A sound signature with a certificate that no list vouches for.
    Unlisted,
    /// A signature that does not fit what it signs.
    Broken,
    /// A credential whose issuer has to be looked up in the network.
    Unreachable,
}

impl Named {
    /// The assertion.
    pub(crate) fn identity(self) -> IdentityAssertionBuilder {
        match self {
            Self::Unlisted => IdentityAssertionBuilder::for_credential_holder(certified()),
            Self::Broken => IdentityAssertionBuilder::for_credential_holder(Broken(certified())),
            Self::Unreachable => IdentityAssertionBuilder::for_credential_holder(Aggregated),
        }
    }
}

fn certified() -> X509CredentialHolder {
    let (chain, key) = Authority::new().stranger();
    let signer = signer_from_cert_chain_and_private_key(chain.as_bytes(), key.as_bytes(), SigningAlg::Es256, None)
        .expect("the chain fits the profile");
    X509CredentialHolder::from_raw_signer(signer)
}

/// Spoils the last byte of a signature.
struct Broken(X509CredentialHolder);

impl CredentialHolder for Broken {
    fn sig_type(&self) -> &'static str {
        self.0.sig_type()
    }

    fn reserve_size(&self) -> usize {
        self.0.reserve_size()
    }

    fn sign(&self, payload: &SignerPayload) -> Result<Vec<u8>, IdentityBuilderError> {
        let mut signature = self.0.sign(payload)?;
        *signature.last_mut().expect("a signature is not empty") ^= 1;
        Ok(signature)
    }
}

/// An identity claims aggregation (CAWG identity 1.1 §8.1) of an issuer that is only a name in the network.
struct Aggregated;

impl CredentialHolder for Aggregated {
    fn sig_type(&self) -> &'static str {
        "cawg.identity_claims_aggregation"
    }

    fn reserve_size(&self) -> usize {
        4096
    }

    fn sign(&self, payload: &SignerPayload) -> Result<Vec<u8>, IdentityBuilderError> {
        let identity = json!({
            "type": "cawg.social_media", "username": "somebody", "uri": "https://social.example.com/somebody",
            "verifiedAt": "2026-11-01T00:00:00Z",
            "provider": {"id": "https://social.example.com", "name": "Sample Social"}
        });
        let credential = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://cawg.io/identity/1.1/ica/context/"],
            "type": ["VerifiableCredential", "IdentityClaimsAggregationCredential"],
            "issuer": "did:web:identity.example.com",
            "validFrom": "2026-11-20T00:00:00Z",
            "credentialSubject": {"verifiedIdentities": [identity], "c2paAsset": payload}
        });
        let text = credential.to_string();
        let length = u16::try_from(text.len()).expect("the credential is small").to_be_bytes();
        // COSE_Sign1 (RFC 9052): EdDSA, the media type, the credential, and 64 bytes in place of a signature
        // that nobody gets to check.
        let head = [b"\xd2\x84\x53\xa2\x01\x27\x03\x6eapplication/vc\xa0\x59".as_slice(), &length].concat();
        Ok([&head, text.as_bytes(), b"\x58\x40", &[0x5a; 64]].concat())
    }
}

/// A signer of claims who lets somebody else be named in them.
pub(crate) struct Witnessed<'a> {
    /// Signs the claim.
    pub(crate) signer: &'a dyn c2pa::Signer,
    /// Who is named.
    pub(crate) identity: Arc<IdentityAssertionBuilder>,
}

impl c2pa::Signer for Witnessed<'_> {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        self.signer.sign(data)
    }

    fn alg(&self) -> SigningAlg {
        self.signer.alg()
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        self.signer.certs()
    }

    fn reserve_size(&self) -> usize {
        self.signer.reserve_size()
    }

    fn dynamic_assertions(&self) -> Vec<Box<dyn DynamicAssertion>> {
        vec![Box::new(Arc::clone(&self.identity))]
    }
}
