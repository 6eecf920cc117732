//! Rates stratum by stratum.

use maud::{Markup, html};

use super::words as w;
use super::{figures, numbers, plot};
use crate::audit::audited::Audited;
use crate::audit::draw::stratum_name;
use crate::audit::estimate::{Estimate, Rates};
use crate::audit::measure::{Label, Measure};
use crate::message::Lang;

/// Strata of one table; the exported tables have all of them.
const STRATA_MAX: usize = 60;
/// Measures whose tables are open at first.
const OPEN: [Measure; 3] = [Measure::NotMet, Measure::Bears(Label::Any), Measure::Removed];

/// A table for every measure, that of the most asked ones open.
pub(super) fn by_stratum(audited: &Audited, lang: Lang) -> Markup {
    let (main, rules): (Vec<&Rates>, Vec<&Rates>) = (audited.rates.iter()).partition(|one| !is_rule(&one.measure));
    let shown = largest(audited);
    let is_cut = shown.len() < audited.strata.len();
    html! {
        p.note { (legend(lang)) }
        @if is_cut { p.note { (more(audited, lang)) } }
        @for rates in main {
            (folded(rates, OPEN.contains(&rates.measure), (audited, &shown), lang))
        }
        @if !rules.is_empty() { h3 { (w::PER_RULE.pick(lang)) } }
        @for rates in rules {
            (folded(rates, false, (audited, &shown), lang))
        }
    }
}

fn is_rule(measure: &Measure) -> bool {
    matches!(measure, Measure::RuleNotMet(_) | Measure::RuleReview(_))
}

fn legend(lang: Lang) -> Markup {
    html! {
        svg.key width="44" height="22" aria-hidden="true" {
            line.whisker x1="3" x2="41" y1="11" y2="11" {}
            line.whisker x1="3" x2="3" y1="6" y2="16" {}
            line.whisker x1="41" x2="41" y1="6" y2="16" {}
            line.thick x1="14" x2="28" y1="11" y2="11" {}
            circle.dot cx="14" cy="11" r="4.5" {}
            circle.dot cx="28" cy="11" r="4.5" {}
        }
        (w::LEGEND_POINT.pick(lang))
    }
}

fn more(audited: &Audited, lang: Lang) -> String {
    let message = w::MORE_STRATA.with("shown", STRATA_MAX.to_string());
    w::say(&message.with("count", numbers::count(audited.strata.len() as u64)), lang)
}

/// Places of the largest strata, in the order of the file.
fn largest(audited: &Audited) -> Vec<usize> {
    let mut places: Vec<usize> = (0..audited.strata.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(audited.strata.get(*place).map_or(0, |one| one.population)));
    places.truncate(STRATA_MAX);
    places.sort_unstable();
    places
}

fn folded(rates: &Rates, is_open: bool, (audited, shown): (&Audited, &[usize]), lang: Lang) -> Markup {
    let title = w::measure(&rates.measure, lang);
    html! {
        details open[is_open] {
            summary { @if is_rule(&rates.measure) { h4 { (title) } } @else { h3 { (title) } } }
            (table(rates, &title, (audited, shown), lang))
        }
    }
}

fn table(rates: &Rates, title: &str, (audited, shown): (&Audited, &[usize]), lang: Lang) -> Markup {
    let is_told = |one: &Estimate| !is_rule(&rates.measure) || one.cases > 0 || one.undecided > 0;
    let rows: Vec<(usize, &Estimate)> = (shown.iter())
        .filter_map(|place| rates.strata.get(*place).map(|one| (*place, one)))
        .filter(|(_, one)| is_told(one))
        .collect();
    let silent = shown.len() - rows.len();
    html! {
        table.rates.said data-strata-of=(numbers::text(&rates.measure.id())) {
            caption { (w::say(&w::STRATA_CAPTION.with("measure", title), lang)) }
            thead {
                tr {
                    th scope="col" { (w::STRATUM.pick(lang)) }
                    th.plot scope="col" { (w::PLOT.pick(lang)) }
                    (figures::columns(audited, lang))
                    th.number scope="col" { (w::SIZE.pick(lang)) }
                }
            }
            tbody {
                @for (place, estimate) in rows {
                    (row(&name(audited, place), estimate, audited, lang))
                }
            }
            tfoot { (row(w::ALL.pick(lang), &rates.overall, audited, lang)) }
        }
        @if silent > 0 { p.note { (w::say(&w::OTHER_STRATA.with("count", silent.to_string()), lang)) } }
    }
}

/// The name of a stratum.
pub(super) fn name(audited: &Audited, place: usize) -> String {
    audited.strata.get(place).map_or_else(String::new, |one| stratum_name(&one.values))
}

fn row(name: &str, estimate: &Estimate, audited: &Audited, lang: Lang) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            td.plot { (plot::point(estimate)) }
            (figures::cells(estimate, audited, lang))
            td.number data-head=(w::SIZE.pick(lang)) { (numbers::count(estimate.population)) }
        }
    }
}
