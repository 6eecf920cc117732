//! SwarmUI.
//!
//! Carrier: PNG text `parameters`, EXIF UserComment (older versions: EXIF Model). Layout: a JSON object whose
//! member `sui_image_params` is an object of settings. Learnt from its source and a sample.

use super::carrier::{Carrier, Found};
use super::json::{self, pick};
use crate::vocabulary::generator::{Act, Tool};

/// Reads `sui_image_params`.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    carrier.objects().find_map(|(field, object)| {
        let settings = object.get("sui_image_params")?.as_object()?;
        // Every run has a prompt and a model; an empty or foreign object is no trace.
        if !json::has_text(settings, &["prompt"]) || pick(settings, &["model", "steps", "seed"]).is_none() {
            return None;
        }
        let value = |name| settings.get(name).and_then(json::shown);
        let details = vec![
            ("model", value("model")),
            ("sampler", value("sampler").or_else(|| value("comfyuisampler"))),
            ("steps", value("steps")),
            ("version", value("swarm_version")),
        ];
        Some(field.found(Tool::SwarmUi, Act::Generated, details))
    })
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, Medium::Exif, &[("UserComment", text)]), expected, "{text}");
    }

    #[test]
    fn settings_are_a_trace() {
        let text = r#"{"sui_image_params": {"prompt": "a cat", "model": "m", "steps": 20}, "sui_extra_data": {}}"#;
        check(text, Some((Tool::SwarmUi, Act::Generated)));
    }

    #[test]
    fn mentions_are_no_trace() {
        check("made with SwarmUI, see sui_image_params", None);
        check(r#"{"note": "sui_image_params"}"#, None);
        check(r#"{"sui_image_params": {}}"#, None);
        check(r#"{"sui_image_params": {"model": "m"}}"#, None);
        check(r#"{"sui_image_params": "a cat"}"#, None);
    }
}
