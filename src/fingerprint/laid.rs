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

/// On the largest map that the other picture has the pixels for.
pub(super) fn finest(recorded: &[Map], seen: &[Map], fit: &Fit) -> Option<Laid> {
    let pixels = seen.first()?.long_side() as f32 * fit.pose.area().abs().sqrt();
    let map = recorded.iter().find(|map| map.long_side() as f32 <= pixels * 1.3).or(recorded.last())?;
    laid(map, seen, fit)
}

/// On one map.
pub(super) fn laid(recorded: &Map, seen: &[Map], fit: &Fit) -> Option<Laid> {
    let map = align::partner(recorded, seen, &fit.pose)?;
    let (width, height) = (recorded.width(), recorded.height());
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let levels: Vec<Option<f32>> = places
        .map(|(x, y)| {
            let place = ((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
            align::inside(&fit.pose, place, map).map(|(x, y)| fit.gain * map.at(x, y) + fit.bias)
        })
        .collect();
    let count = levels.iter().flatten().count();
    Some(Laid { recorded: recorded.clone(), seen: count as f32 / levels.len() as f32, levels })
}
