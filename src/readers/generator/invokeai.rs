//! InvokeAI, from its first releases (lstein/stable-diffusion) to the present.
//!
//! Carrier: PNG text. Layout: `invokeai_metadata`, `invokeai_graph` and `invokeai_workflow` are JSON objects;
//! before version 3 `sd-metadata` was one and `Dream` the command line (`"prompt" -s 50 -S 42 -W 512 …`).
//! Learnt from files of every generation. A graph that denoises nothing is no generation.

use serde_json::Value;

use super::carrier::{Carrier, Field, Found};
use super::json::{self, Object};
use crate::vocabulary::generator::{Act, Tool};

/// Reads the most telling field first.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let object = |name: &str| carrier.field(name).and_then(|field| Some((field, field.json.as_ref()?)));
    object("invokeai_metadata")
        .and_then(|(field, object)| read_metadata(field, object))
        .or_else(|| object("invokeai_graph").and_then(|(field, object)| read_graph(field, object)))
        .or_else(|| object("invokeai_workflow").and_then(|(field, object)| read_graph(field, object)))
        .or_else(|| object("sd-metadata").and_then(|(field, object)| read_legacy(field, object)))
        .or_else(|| carrier.field("Dream").and_then(read_command))
}

fn read_metadata<'c>(field: &'c Field<'_>, object: &Object) -> Option<Found<'c>> {
    let mode = object.get("generation_mode").and_then(Value::as_str);
    let prompted = object.contains_key("positive_prompt");
    let sampled = json::has_number(object, &["seed"]) || json::has_number(object, &["steps"]);
    if mode.is_none() && !(prompted && sampled) {
        return None;
    }
    // Parts of a picture that came from elsewhere were painted over or added to.
    let partly = mode.is_some_and(|mode| mode.contains("inpaint") || mode.contains("outpaint"));
    let value = |name| object.get(name).and_then(json::shown);
    let details = vec![
        ("operation", mode.map(str::to_owned)),
        ("model", value("model")),
        ("sampler", value("scheduler")),
        ("steps", value("steps")),
        ("version", value("app_version")),
    ];
    Some(field.found(Tool::InvokeAi, if partly { Act::Edited } else { Act::Generated }, details))
}

fn read_graph<'c>(field: &'c Field<'_>, object: &Object) -> Option<Found<'c>> {
    let nodes: Vec<&Value> = match object.get("nodes")? {
        Value::Object(by_id) => by_id.values().collect(),
        Value::Array(list) => list.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    let types: Vec<&str> = nodes.into_iter().filter_map(node_type).collect();
    if types.is_empty() {
        return None;
    }
    let any = |part: &str| types.iter().any(|kind| kind.contains(part));
    let act = match (any("denoise"), any("esrgan") || any("spandrel") || any("infill")) {
        (true, true | false) => Act::Generated,
        (false, true) => Act::Edited,
        (false, false) => Act::Processed,
    };
    Some(field.found(Tool::InvokeAi, act, Vec::new()))
}

/// The graph names the type in the node, the workflow in the node's data.
fn node_type(node: &Value) -> Option<&str> {
    let data = node.get("data").unwrap_or(node);
    data.get("type")?.as_str()
}

fn read_legacy<'c>(field: &'c Field<'_>, object: &Object) -> Option<Found<'c>> {
    let image = object.get("image")?.as_object()?;
    let app = object.get("app_id").and_then(json::shown);
    if app.is_none() || !json::has_number(image, &["steps"]) || !json::has_number(image, &["seed"]) {
        return None;
    }
    let details = vec![
        ("operation", image.get("type").and_then(json::shown)),
        ("model", object.get("model_weights").or_else(|| object.get("model_id")).and_then(json::shown)),
        ("sampler", image.get("sampler").and_then(json::shown)),
        ("steps", image.get("steps").and_then(json::shown)),
        ("version", object.get("app_version").and_then(json::shown)),
    ];
    Some(field.found(Tool::InvokeAi, Act::Generated, details))
}

/// A command line has steps and seed and one of the other switches, glued to their values or not.
fn read_command<'c>(field: &'c Field<'_>) -> Option<Found<'c>> {
    let words: Vec<&str> = field.text.split_whitespace().collect();
    let steps = switch(&words, "-s").filter(|value| value.parse::<u32>().is_ok())?;
    switch(&words, "-S").filter(|value| value.parse::<i64>().is_ok())?;
    ["-W", "-H", "-C", "-A"].iter().find_map(|name| switch(&words, name))?;
    let details = vec![("sampler", switch(&words, "-A").map(str::to_owned)), ("steps", Some(steps.to_owned()))];
    Some(field.found(Tool::InvokeAi, Act::Generated, details))
}

fn switch<'w>(words: &[&'w str], name: &str) -> Option<&'w str> {
    let at = words.iter().rposition(|word| word.starts_with(name))?;
    match words.get(at)?.strip_prefix(name)? {
        "" => words.get(at.checked_add(1)?).copied(),
        glued => Some(glued),
    }
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, act: Option<Act>) {
        let expected = act.map(|act| (Tool::InvokeAi, act));
        assert_eq!(trace(read, Medium::Text, &[(name, text)]), expected, "{name}: {text}");
    }

    #[test]
    fn metadata_is_a_trace() {
        let text = r#"{"generation_mode":"sdxl_txt2img","positive_prompt":"cat","seed":3,"steps":35}"#;
        check("invokeai_metadata", text, Some(Act::Generated));
        check("invokeai_metadata", r#"{"positive_prompt":"cat","seed":3}"#, Some(Act::Generated));
        check("invokeai_metadata", r#"{"generation_mode":"inpaint","seed":3}"#, Some(Act::Edited));
    }

    #[test]
    fn a_graph_must_denoise() {
        check("invokeai_graph", r#"{"nodes":{"a":{"type":"denoise_latents"}},"edges":[]}"#, Some(Act::Generated));
        check("invokeai_graph", r#"{"nodes":{"a":{"type":"img_resize"}},"edges":[]}"#, Some(Act::Processed));
        check("invokeai_graph", r#"{"nodes":{"a":{"type":"esrgan"}},"edges":[]}"#, Some(Act::Edited));
        let workflow = r#"{"nodes":[{"id":"a","type":"invocation","data":{"type":"flux_denoise"}}],"edges":[]}"#;
        check("invokeai_workflow", workflow, Some(Act::Generated));
    }

    #[test]
    fn legacy_metadata_is_a_trace() {
        let text = r#"{"app_id":"invoke-ai/InvokeAI","image":{"type":"txt2img","steps":50,"seed":42}}"#;
        check("sd-metadata", text, Some(Act::Generated));
    }

    #[test]
    fn command_lines_are_a_trace() {
        check("Dream", "\"fire\" -s 30 -S 1592514025 -W 384 -H 384 -C 7.5 -A k_lms", Some(Act::Generated));
        check("Dream", "\"xena, -cool\" -s50 -W512 -H512 -C7.5 -Ak_lms -S3357757885", Some(Act::Generated));
        check("Dream", "banana sushi -s 50 -S 42 -W 512", Some(Act::Generated));
    }

    #[test]
    fn other_texts_are_no_trace() {
        check("Dream", "a dream -so strange -Sure -What", None);
        check("Dream", "\"fire\" -s 30", None);
        check("Dream", "\"fire\" -s 30 -S 42", None);
        check("invokeai_metadata", "{}", None);
        check("invokeai_metadata", "made with InvokeAI", None);
        check("invokeai_graph", r#"{"nodes":{}}"#, None);
        check("sd-metadata", r#"{"image":{"steps":1,"seed":2}}"#, None);
        check("Description", "\"fire\" -s 30 -S 1 -W 384", None);
    }
}
