//! Two versions of a picture side by side, for people and for programs.

use std::fmt::Write;

use serde::Serialize;

use super::json_shown::{Bilingual, Shown};
use super::plain::{Page, Style, paint};
use super::words::{self, phrase};
use super::wrap::pad;
use super::{json, run};
use crate::compare::model::{Change, Comparison, Fate};
use crate::message::{Lang, Message};
use crate::untrusted::Untrusted;

/// Name and version of the contract.
pub const SCHEMA: &str = "yanbiao/comparison/v1";

/// Two versions with what became of the labels.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Name of the first version.
    pub before: Untrusted,
    /// Name of the second.
    pub after: Untrusted,
    /// What became of the labels.
    pub comparison: Comparison,
}

/// Appends the comparison for people.
pub fn write_pair(pair: &Pair, style: Style, out: &mut String) {
    let page = Page { style };
    let _ = writeln!(out, "{}", paint(&format!("{} → {}", pair.before, pair.after), "1", style.color));
    let worst = pair.comparison.worst();
    let bracket = format!("[{}]", worst.map_or(&phrase::NOTHING_FOUND, words::fate).pick(style.lang));
    page.labelled(2, (&bracket, color(worst)), &headline(&pair.comparison).render(style.lang), out);
    for change in &pair.comparison.changes {
        page.row(words::carrier(change.carrier), &described(change, style.lang), out);
    }
    if !pair.comparison.unsearched_before.is_empty() {
        let layers = pair.comparison.unsearched_before.iter();
        let layers: Vec<_> = layers.map(|layer| words::layer(*layer).pick(style.lang)).collect();
        let layers = layers.join(phrase::COMMA.pick(style.lang));
        page.line(4, &phrase::NOT_COMPARED.with("layers", layers).render(style.lang), out);
    }
    out.push('\n');
}

/// The result in one sentence.
fn headline(comparison: &Comparison) -> Message {
    let number = |wanted: &dyn Fn(Fate) -> bool| comparison.changes.iter().filter(|one| wanted(one.fate)).count();
    let count = number(&|fate| fate != Fate::Gained).to_string();
    let gone = number(&|fate| fate >= Fate::Weakened);
    let open = number(&|fate| fate == Fate::Unknown);
    match (count.as_str(), gone, open) {
        ("0", ..) => phrase::NONE_BEFORE.message(),
        (_, 0, 0) => phrase::ALL_KEPT.message(),
        (_, 0, open) => phrase::SOME_OPEN.with("count", count).with("open", open.to_string()),
        (_, gone, _) => phrase::SOME_GONE.with("count", count).with("gone", gone.to_string()),
    }
}

/// What became of one label, in one line.
pub(super) fn described(change: &Change, lang: Lang) -> String {
    let fate = words::fate(change.fate).pick(lang);
    let said = match (&change.before, &change.after) {
        (Some(before), Some(after)) if before == after => before.render(lang).into_owned(),
        (Some(before), Some(after)) => {
            phrase::FROM_TO.with("before", before.clone()).with("after", after.clone()).render(lang).into_owned()
        }
        (Some(one), None) | (None, Some(one)) => one.render(lang).into_owned(),
        (None, None) => String::new(),
    };
    let why = change.why.map(|why| format!("{}{}", phrase::CLAUSE_COMMA.pick(lang), why.pick(lang)));
    format!("{fate}{}{said}{}", phrase::COLON.pick(lang), why.unwrap_or_default())
}

fn color(worst: Option<Fate>) -> &'static str {
    match worst {
        Some(Fate::Lost | Fate::Weakened) => "31",
        Some(Fate::Unknown) => "33",
        Some(Fate::Kept | Fate::Gained | Fate::Changed) => "32",
        None => "36",
    }
}

/// One kind of label sent through a command.
#[derive(Clone, Debug)]
pub struct Survival {
    /// Which kind, and where it is carried.
    pub kind: Message,
    /// Its file.
    pub file: &'static str,
    /// What became of it, or why the command gave nothing.
    pub result: Result<Comparison, Message>,
}

/// Appends the survival matrix for people.
pub fn write_matrix(rows: &[Survival], style: Style, out: &mut String) {
    let page = Page { style };
    let lang = style.lang;
    let _ = writeln!(out, "{}", paint(phrase::SURVIVAL.pick(lang), "1", style.color));
    for row in rows {
        let (word, code, more) = match &row.result {
            Err(why) => {
                (words::fate(Fate::Unknown), "33", phrase::NO_RESULT.with("why", why.clone()).render(lang).into_owned())
            }
            Ok(comparison) => {
                let worst = comparison.worst().unwrap_or(Fate::Kept);
                let whys = comparison.changes.iter().filter_map(|change| change.why).map(|why| why.pick(lang));
                (words::fate(worst), color(Some(worst)), whys.collect::<Vec<_>>().join(phrase::CLAUSE_COMMA.pick(lang)))
            }
        };
        let word = paint(&pad(word.pick(lang), FATE_COLUMNS), code, style.color);
        let kind = pad(&row.kind.render(lang), KIND_COLUMNS);
        page.flow((KIND_COLUMNS + FATE_COLUMNS + 4, &format!("  {kind}  {word}")), KIND_COLUMNS + 4, &more, out);
    }
    let is = |row: &&Survival, wanted: &dyn Fn(Fate) -> bool| {
        row.result.as_ref().is_ok_and(|one| one.worst().is_some_and(wanted))
    };
    let survived = phrase::SURVIVED
        .with("count", rows.len().to_string())
        .with("kept", rows.iter().filter(|row| is(row, &|fate| fate < Fate::Unknown)).count().to_string())
        .with("gone", rows.iter().filter(|row| is(row, &|fate| fate >= Fate::Weakened)).count().to_string());
    page.line(2, &survived.render(lang), out);
}

const KIND_COLUMNS: usize = 46;
const FATE_COLUMNS: usize = 16;

#[derive(Serialize)]
struct PairPart<'a> {
    schema: &'static str,
    tool: json::ToolPart<'a>,
    before: Shown<&'a Untrusted>,
    after: Shown<&'a Untrusted>,
    #[serde(flatten)]
    comparison: ComparisonPart,
}

#[derive(Serialize)]
struct ComparisonPart {
    worst: Option<&'static str>,
    changes: Vec<ChangePart>,
    unsearched_before: Vec<&'static str>,
    exit_code: u8,
}

impl ComparisonPart {
    fn new(comparison: &Comparison) -> Self {
        Self {
            worst: comparison.worst().map(Fate::id),
            changes: comparison.changes.iter().map(ChangePart::new).collect(),
            unsearched_before: comparison.unsearched_before.iter().map(|layer| layer.id()).collect(),
            exit_code: comparison.exit_code(),
        }
    }
}

#[derive(Serialize)]
struct ChangePart {
    carrier: &'static str,
    fate: &'static str,
    before: Option<Bilingual>,
    after: Option<Bilingual>,
    why: Option<Bilingual>,
}

impl ChangePart {
    fn new(change: &Change) -> Self {
        Self {
            carrier: change.carrier.id(),
            fate: change.fate.id(),
            before: change.before.as_ref().map(Bilingual::of),
            after: change.after.as_ref().map(Bilingual::of),
            why: change.why.map(Bilingual::of_text),
        }
    }
}

/// Appends the comparison as one object; `is_pretty` for people who read JSON.
pub fn write_json(pair: &Pair, tool: &run::Tool, is_pretty: bool, out: &mut Vec<u8>) {
    let part = PairPart {
        schema: SCHEMA,
        tool: json::ToolPart::new(tool),
        before: Shown(&pair.before),
        after: Shown(&pair.after),
        comparison: ComparisonPart::new(&pair.comparison),
    };
    if is_pretty { json::write_pretty(&part, 0, out) } else { json::write_compact(&part, out) }
}

#[derive(Serialize)]
struct MatrixPart<'a> {
    schema: &'static str,
    tool: json::ToolPart<'a>,
    command: &'a str,
    rows: Vec<RowPart<'a>>,
}

#[derive(Serialize)]
struct RowPart<'a> {
    kind: Bilingual,
    file: &'a str,
    #[serde(flatten)]
    comparison: Option<ComparisonPart>,
    no_result: Option<Bilingual>,
}

/// Appends the survival matrix as one object.
pub fn write_matrix_json(rows: &[Survival], command: &str, tool: &run::Tool, out: &mut Vec<u8>) {
    let row = |row: &'_ Survival| -> RowPart<'_> {
        RowPart {
            kind: Bilingual::of(&row.kind),
            file: row.file,
            comparison: row.result.as_ref().ok().map(ComparisonPart::new),
            no_result: row.result.as_ref().err().map(Bilingual::of),
        }
    };
    let part = MatrixPart {
        schema: "yanbiao/survival/v1",
        tool: json::ToolPart::new(tool),
        command,
        rows: rows.iter().map(row).collect(),
    };
    json::write_pretty(&part, 0, out);
    out.push(b'\n');
}
