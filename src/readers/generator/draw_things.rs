//! Draw Things.
//!
//! Carrier: PNG text `Comment`, XMP `exif:UserComment`. Layout: a JSON object with the prompt in `c`, the
//! negative prompt in `uc`, and `steps`, `sampler`, `seed`, `scale`. NovelAI's comment has `uc` as well but no
//! `c`. Learnt from the facts, table C.

use super::carrier::{Carrier, Found};
use super::json;
use crate::vocabulary::generator::{Act, Tool};

/// Reads the settings object.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    carrier.objects().filter(|(field, _)| field.is("Comment") || field.is("UserComment")).find_map(|(field, object)| {
        let texts = ["c", "uc", "sampler"].iter().all(|name| object.get(*name).is_some_and(|value| value.is_string()));
        let numbers = ["steps", "seed"].iter().all(|name| object.get(*name).is_some_and(json::is_number));
        if !texts || !numbers {
            return None;
        }
        let value = |name| object.get(name).and_then(json::shown);
        let details = vec![("model", value("model")), ("sampler", value("sampler")), ("steps", value("steps"))];
        Some(field.found(Tool::DrawThings, Act::Generated, details))
    })
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, Medium::Xmp, &[("UserComment", text)]), expected, "{text}");
    }

    #[test]
    fn settings_are_a_trace() {
        let text = r#"{"c":"a cat","uc":"","model":"sdxl","sampler":"Euler A","scale":7,"seed":5,"steps":30}"#;
        check(text, Some((Tool::DrawThings, Act::Generated)));
    }

    #[test]
    fn other_objects_are_no_trace() {
        check("Draw Things", None);
        check(r#"{"c":"caption","uc":"user comment"}"#, None);
        check(r#"{"steps":28,"sampler":"k_euler","seed":1,"uc":"lowres"}"#, None);
    }
}
