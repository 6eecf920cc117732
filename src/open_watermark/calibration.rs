//! From a score to the probability that chance leads to it.
//!
//! Measured by `benches/watermark_calibration.rs` on pictures without a mark (table in
//! `benches/watermark_calibration.csv`). Beyond what could be counted the probability goes on to fall by the same
//! factor per unit of score as over the last points, which is slower than a normal distribution falls; there it is an
//! extrapolation, and a report says no less than [`CHANCE_MIN`].

/// Score, and decimal logarithm of the probability that one hypothesis about an unmarked picture reaches it.
const TAIL: [(f64, f64); 6] = [(3.0, -2.8), (4.0, -4.3), (5.0, -6.0), (5.5, -6.9), (6.0, -7.9), (6.5, -8.8)];

/// Nothing smaller is claimed: the measurement does not reach so far by several powers of ten.
pub const CHANCE_MIN: f64 = 1e-12;

/// Reported as found are marks that chance leads to in one of a million pictures at most.
pub const CHANCE_MAX: f64 = 1e-6;

/// Probability that the largest of so many scores reaches this one in a picture without a mark; 0 to 1.
pub fn chance(score: f32, hypotheses: usize) -> f64 {
    let single = 10_f64.powf(logarithm(f64::from(score)));
    (single * hypotheses as f64).clamp(CHANCE_MIN, 1.0)
}

fn logarithm(score: f64) -> f64 {
    let segment = TAIL.windows(2).find(|pair| score < pair[1].0).or_else(|| TAIL.windows(2).next_back());
    match segment {
        Some([(from, at_from), (to, at_to)]) => at_from + (score - from) * (at_to - at_from) / (to - from),
        Some(_) | None => 0.0,
    }
    .min(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_the_score_the_smaller_the_chance() {
        let chances: Vec<f64> = (0..200).map(|step| chance(step as f32 / 10.0, 100)).collect();
        assert!(chances.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!(chances[0] >= 1.0 && chances[199] <= CHANCE_MIN);
    }

    #[test]
    fn no_probability_is_smaller_than_a_normal_distribution_has_it() {
        // One-sided tail of the normal distribution.
        for (score, normal) in [(3.5, 2.3e-4), (4.0, 3.2e-5), (5.0, 2.9e-7), (6.0, 9.9e-10)] {
            assert!(chance(score, 1) >= normal * 0.9, "{score}");
        }
    }
}
