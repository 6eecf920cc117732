//! Whether the six fields besides `Label` are JSON strings.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-field-type",
    title: Text { zh: "字段类型不是字符串", en: "A field is not a string" },
    clause: "GB 45438-2025 附录E d)–i)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("field_type.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "各字段均为字符串", en: "Every field is a string" };
static FAILED: Text = Text { zh: "以下字段不是字符串：{what}", en: "These fields are not strings: {what}" };
static REMEDY: Text = Text {
    zh: "把这些字段写成字符串；嵌套对象应先序列化并转义双引号",
    en: "Write these fields as strings; serialise a nested object first and escape its quotes",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

/// The `Label` is the business of `cn-label-numeric`.
fn fault(flaw: &Flaw) -> Option<String> {
    let Flaw::FieldType { key, found } = flaw else { return None };
    (*key != "Label").then(|| format!("{key} ({found})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn fails_on_the_defect() {
        check_flaw(&RULE, Flaw::FieldType { key: "ReservedCode1", found: "object" }, Outcome::Fail);
    }

    #[test]
    fn passes_on_a_good_label() {
        check_flaw(&RULE, Flaw::FieldType { key: "Label", found: "number" }, Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_label_and_undetermined_unless_searched() {
        check_without_label(&RULE, Outcome::Undetermined);
    }
}
