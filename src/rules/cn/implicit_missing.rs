//! Whether the file metadata hold an `AIGC` label at all, in every place and spelling that is known.

use crate::context::{Context, Role};
use crate::facts::model::{Facts, ImplicitState};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-implicit-missing",
    title: Text { zh: "文件元数据中缺少隐式标识", en: "The implicit label is missing" },
    clause: "标识办法 Art. 5; GB 45438-2025 6.1 a), 附录E a)",
    basis: Basis::Primary,
    severity: Severity::Error,
    page: include_str!("implicit_missing.md"),
    applies: conclude::cn_output,
    judge,
};

static PASSED: Text = Text {
    zh: "文件元数据中有 AIGC 标签；其内容是否规范由其他规则判断",
    en: "The metadata carry an AIGC label; whether it is in order is judged by other rules",
};
static MISSING: Text = Text {
    zh: "所有应查位置均未找到 AIGC 隐式标识",
    en: "No AIGC label was found in any place where one can be",
};
static ONLY_C2PA: Text = Text {
    zh: "未找到 AIGC 隐式标识；文件带有说明 AI 来源的 C2PA 凭证，但它不含附录E规定的字段，不能代替",
    en: "No AIGC label was found; a C2PA credential states the AI origin but has none of the fields of Annex E and does not replace it",
};
static IF_OUTPUT: Text = Text {
    zh: "有证据表明图片由 AI 生成或编辑，但未找到 AIGC 隐式标识；如果它是面向境内的生成合成服务的输出，则缺少应有的标识",
    en: "Evidence says that AI made or edited the picture, and no AIGC label was found: if it is the output of a service offered in mainland China, a label is missing",
};
static UNBOUND: Text = Text {
    zh: "没有证据表明图片由 AI 生成或编辑，本条不适用",
    en: "Nothing says that AI made or edited the picture",
};
static UNSEARCHED: Text = Text {
    zh: "没有看到 AIGC 隐式标识，但并非所有位置都能检查，无法断定缺失",
    en: "No AIGC label was seen, but not every place could be searched, so it cannot be called missing",
};
static REMEDY: Text = Text {
    zh: "在导出文件时按附录E写入 AIGC 字段（XMP 的 TC260:AIGC），至少含 Label、ContentProducer、ProduceID",
    en: "Write the AIGC field of Annex E on export (XMP property TC260:AIGC) with at least Label, ContentProducer and ProduceID",
};

fn judge(facts: &Facts, context: &Context) -> Vec<Finding> {
    match facts.implicit.state {
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed => conclude::pass(&RULE, &PASSED),
        ImplicitState::Absent | ImplicitState::Remnant if context.role == Role::Generator => vec![missing(facts)],
        ImplicitState::Absent | ImplicitState::Remnant if facts.origin.claim.admits_ai() => vec![if_output(facts)],
        ImplicitState::Absent | ImplicitState::Remnant => conclude::not_applicable(&RULE, &UNBOUND),
        ImplicitState::Unknown if facts.implicit.searched && context.role != Role::Generator => {
            conclude::not_applicable(&RULE, &UNBOUND)
        }
        ImplicitState::Unknown => conclude::undetermined(&RULE, &UNSEARCHED),
    }
}

fn missing(facts: &Facts) -> Finding {
    let by_c2pa = facts.c2pa.state.holds() && facts.c2pa_admits_ai();
    let text = if by_c2pa { &ONLY_C2PA } else { &MISSING };
    conclude::defect(&RULE, text.message()).with_remedy(&REMEDY).on(facts.origin.evidence.clone())
}

/// Who made the file is not known here, so a person has to say whether the duty binds.
fn if_output(facts: &Facts) -> Finding {
    Finding::new(RULE.id, Outcome::Review, Severity::Warning, IF_OUTPUT.message())
        .with_remedy(&REMEDY)
        .on(facts.origin.evidence.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::layout::Format;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::aigc::Shape;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;

    #[test]
    fn fails_when_a_generator_writes_no_label() {
        check(&RULE, Role::Generator, vec![], Outcome::Fail);
        check(&RULE, Role::Generator, vec![c2pa(created(StoreState::Trusted, AI))], Outcome::Fail);
        check(&RULE, Role::Generator, vec![aigc(husk(Shape::Shell, "{}"))], Outcome::Fail);
    }

    #[test]
    fn only_asks_when_the_maker_is_not_known() {
        check(&RULE, Role::Unknown, vec![traced(Tool::ComfyUi)], Outcome::Review);
        check(&RULE, Role::Auditor, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Review);
    }

    #[test]
    fn passes_on_a_label() {
        check(&RULE, Role::Generator, vec![aigc(label("1"))], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![aigc(husk(Shape::Foreign, "{}"))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_not_everything_was_searched() {
        check_facts(&RULE, &context(Role::Unknown), &facts_stopped(vec![]), Outcome::Undetermined);
        let bitmap = from(Format::Bmp, &complete(vec![]));
        check_facts(&RULE, &context(Role::Generator), &bitmap, Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_to_a_picture_nobody_calls_ai() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Auditor, vec![c2pa(created(StoreState::Trusted, CAMERA))], Outcome::NotApplicable);
    }
}
