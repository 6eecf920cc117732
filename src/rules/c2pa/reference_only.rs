//! Whether XMP `dcterms:provenance` points to a manifest that is not in the file.

use crate::context::Context;
use crate::evidence::EvidenceId;
use crate::facts::model::{C2paLayer, Facts};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::untrusted::Untrusted;
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
static UNBOUND: Text = Text {
    zh: "已从 XMP 引用的地址取得 C2PA 清单，但清单与此文件的字节不符：{url}；图片可能在签名后被重新编码或编辑，引用也可能取自其他文件",
    en: "The C2PA manifest that the XMP refers to was fetched and does not match the bytes of this file: {url}; the picture may have been re-encoded or edited since, or the reference copied from another file",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法判断",
    en: "Not every place was searched, so this cannot be decided",
};
static REMEDY: Text = Text {
    zh: "按所引用的地址取得清单后核对（--online），或索取原始文件",
    en: "Fetch the manifest from the address given and compare (--online), or ask for the original",
};
static UNBOUND_REMEDY: Text = Text {
    zh: "索取原始文件；不能据此认定有人篡改或去除标识",
    en: "Ask for the original; this alone does not show that anybody tampered or removed a label",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if facts.c2pa.state == C2paLayer::Unknown {
        return conclude::undetermined(&RULE, &UNSEARCHED);
    }
    let mut findings = Vec::new();
    if facts.c2pa.state.is_trace() {
        for (id, remnant) in &facts.c2pa.remnants {
            findings.extend(match remnant {
                Remnant::Fragment { .. } => None,
                Remnant::SelfReference(_) => Some(warn(OWN.message(), &REMEDY, vec![*id])),
                Remnant::RemoteReference(url) => Some(remote(facts, url, *id)),
            });
        }
    }
    if findings.is_empty() { conclude::pass(&RULE, &PASSED) } else { findings }
}

/// A reference elsewhere, by what is known of its target.
fn remote(facts: &Facts, url: &Untrusted, id: EvidenceId) -> Finding {
    match facts.c2pa.unbound.as_ref().filter(|(from, _)| from == url) {
        Some((_, store)) => warn(UNBOUND.with("url", url.to_string()), &UNBOUND_REMEDY, vec![id, *store]),
        None => warn(REMOTE.with("url", url.to_string()), &REMEDY, vec![id]),
    }
}

fn warn(message: Message, remedy: &'static Text, evidence: Vec<EvidenceId>) -> Finding {
    conclude::defect(&RULE, message).with_remedy(remedy).on(evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::{Store, StoreState};

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

    /// A reference, and what was fetched from somewhere does not match.
    fn mismatched(from: &str) -> Finding {
        let remote = Remnant::RemoteReference(Untrusted::new("https://example.org/m"));
        let unbound = Store { fetched_from: Some(Untrusted::new(from)), ..created(StoreState::Unbound, AI) };
        let facts = facts(vec![c2pa(unbound), remnant(remote)]);
        assert_eq!(facts.c2pa.state, C2paLayer::RemoteOnly);
        check_facts(&RULE, &context(Role::Unknown), &facts, Outcome::Review);
        (RULE.judge)(&facts, &context(Role::Unknown)).remove(0)
    }

    #[test]
    fn says_what_is_known_of_a_target_that_does_not_match() {
        let known = mismatched("https://example.org/m");
        assert_eq!((known.message.text, known.evidence), (&UNBOUND, vec![EvidenceId(2), EvidenceId(1)]));
        assert_eq!(mismatched("https://example.org/other").message.text, &REMOTE);
    }

    #[test]
    fn undetermined_when_the_search_did_not_run() {
        let mut reading = complete(vec![]);
        reading.coverage.pop();
        let open = from(Format::Png, &reading);
        check_facts(&RULE, &context(Role::Unknown), &open, Outcome::Undetermined);
    }
}
