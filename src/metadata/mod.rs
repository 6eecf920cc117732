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
use collect::Collector;
use model::{Metadata, TextKind};

/// Parses every metadata block the layout lists, within the limits.
pub fn parse(asset: &Asset<'_>, layout: &Layout, limits: &Limits) -> Metadata {
    let mut collector = Collector::new(asset, layout, limits);
    for piece in &layout.pieces {
        read_scheme(&mut collector, piece);
    }
    read_split(&mut collector);
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
}
