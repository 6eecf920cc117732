//! Items of a `meta` box (ISO/IEC 14496-12 §8.11): which metadata items there are and where they lie.
//!
//! Reads `pitm`, `iinf`, `iloc`, `idat` and the image sizes in `iprp`. Tables are walked entry by entry with
//! a counted bound; a table that lies about its length costs the rest of the table, not of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::boxes::{self, BoxHead, Fields};
use super::cursor::{Endian, Stop};
use super::layout::{Oddity, Piece, Slot};
use super::walk::Walk;
use crate::coverage::reason;

#[derive(Default)]
struct Meta {
    primary: Option<u32>,
    info: Option<BoxHead>,
    locations: Option<BoxHead>,
    properties: Option<BoxHead>,
    data: Option<Range<u64>>,
    items: BTreeMap<u32, Item>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Exif,
    Xmp,
    Other,
}

/// Lists the items of a `meta` box.
pub(super) fn walk_meta(walk: &mut Walk<'_>, found: &BoxHead) -> Result<(), Stop> {
    let mut meta = Meta::default();
    if let Err(stop) = index_children(walk, found, &mut meta) {
        walk.note(stop);
    }
    if let Some(info) = meta.info
        && let Err(stop) = read_infos(walk, &info, &mut meta)
    {
        walk.note(stop);
    }
    if let Some(locations) = meta.locations
        && let Err(stop) = read_locations(walk, &locations, &meta)
    {
        walk.note(stop);
    }
    if let Some(properties) = meta.properties {
        // A size that cannot be read hides no label.
        let _ = read_size(walk, &properties, meta.primary);
    }
    Ok(())
}

fn index_children(walk: &mut Walk<'_>, found: &BoxHead, meta: &mut Meta) -> Result<(), Stop> {
    let mut at = found.body.saturating_add(full_box_bytes(walk, found)?);
    let end = found.end.min(walk.size());
    while at.saturating_add(8) <= end {
        let child = boxes::read_child(walk, at, end)?;
        walk.step(at)?;
        let body = child.body;
        match &child.kind {
            b"pitm" => meta.primary = read_primary(walk, &child).ok(),
            b"iinf" => meta.info = Some(child),
            b"iloc" => meta.locations = Some(child),
            b"iprp" => meta.properties = Some(child),
            b"idat" => meta.data = Some(body..child.end),
            // A manifest or a packet may sit here as well as on the top level.
            b"uuid" | b"xml " | b"free" | b"skip" => {
                walk.push(Piece::new("meta box", Slot::Private, at..child.end, body..child.end))?;
            }
            _ => {}
        }
        at = child.end;
    }
    Ok(())
}

/// QuickTime writes `meta` without version and flags; its first child is then four bytes earlier.
fn full_box_bytes(walk: &mut Walk<'_>, found: &BoxHead) -> Result<u64, Stop> {
    let kind = walk.cursor.upto(found.body.saturating_add(4), 4)?;
    Ok(if kind == b"hdlr" { 0 } else { 4 })
}

fn read_primary(walk: &mut Walk<'_>, found: &BoxHead) -> Result<u32, Stop> {
    let mut fields = Fields { at: found.body, end: found.end };
    let (version, _) = fields.version(walk)?;
    let item = fields.number(walk, if version == 0 { 2 } else { 4 })?;
    Ok(u32::try_from(item).unwrap_or(u32::MAX))
}

fn read_infos(walk: &mut Walk<'_>, info: &BoxHead, meta: &mut Meta) -> Result<(), Stop> {
    let mut fields = Fields { at: info.body, end: info.end };
    let (version, _) = fields.version(walk)?;
    fields.number(walk, if version == 0 { 2 } else { 4 })?;
    while fields.at.saturating_add(8) <= fields.end {
        let entry = boxes::read_child(walk, fields.at, fields.end)?;
        walk.step(entry.at)?;
        if &entry.kind == b"infe" {
            read_info(walk, &entry, meta)?;
        }
        fields.at = entry.end;
    }
    Ok(())
}

fn read_info(walk: &mut Walk<'_>, entry: &BoxHead, meta: &mut Meta) -> Result<(), Stop> {
    let mut fields = Fields { at: entry.body, end: entry.end };
    let (version, _) = fields.version(walk)?;
    if version < 2 {
        return Ok(());
    }
    let id = fields.number(walk, if version == 2 { 2 } else { 4 })?;
    fields.number(walk, 2)?;
    let kind = fields.number(walk, 4)?.to_be_bytes();
    let item = match &kind {
        [0, 0, 0, 0, b'E', b'x', b'i', b'f'] => Item::Exif,
        [0, 0, 0, 0, b'm', b'i', b'm', b'e'] => read_mime(walk, &mut fields)?,
        [0, 0, 0, 0, b'u', b'r', b'i', b' '] => Item::Other,
        _ => return Ok(()),
    };
    walk.count(entry.at)?;
    meta.items.insert(u32::try_from(id).unwrap_or(u32::MAX), item);
    Ok(())
}

fn read_mime(walk: &mut Walk<'_>, fields: &mut Fields) -> Result<Item, Stop> {
    let _name = fields.string(walk)?;
    let media_type = fields.string(walk)?;
    let encoding = fields.string(walk)?;
    let is_xmp = media_type.eq_ignore_ascii_case(b"application/rdf+xml") && encoding.is_empty();
    Ok(if is_xmp { Item::Xmp } else { Item::Other })
}

/// Widths of the numbers in `iloc`.
struct Widths {
    version: u8,
    offset: u8,
    length: u8,
    base: u8,
    index: u8,
}

fn read_locations(walk: &mut Walk<'_>, found: &BoxHead, meta: &Meta) -> Result<(), Stop> {
    let mut fields = Fields { at: found.body, end: found.end };
    let (version, _) = fields.version(walk)?;
    let sizes = fields.number(walk, 2)?;
    let nibble = |shift: u32| u8::try_from((sizes >> shift) & 0x0f).unwrap_or_default().min(8);
    let index = if version == 0 { 0 } else { nibble(0) };
    let widths = Widths { version, offset: nibble(12), length: nibble(8), base: nibble(4), index };
    let count = fields.number(walk, if version < 2 { 2 } else { 4 })?;
    for _ in 0..count {
        read_location(walk, &mut fields, &widths, meta)?;
    }
    Ok(())
}

fn read_location(walk: &mut Walk<'_>, fields: &mut Fields, widths: &Widths, meta: &Meta) -> Result<(), Stop> {
    let at = fields.at;
    let id = fields.number(walk, if widths.version < 2 { 2 } else { 4 })?;
    let method = if widths.version == 0 { 0 } else { fields.number(walk, 2)? & 0x0f };
    let elsewhere = fields.number(walk, 2)? != 0;
    let base = fields.number(walk, widths.base)?;
    let extents = fields.number(walk, 2)?;
    let item = meta.items.get(&u32::try_from(id).unwrap_or(u32::MAX)).copied();
    let source = match method {
        0 => 0..walk.size(),
        1 => meta.data.clone().unwrap_or(0..0),
        // Made of other items: nothing of its own.
        _ => 0..0,
    };
    let mut runs = Vec::new();
    for _ in 0..extents {
        walk.step(at)?;
        fields.number(walk, widths.index)?;
        let offset = base.saturating_add(fields.number(walk, widths.offset)?);
        let length = fields.number(walk, widths.length)?;
        let start = source.start.saturating_add(offset);
        // Length 0 stands for all there is (§8.11.3.3).
        let end = if length == 0 { source.end } else { start.saturating_add(length) };
        if item.is_some() {
            walk.count(at)?;
            runs.push(start..end);
        } else if method == 0 && !elsewhere && end > source.end {
            walk.odd(Oddity::PointerOutside { from: "iloc", at, to: end });
            walk.note(Stop::Ends { why: reason::ENDS_IN_PICTURE_ITEM.message(), at: start.min(source.end) });
        }
    }
    match item {
        Some(item) if !elsewhere && method < 2 => push_item(walk, item, runs, (at, source)),
        Some(_) => Err(Stop::Broken { why: &reason::ITEM_STORAGE, at }),
        None => Ok(()),
    }
}

fn push_item(walk: &mut Walk<'_>, item: Item, runs: Vec<Range<u64>>, from: (u64, Range<u64>)) -> Result<(), Stop> {
    let (at, source) = from;
    if let Some(outside) = runs.iter().find(|run| run.end > source.end || run.start > run.end) {
        walk.odd(Oddity::PointerOutside { from: "iloc", at, to: outside.end });
        walk.note(Stop::Broken { why: &reason::ITEM_OUTSIDE, at });
    }
    let mut runs: Vec<_> = runs.into_iter().map(|run| run.start.min(source.end)..run.end.min(source.end)).collect();
    runs.retain(|run| run.start < run.end);
    let (Some(first), Some(last)) = (runs.first().cloned(), runs.last().cloned()) else { return Ok(()) };
    let (name, slot) = match item {
        Item::Exif => ("Exif item", Slot::Exif),
        Item::Xmp => ("XMP item", Slot::Xmp),
        Item::Other => ("item", Slot::Private),
    };
    let body = match item {
        Item::Exif => exif_start(walk, &first)?..last.end.max(first.end),
        Item::Xmp | Item::Other => first.start..last.end.max(first.end),
    };
    let mut piece = Piece::new(name, slot, first.start..last.end.max(first.end), body.clone());
    if let [first, _, ..] = runs.as_mut_slice() {
        first.start = body.start.min(first.end);
        piece.extents = runs;
    }
    walk.push(piece)
}

/// An Exif item opens with the distance to its TIFF header (ISO/IEC 23008-12 §A.2.1).
fn exif_start(walk: &mut Walk<'_>, run: &Range<u64>) -> Result<u64, Stop> {
    let distance = u64::from(walk.cursor.u32(run.start, Endian::Big)?);
    Ok(run.start.saturating_add(4).saturating_add(distance).min(run.end))
}

/// The size of the primary item; the largest of all where the association does not say.
fn read_size(walk: &mut Walk<'_>, properties: &BoxHead, primary: Option<u32>) -> Result<(), Stop> {
    let mut sizes = Vec::new();
    let mut associations = None;
    let mut at = properties.body;
    while at.saturating_add(8) <= properties.end {
        let child = boxes::read_child(walk, at, properties.end)?;
        walk.step(at)?;
        match &child.kind {
            b"ipco" => sizes = read_sizes(walk, &child)?,
            b"ipma" if associations.is_none() => associations = Some(child),
            _ => {}
        }
        at = child.end;
    }
    let own = match associations.zip(primary) {
        Some((found, item)) => read_associations(walk, &found, item).unwrap_or_default(),
        None => Vec::new(),
    };
    let named = sizes.iter().find(|(index, _, _)| own.contains(index));
    let largest = sizes.iter().max_by_key(|(_, width, height)| u64::from(*width).saturating_mul(u64::from(*height)));
    if let Some((_, width, height)) = named.or(largest) {
        walk.set_dimensions(*width, *height);
    }
    Ok(())
}

/// The `ispe` properties with their number, from 1.
fn read_sizes(walk: &mut Walk<'_>, found: &BoxHead) -> Result<Vec<(u64, u32, u32)>, Stop> {
    let mut sizes = Vec::new();
    let mut at = found.body;
    let mut index = 0_u64;
    while at.saturating_add(8) <= found.end {
        let property = boxes::read_child(walk, at, found.end)?;
        walk.step(at)?;
        index = index.saturating_add(1);
        if &property.kind == b"ispe" {
            walk.count(at)?;
            let width = walk.cursor.u32(property.body.saturating_add(4), Endian::Big)?;
            let height = walk.cursor.u32(property.body.saturating_add(8), Endian::Big)?;
            sizes.push((index, width, height));
        }
        at = property.end;
    }
    Ok(sizes)
}

/// The property numbers of one item (`ipma`, ISO/IEC 23008-12 §9.3).
fn read_associations(walk: &mut Walk<'_>, found: &BoxHead, wanted: u32) -> Result<Vec<u64>, Stop> {
    let mut fields = Fields { at: found.body, end: found.end };
    let (version, flags) = fields.version(walk)?;
    let (id_bytes, index_bytes) = (if version < 1 { 2 } else { 4 }, if flags & 1 == 1 { 2 } else { 1 });
    let mask = if index_bytes == 2 { 0x7fff } else { 0x7f };
    let entries = fields.number(walk, 4)?;
    for _ in 0..entries {
        walk.step(fields.at)?;
        let id = fields.number(walk, id_bytes)?;
        let count = fields.number(walk, 1)?;
        let mut indices = Vec::new();
        for _ in 0..count {
            indices.push(fields.number(walk, index_bytes)? & mask);
        }
        if id == u64::from(wanted) {
            return Ok(indices);
        }
    }
    Ok(Vec::new())
}
