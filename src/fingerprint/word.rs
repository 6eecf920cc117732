//! The fingerprint: 256 signs of the lowest frequencies of the middle of a picture.
//!
//! Only the middle is looked at, because all of it is left when a tenth is cut off a side or the picture is turned by
//! a few degrees. Where it lies in a picture that was cut or turned is not known, so the one that is looked up is
//! measured in several poses, and the one that was recorded in a single one. Frequencies that are even from left to
//! right do not notice a mirror and stand first; the others change their signs.

use std::sync::LazyLock;

use super::map::Map;
use super::pose::Pose;

/// Share of either side that is looked at.
const MIDDLE: f32 = 0.75;
/// Samples on either side of it.
const SAMPLES: usize = 32;
/// Frequencies tried on either axis.
const FREQUENCIES: usize = 26;
/// Signs of even frequencies, and as many of odd ones.
const HALF_BITS: usize = 128;

/// 256 signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Word(pub [u64; 4]);

impl Word {
    /// The fingerprint of what `map` shows under a pose. The map is the whole picture.
    pub fn of(map: &Map, pose: &Pose) -> Self {
        let table = &*TABLE;
        let levels = samples(map, pose);
        let across = table.across(&levels);
        let mut words = [0; 4];
        for (bit, (u, v)) in table.order.iter().enumerate() {
            let sum: f32 = (0..SAMPLES).map(|row| table.cosine(*v, row) * across[row * FREQUENCIES + u]).sum();
            if sum > 0.0 {
                words[bit / 64] |= 1_u64 << (bit % 64);
            }
        }
        Self(words)
    }

    /// Signs that differ, 0 to 256, from the picture or its mirror image, whichever is nearer; true for the latter.
    pub fn distance_either_way(&self, other: &Self) -> (u32, bool) {
        let differ = |index: usize| (self.0[index] ^ other.0[index]).count_ones();
        let (even, odd) = (differ(0) + differ(1), differ(2) + differ(3));
        let is_mirrored = odd > 64;
        (even + if is_mirrored { 128 - odd } else { odd }, is_mirrored)
    }

    /// As stored: little-endian.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (to, word) in bytes.chunks_exact_mut(8).zip(self.0) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// Back from [`Self::to_bytes`].
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, from) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = from.try_into().map_or(0, u64::from_le_bytes);
        }
        Self(words)
    }
}

/// A fingerprint under the assumption that the picture lies like this on the recorded one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variant {
    /// The fingerprint.
    pub word: Word,
    /// From the recorded picture to this one.
    pub pose: Pose,
}

fn samples(map: &Map, pose: &Pose) -> Vec<f32> {
    let place = |index: usize| 0.5 + MIDDLE * ((index as f32 + 0.5) / SAMPLES as f32 - 0.5);
    let (width, height) = (map.width() as f32, map.height() as f32);
    let mut levels = Vec::with_capacity(SAMPLES * SAMPLES);
    for row in 0..SAMPLES {
        for column in 0..SAMPLES {
            let (x, y) = pose.apply(place(column), place(row));
            levels.push(map.at(x * width, y * height));
        }
    }
    levels
}

struct Table {
    cosines: Vec<f32>,
    order: Vec<(usize, usize)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let cosine = |frequency: usize, sample: usize| {
            let turns = (2 * sample + 1) as f64 * frequency as f64 / (4 * SAMPLES) as f64;
            (turns * std::f64::consts::TAU).cos() as f32
        };
        let cosines = (0..FREQUENCIES).flat_map(|f| (0..SAMPLES).map(move |s| cosine(f, s))).collect();
        Self { cosines, order: [lowest(0), lowest(1)].concat() }
    }

    fn cosine(&self, frequency: usize, sample: usize) -> f32 {
        self.cosines.get(frequency * SAMPLES + sample).copied().unwrap_or_default()
    }

    /// Every row by frequencies.
    fn across(&self, levels: &[f32]) -> Vec<f32> {
        let mut sums = Vec::with_capacity(SAMPLES * FREQUENCIES);
        for row in levels.chunks_exact(SAMPLES) {
            sums.extend(
                self.cosines
                    .chunks_exact(SAMPLES)
                    .map(|cosines| row.iter().zip(cosines).map(|(level, cosine)| level * cosine).sum::<f32>()),
            );
        }
        sums
    }
}

/// The lowest frequencies with this parity from left to right, without the mean.
fn lowest(parity: usize) -> Vec<(usize, usize)> {
    let all = (0..FREQUENCIES).flat_map(|u| (0..FREQUENCIES).map(move |v| (u, v)));
    let mut found: Vec<(usize, usize)> = all.filter(|(u, v)| u % 2 == parity && (*u, *v) != (0, 0)).collect();
    found.sort_by_key(|(u, v)| (u * u + v * v, *u));
    found.truncate(HALF_BITS);
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{made, scene};
    use super::*;

    #[test]
    fn a_mirror_is_as_near_as_the_picture_itself() {
        let map = scene(1);
        let mirrored = made(320, 240, |x, y| map.at(320.0 - x, y));
        let (word, other) = (Word::of(&map, &Pose::SAME), Word::of(&mirrored, &Pose::SAME));
        assert_eq!(word.distance_either_way(&word), (0, false));
        let (distance, is_mirrored) = word.distance_either_way(&other);
        assert!(distance <= 4 && is_mirrored, "{distance}");
    }

    #[test]
    fn other_pictures_are_far() {
        let words: Vec<Word> = (0..12).map(|seed| Word::of(&scene(seed), &Pose::SAME)).collect();
        for (index, one) in words.iter().enumerate() {
            for other in words.iter().skip(index + 1) {
                assert!(one.distance_either_way(other).0 > 70);
            }
        }
    }

    #[test]
    fn the_signs_are_those_of_different_frequencies_and_come_back_from_bytes() {
        let order: std::collections::BTreeSet<_> = TABLE.order.iter().collect();
        assert_eq!((order.len(), TABLE.order.len()), (256, 256));
        assert!(
            TABLE.order.iter().take(128).all(|(u, _)| u % 2 == 0)
                && TABLE.order.iter().skip(128).all(|(u, _)| u % 2 == 1)
        );
        let word = Word([1, u64::MAX, 0x0123_4567_89ab_cdef, 7]);
        assert_eq!(Word::from_bytes(word.to_bytes()), word);
    }
}
