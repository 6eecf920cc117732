//! Entries in an order in which few of them need be looked at, and none that is near is missed.
//!
//! The first 64 signs of an entry are four quarters of 16. If at most 16 of them differ from those wanted, then at most
//! 4 differ in the first quarter or at most 3 in one of the others, for with one more in each it would be 17. So
//! there are four orders, one by each quarter, and in each the entries lie in buckets of one and the same quarter; those
//! buckets that are near enough hold about a fourteenth of what is there. Whoever wants a bucket visits it together with the
//! others, while it is in the cache.

use std::ops::Range;
use std::sync::LazyLock;

use fearless_simd::{Level, Simd, dispatch};

use super::columns::{BLOCK, Columns, near};

/// Signs of a quarter.
const QUARTER_BITS: u32 = 16;
/// Signs by which a single entry is found.
const FINE_BITS: u32 = 20;
const BUCKETS: usize = 1 << QUARTER_BITS;
/// Signs that may differ in each quarter.
const RADII: [u32; 4] = [4, 3, 3, 3];
/// Words looked for in one sweep. Who wants what is a bit for each in every bucket, 25 MB for so many.
const SWEEP_MAX: usize = 3072;
/// Places gathered before they are looked at more closely.
const HITS_MAX: usize = 1 << 12;

/// What differs in a quarter that is near, for the larger radius and the smaller one.
static NEAR: LazyLock<[Vec<u16>; 2]> = LazyLock::new(|| {
    let within = |radius: u32| (0..=u16::MAX).filter(|differs| differs.count_ones() <= radius).collect();
    [within(RADII[0]), within(RADII[1])]
});

/// The entries in four orders.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    /// By their first 64 signs.
    entries: Columns,
    /// By the second, third and fourth quarter: the same 64 signs, turned so that this quarter comes first, each once.
    turned: [Vec<u64>; 3],
    /// Where each bucket begins in each order, and the last one ends; empty without entries.
    starts: [Vec<u32>; 4],
    /// Where entries begin with each pattern of more signs than a quarter has, to find single ones.
    fine: Vec<u32>,
}

/// Words that are looked for in one sweep through one order.
struct Sweep<'a> {
    quarter: usize,
    wanted: &'a [u64],
    /// The same, turned as the order is.
    turned: Vec<u64>,
}

/// Who wants which bucket: a bit for everybody, in a row for every bucket.
#[derive(Default)]
struct Visitors {
    /// Of 64 bits each.
    row: usize,
    bits: Vec<u64>,
}

/// Something near in one order.
struct Hit {
    word: u64,
    which: usize,
    place: usize,
}

impl Sorted {
    /// Sorts entries; gives them back if there are too many for 32-bit places.
    pub(super) fn new(entries: Columns) -> Result<Self, Columns> {
        if u32::try_from(entries.first.len()).is_err() {
            return Err(entries);
        }
        let entries = entries.sorted();
        let turned = [1, 2, 3].map(|quarter| {
            let mut words: Vec<u64> = entries.first.iter().map(|word| turn(*word, quarter)).collect();
            words.sort_unstable();
            words.dedup();
            words.shrink_to_fit();
            words
        });
        let [second, third, fourth] = &turned;
        let starts = [&entries.first, second, third, fourth].map(|words| starts(words, QUARTER_BITS));
        let fine = self::starts(&entries.first, FINE_BITS);
        Ok(Self { entries, turned, starts, fine })
    }

    /// What is sorted.
    pub(super) fn entries(&self) -> &Columns {
        &self.entries
    }

    /// The same, to be sorted again with others.
    pub(super) fn into_entries(self) -> Columns {
        self.entries
    }

    /// Calls `found` once for everything that is near: with the place of the wanted word and that of the entry.
    pub(super) fn search(&self, wanted: &[u64], mut found: impl FnMut(usize, usize)) {
        if self.entries.first.is_empty() {
            return;
        }
        let level = Level::new();
        let mut visitors = Visitors::default();
        for (number, wanted) in wanted.chunks(SWEEP_MAX).enumerate() {
            for quarter in 0..RADII.len() {
                let turned: Vec<u64> = wanted.iter().map(|word| turn(*word, quarter)).collect();
                visitors.invite(&turned, quarter);
                let sweep = Sweep { quarter, wanted, turned };
                let mut found = |which: usize, place: usize| found(number * SWEEP_MAX + which, place);
                dispatch!(level, simd => self.sweep(simd, &sweep, &visitors, &mut found));
            }
        }
    }

    #[inline(always)]
    fn sweep<S: Simd>(&self, simd: S, sweep: &Sweep<'_>, visitors: &Visitors, found: &mut impl FnMut(usize, usize)) {
        let mut hits = Vec::new();
        let order = self.order(sweep.quarter);
        simd.vectorize(
            #[inline(always)]
            || {
                for (bucket, row) in visitors.bits.chunks_exact(visitors.row).enumerate() {
                    let range = self.bucket(sweep.quarter, bucket);
                    // Whole blocks: what belongs to the neighbours is looked at and left to them.
                    let start = range.start / BLOCK * BLOCK;
                    let end = range.end.next_multiple_of(BLOCK).min(order.len());
                    let words = order.get(start..end).unwrap_or_default();
                    for (group, bits) in row.iter().enumerate().filter(|_| !range.is_empty()) {
                        let mut bits = *bits;
                        while bits != 0 {
                            let which = group * 64 + bits.trailing_zeros() as usize;
                            bits &= bits - 1;
                            let wanted = sweep.turned.get(which).copied().unwrap_or_default();
                            near(words, wanted, &mut |place| {
                                if range.contains(&(start + place)) {
                                    hits.push(sweep.hit(which, start + place, order));
                                }
                                if hits.len() == HITS_MAX {
                                    self.settle(sweep, &mut hits, found);
                                }
                            });
                        }
                    }
                }
            },
        );
        self.settle(sweep, &mut hits, found);
    }

    /// Finds the entries of what is near; those that an earlier order led to are told of already. In the order of the
    /// entries, so that what lies close together is read together.
    #[inline(never)]
    fn settle(&self, sweep: &Sweep<'_>, hits: &mut Vec<Hit>, found: &mut impl FnMut(usize, usize)) {
        hits.retain(|hit| !hit.is_known(sweep));
        hits.sort_unstable_by_key(|hit| hit.word);
        for hit in hits.drain(..) {
            let places = if sweep.quarter == 0 { hit.place..hit.place + 1 } else { self.places(hit.word) };
            for place in places {
                found(hit.which, place);
            }
        }
    }

    /// All entries with these first signs.
    fn places(&self, word: u64) -> Range<usize> {
        let fine = (word >> (u64::BITS - FINE_BITS)) as usize;
        let range = between(&self.fine, fine);
        let words = self.entries.first.get(range.clone()).unwrap_or_default();
        let before = words.partition_point(|one| *one < word);
        let same = words.iter().skip(before).take_while(|one| **one == word).count();
        let start = range.start + before;
        start..start + same
    }

    fn order(&self, quarter: usize) -> &[u64] {
        match quarter.checked_sub(1) {
            None => &self.entries.first,
            Some(turned) => self.turned.get(turned).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    fn bucket(&self, quarter: usize, bucket: usize) -> Range<usize> {
        between(self.starts.get(quarter).map(Vec::as_slice).unwrap_or_default(), bucket)
    }
}

impl Sweep<'_> {
    fn hit(&self, which: usize, place: usize, order: &[u64]) -> Hit {
        let turned = order.get(place).copied().unwrap_or_default();
        Hit { word: turned.rotate_right(QUARTER_BITS * self.quarter as u32), which, place }
    }
}

impl Hit {
    /// True if an earlier order leads to it, too.
    fn is_known(&self, sweep: &Sweep<'_>) -> bool {
        let wanted = sweep.wanted.get(self.which).copied().unwrap_or_default();
        (0..sweep.quarter).any(|earlier| is_near(self.word ^ wanted, earlier))
    }
}

impl Visitors {
    /// Everybody to all buckets that are near enough in this quarter.
    fn invite(&mut self, turned: &[u64], quarter: usize) {
        self.row = turned.len().div_ceil(64);
        self.bits.clear();
        self.bits.resize(BUCKETS * self.row, 0);
        let [wide, narrow] = &*NEAR;
        let differences = if quarter == 0 { wide } else { narrow };
        for (which, word) in turned.iter().enumerate() {
            let (group, bit) = (which / 64, 1_u64 << (which % 64));
            for differs in differences {
                if let Some(bits) = self.bits.get_mut((key(*word) ^ usize::from(*differs)) * self.row + group) {
                    *bits |= bit;
                }
            }
        }
    }
}

/// Puts a quarter first.
fn turn(word: u64, quarter: usize) -> u64 {
    word.rotate_left(QUARTER_BITS * quarter as u32)
}

/// The bucket of a word by its first quarter.
fn key(word: u64) -> usize {
    (word >> (u64::BITS - QUARTER_BITS)) as usize
}

/// True when so few signs of the quarter differ that it leads to the entry.
fn is_near(differs: u64, quarter: usize) -> bool {
    let radius = RADII.get(quarter).copied().unwrap_or_default();
    key(turn(differs, quarter)).count_ones() <= radius
}

/// Where the words lie that begin with these signs.
fn between(starts: &[u32], signs: usize) -> Range<usize> {
    let start = |signs: usize| starts.get(signs).copied().unwrap_or_default() as usize;
    start(signs)..start(signs + 1)
}

/// Where sorted words begin that begin with each pattern of so many signs, and where the last ones end.
fn starts(words: &[u64], bits: u32) -> Vec<u32> {
    let mut starts = Vec::with_capacity((1 << bits) + 1);
    for (place, word) in (0_u32..).zip(words) {
        while starts.len() <= (word >> (u64::BITS - bits)) as usize {
            starts.push(place);
        }
    }
    starts.resize((1 << bits) + 1, words.len() as u32);
    starts
}
