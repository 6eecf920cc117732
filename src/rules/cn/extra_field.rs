//! Whether the object has keys that Annex E does not list.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-extra-field",
    title: Text { zh: "标签含有附录E之外的键", en: "The label has keys beyond Annex E" },
    clause: "GB 45438-2025 附录E b)",
    basis: Basis::Transcribed,
    severity: Severity::Info,
    page: include_str!("extra_field.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签没有附录E之外的键", en: "The label has no keys beyond Annex E" };
static FAILED: Text =
    Text { zh: "标签含有附录E之外的键：{what}", en: "The label has keys beyond Annex E: {what}" };
static REMEDY: Text = Text {
    zh: "如非必要，把附加信息移出 AIGC 标签",
    en: "Move additional information out of the AIGC label unless it is needed",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::ExtraField { key } = flaw { Some(key.to_string()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;

    #[test]
    fn remarks_on_the_defect() {
        check_flaw(&RULE, Flaw::ExtraField { key: Untrusted::new("DisclaimerText") }, Outcome::Informational);
    }

    #[test]
    fn passes_on_a_good_label_and_leaves_nothing_open_without_one() {
        check_good_label_and_none(&RULE, Outcome::NotApplicable);
    }
}
