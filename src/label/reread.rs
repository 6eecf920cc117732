//! A file as the writer needs to know it: its pieces, its metadata, and the labels with their places.

use crate::asset::Asset;
use crate::container;
use crate::container::layout::{Layout, Piece, Slot};
use crate::context::{Context, Depth};
use crate::evidence::{Detail, Evidence};
use crate::limits::Limits;
use crate::metadata;
use crate::metadata::model::Metadata;
use crate::pixels::Pixels;
use crate::reader::Input;
use crate::readers::tc260;
use crate::trust::TrustStore;
use crate::vocabulary::aigc::{AigcLabel, Shape};

/// A file, read.
pub(super) struct File<'a> {
    /// Its bytes.
    pub(super) asset: &'a Asset<'a>,
    /// Its pieces.
    pub(super) layout: Layout,
    /// Its metadata.
    pub(super) metadata: Metadata,
    /// Its labels, the one that stands for it first; mere declarations of the namespace are none.
    pub(super) labels: Vec<Found>,
    /// Bounds.
    pub(super) limits: &'a Limits,
}

/// A label with its place.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The carrier, escaped.
    pub(super) carrier: String,
    /// The bytes of its value, or of the piece where it is stored compressed.
    pub(super) span: std::ops::Range<u64>,
    /// The label.
    pub(super) label: AigcLabel,
}

impl Found {
    /// Its offset, as it is printed.
    pub(super) fn at(&self) -> String {
        format!("{:#x}", self.span.start)
    }

    /// Carrier and offset.
    pub(super) fn place(&self) -> String {
        format!("{} ({})", self.carrier, self.at())
    }
}

impl<'a> File<'a> {
    /// Walks the file, parses its metadata and reads its labels.
    pub(super) fn read(asset: &'a Asset<'a>, depth: Depth, limits: &'a Limits) -> Self {
        let layout = container::walk(asset, depth, limits);
        let metadata = metadata::parse(asset, &layout, limits);
        let (pixels, trust) = (Pixels::default(), TrustStore::default());
        // The reader of this label looks at neither.
        let context = Context::at(time::OffsetDateTime::UNIX_EPOCH);
        let input = Input {
            asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &pixels,
            limits,
            trust: &trust,
            context: &context,
        };
        let labels = (tc260::READER.read)(&input).evidence.into_iter().filter_map(found).collect();
        Self { asset, layout, metadata, labels, limits }
    }

    /// The innermost piece that holds a run of bytes, with its number.
    pub(super) fn piece_at(&self, span: &std::ops::Range<u64>) -> Option<(usize, &Piece)> {
        let holds = |piece: &&Piece| piece.span.start <= span.start && span.end <= piece.span.end;
        let is_frame = |piece: &Piece| matches!(piece.slot, Slot::Structure | Slot::Trailing);
        let pieces = self.layout.pieces.iter().enumerate().filter(|(_, piece)| holds(piece));
        pieces.min_by_key(|(_, piece)| (piece.span.end.saturating_sub(piece.span.start), is_frame(piece)))
    }
}

fn found(evidence: Evidence) -> Option<Found> {
    let Evidence { carrier, span, detail: Detail::Aigc(label), .. } = evidence else { return None };
    let found = Found { carrier, span: span.unwrap_or(0..0), label: *label };
    (found.label.shape != Shape::Declaration).then_some(found)
}
