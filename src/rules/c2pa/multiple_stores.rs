//! Whether the asset holds more than one manifest store.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-multiple-stores",
    title: Text { zh: "文件中有多个 C2PA 清单存储", en: "The file carries several C2PA manifest stores" },
    clause: "C2PA 2.2 §15.5.2.1",
    basis: Basis::Primary,
    severity: Severity::Warning,
    page: include_str!("multiple_stores.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "文件中只有一个 C2PA 清单存储", en: "The file carries one C2PA manifest store" };
static FAILED: Text = Text {
    zh: "文件中有多个 C2PA 清单存储，按规范全部视为不存在",
    en: "The file carries several C2PA manifest stores; by the specification all count as absent",
};
static REMEDY: Text = Text {
    zh: "重新封装文件时只保留一个清单存储，并重新签名",
    en: "Keep one store when re-packing the file and sign it again",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let Some((id, _)) = &facts.c2pa.store else { return conclude::no_store(&RULE, facts) };
    if !facts.c2pa.several_stores {
        return conclude::pass(&RULE, &PASSED);
    }
    vec![conclude::defect(&RULE, FAILED.message()).with_remedy(&REMEDY).on(vec![*id])]
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
    fn fails_on_two_stores() {
        let two = vec![c2pa(created(StoreState::Valid, AI)), c2pa(created(StoreState::Valid, CAMERA))];
        check(&RULE, Role::Unknown, two, Outcome::Fail);
    }

    #[test]
    fn passes_on_one() {
        check(&RULE, Role::Unknown, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_manifest_and_undetermined_unless_searched() {
        check_without_store(&RULE);
    }
}
