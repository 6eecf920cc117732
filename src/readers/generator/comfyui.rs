//! ComfyUI and what its many savers write.
//!
//! Carrier: PNG text `prompt` and `workflow`, `comf` chunks of animated PNG, EXIF Make, Model, ImageDescription
//! or UserComment as `prompt:{…}`, `workflow:{…}`, bare JSON, or JSON that wraps both. Layout: `prompt` is the
//! graph that ran, an object of nodes with `class_type` and `inputs`; `workflow` is the canvas, with `nodes` and
//! `links`. A graph may as well only load and save a picture: without a sampling node it is no generation. What
//! ran outweighs what was on the canvas.

use std::collections::HashSet;

use serde_json::Value;

use super::carrier::{Carrier, Field, Found, reach};
use super::json::{self, Object};
use super::settings_json::is_settings;
use crate::vocabulary::generator::{Act, Tool};

/// What one graph says.
struct Graph {
    /// True for the graph that ran, false for the canvas.
    ran: bool,
    act: Act,
    model: Option<String>,
}

/// Reads every graph of a carrier and reports one.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let graphs = carrier.objects().flat_map(|(field, object)| graphs_of(object).into_iter().map(move |g| (field, g)));
    let (field, graph) = graphs.max_by_key(|(_, graph)| (graph.ran, reach(graph.act)))?;
    Some(found(field, graph))
}

fn found<'c>(field: &'c Field<'_>, graph: Graph) -> Found<'c> {
    let operation = match graph.act {
        Act::Generated => None,
        Act::Edited => Some("upscale only".to_owned()),
        Act::Processed => Some("no sampling node".to_owned()),
    };
    field.found(Tool::ComfyUi, graph.act, vec![("model", graph.model), ("operation", operation)])
}

/// The graphs an object is or wraps; wrapped ones may be written as strings.
fn graphs_of(object: &Object) -> Vec<Graph> {
    let mut graphs: Vec<Graph> = graph_of(object).into_iter().collect();
    for name in ["prompt", "workflow"] {
        match object.get(name) {
            Some(Value::Object(inner)) => graphs.extend(graph_of(inner)),
            Some(Value::String(text)) => graphs.extend(json::parse_object(text).as_ref().and_then(graph_of)),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | None => {}
        }
    }
    graphs
}

fn graph_of(object: &Object) -> Option<Graph> {
    read_run(object).or_else(|| read_canvas(object))
}

/// One node of the graph that ran.
struct Node<'v> {
    kind: &'v str,
    inputs: &'v Object,
}

fn node_of(value: &Value) -> Option<Node<'_>> {
    let kind = value.get("class_type")?.as_str()?;
    Some(Node { kind, inputs: value.get("inputs")?.as_object()? })
}

fn read_run(object: &Object) -> Option<Graph> {
    let nodes: Vec<Node<'_>> = object.values().filter_map(node_of).collect();
    if nodes.is_empty() {
        return None;
    }
    let generates = nodes.iter().any(|node| samples(node) || is_service(node))
        || decodes_a_model(&nodes, object)
        || names_its_job(object);
    let enlarges = nodes.iter().any(|node| enlarges(node.kind));
    let model = nodes.iter().find_map(model_of);
    Some(Graph { ran: true, act: act_of(generates, enlarges), model })
}

fn act_of(generates: bool, enlarges: bool) -> Act {
    match (generates, enlarges) {
        (true, true | false) => Act::Generated,
        (false, true) => Act::Edited,
        (false, false) => Act::Processed,
    }
}

/// Nodes that enlarge or restore a picture with a model.
fn enlarges(kind: &str) -> bool {
    kind.contains("UpscaleWithModel") || kind.starts_with("SUPIR_sample") || kind.starts_with("SeedVR2VideoUpscaler")
}

/// Civitai enlarges in a run of its own and keeps the settings of the first run beside the nodes.
fn names_its_job(object: &Object) -> bool {
    let job = object.get("extraMetadata").and_then(Value::as_str).and_then(json::parse_object);
    job.is_some_and(|job| is_settings(&job))
}

/// Inputs that only a node has which runs a model over noise. Nodes that merely choose a sampling method are
/// called samplers too, but have none of these.
const SAMPLING_INPUTS: &[&str] = &["seed", "noise_seed", "noise", "latent_image", "steps", "sigmas", "guider", "model"];

fn samples(node: &Node<'_>) -> bool {
    let has = |name: &str| node.inputs.contains_key(name);
    let named = node.kind.contains("Sampler") && SAMPLING_INPUTS.iter().any(|name| has(name));
    let shaped = is_link(node.inputs.get("model")) && (has("seed") || has("noise_seed")) && has("steps");
    named || shaped
}

/// A link is `[node, slot]`.
fn is_link(input: Option<&Value>) -> bool {
    input.and_then(Value::as_array).is_some_and(|link| link.len() == 2)
}

/// Nodes that send a prompt to an online service. Exact prefixes of ComfyUI's own service nodes.
const SERVICE_NODES: &[&str] = &[
    "ByteDanceImage",
    "ByteDanceSeedream",
    "Flux2Max",
    "Flux2Pro",
    "FluxKontextMax",
    "FluxKontextPro",
    "FluxPro",
    "GeminiImage",
    "GeminiNanoBanana",
    "GrokImage",
    "IdeogramV",
    "KlingImageGeneration",
    "LumaImage",
    "OpenAIDalle",
    "OpenAIGPTImage",
    "RecraftTextToImage",
    "RunwayTextToImage",
    "StabilityStableImage",
    "WanTextToImageApi",
];

fn is_service(node: &Node<'_>) -> bool {
    node.inputs.contains_key("prompt") && SERVICE_NODES.iter().any(|name| node.kind.starts_with(name))
}

/// Whether a decoder's latents come from a diffusion model, through nodes of whatever name. Every node is
/// visited once, so the cost is that of the graph.
fn decodes_a_model(nodes: &[Node<'_>], object: &Object) -> bool {
    let decoders = nodes.iter().filter(|node| node.kind.contains("VAEDecode"));
    let mut next: Vec<&str> = decoders.filter_map(|node| link_target(node.inputs.get("samples")?)).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    while let Some(id) = next.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(node) = object.get(id).and_then(node_of) else { continue };
        if is_model_loader(node.kind) {
            return true;
        }
        // The VAE comes out of the same loader but decides nothing about what is in the picture.
        let upstream = node.inputs.iter().filter(|(name, _)| !matches!(name.as_str(), "vae" | "clip"));
        next.extend(upstream.filter_map(|(_, input)| link_target(input)));
    }
    false
}

fn link_target(input: &Value) -> Option<&str> {
    match input.as_array()?.as_slice() {
        [Value::String(id), Value::Number(_)] => Some(id),
        [..] => None,
    }
}

fn is_model_loader(kind: &str) -> bool {
    ["CheckpointLoader", "UNETLoader", "UnetLoader", "DiffusionModelLoader"].iter().any(|name| kind.contains(name))
}

fn model_of(node: &Node<'_>) -> Option<String> {
    ["ckpt_name", "unet_name"].iter().find_map(|name| node.inputs.get(*name)).and_then(json::shown)
}

fn read_canvas(object: &Object) -> Option<Graph> {
    object.get("links")?.as_array()?;
    let inner =
        object.get("definitions").and_then(|definitions| definitions.get("subgraphs")).and_then(Value::as_array);
    let inner = inner.into_iter().flatten().filter_map(|graph| graph.get("nodes")?.as_array());
    let nodes = std::iter::once(object.get("nodes")?.as_array()?).chain(inner).flatten();
    let kinds: Vec<(&Value, &str)> = nodes.filter_map(|node| Some((node, node.get("type")?.as_str()?))).collect();
    if kinds.is_empty() {
        return None;
    }
    let active = || kinds.iter().filter(|(node, _)| is_active(node));
    let generates = active().any(|(node, kind)| canvas_samples(node, kind));
    let enlarges = active().any(|(_, kind)| enlarges(kind));
    Some(Graph { ran: false, act: act_of(generates, enlarges), model: None })
}

/// Modes 2 and 4 are "never" and "bypass".
fn is_active(node: &Value) -> bool {
    !matches!(node.get("mode").and_then(Value::as_u64), Some(2 | 4))
}

fn canvas_samples(node: &Value, kind: &str) -> bool {
    let takes = |slot: &str| has_slot(node.get("inputs"), slot);
    let gives = |slot: &str| has_slot(node.get("outputs"), slot);
    let named = kind.contains("Sampler") && (takes("MODEL") || takes("LATENT") || takes("GUIDER") || gives("LATENT"));
    named || (takes("MODEL") && (gives("LATENT") || gives("IMAGE")))
}

fn has_slot(slots: Option<&Value>, kind: &str) -> bool {
    let slots = slots.and_then(Value::as_array).into_iter().flatten();
    slots.filter_map(|slot| slot.get("type")?.as_str()).any(|found| found == kind)
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    const SAMPLED: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":20,"model":["4",0]}},
        "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sd15"}},"5":{"is_changed":[NaN]}}"#;
    const RESIZED: &str = r#"{"1":{"class_type":"LoadImage","inputs":{"image":"a.png"}},
        "2":{"class_type":"ImageScale","inputs":{"image":["1",0]}}}"#;
    const CANVAS: &str = r#"{"nodes":[{"id":3,"type":"KSampler","mode":0,"inputs":[{"name":"model","type":"MODEL"}],
        "outputs":[{"name":"LATENT","type":"LATENT"}]}],"links":[],"version":0.4}"#;

    #[track_caller]
    fn check(fields: &[(&str, &str)], act: Option<Act>) {
        let expected = act.map(|act| (Tool::ComfyUi, act));
        assert_eq!(trace(read, Medium::Text, fields), expected, "{fields:?}");
    }

    #[track_caller]
    fn check_node(node: &str, act: Act) {
        check(&[("prompt", &format!("{{\"1\":{node}}}"))], Some(act));
    }

    #[test]
    fn a_sampler_is_generation() {
        check(&[("prompt", SAMPLED)], Some(Act::Generated));
        check(&[("workflow", CANVAS)], Some(Act::Generated));
        check_node(
            r#"{"class_type":"SamplerCustomAdvanced","inputs":{"noise":["2",0],"guider":["3",0]}}"#,
            Act::Generated,
        );
        check_node(r#"{"class_type":"FaceDetailer","inputs":{"model":["2",0],"seed":1,"steps":8}}"#, Act::Generated);
        check_node(r#"{"class_type":"ByteDanceSeedreamNode","inputs":{"prompt":"cat","seed":1}}"#, Act::Generated);
    }

    #[test]
    fn a_graph_without_sampler_is_processing() {
        check(&[("prompt", RESIZED)], Some(Act::Processed));
        check_node(r#"{"class_type":"KSamplerSelect","inputs":{"sampler_name":"euler"}}"#, Act::Processed);
        check_node(r#"{"class_type":"SamplerDPMPP_SDE","inputs":{"eta":1,"s_noise":1}}"#, Act::Processed);
        check_node(r#"{"class_type":"ImageResampler","inputs":{"image":["2",0]}}"#, Act::Processed);
        check_node(r#"{"class_type":"CLIPTextEncode","inputs":{"text":"KSampler"}}"#, Act::Processed);
    }

    #[test]
    fn enlarging_is_editing() {
        check_node(r#"{"class_type":"ImageUpscaleWithModel","inputs":{"image":["2",0]}}"#, Act::Edited);
        check_node(
            r#"{"class_type":"SUPIR_sample","inputs":{"SUPIR_model":["2",0],"seed":1,"steps":40}}"#,
            Act::Edited,
        );
    }

    #[test]
    fn what_ran_outweighs_the_canvas() {
        check(&[("workflow", CANVAS), ("prompt", RESIZED)], Some(Act::Processed));
        check(&[("prompt", SAMPLED), ("workflow", CANVAS)], Some(Act::Generated));
    }

    #[test]
    fn a_bypassed_sampler_did_not_sample() {
        check(&[("workflow", &CANVAS.replace("\"mode\":0", "\"mode\":4"))], Some(Act::Processed));
    }

    #[test]
    fn a_decoder_fed_by_a_model_is_generation() {
        let graph = |middle: &str| {
            format!(
                r#"{{"1":{{"class_type":"VAEDecode","inputs":{{"samples":["2",0],"vae":["3",2]}}}},"2":{middle},
                "3":{{"class_type":"CheckpointLoaderSimple","inputs":{{"ckpt_name":"a"}}}}}}"#
            )
        };
        let unknown = graph(r#"{"class_type":"Dreamer","inputs":{"net":["3",0]}}"#);
        check(&[("prompt", &unknown)], Some(Act::Generated));
        let round_trip = graph(r#"{"class_type":"VAEEncode","inputs":{"pixels":["4",0],"vae":["3",2]}}"#);
        check(&[("prompt", &round_trip)], Some(Act::Processed));
    }

    #[test]
    fn a_circle_of_links_ends() {
        let circle = r#"{"1":{"class_type":"VAEDecode","inputs":{"samples":["2",0]}},
            "2":{"class_type":"Loop","inputs":{"a":["2",0]}}}"#;
        check(&[("prompt", circle)], Some(Act::Processed));
    }

    #[test]
    fn savers_wrap_and_label_the_graph() {
        check(
            &[("Make", &format!("workflow:{CANVAS}")), ("Model", &format!("Prompt: {SAMPLED}"))],
            Some(Act::Generated),
        );
        check(&[("comf", &format!("prompt\0{SAMPLED}"))], Some(Act::Generated));
        check(&[("UserComment", &format!(r#"{{"prompt": {CANVAS}, "workflow": {CANVAS}}}"#))], Some(Act::Generated));
        let text = serde_json::json!(SAMPLED.replace("NaN", "null"));
        check(&[("UserComment", &format!(r#"{{"prompt": {text}}}"#))], Some(Act::Generated));
    }

    #[test]
    fn civitai_adds_members_of_its_own() {
        let text = r#"{"resource-stack":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"urn:air:x"}},
            "11":{"class_type":"KSampler","inputs":{"seed":1,"model":["resource-stack",0]}},
            "extra":{"airs":[]},"extraMetadata":"{}"}"#;
        check(&[("UserComment", text)], Some(Act::Generated));
    }

    #[test]
    fn civitai_keeps_the_settings_when_it_enlarges() {
        let text = r#"{"22":{"class_type":"ImageUpscaleWithModel","inputs":{}},
            "extraMetadata":"{\"prompt\":\"cat\",\"steps\":25,\"seed\":1,\"sampler\":\"Euler a\"}"}"#;
        check(&[("UserComment", text)], Some(Act::Generated));
        check(&[("UserComment", &text.replace("steps", "stops"))], Some(Act::Edited));
    }

    #[test]
    fn subgraphs_are_searched() {
        let text = format!(r#"{{"nodes":[{{"type":"a"}}],"links":[],"definitions":{{"subgraphs":[{CANVAS}]}}}}"#);
        check(&[("workflow", &text)], Some(Act::Generated));
    }

    #[test]
    fn other_texts_are_no_trace() {
        check(&[("prompt", "a photo of a cat, KSampler, ComfyUI workflow")], None);
        check(&[("prompt", &SAMPLED[..60])], None);
        check(&[("workflow", r#"{"nodes":[],"links":[]}"#)], None);
        check(&[("workflow", r#"{"nodes":[{"type":"KSampler"}],"edges":[]}"#)], None);
        check(&[("prompt", r#"{"1":{"class_type":"KSampler"}}"#)], None);
        check(&[("Comment", r#"{"name":"KSampler","steps":["mount","polish"]}"#)], None);
    }
}
