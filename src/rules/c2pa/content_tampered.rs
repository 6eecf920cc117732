//! Whether the hash in the manifest matches the bytes of the file.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::c2pa::Tampering;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-content-tampered",
    title: Text { zh: "C2PA 凭证与文件内容不符", en: "The C2PA credential does not match the file" },
    clause: "C2PA 2.2 §14.3, §15.3",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("content_tampered.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "C2PA 凭证与文件内容相符", en: "The C2PA credential matches the file" };
static FAILED: Text = Text {
    zh: "C2PA 凭证与文件内容不符（{codes}）：签名后文件被改动（只改元数据或在文件末尾添加内容也算），或凭证取自其他文件；不说明是谁、为何",
    en: "The C2PA credential does not match the file ({codes}): the file was changed after signing (an edit of metadata alone or bytes added at the end do it too), or the credential belongs to another file; it does not say who did it or why",
};
static REMEDY: Text = Text {
    zh: "索取签名时的原始文件；凭证中的声明不再适用于此图",
    en: "Ask for the file as it was signed; what the credential states cannot be applied to this picture",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::tampering(&RULE, facts, &WORDING, Tampering::Content)
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
        check(&RULE, Role::Generator, tampered(Tampering::Content), Outcome::Fail);
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
        check(&RULE, Role::Unknown, tampered(Tampering::Manifest), Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
