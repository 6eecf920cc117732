//! The draw: the smallest tickets of every stratum, in one pass over a list.
//!
//! Nothing but the rows that may still be drawn is held, and 32 bytes of each other one, to notice an id that
//! stands twice. Draws over parts of a list add up to the draw over the whole.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::list::{ListError, Raw, Row, Visit};
use super::ticket::{Seed, Ticket};
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;

/// More strata than this are most likely a column of ids.
const STRATA_MAX: usize = 10_000;
/// Between the values of a stratum while it is looked up.
const BETWEEN: char = '\u{1f}';

static SAME_ID: Text = Text {
    zh: "第 {first} 张与第 {second} 张的编号相同；编号须唯一（可用 --id 另选一列）",
    en: "pictures {first} and {second} of the list have the same id; ids must be unique (--id names another column)",
};
static TOO_MANY: Text = Text {
    zh: "分层超过 {max} 个；--strata 应选取值较少的列",
    en: "more than {max} strata; --strata is for columns with few values",
};
static TWICE: Text = Text {
    zh: "编号 {id} 出现在两份抽样中；各份清单不得重叠",
    en: "the id {id} is in two of the draws; the parts of a list must not overlap",
};
static TOO_SMALL: Text = Text {
    zh: "分层“{stratum}”要抽 {wanted} 张，而其中一份只留了 {kept} 张（共 {population} 张）；请以更大的数目重抽该份",
    en: "{wanted} pictures of stratum {stratum} are wanted, but one draw kept only {kept} of its {population}; draw that part again with a larger size",
};

/// The values of a stratum in one line, escaped and cut.
pub fn stratum_name(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| Untrusted::new(value.as_str()).to_string()).collect();
    values.join(" / ")
}

/// Whether one more than so many strata is still a reasonable list.
///
/// # Errors
/// When it is not.
pub fn one_more_stratum(strata: usize) -> Result<(), ListError> {
    let is_few = strata < STRATA_MAX;
    is_few.then_some(()).ok_or_else(|| ListError::Wrong(TOO_MANY.with("max", STRATA_MAX.to_string())))
}

/// How many pictures are drawn from a stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sizes {
    /// So many from each.
    Each(u64),
    /// What a plan says; none from strata that it does not know.
    Planned(BTreeMap<Vec<String>, u64>),
}

impl Sizes {
    fn of(&self, stratum: &[String]) -> u64 {
        match self {
            Self::Each(size) => *size,
            Self::Planned(sizes) => sizes.get(stratum).copied().unwrap_or_default(),
        }
    }
}

/// A picture that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its ticket.
    pub ticket: Ticket,
    /// What the list says of it.
    pub row: Row,
}

impl Ord for Drawn {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.ticket, &self.row.id).cmp(&(other.ticket, &other.row.id))
    }
}

impl PartialOrd for Drawn {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What was drawn from one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Its values, one for each of the columns.
    pub values: Vec<String>,
    /// Pictures it has.
    pub population: u64,
    /// Pictures that are wanted; it may have fewer.
    pub wanted: u64,
    /// Those, smallest ticket first, and after them the ones that take the place of what cannot be had.
    pub drawn: Vec<Drawn>,
}

impl Stratum {
    /// Pictures to look at.
    pub fn size(&self) -> u64 {
        self.wanted.min(self.population)
    }
}

/// A draw under way.
#[derive(Debug)]
pub struct Draw {
    seed: Seed,
    sizes: Sizes,
    /// Further pictures that are kept for each stratum.
    reserve: u64,
    piles: HashMap<String, Pile>,
    /// The beginnings of all tickets, to find the same one twice.
    heads: Vec<(u128, u64)>,
    key: String,
}

#[derive(Debug)]
struct Pile {
    values: Vec<String>,
    population: u64,
    size: u64,
    /// The largest is on top.
    smallest: BinaryHeap<Drawn>,
}

impl Pile {
    fn is_drawn(&self, ticket: &Ticket, kept: u64) -> bool {
        (self.smallest.len() as u64) < kept || self.smallest.peek().is_some_and(|largest| *ticket < largest.ticket)
    }

    fn push(&mut self, drawn: Drawn, kept: u64) {
        self.smallest.push(drawn);
        while self.smallest.len() as u64 > kept {
            self.smallest.pop();
        }
    }
}

impl Draw {
    /// A draw with this seed.
    pub fn new(seed: &str, sizes: Sizes, reserve: u64) -> Self {
        Self { seed: Seed::new(seed), sizes, reserve, piles: HashMap::new(), heads: Vec::new(), key: String::new() }
    }

    /// All strata, in the order of their values.
    ///
    /// # Errors
    /// When an id stood twice in the list.
    pub fn finish(mut self) -> Result<Vec<Stratum>, Message> {
        self.heads.sort_unstable();
        for pair in self.heads.windows(2) {
            if let [(head, first), (other, second)] = pair
                && head == other
            {
                return Err(SAME_ID.with("first", first.to_string()).with("second", second.to_string()));
            }
        }
        let stratum = |pile: Pile| Stratum {
            values: pile.values,
            population: pile.population,
            wanted: pile.size,
            drawn: pile.smallest.into_sorted_vec(),
        };
        let mut strata: Vec<Stratum> = self.piles.into_values().map(stratum).collect();
        strata.sort_by(|one, other| one.values.cmp(&other.values));
        Ok(strata)
    }
}

impl Visit for Draw {
    fn visit(&mut self, row: &Raw<'_>) -> Result<(), ListError> {
        let ticket = self.seed.ticket(&row.id());
        self.heads.push((ticket.head(), self.heads.len() as u64 + 1));
        self.key.clear();
        for value in row.stratum() {
            self.key.push_str(&value);
            self.key.push(BETWEEN);
        }
        if !self.piles.contains_key(&self.key) {
            one_more_stratum(self.piles.len())?;
            let values: Vec<String> = row.stratum().map(std::borrow::Cow::into_owned).collect();
            let size = self.sizes.of(&values);
            let pile = Pile { values, population: 0, size, smallest: BinaryHeap::new() };
            self.piles.insert(self.key.clone(), pile);
        }
        if let Some(pile) = self.piles.get_mut(&self.key) {
            pile.population += 1;
            // A stratum of which nothing is wanted keeps nothing in reserve either.
            let kept = if pile.size == 0 { 0 } else { pile.size.saturating_add(self.reserve) };
            if pile.is_drawn(&ticket, kept) {
                pile.push(Drawn { ticket, row: row.row() }, kept);
            }
        }
        Ok(())
    }
}

/// Adds up the strata of draws over parts of one list. The seeds and columns must be the same.
///
/// # Errors
/// When a part kept too few pictures to be sure of the smallest tickets of the whole, or two parts hold the same id.
pub fn merge(parts: Vec<Vec<Stratum>>, reserve: u64) -> Result<Vec<Stratum>, Message> {
    let mut merged: BTreeMap<Vec<String>, Stratum> = BTreeMap::new();
    let mut bound: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for stratum in parts.into_iter().flatten() {
        let kept = stratum.drawn.len() as u64;
        if kept < stratum.population {
            let least = bound.entry(stratum.values.clone()).or_insert(u64::MAX);
            *least = (*least).min(kept);
        }
        match merged.get_mut(&stratum.values) {
            None => drop(merged.insert(stratum.values.clone(), stratum)),
            Some(sum) => {
                sum.population += stratum.population;
                sum.wanted = sum.wanted.max(stratum.wanted);
                sum.drawn.extend(stratum.drawn);
            }
        }
    }
    for (values, stratum) in &mut merged {
        stratum.drawn.sort();
        let mut neighbours = stratum.drawn.iter().zip(stratum.drawn.iter().skip(1));
        if let Some((twice, _)) = neighbours.find(|(one, next)| one.ticket == next.ticket) {
            return Err(TWICE.with("id", Untrusted::new(twice.row.id.as_str()).to_string()));
        }
        let kept = bound.get(values).copied().unwrap_or(u64::MAX);
        if kept < stratum.size() {
            let message = TOO_SMALL.with("stratum", stratum_name(values)).with("wanted", stratum.size().to_string());
            return Err(message.with("kept", kept.to_string()).with("population", stratum.population.to_string()));
        }
        let kept = kept.min(stratum.size().saturating_add(reserve));
        stratum.drawn.truncate(usize::try_from(kept).unwrap_or(usize::MAX));
    }
    Ok(merged.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::super::list::{Columns, Form, read};
    use super::*;
    use crate::message::Lang;

    fn list(rows: std::ops::Range<u32>) -> String {
        rows.fold("path,site\n".to_owned(), |text, row| {
            format!("{text}{row}.jpg,{}\n", ["x", "y", "z"][row as usize % 3])
        })
    }

    fn drawn(list: &str, size: u64, reserve: u64) -> Result<Vec<Stratum>, Message> {
        let mut draw = Draw::new("seed", Sizes::Each(size), reserve);
        let columns = Columns { strata: vec!["site".to_owned()], ..Columns::default() };
        read(list.as_bytes(), Form::Csv, &columns, &mut draw).unwrap();
        draw.finish()
    }

    fn ids(strata: &[Stratum]) -> Vec<Vec<&str>> {
        strata.iter().map(|stratum| stratum.drawn.iter().map(|one| one.row.id.as_str()).collect()).collect()
    }

    #[test]
    fn the_smallest_tickets_of_every_stratum_are_drawn() {
        let strata = drawn(&list(0..300), 7, 0).unwrap();
        let seed = Seed::new("seed");
        for (site, stratum) in strata.iter().enumerate() {
            let mut all: Vec<(Ticket, String)> = (0..300)
                .filter(|row| row % 3 == site)
                .map(|row| format!("{row}.jpg"))
                .map(|id| (seed.ticket(&id), id))
                .collect();
            all.sort();
            let expected: Vec<&str> = all.iter().take(7).map(|(_, id)| id.as_str()).collect();
            assert_eq!(ids(&strata)[site], expected);
            assert_eq!((stratum.population, stratum.size()), (100, 7));
        }
    }

    #[test]
    fn a_larger_sample_begins_with_the_smaller_and_the_reserve_continues_it() {
        let (small, large) = (drawn(&list(0..300), 5, 3).unwrap(), drawn(&list(0..300), 20, 0).unwrap());
        for (small, large) in ids(&small).iter().zip(ids(&large)) {
            assert_eq!(small[..], large[..8]);
        }
    }

    #[test]
    fn parts_add_up_to_the_whole_in_any_order_and_from_any_number_of_threads() {
        let whole = drawn(&list(0..960), 9, 4).unwrap();
        for parts in [2_u32, 8, 16] {
            let threads: Vec<_> = (0..parts)
                .map(|part| {
                    std::thread::spawn(move || {
                        drawn(&list(part * 960 / parts..(part + 1) * 960 / parts), 9, 4).unwrap()
                    })
                })
                .collect();
            let mut drawn: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            drawn.reverse();
            assert_eq!(merge(drawn, 4).unwrap(), whole, "{parts} parts");
        }
    }

    #[test]
    fn a_part_that_kept_too_few_is_refused() {
        let parts = vec![drawn(&list(0..300), 9, 0).unwrap(), drawn(&list(300..600), 5, 0).unwrap()];
        let said = merge(parts, 0).unwrap_err().render(Lang::En);
        assert!(said.starts_with("9 pictures of stratum x are wanted, but one draw kept only 5"), "{said}");
        // Nothing is missing of a part that kept all it has.
        let parts = vec![drawn(&list(0..300), 9, 0).unwrap(), drawn(&list(300..309), 9, 0).unwrap()];
        assert_eq!(merge(parts, 0).unwrap(), drawn(&list(0..309), 9, 0).unwrap());
    }

    #[test]
    fn an_id_that_stands_twice_is_refused_even_if_it_is_not_drawn() {
        let text = list(0..300) + "5.jpg,x\n";
        let said = drawn(&text, 1, 0).unwrap_err().render(Lang::En);
        assert!(said.starts_with("pictures 6 and 301 of the list have the same id"), "{said}");
        let said = merge(vec![drawn(&list(0..30), 9, 0).unwrap(), drawn(&list(9..12), 9, 0).unwrap()], 0).unwrap_err();
        assert!(said.render(Lang::En).contains("is in two of the draws"));
    }

    #[test]
    fn strata_are_told_apart_by_each_of_their_values() {
        let columns = Columns { strata: vec!["a".to_owned(), "b".to_owned()], ..Columns::default() };
        let mut draw = Draw::new("seed", Sizes::Each(9), 0);
        read("path,a,b\n1,x,yz\n2,xy,z\n3,x,yz\n".as_bytes(), Form::Csv, &columns, &mut draw).unwrap();
        assert_eq!(draw.finish().unwrap().iter().map(|stratum| stratum.population).collect::<Vec<_>>(), [2, 1]);
    }
}
