//! Whether the pixels hold an invisible pattern that the code of a generator writes.

use crate::context::Context;
use crate::facts::model::{Facts, FoundWatermark, WatermarkState};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::watermark::MarkStanding;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-watermark-pattern",
    title: Text {
        zh: "像素中有生成工具的隐形图案", en: "The pixels hold an invisible pattern of a generator"
    },
    clause: "invisible-watermark 0.2.0 (dwtDct, dwtDctSvd)",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("watermark_pattern.md"),
    applies: conclude::always,
    judge,
};

static SEARCHED: Text = Text {
    zh: "没有找到已知的隐形图案；找不到不说明图片不是 AI 生成",
    en: "No known invisible pattern was found, which says nothing about whether AI made the picture",
};
static NOT_SEARCHED: Text = Text {
    zh: "像素没有搜索，或没有搜完，不知道是否有已知的隐形图案",
    en: "The pixels were not searched, or not all of them; whether they hold a known pattern is unknown",
};
static FOUND: Text = Text {
    zh: "像素中有 {patterns}；任何人都能写入同样的图案，因此只是线索",
    en: "The pixels hold {patterns}; anybody can write the same pattern, so it is a hint",
};
static PATTERN: Text = Text {
    zh: "图案 {name}（{scheme}，没有标记的图片出现此结果的概率约 {chance}）",
    en: "the pattern {name} ({scheme}; chance leads to it in about {chance} of pictures without a mark)",
};
static USED: Text = Text { zh: "{pattern}，写入它的有{who}", en: "{pattern}, which {who} writes" };
static REMEDY: Text = Text {
    zh: "向提供者询问图片如何制作，索取带凭证或标识的原图",
    en: "Ask how the picture was made, and for the original with its credential or label",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let patterns: Vec<(&FoundWatermark, f64)> =
        facts.watermark.found.iter().filter(is_known).filter_map(|found| Some((found, found.mark.p_value?))).collect();
    if patterns.is_empty() {
        let why = match facts.watermark.state {
            WatermarkState::NotSearched => &NOT_SEARCHED,
            // A declared mark says nothing of how far the pixels were searched.
            WatermarkState::DeclaredUnverifiable => &NOT_SEARCHED,
            WatermarkState::Found | WatermarkState::NotFound => &SEARCHED,
        };
        return conclude::not_applicable(&RULE, why);
    }
    let named: Vec<Message> = patterns.iter().map(|(found, chance)| named(found, *chance)).collect();
    let ids = patterns.iter().map(|(found, _)| found.id).collect();
    vec![conclude::defect(&RULE, FOUND.with("patterns", named)).with_remedy(&REMEDY).on(ids)]
}

fn is_known(found: &&FoundWatermark) -> bool {
    found.mark.standing == MarkStanding::Found
}

fn named(found: &FoundWatermark, chance: f64) -> Message {
    let mark = &found.mark;
    let pattern = PATTERN.with("name", mark.payload.to_string()).with("scheme", mark.scheme);
    let pattern = pattern.with("chance", format!("{chance:.0e}"));
    match mark.used_by {
        Some(who) => USED.with("pattern", pattern).with("who", who.message()),
        None => pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::message::Lang;
    use crate::rules::testing::*;

    #[test]
    fn remarks_on_a_pattern_and_accuses_nobody() {
        for role in [Role::Unknown, Role::Generator, Role::Platform] {
            check(&RULE, role, vec![watermarked()], Outcome::Informational);
        }
        let findings = (RULE.judge)(&facts(vec![watermarked()]), &context(Role::Unknown));
        let said = findings[0].message.render(Lang::En);
        assert!(said.contains("SDV2") && said.contains("1e-9") && said.contains("hint"), "{said}");
    }

    #[test]
    fn hidden_text_is_no_pattern() {
        check(&RULE, Role::Unknown, vec![hidden_text(MarkStanding::Found)], Outcome::NotApplicable);
    }

    #[test]
    fn a_mark_of_somebody_is_no_pattern_of_a_generator() {
        check(&RULE, Role::Unknown, vec![watermarked_by_somebody("SDV2")], Outcome::NotApplicable);
    }

    #[test]
    fn a_search_that_found_nothing_is_not_the_same_as_none() {
        let said = |facts: &Facts| (RULE.judge)(facts, &context(Role::Unknown))[0].message.render(Lang::En).to_string();
        let mut unsearched = complete(vec![]);
        unsearched.coverage.retain(|entry| entry.reader != "open-watermark");
        assert_ne!(said(&facts(vec![])), said(&from(Format::Png, &unsearched)));
        check_facts(&RULE, &context(Role::Unknown), &from(Format::Png, &unsearched), Outcome::NotApplicable);
    }
}
