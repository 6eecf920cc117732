//! Whether UserComment has its character code, the wrapper is there where annex B shows it, and the value is
//! escaped once.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-encoding-loose",
    title: Text { zh: "标签的书写不够严谨", en: "The label is written loosely" },
    clause: "TC260-PG-20259A 附录B",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("encoding_loose.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签的书写符合指南", en: "The label is written as the guide shows it" };
static ESCAPED: Text = Text {
    zh: "标签被多转义了 {levels} 层，仍可读取",
    en: "The label is escaped {levels} time(s) too often but can be read",
};
static NO_CODE: Text = Text {
    zh: "UserComment 缺少 8 字节字符编码前缀，仍可读取",
    en: "UserComment lacks its 8-byte character code but can be read",
};
static NO_WRAPPER: Text = Text {
    zh: "标签缺少附录B所示的 AIGC 外层对象，仍可读取",
    en: "The label lacks the AIGC wrapper that annex B shows but can be read",
};
static REMEDY: Text = Text {
    zh: "下次修改写入程序时按指南附录B书写",
    en: "Write it as annex B of the guide shows when the writer is next changed",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.implicit.labels.is_empty() {
        return conclude::no_label(&RULE, facts);
    }
    let mut findings = Vec::new();
    for found in &facts.implicit.labels {
        for message in found.label.flaws.iter().filter_map(looseness) {
            findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![found.id]));
        }
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

fn looseness(flaw: &Flaw) -> Option<Message> {
    match flaw {
        Flaw::EscapedTwice { levels } => Some(ESCAPED.with("levels", levels.to_string())),
        Flaw::CharsetPrefixMissing => Some(NO_CODE.message()),
        Flaw::WrapperMissing => Some(NO_WRAPPER.message()),
        Flaw::JsonInvalid { .. }
        | Flaw::XmpMalformed { .. }
        | Flaw::SchemaNonstandard { .. }
        | Flaw::KeyMisspelt { .. }
        | Flaw::ExtraField { .. }
        | Flaw::PlaceholderValue { .. }
        | Flaw::FieldType { .. }
        | Flaw::KeyRepeated { .. }
        | Flaw::Charset { .. }
        | Flaw::AfterEnd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn remarks_on_the_defect() {
        check_flaw(&RULE, Flaw::WrapperMissing, Outcome::Informational);
    }

    #[test]
    fn passes_on_a_good_label_and_leaves_nothing_open_without_one() {
        check_good_label_and_none(&RULE, Outcome::NotApplicable);
    }
}
