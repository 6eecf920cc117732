//! Whether a vendor's mark was computed off the picture.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::removal::UndoneMark;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-removal-undone",
    title: Text {
        zh: "画面上有厂商标记被反算去除的痕迹", en: "A vendor's mark was computed off the picture"
    },
    clause: "标识办法 Art. 6(三), 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("removal_undone.md"),
    applies: conclude::always,
    judge,
};

static UNSEEN: Text = Text {
    zh: "没有查找，或画面留不住这种痕迹（有损格式、尺寸过小或颜色过少），无从得知",
    en: "This was not looked for, or the picture cannot keep the trace (a lossy format, too small, too few colours)",
};
static PASSED: Text = Text {
    zh: "在已知位置没有看到标记被反算去除的痕迹；其他去除方法不留这种痕迹",
    en: "In the known places there is no trace of a mark that was computed off; other ways to remove one leave no such trace",
};
static UNDONE: Text = Text {
    zh: "{vendor} 标记的位置（左 {x}、上 {y}，{width}×{height} 像素）内，{agreeing}% 的颜色恰是反算半透明标记后才会剩下的取值，四周同类颜色只有 {around}%（{tints} 种色差）：该处的标记曾被反算去除。对 {negatives} 幅未去除标记的画面，误报 {errors} 幅（95% 置信上限 {bound}%）",
    en: "Where {vendor} puts its mark (left {x}, top {y}, {width}×{height} pixels), {agreeing} % of the colours are those that computing a see-through mark away leaves, and only {around} % of the like colours around it ({tints} tints): a mark there was computed off. Of {negatives} pictures and parts of pictures from which none was removed, {errors} were taken for one (at most {bound} % at 95 % confidence)",
};
static REMEDY: Text = Text {
    zh: "索取原始文件，并按可能由 AI 生成处理；用户可以依法要求不带标识的文件，不得据此认定恶意",
    en: "Ask for the original, and treat the picture as one that may be AI-made; a user may lawfully get a file without the label, so conclude no bad faith",
};

/// Measured on pictures that took no part in choosing the thresholds; `benches/removal_traces.csv`.
const NEGATIVES: &str = "11,508";
const ERRORS: &str = "0";
const BOUND_PERCENT: &str = "0.03";

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let removals = &facts.removals;
    if removals.undone.is_empty() {
        return if removals.searched {
            conclude::pass(&RULE, &PASSED)
        } else {
            conclude::not_applicable(&RULE, &UNSEEN)
        };
    }
    let finding = |undone: &UndoneMark, id| conclude::defect(&RULE, said(undone)).with_remedy(&REMEDY).on(vec![id]);
    removals.undone.iter().map(|(id, undone)| finding(undone, *id)).collect()
}

fn said(undone: &UndoneMark) -> Message {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let area = undone.area;
    UNDONE
        .with("vendor", undone.vendor)
        .with("x", area.x.to_string())
        .with("y", area.y.to_string())
        .with("width", area.width.to_string())
        .with("height", area.height.to_string())
        .with("agreeing", percent(undone.agreeing))
        .with("around", percent(undone.around))
        .with("tints", undone.tints.to_string())
        .with("negatives", NEGATIVES)
        .with("errors", ERRORS)
        .with("bound", BOUND_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_a_mark_that_was_computed_off() {
        check(&RULE, Role::Unknown, vec![undone()], Outcome::Review);
    }

    #[test]
    fn passes_where_none_was() {
        check(&RULE, Role::Unknown, vec![], Outcome::Pass);
    }

    #[test]
    fn says_nothing_of_pixels_that_were_not_looked_at() {
        check_facts(&RULE, &context(Role::Unknown), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }
}
