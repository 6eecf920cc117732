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
mod tiff;
mod walk;
mod webp;

use crate::asset::Asset;
use crate::context::Depth;
use crate::coverage::CoverageState;
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
        return Err(Stop::Broken { why: "the file is empty", at: 0 });
    }
    walk.layout.coverage = CoverageState::Skipped { reason: "the format is not known, so its label places are not" };
    walk.push(Piece::new("file", Slot::Private, all.clone(), all))
}

fn unreadable(stop: &Stop) -> Layout {
    let mut layout = Layout::new(Format::Unknown);
    let why = match stop {
        Stop::Io { why, .. } => format!("cannot be read: {why}"),
        Stop::Ends { .. } | Stop::Limit { .. } | Stop::Broken { .. } => "cannot be read".to_owned(),
    };
    layout.coverage = CoverageState::Unreadable { why, at: 0 };
    layout
}
