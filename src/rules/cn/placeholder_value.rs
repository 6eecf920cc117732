//! Whether a value is the placeholder of a template instead of a real one.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-placeholder-value",
    title: Text { zh: "字段是未填写的模板值", en: "A field holds a template value" },
    clause: "GB 45438-2025 附录E c)–e)",
    basis: Basis::Transcribed,
    severity: Severity::Error,
    page: include_str!("placeholder_value.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "没有未填写的模板值", en: "No field holds a template value" };
static FAILED: Text = Text {
    zh: "以下字段是未填写的模板值：{what}",
    en: "These fields hold template values that were never filled in: {what}",
};
static REMEDY: Text = Text {
    zh: "填入真实的服务提供者名称或编码和内容编号",
    en: "Fill in the real name or code of the provider and the real content number",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::PlaceholderValue { key } = flaw { Some((*key).to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_the_defect() {
        check_flaw(&RULE, Flaw::PlaceholderValue { key: "ContentProducer" }, Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
