//! Signs of entries in planes: eight signs of each of 32 entries, then the next eight of them. So one instruction looks at as
//! many entries as a vector has bytes. What differs in half a byte is looked up in a table that fits a vector, which is
//! quick on processors that cannot count signs, too.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x32};

/// Of the first 64 signs at most so many differ.
pub(super) const FIRST_MAX: u32 = 16;
/// Entries of a block.
pub(super) const LANES: usize = 32;
/// Blocks looked at by every word in turn, so that they stay in the nearest cache.
pub(super) const PART: usize = 16;
/// Planes of either half of all 64 signs.
const ALL: usize = 4;
/// Planes of either half for which the tables of both fit the registers of most processors.
const BOTH_MAX: usize = 3;

/// So many planes, twice.
pub(super) type Block<const HALF: usize> = [[[u8; LANES]; HALF]; 2];
/// The signs of one entry, divided in the same way.
type Signs<const HALF: usize> = [[u8; HALF]; 2];
/// The lower and the upper half of each byte of some planes, or the tables for them.
type Nibbles<S, const HALF: usize> = [[u8x32<S>; 2]; HALF];

/// For each half of a byte how many signs of every other one differ from it; twice, because instructions look up in 16 bytes.
static DIFFER: [[u8; LANES]; 16] = differences();

/// The first 64 signs of entries, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Planes {
    blocks: Vec<Block<ALL>>,
    count: usize,
}

/// Some blocks, prepared to be looked at by many words.
pub(super) struct Desk<S: Simd, const HALF: usize> {
    simd: S,
    nibbles: Vec<[Nibbles<S, HALF>; 2]>,
    sums: [u8x32<S>; PART],
}

impl Planes {
    /// Adds an entry.
    pub(super) fn push(&mut self, signs: u64) {
        let lane = self.count % LANES;
        if lane == 0 {
            self.blocks.push([[[0; LANES]; ALL]; 2]);
        }
        if let Some(block) = self.blocks.last_mut() {
            put(block, lane, signs);
        }
        self.count += 1;
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Looks at everything and calls `found` for what is near, with the place of the wanted word and that of the entry.
    pub(super) fn scan(&self, wanted: &[u64], mut found: impl FnMut(usize, usize)) {
        dispatch!(Level::new(), simd => self.scan_with(simd, wanted, &mut found));
    }

    #[inline(always)]
    fn scan_with<S: Simd>(&self, simd: S, wanted: &[u64], found: &mut impl FnMut(usize, usize)) {
        simd.vectorize(
            #[inline(always)]
            || {
                let mut desk = Desk::new(simd);
                for (part, blocks) in self.blocks.chunks(PART).enumerate() {
                    desk.take(blocks);
                    for (which, wanted) in wanted.iter().enumerate() {
                        desk.near(*wanted, FIRST_MAX, &mut |number| {
                            let place = part * PART * LANES + number;
                            if place < self.count {
                                found(which, place);
                            }
                        });
                    }
                }
            },
        );
    }
}

impl<S: Simd, const HALF: usize> Desk<S, HALF> {
    /// With nothing on it.
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        Self { simd, nibbles: Vec::with_capacity(PART), sums: [u8x32::splat(simd, 0); PART] }
    }

    /// Takes at most [`PART`] blocks, in place of those before.
    #[inline(always)]
    pub(super) fn take(&mut self, blocks: &[Block<HALF>]) {
        let simd = self.simd;
        self.nibbles.clear();
        self.nibbles.extend(blocks.iter().take(PART).map(
            #[inline(always)]
            |block| {
                block.map(
                    #[inline(always)]
                    |half| halved(simd, half),
                )
            },
        ));
    }

    /// Calls `found` with the number of every entry of which at most `limit` signs differ, of those in the planes. The lanes
    /// after the last entry hold zeros and are told of like entries.
    #[inline(always)]
    pub(super) fn near(&mut self, wanted: u64, limit: u32, found: &mut impl FnMut(usize)) {
        let [first, second] = signs(wanted).map(
            #[inline(always)]
            |half| tables(self.simd, half),
        );
        if HALF > BOTH_MAX {
            for (sum, [one, _]) in self.sums.iter_mut().zip(&self.nibbles) {
                *sum = differ(&first, one);
            }
        }
        let mut least = u8x32::splat(self.simd, u8::MAX);
        for (sum, [one, other]) in self.sums.iter_mut().zip(&self.nibbles) {
            let before = if HALF > BOTH_MAX { *sum } else { differ(&first, one) };
            *sum = before + differ(&second, other);
            least = least.min(*sum);
        }
        let limit = u8x32::splat(self.simd, limit as u8);
        if !least.simd_le(limit).any_true() {
            return;
        }
        for (block, sum) in self.sums.iter().take(self.nibbles.len()).enumerate() {
            tell(block, sum.simd_le(limit).to_bitmask(), found);
        }
    }
}

/// Does what [`Desk::near`] does, with blocks that are not prepared: quicker while few words look at them.
#[inline(always)]
pub(super) fn near<S: Simd, const HALF: usize>(
    simd: S,
    blocks: &[Block<HALF>],
    (wanted, limit): (u64, u32),
    found: &mut impl FnMut(usize),
) {
    let tables: [Nibbles<S, HALF>; 2] = signs(wanted).map(
        #[inline(always)]
        |half| tables(simd, half),
    );
    let (lower, limit) = (u8x32::splat(simd, 15), u8x32::splat(simd, limit as u8));
    for (number, block) in blocks.iter().enumerate() {
        let mut sum = u8x32::splat(simd, 0);
        for (plane, [low, high]) in block.as_flattened().iter().zip(tables.as_flattened()) {
            let bytes = u8x32::from_slice(simd, plane);
            sum += low.swizzle_dyn_within_blocks(bytes & lower) + high.swizzle_dyn_within_blocks(bytes >> 4);
        }
        tell(number, sum.simd_le(limit).to_bitmask(), found);
    }
}

/// Calls `found` with the numbers of some lanes of a block.
#[inline(always)]
fn tell(block: usize, mut lanes: u64, found: &mut impl FnMut(usize)) {
    while lanes != 0 {
        found(block * LANES + lanes.trailing_zeros() as usize);
        lanes &= lanes - 1;
    }
}

/// Writes the signs of an entry, from the lowest on as many as there are planes for.
pub(super) fn put<const HALF: usize>(block: &mut Block<HALF>, lane: usize, signs: u64) {
    for (plane, signs) in block.as_flattened_mut().iter_mut().zip(signs.to_le_bytes()) {
        plane[lane] = signs;
    }
}

/// The signs of an entry, as many as there are planes for.
#[inline(always)]
pub(super) fn get<const HALF: usize>(block: &Block<HALF>, lane: usize) -> u64 {
    let mut bytes = [0; 8];
    for (byte, plane) in bytes.iter_mut().zip(block.as_flattened()) {
        *byte = plane[lane];
    }
    u64::from_le_bytes(bytes)
}

/// The signs of a word as planes hold them.
#[inline(always)]
fn signs<const HALF: usize>(word: u64) -> Signs<HALF> {
    let bytes = word.to_le_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    [std::array::from_fn(byte), std::array::from_fn(|at| byte(HALF + at))]
}

#[inline(always)]
fn halved<S: Simd, const HALF: usize>(simd: S, planes: [[u8; LANES]; HALF]) -> Nibbles<S, HALF> {
    let lower = u8x32::splat(simd, 15);
    planes.map(
        #[inline(always)]
        |plane| {
            let bytes = u8x32::from_slice(simd, &plane);
            [bytes & lower, bytes >> 4]
        },
    )
}

/// The tables by which a word looks at some planes.
#[inline(always)]
fn tables<S: Simd, const HALF: usize>(simd: S, signs: [u8; HALF]) -> Nibbles<S, HALF> {
    signs.map(
        #[inline(always)]
        |signs| {
            [signs % 16, signs / 16].map(
                #[inline(always)]
                |half| u8x32::from_slice(simd, &DIFFER[usize::from(half) % 16]),
            )
        },
    )
}

/// How many signs differ in some planes.
#[inline(always)]
fn differ<S: Simd, const HALF: usize>(tables: &Nibbles<S, HALF>, nibbles: &Nibbles<S, HALF>) -> u8x32<S> {
    let each = |at: usize| {
        let ([lower, upper], [low, high]) = (tables[at], nibbles[at]);
        lower.swizzle_dyn_within_blocks(low) + upper.swizzle_dyn_within_blocks(high)
    };
    (1..HALF).fold(each(0), |sum, at| sum + each(at))
}

const fn differences() -> [[u8; LANES]; 16] {
    let mut tables = [[0; LANES]; 16];
    let mut at = 0;
    while at < 16 * LANES {
        tables[at / LANES][at % LANES] = ((at / LANES) ^ (at % 16)).count_ones() as u8;
        at += 1;
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::super::testing::Random;
    use super::*;

    /// Around the ends of blocks and parts, with entries of every distance around the limit.
    #[test]
    fn all_instructions_find_what_counting_finds() {
        let mut random = Random(77);
        let wanted = [random.next(), random.next(), 0];
        let words: Vec<u64> = (0..2 * PART * LANES + 37)
            .map(|place| {
                let signs = (place % 40).min(30) as u32;
                let near = wanted[place % 3] ^ ((1_u64 << signs) - 1).rotate_left(place as u32);
                if place % 5 == 0 { random.next() } else { near }
            })
            .collect();
        let mut planes = Planes::default();
        words.iter().for_each(|word| planes.push(*word));
        let is_near = |which: usize, place: usize| (words[place] ^ wanted[which]).count_ones() <= FIRST_MAX;
        let pairs = (0..3).flat_map(|which| (0..words.len()).map(move |place| (which, place)));
        let expected: Vec<(usize, usize)> = pairs.filter(|(which, place)| is_near(*which, *place)).collect();
        assert!(expected.len() > 300 && planes.len() == words.len());
        for level in [Level::new(), Level::baseline()] {
            let mut found = Vec::new();
            let mut push = |which, place| found.push((which, place));
            dispatch!(level, simd => planes.scan_with(simd, &wanted, &mut push));
            found.sort_unstable();
            assert!(found == expected);
        }
    }
}
