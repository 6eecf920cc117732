//! Whether the label on the picture stands out from what is behind it.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-legible",
    title: Text { zh: "显式标识不够清晰", en: "The explicit label is hard to make out" },
    clause: "GB 45438-2025 5.2 d)",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("explicit_legible.md"),
    applies: conclude::under_cn,
    judge,
};

/// Contrast below which a label is called hard to make out, in luma levels of 0–255. The standard gives no number;
/// this is where readings of ours, too, begin to fail.
const CONTRAST_MIN: f32 = 30.0;

static PASSED: Text = Text {
    zh: "画面标识与背景的亮度差不低于 30 级",
    en: "The label differs from its background by 30 levels of brightness or more",
};
static FAILED: Text = Text {
    zh: "{mark} 与背景的亮度只差 {levels} 级（共 255 级，低于 30 级即提示），不易看清",
    en: "{mark} differs from its background by {levels} of 255 levels of brightness (remarked on below 30) and is hard to make out",
};
static REMEDY: Text = Text {
    zh: "加深标识颜色，或加描边、底色；平台的压缩也会降低清晰度",
    en: "Use a stronger colour, an outline or a backing; compression by a platform blurs it, too",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let Some(best) = facts.explicit.label() else { return marks::no_label(&RULE, facts) };
    if best.mark.contrast >= CONTRAST_MIN {
        return conclude::pass(&RULE, &PASSED);
    }
    let message = FAILED.with("mark", marks::named(best)).with("levels", format!("{:.0}", best.mark.contrast));
    vec![conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![best.id])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::visible::{Standing, VisibleMark};

    #[track_caller]
    fn check_contrast(contrast: f32, expected: Outcome) {
        let faint = VisibleMark { contrast, ..standing(Standing::Label) };
        check(&RULE, Role::Generator, vec![marked(faint)], expected);
    }

    #[test]
    fn remarks_below_the_stated_contrast() {
        check_contrast(29.9, Outcome::Informational);
        check_contrast(f32::NAN, Outcome::Informational);
        check_contrast(30.0, Outcome::Pass);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Generator, vec![marked(standing(Standing::Doubtful))], Outcome::NotApplicable);
    }
}
