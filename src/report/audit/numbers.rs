//! Numbers for people: shares in per cent with as many digits as their interval is worth, ends rounded outwards.

use crate::audit::interval::{Confidence, Interval};
use crate::untrusted::Untrusted;

/// Between a number and its unit: no line is broken there.
const THIN: &str = "\u{a0}";

/// Digits behind the point that an interval is worth.
pub(super) fn digits(interval: &Interval) -> usize {
    match interval.high.min(1.0 - interval.low) {
        near if near < 0.000_1 => 4,
        near if near < 0.01 => 3,
        near if near < 0.1 && interval.half_width() < 0.01 => 2,
        _ => 1,
    }
}

/// A share in per cent.
pub(super) fn percent(share: f64, digits: usize) -> String {
    format!("{}{THIN}%", plain(share * 100.0, digits))
}

/// From where to where, the ends rounded outwards.
pub(super) fn range(interval: &Interval) -> String {
    let digits = digits(interval);
    let (low, high) = outwards(interval, digits);
    if low == high { percent_of(&low) } else { percent_of(&format!("{low}{THIN}–{THIN}{high}")) }
}

/// The ends in per cent, rounded outwards.
pub(super) fn ends(interval: &Interval) -> (String, String) {
    let (low, high) = outwards(interval, digits(interval));
    (percent_of(&low), percent_of(&high))
}

/// A share that lies between two values where something is open.
pub(super) fn shares(share: &Interval, digits: usize) -> String {
    if share.low == share.high {
        return percent(share.low, digits);
    }
    percent_of(&format!("{}{THIN}–{THIN}{}", plain(share.low * 100.0, digits), plain(share.high * 100.0, digits)))
}

/// A confidence in per cent.
pub(super) fn confidence(confidence: Confidence) -> String {
    let per_cent = confidence.share() * 100.0;
    percent(confidence.share(), if (per_cent - per_cent.round()).abs() < 1e-9 { 0 } else { 2 })
}

/// Percentage points with their sign.
pub(super) fn points(share: f64) -> String {
    let text = format!("{:.1}", share.abs() * 100.0);
    let sign = match share {
        _ if text == "0.0" => "",
        below if below < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{text}")
}

/// A count with its thousands apart.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text out of the file of an audit, escaped and cut.
pub(super) fn text(raw: &str) -> String {
    Untrusted::new(raw).to_string()
}

fn percent_of(number: &str) -> String {
    format!("{number}{THIN}%")
}

fn outwards(interval: &Interval, digits: usize) -> (String, String) {
    let unit = 10_f64.powi(i32::try_from(digits).unwrap_or_default());
    // What is a whole number but for rounding stays it.
    let low = (interval.low * 100.0 * unit + 1e-7).floor() / unit;
    let high = (interval.high * 100.0 * unit - 1e-7).ceil() / unit;
    (plain(low.max(0.0), digits), plain(high.max(low), digits))
}

/// No digits behind the point where all of them are nought.
fn plain(number: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", number + 0.0);
    match text.split_once('.') {
        Some((whole, rest)) if rest.chars().all(|digit| digit == '0') && (number == 0.0 || number == 100.0) => {
            whole.to_owned()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(low: f64, high: f64, expected: &str) {
        assert_eq!(range(&Interval { low, high }).replace('\u{a0}', " "), expected);
    }

    #[test]
    fn ends_are_rounded_outwards() {
        check(0.081_49, 0.179_01, "8.1 – 18.0 %");
        check(0.0, 0.036_2, "0 – 3.7 %");
        check(0.2, 0.3, "20.0 – 30.0 %");
        check(1.0, 1.0, "100 %");
        check(0.0, 1.0, "0 – 100 %");
    }

    #[test]
    fn rare_things_have_more_digits() {
        check(0.000_5, 0.003, "0.050 – 0.300 %");
        check(0.995, 0.999_2, "99.500 – 99.920 %");
        check(0.0, 0.000_02, "0 – 0.0020 %");
    }

    #[test]
    fn counts_and_points() {
        assert_eq!([count(7), count(1_234), count(1_234_567)], ["7", "1,234", "1,234,567"]);
        assert_eq!([points(0.051), points(-0.123), points(-0.000_1)], ["+5.1", "−12.3", "0.0"]);
    }
}
