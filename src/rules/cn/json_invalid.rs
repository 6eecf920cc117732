//! Whether the value of the field is a JSON object.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcLabel, Flaw, Shape};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-json-invalid",
    title: Text { zh: "标签不是有效的 JSON", en: "The label is not valid JSON" },
    clause: "GB 45438-2025 附录E b)",
    basis: Basis::Transcribed,
    severity: Severity::Error,
    page: include_str!("json_invalid.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签是有效的 JSON", en: "The label is valid JSON" };
static FAILED: Text = Text { zh: "标签不是有效的 JSON：{what}", en: "The label is not valid JSON: {what}" };
static REMEDY: Text = Text {
    zh: "用 JSON 库序列化标签，不要手工拼接；键和值都用双引号",
    en: "Serialise the label with a JSON library instead of pasting strings; keys and values take double quotes",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::values(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<String> {
    let named =
        |flaw: &Flaw| if let Flaw::JsonInvalid { why } = flaw { Some(Untrusted::new(why).to_string()) } else { None };
    conclude::flaws(label, &named).or_else(|| (label.shape == Shape::Broken).then(|| "?".to_owned()))
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
        check_flaw(&RULE, Flaw::JsonInvalid { why: "expected a comma".to_owned() }, Outcome::Fail);
    }

    #[test]
    fn fails_on_a_broken_object() {
        check(&RULE, Role::Generator, vec![aigc(husk(Shape::Broken, "{"))], Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
