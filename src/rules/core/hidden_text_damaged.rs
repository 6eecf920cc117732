//! Whether a text hidden in the lowest bits can still be read.

use crate::context::Context;
use crate::evidence::EvidenceId;
use crate::facts::model::{Facts, FoundWatermark};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::watermark::MarkStanding;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-hidden-text-damaged",
    title: Text { zh: "隐藏文本已损坏", en: "Hidden text can no longer be read" },
    clause: "stealth pnginfo",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("hidden_text_damaged.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text = Text {
    zh: "像素低位中没有隐藏文本，本条不适用", en: "No text hidden in the lowest bits was seen"
};
static PASSED: Text =
    Text { zh: "像素低位中的隐藏文本可以读出", en: "The text hidden in the lowest bits can be read" };
static DAMAGED: Text = Text {
    zh: "像素低位中有生成工具写入隐藏文本的开头，其余已读不出：图片被裁切或改动过",
    en: "The lowest bits hold the beginning of a text as generators hide it, and the rest cannot be read: the picture was cropped or changed",
};
static REMEDY: Text = Text { zh: "索取未经裁切的原图", en: "Ask for the original, uncropped file" };

/// How the schemes of hidden text are called.
const SCHEME: &str = "stealth";

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let texts: Vec<&FoundWatermark> =
        facts.watermark.found.iter().filter(|found| found.mark.scheme.starts_with(SCHEME)).collect();
    let damaged: Vec<EvidenceId> =
        texts.iter().filter(|found| found.mark.standing == MarkStanding::Damaged).map(|found| found.id).collect();
    match (texts.is_empty(), damaged.is_empty()) {
        (true, _) => conclude::not_applicable(&RULE, &NONE),
        (false, true) => conclude::pass(&RULE, &PASSED),
        (false, false) => vec![conclude::defect(&RULE, DAMAGED.message()).with_remedy(&REMEDY).on(damaged)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn remarks_on_what_cannot_be_read() {
        check(&RULE, Role::Unknown, vec![hidden_text(MarkStanding::Damaged)], Outcome::Informational);
    }

    #[test]
    fn passes_on_what_can_and_leaves_other_marks_alone() {
        check(&RULE, Role::Unknown, vec![hidden_text(MarkStanding::Found)], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![watermarked()], Outcome::NotApplicable);
    }
}
