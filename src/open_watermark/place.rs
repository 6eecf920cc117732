//! Which part of the picture bears the mark: pictures are pasted together, and an upscaler shows before and after.

use super::chips::ChipMap;

/// A rectangle in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

/// Tiles to a side, at most; the search takes the cube of that.
const TILES: usize = 32;
/// Blocks to a side of a tile, at least.
const TILE_MIN: usize = 4;
/// How much likelier, as a natural logarithm, a part must be than the whole. There are some hundred thousand parts,
/// and neighbouring blocks are not independent.
const GAIN_MIN: f64 = 20.0;
/// How strong the pattern may be outside of the part, against inside: a mark is weaker on some grounds than on others.
const BARE_MAX: f64 = 0.25;
/// What is this faint, against the part as a whole, still belongs to it.
const FAINT: f64 = 0.4;
/// A mark on so much of the picture is a mark on the picture.
const SHARE_MAX: f64 = 0.8;

/// The rectangle that a pattern fills, if that explains the map much better than all of it does.
pub(super) fn of(map: &ChipMap, bits: &[bool]) -> Option<Blocks> {
    let step = TILE_MIN.max(map.columns.max(map.rows).div_ceil(TILES));
    let (across, down) = (map.columns.div_ceil(step), map.rows.div_ceil(step));
    let balance = bits.iter().filter(|bit| **bit).count() as f64 / bits.len().max(1) as f64 * 2.0 - 1.0;
    let mut tiles = vec![Tile::default(); across * down];
    let mut power = 0.0;
    for (at, value) in map.values.iter().enumerate() {
        let (row, column) = (at / map.columns, at % map.columns);
        let bit = bits[at % bits.len()];
        let sign = if bit { 1.0 } else { -1.0 } - balance;
        let value = f64::from(*value);
        power += value * value;
        if let Some(tile) = tiles.get_mut(row / step * across + column / step) {
            tile.agreement += sign * value;
            tile.weight += sign * sign;
        }
    }
    let noise = power / map.values.len().max(1) as f64;
    let all: Tile = tiles.iter().fold(Tile::default(), |sum, tile| sum.plus(tile));
    let mut level = FAINT * all.level();
    let mut best = (Blocks { left: 0, top: 0, right: across, bottom: down }, all);
    for _ in 0..4 {
        best = strongest(&tiles, across, down, level)?;
        level = FAINT * best.1.level();
    }
    let (part, tile) = best;
    let gain = tile.likelihood(tile.level(), noise) - all.likelihood(all.level(), noise);
    let outside = Tile { agreement: all.agreement - tile.agreement, weight: all.weight - tile.weight };
    let is_bare = outside.level() <= BARE_MAX * tile.level();
    let is_part = gain >= GAIN_MIN && is_bare && tile.weight < SHARE_MAX * all.weight;
    is_part.then_some(Blocks {
        left: part.left * step,
        top: part.top * step,
        right: (part.right * step).min(map.columns),
        bottom: (part.bottom * step).min(map.rows),
    })
}

/// How far a part of the map agrees with the pattern.
#[derive(Clone, Copy, Debug, Default)]
struct Tile {
    agreement: f64,
    weight: f64,
}

impl Tile {
    fn plus(&self, other: &Self) -> Self {
        Self { agreement: self.agreement + other.agreement, weight: self.weight + other.weight }
    }

    /// The strength of the pattern that fits best.
    fn level(&self) -> f64 {
        (self.agreement / self.weight.max(1e-9)).max(0.0)
    }

    /// Logarithm of how much likelier a pattern of this strength makes the map.
    fn likelihood(&self, level: f64, noise: f64) -> f64 {
        (self.agreement * level - 0.5 * self.weight * level * level) / noise.max(1e-9)
    }
}

/// The rectangle of tiles that a pattern of this strength makes likeliest: the largest sum over all pairs of rows.
fn strongest(tiles: &[Tile], across: usize, down: usize, level: f64) -> Option<(Blocks, Tile)> {
    let mut best: Option<(f64, Blocks, Tile)> = None;
    for top in 0..down {
        let mut sums = vec![Tile::default(); across];
        for bottom in top..down {
            for (sum, tile) in sums.iter_mut().zip(&tiles[bottom * across..]) {
                *sum = sum.plus(tile);
            }
            let mut left = 0;
            let mut run = Tile::default();
            for (column, sum) in sums.iter().enumerate() {
                if run.likelihood(level, 1.0) < 0.0 {
                    (left, run) = (column, Tile::default());
                }
                run = run.plus(sum);
                let value = run.likelihood(level, 1.0);
                if best.as_ref().is_none_or(|(largest, ..)| value > *largest) {
                    best = Some((value, Blocks { left, top, right: column + 1, bottom: bottom + 1 }, run));
                }
            }
        }
    }
    best.map(|(_, blocks, tile)| (blocks, tile))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BITS: [bool; 5] = [true, false, false, true, true];

    /// Noise of unit power on 80 x 60 blocks, with a pattern of this strength on the columns from `from` on.
    fn map(strength: f32, from: usize) -> ChipMap {
        let mut state = 7_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state >> 31 == 1 { 1.0_f32 } else { -1.0 }
        };
        let value = |at: usize, noise: f32| {
            let sign = if BITS[at % 5] { strength } else { -strength };
            if at % 80 >= from { noise + sign } else { noise }
        };
        ChipMap { columns: 80, rows: 60, values: (0..4800).map(|at| value(at, noise())).collect(), same: 0.0 }
    }

    fn found(map: &ChipMap) -> Option<Blocks> {
        of(map, &BITS)
    }

    #[test]
    fn the_marked_half_is_found() {
        let half = found(&map(0.5, 40)).expect("a part");
        assert!(half.left.abs_diff(40) <= 4 && half.right == 80, "{half:?}");
        assert!(half.top <= 4 && half.bottom >= 56, "{half:?}");
    }

    #[test]
    fn a_mark_on_everything_or_nothing_has_no_place() {
        assert_eq!(found(&map(0.5, 0)), None);
        assert_eq!(found(&map(0.0, 0)), None);
    }
}
