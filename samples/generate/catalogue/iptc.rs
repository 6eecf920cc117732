//! IPTC and XMP statements of origin, credit lines and history, none of them signed.

use super::sample::Sample;
use crate::write::png::Place;
use crate::write::webp::Metadata;
use crate::write::{boxes, jpeg, picture, png, webp, xmp};

const CODES: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const PHOTOSHOP: &str = r#"xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/""#;
const TERMS: &str = r#"xmlns:dcterms="http://purl.org/dc/terms/""#;

/// One sample for each form.
pub(crate) fn all() -> Vec<Sample> {
    [spellings(), terms(), credits(), pointers()].into_iter().flatten().collect()
}

fn jpeg_xmp(seed: u32, packet: &str) -> Vec<u8> {
    jpeg::with_segments(&picture::jpeg(seed), &[jpeg::xmp(packet)])
}

/// A packet with a digital source type as an attribute.
fn source_type(value: &str) -> String {
    xmp::packet(&format!("{} Iptc4xmpExt:DigitalSourceType=\"{value}\"", xmp::IPTC), "")
}

fn spellings() -> Vec<Sample> {
    let ai = format!("{CODES}trainedAlgorithmicMedia");
    let https = ai.replace("http:", "https:");
    let slash = format!("{ai}/");
    let element = format!("<Iptc4xmpExt:DigitalSourceType>{ai}</Iptc4xmpExt:DigitalSourceType>");
    let resource = format!("<Iptc4xmpExt:DigitalSourceType rdf:resource=\"{ai}\"/>");
    let prefix = source_type(&ai).replace("Iptc4xmpExt:", "anyPrefix:").replace(":Iptc4xmpExt=", ":anyPrefix=");
    vec![
        Sample::new("iptc/ai-attribute.jpg", jpeg_xmp(140, &source_type(&ai))),
        Sample::new("iptc/ai-element.jpg", jpeg_xmp(141, &xmp::packet(xmp::IPTC, &element))),
        Sample::new("iptc/ai-resource.jpg", jpeg_xmp(142, &xmp::packet(xmp::IPTC, &resource))),
        Sample::new("iptc/ai-other-prefix.jpg", jpeg_xmp(143, &prefix)),
        Sample::new("iptc/ai-https.jpg", jpeg_xmp(144, &source_type(&https))),
        Sample::new("iptc/ai-trailing-slash.jpg", jpeg_xmp(145, &source_type(&slash))),
        Sample::new("iptc/ai-qcode.jpg", jpeg_xmp(146, &source_type("digsrctype:trainedAlgorithmicMedia"))),
        Sample::new("iptc/ai-broken-packet.jpg", jpeg_xmp(221, &source_type(&ai).replace("?><x:", "?>a & b<x:"))),
        Sample::new("iptc/ai-bare-code.jpg", jpeg_xmp(147, &source_type("trainedAlgorithmicMedia"))),
        Sample::new(
            "iptc/ai-attribute.png",
            png::with_chunks(&picture::png(148), Place::Front, &[png::xmp(&source_type(&ai))]),
        ),
        Sample::new("iptc/ai-attribute.heic", boxes::heif(b"heic", b"hvc1", vec![boxes::xmp_item(&source_type(&ai))])),
    ]
}

fn terms() -> Vec<Sample> {
    let term = |seed, code: &str| jpeg_xmp(seed, &source_type(&format!("{CODES}{code}")));
    vec![
        Sample::new("iptc/ai-edited.jpg", term(149, "compositeWithTrainedAlgorithmicMedia")),
        Sample::new("iptc/composite-synthetic.jpg", term(150, "compositeSynthetic")),
        Sample::new("iptc/composite.jpg", term(151, "composite")),
        Sample::new("iptc/digital-capture.jpg", term(152, "digitalCapture")),
        Sample::new("iptc/computational-capture.jpg", term(153, "computationalCapture")),
        Sample::new("iptc/unknown-term.jpg", term(154, "madeByMoonlight")),
    ]
}

fn credits() -> Vec<Sample> {
    let credit = |text: &str| xmp::packet(&format!("{PHOTOSHOP} photoshop:Credit=\"{text}\""), "");
    let properties = format!(
        "{} Iptc4xmpExt:AISystemUsed=\"Sample Image Model\" Iptc4xmpExt:AISystemVersionUsed=\"2.0\"",
        xmp::IPTC
    );
    let prompt = "<Iptc4xmpExt:AIPromptInformation>a lighthouse at dusk</Iptc4xmpExt:AIPromptInformation>";
    let manager = "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\"";
    let history = "<xmpMM:History><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><stEvt:action>created</stEvt:action>\
        <stEvt:softwareAgent>Adobe Firefly</stEvt:softwareAgent></rdf:li></rdf:Seq></xmpMM:History>";
    vec![
        Sample::new("iptc/credit-xmp.jpg", jpeg_xmp(155, &credit("Made with Google AI"))),
        Sample::new(
            "iptc/credit-iim.jpg",
            jpeg::with_segments(&picture::jpeg(156), &[jpeg::iim(110, "Made with Google AI")]),
        ),
        Sample::new("iptc/credit-clean-up.jpg", jpeg_xmp(157, &credit("Apple Photos Clean Up"))),
        Sample::new("iptc/credit-agency.jpg", jpeg_xmp(158, &credit("A. Person / Sample Agency"))),
        Sample::new("iptc/ai-properties.jpg", jpeg_xmp(159, &xmp::packet(&properties, prompt))),
        Sample::new("iptc/history-firefly.jpg", jpeg_xmp(160, &xmp::packet(manager, history))),
    ]
}

fn pointers() -> Vec<Sample> {
    let pointer = |value: &str| xmp::packet(&format!("{TERMS} dcterms:provenance=\"{value}\""), "");
    let inside = "self#jumbf=/c2pa/urn:c2pa:0f8fad5b-d9cb-469f-a165-70867728950e";
    let remote = "https://manifests.example.com/urn-c2pa-0f8fad5b-d9cb-469f-a165-70867728950e.c2pa";
    let flagged = Metadata { xmp_flag_alone: true, ..Metadata::default() };
    vec![
        Sample::new("c2pa/pointer-into-this-file.jpg", jpeg_xmp(161, &pointer(inside))),
        Sample::new("c2pa/pointer-remote.jpg", jpeg_xmp(162, &pointer(remote))),
        Sample::new("plain/flag-without-chunk.webp", webp::with_metadata(&picture::webp(163), &flagged)),
    ]
}
