//! Pictures without any label: a check that finds one here accuses somebody.

use super::Sample;
use super::label::Label;
use crate::write::exif::{self, Order};
use crate::write::png::Place;
use crate::write::webp::Metadata;
use crate::write::{boxes, jpeg, picture, png, tiff, webp, xmp};

/// One sample for each kind of harmless file.
pub(crate) fn all() -> Vec<Sample> {
    [bare(), ordinary_metadata(), captions(), structures()].into_iter().flatten().collect()
}

fn bare() -> Vec<Sample> {
    vec![
        Sample::new("plain/nothing.jpg", picture::jpeg(170)),
        Sample::new("plain/nothing.png", picture::png(171)),
        Sample::new("plain/nothing.webp", picture::webp(172)),
        Sample::new("plain/nothing.gif", picture::gif(173)),
        Sample::new("plain/nothing.tiff", tiff::picture(174, &[])),
        Sample::new("plain/nothing.bmp", picture::bmp(175)),
        Sample::new("plain/nothing.avif", boxes::heif(b"avif", b"av01", Vec::new())),
        Sample::new("plain/nothing.jxl", boxes::jxl(&[])),
        Sample::new("plain/portable-pixmap.ppm", pixmap(176)),
        Sample::new("plain/wrong-extension.png", picture::jpeg(177)),
    ]
}

/// A format this program does not know.
fn pixmap(seed: u32) -> Vec<u8> {
    [b"P6\n96 64\n255\n".as_slice(), picture::draw(seed).as_raw()].concat()
}

fn ordinary_metadata() -> Vec<Sample> {
    let camera = [
        exif::ascii(exif::MAKE, "Sample Optics"),
        exif::ascii(exif::MODEL, "SO-1"),
        exif::ascii(exif::SOFTWARE, "SO-1 Ver.1.02"),
    ];
    let creator = "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:CreatorTool=\"Adobe Photoshop 26.1 (Windows)\"";
    let mining = "xmlns:plus=\"http://ns.useplus.org/ldf/xmp/1.0/\" \
        plus:DataMining=\"http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING\"";
    vec![
        Sample::new(
            "plain/camera-exif.jpg",
            jpeg::with_segments(&picture::jpeg(178), &[jpeg::exif(&exif::block(Order::Little, &camera, &[]))]),
        ),
        Sample::new("plain/edited-in-photoshop.jpg", jpeg_xmp(179, &xmp::packet(creator, ""))),
        Sample::new("plain/data-mining-opt-out.jpg", jpeg_xmp(180, &xmp::packet(mining, ""))),
    ]
}

fn jpeg_xmp(seed: u32, packet: &str) -> Vec<u8> {
    jpeg::with_segments(&picture::jpeg(seed), &[jpeg::xmp(packet)])
}

fn captions() -> Vec<Sample> {
    let talk = "How C2PA, the AIGC label of GB 45438, Adobe Firefly, Sora and Midjourney changed my job; \
        urn:c2pa and trainedAlgorithmicMedia explained";
    let dublin = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
    let title =
        format!("<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{talk}</rdf:li></rdf:Alt></dc:description>");
    let description = exif::block(Order::Big, &[exif::ascii(exif::IMAGE_DESCRIPTION, talk)], &[]);
    let quoted = format!("The standard writes {} into the file", Label::default().wrapped());
    let quoted = xmp::packet(dublin, &format!("<dc:title>{}</dc:title>", xmp::escape(&quoted)));
    vec![
        Sample::new("plain/caption-xmp.jpg", jpeg_xmp(181, &xmp::packet(dublin, &title))),
        Sample::new("plain/caption-exif.jpg", jpeg::with_segments(&picture::jpeg(182), &[jpeg::exif(&description)])),
        Sample::new(
            "plain/caption-text.png",
            png::with_chunks(&picture::png(183), Place::Front, &[png::text("Title", talk), png::text("Comment", talk)]),
        ),
        Sample::new(
            "plain/caption-comment.jpg",
            jpeg::with_segments(&picture::jpeg(184), &[jpeg::segment(jpeg::COM, talk.as_bytes())]),
        ),
        Sample::new("plain/caption-quotes-a-label.jpg", jpeg_xmp(185, &quoted)),
    ]
}

fn structures() -> Vec<Sample> {
    let box_bytes = boxes::foreign_jumbf("sample.360", r#"{"projection":"none"}"#);
    let foreign = [b"JP\0\x01\0\0\0\x01".as_slice(), &box_bytes].concat();
    let harmless = xmp::packet("xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"4\"", "");
    vec![
        Sample::new(
            "plain/jumbf-of-another-kind.jpg",
            jpeg::with_segments(&picture::jpeg(186), &[jpeg::segment(jpeg::APP11, &foreign)]),
        ),
        Sample::new(
            "plain/second-picture-after-eoi.jpg",
            jpeg::multi_picture(&picture::jpeg(187), &picture::jpeg(188)),
        ),
        Sample::new(
            "plain/harmless-xmp.webp",
            webp::with_metadata(&picture::webp(189), &Metadata { xmp: Some(&harmless), ..Metadata::default() }),
        ),
    ]
}
