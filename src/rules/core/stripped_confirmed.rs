//! Whether a ledger has the same picture with a label that this copy lacks.

use crate::context::Context;
use crate::facts::ledger;
use crate::facts::model::{Facts, StrippingLevel};
use crate::facts::recorded::{FoundRecord, LedgerState, Loss, LostLabel};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::{conclude, recorded};
use crate::vocabulary::ledger::{LabelLayer, RecordKind};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-stripped-confirmed",
    title: Text {
        zh: "同一张图曾带有标识，这一份没有",
        en: "The same picture was seen with a label that is missing here",
    },
    clause: "标识办法 Art. 6(三), 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("stripped_confirmed.md"),
    applies: conclude::always,
    judge,
};

static NOT_ASKED: Text = Text { zh: "没有查台账，本条不适用", en: "No ledger was looked up" };
static NOT_IN_LEDGER: Text = Text {
    zh: "台账中没有这张图；这不说明它带过或没带过标识",
    en: "The picture is not in the ledger; that says nothing of whether it ever had a label",
};
static NOT_SEARCHED: Text = Text {
    zh: "画面没有能看到，无法在台账中查找",
    en: "The picture could not be seen, so it was not looked up in the ledger",
};
static TOO_PLAIN: Text = Text {
    zh: "画面过于单调，无法辨认是否与台账中的图相同",
    en: "The picture is too plain to be recognised in the ledger",
};
static NO_LABELLED: Text =
    Text { zh: "台账中同一张图的记录不涉及标识", en: "The ledger has the picture, and not for a label" };
static KEPT: Text = Text {
    zh: "与台账第 {number} 号记录是同一张图，该记录中的标识这里都有",
    en: "The same picture as record {number} of the ledger, and no label of that record is missing",
};
static GONE: Text = Text {
    zh: "与台账第 {number} 号记录（{date} 录入，文件 {name}）是同一张图，当时带有{labels}；这一份没有{lost}",
    en: "The same picture as record {number} of the ledger (added {date}, from {name}), which carried {labels}; this one lacks: {lost}",
};
static GONE_FROM_EDITED: Text = Text {
    zh: "与台账第 {number} 号记录（{date} 录入，文件 {name}）是同一张图，当时带有{labels}，这一份没有{lost}；但那份标识没有说整幅由 AI 生成，这一份可能是编辑之前的原图",
    en: "The same picture as record {number} of the ledger (added {date}, from {name}), which carried {labels}; this one lacks: {lost}. That record did not say that AI made all of it, so this may be the original from before",
};
static CUT_OFF: Text = Text {
    zh: "与台账第 {number} 号记录是同一张图，画面上的标识所在的部分已被裁去",
    en: "The same picture as record {number} of the ledger; the part with the label on the picture was cut off: lost by cropping",
};
static UNDECIDED: Text = Text {
    zh: "与台账第 {number} 号记录是同一张图，当时带有{labels}；这一份是否还有{lost}，无法判断",
    en: "The same picture as record {number} of the ledger, which carried {labels}; whether this one still has them cannot be decided for: {lost}",
};
static REMEDY: Text = Text {
    zh: "标识可能是被去除的，也可能在转存、截图、转发中丢失；索取原始文件，不得据此认定恶意",
    en: "It was removed, or lost on the way by re-saving, a screenshot or a chat program: ask for the original file, and conclude no bad faith",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    match facts.ledger.state {
        LedgerState::NotAsked => conclude::not_applicable(&RULE, &NOT_ASKED),
        LedgerState::NotInLedger => conclude::not_applicable(&RULE, &NOT_IN_LEDGER),
        LedgerState::NotSearched => conclude::undetermined(&RULE, &NOT_SEARCHED),
        LedgerState::TooPlain => conclude::undetermined(&RULE, &TOO_PLAIN),
        LedgerState::Found => found(facts),
    }
}

fn found(facts: &Facts) -> Vec<Finding> {
    let labelled = facts.ledger.found.iter().filter(|found| found.found.record.kind == RecordKind::Labelled);
    let findings: Vec<Finding> = labelled.flat_map(record).collect();
    if findings.is_empty() { conclude::not_applicable(&RULE, &NO_LABELLED) } else { findings }
}

/// One finding for each way in which labels of a record are missing; a pass if none is.
fn record(found: &FoundRecord) -> Vec<Finding> {
    let of = |wanted: &dyn Fn(&LostLabel) -> bool| -> Vec<LostLabel> {
        found.lost.iter().filter(|lost| wanted(lost)).copied().collect()
    };
    let confirmed = of(&|lost| ledger::shows(found, lost) != StrippingLevel::NotShown);
    let unproven = of(&|lost| {
        lost.loss == Loss::Gone
            && lost.layer != LabelLayer::Watermark
            && ledger::shows(found, lost) == StrippingLevel::NotShown
    });
    let cut_off = of(&|lost| lost.loss == Loss::CutOff);
    let undecided = of(&|lost| lost.loss == Loss::Undecided);
    let mut findings = Vec::new();
    if !confirmed.is_empty() {
        findings.push(conclude::defect(&RULE, said(&GONE, found, &confirmed)).with_remedy(&REMEDY));
    }
    if !unproven.is_empty() {
        findings.push(conclude::defect(&RULE, said(&GONE_FROM_EDITED, found, &unproven)).with_remedy(&REMEDY));
    }
    if !cut_off.is_empty() {
        let message = said(&CUT_OFF, found, &cut_off);
        findings.push(Finding::new(RULE.id, Outcome::Informational, Severity::Info, message));
    }
    if !undecided.is_empty() && confirmed.is_empty() {
        findings.push(conclude::finding(&RULE, Outcome::Undetermined, said(&UNDECIDED, found, &undecided)));
    }
    if findings.is_empty() {
        findings.push(Finding::new(RULE.id, Outcome::Pass, Severity::Info, said(&KEPT, found, &[])));
    }
    findings.into_iter().map(|finding| finding.on(vec![found.id])).collect()
}

fn said(text: &'static Text, found: &FoundRecord, lost: &[LostLabel]) -> Message {
    let record = &found.found.record;
    let layers: Vec<Message> = lost.iter().map(|lost| recorded::layer(lost.layer).message()).collect();
    text.with("number", record.number.to_string())
        .with("date", record.added_at.date().to_string())
        .with("name", record.name.to_string())
        .with("labels", recorded::labels(record))
        .with("lost", layers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::coverage::{CoverageState, reason};
    use crate::facts::testing::*;
    use crate::rules::testing::*;
    use crate::vocabulary::ledger::PlaceNow;

    #[track_caller]
    fn check_record(layer: LabelLayer, place: PlaceNow, expected: Outcome) {
        let facts = facts_looked_up(vec![recorded(RecordKind::Labelled, &[(layer, place)])]);
        check_facts(&RULE, &context(Role::Unknown), &facts, expected);
    }

    #[test]
    fn a_label_that_the_same_picture_had_is_missing() {
        check_record(LabelLayer::Implicit, PlaceNow::None, Outcome::Review);
        check_record(LabelLayer::C2pa, PlaceNow::None, Outcome::Review);
        check_record(LabelLayer::Explicit, PlaceNow::Changed, Outcome::Review);
    }

    #[test]
    fn what_was_cut_off_is_named_so() {
        check_record(LabelLayer::Explicit, PlaceNow::CutOff, Outcome::Informational);
    }

    #[test]
    fn a_mark_that_is_too_small_to_read_is_not_called_gone() {
        check_record(LabelLayer::Explicit, PlaceNow::Kept, Outcome::Undetermined);
    }

    #[test]
    fn passes_when_the_label_is_there_or_none_could_be_missed() {
        let found = recorded(RecordKind::Labelled, &[(LabelLayer::Implicit, PlaceNow::None)]);
        let facts = facts_looked_up(vec![found, aigc(label("1"))]);
        check_facts(&RULE, &context(Role::Unknown), &facts, Outcome::Pass);
        check_record(LabelLayer::Watermark, PlaceNow::None, Outcome::Pass);
    }

    #[test]
    fn nothing_is_said_of_a_picture_that_is_not_there() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Unknown), &facts_looked_up(vec![]), Outcome::NotApplicable);
    }

    #[test]
    fn what_could_not_be_looked_up_is_undecided() {
        for state in [
            CoverageState::Skipped { reason: &reason::TOO_PLAIN },
            CoverageState::Skipped { reason: &reason::NO_DECODER },
        ] {
            check_facts(&RULE, &context(Role::Unknown), &facts_of_lookup(vec![], state), Outcome::Undetermined);
        }
    }
}
