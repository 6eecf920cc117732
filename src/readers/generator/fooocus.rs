//! Fooocus and RuinedFooocus.
//!
//! Carrier: PNG text `parameters` with `fooocus_scheme` (`fooocus` or `a1111`), older `Comment`; in JPEG and
//! WebP EXIF UserComment with Software `Fooocus v…` and the scheme as MakerNote. Layout: a JSON object of
//! settings in the first scheme, a settings line in the second. Learnt from the facts, table C, and a sample.

use super::carrier::{Carrier, Field, Found};
use super::json::{self, Object};
use crate::vocabulary::generator::{Act, Tool};

/// Settings that only this family writes under these names.
const KEYS: &[&str] =
    &["basemodel", "sharpness", "admguidance", "performance", "refinerswitch", "fullprompt", "styles"];

/// Of these, how many make an object Fooocus's.
const KEYS_MIN: usize = 3;

/// Reads the settings of either scheme.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    carrier.objects().find_map(|(field, object)| read_object(field, object)).or_else(|| read_names(carrier))
}

fn read_object<'c>(field: &'c Field<'_>, object: &Object) -> Option<Found<'c>> {
    let known = KEYS.iter().filter(|key| json::pick(object, &[key]).is_some()).count();
    let software = ["software", "version"].iter().find_map(|key| object.get(*key)).and_then(json::shown);
    let named = software.as_deref().is_some_and(|name| name.starts_with("Fooocus v") || name == "RuinedFooocus");
    let prompted = json::has_text(object, &["prompt"]);
    let sampled = json::has_number(object, &["steps"]) || json::has_number(object, &["seed"]);
    if !prompted || !sampled || !(named || known >= KEYS_MIN) {
        return None;
    }
    let value = |names: &[&str]| json::pick(object, names).and_then(json::shown);
    let details = vec![
        ("model", value(&["basemodel", "basemodelname"])),
        ("sampler", value(&["sampler", "samplername"])),
        ("steps", value(&["steps"])),
        ("version", software),
    ];
    Some(field.found(Tool::Fooocus, Act::Generated, details))
}

/// The scheme marker beside its settings, or the program's name beside the scheme.
fn read_names<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let is_scheme = |text: &str| text == "fooocus" || text == "a1111";
    let software = carrier.field("Software").filter(|field| is_version(field.text.trim()));
    let in_png = carrier.text("fooocus_scheme").is_some_and(is_scheme) && carrier.field("parameters").is_some();
    let in_exif = carrier.text("MakerNote").is_some_and(is_scheme) || carrier.field("UserComment").is_some();
    let version = software.map(|field| field.text.trim().to_owned());
    match software {
        Some(field) if in_exif => Some(field.found(Tool::Fooocus, Act::Generated, vec![("version", version)])),
        Some(_) | None if in_png => {
            Some(carrier.field("parameters")?.found(Tool::Fooocus, Act::Generated, vec![("version", version)]))
        }
        Some(_) | None => None,
    }
}

/// `Fooocus v2.5.5`, also behind a fork's name.
fn is_version(software: &str) -> bool {
    let number = software.strip_prefix("Fooocus v");
    number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    const SETTINGS: &str = r#"{"adm_guidance": "(1.5, 0.8)", "base_model": "jugg", "prompt": "cat", "seed": "12",
        "sharpness": 2, "steps": 30, "styles": "[]", "version": "Fooocus v2.4.3"}"#;
    const GENERATED: Option<(Tool, Act)> = Some((Tool::Fooocus, Act::Generated));

    #[track_caller]
    fn check(fields: &[(&str, &str)], expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, Medium::Text, fields), expected, "{fields:?}");
    }

    #[test]
    fn the_settings_object_is_a_trace() {
        check(&[("parameters", SETTINGS), ("fooocus_scheme", "fooocus")], GENERATED);
        check(&[("UserComment", SETTINGS)], GENERATED);
        check(&[("parameters", r#"{"Prompt":"cat","steps":30,"seed":1,"software":"RuinedFooocus"}"#)], GENERATED);
        let old = r#"{"prompt":"cat","performance":"Speed","sharpness":2,"styles":"[]","seed":1}"#;
        check(&[("Comment", old)], GENERATED);
    }

    #[test]
    fn the_line_scheme_is_a_trace() {
        check(&[("parameters", "cat\nSteps: 30"), ("fooocus_scheme", "a1111")], GENERATED);
        check(&[("Software", "Fooocus v2.5.5"), ("MakerNote", "a1111")], GENERATED);
    }

    #[test]
    fn mentions_are_no_trace() {
        check(&[("Comment", "Fooocus v2.5.5 is great")], None);
        check(&[("Software", "Fooocus viewer"), ("UserComment", "cat")], None);
        check(&[("fooocus_scheme", "fooocus")], None);
        check(&[("parameters", r#"{"prompt":"cat","styles":"x"}"#)], None);
        check(&[("parameters", r#"{"prompt":"cat","styles":"x","seed":1}"#)], None);
    }
}
