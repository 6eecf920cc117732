//! Whether the certificate was revoked before the time of signing.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::SignerProblem;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signer-revoked",
    title: Text { zh: "签名证书已被吊销", en: "The signing certificate was revoked" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("signer_revoked.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "签名证书未被吊销", en: "The certificate was not known to be revoked" };
static FAILED: Text = Text {
    zh: "签名证书在签名之前已被吊销，签名者的声明不可采信",
    en: "The signing certificate was revoked before the time that counts; do not rely on the signer",
};
static REMEDY: Text = Text {
    zh: "不要采信其“非 AI”或“相机拍摄”的声明；索取其他证明",
    en: "Give no credit to a claim of “not AI” or “camera”; ask for other proof",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::signer_problem(&RULE, facts, &WORDING, SignerProblem::Revoked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::{Store, StoreState};

    #[test]
    fn speaks_up_about_the_signer_and_never_fails() {
        let store = Store { signer_problem: Some(SignerProblem::Revoked), ..created(StoreState::NotConfirmable, AI) };
        check(&RULE, Role::Generator, vec![c2pa(store)], Outcome::Review);
    }

    #[test]
    fn passes_on_a_sound_signer() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
