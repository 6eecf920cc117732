//! EXIF (CIPA DC-008) and TIFF 6.0 directories: every entry with its raw value and place.
//!
//! Directories and values are read by offset, so that a TIFF file of any size can be walked as one block. A
//! bad entry is passed over and noted; it never ends the block.

use std::collections::HashSet;
use std::ops::Range;

use super::collect::{Collector, Source};
use super::model::{ExifField, Ifd};
use crate::container::ifd::{self, Entry, TiffHeader};
use crate::coverage::CoverageState;

/// Bytes kept of a value that holds numbers, or of a maker note; text is kept whole.
const NUMBERS_BYTES_MAX: u64 = 4096;

const TAG_EXIF: u16 = 0x8769;
const TAG_GPS: u16 = 0x8825;
const TAG_INTEROP: u16 = 0xa005;
const TAG_SUB: u16 = 0x014a;
const TAG_MAKER_NOTE: u16 = 0x927c;
/// Values that are slots of their own (XMP, IIM, image resources, ICC, C2PA) or coded picture data.
const TAGS_ELSEWHERE: [u16; 12] =
    [0x02bc, 0x83bb, 0x8649, 0x8773, 0xcd41, 0x0111, 0x0117, 0x0144, 0x0145, 0x0201, 0x0202, 0x015b];

/// One directory still to be read.
struct Due {
    ifd: Ifd,
    at: u64,
}

/// Parses one block.
pub(super) fn parse(collector: &mut Collector<'_>, source: &Source<'_>) -> Result<(), CoverageState> {
    let Some(header) = ifd::header(&source.block.read(0, 16)) else {
        return Err(source.unreadable("no TIFF header"));
    };
    let mut due = vec![Due { ifd: Ifd::Main(0), at: header.first }];
    let mut seen = HashSet::new();
    let mut trouble = Ok(());
    while let Some(next) = due.pop() {
        if !seen.insert(next.at) {
            continue;
        }
        if seen.len() > collector.limits.ifds_max {
            return Err(CoverageState::Stopped { limit: "ifds_max", at: source.block.at() });
        }
        if let Err(state) = directory(collector, source, header, &next, &mut due) {
            trouble = Err(state);
        }
    }
    trouble
}

fn directory(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    header: TiffHeader,
    due: &Due,
    pending: &mut Vec<Due>,
) -> Result<(), CoverageState> {
    let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let count_bytes = wide(header.count_bytes());
    let Some(declared) = header.number(&source.block.read(due.at, count_bytes), 0, header.count_bytes()) else {
        return Err(source.unreadable("directory outside of the block"));
    };
    let wanted = usize::try_from(declared).unwrap_or(usize::MAX).min(collector.limits.ifd_entries_max);
    let table_at = due.at.saturating_add(count_bytes);
    let table_bytes = wide(wanted).saturating_mul(wide(header.entry_bytes()));
    let entries = header.entries(&source.block.read(table_at, table_bytes), table_at, wanted);
    for entry in &entries {
        follow(source, header, entry, pending);
        keep(collector, source, header, (due.ifd, entry))?;
    }
    if let Ifd::Main(number) = due.ifd {
        let next_at = header.next_at(due.at, declared);
        let pointer = source.block.read(next_at, wide(header.offset_bytes()));
        if let Some(at) = header.number(&pointer, 0, header.offset_bytes()).filter(|at| *at != 0) {
            pending.push(Due { ifd: Ifd::Main(number.saturating_add(1)), at });
        }
    }
    if wide(entries.len()) < declared {
        return Err(source.unreadable("directory runs past the end or beyond the limit"));
    }
    Ok(())
}

/// Directories an entry points to.
fn follow(source: &Source<'_>, header: TiffHeader, entry: &Entry, pending: &mut Vec<Due>) {
    let ifd = match entry.tag {
        TAG_EXIF => Ifd::Exif,
        TAG_GPS => Ifd::Gps,
        TAG_INTEROP => Ifd::Interop,
        TAG_SUB => Ifd::Sub(0),
        _ => return,
    };
    let width = usize::try_from(ifd::kind_bytes(entry.kind)).unwrap_or(4);
    let pointers = source.block.read(entry.value.start, NUMBERS_BYTES_MAX.min(length(&entry.value)));
    let offsets = pointers.chunks_exact(width.max(1)).filter_map(|raw| header.number(raw, 0, width));
    pending.extend(offsets.map(|at| Due { ifd, at }));
}

fn keep(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    header: TiffHeader,
    (ifd, entry): (Ifd, &Entry),
) -> Result<(), CoverageState> {
    if TAGS_ELSEWHERE.contains(&entry.tag) {
        return Ok(());
    }
    let textual = matches!(entry.kind, 1 | 2 | 7) && entry.tag != TAG_MAKER_NOTE;
    let bytes_max = if textual { collector.limits.payload_bytes_max } else { NUMBERS_BYTES_MAX };
    let wanted = length(&entry.value).min(bytes_max);
    let available = wanted.min(source.block.size().saturating_sub(entry.value.start));
    collector.charge_value(usize::try_from(available).unwrap_or(usize::MAX), source.block.at())?;
    let raw = source.block.read(entry.value.start, wanted).into_owned();
    let span = entry.value.start..entry.value.start.saturating_add(available);
    let place = source.field_place(&name(entry.tag), &span);
    let cut = available < wanted;
    collector.out.exif.push(ExifField {
        ifd,
        tag: entry.tag,
        kind: entry.kind,
        raw,
        big_endian: header.big_endian,
        place,
    });
    if cut && textual { Err(source.unreadable("value outside of the block")) } else { Ok(()) }
}

fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

/// The standard's name of a tag that labels may sit in; the number otherwise.
fn name(tag: u16) -> std::borrow::Cow<'static, str> {
    let known = match tag {
        0x010d => "DocumentName",
        0x010e => "ImageDescription",
        0x010f => "Make",
        0x0110 => "Model",
        0x0131 => "Software",
        0x0132 => "DateTime",
        0x013b => "Artist",
        0x8298 => "Copyright",
        0x927c => "MakerNote",
        0x9286 => "UserComment",
        0x9c9b => "XPTitle",
        0x9c9c => "XPComment",
        0x9c9d => "XPAuthor",
        0x9c9e => "XPKeywords",
        0x9c9f => "XPSubject",
        0xa420 => "ImageUniqueID",
        _ => return format!("{tag:#06x}").into(),
    };
    known.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::{Format, Layout, Piece, Slot};
    use crate::limits::Limits;
    use crate::metadata::model::Metadata;

    /// A block with IFD0 {ImageDescription, EXIF pointer} and an EXIF directory {UserComment}.
    fn block(big_endian: bool) -> Vec<u8> {
        let short = |n: u16| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
        let long = |n: u32| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut out = if big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        out.extend(short(42));
        out.extend(long(8));
        out.extend(short(2));
        for (tag, kind, count, value) in [(0x010e, 2, 6, 56), (TAG_EXIF, 4, 1, 38)] {
            out.extend([short(tag), short(kind)].concat());
            out.extend([long(count), long(value)].concat());
        }
        out.extend(long(0));
        out.extend(short(1));
        out.extend([short(0x9286), short(7)].concat());
        out.extend([long(11), long(62)].concat());
        out.extend(long(0));
        out.extend(b"hello\0ASCII\0\0\0hey");
        out
    }

    fn parsed(bytes: Vec<u8>) -> Metadata {
        let mut layout = Layout::new(Format::Jpeg);
        let all = 0..u64::try_from(bytes.len()).unwrap();
        layout.pieces.push(Piece::new("APP1", Slot::Exif, all.clone(), all));
        crate::metadata::parse(&Asset::new("test", &bytes), &layout, &Limits::default())
    }

    #[test]
    fn both_byte_orders_are_read_with_places() {
        for big_endian in [false, true] {
            let metadata = parsed(block(big_endian));
            let comment = metadata.exif.iter().find(|field| field.tag == 0x9286).unwrap();
            assert_eq!((comment.ifd, &comment.raw[..]), (Ifd::Exif, &b"ASCII\0\0\0hey"[..]));
            assert_eq!(comment.place.carrier, "jpeg:APP1 EXIF UserComment");
            assert_eq!(comment.place.span, 62..73);
            assert_eq!(metadata.exif_coverage, CoverageState::Complete);
        }
    }

    #[test]
    fn every_cut_is_noted_or_harmless() {
        let whole = block(false);
        for end in 0..whole.len() {
            let metadata = parsed(whole[..end].to_vec());
            assert!(!metadata.exif_coverage.is_conclusive(), "cut at {end}");
        }
    }

    #[test]
    fn a_directory_that_points_to_itself_ends() {
        let mut bytes = block(false);
        bytes[34..38].copy_from_slice(&8_u32.to_le_bytes());
        assert_eq!(parsed(bytes).exif.len(), 3);
    }

    #[test]
    fn a_value_outside_of_the_block_is_noted() {
        let mut bytes = block(false);
        bytes[18..22].copy_from_slice(&9000_u32.to_le_bytes());
        assert!(!parsed(bytes).exif_coverage.is_conclusive());
    }
}
