//! Manifests that validate.

use serde_json::json;

use super::ai::{AI, JPEG, PNG, ai, ai_avif, ai_jpeg, ai_manifest, ai_png};
use super::broken::pixel_flipped;
use super::identity::Named;
use super::manifest::{CODES, Desk, Maker, Manifest, Relation, action, created, opened, placed};
use crate::catalogue::label::Label;
use crate::catalogue::thumbnail::{labelled, preview};
use crate::signer::Who;
use crate::write::png::Place;
use crate::write::webp::Metadata;
use crate::write::{boxes, jpeg, picture, png, tiff, webp, xmp};

/// Path and maker of each.
pub(super) const SAMPLES: &[(&str, Maker)] = &[
    ("c2pa/ai-created.jpg", ai_jpeg),
    ("c2pa/ai-created.png", ai_png),
    ("c2pa/ai-created.webp", |desk| ai(desk, "image/webp", &picture::webp(202))),
    ("c2pa/ai-created.gif", |desk| ai(desk, "image/gif", &picture::gif(203))),
    ("c2pa/ai-created.tiff", |desk| ai(desk, "image/tiff", &tiff::picture(204, &[]))),
    ("c2pa/ai-created.avif", ai_avif),
    ("c2pa/ai-created.jxl", |desk| ai(desk, "image/jxl", &boxes::jxl(&[]))),
    ("c2pa/ai-created-gathered.jpg", gathered),
    ("c2pa/ai-created-https-term.jpg", https_term),
    ("c2pa/ai-created-untrusted-signer.jpg", untrusted),
    ("c2pa/ai-created-expired-signer.jpg", expired),
    ("c2pa/ai-created-wrong-purpose.jpg", wrong_purpose),
    ("c2pa/unknown-source-type.jpg", unknown_term),
    ("c2pa/ai-created-and-labelled.jpg", labelled_jpeg),
    ("c2pa/ai-created-and-labelled.webp", labelled_webp),
    ("c2pa/ai-in-parent-only-opened.png", parent_opened),
    ("c2pa/ai-in-parent-active-composite.png", parent_composite),
    ("c2pa/ai-in-grandparent.jpg", grandparent),
    ("c2pa/ai-edited-composite-with.jpg", |desk| edit(desk, "c2pa.edited", "compositeWithTrainedAlgorithmicMedia")),
    ("c2pa/ai-edited-trained.jpg", |desk| edit(desk, "c2pa.edited", AI)),
    ("c2pa/ai-component-undeclared.jpg", component),
    ("c2pa/ai-input-only.jpg", input),
    ("c2pa/camera-capture.jpg", camera_jpeg),
    ("c2pa/camera-computational-capture.jpg", |desk| camera(desk, 212, "computationalCapture", Vec::new())),
    ("c2pa/camera-untrusted-signer.jpg", camera_untrusted),
    ("c2pa/camera-human-edits.jpg", camera_edits),
    ("c2pa/camera-and-generator-parameters.png", camera_and_parameters),
    ("c2pa/camera-and-aigc-label.jpg", camera_and_label),
    ("c2pa/no-source-type.jpg", no_source_type),
    ("c2pa/digital-art.jpg", |desk| camera_with(desk, Who::Editor, 215, "digitalArt", Vec::new())),
    ("c2pa/training-mining-only.jpg", training_mining),
    ("c2pa/soft-binding.jpg", soft_binding),
    ("c2pa/declared-watermark.png", declared_watermark),
    ("c2pa/laundered.jpg", laundered),
    ("c2pa/camera-parent-by-stranger.jpg", camera_parent_by_stranger),
    ("c2pa/tampered-input-only.jpg", tampered_input),
    ("c2pa/ai-edited-malformed.jpg", malformed),
    ("c2pa/remote-manifest.jpg", remote),
    ("thumbnail/claim-and-picture-with-label.jpg", thumbnail_agrees),
    ("c2pa/identity-unlisted.jpg", |desk| naming(desk, Named::Unlisted, 280)),
    ("c2pa/identity-broken.jpg", |desk| naming(desk, Named::Broken, 281)),
    ("c2pa/identity-unreachable.jpg", |desk| naming(desk, Named::Unreachable, 282)),
];

/// The thumbnail of the claim is the picture, made smaller.
fn thumbnail_agrees(desk: &Desk) -> Vec<u8> {
    let picture = labelled(356);
    desk.sign(Who::Service, JPEG, &picture.jpeg(), &Manifest { thumbnail: Some(preview(&picture)), ..ai_manifest() })
}

fn gathered(desk: &Desk) -> Vec<u8> {
    let manifest = Manifest { gathered: true, ..ai_manifest() };
    desk.sign(Who::Service, JPEG, &picture::jpeg(205), &manifest)
}

fn https_term(desk: &Desk) -> Vec<u8> {
    let mut statement = created(AI, "Sample Generator");
    statement["digitalSourceType"] = json!(format!("{CODES}{AI}").replace("http:", "https:"));
    desk.sign(Who::Service, JPEG, &picture::jpeg(206), &Manifest { actions: vec![statement], ..Manifest::default() })
}

fn untrusted(desk: &Desk) -> Vec<u8> {
    desk.sign(Who::Stranger, JPEG, &picture::jpeg(207), &ai_manifest())
}

fn expired(desk: &Desk) -> Vec<u8> {
    desk.sign(Who::Expired, JPEG, &picture::jpeg(208), &ai_manifest())
}

fn wrong_purpose(desk: &Desk) -> Vec<u8> {
    desk.sign(Who::WrongPurpose, JPEG, &picture::jpeg(240), &ai_manifest())
}

/// A term that is in no vocabulary is not "not AI".
fn unknown_term(desk: &Desk) -> Vec<u8> {
    camera_with(desk, Who::Camera, 242, "madeByMoonlight", Vec::new())
}

/// What a service in mainland China owes: its label first, then the signature over it.
fn labelled_jpeg(desk: &Desk) -> Vec<u8> {
    let packet = xmp::label(&Label::default().inner());
    ai(desk, JPEG, &jpeg::with_segments(&picture::jpeg(209), &[jpeg::xmp(&packet)]))
}

fn labelled_webp(desk: &Desk) -> Vec<u8> {
    let packet = xmp::label(&Label::default().inner());
    ai(
        desk,
        "image/webp",
        &webp::with_metadata(&picture::webp(210), &Metadata { xmp: Some(&packet), ..Metadata::default() }),
    )
}

/// The active manifest only opens its parent; the parent says who made the picture.
fn parent_opened(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, PNG, ai_png(desk));
    let manifest = Manifest { actions: vec![opened()], ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Service, PNG, &picture::png(201), &manifest)
}

/// The active manifest says `composite` (a visible mark was added); the parent says AI.
fn parent_composite(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, PNG, ai_png(desk));
    let actions = vec![opened(), action("c2pa.edited", "composite"), action("c2pa.converted", "")];
    let manifest = Manifest { actions, ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Service, PNG, &picture::png(201), &manifest)
}

fn grandparent(desk: &Desk) -> Vec<u8> {
    let mut picture = ai_jpeg(desk);
    for _ in 0..2 {
        let parent = (Relation::Parent, JPEG, picture);
        let actions = vec![opened(), action("c2pa.cropped", "humanEdits")];
        let manifest = Manifest { actions, ingredients: vec![parent], ..Manifest::default() };
        picture = desk.sign(Who::Editor, JPEG, &picture::jpeg(200), &manifest);
    }
    picture
}

/// A camera picture, edited in a program that signs.
fn edit(desk: &Desk, name: &str, code: &str) -> Vec<u8> {
    let parent = (Relation::Parent, JPEG, camera_jpeg(desk));
    let actions = vec![opened(), action(name, code)];
    desk.sign(
        Who::Editor,
        JPEG,
        &picture::jpeg(216),
        &Manifest { actions, ingredients: vec![parent], ..Manifest::default() },
    )
}

fn component(desk: &Desk) -> Vec<u8> {
    let part = (Relation::Component, JPEG, ai_jpeg(desk));
    let actions = vec![created("digitalCreation", "Sample Editor"), placed()];
    desk.sign(
        Who::Editor,
        JPEG,
        &picture::jpeg(217),
        &Manifest { actions, ingredients: vec![part], ..Manifest::default() },
    )
}

fn input(desk: &Desk) -> Vec<u8> {
    let reference = (Relation::Input, JPEG, ai_jpeg(desk));
    let actions = vec![created("digitalCreation", "Sample Editor")];
    let manifest = Manifest { actions, ingredients: vec![reference], ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(218), &manifest)
}

fn camera_jpeg(desk: &Desk) -> Vec<u8> {
    camera(desk, 211, "digitalCapture", Vec::new())
}

fn camera(desk: &Desk, seed: u32, code: &str, assertions: Vec<(&'static str, serde_json::Value)>) -> Vec<u8> {
    camera_with(desk, Who::Camera, seed, code, assertions)
}

fn camera_with(
    desk: &Desk,
    who: Who,
    seed: u32,
    code: &str,
    assertions: Vec<(&'static str, serde_json::Value)>,
) -> Vec<u8> {
    let actions = vec![created(code, "SO-1 firmware")];
    desk.sign(who, JPEG, &picture::jpeg(seed), &Manifest { actions, assertions, ..Manifest::default() })
}

fn camera_untrusted(desk: &Desk) -> Vec<u8> {
    camera_with(desk, Who::Stranger, 219, "digitalCapture", Vec::new())
}

/// Crop, colour, denoise; the program has "AI" in its name, and a model was involved. None of it makes AI.
fn camera_edits(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, JPEG, camera_jpeg(desk));
    let mut denoise = action("c2pa.enhanced", "algorithmicallyEnhanced");
    denoise["softwareAgent"] = json!({"name": "Sample AI Denoise", "version": "4"});
    let actions =
        vec![opened(), action("c2pa.cropped", "humanEdits"), action("c2pa.color_adjustments", "humanEdits"), denoise];
    let assertions =
        vec![("c2pa.ai-disclosure", json!({"modelType": "c2pa.types.model.onnx", "modelName": "denoise"}))];
    let manifest = Manifest { actions, ingredients: vec![parent], assertions, ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(220), &manifest)
}

/// A camera's signature over a picture that carries the settings of a generator.
fn camera_and_parameters(desk: &Desk) -> Vec<u8> {
    let text = "a broken teapot on a table\nNegative prompt: drawing\nSteps: 30, Sampler: Euler a, CFG scale: 7, \
        Seed: 4711, Size: 96x64, Model hash: 0a1b2c3d4e, Model: sample-v1, Version: v1.9.4";
    let picture = png::with_chunks(&picture::png(221), Place::Front, &[png::text("parameters", text)]);
    let actions = vec![created("digitalCapture", "SO-1 firmware")];
    desk.sign(Who::Camera, PNG, &picture, &Manifest { actions, ..Manifest::default() })
}

fn camera_and_label(desk: &Desk) -> Vec<u8> {
    let packet = jpeg::xmp(&xmp::label(&Label::default().inner()));
    let picture = jpeg::with_segments(&picture::jpeg(222), &[packet]);
    let actions = vec![created("digitalCapture", "SO-1 firmware")];
    desk.sign(Who::Camera, JPEG, &picture, &Manifest { actions, ..Manifest::default() })
}

/// Valid and trusted, and not a word about the origin but a description.
fn no_source_type(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, JPEG, picture::jpeg(223));
    let mut edited = action("c2pa.color_adjustments", "");
    edited["description"] = json!("AI Generated Image");
    let manifest = Manifest { actions: vec![opened(), edited], ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(223), &manifest)
}

/// A rights reservation is no statement of origin.
fn training_mining(desk: &Desk) -> Vec<u8> {
    let entries = json!({"entries": {"cawg.ai_generative_training": {"use": "notAllowed"}, "cawg.data_mining": {"use": "notAllowed"}}});
    let parent = (Relation::Parent, JPEG, picture::jpeg(224));
    let manifest = Manifest {
        actions: vec![opened()],
        ingredients: vec![parent],
        assertions: vec![("cawg.training-mining", entries)],
        ..Manifest::default()
    };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(224), &manifest)
}

/// A named soft binding is a mark, not an origin.
fn soft_binding(desk: &Desk) -> Vec<u8> {
    let binding = json!({"alg": "com.adobe.trustmark.P", "blocks": [{"scope": {}, "value": "2*01101001011010010110100101101001011010010110100101101001011010010110"}]});
    camera(desk, 225, "digitalCapture", vec![("c2pa.soft-binding", binding)])
}

fn declared_watermark(desk: &Desk) -> Vec<u8> {
    let mut mark = action("c2pa.edited", AI);
    mark["description"] = json!("Applied imperceptible SynthID watermark.");
    let actions = vec![created(AI, "Sample Generator"), mark];
    desk.sign(Who::Service, PNG, &picture::png(226), &Manifest { actions, ..Manifest::default() })
}

/// An AI picture whose pixels were changed, opened and signed again by a trusted program.
fn laundered(desk: &Desk) -> Vec<u8> {
    let tampered = pixel_flipped(desk);
    let parent = (Relation::Parent, JPEG, tampered);
    let actions = vec![opened(), action("c2pa.cropped", "humanEdits")];
    let manifest = Manifest { actions, ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(200), &manifest)
}

/// Somebody signs a "camera picture" on his own; a trusted program opens it and signs. The program vouches for
/// what it did, nobody for what it was given.
fn camera_parent_by_stranger(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, JPEG, camera_untrusted(desk));
    let actions = vec![opened(), action("c2pa.cropped", "humanEdits")];
    let manifest = Manifest { actions, ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(243), &manifest)
}

/// What was only shown to the tool may be damaged.
fn tampered_input(desk: &Desk) -> Vec<u8> {
    let reference = (Relation::Input, JPEG, pixel_flipped(desk));
    let manifest = Manifest { ingredients: vec![reference], ..ai_manifest() };
    desk.sign(Who::Service, JPEG, &picture::jpeg(244), &manifest)
}

/// `c2pa.removed` has to name what was removed. The form is broken, signature and hash are not.
fn malformed(desk: &Desk) -> Vec<u8> {
    let parent = (Relation::Parent, JPEG, camera_jpeg(desk));
    let actions = vec![opened(), action("c2pa.edited", AI), action("c2pa.removed", "")];
    let manifest = Manifest { actions, ingredients: vec![parent], ..Manifest::default() };
    desk.sign(Who::Editor, JPEG, &picture::jpeg(245), &manifest)
}

fn remote(desk: &Desk) -> Vec<u8> {
    let manifest = Manifest { remote_url: Some("https://manifests.example.com/sample.c2pa"), ..ai_manifest() };
    desk.sign(Who::Service, JPEG, &picture::jpeg(227), &manifest)
}

/// An identity assertion (CAWG) is somebody else's word; whether it holds says nothing of the claim.
fn naming(desk: &Desk, named: Named, seed: u32) -> Vec<u8> {
    desk.sign_naming(Who::Service, named, &picture::jpeg(seed), &ai_manifest())
}
