//! Whether a manifest names a watermark or a soft binding.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "c2pa-watermark-declared",
    title: Text {
        zh: "声明了无法公开核验的水印", en: "A watermark is declared that cannot be read in the open"
    },
    clause: "C2PA 2.2: c2pa.soft-binding, c2pa.watermarked",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("watermark_declared.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text = Text { zh: "没有声明水印，本条不适用", en: "No watermark is declared" };
static DECLARED: Text = Text {
    zh: "凭证声明图片带有水印（{marks}），本工具无法公开核验",
    en: "The credential says that the picture carries a watermark ({marks}); it cannot be verified in the open",
};
static REMEDY: Text = Text {
    zh: "需要时使用该水印提供者的检测工具",
    en: "Use the detector of the watermark's provider if need be",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let declared = &facts.watermark.declared;
    if declared.is_empty() {
        return conclude::not_applicable(&RULE, &NONE);
    }
    let marks: Vec<String> = declared.iter().map(|(_, mark)| mark.to_string()).collect();
    let mut ids: Vec<_> = declared.iter().map(|(id, _)| *id).collect();
    ids.dedup();
    let message = DECLARED.with("marks", marks.join(", "));
    vec![conclude::defect(&RULE, message).with_remedy(&REMEDY).on(ids)]
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

    fn marked(state: StoreState) -> Vec<crate::evidence::Evidence> {
        vec![c2pa(Store { declared_watermarks: vec![Untrusted::new("SynthID")], ..created(state, AI) })]
    }

    #[test]
    fn remarks_on_a_declared_mark() {
        check(&RULE, Role::Unknown, marked(StoreState::Valid), Outcome::Informational);
    }

    #[test]
    fn not_applicable_without_one_or_without_a_manifest_that_holds() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, marked(StoreState::Tampered), Outcome::NotApplicable);
    }
}
