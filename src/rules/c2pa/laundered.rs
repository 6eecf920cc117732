//! Whether the recorded results of an ingredient show a mismatch although the final manifest validates.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-laundered",
    title: Text { zh: "被改动的图片经重新签名", en: "A changed picture was signed again" },
    clause: "C2PA 2.2: recorded ingredient validation results",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("laundered.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "凭证没有记录来源图片被改动", en: "The credential records no changed source" };
static FAILED: Text = Text {
    zh: "凭证自身记录：其来源图片在重新签名之前已与原凭证不符（{what}）",
    en: "The credential itself records that its source did not match its own credential before it was signed again ({what})",
};
static REMEDY: Text = Text {
    zh: "追查来源图片；不要因为最终签名可信就采信此前的历史",
    en: "Trace the source picture; a trusted last signature does not make the earlier history good",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::store_conflicts(&RULE, facts, &WORDING, ConflictKind::Laundered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::c2pa::{Store, StoreState};

    #[test]
    fn asks_about_recorded_tampering() {
        let laundered = vec![Untrusted::new("assertion.dataHash.mismatch")];
        check(
            &RULE,
            Role::Unknown,
            vec![c2pa(Store { laundered, ..created(StoreState::Trusted, AI) })],
            Outcome::Review,
        );
    }

    #[test]
    fn passes_on_a_clean_history() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
