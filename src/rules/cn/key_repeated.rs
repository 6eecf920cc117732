//! Whether a key stands twice in one object.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-key-repeated",
    title: Text { zh: "同一个键出现多次", en: "A key occurs more than once" },
    clause: "GB 45438-2025 附录E b)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("key_repeated.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "每个键只出现一次", en: "Every key occurs once" };
static FAILED: Text = Text {
    zh: "以下键在同一标签中出现多次：{what}",
    en: "These keys occur more than once in one label: {what}",
};
static REMEDY: Text = Text {
    zh: "每个键只写一次；不同程序可能取到不同的值",
    en: "Write each key once; programs differ in which of the values they take",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::KeyRepeated { key } = flaw { Some(key.to_string()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;

    #[test]
    fn asks_about_the_defect() {
        check_flaw(&RULE, Flaw::KeyRepeated { key: Untrusted::new("Label") }, Outcome::Review);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
