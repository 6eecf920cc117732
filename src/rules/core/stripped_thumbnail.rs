//! Whether a small picture in the file shows a label that the picture lacks.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::facts::outlived::fate;
use crate::facts::thumbnails::{Fate, FoundThumbnail};
use crate::finding::{Finding, Outcome, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-stripped-thumbnail",
    title: Text {
        zh: "文件中的缩略图带有标识，画面没有",
        en: "A small picture in the file shows a label that the picture lacks",
    },
    clause: "标识办法 Art. 6(三), 10",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("stripped_thumbnail.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text =
    Text { zh: "文件中没有缩略图，本条不适用", en: "There is no small picture in the file to compare" };
static UNSEEN: Text = Text {
    zh: "没有看到可比对的缩略图，但并非都能查看",
    en: "No small picture was compared, but not all of them could be looked at",
};
static UNREAD: Text = Text {
    zh: "缩略图与画面不同，或过小、过于单调，没有在上面查找标识",
    en: "The small picture differs from the picture or shows too little, and was not searched for a label",
};
static PASSED: Text =
    Text { zh: "缩略图上没有画面所缺的标识", en: "No small picture shows a label that the picture lacks" };
static GONE: Text = Text {
    zh: "文件中的缩略图（{carrier}，{width}×{height}）在画面已经不同的位置带有“{text}”，画面上没有标识：标识已被盖去或抹去，或者缩略图是他人放入的",
    en: "A small picture in the file ({carrier}, {width}×{height}) shows “{text}” in a place where the picture shows something else, and the picture bears no label: it was covered or removed, or somebody put the small picture there",
};
static CUT_OFF: Text = Text {
    zh: "文件中的缩略图（{carrier}，{width}×{height}）带有“{text}”，其所在部分不在画面之内：随裁剪失去",
    en: "A small picture in the file ({carrier}, {width}×{height}) shows “{text}” in a part that is not in the picture: lost by cropping",
};
static APART: Text = Text {
    zh: "文件中的另一张图（{carrier}，{width}×{height}）带有“{text}”，画面上没有标识；两者无法叠合，不能断定是同一张图",
    en: "A further picture in the file ({carrier}, {width}×{height}) shows “{text}”, and the picture bears no label; they cannot be laid on each other, so they may be two pictures",
};
static UNDECIDED: Text = Text {
    zh: "文件中的缩略图（{carrier}，{width}×{height}）带有“{text}”；画面上是否有标识，无法判断",
    en: "A small picture in the file ({carrier}, {width}×{height}) shows “{text}”; whether the picture bears a label cannot be decided",
};
static REMEDY: Text = Text {
    zh: "把缩略图取出与画面并排查看，并索取原始文件；用户可以依法要求不带标识的文件，不得据此认定恶意",
    en: "Take the small picture out, look at both side by side, and ask for the original; a user may lawfully get a file without the label, so conclude no bad faith",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let thumbnails = &facts.thumbnails;
    if thumbnails.found.is_empty() {
        return conclude::not_applicable(&RULE, if thumbnails.searched { &NONE } else { &UNSEEN });
    }
    let fates: Vec<(&FoundThumbnail, Fate)> =
        thumbnails.found.iter().map(|found| (found, fate(found, &facts.explicit))).collect();
    let findings: Vec<Finding> = fates.iter().filter_map(|(found, fate)| finding(found, *fate)).collect();
    if !findings.is_empty() {
        return findings;
    }
    let is_known = |(_, fate): &(&FoundThumbnail, Fate)| *fate != Fate::NotRead;
    if fates.iter().any(is_known) { conclude::pass(&RULE, &PASSED) } else { conclude::not_applicable(&RULE, &UNREAD) }
}

fn finding(found: &FoundThumbnail, fate: Fate) -> Option<Finding> {
    let finding = match fate {
        Fate::NoLabel | Fate::NotRead | Fate::There => return None,
        Fate::Gone => conclude::defect(&RULE, said(&GONE, found)),
        Fate::CutOff => conclude::defect(&RULE, said(&CUT_OFF, found)),
        Fate::Apart => conclude::defect(&RULE, said(&APART, found)),
        Fate::Undecided => conclude::finding(&RULE, Outcome::Undetermined, said(&UNDECIDED, found)),
    };
    Some(finding.with_remedy(&REMEDY).on(vec![found.id]))
}

fn said(text: &'static Text, found: &FoundThumbnail) -> Message {
    let thumbnail = &found.thumbnail;
    let mark = thumbnail.marks.first().map(|found| &found.mark);
    let words =
        mark.map(
            |mark| {
                if mark.text.is_blank() { mark.vendor.unwrap_or_default().to_owned() } else { mark.text.to_string() }
            },
        );
    text.with("carrier", found.carrier.as_str())
        .with("width", thumbnail.width.to_string())
        .with("height", thumbnail.height.to_string())
        .with("text", words.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::rules::testing::*;
    use crate::vocabulary::ledger::PlaceNow;
    use crate::vocabulary::thumbnail::{Relation, Source};
    use crate::vocabulary::visible::{Place, Wording};

    #[track_caller]
    fn check_label(relation: Relation, now: PlaceNow, expected: Outcome) {
        check(&RULE, Role::Unknown, vec![thumbnail(Source::Further, relation, &[now])], expected);
    }

    #[test]
    fn asks_about_a_label_that_only_the_small_picture_shows() {
        check_label(Relation::Changed, PlaceNow::Changed, Outcome::Review);
        check_label(Relation::Part, PlaceNow::CutOff, Outcome::Review);
        check_label(Relation::Other, PlaceNow::None, Outcome::Review);
    }

    #[test]
    fn a_place_that_looks_as_it_did_is_not_decided() {
        check_label(Relation::Changed, PlaceNow::Kept, Outcome::Undetermined);
    }

    #[test]
    fn passes_where_the_picture_has_one_or_neither() {
        let labelled = thumbnail(Source::Further, Relation::Changed, &[PlaceNow::Changed]);
        let seen = marked(mark(Wording::Compliant, Place::BottomRight, 0.06));
        check(&RULE, Role::Unknown, vec![labelled, seen], Outcome::Pass);
        check(&RULE, Role::Unknown, vec![thumbnail(Source::Exif, Relation::Same, &[])], Outcome::Pass);
    }

    #[test]
    fn says_nothing_of_what_was_not_read() {
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![thumbnail(Source::Exif, Relation::Changed, &[])], Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![thumbnail(Source::Exif, Relation::Other, &[])], Outcome::NotApplicable);
        check_facts(&RULE, &context(Role::Unknown), &facts_unlooked(vec![]), Outcome::NotApplicable);
    }
}
