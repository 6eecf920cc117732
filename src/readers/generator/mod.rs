//! Generator metadata: what image generators write about themselves into ordinary metadata.
//!
//! In: text fields, EXIF and XMP of an asset, and Samsung's trailer. Out: one [`Evidence`] per carrier, with
//! the tool and what it says happened. Learnt from the files and sources listed in the facts, tables B.3 and
//! C. Only structures count: a settings line that parses, a JSON object with the keys of one program, a pair
//! of EXIF fields. A caption that mentions a generator is no trace. Must not know: roles, dates, law.
//! All of it is unsigned and easy to add or remove, so its strength is never more than declared.

mod carrier;
mod comfyui;
mod draw_things;
mod easy_diffusion;
mod fooocus;
mod invokeai;
mod json;
mod midjourney;
mod novelai;
mod parameters;
mod samsung;
mod services;
mod settings_json;
mod swarmui;

use carrier::{Carrier, Found, reach};

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::limits::Limits;
use crate::metadata::model::Place;
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::generator::{Act, GeneratorTrace};

/// Reads generator metadata.
pub static READER: Reader = Reader { id: ID, read };

const ID: &str = "generator-metadata";

/// One family of traces, looked for in one carrier.
type Family = for<'c> fn(&'c Carrier<'_>) -> Option<Found<'c>>;

/// Programs that a user runs. They write into the same fields and copy each other's formats, so one carrier
/// yields one of them: the furthest-reaching act, and of equals the more specific program.
const PROGRAMS: &[Family] = &[
    settings_json::read_tensor_art,
    swarmui::read,
    fooocus::read,
    novelai::read,
    invokeai::read,
    draw_things::read,
    comfyui::read,
    easy_diffusion::read,
    parameters::read,
    settings_json::read,
];

/// Online services and apps. Each has fields of its own, so all that are found are reported.
const SERVICES: &[Family] = &[
    midjourney::read,
    services::read_grok,
    services::read_flux,
    services::read_ideogram,
    services::read_reve,
    services::read_luma,
    services::read_bytedance_app,
];

fn read(input: &Input<'_>) -> Reading {
    if !input.layout.format.has_metadata_place() {
        let state = CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_LABEL };
        return Reading { evidence: Vec::new(), coverage: vec![Coverage { reader: ID, state }] };
    }
    let (carriers, mut state) = carrier::gather(input.metadata, input.limits);
    let mut evidence: Vec<Evidence> = carriers.iter().flat_map(traces).map(evidence_of).collect();
    let trailer = samsung::read(input);
    evidence.extend(trailer.found.map(|(trace, carrier, span)| evidence_from(trace, carrier, Some(span))));
    for part in [
        &input.layout.coverage,
        &input.metadata.text_coverage,
        &input.metadata.exif_coverage,
        &input.metadata.xmp_coverage,
        &trailer.state,
    ] {
        state.worsen(part);
    }
    Reading { evidence, coverage: vec![Coverage { reader: ID, state }] }
}

/// Reads a text that was hidden in the picture itself; `place` says where.
pub(in crate::readers) fn read_hidden(text: &str, place: &Place, limits: &Limits) -> (Vec<Evidence>, CoverageState) {
    let (carrier, state) = carrier::hidden(text, place, limits);
    let evidence = traces(&carrier).into_iter().map(|found| evidence_from(found.trace, place.carrier.clone(), None));
    (evidence.collect(), state)
}

fn traces<'c>(carrier: &'c Carrier<'_>) -> Vec<Found<'c>> {
    let programs = PROGRAMS.iter().filter_map(|family| family(carrier)).collect();
    let services = SERVICES.iter().filter_map(|family| family(carrier));
    strongest(programs).into_iter().chain(services).collect()
}

/// Keeps the trace with the furthest-reaching act, the first of equals, and names the others in it.
fn strongest(mut found: Vec<Found<'_>>) -> Option<Found<'_>> {
    found.sort_by_key(|each| std::cmp::Reverse(reach(each.trace.act)));
    let mut rest = found.into_iter();
    let mut best = rest.next()?;
    for other in rest.filter(|other| !std::ptr::eq(other.place, best.place)) {
        best.trace.details.push(("also", Untrusted::new(other.trace.tool.name())));
    }
    Some(best)
}

fn evidence_of(found: Found<'_>) -> Evidence {
    evidence_from(found.trace, found.place.carrier.clone(), Some(found.place.span.clone()))
}

fn evidence_from(trace: GeneratorTrace, carrier: String, span: Option<std::ops::Range<u64>>) -> Evidence {
    let says = match trace.act {
        Act::Generated => Statement::AiGenerated,
        Act::Edited => Statement::AiEdited,
        Act::Processed => Statement::Nothing,
    };
    let detail = Detail::Generator(trace);
    Evidence { kind: EvidenceKind::GeneratorMetadata, carrier, span, says, strength: Strength::Declared, detail }
}

#[cfg(test)]
mod tests {
    use super::carrier::Medium;
    use super::carrier::testing::carrier;
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::{Format, Layout};
    use crate::context::Context;
    use crate::metadata::model::{ExifField, Ifd, Metadata, TextField, TextKind, XmpForm, XmpProperty};
    use crate::trust::TrustStore;
    use crate::vocabulary::generator::Tool;

    const SETTINGS: &str = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 64x64";
    const GRAPH: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":20,"model":["4",0]}}}"#;

    fn place(carrier: &str) -> Place {
        Place { carrier: carrier.to_owned(), span: 10..20, after_end: false }
    }

    fn png_text(keyword: &str, text: &str) -> TextField {
        let value = text.as_bytes().to_vec();
        TextField { kind: TextKind::Png, keyword: Untrusted::new(keyword), value, place: place("png:tEXt") }
    }

    fn read_of(format: Format, metadata: &Metadata) -> Reading {
        let bytes = Vec::new();
        let input = Input {
            asset: &Asset::new("a", &bytes),
            layout: &Layout::new(format),
            metadata,
            pixels: &crate::pixels::Pixels::default(),
            limits: &Limits::default(),
            trust: &TrustStore::default(),
            context: &Context::at(time::OffsetDateTime::UNIX_EPOCH),
        };
        read(&input)
    }

    #[track_caller]
    fn check(medium: Medium, fields: &[(&str, &str)], expected: &[(Tool, Act)]) {
        let carrier = carrier(medium, fields);
        let found: Vec<_> = traces(&carrier).into_iter().map(|found| (found.trace.tool, found.trace.act)).collect();
        assert_eq!(found, expected, "{fields:?}");
    }

    #[test]
    fn hidden_text_is_read_like_text_fields() {
        let comment = r#"{"steps": 28, "sampler": "k_euler", "seed": 5, "scale": 5.0, "uc": "", "noise": 0.1}"#;
        let novel = serde_json::json!({"Software": "NovelAI", "Comment": comment}).to_string();
        let comfy = format!(r#"{{"prompt": {GRAPH}}}"#);
        let member = serde_json::json!({"parameters": SETTINGS}).to_string();
        let other = Tool::OtherStableDiffusion;
        for (text, tool) in [(SETTINGS, other), (&member, other), (&novel, Tool::NovelAi), (&comfy, Tool::ComfyUi)] {
            let (evidence, state) = read_hidden(text, &place("png:pixels"), &Limits::default());
            let tools = evidence.iter().map(|one| {
                let Detail::Generator(trace) = &one.detail else { panic!("{one:?}") };
                trace.tool
            });
            assert_eq!(tools.collect::<Vec<_>>(), [tool], "{text}");
            assert_eq!(
                (evidence[0].carrier.as_str(), &evidence[0].span, state),
                ("png:pixels", &None, CoverageState::Complete)
            );
        }
        assert!(read_hidden("a letter to nobody", &place("png:pixels"), &Limits::default()).0.is_empty());
    }

    #[test]
    fn one_carrier_yields_one_program() {
        let both = [("prompt", GRAPH), ("workflow", r#"{"nodes":[{"type":"KSampler"}],"links":[]}"#)];
        check(Medium::Text, &both, &[(Tool::ComfyUi, Act::Generated)]);
        check(Medium::Text, &[("parameters", SETTINGS), ("prompt", GRAPH)], &[(Tool::ComfyUi, Act::Generated)]);
    }

    #[test]
    fn the_furthest_reaching_act_wins() {
        let resized = r#"{"1":{"class_type":"LoadImage","inputs":{}}}"#;
        let fields = [("prompt", resized), ("parameters", SETTINGS)];
        check(Medium::Text, &fields, &[(Tool::OtherStableDiffusion, Act::Generated)]);
    }

    #[test]
    fn screenshots_and_captions_are_no_trace() {
        check(Medium::Text, &[("Software", "Snipaste"), ("Description", "Screenshot of ComfyUI and Midjourney")], &[]);
        check(Medium::Exif, &[("UserComment", "Screenshot"), ("Software", "GIMP 3.0.6")], &[]);
        check(Medium::Exif, &[("ImageDescription", "AI generated with Firefly, Sora; C2PA AIGC")], &[]);
        check(Medium::Xmp, &[("description", "Midjourney --v 6, Steps: 20, Sampler: Euler")], &[]);
        check(Medium::Text, &[("Comment", "masterpiece, 1girl, (best quality:1.2), Negative prompt: blurry")], &[]);
    }

    #[test]
    fn each_carrier_is_evidence_with_its_place() {
        let user_comment =
            [b"UNICODE\0".to_vec(), SETTINGS.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat();
        let exif = ExifField {
            ifd: Ifd::Exif,
            tag: 0x9286,
            kind: 7,
            raw: user_comment,
            big_endian: false,
            place: place("png:eXIf UserComment"),
        };
        let text = vec![png_text("parameters", SETTINGS)];
        let reading = read_of(Format::Png, &Metadata { exif: vec![exif], text, ..Metadata::default() });
        let seen: Vec<_> = reading.evidence.iter().map(|each| (each.carrier.as_str(), each.says)).collect();
        assert_eq!(seen, [("png:tEXt", Statement::AiGenerated), ("png:eXIf UserComment", Statement::AiGenerated)]);
        assert!(reading.evidence.iter().all(|each| each.span == Some(10..20) && each.strength == Strength::Declared));
    }

    #[test]
    fn xmp_is_matched_by_namespace() {
        let property = |namespace: &str| XmpProperty {
            namespace: namespace.to_owned(),
            name: "UserComment".to_owned(),
            parent: String::new(),
            value: Untrusted::new(SETTINGS),
            form: XmpForm::Element,
            place: place("jpeg:APP1 XMP"),
        };
        let packet = |namespace: &str| crate::metadata::model::XmpPacket {
            place: place("jpeg:APP1 XMP"),
            text: String::new(),
            properties: vec![property(namespace)],
            namespaces: Vec::new(),
            malformed: None,
        };
        let count = |namespace| {
            let metadata = Metadata { xmp: vec![packet(namespace)], ..Metadata::default() };
            read_of(Format::Jpeg, &metadata).evidence.len()
        };
        assert_eq!(count("http://ns.adobe.com/exif/1.0/"), 1);
        assert_eq!(count("http://example.com/exif/1.0/"), 0);
    }

    #[test]
    fn coverage_is_the_worst_of_its_parts() {
        let stopped = CoverageState::Stopped { limit: "payload_bytes_max", at: 7 };
        let metadata = Metadata { exif_coverage: stopped.clone(), ..Metadata::default() };
        assert_eq!(read_of(Format::Jpeg, &metadata).coverage[0].state, stopped);
        assert_eq!(read_of(Format::Jpeg, &Metadata::default()).coverage[0].state, CoverageState::Complete);
    }

    #[test]
    fn broken_json_is_just_text() {
        let metadata = Metadata { text: vec![png_text("prompt", &GRAPH[..30])], ..Metadata::default() };
        let reading = read_of(Format::Png, &metadata);
        assert!(reading.evidence.is_empty());
        assert_eq!(reading.coverage[0].state, CoverageState::Complete);
    }

    #[test]
    fn a_format_without_a_place_says_so() {
        let state = &read_of(Format::Bmp, &Metadata::default()).coverage[0].state;
        assert_eq!(*state, CoverageState::NotApplicable { reason: &reason::NO_PLACE_FOR_LABEL });
    }
}
