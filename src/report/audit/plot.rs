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
    let Interval { low, high } = estimate.interval;
    html! {
        svg.bar width="100%" height=(TALL) aria-hidden="true" {
            @for quarter in ["0%", "25%", "50%", "75%", "100%"] { line.grid x1=(quarter) x2=(quarter) y1="0" y2=(TALL) {} }
            line.whisker x1=(width(low)) x2=(width(high)) y1="11" y2="11" {}
            line.whisker x1=(width(low)) x2=(width(low)) y1="6" y2="16" {}
            line.whisker x1=(width(high)) x2=(width(high)) y1="6" y2="16" {}
            @if let Some(share) = estimate.share {
                line.thick x1=(width(share.low)) x2=(width(share.high)) y1="11" y2="11" {}
                circle.dot cx=(width(share.low)) cy="11" r="4.5" {}
                circle.dot cx=(width(share.high)) cy="11" r="4.5" {}
            }
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
