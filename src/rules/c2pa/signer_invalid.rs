//! Whether certificate and algorithm fit the C2PA profile.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::SignerProblem;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signer-invalid",
    title: Text { zh: "签名证书不符合要求", en: "The signing certificate does not fit the profile" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("signer_invalid.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "签名证书符合要求", en: "The certificate fits the profile" };
static FAILED: Text = Text {
    zh: "签名证书不符合 C2PA 证书要求，无法确认签名者；这不是文件被改动的迹象",
    en: "The signing certificate does not fit the C2PA profile, so the signer cannot be confirmed; that is no sign that the file was changed",
};
static REMEDY: Text = Text {
    zh: "由签名方换用符合要求的证书",
    en: "The signer should use a certificate of the right profile",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::signer_problem(&RULE, facts, &WORDING, SignerProblem::Invalid)
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
        let store = Store { signer_problem: Some(SignerProblem::Invalid), ..created(StoreState::NotConfirmable, AI) };
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
