//! Whether the pixels hold an invisible mark that no known code writes.

use crate::context::Context;
use crate::evidence::EvidenceId;
use crate::facts::model::{Facts, FoundWatermark};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::watermark::{InvisibleMark, MarkStanding};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-watermark-unknown",
    title: Text {
        zh: "像素中有来历不明的隐形水印", en: "The pixels hold an invisible mark of unknown origin"
    },
    clause: "invisible-watermark 0.2.0 (dwtDct, dwtDctSvd)",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("watermark_unknown.md"),
    applies: conclude::always,
    judge,
};

static SEARCHED: Text =
    Text { zh: "没有找到来历不明的隐形水印", en: "No invisible mark of unknown origin was found" };
static NOT_SEARCHED: Text = Text {
    zh: "像素没有为此搜索；这种水印只有在无损保存的文件里才看得出",
    en: "The pixels were not searched for these; such a mark shows in files saved without loss alone",
};
static FOUND: Text = Text {
    zh: "像素中有 {marks}；用同一个库给任何图片写入任何内容都可以，因此它不说明图片是 AI 生成",
    en: "The pixels hold {marks}; the same library puts any content into any picture, so this does not say that AI made it",
};
static TEXT: Text = Text {
    zh: "隐形水印（{scheme}，{bits} 位），读作“{text}”，没有水印的图片出现此结果的概率约 {chance}",
    en: "an invisible mark ({scheme}, {bits} bits) that reads “{text}” (chance leads to one in about {chance} of pictures without)",
};
static NO_TEXT: Text = Text {
    zh: "隐形水印（{scheme}，{bits} 位），内容不是文本，没有水印的图片出现此结果的概率约 {chance}",
    en: "an invisible mark ({scheme}, {bits} bits) that reads as no text (chance leads to one in about {chance} of pictures without)",
};
static REMEDY: Text =
    Text { zh: "向提供者询问是谁写入了它，说明什么", en: "Ask who put it there and what it says" };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let unknown = |found: &&FoundWatermark| found.mark.standing == MarkStanding::PayloadUnknown;
    let marks: Vec<&FoundWatermark> = facts.watermark.found.iter().filter(unknown).collect();
    if marks.is_empty() {
        let why = if facts.watermark.is_any_payload_searched { &SEARCHED } else { &NOT_SEARCHED };
        return conclude::not_applicable(&RULE, why);
    }
    let named: Vec<Message> = marks.iter().map(|found| named(&found.mark)).collect();
    let ids: Vec<EvidenceId> = marks.iter().map(|found| found.id).collect();
    vec![conclude::defect(&RULE, FOUND.with("marks", named)).with_remedy(&REMEDY).on(ids)]
}

/// Characters of a text that are quoted.
const TEXT_CHARS_MAX: usize = 40;

fn named(mark: &InvisibleMark) -> Message {
    let named = match mark.payload.is_blank() {
        true => NO_TEXT.with("scheme", mark.scheme),
        false => TEXT.with("scheme", mark.scheme).with("text", format!("{:.TEXT_CHARS_MAX$}", mark.payload)),
    };
    let named = named.with("bits", mark.payload_bits.unwrap_or_default().to_string());
    named.with("chance", format!("{:.0e}", mark.p_value.unwrap_or(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::facts::disposition::{self, Disposition};
    use crate::facts::model::OriginClaim;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::message::Lang;
    use crate::rules::testing::*;

    #[track_caller]
    fn said(facts: &Facts) -> String {
        (RULE.judge)(facts, &context(Role::Unknown))[0].message.render(Lang::En).to_string()
    }

    #[test]
    fn remarks_on_a_mark_and_accuses_nobody() {
        for role in [Role::Unknown, Role::Generator, Role::Platform] {
            check(&RULE, role, vec![watermarked_by_somebody("(c) Ada")], Outcome::Informational);
        }
        let facts = facts(vec![watermarked_by_somebody("(c) Ada")]);
        assert_eq!(facts.origin.claim, OriginClaim::NoStatement);
        assert_ne!(disposition::derive(&facts, &context(Role::Platform)), Disposition::Suspect);
        let said = said(&facts);
        assert!(said.contains("(c) Ada") && said.contains("64 bits") && said.contains("1e-9"), "{said}");
    }

    #[test]
    fn what_reads_as_no_text_is_not_quoted() {
        assert!(said(&facts(vec![watermarked_by_somebody("")])).contains("reads as no text"));
    }

    #[test]
    fn known_patterns_are_not_unknown() {
        check(&RULE, Role::Unknown, vec![watermarked()], Outcome::NotApplicable);
    }

    #[test]
    fn a_search_that_was_not_made_is_not_one_that_found_nothing() {
        let mut unsearched = complete(vec![]);
        unsearched.coverage.retain(|entry| entry.reader != "open-watermark-unknown");
        assert_ne!(said(&facts(vec![])), said(&from(Format::Jpeg, &unsearched)));
    }
}
