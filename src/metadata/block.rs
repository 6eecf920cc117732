//! A payload and the way back from its bytes to their place in the asset.
//!
//! A payload lies in the asset in one run or scattered over several, or it was decoded (inflated, hex) and
//! exists only in memory. Parsers read it by offset without knowing which; a whole file can be a payload
//! (EXIF of TIFF), so only its start is held in memory. Nothing is interpreted here.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use crate::asset::Asset;

/// A payload that can be read at any offset.
pub(super) struct Block<'a> {
    asset: Option<&'a Asset<'a>>,
    head: Vec<u8>,
    runs: Vec<Run>,
    piece: Range<u64>,
    size: u64,
}

/// One run of a payload: its offset in the payload and its place in the asset.
struct Run {
    offset: u64,
    place: Range<u64>,
}

impl<'a> Block<'a> {
    /// A payload stored plainly in the asset, of which the first `head_bytes` are read now.
    pub(super) fn open(
        asset: &'a Asset<'a>,
        places: &[Range<u64>],
        piece: Range<u64>,
        head_bytes: u64,
    ) -> io::Result<Self> {
        let mut runs = Vec::with_capacity(places.len());
        let mut size = 0_u64;
        for place in places {
            runs.push(Run { offset: size, place: place.clone() });
            size = size.saturating_add(place.end.saturating_sub(place.start));
        }
        let mut block = Self { asset: Some(asset), head: Vec::new(), runs, piece, size };
        block.head = block.fetch(0, size.min(head_bytes))?;
        Ok(block)
    }

    /// A payload that was decoded from `piece`.
    pub(super) fn decoded(bytes: Vec<u8>, piece: Range<u64>) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self { asset: None, head: bytes, runs: Vec::new(), piece, size }
    }

    /// Length of the payload in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The part held in memory: everything, unless the block was opened with a smaller head.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Up to `count` bytes at `at`; fewer where the payload ends or cannot be read.
    pub(super) fn read(&self, at: u64, count: u64) -> Cow<'_, [u8]> {
        let available = self.size.saturating_sub(at).min(count);
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::try_from(available).unwrap_or(usize::MAX));
        if let Some(held) = self.head.get(start..end) {
            return Cow::Borrowed(held);
        }
        Cow::Owned(self.fetch(at, available).unwrap_or_default())
    }

    /// The place in the asset of a part of the payload; the whole piece when it was decoded.
    pub(super) fn span(&self, part: &Range<u64>) -> Range<u64> {
        match (self.locate(part.start), self.locate(part.end.saturating_sub(1).max(part.start))) {
            (Some(first), Some(last)) if first <= last && part.start < part.end => first..last.saturating_add(1),
            (Some(first), _) if part.start >= part.end => first..first,
            _ => self.piece.clone(),
        }
    }

    /// The same for indices into [`Block::head`].
    pub(super) fn span_of(&self, part: &Range<usize>) -> Range<u64> {
        let wide = |index| u64::try_from(index).unwrap_or(u64::MAX);
        self.span(&(wide(part.start)..wide(part.end)))
    }

    /// Where the piece starts, for messages.
    pub(super) fn at(&self) -> u64 {
        self.piece.start
    }

    /// The span of the whole piece.
    pub(super) fn piece(&self) -> Range<u64> {
        self.piece.clone()
    }

    /// Offset of the first run that starts after `at`; a writer may open a segment anew there.
    pub(super) fn next_run(&self, at: u64) -> Option<u64> {
        let index = self.runs.partition_point(|run| run.offset <= at);
        self.runs.get(index).map(|run| run.offset)
    }

    fn locate(&self, at: u64) -> Option<u64> {
        let index = self.runs.partition_point(|run| run.offset <= at).checked_sub(1)?;
        let run = self.runs.get(index)?;
        run.place.start.checked_add(at.checked_sub(run.offset)?).filter(|place| *place <= run.place.end)
    }

    fn fetch(&self, at: u64, count: u64) -> io::Result<Vec<u8>> {
        let Some(asset) = self.asset else { return Ok(Vec::new()) };
        let end = at.saturating_add(count);
        let first = self.runs.partition_point(|run| run.offset <= at).saturating_sub(1);
        let mut bytes = Vec::new();
        for run in self.runs.iter().skip(first).take_while(|run| run.offset < end) {
            let skip = at.saturating_sub(run.offset);
            let wanted = end.saturating_sub(run.offset.max(at));
            let from = run.place.start.saturating_add(skip);
            let part = asset.read_span(&(from..run.place.end), wanted)?;
            if bytes.is_empty() {
                bytes = part;
            } else {
                bytes.extend_from_slice(&part);
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSET: &[u8] = b"..abc..defg..";

    #[track_caller]
    fn check(at: u64, count: u64, expected: &[u8], span: Range<u64>) {
        let bytes = ASSET.to_vec();
        let asset = Asset::new("test", &bytes);
        for head in [0, 2, 100] {
            let block = Block::open(&asset, &[2..5, 7..11], 0..13, head).unwrap();
            assert_eq!(&*block.read(at, count), expected, "head {head}");
            assert_eq!(block.span(&(at..at + count)), span);
        }
    }

    #[test]
    fn a_part_inside_one_run_is_found() {
        check(1, 2, b"bc", 3..5);
        check(3, 4, b"defg", 7..11);
    }

    #[test]
    fn a_part_across_runs_is_joined() {
        check(2, 2, b"cd", 4..8);
    }

    #[test]
    fn a_part_past_the_end_is_cut_and_keeps_the_place_of_the_piece() {
        check(6, 5, b"g", 0..13);
        check(9, 1, b"", 0..13);
    }

    #[test]
    fn a_decoded_block_lies_in_its_piece() {
        let block = Block::decoded(b"hello".to_vec(), 5..9);
        assert_eq!((&*block.read(1, 100), block.span(&(1..2))), (&b"ello"[..], 5..9));
    }
}
