//! Whether a key stands twice in one object.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, Flaw};

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
    zh: "以下键在同一标签中出现多次：{keys}",
    en: "These keys occur more than once in one label: {keys}",
};
static REMEDY: Text = Text {
    zh: "每个键只写一次；不同程序可能取到不同的值",
    en: "Write each key once; programs differ in which of the values they take",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let value = |flaw: &Flaw| if let Flaw::KeyRepeated { key } = flaw { Some(key.to_string()) } else { None };
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
    fn asks_about_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::KeyRepeated { key: Untrusted::new("Label") }))],
            Outcome::Review,
        );
    }

    #[test]
    fn passes_on_a_good_label() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
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
