//! How many pictures to look at: for a margin around a share, or to catch at least one case.

use super::interval::{Confidence, Counted, Urn, exact, float};

/// A population without a known size is planned for as one of this size.
const ENDLESS: u64 = 1 << 50;
/// The search for an exact size goes no further beyond the formula than so many.
const BEYOND_MAX: u64 = 20_000;

/// A sample size for a margin, with what it was found from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForMargin {
    /// What the formula z² p (1 - p) / e² gives for an endless population.
    pub endless: u64,
    /// The same with the correction for a finite population.
    pub corrected: u64,
    /// Pictures to look at, so that the exact interval keeps the margin, too.
    pub size: u64,
    /// Half of the width of that interval when the expected share is seen.
    pub half_width: f64,
}

/// The smallest sample whose exact interval is no wider than `margin` to either side on average, when a share of
/// `expected` is seen; all three are shares between 0 and 1.
pub fn for_margin(population: Option<u64>, expected: f64, margin: f64, confidence: Confidence) -> ForMargin {
    let all = population.unwrap_or(ENDLESS);
    let z = confidence.z();
    let endless = z * z * expected * (1.0 - expected) / (margin * margin);
    let corrected = endless / (1.0 + (endless - 1.0).max(0.0) / float(all));
    let (endless, corrected) = (up(endless).max(1), up(corrected).clamp(1, all));
    let half_width = |size: u64| {
        let cases = (float(size) * expected).round() as u64;
        exact(&Counted::new(cases, size, population), confidence).half_width()
    };
    let last = corrected.saturating_add(BEYOND_MAX).min(all);
    let size = (corrected..last).find(|&size| half_width(size) <= margin).unwrap_or(last);
    ForMargin { endless, corrected, size, half_width: half_width(size) }
}

/// The smallest sample that holds at least one case with the wanted confidence, if `rate` of the population, rounded
/// up to whole pictures, are cases.
pub fn to_catch_one(population: Option<u64>, rate: f64, confidence: Confidence) -> u64 {
    let missed = 1.0 - confidence.share();
    let Some(population) = population else {
        return up((missed.ln() / (-rate).ln_1p()).max(1.0));
    };
    let cases = up(rate * float(population)).clamp(1, population);
    let misses = |drawn: u64| Urn { population, cases, drawn }.at_most(0);
    let (mut from, mut to) = (1, population.max(1));
    while from < to {
        let middle = from + (to - from) / 2;
        if misses(middle) <= missed * (1.0 + 1e-8) { to = middle } else { from = middle + 1 }
    }
    from
}

/// The chance that a sample of this size holds at least one case.
pub fn chance_to_catch_one(population: Option<u64>, rate: f64, size: u64) -> f64 {
    match population {
        None => -(float(size) * (-rate).ln_1p()).exp_m1(),
        Some(0) => 0.0,
        Some(population) => {
            let cases = up(rate * float(population)).clamp(1, population);
            Urn { population, cases, drawn: size.min(population) }.at_least(1)
        }
    }
}

/// The same for a sample of strata, given as population and size, wherever the cases are: for the places in which they
/// are most likely missed.
pub fn least_chance_to_catch_one(strata: &[(u64, u64)], rate: f64) -> f64 {
    let whole: u64 = strata.iter().map(|(population, _)| population).sum();
    let mut left = if whole == 0 { 0 } else { up(rate * float(whole)).clamp(1, whole) };
    // Cases are missed most where the smallest share is looked at.
    let mut strata = strata.to_vec();
    let looked_at = |(population, size): &(u64, u64)| float(*size) / float((*population).max(1));
    strata.sort_by(|one, other| looked_at(one).total_cmp(&looked_at(other)));
    let mut missed = 1.0;
    for (population, size) in strata {
        let cases = left.min(population);
        left -= cases;
        if cases > 0 {
            missed *= Urn { population, cases, drawn: size.min(population) }.at_most(0);
        }
    }
    if whole == 0 { 0.0 } else { 1.0 - missed }
}

/// Shares a sample out among strata by their sizes, rounded up, at least `least` of each where it has so many.
pub fn allocate(total: u64, populations: &[u64], least: u64) -> Vec<u64> {
    let sum: u64 = populations.iter().sum();
    let share = |population: u64| {
        let wanted = up(float(total) * float(population) / float(sum.max(1)));
        wanted.max(least).min(population)
    };
    populations.iter().copied().map(share).collect()
}

/// Rounded up to a whole number, what is a whole number but for rounding kept.
fn up(value: f64) -> u64 {
    (value - value.abs() * 1e-12).ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_is_the_one_of_the_textbooks() {
        // Cochran, Sampling Techniques, 4.4: z = 1.96, p = 0.5, e = 0.05 -> 384.1; N = 4,000 -> 351.
        let planned = for_margin(None, 0.5, 0.05, Confidence::USUAL);
        assert_eq!((planned.endless, planned.corrected), (385, 385));
        let planned = for_margin(Some(4_000), 0.5, 0.05, Confidence::USUAL);
        assert_eq!((planned.endless, planned.corrected), (385, 351));
    }

    #[test]
    fn the_exact_interval_keeps_the_margin_and_one_fewer_would_not() {
        for (population, expected, margin) in [(None, 0.5, 0.05), (Some(4_000), 0.5, 0.05), (Some(900), 0.1, 0.03)] {
            let planned = for_margin(population, expected, margin, Confidence::USUAL);
            let width = |size: u64| {
                let cases = (size as f64 * expected).round() as u64;
                exact(&Counted::new(cases, size, population), Confidence::USUAL).half_width()
            };
            assert!(planned.half_width <= margin && width(planned.size) == planned.half_width, "{planned:?}");
            assert!(planned.size == planned.corrected || width(planned.size - 1) > margin, "{planned:?}");
        }
    }

    #[test]
    fn a_small_population_is_looked_at_whole_rather_than_more() {
        assert_eq!(for_margin(Some(12), 0.5, 0.01, Confidence::USUAL).size, 12);
        assert_eq!(for_margin(Some(1), 0.5, 0.05, Confidence::USUAL).size, 1);
        assert_eq!(to_catch_one(Some(3), 0.01, Confidence::USUAL), 3);
    }

    #[test]
    fn one_case_is_caught_as_often_as_said() {
        // 0.95 = 1 - 0.99^n: n = 298.07; the rule of three says 300.
        assert_eq!(to_catch_one(None, 0.01, Confidence::USUAL), 299);
        // 5 of 500: scipy.stats.hypergeom.pmf(0, 500, 5, n) is 0.05042 at 224 and 0.04950 at 225.
        assert_eq!(to_catch_one(Some(500), 0.01, Confidence::USUAL), 225);
        assert!(chance_to_catch_one(Some(500), 0.01, 225) >= 0.95);
        assert!(chance_to_catch_one(Some(500), 0.01, 224) < 0.95);
        assert!((chance_to_catch_one(None, 0.01, 299) - (1.0 - 0.99_f64.powi(299))).abs() < 1e-12);
    }

    #[test]
    fn the_least_chance_is_that_of_the_stratum_looked_at_least() {
        let chance = least_chance_to_catch_one(&[(1_000, 500), (9_000, 90)], 0.01);
        assert!((chance - chance_to_catch_one(Some(9_000), 100.0 / 9_000.0, 90)).abs() < 1e-12);
        assert_eq!(least_chance_to_catch_one(&[(50, 50), (50, 0)], 0.02), 0.0);
        // More cases than one stratum holds must be in the other.
        assert_eq!(least_chance_to_catch_one(&[(50, 50), (50, 0)], 0.6), 1.0);
        assert_eq!(least_chance_to_catch_one(&[], 0.5), 0.0);
    }

    #[test]
    fn a_sample_is_shared_out_by_size() {
        assert_eq!(allocate(100, &[900, 90, 10], 5), [90, 9, 5]);
        assert_eq!(allocate(100, &[3, 0], 5), [3, 0]);
    }
}
