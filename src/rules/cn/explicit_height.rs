//! How high the text of the label on the picture is, measured against the 5 % of the standard.

use crate::context::Context;
use crate::facts::model::{Facts, FoundMark, Height};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};
use crate::vocabulary::visible::Wording;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-height",
    title: Text { zh: "显式标识的文字高度", en: "The height of the explicit label" },
    clause: "GB 45438-2025 5.2 e)",
    basis: Basis::Transcribed,
    severity: Severity::Info,
    page: include_str!("explicit_height.md"),
    applies: conclude::under_cn,
    judge,
};

/// Share of the em that the ink of Chinese characters fills.
const INK_OF_EM: f32 = 0.90;

static ENOUGH: Text = Text {
    zh: "{mark} 的文字高 {px} 像素，为最短边的 {share} %（按墨迹量，字身约 {em_px} 像素、{em_share} %），不低于 5 %",
    en: "The text of {mark} is {px} px high, {share} % of the shortest side by its ink (em about {em_px} px, {em_share} %): not below 5 %",
};
static BORDERLINE: Text = Text {
    zh: "{mark} 的文字高 {px} 像素，为最短边的 {share} %（按墨迹量，字身约 {em_px} 像素、{em_share} %），与 5 % 过于接近，不下结论",
    en: "The text of {mark} is {px} px high, {share} % of the shortest side by its ink (em about {em_px} px, {em_share} %): too close to 5 % to call",
};
static BELOW: Text = Text {
    zh: "{mark} 的文字高 {px} 像素，为最短边的 {share} %（按墨迹量，字身约 {em_px} 像素、{em_share} %），低于 5 %",
    en: "The text of {mark} is {px} px high, {share} % of the shortest side by its ink (em about {em_px} px, {em_share} %): below 5 %",
};
static NO_TEXT: Text = Text {
    zh: "画面上的标记没有文字，无从量其高度",
    en: "The mark on the picture has no text to measure",
};
static REMEDY: Text = Text {
    zh: "服务提供者可把字高调到最短边的 5% 以上；图片缩放不改变比例，裁剪会",
    en: "A provider can raise the text above 5 % of the shortest side; scaling a picture keeps the share, cropping does not",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let Some(best) = facts.explicit.label() else { return marks::no_label(&RULE, facts) };
    if best.mark.wording == Wording::VendorIcon {
        return conclude::not_applicable(&RULE, &NO_TEXT);
    }
    let finding = match best.height() {
        Height::Enough => Finding::new(RULE.id, Outcome::Pass, Severity::Info, measured(&ENOUGH, best)),
        Height::Borderline => conclude::defect(&RULE, measured(&BORDERLINE, best)),
        Height::Below => conclude::defect(&RULE, measured(&BELOW, best)).with_remedy(&REMEDY),
    };
    vec![finding.on(vec![best.id])]
}

fn measured(text: &'static Text, found: &FoundMark) -> Message {
    let (px, share) = (found.mark.height_px, found.mark.height_ratio * 100.0);
    text.with("mark", marks::named(found))
        .with("px", format!("{px:.0}"))
        .with("share", format!("{share:.1}"))
        .with("em_px", format!("{:.0}", px / INK_OF_EM))
        .with("em_share", format!("{:.1}", share / INK_OF_EM))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::message::Lang;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::{Place, Standing};

    #[track_caller]
    fn check_height(ratio: f32, expected: Outcome, said: &str) {
        for role in Role::ALL {
            let facts = facts(vec![marked(mark(Wording::Compliant, Place::BottomRight, ratio))]);
            let findings = crate::rules::testing::judge(&RULE, &facts, &context(role));
            assert_eq!(findings[0].outcome, expected, "{role:?}");
            let message = findings[0].message.render(Lang::En);
            assert!(message.contains(said), "{message}");
        }
    }

    #[test]
    fn says_the_numbers_and_gates_nobody() {
        let low = "34 px high, 3.4 % of the shortest side by its ink (em about 38 px, 3.8 %): below 5 %";
        check_height(0.034, Outcome::Informational, low);
        check_height(
            0.049,
            Outcome::Informational,
            "4.9 % of the shortest side by its ink (em about 54 px, 5.4 %): too",
        );
        check_height(0.06, Outcome::Pass, "60 px high, 6.0 % of the shortest side");
    }

    #[test]
    fn not_applicable_without_text() {
        let icon = marked(mark(Wording::VendorIcon, Place::BottomRight, 0.05));
        check(&RULE, Role::Unknown, vec![icon], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![marked(standing(Standing::Doubtful))], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
