//! What the parsers of one asset share: the bounds still left, the payloads, and the values found so far.
//!
//! A parser gets a [`Source`] (payload, carrier, place) and a [`Collector`] to put values into. Every byte
//! loaded and every value kept is charged against `metadata_bytes_max`, so that the memory and the time of
//! a check do not depend on how an asset arranges its blocks.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;

use super::block::Block;
use super::model::{Metadata, Place};
use crate::asset::Asset;
use crate::container::layout::{Layout, Piece};
use crate::coverage::{CoverageState, reason};
use crate::limits::Limits;
use crate::message::Text;

/// Held in memory of an EXIF block that may span a whole file.
const LAZY_HEAD_BYTES: u64 = 64 << 10;
/// Charged for each value kept, for its fixed part.
const VALUE_OVERHEAD_BYTES: usize = 128;

/// One payload to parse.
pub(super) struct Source<'a> {
    /// Format and piece, to which parsers add the field.
    pub(super) carrier: String,
    /// Whether the piece lies after the end of the picture.
    pub(super) after_end: bool,
    /// Its bytes.
    pub(super) block: Block<'a>,
    /// Blocks around it: an EXIF block can hold image resources, and those an EXIF block.
    depth: usize,
}

impl Source<'_> {
    /// The place of the whole piece.
    pub(super) fn place(&self) -> Place {
        Place { carrier: self.carrier.clone(), span: self.block.piece(), after_end: self.after_end }
    }

    /// The place of a field inside the payload.
    pub(super) fn field_place(&self, field: &str, part: &Range<u64>) -> Place {
        let mut carrier = String::with_capacity(self.carrier.len().saturating_add(field.len()).saturating_add(1));
        carrier.push_str(&self.carrier);
        carrier.push(' ');
        carrier.push_str(field);
        Place { carrier, span: self.block.span(part), after_end: self.after_end }
    }

    /// A payload decoded from this one, or cut out of it.
    pub(super) fn inner(&self, suffix: &str, bytes: Vec<u8>, span: Range<u64>) -> Source<'static> {
        let carrier = if suffix.is_empty() { self.carrier.clone() } else { format!("{} {suffix}", self.carrier) };
        Source { carrier, after_end: self.after_end, block: Block::decoded(bytes, span), depth: self.depth }
    }

    /// The payload does not parse.
    pub(super) fn unreadable(&self, why: &'static Text) -> CoverageState {
        CoverageState::Unreadable { why: why.with("carrier", self.carrier.as_str()), at: self.block.at() }
    }
}

/// A block that stood inside another one.
pub(super) enum Embedded {
    /// An XMP packet.
    Xmp(Source<'static>),
    /// An EXIF block.
    Exif(Source<'static>),
    /// IPTC-IIM data sets.
    Records(Source<'static>),
    /// Photoshop image resources.
    Resources(Source<'static>),
}

/// The state of parsing one asset.
pub(super) struct Collector<'a> {
    /// The bytes.
    pub(super) asset: &'a Asset<'a>,
    /// The pieces.
    pub(super) layout: &'a Layout,
    /// The bounds.
    pub(super) limits: &'a Limits,
    /// What was found so far.
    pub(super) out: Metadata,
    /// Blocks found inside others, still to be parsed.
    pub(super) embedded: VecDeque<Embedded>,
    /// Left of `xml_work_max`.
    pub(super) xml_work_left: u64,
    bytes_left: u64,
}

impl<'a> Collector<'a> {
    /// Nothing found, all bounds untouched.
    pub(super) fn new(asset: &'a Asset<'a>, layout: &'a Layout, limits: &'a Limits) -> Self {
        let (xml_work_left, bytes_left) = (limits.xml_work_max, limits.metadata_bytes_max);
        let (out, embedded) = (Metadata::default(), VecDeque::new());
        Self { asset, layout, limits, out, embedded, xml_work_left, bytes_left }
    }

    /// Loads the whole payload of a piece.
    pub(super) fn load(&mut self, piece: &Piece, label: &str) -> Result<Source<'a>, CoverageState> {
        let at = piece.span.start;
        let size = piece.body_len();
        if size > self.limits.payload_bytes_max {
            return Err(CoverageState::Stopped { limit: "payload_bytes_max", at });
        }
        self.charge(size, at)?;
        self.source(piece, label, size)
    }

    /// Opens a payload of any size, to be read by offset.
    pub(super) fn open(&mut self, piece: &Piece, label: &str) -> Result<Source<'a>, CoverageState> {
        let size = piece.body_len().min(LAZY_HEAD_BYTES);
        self.charge(size, piece.span.start)?;
        self.source(piece, label, size)
    }

    /// Opens a payload without reading any of it yet.
    pub(super) fn open_empty(&self, piece: &Piece) -> Result<Source<'a>, CoverageState> {
        self.source(piece, "", 0)
    }

    /// Loads a payload that continues over several pieces, as one.
    pub(super) fn load_joined(&mut self, pieces: &[&Piece], label: &str) -> Result<Source<'a>, CoverageState> {
        let Some((first, last)) = pieces.first().zip(pieces.last()) else {
            return Err(CoverageState::Unreadable { why: reason::NO_PIECE.with("carrier", label), at: 0 });
        };
        let span = first.span.start.min(last.span.start)..first.span.end.max(last.span.end);
        let mut joined = Piece::new(first.name.clone(), first.slot, span.clone(), span);
        joined.extents = pieces.iter().flat_map(|piece| runs(piece).iter().cloned()).collect();
        joined.after_end = pieces.iter().any(|piece| piece.after_end);
        self.load(&joined, label)
    }

    /// Takes `bytes` out of what the asset may still cost.
    pub(super) fn charge(&mut self, bytes: u64, at: u64) -> Result<(), CoverageState> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Ok(())
            }
            None => Err(CoverageState::Stopped { limit: "metadata_bytes_max", at }),
        }
    }

    /// The same for one value about to be kept.
    pub(super) fn charge_value(&mut self, bytes: usize, at: u64) -> Result<(), CoverageState> {
        let total = bytes.saturating_add(VALUE_OVERHEAD_BYTES);
        self.charge(u64::try_from(total).unwrap_or(u64::MAX), at)
    }

    /// Leaves a block that stands inside another one for later.
    pub(super) fn embed(
        &mut self,
        kind: fn(Source<'static>) -> Embedded,
        mut source: Source<'static>,
    ) -> Result<(), CoverageState> {
        source.depth = source.depth.saturating_add(1);
        if source.depth > self.limits.depth_max {
            return Err(CoverageState::Stopped { limit: "depth_max", at: source.block.at() });
        }
        self.embedded.push_back(kind(source));
        Ok(())
    }

    /// Bytes one decoder may produce.
    pub(super) fn inflate_max(&self) -> u64 {
        self.limits.inflated_bytes_max.min(self.bytes_left)
    }

    /// Format and name of a piece, as carriers begin.
    pub(super) fn carrier(&self, piece: &Piece, label: &str) -> String {
        let name = match piece.name.trim() {
            "" => "unnamed",
            name => name,
        };
        let format = self.layout.format.id();
        if label.is_empty() || contains_ignoring_case(name, label) {
            format!("{format}:{name}")
        } else {
            format!("{format}:{name} {label}")
        }
    }

    fn source(&self, piece: &Piece, label: &str, head_bytes: u64) -> Result<Source<'a>, CoverageState> {
        let unreadable = |error: io::Error| CoverageState::Unreadable {
            why: reason::PIECE_IO.with("carrier", piece.name.as_ref()).with("error", error.to_string()),
            at: piece.span.start,
        };
        let block = Block::open(self.asset, runs(piece), piece.span.clone(), head_bytes).map_err(unreadable)?;
        Ok(Source { carrier: self.carrier(piece, label), after_end: piece.after_end, block, depth: 0 })
    }
}

fn runs(piece: &Piece) -> &[Range<u64>] {
    if piece.extents.is_empty() { std::slice::from_ref(&piece.body) } else { &piece.extents }
}

fn contains_ignoring_case(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// Records in a coverage state what went wrong, if anything did.
pub(super) fn note(state: &mut CoverageState, result: Result<(), CoverageState>) {
    if let Err(worse) = result {
        state.worsen(&worse);
    }
}
