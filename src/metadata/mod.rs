//! Metadata blocks of an asset, parsed once: XMP packets, EXIF directories, IPTC-IIM records and text
//! fields, each value with its place. Whoever needs one of them looks here and never parses again.
//!
//! Nothing is interpreted: a property called `AIGC` is a property here, and becomes a label only in a reader.

mod block;
mod collect;
pub mod exif;
mod iim;
mod inflate;
pub mod model;
mod text;
mod xmp;

use crate::asset::Asset;
use crate::container::layout::{Layout, Piece, Slot};
use crate::limits::Limits;
use collect::{Collector, note};
use model::{Metadata, TextKind};

/// Parses every metadata block the layout lists, within the limits.
pub fn parse(asset: &Asset<'_>, layout: &Layout, limits: &Limits) -> Metadata {
    let mut collector = Collector::new(asset, layout, limits);
    for piece in &layout.pieces {
        parse_piece(&mut collector, piece);
    }
    xmp::parse_extended(&mut collector);
    collector.out
}

fn parse_piece(collector: &mut Collector<'_>, piece: &Piece) {
    match piece.slot {
        Slot::Xmp => {
            let result = collector.load(piece, "XMP").and_then(|source| xmp::parse(collector, &source));
            note(&mut collector.out.xmp_coverage, result);
        }
        Slot::Exif => {
            let result = collector.open(piece, "EXIF").and_then(|source| exif::parse(collector, &source));
            note(&mut collector.out.exif_coverage, result);
        }
        Slot::PhotoshopIrb => {
            let result = collector.load(piece, "8BIM").and_then(|source| iim::parse_resources(collector, &source));
            note(&mut collector.out.iim_coverage, result);
        }
        Slot::IptcIim => {
            let result = collector.load(piece, "IIM").and_then(|source| iim::parse_records(collector, &source));
            note(&mut collector.out.iim_coverage, result);
        }
        Slot::Text => text::parse_chunk(collector, piece),
        Slot::Brob => text::parse_brob(collector, piece),
        Slot::Comment => text::keep(collector, piece, comment_kind(collector.layout)),
        Slot::Application(number) => text::keep(collector, piece, TextKind::JpegApplication(number)),
        Slot::Private => text::keep(collector, piece, TextKind::Private),
        Slot::Trailing => text::keep(collector, piece, TextKind::Trailing),
        Slot::XmpExtended
        | Slot::Icc
        | Slot::JumbfSegment
        | Slot::Jumbf
        | Slot::Mpf
        | Slot::Pixels
        | Slot::Structure => {}
    }
}

fn comment_kind(layout: &Layout) -> TextKind {
    use crate::container::layout::Format;
    if layout.format == Format::Gif { TextKind::GifComment } else { TextKind::JpegComment }
}
