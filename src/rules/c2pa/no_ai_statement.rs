//! Whether the credential, read over its whole history, says anything that counts about AI.

use crate::context::Context;
use crate::facts::model::{Facts, OriginClaim};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-no-ai-statement",
    title: Text { zh: "C2PA 凭证没有说明是否使用 AI", en: "The C2PA credential says nothing about AI" },
    clause: "C2PA 2.2 §18.14",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("no_ai_statement.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "C2PA 凭证对来源作了说明", en: "The C2PA credential states an origin" };
static FAILED: Text = Text {
    zh: "C2PA 凭证没有说明是否使用 AI；这不等于“非 AI”",
    en: "The C2PA credential does not say whether AI was used; that is not “not AI”",
};
static REMEDY: Text = Text {
    zh: "需要时由签名方在动作中写明 digitalSourceType",
    en: "The signer should state a digitalSourceType in its actions",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let silent = match facts.c2pa.claim {
        OriginClaim::NoStatement | OriginClaim::Conflict => true,
        OriginClaim::AiGenerated
        | OriginClaim::AiEdited
        | OriginClaim::AiComponent
        | OriginClaim::PossiblyAi
        | OriginClaim::DeclaredNotAi => false,
    };
    conclude::store(&RULE, facts, &WORDING, &|_| silent.then(|| FAILED.message()))
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
    fn remarks_on_silence() {
        check(&RULE, Role::Unknown, vec![c2pa(store(StoreState::Trusted, vec![]))], Outcome::Informational);
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, CAMERA))], Outcome::Informational);
    }

    #[test]
    fn passes_on_a_statement() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, CAMERA))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_when_the_manifest_does_not_hold() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Tampered, AI))], Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_without_a_manifest() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
