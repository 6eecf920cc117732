//! NovelAI.
//!
//! Carrier: PNG text `Title`, `Description`, `Software`, `Source`, `Comment`, or in WebP the EXIF fields
//! DocumentName, ImageDescription, Software (holding the Source), UserComment. Layout: `Comment` is a JSON
//! object of settings, in EXIF sometimes wrapped in an object of the PNG keywords. The comment is signed by the
//! service (`signed_hash`); checking that needs pixels and is not done here. Learnt from the facts, table C.

use super::carrier::{Carrier, Field, Found};
use super::json::{self, Object};
use crate::vocabulary::generator::{Act, Tool};

/// Settings that every version of the service writes.
const KEYS: &[&str] = &["steps", "sampler", "seed", "scale", "uc", "strength", "noise", "signed_hash", "request_type"];

/// Of these, how many make an object NovelAI's. Draw Things shares four of them.
const KEYS_MIN: usize = 5;

/// Reads the settings, vouched for by the fields around them.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let names = ["Software", "Source", "Title", "DocumentName"];
    let named = names.iter().any(|name| carrier.text(name).is_some_and(|text| is_own_name(name, text)));
    let settings = carrier.objects().find_map(|(field, object)| read_settings(field, object, named));
    settings.or_else(|| read_names(carrier))
}

fn is_own_name(field: &str, text: &str) -> bool {
    match field {
        "Software" | "Source" => text == "NovelAI" || text.starts_with("NovelAI Diffusion"),
        _title => text == "NovelAI generated image",
    }
}

fn read_settings<'c>(field: &'c Field<'_>, object: &Object, named: bool) -> Option<Found<'c>> {
    let wrapped = object.get("Software").and_then(|value| value.as_str()) == Some("NovelAI");
    let inner = object.get("Comment").and_then(|value| value.as_str()).and_then(json::parse_object);
    let settings = match (wrapped, inner.as_ref()) {
        (true, Some(inner)) => inner,
        (true, None) | (false, _) => object,
    };
    let known = KEYS.iter().filter(|key| settings.contains_key(**key)).count();
    // Unnamed settings count when the service's own signature is among them.
    let vouched = named || wrapped || settings.contains_key("signed_hash");
    if known < KEYS_MIN || !vouched || !json::has_number(settings, &["steps"]) {
        return None;
    }
    let value = |name| settings.get(name).and_then(json::shown);
    let source = object.get("Source").and_then(json::shown);
    let details = vec![("model", source), ("sampler", value("sampler")), ("steps", value("steps"))];
    Some(field.found(Tool::NovelAi, Act::Generated, details))
}

/// Without the comment, two of the service's own names.
fn read_names<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let title = ["Title", "DocumentName"].iter().find_map(|name| carrier.field(name))?;
    let maker = ["Software", "Source"]
        .iter()
        .find_map(|name| carrier.field(name).filter(|field| is_own_name(name, field.text.trim())))?;
    let titled = is_own_name("Title", title.text.trim());
    titled.then(|| maker.found(Tool::NovelAi, Act::Generated, vec![("model", Some(maker.text.trim().to_owned()))]))
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    const SETTINGS: &str =
        r#"{"steps": 28, "sampler": "k_euler", "seed": 5, "strength": 0.7, "noise": 0.2, "scale": 5.0, "uc": ""}"#;
    const GENERATED: Option<(Tool, Act)> = Some((Tool::NovelAi, Act::Generated));

    #[track_caller]
    fn check(medium: Medium, fields: &[(&str, &str)], expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, medium, fields), expected, "{fields:?}");
    }

    #[test]
    fn png_fields_are_a_trace() {
        check(Medium::Text, &[("Software", "NovelAI"), ("Comment", SETTINGS)], GENERATED);
        check(Medium::Text, &[("Title", "NovelAI generated image"), ("Software", "NovelAI")], GENERATED);
    }

    #[test]
    fn webp_fields_are_a_trace() {
        check(Medium::Exif, &[("Software", "NovelAI Diffusion V4.5 4BDE2A90"), ("UserComment", SETTINGS)], GENERATED);
        let wrapped = format!(r#"{{"Software": "NovelAI", "Comment": {}}}"#, serde_json::json!(SETTINGS));
        check(Medium::Exif, &[("UserComment", &wrapped)], GENERATED);
    }

    #[test]
    fn mentions_are_no_trace() {
        check(Medium::Text, &[("Software", "NovelAI")], None);
        check(Medium::Text, &[("Title", "NovelAI generated image")], None);
        check(Medium::Text, &[("Title", "Sunset"), ("Software", "NovelAI")], None);
        check(Medium::Text, &[("Description", "a NovelAI generated image"), ("Comment", "NovelAI")], None);
        check(Medium::Text, &[("Comment", SETTINGS)], None);
        check(Medium::Text, &[("Software", "NovelAI viewer"), ("Comment", SETTINGS)], None);
        check(Medium::Text, &[("Software", "NovelAI"), ("Comment", r#"{"steps": 28}"#)], None);
    }
}
