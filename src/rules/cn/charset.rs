//! Whether the values keep to printable ASCII without space, backslash and bare quotes.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::aigc::{AigcLabel, Flaw};

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
    zh: "以下字段含有附录E j) 字符集之外的字符：{fields}",
    en: "These fields have characters outside the set of Annex E j): {fields}",
};
static REMEDY: Text = Text {
    zh: "尽量改用编码或英文名称；空格、反斜杠和未转义的引号应去掉",
    en: "Prefer a code or a name in ASCII; remove spaces, backslashes and unescaped quotes",
};

static WORDING: conclude::Wording = conclude::Wording { passed: &PASSED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let mut findings = conclude::labels(&RULE, facts, &WORDING, &fault);
    // 应主要由 is soft wording: it can be departed from without a breach.
    for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
        finding.outcome = Outcome::Review;
    }
    findings
}

fn fault(label: &AigcLabel) -> Option<Message> {
    let field = |flaw: &Flaw| if let Flaw::Charset { key } = flaw { Some((*key).to_owned()) } else { None };
    conclude::flaws(label, &field).map(|fields| FAILED.with("fields", fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_the_defect() {
        check(&RULE, Role::Generator, vec![aigc(flawed(Flaw::Charset { key: "ContentProducer" }))], Outcome::Review);
    }

    #[test]
    fn passes_on_a_good_label() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        check_facts(&RULE, &context(Role::Generator), &facts_stopped(vec![]), Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_without_a_label() {
        check(&RULE, Role::Generator, vec![], Outcome::NotApplicable);
    }
}
