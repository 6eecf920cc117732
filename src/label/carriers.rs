//! From labels and what shall become of them to changes of pieces.
//!
//! The label that stays is written anew where it stands, or moves into the XMP packet; all others go. A place that
//! cannot be rewritten without guessing is a refusal.

use std::ops::Range;

use memchr::memmem;

use super::assemble;
use super::change::Change;
use super::directories::Block;
use super::edit::Edit;
use super::png;
use super::refusal::{self, Reason};
use super::reread::{File, Found};
use super::wanted::Wanted;
use super::xmp;
use crate::container::layout::{Format, Piece, Slot};
use crate::message::Text;
use crate::metadata::exif_tag;
use crate::metadata::model::{XmpPacket, XmpProperty};
use crate::vocabulary::aigc::{Location, Shape};

const XMP_KEYWORD: &str = "XML:com.adobe.xmp";
const ASCII: u16 = 2;

static NOT_PLAIN: Text = Text { zh: "不是 UTF-8 文本", en: "it is not UTF-8" };

/// Where the label will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Where this one stands, by its number in the list of labels.
    Kept(usize),
    /// In the XMP packet, which is made if there is none.
    Packet,
}

/// The changes that leave exactly one label in the file.
pub(super) fn changes(file: &File<'_>, wanted: &Wanted, target: Target) -> Result<Vec<Change>, Reason> {
    let mut homes: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, found) in file.labels.iter().enumerate() {
        let (number, _) = file.piece_at(&found.span).ok_or_else(|| not_writable(found))?;
        match homes.iter_mut().find(|(known, _)| *known == number) {
            Some((_, inside)) => inside.push(index),
            None => homes.push((number, vec![index])),
        }
    }
    let home = (target == Target::Packet).then(|| packet_home(file)).flatten();
    if let Some(number) = home
        && !homes.iter().any(|(known, _)| *known == number)
    {
        homes.push((number, Vec::new()));
    }
    let mut changes = Vec::new();
    for (number, inside) in homes {
        let found: Vec<&Found> = inside.iter().filter_map(|index| file.labels.get(*index)).collect();
        let kept = inside.iter().find(|index| Target::Kept(**index) == target).copied();
        if is_packet(file, number) {
            let json = (kept.is_some() || home == Some(number)).then(|| wanted.json());
            changes.push(packet_change(file, number, &found, json.as_deref())?);
            continue;
        }
        let here: Vec<Change> = inside
            .iter()
            .filter_map(|index| Some((*index, file.labels.get(*index)?)))
            .map(|(index, found)| other_change(file, number, found, (kept == Some(index)).then_some(wanted)))
            .collect::<Result<_, Reason>>()?;
        changes.extend(merged(here));
    }
    if target == Target::Packet && home.is_none() {
        changes.push(Change::Packet(xmp::packet(&wanted.json()).into_bytes()));
    }
    Ok(changes)
}

fn not_writable(found: &Found) -> Reason {
    refusal::CARRIER.with("carrier", found.carrier.as_str()).with("at", found.at())
}

/// Several changes of one block are one change.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for change in changes {
        if let (Some(Change::Block { edits, behind, .. }), Change::Block { edits: more, behind: tail, .. }) =
            (out.last_mut(), &change)
        {
            edits.extend(more.iter().cloned());
            behind.extend(tail);
        } else {
            out.push(change);
        }
    }
    out
}

/// The packets of a piece.
fn packets<'f>(file: &'f File<'_>, piece: &Piece) -> Vec<&'f XmpPacket> {
    let inside = |span: &Range<u64>| piece.span.start <= span.start && span.end <= piece.span.end;
    file.metadata.xmp.iter().filter(|packet| inside(&packet.place.span)).collect()
}

fn is_packet(file: &File<'_>, number: usize) -> bool {
    let Ok(piece) = assemble::piece(file, number) else { return false };
    match piece.slot {
        Slot::Xmp => true,
        Slot::Text => !packets(file, piece).is_empty(),
        Slot::XmpExtended
        | Slot::Exif
        | Slot::PhotoshopIrb
        | Slot::Icc
        | Slot::JumbfSegment
        | Slot::Jumbf
        | Slot::IptcIim
        | Slot::Comment
        | Slot::Application(_)
        | Slot::Mpf
        | Slot::Brob
        | Slot::Trailing
        | Slot::Pixels
        | Slot::Structure
        | Slot::Private => false,
    }
}

/// The piece of the first packet of the picture. What stands behind the first scan of a JPEG belongs to another.
fn packet_home(file: &File<'_>) -> Option<usize> {
    let scan = file.layout.in_slot(Slot::Pixels).map(|piece| piece.span.start).min();
    let scan = scan.filter(|_| file.layout.format == Format::Jpeg).unwrap_or(u64::MAX);
    let pieces = file.layout.pieces.iter().enumerate();
    let own = pieces.filter(|(_, piece)| !piece.after_end && piece.span.start < scan);
    own.map(|(number, _)| number).find(|number| is_packet(file, *number))
}

fn packet_change(file: &File<'_>, number: usize, labels: &[&Found], json: Option<&str>) -> Result<Change, Reason> {
    let piece = assemble::piece(file, number)?;
    let refuse = |why| refusal::PACKET.with("at", format!("{:#x}", piece.span.start)).with("why", why);
    let packets = packets(file, piece);
    let is_around = |packet: &&&XmpPacket| labels.iter().all(|found| packet.text.contains(marker(found)));
    let packet = packets.iter().find(is_around).or(packets.first()).ok_or_else(|| refuse(NOT_PLAIN.message()))?;
    let text = packet.text.as_str();
    if json.is_none() && is_nothing_else(packet) && matches!(file.layout.format, Format::Jpeg | Format::Png) {
        return Ok(Change::Remove { piece: number });
    }
    if piece.slot == Slot::Text {
        let new = xmp::rewritten(text, &[], json, file.limits).map_err(refuse)?;
        let end = if text.contains("<?xpacket begin") { "<?xpacket end=\"w\"?>" } else { "" };
        return Ok(Change::Body { piece: number, body: png::packet(XMP_KEYWORD, format!("{new}{end}").as_bytes()) });
    }
    let raw = assemble::body(file, piece)?;
    let whole = String::from_utf8(raw).map_err(|_| refuse(NOT_PLAIN.message()))?;
    let at = memmem::find(whole.as_bytes(), text.as_bytes()).ok_or_else(|| refuse(NOT_PLAIN.message()))?;
    let (before, rest) = whole.split_at_checked(at).ok_or_else(|| refuse(NOT_PLAIN.message()))?;
    let after = rest.get(text.len()..).unwrap_or_default();
    let declared = packet.malformed.as_ref().and_then(|_| xmp::with_declaration(text));
    let new = match &declared {
        Some(declared) => xmp::rewritten(declared, &[], json, file.limits),
        None => xmp::rewritten(text, &values(piece, at, labels), json, file.limits),
    };
    let new = format!("{before}{}{after}", new.map_err(refuse)?);
    let fitted = xmp::fitted(&new, whole.len()).unwrap_or(new);
    Ok(Change::Body { piece: number, body: fitted.into_bytes() })
}

/// Whether a packet holds nothing but the label and the name of the program that wrote it.
fn is_nothing_else(packet: &XmpPacket) -> bool {
    let is_label = |property: &XmpProperty| {
        xmp::is_named(Some(&property.namespace), &property.name)
            || property.parent == "AIGC"
            || (property.namespace == "adobe:ns:meta/" && property.name == "xmptk")
    };
    packet.malformed.is_none() && packet.properties.iter().all(is_label)
}

/// A part of a label's text that its packet holds as it is, to tell packets of one piece apart.
fn marker(found: &Found) -> &str {
    let id = found.label.fields.produce_id.as_raw();
    if id.chars().all(|c| c.is_ascii_alphanumeric()) { id } else { "" }
}

/// Places of values in the text of a packet that starts at `at` in the payload; none where it is scattered.
fn values(piece: &Piece, at: usize, labels: &[&Found]) -> Vec<Range<usize>> {
    if !piece.extents.is_empty() {
        return Vec::new();
    }
    let start = u64::try_from(at).ok().and_then(|at| piece.body.start.checked_add(at));
    let inside = |offset: u64| usize::try_from(offset.checked_sub(start?)?).ok();
    labels.iter().filter_map(|found| Some(inside(found.span.start)?..inside(found.span.end)?)).collect()
}

/// A label outside of XMP: rewritten as `wanted`, or gone.
fn other_change(file: &File<'_>, number: usize, found: &Found, wanted: Option<&Wanted>) -> Result<Change, Reason> {
    let piece = assemble::piece(file, number)?;
    let text = wanted.map(|wanted| form(found, wanted));
    match piece.slot {
        Slot::Exif => exif_change(file, number, found, text.as_deref()),
        Slot::Text => text_change(file, number, found, text.as_deref()),
        Slot::Comment | Slot::Application(_) | Slot::Trailing => bytes_change(file, number, found, text.as_deref()),
        Slot::Xmp
        | Slot::XmpExtended
        | Slot::PhotoshopIrb
        | Slot::Icc
        | Slot::JumbfSegment
        | Slot::Jumbf
        | Slot::IptcIim
        | Slot::Mpf
        | Slot::Brob
        | Slot::Pixels
        | Slot::Structure
        | Slot::Private => Err(not_writable(found)),
    }
}

/// With the wrapper of 附录E b), as 20259A annex B has it; where no rule says so, as the label was.
fn form(found: &Found, wanted: &Wanted) -> String {
    let is_bare = found.label.location == Location::Nonstandard && found.label.shape == Shape::Inner;
    if is_bare { wanted.json() } else { format!("{{\"AIGC\":{}}}", wanted.json()) }
}

fn exif_change(file: &File<'_>, number: usize, found: &Found, text: Option<&str>) -> Result<Change, Reason> {
    let piece = assemble::piece(file, number)?;
    if !piece.extents.is_empty() {
        return Err(not_writable(found));
    }
    // Offsets of a TIFF file may lead anywhere in it.
    let span = if file.layout.format == Format::Tiff { 0..file.asset.size() } else { piece.body.clone() };
    let block = Block::read(file.asset, span, file.limits)?;
    let entry = block.entry_at(&found.span)?;
    let Some(text) = text else {
        return Ok(Change::Block { piece: number, edits: vec![block.blanked(entry)?], behind: Vec::new() });
    };
    let value = match (entry.tag, entry.kind) {
        (exif_tag::USER_COMMENT, _) => user_comment(text, block.header.big_endian),
        (_, ASCII) => [text.as_bytes(), b"\0"].concat(),
        _ => return Err(not_writable(found)),
    };
    let (edits, behind) = block.with_value(entry, &value)?;
    Ok(Change::Block { piece: number, edits, behind })
}

/// The character code and the text (EXIF 2.32 §4.6.6).
fn user_comment(text: &str, big_endian: bool) -> Vec<u8> {
    if text.is_ascii() {
        return [b"ASCII\0\0\0", text.as_bytes()].concat();
    }
    let mut value = b"UNICODE\0".to_vec();
    for unit in text.encode_utf16() {
        value.extend(if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
    }
    value
}

fn text_change(file: &File<'_>, number: usize, found: &Found, text: Option<&str>) -> Result<Change, Reason> {
    let Some(text) = text else { return Ok(Change::Remove { piece: number }) };
    let body = assemble::body(file, assemble::piece(file, number)?)?;
    let keyword = body.split(|byte| *byte == 0).next().unwrap_or_default();
    let keyword = std::str::from_utf8(keyword).map_err(|_| not_writable(found))?;
    // Blocks in hexadecimal digits are rewritten by nobody.
    if keyword.is_empty() || keyword.starts_with("Raw profile") {
        return Err(not_writable(found));
    }
    Ok(Change::Body { piece: number, body: png::text(keyword, text) })
}

/// A label in bytes without a form: the object is replaced, what stands before it stays.
fn bytes_change(file: &File<'_>, number: usize, found: &Found, text: Option<&str>) -> Result<Change, Reason> {
    let piece = assemble::piece(file, number)?;
    let body = assemble::body(file, piece)?;
    let region = region(piece, found, body.len());
    let source = body.get(region.clone()).and_then(|raw| std::str::from_utf8(raw).ok()).unwrap_or_default();
    let bounds = source.find('{').zip(source.rfind('}'));
    let Some((first, last)) = bounds.filter(|_| !source.contains("&quot;")) else { return Err(not_writable(found)) };
    let object = region.start.saturating_add(first)..region.start.saturating_add(last).saturating_add(1);
    let (before, after) = (body.get(..object.start).unwrap_or_default(), body.get(object.end..).unwrap_or_default());
    let Some(text) = text else { return removed(piece, number, before, after, &object) };
    Ok(Change::Body { piece: number, body: [before, text.as_bytes(), after].concat() })
}

/// The part of a payload that the label was read from.
fn region(piece: &Piece, found: &Found, body_len: usize) -> Range<usize> {
    let offset = |at: u64| usize::try_from(at.checked_sub(piece.body.start)?).ok();
    let part = offset(found.span.start).zip(offset(found.span.end));
    match part.filter(|(_, end)| piece.extents.is_empty() && *end <= body_len) {
        Some((start, end)) => start..end,
        None => 0..body_len,
    }
}

fn removed(piece: &Piece, number: usize, before: &[u8], after: &[u8], object: &Range<usize>) -> Result<Change, Reason> {
    let is_filler = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
    let name = before.strip_prefix(b"AIGC").unwrap_or(before);
    let is_all = is_filler(after) && name.iter().all(|byte| byte.is_ascii_whitespace() || b"\0:=".contains(byte));
    match (piece.slot, is_all) {
        (Slot::Trailing, true) => Ok(Change::Bytes { gone: piece.body.clone(), put: Vec::new() }),
        (Slot::Trailing, false) => {
            let place = |at: usize| u64::try_from(at).ok().and_then(|at| piece.body.start.checked_add(at));
            let gone = place(object.start).zip(place(object.end)).map(|(start, end)| start..end);
            let gone = gone.unwrap_or(0..0);
            Ok(Change::Bytes { gone: Edit::replace(gone, Vec::new()).gone, put: Vec::new() })
        }
        (_, true) => Ok(Change::Remove { piece: number }),
        (_, false) => {
            Err(refusal::CARRIER.with("carrier", piece.name.as_ref()).with("at", format!("{:#x}", piece.span.start)))
        }
    }
}
