//! Whether the object has keys that Annex E does not list.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, Flaw};

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
    Text { zh: "标签含有附录E之外的键：{keys}", en: "The label has keys beyond Annex E: {keys}" };
static REMEDY: Text = Text {
    zh: "如非必要，把附加信息移出 AIGC 标签",
    en: "Move additional information out of the AIGC label unless it is needed",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let value = |flaw: &Flaw| if let Flaw::ExtraField { key } = flaw { Some(key.to_string()) } else { None };
    conclude::flaws(label, &value).map(|keys| FAILED.with("keys", keys))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;

    #[test]
    fn remarks_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::ExtraField { key: Untrusted::new("DisclaimerText") }))],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_good_label() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
    }

    #[test]
    fn nothing_left_open_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Generator), &facts_stopped(vec![]), Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
    }
}
