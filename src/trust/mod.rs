//! Trust lists: who may vouch for a C2PA signature.
//!
//! Takes the bytes of list files (never their paths: the core does no I/O) and answers one question per
//! chain: which list vouches for it at a given instant. The official, interim and user lists are judged
//! apart, so that a report can name the one that matched. Must not know manifests or pictures.

mod chain;
mod files;
mod fingerprints;
mod library;
mod p521;
pub mod release;
mod store;
#[cfg(test)]
pub(crate) mod test_pki;
mod time_stamp;

pub(crate) use chain::{Certificate, certificates_of_pem};
pub use files::{TrustError, TrustFile};
pub use store::{TrustListInfo, TrustStore};
pub(crate) use time_stamp::signer_chain;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::c2pa::TrustList;
    use time::macros::datetime;

    #[test]
    fn without_files_the_embedded_fingerprints_are_named() {
        let store = TrustStore::default();
        assert_eq!(store.lists.len(), 3);
        assert!(store.lists.iter().all(|list| list.name.contains("embedded") && list.sha256.len() == 64));
    }

    #[test]
    fn an_old_list_is_outdated() {
        let store = TrustStore::default();
        let official = store.lists.iter().find(|list| list.name.starts_with("C2PA Trust List")).unwrap();
        assert!(!official.is_outdated(datetime!(2026-11-23 00:00 UTC)));
        assert!(official.is_outdated(datetime!(2027-08-06 00:00 UTC)));
    }

    fn file(name: &str, text: &str) -> TrustFile {
        TrustFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[track_caller]
    fn check(files: &[TrustFile], expected: TrustList) {
        let root = test_pki::root("Root");
        let leaf = test_pki::leaf(&[test_pki::CLAIM_SIGNING], 2030, &root);
        let files: Vec<TrustFile> = files
            .iter()
            .map(|given| {
                let text = String::from_utf8(given.bytes.clone()).unwrap();
                file(&given.name, &text.replace("ROOT", &root.pem).replace("LEAF", &leaf.pem))
            })
            .collect();
        let store = TrustStore::new(&files).unwrap();
        assert_eq!(store.signer_list(&[leaf.der], datetime!(2026-11-23 00:00 UTC)), expected);
    }

    #[test]
    fn lists_are_told_apart_by_name() {
        check(&[file("C2PA-TRUST-LIST.pem", "Subject\tCN=x\nROOT")], TrustList::Official);
        check(&[file("interim-anchors.pem", "ROOT")], TrustList::Interim);
        check(&[file("interim-allowed.pem", "LEAF")], TrustList::Interim);
        check(&[file("mine.pem", "ROOT")], TrustList::User);
        check(&[file("C2PA-TSA-TRUST-LIST.pem", "ROOT")], TrustList::None);
        check(&[file("notes.txt", "ROOT")], TrustList::None);
        check(&[], TrustList::None);
    }

    #[test]
    fn the_better_list_is_named() {
        check(&[file("mine.pem", "ROOT"), file("C2PA-TRUST-LIST.pem", "ROOT")], TrustList::Official);
    }

    #[test]
    fn a_given_list_replaces_its_fingerprints() {
        let pem = test_pki::root("Root").pem;
        let store = TrustStore::new(&[file("C2PA-TRUST-LIST.pem", &pem)]).unwrap();
        assert_eq!(store.lists.iter().filter(|list| list.name.contains("embedded")).count(), 2);
        assert!(store.official.fingerprints.is_empty() && store.official.anchors.len() == 1);
    }

    #[test]
    fn the_dates_are_read_from_the_json() {
        let dates = r#"{"LoTE":{"ListAndSchemeInformation":{"ListIssueDateTime":"2026-08-05T00:11:39Z","NextUpdate":"2026-09-01T00:00:00Z"}}}"#;
        let pem = test_pki::root("Root").pem;
        let store = TrustStore::new(&[file("C2PA-TRUST-LIST.json", dates), file("C2PA-TRUST-LIST.pem", &pem)]).unwrap();
        let list = store.lists.iter().find(|list| list.name == "C2PA-TRUST-LIST.pem").unwrap();
        assert_eq!(list.issued.as_deref(), Some("2026-08-05T00:11:39Z"));
        assert!(list.is_outdated(datetime!(2026-11-23 00:00 UTC)));
    }

    #[test]
    fn a_broken_list_is_an_error() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(TrustStore::new(&[file("mine.pem", broken)]), Err(TrustError::Certificates { .. })));
        assert!(matches!(TrustStore::new(&[file("mine.pem", "nothing")]), Err(TrustError::Empty { .. })));
        assert!(matches!(TrustStore::new(&[file("C2PA-TRUST-LIST.json", "{")]), Err(TrustError::Json { .. })));
    }
}
