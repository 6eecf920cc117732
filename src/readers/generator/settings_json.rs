//! Settings as a JSON object, without a format of their own: Hugging Face spaces, TensorArt, Stability Matrix
//! and other programs.
//!
//! Carrier: PNG text `parameters`, `parameters-json`, `generation_data`, `metadata`, comments, EXIF
//! UserComment. Layout: an object with a prompt, the steps, and two of seed, guidance and sampler, under
//! changing names. The structure counts and the key does not, but captions (descriptions, titles) are not looked at.

use serde_json::Value;

use super::carrier::{Carrier, Field, Found};
use super::json::{self, Object};
use crate::vocabulary::generator::{Act, Tool};

const CAPTION_FIELDS: &[&str] = &["ImageDescription", "Description", "Title", "DocumentName"];

/// Reads TensorArt's `generation_data`, which stands beside a ComfyUI graph.
pub(super) fn read_tensor_art<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = carrier.field("generation_data")?;
    let object = field.json.as_ref()?;
    let known = ["models", "baseModel", "samplerName", "sdVae", "seed", "steps", "cfgScale", "workEngine"];
    let count = known.iter().filter(|key| object.contains_key(**key)).count();
    let prompted = object.get("prompt").is_some_and(Value::is_string);
    (prompted && count >= 3).then(|| field.found(Tool::TensorArt, Act::Generated, details(object)))
}

/// Reads a settings object.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let objects = carrier.objects().filter(|(field, _)| !CAPTION_FIELDS.iter().any(|name| field.is(name)));
    objects.filter(|(_, object)| is_settings(object)).map(|(field, object)| found(field, object)).next()
}

fn found<'c>(field: &'c Field<'_>, object: &Object) -> Found<'c> {
    field.found(Tool::OtherStableDiffusion, Act::Generated, details(object))
}

/// Whether an object holds the settings of a run: a prompt, the steps, and two of seed, guidance and sampler.
pub(super) fn is_settings(object: &Object) -> bool {
    let prompted = json::has_text(object, &["prompt", "positiveprompt", "fullprompt"]);
    let stepped = json::has_number(object, &["steps", "numinferencesteps"]);
    let seeded = json::has_number(object, &["seed"]);
    let guided = json::has_number(object, &["cfg", "cfgscale", "guidancescale", "guidance"]);
    let sampled = json::has_text(object, &["sampler", "samplername", "scheduler"]);
    prompted && stepped && [seeded, guided, sampled].into_iter().filter(|each| *each).count() >= 2
}

fn details(object: &Object) -> Vec<(&'static str, Option<String>)> {
    let value = |names: &[&str]| json::pick(object, names).and_then(json::shown);
    let base = object.get("baseModel").and_then(|model| model.get("label")).and_then(json::shown);
    vec![
        ("model", value(&["model", "modelname", "usestablediffusionmodel"]).or(base)),
        ("sampler", value(&["sampler", "samplername", "scheduler"])),
        ("steps", value(&["steps", "numinferencesteps"])),
        ("version", value(&["software", "version", "appversion"])),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: Option<Tool>) {
        let fields = [(name, text)];
        let family = if name == "generation_data" { read_tensor_art } else { read };
        assert_eq!(trace(family, Medium::Text, &fields).map(|(tool, _)| tool), expected, "{name}: {text}");
    }

    #[test]
    fn settings_are_a_trace_under_any_name() {
        let other = Some(Tool::OtherStableDiffusion);
        check("parameters", r#"{"prompt":"cat","num_inference_steps":28,"guidance_scale":7,"seed":1}"#, other);
        check("parameters-json", r#"{"PositivePrompt":"cat","Steps":28,"CfgScale":7,"Seed":1}"#, other);
        check("UserComment", r#"{"prompt":"cat","steps":"28","seed":"1","sampler":"euler"}"#, other);
    }

    #[test]
    fn tensor_art_has_a_field_of_its_own() {
        let text = r#"{"models":[],"prompt":"cat","baseModel":{"label":"XL"},"seed":"1","steps":25}"#;
        check("generation_data", &format!("{text}\0"), Some(Tool::TensorArt));
        check("generation_data", r#"{"prompt":"cat"}"#, None);
        check("generation_data", "2024-05-01", None);
    }

    #[test]
    fn objects_of_other_programs_are_no_trace() {
        check("UserComment", r#"{"steps":8120,"seed":"sunflower","prompt":"Walk more!"}"#, None);
        check("parameters", r#"{"prompt":"cat"}"#, None);
        check("UserComment", r#"{"AIGC":{"Label":"1","ContentProducer":"x"}}"#, None);
        check("Description", r#"{"prompt":"cat","steps":28,"seed":1,"sampler":"euler"}"#, None);
    }
}
