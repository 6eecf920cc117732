//! Whether a key is close to one of the seven but not the same.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

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
static FAILED: Text = Text { zh: "键名有误：{what}", en: "Misspelt keys: {what}" };
static REMEDY: Text = Text {
    zh: "按附录E改正键名，注意区分大小写",
    en: "Correct the keys as Annex E spells them; letter case counts",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::KeyMisspelt { found, expected } = flaw { Some(format!("{found} → {expected}")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;

    #[test]
    fn fails_on_the_defect() {
        check_flaw(
            &RULE,
            Flaw::KeyMisspelt { found: Untrusted::new("ContentPropagater"), expected: "ContentPropagator" },
            Outcome::Fail,
        );
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
