//! Whether the recorded results of an ingredient show a mismatch although the final manifest validates.

use crate::context::Context;
use crate::facts::model::{ConflictKind, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

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

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.c2pa.store.is_none() {
        return conclude::no_store(&RULE, facts);
    }
    if !conclude::store_holds(facts) {
        return conclude::mute_store(&RULE);
    }
    let mut findings = Vec::new();
    for conflict in facts.conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Laundered) {
        let message = FAILED.with("what", conflict.what.as_str());
        findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(conflict.evidence.clone()));
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
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
    fn undetermined_when_the_search_did_not_run() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        let open = from(Format::Png, &reading);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_manifest() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
