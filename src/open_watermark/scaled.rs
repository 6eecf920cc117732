//! A picture that was scaled after it was marked: the sizes that it may have had, and which of them brings a mark out.
//!
//! A mark shows only on the very grid that it was written on, to a part in some hundred, so every width is tried that
//! the picture may have had.

use image::RgbImage;
use rustfft::FftPlanner;

use super::calibration::{CHANCE_MAX, OTHER_SIZES, USUAL_SIZES, chance};
use super::chips::Ground;
use super::correlation::Phases;
use super::found::Found;
use super::reference::Method;
use super::search::{Patterns, Score, in_parts, is_best_in_parts, pixels, scaled, second_look};
use super::sketch::{Sketch, View};
use crate::vocabulary::watermark::FoundAt;

/// Pixels of what generators write: from a square of 512 to about a square of 1024, ...
const USUAL: std::ops::RangeInclusive<f64> = 262_144.0..=1_200_000.0;
/// ... and about as many as squares of these sides, made by upscalers.
const SIDES: [f64; 2] = [1536.0, 2048.0];
/// How far the side of such a square may be off.
const SIDE_TOLERANCE: f64 = 0.04;
/// Generators write sides that are multiples of this.
const MULTIPLE: u32 = 64;
/// Pixels of a picture that bears a mark: the encoder refuses less, and generators do not write more.
const ANY: std::ops::RangeInclusive<f64> = 65_536.0..=4_400_000.0;
/// Widths this far apart are tried. Half of it, at the far end of a picture, is a quarter of a block.
const WIDTH_STEP: u32 = 4;
/// Pictures are not enlarged or reduced by more than this before they are looked at.
const FACTOR_MAX: f64 = 4.0;
/// Payloads sought at any size: those that generators embed by themselves. The others are sought at the usual sizes.
const PAYLOADS_ANY: usize = 4;
/// Sizes with so many times the pixels of the picture are sought in a sketch that has more points.
const LARGER: f64 = 1.6;

/// A width and height, in pixels.
type Size = (u32, u32);

/// Sizes of the same shape that generators write, other than the size itself.
pub fn sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let widths = (1..=4096 / MULTIPLE).map(|number| number * MULTIPLE);
    let fitting = widths.flat_map(|from_width| {
        let exact = f64::from(from_width) * f64::from(height) / f64::from(width.max(1));
        let from_height = (exact / f64::from(MULTIPLE)).round() as u32 * MULTIPLE;
        Some((from_width, from_height)).filter(|size| is_usual(*size, (width, height)))
    });
    fitting.filter(|size| *size != (width, height)).collect()
}

/// All sizes of the same shape, in steps of the width, other than the size itself and what is too near to it to tell.
pub fn any_sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let least = (f64::from(width) / FACTOR_MAX).ceil() as u32 / WIDTH_STEP;
    let most = (f64::from(width) * FACTOR_MAX).min(65_536.0) as u32 / WIDTH_STEP;
    let sized = |number: u32| {
        let from_width = number * WIDTH_STEP;
        let from_height = f64::from(from_width) * f64::from(height) / f64::from(width.max(1));
        (from_width, from_height.round() as u32)
    };
    let is_possible = |size: &(u32, u32)| {
        ANY.contains(&(f64::from(size.0) * f64::from(size.1))) && size.1 > 0 && size.0.abs_diff(width) >= WIDTH_STEP
    };
    (least..=most).map(sized).filter(is_possible).collect()
}

fn is_usual((from_width, from_height): (u32, u32), (width, height): (u32, u32)) -> bool {
    let pixels = f64::from(from_width) * f64::from(from_height);
    let is_near = |side: &f64| (pixels.sqrt() / side - 1.0).abs() <= SIDE_TOLERANCE;
    let is_usual = USUAL.contains(&pixels) || SIDES.iter().any(is_near);
    let factor = f64::from(width) / f64::from(from_width);
    // Each side was rounded to whole pixels.
    let rounding = 0.5 + 0.5 * f64::from(from_height) / f64::from(from_width);
    let is_same_shape = (f64::from(from_height) * factor - f64::from(height)).abs() <= rounding;
    from_height > 0 && is_usual && is_same_shape && (1.0 / FACTOR_MAX..=FACTOR_MAX).contains(&factor)
}

/// What stands out less than this does not get a second look. The bound of chance is far higher.
const SECOND_LOOK_MIN: f32 = 4.0;
/// Second looks, at most.
const SECOND_LOOKS: usize = 4;
/// Every hypothesis may be looked at in parts of blocks and in whole blocks.
const LOOKS: usize = 2;

/// One hypothesis that stands out.
#[derive(Clone, Debug)]
struct Try {
    size: Size,
    score: Score,
    chance: f64,
}

/// Looks for the size at which a mark comes out. `sketch` is of the picture as it is.
pub(super) fn find(picture: &RgbImage, sketch: &Sketch, patterns: &Patterns) -> Option<Found> {
    let (width, height) = picture.dimensions();
    let usual = sizes(width, height);
    let others: Vec<Size> = any_sizes(width, height).into_iter().filter(|size| !usual.contains(size)).collect();
    let sketches = Sketches::of(picture, sketch, usual.iter().chain(&others));
    let mut tries = promising(picture, &sketches, patterns, &usual, (usize::MAX, USUAL_SIZES));
    tries.extend(promising(picture, &sketches, patterns, &others, (PAYLOADS_ANY, OTHER_SIZES)));
    best(picture, &sketches, patterns, tries)
}

/// Looks for every known payload in a picture that had this size when it was marked.
pub fn find_at(picture: &RgbImage, size: (u32, u32)) -> Option<Found> {
    let patterns = Patterns::known();
    let sketch = Sketch::of(picture, pixels(picture), &mut FftPlanner::new());
    let sketches = Sketches::of(picture, &sketch, std::iter::once(&size));
    let mut scores = Vec::new();
    scaled(picture, size, &patterns, Phases::First, &mut |score| scores.push(score));
    // Nothing else is tried, so chance has no other way.
    let share = 1.0;
    let count = scores.len();
    // On flat ground such scores are not normal.
    let textured = scores.into_iter().filter(|score| score.ground == Ground::Textured);
    let tries = textured.map(|score| Try { size, chance: chance(score.score, count, share), score });
    best(picture, &sketches, &patterns, tries.collect())
}

/// The try that chance leads to least, if it is one to report.
fn best(picture: &RgbImage, sketches: &Sketches<'_>, patterns: &Patterns, tries: Vec<Try>) -> Option<Found> {
    let order = |a: &Try, b: &Try| a.chance.total_cmp(&b.chance).then(b.score.score.total_cmp(&a.score.score));
    let best = tries.into_iter().min_by(order).filter(|best| best.chance <= CHANCE_MAX)?;
    let view = View::of(picture.dimensions(), best.size);
    is_best_in_parts(sketches.at(best.size), &view, patterns, &best.score).then_some(Found {
        payload: best.score.payload,
        method: Method::DwtDct,
        colours: best.score.colours,
        score: best.score.score,
        chance: best.chance,
        found_at: FoundAt::RescaledTo { width: best.size.0, height: best.size.1 },
        is_mirrored: false,
        place: None,
    })
}

/// The best hypotheses about these sizes and the first so many payloads, after a second look.
fn promising(
    picture: &RgbImage,
    sketches: &Sketches<'_>,
    patterns: &Patterns,
    sizes: &[Size],
    (payloads, share): (usize, f64),
) -> Vec<Try> {
    let mut count = 0;
    let mut tries: Vec<(Score, Size)> = Vec::new();
    for size in sizes {
        let view = View { has_overtones: true, ..View::of(picture.dimensions(), *size) };
        in_parts(sketches.at(*size), &view, (patterns, payloads), Phases::First, &mut |score| {
            count += LOOKS;
            if score.score >= SECOND_LOOK_MIN {
                tries.push((score, *size));
            }
        });
    }
    tries.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    let looked = tries.into_iter().take(SECOND_LOOKS).map(|(score, size)| {
        let view = View::of(picture.dimensions(), size);
        let score = second_look(picture, sketches.at(size), &view, &score, patterns);
        Try { size, chance: chance(score.score, count, share), score }
    });
    looked.collect()
}

/// The picture as it is seen by marks of its own size, and by those of far larger ones.
struct Sketches<'a> {
    pixels: f64,
    own: &'a Sketch,
    larger: Option<Sketch>,
}

impl<'a> Sketches<'a> {
    fn of<'b>(picture: &RgbImage, own: &'a Sketch, mut sizes: impl Iterator<Item = &'b Size>) -> Self {
        let mut sketches = Self { pixels: pixels(picture), own, larger: None };
        if sizes.any(|size| sketches.is_larger(*size)) {
            let pixels = LARGER * LARGER * sketches.pixels;
            sketches.larger = Some(Sketch::of(picture, pixels, &mut FftPlanner::new()));
        }
        sketches
    }

    fn is_larger(&self, size: Size) -> bool {
        f64::from(size.0) * f64::from(size.1) > LARGER * self.pixels
    }

    fn at(&self, size: Size) -> &Sketch {
        self.larger.as_ref().filter(|_| self.is_larger(size)).unwrap_or(self.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_it_was_marked_at_is_among_them() {
        assert!(sizes(691, 461).contains(&(768, 512)));
        assert!(sizes(384, 256).contains(&(768, 512)));
        assert!(sizes(512, 512).contains(&(1024, 1024)));
        assert!(sizes(1080, 1920).contains(&(576, 1024)));
        assert!(sizes(700, 700).len() < 16);
    }

    #[test]
    fn every_width_of_the_same_shape_is_near_to_one_that_is_tried() {
        for (from, to) in [((1411, 1411), (1270, 1270)), ((741, 500), (370, 250)), ((600, 400), (540, 360))] {
            let near = |size: &Size| size.0.abs_diff(from.0) <= 2 && size.1.abs_diff(from.1) <= 2;
            assert!(any_sizes(to.0, to.1).iter().any(near), "{from:?}");
        }
        assert!(any_sizes(4000, 3000).len() < 2_000 && any_sizes(u32::MAX, 1).is_empty());
    }

    #[test]
    fn the_size_itself_and_other_shapes_are_not() {
        assert!(!sizes(1024, 1024).contains(&(1024, 1024)));
        assert!(!sizes(1000, 700).contains(&(1024, 1024)));
        assert!(sizes(1000, 1).is_empty());
        assert!(sizes(0, 0).is_empty());
    }
}
