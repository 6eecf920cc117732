//! A picture laid on a recorded one: its levels in the other's frame.

use super::align::{self, Fit};
use super::map::Map;

/// The other picture in the frame of the recorded one.
pub(super) struct Laid {
    /// The recorded one.
    pub(super) recorded: Map,
    /// The other one's levels there, none outside of it.
    pub(super) levels: Vec<Option<f32>>,
    /// Share that is not outside.
    pub(super) seen: f32,
    /// True if the other picture has fewer pixels than this.
    pub(super) is_enlarged: bool,
}

impl Laid {
    /// Both a little blurred, so that it matters less how sharp each is.
    pub(super) fn blurred(&self) -> Self {
        let (width, height) = (self.recorded.width(), self.recorded.height());
        let known: Vec<Option<f32>> = self.recorded.levels().iter().copied().map(Some).collect();
        let known = blur(&known, width, height).into_iter().map(Option::unwrap_or_default).collect();
        let levels = blur(&self.levels, width, height);
        Self {
            recorded: self.recorded.with_levels(known).unwrap_or_else(|| self.recorded.clone()),
            levels,
            seen: self.seen,
            is_enlarged: self.is_enlarged,
        }
    }
}

/// The mean of each pixel (twice) and its neighbours, first across, then down; none where one of them is not seen.
fn blur(levels: &[Option<f32>], width: usize, height: usize) -> Vec<Option<f32>> {
    let mean = |a: Option<f32>, b: Option<f32>, c: Option<f32>| Some((a? + 2.0 * b? + c?) / 4.0);
    let get = |levels: &[Option<f32>], x: usize, y: usize| levels.get(y * width + x).copied().flatten();
    let places = || (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let across: Vec<Option<f32>> = places()
        .map(|(x, y)| {
            mean(get(levels, x.saturating_sub(1), y), get(levels, x, y), get(levels, (x + 1).min(width - 1), y))
        })
        .collect();
    places()
        .map(|(x, y)| {
            mean(get(&across, x, y.saturating_sub(1)), get(&across, x, y), get(&across, x, (y + 1).min(height - 1)))
        })
        .collect()
}

/// Points of a pixel, from its corner.
type Points = &'static [(f32, f32)];
const MIDDLE: Points = &[(0.5, 0.5)];
const QUARTERS: Points = &[(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];

/// With fewer on the longer side there are too few blocks.
const FEW_PIXELS: usize = 96;

/// On the largest map that the other picture has the pixels for; once more from a larger map of the other picture, if there is
/// one; and if there are few, on a larger one of the recorded picture. Fine detail is lost in the first, what strong compression
/// leaves beside it disturbs in the second, and a copy of a few dozen pixels shows enough in the third alone.
pub(super) fn finest(recorded: &[Map], seen: &[Map], fit: &Fit) -> Vec<Laid> {
    let scale = fit.pose.area().abs().sqrt();
    let pixels = seen.first().map(|map| map.long_side() as f32 * scale).unwrap_or_default();
    let fits = recorded.iter().position(|map| map.long_side() as f32 <= pixels * 1.3);
    let level = fits.unwrap_or(recorded.len().saturating_sub(1));
    let on =
        |level: usize| recorded.get(level).and_then(|known| Some((known, align::partner(known, seen, &fit.pose)?)));
    let Some((known, soft)) = on(level) else { return Vec::new() };
    let is_sharp = |map: &&Map| map.long_side() as f32 * scale >= known.long_side() as f32;
    let sharp = if is_sharp(&soft) { None } else { seen.iter().rev().find(is_sharp) };
    let mut all = vec![with_points(known, soft, fit, MIDDLE)];
    all.extend(sharp.map(|sharp| with_points(known, sharp, fit, QUARTERS)));
    let larger = level.checked_sub(1).filter(|_| known.long_side() < FEW_PIXELS).and_then(on);
    all.extend(
        larger.map(|(known, seen)| Laid { is_enlarged: true, ..with_points(known, seen, fit, MIDDLE).blurred() }),
    );
    all
}

/// On one map.
pub(super) fn laid(recorded: &Map, seen: &[Map], fit: &Fit) -> Option<Laid> {
    Some(with_points(recorded, align::partner(recorded, seen, &fit.pose)?, fit, MIDDLE))
}

/// Each pixel the mean of some of its points.
fn with_points(recorded: &Map, seen: &Map, fit: &Fit, points: Points) -> Laid {
    let (width, height) = (recorded.width(), recorded.height());
    let (extent, seen_extent) = (recorded.extent(), seen.extent());
    let level = |x: usize, y: usize| {
        let place = |(right, down): (f32, f32)| ((x as f32 + right) / extent.0, (y as f32 + down) / extent.1);
        align::inside(&fit.pose, place((0.5, 0.5)), seen)?;
        let at = |point: &(f32, f32)| {
            let (x, y) = place(*point);
            let (x, y) = fit.pose.apply(x, y);
            seen.at(x * seen_extent.0, y * seen_extent.1)
        };
        Some(fit.gain * points.iter().map(at).sum::<f32>() / points.len() as f32 + fit.bias)
    };
    let levels: Vec<Option<f32>> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect();
    let count = levels.iter().flatten().count();
    Laid { recorded: recorded.clone(), seen: count as f32 / levels.len() as f32, levels, is_enlarged: false }
}

#[cfg(test)]
mod tests {
    use super::super::pose::Pose;
    use super::super::testing::scene;
    use super::*;

    /// The longer side of each map that is compared, and whether the other picture has fewer pixels.
    fn sides(seen: &Map) -> Vec<(usize, bool)> {
        let recorded = scene(1).halved().pyramid(32);
        let fit = Fit { pose: Pose::SAME, gain: 1.0, bias: 0.0 };
        let all = finest(&recorded, &seen.clone().pyramid(32), &fit);
        all.iter().map(|laid| (laid.recorded.long_side(), laid.is_enlarged)).collect()
    }

    #[test]
    fn a_copy_of_few_pixels_is_compared_on_a_larger_map_too() {
        let map = scene(1);
        assert_eq!(sides(&map.halved()), [(160, false)]);
        assert_eq!(sides(&map.halved().halved()), [(80, false), (160, true)]);
        assert_eq!(sides(&map.halved().halved().halved()), [(40, false), (80, true)]);
    }
}
