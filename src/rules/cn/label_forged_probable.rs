//! Whether a label with value 1 is contradicted by a valid camera credential, another named vendor or its own
//! code.

use crate::context::Context;
use crate::facts::model::{Conflict, ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{LabelValue, Provider};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-label-forged-probable",
    title: Text { zh: "标签可能不属实", en: "The label may not be true" },
    clause: "标识办法 Art. 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("label_forged_probable.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "没有证据与标签相矛盾", en: "Nothing contradicts the label" };
static CAPTURE: Text = Text {
    zh: "标签写“属于”AI 生成，但有效的 C2PA 凭证说明图片由相机拍摄且未用 AI 编辑",
    en: "The label says AI-made, while a valid C2PA credential says a camera took the picture and admits no AI edit",
};
static VENDORS: Text = Text {
    zh: "标签的制作者与其他来源所指的厂商不同：{what}",
    en: "The producer of the label is not the vendor that other sources name: {what}",
};
static BAD_CODE: Text = Text {
    zh: "标签的服务提供者编码校验失败，来源不可采信",
    en: "The provider code of the label fails its check, so its origin cannot be relied on",
};
static NO_CLAIM: Text =
    Text { zh: "没有 Label 为 1 的标签，本条不适用", en: "There is no label with value 1" };
static REMEDY: Text = Text {
    zh: "仍按标签提示公众，同时向所写的服务提供者核实；二次加工也会造成这种不一致",
    en: "Show the notice all the same and ask the provider named; later processing can cause such differences too",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let Some(found) = facts.implicit.label().filter(|found| found.label.value == Some(LabelValue::Is)) else {
        let searched = facts.implicit.searched || !facts.implicit.labels.is_empty();
        return if searched { conclude::not_applicable(&RULE, &NO_CLAIM) } else { conclude::no_label(&RULE, facts) };
    };
    let mut findings = Vec::new();
    for conflict in facts.conflicts.iter().filter(|conflict| conflict.evidence.contains(&found.id)) {
        if let Some(message) = contradiction(conflict) {
            findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(conflict.evidence.clone()));
        }
    }
    if matches!(&found.label.producer, Some(Provider::Code(code)) if !code.uscc_valid) {
        findings.push(conclude::defect(&RULE, BAD_CODE.message()).with_remedy(&REMEDY).on(vec![found.id]));
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

fn contradiction(conflict: &Conflict) -> Option<Message> {
    match conflict.kind {
        ConflictKind::CaptureAgainstAi => Some(CAPTURE.message()),
        ConflictKind::VendorsDiffer => Some(VENDORS.with("what", conflict.what.as_str())),
        ConflictKind::ComponentUndeclared | ConflictKind::Laundered | ConflictKind::SignalNotAllowed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::{AigcLabel, ProviderCode, Service};
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn asks_when_a_camera_or_another_vendor_contradicts() {
        check(
            &RULE,
            Role::Platform,
            vec![aigc(label("1")), c2pa(created(StoreState::Trusted, CAMERA))],
            Outcome::Review,
        );
        let doubao = AigcLabel { producer: Some(Provider::Name(Untrusted::new("doubao"))), ..label("1") };
        check(&RULE, Role::Platform, vec![aigc(doubao), traced(Tool::Midjourney)], Outcome::Review);
    }

    #[test]
    fn asks_about_a_code_that_fails_its_check() {
        let code = ProviderCode { uscc_valid: false, ..provider_code(CODE, Service::Generation) };
        let wrong = AigcLabel { producer: Some(Provider::Code(code)), ..label("1") };
        check(&RULE, Role::Platform, vec![aigc(wrong)], Outcome::Review);
    }

    #[test]
    fn passes_when_nothing_contradicts() {
        check(&RULE, Role::Platform, vec![aigc(label("1")), c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Platform), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_claim() {
        check(&RULE, Role::Platform, vec![aigc(label("3"))], Outcome::NotApplicable);
        check(&RULE, Role::Platform, vec![], Outcome::NotApplicable);
    }
}
