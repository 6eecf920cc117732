//! Where two pictures that lie on each other differ.
//!
//! A level that lies between the lowest and the highest around the same place of the other picture is explained by
//! blur, by coding or by a pixel's shift. What is beyond that, by more than the noise, in the one or the other, was
//! added or taken away.

use super::laid::Laid;
use super::pose::Pose;
use crate::pixels::Region;

/// Pixels around a place within which a level is explained.
const REACH: usize = 2;
/// Pixels along the edge that are left out: what is next to the picture runs into them.
const EDGE: usize = 3;
/// Levels beyond the range around a place that noise explains, at least.
const BEYOND_MIN: f32 = 10.0;
/// Times the typical difference that noise explains.
const TYPICAL_FACTOR: f32 = 4.0;
/// Part of the range around a place that a shift explains beyond it.
const RANGE_FACTOR: f32 = 0.35;
/// Pixels apart that belong to one change.
const GAP: usize = 3;
/// Pixels of a change, and the sum of levels beyond in it.
const PIXELS_MIN: usize = 5;
const SUM_MIN: f32 = 60.0;
/// Changes that are named.
const REGIONS_MAX: usize = 12;

/// What differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changed {
    /// Where, as shares of the picture that is looked up; largest first.
    pub regions: Vec<Region>,
    /// The same as shares of the recorded picture.
    pub recorded: Vec<Region>,
    /// Share of what is seen that differs.
    pub share: f32,
}

/// Finds what differs.
pub(super) fn find(laid: &Laid, pose: &Pose) -> Changed {
    let beyond = beyond(laid);
    let width = laid.recorded.width();
    let mut patches = patches(&beyond, width);
    patches.retain(|patch| patch.pixels >= PIXELS_MIN && patch.sum >= SUM_MIN);
    patches.sort_by(|a, b| b.sum.total_cmp(&a.sum));
    let pixels: usize = patches.iter().map(|patch| patch.pixels).sum();
    patches.truncate(REGIONS_MAX);
    let size = laid.recorded.extent();
    let recorded: Vec<Region> = patches.iter().map(|patch| patch.region(size)).collect();
    let regions = recorded.iter().map(|region| moved(region, pose)).collect();
    let seen = laid.levels.iter().flatten().count().max(1);
    Changed { regions, recorded, share: pixels as f32 / seen as f32 }
}

/// For each pixel how far either level lies beyond the range of the other picture around it; 0 within the noise.
fn beyond(laid: &Laid) -> Vec<f32> {
    let (width, height) = (laid.recorded.width(), laid.recorded.height());
    let inner = |index: usize| {
        let (x, y) = (index % width, index / width);
        x >= EDGE && y >= EDGE && x + EDGE < width && y + EDGE < height
    };
    let known: Vec<Option<f32>> = laid.recorded.levels().iter().copied().map(Some).collect();
    let known_ranges = ranges(&known, width, height);
    let seen_ranges = ranges(&laid.levels, width, height);
    let noise = (TYPICAL_FACTOR * typical(laid)).max(BEYOND_MIN);
    // Where the levels vary much, a small shift makes a large difference.
    let excess = |level: f32, range: &Option<(f32, f32)>| {
        range.map_or(0.0, |(lowest, highest)| {
            let explained = noise.max(RANGE_FACTOR * (highest - lowest));
            (level - highest).max(lowest - level) - explained
        })
    };
    let mut out = Vec::with_capacity(known.len());
    for (index, level) in laid.levels.iter().enumerate() {
        let (Some(level), Some(Some(known)), true) = (level, known.get(index), inner(index)) else {
            out.push(0.0);
            continue;
        };
        let added = known_ranges.get(index).map_or(0.0, |range| excess(*level, range));
        let taken = seen_ranges.get(index).map_or(0.0, |range| excess(*known, range));
        out.push(added.max(taken).max(0.0));
    }
    out
}

/// Median difference of the levels.
fn typical(laid: &Laid) -> f32 {
    let pairs = laid.recorded.levels().iter().zip(&laid.levels);
    let mut differences: Vec<f32> = pairs.filter_map(|(known, seen)| Some((known - (*seen)?).abs())).collect();
    if differences.is_empty() {
        return 0.0;
    }
    let middle = differences.len() / 2;
    *differences.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Lowest and highest level within reach of each pixel; none near a place that is not seen.
fn ranges(levels: &[Option<f32>], width: usize, height: usize) -> Vec<Option<(f32, f32)>> {
    let own: Vec<Option<(f32, f32)>> = levels.iter().map(|level| level.map(|level| (level, level))).collect();
    let across = widened(&own, |index, step| {
        let x = (index % width).saturating_add_signed(step).min(width - 1);
        index - index % width + x
    });
    widened(&across, |index, step| {
        let y = (index / width).saturating_add_signed(step).min(height - 1);
        y * width + index % width
    })
}

fn widened(ranges: &[Option<(f32, f32)>], place: impl Fn(usize, isize) -> usize) -> Vec<Option<(f32, f32)>> {
    let reach = REACH as isize;
    let both = |a: Option<(f32, f32)>, b: Option<(f32, f32)>| Some((a?.0.min(b?.0), a?.1.max(b?.1)));
    let around = |index: usize| {
        let near = (-reach..=reach).map(|step| ranges.get(place(index, step)).copied().flatten());
        near.reduce(both).flatten()
    };
    (0..ranges.len()).map(around).collect()
}

/// Pixels that belong together.
struct Patch {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
    sum: f32,
}

impl Patch {
    /// As shares of the picture, with a pixel around it.
    fn region(&self, (width, height): (f32, f32)) -> Region {
        let edge = |at: f32, of: f32| f64::from((at / of).clamp(0.0, 1.0));
        Region {
            left: edge(self.left as f32 - 1.0, width),
            top: edge(self.top as f32 - 1.0, height),
            right: edge(self.right as f32 + 2.0, width),
            bottom: edge(self.bottom as f32 + 2.0, height),
        }
    }
}

fn patches(beyond: &[f32], width: usize) -> Vec<Patch> {
    let mut left = beyond.to_vec();
    let mut found = Vec::new();
    for start in 0..left.len() {
        if left[start] > 0.0 {
            found.push(flood(&mut left, width, start));
        }
    }
    found
}

/// Takes everything that hangs together with a pixel, across small gaps.
fn flood(left: &mut [f32], width: usize, start: usize) -> Patch {
    let mut patch = Patch { left: width, top: usize::MAX, right: 0, bottom: 0, pixels: 0, sum: 0.0 };
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        let level = std::mem::take(&mut left[at]);
        if level <= 0.0 {
            continue;
        }
        let (x, y) = (at % width, at / width);
        patch = Patch {
            left: patch.left.min(x),
            top: patch.top.min(y),
            right: patch.right.max(x),
            bottom: patch.bottom.max(y),
            pixels: patch.pixels + 1,
            sum: patch.sum + level,
        };
        let rows = y.saturating_sub(GAP)..=(y + GAP).min(left.len() / width - 1);
        for row in rows {
            for column in x.saturating_sub(GAP)..=(x + GAP).min(width - 1) {
                if left[row * width + column] > 0.0 {
                    open.push(row * width + column);
                }
            }
        }
    }
    patch
}

/// Where a region of the recorded picture lies in the other one.
fn moved(region: &Region, pose: &Pose) -> Region {
    let corner = |x: f64, y: f64| {
        let (x, y) = pose.apply(x as f32, y as f32);
        (f64::from(x.clamp(0.0, 1.0)), f64::from(y.clamp(0.0, 1.0)))
    };
    let corners = [
        corner(region.left, region.top),
        corner(region.right, region.top),
        corner(region.left, region.bottom),
        corner(region.right, region.bottom),
    ];
    let of =
        |pick: fn(&(f64, f64)) -> f64, fold: fn(f64, f64) -> f64| corners.iter().map(pick).reduce(fold).unwrap_or(0.0);
    Region {
        left: of(|c| c.0, f64::min),
        top: of(|c| c.1, f64::min),
        right: of(|c| c.0, f64::max),
        bottom: of(|c| c.1, f64::max),
    }
}
