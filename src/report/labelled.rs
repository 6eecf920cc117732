//! What the label writer did to a file, for people and for programs.

use std::fmt::Write;

use serde::Serialize;

use super::json;
use super::json_findings::FindingPart;
use super::json_shown::{Bilingual, Fields, Shown};
use super::plain::{Page, Style, paint};
use super::run::Tool;
use super::words::phrase;
use crate::finding::{Finding, Outcome};
use crate::label::{New, Old, Plan, Refusal, Replaced};
use crate::message::Text;
use crate::rules;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::AigcFields;

/// Name and version of the contract.
pub const SCHEMA: &str = "yanbiao/labelling/v1";

/// What became of one file.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its name.
    pub name: Untrusted,
    /// The plan, or why there is none.
    pub plan: Result<Plan, Refusal>,
    /// Where the new file is; `None` when nothing was written.
    pub written: Option<Untrusted>,
    /// Findings on the label that the plan puts right.
    pub repaired: Vec<Finding>,
    /// Findings on the label that are left to a person.
    pub left: Vec<Finding>,
}

static WRITTEN: Text = Text { zh: "已写入", en: "written" };
static PLANNED: Text = Text { zh: "可写入", en: "to be written" };
static UNCHANGED: Text = Text { zh: "无需改动", en: "nothing to do" };
static NO_LABEL: Text = Text { zh: "没有标签", en: "no label" };
static REFUSED: Text = Text { zh: "没有写", en: "not written" };
static WAS: Text = Text { zh: "原标签：{carrier}（{at}）", en: "was: {carrier} ({at})" };
static IS: Text = Text { zh: "现标签：{carrier}（{at}）", en: "is: {carrier} ({at})" };
static AS_READ: Text = Text { zh: "原文：{text}", en: "as it stands there: {text}" };
static LOG: Text = Text {
    zh: "请记入日志，被替换的传播要素：ContentPropagator {propagator}，PropagateID {id}，ReservedCode2 {reserved}",
    en: "for your log, the propagation elements that were replaced: ContentPropagator {propagator}, PropagateID {id}, ReservedCode2 {reserved}",
};
static REPAIRED: Text = Text { zh: "改正：{what}〔{clause}〕", en: "put right: {what} [{clause}]" };
static LEFT: Text = Text { zh: "仍须由人处理：{what}〔{clause}〕", en: "left to a person: {what} [{clause}]" };

impl Labelled {
    /// The id of what became of it.
    pub fn outcome(&self) -> &'static str {
        match (&self.plan, &self.written) {
            (Err(_), _) => "refused",
            (Ok(plan), None) if plan.is_empty() && plan.after().is_none() => "no_label",
            (Ok(plan), _) if plan.is_empty() => "unchanged",
            (Ok(_), Some(_)) => "written",
            (Ok(_), None) => "planned",
        }
    }

    /// True when a person must look: nothing was written, or the label still breaks a rule.
    pub fn needs_a_person(&self) -> bool {
        self.plan.is_err() || self.left.iter().any(|finding| finding.outcome == Outcome::Fail)
    }

    fn word(&self) -> (&'static Text, &'static str) {
        match self.outcome() {
            "refused" => (&REFUSED, "31"),
            "no_label" => (&NO_LABEL, "36"),
            "unchanged" => (&UNCHANGED, "32"),
            "written" => (&WRITTEN, "32"),
            _ => (&PLANNED, "33"),
        }
    }
}

#[derive(Serialize)]
struct FieldsPart<'a> {
    label: Option<Fields<'a>>,
    replaced: Option<ReplacedPart<'a>>,
}

/// What the label of a plan says, and the propagation elements that it held before, as compact JSON.
pub fn fields(plan: &Plan) -> Vec<u8> {
    let part = FieldsPart {
        label: plan.after().map(|new| Fields(&new.fields)),
        replaced: plan.replaced().map(ReplacedPart::new),
    };
    json::compact(&part)
}

/// Appends the record for people.
pub fn write_plain(labelled: &Labelled, style: Style, out: &mut String) {
    let page = Page { style };
    let lang = style.lang;
    let _ = writeln!(out, "{}", paint(&labelled.name.to_string(), "1", style.color));
    let (word, color) = labelled.word();
    let bracket = format!("[{}]", word.pick(lang));
    match &labelled.plan {
        Err(refusal) => {
            page.labelled(2, (&bracket, color), &refusal.why.render(lang), out);
            let remedy = format!("{}{}", phrase::REMEDY.pick(lang), refusal.remedy.render(lang));
            page.line(4, &remedy, out);
        }
        Ok(plan) => {
            let to = labelled.written.as_ref().map(ToString::to_string).unwrap_or_default();
            page.labelled(2, (&bracket, color), &to, out);
            write_plan(plan, page, out);
        }
    }
    write_findings(&labelled.repaired, &REPAIRED, page, out);
    write_findings(&labelled.left, &LEFT, page, out);
    out.push('\n');
}

fn write_plan(plan: &Plan, page: Page, out: &mut String) {
    if plan.is_empty() {
        return;
    }
    let lang = page.style.lang;
    for old in plan.before() {
        let was = WAS.with("carrier", old.carrier.as_str()).with("at", format!("{:#x}", old.at));
        page.line(4, &was.render(lang), out);
        page.line(4, &AS_READ.with("text", old.text.to_string()).render(lang), out);
    }
    if let Some(new) = plan.after() {
        let is = IS.with("carrier", new.carrier.as_str()).with("at", format!("{:#x}", new.at));
        page.line(4, &is.render(lang), out);
        let members: Vec<String> = new.members.iter().map(|member| Untrusted::new(member).to_string()).collect();
        let old = plan.before().first().map(|old| old.members.as_slice()).unwrap_or_default();
        let old: Vec<String> = old.iter().map(ToString::to_string).collect();
        for line in difference(&old, &members) {
            let _ = writeln!(out, "      {}", paint(&line, line_color(&line), page.style.color));
        }
    }
    if let Some(replaced) = plan.replaced() {
        let log = LOG
            .with("propagator", quoted(&replaced.propagator))
            .with("id", quoted(&replaced.id))
            .with("reserved", quoted(&replaced.reserved));
        page.line(4, &log.render(lang), out);
    }
}

fn quoted(text: &Untrusted) -> String {
    format!("\"{text}\"")
}

/// The members before and after, line by line: what goes stands before what comes in its place.
fn difference(old: &[String], new: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left = old.iter().peekable();
    for member in new {
        if old.contains(member) {
            while let Some(gone) = left.next_if(|gone| *gone != member) {
                lines.extend((!new.contains(gone)).then(|| format!("- {gone}")));
            }
            left.next();
            lines.push(format!("  {member}"));
        } else {
            let gone = left.next_if(|gone| !new.contains(gone) && is_successor(gone, member));
            lines.extend(gone.map(|gone| format!("- {gone}")));
            lines.push(format!("+ {member}"));
        }
    }
    lines.extend(left.filter(|gone| !new.contains(gone)).map(|gone| format!("- {gone}")));
    lines
}

/// Whether a member takes another's place: it has its key or its value.
fn is_successor(old: &str, new: &str) -> bool {
    let (old, new) = (old.split_once(':'), new.split_once(':'));
    old.zip(new)
        .is_some_and(|((key, value), (new_key, new_value))| key == new_key || (value == new_value && value != "\"\""))
}

fn line_color(line: &str) -> &'static str {
    match line.as_bytes().first() {
        Some(b'-') => "31",
        Some(b'+') => "32",
        _ => "0",
    }
}

fn write_findings(findings: &[Finding], text: &'static Text, page: Page, out: &mut String) {
    for finding in findings {
        let clause = rules::find(finding.rule).map_or("", |rule| rule.clause);
        let line = text.with("what", finding.message.clone()).with("clause", clause);
        page.line(4, &line.render(page.style.lang), out);
    }
}

#[derive(Serialize)]
struct LabelledPart<'a> {
    schema: &'static str,
    tool: json::ToolPart<'a>,
    name: Shown<&'a Untrusted>,
    outcome: &'static str,
    written_to: Option<Shown<&'a Untrusted>>,
    before: Vec<OldPart<'a>>,
    after: Option<NewPart<'a>>,
    replaced: Option<ReplacedPart<'a>>,
    edits: Vec<EditPart>,
    refusal: Option<RefusalPart>,
    repaired: Vec<FindingPart<'a>>,
    left: Vec<FindingPart<'a>>,
}

#[derive(Serialize)]
struct OldPart<'a> {
    carrier: &'a str,
    offset: u64,
    text: Shown<&'a Untrusted>,
}

#[derive(Serialize)]
struct NewPart<'a> {
    carrier: &'a str,
    offset: u64,
    text: Shown<Untrusted>,
    fields: Fields<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ReplacedPart<'a> {
    content_propagator: Shown<&'a Untrusted>,
    #[serde(rename = "PropagateID")]
    propagate_id: Shown<&'a Untrusted>,
    reserved_code2: Shown<&'a Untrusted>,
}

impl<'a> ReplacedPart<'a> {
    fn new(replaced: &'a Replaced) -> Self {
        Self {
            content_propagator: Shown(&replaced.propagator),
            propagate_id: Shown(&replaced.id),
            reserved_code2: Shown(&replaced.reserved),
        }
    }
}

#[derive(Serialize)]
struct EditPart {
    offset: u64,
    removed_bytes: u64,
    put_bytes: usize,
}

#[derive(Serialize)]
struct RefusalPart {
    code: &'static str,
    why: Bilingual,
    remedy: Bilingual,
}

impl<'a> OldPart<'a> {
    fn new(old: &'a Old) -> Self {
        Self { carrier: &old.carrier, offset: old.at, text: Shown(&old.text) }
    }
}

impl<'a> NewPart<'a> {
    fn new(new: &'a New) -> Self {
        let fields: &AigcFields = &new.fields;
        let text = Shown(Untrusted::new(new.text.as_str()));
        Self { carrier: &new.carrier, offset: new.at, text, fields: Fields(fields) }
    }
}

/// Appends the record as one object.
pub fn write_json(labelled: &Labelled, tool: &Tool, out: &mut Vec<u8>) {
    let plan = labelled.plan.as_ref().ok();
    let edit = |edit: &crate::label::Edit| EditPart {
        offset: edit.gone.start,
        removed_bytes: edit.gone.end.saturating_sub(edit.gone.start),
        put_bytes: edit.put.len(),
    };
    let refusal = |refusal: &Refusal| RefusalPart {
        code: refusal.code,
        why: Bilingual::of(&refusal.why),
        remedy: Bilingual::of(&refusal.remedy),
    };
    let part = LabelledPart {
        schema: SCHEMA,
        tool: json::ToolPart::new(tool),
        name: Shown(&labelled.name),
        outcome: labelled.outcome(),
        written_to: labelled.written.as_ref().map(Shown),
        before: plan.map(|plan| plan.before().iter().map(OldPart::new).collect()).unwrap_or_default(),
        after: plan.and_then(Plan::after).map(NewPart::new),
        replaced: plan.and_then(Plan::replaced).map(ReplacedPart::new),
        edits: plan.map(|plan| plan.edits().iter().map(edit).collect()).unwrap_or_default(),
        refusal: labelled.plan.as_ref().err().map(refusal),
        repaired: labelled.repaired.iter().map(FindingPart::new).collect(),
        left: labelled.left.iter().map(FindingPart::new).collect(),
    };
    json::write_pretty(&part, 0, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(difference(&owned(old), &owned(new)), expected);
    }

    #[test]
    fn what_changes_stands_side_by_side() {
        check(&["a", "b:1", "c"], &["a", "B:1", "c"], &["  a", "- b:1", "+ B:1", "  c"]);
        check(&["b:1"], &["b:2", "c:1"], &["- b:1", "+ b:2", "+ c:1"]);
        check(&["p:7"], &["r:\"\"", "P:7"], &["+ r:\"\"", "- p:7", "+ P:7"]);
        check(&[], &["a"], &["+ a"]);
        check(&["x", "a"], &["a", "y"], &["- x", "  a", "+ y"]);
        check(&["b", "a"], &["a", "b"], &["  a", "  b"]);
        check(&["a", "z"], &["a"], &["  a", "- z"]);
    }
}
