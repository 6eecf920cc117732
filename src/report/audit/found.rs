//! What shows across the pictures, and against an earlier audit.

use maud::{Markup, html};
use serde_json::Value;

use super::design;
use super::numbers::{self, count, text};
use super::plot;
use super::view::Earlier;
use super::words as w;
use crate::audit::across::{Across, Copies, Marked, Pair, SEARCHED_MAX, Shared};
use crate::audit::audited::Audited;
use crate::audit::interval::Interval;
use crate::audit::kept::Item;
use crate::audit::measure::Measure;
use crate::audit::trend::Change;
use crate::message::{Lang, Text};

/// Findings of one kind.
const SHOWN_MAX: usize = 25;
/// Pictures named of one finding.
const NAMED_MAX: usize = 8;

/// Everything across the pictures.
pub(super) fn across(across: &Across, items: &[Item], lang: Lang) -> Markup {
    let shared = |one: &Shared| row(&text(&one.what), &counts(one, lang), (&one.items, items));
    let marked = |one: &Marked| {
        let vendors: Vec<String> = one.vendors.iter().map(|vendor| text(vendor)).collect();
        let counts = w::MARKED_COUNTS.with("vendors", vendors.join(crate::report::words::phrase::COMMA.pick(lang)));
        let counts = w::say(&counts.with("files", count(one.items.len() as u64)), lang);
        row(&text(&one.producer), &counts, (&one.items, items))
    };
    html! {
        p { (w::ACROSS_LEAD.pick(lang)) }
        (kind(&w::SAME_ID, across.produce_ids.iter().map(shared).collect(), lang))
        (kind(&w::SAME_MANIFEST, across.manifests.iter().map(shared).collect(), lang))
        (kind(&w::SEVERAL_VENDORS, across.producers.iter().map(marked).collect(), lang))
        (copies(&across.copies, items, lang))
    }
}

fn counts(one: &Shared, lang: Lang) -> String {
    let counts = w::SHARED_COUNTS.with("files", count(one.items.len() as u64));
    let mut said = w::say(&counts.with("different", count(one.different as u64)), lang);
    if one.unknown > 0 {
        said.push_str(&w::say(&w::SHARED_UNKNOWN.with("unknown", count(one.unknown as u64)), lang));
    }
    said
}

/// What is shared, counts, and the names of pictures.
fn row(what: &str, counts: &str, (members, items): (&[usize], &[Item])) -> Markup {
    let names: Vec<String> = members.iter().take(NAMED_MAX).map(|place| name(items, *place)).collect();
    html! {
        tr {
            th scope="row" { (what) div.note { (counts) } }
            td { ul { @for name in &names { li { (name) } } @if members.len() > names.len() { li { "…" } } } }
        }
    }
}

fn name(items: &[Item], place: usize) -> String {
    items.get(place).map(|item| text(&item.id)).unwrap_or_default()
}

fn kind(title: &'static Text, rows: Vec<Markup>, lang: Lang) -> Markup {
    html! {
        h3 { (title.pick(lang)) }
        @if rows.is_empty() {
            p { (w::NONE_FOUND.pick(lang)) }
        } @else {
            table {
                caption { (title.pick(lang)) }
                thead { tr { th scope="col" { (w::WHAT.pick(lang)) } th scope="col" { (w::WHERE.pick(lang)) } } }
                tbody { @for row in rows.iter().take(SHOWN_MAX) { (row) } }
            }
            (more(rows.len(), lang))
        }
    }
}

fn more(number: usize, lang: Lang) -> Markup {
    html! {
        @if number > SHOWN_MAX {
            p.note { (w::say(&w::MORE.with("count", count((number - SHOWN_MAX) as u64)), lang)) }
        }
    }
}

fn copies(copies: &Copies, items: &[Item], lang: Lang) -> Markup {
    let pair = |pair: &Pair| {
        let message = w::COPY_PAIR.with("without", name(items, pair.without));
        html! { li { (w::say(&message.with("with", name(items, pair.with)), lang)) } }
    };
    html! {
        h3 { (w::COPIES.pick(lang)) }
        @match copies {
            Copies::TooMany(number) => {
                p {
                    (w::say(&w::COPIES_NOT.with("count", count(*number as u64)).with("max", count(SEARCHED_MAX as u64)), lang))
                }
            }
            Copies::Searched { looked, plain, pairs } => {
                @if pairs.is_empty() { p { (w::NONE_FOUND.pick(lang)) } }
                @else { ul.pairs { @for one in pairs.iter().take(SHOWN_MAX) { (pair(one)) } } (more(pairs.len(), lang)) }
                p.note {
                    (w::say(&w::COPIES_SEARCHED.with("looked", count(*looked as u64)).with("plain", count(*plain as u64)), lang))
                }
            }
        }
    }
}

/// Changes since the earlier audit.
pub(super) fn trend(earlier: &Earlier, audited: &Audited, lang: Lang) -> Markup {
    let before = &earlier.audited;
    let lead = w::TREND_LEAD
        .with("before_judged", count(before.judged()))
        .with("before_population", count(before.population()))
        .with("before_date", design::day(before))
        .with("judged", count(audited.judged()))
        .with("population", count(audited.population()))
        .with("date", design::day(audited));
    let tools = [before, audited].map(|one| versions(one, lang));
    let [then, now] = tools.clone();
    let is_other_tool = tools[0] != tools[1];
    let is_same_sample = before.design.sample_sha256 == audited.design.sample_sha256;
    html! {
        p { (w::say(&lead, lang)) }
        @if is_other_tool { p.warning { (w::say(&w::TREND_TOOL.with("before", then).with("now", now), lang)) } }
        @if is_same_sample { p.warning { (w::TREND_SAMPLE.pick(lang)) } }
        p.note { (changes_legend(lang)) }
        table.rates {
            caption { (w::TREND_CAPTION.pick(lang)) }
            thead {
                tr {
                    th scope="col" { (w::MEASURE.pick(lang)) }
                    th.plot scope="col" { (w::PLOT.pick(lang)) }
                    @for head in [&w::BEFORE, &w::NOW, &w::DIFFERENCE] { th.number scope="col" { (head.pick(lang)) } }
                    th.reading scope="col" { (w::READING.pick(lang)) }
                }
            }
            tbody { @for change in earlier.changes.iter().filter(|one| is_told(one)) { (changed(change, lang)) } }
        }
        p.note { (w::TREND_METHOD.pick(lang)) }
    }
}

fn changes_legend(lang: Lang) -> Markup {
    html! {
        svg.key width="44" height="44" aria-hidden="true" {
            line.whisker x1="3" x2="33" y1="11" y2="11" {}
            circle.ring cx="18" cy="11" r="4.5" {}
            line.whisker x1="11" x2="41" y1="33" y2="33" {}
            circle.dot cx="26" cy="33" r="4.5" {}
        }
        (w::LEGEND_CHANGE.pick(lang))
    }
}

/// Rules of which nothing was seen in either audit have no row; nor has what is left to a person, rule by rule.
fn is_told(change: &Change) -> bool {
    let seen = |cases: u64, undecided: u64| cases + undecided > 0;
    let is_seen = seen(change.before.cases, change.before.undecided) || seen(change.now.cases, change.now.undecided);
    let is_left = matches!(change.measure, Measure::RuleReview(_));
    !is_left && (is_seen || !matches!(change.measure, Measure::RuleNotMet(_)))
}

fn versions(audited: &Audited, lang: Lang) -> String {
    let tool: Value = serde_json::from_str(&audited.design.tool).unwrap_or_default();
    let said = |name: &str| text(tool[name].as_str().unwrap_or_default());
    w::say(&w::TOOL_VALUE.with("version", said("version")).with("rules", said("rule_set")), lang)
}

fn changed(change: &Change, lang: Lang) -> Markup {
    let share = |share: Option<Interval>| share.map(|share| numbers::shares(&share, 1)).unwrap_or_default();
    let Interval { low, high } = change.interval;
    let reading = match change.is_clear() {
        false => &w::UNCLEAR,
        true if low > 0.0 => &w::ROSE,
        true => &w::FELL,
    };
    let middle = if change.difference.low == change.difference.high {
        numbers::points(change.difference.low)
    } else {
        format!("{} … {}", numbers::points(change.difference.low), numbers::points(change.difference.high))
    };
    html! {
        tr data-measure=(text(&change.measure.id())) {
            th scope="row" { (w::measure(&change.measure, lang)) }
            td.plot { (plot::change(&change.before, &change.now)) }
            td.number data-head=(w::BEFORE.pick(lang)) { (share(change.before.share)) }
            td.number data-head=(w::NOW.pick(lang)) { (share(change.now.share)) }
            td.number data-head=(w::DIFFERENCE.pick(lang)) {
                (middle) " (" (numbers::points(low)) " … " (numbers::points(high)) ")"
            }
            td.reading data-head=(w::READING.pick(lang)) { (reading.pick(lang)) }
        }
    }
}
