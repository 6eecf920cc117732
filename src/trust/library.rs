//! The C2PA library's settings, made once per trust store and shared by every file and thread.
//!
//! Takes the anchors as PEM, gives a context in which nothing is ever fetched. The library's own verdict on
//! the signer is switched off: it reads the system clock and knows only one list, so that is judged in
//! [`super::chain`]. What it needs anchors for is revocation answers that a manifest carries. It parses them
//! anew for every file, which costs as much as a small file itself, so there is a context without them.

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
    with_anchors: Option<Arc<c2pa::Context>>,
    without_anchors: Option<Arc<c2pa::Context>>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").field("ready", &self.with_anchors.is_some()).finish()
    }
}

/// What shows that a manifest may carry revocation answers: the header, the assertion, and the compression that
/// could hide both.
const REVOCATION_MARKS: [&[u8]; 3] = [b"rVals", b"c2pa.certificate-status", b"brob"];

impl Library {
    /// The library with these anchors, parsed once.
    pub(super) fn new(anchors_pem: &str) -> Self {
        let with_anchors = context(anchors_pem);
        let without_anchors = if anchors_pem.is_empty() { with_anchors.clone() } else { context("") };
        Self { with_anchors, without_anchors }
    }

    /// The context for a file with these stores, `whole` when nothing of them was left unread; `None` if the
    /// library refuses its settings.
    pub(crate) fn context_for<'a>(
        &self,
        mut stores: impl Iterator<Item = &'a [u8]>,
        whole: bool,
    ) -> Option<&Arc<c2pa::Context>> {
        let is_marked = |store: &[u8]| REVOCATION_MARKS.iter().any(|mark| memchr::memmem::find(store, mark).is_some());
        if !whole || stores.any(is_marked) { self.with_anchors.as_ref() } else { self.without_anchors.as_ref() }
    }
}

fn context(anchors_pem: &str) -> Option<Arc<c2pa::Context>> {
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
    context.ok().map(c2pa::Context::into_shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_takes_the_settings() {
        let library = Library::new("");
        assert!(library.with_anchors.is_some() && library.without_anchors.is_some());
    }

    #[test]
    fn anchors_are_taken_where_a_revocation_answer_may_be() {
        let library = Library::new(&super::super::test_pki::root("Root").pem);
        let with_anchors = |store: &[u8], whole: bool| {
            let chosen = library.context_for([b"jumb".as_slice(), store].into_iter(), whole).unwrap();
            Arc::ptr_eq(chosen, library.with_anchors.as_ref().unwrap())
        };
        assert!(with_anchors(b"..erVals..", true));
        assert!(with_anchors(b"jumdcbor c2pa.certificate-status", true));
        assert!(with_anchors(b"\0\0\0\x20brob", true));
        assert!(with_anchors(b"c2pa.actions", false));
        assert!(!with_anchors(b"c2pa.actions", true));
    }
}
