//! What changes in a file: runs of bytes that are replaced, all others staying as they are.
//!
//! Edits are kept in the order of the file and never touch each other, so that what is not named by one is copied
//! byte for byte. The file as it will be can be read without writing it.

use std::io;
use std::ops::Range;

use crate::asset::{Asset, ReadAt};

/// One run of bytes and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go, as offsets in the asset; empty where something is only put in.
    pub gone: Range<u64>,
    /// The bytes that come.
    pub put: Vec<u8>,
}

impl Edit {
    /// Puts bytes in the place of a run.
    pub(super) fn replace(gone: Range<u64>, put: Vec<u8>) -> Self {
        Self { gone, put }
    }

    /// Puts bytes in front of an offset.
    pub(super) fn insert(at: u64, put: Vec<u8>) -> Self {
        Self { gone: at..at, put }
    }

    /// Overwrites bytes, as many as are given.
    pub(super) fn overwrite(at: u64, put: Vec<u8>) -> Self {
        Self { gone: at..at.saturating_add(length(&put)), put }
    }
}

/// A length as an offset.
pub(super) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The edits in the order of the file; `None` when two of them touch the same bytes.
pub(super) fn in_order(mut edits: Vec<Edit>) -> Option<Vec<Edit>> {
    // Of an insertion and a replacement at the same offset the insertion comes first.
    edits.sort_by_key(|edit| (edit.gone.start, edit.gone.end));
    let apart = edits.iter().zip(edits.iter().skip(1)).all(|(one, next)| one.gone.end <= next.gone.start);
    apart.then_some(edits)
}

/// Where the byte at an offset lies after the edits, which are in order. What is put in at the offset lies before it.
pub(super) fn moved(edits: &[Edit], at: u64) -> u64 {
    let before = edits.iter().filter(|edit| edit.gone.start <= at && edit.gone.end <= at);
    let (put, gone) = before.fold((0_u64, 0_u64), |(put, gone), edit| {
        let removed = edit.gone.end.saturating_sub(edit.gone.start);
        (put.saturating_add(length(&edit.put)), gone.saturating_add(removed))
    });
    at.saturating_add(put).saturating_sub(gone)
}

/// A run of the file as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Copied from the asset.
    Copied(Range<u64>),
    /// Put in.
    Put(&'a [u8]),
}

impl Part<'_> {
    fn bytes(&self) -> u64 {
        match self {
            Self::Copied(run) => run.end.saturating_sub(run.start),
            Self::Put(put) => length(put),
        }
    }
}

/// All runs of the file as it will be, in order.
pub(super) fn parts(edits: &[Edit], size: u64) -> Vec<Part<'_>> {
    let mut parts = Vec::with_capacity(edits.len().saturating_mul(2).saturating_add(1));
    let mut at = 0;
    for edit in edits {
        parts.push(Part::Copied(at..edit.gone.start.max(at)));
        parts.push(Part::Put(&edit.put));
        at = edit.gone.end.max(at);
    }
    parts.push(Part::Copied(at..size.max(at)));
    parts.retain(|part| part.bytes() > 0);
    parts
}

/// The file as it will be, read through the edits.
pub struct Edited<'a> {
    asset: &'a Asset<'a>,
    /// Each run with its offset in the new file.
    parts: Vec<(u64, Part<'a>)>,
    size: u64,
}

impl<'a> Edited<'a> {
    /// An asset seen through edits that are in order.
    pub(super) fn new(asset: &'a Asset<'a>, edits: &'a [Edit]) -> Self {
        let mut size = 0_u64;
        let mut placed = Vec::new();
        for part in parts(edits, asset.size()) {
            let bytes = part.bytes();
            placed.push((size, part));
            size = size.saturating_add(bytes);
        }
        Self { asset, parts: placed, size }
    }
}

impl ReadAt for Edited<'_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let index = self.parts.partition_point(|(start, _)| *start <= offset);
        let Some((start, part)) = index.checked_sub(1).and_then(|index| self.parts.get(index)) else { return Ok(0) };
        let inside = offset.saturating_sub(*start);
        match part {
            Part::Copied(run) => {
                let from = run.start.saturating_add(inside);
                let left = usize::try_from(run.end.saturating_sub(from)).unwrap_or(usize::MAX).min(buffer.len());
                let Some(wanted) = buffer.get_mut(..left).filter(|wanted| !wanted.is_empty()) else { return Ok(0) };
                self.asset.bytes.read_at(from, wanted)
            }
            Part::Put(put) => put.read_at(inside, buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits() -> Vec<Edit> {
        vec![
            Edit::replace(6..8, Vec::new()),
            Edit::insert(0, b"<".to_vec()),
            Edit::overwrite(3, b"XY".to_vec()),
            Edit::insert(10, b">".to_vec()),
        ]
    }

    #[test]
    fn the_new_file_is_read_at_any_offset() {
        let bytes = b"0123456789".to_vec();
        let asset = Asset::new("test", &bytes);
        let edits = in_order(edits()).unwrap();
        let edited = Edited::new(&asset, &edits);
        let whole = b"<012XY589>";
        assert_eq!(edited.size(), 10);
        let through = Asset::new("test", &edited);
        for at in 0..=whole.len() {
            let rest = through.read(u64::try_from(at).unwrap(), 100).unwrap();
            assert_eq!(rest, whole.get(at..).unwrap(), "from {at}");
        }
    }

    #[test]
    fn edits_that_touch_the_same_bytes_are_refused() {
        assert!(in_order(vec![Edit::overwrite(3, b"ab".to_vec()), Edit::overwrite(4, b"c".to_vec())]).is_none());
        assert!(in_order(vec![Edit::overwrite(3, b"ab".to_vec()), Edit::insert(4, b"c".to_vec())]).is_none());
        assert!(in_order(vec![Edit::overwrite(3, b"ab".to_vec()), Edit::insert(3, b"c".to_vec())]).is_some());
    }

    #[test]
    fn offsets_move_with_what_stands_before_them() {
        let edits = in_order(edits()).unwrap();
        let found: Vec<u64> = [0, 3, 5, 8, 9, 10].map(|at| moved(&edits, at)).to_vec();
        assert_eq!(found, [1, 4, 6, 7, 8, 10]);
    }
}
