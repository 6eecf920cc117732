//! Online services and apps that leave short marks in EXIF or PNG text.
//!
//! Carrier and layout, from the facts, table B.3, and China rules §4.2 V18: Grok writes ImageDescription
//! `Signature: <base64>` and a UUID as Artist; the FLUX reference programs write Software `AI generated;…;flux`
//! and Make; Ideogram Make; Reve Software; Luma PNG `Source`; ByteDance's apps a JSON object. Each value is
//! compared whole; a mention inside other text is no mark.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::carrier::{Carrier, Field, Found, Medium};
use super::json::{self, Object};
use crate::vocabulary::generator::{Act, Tool};

/// The signature has at least this many characters; its algorithm is not published.
const GROK_SIGNATURE_CHARS_MIN: usize = 64;

/// Reads Grok's signature and the UUID beside it; either alone says nothing.
pub(super) fn read_grok<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = exif(carrier, "ImageDescription")?;
    let signature = field.text.trim().strip_prefix("Signature:")?.trim();
    let is_signature = signature.len() >= GROK_SIGNATURE_CHARS_MIN && STANDARD.decode(signature).is_ok();
    let artist = carrier.text("Artist")?;
    let details = vec![("id", Some(artist.to_owned()))];
    (is_signature && is_uuid(artist)).then(|| field.found(Tool::Grok, Act::Generated, details))
}

/// Reads the marks of the FLUX reference programs and their forks.
pub(super) fn read_flux<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let software = exif(carrier, "Software").filter(|field| is_flux(field.text.trim()));
    let maker = exif(carrier, "Make").filter(|field| field.text.trim() == "Black Forest Labs");
    let field = software.or(maker)?;
    let value = |name| carrier.text(name).map(str::to_owned);
    Some(field.found(Tool::Flux, Act::Generated, vec![("operation", value("Software")), ("model", value("Model"))]))
}

/// `AI generated;<operation>;flux`, with more parts in forks; `AI generated;flux2` in the second version.
fn is_flux(software: &str) -> bool {
    let mut parts = software.split(';').map(str::trim);
    parts.next() == Some("AI generated") && parts.any(|part| part.starts_with("flux"))
}

/// Reads Ideogram's Make.
pub(super) fn read_ideogram<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = exif(carrier, "Make").filter(|field| field.text.trim() == "Ideogram AI")?;
    Some(field.found(Tool::Ideogram, Act::Generated, Vec::new()))
}

/// Reads Reve's Software.
pub(super) fn read_reve<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = carrier.field("Software").filter(|field| field.text.trim() == "reve.com")?;
    Some(field.found(Tool::Reve, Act::Generated, Vec::new()))
}

/// Reads Luma's PNG `Source`.
pub(super) fn read_luma<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = carrier.field("Source").filter(|field| field.text.trim() == "Luma AI")?;
    (carrier.medium == Medium::Text).then(|| field.found(Tool::Luma, Act::Generated, Vec::new()))
}

fn exif<'c>(carrier: &'c Carrier<'_>, name: &str) -> Option<&'c Field<'c>> {
    carrier.field(name).filter(|_| carrier.medium == Medium::Exif)
}

/// ByteDance's apps whose exports are generated. Its photo editors write the same object for human edits.
const BYTEDANCE_GENERATORS: &[&str] = &["doubao", "xinghui", "dreamina"];

/// Reads the export object of Doubao, Xinghui, Dreamina and the apps around them (V18). It is no GB label.
pub(super) fn read_bytedance_app<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let fields = ["ImageDescription", "UserComment", "Description"];
    let objects = carrier.objects().filter(|(field, _)| fields.iter().any(|name| field.is(name)));
    objects.filter_map(|(field, object)| read_export(field, object)).next()
}

fn read_export<'c>(field: &'c Field<'_>, object: &Object) -> Option<Found<'c>> {
    // The members stand at the top or in `data`.
    let data = object.get("data").and_then(Value::as_object);
    let member = |name: &str| object.get(name).or_else(|| data?.get(name));
    let product = member("product")?.as_str()?;
    let info = member("aigc_info").and_then(Value::as_object);
    let label_type = info.and_then(|info| info.get("aigc_label_type")).and_then(Value::as_u64);
    let aigc_type = member("aigc_type").and_then(Value::as_u64);
    let export = member("exportType").and_then(Value::as_str);
    if label_type.is_none() && aigc_type.is_none() && export.is_none() {
        return None;
    }
    let is_generator = BYTEDANCE_GENERATORS.contains(&product);
    // A label type of 0 says that the app put no label on; real exports of Dreamina carry it.
    let labelled = matches!(label_type, Some(1 | 2)) || aigc_type == Some(1);
    let act = if labelled || (is_generator && export == Some("generation")) { Act::Generated } else { Act::Processed };
    if act == Act::Processed && !is_generator && info.is_none() {
        return None;
    }
    let label = label_type.or(aigc_type).map(|value| value.to_string());
    let details = vec![
        ("product", Some(product.to_owned())),
        ("export_type", export.map(str::to_owned)),
        ("aigc_label_type", label),
        ("source", info.and_then(|info| info.get("source_info")).and_then(json::shown)),
    ];
    Some(field.found(Tool::ByteDanceApp, act, details))
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::super::carrier::testing::trace;
    use super::*;

    const UUID: &str = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

    #[track_caller]
    fn check(
        family: for<'c> fn(&'c Carrier<'_>) -> Option<Found<'c>>,
        fields: &[(&str, &str)],
        expected: Option<(Tool, Act)>,
    ) {
        assert_eq!(trace(family, Medium::Exif, fields), expected, "{fields:?}");
    }

    #[test]
    fn grok_needs_both_halves() {
        let signature = format!("Signature: {}", "QUJD".repeat(22));
        check(read_grok, &[("ImageDescription", &signature), ("Artist", UUID)], Some((Tool::Grok, Act::Generated)));
        check(read_grok, &[("ImageDescription", &signature), ("Artist", "Ansel")], None);
        check(read_grok, &[("ImageDescription", "Signature: illegible"), ("Artist", UUID)], None);
        check(read_grok, &[("ImageDescription", "Signature: QUJD"), ("Artist", UUID)], None);
        check(read_grok, &[("ImageDescription", &signature)], None);
        check(read_grok, &[("ImageDescription", "made with Grok"), ("Artist", UUID)], None);
    }

    #[test]
    fn flux_names_itself_in_software_or_make() {
        let generated = Some((Tool::Flux, Act::Generated));
        check(read_flux, &[("Software", "AI generated;txt2img;flux"), ("Make", "Black Forest Labs")], generated);
        check(read_flux, &[("Software", "AI generated;flux2")], generated);
        check(read_flux, &[("Make", "Black Forest Labs")], generated);
        check(read_flux, &[("Software", "f.lux 4.1")], None);
        check(read_flux, &[("Software", "darktable;flux")], None);
        check(read_flux, &[("ImageDescription", "AI generated;txt2img;flux by Black Forest Labs")], None);
    }

    #[test]
    fn single_fields_are_compared_whole() {
        check(read_ideogram, &[("Make", "Ideogram AI")], Some((Tool::Ideogram, Act::Generated)));
        check(read_ideogram, &[("Make", "Ideogram AI Camera Co")], None);
        check(read_ideogram, &[("ImageDescription", "Ideogram AI")], None);
        check(read_reve, &[("Software", "reve.com")], Some((Tool::Reve, Act::Generated)));
        check(read_reve, &[("Software", "visit reve.com")], None);
    }

    #[test]
    fn luma_is_read_in_png_text_only() {
        let fields = [("Source", "Luma AI")];
        assert_eq!(trace(read_luma, Medium::Text, &fields), Some((Tool::Luma, Act::Generated)));
        check(read_luma, &fields, None);
    }

    #[test]
    fn bytedance_exports_are_read() {
        let generated = Some((Tool::ByteDanceApp, Act::Generated));
        let web = r#"{"aigc_info":{"aigc_label_type":0,"source_info":"dreamina"},
            "data":{"product":"dreamina","exportType":"generation"}}"#;
        check(read_bytedance_app, &[("UserComment", web)], generated);
        let flat = r#"{"product":"doubao","exportType":"generation","aigc_info":{"aigc_label_type":2}}"#;
        check(read_bytedance_app, &[("ImageDescription", flat)], generated);
        check(read_bytedance_app, &[("UserComment", r#"{"product":"xinghui","aigc_type":1}"#)], generated);
    }

    #[test]
    fn a_human_edit_in_a_bytedance_app_is_processing() {
        let processed = Some((Tool::ByteDanceApp, Act::Processed));
        let retouched = r#"{"data":{"product":"retouch","exportType":"generation"},"aigc_info":{"aigc_label_type":0}}"#;
        check(read_bytedance_app, &[("UserComment", retouched)], processed);
        check(
            read_bytedance_app,
            &[("UserComment", r#"{"product":"doubao","exportType":"download","aigc_type":0}"#)],
            processed,
        );
    }

    #[test]
    fn other_objects_are_no_trace() {
        check(read_bytedance_app, &[("UserComment", r#"{"product":"doubao"}"#)], None);
        check(read_bytedance_app, &[("UserComment", r#"{"product":"kettle","exportType":"pdf"}"#)], None);
        check(read_bytedance_app, &[("UserComment", "doubao aigc_label_type 1")], None);
        check(read_bytedance_app, &[("UserComment", r#"{"AIGC":{"Label":"1"}}"#)], None);
    }
}
