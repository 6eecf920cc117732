//! Rates of the whole, in tables with bars, and the rate over time.

use maud::{Markup, html};

use super::words as w;
use super::{numbers, plot};
use crate::audit::audited::Audited;
use crate::audit::estimate::{Estimate, Rates};
use crate::audit::measure::Measure;
use crate::audit::monthly::Monthly;
use crate::message::{Lang, Text};

/// Rows of one table.
const ROWS_MAX: usize = 100;

/// Measures that stand in one table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Outcome,
    Label,
    Removal,
    Duty,
    NotMet,
    Review,
}

fn group(measure: &Measure) -> Group {
    match measure {
        Measure::NotMet | Measure::Review | Measure::Undecided | Measure::NothingUnmet => Group::Outcome,
        Measure::Bears(_) => Group::Label,
        Measure::Removed | Measure::RemovalShown | Measure::RemovalIndicated => Group::Removal,
        Measure::Is | Measure::May | Measure::Suspect => Group::Duty,
        Measure::RuleNotMet(_) => Group::NotMet,
        Measure::RuleReview(_) => Group::Review,
    }
}

/// The tables of the whole.
pub(super) fn overall(audited: &Audited, lang: Lang) -> Markup {
    let groups = [
        (Group::Outcome, &w::GROUP_OUTCOME),
        (Group::Label, &w::GROUP_LABEL),
        (Group::Removal, &w::GROUP_REMOVED),
        (Group::Duty, &w::GROUP_DUTY),
        (Group::NotMet, &w::GROUP_FAIL),
        (Group::Review, &w::GROUP_REVIEW),
    ];
    html! {
        (legend(lang))
        @for (wanted, title) in groups {
            h3 { (title.pick(lang)) }
            @let rows: Vec<&Rates> = audited.rates.iter().filter(|one| group(&one.measure) == wanted).take(ROWS_MAX).collect();
            @if rows.is_empty() { p { (w::NO_RULES.pick(lang)) } } @else { (table(&rows, title, audited, lang)) }
        }
        p.note { (w::OUTWARDS.pick(lang)) }
    }
}

/// What the marks of the bars mean.
fn legend(lang: Lang) -> Markup {
    let sample = |inner: Markup| html! { svg.key width="44" height="22" aria-hidden="true" { (inner) } };
    html! {
        ul.legend {
            li {
                (sample(html! { rect.case x="2" y="4" width="40" height="14" {} }))
                (w::LEGEND_CASE.pick(lang))
            }
            li {
                (sample(html! { rect.maybe x="2" y="4" width="40" height="14" {} }))
                (w::LEGEND_OPEN.pick(lang))
            }
            li {
                (sample(html! {
                    line.whisker x1="3" x2="41" y1="11" y2="11" {}
                    line.whisker x1="3" x2="3" y1="5" y2="17" {}
                    line.whisker x1="41" x2="41" y1="5" y2="17" {}
                }))
                (w::LEGEND_INTERVAL.pick(lang))
            }
        }
    }
}

fn table(rows: &[&Rates], title: &'static Text, audited: &Audited, lang: Lang) -> Markup {
    html! {
        table.rates.said {
            caption { (w::say(&w::RATES_CAPTION.with("group", title.pick(lang)), lang)) }
            thead {
                tr {
                    th scope="col" { (w::MEASURE.pick(lang)) }
                    th.plot scope="col" { (w::PLOT.pick(lang)) }
                    (columns(audited, lang))
                }
            }
            tbody {
                @for rates in rows {
                    tr data-measure=(numbers::text(&rates.measure.id())) {
                        th scope="row" { (w::measure(&rates.measure, lang)) }
                        td.plot { (plot::bar(&rates.overall)) }
                        (cells(&rates.overall, audited, lang))
                    }
                }
            }
        }
    }
}

/// Heads of the cells of an estimate.
pub(super) fn columns(audited: &Audited, lang: Lang) -> Markup {
    html! {
        th.number scope="col" { (w::SHARE.pick(lang)) }
        th.number scope="col" { (interval_head(audited, lang)) }
        th.number scope="col" { (w::SEEN.pick(lang)) }
        th.number scope="col" { (w::UNDECIDED.pick(lang)) }
    }
}

fn interval_head(audited: &Audited, lang: Lang) -> String {
    w::say(&w::INTERVAL.with("confidence", numbers::confidence(audited.confidence)), lang)
}

/// The cells of an estimate. What a program reads off them stands in attributes.
pub(super) fn cells(estimate: &Estimate, audited: &Audited, lang: Lang) -> Markup {
    let digits = numbers::digits(&estimate.interval);
    let share =
        estimate.share.map_or_else(|| w::NO_ONE_SHARE.pick(lang).to_owned(), |share| numbers::shares(&share, digits));
    let seen = format!("{} / {}", numbers::count(estimate.cases), numbers::count(estimate.judged));
    // Everything was looked at: the interval is the share, and reads like it.
    let is_exact = estimate.share == Some(estimate.interval);
    let interval = if is_exact { share.clone() } else { numbers::range(&estimate.interval) };
    html! {
        td.number data-head=(w::SHARE.pick(lang)) { (share) }
        td.number data-head=(interval_head(audited, lang)) { (interval) }
        td.number data-head=(w::SEEN.pick(lang)) { (seen) }
        td.number data-head=(w::UNDECIDED.pick(lang)) { (numbers::count(estimate.undecided)) }
    }
}

/// The rate by month.
pub(super) fn over_time(monthly: &Monthly, audited: &Audited, lang: Lang) -> Markup {
    let caption = w::say(&w::TIME_CAPTION.with("column", numbers::text(&monthly.column)), lang);
    let name = |month: Option<&crate::audit::monthly::Month>| month.map_or("", |one| one.month.as_str()).to_owned();
    let description = w::TIME_DESCRIPTION
        .with("first", name(monthly.months.first()))
        .with("last", name(monthly.months.last()))
        .with("count", numbers::count(monthly.months.len() as u64));
    html! {
        figure {
            (plot::over_time(&monthly.months, (&caption, &w::say(&description, lang))))
            figcaption { (caption) }
        }
        table.rates.said {
            caption { (caption) }
            thead { tr { th scope="col" { (w::MONTH.pick(lang)) } (columns(audited, lang)) } }
            tbody {
                @for month in &monthly.months {
                    tr {
                        th scope="row" { (month.month) }
                        (cells(&estimate(month), audited, lang))
                    }
                }
            }
        }
        p.note {
            (w::TIME_METHOD.pick(lang)) " "
            @if monthly.undated > 0 { (w::say(&w::UNDATED.with("count", numbers::count(monthly.undated)), lang)) }
        }
    }
}

fn estimate(month: &crate::audit::monthly::Month) -> Estimate {
    Estimate {
        cases: month.cases,
        undecided: month.undecided,
        judged: month.judged,
        population: 0,
        share: Some(month.share),
        interval: month.interval,
    }
}
