//! Whether the signer is on the official, the interim or the user's trust list.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::TrustList;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signer-untrusted",
    title: Text { zh: "签名者不在任何信任列表上", en: "The signer is on no trust list" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("signer_untrusted.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "签名者在信任列表上", en: "The signer is on a trust list" };
static FAILED: Text = Text {
    zh: "签名者“{signer}”不在任何信任列表上：签名与图片相符，这不是改动的迹象；其 AI 声明仍算自认，“非 AI”声明不予采信",
    en: "The signer “{signer}” is on no trust list. Signature and picture match, so this is no sign of tampering; its admission of AI counts, its denial does not",
};
static REMEDY: Text = Text {
    zh: "需要时用 --trust-dir 提供自己信任的列表",
    en: "Supply a list you trust with --trust-dir if need be",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::signer_list(&RULE, facts, &WORDING, TrustList::None)
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
    fn remarks_on_the_list() {
        check(&RULE, Role::Generator, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Informational);
    }

    #[test]
    fn passes_on_the_official_list() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
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
