//! The blind search in a picture that was cut: neither where its blocks begin is known, nor how wide the picture was.
//!
//! Where blocks begin leaves 64 possibilities. They are tried two pixels apart first, which costs a fifth of the score,
//! and the best are then tried pixel by pixel. For each, one transform over a torus of L x L blocks holds the scores of
//! all widths and all first bits.

use image::RgbImage;
use rustfft::FftPlanner;

use super::calibration::chance;
use super::cells::{Cells, Grid};
use super::chips::{ChipMap, Residual};
use super::correlation::Torus;
use super::found::Found;
use super::planes::BLOCK;
use super::reference::Method;
use super::search::Patterns;
use super::spectrum::{Coarse, Spectrum};
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset, FoundAt};

/// Below this chance has its say, among millions of hypotheses.
const SCORE_MIN: f32 = 7.5;
/// Payloads sought blindly: those that generators embed by themselves.
const PAYLOADS_MAX: usize = 4;
/// Blocks that are not flat, at least.
const TEXTURE_MIN: usize = 1_000;
/// How many of the coarse tries are looked at closely.
const CLOSE_LOOKS: usize = 3;

/// One try: where blocks begin, and how the encoder saw the colours.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Try {
    left: usize,
    top: usize,
    colours: (ChannelOrder, ChromaOffset),
    payload: usize,
    score: f32,
}

/// Looks for the payloads of generators in a picture that may have been cut.
pub(super) fn find(picture: &RgbImage, patterns: &Patterns, pixels_max: u64) -> Option<Found> {
    if u64::from(picture.width()) * u64::from(picture.height()) > pixels_max {
        return None;
    }
    let mut coarse = Vec::new();
    let places = |step: usize| {
        (0..BLOCK).step_by(step).flat_map(move |top| (0..BLOCK).step_by(step).map(move |left| (left, top)))
    };
    for place in places(2) {
        coarse.extend(tries(picture, place, patterns));
    }
    coarse.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut best: Option<Try> = None;
    for promising in coarse.iter().take(CLOSE_LOOKS) {
        let near = |place: &(usize, usize)| is_near(place.0, promising.left) && is_near(place.1, promising.top);
        for place in places(1).filter(near) {
            best = tries(picture, place, patterns).into_iter().chain(best).max_by(|a, b| a.score.total_cmp(&b.score));
        }
    }
    let best = best.filter(|best| best.score >= SCORE_MIN)?;
    let hypotheses = patterns.lengths().take(PAYLOADS_MAX).map(|length| length * length).sum::<usize>();
    Some(Found {
        payload: best.payload,
        method: Method::DwtDct,
        colours: best.colours,
        score: best.score,
        chance: chance(best.score, hypotheses * BLOCK * BLOCK * 4),
        found_at: FoundAt::Cropped { x: offset(best.left), y: offset(best.top) },
        is_mirrored: false,
        place: None,
    })
}

fn is_near(one: usize, other: usize) -> bool {
    let apart = one.abs_diff(other);
    apart.min(BLOCK - apart) <= 1
}

fn offset(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or_default()
}

/// The best score of each payload and reading where blocks begin at this place.
fn tries(picture: &RgbImage, (left, top): (usize, usize), patterns: &Patterns) -> Vec<Try> {
    let size = |length: u32, start: usize| (length as usize).saturating_sub(start) / BLOCK;
    let (columns, rows) = (size(picture.width(), left), size(picture.height(), top));
    let grid = Grid { left: left as f64, top: top as f64, ..Grid::from_corner(1.0, 1.0, columns, rows) };
    let cells = Cells::read(picture, &grid);
    let mut planner = FftPlanner::new();
    let mut found = Vec::new();
    for order in [ChannelOrder::Bgr, ChannelOrder::Rgb] {
        let residual = Residual::of(&cells, order);
        if residual.texture() < TEXTURE_MIN {
            continue;
        }
        for offset in [ChromaOffset::EightBit, ChromaOffset::Float] {
            let map = ChipMap::of_residual(&residual, offset);
            let spectrum = Coarse::of(&Spectrum::of(&map, &mut planner));
            for (turns, known) in patterns.of_generators(PAYLOADS_MAX) {
                let torus = Torus::of(&map, &spectrum, turns);
                found.extend(known.map(|(payload, pattern)| Try {
                    left,
                    top,
                    colours: (order, offset),
                    payload,
                    score: torus.best(pattern, turns),
                }));
            }
        }
    }
    found
}
