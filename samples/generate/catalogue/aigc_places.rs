//! The same good label in every container that has a place for it, and in every way XMP can be stored.

use super::label::Label;
use super::sample::Sample;
use crate::write::exif::{self, Order};
use crate::write::png::Place;
use crate::write::tiff::Extra;
use crate::write::webp::Metadata;
use crate::write::{boxes, gif, jpeg, picture, png, tiff, webp, xmp};

/// One sample for each place.
pub(crate) fn all() -> Vec<Sample> {
    let packet = xmp::label(&Label::default().inner());
    [plain_xmp(&packet), compressed(&packet), box_formats(&packet), exif_places()].into_iter().flatten().collect()
}

fn plain_xmp(packet: &str) -> Vec<Sample> {
    let undefined = Extra { tag: 700, kind: 7, data: packet.as_bytes() };
    let byte = Extra { tag: 700, kind: 1, data: packet.as_bytes() };
    vec![
        Sample::new("aigc/place-xmp-type7.tiff", tiff::picture(31, &[undefined])),
        Sample::new("aigc/place-xmp-type1.tiff", tiff::picture(32, &[byte])),
        Sample::new("aigc/place-xmp.gif", gif::with_extension(&picture::gif(33), &gif::xmp(packet))),
        Sample::new(
            "aigc/place-xmp.webp",
            webp::with_metadata(&picture::webp(34), &Metadata { xmp: Some(packet), ..Metadata::default() }),
        ),
        Sample::new("aigc/place-xmp-extended.jpg", extended()),
        Sample::new("aigc/place-xmp-over-64k.png", long_packet()),
    ]
}

/// A label that is only in the extended packet, which is cut into two portions.
fn extended() -> Vec<u8> {
    const GUID: &str = "0123456789ABCDEF0123456789ABCDEF";
    let note = r#"xmlns:xmpNote="http://ns.adobe.com/xmp/note/""#;
    let main = xmp::packet(&format!(r#"{note} xmpNote:HasExtendedXMP="{GUID}""#), "");
    let extended = xmp::label(&Label::default().inner());
    let segments: Vec<Vec<u8>> =
        [jpeg::xmp(&main)].into_iter().chain(jpeg::extended_xmp(GUID, &extended, 300)).collect();
    jpeg::with_segments(&picture::jpeg(35), &segments)
}

/// More than 64 KiB of packet: a limit of JPEG segments that other containers do not have.
fn long_packet() -> Vec<u8> {
    let padded =
        xmp::label(&Label::default().inner()).replace("</x:xmpmeta>", &format!("</x:xmpmeta>{}", " ".repeat(70_000)));
    png::with_chunks(&picture::png(36), Place::Front, &[png::xmp(&padded)])
}

fn compressed(packet: &str) -> Vec<Sample> {
    let wrapped = Label::default().wrapped();
    let front = |chunk| png::with_chunks(&picture::png(37), Place::Front, &[chunk]);
    vec![
        Sample::new(
            "aigc/place-xmp-compressed.png",
            front(png::compressed_international_text("XML:com.adobe.xmp", packet)),
        ),
        Sample::new("aigc/place-ztxt.png", front(png::compressed_text("AIGC", &wrapped))),
        Sample::new("aigc/place-itxt.png", front(png::international_text("AIGC", &wrapped))),
    ]
}

fn box_formats(packet: &str) -> Vec<Sample> {
    let text = Label::default().wrapped();
    let block = exif::block(Order::Big, &[], &[exif::user_comment(&text)]);
    let with_offset = [&[0, 0, 0, 0], block.as_slice()].concat();
    vec![
        Sample::new("aigc/v10-xmp-item.avif", boxes::heif(b"avif", b"av01", vec![boxes::xmp_item(packet)])),
        Sample::new("aigc/place-xmp-coded.avif", boxes::avif(vec![boxes::xmp_item(packet)])),
        Sample::new("aigc/place-exif-item.avif", boxes::heif(b"avif", b"av01", vec![boxes::exif_item(&block)])),
        Sample::new("aigc/place-xml-box.jxl", boxes::jxl(&[boxes::plain(b"xml ", packet.as_bytes())])),
        Sample::new("aigc/place-exif-box.jxl", boxes::jxl(&[boxes::plain(b"Exif", &with_offset)])),
        Sample::new("aigc/place-brob.jxl", boxes::jxl(&[boxes::brob(b"xml ", packet.as_bytes())])),
    ]
}

fn exif_places() -> Vec<Sample> {
    let block = exif::block(Order::Little, &[], &[exif::user_comment(&Label::default().wrapped())]);
    let metadata = Metadata { exif: Some(&block), ..Metadata::default() };
    vec![Sample::new("aigc/place-exif.webp", webp::with_metadata(&picture::webp(38), &metadata))]
}
