//! Whether something other than an AIGC label says that AI made or edited the picture.

use crate::context::Context;
use crate::facts::model::{Facts, FoundTrace, Trace};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-trace-foreign",
    title: Text { zh: "境外或本地工具的 AI 痕迹", en: "Traces of a foreign or local AI tool" },
    clause: "标识办法 Art. 6(三)",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("trace_foreign.md"),
    applies: conclude::cn_received,
    judge,
};

static PASSED: Text =
    Text { zh: "没有境外或本地工具的 AI 痕迹", en: "No trace of a foreign or local AI tool" };
static TRACE: Text = Text {
    zh: "没有 AIGC 标签，但其他来源说明图片由 AI 生成或编辑；境外服务和本地软件通常不写该标签",
    en: "No AIGC label, but another source says that AI made or edited the picture; foreign services and local programs usually do not write that label",
};
static HAS_LABEL: Text = Text { zh: "文件中有 AIGC 标签，本条不适用", en: "There is an AIGC label" };
static REMEDY: Text = Text {
    zh: "平台按“疑似”提示，并请用户声明", en: "A platform shows 疑似 and asks the uploader"
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    if !facts.implicit.labels.is_empty() {
        return conclude::not_applicable(&RULE, &HAS_LABEL);
    }
    let by_service = |found: &FoundTrace| match &found.trace {
        Trace::Generator(trace) => trace.tool.is_chinese_service(),
        Trace::SourceType(_) | Trace::Declared(_) => false,
    };
    // What makes a picture 疑似: an admission, or a manifest that held one before it was broken. Marks on the
    // picture have rules of their own.
    let mut traces = facts.metadata_admissions();
    traces.extend(facts.broken_ai_store());
    if traces.is_empty() || facts.traces.iter().any(by_service) {
        return conclude::pass(&RULE, &PASSED);
    }
    vec![conclude::defect(&RULE, TRACE.message()).with_remedy(&REMEDY).on(traces)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::c2pa::StoreState;
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::Standing;

    #[test]
    fn remarks_on_foreign_traces() {
        check(&RULE, Role::Platform, vec![traced(Tool::Midjourney)], Outcome::Informational);
        check(&RULE, Role::Platform, vec![c2pa(created(StoreState::Valid, AI))], Outcome::Informational);
    }

    #[test]
    fn a_broken_manifest_is_a_trace_and_is_cited() {
        let facts = facts(vec![c2pa(created(StoreState::Tampered, AI))]);
        let findings = (RULE.judge)(&facts, &context(Role::Platform));
        assert_eq!((findings[0].outcome, findings[0].evidence.len()), (Outcome::Informational, 1));
    }

    #[test]
    fn a_mark_on_the_picture_is_no_foreign_trace() {
        let seen = || marked(standing(Standing::Label));
        check(&RULE, Role::Platform, vec![seen()], Outcome::Pass);
        let findings = (RULE.judge)(&facts(vec![seen(), traced(Tool::Grok)]), &context(Role::Platform));
        assert_eq!(findings[0].evidence, [crate::evidence::EvidenceId(2)]);
    }

    #[test]
    fn passes_without_one() {
        check(&RULE, Role::Platform, vec![c2pa(created(StoreState::Unreadable, AI))], Outcome::Pass);
        check(&RULE, Role::Platform, vec![], Outcome::Pass);
        check(&RULE, Role::Platform, vec![traced(Tool::ByteDanceApp)], Outcome::Pass);
    }

    #[test]
    fn not_applicable_with_a_label() {
        check(&RULE, Role::Platform, vec![aigc(label("1")), traced(Tool::Midjourney)], Outcome::NotApplicable);
    }
}
