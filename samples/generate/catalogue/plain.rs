//! Pictures without any label: a check that finds one here accuses somebody.

use super::label::Label;
use super::sample::Sample;
use crate::write::exif::{self, Order};
use crate::write::png::Place;
use crate::write::webp::Metadata;
use crate::write::{boxes, jpeg, picture, png, tiff, webp, xmp};

/// One sample for each kind of harmless file.
pub(crate) fn all() -> Vec<Sample> {
    [bare(), ordinary_metadata(), captions(), foreign_objects(), structures()].into_iter().flatten().collect()
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

/// Settings and objects of programs that have nothing to do with AI, in the places where labels stand.
fn foreign_objects() -> Vec<Sample> {
    let simulation = "Steps: 5000, Sampler: Metropolis, Seed: 7, Size: 128x128";
    let music = r#"{"Label":"Example Records","ProduceID":"77","Producer":"A. Nobody"}"#;
    let shop = r#"{"ProductID":"7","Label":"1","producer_id":"8"}"#;
    let quoted = format!("an article after the picture: the label is {} by law", Label::default().wrapped());
    let shop = exif::block(Order::Big, &[], &[exif::user_comment(shop)]);
    vec![
        Sample::new(
            "plain/simulation-settings.png",
            png::with_chunks(&picture::png(217), Place::Front, &[png::text("parameters", simulation)]),
        ),
        Sample::new(
            "plain/music-object.png",
            png::with_chunks(&picture::png(218), Place::Front, &[png::text("Comment", music)]),
        ),
        Sample::new("plain/shop-object.jpg", jpeg::with_segments(&picture::jpeg(219), &[jpeg::exif(&shop)])),
        Sample::new("plain/article-after-eoi.jpg", [picture::jpeg(220).as_slice(), quoted.as_bytes()].concat()),
    ]
}

/// The two segments of a manifest store in the wrong order, as a program leaves them that sorts what it does not know.
fn segments_swapped() -> Vec<u8> {
    let store = boxes::unsigned_store(&format!("{{\"text\":\"{}\"}}", "sample ".repeat(60)));
    let (header, content) = store.split_at(8);
    let (first, second) = content.split_at(content.len() / 2);
    let part = |number: u32, content: &[u8]| {
        let bytes = [b"JP\0\x01".as_slice(), &number.to_be_bytes(), header, content].concat();
        jpeg::segment(jpeg::APP11, &bytes)
    };
    jpeg::with_segments(&picture::jpeg(355), &[part(2, second), part(1, first)])
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
        Sample::new("c2pa/fragment-segments-swapped.jpg", segments_swapped()),
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
