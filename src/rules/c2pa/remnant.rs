//! Whether bytes of a manifest store lie in a file that has no working one.

use crate::context::Context;
use crate::facts::model::{C2paLayer, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::c2pa::Remnant;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-remnant",
    title: Text { zh: "只剩 C2PA 清单的残片", en: "Only remains of a C2PA manifest are left" },
    clause: "C2PA 2.2: embedding of manifest stores",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("remnant.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text = Text { zh: "没有发现 C2PA 清单的残片", en: "No remains of a C2PA manifest were found" };
static FRAGMENT: Text = Text {
    zh: "文件中有 C2PA 清单的残片（{what}），但没有完整清单：曾有凭证，后来残缺",
    en: "The file holds remains of a C2PA manifest ({what}) and no working one: a credential was there and is not whole any more",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法判断",
    en: "Not every place was searched, so this cannot be decided",
};
static REMEDY: Text = Text {
    zh: "索取原始文件；编辑软件、传输中断也会造成残缺，不得据此认定恶意",
    en: "Ask for the original; editors and broken transfers leave remains too, so conclude no bad faith",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.c2pa.state == C2paLayer::Unknown {
        return conclude::undetermined(&RULE, &UNSEARCHED);
    }
    let mut findings = Vec::new();
    // Next to a store, remains belong to it and show nothing.
    if facts.c2pa.state == C2paLayer::Remnant {
        findings.extend(facts.c2pa.remnants.iter().filter_map(|(id, remnant)| match remnant {
            Remnant::Fragment { what } => {
                let message = FRAGMENT.with("what", *what);
                Some(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![*id]))
            }
            Remnant::SelfReference(_) | Remnant::RemoteReference(_) => None,
        }));
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
    use crate::vocabulary::c2pa::MANIFEST_BOX;
    use crate::vocabulary::c2pa::StoreState;

    #[test]
    fn asks_about_remains() {
        check(&RULE, Role::Unknown, vec![remnant(Remnant::Fragment { what: &MANIFEST_BOX })], Outcome::Review);
    }

    #[test]
    fn passes_without_remains_or_next_to_a_store() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
        let beside = vec![remnant(Remnant::Fragment { what: &MANIFEST_BOX }), c2pa(created(StoreState::Valid, AI))];
        check(&RULE, Role::Unknown, beside, Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_did_not_run() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        let open = from(Format::Png, &reading);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Undetermined);
    }
}
