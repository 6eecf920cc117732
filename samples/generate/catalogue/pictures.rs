//! Kinds of picture files that a reader may stumble over: coding modes, animations, and what phones put
//! behind the end of a JPEG. With the label it must be read; without one there is nothing to report.

use super::label::Label;
use super::sample::Sample;
use crate::write::png::Place;
use crate::write::tiff::Extra;
use crate::write::{blocks, boxes, jpeg, picture, png, tiff, webp, xmp};

const PHONE: &str = "xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" \
    xmlns:Container=\"http://ns.google.com/photos/1.0/container/\" \
    xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\" \
    xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"";

/// One sample for each kind.
pub(crate) fn all() -> Vec<Sample> {
    let packet = xmp::label(&Label::default().inner());
    [coding_modes(&packet), animations(&packet), sizes(&packet), behind_the_end()].into_iter().flatten().collect()
}

fn coding_modes(packet: &str) -> Vec<Sample> {
    let segments = [jpeg::xmp(packet)];
    let interlaced = png::with_chunks(&png::interlaced_16_bit(262), Place::Front, &[png::xmp(packet)]);
    vec![
        Sample::new("aigc/picture-progressive.jpg", jpeg::with_segments(&blocks::progressive(260), &segments)),
        Sample::new("aigc/picture-cmyk.jpg", jpeg::with_segments(&blocks::cmyk(261), &segments)),
        Sample::new("aigc/picture-interlaced-16-bit.png", interlaced),
        Sample::new("plain/progressive.jpg", blocks::progressive(263)),
        Sample::new("plain/cmyk.jpg", blocks::cmyk(264)),
    ]
}

fn animations(packet: &str) -> Vec<Sample> {
    let frames = png::animated(&picture::png(265), &[picture::png(266)]);
    let film = webp::animated(&[picture::webp(267), picture::webp(268)], packet);
    let cut = film[..film.len() - 160].to_vec();
    vec![
        Sample::new("aigc/picture-animated.png", png::with_chunks(&frames, Place::Back, &[png::xmp(packet)])),
        Sample::new("aigc/picture-animated.webp", film),
        Sample::new("aigc/v20-tail-cut.webp", cut),
    ]
}

fn sizes(packet: &str) -> Vec<Sample> {
    let field = Extra { tag: 700, kind: 1, data: packet.as_bytes() };
    vec![
        Sample::new("aigc/place-xmp-bigtiff.tiff", tiff::big_picture(269, &[field])),
        Sample::new("aigc/place-xmp-extended-over-64k.jpg", long_extension()),
    ]
}

/// An extended packet of more than one segment; the label lies across the border of two.
fn long_extension() -> Vec<u8> {
    const GUID: &str = "FEDCBA9876543210FEDCBA9876543210";
    const PORTION: usize = 65_400;
    let note = r#"xmlns:xmpNote="http://ns.adobe.com/xmp/note/""#;
    let main = xmp::packet(&format!(r#"{note} xmpNote:HasExtendedXMP="{GUID}""#), "");
    let label = xmp::label(&Label::default().inner());
    let at = label.find("ProduceID").expect("the label has one");
    let (head, tail) = label.split_at(label.find("<rdf:RDF").expect("a packet has one"));
    let filler = format!("<!--{}-->", "-x".repeat((PORTION - at - 8) / 2));
    let segments: Vec<Vec<u8>> = [jpeg::xmp(&main)]
        .into_iter()
        .chain(jpeg::extended_xmp(GUID, &format!("{head}{filler}{tail}"), PORTION))
        .collect();
    jpeg::with_segments(&picture::jpeg(270), &segments)
}

fn behind_the_end() -> Vec<Sample> {
    let json = xmp::escape(&Label::default().inner());
    // The namespace is declared at the element: declared and not used it would be a trace of a removed label.
    let label = format!("<TC260:AIGC {}>{json}</TC260:AIGC>", xmp::TC260);
    vec![
        Sample::new("plain/motion-photo.jpg", motion_photo(271, "")),
        Sample::new("aigc/picture-motion-photo.jpg", motion_photo(272, &label)),
        Sample::new("plain/gain-map.jpg", gain_map(273, "")),
        Sample::new("aigc/picture-gain-map.jpg", gain_map(274, &label)),
    ]
}

/// The list of what a phone puts into the file, as Google's container format has it.
fn directory(what: &str, media_type: &str, length: usize) -> String {
    let item = |semantic: &str, media_type: &str, length: usize| {
        format!(
            "<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"{semantic}\" \
             Item:Mime=\"{media_type}\" Item:Length=\"{length}\"/></rdf:li>"
        )
    };
    let items = [item("Primary", "image/jpeg", 0), item(what, media_type, length)].concat();
    format!("<Container:Directory><rdf:Seq>{items}</rdf:Seq></Container:Directory>")
}

/// A still picture with the film of its moment after EOI.
fn motion_photo(seed: u32, label: &str) -> Vec<u8> {
    let film = boxes::film();
    let attributes = format!("{PHONE} GCamera:MotionPhoto=\"1\" GCamera:MotionPhotoVersion=\"1\"");
    let elements = directory("MotionPhoto", "video/mp4", film.len()) + label;
    let packet = jpeg::xmp(&xmp::packet(&attributes, &elements));
    [jpeg::with_segments(&picture::jpeg(seed), &[packet]), film].concat()
}

fn gain_map(seed: u32, label: &str) -> Vec<u8> {
    with_gain_map(&picture::jpeg(seed), &picture::jpeg(seed + 10), label)
}

/// A picture with its gain map, a second JPEG behind the first, with the index that says so.
pub(crate) fn with_gain_map(picture: &[u8], map: &[u8], label: &str) -> Vec<u8> {
    let values = format!("{PHONE} hdrgm:Version=\"1.0\" hdrgm:GainMapMax=\"2.3\" hdrgm:HDRCapacityMax=\"2.3\"");
    let map = jpeg::with_segments(map, &[jpeg::xmp(&xmp::packet(&values, ""))]);
    let attributes = format!("{PHONE} hdrgm:Version=\"1.0\"");
    let elements = directory("GainMap", "image/jpeg", map.len()) + label;
    let packet = jpeg::xmp(&xmp::packet(&attributes, &elements));
    jpeg::multi_picture(&jpeg::with_segments(picture, &[packet]), &map)
}
