//! Whether a key is close to one of the seven but not the same.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, Flaw};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-key-misspelt",
    title: Text { zh: "键名拼写有误", en: "A key is misspelt" },
    clause: "GB 45438-2025 附录E b)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("key_misspelt.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "键名拼写正确", en: "Every key is spelt as in the standard" };
static FAILED: Text = Text { zh: "键名有误：{keys}", en: "Misspelt keys: {keys}" };
static REMEDY: Text = Text {
    zh: "按附录E改正键名，注意区分大小写",
    en: "Correct the keys as Annex E spells them; letter case counts",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let value = |flaw: &Flaw| {
        if let Flaw::KeyMisspelt { found, expected } = flaw { Some(format!("{found} → {expected}")) } else { None }
    };
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
    fn fails_on_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(flawed(Flaw::KeyMisspelt {
                found: Untrusted::new("ContentPropagater"),
                expected: "ContentPropagator",
            }))],
            Outcome::Fail,
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
