//! Whether the claim signature and the hashes of all assertions hold.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::Tampering;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-manifest-tampered",
    title: Text { zh: "C2PA 清单本身被改动", en: "The C2PA manifest was changed" },
    clause: "C2PA 2.2 §14.3, §15.3",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("manifest_tampered.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "C2PA 清单的签名和断言完整", en: "Signature and assertions of the C2PA manifest are intact" };
static FAILED: Text = Text {
    zh: "C2PA 清单本身被改动（{codes}）：断言或签名不符",
    en: "The C2PA manifest was changed ({codes}): an assertion or the signature does not match",
};
static REMEDY: Text = Text {
    zh: "不要采信该清单的任何声明；索取原始文件",
    en: "Rely on nothing this manifest says; ask for the original file",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::tampering(&RULE, facts, &WORDING, Tampering::Manifest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::{Store, StoreState};

    fn tampered(tampering: Tampering) -> Vec<crate::evidence::Evidence> {
        vec![c2pa(Store { tampering: Some(tampering), ..created(StoreState::Tampered, AI) })]
    }

    #[test]
    fn fails_on_the_mismatch() {
        check(&RULE, Role::Generator, tampered(Tampering::Manifest), Outcome::Fail);
    }

    #[test]
    fn passes_while_everything_matches() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::NotConfirmable, AI))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_manifest_cannot_be_judged() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Unreadable, AI))], Outcome::Undetermined);
    }

    #[test]
    fn leaves_the_other_kind_to_the_other_rule() {
        check(&RULE, Role::Unknown, tampered(Tampering::Content), Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
