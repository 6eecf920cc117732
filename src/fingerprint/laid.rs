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
}

impl Laid {
    /// Both a little blurred, so that it matters less how sharp each is.
    pub(super) fn blurred(&self) -> Self {
        let (width, height) = (self.recorded.width(), self.recorded.height());
        let known: Vec<Option<f32>> = self.recorded.levels().iter().copied().map(Some).collect();
        let known = blur(&known, width, height).into_iter().map(Option::unwrap_or_default).collect();
        let levels = blur(&self.levels, width, height);
        Self {
            recorded: Map::new(width, height, known).unwrap_or_else(|| self.recorded.clone()),
            levels,
            seen: self.seen,
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

/// On the largest map that the other picture has the pixels for; and once more from a larger map of the other picture, if there is
/// one. Fine detail is lost in the first, what strong compression leaves beside it disturbs in the second.
pub(super) fn finest(recorded: &[Map], seen: &[Map], fit: &Fit) -> Vec<Laid> {
    let scale = fit.pose.area().abs().sqrt();
    let pixels = seen.first().map(|map| map.long_side() as f32 * scale).unwrap_or_default();
    let known = recorded.iter().find(|map| map.long_side() as f32 <= pixels * 1.3).or(recorded.last());
    let Some((known, soft)) = known.and_then(|known| Some((known, align::partner(known, seen, &fit.pose)?))) else {
        return Vec::new();
    };
    let is_sharp = |map: &&Map| map.long_side() as f32 * scale >= known.long_side() as f32;
    let sharp = if is_sharp(&soft) { None } else { seen.iter().rev().find(is_sharp) };
    let mut all = vec![with_points(known, soft, fit, MIDDLE)];
    all.extend(sharp.map(|sharp| with_points(known, sharp, fit, QUARTERS)));
    all
}

/// On one map.
pub(super) fn laid(recorded: &Map, seen: &[Map], fit: &Fit) -> Option<Laid> {
    Some(with_points(recorded, align::partner(recorded, seen, &fit.pose)?, fit, MIDDLE))
}

/// Each pixel the mean of some of its points.
fn with_points(recorded: &Map, seen: &Map, fit: &Fit, points: Points) -> Laid {
    let (width, height) = (recorded.width(), recorded.height());
    let level = |x: usize, y: usize| {
        let place = |(right, down): (f32, f32)| ((x as f32 + right) / width as f32, (y as f32 + down) / height as f32);
        align::inside(&fit.pose, place((0.5, 0.5)), seen)?;
        let at = |point: &(f32, f32)| {
            let (x, y) = place(*point);
            let (x, y) = fit.pose.apply(x, y);
            seen.at(x * seen.width() as f32, y * seen.height() as f32)
        };
        Some(fit.gain * points.iter().map(at).sum::<f32>() / points.len() as f32 + fit.bias)
    };
    let levels: Vec<Option<f32>> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect();
    let count = levels.iter().flatten().count();
    Laid { recorded: recorded.clone(), seen: count as f32 / levels.len() as f32, levels }
}
