//! The index of an AVIF or HEIF file as the writer needs it: which bytes say where each item lies (ISO/IEC 14496-12
//! §8.11). Stricter than the reader: a file whose places could mean something else is refused.

use std::ops::Range;

use super::assemble::bytes;
use super::edit::Edit;
use super::refusal::{self, Reason};
use super::reread::File;
use crate::message::Text;
use crate::untrusted::Untrusted;

/// Boxes of the top level; real files have five.
const TOP_MAX: usize = 64;
/// Boxes in which nothing points into the file, but for `meta`.
const KNOWN: [&[u8; 4]; 7] = [b"ftyp", b"meta", b"mdat", b"free", b"skip", b"wide", b"uuid"];

static OTHER_BOX: Text = Text {
    zh: "{kind} 盒中可能有指向文件位置的索引",
    en: "a box {kind} may hold places in the file that would be wrong then",
};
static NOT_ONE: Text = Text { zh: "没有唯一的 {kind} 盒", en: "there is not exactly one box {kind}" };
static SIZE: Text =
    Text { zh: "盒的长度没有写出或不符", en: "a box has no length of its own, or a wrong one" };
static CUT: Text = Text { zh: "索引比它的盒长", en: "a table is longer than its box" };
static FORM: Text = Text { zh: "索引的写法不常见", en: "the index has an uncommon form" };
static ROOM: Text = Text { zh: "索引的数字位数不够", en: "the numbers of the index are too short" };

/// That the structure does not allow it.
pub(super) fn refused(why: &'static Text) -> Reason {
    refusal::STRUCTURE.with("why", why)
}

/// A box with its places in the file.
#[derive(Clone, Debug)]
pub(super) struct BoxAt {
    kind: [u8; 4],
    /// Its first byte.
    pub(super) at: u64,
    body: u64,
    /// The byte behind it.
    pub(super) end: u64,
}

impl BoxAt {
    /// The edit after which it is so many bytes longer.
    pub(super) fn longer(&self, by: u64) -> Result<Edit, Reason> {
        let size = self.end.saturating_sub(self.at).saturating_add(by);
        let size = u32::try_from(size).map_err(|_| refused(&SIZE))?;
        Ok(Edit::overwrite(self.at, size.to_be_bytes().to_vec()))
    }
}

/// A number with its place in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    at: u64,
    /// Bytes.
    pub(super) width: u8,
    /// What it is.
    pub(super) value: u64,
}

impl Number {
    /// The edit after which it is another.
    pub(super) fn edit(&self, value: u64) -> Result<Edit, Reason> {
        Ok(Edit::overwrite(self.at, written(value, self.width)?))
    }
}

/// A number in so many bytes.
pub(super) fn written(value: u64, width: u8) -> Result<Vec<u8>, Reason> {
    let bytes = value.to_be_bytes();
    let (left, kept) = bytes.split_at_checked(8_usize.saturating_sub(width.into())).ok_or_else(|| refused(&FORM))?;
    if left.iter().any(|byte| *byte != 0) {
        return Err(refused(&ROOM));
    }
    Ok(kept.to_vec())
}

/// Where an item lies.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its id.
    pub(super) id: u64,
    /// 0 for places in the file, 1 for places in `idat`, 2 for parts of other items.
    pub(super) method: Number,
    /// False when its bytes are in another file.
    pub(super) is_here: bool,
    /// Added to all offsets.
    pub(super) base: Number,
    /// Offset and length of its parts.
    pub(super) extents: Vec<(Number, Number)>,
}

/// Widths of the numbers of `iloc`, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widths {
    /// Of the box.
    pub(super) version: u8,
    /// Offsets.
    pub(super) offset: u8,
    /// Lengths.
    pub(super) length: u8,
    /// Bases.
    pub(super) base: u8,
    /// Indices, which are not used.
    pub(super) index: u8,
}

/// The whole of it.
#[derive(Debug)]
pub(super) struct Index {
    /// The box `meta`.
    pub(super) meta: BoxAt,
    /// The list of items.
    pub(super) infos: BoxAt,
    /// How many it has.
    pub(super) info_count: Number,
    /// Ids of the items with EXIF or XMP.
    pub(super) metadata: Vec<u64>,
    /// The largest id that is in use.
    pub(super) largest_id: u64,
    /// The table of places.
    pub(super) locations: BoxAt,
    /// How many it has.
    pub(super) location_count: Number,
    /// How its numbers are written.
    pub(super) widths: Widths,
    /// What it says.
    pub(super) items: Vec<Item>,
    /// The table of references with its version.
    pub(super) references: Option<(BoxAt, u8)>,
    /// Id of the picture.
    pub(super) primary: u64,
    data: Option<BoxAt>,
}

impl Index {
    /// Reads it.
    ///
    /// # Errors
    /// A reason when the file has places that are not understood.
    pub(super) fn read(file: &File<'_>) -> Result<Self, Reason> {
        let metas: Vec<BoxAt> = top(file)?.into_iter().filter(|one| &one.kind == b"meta").collect();
        let [meta] = metas.as_slice() else { return Err(not_one(*b"meta")) };
        let text = bytes(file, &(meta.at..meta.end))?;
        let whole = Fields { bytes: &text, start: meta.at, at: meta.body, end: meta.end };
        // QuickTime writes it without version and flags; its first child is then four bytes earlier.
        let first = Fields { at: meta.body.saturating_add(4), ..whole }.take(4)?;
        let children =
            Fields { at: meta.body.saturating_add(if first == b"hdlr" { 0 } else { 4 }), ..whole }.boxes()?;
        let find = |kind: &[u8; 4]| children.iter().filter(|child| &child.kind == kind).collect::<Vec<_>>();
        let one = |kind: &[u8; 4]| match find(kind).as_slice() {
            [one] => Ok((*one).clone()),
            _ => Err(not_one(*kind)),
        };
        let at_most_one = |kind: &[u8; 4]| match find(kind).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            _ => Err(not_one(*kind)),
        };
        let inside = |found: &BoxAt| Fields { at: found.body, end: found.end, ..whole };
        let (infos, locations, primary) = (one(b"iinf")?, one(b"iloc")?, one(b"pitm")?);
        let (info_count, metadata, largest) = infos_of(inside(&infos))?;
        let (widths, location_count, items) = locations_of(inside(&locations))?;
        let references = at_most_one(b"iref")?;
        let references = references.map(|found| Ok((found.clone(), inside(&found).version()?))).transpose()?;
        let mut picture = inside(&primary);
        let width = if picture.version()? == 0 { 2 } else { 4 };
        Ok(Self {
            meta: meta.clone(),
            primary: picture.number(width)?.value,
            largest_id: items.iter().map(|item| item.id).fold(largest, u64::max),
            data: at_most_one(b"idat")?,
            infos,
            info_count,
            metadata,
            locations,
            location_count,
            widths,
            items,
            references,
        })
    }

    /// The bytes of an item in the file; `None` when they are not known or not here.
    pub(super) fn runs(&self, item: &Item) -> Option<Vec<Range<u64>>> {
        let start = match item.method.value {
            0 => 0,
            1 => self.data.as_ref()?.body,
            _ => return None,
        };
        let run = |(offset, length): &(Number, Number)| {
            let at = start.checked_add(item.base.value)?.checked_add(offset.value)?;
            // Length 0 stands for all there is.
            (length.value > 0).then_some(at..at.checked_add(length.value)?)
        };
        item.is_here.then(|| item.extents.iter().map(run).collect()).flatten()
    }
}

fn not_one(kind: [u8; 4]) -> Reason {
    refusal::STRUCTURE.with("why", NOT_ONE.with("kind", String::from_utf8_lossy(&kind).into_owned()))
}

/// The boxes of the top level, which fill the file.
fn top(file: &File<'_>) -> Result<Vec<BoxAt>, Reason> {
    let (mut found, mut at) = (Vec::new(), 0_u64);
    while at < file.asset.size() {
        let head = bytes(file, &(at..at.saturating_add(8)))?;
        let (size, kind) = head.split_first_chunk::<4>().ok_or_else(|| refused(&SIZE))?;
        let kind: [u8; 4] = kind.try_into().map_err(|_| refused(&SIZE))?;
        if !KNOWN.contains(&&kind) || found.len() >= TOP_MAX {
            let kind = Untrusted::new(String::from_utf8_lossy(&kind).into_owned()).to_string();
            return Err(refusal::STRUCTURE.with("why", OTHER_BOX.with("kind", kind)));
        }
        let (head, size) = match u32::from_be_bytes(*size) {
            1 if &kind == b"mdat" => {
                let long = bytes(file, &(at.saturating_add(8)..at.saturating_add(16)))?;
                (16, long.try_into().map(u64::from_be_bytes).map_err(|_| refused(&SIZE))?)
            }
            size => (8, u64::from(size)),
        };
        let end = at.checked_add(size).filter(|end| size >= head && *end <= file.asset.size());
        let end = end.ok_or_else(|| refused(&SIZE))?;
        found.push(BoxAt { kind, at, body: at.saturating_add(head), end });
        at = end;
    }
    Ok(found)
}

/// How many items are listed, the ids of those that hold EXIF or XMP, and the largest id.
fn infos_of(mut fields: Fields<'_>) -> Result<(Number, Vec<u64>, u64), Reason> {
    let width = if fields.version()? == 0 { 2 } else { 4 };
    let count = fields.number(width)?;
    let (mut metadata, mut largest) = (Vec::new(), 0);
    for entry in fields.boxes()? {
        let mut entry = Fields { at: entry.body, end: entry.end, ..fields };
        let version = entry.version()?;
        if version < 2 {
            return Err(refused(&FORM));
        }
        let id = entry.number(if version == 2 { 2 } else { 4 })?.value;
        largest = id.max(largest);
        entry.number(2)?;
        if matches!(entry.take(4)?, b"Exif" | b"mime") {
            metadata.push(id);
        }
    }
    Ok((count, metadata, largest))
}

fn locations_of(mut fields: Fields<'_>) -> Result<(Widths, Number, Vec<Item>), Reason> {
    let version = fields.version()?;
    let sizes = fields.number(2)?.value;
    let nibble = |shift: u32| u8::try_from((sizes >> shift) & 0x0f).unwrap_or_default();
    let index = if version == 0 { 0 } else { nibble(0) };
    let widths = Widths { version, offset: nibble(12), length: nibble(8), base: nibble(4), index };
    let is_usual =
        [widths.offset, widths.length, widths.base, widths.index].iter().all(|width| [0, 4, 8].contains(width));
    // Extents of no bytes could be without number.
    if version > 2 || !is_usual || widths.length == 0 {
        return Err(refused(&FORM));
    }
    let count = fields.number(if version < 2 { 2 } else { 4 })?;
    let mut items = Vec::new();
    for _ in 0..count.value {
        items.push(location(&mut fields, widths)?);
    }
    Ok((widths, count, items))
}

fn location(fields: &mut Fields<'_>, widths: Widths) -> Result<Item, Reason> {
    let id = fields.number(if widths.version < 2 { 2 } else { 4 })?.value;
    let method = fields.number(if widths.version == 0 { 0 } else { 2 })?;
    if method.value > 2 {
        return Err(refused(&FORM));
    }
    let is_here = fields.number(2)?.value == 0;
    let base = fields.number(widths.base)?;
    let mut extents = Vec::new();
    for _ in 0..fields.number(2)?.value {
        fields.number(widths.index)?;
        extents.push((fields.number(widths.offset)?, fields.number(widths.length)?));
    }
    Ok(Item { id, method, is_here, base, extents })
}

/// Numbers of a table, one after the other.
#[derive(Clone, Copy)]
struct Fields<'a> {
    bytes: &'a [u8],
    /// Where `bytes` lie in the file.
    start: u64,
    at: u64,
    end: u64,
}

impl<'a> Fields<'a> {
    fn take(&mut self, count: u8) -> Result<&'a [u8], Reason> {
        let next = self.at.saturating_add(count.into());
        let from = usize::try_from(self.at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let taken = self.bytes.get(from..from.saturating_add(count.into())).filter(|_| next <= self.end);
        self.at = next;
        taken.ok_or_else(|| refused(&CUT))
    }

    fn number(&mut self, width: u8) -> Result<Number, Reason> {
        let at = self.at;
        let value = self.take(width)?.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
        Ok(Number { at, width, value })
    }

    /// The version of a full box; its flags are passed over.
    fn version(&mut self) -> Result<u8, Reason> {
        Ok(self.take(4)?.first().copied().unwrap_or_default())
    }

    /// The boxes up to the end.
    fn boxes(&self) -> Result<Vec<BoxAt>, Reason> {
        let (mut fields, mut found) = (*self, Vec::new());
        while fields.at < fields.end {
            let at = fields.at;
            let size = fields.number(4)?.value;
            let kind: [u8; 4] = fields.take(4)?.try_into().map_err(|_| refused(&CUT))?;
            let end = at.saturating_add(size);
            if size < 8 || end > fields.end {
                return Err(refused(&SIZE));
            }
            found.push(BoxAt { kind, at, body: fields.at, end });
            fields.at = end;
        }
        Ok(found)
    }
}
