//! Whether `Label` holds one of the three values of Annex E.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::AigcLabel;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-label-value",
    title: Text { zh: "Label 取值不是 1、2、3", en: "Label is none of 1, 2 and 3" },
    clause: "GB 45438-2025 附录E c)",
    basis: Basis::Transcribed,
    severity: Severity::Error,
    page: include_str!("label_value.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "Label 取值为 1、2 或 3", en: "Label is 1, 2 or 3" };
static FAILED: Text = Text {
    zh: "Label 的值为“{value}”，应为字符串 \"1\"（属于）、\"2\"（可能）或 \"3\"（疑似）",
    en: "Label is \"{value}\"; it must be the string \"1\" (is), \"2\" (may be) or \"3\" (suspected)",
};
static REMEDY: Text = Text {
    zh: "把 Label 改为 \"1\"、\"2\" 或 \"3\" 之一：生成服务写 \"1\"，平台按用户声明写 \"2\"、按检测结果写 \"3\"",
    en: "Write one of \"1\", \"2\" and \"3\": a generation service writes \"1\", a platform \"2\" on the word of the user or \"3\" on a detected trace",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

/// A `Label` that is missing altogether is the business of `cn-field-missing`.
fn fault(label: &AigcLabel) -> Option<Message> {
    let written = &label.fields.label;
    if label.value.is_some() || written.is_blank() {
        return None;
    }
    Some(FAILED.with("value", Untrusted::new(written.as_raw()).to_string()))
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
        check(&RULE, Role::Generator, vec![aigc(AigcLabel { value: None, ..label("AI") })], Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
