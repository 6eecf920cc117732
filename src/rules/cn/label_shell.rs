//! Whether the file has an `AIGC` field that is empty, or a label that breaks off, and no readable label besides.

use crate::context::Context;
use crate::facts::model::{Facts, FoundLabel, Layer};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::Shape;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-label-shell",
    title: Text { zh: "只剩标签的残骸", en: "Only the shell of a label is left" },
    clause: "标识办法 Art. 6(三), 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("label_shell.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "没有发现标签的残骸", en: "No remains of a label were found" };
static SHELL: Text = Text {
    zh: "AIGC 字段还在，但内容为空：曾有标签，后被清空或写坏",
    en: "The AIGC field is there but empty: a label was there and has been emptied or damaged",
};
static CUT: Text = Text {
    zh: "AIGC 标签写到一半就断了：曾有标签，后被截断",
    en: "The AIGC label breaks off in the middle: a label was there and has been cut",
};
static REMEDY: Text = Text {
    zh: "索取未经处理的原始文件；平台按“疑似”提示，不作恶意删除的结论",
    en: "Ask for the unprocessed original; a platform shows 疑似 and draws no conclusion about intent",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.implicit.labels.is_empty() {
        return conclude::no_label(&RULE, facts);
    }
    let mut findings = Vec::new();
    for reason in facts.stripping.reasons.iter().filter(|reason| reason.layer == Layer::Implicit) {
        let shell = facts.implicit.labels.iter().find(|found| found.id == reason.evidence);
        findings.extend(shell.map(remains));
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

fn remains(found: &FoundLabel) -> Finding {
    let text = if found.label.shape == Shape::Shell { &SHELL } else { &CUT };
    conclude::defect(&RULE, text.message()).with_remedy(&REMEDY).on(vec![found.id])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_an_empty_or_cut_label() {
        check(&RULE, Role::Platform, vec![aigc(husk(Shape::Shell, "{}"))], Outcome::Review);
        check(&RULE, Role::Platform, vec![aigc(husk(Shape::Broken, "{\"Label\":"))], Outcome::Review);
    }

    #[test]
    fn passes_on_a_whole_label_even_with_an_empty_field_beside_it() {
        check(&RULE, Role::Platform, vec![aigc(label("1"))], Outcome::Pass);
        check(&RULE, Role::Platform, vec![aigc(label("1")), aigc(husk(Shape::Shell, "{}"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
    }
}
