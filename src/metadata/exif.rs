//! EXIF blocks (EXIF 2.32, TIFF 6.0, BigTIFF): the entries of every directory that can be reached.
//!
//! A block is read by offset, since in a TIFF file it spans the whole file. A bad entry costs itself and is
//! coverage; it never costs its neighbours. Directories are visited once and entries are bounded.

use std::collections::VecDeque;

use super::collect::{Collector, Embedded, Source, note};
use super::exif_tag;
use super::model::{ExifField, Ifd};
use crate::container::ifd::{self, Entry, TiffHeader};
use crate::container::layout::{Format, Piece};
use crate::coverage::{CoverageState, reason};
use crate::message::Text;

/// Some writers put the JPEG segment's id in front of the block in other containers too.
const JPEG_ID: &[u8] = b"Exif\0\0";

/// Reads the block of a piece.
pub(super) fn read_piece(collector: &mut Collector<'_>, piece: &Piece) {
    let result = collector.open(piece, "EXIF").map(|source| {
        if piece.truncated {
            let cut = source.unreadable(&reason::BLOCK_CUT);
            collector.out.exif_coverage.worsen(&cut);
        }
        read(collector, &source);
    });
    note(&mut collector.out.exif_coverage, result);
}

/// Reads a block that starts with a TIFF header, with or without the JPEG id in front.
pub(super) fn read(collector: &mut Collector<'_>, source: &Source<'_>) {
    let head = source.block.head();
    let base = if head.starts_with(JPEG_ID) { 6 } else { 0 };
    let header = usize::try_from(base).ok().and_then(|at| head.get(at..)).and_then(ifd::header);
    let Some(header) = header else {
        // A writer that strips a block in place leaves zeros; nothing is hidden in them.
        if head.iter().any(|byte| *byte != 0) {
            collector.out.exif_coverage.worsen(&source.unreadable(&reason::NO_TIFF_HEADER));
        }
        return;
    };
    let mut walk = Walk { collector, source, header, base, due: VecDeque::new(), seen: Vec::new(), subs: 0 };
    walk.due.push_back((Ifd::Main(0), header.first));
    while let Some((ifd, at)) = walk.due.pop_front() {
        let result = walk.directory(ifd, at);
        note(&mut walk.collector.out.exif_coverage, result);
    }
}

/// The walk of one block.
struct Walk<'w, 'c, 'a> {
    collector: &'w mut Collector<'c>,
    source: &'w Source<'a>,
    header: TiffHeader,
    /// Offset of the TIFF header in the payload; all offsets of the block count from there.
    base: u64,
    due: VecDeque<(Ifd, u64)>,
    seen: Vec<u64>,
    subs: u16,
}

impl Walk<'_, '_, '_> {
    fn directory(&mut self, ifd: Ifd, at: u64) -> Result<(), CoverageState> {
        if self.seen.contains(&at) {
            return Err(self.unreadable(&reason::DIRECTORY_LOOP, at));
        }
        self.seen.push(at);
        let Some(declared) = self.number(at, self.header.count_bytes()) else {
            return Err(self.unreadable(&reason::DIRECTORY_OUTSIDE, at));
        };
        let entries_max = u64::try_from(self.collector.limits.ifd_entries_max).unwrap_or(u64::MAX);
        let entries = self.entries(at, declared.min(entries_max))?;
        let there = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        for entry in entries {
            let result = self.entry(ifd, &entry);
            note(&mut self.collector.out.exif_coverage, result);
        }
        if declared > entries_max {
            return Err(self.stopped("ifd_entries_max", at));
        }
        if there < declared {
            return Err(self.unreadable(&reason::DIRECTORY_CUT, at));
        }
        self.chain(ifd, at, declared)
    }

    fn entries(&mut self, at: u64, wanted: u64) -> Result<Vec<Entry>, CoverageState> {
        let step = u64::try_from(self.header.entry_bytes()).unwrap_or(u64::MAX);
        let table_at = self.header.next_at(at, 0);
        let table = self.source.block.read(self.base.saturating_add(table_at), wanted.saturating_mul(step));
        // Directories may overlap, so that reading their tables must be paid for too.
        self.collector.charge(u64::try_from(table.len()).unwrap_or(u64::MAX), self.asset_offset(at))?;
        Ok(self.header.entries(&table, table_at, usize::try_from(wanted).unwrap_or(usize::MAX)))
    }

    /// Only the main directories form a chain; what follows the others is not read by anyone.
    fn chain(&mut self, ifd: Ifd, at: u64, declared: u64) -> Result<(), CoverageState> {
        let Ifd::Main(number) = ifd else { return Ok(()) };
        let next = self.number(self.header.next_at(at, declared), self.header.offset_bytes());
        match next.filter(|next| *next != 0) {
            Some(next) => self.enqueue(Ifd::Main(number.saturating_add(1)), next),
            None => Ok(()),
        }
    }

    fn entry(&mut self, ifd: Ifd, entry: &Entry) -> Result<(), CoverageState> {
        let in_tiff = self.collector.layout.format == Format::Tiff;
        // Type 0 is the padding of an emptied entry.
        if entry.kind == 0 || exif_tag::is_structure(entry.tag) || (in_tiff && exif_tag::is_piece_of_tiff(entry.tag)) {
            return Ok(());
        }
        match (ifd, entry.tag) {
            (Ifd::Main(_) | Ifd::Sub(_), exif_tag::EXIF_IFD) => self.follow(entry, Ifd::Exif),
            (Ifd::Main(_) | Ifd::Sub(_), exif_tag::GPS_IFD) => self.follow(entry, Ifd::Gps),
            (Ifd::Main(_) | Ifd::Sub(_), exif_tag::SUB_IFDS) => self.follow_all(entry),
            (Ifd::Exif, exif_tag::INTEROP_IFD) => self.follow(entry, Ifd::Interop),
            _ => self.value(ifd, entry),
        }
    }

    fn follow(&mut self, entry: &Entry, ifd: Ifd) -> Result<(), CoverageState> {
        let width = self.pointer_bytes(entry);
        let Some(at) = self.number(entry.value.start, width) else {
            return Err(self.unreadable(&reason::POINTER_CUT, entry.at));
        };
        self.enqueue(ifd, at)
    }

    fn enqueue(&mut self, ifd: Ifd, at: u64) -> Result<(), CoverageState> {
        if self.due.len().saturating_add(self.seen.len()) >= self.collector.limits.ifds_max {
            return Err(self.stopped("ifds_max", at));
        }
        self.due.push_back((ifd, at));
        Ok(())
    }

    fn follow_all(&mut self, entry: &Entry) -> Result<(), CoverageState> {
        let width = self.pointer_bytes(entry);
        let step = u64::try_from(width).unwrap_or(u64::MAX);
        for index in 0..entry.count {
            let at = entry.value.start.saturating_add(index.saturating_mul(step));
            let Some(target) = self.number(at, width) else {
                return Err(self.unreadable(&reason::POINTER_CUT, entry.at));
            };
            self.enqueue(Ifd::Sub(self.subs), target)?;
            self.subs = self.subs.saturating_add(1);
        }
        Ok(())
    }

    fn value(&mut self, ifd: Ifd, entry: &Entry) -> Result<(), CoverageState> {
        let declared = entry.value.end.saturating_sub(entry.value.start);
        let wanted = declared.min(self.collector.limits.payload_bytes_max);
        let start = self.base.saturating_add(entry.value.start);
        let available = self.source.block.size().saturating_sub(start).min(wanted);
        if available == 0 && declared > 0 {
            return Err(self.outside(entry));
        }
        let place = self.place(ifd, entry.tag, start, available);
        self.collector.charge_value(usize::try_from(available).unwrap_or(usize::MAX), place.span.start)?;
        let raw = self.source.block.read(start, available).into_owned();
        let nested = self.nested(entry.tag, &raw, start);
        note(&mut self.collector.out.exif_coverage, nested);
        let big_endian = self.header.big_endian;
        self.collector.out.exif.push(ExifField { ifd, tag: entry.tag, kind: entry.kind, raw, big_endian, place });
        if available < wanted {
            return Err(self.outside(entry));
        }
        if wanted < declared { Err(self.stopped("payload_bytes_max", entry.at)) } else { Ok(()) }
    }

    fn outside(&self, entry: &Entry) -> CoverageState {
        let why = reason::VALUE_OUTSIDE.with("carrier", self.source.carrier.as_str());
        let why = why.with("tag", format!("{:#06x}", entry.tag));
        CoverageState::Unreadable { why, at: self.asset_offset(entry.at) }
    }

    /// Outside of TIFF files nobody else lists the blocks that are values of an entry.
    fn nested(&mut self, tag: u16, raw: &[u8], start: u64) -> Result<(), CoverageState> {
        let Some(name) = exif_tag::name(tag).filter(|_| exif_tag::is_piece_of_tiff(tag)) else {
            return Ok(());
        };
        let end = start.saturating_add(u64::try_from(raw.len()).unwrap_or(u64::MAX));
        let inner = self.source.inner(name, raw.to_vec(), self.source.block.span(&(start..end)));
        let kind = match tag {
            exif_tag::XMP => Embedded::Xmp,
            exif_tag::IPTC => Embedded::Records,
            _ => Embedded::Resources,
        };
        self.collector.embed(kind, inner)
    }

    fn place(&self, ifd: Ifd, tag: u16, start: u64, length: u64) -> super::model::Place {
        let part = start..start.saturating_add(length);
        match exif_tag::name(tag).filter(|_| ifd != Ifd::Gps) {
            Some(name) => self.source.field_place(name, &part),
            None => self.source.field_place(&format!("{tag:#06x}"), &part),
        }
    }

    fn pointer_bytes(&self, entry: &Entry) -> usize {
        // LONG, IFD or the 64-bit types of BigTIFF; anything else is read as LONG, like most readers do.
        if matches!(entry.kind, 16..=18) { 8 } else { 4 }
    }

    fn number(&self, at: u64, bytes: usize) -> Option<u64> {
        let raw = self.source.block.read(self.base.checked_add(at)?, u64::try_from(bytes).ok()?);
        self.header.number(&raw, 0, bytes)
    }

    fn unreadable(&self, why: &'static Text, at: u64) -> CoverageState {
        let at = self.asset_offset(at);
        CoverageState::Unreadable { why: why.with("carrier", self.source.carrier.as_str()), at }
    }

    fn stopped(&self, limit: &'static str, at: u64) -> CoverageState {
        CoverageState::Stopped { limit, at: self.asset_offset(at) }
    }

    fn asset_offset(&self, at: u64) -> u64 {
        let at = self.base.saturating_add(at);
        self.source.block.span(&(at..at)).start
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Metadata;
    use super::super::testing::{FRONT_BYTES, parse, parse_within};
    use super::*;
    use crate::container::layout::Slot;
    use crate::limits::Limits;

    /// A block of directories that follow each other; a value longer than 4 bytes lies at the end.
    struct Block {
        big_endian: bool,
        bytes: Vec<u8>,
        values: Vec<u8>,
    }

    /// Where the values of a test block begin.
    const VALUES_AT: usize = 400;

    impl Block {
        fn new(big_endian: bool) -> Self {
            let mut block = Self { big_endian, bytes: Vec::new(), values: Vec::new() };
            block.bytes.extend(if big_endian { b"MM" } else { b"II" });
            block.u16(42).u32(8)
        }

        fn u16(mut self, value: u16) -> Self {
            self.bytes.extend(if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() });
            self
        }

        fn u32(mut self, value: usize) -> Self {
            let value = u32::try_from(value).unwrap();
            self.bytes.extend(if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() });
            self
        }

        fn pointer(self, tag: u16, to: usize) -> Self {
            self.u16(tag).u16(4).u32(1).u32(to)
        }

        fn value(mut self, tag: u16, kind: u16, value: &[u8]) -> Self {
            self = self.u16(tag).u16(kind).u32(value.len());
            if value.len() <= 4 {
                self.bytes.extend(value);
                self.bytes.resize(self.bytes.len() + 4 - value.len(), 0);
                return self;
            }
            let at = VALUES_AT + self.values.len();
            self.values.extend(value);
            self.u32(at)
        }

        fn finish(mut self) -> Vec<u8> {
            self.bytes.resize(VALUES_AT, 0);
            self.bytes.extend(self.values);
            self.bytes
        }
    }

    fn sample(big_endian: bool) -> Vec<u8> {
        Block::new(big_endian)
            .u16(2)
            .value(exif_tag::SOFTWARE, 2, b"tool\x31")
            .pointer(exif_tag::EXIF_IFD, 38)
            .u32(56)
            .u16(1)
            .value(exif_tag::USER_COMMENT, 7, b"ASCII\0\0\0text")
            .u32(0)
            .u16(1)
            .value(exif_tag::MAKE, 2, b"abc")
            .u32(0)
            .finish()
    }

    fn lines(metadata: &Metadata) -> Vec<String> {
        let line = |field: &ExifField| {
            format!("{:?} {} {}", field.ifd, field.place.carrier, String::from_utf8_lossy(&field.raw))
        };
        metadata.exif.iter().map(line).collect()
    }

    #[track_caller]
    fn check(block: &[u8], expected: &[&str], coverage: &str) {
        let metadata = parse(Format::Jpeg, &[("APP1", Slot::Exif, block)]);
        assert_eq!((lines(&metadata).as_slice(), metadata.exif_coverage.id()), (own(expected).as_slice(), coverage));
    }

    fn own(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    const SAMPLE: &[&str] = &[
        "Main(0) jpeg:APP1 EXIF Software tool1",
        "Exif jpeg:APP1 EXIF UserComment ASCII\0\0\0text",
        "Main(1) jpeg:APP1 EXIF Make abc",
    ];

    #[test]
    fn every_directory_is_read_in_both_byte_orders() {
        check(&sample(false), SAMPLE, "complete");
        check(&sample(true), SAMPLE, "complete");
    }

    #[test]
    fn the_id_of_the_jpeg_segment_in_front_is_skipped() {
        let block = [b"Exif\0\0", sample(true).as_slice()].concat();
        check(&block, SAMPLE, "complete");
        let metadata = parse(Format::Webp, &[("EXIF", Slot::Exif, &block)]);
        let field = metadata.exif.get(1).unwrap();
        assert_eq!(field.place.carrier, "webp:EXIF UserComment");
        let at = FRONT_BYTES + 6 + u64::try_from(VALUES_AT).unwrap() + 5;
        assert_eq!(field.place.span, at..at + 12);
    }

    #[test]
    fn a_bad_entry_costs_only_itself() {
        let block = Block::new(false)
            .u16(3)
            .value(exif_tag::SOFTWARE, 2, b"tool1")
            .u16(exif_tag::ARTIST)
            .u16(2)
            .u32(9)
            .u32(9_999)
            .value(exif_tag::MAKE, 2, b"abc")
            .u32(0)
            .finish();
        check(&block, &["Main(0) jpeg:APP1 EXIF Software tool1", "Main(0) jpeg:APP1 EXIF Make abc"], "unreadable");
    }

    #[test]
    fn a_value_that_runs_over_the_end_is_kept_as_far_as_it_goes() {
        let block = Block::new(true).u16(1).u16(exif_tag::ARTIST).u16(2).u32(9).u32(VALUES_AT - 2).u32(0).finish();
        check(&block, &["Main(0) jpeg:APP1 EXIF Artist \0\0"], "unreadable");
    }

    #[test]
    fn structure_and_emptied_entries_are_no_fields() {
        let block = Block::new(true).u16(2).pointer(0x0111, 9_999).u16(0).u16(0).u32(0).u32(0).u32(0).finish();
        check(&block, &[], "complete");
    }

    #[test]
    fn a_loop_of_directories_ends() {
        let block = Block::new(true).u16(0).u32(8).finish();
        check(&block, &[], "unreadable");
        let block = Block::new(true).u16(1).pointer(exif_tag::EXIF_IFD, 8).u32(0).finish();
        check(&block, &[], "unreadable");
    }

    #[test]
    fn sub_directories_are_read() {
        let block = Block::new(true)
            .u16(1)
            .pointer(exif_tag::SUB_IFDS, 26)
            .u32(0)
            .u16(1)
            .value(exif_tag::MAKE, 2, b"abc")
            .u32(0)
            .finish();
        check(&block, &["Sub(0) jpeg:APP1 EXIF Make abc"], "complete");
    }

    #[test]
    fn what_is_no_block_is_said_but_zeros_are_nothing() {
        check(b"hello", &[], "unreadable");
        check(&[0; 40], &[], "complete");
    }

    #[test]
    fn xmp_inside_a_block_is_a_packet() {
        let block = Block::new(true).u16(1).value(exif_tag::XMP, 1, b"<t:A xmlns:t='u'>x</t:A>").u32(0).finish();
        let metadata = parse(Format::Jpeg, &[("APP1", Slot::Exif, &block)]);
        let property = metadata.xmp_properties().next().unwrap();
        assert_eq!((property.value.as_raw(), property.place.carrier.as_str()), ("x", "jpeg:APP1 EXIF XMP"));
        assert_eq!(parse(Format::Tiff, &[("EXIF", Slot::Exif, &block)]).xmp, []);
    }

    #[test]
    fn a_large_file_is_read_by_offset() {
        let far = 1_000_000;
        let mut file = Block::new(false).u16(1).u16(exif_tag::ARTIST).u16(2).u32(7).u32(far).u32(0).finish();
        file.resize(far, 0);
        file.extend(b"faraway");
        let metadata = parse(Format::Tiff, &[("EXIF", Slot::Exif, &file)]);
        assert_eq!(lines(&metadata), ["Main(0) tiff:EXIF Artist faraway"]);
        let at = FRONT_BYTES + u64::try_from(far).unwrap();
        assert_eq!(metadata.exif.first().map(|field| field.place.span.clone()), Some(at..at + 7));
    }

    #[test]
    fn every_bound_is_said() {
        let stopped = |limits: &Limits| {
            let block = sample(true);
            let state = parse_within(limits, Format::Jpeg, &[("APP1", Slot::Exif, &block)]).exif_coverage;
            let CoverageState::Stopped { limit, .. } = state else { return "none" };
            limit
        };
        let limits = Limits::default;
        assert_eq!(stopped(&Limits { ifds_max: 1, ..limits() }), "ifds_max");
        assert_eq!(stopped(&Limits { ifd_entries_max: 1, ..limits() }), "ifd_entries_max");
        assert_eq!(stopped(&Limits { payload_bytes_max: 4, ..limits() }), "payload_bytes_max");
        assert_eq!(stopped(&Limits { metadata_bytes_max: 500, ..limits() }), "metadata_bytes_max");
    }

    #[test]
    fn a_block_cut_anywhere_is_never_complete_with_less() {
        let block = sample(false);
        for end in 1..block.len() {
            let metadata = parse(Format::Jpeg, &[("APP1", Slot::Exif, block.get(..end).unwrap())]);
            let complete = metadata.exif_coverage.is_conclusive();
            assert!(!complete || lines(&metadata) == SAMPLE, "cut at {end}: {metadata:?}");
        }
    }
}
