//! Whether `Label` is written as a JSON string.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

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
    zh: "Label 的类型是 {what}，应为字符串",
    en: "Label has the JSON type {what}; it must be a string",
};
static REMEDY: Text = Text {
    zh: "把 Label 的值加上双引号，例如 \"Label\":\"1\"",
    en: "Put the value of Label in double quotes: \"Label\":\"1\"",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::FieldType { key: "Label", found } = flaw { Some((*found).to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_the_defect() {
        check_flaw(&RULE, Flaw::FieldType { key: "Label", found: "number" }, Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label() {
        check_flaw(&RULE, Flaw::FieldType { key: "ReservedCode1", found: "object" }, Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_label_and_undetermined_unless_searched() {
        check_without_label(&RULE, Outcome::Undetermined);
    }
}
