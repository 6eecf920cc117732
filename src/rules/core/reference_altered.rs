//! Whether the picture is a reference picture of a ledger but for some places.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::facts::recorded::{FoundRecord, LedgerState};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::ledger::RecordKind;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-reference-altered",
    title: Text { zh: "与参考图相同，但局部不同", en: "A reference picture with local changes" },
    clause: "ledger reference (pixel comparison)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("reference_altered.md"),
    applies: conclude::always,
    judge,
};

static NOT_ASKED: Text = Text { zh: "没有查台账，本条不适用", en: "No ledger was looked up" };
static NOT_IN_LEDGER: Text = Text {
    zh: "台账中没有与这张图相同的参考图；这不说明画面有无改动",
    en: "The ledger has no reference picture that is the same; that says nothing of whether the picture was altered",
};
static NOT_SEARCHED: Text = Text {
    zh: "没有能在台账中查找，无法与参考图比较",
    en: "The picture could not be looked up, so it was compared with no reference picture",
};
static SAME: Text = Text {
    zh: "与参考图第 {number} 号（文件 {name}）相同，没有看出局部改动",
    en: "The same as reference picture {number} ({name}); no local change was seen",
};
static ALTERED: Text = Text {
    zh: "与参考图第 {number} 号（{date} 录入，文件 {name}）是同一张图，但有 {count} 处不同（左,上 宽×高，像素）：{places}",
    en: "The same picture as reference {number} (added {date}, from {name}) but for {count} places (left,top width×height in pixels): {places}",
};
static REMEDY: Text = Text {
    zh: "把两张图放在一起查看所列位置；差别也可能来自后加的文字、水印或污损，须由人工判断",
    en: "Look at these places on both pictures: text, a watermark or a sticker put on later differ as well, so let a person decide",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.ledger.state {
        LedgerState::NotAsked => conclude::not_applicable(&RULE, &NOT_ASKED),
        LedgerState::NotInLedger => conclude::not_applicable(&RULE, &NOT_IN_LEDGER),
        // That it could not be looked up is reported once, by `core-stripped-confirmed`.
        LedgerState::NotSearched | LedgerState::TooPlain => conclude::not_applicable(&RULE, &NOT_SEARCHED),
        LedgerState::Found => found(facts),
    }
}

fn found(facts: &Facts) -> Vec<Finding> {
    let references = facts.ledger.found.iter().filter(|found| found.found.record.kind == RecordKind::Reference);
    let findings: Vec<Finding> = references.map(reference).collect();
    if findings.is_empty() { conclude::not_applicable(&RULE, &NOT_IN_LEDGER) } else { findings }
}

fn reference(found: &FoundRecord) -> Finding {
    let changed = &found.found.changed;
    if changed.is_empty() {
        return Finding::new(RULE.id, Outcome::Pass, Severity::Info, said(&SAME, found)).on(vec![found.id]);
    }
    let places: Vec<String> =
        changed.iter().map(|area| format!("{},{} {}×{}", area.x, area.y, area.width, area.height)).collect();
    let message = said(&ALTERED, found).with("count", changed.len().to_string()).with("places", places.join("; "));
    conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![found.id])
}

fn said(text: &'static Text, found: &FoundRecord) -> Message {
    let record = &found.found.record;
    text.with("number", record.number.to_string())
        .with("name", record.name.to_string())
        .with("date", record.added_at.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::evidence::{Detail, Evidence};
    use crate::facts::testing::*;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::Area;

    fn altered(kind: RecordKind) -> Evidence {
        let mut evidence = recorded(kind, &[]);
        if let Detail::Recorded(found) = &mut evidence.detail {
            found.changed = vec![Area { x: 10, y: 20, width: 30, height: 40 }];
        }
        evidence
    }

    #[test]
    fn asks_about_a_place_that_differs_and_names_it() {
        let facts = facts_looked_up(vec![altered(RecordKind::Reference)]);
        check_facts(&RULE, &context(Role::Unknown), &facts, Outcome::Review);
        let said =
            (RULE.judge)(&facts, &context(Role::Unknown))[0].message.render(crate::message::Lang::En).into_owned();
        assert!(said.contains("10,20 30×40"), "{said}");
    }

    #[test]
    fn passes_where_nothing_differs() {
        let facts = facts_looked_up(vec![recorded(RecordKind::Reference, &[])]);
        check_facts(&RULE, &context(Role::Unknown), &facts, Outcome::Pass);
    }

    #[test]
    fn says_nothing_without_a_reference() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Unknown), &facts_looked_up(vec![]), Outcome::NotApplicable);
        let labelled = facts_looked_up(vec![altered(RecordKind::Labelled)]);
        check_facts(&RULE, &context(Role::Unknown), &labelled, Outcome::NotApplicable);
    }
}
