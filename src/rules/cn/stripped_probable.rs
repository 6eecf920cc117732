//! Whether something positive points to an implicit label that is not there any more.

use crate::context::Context;
use crate::facts::model::{Facts, ImplicitState, Layer};
use crate::finding::{Finding, Severity};
use crate::message::Text;
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::ledger::LabelLayer;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-stripped-probable",
    title: Text { zh: "标签可能已被去除", en: "A label was probably removed" },
    clause: "标识办法 Art. 6(三), 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("stripped_probable.md"),
    applies: conclude::cn_received,
    judge,
};

static NO_TRACE: Text = Text {
    zh: "没有发现标签被去除的痕迹；这不证明没有去除过",
    en: "No trace of a removed label was found; that does not prove that none was removed",
};
static SERVICE: Text = Text {
    zh: "元数据来自应当添加标签的国内服务，却没有 AIGC 标签",
    en: "The metadata come from a service that has to label its output, and there is no AIGC label",
};
static MARK: Text = Text {
    zh: "画面上有{vendor}的标识，而该服务的每个文件都带有的 AIGC 标签不在：标签已被去除或在转存中丢失，或者画面标识是他人加上的",
    en: "The picture bears the mark of {vendor}, and the AIGC label that this service writes into every file is not there: it was removed or lost on the way, or somebody else put the mark there",
};
static STRUCTURE: Text = Text {
    zh: "文件被说明为 AI 内容，头部声明的元数据却不见了，也没有 AIGC 标签",
    en: "The picture is said to be AI-made, metadata that its header announces are gone, and there is no AIGC label",
};
static BROKEN: Text = Text {
    zh: "带有 AI 来源声明的 C2PA 凭证已与文件内容不符，且没有 AIGC 标签",
    en: "A C2PA credential that states an AI origin no longer matches the file, and there is no AIGC label",
};
static HAS_LABEL: Text = Text {
    zh: "文件中有 AIGC 标签或其残骸，本条不适用",
    en: "There is an AIGC label or the remains of one",
};
static UNSEARCHED: Text = Text {
    zh: "并非所有位置都检查完毕，无法判断标签是否缺失",
    en: "Not every place was searched, so it cannot be said that the label is gone",
};
static REMEDY: Text = Text {
    zh: "索取直接从生成工具导出的原始文件；转码和截图也会丢失标签，不得据此认定恶意",
    en: "Ask for the file as exported by the tool; transcoding and screenshots lose labels too, so conclude no bad faith",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.implicit.state {
        ImplicitState::Absent => absent(facts),
        ImplicitState::Unknown if facts.implicit.has_place => conclude::undetermined(&RULE, &UNSEARCHED),
        ImplicitState::Unknown => conclude::not_applicable(&RULE, &NO_TRACE),
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed | ImplicitState::Remnant => {
            conclude::not_applicable(&RULE, &HAS_LABEL)
        }
    }
}

fn absent(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    // What a ledger has is reported by `core-stripped-confirmed`.
    let recorded = |id| facts.ledger.found.iter().any(|found| found.id == id);
    let reasons = facts.stripping.reasons.iter().filter(|reason| reason.layer == Layer::Label(LabelLayer::Implicit));
    for reason in reasons.filter(|reason| !recorded(reason.evidence)) {
        let expected = facts.missing_layers.iter().find(|one| one.known_by == reason.evidence);
        let message = match expected {
            Some(expected) => MARK.with("vendor", expected.profile.vendor.as_str()),
            None if facts.structure_remnants.contains(&reason.evidence) => STRUCTURE.message(),
            None => SERVICE.message(),
        };
        findings.push(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![reason.evidence]));
    }
    if let Some(store) = facts.broken_ai_store() {
        findings.push(conclude::defect(&RULE, BROKEN.message()).with_remedy(&REMEDY).on(vec![store]));
    }
    if findings.is_empty() { conclude::pass(&RULE, &NO_TRACE) } else { findings }
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
    use crate::vocabulary::visible::{Place, VisibleMark, Wording};

    #[test]
    fn asks_about_the_trace_of_a_labelling_service() {
        check(&RULE, Role::Platform, vec![traced(Tool::ByteDanceApp)], Outcome::Review);
    }

    #[test]
    fn asks_about_a_broken_ai_credential() {
        check(&RULE, Role::Platform, vec![c2pa(created(StoreState::Tampered, AI))], Outcome::Review);
    }

    #[test]
    fn asks_about_the_mark_of_a_service_that_labels_every_file() {
        let doubao =
            VisibleMark { vendor: Some("豆包 (Doubao)"), ..mark(Wording::Compliant, Place::BottomRight, 0.06) };
        check(&RULE, Role::Platform, vec![marked(doubao.clone())], Outcome::Review);
        let qwen = VisibleMark { vendor: Some("千问 (Qwen)"), ..doubao };
        check(&RULE, Role::Platform, vec![marked(qwen)], Outcome::Pass);
    }

    #[test]
    fn passes_without_a_positive_trace() {
        check(&RULE, Role::Platform, vec![], Outcome::Pass);
        check(&RULE, Role::Platform, vec![traced(Tool::Midjourney)], Outcome::Pass);
        check(&RULE, Role::Platform, vec![c2pa(created(StoreState::Tampered, CAMERA))], Outcome::Pass);
    }

    #[test]
    fn undetermined_when_the_search_stopped() {
        let open = facts_stopped(vec![traced(Tool::ByteDanceApp)]);
        check_facts(&RULE, &context(Role::Platform), &open, Outcome::Undetermined);
    }

    #[test]
    fn not_applicable_with_a_label() {
        check(&RULE, Role::Platform, vec![aigc(label("1")), traced(Tool::ByteDanceApp)], Outcome::NotApplicable);
    }
}
