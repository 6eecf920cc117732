//! From what was seen to rates of the whole: each measure overall and in every stratum, with its interval.
//!
//! What was not decided is bounded both ways: the low end counts none of it as a case, the high end all of it. So an
//! interval holds whatever the open pictures turn out to be.

use std::collections::HashMap;

use super::interval::{Confidence, Counted, Interval, exact};
use super::kept::Item;
use super::measure::{Answer, Measure};
use super::store::StratumState;
use super::stratified::{self, Stratified};

/// A rate of a population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Cases among what was looked at.
    pub cases: u64,
    /// Not decided.
    pub undecided: u64,
    /// Looked at.
    pub judged: u64,
    /// In all.
    pub population: u64,
    /// The share of cases if no open picture is one, and if all are. `None` when a stratum was not looked at.
    pub share: Option<Interval>,
    /// Where the share of the population lies.
    pub interval: Interval,
}

/// A measure of everything and of every stratum, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// The question.
    pub measure: Measure,
    /// Of all strata together.
    pub overall: Estimate,
    /// Of each.
    pub strata: Vec<Estimate>,
}

/// Cases and undecided ones of a stratum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Tally {
    cases: u64,
    undecided: u64,
}

/// Works out every measure.
pub fn rates(strata: &[StratumState], items: &[Item], measures: &[Measure], confidence: Confidence) -> Vec<Rates> {
    let mut estimator = Estimator { confidence, stratified: Stratified::new(confidence), known: HashMap::new() };
    let rates = |measure: &Measure| {
        let tallies = tally(strata.len(), items, measure);
        let sizes: Vec<Size> = strata.iter().map(Size::of).collect();
        estimator.rates(measure, &sizes, &tallies)
    };
    measures.iter().map(rates).collect()
}

/// The same measure if each picture that could not be had counts as one that was not decided.
pub fn with_gone(strata: &[StratumState], rates: &Rates, confidence: Confidence) -> Rates {
    let mut estimator = Estimator { confidence, stratified: Stratified::new(confidence), known: HashMap::new() };
    let sizes: Vec<Size> = strata
        .iter()
        .map(|one| Size { judged: one.judged.saturating_add(one.gone), population: one.population })
        .collect();
    let tallies: Vec<Tally> = (rates.strata.iter().zip(strata))
        .map(|(one, stratum)| Tally { cases: one.cases, undecided: one.undecided.saturating_add(stratum.gone) })
        .collect();
    estimator.rates(&rates.measure, &sizes, &tallies)
}

fn tally(strata: usize, items: &[Item], measure: &Measure) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); strata];
    for item in items {
        let (Some(picture), Some(tally)) = (&item.picture, tallies.get_mut(item.stratum)) else { continue };
        match measure.answer(picture) {
            Answer::Case => tally.cases += 1,
            Answer::Open => tally.undecided += 1,
            Answer::Other => {}
        }
    }
    tallies
}

#[derive(Clone, Copy, Debug)]
struct Size {
    judged: u64,
    population: u64,
}

impl Size {
    fn of(stratum: &StratumState) -> Self {
        Self { judged: stratum.judged, population: stratum.population }
    }
}

struct Estimator {
    confidence: Confidence,
    stratified: Stratified,
    /// Many measures have the same counts, most often none at all.
    known: HashMap<Vec<u64>, Interval>,
}

impl Estimator {
    fn rates(&mut self, measure: &Measure, sizes: &[Size], tallies: &[Tally]) -> Rates {
        let counted = |all: bool| -> Vec<Counted> {
            let cases = |tally: &Tally| tally.cases + if all { tally.undecided } else { 0 };
            let each = sizes.iter().zip(tallies);
            each.map(|(size, tally)| Counted::new(cases(tally), size.judged, Some(size.population))).collect()
        };
        let (low, high) = (counted(false), counted(true));
        let strata = low.iter().zip(&high).map(|(low, high)| {
            let share = low.share().zip(high.share()).map(|(low, high)| Interval { low, high });
            let ends = Interval { low: exact(low, self.confidence).low, high: exact(high, self.confidence).high };
            estimate(std::slice::from_ref(low), std::slice::from_ref(high), share, ends)
        });
        let strata = strata.collect();
        let share = stratified::share(&low).zip(stratified::share(&high)).map(|(low, high)| Interval { low, high });
        let ends = Interval { low: self.interval(&low).low, high: self.interval(&high).high };
        Rates { measure: measure.clone(), overall: estimate(&low, &high, share, ends), strata }
    }

    fn interval(&mut self, strata: &[Counted]) -> Interval {
        let key = strata.iter().flat_map(|one| [one.cases, one.sampled]).collect();
        *self.known.entry(key).or_insert_with(|| self.stratified.interval(strata))
    }
}

fn estimate(low: &[Counted], high: &[Counted], share: Option<Interval>, interval: Interval) -> Estimate {
    let cases = low.iter().map(|one| one.cases).sum();
    let most: u64 = high.iter().map(|one| one.cases).sum();
    Estimate {
        cases,
        undecided: most.saturating_sub(cases),
        judged: low.iter().map(|one| one.sampled).sum(),
        population: low.iter().filter_map(|one| one.population).sum(),
        share,
        interval,
    }
}

/// A stratum that could not be looked at as far as was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Its place among the strata.
    pub stratum: usize,
    /// Pictures that were to be looked at.
    pub wanted: u64,
    /// Looked at.
    pub judged: u64,
    /// Of those that are missing, how many are still to be looked at.
    pub waiting: u64,
}

/// The strata that fall short: the audit was not finished, or too few pictures could be had.
pub fn shortfalls(strata: &[StratumState]) -> Vec<Shortfall> {
    let short = strata.iter().enumerate().filter(|(_, one)| one.judged < one.size);
    short
        .map(|(stratum, one)| Shortfall { stratum, wanted: one.size, judged: one.judged, waiting: one.due() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::kept::{Picture, State};
    use super::*;

    pub(crate) fn item(stratum: usize, outcome: &str) -> Item {
        let picture = Picture { outcome: outcome.to_owned(), ..Picture::default() };
        Item { stratum, state: State::Judged, picture: Some(picture), ..Item::default() }
    }

    fn stratum(population: u64, judged: u64, gone: u64) -> StratumState {
        StratumState { values: Vec::new(), population, size: judged, judged, gone, drawn: judged + gone }
    }

    fn items(parts: &[(usize, &str, usize)]) -> Vec<Item> {
        parts
            .iter()
            .flat_map(|&(stratum, outcome, count)| std::iter::repeat_with(move || item(stratum, outcome)).take(count))
            .collect()
    }

    fn not_met(strata: &[StratumState], items: &[Item]) -> Rates {
        rates(strata, items, &[Measure::NotMet], Confidence::USUAL).remove(0)
    }

    #[track_caller]
    fn near(one: f64, other: f64) {
        assert!((one - other).abs() < 5e-7, "{one}, expected {other}");
    }

    #[test]
    fn what_is_open_counts_at_the_high_end_alone() {
        // Beyond a million Clopper-Pearson holds: scipy.stats.binomtest(3, 20) from 0.0320709, (5, 20) to 0.4910459.
        let rates = not_met(&[stratum(9_000_000, 20, 0)], &items(&[(0, "fail", 3), (0, "review", 2), (0, "pass", 15)]));
        let overall = rates.overall;
        assert_eq!((overall.cases, overall.undecided, overall.judged, overall.population), (3, 2, 20, 9_000_000));
        assert_eq!(overall.share, Some(Interval { low: 0.15, high: 0.25 }));
        near(overall.interval.low, 0.032_070_9);
        near(overall.interval.high, 0.491_045_9);
        assert_eq!(rates.strata, [overall]);
    }

    #[test]
    fn a_census_is_as_wide_as_what_is_open() {
        let rates = not_met(&[stratum(10, 10, 0)], &items(&[(0, "fail", 1), (0, "undetermined", 2), (0, "pass", 7)]));
        assert_eq!(rates.overall.interval, Interval { low: 0.1, high: 0.3 });
    }

    #[test]
    fn strata_weigh_as_much_as_they_hold() {
        // 9/10 of 100 and 1/10 of 900: (90 + 90) / 1000.
        let all = items(&[(0, "fail", 9), (0, "pass", 1), (1, "fail", 1), (1, "pass", 9)]);
        let rates = not_met(&[stratum(100, 10, 0), stratum(900, 10, 0)], &all);
        let share = rates.overall.share.unwrap();
        near(share.low, 0.18);
        near(share.high, 0.18);
        assert!(rates.overall.interval.low < 0.18 && rates.overall.interval.high > 0.18);
        assert_eq!((rates.overall.cases, rates.overall.judged, rates.overall.population), (10, 20, 1_000));
    }

    #[test]
    fn a_stratum_that_was_not_looked_at_may_be_anything() {
        let rates = not_met(&[stratum(500, 500, 0), stratum(500, 0, 0)], &items(&[(0, "pass", 500)]));
        assert_eq!(rates.overall.share, None);
        assert_eq!(rates.overall.interval, Interval { low: 0.0, high: 0.5 });
        assert_eq!(rates.strata[1].interval, Interval::ALL);
    }

    #[test]
    fn pictures_that_could_not_be_had_can_be_counted_both_ways() {
        let strata = [stratum(10, 6, 4)];
        let rates = not_met(&strata, &items(&[(0, "fail", 3), (0, "pass", 3)]));
        let with = with_gone(&strata, &rates, Confidence::USUAL);
        assert_eq!(with.overall.interval, Interval { low: 0.3, high: 0.7 });
        assert_eq!((with.overall.undecided, with.overall.judged), (4, 10));
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_still_to_come() {
        let short = StratumState { size: 8, drawn: 9, ..stratum(20, 5, 2) };
        let found = shortfalls(&[stratum(10, 10, 0), short]);
        assert_eq!(found, [Shortfall { stratum: 1, wanted: 8, judged: 5, waiting: 2 }]);
    }
}
