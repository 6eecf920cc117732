//! The flat array of all fingerprints, and the search through it.
//!
//! Every entry is looked at: 64 signs of each first, in a column of their own, and the rest of the few that are near.

use fearless_simd::{Level, Simd, dispatch};

use super::word::{Variant, Word};

/// Bytes of an entry as stored: the number of its record and its fingerprint.
pub const ENTRY_BYTES: usize = 40;
/// Of the first 64 signs at most so many differ.
const FIRST_MAX: u32 = 16;
/// Of all signs at most so many differ.
const DISTANCE_MAX: u32 = 92;
/// Entries looked at by every variant in turn, so that they stay in the cache.
const BLOCK: usize = 2048;
/// Entries of which the smallest distance is asked for at once.
const LANE: usize = 128;

/// The fingerprints of all records.
#[derive(Clone, Debug, Default)]
pub struct Index {
    records: Vec<i64>,
    first: Vec<u64>,
    rest: Vec<[u64; 3]>,
}

/// A record whose fingerprint is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub record: i64,
    /// Its fingerprint.
    pub word: Word,
    /// Signs that differ from that of the nearest variant.
    pub distance: u32,
}

impl Index {
    /// Adds a record.
    pub fn push(&mut self, record: i64, word: Word) {
        let [first, second, third, fourth] = word.0;
        self.records.push(record);
        self.first.push(first);
        self.rest.push([second, third, fourth]);
    }

    /// Adds entries as stored; what is left over at the end is no entry and ignored.
    pub fn extend(&mut self, stored: &[u8]) {
        for entry in stored.chunks_exact(ENTRY_BYTES) {
            let Some((record, word)) = entry.split_first_chunk::<8>() else { continue };
            let Ok(word) = word.try_into() else { continue };
            self.push(i64::from_le_bytes(*record), Word::from_bytes(word));
        }
    }

    /// Every record with its fingerprint.
    pub fn entries(&self) -> impl Iterator<Item = (i64, Word)> {
        let words = self
            .first
            .iter()
            .zip(&self.rest)
            .map(|(first, [second, third, fourth])| Word([*first, *second, *third, *fourth]));
        self.records.iter().copied().zip(words)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The nearest records, at most `count`, nearest first, each once.
    pub fn nearest(&self, variants: &[Variant], count: usize) -> Vec<Candidate> {
        let mut found = self.near(variants);
        found.sort_by_key(|one| (one.distance, one.record));
        let mut seen = std::collections::HashSet::new();
        found.retain(|one| seen.insert(one.record));
        found.truncate(count);
        found
    }

    /// Every entry that is near enough, in any variant.
    pub fn near(&self, variants: &[Variant]) -> Vec<Candidate> {
        let level = Level::new();
        let mut found = Vec::new();
        for (block, first) in self.first.chunks(BLOCK).enumerate() {
            for variant in variants {
                let wanted = variant.word.0[0];
                dispatch!(level, simd => lanes(simd, first, wanted, &mut |entry| {
                    self.finish(block * BLOCK + entry, &variant.word, &mut found);
                }));
            }
        }
        found
    }

    fn finish(&self, entry: usize, wanted: &Word, found: &mut Vec<Candidate>) {
        let (Some(first), Some([second, third, fourth])) = (self.first.get(entry), self.rest.get(entry)) else {
            return;
        };
        let word = Word([*first, *second, *third, *fourth]);
        let distance = wanted.distance_either_way(&word).0;
        if distance <= DISTANCE_MAX {
            let record = self.records.get(entry).copied().unwrap_or_default();
            found.push(Candidate { record, word, distance });
        }
    }
}

/// Calls `near` with every place whose signs differ little.
#[inline(always)]
fn lanes<S: Simd>(simd: S, first: &[u64], wanted: u64, near: &mut impl FnMut(usize)) {
    simd.vectorize(
        #[inline(always)]
        || {
            for (lane, entries) in first.chunks(LANE).enumerate() {
                let smallest = entries.iter().map(|entry| u64::from((entry ^ wanted).count_ones())).min();
                if smallest.is_none_or(|smallest| smallest > u64::from(FIRST_MAX)) {
                    continue;
                }
                for (place, entry) in entries.iter().enumerate() {
                    if (entry ^ wanted).count_ones() <= FIRST_MAX {
                        near(lane * LANE + place);
                    }
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::pose::Pose;
    use super::*;

    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
        }
    }

    fn filled(count: i64) -> Index {
        let mut random = Random(77);
        let mut index = Index::default();
        for record in 0..count {
            index.push(record, Word([random.next(), random.next(), random.next(), random.next()]));
        }
        index
    }

    fn variant(word: Word) -> Variant {
        Variant { word, pose: Pose::SAME }
    }

    #[test]
    fn an_entry_is_found_wherever_it_stands() {
        // Around the borders of blocks and lanes, and at the end.
        let index = filled(5_000);
        for (record, word) in index.entries().filter(|(record, _)| [0, 127, 128, 2_047, 2_048, 4_999].contains(record))
        {
            let near = Word([word.0[0] ^ 0b1011, word.0[1], word.0[2], word.0[3] ^ 1]);
            let found = index.nearest(&[variant(Word::default()), variant(near)], 3);
            assert_eq!(found, [Candidate { record, word, distance: 4 }]);
        }
    }

    #[test]
    fn all_instructions_find_the_same() {
        let index = filled(3_000);
        let wanted = index.first[1_234];
        let places = |level: Level| {
            let mut found = Vec::new();
            dispatch!(level, simd => lanes(simd, &index.first, wanted, &mut |place| found.push(place)));
            found
        };
        assert_eq!(places(Level::new()), places(Level::baseline()));
        assert_eq!(places(Level::new()), [1_234]);
    }

    #[test]
    fn stored_entries_come_back_and_a_rest_is_none() {
        let index = filled(3);
        let mut stored = Vec::new();
        for (record, word) in index.entries() {
            stored.extend(record.to_le_bytes());
            stored.extend(word.to_bytes());
        }
        stored.extend([1, 2, 3]);
        let mut back = Index::default();
        back.extend(&stored);
        assert!(back.entries().eq(index.entries()) && back.len() == 3);
    }
}
