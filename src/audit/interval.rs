//! Exact confidence intervals for a share: Clopper-Pearson, and its counterpart for small populations.
//!
//! Both ends are tests turned round: the lowest share for which as many cases as were seen, or more, are not rarer than
//! half of what the confidence leaves, and the highest for which as few are not. So an interval covers the truth at
//! least as often as it says, whatever the truth is.

use statrs::distribution::{Beta, ContinuousCDF, Discrete, Hypergeometric, Normal};

/// Populations up to this size are counted exactly; beyond it the binomial distribution takes over, which errs to the
/// wide side.
pub const POPULATION_EXACT_MAX: u64 = 1_000_000;

/// How sure a statement is to be, as a share between 0 and 1 (both excluded).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %.
    pub const USUAL: Self = Self(0.95);

    /// `None` for what is no share between 0 and 1.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// The share.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The quantile of the normal distribution that leaves as much on either side.
    pub fn z(self) -> f64 {
        Normal::standard().inverse_cdf(1.0 - self.tail())
    }

    /// What is left on either side.
    pub(super) fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }
}

/// Cases among what was looked at, out of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Counted {
    /// Cases.
    pub cases: u64,
    /// Looked at; at least as many.
    pub sampled: u64,
    /// In all; at least as many. `None` when it is unknown or as good as endless.
    pub population: Option<u64>,
}

impl Counted {
    /// The numbers put in order where they contradict each other, so that nothing below can go wrong.
    pub fn new(cases: u64, sampled: u64, population: Option<u64>) -> Self {
        let cases = cases.min(sampled);
        Self { cases, sampled, population: population.map(|population| population.max(sampled)) }
    }

    /// Share of cases among what was looked at; `None` when nothing was.
    pub fn share(&self) -> Option<f64> {
        (self.sampled > 0).then(|| float(self.cases) / float(self.sampled))
    }

    /// True when everything was looked at.
    pub fn is_census(&self) -> bool {
        self.population == Some(self.sampled)
    }
}

/// From where to where a share may lie, both between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Nothing is known.
    pub const ALL: Self = Self { low: 0.0, high: 1.0 };

    /// Half of the width.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// The exact interval for the share of cases in the population.
pub fn exact(counted: &Counted, confidence: Confidence) -> Interval {
    match counted.population {
        _ if counted.sampled == 0 => Interval::ALL,
        Some(population) if population <= POPULATION_EXACT_MAX => in_population(counted, population, confidence),
        _ => clopper_pearson(counted, confidence),
    }
}

/// Clopper and Pearson, 1934.
fn clopper_pearson(counted: &Counted, confidence: Confidence) -> Interval {
    let (cases, others) = (float(counted.cases), float(counted.sampled - counted.cases));
    let tail = confidence.tail();
    // The upper end is what the lower end of the others leaves.
    Interval { low: lower_end(cases, others, tail), high: 1.0 - lower_end(others, cases, tail) }
}

/// The lower end of Clopper and Pearson for so many cases and others, which need not be whole numbers.
pub(super) fn lower_end(cases: f64, others: f64, tail: f64) -> f64 {
    // The distribution is not defined for no case at all.
    if cases <= 0.0 {
        return 0.0;
    }
    Beta::new(cases, others + 1.0).map_or(0.0, |beta| beta.inverse_cdf(tail))
}

fn in_population(counted: &Counted, population: u64, confidence: Confidence) -> Interval {
    let Counted { cases, sampled, .. } = *counted;
    // A chance that *is* the tail comes out on either side of it by rounding; it does not exclude.
    let tail = confidence.tail() * (1.0 - 1e-8);
    let (fewest, most) = (cases, population - (sampled - cases));
    let urn = |total| Urn { population, cases: total, drawn: sampled };
    let low = first(fewest, most, |total| urn(total).at_least(cases) > tail);
    let high = first(fewest, most, |total| urn(total + 1).at_most(cases) <= tail);
    Interval { low: float(low) / float(population), high: float(high) / float(population) }
}

/// The first number from `from` to `to` for which it holds; it holds from there on, and for `to`.
fn first(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut from, mut to) = (from, to);
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) { to = middle } else { from = middle + 1 }
    }
    from
}

/// What a sample is drawn from: how many of a population are cases, and how many are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Urn {
    /// In all.
    pub(super) population: u64,
    /// Cases among them.
    pub(super) cases: u64,
    /// Drawn.
    pub(super) drawn: u64,
}

impl Urn {
    /// The chance of drawing so many cases or fewer.
    pub(super) fn at_most(&self, count: u64) -> f64 {
        if float(count) < self.mean() { self.downwards(count) } else { 1.0 - self.upwards(count + 1) }
    }

    /// The chance of drawing so many cases or more.
    pub(super) fn at_least(&self, count: u64) -> f64 {
        match count.checked_sub(1) {
            None => 1.0,
            Some(_) if float(count) > self.mean() => self.upwards(count),
            Some(below) => 1.0 - self.downwards(below),
        }
    }

    fn mean(&self) -> f64 {
        float(self.drawn) * float(self.cases) / float(self.population)
    }

    fn fewest(&self) -> u64 {
        (self.drawn + self.cases).saturating_sub(self.population)
    }

    fn most(&self) -> u64 {
        self.drawn.min(self.cases)
    }

    /// `statrs` gives NaN for the chance itself from populations of 10,000 on; its logarithm is right.
    fn chance(&self, count: u64) -> f64 {
        Hypergeometric::new(self.population, self.cases, self.drawn).map_or(0.0, |urn| urn.ln_pmf(count).exp())
    }

    /// The tail from `count` down, where terms only get smaller.
    fn downwards(&self, count: u64) -> f64 {
        if count < self.fewest() {
            return 0.0;
        }
        let count = count.min(self.most());
        let (mut term, mut sum, mut at) = (self.chance(count), 0.0, count);
        while term > sum * f64::EPSILON / 4.0 {
            sum += term;
            if at == self.fewest() {
                break;
            }
            let others = self.population - self.cases;
            term *=
                float(at) * float(others + at - self.drawn) / (float(self.cases - at + 1) * float(self.drawn - at + 1));
            at -= 1;
        }
        sum
    }

    /// The tail from `count` up.
    fn upwards(&self, count: u64) -> f64 {
        if count > self.most() {
            return 0.0;
        }
        let count = count.max(self.fewest());
        let (mut term, mut sum, mut at) = (self.chance(count), 0.0, count);
        while term > sum * f64::EPSILON / 4.0 {
            sum += term;
            if at == self.most() {
                break;
            }
            let others = self.population - self.cases;
            term *=
                float(self.cases - at) * float(self.drawn - at) / (float(at + 1) * float(others + at + 1 - self.drawn));
            at += 1;
        }
        sum
    }
}

pub(super) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: u64, sampled: u64, population: Option<u64>, low: f64, high: f64) {
        let interval = exact(&Counted::new(cases, sampled, population), Confidence::USUAL);
        let near = |one: f64, other: f64| (one - other).abs() <= 1e-9;
        assert!(near(interval.low, low) && near(interval.high, high), "{interval:?}, expected {low} to {high}");
    }

    #[test]
    fn intervals_are_those_of_scipy() {
        let mut lines = 0;
        for line in include_str!("interval_cases.txt").lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [cases, sampled, population, confidence, low, high] = words[..] else { panic!("{line}") };
            let counted =
                Counted::new(cases.parse().unwrap(), sampled.parse().unwrap(), population.parse::<u64>().ok());
            let interval = exact(&counted, Confidence::new(confidence.parse().unwrap()).unwrap());
            let far = (interval.low - low.parse::<f64>().unwrap()).abs();
            let far = far.max((interval.high - high.parse::<f64>().unwrap()).abs());
            assert!(far <= 1e-9, "{line}: {interval:?}");
            lines += 1;
        }
        assert!(lines > 1_000, "{lines}");
    }

    #[test]
    fn nothing_looked_at_says_nothing() {
        check(0, 0, None, 0.0, 1.0);
        check(0, 0, Some(50), 0.0, 1.0);
    }

    #[test]
    fn a_census_has_no_margin() {
        check(3, 40, Some(40), 0.075, 0.075);
        check(0, 40, Some(40), 0.0, 0.0);
        check(40, 40, Some(40), 1.0, 1.0);
    }

    #[test]
    fn contradictory_counts_are_put_in_order() {
        let counted = Counted::new(9, 5, Some(3));
        assert_eq!(counted, Counted { cases: 5, sampled: 5, population: Some(5) });
    }

    #[test]
    fn the_two_tails_of_an_urn_add_up() {
        for (population, cases, drawn) in [(10, 3, 4), (500, 250, 100), (40_000, 39_000, 900), (1_000_000, 10, 5_000)] {
            let urn = Urn { population, cases, drawn };
            for count in 0..=drawn.min(60) {
                let sum = urn.at_most(count) + urn.at_least(count + 1);
                assert!((sum - 1.0).abs() < 1e-8, "{urn:?} {count}: {sum}");
            }
        }
    }
}
