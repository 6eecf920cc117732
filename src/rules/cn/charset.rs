//! Whether the values keep to printable ASCII without space, backslash and bare quotes.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::Flaw;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-charset",
    title: Text {
        zh: "字段含有附录E字符集之外的字符", en: "A field has characters outside the set of Annex E"
    },
    clause: "GB 45438-2025 附录E j)",
    basis: Basis::Transcribed,
    severity: Severity::Warning,
    page: include_str!("charset.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text {
    zh: "各字段的字符均在附录E j) 的字符集内",
    en: "Every character lies in the set of Annex E j)",
};
static FAILED: Text = Text {
    zh: "以下字段含有附录E j) 字符集之外的字符：{what}",
    en: "These fields have characters outside the set of Annex E j): {what}",
};
static REMEDY: Text = Text {
    zh: "尽量改用编码或英文名称；空格、反斜杠和未转义的引号应去掉",
    en: "Prefer a code or a name in ASCII; remove spaces, backslashes and unescaped quotes",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let mut findings = conclude::flaw(&RULE, facts, &WORDING, &fault);
    // 应主要由 is soft wording: it can be departed from without a breach.
    for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
        finding.outcome = Outcome::Review;
    }
    findings
}

fn fault(flaw: &Flaw) -> Option<String> {
    if let Flaw::Charset { key } = flaw { Some((*key).to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_the_defect() {
        check_flaw(&RULE, Flaw::Charset { key: "ContentProducer" }, Outcome::Review);
    }

    #[test]
    fn passes_on_a_good_label_and_needs_one() {
        check_good_label_and_none(&RULE, Outcome::Undetermined);
    }
}
