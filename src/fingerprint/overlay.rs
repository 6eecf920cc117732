//! How a small picture and the picture that it stands for lie on each other.
//!
//! Unlike two pictures that a word brought together, these two come from one file and are expected to be the same. So
//! the search is wider: the small one may be turned by quarters, have bars, be cut to another shape, or show far more
//! than the picture, which then is a part of it.

use super::border;
use super::compare::{Comparison, SIDE_MIN, compare, is_recognisable};
use super::inside;
use super::map::Map;
use super::pose::Pose;
use crate::pixels::Region;

/// Pixels of the small picture beside the picture's edge that belong to neither side.
const MARGIN: f32 = 1.5;
/// Times that a small picture which does not fit is looked at again at half the size.
const COARSER: usize = 1;
/// Share of the few blocks there that must agree: pictures of the same kind of place agree in many.
const COARSE_ALIKE_MIN: f32 = 0.9;
/// Levels by which what lies outside must vary, or it is a bar.
const PLAIN_MAX: f32 = 14.0;

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Likeness {
    /// The same picture, changed in places or not.
    Same(Overlay),
    /// It cannot be laid on it.
    Other,
    /// One of them shows too little to tell.
    TooPlain,
}

/// How they lie on each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// From the small picture as it is stored to the picture.
    pub pose: Pose,
    /// Where they differ, as shares of the picture; largest first.
    pub changed: Vec<Region>,
    /// Share of the small picture that lies outside of the picture and shows something. Bars show nothing.
    pub outside: f32,
}

impl Overlay {
    /// Where a part of the small picture lies in the picture; both as shares. It may reach outside.
    pub fn place(&self, part: &Region) -> Region {
        around(&self.pose, part)
    }
}

/// Lays a small picture on the picture.
pub fn overlay(picture: &Map, small: &Map) -> Likeness {
    let picture = picture.clone().pyramid(SIDE_MIN);
    if !is_recognisable(&picture) || !is_recognisable(&small.clone().pyramid(SIDE_MIN)) {
        return Likeness::TooPlain;
    }
    let turned: Vec<Turned> = (0..4)
        .map(|quarters| Turned { maps: turned(small, quarters).pyramid(SIDE_MIN), turn: turn(quarters) })
        .collect();
    let searches: [Search; 2] = [directly, as_a_part];
    for search in searches {
        for skipped in 0..=COARSER {
            for small in &turned {
                if let Some(found) = at_level(&picture, small, (search, skipped)) {
                    return Likeness::Same(found);
                }
            }
        }
    }
    Likeness::Other
}

/// A small picture, turned by quarters.
struct Turned {
    maps: Vec<Map>,
    turn: Pose,
}

/// How a turned small picture and the picture lie on each other.
struct Found {
    /// From the small one.
    pose: Pose,
    /// As shares of the picture.
    changed: Vec<Region>,
    /// Share of the blocks that agree.
    alike: f32,
}

type Search = fn(&[Map], &[Map]) -> Option<Found>;

/// Cameras pick single pixels for their thumbnails, and fine detail becomes a pattern of its own. So one that does not fit
/// is looked at again at half the size, and a change must be seen at both.
fn at_level(picture: &[Map], small: &Turned, (search, skipped): (Search, usize)) -> Option<Overlay> {
    let coarser = |skipped: usize| Some((picture.get(skipped..)?, small.maps.get(skipped..)?));
    let (known, seen) = coarser(skipped)?;
    let first = seen.first()?;
    let mut found = search(known, seen)?;
    if skipped > 0 && found.alike < COARSE_ALIKE_MIN {
        return None;
    }
    let again = coarser(skipped + 1).and_then(|(known, seen)| on_pose(known, seen, &found.pose));
    let again = again.unwrap_or_default();
    found.changed.retain(|region| again.iter().any(|other| region.overlaps(other)));
    let outside = outside(first, &found.pose);
    Some(Overlay { pose: small.turn.then(&found.pose), changed: found.changed, outside })
}

/// The changes on smaller maps.
fn on_pose(picture: &[Map], small: &[Map], pose: &Pose) -> Option<Vec<Region>> {
    let guess = [pose.inverse()?];
    if let Some(found) = same(compare(picture, small, &guess)) {
        return Some(found.changed.recorded);
    }
    same(compare(small, picture, &[*pose])).map(|found| found.changed.regions)
}

/// The whole on the whole, with bars, or cut to another shape.
fn directly(picture: &[Map], small: &[Map]) -> Option<Found> {
    let (whole, first) = (picture.first()?, small.first()?);
    // From the picture to where it lies in the small one.
    let mut guesses = border::contents(first);
    guesses.extend(fitted(whole, first));
    if let Some(found) = same(compare(picture, small, &guesses)) {
        return Some(Found { pose: found.pose.inverse()?, changed: found.changed.recorded, alike: found.alike });
    }
    let back: Vec<Pose> = guesses.iter().filter_map(Pose::inverse).collect();
    same(compare(small, picture, &back)).map(|found| Found {
        pose: found.pose,
        changed: found.changed.regions,
        alike: found.alike,
    })
}

/// The picture as a part of the small one.
fn as_a_part(picture: &[Map], small: &[Map]) -> Option<Found> {
    let guesses = inside::places(picture, small.first()?);
    let found = same(compare(picture, small, &guesses))?;
    Some(Found { pose: found.pose.inverse()?, changed: found.changed.recorded, alike: found.alike })
}

fn same(compared: Option<Comparison>) -> Option<Comparison> {
    compared.filter(|found| found.is_altered() && !found.pose.is_mirrored())
}

/// As large as it fits with its shape kept, and as large as fills the other.
fn fitted(inner: &Map, outer: &Map) -> [Pose; 2] {
    let shape = |map: &Map| map.width() as f32 / map.height() as f32;
    let ratio = shape(inner) / shape(outer);
    let centred = |x: f32, y: f32| Pose::scaled((x, 0.5 - x / 2.0), (y, 0.5 - y / 2.0));
    let (wide, high) = (ratio.min(1.0), (1.0 / ratio).min(1.0));
    [centred(wide, high), centred(1.0 / high, 1.0 / wide)]
}

/// Share of a small picture that lies outside of the picture, unless it is plain on each of the four sides.
fn outside(small: &Map, pose: &Pose) -> f32 {
    let (width, height) = (small.width() as f32, small.height() as f32);
    let margin =
        (MARGIN / width * pose.x[0].abs().max(pose.x[1].abs()), MARGIN / height * pose.y[1].abs().max(pose.y[0].abs()));
    let mut sides: [Vec<f32>; 4] = Default::default();
    for (row, column) in (0..small.height()).flat_map(|row| (0..small.width()).map(move |column| (row, column))) {
        let (x, y) = pose.apply((column as f32 + 0.5) / width, (row as f32 + 0.5) / height);
        let beyond = [-margin.0 - x, x - 1.0 - margin.0, -margin.1 - y, y - 1.0 - margin.1];
        let furthest = beyond.iter().zip(&mut sides).max_by(|one, other| one.0.total_cmp(other.0));
        if let Some((_, side)) = furthest.filter(|(beyond, _)| **beyond > 0.0) {
            side.push(small.pixel(column, row));
        }
    }
    let shows: usize = sides.iter().filter(|side| spread(side) > PLAIN_MAX).map(Vec::len).sum();
    shows as f32 / (width * height)
}

/// Standard deviation.
fn spread(levels: &[f32]) -> f32 {
    let count = levels.len().max(1) as f32;
    let mean = levels.iter().sum::<f32>() / count;
    (levels.iter().map(|level| (level - mean).powi(2)).sum::<f32>() / count).sqrt()
}

/// The map turned clockwise by quarters.
fn turned(map: &Map, quarters: usize) -> Map {
    let mut map = map.clone();
    for _ in 0..quarters {
        let (width, height) = (map.width(), map.height());
        let places = (0..width).flat_map(|y| (0..height).map(move |x| (x, y)));
        let levels = places.map(|(x, y)| map.pixel(y, height - 1 - x)).collect();
        map = Map::new(height, width, levels).unwrap_or(map);
    }
    map
}

/// The same as a pose.
fn turn(quarters: usize) -> Pose {
    let quarter = Pose { x: [0.0, -1.0, 1.0], y: [1.0, 0.0, 0.0] };
    (0..quarters).fold(Pose::SAME, |pose, _| pose.then(&quarter))
}

/// The smallest upright rectangle around where a region lies.
fn around(pose: &Pose, region: &Region) -> Region {
    let corners = [
        (region.left, region.top),
        (region.right, region.top),
        (region.left, region.bottom),
        (region.right, region.bottom),
    ];
    let mut out = Region { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
    for (x, y) in corners {
        let (x, y) = pose.apply(x as f32, y as f32);
        let (x, y) = (f64::from(x), f64::from(y));
        out = Region { left: out.left.min(x), top: out.top.min(y), right: out.right.max(x), bottom: out.bottom.max(y) };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{made, scene};
    use super::*;

    fn found(picture: &Map, small: &Map) -> Overlay {
        match overlay(picture, small) {
            Likeness::Same(found) => found,
            other @ (Likeness::Other | Likeness::TooPlain) => panic!("{other:?}"),
        }
    }

    /// The scene at a size, bars around it as shares.
    fn small(width: usize, height: usize, bars: (f32, f32)) -> Map {
        let map = scene(1);
        made(width, height, |x, y| {
            let along = |at: f32, of: usize, bar: f32| (at / of as f32 - bar) / (1.0 - 2.0 * bar);
            let (x, y) = (along(x, width, bars.0), along(y, height, bars.1));
            if (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) { map.at(x * 320.0, y * 240.0) } else { 4.0 }
        })
    }

    #[track_caller]
    fn check_equal(small: &Map) {
        let found = found(&scene(1), small);
        assert!(found.changed.is_empty() && found.outside == 0.0, "{found:?}");
    }

    #[test]
    fn a_faithful_small_picture_is_equal() {
        check_equal(&small(160, 120, (0.0, 0.0)));
        // Squeezed into another shape, or with bars.
        check_equal(&small(160, 107, (0.0, 0.0)));
        check_equal(&small(160, 150, (0.0, 0.1)));
        check_equal(&small(200, 120, (0.1, 0.0)));
        // Another tone.
        let other = small(160, 120, (0.0, 0.0));
        check_equal(&made(160, 120, |x, y| 20.0 + 0.8 * other.at(x, y)));
        // A square out of the middle.
        let map = scene(1);
        check_equal(&made(160, 160, |x, y| map.at(40.0 + x * 1.5, y * 1.5)));
    }

    #[test]
    fn a_turned_one_is_equal_and_its_places_are_found() {
        for quarters in 1..4 {
            let found = found(&scene(1), &turned(&small(160, 120, (0.0, 0.0)), quarters));
            assert!(found.changed.is_empty() && found.outside == 0.0, "{quarters} {found:?}");
            let corner = |left: f64, top: f64| found.place(&Region { left, top, right: left + 0.1, bottom: top + 0.1 });
            // The top left corner of the picture is one quarter further in the small one.
            let at = [corner(0.9, 0.0), corner(0.9, 0.9), corner(0.0, 0.9)][quarters - 1];
            assert!(at.left.abs() < 0.02 && at.top.abs() < 0.02, "{quarters} {at:?}");
        }
    }

    #[test]
    fn a_picture_that_is_a_part_of_the_small_one_is_cut() {
        let (coarse, fine) = (scene(1), scene(5));
        let level = |x: f32, y: f32| 0.5 * coarse.at(x, y) + 0.6 * fine.at((x * 1.9) % 320.0, (y * 1.9) % 240.0);
        for (left, top, share) in [(0.0, 0.0, 0.85), (0.1, 0.2, 0.7), (0.35, 0.05, 0.6)] {
            let part = made(320, 240, |x, y| level(left * 320.0 + share * x, top * 240.0 + share * y));
            let found = found(&part, &made(256, 192, |x, y| level(1.25 * x, 1.25 * y)));
            let expected = 1.0 - share * share;
            assert!((found.outside - expected).abs() < 0.06, "{share}: {} instead of {expected}", found.outside);
            assert!(found.changed.is_empty(), "{share}: {found:?}");
        }
    }

    #[test]
    fn a_change_is_found_where_it_is() {
        let map = scene(1);
        let painted = made(320, 240, |x, y| {
            if (230.0..300.0).contains(&x) && (200.0..225.0).contains(&y) { 250.0 } else { map.at(x, y) }
        });
        let shrunk = made(160, 120, |x, y| painted.at(2.0 * x, 2.0 * y));
        let found = found(&map, &shrunk);
        let [region] = found.changed.as_slice() else { panic!("{found:?}") };
        let sides = [region.left, region.top, region.right, region.bottom];
        let expected = [230.0 / 320.0, 200.0 / 240.0, 300.0 / 320.0, 225.0 / 240.0];
        assert!(sides.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.04), "{sides:?}");
    }

    /// As cameras make them: one pixel for many.
    #[test]
    fn patterns_of_single_pixels_are_no_change() {
        let map = scene(1);
        let fence = |x: f32, y: f32| {
            let posts =
                if (150.0..300.0).contains(&x) && (60.0..200.0).contains(&y) { (x * 1.6).sin() * 45.0 } else { 0.0 };
            map.at(x, y) + posts
        };
        let picked = made(160, 120, |x, y| fence((2.0 * x).floor() + 0.5, (2.0 * y).floor() + 0.5));
        let found = found(&made(320, 240, fence), &picked);
        assert!(found.changed.is_empty(), "{found:?}");
    }

    #[test]
    fn another_picture_and_a_plain_one_are_told_apart() {
        assert_eq!(overlay(&scene(1), &scene(2)), Likeness::Other);
        assert_eq!(overlay(&scene(1), &made(160, 120, |_, _| 90.0)), Likeness::TooPlain);
        assert_eq!(overlay(&made(160, 120, |_, _| 90.0), &scene(1)), Likeness::TooPlain);
    }
}
