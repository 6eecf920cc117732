//! Whether an AI-made component was placed into the picture while the statements on the whole admit none.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

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

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.c2pa.store.is_none() {
        return conclude::no_store(&RULE, facts);
    }
    if !conclude::store_holds(facts) {
        return conclude::mute_store(&RULE);
    }
    let mut findings = Vec::new();
    for conflict in facts.conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::ComponentUndeclared) {
        let message = FAILED.with("what", conflict.what.as_str());
        findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(conflict.evidence.clone()));
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
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
    fn undetermined_when_the_search_did_not_run() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        let open = from(Format::Png, &reading);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_manifest() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
