//! Whether the unified social credit code inside a provider code has the right check character.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Provider;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-code-uscc-checksum",
    title: Text {
        zh: "编码中的统一社会信用代码校验失败", en: "The credit code in a provider code fails its check"
    },
    clause: "TC260-PG-20252A; GB 32100-2015",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("code_uscc_checksum.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text =
    Text { zh: "编码中的统一社会信用代码通过校验", en: "Every credit code passes its check" };
static FAILED: Text = Text {
    zh: "统一社会信用代码的校验码不正确：{what}",
    en: "The check character of the credit code is wrong: {what}",
};
static REMEDY: Text = Text {
    zh: "核对营业执照上的统一社会信用代码；编码错误的标签不应作为来源依据",
    en: "Compare it with the business licence; do not rely on a label with a wrong code for its origin",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::provider(&RULE, facts, &WORDING, &fault)
}

fn fault(provider: &Provider) -> Option<String> {
    match provider {
        Provider::Code(code) if !code.uscc_valid => Some(code.uscc.to_string()),
        Provider::Code(_) | Provider::BrokenCode { .. } | Provider::Name(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::aigc::{AigcLabel, ProviderCode, Service};

    #[test]
    fn asks_about_the_defect() {
        check(
            &RULE,
            Role::Generator,
            vec![aigc(AigcLabel {
                producer: Some(Provider::Code(ProviderCode {
                    uscc_valid: false,
                    ..provider_code(CODE, Service::Generation)
                })),
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
