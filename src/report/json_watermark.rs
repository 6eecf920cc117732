//! An invisible mark in Report v1: what the contract names first, then what was added.

use serde::Serialize;

use super::json_shown::{Bilingual, Shown};
use crate::evidence::EvidenceId;
use crate::facts::model::{Declaration, DeclaredMark, FoundWatermark};
use crate::trustmark::Payload;
use crate::untrusted::Untrusted;
use crate::vocabulary::soft_bindings::{Algorithm, Kind};
use crate::vocabulary::watermark::{FoundAt, InvisibleMark, MarkStanding};

/// One scheme of `labels.watermark`, or the value of its evidence.
#[derive(Serialize)]
pub(super) struct SchemeValue<'a> {
    scheme: SchemeName<'a>,
    payload: Option<Shown<&'a Untrusted>>,
    p_value: Option<f64>,
    r#where: Option<[u32; 4]>,
    standing: &'static str,
    #[serde(flatten)]
    reading: Option<ReadingPart>,
    #[serde(flatten)]
    declaration: Option<DeclarationPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Shown<EvidenceId>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SchemeName<'a> {
    Known(&'static str),
    Declared(Shown<&'a Untrusted>),
}

/// How a mark was read.
#[derive(Serialize)]
struct ReadingPart {
    payload_bits: Option<usize>,
    used_by: Option<Bilingual>,
    found_at: &'static str,
    size: Option<[u32; 2]>,
    offset: Option<[u32; 2]>,
    mirrored: bool,
    channel_order: Option<&'static str>,
    chroma_offset: Option<&'static str>,
    signature: &'static str,
}

impl<'a> SchemeValue<'a> {
    pub(super) fn new(mark: &'a InvisibleMark) -> Self {
        Self {
            scheme: SchemeName::Known(mark.scheme),
            payload: (!mark.payload.is_blank()).then_some(Shown(&mark.payload)),
            p_value: mark.p_value,
            r#where: mark.place.map(|area| [area.x, area.y, area.width, area.height]),
            standing: mark.standing.id(),
            reading: Some(ReadingPart::new(mark)),
            declaration: None,
            evidence: None,
        }
    }

    pub(super) fn listed(found: &'a FoundWatermark) -> Self {
        Self { evidence: Some(Shown(found.id)), ..Self::new(&found.mark) }
    }

    /// A mark that a manifest names and nobody here can read.
    pub(super) fn declared(mark: &'a DeclaredMark) -> Self {
        Self {
            scheme: SchemeName::Declared(Shown(&mark.name)),
            payload: None,
            p_value: None,
            r#where: None,
            standing: MarkStanding::DeclaredUnverifiable.id(),
            reading: None,
            declaration: Some(DeclarationPart::new(&mark.kind)),
            evidence: Some(Shown(mark.id)),
        }
    }
}

/// What the C2PA list says of a declared mark.
#[derive(Serialize)]
pub(super) struct DeclarationPart {
    declared_by: &'static str,
    listed: Option<bool>,
    vendor: Option<&'static str>,
    kind: Option<&'static str>,
    trustmark: Option<TrustmarkPart>,
}

/// The data of a TrustMark value.
#[derive(Serialize)]
struct TrustmarkPart {
    schema: &'static str,
    /// The data bits as a hexadecimal number.
    data: String,
    /// The algorithm that the mark points to.
    signpost: Option<&'static str>,
}

impl DeclarationPart {
    pub(super) fn new(declaration: &Declaration) -> Self {
        match declaration {
            Declaration::Action => {
                Self { declared_by: "action", listed: None, vendor: None, kind: None, trustmark: None }
            }
            Declaration::Unlisted => {
                Self { declared_by: "soft_binding", listed: Some(false), vendor: None, kind: None, trustmark: None }
            }
            Declaration::Listed { algorithm, trustmark } => Self {
                declared_by: "soft_binding",
                listed: Some(true),
                vendor: Some(algorithm.vendor),
                kind: Some(match algorithm.kind {
                    Kind::Watermark => "watermark",
                    Kind::Fingerprint => "fingerprint",
                }),
                trustmark: trustmark.as_ref().map(TrustmarkPart::new),
            },
        }
    }
}

impl TrustmarkPart {
    fn new(payload: &Payload) -> Self {
        let signpost = Algorithm::signposted_by(payload).map(|algorithm| algorithm.alg);
        Self { schema: payload.schema.name(), data: format!("{:x}", payload.number()), signpost }
    }
}

impl ReadingPart {
    fn new(mark: &InvisibleMark) -> Self {
        let (size, offset) = match mark.found_at {
            FoundAt::AsIs => (None, None),
            FoundAt::RescaledTo { width, height } => (Some([width, height]), None),
            FoundAt::Cropped { x, y } => (None, Some([x, y])),
        };
        Self {
            payload_bits: mark.payload_bits,
            used_by: mark.used_by.map(Bilingual::of_text),
            found_at: mark.found_at.id(),
            size,
            offset,
            mirrored: mark.is_mirrored,
            channel_order: mark.colours.map(|(order, _)| order.id()),
            chroma_offset: mark.colours.map(|(_, offset)| offset.id()),
            signature: mark.signature.id(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Detail;
    use crate::facts::testing::watermarked;

    #[test]
    fn a_mark_is_written_with_exactly_the_fields_of_the_contract_and_what_was_added() {
        let Detail::Watermark(mark) = watermarked().detail else { panic!("a mark") };
        let expected = serde_json::json!({
            "scheme": "dwtDct", "payload": "SDV2", "p_value": 1e-9, "where": [512, 0, 512, 1024], "standing": "found",
            "payload_bits": 32, "used_by": null, "found_at": "as_is", "size": null, "offset": null, "mirrored": false,
            "channel_order": "bgr", "chroma_offset": "8_bit", "signature": "none",
        });
        assert_eq!(serde_json::to_value(SchemeValue::new(&mark)).unwrap(), expected);
    }

    #[test]
    fn a_declared_mark_says_only_that() {
        let name = Untrusted::new("SynthID");
        let mark = DeclaredMark { id: EvidenceId(3), name, kind: Declaration::Action };
        let expected = serde_json::json!({
            "scheme": "SynthID", "payload": null, "p_value": null, "where": null,
            "standing": "declared_unverifiable", "evidence": "e3", "declared_by": "action", "listed": null,
            "vendor": null, "kind": null, "trustmark": null,
        });
        assert_eq!(serde_json::to_value(SchemeValue::declared(&mark)).unwrap(), expected);
    }

    #[test]
    fn a_soft_binding_is_named_by_the_list() {
        let value = format!("0*{:040b}", 20);
        let kind = Declaration::Listed {
            algorithm: Algorithm::of("com.adobe.trustmark.P").unwrap(),
            trustmark: Payload::from_value(&value),
        };
        let expected = serde_json::json!({
            "declared_by": "soft_binding", "listed": true, "vendor": "Adobe TrustMark", "kind": "watermark",
            "trustmark": {"schema": "BCH_SUPER", "data": "14", "signpost": "com.microsoft.wavmark.1"},
        });
        assert_eq!(serde_json::to_value(DeclarationPart::new(&kind)).unwrap(), expected);
    }
}
