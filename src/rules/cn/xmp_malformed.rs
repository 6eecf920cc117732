//! Whether the XMP packet that holds the label is well-formed XML.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-xmp-malformed",
    title: Text {
        zh: "承载标签的 XMP 不是良构的 XML", en: "The XMP around the label is not well-formed XML"
    },
    clause: "TC260-PG-20259A",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("xmp_malformed.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "承载标签的 XMP 是良构的", en: "The XMP around the label is well-formed" };
static FAILED: Text = Text {
    zh: "承载标签的 XMP 不是良构的 XML：{what}",
    en: "The XMP around the label is not well-formed XML: {what}",
};
static REMEDY: Text = Text {
    zh: "用 XMP 库写入，并声明前缀 TC260 对应命名空间 http://www.tc260.org.cn/ns/AIGC/1.0/",
    en: "Write it with an XMP library and bind the prefix TC260 to http://www.tc260.org.cn/ns/AIGC/1.0/",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::flaw(&RULE, facts, &WORDING, &fault)
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::XmpMalformed { why } = flaw { Some(Untrusted::new(why).to_string()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_the_defect() {
        check_flaw(&RULE, Flaw::XmpMalformed { why: "undeclared prefix".to_owned() }, Outcome::Review);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
