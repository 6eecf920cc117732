//! How a rate has changed since an earlier audit.
//!
//! The interval of the difference is put together from those of the two rates, by the squares of their arms (Newcombe's
//! method 10; "square and add"). The two samples must be independent of each other: the same list with the same seed
//! gives the same pictures, and then the interval is wider than it need be.

use super::audited::Audited;
use super::estimate::Estimate;
use super::interval::Interval;
use super::measure::Measure;

/// A measure in both audits.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The question.
    pub measure: Measure,
    /// Then.
    pub before: Estimate,
    /// Now.
    pub now: Estimate,
    /// The difference of the shares: how low and how high it may be for what is open.
    pub difference: Interval,
    /// Where the difference lies.
    pub interval: Interval,
}

impl Change {
    /// True when the interval excludes that nothing has changed.
    pub fn is_clear(&self) -> bool {
        self.interval.low > 0.0 || self.interval.high < 0.0
    }
}

/// The measures of either audit, except for rules that one of them did not judge by.
pub fn changes(before: &Audited, now: &Audited) -> Vec<Change> {
    let only_before = before.rates.iter().filter(|one| now.rates_of(&one.measure).is_none());
    let measures = now.rates.iter().chain(only_before).map(|one| one.measure.clone());
    let measures: Vec<Measure> = measures.filter(|one| before.judges(one) && now.judges(one)).collect();
    let (then, now) = (before.rates_for(&measures), now.rates_for(&measures));
    then.iter().zip(&now).filter_map(|(then, now)| change(&now.measure, then.overall, now.overall)).collect()
}

fn change(measure: &Measure, before: Estimate, now: Estimate) -> Option<Change> {
    let (then, share) = (before.share?, now.share?);
    let difference = Interval { low: share.low - then.high, high: share.high - then.low };
    let down = (share.low - now.interval.low).hypot(before.interval.high - then.high);
    let up = (now.interval.high - share.high).hypot(then.low - before.interval.low);
    let interval = Interval { low: (difference.low - down).max(-1.0), high: (difference.high + up).min(1.0) };
    Some(Change { measure: measure.clone(), before, now, difference, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(cases: u64, undecided: u64, judged: u64, interval: (f64, f64)) -> Estimate {
        let share = |cases: u64| cases as f64 / judged as f64;
        let share = Interval { low: share(cases), high: share(cases + undecided) };
        let interval = Interval { low: interval.0, high: interval.1 };
        Estimate { cases, undecided, judged, population: 1_000, share: Some(share), interval }
    }

    #[test]
    fn the_difference_is_that_of_newcombe() {
        // Newcombe 1998, example (a): 56 of 70 and 48 of 80, Wilson intervals, difference 0.2 from 0.0524 to 0.3339.
        let (now, before) = (estimate(56, 0, 70, (0.6918, 0.8770)), estimate(48, 0, 80, (0.4904, 0.7005)));
        let found = change(&Measure::NotMet, before, now).unwrap();
        assert!((found.difference.low - 0.2).abs() < 1e-12 && (found.difference.high - 0.2).abs() < 1e-12);
        assert!((found.interval.low - 0.0524).abs() < 1e-4 && (found.interval.high - 0.3339).abs() < 1e-4);
        assert!(found.is_clear());
    }

    #[test]
    fn what_is_open_in_either_audit_widens_it() {
        let (now, before) = (estimate(5, 2, 10, (0.5, 0.7)), estimate(4, 1, 10, (0.4, 0.5)));
        let found = change(&Measure::NotMet, before, now).unwrap();
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-12, "{one}, expected {other}");
        near(found.interval.low, 0.0);
        near(found.interval.high, 0.3);
        assert!(!found.is_clear());
    }

    #[test]
    fn without_a_share_in_one_of_them_there_is_no_difference() {
        let open = Estimate { share: None, ..estimate(0, 0, 10, (0.0, 1.0)) };
        assert_eq!(change(&Measure::NotMet, open, estimate(1, 0, 10, (0.0, 0.4))), None);
    }
}
