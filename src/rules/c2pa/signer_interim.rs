//! Whether only the frozen interim trust list vouches for the signer.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::TrustList;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signer-interim",
    title: Text { zh: "签名者只在过渡信任列表上", en: "The signer is on the interim list only" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("signer_interim.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "签名者不依赖过渡信任列表", en: "The signer does not rest on the interim list" };
static FAILED: Text = Text {
    zh: "签名者“{signer}”只在 2026年1月1日冻结的过渡信任列表上：签名与图片相符，这不是改动的迹象",
    en: "The signer “{signer}” is only on the interim list, frozen on 1 January 2026. Signature and picture match; this is no sign of tampering",
};
static REMEDY: Text = Text {
    zh: "旧文件可以接受；新签名应使用官方列表上的证书",
    en: "Fine for old files; new signatures should use a certificate on the official list",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::signer_list(&RULE, facts, &WORDING, TrustList::Interim)
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
    fn remarks_on_the_list() {
        check(
            &RULE,
            Role::Generator,
            vec![c2pa(Store { trust: TrustList::Interim, ..created(StoreState::Trusted, AI) })],
            Outcome::Informational,
        );
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
