//! Whether `Label` is written as a JSON string.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, Flaw};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-label-numeric",
    title: Text { zh: "Label 写成了非字符串", en: "Label is not a string" },
    clause: "GB 45438-2025 附录E c)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("label_numeric.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "Label 是字符串", en: "Label is a string" };
static FAILED: Text = Text {
    zh: "Label 的类型是 {found}，应为字符串",
    en: "Label has the JSON type {found}; it must be a string",
};
static REMEDY: Text = Text {
    zh: "把 Label 的值加上双引号，例如 \"Label\":\"1\"",
    en: "Put the value of Label in double quotes: \"Label\":\"1\"",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let kind = |flaw: &Flaw| {
        if let Flaw::FieldType { key: "Label", found } = flaw { Some((*found).to_owned()) } else { None }
    };
    conclude::flaws(label, &kind).map(|found| FAILED.with("found", found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::FieldType { key: "Label", found: "number" }))],
            Outcome::Fail,
        );
    }

    #[test]
    fn passes_on_a_good_label() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::FieldType { key: "ReservedCode1", found: "object" }))],
            Outcome::Pass,
        );
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Generator), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
    }
}
