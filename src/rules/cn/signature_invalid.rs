//! Whether a signature in ReservedCode1 verifies over Label, ContentProducer and ProduceID with the key it
//! carries.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::Security;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-signature-invalid",
    title: Text { zh: "标签的签名验证失败", en: "The signature in the label does not verify" },
    clause: "TC260-PG-202511A; 标识办法 Art. 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("signature_invalid.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签的签名验证通过", en: "The signature in the label verifies" };
static FAILED: Text = Text {
    zh: "标签的签名验证失败：{why}；标签在签名后可能被改动",
    en: "The signature in the label does not verify: {why}; the label may have been changed after signing",
};
static UNJUDGED: Text = Text {
    zh: "标签带有安全数据，但无法验证：{why}",
    en: "The label carries security data that cannot be judged: {why}",
};
static NONE: Text = Text {
    zh: "标签没有可验证的签名，本条不适用",
    en: "The label carries no signature that could be verified",
};
static REMEDY: Text = Text {
    zh: "保存原始文件，向标签所写的服务提供者核实 ProduceID",
    en: "Keep the original file and ask the provider named in the label about its ProduceID",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.implicit.labels.is_empty() {
        return conclude::no_label(&RULE, facts);
    }
    let mut findings = Vec::new();
    let mut verified = false;
    for found in &facts.implicit.labels {
        match &found.label.security {
            Security::Invalid { why } => {
                let message = FAILED.with("why", why.clone());
                findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![found.id]));
            }
            Security::Unjudged { why } => {
                let message = UNJUDGED.with("why", why.clone());
                findings.push(conclude::finding(&RULE, Outcome::Informational, message).on(vec![found.id]));
            }
            Security::ValidPinned { .. } | Security::ValidUnpinned { .. } => verified = true,
            Security::None | Security::Opaque => {}
        }
    }
    match (findings.is_empty(), verified) {
        (false, _) => findings,
        (true, true) => conclude::pass(&RULE, &PASSED),
        (true, false) => conclude::not_applicable(&RULE, &NONE),
    }
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
    fn asks_about_a_signature_that_fails() {
        check(&RULE, Role::Platform, secured(Security::Invalid { why: NONE.message() }), Outcome::Review);
    }

    #[test]
    fn passes_on_one_that_verifies() {
        check(&RULE, Role::Platform, secured(Security::ValidUnpinned { key: "00".to_owned() }), Outcome::Pass);
    }

    #[test]
    fn what_cannot_be_judged_is_neither() {
        check(&RULE, Role::Platform, secured(Security::Unjudged { why: NONE.message() }), Outcome::Informational);
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_signature() {
        check(&RULE, Role::Platform, secured(Security::Opaque), Outcome::NotApplicable);
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
    }
}
