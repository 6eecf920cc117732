//! JPEG (ISO/IEC 10918-1 Annex B): marker segments in, pieces out.
//!
//! Every segment is listed, also those between scans and the bytes after the end of the image. At depth
//! metadata the coded data is stepped over without being read when the file ends in an EOI marker, or when
//! the MPF index says where the first image ends: bytes after an inner EOI that themselves end in EOI are
//! another JPEG (preview, gain map), not a label. From depth full on every byte is walked.

use super::cursor::{Cursor, Endian, Stop};
use super::jpeg_jumbf::JumbfChains;
use super::jpeg_mpf::{self, MpfImages};
use super::layout::{Piece, Slot};
use super::walk::Walk;
use crate::context::Depth;
use crate::coverage::reason;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const COM: u8 = 0xfe;

const XMP_ID: &[u8] = b"http://ns.adobe.com/xap/1.0/";
const XMP_EXTENSION_ID: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
/// Bytes of a segment that are looked at to tell its kind: the longest id above.
const ID_BYTES: u64 = 35;

const APP_NAMES: [&str; 16] = [
    "APP0", "APP1", "APP2", "APP3", "APP4", "APP5", "APP6", "APP7", "APP8", "APP9", "APP10", "APP11", "APP12", "APP13",
    "APP14", "APP15",
];

#[derive(Default)]
struct Jpeg {
    jumbf: JumbfChains,
    mpf: Option<MpfImages>,
    scans: usize,
}

/// Lists the pieces of a JPEG.
pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let mut jpeg = Jpeg::default();
    let result = walk_segments(walk, &mut jpeg);
    jpeg.jumbf.report_missing_ends(walk);
    result
}

fn walk_segments(walk: &mut Walk<'_>, jpeg: &mut Jpeg) -> Result<(), Stop> {
    walk.push_structure("SOI", 0..2)?;
    let mut at = 2;
    loop {
        let (marker_at, code) = next_segment(walk, at)?;
        let body_at = marker_at.saturating_add(2);
        match code {
            EOI => return walk_end(walk, jpeg, marker_at),
            // TEM and a repeated SOI stand alone, without a length.
            SOI | 0x01 => {
                walk.push_structure(marker_name(code), marker_at..body_at)?;
                at = body_at;
            }
            _ => {
                at = walk_segment(walk, jpeg, marker_at, code)?;
                if code == SOS {
                    at = walk_scan(walk, jpeg, at)?;
                }
            }
        }
    }
}

/// The next marker; anything but fill bytes before it is listed, since decoders step over it.
fn next_segment(walk: &mut Walk<'_>, at: u64) -> Result<(u64, u8), Stop> {
    let Some((marker_at, code)) = find_marker(&mut walk.cursor, at)? else {
        return Err(Stop::Ends { why: reason::ENDS_IN_PICTURE.message(), at });
    };
    if marker_at > at && !is_fill(&mut walk.cursor, at, marker_at)? {
        walk.push(Piece::new("stray", Slot::Private, at..marker_at, at..marker_at))?;
    }
    Ok((marker_at, code))
}

fn is_fill(cursor: &mut Cursor<'_>, at: u64, end: u64) -> Result<bool, Stop> {
    const LOOKED_AT: u64 = 4096;
    let length = end.saturating_sub(at);
    let count = usize::try_from(length.min(LOOKED_AT)).unwrap_or_default();
    Ok(length <= LOOKED_AT && cursor.upto(at, count)?.iter().all(|byte| *byte == 0xff))
}

/// Finds the next marker that is neither stuffed data, a fill byte nor a restart.
fn find_marker(cursor: &mut Cursor<'_>, at: u64) -> Result<Option<(u64, u8)>, Stop> {
    let mut at = at;
    if let [0xff, code] = cursor.upto(at, 2)?
        && is_marker(*code)
    {
        return Ok(Some((at, *code)));
    }
    loop {
        let window = cursor.ahead(at)?;
        let hit = memchr::memchr_iter(0xff, window).find_map(|place| {
            let code = window.get(place.saturating_add(1)).copied().filter(|code| is_marker(*code))?;
            Some((at.saturating_add(u64::try_from(place).unwrap_or(u64::MAX)), code))
        });
        if hit.is_some() || window.len() < 2 {
            return Ok(hit);
        }
        // The last byte is seen again, since a marker may lie across two windows.
        let step = u64::try_from(window.len()).unwrap_or(u64::MAX).saturating_sub(1);
        at = at.saturating_add(step);
    }
}

fn is_marker(code: u8) -> bool {
    !matches!(code, 0x00 | 0xff | 0xd0..=0xd7)
}

fn walk_segment(walk: &mut Walk<'_>, jpeg: &mut Jpeg, at: u64, code: u8) -> Result<u64, Stop> {
    let length = u64::from(walk.cursor.u16(at.saturating_add(2), Endian::Big)?);
    if length < 2 {
        return Err(Stop::Broken { why: &reason::SEGMENT_LENGTH, at });
    }
    let end = at.saturating_add(2).saturating_add(length);
    let payload_at = at.saturating_add(4);
    let id_bytes = usize::try_from(length.saturating_sub(2).min(ID_BYTES)).unwrap_or_default();
    let (slot, skip) = classify(code, walk.cursor.upto(payload_at, id_bytes)?);
    let piece = Piece::new(marker_name(code), slot, at..end, payload_at.saturating_add(skip).min(end)..end);
    let body = piece.body.clone();
    walk.push(piece)?;
    if slot == Slot::JumbfSegment {
        jpeg.jumbf.add(walk, at, &body)?;
    } else if slot == Slot::Mpf && jpeg.mpf.is_none() {
        jpeg.mpf = jpeg_mpf::read(walk, &body)?;
    } else if is_frame(code) {
        read_frame(walk, payload_at)?;
    }
    Ok(end)
}

/// The slot of a segment and how many bytes of its payload belong to the id.
fn classify(code: u8, head: &[u8]) -> (Slot, u64) {
    match code {
        // Some writers leave out the NUL that ends the id.
        0xe1 if head.starts_with(XMP_ID) => (Slot::Xmp, if head.get(28) == Some(&0) { 29 } else { 28 }),
        0xe1 if head.starts_with(XMP_EXTENSION_ID) => (Slot::XmpExtended, 35),
        0xe1 if head.starts_with(b"Exif\0\0") || head.starts_with(b"Exif\0\xff") => (Slot::Exif, 6),
        0xe2 if head.starts_with(b"ICC_PROFILE\0") => (Slot::Icc, 14),
        0xe2 if head.starts_with(b"MPF\0") => (Slot::Mpf, 4),
        0xeb if head.starts_with(b"JP") => (Slot::JumbfSegment, 2),
        0xed if head.starts_with(b"Photoshop 3.0\0") => (Slot::PhotoshopIrb, 14),
        0xe0..=0xef => (Slot::Application(code & 0x0f), 0),
        COM => (Slot::Comment, 0),
        _ => (Slot::Structure, 0),
    }
}

/// SOF0 to SOF15 without DHT, JPG and DAC, which share the range.
fn is_frame(code: u8) -> bool {
    matches!(code, 0xc0..=0xcf) && !matches!(code, 0xc4 | 0xc8 | 0xcc)
}

fn read_frame(walk: &mut Walk<'_>, at: u64) -> Result<(), Stop> {
    let height = walk.cursor.u16(at.saturating_add(1), Endian::Big)?;
    let width = walk.cursor.u16(at.saturating_add(3), Endian::Big)?;
    walk.set_dimensions(u32::from(width), u32::from(height));
    Ok(())
}

/// Steps over the coded data that starts at `at`; returns where the next marker is.
fn walk_scan(walk: &mut Walk<'_>, jpeg: &mut Jpeg, at: u64) -> Result<u64, Stop> {
    jpeg.scans = jpeg.scans.saturating_add(1);
    if walk.depth == Depth::Metadata
        && jpeg.scans == 1
        && let Some(end) = told_end(walk, jpeg, at)?
    {
        walk.push(Piece::new("scan", Slot::Pixels, at..end, at..end))?;
        return Ok(end);
    }
    let end = find_marker(&mut walk.cursor, at)?.map(|(marker_at, _)| marker_at);
    // Coded data without a marker behind it runs past the end.
    let end = end.unwrap_or(walk.size().saturating_add(1));
    walk.push(Piece::new("scan", Slot::Pixels, at..end, at..end))?;
    Ok(end)
}

/// Where the EOI of the first image is, if that can be told without walking the coded data.
fn told_end(walk: &mut Walk<'_>, jpeg: &Jpeg, at: u64) -> Result<Option<u64>, Stop> {
    let first_image = jpeg.mpf.as_ref().and_then(|mpf| mpf.first_bytes);
    for end in [first_image, Some(walk.size())].into_iter().flatten() {
        let marker_at = end.saturating_sub(2);
        if marker_at >= at && walk.cursor.upto(marker_at, 2)? == [0xff, EOI] {
            return Ok(Some(marker_at));
        }
    }
    Ok(None)
}

fn walk_end(walk: &mut Walk<'_>, jpeg: &Jpeg, at: u64) -> Result<(), Stop> {
    let end = at.saturating_add(2);
    walk.push_structure("EOI", at..end)?;
    match &jpeg.mpf {
        Some(mpf) => jpeg_mpf::push_images(walk, mpf, end),
        None => walk.push_trailing(end),
    }
}

fn marker_name(code: u8) -> &'static str {
    match code {
        0xc4 => "DHT",
        0xcc => "DAC",
        0xc0..=0xcf => "SOF",
        SOI => "SOI",
        SOS => "SOS",
        0xdb => "DQT",
        0xdc => "DNL",
        0xdd => "DRI",
        0xe0..=0xef => APP_NAMES.get(usize::from(code & 0x0f)).copied().unwrap_or("APP"),
        COM => "COM",
        _ => "marker",
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Layout, Oddity};
    use super::super::samples::{self, EXIF, JUMBF, XMP, jpeg, jumbf_segment, segment};
    use super::*;
    use crate::coverage::CoverageState;
    use crate::limits::Limits;

    /// The bodies in one slot of a JPEG with these segments.
    #[track_caller]
    fn check(segments: &[u8], slot: Slot, expected: &[&[u8]]) -> Layout {
        let bytes = jpeg(segments);
        let layout = samples::seen(&bytes);
        assert_eq!(samples::bodies(&layout, &bytes, slot), expected);
        assert_eq!(layout.coverage, CoverageState::Complete);
        layout
    }

    fn at_metadata_depth(bytes: &[u8]) -> Layout {
        samples::seen_at(bytes, Depth::Metadata, &Limits::default())
    }

    #[test]
    fn xmp_starts_behind_its_id() {
        check(&segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat()), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn xmp_without_the_nul_is_read_too() {
        check(&segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/", XMP].concat()), Slot::Xmp, &[XMP]);
    }

    #[test]
    fn two_packets_are_two_pieces() {
        let packet = segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat());
        check(&[packet.clone(), packet].concat(), Slot::Xmp, &[XMP, XMP]);
    }

    #[test]
    fn extended_xmp_starts_at_its_guid() {
        let guid = b"0123456789ABCDEF0123456789ABCDEF\0\0\0\x05\0\0\0\0<a/>.";
        let payload = [&b"http://ns.adobe.com/xmp/extension/\0"[..], guid].concat();
        check(&segment(0xe1, &payload), Slot::XmpExtended, &[guid]);
    }

    #[test]
    fn exif_starts_at_its_tiff_header() {
        check(&segment(0xe1, &[b"Exif\0\0", EXIF].concat()), Slot::Exif, &[EXIF]);
        check(&segment(0xe1, &[b"Exif\0\xff", EXIF].concat()), Slot::Exif, &[EXIF]);
    }

    #[test]
    fn a_photoshop_block_starts_at_its_first_resource() {
        check(&segment(0xed, b"Photoshop 3.0\x008BIM..."), Slot::PhotoshopIrb, &[b"8BIM..."]);
    }

    #[test]
    fn a_profile_is_told_apart() {
        check(&segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"), Slot::Icc, &[b"profile"]);
    }

    #[test]
    fn a_comment_is_its_text() {
        check(&segment(0xfe, b"made by hand"), Slot::Comment, &[b"made by hand"]);
    }

    #[test]
    fn a_label_glued_into_app11_or_app9_is_an_application_segment() {
        check(&segment(0xeb, b"AIGC{}"), Slot::Application(11), &[b"AIGC{}"]);
        check(&segment(0xe9, b"AIGC{}"), Slot::Application(9), &[b"AIGC{}"]);
    }

    #[test]
    fn a_segment_that_only_begins_like_an_id_is_not_one() {
        check(&segment(0xe1, b"http://ns.adobe.com/xap/"), Slot::Application(1), &[b"http://ns.adobe.com/xap/"]);
        check(&segment(0xe1, b"Exif"), Slot::Application(1), &[b"Exif"]);
    }

    #[test]
    fn an_empty_segment_is_listed() {
        check(&segment(0xe5, b""), Slot::Application(5), &[b""]);
    }

    #[test]
    fn fill_bytes_before_a_marker_are_nothing() {
        check(&[&b"\xff\xff\xff"[..], &segment(0xfe, b"x")].concat(), Slot::Private, &[]);
    }

    #[test]
    fn bytes_between_segments_are_listed() {
        check(&[&b"stray"[..], &segment(0xfe, b"x")].concat(), Slot::Private, &[b"stray"]);
    }

    #[test]
    fn one_jumbf_segment_starts_behind_its_id() {
        let layout = check(&jumbf_segment(1, 1, JUMBF), Slot::JumbfSegment, &[&[b"\0\x01\0\0\0\x01", JUMBF].concat()]);
        assert_eq!(layout.oddities, []);
    }

    /// The segments of one box, the box header repeated in each, as (sequence number, content).
    #[track_caller]
    fn check_sequence(parts: &[(u32, &[u8])], expected: &[(u32, u32)]) {
        let header = JUMBF.get(..8).unwrap();
        let segments = parts.iter().map(|(number, content)| jumbf_segment(1, *number, &[header, content].concat()));
        let layout = samples::seen(&jpeg(&segments.collect::<Vec<_>>().concat()));
        let broken = layout.oddities.iter().map(|oddity| {
            let Oddity::SegmentSequenceBroken { found, expected, .. } = oddity else { panic!("{oddity:?}") };
            (*found, *expected)
        });
        assert_eq!(broken.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_whole_sequence_is_not_odd() {
        check_sequence(&[(1, b"12345678"), (2, b"12345678")], &[]);
    }

    #[test]
    fn a_sequence_counted_from_zero_is_not_odd() {
        check_sequence(&[(0, b"12345678"), (1, b"12345678")], &[]);
    }

    #[test]
    fn two_whole_boxes_with_the_same_number_are_not_odd() {
        check_sequence(&[(1, b"1234567812345678"), (1, b"1234567812345678")], &[]);
    }

    #[test]
    fn a_missing_first_segment_is_odd() {
        check_sequence(&[(2, b"12345678")], &[(2, 1)]);
    }

    #[test]
    fn a_missing_middle_segment_is_odd() {
        check_sequence(&[(1, b"1234"), (3, b"1234")], &[(3, 2)]);
    }

    #[test]
    fn swapped_segments_are_odd() {
        check_sequence(&[(2, b"12345678"), (1, b"12345678")], &[(2, 1), (1, 3)]);
    }

    #[test]
    fn a_missing_last_segment_is_odd() {
        check_sequence(&[(1, b"12345678")], &[(1, 2)]);
    }

    #[test]
    fn a_jumbf_segment_too_short_for_a_box_is_odd() {
        let layout = samples::seen(&jpeg(&segment(0xeb, b"JP\0\x01\0\0")));
        assert!(matches!(layout.oddities.as_slice(), [Oddity::SegmentSequenceBroken { at: 2, .. }]));
    }

    #[test]
    fn a_comment_between_scans_is_found_from_depth_full_on() {
        let scans = [samples::SCAN, &segment(0xfe, b"between"), samples::SCAN, b"\xff\xd9"].concat();
        let bytes = [&b"\xff\xd8"[..], &scans].concat();
        assert_eq!(samples::bodies(&samples::seen(&bytes), &bytes, Slot::Comment), [b"between"]);
        assert_eq!(at_metadata_depth(&bytes).in_slot(Slot::Comment).count(), 0);
    }

    #[test]
    fn bytes_behind_the_image_are_trailing_at_every_depth() {
        let bytes = [&jpeg(b"")[..], b"SEFT"].concat();
        for layout in [samples::seen(&bytes), at_metadata_depth(&bytes)] {
            assert_eq!(samples::bodies(&layout, &bytes, Slot::Trailing), [b"SEFT"]);
            assert_eq!(layout.coverage, CoverageState::Complete);
        }
    }

    #[test]
    fn a_second_jpeg_behind_the_first_is_trailing_from_depth_full_on() {
        let bytes = [jpeg(b""), jpeg(b"")].concat();
        assert_eq!(samples::bodies(&samples::seen(&bytes), &bytes, Slot::Trailing), [jpeg(b"")]);
        assert_eq!(at_metadata_depth(&bytes).in_slot(Slot::Trailing).count(), 0);
    }

    /// A JPEG with an index of two images, the second of which follows; then `rest`.
    fn multi_picture(second_bytes: usize, rest: &[u8]) -> Vec<u8> {
        // Places: SOI 2, segment header 4, `MPF\0` 4, so the TIFF header is at 10; the records at 8 + 18 of it.
        let records = |first: usize, second: usize| {
            let two = [&[0; 4], &samples::be32(first)[..], &[0; 8], &[0; 4], &samples::be32(second_bytes)[..]].concat();
            let index = samples::ifd(true, &[(0xb002, 7, 32, 26)], 0);
            let rest = [&samples::be32(second)[..], &[0; 4]].concat();
            segment(0xe2, &[&b"MPF\0MM\0*\0\0\0\x08"[..], &index, &two, &rest].concat())
        };
        let first_bytes = jpeg(&records(0, 0)).len();
        [jpeg(&records(first_bytes, first_bytes - 10)), jpeg(b""), rest.to_vec()].concat()
    }

    #[test]
    fn an_indexed_image_is_a_picture_and_not_trailing() {
        let bytes = multi_picture(jpeg(b"").len(), b"AIGC{}");
        for layout in [samples::seen(&bytes), at_metadata_depth(&bytes)] {
            assert_eq!(samples::bodies(&layout, &bytes, Slot::Trailing), [b"AIGC{}"]);
            let behind: Vec<_> = layout.in_slot(Slot::Pixels).filter(|piece| piece.after_end).collect();
            assert_eq!(behind.len(), 1);
            assert_eq!(layout.oddities, []);
        }
    }

    #[test]
    fn an_indexed_image_outside_of_the_file_is_odd() {
        let layout = samples::seen(&multi_picture(5000, b""));
        assert!(matches!(layout.oddities.as_slice(), [Oddity::PointerOutside { from: "MPF", .. }]));
    }

    #[test]
    fn a_length_below_two_is_not_a_segment() {
        let bytes = jpeg(b"\xff\xe1\0\x01");
        let layout = samples::seen(&bytes);
        assert!(matches!(layout.coverage, CoverageState::Unreadable { at: 2, .. }));
        // What follows is kept as one piece, so that it is searched.
        assert_eq!(samples::bodies(&layout, &bytes, Slot::Private), [&bytes[2..]]);
    }

    #[test]
    fn a_length_past_the_end_keeps_what_is_there() {
        let bytes = b"\xff\xd8\xff\xfe\xff\xffhello";
        let layout = samples::seen(bytes);
        assert_eq!(samples::bodies(&layout, bytes, Slot::Comment), [b"hello"]);
        assert!(layout.pieces.last().unwrap().truncated);
        assert_eq!(layout.oddities, [Oddity::Truncated { at: 2 }]);
    }

    #[test]
    fn markers_without_end_stop_at_the_bound() {
        let bytes = [&b"\xff\xd8"[..], &b"x\xff\x01".repeat(200_000)].concat();
        let layout = samples::seen(&bytes);
        assert!(matches!(layout.coverage, CoverageState::Stopped { limit: "pieces_max", .. }));
    }

    #[test]
    fn a_marker_across_two_windows_is_found() {
        // The first window is the head of 4 KiB, the next ones are 64 KiB each and overlap by a byte.
        for length in (4_080..4_100).chain(69_600..69_650).chain(135_100..135_180) {
            let bytes = [&b"\xff\xd8\xff\xda\0\x02"[..], &vec![0; length], b"\xff\xd9tail"].concat();
            let layout = samples::seen(&bytes);
            assert_eq!(samples::bodies(&layout, &bytes, Slot::Trailing), [b"tail"], "{length}");
        }
    }
}
