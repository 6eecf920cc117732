//! Whether every digital source type is a term of the IPTC or C2PA vocabulary.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::source_type::{AiClass, DigitalSourceType};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-source-type-unrecognised",
    title: Text { zh: "无法识别的数字来源类型", en: "A digital source type is not recognised" },
    clause: "IPTC NewsCodes digitalsourcetype; C2PA 2.2 §18.14",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("source_type_unrecognised.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "数字来源类型均可识别", en: "Every digital source type is recognised" };
static FAILED: Text = Text {
    zh: "无法识别的数字来源类型：{value}；不能当作“非 AI”",
    en: "Unrecognised digital source type: {value}; it must not be taken for “not AI”",
};
static REMEDY: Text =
    Text { zh: "核对词表，改用其中的术语", en: "Check the vocabulary and use one of its terms" };

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::source_types(&RULE, facts, &WORDING, &is_defect)
}

fn is_defect(term: &DigitalSourceType) -> bool {
    term.class == AiClass::Unrecognised
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::StoreState;

    #[test]
    fn remarks_on_the_value() {
        check(&RULE, Role::Unknown, vec![xmp_source_type("http://example.org/new")], Outcome::Informational);
        check(
            &RULE,
            Role::Unknown,
            vec![c2pa(created(StoreState::Valid, "http://example.org/new"))],
            Outcome::Informational,
        );
    }

    #[test]
    fn passes_on_a_canonical_term() {
        check(&RULE, Role::Unknown, vec![xmp_source_type(AI)], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_term() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
