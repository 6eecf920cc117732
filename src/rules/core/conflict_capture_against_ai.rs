//! Whether a camera credential that holds stands in the same file as an admission of AI.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-conflict-capture-against-ai",
    title: Text { zh: "相机凭证与 AI 声明相矛盾", en: "A camera credential contradicts an AI statement" },
    clause: "C2PA 2.2 §18.14",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("conflict_capture_against_ai.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "相机凭证与其他来源没有矛盾", en: "No camera credential contradicts another source" };
static FAILED: Text = Text {
    zh: "有效的 C2PA 凭证说明为相机拍摄且未用 AI 编辑，但文件中另有 AI 声明（{what}）",
    en: "A valid C2PA credential says “camera” and admits no AI edit, while something else in the file says AI ({what})",
};
static REMEDY: Text = Text {
    zh: "由人工比对两方来源；两者都可能有误",
    en: "Let a person compare the two; either may be wrong",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::store_conflicts(&RULE, facts, &WORDING, ConflictKind::CaptureAgainstAi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn asks_about_the_contradiction() {
        let both = vec![c2pa(created(StoreState::Trusted, CAMERA)), traced(Tool::Automatic1111)];
        check(&RULE, Role::Unknown, both, Outcome::Review);
    }

    #[test]
    fn passes_when_they_agree_or_stand_alone() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, CAMERA))], Outcome::Pass);
        let both = vec![c2pa(created(StoreState::Trusted, AI)), traced(Tool::Automatic1111)];
        check(&RULE, Role::Unknown, both, Outcome::Pass);
    }

    #[test]
    fn not_applicable_when_the_manifest_does_not_hold() {
        let broken = vec![c2pa(created(StoreState::Tampered, CAMERA)), traced(Tool::Automatic1111)];
        check(&RULE, Role::Unknown, broken, Outcome::NotApplicable);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
