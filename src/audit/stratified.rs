//! One interval for a population that was sampled stratum by stratum.
//!
//! The usual estimate weighs the share of each stratum by its size, and its variance is a sum over the strata. With few
//! cases that variance is too small, down to zero where none was seen. So each stratum in turn is given its *exact*
//! distribution, the one whose quantiles are the ends of the exact interval, while the others keep the usual one, and of
//! all these the widest counts. Quantiles are those of the beta distribution of the same mean and variance. With
//! one stratum this is the exact interval itself. That it covers the truth often enough is not proven but simulated
//! (`cargo bench --bench audit_coverage`).

use statrs::distribution::{Beta, ContinuousCDF};

use super::interval::{Confidence, Counted, Interval, Urn, exact, float};

/// With fewer than so many, the variance seen in a stratum is not to be trusted: half a case and half an other one are
/// added.
const SAMPLED_MIN: u64 = 20;
/// Populations up to this size have a distribution of their own; larger ones take the beta distribution.
const POPULATION_COUNTED_MAX: u64 = 2_000;

/// A mean and a variance.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    mean: f64,
    variance: f64,
}

impl Moments {
    /// Adds those of a part that has this weight.
    fn plus(self, weight: f64, part: Self) -> Self {
        Self { mean: self.mean + weight * part.mean, variance: self.variance + weight * weight * part.variance }
    }

    /// The quantile of the beta distribution with these moments.
    fn quantile(self, at: f64) -> f64 {
        let Self { mean, variance } = self;
        if variance <= 0.0 || mean <= 0.0 || mean >= 1.0 {
            return mean.clamp(0.0, 1.0);
        }
        let size = mean * (1.0 - mean) / variance - 1.0;
        let end = if at < 0.5 { 0.0 } else { 1.0 };
        if size <= 0.0 {
            return end;
        }
        Beta::new(mean * size, (1.0 - mean) * size).map_or(end, |beta| beta.inverse_cdf(at))
    }
}

/// The share of cases in all strata together; `None` when a stratum was not looked at or has no known size.
pub fn share(strata: &[Counted]) -> Option<f64> {
    let weights = weights(strata)?;
    strata.iter().zip(weights).map(|(stratum, weight)| stratum.share().map(|share| weight * share)).sum()
}

/// The interval for the share of cases in all strata together. Strata of which nothing was looked at count as
/// unknown, with their weight.
pub fn interval(strata: &[Counted], confidence: Confidence) -> Interval {
    if let [only] = strata {
        return exact(only, confidence);
    }
    let Some(weights) = weights(strata) else { return Interval::ALL };
    let parts: Vec<(f64, Counted)> = weights.into_iter().zip(strata.iter().copied()).collect();
    let unseen: f64 = parts.iter().filter(|(_, one)| one.sampled == 0).map(|(weight, _)| weight).sum();
    let seen: Vec<(f64, Counted)> = parts.into_iter().filter(|(_, one)| one.sampled > 0).collect();
    let inner = of_seen(&seen, confidence);
    Interval { low: inner.low.clamp(0.0, 1.0), high: (inner.high + unseen).clamp(0.0, 1.0) }
}

/// In shares of the whole population.
fn of_seen(strata: &[(f64, Counted)], confidence: Confidence) -> Interval {
    let known: f64 = strata
        .iter()
        .filter(|(_, one)| one.is_census())
        .map(|(weight, one)| weight * one.share().unwrap_or_default())
        .sum();
    let open: Vec<(f64, Counted)> = strata.iter().filter(|(_, one)| !one.is_census()).copied().collect();
    if let [(weight, only)] = open[..] {
        let Interval { low, high } = exact(&only, confidence);
        return Interval { low: known + weight * low, high: known + weight * high };
    }
    let usual: Vec<Moments> = open.iter().map(|(_, one)| usual(one)).collect();
    let tail = confidence.tail();
    let mut widest = Interval { low: 1.0, high: 0.0 };
    for exactly in 0..open.len() {
        let with = |special: fn(&Counted) -> Moments| {
            let parts = open.iter().zip(&usual).enumerate();
            parts.fold(Moments { mean: known, variance: 0.0 }, |sum, (at, ((weight, one), usual))| {
                sum.plus(*weight, if at == exactly { special(one) } else { *usual })
            })
        };
        widest.low = widest.low.min(with(lower).quantile(tail));
        widest.high = widest.high.max(with(upper).quantile(1.0 - tail));
    }
    if open.is_empty() { Interval { low: known, high: known } } else { widest }
}

fn weights(strata: &[Counted]) -> Option<Vec<f64>> {
    let sizes: Option<Vec<f64>> = strata.iter().map(|one| one.population.map(float)).collect();
    let sizes = sizes?;
    let sum: f64 = sizes.iter().sum();
    (sum > 0.0).then(|| sizes.into_iter().map(|size| size / sum).collect())
}

/// The share that was seen and the variance of such a share in samples drawn without putting back.
fn usual(one: &Counted) -> Moments {
    let (cases, sampled) = (float(one.cases), float(one.sampled));
    let mean = cases / sampled;
    let likely = if one.sampled < SAMPLED_MIN { (cases + 0.5) / (sampled + 1.0) } else { mean };
    let left = one.population.map_or(1.0, |population| 1.0 - sampled / float(population));
    Moments { mean, variance: likely * (1.0 - likely) / (sampled - 1.0).max(1.0) * left }
}

/// The distribution whose quantiles are the lower ends of exact intervals.
fn lower(one: &Counted) -> Moments {
    if one.cases == 0 {
        return Moments::default();
    }
    match one.population {
        Some(population) if population <= POPULATION_COUNTED_MAX => {
            counted(one, population, |urn| urn.at_least(one.cases))
        }
        _ => beta(float(one.cases), float(one.sampled - one.cases + 1)),
    }
}

/// The distribution whose quantiles are the upper ends; the lower one of what is no case, turned round.
fn upper(one: &Counted) -> Moments {
    let others = lower(&Counted { cases: one.sampled - one.cases, ..*one });
    Moments { mean: 1.0 - others.mean, variance: others.variance }
}

fn beta(a: f64, b: f64) -> Moments {
    let sum = a + b;
    Moments { mean: a / sum, variance: a * b / (sum * sum * (sum + 1.0)) }
}

/// Moments of the number of cases in a population of which `up_to` says how likely it is not to be exceeded.
fn counted(one: &Counted, population: u64, up_to: impl Fn(&Urn) -> f64) -> Moments {
    let (mut before, mut mean, mut square) = (0.0, 0.0, 0.0);
    for cases in one.cases..=population - (one.sampled - one.cases) {
        let now = up_to(&Urn { population, cases, drawn: one.sampled });
        let share = float(cases) / float(population);
        mean += (now - before) * share;
        square += (now - before) * share * share;
        before = now;
    }
    Moments { mean, variance: (square - mean * mean).max(0.0) }
}
