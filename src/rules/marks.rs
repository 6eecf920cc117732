//! What the rules about marks on the picture have in common: how a mark is named in a sentence, whom its form
//! concerns, and what is said when there is no label whose form could be judged.

use super::conclude;
use crate::context::{Context, Role};
use crate::evidence::EvidenceId;
use crate::facts::model::{Facts, FoundMark};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Filling, Message, Text};
use crate::rule::Rule;

/// Characters of a mark that a sentence quotes.
const QUOTED_CHARS_MAX: usize = 60;
/// Marks that a sentence names; all are in the report.
const NAMED_MAX: usize = 5;

static QUOTED: Text = Text { zh: "“{text}”（{place}）", en: "“{text}” ({place})" };
static ICON_OF: Text = Text { zh: "{vendor} 的图标（{place}）", en: "the sign of {vendor} ({place})" };
static ICON: Text = Text { zh: "没有文字的图标（{place}）", en: "a sign without words ({place})" };

/// A mark in a sentence: what it says, or whose sign it is, and where it stands.
pub(super) fn named(found: &FoundMark) -> Message {
    let mark = &found.mark;
    let message = match mark.vendor {
        _ if !mark.text.is_blank() => QUOTED.with("text", format!("{:.QUOTED_CHARS_MAX$}", mark.text)),
        Some(vendor) => ICON_OF.with("vendor", vendor),
        None => ICON.message(),
    };
    message.with("place", mark.place.name())
}

static MORE: Text = Text { zh: "另有 {count} 处", en: "and {count} more" };

/// Several marks in a sentence, and their evidence.
pub(super) fn listed(marks: &[&FoundMark]) -> (Filling, Vec<EvidenceId>) {
    let mut sentences: Vec<Message> = marks.iter().take(NAMED_MAX).map(|found| named(found)).collect();
    if marks.len() > NAMED_MAX {
        sentences.push(MORE.with("count", (marks.len() - NAMED_MAX).to_string()));
    }
    (Filling::from(sentences), marks.iter().map(|found| found.id).collect())
}

/// A departure from the form that 5.2 asks of a provider's output. The provider can be held to it; a sampler has to
/// find out whose output the picture is; to everybody else it is a remark, because whoever passes a picture on may
/// have cut or scaled it, and a foreign service owes no such label.
pub(super) fn producers_defect(rule: &Rule, context: &Context, message: Message) -> Finding {
    match context.role {
        Role::Generator => conclude::defect(rule, message),
        Role::Auditor => Finding::new(rule.id, Outcome::Review, Severity::Warning, message),
        Role::Unknown | Role::Platform | Role::PlatformEgress => {
            Finding::new(rule.id, Outcome::Informational, Severity::Info, message)
        }
    }
}

static NONE_READ: Text = Text {
    zh: "画面上没有读到标识，本条不适用（是否缺少标识见 cn-explicit-missing）",
    en: "No label was read on the picture, so its form is not judged (whether one is missing: cn-explicit-missing)",
};
static NONE_SURE: Text = Text {
    zh: "画面上的文字不能确定是本图的标识，不判断其样式",
    en: "The words on the picture cannot be taken for its label, so their form is not judged",
};
static NOT_LOOKED: Text = Text {
    zh: "本次没有（完整）检查画面，不判断标识的样式",
    en: "The picture was not searched, or not to the end, so the form of a label is not judged",
};

/// The finding of a rule about the form of a label where no mark stands as one. Whether one is missing is decided
/// once, by the rule of that name.
pub(super) fn no_label(rule: &Rule, facts: &Facts) -> Vec<Finding> {
    let text = match (facts.explicit.marks.is_empty(), facts.explicit.searched) {
        (false, _) => &NONE_SURE,
        (true, true) => &NONE_READ,
        (true, false) => &NOT_LOOKED,
    };
    conclude::not_applicable(rule, text)
}

static NOTHING_UNSURE: Text = Text {
    zh: "没有（完整）检查画面，本条不作判断",
    en: "The picture was not searched, or not to the end, so this is not judged",
};

/// The finding of a rule about unsure marks where there are none.
pub(super) fn none_unsure(rule: &Rule, facts: &Facts, passed: &'static Text) -> Vec<Finding> {
    if facts.explicit.searched {
        return conclude::pass(rule, passed);
    }
    conclude::not_applicable(rule, &NOTHING_UNSURE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::{mark, standing};
    use crate::message::Lang;
    use crate::untrusted::Untrusted;
    use crate::vocabulary::visible::{Place, Standing, VisibleMark, Wording};

    fn found(mark: VisibleMark) -> FoundMark {
        FoundMark { id: EvidenceId(1), mark }
    }

    #[track_caller]
    fn check(mark: VisibleMark, zh: &str, en: &str) {
        let message = named(&found(mark));
        assert_eq!((message.render(Lang::Zh).as_ref(), message.render(Lang::En).as_ref()), (zh, en));
    }

    #[test]
    fn a_mark_is_quoted_with_its_place_and_an_icon_named() {
        let label = mark(Wording::Compliant, Place::BottomRight, 0.05);
        check(label, "“豆包AI生成”（右下角）", "“豆包AI生成” (bottom right)");
        let icon = mark(Wording::VendorIcon, Place::TopLeft, 0.05);
        check(icon.clone(), "Google Gemini 的图标（左上角）", "the sign of Google Gemini (top left)");
        check(VisibleMark { vendor: None, ..icon }, "没有文字的图标（左上角）", "a sign without words (top left)");
    }

    #[test]
    fn what_a_mark_says_is_escaped_and_cut() {
        let text = Untrusted::new(format!("AI\u{202e}生成{}", "x".repeat(100)));
        let message = named(&found(VisibleMark { text, ..standing(Standing::Label) })).render(Lang::En);
        assert!(message.starts_with("“AI\\u{202e}生成xxx") && message.contains("x…”"), "{message}");
        assert_eq!(message.chars().filter(|c| *c == 'x').count(), QUOTED_CHARS_MAX - 5);
    }

    #[test]
    fn a_sentence_names_some_marks_and_counts_the_rest() {
        let one = found(standing(Standing::Doubtful));
        let many: Vec<&FoundMark> = std::iter::repeat_n(&one, NAMED_MAX + 2).collect();
        let (Filling::Sentences(sentences), evidence) = listed(&many) else { panic!("sentences") };
        assert_eq!((sentences.len(), evidence.len()), (NAMED_MAX + 1, NAMED_MAX + 2));
        assert_eq!(sentences.last().map(|last| last.render(Lang::En).into_owned()).as_deref(), Some("and 2 more"));
    }
}
