//! The settings line of A1111 and everything descended from it.
//!
//! Carrier: PNG text `parameters`, EXIF or XMP UserComment, GIF and JPEG comments. Layout, learnt from files
//! of A1111, Forge, reForge, SD.Next, Civitai and others: the prompt, an optional `Negative prompt:` line,
//! then a line of comma-separated `Key: value` pairs that starts with `Steps: <n>`. Values may be quoted or
//! bracketed. Enlarging writes `Postprocess …` pairs instead (PNG text `postprocessing` or `extras`), which is
//! no proof of generation. Not read: lines quoted in a description unless every key of the line is there.

use super::carrier::{Carrier, Field, Found};
use crate::vocabulary::generator::{Act, Tool};

/// A `Key: value` pair.
type Pair<'t> = (&'t str, &'t str);

/// Fields that belong to programs; the rest are where people write captions.
const PROGRAM_FIELDS: &[&str] = &["parameters", "UserComment", "XPComment", "Comment", "generation_data", "prompt"];

const CAPTION_FIELDS: &[&str] = &["ImageDescription", "Description"];

/// Pairs of one line that are looked at; real lines have fewer than 60.
const PAIRS_MAX: usize = 512;

/// Reads a settings line, or the pairs an enlargement leaves.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    carrier.fields.iter().find_map(read_settings).or_else(|| carrier.fields.iter().find_map(read_enlargement))
}

fn read_settings<'c>(field: &'c Field<'_>) -> Option<Found<'c>> {
    let in_program_field = PROGRAM_FIELDS.iter().any(|name| field.is(name));
    let in_caption_field = CAPTION_FIELDS.iter().any(|name| field.is(name));
    if !in_program_field && !in_caption_field {
        return None;
    }
    let pairs =
        settings_lines(&field.text).find(|pairs| if in_program_field { is_known(pairs) } else { is_full(pairs) })?;
    let value = |name| value_of(&pairs, name).map(str::to_owned);
    let details = vec![
        ("model", value("Model")),
        ("sampler", value("Sampler").or_else(|| value("Scheduler"))),
        ("steps", value("Steps")),
        ("version", value("Version")),
    ];
    Some(field.found(tool(&pairs), Act::Generated, details))
}

/// Every line that starts with `Steps:`, last first: the settings follow the prompt.
fn settings_lines(text: &str) -> impl Iterator<Item = Vec<Pair<'_>>> {
    text.lines().rev().map(str::trim).filter(|line| line.starts_with("Steps:")).map(pairs)
}

/// Splits at commas outside of quoted and bracketed values; what is not `Key: value` is left out.
fn pairs(line: &str) -> Vec<Pair<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while found.len() < PAIRS_MAX {
        let Some((key, tail)) = rest.split_once(':') else { break };
        // A part without a colon before this key belongs to no pair.
        let key = key.rsplit(',').next().unwrap_or(key).trim();
        let tail = tail.trim_start();
        let (value, after) = tail.split_at_checked(value_len(tail)).unwrap_or((tail, ""));
        found.push((key, value.trim().trim_matches('"')));
        rest = after;
    }
    found
}

/// Length of a value: up to the next comma, or to the end of its quotes or brackets.
fn value_len(tail: &str) -> usize {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    let structured = tail.starts_with(['"', '[', '{']);
    for (at, c) in tail.char_indices() {
        match c {
            ',' if depth == 0 && !quoted => return at,
            '"' if structured && !escaped => quoted = !quoted,
            '[' | '{' if structured && !quoted => depth = depth.saturating_add(1),
            ']' | '}' if structured && !quoted => depth = depth.saturating_sub(1),
            _other => {}
        }
        escaped = c == '\\' && !escaped;
    }
    tail.len()
}

fn value_of<'t>(pairs: &[Pair<'t>], name: &str) -> Option<&'t str> {
    pairs.iter().find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| *value)
}

/// Steps, a sampling setting with its number, and one more that only such a line has. SD.Next names no
/// sampler when it uses the model's own, and orders the pairs in its own way.
fn is_known(pairs: &[Pair<'_>]) -> bool {
    let sampling = has_number(pairs, "CFG scale") || has_number(pairs, "Seed");
    let more = ["Sampler", "Scheduler", "Schedule type", "Model hash", "Pipeline"];
    let named = more.iter().any(|name| value_of(pairs, name).is_some());
    has_number(pairs, "Steps") && sampling && (named || has_size(pairs)) && is_diffusion(pairs)
}

/// Keys that belong to diffusion and nothing else.
const DIFFUSION_KEYS: &[&str] = &[
    "CFG scale",
    "Distilled CFG Scale",
    "Model hash",
    "Schedule type",
    "Denoising strength",
    "Clip skip",
    "Lora hashes",
    "Civitai resources",
    "Pipeline",
];

/// How the names of diffusion samplers begin, in lower case.
const DIFFUSION_SAMPLERS: &[&str] = &[
    "euler",
    "dpm",
    "ddim",
    "lms",
    "plms",
    "heun",
    "unipc",
    "uni_pc",
    "lcm",
    "deis",
    "ipndm",
    "restart",
    "k_",
    "res_",
    "er_sde",
    "tcd",
    "sa_solver",
];

/// Simulations and statistics note steps, seed, size and sampler as well.
fn is_diffusion(pairs: &[Pair<'_>]) -> bool {
    let sampler = value_of(pairs, "Sampler").unwrap_or_default().to_lowercase();
    value_of(pairs, "App") == Some("SD.Next")
        || DIFFUSION_KEYS.iter().any(|key| value_of(pairs, key).is_some())
        || DIFFUSION_SAMPLERS.iter().any(|name| sampler.starts_with(name))
}

/// The whole line as the program writes it.
fn is_full(pairs: &[Pair<'_>]) -> bool {
    let numbers = ["Steps", "CFG scale", "Seed"].iter().all(|name| has_number(pairs, name));
    numbers && has_size(pairs) && value_of(pairs, "Sampler").is_some()
}

fn has_number(pairs: &[Pair<'_>], name: &str) -> bool {
    value_of(pairs, name).is_some_and(|value| value.parse::<f64>().is_ok_and(f64::is_finite))
}

fn has_size(pairs: &[Pair<'_>]) -> bool {
    let side = |text: &str| text.parse::<u32>().is_ok();
    value_of(pairs, "Size").and_then(|size| size.split_once('x')).is_some_and(|(w, h)| side(w) && side(h))
}

fn tool(pairs: &[Pair<'_>]) -> Tool {
    // Before it named itself, SD.Next alone noted its backend.
    if value_of(pairs, "App") == Some("SD.Next") || value_of(pairs, "Backend") == Some("Diffusers") {
        return Tool::SdNext;
    }
    let Some(version) = value_of(pairs, "Version") else { return Tool::OtherStableDiffusion };
    let starts =
        |head: &str| version.strip_prefix(head).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match version {
        "neo" | "classic" => Tool::Forge,
        "ComfyUI" => Tool::ComfyUi,
        _ if version.starts_with("Fooocus v") => Tool::Fooocus,
        _ if starts("f") => Tool::Forge,
        _ if starts("v") || is_number_with_dot(version) => Tool::Automatic1111,
        _unknown => Tool::OtherStableDiffusion,
    }
}

/// `1.10.1`; a commit's hash may begin with a digit too.
fn is_number_with_dot(version: &str) -> bool {
    version
        .split_once('.')
        .is_some_and(|(major, _)| !major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Enlargers that are arithmetic and no model.
const PLAIN_ENLARGERS: &[&str] = &["None", "Lanczos", "Nearest"];

fn read_enlargement<'c>(field: &'c Field<'_>) -> Option<Found<'c>> {
    let in_own_field = field.is("postprocessing") || field.is("extras");
    if !in_own_field && !field.is("UserComment") && !field.is("Comment") {
        return None;
    }
    let line = field.text.trim();
    let starts_as_expected = line.starts_with("Postprocess ") || (in_own_field && line.starts_with("Upscale: "));
    let pairs = if starts_as_expected { pairs(line) } else { return None };
    let upscaler = value_of(&pairs, "Postprocess upscaler").or_else(|| value_of(&pairs, "model"));
    let restored = pairs.iter().any(|(key, _)| key.starts_with("Postprocess") && key.contains("visibility"));
    let by_model = upscaler.is_some_and(|name| !PLAIN_ENLARGERS.contains(&name)) || restored;
    let act = if by_model { Act::Edited } else { Act::Processed };
    let details = vec![("operation", Some("upscale only".to_owned())), ("upscaler", upscaler.map(str::to_owned))];
    Some(field.found(Tool::Automatic1111, act, details))
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::{carrier, trace};
    use super::*;

    const A1111: &str = "a cat, masterpiece\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, \
                         Size: 512x768, Model hash: 0123456789, Model: dream, Version: v1.10.1";

    #[track_caller]
    fn check(name: &str, text: &str, expected: Option<(Tool, Act)>) {
        assert_eq!(trace(read, Medium::Text, &[(name, text)]), expected, "{name}: {text}");
    }

    #[track_caller]
    fn check_tool(tail: &str, tool: Tool) {
        let text = format!("a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 42, Size: 64x64{tail}");
        check("parameters", &text, Some((tool, Act::Generated)));
    }

    #[test]
    fn the_version_names_the_program() {
        check("parameters", A1111, Some((Tool::Automatic1111, Act::Generated)));
        check_tool("", Tool::OtherStableDiffusion);
        check_tool(", Version: 1.10.1", Tool::Automatic1111);
        check_tool(", Version: f2.0.1v1.10.1-previous-635", Tool::Forge);
        check_tool(", Version: neo", Tool::Forge);
        check_tool(", Version: ComfyUI", Tool::ComfyUi);
        check_tool(", Version: Fooocus v2.5.5", Tool::Fooocus);
        check_tool(", App: SD.Next, Version: 57fdc0a", Tool::SdNext);
        check_tool(", Version: 1e5d7c3, Backend: Diffusers", Tool::SdNext);
        check_tool(", Version: 1e5d7c3", Tool::OtherStableDiffusion);
    }

    #[test]
    fn sd_next_may_name_no_sampler() {
        let text = "a robot\nNegative prompt: \nSteps: 8, Size: 1024x1024, Seed: 324, CFG scale: 1.6, App: SD.Next, \
                    Version: 57fdc0a, Pipeline: StableDiffusionXLPipeline, Operations: txt2img, Model: hyper";
        check("UserComment", text, Some((Tool::SdNext, Act::Generated)));
    }

    #[test]
    fn the_size_may_stand_for_the_sampler() {
        let expected = Some((Tool::OtherStableDiffusion, Act::Generated));
        check("parameters", "Steps: 8, Size: 64x64, Seed: 3, CFG scale: 1", expected);
    }

    #[test]
    fn details_are_taken_from_the_line() {
        let fields = [("parameters", A1111)];
        let carrier = carrier(Medium::Text, &fields);
        let found = read(&carrier).unwrap();
        let shown: Vec<_> = found.trace.details.iter().map(|(name, value)| (*name, value.as_raw())).collect();
        assert_eq!(shown, [("model", "dream"), ("sampler", "Euler a"), ("steps", "20"), ("version", "v1.10.1")]);
    }

    #[test]
    fn quoted_and_bracketed_values_may_hold_commas() {
        let line = r#"Steps: 2, Lora hashes: "a: 1, b: 2", Civitai resources: [{"x":"a, b"},{"y":1}], Seed: 3"#;
        let found = pairs(line);
        assert_eq!(value_of(&found, "Lora hashes"), Some("a: 1, b: 2"));
        assert_eq!(value_of(&found, "Seed"), Some("3"));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn an_unclosed_bracket_ends_with_the_line() {
        assert_eq!(pairs("Steps: 2, A: [1, 2, Seed: 3").len(), 2);
    }

    #[test]
    fn lines_after_the_settings_do_no_harm() {
        check("parameters", &format!("{A1111}\nTemplate: a {{cat|dog}}"), Some((Tool::Automatic1111, Act::Generated)));
    }

    #[test]
    fn captions_are_no_trace() {
        check("parameters", "a photo of a cat, Steps: many, Sampler: of cheese, Seed: poppy", None);
        check("UserComment", "Made with Stable Diffusion, Midjourney, Sora and Firefly; AIGC; C2PA", None);
        check("UserComment", "my recipe, Steps: 20, Sampler: spoon, Seed: 1, Size: 2x2", None);
        check("UserComment", "Steps: many, Sampler: spoon, Seed: 1, Size: 2x2", None);
        check("UserComment", "Steps: 20, Seed: 1", None);
        check("UserComment", "Steps: 20 minutes, Sampler: fruit, Seed: sunflower", None);
        check("UserComment", "masterpiece, best quality, 1girl, Negative prompt: bad hands", None);
        check("Description", "How to: Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64", None);
        check("Description", "Use this:\nSteps: 20, Sampler: Euler a, CFG scale: 7", None);
        check("Title", A1111, None);
    }

    #[test]
    fn settings_of_simulations_and_statistics_are_no_trace() {
        for text in [
            "Steps: 5000, Sampler: Metropolis, Seed: 7, Size: 128x128",
            "Steps: 2000, Sampler: NUTS, Seed: 123, Chains: 4",
            "Steps: 100000, Seed: 42, Size: 64x64, Temperature: 0.5",
            "Steps: 1000, Seed: 4, Scheduler: cosine, Model: ResNet",
        ] {
            check("parameters", text, None);
            check("Comment", text, None);
        }
        let own_sampler = "Steps: 4, Sampler: euler, Seed: 3, Size: 64x64";
        check("parameters", own_sampler, Some((Tool::OtherStableDiffusion, Act::Generated)));
    }

    #[test]
    fn a_caption_field_with_the_whole_line_is_a_trace() {
        check("ImageDescription", A1111, Some((Tool::Automatic1111, Act::Generated)));
    }

    #[test]
    fn enlarging_is_editing() {
        let by_model = "Postprocess upscale by: 4, Postprocess upscaler: R-ESRGAN 4x+";
        check("postprocessing", by_model, Some((Tool::Automatic1111, Act::Edited)));
        check("extras", by_model, Some((Tool::Automatic1111, Act::Edited)));
        check("UserComment", by_model, Some((Tool::Automatic1111, Act::Edited)));
        let plain = "Postprocess upscale by: 2, Postprocess upscaler: Lanczos";
        check("postprocessing", plain, Some((Tool::Automatic1111, Act::Processed)));
        check("postprocessing", "cropped and levelled", None);
    }

    #[test]
    fn generation_outweighs_enlarging() {
        let fields = [("postprocessing", "Postprocess upscaler: R-ESRGAN 4x+"), ("parameters", A1111)];
        assert_eq!(trace(read, Medium::Text, &fields), Some((Tool::Automatic1111, Act::Generated)));
    }
}
