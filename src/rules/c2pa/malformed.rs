//! Whether a manifest that is there can be read and validated.

use crate::context::Context;
use crate::facts::model::{C2paLayer, Facts};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-malformed",
    title: Text { zh: "C2PA 清单无法判读", en: "The C2PA manifest cannot be judged" },
    clause: "C2PA 2.2 §14.3",
    basis: Basis::Primary,
    severity: Severity::Warning,
    page: include_str!("malformed.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "C2PA 清单可以判读", en: "The C2PA manifest can be judged" };
static FAILED: Text = Text {
    zh: "文件中有 C2PA 清单，但无法判读（{codes}）；这不等于被改动，也不等于没有凭证",
    en: "There is a C2PA manifest that cannot be judged ({codes}); that is neither tampering nor the absence of a credential",
};
static REMEDY: Text = Text {
    zh: "用签发该清单的工具重新导出，或向签名者索取原始文件",
    en: "Export it again with the tool that signed it, or ask the signer for the original",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let Some((id, store)) = &facts.c2pa.store else { return conclude::no_store(&RULE, facts) };
    if facts.c2pa.state != C2paLayer::Unreadable || facts.c2pa.several_stores {
        return conclude::pass(&RULE, &PASSED);
    }
    let message = FAILED.with("codes", conclude::codes(store));
    vec![conclude::finding(&RULE, Outcome::Undetermined, message).with_remedy(&REMEDY).on(vec![*id])]
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
    fn undetermined_when_the_manifest_cannot_be_judged() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Unreadable, AI))], Outcome::Undetermined);
    }

    #[test]
    fn passes_on_one_that_can_even_if_it_does_not_hold() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Tampered, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
