//! JUMBF boxes split over JPEG APP11 segments (ISO/IEC 19566-5 Annex D; C2PA 2.2 §A.3.1).
//!
//! Checks that the segments of each box are numbered from 1 without a gap and add up to the length the box
//! declares. Takes the place of one segment after the other; the boxes themselves are not looked into.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cursor::{Endian, Stop};
use super::layout::Oddity;
use super::walk::Walk;

/// Box type and box instance number: what tells the segments of one box from those of another.
type BoxId = (u32, u16);

struct Chain {
    due: u32,
    missing_bytes: Option<u64>,
    last_at: u64,
}

/// The boxes under way.
#[derive(Default)]
pub(super) struct JumbfChains {
    chains: BTreeMap<BoxId, Chain>,
}

impl JumbfChains {
    /// Adds the segment at `at`; its body starts at the box instance number.
    pub(super) fn add(&mut self, walk: &mut Walk<'_>, at: u64, body: &Range<u64>) -> Result<(), Stop> {
        // Instance (2), sequence (4), LBox (4), TBox (4), and XLBox (8) where LBox is 1.
        if body.end.saturating_sub(body.start) < 14 {
            walk.odd(Oddity::SegmentSequenceBroken { at, found: 0, expected: 1 });
            return Ok(());
        }
        let instance = walk.cursor.u16(body.start, Endian::Big)?;
        let found = walk.cursor.u32(body.start.saturating_add(2), Endian::Big)?;
        let short_length = walk.cursor.u32(body.start.saturating_add(6), Endian::Big)?;
        let kind = walk.cursor.u32(body.start.saturating_add(10), Endian::Big)?;
        let (header_bytes, length) = match short_length {
            0 => (8, None),
            1 => (16, walk.cursor.be(body.start.saturating_add(14), 8).ok()),
            length => (8, Some(u64::from(length))),
        };
        // The box header is repeated in every segment and counts once.
        let content = body.end.saturating_sub(body.start.saturating_add(6)).saturating_sub(header_bytes);
        let whole = length.map(|length| length.saturating_sub(header_bytes));
        self.extend((kind, instance), Segment { at, found, content, whole }, walk);
        Ok(())
    }

    fn extend(&mut self, id: BoxId, segment: Segment, walk: &mut Walk<'_>) {
        // A box that is complete may be followed by another with the same numbers.
        let begins = segment.found <= 1 && self.chains.get(&id).is_none_or(|chain| chain.missing_bytes == Some(0));
        if begins {
            self.chains.remove(&id);
        }
        // The standard counts from 1; writers that count from 0 leave nothing out either.
        let fresh = Chain { due: segment.found.min(1), missing_bytes: segment.whole, last_at: segment.at };
        let chain = self.chains.entry(id).or_insert(fresh);
        if segment.found != chain.due {
            let (at, found, expected) = (segment.at, segment.found, chain.due);
            walk.odd(Oddity::SegmentSequenceBroken { at, found, expected });
            // One break is reported once, not again as a wrong length at the end.
            chain.missing_bytes = None;
        }
        chain.due = segment.found.saturating_add(1);
        chain.missing_bytes = chain.missing_bytes.map(|missing| missing.saturating_sub(segment.content));
        chain.last_at = segment.at;
    }

    /// Reports the boxes whose last segments are not there.
    pub(super) fn report_missing_ends(&self, walk: &mut Walk<'_>) {
        for chain in self.chains.values().filter(|chain| chain.missing_bytes.is_some_and(|missing| missing > 0)) {
            let found = chain.due.saturating_sub(1);
            walk.odd(Oddity::SegmentSequenceBroken { at: chain.last_at, found, expected: chain.due });
        }
    }
}

struct Segment {
    at: u64,
    found: u32,
    content: u64,
    whole: Option<u64>,
}
