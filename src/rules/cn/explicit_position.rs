//! Whether the label on the picture stands at an edge or in a corner.

use crate::context::Context;
use crate::facts::model::{Facts, FoundMark};
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, marks};
use crate::vocabulary::visible::{Place, Wording};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-position",
    title: Text { zh: "显式标识不在画面的边或角", en: "The explicit label is not at an edge or corner" },
    clause: "GB 45438-2025 5.2 c)",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("explicit_position.md"),
    applies: conclude::cn_output,
    judge,
};

static PASSED: Text =
    Text { zh: "画面标识位于边或角", en: "The label on the picture stands at an edge or in a corner" };
static FAILED: Text = Text {
    zh: "显式标识 {mark} 不在画面的边或角：左上角坐标 ({x}, {y})，宽 {width}、高 {height} 像素",
    en: "The label {mark} stands neither at an edge nor in a corner: {width} by {height} pixels at ({x}, {y})",
};
static OTHER_FORM: Text = Text {
    zh: "画面上的标记不是规定的文字，见 cn-explicit-text",
    en: "The mark on the picture is not the text asked for; see cn-explicit-text",
};
static REMEDY: Text = Text {
    zh: "把标识移到画面的边或角；图片若经裁剪或拼接，索取原始导出文件",
    en: "Move the label to an edge or corner; if the picture was cropped or pasted together, ask for the original export",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    let Some(best) = facts.explicit.label() else { return marks::no_label(&RULE, facts) };
    match (best.mark.wording, best.mark.place) {
        (Wording::OtherLanguage | Wording::VendorName | Wording::VendorIcon, _) => {
            conclude::not_applicable(&RULE, &OTHER_FORM)
        }
        (Wording::Compliant, Place::Inside) => {
            vec![marks::producers_defect(&RULE, context, placed(best)).with_remedy(&REMEDY).on(vec![best.id])]
        }
        (Wording::Compliant, _) => conclude::pass(&RULE, &PASSED),
    }
}

fn placed(found: &FoundMark) -> Message {
    let area = &found.mark.area;
    FAILED
        .with("mark", marks::named(found))
        .with("x", area.x.to_string())
        .with("y", area.y.to_string())
        .with("width", area.width.to_string())
        .with("height", area.height.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[track_caller]
    fn check_place(role: Role, place: Place, expected: Outcome) {
        check(&RULE, role, vec![marked(mark(Wording::Compliant, place, 0.06))], expected);
    }

    #[test]
    fn asks_about_a_label_inside_of_the_picture() {
        check_place(Role::Generator, Place::Inside, Outcome::Review);
        check_place(Role::Auditor, Place::Inside, Outcome::Review);
        check_place(Role::Unknown, Place::Inside, Outcome::Informational);
    }

    #[test]
    fn passes_at_every_edge_and_corner_and_when_one_of_several_stands_there() {
        for place in [Place::TopLeft, Place::Top, Place::Right, Place::Bottom, Place::BottomLeft] {
            check_place(Role::Generator, place, Outcome::Pass);
        }
        let both = [Place::Inside, Place::Left].map(|place| marked(mark(Wording::Compliant, place, 0.06)));
        check(&RULE, Role::Generator, both.to_vec(), Outcome::Pass);
    }

    #[test]
    fn not_applicable_to_other_marks_and_without_one() {
        for wording in [Wording::OtherLanguage, Wording::VendorName, Wording::VendorIcon] {
            let other = marked(mark(wording, Place::Inside, 0.06));
            check(&RULE, Role::Generator, vec![other], Outcome::NotApplicable);
        }
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Generator), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }
}
