//! Whether XMP `dcterms:provenance` points to a manifest that is not in the file.

use crate::context::Context;
use crate::facts::model::{C2paLayer, Facts};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::c2pa::Remnant;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-reference-only",
    title: Text { zh: "只有对 C2PA 清单的引用", en: "A C2PA manifest is referenced but not present" },
    clause: "C2PA 2.2: dcterms:provenance in XMP",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("reference_only.md"),
    applies: conclude::always,
    judge,
};

static PASSED: Text =
    Text { zh: "没有指向缺失清单的引用", en: "No reference leads to a manifest that is not there" };
static OWN: Text = Text {
    zh: "XMP 引用了本文件内的 C2PA 清单，但清单不在文件中",
    en: "The XMP refers to a C2PA manifest inside this file, and there is none",
};
static REMOTE: Text = Text {
    zh: "凭证有引用，不在文件中：清单存放在 {url}；签名者可能本来就存放在那里，单凭这一点不能说标识被去除",
    en: "A credential is referenced and not present in the file: its manifest is kept at {url}; the signer may have kept it there from the start, so this alone does not say that a label was removed",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法判断",
    en: "Not every place was searched, so this cannot be decided",
};
static REMEDY: Text = Text {
    zh: "按所引用的地址取得清单后核对，或索取原始文件",
    en: "Fetch the manifest from the address given and compare, or ask for the original",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.c2pa.state == C2paLayer::Unknown {
        return conclude::undetermined(&RULE, &UNSEARCHED);
    }
    let mut findings = Vec::new();
    if matches!(facts.c2pa.state, C2paLayer::Remnant | C2paLayer::RemoteOnly) {
        for (id, remnant) in &facts.c2pa.remnants {
            let message = match remnant {
                Remnant::Fragment { .. } => continue,
                Remnant::SelfReference(_) => OWN.message(),
                Remnant::RemoteReference(url) => REMOTE.with("url", url.to_string()),
            };
            findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![*id]));
        }
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
    use crate::vocabulary::c2pa::StoreState;

    #[test]
    fn asks_about_a_reference_that_leads_nowhere() {
        let own = Remnant::SelfReference(Untrusted::new("self#jumbf=/c2pa/x"));
        let remote = Remnant::RemoteReference(Untrusted::new("https://example.org/m"));
        check(&RULE, Role::Unknown, vec![remnant(own)], Outcome::Review);
        check(&RULE, Role::Unknown, vec![remnant(remote)], Outcome::Review);
    }

    #[test]
    fn passes_without_a_reference_or_next_to_a_store() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
        let remote = Remnant::RemoteReference(Untrusted::new("https://example.org/m"));
        check(&RULE, Role::Unknown, vec![remnant(remote), c2pa(created(StoreState::Valid, AI))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_did_not_run() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        let open = from(Format::Png, &reading);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Undetermined);
    }
}
