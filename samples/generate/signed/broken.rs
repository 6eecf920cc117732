//! Manifests that were sound until somebody changed the file. The library refuses to write them, so the
//! bytes are changed after signing.

use serde_json::json;

use super::ai::{ai_avif, ai_jpeg, ai_manifest, ai_png};
use super::manifest::{Desk, Maker, Manifest};
use crate::catalogue::label::Label;
use crate::catalogue::thumbnail::{labelled, preview, scene};
use crate::signer::Who;
use crate::write::png::Place;
use crate::write::{jpeg, picture, png, xmp};

/// Path and maker of each.
pub(super) const SAMPLES: &[(&str, Maker)] = &[
    ("c2pa/tampered-pixel.jpg", pixel_flipped),
    ("c2pa/tampered-assertion.jpg", |desk| with_byte_of(ai_jpeg(desk), b"Sample Generator")),
    ("c2pa/tampered-claim.jpg", |desk| with_byte_of(ai_jpeg(desk), b"yanbiao sample writer")),
    ("c2pa/unreadable-claim.jpg", unreadable_claim),
    ("c2pa/tampered-metadata.jpg", metadata_edited),
    ("c2pa/tampered-trailing-bytes.jpg", |desk| [ai_jpeg(desk), b"appended".to_vec()].concat()),
    ("c2pa/tampered-trailing-bytes.png", |desk| [ai_png(desk), b"appended".to_vec()].concat()),
    ("c2pa/tampered-chunk-moved.png", chunk_moved),
    ("c2pa/transplanted.jpg", transplanted),
    ("thumbnail/claim-with-label.jpg", label_covered),
    ("c2pa/two-stores.png", two_stores),
    ("c2pa/fragment-first-segment-removed.jpg", first_segment_removed),
    ("c2pa/fragment-chunk-renamed.png", chunk_renamed),
    ("c2pa/fragment-chunk-cut.png", chunk_cut),
    ("c2pa/fragment-tail-cut.webp", tail_cut),
    ("c2pa/fragment-box-freed.avif", box_freed),
    ("c2pa/fragment-after-label-kept.png", renamed_with_label),
];

/// One byte near the end of the coded picture is another.
pub(super) fn pixel_flipped(desk: &Desk) -> Vec<u8> {
    let mut bytes = ai_jpeg(desk);
    let at = bytes.len() - 40;
    bytes[at] ^= 0x10;
    bytes
}

/// The last byte of the first occurrence of a text is another letter.
fn with_byte_of(mut bytes: Vec<u8>, text: &[u8]) -> Vec<u8> {
    let at = position(&bytes, text) + text.len() - 1;
    bytes[at] ^= 0x01;
    bytes
}

fn position(bytes: &[u8], text: &[u8]) -> usize {
    bytes.windows(text.len()).position(|window| window == text).expect("the text is in the file")
}

/// The claim begins with a byte with which no CBOR item begins.
fn unreadable_claim(desk: &Desk) -> Vec<u8> {
    let mut bytes = ai_jpeg(desk);
    let claim = position(&bytes, b"c2pa.claim.v2\0");
    let body = claim + position(&bytes[claim..], b"cbor") + 4;
    bytes[body] = 0xff;
    bytes
}

/// What a newsroom does: a rating is changed in the XMP after signing.
fn metadata_edited(desk: &Desk) -> Vec<u8> {
    let packet = xmp::packet("xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"4\"", "");
    let rated = jpeg::with_segments(&picture::jpeg(230), &[jpeg::xmp(&packet)]);
    let mut bytes = desk.sign(Who::Service, "image/jpeg", &rated, &ai_manifest());
    let at = position(&bytes, b"xmp:Rating=\"4") + 12;
    bytes[at] = b'5';
    bytes
}

/// The store chunk of a PNG: where it starts and ends.
fn store_chunk(bytes: &[u8]) -> std::ops::Range<usize> {
    let start = position(bytes, b"caBX") - 4;
    let length = u32::from_be_bytes([bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]]);
    start..start + 12 + usize::try_from(length).expect("samples are small")
}

fn chunk_moved(desk: &Desk) -> Vec<u8> {
    let signed = ai_png(desk);
    let chunk = store_chunk(&signed);
    let moved = signed[chunk.clone()].to_vec();
    let rest = [&signed[..chunk.start], &signed[chunk.end..]].concat();
    png::with_chunks(&rest, Place::Back, &[moved])
}

fn two_stores(desk: &Desk) -> Vec<u8> {
    let signed = ai_png(desk);
    let chunk = store_chunk(&signed);
    [&signed[..chunk.end], &signed[chunk]].concat().into_iter().chain(signed[chunk_end(&signed)..].to_vec()).collect()
}

fn chunk_end(bytes: &[u8]) -> usize {
    store_chunk(bytes).end
}

/// The store of one picture in another picture.
fn transplanted(desk: &Desk) -> Vec<u8> {
    with_store_of(&ai_jpeg(desk), &picture::jpeg(231))
}

/// The label was taken off the picture after signing, and the store kept, in which the thumbnail still shows it.
fn label_covered(desk: &Desk) -> Vec<u8> {
    let whole = labelled(357);
    let manifest = Manifest { thumbnail: Some(preview(&whole)), ..ai_manifest() };
    with_store_of(&desk.sign(Who::Service, "image/jpeg", &whole.jpeg(), &manifest), &scene(357).jpeg())
}

fn with_store_of(signed: &[u8], picture: &[u8]) -> Vec<u8> {
    let store: Vec<Vec<u8>> = jumbf_segments(signed).into_iter().map(|segment| signed[segment].to_vec()).collect();
    jpeg::with_segments(picture, &store)
}

/// The APP11 segments of a JPEG whose header segments come first.
fn jumbf_segments(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 2;
    while bytes[at] == 0xff && bytes[at + 1] != 0xda {
        let end = at + 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        if bytes[at + 1] == jpeg::APP11 {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// A store of more than 64 KiB takes two segments; the first one is gone.
fn first_segment_removed(desk: &Desk) -> Vec<u8> {
    let padding = "sample ".repeat(9_800);
    let manifest = Manifest { assertions: vec![("org.yanbiao.padding", json!({"text": padding}))], ..ai_manifest() };
    let signed = desk.sign(Who::Service, "image/jpeg", &picture::jpeg(232), &manifest);
    let segments = jumbf_segments(&signed);
    assert!(segments.len() > 1, "the store must span segments");
    [&signed[..segments[0].start], &signed[segments[0].end..]].concat()
}

/// The chunk's type is another, and its checksum right again: a program that does not know it kept it.
fn chunk_renamed(desk: &Desk) -> Vec<u8> {
    rename_store(ai_png(desk))
}

fn rename_store(mut bytes: Vec<u8>) -> Vec<u8> {
    let chunk = store_chunk(&bytes);
    bytes[chunk.start + 5] = b'b';
    let crc = png::crc(&bytes[chunk.start + 4..chunk.end - 4]);
    bytes[chunk.end - 4..chunk.end].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn chunk_cut(desk: &Desk) -> Vec<u8> {
    let mut bytes = ai_png(desk);
    let chunk = store_chunk(&bytes);
    bytes.truncate(chunk.end - 3_000);
    bytes
}

/// WebP keeps the store last, so a cut file loses it first.
fn tail_cut(desk: &Desk) -> Vec<u8> {
    let mut bytes = desk.sign(Who::Service, "image/webp", &picture::webp(233), &ai_manifest());
    bytes.truncate(bytes.len() - 4_000);
    bytes
}

/// The box that held the store is declared free space.
fn box_freed(desk: &Desk) -> Vec<u8> {
    let mut bytes = ai_avif(desk);
    let at = position(&bytes, b"uuid\xd8\xfe\xc3\xd6");
    bytes[at..at + 4].copy_from_slice(b"free");
    bytes
}

/// The manifest is damaged, the label of the standard is still whole.
fn renamed_with_label(desk: &Desk) -> Vec<u8> {
    let packet = png::xmp(&xmp::label(&Label::default().inner()));
    let labelled = png::with_chunks(&picture::png(234), Place::Front, &[packet]);
    rename_store(desk.sign(Who::Service, "image/png", &labelled, &ai_manifest()))
}
