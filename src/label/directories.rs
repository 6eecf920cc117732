//! Entries of image file directories with their places, and new values for them.
//!
//! Nothing in a block is moved: a value that has become longer is put behind the block, its entry points there, and
//! the old bytes become zeros, so that no second copy of the label is left. The block may be a segment of a JPEG or
//! a whole TIFF file.

use std::collections::VecDeque;
use std::ops::Range;

use super::edit::{Edit, length};
use super::refusal::{self, Reason};
use crate::asset::Asset;
use crate::container::ifd::{self, Entry, TiffHeader};
use crate::limits::Limits;
use crate::message::Text;

const SUB_IFDS: u16 = 330;
const EXIF_IFD: u16 = 34_665;
const GPS_IFD: u16 = 34_853;
const INTEROP_IFD: u16 = 40_965;

static NO_ENTRY: Text = Text { zh: "找不到指向标签的目录项", en: "no directory entry points at the label" };
static SHARED: Text = Text {
    zh: "标签的字节同时属于其他目录项",
    en: "the bytes of the label belong to another entry, too",
};
static TOO_FAR: Text = Text { zh: "偏移量超出格式的范围", en: "an offset exceeds what the format can hold" };

/// The directories of a block.
pub(super) struct Block<'a> {
    asset: &'a Asset<'a>,
    /// Where the block lies in the asset.
    pub(super) span: Range<u64>,
    /// Its header.
    pub(super) header: TiffHeader,
    /// Every entry, offsets counting from the start of the block.
    entries: Vec<Entry>,
    /// Every directory's table.
    tables: Vec<Range<u64>>,
}

impl<'a> Block<'a> {
    /// Reads the directories of a block.
    pub(super) fn read(asset: &'a Asset<'a>, span: Range<u64>, limits: &Limits) -> Result<Self, Reason> {
        let no_header = || refusal::STRUCTURE.with("why", &NO_ENTRY);
        let head = asset.read_span(&span, 16).map_err(|error| refusal::io(&error))?;
        let header = ifd::header(&head).ok_or_else(no_header)?;
        let mut block = Self { asset, span, header, entries: Vec::new(), tables: Vec::new() };
        let mut due = VecDeque::from([header.first]);
        while let Some(at) = due.pop_front() {
            let is_new = !block.tables.iter().any(|table| table.start == at);
            if is_new && block.tables.len() < limits.ifds_max {
                block.directory(at, limits, &mut due)?;
            }
        }
        Ok(block)
    }

    fn directory(&mut self, at: u64, limits: &Limits, due: &mut VecDeque<u64>) -> Result<(), Reason> {
        let header = self.header;
        let counted = self.bytes(at, header.count_bytes())?;
        let Some(declared) = header.number(&counted, 0, header.count_bytes()) else { return Ok(()) };
        let wanted = usize::try_from(declared).unwrap_or(usize::MAX).min(limits.ifd_entries_max);
        let table_at = header.next_at(at, 0);
        let table = self.bytes(table_at, wanted.saturating_mul(header.entry_bytes()))?;
        let next_at = header.next_at(at, declared);
        self.tables.push(at..next_at.saturating_add(u64::try_from(header.offset_bytes()).unwrap_or_default()));
        let next = self.bytes(next_at, header.offset_bytes())?;
        due.extend(header.number(&next, 0, header.offset_bytes()).filter(|next| *next != 0));
        for entry in header.entries(&table, table_at, wanted) {
            if matches!(entry.tag, SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD) {
                let room = limits.ifds_max.saturating_sub(due.len());
                due.extend(self.pointers(&entry, room)?);
            }
            self.entries.push(entry);
        }
        Ok(())
    }

    fn pointers(&self, entry: &Entry, room: usize) -> Result<Vec<u64>, Reason> {
        let width = if matches!(entry.kind, 16..=18) { 8 } else { 4 };
        let count = usize::try_from(entry.count).unwrap_or(usize::MAX).min(room);
        let raw = self.bytes(entry.value.start, count.saturating_mul(width))?;
        Ok(raw.chunks_exact(width).filter_map(|one| self.header.number(one, 0, width)).collect())
    }

    /// Bytes of the block, fewer where it ends.
    pub(super) fn bytes(&self, at: u64, count: usize) -> Result<Vec<u8>, Reason> {
        let start = self.span.start.saturating_add(at).min(self.span.end);
        let end = start.saturating_add(u64::try_from(count).unwrap_or(u64::MAX)).min(self.span.end);
        self.asset.read_span(&(start..end), u64::MAX).map_err(|error| refusal::io(&error))
    }

    /// The entry whose value lies at this place in the asset.
    pub(super) fn entry_at(&self, place: &Range<u64>) -> Result<&Entry, Reason> {
        let start = place.start.checked_sub(self.span.start);
        let end = place.end.checked_sub(self.span.start);
        let is_it = |entry: &&Entry| Some(entry.value.start) == start && Some(entry.value.end) == end;
        let mut found = self.entries.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(entry), None) => Ok(entry),
            (Some(_), Some(_)) => Err(refusal::STRUCTURE.with("why", &SHARED)),
            (None, _) => Err(refusal::STRUCTURE.with("why", &NO_ENTRY)),
        }
    }

    /// Nothing else of the block may lie where bytes are overwritten.
    fn hold_alone(&self, entry: &Entry) -> Result<(), Reason> {
        let value = &entry.value;
        let overlaps = |other: &Range<u64>| other.start < value.end && value.start < other.end;
        let others = self.entries.iter().filter(|other| other.at != entry.at).map(|other| &other.value);
        // A value of few bytes stands in its own table.
        let tables = self.tables.iter().filter(|table| !(table.start <= entry.at && entry.at < table.end));
        if others.chain(tables).any(overlaps) {
            return Err(refusal::STRUCTURE.with("why", &SHARED));
        }
        Ok(())
    }

    /// The edits that give an entry a new value, and what has to be put behind the block for it.
    pub(super) fn with_value(&self, entry: &Entry, value: &[u8]) -> Result<(Vec<Edit>, Vec<u8>), Reason> {
        self.hold_alone(entry)?;
        let old = usize::try_from(entry.value.end.saturating_sub(entry.value.start)).unwrap_or(usize::MAX);
        let at = self.span.start.saturating_add(entry.value.start);
        let is_inline = old <= self.header.offset_bytes();
        let count_at = self.span.start.saturating_add(entry.at).saturating_add(4);
        let mut edits = vec![Edit::overwrite(count_at, self.number(length(value))?)];
        if value.len() <= old && !is_inline && value.len() > self.header.offset_bytes() {
            let mut padded = value.to_vec();
            padded.resize(old, 0);
            edits.push(Edit::overwrite(at, padded));
            return Ok((edits, Vec::new()));
        }
        let (target, mut behind) = self.behind();
        behind.extend(value);
        let width = u64::try_from(self.header.offset_bytes()).unwrap_or_default();
        edits.push(Edit::overwrite(count_at.saturating_add(width), self.number(target)?));
        if !is_inline {
            edits.push(Edit::overwrite(at, vec![0; old]));
        }
        Ok((edits, behind))
    }

    /// The edit that blanks a value in its place.
    pub(super) fn blanked(&self, entry: &Entry) -> Result<Edit, Reason> {
        self.hold_alone(entry)?;
        let old = usize::try_from(entry.value.end.saturating_sub(entry.value.start)).unwrap_or(usize::MAX);
        Ok(Edit::overwrite(self.span.start.saturating_add(entry.value.start), vec![0; old]))
    }

    /// The first even offset behind the block, and the byte that leads there.
    pub(super) fn behind(&self) -> (u64, Vec<u8>) {
        let size = self.span.end.saturating_sub(self.span.start);
        let odd = size & 1 == 1;
        (size.saturating_add(u64::from(odd)), vec![0; usize::from(odd)])
    }

    /// A number as wide as an offset, in the byte order of the block.
    pub(super) fn number(&self, number: u64) -> Result<Vec<u8>, Reason> {
        self.number_of(number, self.header.offset_bytes())
    }

    /// A number of 2, 4 or 8 bytes.
    pub(super) fn number_of(&self, number: u64, bytes: usize) -> Result<Vec<u8>, Reason> {
        let too_far = || refusal::STRUCTURE.with("why", &TOO_FAR);
        let big = number.to_be_bytes();
        let unused = big.len().saturating_sub(bytes);
        let (zeros, kept) = big.split_at_checked(unused).ok_or_else(too_far)?;
        if zeros.iter().any(|byte| *byte != 0) {
            return Err(too_far());
        }
        let mut kept = kept.to_vec();
        if !self.header.big_endian {
            kept.reverse();
        }
        Ok(kept)
    }
}
