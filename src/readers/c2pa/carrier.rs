//! Where manifest stores lie in an asset, and their bytes.
//!
//! In: the layout. Out: one candidate per JUMBF box found, put together from its pieces and told apart from
//! JUMBF of other makers (JPEG 360, JPEG Trust) by its type. Must not know what a store says.

use std::collections::BTreeMap;
use std::ops::Range;

use super::jumbf;
use crate::asset::Asset;
use crate::container::layout::{Layout, Piece, Slot};
use crate::limits::Limits;

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins like a manifest store and is all there.
    Store,
    /// In a place for manifest stores or with parts of one, but no whole one.
    Broken,
    /// JUMBF of another maker.
    Foreign,
}

/// One JUMBF box of the asset.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// What it is.
    pub(super) kind: Kind,
    /// Piece name, for the carrier in reports.
    pub(super) name: String,
    /// From the first to the last of its pieces.
    pub(super) span: Range<u64>,
    /// Its bytes without the container's headers.
    pub(super) bytes: Vec<u8>,
}

/// Everything the carriers hold.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The candidates in file order.
    pub(super) candidates: Vec<Candidate>,
    /// Where the bound on their bytes was reached.
    pub(super) stopped_at: Option<u64>,
    /// The piece that could not be read.
    pub(super) unreadable: Option<(String, u64)>,
}

/// Reads the JUMBF pieces of an asset.
pub(super) fn gather(asset: &Asset<'_>, layout: &Layout, limits: &Limits) -> Gathered {
    let mut gathering = Gathering { asset, bytes_left: limits.metadata_bytes_max, gathered: Gathered::default() };
    for piece in layout.in_slot(Slot::Jumbf) {
        gathering.piece(piece);
    }
    gathering.segments(layout);
    gathering.gathered.candidates.sort_by_key(|candidate| candidate.span.start);
    gathering.gathered
}

struct Gathering<'a> {
    asset: &'a Asset<'a>,
    bytes_left: u64,
    gathered: Gathered,
}

impl Gathering<'_> {
    fn read(&mut self, piece: &Piece) -> Vec<u8> {
        let whole = [piece.body.clone()];
        let runs = if piece.extents.is_empty() { whole.as_slice() } else { piece.extents.as_slice() };
        let mut bytes = Vec::new();
        for run in runs {
            let wanted = run.end.saturating_sub(run.start);
            if wanted > self.bytes_left {
                self.gathered.stopped_at = Some(run.start);
                break;
            }
            self.bytes_left = self.bytes_left.saturating_sub(wanted);
            match self.asset.read_span(run, wanted) {
                Ok(part) => bytes.extend(part),
                Err(error) => self.gathered.unreadable = Some((error.to_string(), run.start)),
            }
        }
        bytes
    }

    fn piece(&mut self, piece: &Piece) {
        let bytes = self.read(piece);
        // `jumb` boxes of BMFF and JPEG XL may be anyone's; the other carriers are C2PA's own.
        let own = piece.name != "jumb";
        self.push(piece.name.to_string(), piece.span.clone(), bytes, own);
    }

    /// Puts the APP11 segments of each box together (ISO/IEC 19566-5 Annex D): after box instance number (2)
    /// and sequence number (4), every segment repeats the header of the box, which counts once.
    fn segments(&mut self, layout: &Layout) {
        let mut boxes: BTreeMap<Vec<u8>, (Range<u64>, Vec<u8>)> = BTreeMap::new();
        for piece in layout.in_slot(Slot::JumbfSegment) {
            let segment = self.read(piece);
            let (Some(instance), Some(body)) = (segment.get(..2), segment.get(6..)) else {
                continue;
            };
            let whole = boxes.entry(instance.to_vec()).or_insert_with(|| (piece.span.clone(), Vec::new()));
            let header = if body.get(..4) == Some([0, 0, 0, 1].as_slice()) { 16 } else { 8 };
            let content = if whole.1.is_empty() { Some(body) } else { body.get(header..) };
            whole.1.extend_from_slice(content.unwrap_or_default());
            whole.0.end = whole.0.end.max(piece.span.end);
        }
        for (span, bytes) in boxes.into_values() {
            self.push("APP11".to_owned(), span, bytes, false);
        }
    }

    fn push(&mut self, name: String, span: Range<u64>, bytes: Vec<u8>, own: bool) {
        let kind = if is_whole_store(&bytes) {
            Kind::Store
        } else if own || jumbf::find_description(&bytes).is_some() {
            Kind::Broken
        } else {
            Kind::Foreign
        };
        self.gathered.candidates.push(Candidate { kind, name, span, bytes });
    }
}

fn is_whole_store(bytes: &[u8]) -> bool {
    jumbf::begins_c2pa_box(bytes)
        && bytes.get(16..32) == Some(jumbf::STORE_TYPE.as_slice())
        && jumbf::read_box(bytes).is_some()
}
