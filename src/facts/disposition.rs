//! The Art. 6 state machine of 标识办法: what a platform must tell the public and write into the file.
//!
//! A pure function of facts and context; its truth table is tested row by row. `None` means no duty and is
//! never to be read as "authentic".

use super::ledger;
use super::model::{C2paLayer, Copies, Facts, ImplicitState, StrippingLevel};
use super::recorded::FoundRecord;
use crate::context::{Context, Jurisdiction, Role};
use crate::message::Text;
use crate::vocabulary::aigc::LabelValue;
use crate::vocabulary::visible::Standing;

/// 属于, 可能, 疑似, or nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// 属于 (Art. 6(一)).
    Is,
    /// 可能 (Art. 6(二)).
    May,
    /// 疑似 (Art. 6(三)).
    Suspect,
    /// No duty arises from what was found.
    None,
}

static NOTICE_IS: Text =
    Text { zh: "该内容属于人工智能生成合成内容", en: "This content is AI-generated or synthesised" };
static NOTICE_MAY: Text = Text {
    zh: "该内容可能为人工智能生成合成内容",
    en: "This content may be AI-generated or synthesised",
};
static NOTICE_SUSPECT: Text = Text {
    zh: "该内容疑似为人工智能生成合成内容",
    en: "This content is suspected to be AI-generated or synthesised",
};

impl Disposition {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::May => "may",
            Self::Suspect => "suspect",
            Self::None => "none",
        }
    }

    /// The `Label` value the served file must carry (附录E c).
    pub fn label_value(self) -> Option<LabelValue> {
        match self {
            Self::Is => Some(LabelValue::Is),
            Self::May => Some(LabelValue::May),
            Self::Suspect => Some(LabelValue::Suspect),
            Self::None => None,
        }
    }

    /// The notice for the surroundings of the picture.
    pub fn notice(self) -> Option<&'static Text> {
        match self {
            Self::Is => Some(&NOTICE_IS),
            Self::May => Some(&NOTICE_MAY),
            Self::Suspect => Some(&NOTICE_SUSPECT),
            Self::None => None,
        }
    }
}

/// Something to be done about the asset, in the order in which it is best done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A person should look before anybody draws a conclusion.
    ManualReview,
    /// Ask the uploader whether the content is AI-generated (Art. 6(四), 10).
    AskDeclaration,
    /// Show the notice around the picture (Art. 6(一)–(三)).
    AddNotice,
    /// Write `Label`, `ContentPropagator` and `PropagateID` into the served file (Art. 6 last paragraph).
    WritePropagationMetadata,
    /// Write the producer's label into the file (Art. 5).
    WriteImplicitLabel,
    /// Keep the original bytes with this report: any re-encoding destroys the evidence.
    KeepOriginal,
}

impl Action {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::ManualReview => "manual_review",
            Self::AskDeclaration => "ask_declaration",
            Self::AddNotice => "add_notice",
            Self::WritePropagationMetadata => "write_propagation_metadata",
            Self::WriteImplicitLabel => "write_implicit_label",
            Self::KeepOriginal => "keep_original",
        }
    }
}

/// Art. 6, in the order of its items: a readable label first, then the uploader's word, then any trace.
pub fn derive(facts: &Facts, context: &Context) -> Disposition {
    if context.c2pa_counts_as_implicit && is_trusted_admission(facts) {
        return Disposition::Is;
    }
    match facts.implicit.value() {
        Some(LabelValue::Is) => return Disposition::Is,
        Some(LabelValue::May) => return Disposition::May,
        Some(LabelValue::Suspect) => return Disposition::Suspect,
        None => {}
    }
    if context.user_declared == Some(true) {
        return Disposition::May;
    }
    if has_trace(facts) { Disposition::Suspect } else { Disposition::None }
}

/// What is due now for whoever asks.
pub fn actions(facts: &Facts, context: &Context) -> Vec<Action> {
    let mut due = Vec::new();
    if needs_a_person(facts) {
        due.push(Action::ManualReview);
    }
    if context.jurisdiction == Jurisdiction::Cn {
        due.extend(cn_duties(facts, context));
    }
    if facts.stripping.level != StrippingLevel::NotShown || !facts.conflicts.is_empty() {
        due.push(Action::KeepOriginal);
    }
    due
}

fn cn_duties(facts: &Facts, context: &Context) -> Vec<Action> {
    match context.role {
        Role::Generator if facts.implicit.state != ImplicitState::Present => vec![Action::WriteImplicitLabel],
        Role::Generator | Role::Auditor => Vec::new(),
        Role::Unknown | Role::Platform | Role::PlatformEgress => platform_duties(facts, context),
    }
}

fn platform_duties(facts: &Facts, context: &Context) -> Vec<Action> {
    let mut due = Vec::new();
    let is_labelled = facts.implicit.value().is_some();
    if context.role == Role::Platform && context.user_declared.is_none() && !is_labelled {
        due.push(Action::AskDeclaration);
    }
    match derive(facts, context) {
        Disposition::None => {}
        Disposition::Is | Disposition::May | Disposition::Suspect => {
            due.extend([Action::AddNotice, Action::WritePropagationMetadata]);
        }
    }
    due
}

fn needs_a_person(facts: &Facts) -> bool {
    facts.stripping.level != StrippingLevel::NotShown
        || !facts.conflicts.is_empty()
        || facts.implicit.copies == Copies::Conflicting
        || facts.broken_ai_store().is_some()
        || facts.explicit.of(Standing::OriginUnclear).next().is_some()
        || is_only_doubtful(facts)
        || facts.ledger.found.iter().any(FoundRecord::is_altered_reference)
}

/// Next to a mark that was surely read, a doubtful one raises no question.
fn is_only_doubtful(facts: &Facts) -> bool {
    facts.explicit.label().is_none() && facts.explicit.of(Standing::Doubtful).next().is_some()
}

fn is_trusted_admission(facts: &Facts) -> bool {
    facts.c2pa.state == C2paLayer::Trusted && facts.c2pa.claim.admits_ai_undisputed()
}

/// Art. 6(三): 检测到显式标识或者其他生成合成痕迹.
fn has_trace(facts: &Facts) -> bool {
    let damaged_label = match facts.implicit.state {
        ImplicitState::Present | ImplicitState::Incomplete | ImplicitState::Malformed => true,
        // A declaration alone does not tell the public anything about the picture.
        ImplicitState::Remnant => !facts.implicit.is_only_declared(),
        ImplicitState::Absent | ImplicitState::Unknown => false,
    };
    damaged_label
        || facts.explicit.label().is_some()
        || facts.watermark.found.iter().any(|found| found.points_to_ai)
        || facts.origin.claim.admits_ai()
        || facts.broken_ai_store().is_some()
        || facts.traces.iter().any(|trace| trace.says_ai)
        || facts.ledger.found.iter().any(shows_a_label)
}

/// The same picture was seen with a label that said it was made by AI.
fn shows_a_label(found: &FoundRecord) -> bool {
    found.lost.iter().any(|lost| ledger::shows(found, lost) == StrippingLevel::Shown)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::evidence::Evidence;
    use crate::vocabulary::aigc::{Flaw, Shape};
    use crate::vocabulary::c2pa::{MANIFEST_BOX, Remnant, Store, StoreState, Tampering};
    use crate::vocabulary::generator::Tool;
    use crate::vocabulary::visible::{Place, VisibleMark, Wording};

    const YES: Option<bool> = Some(true);
    const NO: Option<bool> = Some(false);

    #[track_caller]
    fn check(evidence: Vec<Evidence>, user_declared: Option<bool>, expected: Disposition) {
        let context = Context { user_declared, ..context(Role::Platform) };
        assert_eq!(derive(&facts(evidence), &context), expected);
    }

    fn tampered() -> Store {
        Store { tampering: Some(Tampering::Content), ..created(StoreState::Tampered, AI) }
    }

    #[test]
    fn label_1_is_whatever_the_user_says() {
        check(vec![aigc(label("1"))], None, Disposition::Is);
        check(vec![aigc(label("1"))], YES, Disposition::Is);
        check(vec![aigc(label("1"))], NO, Disposition::Is);
        check(vec![aigc(label("1")), c2pa(created(StoreState::Trusted, CAMERA))], NO, Disposition::Is);
    }

    #[test]
    fn label_2_stays_may() {
        check(vec![aigc(label("2"))], None, Disposition::May);
        check(vec![aigc(label("2")), traced(Tool::ComfyUi)], None, Disposition::May);
    }

    #[test]
    fn label_3_stays_suspect() {
        check(vec![aigc(label("3"))], None, Disposition::Suspect);
        check(vec![aigc(label("3"))], YES, Disposition::Suspect);
    }

    #[test]
    fn the_most_certain_of_several_labels_counts() {
        check(vec![aigc(label("3")), aigc(label("1"))], None, Disposition::Is);
    }

    #[test]
    fn the_uploaders_word_makes_may() {
        check(vec![], YES, Disposition::May);
        check(vec![traced(Tool::ComfyUi)], YES, Disposition::May);
    }

    #[test]
    fn every_trace_makes_suspect() {
        check(vec![c2pa(created(StoreState::Trusted, AI))], None, Disposition::Suspect);
        check(vec![c2pa(created(StoreState::Valid, AI))], NO, Disposition::Suspect);
        check(vec![c2pa(created(StoreState::NotConfirmable, AI))], None, Disposition::Suspect);
        check(vec![c2pa(tampered())], None, Disposition::Suspect);
        check(vec![traced(Tool::Automatic1111)], None, Disposition::Suspect);
        check(vec![xmp_source_type(AI)], None, Disposition::Suspect);
        check(vec![aigc(husk(Shape::Shell, "{}"))], None, Disposition::Suspect);
        check(vec![aigc(husk(Shape::Foreign, "{\"a\":1}"))], None, Disposition::Suspect);
        check(vec![aigc(husk(Shape::Broken, "{\"Label"))], NO, Disposition::Suspect);
    }

    #[test]
    fn a_label_or_mark_on_the_picture_makes_suspect_unless_something_is_stronger() {
        let seen = |wording| marked(mark(wording, Place::BottomRight, 0.03));
        for wording in [Wording::Compliant, Wording::OtherLanguage, Wording::VendorName, Wording::VendorIcon] {
            check(vec![seen(wording)], None, Disposition::Suspect);
            check(vec![seen(wording)], NO, Disposition::Suspect);
            check(vec![seen(wording)], YES, Disposition::May);
            check(vec![seen(wording), aigc(label("1"))], None, Disposition::Is);
            check(vec![seen(wording), aigc(label("2"))], None, Disposition::May);
        }
    }

    #[test]
    fn words_that_label_nothing_are_no_trace_but_a_question_for_a_person() {
        for unsure in [Standing::OriginUnclear, Standing::Doubtful] {
            check(vec![marked(standing(unsure))], None, Disposition::None);
            check_actions(vec![marked(standing(unsure))], Role::Auditor, &["manual_review"]);
        }
        let read = || marked(VisibleMark { vendor: None, ..standing(Standing::Label) });
        check_actions(vec![read()], Role::Auditor, &[]);
        check_actions(vec![read(), marked(standing(Standing::Doubtful))], Role::Auditor, &[]);
        check_actions(vec![read(), marked(standing(Standing::OriginUnclear))], Role::Auditor, &["manual_review"]);
    }

    #[test]
    fn nothing_makes_no_duty() {
        check(vec![], None, Disposition::None);
        check(vec![], NO, Disposition::None);
        check(vec![c2pa(created(StoreState::Trusted, CAMERA))], None, Disposition::None);
        check(vec![c2pa(created(StoreState::Valid, COMPOSITE))], None, Disposition::None);
        check(vec![remnant(Remnant::Fragment { what: &MANIFEST_BOX })], None, Disposition::None);
        check(vec![structure_remnant()], None, Disposition::None);
        check(vec![aigc(husk(Shape::Declaration, ""))], None, Disposition::None);
    }

    #[test]
    fn trusted_credentials_count_as_a_label_only_when_configured() {
        let facts = facts(vec![c2pa(created(StoreState::Trusted, AI))]);
        let wide = Context { c2pa_counts_as_implicit: true, ..context(Role::Platform) };
        assert_eq!(derive(&facts, &wide), Disposition::Is);
        let untrusted = super::super::testing::facts(vec![c2pa(created(StoreState::Valid, AI))]);
        assert_eq!(derive(&untrusted, &wide), Disposition::Suspect);
    }

    #[track_caller]
    fn check_actions(evidence: Vec<Evidence>, role: Role, expected: &[&str]) {
        let ids: Vec<&str> = actions(&facts(evidence), &context(role)).into_iter().map(Action::id).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn a_platform_marks_what_it_knows_and_asks_what_it_does_not() {
        check_actions(vec![], Role::Platform, &["ask_declaration"]);
        check_actions(vec![aigc(label("1"))], Role::Platform, &["add_notice", "write_propagation_metadata"]);
        let due = ["ask_declaration", "add_notice", "write_propagation_metadata"];
        check_actions(vec![traced(Tool::ComfyUi)], Role::Platform, &due);
    }

    #[test]
    fn a_generator_completes_its_label() {
        check_actions(vec![], Role::Generator, &["write_implicit_label"]);
        check_actions(vec![aigc(label("1"))], Role::Generator, &[]);
    }

    #[test]
    fn no_national_duty_binds_without_the_national_law() {
        let abroad = Context { jurisdiction: Jurisdiction::None, ..context(Role::Platform) };
        assert_eq!(actions(&facts(vec![aigc(label("1"))]), &abroad), []);
        let shell = facts(vec![aigc(husk(Shape::Shell, ""))]);
        assert_eq!(actions(&shell, &abroad), [Action::ManualReview, Action::KeepOriginal]);
    }

    #[test]
    fn traces_of_removal_go_to_a_person_with_the_original() {
        check_actions(vec![aigc(husk(Shape::Shell, ""))], Role::Auditor, &["manual_review", "keep_original"]);
        check_actions(vec![c2pa(tampered())], Role::Auditor, &["manual_review"]);
    }

    #[test]
    fn a_flaw_does_not_hide_a_readable_value() {
        check(vec![aigc(flawed(Flaw::AfterEnd))], None, Disposition::Is);
    }
}
