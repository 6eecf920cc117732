//! Container formats: bytes to [`layout::Layout`], one file per format.
//!
//! A walker lists every piece with its offsets and interprets nothing. It reads headers by offset and leaves
//! payloads where they are, so its cost does not grow with the picture. Lengths are checked before they are
//! believed; a bound that is reached or a piece that does not parse is coverage, not an error.

pub mod ifd;
pub mod layout;

mod bmff;
mod bmff_items;
mod bmp;
mod boxes;
mod cursor;
mod gif;
mod jpeg;
mod jpeg_jumbf;
mod jpeg_mpf;
mod jxl;
mod png;
#[cfg(test)]
mod samples;
mod tiff;
mod walk;
mod webp;

use crate::asset::Asset;
use crate::context::Depth;
use crate::coverage::CoverageState;
use crate::coverage::reason;
use crate::limits::Limits;
use cursor::Stop;
use layout::{Format, Layout, Piece, Slot};
use walk::Walk;

type Walker = fn(&mut Walk<'_>) -> Result<(), Stop>;

/// Walks the asset with the walker of its format, which the first bytes tell and never the name.
pub fn walk(asset: &Asset<'_>, depth: Depth, limits: &Limits) -> Layout {
    let mut walk = match Walk::open(asset, depth, limits) {
        Ok(walk) => walk,
        Err(stop) => return unreadable(&stop),
    };
    let (format, walker) = match walk.cursor.upto(0, 32) {
        Ok(head) => sniff(head),
        Err(stop) => return walk.finish(Err(stop)),
    };
    walk.layout.format = format;
    let result = walker(&mut walk);
    walk.finish(result)
}

fn sniff(head: &[u8]) -> (Format, Walker) {
    if head.starts_with(b"\xff\xd8") {
        return (Format::Jpeg, jpeg::walk);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return (Format::Png, png::walk);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return (Format::Webp, webp::walk);
    }
    if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        return (Format::Gif, gif::walk);
    }
    if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|magic| head.starts_with(*magic)) {
        return (Format::Tiff, tiff::walk);
    }
    if head.starts_with(b"\xff\x0a") {
        return (Format::Jxl, jxl::walk_bare);
    }
    if head.starts_with(b"\0\0\0\x0cJXL \r\n\x87\n") {
        return (Format::Jxl, jxl::walk_boxed);
    }
    // JPEG 2000 uses the same boxes; it is walked, but stays an unknown format.
    if head.get(4..8) == Some(b"ftyp") || head.starts_with(b"\0\0\0\x0cjP  \r\n\x87\n") {
        return (Format::Unknown, bmff::walk);
    }
    if head.starts_with(b"BM") && bmp::is_header(head) {
        return (Format::Bmp, bmp::walk);
    }
    (Format::Unknown, walk_unknown)
}

/// An asset of no known format is one piece that was not searched.
fn walk_unknown(walk: &mut Walk<'_>) -> Result<(), Stop> {
    let all = 0..walk.size();
    if all.is_empty() {
        return Err(Stop::Broken { why: &reason::EMPTY, at: 0 });
    }
    walk.layout.coverage = CoverageState::Skipped { reason: &reason::FORMAT_UNKNOWN };
    walk.push(Piece::new("file", Slot::Private, all.clone(), all))
}

fn unreadable(stop: &Stop) -> Layout {
    let mut layout = Layout::new(Format::Unknown);
    let why = match stop {
        Stop::Io { why, .. } => reason::IO.with("error", why.as_str()),
        Stop::Ends { .. } | Stop::Limit { .. } | Stop::Broken { .. } => reason::CANNOT_BE_READ.message(),
    };
    layout.coverage = CoverageState::Unreadable { why, at: 0 };
    layout
}

#[cfg(test)]
mod tests {
    use super::layout::Oddity;
    use super::samples;
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Format) {
        assert_eq!(samples::seen(bytes).format, expected);
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        for (format, bytes) in samples::all() {
            check(&bytes, format);
        }
    }

    #[test]
    fn a_file_of_no_known_format_was_not_searched() {
        let layout = samples::seen(b"%PDF-1.7 and so on");
        assert_eq!(layout.format, Format::Unknown);
        assert!(!layout.coverage.is_conclusive());
        assert_eq!(layout.in_slot(Slot::Private).count(), 1);
    }

    #[test]
    fn an_empty_file_is_unreadable() {
        assert!(matches!(samples::seen(b"").coverage, CoverageState::Unreadable { .. }));
    }

    #[test]
    fn text_that_starts_like_a_bitmap_is_none() {
        check(b"BMW is a maker of cars and motorcycles", Format::Unknown);
    }

    #[test]
    fn whole_samples_are_complete_at_every_depth() {
        let samples = samples::all();
        assert!(samples.len() >= 12, "samples were lost");
        for (format, bytes) in samples {
            for depth in [Depth::Metadata, Depth::Full, Depth::Deep] {
                let layout = samples::seen_at(&bytes, depth, &Limits::default());
                assert!(layout.coverage.is_conclusive(), "{format:?} {depth:?}: {:?}", layout.coverage);
                assert_eq!(layout.oddities, [], "{format:?} {depth:?}");
                assert_eq!(layout.width.zip(layout.height), Some((40, 24)), "{format:?} {depth:?}");
                assert!(layout.pieces.iter().all(|piece| !piece.truncated && !piece.after_end), "{format:?}");
            }
        }
    }

    /// The places of pieces are in the file, and in order.
    #[track_caller]
    fn check_spans(layout: &Layout, size: usize, what: &str) {
        let size = u64::try_from(size).unwrap();
        for piece in &layout.pieces {
            let runs = piece.extents.iter().chain([&piece.span, &piece.body]);
            for run in runs {
                assert!(run.start <= run.end && run.end <= size, "{what}: {piece:?}");
            }
        }
        assert!(layout.pieces.is_sorted_by_key(|piece| piece.span.start) || layout.format == Format::Unknown, "{what}");
    }

    #[test]
    fn a_file_cut_at_any_byte_never_looks_whole() {
        for (format, bytes) in samples::all() {
            for end in 0..bytes.len() {
                for depth in [Depth::Metadata, Depth::Full] {
                    let layout = samples::seen_at(&bytes[..end], depth, &Limits::default());
                    let what = format!("{format:?} cut at {end} of {}", bytes.len());
                    assert!(!layout.coverage.is_conclusive() || !layout.oddities.is_empty(), "{what}: {layout:#?}");
                    check_spans(&layout, end, &what);
                }
            }
        }
    }

    #[test]
    fn a_file_with_any_byte_changed_stays_within_bounds() {
        for (format, bytes) in samples::all() {
            for at in 0..bytes.len() {
                for value in [0x00, 0x01, 0x7f, 0x80, 0xff, bytes[at] ^ 0x10] {
                    let mut changed = bytes.clone();
                    changed[at] = value;
                    let layout = samples::seen(&changed);
                    check_spans(&layout, bytes.len(), &format!("{format:?} with {value:#04x} at {at}"));
                    assert!(layout.pieces.len() <= bytes.len(), "{format:?}");
                }
            }
        }
    }

    #[test]
    fn a_bound_that_is_reached_is_said() {
        for (format, bytes) in samples::all() {
            let whole = samples::seen(&bytes);
            let limits = Limits { pieces_max: whole.pieces.len() - 1, ..Limits::default() };
            let layout = samples::seen_at(&bytes, Depth::Full, &limits);
            let stopped = matches!(layout.coverage, CoverageState::Stopped { limit: "pieces_max", .. });
            assert!(stopped, "{format:?}: {:?}", layout.coverage);
            assert!(layout.pieces.len() < whole.pieces.len(), "{format:?}");
        }
    }

    #[test]
    fn a_label_appended_to_a_file_is_in_a_piece_behind_the_end() {
        for (format, mut bytes) in samples::all() {
            bytes.extend_from_slice(br#"AIGC{"Label":"1"}"#);
            let layout = samples::seen(&bytes);
            let trailing = samples::bodies(&layout, &bytes, Slot::Trailing);
            assert_eq!(trailing, [br#"AIGC{"Label":"1"}"#], "{format:?}: {:#?}", layout.pieces);
            assert!(layout.in_slot(Slot::Trailing).all(|piece| piece.after_end), "{format:?}");
        }
    }

    #[test]
    fn nothing_odd_is_said_without_a_reason() {
        let whole = samples::seen(&samples::png());
        assert!(!whole.oddities.iter().any(|oddity| matches!(oddity, Oddity::Truncated { .. })));
    }
}
