//! What rules share: whom they bind, the shape of their findings, and the two subjects most of them have in
//! common, the labels and the manifest store.
//!
//! Nothing is formatted unless a finding needs it; a pass is a reference to a static sentence.

use crate::context::{Context, Jurisdiction, Role};
use crate::facts::model::{C2paLayer, ConflictKind, Facts};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::Rule;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcLabel, Flaw, Provider, Shape};
use crate::vocabulary::c2pa::{SignerProblem, Store, Tampering, TrustList};
use crate::vocabulary::source_type::DigitalSourceType;

/// Binds everybody everywhere.
pub(super) fn always(_: &Context) -> bool {
    true
}

/// Binds under the mainland rules in every role.
pub(super) fn under_cn(context: &Context) -> bool {
    context.jurisdiction == Jurisdiction::Cn
}

/// Binds the provider of the generation service alone.
pub(super) fn cn_generator(context: &Context) -> bool {
    under_cn(context) && context.role == Role::Generator
}

/// About the provider's duty: binds the provider, and whoever may be looking at its output.
pub(super) fn cn_output(context: &Context) -> bool {
    let platform = matches!(context.role, Role::Platform | Role::PlatformEgress);
    under_cn(context) && !platform
}

/// Binds whoever got the file from somebody else.
pub(super) fn cn_received(context: &Context) -> bool {
    under_cn(context) && context.role != Role::Generator
}

/// Binds a platform at upload.
pub(super) fn cn_upload(context: &Context) -> bool {
    under_cn(context) && context.role == Role::Platform
}

/// Binds a platform at upload and for the file it serves.
pub(super) fn cn_platform(context: &Context) -> bool {
    under_cn(context) && matches!(context.role, Role::Platform | Role::PlatformEgress)
}

/// A finding of a rule at the rule's own severity.
pub(super) fn finding(rule: &Rule, outcome: Outcome, message: Message) -> Finding {
    Finding::new(rule.id, outcome, rule.severity, message)
}

/// The requirement is met.
pub(super) fn pass(rule: &Rule, text: &'static Text) -> Vec<Finding> {
    vec![Finding::new(rule.id, Outcome::Pass, Severity::Info, text.message())]
}

/// The rule's subject is not there.
pub(super) fn not_applicable(rule: &Rule, text: &'static Text) -> Vec<Finding> {
    vec![Finding::new(rule.id, Outcome::NotApplicable, Severity::Info, text.message())]
}

/// It could not be decided.
pub(super) fn undetermined(rule: &Rule, text: &'static Text) -> Vec<Finding> {
    vec![finding(rule, Outcome::Undetermined, text.message())]
}

/// The requirement is not met: a failure where the wording is known, a review where it is not, a remark where
/// the rule demands nothing.
pub(super) fn defect(rule: &Rule, message: Message) -> Finding {
    let outcome = match (rule.severity, rule.basis.may_fail()) {
        (Severity::Info, _) => Outcome::Informational,
        (Severity::Warning | Severity::Error, true) => Outcome::Fail,
        (Severity::Warning | Severity::Error, false) => Outcome::Review,
    };
    finding(rule, outcome, message)
}

/// The sentences of a rule that knows one defect.
pub(super) struct Wording {
    /// Nothing has it.
    pub(super) passed: &'static Text,
    /// Something has it.
    pub(super) failed: &'static Text,
    /// What to do about that.
    pub(super) remedy: &'static Text,
}

/// The findings, or a pass if there are none.
fn findings_or_pass(rule: &Rule, wording: &Wording, findings: Vec<Finding>) -> Vec<Finding> {
    if findings.is_empty() { pass(rule, wording.passed) } else { findings }
}

static NO_LABEL: Text = Text { zh: "没有 AIGC 标签，本条不适用", en: "There is no AIGC label to check" };
static LABEL_UNSEARCHED: Text = Text {
    zh: "没有看到 AIGC 标签，但并非所有位置都检查完毕，无法判断",
    en: "No AIGC label was seen, but not every place was searched, so this cannot be decided",
};

/// One finding per label with the defect; a pass if there are labels and none has it.
pub(super) fn labels(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    fault: &dyn Fn(&AigcLabel) -> Option<Message>,
) -> Vec<Finding> {
    if facts.implicit.labels.is_empty() {
        return no_label(rule, facts);
    }
    let mut judged = facts.implicit.labels.iter().filter(|found| has_content(&found.label)).peekable();
    if judged.peek().is_none() {
        return not_applicable(rule, &NO_CONTENT);
    }
    let mut findings = Vec::new();
    for found in judged {
        if let Some(message) = fault(&found.label) {
            findings.push(defect(rule, message).with_remedy(wording.remedy).on(vec![found.id]));
        }
    }
    findings_or_pass(rule, wording, findings)
}

/// One finding per label in which `value` finds something, which is put in for `{what}`.
pub(super) fn values(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    value: &dyn Fn(&AigcLabel) -> Option<String>,
) -> Vec<Finding> {
    labels(rule, facts, wording, &|label| value(label).map(|what| wording.failed.with("what", what)))
}

/// The same for a kind of flaw, all of them in one finding.
pub(super) fn flaw(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    value: &dyn Fn(&Flaw) -> Option<String>,
) -> Vec<Finding> {
    values(rule, facts, wording, &|label| flaws(label, value))
}

/// The same for the two providers a label can name.
pub(super) fn provider(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    value: &dyn Fn(&Provider) -> Option<String>,
) -> Vec<Finding> {
    values(rule, facts, wording, &|label| joined(label.producer.iter().chain(&label.propagator).filter_map(value)))
}

/// An empty field has nothing in it that could be right or wrong.
fn has_content(label: &AigcLabel) -> bool {
    match label.shape {
        Shape::Wrapped | Shape::Inner | Shape::Foreign | Shape::Broken => true,
        Shape::Shell | Shape::Declaration => false,
    }
}

static NO_CONTENT: Text = Text {
    zh: "没有可供检查的标签内容，只有空的字段或命名空间声明",
    en: "There is no label content to check, only an empty field or a namespace declaration",
};

/// The finding of a label rule in a file without a label.
pub(super) fn no_label(rule: &Rule, facts: &Facts) -> Vec<Finding> {
    // A rule that demands nothing leaves nothing undecided.
    if facts.implicit.searched || rule.severity == Severity::Info {
        return not_applicable(rule, &NO_LABEL);
    }
    undetermined(rule, &LABEL_UNSEARCHED)
}

/// What `value` finds among the flaws of a label, joined by commas; `None` when it finds nothing.
pub(super) fn flaws(label: &AigcLabel, value: &dyn Fn(&Flaw) -> Option<String>) -> Option<String> {
    joined(label.flaws.iter().filter_map(value))
}

fn joined(found: impl Iterator<Item = String>) -> Option<String> {
    let found: Vec<String> = found.collect();
    (!found.is_empty()).then(|| found.join(", "))
}

static NO_STORE: Text =
    Text { zh: "文件中没有 C2PA 清单，本条不适用", en: "There is no C2PA manifest to check" };
static STORE_UNSEARCHED: Text = Text {
    zh: "没有看到 C2PA 清单，但并非所有位置都检查完毕，无法判断",
    en: "No C2PA manifest was seen, but not every place was searched, so this cannot be decided",
};

/// The finding of a C2PA rule in a file without a store.
pub(super) fn no_store(rule: &Rule, facts: &Facts) -> Vec<Finding> {
    if facts.c2pa.state == C2paLayer::Unknown && rule.severity != Severity::Info {
        return undetermined(rule, &STORE_UNSEARCHED);
    }
    not_applicable(rule, &NO_STORE)
}

static STORE_MUTE: Text = Text {
    zh: "C2PA 清单无法验证，其内容不能归于任何签名者，本条不作判断",
    en: "The C2PA manifest does not hold, so what it says is not attributed to anybody and not judged here",
};

/// The finding of a rule about what a manifest says, when the manifest may not be quoted.
fn mute_store(rule: &Rule) -> Vec<Finding> {
    not_applicable(rule, &STORE_MUTE)
}

/// What a store that holds is judged by; one that does not is not quoted.
pub(super) fn store(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    fault: &dyn Fn(&Store) -> Option<Message>,
) -> Vec<Finding> {
    let Some((id, store)) = &facts.c2pa.store else { return no_store(rule, facts) };
    if !facts.c2pa.state.holds() {
        return mute_store(rule);
    }
    match fault(store) {
        Some(message) => vec![defect(rule, message).with_remedy(wording.remedy).on(vec![*id])],
        None => pass(rule, wording.passed),
    }
}

/// Whether the signer of a store that holds has this problem.
pub(super) fn signer_problem(rule: &Rule, facts: &Facts, wording: &Wording, problem: SignerProblem) -> Vec<Finding> {
    let has_it = |store: &Store| store.signer_problem == Some(problem);
    store(rule, facts, wording, &|store| has_it(store).then(|| wording.failed.message()))
}

/// Whether this list, or none, vouches for the signer of a store that holds; names the `{signer}`.
pub(super) fn signer_list(rule: &Rule, facts: &Facts, wording: &Wording, list: TrustList) -> Vec<Finding> {
    let named = |store: &Store| wording.failed.with("signer", signer(store));
    store(rule, facts, wording, &|store| (store.trust == list).then(|| named(store)))
}

static TAMPERED_OTHERWISE: Text =
    Text { zh: "不符之处见另一条规则", en: "What does not match is reported by the other rule" };
static NOT_COMPARED: Text = Text {
    zh: "C2PA 清单无法判读，不能核对",
    en: "The C2PA manifest cannot be judged, so nothing can be compared",
};

/// Whether a store is tampered in this way; names the `{codes}`.
pub(super) fn tampering(rule: &Rule, facts: &Facts, wording: &Wording, kind: Tampering) -> Vec<Finding> {
    let Some((id, store)) = &facts.c2pa.store else { return no_store(rule, facts) };
    match facts.c2pa.state {
        C2paLayer::Tampered if store.tampering.unwrap_or(Tampering::Content) == kind => {
            let message = wording.failed.with("codes", codes(store));
            vec![defect(rule, message).with_remedy(wording.remedy).on(vec![*id])]
        }
        C2paLayer::Tampered => not_applicable(rule, &TAMPERED_OTHERWISE),
        C2paLayer::Trusted | C2paLayer::Valid | C2paLayer::NotConfirmable => pass(rule, wording.passed),
        C2paLayer::Unreadable | C2paLayer::Remnant | C2paLayer::RemoteOnly | C2paLayer::Absent | C2paLayer::Unknown => {
            undetermined(rule, &NOT_COMPARED)
        }
    }
}

/// One finding per contradiction of a kind, `{what}` being what it is.
pub(super) fn conflicts(rule: &Rule, facts: &Facts, wording: &Wording, kind: ConflictKind) -> Vec<Finding> {
    let ours = facts.conflicts.iter().filter(|conflict| conflict.kind == kind);
    let findings = ours.map(|conflict| {
        let message = wording.failed.with("what", conflict.what.as_str());
        defect(rule, message).with_remedy(wording.remedy).on(conflict.evidence.clone())
    });
    findings_or_pass(rule, wording, findings.collect())
}

/// The same for a contradiction that rests on what a store says.
pub(super) fn store_conflicts(rule: &Rule, facts: &Facts, wording: &Wording, kind: ConflictKind) -> Vec<Finding> {
    if facts.c2pa.store.is_none() {
        return no_store(rule, facts);
    }
    if facts.c2pa.state.holds() { conflicts(rule, facts, wording, kind) } else { mute_store(rule) }
}

static NO_SOURCE_TYPE: Text =
    Text { zh: "文件没有声明数字来源类型，本条不适用", en: "The file states no digital source type" };

/// One finding per digital source type with a defect, `{value}` being the term.
pub(super) fn source_types(
    rule: &Rule,
    facts: &Facts,
    wording: &Wording,
    is_defect: &dyn Fn(&DigitalSourceType) -> bool,
) -> Vec<Finding> {
    let mut terms = facts.source_types().peekable();
    if terms.peek().is_none() {
        return not_applicable(rule, &NO_SOURCE_TYPE);
    }
    let findings = terms.filter(|(_, term)| is_defect(term)).map(|(id, term)| {
        let message = wording.failed.with("value", term.raw.to_string());
        defect(rule, message).with_remedy(wording.remedy).on(vec![id])
    });
    findings_or_pass(rule, wording, findings.collect())
}

/// The signer of a store for a message: the organisation, else the name in its certificate.
fn signer(store: &Store) -> String {
    let names = store.signer.as_ref().map(|signer| [&signer.organization, &signer.common_name]);
    let named = names.into_iter().flatten().find(|name| !name.as_raw().trim().is_empty());
    named.map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// The failure codes of a store for a message.
pub(super) fn codes(store: &Store) -> String {
    let printed: Vec<String> = store.failure_codes.iter().map(|code| Untrusted::new(code).to_string()).collect();
    if printed.is_empty() { "-".to_owned() } else { printed.join(", ") }
}
