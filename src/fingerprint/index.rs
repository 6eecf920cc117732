//! All fingerprints, and the search through them.
//!
//! Of an entry 64 signs are looked at first, in planes of their own, and the rest of the few that are near. A small
//! number of entries is looked at one by one; more are sorted, so that most need not be looked at.

use super::nearest::{Candidate, Nearest, Part};
use super::planes::Planes;
use super::sorted::{Found, Sorted};
use super::word::{Variant, Word};

/// Bytes of an entry as stored: the number of its record and its fingerprint.
pub const ENTRY_BYTES: usize = 40;
/// With fewer entries it is as quick to look at all of them.
const SORTED_MIN: usize = 750_000;
/// Sorting anew is worth it when this share of the entries is new.
const RECENT_SHARE: usize = 16;

/// The fingerprints of all records.
#[derive(Clone, Debug, Default)]
pub struct Index {
    whole: Entries,
    /// Of records with plain edges, what those leave.
    inner: Entries,
}

/// One fingerprint of each record.
#[derive(Clone, Debug, Default)]
struct Entries {
    records: Vec<i64>,
    words: Vec<Word>,
    /// The first of them, sorted.
    sorted: Sorted,
    /// What was added since.
    recent: Planes,
}

/// Entries as stored; what is left over at the end is no entry and ignored.
pub fn entries_of(stored: &[u8]) -> impl Iterator<Item = (i64, Word)> {
    stored.chunks_exact(ENTRY_BYTES).filter_map(|entry| {
        let (record, word) = entry.split_first_chunk::<8>()?;
        Some((i64::from_le_bytes(*record), Word::from_bytes(word.try_into().ok()?)))
    })
}

/// An entry to be stored.
pub fn entry_bytes(record: i64, word: Word) -> [u8; ENTRY_BYTES] {
    let mut bytes = [0; ENTRY_BYTES];
    let (number, signs) = bytes.split_at_mut(8);
    number.copy_from_slice(&record.to_le_bytes());
    signs.copy_from_slice(&word.to_bytes());
    bytes
}

impl Index {
    /// Adds a record.
    pub fn push(&mut self, record: i64, word: Word) {
        self.whole.push(record, word);
    }

    /// Adds the fingerprint of what the plain edges of a record leave.
    pub fn push_inner(&mut self, record: i64, word: Word) {
        self.inner.push(record, word);
    }

    /// Sorts what was added, if there is enough of it: for whoever looks up more than once. Ten million entries take
    /// two seconds, and 85 bytes of memory each.
    pub fn sort(&mut self) {
        self.whole.sort();
        self.inner.sort();
    }

    /// Adds all of another's.
    pub fn append(&mut self, more: Self) {
        self.whole.append(more.whole);
        self.inner.append(more.inner);
    }

    /// Sorts what was added, however little it is.
    pub fn sort_all(&mut self) {
        self.whole.sort_all();
        self.inner.sort_all();
    }

    /// Every record with its fingerprint, in the order in which they were added.
    pub fn entries(&self) -> impl Iterator<Item = (i64, Word)> {
        self.whole.iter()
    }

    /// The same of what the plain edges of records leave.
    pub fn inner_entries(&self) -> impl Iterator<Item = (i64, Word)> {
        self.inner.iter()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.whole.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The nearest records, at most `count`, nearest first, each once.
    pub fn nearest(&self, variants: &[Variant], count: usize) -> Vec<Candidate> {
        self.nearest_of_many(&[variants], count).pop().unwrap_or_default()
    }

    /// The same for several pictures, in their order. Together they take less time.
    pub fn nearest_of_many(&self, pictures: &[&[Variant]], count: usize) -> Vec<Vec<Candidate>> {
        let of_picture = |(picture, variants): (usize, &&[Variant])| vec![picture; variants.len()];
        let owners: Vec<usize> = pictures.iter().enumerate().flat_map(of_picture).collect();
        let words: Vec<Word> = pictures.concat().iter().map(|variant| variant.word).collect();
        let first: Vec<u64> = words.iter().map(|word| word.0[0]).collect();
        let mut nearest = vec![Nearest::new(count); pictures.len()];
        for (part, all) in [(Part::Whole, &self.whole), (Part::Inner, &self.inner)] {
            all.search(&first, |Found { which, place, word }| {
                let (Some(owner), Some(wanted)) = (owners.get(which), words.get(which)) else { return };
                if let Some(nearest) = nearest.get_mut(*owner) {
                    nearest.offer(wanted, (part, word), || all.records.get(place).copied());
                }
            });
        }
        nearest.into_iter().map(Nearest::into_candidates).collect()
    }
}

impl Entries {
    fn push(&mut self, record: i64, word: Word) {
        self.records.push(record);
        self.words.push(word);
        let [first, ..] = word.0;
        self.recent.push(first);
    }

    fn append(&mut self, more: Self) {
        more.iter().for_each(|(record, word)| self.push(record, word));
    }

    fn sort(&mut self) {
        if self.len() >= SORTED_MIN && self.recent.len() > self.sorted.len() / RECENT_SHARE {
            self.sort_all();
        }
    }

    fn sort_all(&mut self) {
        if !Sorted::can_be(self.len()) {
            return;
        }
        // What was sorted before is put away first, because of memory.
        self.sorted = Sorted::default();
        self.sorted = Sorted::new(&self.words);
        self.recent = Planes::default();
    }

    /// Calls `found` for every entry whose first signs are near.
    fn search(&self, wanted: &[u64], mut found: impl FnMut(Found)) {
        self.sorted.search(&self.words, wanted, &mut found);
        let sorted = self.sorted.len();
        self.recent.scan(wanted, |which, place| {
            let place = sorted + place;
            if let Some(word) = self.words.get(place).copied() {
                found(Found { which, place, word });
            }
        });
    }

    fn iter(&self) -> impl Iterator<Item = (i64, Word)> {
        self.records.iter().copied().zip(self.words.iter().copied())
    }

    fn len(&self) -> usize {
        self.words.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::pose::Pose;
    use super::super::testing::Random;
    use super::*;

    fn filled(count: i64) -> Index {
        let mut random = Random(77);
        let mut index = Index::default();
        for record in 0..count {
            index.push(record, random.word());
        }
        index
    }

    fn variant(word: Word) -> Variant {
        Variant { word, pose: Pose::SAME }
    }

    /// The same word with so many of its signs changed, half of them among the first 64.
    fn changed(word: Word, signs: u64, random: &mut Random) -> Word {
        let mut changed = word;
        for sign in 0..signs {
            let at = if sign % 2 == 0 { random.next() % 64 } else { random.next() % 256 };
            changed.0[(at / 64) as usize] ^= 1 << (at % 64);
        }
        changed
    }

    /// Words that lie anywhere, close together, and several times in the same place.
    fn clustered(count: i64, random: &mut Random) -> Index {
        let centres: Vec<Word> = (0..40).map(|_| random.word()).collect();
        let mut index = Index::default();
        for record in 0..count {
            let centre = centres[random.next() as usize % centres.len()];
            let signs = random.next() % 60;
            let word = match record % 4 {
                0 => random.word(),
                1 => centre,
                _ => changed(centre, signs, random),
            };
            index.push(record, word);
        }
        index
    }

    #[test]
    fn an_entry_is_found_wherever_it_stands() {
        // Around the borders of blocks and lanes, and at the end.
        let index = filled(5_000);
        for (record, word) in index.entries().filter(|(record, _)| [0, 127, 128, 2_047, 2_048, 4_999].contains(record))
        {
            let near = Word([word.0[0] ^ 0b1011, word.0[1], word.0[2], word.0[3] ^ 1]);
            let found = index.nearest(&[variant(Word::default()), variant(near)], 3);
            assert_eq!(found, [Candidate { record, part: Part::Whole, word, distance: 4 }]);
        }
    }

    #[test]
    fn sorted_entries_are_found_as_all_others_are() {
        let mut random = Random(5);
        let plain = clustered(6_000, &mut random);
        let mut sorted = plain.clone();
        sorted.sort_all();
        let words: Vec<Word> = plain.entries().map(|(_, word)| word).collect();
        let mut pictures: Vec<Vec<Variant>> = Vec::new();
        for _ in 0..60 {
            let near = |random: &mut Random| {
                let word = words[random.next() as usize % words.len()];
                variant(changed(word, random.next() % 40, random))
            };
            pictures.push((0..48).map(|_| near(&mut random)).collect());
        }
        let pictures: Vec<&[Variant]> = pictures.iter().map(Vec::as_slice).collect();
        let expected = plain.nearest_of_many(&pictures, 2_000);
        assert!(expected.iter().map(Vec::len).sum::<usize>() > 60 * 20);
        assert!(sorted.nearest_of_many(&pictures, 2_000) == expected);
        for (picture, expected) in pictures.iter().zip(&expected) {
            assert_eq!(sorted.nearest(picture, 12), expected[..expected.len().min(12)]);
        }
    }

    #[test]
    fn what_is_added_after_sorting_is_found_too() {
        let mut index = filled(3_000);
        index.sort_all();
        let wanted = variant(Word([3, 3, 3, 3]));
        assert!(index.nearest(&[wanted], 5).is_empty());
        index.push(9_000, Word([3, 3, 3, 7]));
        assert_eq!(index.nearest(&[wanted], 5).len(), 1);
        index.sort_all();
        index.append(filled(20));
        assert_eq!((index.nearest(&[wanted], 5).len(), index.len()), (1, 3_021));
        assert!(index.nearest_of_many(&[], 5).is_empty() && index.nearest(&[], 5).is_empty());
    }

    #[test]
    fn stored_entries_come_back_and_a_rest_is_none() {
        let index = filled(3);
        let mut stored: Vec<u8> = index.entries().flat_map(|(record, word)| entry_bytes(record, word)).collect();
        stored.extend([1, 2, 3]);
        assert!(entries_of(&stored).eq(index.entries()) && entries_of(&stored).count() == 3);
    }

    #[test]
    fn either_fingerprint_leads_to_the_record() {
        let (whole, inner) = (Word([1, 2, 3, 4]), Word([!1, 2, 3, 4]));
        let mut index = filled(3);
        index.push(9, whole);
        index.push_inner(9, inner);
        let mut sorted = index.clone();
        sorted.sort_all();
        let mut appended = filled(2);
        appended.append(index.clone());
        for index in [index, sorted, appended] {
            for (part, word) in [(Part::Whole, whole), (Part::Inner, inner)] {
                let expected = Candidate { record: 9, part, word, distance: 0 };
                assert_eq!(index.nearest(&[variant(word)], 5), [expected]);
            }
            // Each record once, however many of its fingerprints are near.
            assert_eq!(index.nearest(&[variant(whole), variant(inner)], 5).len(), 1);
            assert!(index.inner_entries().eq([(9, inner)]) && index.entries().all(|(_, word)| word != inner));
        }
    }
}
