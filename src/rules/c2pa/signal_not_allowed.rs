//! Whether the signing product states an inception that its conformance record bars.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-signal-not-allowed",
    title: Text { zh: "签名产品无权作此声明", en: "The signing product may not state this" },
    clause: "C2PA Conforming Products List",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("signal_not_allowed.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text {
    zh: "签名产品的声明未超出其登记范围",
    en: "The signing product states nothing its record bars",
};
static FAILED: Text = Text {
    zh: "按 C2PA 合规产品列表，该产品不得声明此类来源：{what}",
    en: "By the C2PA conforming products list this product may not state such an origin: {what}",
};
static REMEDY: Text = Text {
    zh: "不要采信“相机拍摄”或“非 AI 创作”的声明",
    en: "Give no credit to the claim of “camera” or “not AI”",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::store_conflicts(&RULE, facts, &WORDING, ConflictKind::SignalNotAllowed)
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
    fn asks_about_a_barred_claim() {
        let barred = Store { signer: Some(signer("Snapseed", "Google LLC")), ..created(StoreState::Trusted, CAMERA) };
        check(&RULE, Role::Unknown, vec![c2pa(barred)], Outcome::Review);
    }

    #[test]
    fn passes_on_a_camera() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, CAMERA))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
