//! Gemini's sparkle: a white, see-through, four-pointed star near the bottom right corner.
//!
//! Its outline is an astroid, |x|^⅔ + |y|^⅔ = 1. It stands 96 pixels wide 64 pixels from both edges where both sides
//! of the picture exceed 1,024 pixels, else 48 wide and 32 away; newer ones are 48 wide and 96 away. Whatever the
//! picture was scaled to since, the ratio of the distance to the width stays, and that makes the search one of a
//! single unknown, the width. A crop moves the star and is not followed.

use super::measure::float;
use crate::lettering::Gray;
use crate::pixels::Region;

/// A star that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sparkle {
    /// The square around it.
    pub(super) region: Region,
    /// How well it fits, 0 to 1.
    pub(super) score: f64,
}

/// Distance of the star's centre from the right and the bottom edge, in widths of the star.
const DISTANCES: [f64; 2] = [64.0 / 96.0 + 0.5, 96.0 / 48.0 + 0.5];
/// Widths looked for, in pixels.
const WIDTH_MIN: f64 = 14.0;
const WIDTH_MAX: f64 = 110.0;
/// Each width is this many times the one before.
const WIDTH_STEP: f64 = 1.04;
/// A star takes at most this share of the short side.
const SHARE_MAX: f64 = 1.0 / 6.0;

/// Correlation from which a place is looked at closely.
const CANDIDATE_MIN: f64 = 0.3;
/// Correlation that is enough alone.
const CORRELATION_ENOUGH: f64 = 0.8;
/// On a busy ground the correlation may be as low as this, if the outline has no gap.
const CORRELATION_MIN: f64 = 0.45;
/// Mean step across the outline, in standard deviations of the steps; and the width from which it means something.
const OUTLINE_MIN: f64 = 2.2;
const OUTLINE_WIDTH_MIN: f64 = 20.0;
/// Mean step across the outline, in levels.
const STEP_MIN: f64 = 3.0;

/// The star where Gemini puts it, if there is one.
pub(super) fn find(gray: &Gray<'_>) -> Option<Sparkle> {
    let star = Patch::star();
    let likely = starts(gray).filter(|start| star.correlation(&Patch::of(gray, start)) > CANDIDATE_MIN);
    let best = likely.map(|start| refine(gray, &star, start)).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (place, correlation) = best;
    let is_sure = correlation >= CORRELATION_ENOUGH || (correlation >= CORRELATION_MIN && has_outline(gray, &place));
    is_sure.then(|| Sparkle { region: place.square(1.0), score: correlation.max(CORRELATION_ENOUGH) })
}

/// Where a star may be: its centre and width, in pixels.
#[derive(Clone, Copy, Debug)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
}

impl Place {
    /// The square of `widths` star widths around it.
    fn square(&self, widths: f64) -> Region {
        let half = self.width * widths / 2.0;
        Region { left: self.x - half, top: self.y - half, right: self.x + half, bottom: self.y + half }
    }

    fn moved(self, x: f64, y: f64, growth: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, width: self.width * growth }
    }
}

/// The places where a star of any width would stand, whole within the picture.
fn starts(gray: &Gray<'_>) -> impl Iterator<Item = Place> {
    let (right, bottom) = (float(gray.width()), float(gray.height()));
    let width_max = WIDTH_MAX.min(float(gray.short_side()) * SHARE_MAX);
    let widths = std::iter::successors(Some(WIDTH_MIN), |width| Some(width * WIDTH_STEP));
    let at =
        move |distance: f64, width: f64| Place { x: right - distance * width, y: bottom - distance * width, width };
    widths.take_while(move |width| *width <= width_max).flat_map(move |width| DISTANCES.map(|one| at(one, width)))
}

/// Climbs to the best fit nearby. It goes no further than a few per cent of the width: the place is part of the proof.
fn refine(gray: &Gray<'_>, star: &Patch, start: Place) -> (Place, f64) {
    let fit = |place: &Place| star.correlation(&Patch::of(gray, place));
    let mut best = (start, fit(&start));
    for step in [start.width * 0.02, start.width * 0.01] {
        let moves = [
            (step, 0.0, 1.0),
            (-step, 0.0, 1.0),
            (0.0, step, 1.0),
            (0.0, -step, 1.0),
            (0.0, 0.0, 1.02),
            (0.0, 0.0, 0.98),
        ];
        for _ in 0..2 {
            let tried = moves.map(|(x, y, growth)| best.0.moved(x, y, growth));
            let next = tried.map(|place| (place, fit(&place))).into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            match next {
                Some(next) if next.1 > best.1 => best = next,
                Some(_) | None => break,
            }
        }
    }
    best
}

/// Side of a patch in samples, and in star widths.
const PATCH_SIDE: usize = 26;
const PATCH_WIDTHS: f64 = 1.3;

/// Levels around a place, with mean 0.
struct Patch {
    values: Vec<f64>,
    /// Root of the sum of squares.
    length: f64,
}

impl Patch {
    fn new(mut values: Vec<f64>) -> Self {
        let mean = values.iter().sum::<f64>() / float(values.len().max(1));
        for value in &mut values {
            *value -= mean;
        }
        let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
        Self { values, length }
    }

    fn of(gray: &Gray<'_>, place: &Place) -> Self {
        let values = gray.resample(&place.square(PATCH_WIDTHS), PATCH_SIDE, PATCH_SIDE);
        Self::new(values.into_iter().map(f64::from).collect())
    }

    /// How much of each sample a white star covers.
    fn star() -> Self {
        const PARTS: u32 = 6;
        let parts = || (0..PARTS).map(|part| (f64::from(part) + 0.5) / f64::from(PARTS));
        // Both axes to the power of ⅔, in half widths from the centre.
        let term = |sample: usize, part: f64| {
            let at = ((float(sample) + part) / float(PATCH_SIDE) - 0.5) * PATCH_WIDTHS * 2.0;
            at.abs().cbrt().powi(2)
        };
        let covered = |row: usize, column: usize| {
            let inside = |down: f64| parts().filter(|across| term(row, down) + term(column, *across) < 1.0).count();
            float(parts().map(inside).sum())
        };
        let samples = (0..PATCH_SIDE).flat_map(|row| (0..PATCH_SIDE).map(move |column| (row, column)));
        Self::new(samples.map(|(row, column)| covered(row, column)).collect())
    }

    /// Correlation coefficient, -1 to 1; 0 on a flat ground.
    fn correlation(&self, other: &Self) -> f64 {
        let product: f64 = self.values.iter().zip(&other.values).map(|(a, b)| a * b).sum();
        let lengths = self.length * other.length;
        if lengths > 1.0 { product / lengths } else { 0.0 }
    }
}

/// Points on the outline of a quarter, away from the tips, which are thinner than a pixel.
const OUTLINE_POINTS: u32 = 24;

/// True when the star is brighter than what surrounds it all along its outline. A busy ground hides the shape from
/// correlation, but what lies under the star is the same ground on both sides of the outline.
fn has_outline(gray: &Gray<'_>, place: &Place) -> bool {
    let aside = (place.width * 0.045).max(1.0);
    let steps: Vec<f64> = outline().map(|point| step_across(gray, place, point, aside)).collect();
    let count = float(steps.len().max(1));
    let mean = steps.iter().sum::<f64>() / count;
    let deviation = (steps.iter().map(|step| (step - mean).powi(2)).sum::<f64>() / count).sqrt();
    place.width >= OUTLINE_WIDTH_MIN && mean >= STEP_MIN && mean / (deviation + 1.0) >= OUTLINE_MIN
}

/// Points of the unit astroid with their normals, outwards.
fn outline() -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    let quarter = (0..OUTLINE_POINTS).map(|number| {
        // Between 0.35 and 1.22 radians the radius stays below 0.83.
        let turn = 0.35 + 0.87 * (f64::from(number) + 0.5) / f64::from(OUTLINE_POINTS);
        let (sine, cosine) = turn.sin_cos();
        // The gradient of |x|^⅔ + |y|^⅔ at (cos³, sin³) points along (1 / cos, 1 / sin), which is (sin, cos) in length 1.
        ([cosine.powi(3), sine.powi(3)], [sine, cosine])
    });
    quarter.flat_map(|([x, y], [across, down])| {
        [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)].map(|(h, v)| ([x * h, y * v], [across * h, down * v]))
    })
}

/// Level just inside minus level just outside.
fn step_across(gray: &Gray<'_>, place: &Place, ([x, y], [across, down]): ([f64; 2], [f64; 2]), aside: f64) -> f64 {
    let half = place.width / 2.0;
    let level = |distance: f64| {
        let (x, y) = (place.x + x * half + across * distance, place.y + y * half + down * distance);
        let point = Region { left: x - 0.25, top: y - 0.25, right: x + 0.25, bottom: y + 0.25 };
        gray.resample(&point, 1, 1).first().copied().map_or(0.0, f64::from)
    };
    level(-aside) - level(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose ground is given, with a see-through star of `width` pixels centred at (x, y).
    fn starred(size: (u32, u32), ground: impl Fn(u32, u32) -> f64, star: Option<(f64, f64, f64)>) -> Vec<u8> {
        let level = |at: u32| {
            let (x, y) = (at % size.0, at / size.0);
            let under = ground(x, y);
            let alpha = star.map_or(0.0, |(cx, cy, width)| {
                let part = |p: f64, c: f64| ((p + 0.5 - c) / (width / 2.0)).abs().cbrt().powi(2);
                if part(f64::from(x), cx) + part(f64::from(y), cy) < 1.0 { 0.5 } else { 0.0 }
            });
            (under + (255.0 - under) * alpha) as u8
        };
        (0..size.0 * size.1).map(level).collect()
    }

    #[track_caller]
    fn check(levels: &[u8], size: (u32, u32), expected: Option<(f64, f64)>) {
        let found = find(&Gray::new(size.0, size.1, levels).unwrap());
        match (found, expected) {
            (None, None) => {}
            (Some(found), Some((x, width))) => {
                let centre = (found.region.left + found.region.right) / 2.0;
                assert!((centre - x).abs() < 2.0 && (found.region.width() - width).abs() < width * 0.08, "{found:?}");
            }
            (found, _) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    fn calm(x: u32, y: u32) -> f64 {
        60.0 + f64::from(x + y) / 40.0
    }

    fn busy(x: u32, y: u32) -> f64 {
        let stripes = (f64::from(x) / 17.0).sin() * 45.0 + (f64::from(y) / 23.0).cos() * 35.0;
        100.0 + stripes
    }

    #[test]
    fn a_star_at_its_place_is_found() {
        check(&starred((800, 600), calm, Some((744.0, 544.0, 48.0))), (800, 600), Some((744.0, 48.0)));
        check(&starred((1200, 1100), calm, Some((1088.0, 988.0, 96.0))), (1200, 1100), Some((1088.0, 96.0)));
        check(&starred((400, 300), calm, Some((372.0, 272.0, 24.0))), (400, 300), Some((372.0, 24.0)));
    }

    #[test]
    fn a_newer_star_stands_further_inside() {
        check(&starred((1024, 1024), calm, Some((904.0, 904.0, 48.0))), (1024, 1024), Some((904.0, 48.0)));
    }

    #[test]
    fn a_busy_ground_does_not_hide_it() {
        check(&starred((800, 600), busy, Some((744.0, 544.0, 48.0))), (800, 600), Some((744.0, 48.0)));
    }

    #[test]
    fn a_star_elsewhere_is_somebody_elses() {
        check(&starred((800, 600), calm, Some((400.0, 300.0, 48.0))), (800, 600), None);
        check(&starred((800, 600), calm, Some((700.0, 544.0, 48.0))), (800, 600), None);
    }

    #[test]
    fn no_star_is_seen_where_there_is_none() {
        check(&starred((800, 600), calm, None), (800, 600), None);
        check(&starred((800, 600), busy, None), (800, 600), None);
        check(&starred((8, 8), calm, None), (8, 8), None);
    }
}
