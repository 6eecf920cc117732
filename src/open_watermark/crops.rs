//! The blind search in a picture that was cut: neither where its blocks begin is known, nor how wide the picture was.
//!
//! Where blocks begin leaves 64 possibilities. They are tried two pixels apart first, which costs a fifth of the score,
//! and then pixel by pixel around the best. For each, all widths and all first bits are tried.

use image::RgbImage;

use super::calibration::{CHANCE_MAX, CUT, chance};
use super::correlation::Phases;
use super::found::Found;
use super::planes::BLOCK;
use super::reference::Method;
use super::search::{Patterns, look_at_phase, of_told, second_look};
use super::sketch::{Sketch, Told, View};
use crate::vocabulary::watermark::FoundAt;

/// Payloads sought blindly: those that generators embed by themselves.
const PAYLOADS_MAX: usize = 4;
/// Blocks that are not flat, at least.
const TEXTURE_MIN: f64 = 1_000.0;
/// How many of the coarse tries are looked at closely.
const CLOSE_LOOKS: usize = 3;
/// How many of these are looked at again in blocks.
const SECOND_LOOKS: usize = 12;
/// Every hypothesis may be looked at in parts of blocks, in whole blocks, and in the phase of their values.
const LOOKS: usize = 3;

/// One try: where blocks begin, and what was told of them.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Try {
    place: (usize, usize),
    stride: usize,
    told: Told,
}

/// Looks for the payloads of generators in a picture that may have been cut.
pub(super) fn find(picture: &RgbImage, sketch: &Sketch, patterns: &Patterns) -> Option<Found> {
    let blocks = picture.width() as usize / BLOCK * (picture.height() as usize / BLOCK);
    if sketch.texture() * (blocks as f64) < TEXTURE_MIN {
        return None;
    }
    let places = |step: usize| {
        (0..BLOCK).step_by(step).flat_map(move |top| (0..BLOCK).step_by(step).map(move |left| (left, top)))
    };
    let mut coarse: Vec<Try> = places(2).flat_map(|place| tries(sketch, place, patterns)).collect();
    coarse.sort_by(|a, b| b.told.score.total_cmp(&a.told.score));
    let mut close: Vec<(usize, usize)> = Vec::new();
    for promising in coarse.iter().take(CLOSE_LOOKS) {
        let near = |place: &(usize, usize)| {
            is_near(place.0, promising.place.0) && is_near(place.1, promising.place.1) && !close.contains(place)
        };
        let more: Vec<(usize, usize)> = places(1).filter(near).collect();
        close.extend(more);
    }
    let mut all: Vec<Try> = close.into_iter().flat_map(|place| tries(sketch, place, patterns)).collect();
    all.sort_by(|a, b| b.told.score.total_cmp(&a.told.score));
    let lengths = patterns.lengths().take(PAYLOADS_MAX);
    let hypotheses = LOOKS * BLOCK * BLOCK * 4 * lengths.map(|length| length * length).sum::<usize>();
    // The first look knows best where blocks begin; the second, whether there is a mark.
    let mut looked = all.iter().take(SECOND_LOOKS).map(|one| {
        let view = view(one.place, one.stride);
        let first = of_told(&one.told, &view);
        let in_blocks = second_look(picture, sketch, &view, &first, patterns);
        let place = (offset(one.place.0), offset(one.place.1));
        let in_phase = look_at_phase(picture, place, one.stride, &first, patterns);
        let score = if in_phase.score > in_blocks.score { in_phase } else { in_blocks };
        (chance(score.score, hypotheses, CUT), score, one.place)
    });
    let (chance, best, place) = looked.find(|(chance, ..)| *chance <= CHANCE_MAX)?;
    Some(Found {
        payload: best.payload,
        method: Method::DwtDct,
        colours: best.colours,
        score: best.score,
        chance,
        found_at: FoundAt::Cropped { x: offset(place.0), y: offset(place.1) },
        is_mirrored: false,
        place: None,
    })
}

/// Blocks of unchanged size that begin at this place.
fn view(place: (usize, usize), stride: usize) -> View {
    let block = (BLOCK as f64, BLOCK as f64);
    View { origin: (place.0 as f64, place.1 as f64), block, stride, has_overtones: true }
}

fn is_near(one: usize, other: usize) -> bool {
    let apart = one.abs_diff(other);
    apart.min(BLOCK - apart) <= 1
}

fn offset(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or_default()
}

/// The best score of each length of payload where blocks begin at this place.
fn tries(sketch: &Sketch, place: (usize, usize), patterns: &Patterns) -> Vec<Try> {
    let of_length = patterns.first(PAYLOADS_MAX).filter_map(|(turns, known)| {
        let mut best: Option<Try> = None;
        for stride in 0..turns.length() {
            sketch.look(&view(place, stride), (turns, known.clone()), Phases::All, &mut |told| {
                if best.is_none_or(|best| told.score > best.told.score) {
                    best = Some(Try { place, stride, told });
                }
            });
        }
        best
    });
    of_length.collect()
}
