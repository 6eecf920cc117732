//! The C2PA library's settings, made once per trust store and shared by every file and thread.
//!
//! Takes the anchors as PEM, gives a context in which nothing is ever fetched. The library's own verdict on
//! the signer is switched off: it reads the system clock and knows only one list, so that is judged in
//! [`super::chain`]. What it needs anchors for is time-stamps and stapled revocation answers.

use std::fmt;
use std::sync::Arc;

use serde_json::json;

/// Extended key usages the profile check lets pass: those of the C2PA signers and of the interim list.
const SIGNER_USAGES: &str = "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n\
    1.3.6.1.5.5.7.3.8\n1.3.6.1.5.5.7.3.9\n1.3.6.1.4.1.311.76.59.1.9\n";

/// Manifests that inflate beyond this many MiB are not read.
const INFLATED_MIB_MAX: u64 = 8;

/// A ready context of the C2PA library.
#[derive(Clone)]
pub(crate) struct Library {
    /// `None` if the library refuses its settings.
    pub(crate) context: Option<Arc<c2pa::Context>>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").field("ready", &self.context.is_some()).finish()
    }
}

impl Library {
    pub(super) fn new(anchors_pem: &str) -> Self {
        let mut settings = json!({
            "verify": {
                "verify_trust": false,
                "verify_timestamp_trust": true,
                "ocsp_fetch": false,
                "remote_manifest_fetch": false,
            },
            "core": {
                "allowed_network_hosts": [],
                // Identity assertions need the network and say who, not what (CAWG, never a reason for invalidity).
                "decode_identity_assertions": false,
                "max_decompressed_manifest_size_in_mb": INFLATED_MIB_MAX,
            },
            "trust": { "trust_config": SIGNER_USAGES },
        });
        // An empty list is an error to the library, an absent one is not.
        if let (false, Some(trust)) = (anchors_pem.is_empty(), settings.get_mut("trust")) {
            trust["trust_anchors"] = json!(anchors_pem);
        }
        let context = c2pa::Context::new().with_settings(settings.to_string().as_str());
        Self { context: context.ok().map(c2pa::Context::into_shared) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_takes_the_settings() {
        assert!(Library::new("").context.is_some());
    }
}
