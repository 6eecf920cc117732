//! Entries in an order in which few of them need be looked at, and none that is near is missed.
//!
//! The first 64 signs of an entry are cut into parts. If at most 16 of all differ from those wanted, then at most 4 differ in the
//! first of four quarters or at most 3 in another one, for with one more in each it would be 17. So there are as many orders
//! as parts, and in each the entries lie in buckets of one and the same part; those buckets that are near enough hold about
//! a fourteenth of what is there. With fewer entries to a bucket, going from one to the next is what takes the time: then there are
//! five parts and larger buckets. Whoever wants a bucket visits it together with the others, while it is in the cache.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

use super::planes::{Block, Desk, FIRST_MAX, LANES, PART, get, near, put};
use super::word::Word;

/// Five parts, whose radii and as many ones are 17 together.
const FEW: [Cut; 5] = [cut(0, 13, 3), cut(13, 13, 3), cut(26, 13, 2), cut(39, 13, 2), cut(52, 12, 2)];
/// Four, likewise.
const MANY: [Cut; 4] = [cut(0, 16, 4), cut(16, 16, 3), cut(32, 16, 3), cut(48, 16, 3)];
/// Entries from which four parts are quicker.
const MANY_MIN: usize = 4_000_000;
/// Planes of either half of the last 48 signs, when those of a bucket stand first.
const HALF: usize = 3;
/// Signs in all of them.
const PLANES: u32 = 48;
/// Bits of a place. Above them is room for the signs that are in no plane: five parts leave four at most.
const PLACE_BITS: u32 = 28;
/// The place of a lane without an entry.
const NOBODY: u32 = (1 << PLACE_BITS) - 1;
/// With fewer words that look at a bucket it is not worth to prepare it.
const PREPARED_MIN: usize = 4;
/// Words looked for in one sweep. Who wants which bucket takes 16 MB for so many.
const SWEEP_MAX: usize = 3072;
/// Places gathered before they are looked at more closely.
const HITS_MAX: usize = 1 << 10;

/// A part of the first 64 signs.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Signs before it.
    before: u32,
    bits: u32,
    /// Signs of it that may differ.
    radius: u32,
}

/// The first entries in several orders.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    count: usize,
    orders: Vec<Order>,
}

/// Entries by one part.
#[derive(Clone, Debug)]
struct Order {
    cut: Cut,
    /// What may differ in the part.
    nearby: Vec<u32>,
    /// Where the blocks of each bucket begin, and the last ones end.
    starts: Vec<u32>,
    /// The last signs of the entries, turned so that this part comes first.
    blocks: Vec<Block<HALF>>,
    /// Which entries they are, and above that those of their signs that are neither in the part nor in a plane.
    places: Vec<u32>,
}

/// Words that are looked for in one sweep through one order.
struct Sweep<'a> {
    order: &'a Order,
    /// The orders that were gone through before.
    earlier: &'a [Order],
    /// Turned as the order is.
    wanted: Vec<u64>,
    visits: Visits,
}

/// Who wants which bucket.
struct Visits {
    /// Where those who want each bucket begin, and the last ones end.
    starts: Vec<u32>,
    which: Vec<u16>,
}

/// Something that may be near.
struct Hit {
    which: u16,
    /// In the order.
    at: u32,
    /// The signs that differ, turned, without those that are kept with the places.
    differs: u64,
}

/// An entry that is near.
pub(super) struct Found {
    /// The place of the wanted word.
    pub(super) which: usize,
    /// That of the entry.
    pub(super) place: usize,
    /// The fingerprint there.
    pub(super) word: Word,
}

const fn cut(before: u32, bits: u32, radius: u32) -> Cut {
    Cut { before, bits, radius }
}

impl Cut {
    fn buckets(&self) -> usize {
        1 << self.bits
    }

    /// Puts the part first.
    fn turned(&self, word: u64) -> u64 {
        word.rotate_left(self.before)
    }

    /// The bucket of a turned word.
    fn bucket(&self, turned: u64) -> usize {
        (turned >> (u64::BITS - self.bits)) as usize
    }

    /// Those signs of a turned word that are neither in the part nor in a plane.
    fn rest(&self, turned: u64) -> u32 {
        (turned << self.bits >> self.bits >> PLANES) as u32
    }

    /// True when so few signs of the part differ that it leads to the entry.
    fn leads(&self, differs: u64) -> bool {
        self.bucket(self.turned(differs)).count_ones() <= self.radius
    }
}

impl Sorted {
    /// False if there are too many for the bits of a place.
    pub(super) fn can_be(count: usize) -> bool {
        count <= NOBODY as usize
    }

    /// Sorts entries, of which there are not too many.
    pub(super) fn new(words: &[Word]) -> Self {
        Self::by(if words.len() < MANY_MIN { &FEW } else { &MANY }, words)
    }

    fn by(cuts: &[Cut], words: &[Word]) -> Self {
        Self { count: words.len(), orders: cuts.iter().map(|cut| Order::new(words, *cut)).collect() }
    }

    /// How many entries are sorted, those that were added first.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Calls `found` once for everything that is near. The words are those that were sorted.
    pub(super) fn search(&self, words: &[Word], wanted: &[u64], mut found: impl FnMut(Found)) {
        for (number, wanted) in wanted.chunks(SWEEP_MAX).enumerate() {
            for (done, order) in self.orders.iter().enumerate() {
                let wanted: Vec<u64> = wanted.iter().map(|word| order.cut.turned(*word)).collect();
                let visits = Visits::new(&wanted, order);
                let sweep = Sweep { order, earlier: &self.orders[..done], wanted, visits };
                let mut found = |one: Found| found(Found { which: number * SWEEP_MAX + one.which, ..one });
                dispatch!(Level::new(), simd => sweep.through(simd, words, &mut found));
            }
        }
    }
}

impl Order {
    fn new(words: &[Word], cut: Cut) -> Self {
        let turned = |word: &Word| cut.turned(word.0[0]);
        let mut counts = vec![0_u32; cut.buckets()];
        words.iter().for_each(|word| counts[cut.bucket(turned(word))] += 1);
        let wide: Vec<u32> = counts.iter().map(|count| count.div_ceil(LANES as u32)).collect();
        let starts = sums(&wide);
        let count = starts.last().copied().unwrap_or_default() as usize;
        let (mut blocks, mut places) = (vec![[[[0; LANES]; HALF]; 2]; count], vec![NOBODY; count * LANES]);
        let mut next: Vec<u32> = starts.iter().map(|start| start * LANES as u32).collect();
        for (place, word) in (0..).zip(words.iter().map(turned)) {
            let next = &mut next[cut.bucket(word)];
            let at = *next as usize;
            put(&mut blocks[at / LANES], at % LANES, word);
            places[at] = place | cut.rest(word) << PLACE_BITS;
            *next += 1;
        }
        let nearby = (0..cut.buckets() as u32).filter(|differs| differs.count_ones() <= cut.radius).collect();
        Self { cut, nearby, starts, blocks, places }
    }

    /// The turned signs of an entry, without those that are kept with the places.
    #[inline(always)]
    fn signs(&self, bucket: usize, at: usize) -> u64 {
        (bucket as u64) << (u64::BITS - self.cut.bits) | get(&self.blocks[at / LANES], at % LANES)
    }
}

impl Sweep<'_> {
    #[inline(always)]
    fn through<S: Simd>(&self, simd: S, words: &[Word], found: &mut impl FnMut(Found)) {
        let mut hits = Vec::with_capacity(2 * HITS_MAX);
        simd.vectorize(
            #[inline(always)]
            || {
                let mut desk = Desk::new(simd);
                for bucket in 0..self.order.cut.buckets() {
                    let visitors = &self.visits.which[between(&self.visits.starts, bucket)];
                    let range = between(&self.order.starts, bucket);
                    if visitors.is_empty() || range.is_empty() {
                        continue;
                    }
                    let is_prepared = visitors.len() >= PREPARED_MIN;
                    for (number, part) in self.order.blocks[range.clone()].chunks(PART).enumerate() {
                        let first = (range.start + number * PART) * LANES;
                        if is_prepared {
                            desk.take(part);
                        }
                        for which in visitors {
                            let wanted = self.wanted[usize::from(*which)];
                            let limit = FIRST_MAX - (self.order.cut.bucket(wanted) ^ bucket).count_ones();
                            let found = &mut |number| {
                                let at = first + number;
                                let differs = wanted ^ self.order.signs(bucket, at);
                                hits.push(Hit { which: *which, at: at as u32, differs });
                            };
                            if is_prepared {
                                desk.near(wanted, limit, found);
                            } else {
                                near(simd, part, (wanted, limit), found);
                            }
                        }
                        if hits.len() > HITS_MAX {
                            self.settle(&mut hits, words, found);
                        }
                    }
                }
            },
        );
        self.settle(&mut hits, words, found);
    }

    /// Tells of what is near in all signs, and what no earlier order led to. Memory is slow, and quicker when asked for much at once.
    #[inline(never)]
    fn settle(&self, hits: &mut Vec<Hit>, words: &[Word], found: &mut impl FnMut(Found)) {
        let places: Vec<u32> = hits.iter().map(|hit| self.order.places[hit.at as usize]).collect();
        let near = hits.drain(..).zip(places).filter_map(|(hit, place)| {
            let (rest, place) = (place >> PLACE_BITS, place & NOBODY);
            let differs = (hit.differs ^ u64::from(rest) << PLANES).rotate_right(self.order.cut.before);
            let is_near = place != NOBODY && differs.count_ones() <= FIRST_MAX;
            let is_known = self.earlier.iter().any(|order| order.cut.leads(differs));
            (is_near && !is_known).then_some((usize::from(hit.which), place as usize))
        });
        let near: Vec<(usize, usize)> = near.collect();
        let words: Vec<Word> = near.iter().map(|(_, place)| words[*place]).collect();
        for ((which, place), word) in near.into_iter().zip(words) {
            found(Found { which, place, word });
        }
    }
}

impl Visits {
    /// Everybody to all buckets that are near enough.
    fn new(wanted: &[u64], Order { cut, nearby, .. }: &Order) -> Self {
        let mut counts = vec![0; cut.buckets()];
        for word in wanted {
            let bucket = cut.bucket(*word);
            nearby.iter().for_each(|differs| counts[bucket ^ *differs as usize] += 1);
        }
        let starts = sums(&counts);
        let (mut next, mut which) = (starts.clone(), vec![0; wanted.len() * nearby.len()]);
        for (visitor, word) in (0..).zip(wanted) {
            let bucket = cut.bucket(*word);
            for differs in nearby {
                let next = &mut next[bucket ^ *differs as usize];
                which[*next as usize] = visitor;
                *next += 1;
            }
        }
        Self { starts, which }
    }
}

/// Where each bucket of as many begins, and the last one ends.
fn sums(counts: &[u32]) -> Vec<u32> {
    let mut sums = Vec::with_capacity(counts.len() + 1);
    let mut sum = 0;
    for count in counts {
        sums.push(sum);
        sum += count;
    }
    sums.push(sum);
    sums
}

fn between(starts: &[u32], bucket: usize) -> Range<usize> {
    starts[bucket] as usize..starts[bucket + 1] as usize
}

#[cfg(test)]
mod tests {
    use super::super::testing::Random;
    use super::*;

    /// Places of what is near to each wanted word.
    fn searched(sorted: &Sorted, words: &[Word], wanted: &[u64]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        sorted.search(words, wanted, |one| {
            assert_eq!(one.word, words[one.place]);
            found.push((one.which, one.place));
        });
        found.sort_unstable();
        found
    }

    #[test]
    fn radii_add_up_to_what_may_differ() {
        for cuts in [FEW.as_slice(), &MANY] {
            let radii: u32 = cuts.iter().map(|cut| cut.radius + 1).sum();
            assert_eq!(radii, FIRST_MAX + 1);
            let ends: Vec<u32> = cuts.iter().map(|cut| cut.before + cut.bits).collect();
            assert!(cuts.iter().skip(1).map(|cut| cut.before).eq(ends.iter().copied().take(cuts.len() - 1)));
            assert_eq!(ends.last(), Some(&64));
        }
    }

    /// Entries that differ in 16 signs and in 17, spread over the parts so that each order finds what the others miss.
    #[test]
    fn each_part_leads_to_what_differs_in_the_others() {
        for cuts in [FEW.as_slice(), &MANY] {
            let signs = |cut: &Cut, count: u32| ((1_u64 << count) - 1) << (64 - cut.before - cut.bits);
            let mut words = Vec::new();
            for own in 0..cuts.len() {
                let more = |other: usize| cuts[other].radius + u32::from(other != own);
                let word = cuts.iter().enumerate().fold(0, |word, (other, cut)| word | signs(cut, more(other)));
                assert_eq!(word.count_ones(), FIRST_MAX);
                let free = (0..64).find(|sign| word >> sign & 1 == 0).unwrap();
                words.extend([Word([word, 1, 2, 3]), Word([word | 1 << free, 0, 0, 0])]);
            }
            let sorted = Sorted::by(cuts, &words);
            let expected: Vec<(usize, usize)> = (0..cuts.len()).map(|own| (0, 2 * own)).collect();
            assert_eq!(searched(&sorted, &words, &[0]), expected);
        }
    }

    /// Words that lie anywhere, close together, and several times in the same place: buckets of many parts, and hits
    /// of many more than are gathered.
    #[test]
    fn everything_near_is_found_once() {
        let mut random = Random(5);
        let centres: Vec<u64> = (0..12).map(|_| random.next()).collect();
        let near = |random: &mut Random, signs: u64| {
            let centre = centres[random.next() as usize % centres.len()];
            (0..random.next() % signs).fold(centre, |word, _| word ^ (1 << (random.next() % 64)))
        };
        let words: Vec<Word> = (0..9_000)
            .map(|number| {
                let first = match number % 4 {
                    0 => random.next(),
                    1 => centres[0],
                    _ => near(&mut random, 25),
                };
                Word([first, number, 0, 0])
            })
            .collect();
        let wanted: Vec<u64> = (0..SWEEP_MAX as u64 + 9).map(|_| near(&mut random, 30)).collect();
        let is_near = |which: usize, place: usize| (words[place].0[0] ^ wanted[which]).count_ones() <= FIRST_MAX;
        let pairs = (0..wanted.len()).flat_map(|which| (0..words.len()).map(move |place| (which, place)));
        let expected: Vec<(usize, usize)> = pairs.filter(|(which, place)| is_near(*which, *place)).collect();
        assert!(expected.len() > 900_000, "{}", expected.len());
        for cuts in [FEW.as_slice(), &MANY] {
            let sorted = Sorted::by(cuts, &words);
            assert_eq!(sorted.len(), words.len());
            assert!(searched(&sorted, &words, &wanted) == expected);
        }
    }
}
