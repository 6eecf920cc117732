//! The search as a whole: as the picture is, scaled back, and cut; then where the mark is and what the library's own
//! decoder makes of it.

use image::RgbImage;
use rustfft::FftPlanner;

use super::calibration::{AS_IT_IS, CHANCE_MAX, IN_PARTS, chance};
use super::chips::{ChipMap, Ground};
use super::correlation::Phases;
use super::found::{Effort, Found, Mark};
use super::payload::{PAYLOADS, Payload};
use super::planes::BLOCK;
use super::reference::{Carriers, Method};
use super::search::{Patterns, Score, TURNED, aligned, is_best_as_numbered, is_best_in_parts, map_of, pixels};
use super::sketch::{Sketch, View};
use super::{crops, place, scaled, search, unknown};
use crate::vocabulary::visible::Area;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset, FoundAt};

/// A block is the least that can be looked at.
const SIDE_MIN: u32 = 8;

/// Looks for every known payload, and tells the one that stands out most.
pub fn find(picture: &RgbImage, effort: Effort) -> Option<Found> {
    let carriers = carriers(picture)?;
    known(picture, &carriers, effort)
}

/// Looks for every known payload, and if there is none, for any. That is only there in a picture of which every pixel
/// was kept, so it is of no use in others.
pub fn find_any(picture: &RgbImage, effort: Effort) -> Option<Mark> {
    let carriers = carriers(picture)?;
    let unknown = || unknown::find(&carriers, picture.width() as usize / BLOCK).map(Mark::Unknown);
    known(picture, &carriers, effort).map(Mark::Known).or_else(unknown)
}

/// Of a picture that is large enough for a block.
fn carriers(picture: &RgbImage) -> Option<Vec<Carriers>> {
    let is_large = picture.width().min(picture.height()) >= SIDE_MIN;
    is_large.then(|| Carriers::read_all(picture))
}

fn known(picture: &RgbImage, carriers: &[Carriers], effort: Effort) -> Option<Found> {
    let patterns = Patterns::known();
    if let Some(found) = as_it_is(picture, carriers, &patterns) {
        return Some(found);
    }
    let sketch = Sketch::of(picture, pixels(picture), &mut FftPlanner::new());
    in_parts(picture, carriers, &sketch, &patterns)
        .or_else(|| (!effort.is_part).then(|| scaled::find(picture, &sketch, &patterns)).flatten())
        .or_else(|| (!effort.is_part && effort.crops).then(|| crops::find(picture, &sketch, &patterns)).flatten())
}

/// The best of all hypotheses, and how many there were.
fn best(all: impl FnOnce(&mut dyn FnMut(Score))) -> (Option<Score>, usize) {
    let mut best: Option<Score> = None;
    let mut count = 0;
    all(&mut |score| {
        count += 1;
        if best.as_ref().is_none_or(|best| score.score > best.score) {
            best = Some(score);
        }
    });
    (best, count)
}

fn as_it_is(picture: &RgbImage, carriers: &[Carriers], patterns: &Patterns) -> Option<Found> {
    let (best, count) = best(|tell| aligned(picture, carriers, patterns, Phases::First, tell));
    let best = best.filter(|best| chance(best.score, count, AS_IT_IS) <= CHANCE_MAX)?;
    let map = map_of(picture, carriers, &best).filter(|map| is_best_as_numbered(map, patterns, &best))?;
    Some(described(carriers, &map, &best, chance(best.score, count, AS_IT_IS)))
}

/// The same in parts of blocks, which strong compression leaves more of.
fn in_parts(picture: &RgbImage, carriers: &[Carriers], sketch: &Sketch, patterns: &Patterns) -> Option<Found> {
    let size = picture.dimensions();
    let view = |turned| View::of(size, size).turned(size, turned);
    let (best, count) = best(|tell| {
        for turned in TURNED {
            search::in_parts(sketch, &view(turned), (patterns, usize::MAX), Phases::First, tell);
        }
    });
    // On flat ground such scores are not normal.
    let is_textured = |best: &Score| best.ground == Ground::Textured;
    let best = best.filter(|best| is_textured(best) && chance(best.score, count, IN_PARTS) <= CHANCE_MAX)?;
    if !is_best_in_parts(sketch, &view((best.is_mirrored, best.is_upturned)), patterns, &best) {
        return None;
    }
    let map = map_of(picture, carriers, &best)?;
    Some(described(carriers, &map, &best, chance(best.score, count, IN_PARTS)))
}

/// A mark in the picture as it is, with what the map says of its place and the carriers of its method.
fn described(carriers: &[Carriers], map: &ChipMap, best: &Score, chance: f64) -> Found {
    let bits = PAYLOADS.get(best.payload).map(Payload::bits).unwrap_or_default();
    let (method, colours) = as_decoded(&bits, carriers).unwrap_or((best.method, best.colours));
    Found {
        payload: best.payload,
        method,
        colours,
        score: best.score,
        chance,
        found_at: FoundAt::AsIs,
        is_mirrored: best.is_mirrored,
        place: (!best.is_mirrored).then(|| place(map, &bits)).flatten(),
    }
}

/// The scheme and colours in which most blocks vote for their bits, if they do at all.
fn as_decoded(bits: &[bool], carriers: &[Carriers]) -> Option<(Method, (ChannelOrder, ChromaOffset))> {
    let right =
        |carriers: &Carriers| carriers.votes().zip(bits.iter().cycle()).filter(|(vote, bit)| vote == *bit).count();
    let (nearest, right) = carriers.iter().map(|one| (one, right(one))).max_by_key(|(_, right)| *right)?;
    (right * 5 >= nearest.values.len() * 3).then_some((nearest.method, nearest.colours))
}

fn place(map: &ChipMap, bits: &[bool]) -> Option<Area> {
    let blocks = place::of(map, bits)?;
    let pixels = |blocks: usize| u32::try_from(blocks * BLOCK).unwrap_or(u32::MAX);
    Some(Area {
        x: pixels(blocks.left),
        y: pixels(blocks.top),
        width: pixels(blocks.right - blocks.left),
        height: pixels(blocks.bottom - blocks.top),
    })
}
