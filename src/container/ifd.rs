//! Image file directories (TIFF 6.0 §2, BigTIFF) as they stand: tags, types, counts and places.
//!
//! Works on slices: an EXIF block, an MPF index, or a directory cut out of a TIFF file. Every function is
//! total and every offset is kept relative to the TIFF header. No tag is known here.

use std::ops::Range;

/// Byte order, word size and first directory, as the TIFF header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TiffHeader {
    /// `MM` rather than `II`.
    pub big_endian: bool,
    /// BigTIFF: 64-bit offsets.
    pub big: bool,
    /// Offset of the first directory.
    pub first: u64,
}

/// One directory entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The tag.
    pub tag: u16,
    /// The field type (2 ASCII, 7 UNDEFINED, …).
    pub kind: u16,
    /// Number of values as declared.
    pub count: u64,
    /// Offset of the entry itself.
    pub at: u64,
    /// Where the value is declared to lie, inside the entry or apart; may lead outside of the block.
    pub value: Range<u64>,
}

/// One directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The entries that are there.
    pub entries: Vec<Entry>,
    /// Entries as declared; more than there are when the block ends early or the bound was reached.
    pub declared: u64,
    /// Offset of the next directory of the chain; `None` at the end of it.
    pub next: Option<u64>,
}

/// Reads a TIFF header: 8 bytes, 16 for BigTIFF.
pub fn header(block: &[u8]) -> Option<TiffHeader> {
    let big_endian = match block.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let classic = TiffHeader { big_endian, big: false, first: 0 };
    match classic.number(block, 2, 2)? {
        42 => Some(TiffHeader { first: classic.number(block, 4, 4)?, ..classic }),
        43 if classic.number(block, 4, 2)? == 8 => {
            Some(TiffHeader { big: true, first: classic.number(block, 8, 8)?, ..classic })
        }
        _ => None,
    }
}

/// Reads the directory at offset `at` of a block, `entries_max` entries at most.
pub fn directory(block: &[u8], header: TiffHeader, at: u64, entries_max: usize) -> Option<Directory> {
    let start = usize::try_from(at).ok()?;
    let declared = header.number(block, start, header.count_bytes())?;
    let table = start.checked_add(header.count_bytes())?;
    let wanted = usize::try_from(declared).unwrap_or(usize::MAX).min(entries_max);
    let entries = header.entries(block.get(table..)?, at.checked_add(header.count_width())?, wanted);
    let next_at = usize::try_from(header.next_at(at, declared)).ok()?;
    let next = header.number(block, next_at, header.offset_bytes()).filter(|next| *next != 0);
    Some(Directory { entries, declared, next })
}

/// Bytes of one value of a field type; 1 for a type that is not known, so that its bytes stay reachable.
pub fn kind_bytes(kind: u16) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 1,
    }
}

impl TiffHeader {
    /// An unsigned number of 1, 2, 4 or 8 bytes in this byte order.
    pub fn number(self, block: &[u8], at: usize, bytes: usize) -> Option<u64> {
        let raw = block.get(at..at.checked_add(bytes)?)?;
        let fold = |number: u64, byte: &u8| (number << 8) | u64::from(*byte);
        Some(if self.big_endian { raw.iter().fold(0, fold) } else { raw.iter().rev().fold(0, fold) })
    }

    /// Bytes of the entry count that opens a directory.
    pub fn count_bytes(self) -> usize {
        if self.big { 8 } else { 2 }
    }

    /// Bytes of one entry.
    pub fn entry_bytes(self) -> usize {
        if self.big { 20 } else { 12 }
    }

    /// Bytes of an offset, which is also what fits into an entry.
    pub fn offset_bytes(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    /// Offset of the pointer to the next directory, for a directory at `at` with `count` entries.
    pub fn next_at(self, at: u64, count: u64) -> u64 {
        let entry = if self.big { 20 } else { 12 };
        at.saturating_add(self.count_width()).saturating_add(count.saturating_mul(entry))
    }

    /// The entries of a table whose first byte has offset `at`, as many as are wanted and there.
    pub fn entries(self, table: &[u8], at: u64, wanted: usize) -> Vec<Entry> {
        let rows = table.chunks_exact(self.entry_bytes()).take(wanted);
        let step = if self.big { 20 } else { 12 };
        let places = std::iter::successors(Some(at), |place: &u64| place.checked_add(step));
        rows.zip(places).filter_map(|(row, place)| self.entry(row, place)).collect()
    }

    fn count_width(self) -> u64 {
        if self.big { 8 } else { 2 }
    }

    fn entry(self, row: &[u8], at: u64) -> Option<Entry> {
        let tag = u16::try_from(self.number(row, 0, 2)?).ok()?;
        let kind = u16::try_from(self.number(row, 2, 2)?).ok()?;
        let count = self.number(row, 4, self.offset_bytes())?;
        let length = count.saturating_mul(kind_bytes(kind));
        let (inline_at, room) = if self.big { (12, 8) } else { (8, 4) };
        let start = if length <= room {
            at.saturating_add(inline_at)
        } else {
            self.number(row, usize::try_from(inline_at).ok()?, self.offset_bytes())?
        };
        Some(Entry { tag, kind, count, at, value: start..start.saturating_add(length) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LITTLE: &[u8] = b"II*\0\x08\0\0\0\x02\0\
        \x0e\x01\x02\0\x05\0\0\0\x30\0\0\0\
        \x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
        \0\0\0\0";

    #[track_caller]
    fn check(block: &[u8], tags: &[(u16, Range<u64>)]) {
        let found = header(block).and_then(|header| directory(block, header, header.first, 100));
        let found = found.unwrap_or_default();
        let pairs: Vec<_> = found.entries.iter().map(|entry| (entry.tag, entry.value.clone())).collect();
        assert_eq!(pairs, tags);
    }

    #[test]
    fn values_apart_and_inside_are_placed() {
        check(LITTLE, &[(0x10e, 48..53), (0x112, 30..32)]);
    }

    #[test]
    fn big_endian_is_read() {
        let block = b"MM\0*\0\0\0\x08\0\x01\x01\x0e\0\x02\0\0\0\x05\0\0\0\x30\0\0\0\0";
        check(block, &[(0x10e, 48..53)]);
    }

    #[test]
    fn big_tiff_is_read() {
        let mut block = b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0".to_vec();
        block.extend(b"\x0e\x01\x02\0\x05\0\0\0\0\0\0\0abcde\0\0\0\0\0\0\0\0\0\0\0");
        check(&block, &[(0x10e, 36..41)]);
    }

    #[test]
    fn a_directory_outside_of_the_block_is_none() {
        check(b"II*\0\xff\xff\xff\xff", &[]);
    }

    #[test]
    fn a_block_cut_anywhere_yields_only_what_is_there() {
        for end in 0..LITTLE.len() {
            let cut = LITTLE.get(..end).unwrap();
            let found = header(cut).and_then(|header| directory(cut, header, header.first, 100)).unwrap_or_default();
            assert!(found.entries.len() <= end / 12, "cut at {end}");
        }
    }

    #[test]
    fn a_directory_is_read_up_to_the_bound() {
        let found = header(LITTLE).and_then(|header| directory(LITTLE, header, header.first, 1)).unwrap();
        assert_eq!((found.entries.len(), found.declared), (1, 2));
    }

    #[test]
    fn a_huge_count_costs_nothing() {
        let mut block = LITTLE.to_vec();
        block.splice(8..10, [0xff, 0xff]);
        let found = header(&block).and_then(|header| directory(&block, header, header.first, 100)).unwrap();
        assert_eq!((found.entries.len(), found.declared), (2, 65_535));
    }
}
