//! Invisible marks of the `invisible-watermark` library, read from the pixels.
//!
//! The mark has no checksum and no key: what is found is a pattern that known code writes and that anybody can
//! write, so it hints at AI and proves nothing. A miss is no evidence: any strong edit removes the mark. A picture that
//! was scaled is known by the size it was marked at; the method by which it was marked cannot be told then. In files that
//! keep every pixel, marks of which nobody knows the payload are read, too: what they say, if they say anything.
//!
//! The pixels are looked at as the file stores them. A place is told as it is seen.

use image::RgbImage;

use crate::context::Depth;
use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::open_watermark::{Effort, Found, Mark, PAYLOADS, Unknown, find, find_any};
use crate::pixels::Picture;
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::visible::Area;
use crate::vocabulary::watermark::{FoundAt, InvisibleMark, MarkSignature, MarkStanding};

/// Reads the picture.
pub static READER: Reader = Reader { id: "open-watermark", read };

/// The search for marks in pictures that were cut, in the list of coverage.
const CROPS: &str = "open-watermark-crops";
/// The search for marks with any payload, in the list of coverage.
const UNKNOWN: &str = "open-watermark-unknown";
/// Pixels to a side of a block.
const BLOCK: u64 = 8;
/// The encoder refuses smaller pictures.
const PIXELS_MIN: u64 = 65_536;

fn read(input: &Input<'_>) -> Reading {
    // Code that marks animations marks every frame.
    let Some(frame) = input.pixels.frames.first() else { return unread(input.pixels.state.clone()) };
    let pixels = u64::from(frame.width()).saturating_mul(u64::from(frame.height()));
    if pixels < PIXELS_MIN {
        return unread(CoverageState::Skipped { reason: &reason::TOO_SMALL_FOR_WATERMARK });
    }
    let pixels_max = input.limits.watermark_pixels_max;
    let is_part = pixels > pixels_max;
    let effort = Effort { is_part, crops: input.context.depth == Depth::Deep };
    let keeps_every_pixel = input.layout.keeps_every_pixel();
    let rows = if is_part { rows_max(frame, pixels_max) } else { u32::MAX };
    let found = search(&frame.rgb_as_stored(rows), effort, keeps_every_pixel);
    let carrier = format!("{}:pixels", input.layout.format.id());
    let evidence = found.and_then(|found| evidence(found, frame, carrier)).into_iter().collect();
    let state =
        if is_part { CoverageState::Stopped { limit: "watermark_pixels_max", at: 0 } } else { CoverageState::Complete };
    let crops = if effort.crops { state.clone() } else { CoverageState::Skipped { reason: &reason::DEEP_ONLY } };
    let unknown =
        if keeps_every_pixel { state.clone() } else { CoverageState::NotApplicable { reason: &reason::LOSSY } };
    let searches = [(READER.id, state), (CROPS, crops), (UNKNOWN, unknown)];
    let coverage = searches.map(|(reader, state)| Coverage { reader, state }).to_vec();
    Reading { evidence, coverage }
}

/// Rows of a larger picture that are looked at: whole blocks.
fn rows_max(frame: &Picture, pixels_max: u64) -> u32 {
    let in_row_of_blocks = u64::from(frame.stored().width).saturating_mul(BLOCK);
    let rows_of_blocks = pixels_max.checked_div(in_row_of_blocks).unwrap_or_default();
    u32::try_from(rows_of_blocks.saturating_mul(BLOCK)).unwrap_or(u32::MAX)
}

fn search(picture: &RgbImage, effort: Effort, keeps_every_pixel: bool) -> Option<Mark> {
    if keeps_every_pixel { find_any(picture, effort) } else { find(picture, effort).map(Mark::Known) }
}

fn unread(state: CoverageState) -> Reading {
    let coverage = [READER.id, CROPS, UNKNOWN].map(|reader| Coverage { reader, state: state.clone() });
    Reading { evidence: Vec::new(), coverage: coverage.to_vec() }
}

fn evidence(found: Mark, frame: &Picture, carrier: String) -> Option<Evidence> {
    let (kind, says, mark) = match found {
        Mark::Known(found) => (EvidenceKind::WatermarkOpen, Statement::PossiblyAi, known(&found, frame)?),
        // The library marks any picture with any text.
        Mark::Unknown(found) => (EvidenceKind::WatermarkUnknown, Statement::Nothing, unknown(&found)),
    };
    let detail = Detail::Watermark(Box::new(mark));
    Some(Evidence { kind, carrier, span: None, says, strength: Strength::Detected, detail })
}

fn known(found: &Found, frame: &Picture) -> Option<InvisibleMark> {
    let payload = PAYLOADS.get(found.payload)?;
    Some(InvisibleMark {
        scheme: found.method.id(),
        payload: Untrusted::new(payload.name),
        payload_bits: Some(payload.bits().len()),
        used_by: Some(payload.used_by),
        p_value: Some(found.chance),
        place: found.place.and_then(|area| seen(area, frame)),
        found_at: found.found_at,
        is_mirrored: found.is_mirrored,
        colours: Some(found.colours),
        signature: MarkSignature::None,
        standing: MarkStanding::Found,
    })
}

fn unknown(found: &Unknown) -> InvisibleMark {
    InvisibleMark {
        scheme: found.method.id(),
        payload: Untrusted::new(found.text.as_deref().unwrap_or_default()),
        payload_bits: Some(found.length),
        used_by: None,
        p_value: Some(found.chance),
        place: None,
        found_at: FoundAt::AsIs,
        is_mirrored: false,
        colours: Some(found.colours),
        signature: MarkSignature::None,
        standing: MarkStanding::PayloadUnknown,
    }
}

/// Where a part of the stored picture, of at least one pixel, is seen.
fn seen(area: Area, frame: &Picture) -> Option<Area> {
    let one = frame.seen_at(area.x, area.y)?;
    let last = |from: u32, length: u32| from.checked_add(length)?.checked_sub(1);
    let other = frame.seen_at(last(area.x, area.width)?, last(area.y, area.height)?)?;
    Some(Area {
        x: one.0.min(other.0),
        y: one.1.min(other.1),
        width: one.0.abs_diff(other.0).saturating_add(1),
        height: one.1.abs_diff(other.1).saturating_add(1),
    })
}
