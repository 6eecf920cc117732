//! The search as a whole: as the picture is, scaled back, and cut; then where the mark is and what the library's own
//! decoder makes of it.

use image::RgbImage;

use super::calibration::{CHANCE_MAX, chance};
use super::chips::ChipMap;
use super::found::{Effort, Found};
use super::payload::PAYLOADS;
use super::planes::BLOCK;
use super::reference::{Carriers, Method};
use super::search::{Patterns, Phases, Score, aligned, is_best_as_numbered, map_of, scaled};
use super::{crops, place};
use crate::vocabulary::visible::Area;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset, FoundAt};

/// A block is the least that can be looked at.
const SIDE_MIN: u32 = 8;

/// Looks for every known payload, and tells the one that stands out most.
pub fn find(picture: &RgbImage, effort: Effort) -> Option<Found> {
    if picture.width().min(picture.height()) < SIDE_MIN {
        return None;
    }
    let patterns = Patterns::known();
    let rows_max = effort.pixels_max / (u64::from(picture.width()).max(1) * BLOCK as u64);
    let carriers = Carriers::read_all(picture, usize::try_from(rows_max).unwrap_or(usize::MAX));
    as_it_is(picture, &carriers, &patterns)
        .or_else(|| scaled_back(picture, &patterns, effort))
        .or_else(|| effort.crops.then(|| crops::find(picture, &patterns, effort.pixels_max)).flatten())
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
    let best = best.filter(|best| chance(best.score, count) <= CHANCE_MAX)?;
    let map = map_of(picture, carriers, None, &best).filter(|map| is_best_as_numbered(map, patterns, &best))?;
    let bits = PAYLOADS.get(best.payload)?.bits();
    let (method, colours) = as_decoded(&bits, carriers).unwrap_or((best.method, best.colours));
    let place = (!best.is_mirrored).then(|| place(&map, &bits)).flatten();
    Some(Found {
        payload: best.payload,
        method,
        colours,
        score: best.score,
        chance: chance(best.score, count),
        found_at: FoundAt::AsIs,
        is_mirrored: best.is_mirrored,
        place,
    })
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

fn scaled_back(picture: &RgbImage, patterns: &Patterns, effort: Effort) -> Option<Found> {
    let pixels = u64::from(picture.width()) * u64::from(picture.height());
    let sizes = super::scaled::sizes(picture.width(), picture.height());
    if pixels > effort.pixels_max {
        return None;
    }
    let mut all: Option<(Score, (u32, u32))> = None;
    let mut count = 0;
    for size in sizes {
        let (best, tried) = best(|tell| scaled(picture, size, patterns, Phases::First, tell));
        count += tried;
        all = best.map(|best| (best, size)).into_iter().chain(all).max_by(|a, b| a.0.score.total_cmp(&b.0.score));
    }
    let (best, size) = all.filter(|(best, _)| chance(best.score, count) <= CHANCE_MAX)?;
    map_of(picture, &[], Some(size), &best).filter(|map| is_best_as_numbered(map, patterns, &best))?;
    Some(Found {
        payload: best.payload,
        method: best.method,
        colours: best.colours,
        score: best.score,
        chance: chance(best.score, count),
        found_at: FoundAt::RescaledTo { width: size.0, height: size.1 },
        is_mirrored: best.is_mirrored,
        place: None,
    })
}
