//! Whether the file format has any place in which the implicit label can be written.

use crate::context::{Context, Role};
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-implicit-carrier-unsupported",
    title: Text { zh: "文件格式没有隐式标识的位置", en: "The format has no place for the implicit label" },
    clause: "标识办法 Art. 5; TC260-PG-20259A",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("implicit_carrier_unsupported.md"),
    applies: conclude::cn_output,
    judge,
};

static PASSED: Text =
    Text { zh: "该文件格式有写入隐式标识的位置", en: "The format has a place for the implicit label" };
static UNSUPPORTED: Text = Text {
    zh: "{format} 格式没有可写入隐式标识的元数据位置",
    en: "The format {format} has no metadata in which the implicit label could be written",
};
static UNBOUND: Text = Text {
    zh: "没有证据表明图片由 AI 生成或编辑，本条不适用",
    en: "Nothing says that AI made or edited the picture",
};
static REMEDY: Text = Text {
    zh: "改以 PNG、JPEG 或 WebP 导出，并写入 AIGC 字段",
    en: "Export as PNG, JPEG or WebP instead and write the AIGC field there",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    if facts.implicit.has_place {
        return conclude::pass(&RULE, &PASSED);
    }
    if context.role != Role::Generator && !facts.origin.claim.admits_ai() {
        return conclude::not_applicable(&RULE, &UNBOUND);
    }
    vec![conclude::defect(&RULE, UNSUPPORTED.with("format", facts.format)).with_remedy(&REMEDY)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_a_bitmap_of_a_generator() {
        let bitmap = from(Format::Bmp, &complete(vec![]));
        check_facts(&RULE, &context(Role::Generator), &bitmap, Outcome::Review);
    }

    #[test]
    fn passes_on_a_format_with_metadata() {
        check(&RULE, Role::Generator, vec![], Outcome::Pass);
    }

    #[test]
    fn not_applicable_to_a_bitmap_nobody_calls_ai() {
        let bitmap = from(Format::Bmp, &complete(vec![]));
        check_facts(&RULE, &context(Role::Unknown), &bitmap, Outcome::NotApplicable);
    }
}
