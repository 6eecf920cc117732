//! Whether the key behind a valid label signature is one known to be the producer's.

use crate::context::Context;
use crate::facts::model::{Facts, FoundLabel};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::Security;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-signature-unpinned",
    title: Text { zh: "签名公钥的归属未知", en: "Nobody is known to own the signing key" },
    clause: "TC260-PG-202511A",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("signature_unpinned.md"),
    applies: conclude::under_cn,
    judge,
};

static PINNED: Text = Text {
    zh: "签名验证通过，公钥已知属于 {owner}",
    en: "The signature verifies with a key known to be that of {owner}",
};
static UNPINNED: Text = Text {
    zh: "签名验证通过，但公钥由文件自带、归属未知：只能说明标签未被改动，不能说明由谁签署",
    en: "The signature verifies, but the key travels in the file and nobody is known to own it: it shows that the label is unchanged, not who signed it",
};
static NONE: Text = Text {
    zh: "标签没有验证通过的签名，本条不适用",
    en: "The label carries no signature that verifies",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let findings: Vec<Finding> = facts.implicit.labels.iter().filter_map(of_label).collect();
    if findings.is_empty() { conclude::not_applicable(&RULE, &NONE) } else { findings }
}

fn of_label(found: &FoundLabel) -> Option<Finding> {
    let (outcome, message) = match &found.label.security {
        Security::ValidPinned { owner } => (Outcome::Pass, PINNED.with("owner", *owner)),
        Security::ValidUnpinned { .. } => (Outcome::Informational, UNPINNED.message()),
        Security::None | Security::Opaque | Security::Invalid { .. } | Security::Unjudged { .. } => return None,
    };
    Some(conclude::finding(&RULE, outcome, message).on(vec![found.id]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::aigc::AigcLabel;

    fn secured(security: Security) -> Vec<crate::evidence::Evidence> {
        vec![aigc(AigcLabel { security, ..label("1") })]
    }

    #[test]
    fn remarks_on_a_key_nobody_is_known_to_own() {
        check(&RULE, Role::Platform, secured(Security::ValidUnpinned { key: "00".to_owned() }), Outcome::Informational);
    }

    #[test]
    fn passes_on_a_known_key() {
        check(&RULE, Role::Platform, secured(Security::ValidPinned { owner: "MiniMax" }), Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_signature_that_verifies() {
        check(&RULE, Role::Platform, secured(Security::None), Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::NotApplicable);
    }
}
