//! Whether the caller passed on what the uploader declared.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-declaration-not-asked",
    title: Text { zh: "上传时未取得用户声明", en: "No declaration came with the upload" },
    clause: "标识办法 Art. 6(四)",
    basis: Basis::Primary,
    severity: Severity::Info,
    page: include_str!("declaration_not_asked.md"),
    applies: conclude::cn_upload,
    judge,
};

static PASSED: Text = Text { zh: "已取得上传者的声明", en: "The upload came with a declaration" };
static NOT_ASKED: Text = Text {
    zh: "本次上传没有附带用户声明；平台应提供标识功能并提醒用户主动声明",
    en: "The upload came without a declaration; a platform has to offer the function and prompt for it",
};
static REMEDY: Text = Text {
    zh: "在上传界面提供“是否为 AI 生成”的选项，并把选择随文件传入",
    en: "Offer the choice in the upload form and pass it on with the file",
};

fn judge(_: &Facts, context: &Context) -> Vec<Finding> {
    match context.user_declared {
        Some(_) => conclude::pass(&RULE, &PASSED),
        None => vec![conclude::defect(&RULE, NOT_ASKED.message()).with_remedy(&REMEDY)],
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
    fn remarks_on_an_upload_without_declaration() {
        check(&RULE, Role::Platform, vec![], Outcome::Informational);
    }

    #[test]
    fn passes_with_either_answer() {
        let asked = Context { user_declared: Some(false), ..context(Role::Platform) };
        check_facts(&RULE, &asked, &facts(vec![]), Outcome::Pass);
    }
}
