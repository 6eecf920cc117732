//! Whether a small picture that stands for the picture shows something else.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::facts::thumbnails::FoundThumbnail;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude;
use crate::vocabulary::thumbnail::Relation;

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "core-thumbnail-differs",
    title: Text { zh: "缩略图与画面不同", en: "The thumbnail shows something else than the picture" },
    clause: "EXIF 2.32 §4.6.2; C2PA 2.2 §18.14; TIFF 6.0 §8",
    basis: Basis::Inferred,
    severity: Severity::Info,
    page: include_str!("thumbnail_differs.md"),
    applies: conclude::always,
    judge,
};

static NONE: Text = Text {
    zh: "没有可与画面比对的缩略图，本条不适用",
    en: "There is no thumbnail that could be compared with the picture",
};
static SAME: Text = Text { zh: "缩略图与画面相同", en: "Every thumbnail shows the same as the picture" };
static CHANGED: Text = Text {
    zh: "缩略图（{carrier}）与画面有 {count} 处不同（左,上 宽×高，像素）：{places}；编辑程序常会留下旧的缩略图",
    en: "The thumbnail ({carrier}) differs from the picture in {count} places (left,top width×height in pixels): {places}; editors often leave an old one behind",
};
static PART: Text = Text {
    zh: "画面只是缩略图（{carrier}）的一部分，裁剪后没有更新缩略图；许多程序都会如此",
    en: "The picture is a part of what the thumbnail ({carrier}) shows: it was cut and the thumbnail left as it was, as many programs do",
};
static OTHER: Text = Text {
    zh: "缩略图（{carrier}）无法与画面叠合：是另一张图，或画面改动很大；许多程序会留下旧的缩略图",
    en: "The thumbnail ({carrier}) cannot be laid on the picture: it shows another one, or the picture was changed a lot; many programs leave an old one behind",
};
static REMEDY: Text = Text {
    zh: "需要时把缩略图取出与画面比较；单凭不同不说明标识被去除",
    en: "Where it matters, take the thumbnail out and compare; that they differ does not show that a label was removed",
};

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    let is_judged = |found: &&FoundThumbnail| {
        found.thumbnail.source.stands_for_the_picture() && found.thumbnail.relation != Relation::TooPlain
    };
    let judged: Vec<&FoundThumbnail> = facts.thumbnails.found.iter().filter(is_judged).collect();
    if judged.is_empty() {
        return conclude::not_applicable(&RULE, &NONE);
    }
    let findings: Vec<Finding> = judged.into_iter().filter_map(finding).collect();
    if findings.is_empty() { conclude::pass(&RULE, &SAME) } else { findings }
}

fn finding(found: &FoundThumbnail) -> Option<Finding> {
    let said = |text: &'static Text| text.with("carrier", found.carrier.as_str());
    let message = match found.thumbnail.relation {
        Relation::Same | Relation::TooPlain => return None,
        Relation::Changed => changed(found),
        Relation::Part => said(&PART),
        Relation::Other => said(&OTHER),
    };
    Some(conclude::defect(&RULE, message).with_remedy(&REMEDY).on(vec![found.id]))
}

fn changed(found: &FoundThumbnail) -> Message {
    let changed = &found.thumbnail.changed;
    let places: Vec<String> =
        changed.iter().map(|area| format!("{},{} {}×{}", area.x, area.y, area.width, area.height)).collect();
    CHANGED
        .with("carrier", found.carrier.as_str())
        .with("count", changed.len().to_string())
        .with("places", places.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;
    use crate::vocabulary::thumbnail::Source;

    #[track_caller]
    fn check_relation(source: Source, relation: Relation, expected: Outcome) {
        check(&RULE, Role::Unknown, vec![thumbnail(source, relation, &[])], expected);
    }

    #[test]
    fn remarks_on_a_thumbnail_that_differs() {
        for relation in [Relation::Changed, Relation::Part, Relation::Other] {
            check_relation(Source::Exif, relation, Outcome::Informational);
            check_relation(Source::Claim, relation, Outcome::Informational);
        }
    }

    #[test]
    fn passes_on_the_same() {
        check_relation(Source::Exif, Relation::Same, Outcome::Pass);
    }

    #[test]
    fn asks_nothing_of_pictures_that_may_differ() {
        check_relation(Source::Further, Relation::Other, Outcome::NotApplicable);
        check_relation(Source::Earlier, Relation::Changed, Outcome::NotApplicable);
        check_relation(Source::Exif, Relation::TooPlain, Outcome::NotApplicable);
        check(&RULE, Role::Unknown, vec![], Outcome::NotApplicable);
    }
}
