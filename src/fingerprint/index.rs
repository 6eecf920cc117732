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
