//! Whether a statement of origin stands in a gathered assertion.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::OriginStatement;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-statement-gathered",
    title: Text { zh: "来源声明未归于签名者", en: "A statement of origin is not attributed to the signer" },
    clause: "C2PA 2.2: created_assertions, gathered_assertions",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("statement_gathered.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "来源声明均归于签名者", en: "Every statement of origin is attributed to the signer" };
static FAILED: Text = Text {
    zh: "凭证中的来源声明为收集所得，签名者不为其背书",
    en: "A statement of origin in the credential was gathered; the signer does not vouch for it",
};
static REMEDY: Text =
    Text { zh: "AI 声明仍按自认处理，效力降一级", en: "An admission of AI counts, one level weaker" };

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let gathered = |one: &OriginStatement| !one.attributed && one.source_type.is_some();
    conclude::store(&RULE, facts, &WORDING, &|store| store.statements.iter().any(gathered).then(|| FAILED.message()))
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
    fn remarks_on_a_gathered_statement() {
        let mut gathered = created(StoreState::Trusted, AI);
        gathered.statements[0].attributed = false;
        check(&RULE, Role::Unknown, vec![c2pa(gathered)], Outcome::Informational);
    }

    #[test]
    fn passes_on_a_created_one() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
