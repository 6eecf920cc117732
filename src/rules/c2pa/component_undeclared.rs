//! Whether an AI-made component was placed into the picture while the statements on the whole admit none.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-component-undeclared",
    title: Text { zh: "含有 AI 素材而最终声明未提", en: "An AI component is not declared for the whole" },
    clause: "C2PA 2.2 §18.14",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("component_undeclared.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "没有未声明的 AI 素材", en: "No AI component is left undeclared" };
static FAILED: Text = Text {
    zh: "签名的素材为 AI 内容（{what}），最终声明却没有提到",
    en: "A signed component is AI ({what}), and the statements on the whole do not say so",
};
static REMEDY: Text = Text {
    zh: "由签名方在最终动作中写明 compositeWithTrainedAlgorithmicMedia",
    en: "The signer should state compositeWithTrainedAlgorithmicMedia for the whole",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::store_conflicts(&RULE, facts, &WORDING, ConflictKind::ComponentUndeclared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::{Position, StoreState};

    #[test]
    fn asks_about_an_undeclared_component() {
        let part = statement(Position::Component, "", AI);
        check(&RULE, Role::Unknown, vec![c2pa(store(StoreState::Trusted, vec![part]))], Outcome::Review);
    }

    #[test]
    fn passes_on_a_reference_or_an_open_statement() {
        let input = statement(Position::Input, "", AI);
        check(&RULE, Role::Unknown, vec![c2pa(store(StoreState::Trusted, vec![input]))], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
