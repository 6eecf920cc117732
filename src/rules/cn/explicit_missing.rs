//! Whether the exported picture carries the visible text label.

use crate::context::Context;
use crate::facts::model::{ExplicitState, Facts};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-explicit-missing",
    title: Text { zh: "缺少显式标识", en: "The explicit label is missing" },
    clause: "标识办法 Art. 4; GB 45438-2025 5.2",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("explicit_missing.md"),
    applies: conclude::cn_generator,
    judge,
};

static UNSEARCHED: Text = Text {
    zh: "本次没有检查画面上的显式标识，无法判断；经用户申请并留存日志的，第九条允许不加",
    en: "The picture was not searched for a visible label, so this cannot be decided; Art. 9 allows its absence on request and with a log",
};
static REMEDY: Text = Text {
    zh: "人工查看导出图片的边角是否有同时含“AI/人工智能”和“生成/合成”的文字，字高不低于最短边的 5%",
    en: "Look at the edges and corners of the exported picture for text with both AI/人工智能 and 生成/合成, at least 5 % of the short side high",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.explicit {
        ExplicitState::Unknown => {
            let finding = conclude::finding(&RULE, Outcome::Undetermined, UNSEARCHED.message());
            vec![finding.with_remedy(&REMEDY)]
        }
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
    fn undetermined_while_the_picture_is_not_searched() {
        check(&RULE, Role::Generator, vec![], Outcome::Undetermined);
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Undetermined);
    }
}
