//! Whether a value that begins like a provider code (`0011`) has the 27 characters of one.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Provider;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-code-format",
    title: Text { zh: "服务提供者编码格式有误", en: "A provider code is malformed" },
    clause: "TC260-PG-20252A",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("code_format.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "服务提供者编码没有格式错误", en: "No provider code is malformed" };
static FAILED: Text = Text { zh: "服务提供者编码格式有误：{what}", en: "Malformed provider code: {what}" };
static REMEDY: Text = Text {
    zh: "按 TC260-PG-20252A 改为 27 位：0011 + 统一社会信用代码 18 位 + 服务类型 1 位 + 自定义 4 位；或改写名称",
    en: "Use the 27 characters of TC260-PG-20252A: 0011, 18 of the credit code, 1 service type, 4 of your own; or write a plain name",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::provider(&RULE, facts, &WORDING, &fault)
}

fn fault(provider: &Provider) -> Option<String> {
    if let Provider::BrokenCode { raw, why } = provider { Some(format!("{raw} ({why})")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::aigc::AigcLabel;

    #[test]
    fn asks_about_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(AigcLabel {
                producer: Some(Provider::BrokenCode { raw: Untrusted::new("0011"), why: "length" }),
                ..label("1")
            })],
            Outcome::Review,
        );
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
