//! Products on the C2PA conforming products list that may not state certain inceptions.
//!
//! Source: `disallowedSignals.inception` of the list of 2026-08-05. Products that the list also names without
//! the restriction are left out: a signer does not tell which of the two records applies.

use crate::vocabulary::c2pa::{OriginStatement, Signer};

/// Common name, organisation, and whether `digitalCreation` is barred besides the captures.
const BARRED: [(&str, &str, bool); 11] = [
    ("Diker", "Okeanos B.V", true),
    ("Ming C2PA Signer", "ming UG (haftungsbeschraenkt)", true),
    ("Snapseed", "Google LLC", true),
    ("SpotLight Suite", "ZeroLight Limited", false),
    ("ListingsAlive", "PLWebsites", true),
    ("SCC MediaServer Cloud Edition Digital Asset Management System", "The Software Construction Company, Inc", true),
    ("Gingco Provenance Service", "Gingco Communication GmbH & Co. KG", true),
    ("BrennerMedien GmbH AI Generator", "BrennerMedien GmbH", true),
    ("Jasper", "Jasper AI Global, LLC", true),
    ("Brandreef Media Processing Services", "DSA & Brands FlexCo", true),
    ("Narrative Nexus", "Narrative Nexus LLC", true),
];

/// The source type that this signer's product may not state, if the statement makes it.
pub(super) fn barred_signal(signer: &Signer, statement: &OriginStatement) -> Option<&'static str> {
    let (_, _, creation_too) = BARRED.iter().find(|(name, organization, _)| {
        signer.common_name.as_raw() == *name && signer.organization.as_raw() == *organization
    })?;
    let code = statement.source_type.as_ref()?.code?;
    match code {
        "digitalCapture" | "computationalCapture" | "compositeCapture" => Some(code),
        "digitalCreation" if *creation_too => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{AI, CAMERA, created, signer};
    use super::*;
    use crate::vocabulary::c2pa::StoreState;

    const CREATION: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation";

    #[track_caller]
    fn check(name: &str, organization: &str, source_type: &str, expected: Option<&str>) {
        let store = created(StoreState::Trusted, source_type);
        assert_eq!(barred_signal(&signer(name, organization), &store.statements[0]), expected);
    }

    #[test]
    fn every_product_on_the_table_is_barred_from_what_its_record_says() {
        for (name, organization, creation_too) in BARRED {
            check(name, organization, CAMERA, Some("digitalCapture"));
            check(name, organization, CREATION, creation_too.then_some("digitalCreation"));
            check(name, organization, AI, None);
        }
    }

    #[test]
    fn a_name_alone_or_an_organization_alone_is_another_product() {
        for (name, organization, _) in BARRED {
            check(name, "Somebody else", CAMERA, None);
            check("Something else", organization, CAMERA, None);
        }
    }
}
