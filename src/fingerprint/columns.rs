//! Entries in columns, so that a search reads no more of each than it needs.

use fearless_simd::{Level, Simd, dispatch};

use super::word::Word;

/// Of the first 64 signs at most so many differ.
pub(super) const FIRST_MAX: u32 = 16;
/// Entries looked at by every variant in turn, so that they stay in the cache.
const PART: usize = 2048;
/// Entries looked at together.
pub(super) const BLOCK: usize = 8;
/// Blocks of which the smallest distance is asked for at once.
const LANE: usize = 32;

/// Entries in whatever order.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) records: Vec<i64>,
    /// The first 64 signs.
    pub(super) first: Vec<u64>,
    rest: Vec<[u64; 3]>,
}

impl Columns {
    /// Adds an entry.
    pub(super) fn push(&mut self, record: i64, word: Word) {
        let [first, second, third, fourth] = word.0;
        self.records.push(record);
        self.first.push(first);
        self.rest.push([second, third, fourth]);
    }

    /// Adds all of another's.
    pub(super) fn append(&mut self, mut others: Self) {
        if self.first.is_empty() {
            // To copy them would take twice the memory for a moment.
            *self = others;
            return;
        }
        self.records.append(&mut others.records);
        self.first.append(&mut others.first);
        self.rest.append(&mut others.rest);
    }

    /// The fingerprint at a place.
    pub(super) fn word(&self, place: usize) -> Option<Word> {
        let [second, third, fourth] = *self.rest.get(place)?;
        Some(Word([*self.first.get(place)?, second, third, fourth]))
    }

    /// All entries.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, Word)> {
        let words = (0..self.first.len()).filter_map(|place| self.word(place));
        self.records.iter().copied().zip(words)
    }

    /// The same by their first signs. One column after the other is moved, because of memory.
    pub(super) fn sorted(mut self) -> Self {
        let order = order(&self.first);
        self.first = moved(&self.first, &order);
        self.rest = moved(&self.rest, &order);
        self.records = moved(&self.records, &order);
        self
    }

    /// Looks at everything and calls `found` for what is near, with the place of the wanted word and that of the entry.
    pub(super) fn scan(&self, wanted: &[u64], mut found: impl FnMut(usize, usize)) {
        let level = Level::new();
        for (part, first) in self.first.chunks(PART).enumerate() {
            for (which, wanted) in wanted.iter().enumerate() {
                let mut found = |place: usize| found(which, part * PART + place);
                dispatch!(level, simd => simd.vectorize(#[inline(always)] || near(first, *wanted, &mut found)));
            }
        }
    }
}

/// Calls `found` with every place whose signs differ little.
#[inline(always)]
pub(super) fn near(words: &[u64], wanted: u64, found: &mut impl FnMut(usize)) {
    let (blocks, rest) = words.as_chunks::<BLOCK>();
    for (lane, blocks) in blocks.chunks(LANE).enumerate() {
        if smallest(blocks, wanted) > u64::from(FIRST_MAX) {
            continue;
        }
        for (number, block) in blocks.iter().enumerate() {
            if smallest(std::slice::from_ref(block), wanted) <= u64::from(FIRST_MAX) {
                each(block, (lane * LANE + number) * BLOCK, wanted, found);
            }
        }
    }
    each(rest, words.len() - rest.len(), wanted, found);
}

/// The smallest number of signs that differ.
#[inline(always)]
fn smallest(blocks: &[[u64; BLOCK]], wanted: u64) -> u64 {
    let differ = blocks.as_flattened().iter().map(|word| u64::from((word ^ wanted).count_ones()));
    differ.min().unwrap_or(u64::MAX)
}

#[inline(always)]
fn each(words: &[u64], start: usize, wanted: u64, found: &mut impl FnMut(usize)) {
    for (place, word) in (start..).zip(words) {
        if (word ^ wanted).count_ones() <= FIRST_MAX {
            found(place);
        }
    }
}

/// Places in the order of their words.
fn order(words: &[u64]) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> = words.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut places: Vec<u32> = order.into_iter().map(|(_, place)| place).collect();
    // The memory of the pairs is taken over, four times as much.
    places.shrink_to_fit();
    places
}

fn moved<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|place| column.get(*place as usize).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Random;
    use super::*;

    #[test]
    fn all_instructions_find_the_same() {
        let mut random = Random(77);
        let words: Vec<u64> = (0..3_000).map(|_| random.next()).collect();
        let places = |level: Level| {
            let mut found = Vec::new();
            let mut push = |place| found.push(place);
            dispatch!(level, simd => simd.vectorize(#[inline(always)] || near(&words, words[1_234] ^ 5, &mut push)));
            found
        };
        assert_eq!(places(Level::new()), places(Level::baseline()));
        assert_eq!(places(Level::new()), [1_234]);
    }
}
