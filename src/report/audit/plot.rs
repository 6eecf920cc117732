//! Plots as SVG without a size of their own: shares are per cent of the width, so lines and letters keep theirs.
//!
//! What is decided is a filled bar, what is open a hatched one, the interval a line with two ends; nothing hangs on colour.

use maud::{Markup, html};

use crate::audit::estimate::Estimate;
use crate::audit::interval::Interval;
use crate::audit::monthly::Month;

const TALL: u32 = 22;
/// Left of the columns, for the numbers of the axis, in per cent of the width.
const MARGIN: f64 = 9.0;
const PLOT_TOP: f64 = 12.0;
const PLOT_TALL: f64 = 180.0;
/// Months that have their names below.
const NAMES_MAX: usize = 6;

/// The pattern of what is open; once on a page.
pub(super) fn patterns() -> Markup {
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" {
            defs {
                pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.open-ground width="6" height="6" {}
                    line.open-line x1="0" y1="0" x2="0" y2="6" {}
                }
            }
        }
    }
}

/// One estimate as a bar from 0 to 100 per cent. It only shows what the row beside it says.
pub(super) fn bar(estimate: &Estimate) -> Markup {
    let share = estimate.share.unwrap_or(Interval { low: 0.0, high: 0.0 });
    let Interval { low, high } = estimate.interval;
    html! {
        svg.bar width="100%" height=(TALL) aria-hidden="true" {
            rect.track x="0" y="4" width="100%" height="14" {}
            @for quarter in ["25%", "50%", "75%"] { line.grid x1=(quarter) x2=(quarter) y1="4" y2="18" {} }
            rect.case x="0" y="4" width=(width(share.low)) height="14" {}
            rect.maybe x=(width(share.low)) y="4" width=(width(share.high - share.low)) height="14" {}
            @for class in ["halo", "whisker"] {
                line class=(class) x1=(width(low)) x2=(width(high)) y1="11" y2="11" {}
                line class=(class) x1=(width(low)) x2=(width(low)) y1="5" y2="17" {}
                line class=(class) x1=(width(high)) x2=(width(high)) y1="5" y2="17" {}
            }
        }
    }
}

/// One estimate as a point, or a thick line where something is open, within its interval.
pub(super) fn point(estimate: &Estimate) -> Markup {
    html! {
        svg.bar width="100%" height=(TALL) aria-hidden="true" {
            (quarters(TALL))
            (within(estimate, 11, "dot"))
        }
    }
}

/// What an estimate was and what it is, one below the other: a ring, then a filled point.
pub(super) fn change(before: &Estimate, now: &Estimate) -> Markup {
    html! {
        svg.bar width="100%" height=(2 * TALL) aria-hidden="true" {
            (quarters(2 * TALL))
            (within(before, 11, "ring"))
            (within(now, 33, "dot"))
        }
    }
}

fn quarters(tall: u32) -> Markup {
    html! {
        @for quarter in ["0%", "25%", "50%", "75%", "100%"] { line.grid x1=(quarter) x2=(quarter) y1="0" y2=(tall) {} }
    }
}

/// An estimate and its interval along the line at `y`.
fn within(estimate: &Estimate, y: u32, point: &str) -> Markup {
    let Interval { low, high } = estimate.interval;
    html! {
        line.whisker x1=(width(low)) x2=(width(high)) y1=(y) y2=(y) {}
        line.whisker x1=(width(low)) x2=(width(low)) y1=(y - 5) y2=(y + 5) {}
        line.whisker x1=(width(high)) x2=(width(high)) y1=(y - 5) y2=(y + 5) {}
        @if let Some(share) = estimate.share {
            line.thick x1=(width(share.low)) x2=(width(share.high)) y1=(y) y2=(y) {}
            circle class=(point) cx=(width(share.low)) cy=(y) r="4.5" {}
            circle class=(point) cx=(width(share.high)) cy=(y) r="4.5" {}
        }
    }
}

/// A rate month by month.
pub(super) fn over_time(months: &[Month], (title, description): (&str, &str)) -> Markup {
    let across = |at: usize| MARGIN + (100.0 - MARGIN) * (at as f64 + 0.5) / months.len().max(1) as f64;
    let x = |at: usize| format!("{:.2}%", across(at));
    let y = |share: f64| format!("{:.1}", PLOT_TOP + PLOT_TALL * (1.0 - share.clamp(0.0, 1.0)));
    let step = months.len().div_ceil(NAMES_MAX).max(1);
    html! {
        svg.time role="img" width="100%" height="216" {
            title { (title) }
            desc { (description) }
            @for (share, name) in [(0.0, "0"), (0.25, ""), (0.5, "50 %"), (0.75, ""), (1.0, "100 %")] {
                line.grid x1=(format!("{MARGIN}%")) x2="100%" y1=(y(share)) y2=(y(share)) {}
                text.axis x=(format!("{}%", MARGIN - 1.0)) y=(y(share)) dy="4" text-anchor="end" { (name) }
            }
            @for (at, pair) in months.windows(2).enumerate() {
                @if let [one, next] = pair {
                    line.trace x1=(x(at)) y1=(y(one.share.low)) x2=(x(at + 1)) y2=(y(next.share.low)) {}
                }
            }
            @for (at, month) in months.iter().enumerate() {
                line.whisker x1=(x(at)) x2=(x(at)) y1=(y(month.interval.low)) y2=(y(month.interval.high)) {}
                line.thick x1=(x(at)) x2=(x(at)) y1=(y(month.share.low)) y2=(y(month.share.high)) {}
                circle.dot cx=(x(at)) cy=(y(month.share.low)) r="4.5" {}
                circle.dot cx=(x(at)) cy=(y(month.share.high)) r="4.5" {}
                @if at % step == 0 {
                    text.axis x=(x(at)) y="211" text-anchor="middle" { (month.month) }
                }
            }
        }
    }
}

fn width(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(share: (f64, f64), interval: (f64, f64)) -> Estimate {
        let interval_of = |(low, high)| Interval { low, high };
        let (share, interval) = (Some(interval_of(share)), interval_of(interval));
        Estimate { cases: 0, undecided: 0, judged: 10, population: 10, share, interval }
    }

    #[test]
    fn what_was_stands_above_what_is_each_at_its_share() {
        let svg = change(&estimate((0.2, 0.2), (0.1, 0.3)), &estimate((0.5, 0.6), (0.25, 0.75))).into_string();
        for part in [
            r#"<circle class="ring" cx="20.00%" cy="11""#,
            r#"<line class="whisker" x1="10.00%" x2="30.00%" y1="11" y2="11">"#,
            r#"<circle class="dot" cx="50.00%" cy="33""#,
            r#"<circle class="dot" cx="60.00%" cy="33""#,
            r#"<line class="thick" x1="50.00%" x2="60.00%" y1="33" y2="33">"#,
            r#"<line class="whisker" x1="25.00%" x2="75.00%" y1="33" y2="33">"#,
        ] {
            assert!(svg.contains(part), "{part} is not in {svg}");
        }
    }
}
