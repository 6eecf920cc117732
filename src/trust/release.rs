//! Whether newly published list files may take the place of those in use.
//!
//! In: the new files, and those in place. Out: nothing, or the reason why not. A list is published twice, as
//! PEM (which is used) and as a JSON list of trusted entities (ETSI TS 119 602), which alone is dated; so the
//! two must hold the same certificates, and the date must not go back: an old list may lack a revocation.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::files::{self, TrustError, TrustFile};

/// The dated lists: JSON and PEM.
const PAIRS: [(&str, &str); 2] =
    [("C2PA-TRUST-LIST.json", "C2PA-TRUST-LIST.pem"), ("C2PA-TSA-TRUST-LIST.json", "C2PA-TSA-TRUST-LIST.pem")];
const USAGES: &str = "interim-store.cfg";

/// Checks files that are about to replace those in place; files that are not among them stay out of it.
///
/// # Errors
/// When a file does not parse or is empty, the two forms of a list differ, a list has no date, or (unless
/// `allow_older`) it has an earlier date or a lower sequence number than the one in place.
pub fn accept(new: &[TrustFile], present: &[TrustFile], allow_older: bool) -> Result<(), TrustError> {
    files::collect(new)?;
    if let Some(file) = find(new, USAGES).filter(|file| files::usages(&file.bytes).is_empty()) {
        return Err(TrustError::Empty { name: file.name.clone() });
    }
    for (json, pem) in PAIRS {
        let (Some(json), Some(pem)) = (find(new, json), find(new, pem)) else { continue };
        let list = files::json(json)?;
        let name = || json.name.clone();
        if certificates(&list) != files::certificates(pem)?.into_iter().collect() {
            return Err(TrustError::FormsDiffer { name: name() });
        }
        let Some((issued, sequence)) = issue(&list) else { return Err(TrustError::Undated { name: name() }) };
        // What is in place and cannot be read is no reason to keep it.
        let in_place = find(present, &json.name).and_then(|file| issue(&files::json(file).ok()?));
        match in_place {
            Some((present, number)) if !allow_older && (issued < present || sequence < number) => {
                return Err(TrustError::Older { name: name(), issued, sequence, present });
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

fn find<'a>(files: &'a [TrustFile], name: &str) -> Option<&'a TrustFile> {
    files.iter().find(|file| file.name == name)
}

/// Date of issue and sequence number of a list of trusted entities (ETSI TS 119 602).
fn issue(list: &Value) -> Option<(OffsetDateTime, u64)> {
    let information = list.pointer("/LoTE/ListAndSchemeInformation")?;
    let issued = OffsetDateTime::parse(information.get("ListIssueDateTime")?.as_str()?, &Rfc3339).ok()?;
    Some((issued, information.get("LoTESequenceNumber")?.as_u64()?))
}

/// The certificates of all services, in DER form. What does not decode is left out and so makes a difference.
fn certificates(list: &Value) -> BTreeSet<Vec<u8>> {
    let entities = items(list.pointer("/LoTE/TrustedEntitiesList"));
    let services = entities.flat_map(|entity| items(entity.get("TrustedEntityServices")));
    let values = services
        .flat_map(|service| items(service.pointer("/ServiceInformation/ServiceDigitalIdentity/X509Certificates")));
    values.filter_map(|value| STANDARD.decode(value.get("val")?.as_str()?).ok()).collect()
}

fn items(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

/// List files for tests: a JSON list of trusted entities with these certificates.
#[cfg(test)]
pub(crate) fn lote(issued: &str, sequence: u64, certificates: &[&[u8]]) -> Vec<u8> {
    let identities: Vec<Value> =
        certificates.iter().map(|der| serde_json::json!({ "val": STANDARD.encode(der) })).collect();
    let service = serde_json::json!({"ServiceInformation":
        {"ServiceDigitalIdentity": {"X509Certificates": identities}}});
    let list = serde_json::json!({"LoTE": {
        "ListAndSchemeInformation": {"ListIssueDateTime": issued, "LoTESequenceNumber": sequence,
            "NextUpdate": "2099-01-01T00:00:00Z"},
        "TrustedEntitiesList": [{"TrustedEntityServices": [service]}]}});
    list.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::test_pki;
    use super::*;

    fn file(name: &str, bytes: Vec<u8>) -> TrustFile {
        TrustFile { name: name.to_owned(), bytes }
    }

    fn list(issued: &str, sequence: u64) -> Vec<TrustFile> {
        let root = test_pki::root("Root");
        vec![
            file("C2PA-TRUST-LIST.pem", root.pem.clone().into_bytes()),
            file("C2PA-TRUST-LIST.json", lote(issued, sequence, &[&root.der])),
        ]
    }

    const AUGUST: &str = "2026-08-05T00:11:39Z";
    const JULY: &str = "2026-07-05T00:11:39Z";

    #[test]
    fn a_newer_list_or_the_same_is_accepted_and_an_older_one_is_not() {
        assert_eq!(accept(&list(AUGUST, 1), &[], false), Ok(()));
        assert_eq!(accept(&list(AUGUST, 1), &list(JULY, 1), false), Ok(()));
        assert_eq!(accept(&list(AUGUST, 1), &list(AUGUST, 1), false), Ok(()));
        let older = |new: &[TrustFile], present: &[TrustFile]| {
            assert!(matches!(accept(new, present, false), Err(TrustError::Older { .. })));
            assert_eq!(accept(new, present, true), Ok(()));
        };
        older(&list(JULY, 1), &list(AUGUST, 1));
        older(&list(AUGUST, 1), &list(AUGUST, 2));
        older(&list(AUGUST, 1), &list(JULY, 2));
    }

    #[test]
    fn what_is_in_place_and_broken_may_be_replaced() {
        assert_eq!(accept(&list(AUGUST, 1), &[file("C2PA-TRUST-LIST.json", b"{".to_vec())], false), Ok(()));
    }

    #[test]
    fn the_two_forms_must_agree_and_be_dated() {
        let mut mixed = list(AUGUST, 1);
        mixed[1] = list(AUGUST, 1).remove(1);
        assert!(matches!(accept(&mixed, &[], true), Err(TrustError::FormsDiffer { .. })));
        let undated = list("some day", 1);
        assert!(matches!(accept(&undated, &[], true), Err(TrustError::Undated { .. })));
    }

    #[test]
    fn what_is_no_list_is_not_accepted() {
        let page = || b"<html>sign in to this network</html>".to_vec();
        for name in ["C2PA-TRUST-LIST.pem", "C2PA-TSA-TRUST-LIST.json", "interim-anchors.pem", "interim-store.cfg"] {
            assert!(accept(&[file(name, page())], &[], true).is_err(), "{name}");
        }
        assert_eq!(accept(&[file("interim-store.cfg", b"// x\n1.3.6.1.5.5.7.3.4\n".to_vec())], &[], false), Ok(()));
    }
}
