//! Whether a picture is the recorded one: laid on it, then compared block by block.

use super::align::{self, Fit};
use super::changes::{self, Changed};
use super::laid::{Laid, finest, laid};
use super::map::Map;
use super::pose::Pose;
use crate::pixels::Region;

/// Pixels on the longer side of the smallest map that is laid on another.
pub const SIDE_MIN: usize = 32;
/// Side of a block in pixels of the recorded map.
const BLOCK: usize = 8;
/// A block that varies less, in levels, shows nothing to compare.
const TEXTURE_MIN: f32 = 5.0;
/// Blocks of the recorded picture that show something, at least, and as a share of those that are seen; with fewer it is
/// too plain to be recognised.
const TEXTURED_MIN: usize = 20;
const TEXTURED_SHARE_MIN: f32 = 0.06;
/// Correlation of a block that shows the same.
const ALIKE_MIN: f32 = 0.7;
/// Share of the recorded picture that must be seen.
const SEEN_MIN: f32 = 0.6;
/// Factors by which a side may have been scaled against the other.
const SQUEEZE_MAX: f32 = 1.35;
/// Cosine of the angle between the sides of the picture as it lies on the other. Neither turning nor cutting changes it, nor
/// scaling; other pictures often fit best when they are slanted.
const SLANT_MAX: f32 = 0.04;
/// Share of blocks that agree when no better pose need be looked for.
const FITS: f32 = 0.9;
/// Share of blocks that agree on the smallest map, or it is not worth going on.
const ROUGH_MIN: f32 = 0.25;

/// Share of blocks that agree in the same picture.
const SAME_MIN: f32 = 0.75;
/// The same in a picture that was altered in some places, and in those of its blocks that were not.
const ALTERED_MIN: f32 = 0.5;
const ELSEWHERE_MIN: f32 = 0.8;
/// Share of the pixels that may be changed.
const CHANGED_MAX: f32 = 0.15;

/// How a picture lies on a recorded one, and how far they agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// From the recorded picture to this one.
    pub pose: Pose,
    /// Blocks of the recorded picture that show something and are seen.
    pub textured: usize,
    /// Share of those that show the same.
    pub alike: f32,
    /// The same without those that something was changed in; 0 if few are left.
    pub alike_elsewhere: f32,
    /// Share of the recorded picture that is seen.
    pub seen: f32,
    /// Where they differ.
    pub changed: Changed,
}

impl Comparison {
    /// True when it is the same picture, whole or cut.
    pub fn is_same(&self) -> bool {
        self.alike >= SAME_MIN && self.changed.share <= CHANGED_MAX
    }

    /// True when it is the same picture, or would be without what was changed in some places.
    pub fn is_altered(&self) -> bool {
        let would_be = self.alike >= ALTERED_MIN && self.alike_elsewhere >= ELSEWHERE_MIN;
        self.is_same() || would_be && self.changed.share <= CHANGED_MAX
    }
}

/// Lays a picture on a recorded one, from several guesses until one of them fits. None when they do not agree enough
/// to tell how. Both pyramids have their largest map first.
pub fn compare(recorded: &[Map], seen: &[Map], guesses: &[Pose]) -> Option<Comparison> {
    let mut best: Option<Comparison> = None;
    // A picture of fine or repeated detail is lost on the smallest map.
    let without_smallest = recorded.get(..recorded.len().saturating_sub(1)).filter(|maps| maps.len() > 1);
    let starts = [Some(recorded), without_smallest];
    let mut tried: Vec<(usize, Pose)> = Vec::new();
    for (guess, maps) in guesses.iter().flat_map(|guess| starts.iter().flatten().map(move |maps| (guess, *maps))) {
        let Some(rough) = roughly(maps, seen, *guess) else { continue };
        // Several guesses end in the same place, and what follows takes most of the time.
        if tried.iter().any(|(levels, known)| *levels == maps.len() && known.is_about(&rough)) {
            continue;
        }
        tried.push((maps.len(), rough));
        let Some(found) = exactly(maps, seen, rough) else { continue };
        if best.as_ref().is_none_or(|best| found.alike > best.alike) {
            best = Some(found);
        }
        if best.as_ref().is_some_and(|best| best.alike >= FITS) {
            break;
        }
    }
    best
}

/// Where a guess leads on the smallest maps; none if they do not agree there.
fn roughly(recorded: &[Map], seen: &[Map], guess: Pose) -> Option<Pose> {
    let rough_from = recorded.len().saturating_sub(2);
    let rough = recorded.get(rough_from..)?;
    let fit = align::refine(rough, seen, guess)?;
    let blocks = blocks(&laid(rough.first()?, seen, &fit)?, &[]);
    let shape = (recorded.first()?, seen.first()?);
    (blocks.alike >= ROUGH_MIN && is_sane(&fit, shape)).then_some(fit.pose)
}

fn exactly(recorded: &[Map], seen: &[Map], rough: Pose) -> Option<Comparison> {
    let shape = (recorded.first()?, seen.first()?);
    let fit = align::refine(recorded, seen, rough)?;
    let ways: Vec<(Blocks, Laid)> =
        finest(recorded, seen, &fit).into_iter().map(|laid| (blocks(&laid, &[]), laid)).collect();
    let (all, laid) = ways.iter().max_by(|(one, _), (other, _)| one.alike.total_cmp(&other.alike))?;
    let seen = laid.seen;
    if !is_sane(&fit, shape) || is_slanted(&fit.pose, shape.1) || !all.is_enough(seen) || seen < SEEN_MIN {
        return None;
    }
    // What a copy is too small to show was not changed in it.
    let (_, shown) = ways.iter().find(|(_, laid)| !laid.is_enlarged)?;
    let changed = changes::find(&if laid.is_enlarged { shown } else { laid }.blurred(), &fit.pose);
    let elsewhere = blocks(laid, &changed.recorded);
    let alike_elsewhere = if elsewhere.textured < TEXTURED_MIN { 0.0 } else { elsewhere.alike };
    Some(Comparison { pose: fit.pose, textured: all.textured, alike: all.alike, alike_elsewhere, seen, changed })
}

/// True for a picture that shows enough to be told from others.
pub fn is_recognisable(recorded: &[Map]) -> bool {
    recorded.first().is_some_and(|map| {
        let laid = Laid {
            recorded: map.clone(),
            seen: 1.0,
            levels: map.levels().iter().copied().map(Some).collect(),
            is_enlarged: false,
        };
        blocks(&laid, &[]).is_enough(1.0)
    })
}

/// No mirror but left to right, no turn beyond what is looked for, no squeezing.
fn is_sane(fit: &Fit, (recorded, seen): (&Map, &Map)) -> bool {
    let pose = &fit.pose;
    let shape = |map: &Map| map.width() as f32 / map.height() as f32;
    let squeeze = pose.x[0].abs() / pose.y[1].abs() * shape(seen) / shape(recorded);
    let straight = pose.y[1] > 0.0 && (0.2..5.0).contains(&fit.gain);
    straight && (1.0 / SQUEEZE_MAX..SQUEEZE_MAX).contains(&squeeze)
}

/// True when a right angle of the recorded picture is none in the other.
fn is_slanted(pose: &Pose, seen: &Map) -> bool {
    let (width, height) = (seen.width() as f32, seen.height() as f32);
    let across = (pose.x[0] * width, pose.y[0] * height);
    let down = (pose.x[1] * width, pose.y[1] * height);
    let product = across.0 * down.0 + across.1 * down.1;
    product.abs() > SLANT_MAX * across.0.hypot(across.1) * down.0.hypot(down.1)
}

struct Blocks {
    /// All, seen or not.
    count: usize,
    textured: usize,
    alike: f32,
}

impl Blocks {
    /// True when there is enough to compare in the share of the picture that is seen.
    fn is_enough(&self, seen: f32) -> bool {
        self.textured >= TEXTURED_MIN && self.textured as f32 >= TEXTURED_SHARE_MIN * seen * self.count as f32
    }
}

fn blocks(laid: &Laid, without: &[Region]) -> Blocks {
    let (columns, rows) = (laid.recorded.width() / BLOCK, laid.recorded.height() / BLOCK);
    let places = (0..rows).flat_map(|y| (0..columns).map(move |x| (x * BLOCK, y * BLOCK)));
    let (width, height) = laid.recorded.extent();
    let size = (f64::from(width), f64::from(height));
    let kept = places.filter(|(x, y)| !without.iter().any(|region| touches(region, (*x, *y), size)));
    let correlations: Vec<f32> = kept.filter_map(|(x, y)| correlation(laid, x, y)).collect();
    let alike = correlations.iter().filter(|one| **one >= ALIKE_MIN).count();
    Blocks {
        count: columns * rows,
        textured: correlations.len(),
        alike: alike as f32 / correlations.len().max(1) as f32,
    }
}

fn touches(region: &Region, (x, y): (usize, usize), (width, height): (f64, f64)) -> bool {
    let (left, top, side) = (x as f64, y as f64, BLOCK as f64);
    let across = region.left * width < left + side && region.right * width > left;
    across && region.top * height < top + side && region.bottom * height > top
}

/// How far a block shows the same, -1 to 1; none if it is not all seen, or shows nothing in either picture. One that
/// shows something in one of them alone is different.
fn correlation(laid: &Laid, left: usize, top: usize) -> Option<f32> {
    let width = laid.recorded.width();
    let mut sums = [0.0_f32; 5];
    for y in top..top + BLOCK {
        let seen = laid.levels.get(y * width + left..y * width + left + BLOCK)?;
        let known = laid.recorded.row(y).get(left..left + BLOCK)?;
        for (a, b) in known.iter().zip(seen) {
            let (a, b) = (a - 128.0, (*b)? - 128.0);
            for (sum, value) in sums.iter_mut().zip([a, b, a * a, b * b, a * b]) {
                *sum += value;
            }
        }
    }
    let count = (BLOCK * BLOCK) as f32;
    let [a, b, aa, bb, ab] = sums.map(|sum| sum / count);
    let (spread_a, spread_b) = ((aa - a * a).max(0.0).sqrt(), (bb - b * b).max(0.0).sqrt());
    if spread_a < TEXTURE_MIN {
        return None;
    }
    Some((ab - a * b) / (spread_a * spread_b).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::sight::Sight;
    use super::super::testing::{bytes, made, scene};
    use super::*;
    use crate::lettering::Gray;

    /// Compares two pictures as a look-up does.
    fn compared(recorded: &Map, seen: &Map) -> Option<Comparison> {
        let (known, other) = (bytes(recorded), bytes(seen));
        let known = Gray::new(recorded.width() as u32, recorded.height() as u32, &known).unwrap();
        let other = Gray::new(seen.width() as u32, seen.height() as u32, &other).unwrap();
        let sight = Sight::new(&other);
        let guesses = sight.guesses(&Sight::new(&known).word());
        compare(&Sight::kept(&known).pyramid(SIDE_MIN), sight.seen(), &guesses)
    }

    #[track_caller]
    fn check_same(seen: &Map, mirrored: bool) -> Comparison {
        let found = compared(&scene(1), seen).unwrap();
        assert!(found.is_same() && found.changed.regions.is_empty(), "{found:?}");
        assert_eq!(found.pose.is_mirrored(), mirrored);
        found
    }

    #[test]
    fn copies_are_the_same_picture() {
        let map = scene(1);
        check_same(&map, false);
        check_same(&map.halved(), false);
        check_same(&made(320, 240, |x, y| map.at(320.0 - x, y)), true);
        check_same(&made(320, 240, |x, y| 0.7 * map.at(x, y) + 30.0), false);
        let cut = check_same(&made(290, 220, |x, y| map.at(x + 30.0, y + 20.0)), false);
        assert!((cut.seen - 290.0 / 320.0 * 220.0 / 240.0).abs() < 0.03, "{}", cut.seen);
        let framed = |x: f32, y: f32| if (60.0..300.0).contains(&y) { map.at(x, y - 60.0) } else { 0.0 };
        check_same(&made(320, 400, framed), false);
    }

    #[test]
    fn a_turned_copy_is_the_same_picture() {
        let map = scene(1);
        let (sine, cosine) = 4.0_f32.to_radians().sin_cos();
        check_same(
            &made(280, 200, |x, y| {
                let (x, y) = (x - 140.0, y - 100.0);
                map.at(160.0 + cosine * x + sine * y, 120.0 + cosine * y - sine * x)
            }),
            false,
        );
    }

    /// Laid on a copy that was turned within a larger black frame, and off by less than half a pixel at every corner.
    #[track_caller]
    fn check_exact(map: &Map) {
        let (sine, cosine) = 5.0_f32.to_radians().sin_cos();
        let seen = made(340, 268, |x, y| {
            let (x, y) = (x - 170.0, y - 134.0);
            let (x, y) = (160.0 + cosine * x + sine * y, 120.0 + cosine * y - sine * x);
            let inside = (0.0..320.0).contains(&x) && (0.0..240.0).contains(&y);
            if inside { map.at(x, y) } else { 0.0 }
        });
        let found = compared(map, &seen).unwrap();
        assert!(found.alike > 0.97 && found.changed.regions.is_empty(), "{found:?}");
        for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
            let (right, down) = (320.0 * x - 160.0, 240.0 * y - 120.0);
            let expected = (170.0 + cosine * right - sine * down, 134.0 + cosine * down + sine * right);
            let there = found.pose.apply(x, y);
            let off = (there.0 * 340.0 - expected.0).hypot(there.1 * 268.0 - expected.1);
            assert!(off < 0.5, "{off} pixels at {x} {y}");
        }
    }

    /// Lines of a pixel are found where they are, on whichever maps of a picture whose sides cannot be halved they are looked at.
    #[test]
    fn a_picture_of_odd_sides_is_not_changed() {
        let line = |at: f32| (40.0..41.0).contains(&(at % 61.0));
        let ground = |x: f32, y: f32| 235.0 - 30.0 * ((x / 45.0).floor() + (y / 37.0).floor()) % 90.0;
        let map = made(435, 213, |x, y| if line(x) || line(y) { 20.0 } else { ground(x, y) });
        let found = compared(&map, &map).unwrap();
        assert!(found.alike > 0.99 && found.changed.regions.is_empty(), "{found:?}");
        let corner = found.pose.apply(1.0, 1.0);
        let off = ((corner.0 - 1.0) * 435.0).hypot((corner.1 - 1.0) * 213.0);
        assert!(off < 0.3, "{off} pixels");
    }

    #[test]
    fn a_frame_does_not_push() {
        let scene = scene(1);
        check_exact(&made(320, 240, |x, y| if x < 190.0 { 90.0 } else { scene.at(x, y) }));
    }

    /// What is plain fits wherever it lies, and must not say how much a difference counts.
    #[test]
    fn a_picture_that_is_mostly_plain_is_laid_by_what_it_shows() {
        let stroke = |x: f32, y: f32| (0.7 * x + y) % 31.0 < 2.5 || (x - 0.4 * y + 300.0) % 37.0 < 2.5;
        let map = made(320, 240, |x, y| if x > 235.0 && stroke(x, y) { 250.0 } else { 85.0 });
        let seen = made(380, 300, |x, y| {
            let inside = (30.0..350.0).contains(&x) && (30.0..270.0).contains(&y);
            if inside { 0.6 * map.at(x - 30.0, y - 30.0) + 60.0 } else { 0.0 }
        });
        let (maps, seen) = (map.pyramid(SIDE_MIN), seen.pyramid(SIDE_MIN));
        for (x, y) in [(0.03, 0.0), (0.0, 0.03), (-0.025, 0.025), (-0.03, -0.02)] {
            let guess = Pose::scaled((320.0 / 380.0, 30.0 / 380.0 + x), (240.0 / 300.0, 30.0 / 300.0 + y));
            let found = compare(&maps, &seen, &[guess]).unwrap();
            assert!(found.alike > 0.97, "{x} {y}: {found:?}");
        }
    }

    #[test]
    fn other_pictures_are_not() {
        for seed in 2..12 {
            let found = compared(&scene(1), &scene(seed));
            assert!(found.as_ref().is_none_or(|found| !found.is_altered()), "{seed}: {found:?}");
        }
    }

    #[test]
    fn a_slanted_copy_is_none() {
        let map = scene(1);
        let slanted = |slant: f32| made(320, 240, |x, y| map.at(x + slant * (y - 120.0), y));
        let guess = [Pose::SAME];
        let found = |slant: f32| {
            compare(&map.clone().pyramid(SIDE_MIN), &slanted(slant).pyramid(SIDE_MIN), &guess)
                .is_some_and(|found| found.is_altered())
        };
        assert!(found(0.01) && found(-0.02) && !found(0.06) && !found(-0.06));
    }

    #[test]
    fn what_is_plain_is_never_the_same() {
        let page = made(320, 240, |x, y| if x < 20.0 && y < 20.0 { 0.0 } else { 250.0 });
        assert!(compared(&page, &page).is_none());
        assert!(!is_recognisable(&page.clone().pyramid(SIDE_MIN)) && is_recognisable(&scene(1).pyramid(SIDE_MIN)));
    }

    /// As in two screenshots of one program with something else in its window.
    #[test]
    fn what_differs_in_a_large_part_is_another_picture() {
        let map = scene(1);
        let with_square = |side: f32| {
            let (left, top) = (160.0 - side / 2.0, 120.0 - side / 2.0);
            let inside = move |at: f32, from: f32| (from..from + side).contains(&at);
            let level = |x: f32, y: f32| if inside(x, left) && inside(y, top) { 255.0 } else { map.at(x, y) };
            compared(&map, &made(320, 240, level)).unwrap()
        };
        let (small, large) = (with_square(88.0), with_square(124.0));
        assert!(small.is_altered() && small.changed.share > 0.08, "{small:?}");
        assert!(!large.is_altered() && large.alike > SAME_MIN && large.changed.share < 0.25, "{large:?}");
    }

    #[test]
    fn a_copy_of_few_pixels_is_the_same_picture() {
        // Of fine detail, half of it as fine as the pixels of the copy.
        let detailed = |seed: u32| {
            let (coarse, fine) = (scene(seed), scene(seed + 20));
            made(128, 128, |x, y| 0.5 * coarse.at(2.0 * x, 1.8 * y) + 0.6 * fine.at(x * 4.9 % 320.0, y * 4.9 % 240.0))
        };
        let quarter = |map: &Map| map.halved().halved();
        for seed in 1..9 {
            let map = detailed(seed);
            let found = compared(&map, &quarter(&map)).unwrap();
            assert!(found.is_same() && found.changed.regions.is_empty(), "{seed}: {found:?}");
            let other = compared(&map, &quarter(&detailed(seed + 1)));
            assert!(other.as_ref().is_none_or(|other| !other.is_altered()), "{seed}: {other:?}");
        }
    }

    #[test]
    fn a_change_is_boxed_where_it_is() {
        let map = scene(1);
        let inside = |x: f32, y: f32| (200.0..230.0).contains(&x) && (90.0..110.0).contains(&y);
        let seen = made(320, 240, |x, y| if inside(x, y) { 255.0 } else { map.at(x, y) });
        let found = compared(&map, &seen).unwrap();
        assert!(found.is_altered() && found.changed.regions.len() == 1, "{found:?}");
        let region = found.changed.regions[0];
        let expected = [200.0 / 320.0, 90.0 / 240.0, 230.0 / 320.0, 110.0 / 240.0];
        let sides = [region.left, region.top, region.right, region.bottom];
        assert!(sides.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.04), "{sides:?}");
    }
}
