//! Metadata blocks of an asset, parsed once: XMP packets, EXIF directories, IPTC-IIM records and text
//! fields, each value with its place. Whoever needs one of them looks here and never parses again.
//!
//! Nothing is interpreted: a property called `AIGC` is a property here, and becomes a label only in a reader.

pub mod exif_tag;
pub mod exif_text;
pub mod model;

mod block;
mod brob;
mod collect;
mod decode;
mod exif;
mod iim;
mod png_text;
#[cfg(test)]
mod testing;
mod text;
mod unicode;
mod xml_scan;
mod xmp;
mod xmp_extended;
mod xmp_rdf;

use crate::asset::Asset;
use crate::container::layout::{Format, Layout, Piece, Slot};
use crate::limits::Limits;
use collect::{Collector, Embedded};
use model::{Metadata, TextKind};

/// Parses every metadata block the layout lists, within the limits.
pub fn parse(asset: &Asset<'_>, layout: &Layout, limits: &Limits) -> Metadata {
    let mut collector = Collector::new(asset, layout, limits);
    for piece in &layout.pieces {
        read_scheme(&mut collector, piece);
        read_embedded(&mut collector);
    }
    read_split(&mut collector);
    read_embedded(&mut collector);
    // Last, so that bulk without a known form cannot use up what the schemes need.
    for piece in &layout.pieces {
        read_formless(&mut collector, piece);
    }
    collector.out
}

/// Pieces of a metadata scheme.
fn read_scheme(collector: &mut Collector<'_>, piece: &Piece) {
    match piece.slot {
        Slot::Xmp => xmp::read_piece(collector, piece, xmp_label(collector.layout.format)),
        Slot::Exif => exif::read_piece(collector, piece),
        Slot::IptcIim => iim::read_records_piece(collector, piece),
        Slot::Text => png_text::read_piece(collector, piece),
        Slot::Comment => text::read_comment(collector, piece),
        Slot::Brob => brob::read_piece(collector, piece),
        Slot::XmpExtended
        | Slot::PhotoshopIrb
        | Slot::Icc
        | Slot::JumbfSegment
        | Slot::Jumbf
        | Slot::Application(_)
        | Slot::Mpf
        | Slot::Trailing
        | Slot::Pixels
        | Slot::Structure
        | Slot::Private => {}
    }
}

/// Schemes whose payload may be split over several pieces.
fn read_split(collector: &mut Collector<'_>) {
    let layout = collector.layout;
    if layout.in_slot(Slot::XmpExtended).next().is_some() {
        xmp_extended::read(collector);
    }
    let resources: Vec<&Piece> = layout.in_slot(Slot::PhotoshopIrb).collect();
    if !resources.is_empty() {
        iim::read_resource_pieces(collector, &resources);
    }
}

/// Blocks that stood inside those parsed so far, and inside of them.
fn read_embedded(collector: &mut Collector<'_>) {
    while let Some(found) = collector.embedded.pop_front() {
        match found {
            Embedded::Xmp(source) => xmp::read(collector, &source),
            Embedded::Exif(source) => exif::read(collector, &source),
            Embedded::Records(source) => iim::read_records(collector, &source),
            Embedded::Resources(source) => iim::read_resources(collector, &source),
        }
    }
}

/// Pieces that may hold anything.
fn read_formless(collector: &mut Collector<'_>, piece: &Piece) {
    match piece.slot {
        Slot::Application(number) => text::read_fragment(collector, piece, TextKind::JpegApplication(number)),
        Slot::Trailing => text::read_fragment(collector, piece, TextKind::Trailing),
        // A format without a place for metadata is not searched for any.
        Slot::Private if collector.layout.format.has_metadata_place() => {
            text::read_fragment(collector, piece, TextKind::Private);
        }
        Slot::Private
        | Slot::Xmp
        | Slot::XmpExtended
        | Slot::Exif
        | Slot::PhotoshopIrb
        | Slot::Icc
        | Slot::JumbfSegment
        | Slot::Jumbf
        | Slot::IptcIim
        | Slot::Text
        | Slot::Comment
        | Slot::Mpf
        | Slot::Brob
        | Slot::Pixels
        | Slot::Structure => {}
    }
}

fn xmp_label(format: Format) -> &'static str {
    match format {
        Format::Png => "XML:com.adobe.xmp",
        Format::Jpeg
        | Format::Webp
        | Format::Gif
        | Format::Tiff
        | Format::Avif
        | Format::Heif
        | Format::Jxl
        | Format::Bmp
        | Format::Unknown => "XMP",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::CoverageState;

    #[test]
    fn an_asset_without_metadata_has_none_and_all_of_it_was_searched() {
        let metadata =
            testing::parse(Format::Jpeg, &[("scan", Slot::Pixels, b"AIGC"), ("DQT", Slot::Structure, b"AIGC")]);
        assert_eq!(metadata, Metadata::default());
        assert!(metadata.coverage().is_conclusive());
    }

    #[test]
    fn bulk_cannot_use_up_what_a_scheme_needs() {
        let bulk = vec![b'x'; 1 << 10];
        let limits = Limits { metadata_bytes_max: 2 << 10, ..Limits::default() };
        let pieces: Vec<_> = std::iter::repeat_n(("prVt", Slot::Private, bulk.as_slice()), 10)
            .chain([("iTXt", Slot::Xmp, &b"<a xmlns='u'>b</a>"[..])])
            .collect();
        let metadata = testing::parse_within(&limits, Format::Png, &pieces);
        assert_eq!(metadata.xmp.len(), 1);
        assert_eq!(metadata.text_coverage.id(), "stopped");
    }

    /// An EXIF block with one entry.
    fn block(tag: u16, value: &[u8]) -> Vec<u8> {
        let count = u32::try_from(value.len()).unwrap();
        let entry = [tag.to_be_bytes(), 7_u16.to_be_bytes()].concat();
        [b"MM\0\x2a\0\0\0\x08\0\x01", entry.as_slice(), &count.to_be_bytes(), b"\0\0\0\x1a\0\0\0\0", value].concat()
    }

    /// The block in so many image resources, each in an EXIF block of its own.
    fn wrapped(mut block_inside: Vec<u8>, times: usize) -> Vec<u8> {
        for _ in 0..times {
            let size = u32::try_from(block_inside.len()).unwrap().to_be_bytes();
            block_inside = block(exif_tag::PHOTOSHOP, &[b"8BIM\x04\x22\0\0", &size[..], &block_inside].concat());
        }
        block_inside
    }

    #[test]
    fn blocks_inside_blocks_are_read_down_to_the_bound() {
        let inside = |times| {
            let bytes = wrapped(block(exif_tag::SOFTWARE, b"a tool"), times);
            let metadata = testing::parse(Format::Png, &[("eXIf", Slot::Exif, &bytes)]);
            let found = metadata.exif.iter().any(|field| field.tag == exif_tag::SOFTWARE);
            (found, metadata.coverage())
        };
        assert_eq!(inside(3), (true, CoverageState::Complete));
        let (found, state) = inside(2_000);
        assert!(!found && matches!(state, CoverageState::Stopped { limit: "depth_max", .. }), "{state:?}");
    }
}
