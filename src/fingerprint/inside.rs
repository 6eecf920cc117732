//! Where a picture may lie within one that shows more: every size and place on a very small map, by correlation.

use super::map::Map;
use super::pose::Pose;

/// Longer side, in pixels, of the map that is searched.
const SIDE: usize = 40;
/// Shares of the other picture's fitting size that are tried, from the largest down.
const SHARE_STEP: f32 = 0.94;
const SHARE_MIN: f32 = 0.3;
/// Pixels on the shorter side, at least; fewer are like everything.
const PIXELS_MIN: usize = 7;
/// Correlation of a place that is worth a closer look.
const LIKE_MIN: f32 = 0.6;
/// Places that are handed on.
const PLACES_MAX: usize = 4;

/// How the picture may lie in the other, likeliest first. Of a size the best place is kept.
pub(super) fn places(picture: &[Map], outer: &Map) -> Vec<Pose> {
    let outer = shrunk(outer, SIDE as f32 / outer.long_side() as f32);
    let Some(smallest) = picture.last() else { return Vec::new() };
    let shape = smallest.width() as f32 / smallest.height() as f32;
    let (width, height) = (outer.width() as f32, outer.height() as f32);
    let fit = (width / shape).min(height);
    let mut found: Vec<(f32, Pose)> = Vec::new();
    let mut share = 1.0;
    while share >= SHARE_MIN {
        let rows = (fit * share).round() as usize;
        let columns = ((fit * share * shape).round() as usize).min(outer.width());
        share *= SHARE_STEP;
        if rows.min(columns) < PIXELS_MIN || rows > outer.height() {
            continue;
        }
        let inner = resized(smallest, columns, rows);
        if let Some((like, x, y)) = best(&inner, &outer) {
            let pose =
                Pose::scaled((columns as f32 / width, x as f32 / width), (rows as f32 / height, y as f32 / height));
            found.push((like, pose));
        }
    }
    found.retain(|(like, _)| *like >= LIKE_MIN);
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(PLACES_MAX).map(|(_, pose)| pose).collect()
}

fn shrunk(map: &Map, factor: f32) -> Map {
    let side = |side: usize| ((side as f32 * factor.min(1.0)).round() as usize).max(1);
    resized(map, side(map.width()), side(map.height()))
}

/// Each pixel the mean of some points of the place that it covers.
fn resized(map: &Map, width: usize, height: usize) -> Map {
    const POINTS: usize = 3;
    let (across, down) = (map.width() as f32 / width as f32, map.height() as f32 / height as f32);
    let point = |at: usize, index: usize, step: f32| (at as f32 + (index as f32 + 0.5) / POINTS as f32) * step;
    let level = |x: usize, y: usize| {
        let points =
            (0..POINTS * POINTS).map(|index| map.at(point(x, index % POINTS, across), point(y, index / POINTS, down)));
        points.sum::<f32>() / (POINTS * POINTS) as f32
    };
    let levels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect();
    Map::new(width, height, levels).unwrap_or_else(|| map.clone())
}

/// The place with the highest correlation.
fn best(inner: &Map, outer: &Map) -> Option<(f32, usize, usize)> {
    let right = outer.width().checked_sub(inner.width())?;
    let down = outer.height().checked_sub(inner.height())?;
    let places = (0..=down).flat_map(|y| (0..=right).map(move |x| (x, y)));
    places.map(|(x, y)| (correlation(inner, outer, x, y), x, y)).max_by(|one, other| one.0.total_cmp(&other.0))
}

fn correlation(inner: &Map, outer: &Map, left: usize, top: usize) -> f32 {
    let mut sums = [0.0_f32; 5];
    for row in 0..inner.height() {
        let other = outer.row(top + row).get(left..left + inner.width()).unwrap_or_default();
        for (a, b) in inner.row(row).iter().zip(other) {
            let (a, b) = (a - 128.0, b - 128.0);
            for (sum, value) in sums.iter_mut().zip([a, b, a * a, b * b, a * b]) {
                *sum += value;
            }
        }
    }
    let count = (inner.width() * inner.height()) as f32;
    let [a, b, aa, bb, ab] = sums.map(|sum| sum / count);
    let spread = ((aa - a * a).max(0.0) * (bb - b * b).max(0.0)).sqrt();
    (ab - a * b) / spread.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{made, scene};
    use super::*;

    #[test]
    fn a_part_is_found_where_it_is() {
        let map = scene(3);
        let part = made(160, 120, |x, y| map.at(100.0 + x, 60.0 + y));
        let guesses = places(&part.pyramid(32), &map);
        let (x, y) = guesses[0].apply(0.5, 0.5);
        assert!((x - 180.0 / 320.0).abs() < 0.05 && (y - 120.0 / 240.0).abs() < 0.05, "{guesses:?}");
    }
}
