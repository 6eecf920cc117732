//! From a score to the probability that chance leads to it.
//!
//! `benches/watermark_calibration.rs` counts scores on pictures without a mark; its table is
//! `benches/watermark_calibration.csv`. As far as can be counted, to a few in a hundred million, they fall as a normal
//! distribution does. What is smaller is that distribution continued, which nobody has measured.

/// By how much more often than in a normal distribution high scores were counted, rounded up.
const EXCESS: f64 = 2.0;

/// Nothing smaller is claimed: the measurement does not reach so far by several powers of ten.
pub const CHANCE_MIN: f64 = 1e-12;

/// Reported as found are marks that chance leads to in one of a million pictures at most.
pub const CHANCE_MAX: f64 = 1e-6;

/// A picture is searched in several ways, and chance has its say in each. So much of what is allowed to it all together
/// goes to each way: this to the blocks of the picture as it is, ...
pub const AS_IT_IS: f64 = 5.0 / 16.0;
/// ... to the same with a payload that is not known, ...
pub const UNKNOWN: f64 = 1.0 / 16.0;
/// ... to parts of them, ...
pub const IN_PARTS: f64 = 1.0 / 8.0;
/// ... to pictures that were cut, ...
pub const CUT: f64 = 1.0 / 4.0;
/// ... to the sizes that generators write, ...
pub const USUAL_SIZES: f64 = 1.0 / 8.0;
/// ... and to all other sizes.
pub const OTHER_SIZES: f64 = 1.0 / 8.0;

/// Probability that the largest of so many scores reaches this one in a picture without a mark, divided by the share of
/// the way in which they were reached; 0 to 1.
pub fn chance(score: f32, hypotheses: usize, share: f64) -> f64 {
    (EXCESS * upper_tail(f64::from(score)) * hypotheses as f64 / share).clamp(CHANCE_MIN, 1.0)
}

/// Probability that a standard normal number exceeds this one. Between 2 and 40 % too much below 3, where nothing hangs
/// on it, and less than that above: the bound of Mills.
fn upper_tail(score: f64) -> f64 {
    if score <= 0.5 {
        return 1.0;
    }
    let density = (-0.5 * score * score).exp() / std::f64::consts::TAU.sqrt();
    (density / score).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_the_score_the_smaller_the_chance() {
        let chances: Vec<f64> = (0..200).map(|step| chance(step as f32 / 10.0, 100, 1.0)).collect();
        assert!(chances.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!((chances[0] - 1.0).abs() < 1e-9 && chances[199] <= CHANCE_MIN);
    }

    #[test]
    fn the_shares_are_those_of_one_whole() {
        assert!((AS_IT_IS + UNKNOWN + IN_PARTS + CUT + USUAL_SIZES + OTHER_SIZES - 1.0).abs() < 1e-9);
    }

    #[test]
    fn no_probability_is_smaller_than_a_normal_distribution_has_it() {
        // One-sided tail of the normal distribution.
        for (score, normal) in [(3.5, 2.3e-4), (4.0, 3.2e-5), (5.0, 2.9e-7), (6.0, 9.9e-10)] {
            let found = chance(score, 1, 1.0) / EXCESS;
            assert!(found >= normal && found < 1.2 * normal, "{score}: {found}");
        }
    }
}
