//! Whether the file has an `AIGC` field that is empty, or a label that breaks off, and no readable label besides.

use crate::context::Context;
use crate::facts::model::{Facts, FoundLabel, Layer};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::Shape;
use crate::vocabulary::ledger::LabelLayer;

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
    zh: "AIGC 字段还在，但内容为空：标签可能曾被清空，也可能是程序写入有误",
    en: "The AIGC field is there but empty: a label may have been emptied, or a program wrote it wrong",
};
static CUT: Text = Text {
    zh: "AIGC 标签写到一半就断了：标签可能被截断，也可能是程序写入有误",
    en: "The AIGC label breaks off in the middle: it may have been cut, or a program wrote it wrong",
};
static DECLARED: Text = Text {
    zh: "XMP 声明了 AIGC 标签的命名空间，但没有标签：可能是程序模板自带的声明，单凭这一点不能认为标签被去除",
    en: "The XMP declares the namespace of the AIGC label and holds no label: a program's template may declare it, so by itself this is no sign of removal",
};
static REMEDY: Text = Text {
    zh: "索取未经处理的原始文件；平台按“疑似”提示，不作恶意删除的结论",
    en: "Ask for the unprocessed original; a platform shows 疑似 and draws no conclusion about intent",
};

static LOOK: Text = Text {
    zh: "查看文件中有无其他 AI 痕迹；如有疑问，索取未经处理的原始文件",
    en: "Look for other traces of AI in the file; if in doubt, ask for the unprocessed original",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.implicit.labels.is_empty() {
        return conclude::no_label(&RULE, facts);
    }
    let mut findings = Vec::new();
    for reason in facts.stripping.reasons.iter().filter(|reason| reason.layer == Layer::Label(LabelLayer::Implicit)) {
        let shell = facts.implicit.labels.iter().find(|found| found.id == reason.evidence);
        findings.extend(shell.map(remains));
    }
    if findings.is_empty() && facts.implicit.is_only_declared() {
        findings.extend(facts.implicit.labels.iter().map(remains));
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

fn remains(found: &FoundLabel) -> Finding {
    let text = match found.label.shape {
        Shape::Shell => &SHELL,
        Shape::Declaration => &DECLARED,
        Shape::Wrapped | Shape::Inner | Shape::Foreign | Shape::Broken => &CUT,
    };
    let remedy = if found.label.shape == Shape::Declaration { &LOOK } else { &REMEDY };
    conclude::defect(&RULE, text.message()).with_remedy(remedy).on(vec![found.id])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::message::Lang;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_an_empty_or_cut_label() {
        check(&RULE, Role::Platform, vec![aigc(husk(Shape::Shell, "{}"))], Outcome::Review);
        check(&RULE, Role::Platform, vec![aigc(husk(Shape::Broken, "{\"Label\":"))], Outcome::Review);
    }

    #[test]
    fn asks_about_an_unused_declaration_without_calling_it_a_loss() {
        let findings = (RULE.judge)(&facts(vec![aigc(husk(Shape::Declaration, ""))]), &context(Role::Platform));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.render(Lang::En).contains("no sign of removal"));
        check(&RULE, Role::Platform, vec![aigc(husk(Shape::Declaration, ""))], Outcome::Review);
        check(&RULE, Role::Platform, vec![aigc(label("1")), aigc(husk(Shape::Declaration, ""))], Outcome::Pass);
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
