//! Easy Diffusion.
//!
//! Carrier: one PNG text chunk per setting, or a JSON object of the same settings in EXIF UserComment; only
//! when the user turned embedding on. Keys come in two styles: `negative_prompt` and `Negative Prompt`. Learnt
//! from the facts, table C. The keys are ordinary words, so several with fitting values are required.

use super::carrier::{Carrier, Found};
use super::json;
use crate::vocabulary::generator::{Act, Tool};

/// The setting that no other program writes as a field of its own.
const TELL_TALE: &[&str] = &["negative_prompt", "Negative Prompt"];

/// Settings whose value is a number.
const NUMBERS: &[&str] = &["seed", "num_inference_steps", "Steps", "guidance_scale", "Guidance Scale"];

/// Numbers required beside the tell-tale.
const NUMBERS_MIN: usize = 2;

/// Reads the settings, from fields of their own or from an object.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    read_fields(carrier).or_else(|| read_object(carrier))
}

fn read_fields<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = TELL_TALE.iter().find_map(|name| carrier.field(name))?;
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    let numbers = NUMBERS.iter().filter(|name| carrier.text(name).is_some_and(is_number)).count();
    if numbers < NUMBERS_MIN || carrier.field("prompt").is_none() {
        return None;
    }
    let first = |names: [&str; 2]| names.iter().find_map(|name| carrier.text(name)).map(str::to_owned);
    let details = vec![
        ("model", first(["use_stable_diffusion_model", "Stable Diffusion model"])),
        ("sampler", first(["sampler_name", "Sampler"])),
        ("steps", first(["num_inference_steps", "Steps"])),
    ];
    Some(field.found(Tool::EasyDiffusion, Act::Generated, details))
}

fn read_object<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    carrier.objects().filter(|(field, _)| field.is("UserComment")).find_map(|(field, object)| {
        let value = |names: [&str; 2]| names.iter().find_map(|name| object.get(*name)).and_then(json::shown);
        let model = value(["use_stable_diffusion_model", "Stable Diffusion model"])?;
        let told = TELL_TALE.iter().any(|name| object.contains_key(*name));
        let numbers = json::has_number(object, &["numinferencesteps", "steps"]) && json::has_number(object, &["seed"]);
        if !told || !numbers {
            return None;
        }
        let sampler = value(["sampler_name", "Sampler"]);
        let details =
            vec![("model", Some(model)), ("sampler", sampler), ("steps", value(["num_inference_steps", "Steps"]))];
        Some(field.found(Tool::EasyDiffusion, Act::Generated, details))
    })
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    #[track_caller]
    fn check(fields: &[(&str, &str)], expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, Medium::Text, fields), expected, "{fields:?}");
    }

    const GENERATED: Option<(Tool, Act)> = Some((Tool::EasyDiffusion, Act::Generated));

    #[test]
    fn settings_in_fields_are_a_trace() {
        let plain = [("prompt", "a cat"), ("negative_prompt", ""), ("seed", "1"), ("num_inference_steps", "25")];
        check(&plain, GENERATED);
        let titled = [("Prompt", "a cat"), ("Negative Prompt", "x"), ("Seed", "1"), ("Guidance Scale", "7.5")];
        check(&titled, GENERATED);
    }

    #[test]
    fn settings_in_an_object_are_a_trace() {
        let text = r#"{"prompt":"a","negative_prompt":"","seed":1,"num_inference_steps":25,"use_stable_diffusion_model":"sd"}"#;
        check(&[("UserComment", text)], GENERATED);
    }

    #[test]
    fn ordinary_fields_are_no_trace() {
        check(&[("prompt", "Write about your summer"), ("seed", "1")], None);
        check(&[("prompt", "a cat"), ("negative_prompt", "none"), ("seed", "sunflower"), ("Steps", "wooden")], None);
        check(&[("UserComment", r#"{"negative_prompt":"x","seed":"y"}"#)], None);
    }
}
