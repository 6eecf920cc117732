//! The shapes in which the `AIGC` label is met: rows V1 to V20 of the variant catalogue.

use super::label::{Label, PRODUCER, wrapped};
use super::sample::Sample;
use crate::write::exif::{self, Order};
use crate::write::png::Place;
use crate::write::{boxes, jpeg, picture, png, xmp};

/// One sample for each shape.
pub(crate) fn all() -> Vec<Sample> {
    [
        xmp_shapes(),
        xmp_fields(),
        text_shapes(),
        exif_shapes(),
        segment_shapes(),
        other_schemas(),
        other_names(),
        placements(),
        shells(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn png_xmp(seed: u32, packet: &str) -> Vec<u8> {
    png::with_chunks(&picture::png(seed), Place::Front, &[png::xmp(packet)])
}

fn png_text(seed: u32, keyword: &str, value: &str) -> Vec<u8> {
    png::with_chunks(&picture::png(seed), Place::Front, &[png::text(keyword, value)])
}

fn jpeg_with(seed: u32, segment: Vec<u8>) -> Vec<u8> {
    jpeg::with_segments(&picture::jpeg(seed), &[segment])
}

fn jpeg_exif(seed: u32, block: &[u8]) -> Vec<u8> {
    jpeg_with(seed, jpeg::exif(block))
}

fn xmp_shapes() -> Vec<Sample> {
    let json = Label { propagator: "", propagate_id: "", ..Label::default() }.inner();
    let web = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"??>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" {}><TC260:AIGC>{}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta>\
         <?xpacket end=\"w\"?>",
        xmp::TC260,
        xmp::escape(&json)
    );
    let full = Label::default().inner();
    let attribute = format!("{} TC260:AIGC=\"{}\"", xmp::TC260, xmp::escape(&full));
    let mismatch = xmp::label(&full).replace("xmlns:TC260", "xmlns:C260");
    vec![
        Sample::new("aigc/v01-xmp-element.png", png_xmp(1, &web)),
        Sample::new("aigc/v01-xmp-element.jpg", jpeg_with(2, jpeg::xmp(&xmp::label(&full)))),
        Sample::new("aigc/v02-xmp-attribute.jpg", jpeg_with(3, jpeg::xmp(&xmp::packet(&attribute, "")))),
        Sample::new("aigc/v03-namespace-mismatch.png", png_xmp(4, &mismatch)),
    ]
}

/// The label taken apart into XMP fields, and an attribute whose quotes nobody escaped.
fn xmp_fields() -> Vec<Sample> {
    let fields = format!(
        "<TC260:Label>1</TC260:Label><TC260:ContentProducer>{PRODUCER}</TC260:ContentProducer>\
         <TC260:ProduceID>yb-fields-1</TC260:ProduceID>"
    );
    let structure = format!("<TC260:AIGC rdf:parseType=\"Resource\">{fields}</TC260:AIGC>");
    let lower = fields
        .replace("TC260:Label", "TC260:label")
        .replace("TC260:Content", "TC260:content")
        .replace("TC260:ProduceID", "TC260:produceId");
    let bare = format!("{} TC260:AIGC=\"{}\"", xmp::TC260, Label::default().inner());
    vec![
        Sample::new("aigc/xmp-structure.png", png_xmp(210, &xmp::packet(xmp::TC260, &structure))),
        Sample::new("aigc/xmp-fields-lower.png", png_xmp(211, &xmp::packet(xmp::TC260, &lower))),
        Sample::new("aigc/xmp-bare-quotes.png", png_xmp(212, &xmp::packet(&bare, ""))),
    ]
}

fn text_shapes() -> Vec<Sample> {
    let label = Label::default();
    let named = Label { producer: "yanbiao-studio", propagator: "", propagate_id: "", ..Label::default() };
    vec![
        Sample::new("aigc/v04-text-keyword-name.png", png_text(5, "AIGC", &named.inner())),
        Sample::new("aigc/v05-text-description.png", png_text(6, "Description", &label.wrapped())),
        Sample::new("aigc/v05-text-user-comment.png", png_text(7, "UserComment", &label.wrapped())),
        Sample::new("aigc/v09-text-wrapped.png", png_text(8, "AIGC", &label.wrapped())),
        Sample::new("aigc/text-imagemagick-decimal.png", png_text(9, "exif:UserComment", &decimal(&label.wrapped()))),
    ]
}

/// ImageMagick writes a UserComment into PNG as the decimal values of its bytes, character code included.
fn decimal(text: &str) -> String {
    let bytes = [b"ASCII\0\0\0", text.as_bytes()].concat();
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

fn exif_shapes() -> Vec<Sample> {
    let text = Label::default().wrapped();
    let prefixed = exif::block(Order::Big, &[], &[exif::user_comment(&text)]);
    let bare = exif::block(Order::Little, &[], &[exif::undefined(exif::USER_COMMENT, text.as_bytes())]);
    let big = exif::block(Order::Big, &[], &[exif::user_comment_utf16(&text, Order::Big)]);
    let little = exif::block(Order::Little, &[], &[exif::user_comment_utf16(&text, Order::Little)]);
    let nested = nested_objects();
    let nested = exif::block(Order::Little, &[], &[exif::user_comment(&wrapped(&nested))]);
    let description = exif::block(Order::Big, &[exif::ascii(exif::IMAGE_DESCRIPTION, &text)], &[]);
    vec![
        Sample::new("aigc/v06-user-comment.jpg", jpeg_exif(10, &prefixed)),
        Sample::new("aigc/v06-user-comment-no-prefix.jpg", jpeg_exif(11, &bare)),
        Sample::new("aigc/v06-user-comment-utf16-big.jpg", jpeg_exif(12, &big)),
        Sample::new("aigc/v06-user-comment-utf16-little.jpg", jpeg_exif(13, &little)),
        Sample::new(
            "aigc/v06-user-comment-exif-chunk.png",
            png::with_chunks(&picture::png(14), Place::Front, &[png::exif(&prefixed)]),
        ),
        Sample::new(
            "aigc/v10-image-description.heic",
            boxes::heif(b"heic", b"hvc1", vec![boxes::exif_item(&description)]),
        ),
        Sample::new("aigc/v11-nested-objects.jpg", jpeg_exif(15, &nested)),
    ]
}

/// Reserved codes as objects and not as strings, with the spelling variants seen in the wild.
fn nested_objects() -> String {
    format!(
        r#"{{"Label":"1","ContentProducer":"{PRODUCER}","ProduceID":"yb-nested-1","ReservedCode1":{{"SecurityData":{{"Type":"TC260PG","Version":1,"PubSd":[{{"Type":"DS","AlgID":"1.2.840.113549.1.1.11","TBSData":{{"Type":"LabelMataData"}}}}]}}}},"ContentPropagator":"{PRODUCER}","PropagateID":"yb-nested-1","ReservedCode2":""}}"#
    )
}

fn segment_shapes() -> Vec<Sample> {
    let label = Label::default();
    let glued = format!("AIGC{}", label.inner());
    vec![
        Sample::new("aigc/v08-app11-glued.jpg", jpeg_with(16, jpeg::segment(jpeg::APP11, glued.as_bytes()))),
        Sample::new("aigc/v08-app9-glued.jpg", jpeg_with(17, jpeg::segment(jpeg::APP9, glued.as_bytes()))),
        Sample::new("aigc/v09-comment.jpg", jpeg_with(18, jpeg::segment(jpeg::COM, label.wrapped().as_bytes()))),
    ]
}

fn other_schemas() -> Vec<Sample> {
    let cloud = r#"{"AIGC":{"ServiceProvider":"sample-cloud","ServiceUser":"1000000001","Time":"2026-06-30 23:54:50.067","ContentId":"c-77120"}}"#;
    let cloud = exif::block(Order::Little, &[exif::ascii(exif::IMAGE_DESCRIPTION, cloud)], &[]);
    let snake = format!(
        r#"{{"Label":"1","content_producer":"{PRODUCER}","producer_id":"yb-snake-1","content_propagator":"{PRODUCER}","propagate_id":"yb-snake-1"}}"#
    );
    let camel = format!(r#"{{"aiGenTag":{{"label":"1","contentProducer":"{PRODUCER}","produceID":"yb-camel-1"}}}}"#);
    let camel = exif::block(Order::Big, &[], &[exif::user_comment(&camel)]);
    let lower = format!(r#"{{"aigc":{}}}"#, Label::default().inner());
    let escaped = Label::default().inner().replace('"', "\\\"");
    let colon = format!("AIGC:{}", Label::default().inner());
    let assignment = format!("AIGC={}", Label::default().inner());
    let assignment = xmp::packet(xmp::TC260, &format!("<TC260:AIGC>{}</TC260:AIGC>", xmp::escape(&assignment)));
    vec![
        Sample::new("aigc/v07-cloud-schema.jpg", jpeg_exif(19, &cloud)),
        Sample::new("aigc/v12-snake-case.png", png_text(20, "AIGC", &snake)),
        Sample::new("aigc/v13-lower-camel.jpg", jpeg_exif(21, &camel)),
        Sample::new("aigc/v13-lower-wrapper.png", png_text(22, "AIGC", &lower)),
        Sample::new("aigc/v17-escaped-twice.png", png_xmp(23, &xmp::label(&escaped))),
        Sample::new("aigc/v17-colon-text.png", png_text(278, "UserComment", &colon)),
        Sample::new("aigc/v17-assignment-text.png", png_xmp(24, &assignment)),
    ]
}

/// The label under a longer name, and inside the object of an app.
fn other_names() -> Vec<Sample> {
    let inner = Label::default().inner();
    let member = format!(r#"{{"version":"3.2","data":{{"AIGC":{inner}}}}}"#);
    let member = exif::block(Order::Little, &[], &[exif::user_comment(&member)]);
    let lower = [b"ascii   ".as_slice(), Label::default().wrapped().as_bytes()].concat();
    let lower = exif::block(Order::Big, &[], &[exif::undefined(exif::USER_COMMENT, &lower)]);
    vec![
        Sample::new("aigc/name-longer.png", png_text(213, "Comment", &format!(r#"{{"AIGCLabel":{inner}}}"#))),
        Sample::new("aigc/name-inside-app-object.jpg", jpeg_exif(214, &member)),
        Sample::new("aigc/user-comment-lower-code.jpg", jpeg_exif(215, &lower)),
    ]
}

fn placements() -> Vec<Sample> {
    let packet = xmp::label(&Label::default().inner());
    let after_picture = [picture::jpeg(27).as_slice(), Label::default().wrapped().as_bytes()].concat();
    vec![
        Sample::new(
            "aigc/v19-after-picture-data.png",
            png::with_chunks(&picture::png(25), Place::Back, &[png::xmp(&packet)]),
        ),
        Sample::new(
            "aigc/v19-after-iend.png",
            png::with_chunks(&picture::png(26), Place::AfterEnd, &[png::xmp(&packet)]),
        ),
        Sample::new("aigc/v19-after-eoi.jpg", after_picture),
    ]
}

/// A generator's settings beside an unused declaration.
fn namespace_and_settings(seed: u32) -> Vec<u8> {
    let settings = "a paper boat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 96x64";
    let chunks = [png::xmp(&xmp::packet(xmp::TC260, "")), png::text("parameters", settings)];
    png::with_chunks(&picture::png(seed), Place::Front, &chunks)
}

fn shells() -> Vec<Sample> {
    let cut = Label::default().inner();
    let cut = &cut[..90];
    vec![
        Sample::new("aigc/v20-namespace-only.png", png_xmp(28, &xmp::packet(xmp::TC260, ""))),
        Sample::new("aigc/v20-namespace-and-settings.png", namespace_and_settings(216)),
        Sample::new("aigc/v20-empty-object.png", png_xmp(29, &xmp::label("{}"))),
        Sample::new("aigc/v20-truncated-json.jpg", jpeg_with(30, jpeg::xmp(&xmp::label(cut)))),
    ]
}
