//! Changes in AVIF and HEIF files. An index in `meta` holds the place of every item, so a payload that grew goes into a
//! box of its own at the end and its entry follows it, and a new item makes the index longer and moves what lies behind.
//!
//! What can be overwritten in place is. Of what moved, the old bytes are blanked: the file shall not hold two labels.

use super::assemble::{block_body, boxed, bytes, piece};
use super::change::Change;
use super::edit::{Edit, in_order, length, moved};
use super::item_index::{Index, Item, refused, written};
use super::refusal::{self, Reason};
use super::reread::File;
use crate::container::layout::Format;
use crate::message::Text;

/// Bytes of the head of a box.
const HEAD: u64 = 8;
/// What follows the id of a packet in its entry of `iinf` (ISO/IEC 14496-12 §8.11.6): no protection, kind, no name, type.
const PACKET_INFO: &[u8] = b"\0\0mime\0application/rdf+xml\0";

static SHARED: Text = Text {
    zh: "标签的字节同时属于另一个数据项",
    en: "the bytes of the label belong to another item, too",
};
static NO_PLACE: Text =
    Text { zh: "索引没有写明某一数据项的位置", en: "the index does not say where one of the items lies" };
static NO_ID: Text = Text { zh: "没有可用的数据项编号", en: "no number is left for one more item" };

/// The edits that bring the changes about.
pub(super) fn edits(file: &File<'_>, changes: Vec<Change>) -> Result<Vec<Edit>, Reason> {
    let (here, others): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| keeps_lengths(file, change));
    let mut edits = Vec::new();
    for change in here {
        edits.extend(in_place(file, change)?);
    }
    if others.is_empty() {
        return Ok(edits);
    }
    let index = Index::read(file)?;
    let has_new = others.iter().any(|change| matches!(change, Change::Packet(_)));
    let added = has_new.then(|| Added::new(&index)).transpose()?;
    let growth = added.as_ref().map_or(0, Added::bytes);
    let data_at = file.asset.size().saturating_add(growth).saturating_add(HEAD);
    let mut moving = Moving { file, index: &index, data_at, ids: Vec::new(), data: Vec::new(), edits };
    for change in others {
        moving.take(change, added.as_ref())?;
    }
    moving.finish(added)
}

/// True for a change that only overwrites.
fn keeps_lengths(file: &File<'_>, change: &Change) -> bool {
    match change {
        Change::Block { behind, .. } => behind.is_empty(),
        Change::Body { piece: number, body } => {
            piece(file, *number).is_ok_and(|piece| piece.extents.is_empty() && length(body) == piece.body_len())
        }
        Change::Remove { .. } | Change::Packet(_) | Change::Bytes { .. } => false,
    }
}

/// The edits of such a change.
fn in_place(file: &File<'_>, change: Change) -> Result<Vec<Edit>, Reason> {
    match change {
        Change::Block { edits, .. } => Ok(edits),
        Change::Body { piece: number, body } => Ok(vec![Edit::replace(piece(file, number)?.body.clone(), body)]),
        Change::Remove { .. } | Change::Packet(_) | Change::Bytes { .. } => Ok(Vec::new()),
    }
}

/// What a packet as a new item adds to the index.
struct Added {
    id: u64,
    /// The entry of `iinf`.
    info: Vec<u8>,
    /// The entry of `iref`, in a box of its own where the file has none.
    reference: Vec<u8>,
    /// The entry of `iloc`, still without place and length.
    location_bytes: u64,
}

impl Added {
    fn new(index: &Index) -> Result<Self, Reason> {
        let id = index.largest_id.checked_add(1).ok_or_else(|| refused(&NO_ID))?;
        let is_short = id <= 0xffff;
        let (info_version, width) = if is_short { (2, 2) } else { (3, 4) };
        let info = boxed(*b"infe", &[&[info_version, 0, 0, 0], &written(id, width)?[..], PACKET_INFO].concat())?;
        // Decoders pass over metadata that does not say what it describes (ISO/IEC 23008-12 §6.4.2).
        let reference = |version: u8| {
            let width = if version == 0 { 2 } else { 4 };
            let ends = [written(id, width)?, vec![0, 1], written(index.primary, width)?];
            boxed(*b"cdsc", &ends.concat())
        };
        let reference = match &index.references {
            Some((_, version)) => reference(*version)?,
            None => {
                let version = u8::from(id.max(index.primary) > 0xffff);
                boxed(*b"iref", &[&[version, 0, 0, 0], &reference(version)?[..]].concat())?
            }
        };
        let location_bytes = length(&location(index, id, 0, 0)?);
        Ok(Self { id, info, reference, location_bytes })
    }

    fn bytes(&self) -> u64 {
        length(&self.info).saturating_add(length(&self.reference)).saturating_add(self.location_bytes)
    }
}

/// An entry of `iloc` for one run of bytes in this file.
fn location(index: &Index, id: u64, at: u64, bytes: u64) -> Result<Vec<u8>, Reason> {
    let widths = index.widths;
    // Where offsets have no digits the base says it all.
    let (base, offset) = if widths.offset == 0 { (at, 0) } else { (0, at) };
    let parts = [
        written(id, if widths.version < 2 { 2 } else { 4 })?,
        written(0, if widths.version == 0 { 0 } else { 2 })?,
        written(0, 2)?,
        written(base, widths.base)?,
        written(1, 2)?,
        written(0, widths.index)?,
        written(offset, widths.offset)?,
        written(bytes, widths.length)?,
    ];
    Ok(parts.concat())
}

/// Payloads on their way to the end of the file.
struct Moving<'a, 'f> {
    file: &'a File<'f>,
    index: &'a Index,
    /// Where the first of them will lie.
    data_at: u64,
    /// Items whose place is settled.
    ids: Vec<u64>,
    data: Vec<u8>,
    edits: Vec<Edit>,
}

impl Moving<'_, '_> {
    fn take(&mut self, change: Change, added: Option<&Added>) -> Result<(), Reason> {
        match (change, added) {
            (Change::Body { piece, body }, _) => self.item(piece, body),
            (Change::Block { piece, edits, behind }, _) => {
                self.item(piece, block_body(self.file, piece, &edits, behind)?)
            }
            (Change::Packet(packet), Some(added)) => {
                let entry = location(self.index, added.id, self.place(), length(&packet))?;
                self.edits.push(Edit::insert(self.index.locations.end, entry));
                self.data.extend(packet);
                Ok(())
            }
            (Change::Packet(_) | Change::Remove { .. } | Change::Bytes { .. }, _) => Err(self.would_move()),
        }
    }

    fn place(&self) -> u64 {
        self.data_at.saturating_add(length(&self.data))
    }

    fn would_move(&self) -> Reason {
        let format = if self.file.layout.format == Format::Avif { "AVIF" } else { "HEIF" };
        refusal::ITEMS.with("format", format)
    }

    /// The payload of an item that exists.
    fn item(&mut self, number: usize, body: Vec<u8>) -> Result<(), Reason> {
        let piece = piece(self.file, number)?;
        let own = [piece.span.clone()];
        let items = &self.index.items;
        let is_it = |item: &&Item| self.index.runs(item).is_some_and(|runs| runs == own);
        let item = items.iter().find(is_it).ok_or_else(|| self.would_move())?;
        let others = items.iter().filter(|other| other.id != item.id).filter_map(|other| self.index.runs(other));
        if others.flatten().any(|run| run.start < piece.span.end && piece.span.start < run.end) {
            return Err(refused(&SHARED));
        }
        let [(offset, bytes_of_it)] = item.extents.as_slice() else { return Err(self.would_move()) };
        // An EXIF item opens with the distance to its header.
        let payload = [bytes(self.file, &(piece.span.start..piece.body.start))?, body].concat();
        let at = self.place();
        let (base, place) = if offset.width == 0 { (at, 0) } else { (0, at) };
        let blank = vec![0; usize::try_from(piece.span.end.saturating_sub(piece.span.start)).unwrap_or_default()];
        self.edits.extend([
            Edit::overwrite(piece.span.start, blank),
            item.method.edit(0)?,
            item.base.edit(base)?,
            offset.edit(place)?,
            bytes_of_it.edit(length(&payload))?,
        ]);
        self.ids.push(item.id);
        self.data.extend(payload);
        Ok(())
    }

    fn finish(mut self, added: Option<Added>) -> Result<Vec<Edit>, Reason> {
        if let Some(added) = added {
            self.grow(added)?;
        }
        self.edits.push(Edit::insert(self.file.asset.size(), boxed(*b"mdat", &self.data)?));
        self.edits.retain(|edit| !edit.gone.is_empty() || !edit.put.is_empty());
        Ok(self.edits)
    }

    /// The index with one item more, and the places of what moves behind it.
    fn grow(&mut self, added: Added) -> Result<(), Reason> {
        let index = self.index;
        let growth = added.bytes();
        self.edits.extend([
            index.meta.longer(growth)?,
            index.infos.longer(length(&added.info))?,
            index.info_count.edit(index.info_count.value.saturating_add(1))?,
            index.locations.longer(added.location_bytes)?,
            index.location_count.edit(index.location_count.value.saturating_add(1))?,
            Edit::insert(index.infos.end, added.info),
        ]);
        let reference_at = match &index.references {
            Some((references, _)) => {
                self.edits.push(references.longer(length(&added.reference))?);
                references.end
            }
            None => index.meta.end,
        };
        self.edits.push(Edit::insert(reference_at, added.reference));
        let inserted = self.edits.iter().filter(|edit| edit.gone.is_empty()).cloned().collect();
        let inserted = in_order(inserted).ok_or_else(|| refusal::OVERLAP.reason())?;
        for item in index.items.iter().filter(|item| !self.ids.contains(&item.id)) {
            self.edits.extend(followed(index, item, &inserted)?);
        }
        Ok(())
    }
}

/// The edits after which an item is where its bytes have gone.
fn followed(index: &Index, item: &Item, inserted: &[Edit]) -> Result<Vec<Edit>, Reason> {
    // Other places are counted from the start of another box or file.
    if item.method.value != 0 || !item.is_here {
        return Ok(Vec::new());
    }
    let runs = index.runs(item).ok_or_else(|| refused(&NO_PLACE))?;
    let by = |at: u64| moved(inserted, at).saturating_sub(at);
    let mut edits = Vec::new();
    for ((offset, _), run) in item.extents.iter().zip(&runs) {
        match by(run.start) {
            0 => {}
            by if offset.width > 0 => edits.push(offset.edit(offset.value.saturating_add(by))?),
            by if runs.len() == 1 => edits.push(item.base.edit(item.base.value.saturating_add(by))?),
            _ => return Err(refused(&NO_PLACE)),
        }
    }
    Ok(edits)
}
