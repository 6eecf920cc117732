//! How the audit was done and how it is repeated; what could not be decided or had; what the detectors see.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::numbers::{self, count, text};
use super::strata;
use super::words as w;
use crate::audit::audited::{Audited, Design};
use crate::audit::draw::stratum_name;
use crate::audit::kept::{Item, State};
use crate::audit::sample::Drawing;
use crate::audit::store::StratumState;
use crate::message::{Lang, Text};

/// Pictures that could not be had, named on the page.
const GONE_MAX: usize = 100;
/// Strata of a table on the page.
const STRATA_MAX: usize = 200;

/// The day an audit was finished, or begun.
pub(super) fn day(audited: &Audited) -> String {
    let Design { finished_at, started_at, .. } = &audited.design;
    let at = if finished_at.is_empty() { started_at } else { finished_at };
    text(at.split('T').next().unwrap_or_default())
}

/// What is open, gone, or short.
pub(super) fn open(audited: &Audited, lang: Lang) -> Markup {
    html! {
        p { (w::OPEN_LEAD.pick(lang)) }
        (undecided(audited, lang))
        (gone(audited, lang))
        (short(audited, lang))
    }
}

fn undecided(audited: &Audited, lang: Lang) -> Markup {
    let mut rules = BTreeMap::<&str, u64>::new();
    let pictures = audited.items.iter().filter_map(|item| item.picture.as_ref());
    for rule in pictures.flat_map(|picture| picture.rules_that("undetermined")) {
        *rules.entry(rule).or_default() += 1;
    }
    let mut rules: Vec<(&str, u64)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    html! {
        @if rules.is_empty() {
            p { (w::OPEN_NONE.pick(lang)) }
        } @else {
            table {
                caption { (w::OPEN_CAPTION.pick(lang)) }
                thead { tr { th scope="col" { (w::RULE.pick(lang)) } th.number scope="col" { (w::PICTURES.pick(lang)) } } }
                tbody {
                    @for (rule, number) in rules {
                        tr { th scope="row" { (w::rule(rule, lang)) } td.number { (count(number)) } }
                    }
                }
            }
        }
    }
}

fn gone(audited: &Audited, lang: Lang) -> Markup {
    let gone: Vec<&Item> = audited.items.iter().filter(|item| item.state == State::Gone).collect();
    let interval = audited.with_gone.as_ref().map(|rates| numbers::range(&rates.overall.interval)).unwrap_or_default();
    let lead = w::GONE_LEAD.with("count", count(gone.len() as u64)).with("interval", interval);
    html! {
        @if gone.is_empty() {
            p { (w::GONE_NONE.pick(lang)) }
        } @else {
            p { (w::say(&lead, lang)) }
            table {
                caption { (w::GONE_CAPTION.pick(lang)) }
                thead {
                    tr {
                        @for head in [&w::WHERE, &w::STRATUM, &w::WHY] { th scope="col" { (head.pick(lang)) } }
                    }
                }
                tbody {
                    @for item in gone.iter().take(GONE_MAX) {
                        tr {
                            th scope="row" { (text(&item.id)) }
                            td { (strata::name(audited, item.stratum)) }
                            td { (trouble(item, lang)) }
                        }
                    }
                }
            }
            @if gone.len() > GONE_MAX {
                p.note { (w::say(&w::MORE_GONE.with("count", count((gone.len() - GONE_MAX) as u64)), lang)) }
            }
        }
    }
}

/// The file has it in both languages; whatever else stands there is shown as it is.
pub(super) fn trouble(item: &Item, lang: Lang) -> String {
    let raw = item.trouble.as_deref().unwrap_or_default();
    let both: Value = serde_json::from_str(raw).unwrap_or_default();
    text(both[lang.id()].as_str().unwrap_or(raw))
}

fn short(audited: &Audited, lang: Lang) -> Markup {
    let heads = [&w::WANTED, &w::JUDGED, &w::STILL_DUE];
    let rows = audited
        .shortfalls
        .iter()
        .map(|one| (strata::name(audited, one.stratum), [one.wanted, one.judged, one.waiting]));
    html! {
        @if !audited.shortfalls.is_empty() {
            p { (w::SHORT_LEAD.pick(lang)) }
            (counts(&w::SHORT_CAPTION, heads, rows, lang))
        }
    }
}

/// What the detectors were measured to see.
pub(super) fn sensitivity(audited: &Audited, lang: Lang) -> Markup {
    let rows: [[&Text; 3]; 5] = [
        [&w::SENS_IMPLICIT, &w::SENS_IMPLICIT_SEES, &w::SENS_IMPLICIT_FALSE],
        [&w::SENS_C2PA, &w::SENS_C2PA_SEES, &w::SENS_C2PA_FALSE],
        [&w::SENS_VISIBLE, &w::SENS_VISIBLE_SEES, &w::SENS_VISIBLE_FALSE],
        [&w::SENS_WATERMARK, &w::SENS_WATERMARK_SEES, &w::SENS_WATERMARK_FALSE],
        [&w::SENS_REMOVAL, &w::SENS_REMOVAL_SEES, &w::SENS_REMOVAL_FALSE],
    ];
    let context: Value = serde_json::from_str(&audited.design.context).unwrap_or_default();
    html! {
        p { (w::SENS_LEAD.pick(lang)) }
        @if context["depth"] == "metadata" { p.warning { (w::SENS_DEPTH.pick(lang)) } }
        table {
            caption { (w::SENS_CAPTION.pick(lang)) }
            thead {
                tr { @for head in [&w::SENS_WHAT, &w::SENS_SEES, &w::SENS_FALSE] { th scope="col" { (head.pick(lang)) } } }
            }
            tbody {
                @for [what, sees, wrong] in rows {
                    tr { th scope="row" { (what.pick(lang)) } td { (sees.pick(lang)) } td { (wrong.pick(lang)) } }
                }
            }
        }
    }
}

/// Settings, how to repeat the draw, sizes of strata, methods.
pub(super) fn design(audited: &Audited, lang: Lang) -> Markup {
    html! {
        table.settings {
            caption { (w::DESIGN_CAPTION.pick(lang)) }
            tbody { @for (name, value) in settings(&audited.design, lang) { tr { th scope="row" { (name) } td { (value) } } } }
        }
        @if let Some(drawing) = &audited.design.drawing { (repeat(drawing, lang)) }
        @if audited.strata.len() > 1 { (sizes(audited, lang)) }
        h3 { (w::METHODS.pick(lang)) }
        ul {
            li { (w::METHOD_EXACT.pick(lang)) }
            li { (w::METHOD_STRATA.pick(lang)) }
            li { (w::say(&w::METHOD_MANY.with("confidence", numbers::confidence(audited.confidence)), lang)) }
        }
    }
}

fn settings(design: &Design, lang: Lang) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut row = |name: &'static Text, value: String| {
        let value = if value.is_empty() { w::UNKNOWN.pick(lang).to_owned() } else { value };
        rows.push((name.pick(lang).to_owned(), value));
    };
    if let Some(drawing) = &design.drawing {
        for list in &drawing.lists {
            let value = w::LIST_VALUE.with("rows", count(list.rows)).with("sha256", text(&list.sha256));
            row(&w::LIST, w::say(&value, lang));
        }
        row(&w::SEED, text(&drawing.seed));
        if let Some(from) = &drawing.seed_from {
            row(&w::SEED_FROM, w::say(&w::SEED_FROM_VALUE.with("value", text(from)), lang));
        }
        let columns: Vec<String> = drawing.strata_columns.iter().map(|column| text(column)).collect();
        let columns = if columns.is_empty() { w::NO_STRATA.pick(lang).to_owned() } else { columns.join(", ") };
        row(&w::STRATA_COLUMNS, columns);
        row(&w::RESERVE, count(drawing.reserve));
    }
    row(&w::SAMPLE_SHA, text(&design.sample_sha256));
    row(&w::STARTED, text(&design.started_at));
    let is_open = design.finished_at.is_empty();
    row(&w::FINISHED, if is_open { w::NOT_YET.pick(lang).to_owned() } else { text(&design.finished_at) });
    row(&w::AS_OF, text(&design.as_of));
    row(&w::CONTEXT, pairs(&design.context));
    let tool: Value = serde_json::from_str(&design.tool).unwrap_or_default();
    let said = |value: &Value| text(value.as_str().unwrap_or(w::UNKNOWN.pick(lang)));
    let value = w::TOOL_VALUE.with("version", said(&tool["version"])).with("rules", said(&tool["rule_set"]));
    row(&w::TOOL, w::say(&value, lang));
    for list in tool["trust_lists"].as_array().into_iter().flatten() {
        let value = w::TRUST_VALUE
            .with("name", said(&list["name"]))
            .with("issued", list["issued"].as_str().map_or_else(|| w::UNDATED_LIST.pick(lang).to_owned(), text));
        row(&w::TRUST_LIST, w::say(&value.with("sha256", said(&list["sha256"])), lang));
    }
    rows
}

/// An object in one line; what is none is shown as it is.
fn pairs(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::Object(object)) => {
            let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let each: Vec<String> = object.iter().map(|(name, value)| format!("{name} {}", plain(value))).collect();
            text(&each.join(", "))
        }
        _ => text(json),
    }
}

fn repeat(drawing: &Drawing, lang: Lang) -> Markup {
    let strata = match drawing.strata_columns.is_empty() {
        true => String::new(),
        false => format!(" --strata {}", quoted(&drawing.strata_columns.join(","))),
    };
    let seed = match &drawing.seed_from {
        Some(from) => format!("--seed-from {}", quoted(from)),
        None => format!("--seed {}", quoted(&drawing.seed)),
    };
    let reserve = drawing.reserve;
    html! {
        h3 { (w::REPEAT.pick(lang)) }
        p { (w::REPEAT_TICKET.pick(lang)) }
        pre tabindex="0" { code { "printf '%s%s' " (quoted(&drawing.seed)) " ID | sha256sum" } }
        p { (w::REPEAT_DRAW.pick(lang)) }
        pre tabindex="0" {
            code {
                "sha256sum LIST\nyanbiao audit draw LIST" (strata) " --plan PLAN " (seed) " --reserve " (reserve)
                " -o sample.jsonl\nsha256sum sample.jsonl"
            }
        }
    }
}

/// A word as the shell takes it.
fn quoted(word: &str) -> String {
    format!("'{}'", text(word).replace('\'', r"'\''"))
}

fn sizes(audited: &Audited, lang: Lang) -> Markup {
    let heads = [&w::SIZE, &w::WANTED, &w::JUDGED, &w::GONE];
    let numbers = |one: &StratumState| [one.population, one.size, one.judged, one.gone];
    counts(&w::STRATA_SIZES, heads, audited.strata.iter().map(|one| (stratum_name(&one.values), numbers(one))), lang)
}

/// A table of some numbers of each stratum, the first [`STRATA_MAX`] of them.
fn counts<const N: usize>(
    caption: &'static Text,
    heads: [&'static Text; N],
    rows: impl Iterator<Item = (String, [u64; N])>,
    lang: Lang,
) -> Markup {
    html! {
        table.rates {
            caption { (caption.pick(lang)) }
            thead {
                tr {
                    th scope="col" { (w::STRATUM.pick(lang)) }
                    @for head in heads { th.number scope="col" { (head.pick(lang)) } }
                }
            }
            tbody {
                @for (name, numbers) in rows.take(STRATA_MAX) {
                    tr {
                        th scope="row" { (name) }
                        @for (head, number) in heads.iter().zip(numbers) {
                            td.number data-head=(head.pick(lang)) { (count(number)) }
                        }
                    }
                }
            }
        }
    }
}
