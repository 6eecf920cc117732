//! The few nearest records of a picture.

use super::word::Word;

/// Of all signs at most so many differ.
const DISTANCE_MAX: u32 = 92;

/// What a fingerprint is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole picture.
    Whole,
    /// What its plain edges leave.
    Inner,
}

/// A record of which a fingerprint is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub record: i64,
    /// What that fingerprint is of.
    pub part: Part,
    /// The fingerprint.
    pub word: Word,
    /// Signs that differ from that of the nearest variant.
    pub distance: u32,
}

/// The nearest records so far, nearest first, each once. However many are near, memory is bounded.
#[derive(Clone, Debug)]
pub(super) struct Nearest {
    count: usize,
    found: Vec<Candidate>,
}

impl Nearest {
    /// None yet, and never more than `count`.
    pub(super) fn new(count: usize) -> Self {
        Self { count, found: Vec::new() }
    }

    /// Takes an entry if it is near enough. Its record is asked for only then: mostly it is not, and memory is slow.
    pub(super) fn offer(&mut self, wanted: &Word, (part, word): (Part, Word), record: impl FnOnce() -> Option<i64>) {
        let distance = wanted.distance_either_way(&word).0;
        if distance <= DISTANCE_MAX
            && let Some(record) = record()
        {
            self.take(Candidate { record, part, word, distance });
        }
    }

    fn take(&mut self, candidate: Candidate) {
        let Candidate { record, distance, .. } = candidate;
        let is_full = self.found.len() >= self.count;
        let is_last = |last: &Candidate| (distance, record) >= (last.distance, last.record);
        if is_full && self.found.last().is_none_or(is_last) {
            return;
        }
        let known = self.found.iter().position(|one| one.record == record);
        match known.and_then(|at| self.found.get(at).map(|one| (at, one.distance))) {
            Some((_, before)) if before <= distance => return,
            Some((at, _)) => drop(self.found.remove(at)),
            None => {}
        }
        let at = self.found.partition_point(|one| (one.distance, one.record) < (distance, record));
        self.found.insert(at, candidate);
        self.found.truncate(self.count);
    }

    /// All of them.
    pub(super) fn into_candidates(self) -> Vec<Candidate> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_kept_in_order_and_each_once() {
        let mut nearest = Nearest::new(3);
        let word = |signs: u32| Word([(1_u64 << signs) - 1, 0, 0, 0]);
        for (record, distance) in [(1, 9), (2, 5), (3, 9), (2, 7), (4, 30), (1, 4), (5, 9), (6, 1), (3, 63)] {
            nearest.offer(&Word::default(), (Part::Whole, word(distance)), || Some(record));
        }
        let found = nearest.into_candidates();
        let found: Vec<(i64, u32)> = found.iter().map(|one| (one.record, one.distance)).collect();
        assert_eq!(found, [(6, 1), (1, 4), (2, 5)]);
    }

    #[test]
    fn what_is_far_or_not_wanted_is_left_out() {
        let mut nearest = Nearest::new(3);
        nearest.offer(&Word::default(), (Part::Whole, Word([u64::MAX, (1 << 29) - 1, 0, 0])), || Some(1));
        assert!(nearest.into_candidates().is_empty());
        let mut nearest = Nearest::new(0);
        nearest.offer(&Word::default(), (Part::Whole, Word::default()), || Some(1));
        assert!(nearest.into_candidates().is_empty());
    }
}
