//! Whether the label sits in XMP `TC260:AIGC`, EXIF UserComment or the PNG text keyword `AIGC`, inside the file
//! proper.

use crate::context::Context;
use crate::facts::model::Facts;
use crate::finding::{Finding, Severity};
use crate::message::{Message, Text};
use crate::rule::{Basis, Rule};
use crate::rules::conclude::{self, Wording};
use crate::vocabulary::aigc::{AigcLabel, Flaw, Location};

/// The rule.
pub(in crate::rules) static RULE: Rule = Rule {
    id: "cn-location-nonstandard",
    title: Text { zh: "隐式标识添加位置不规范", en: "The label sits in a place the guide does not name" },
    clause: "TC260-PG-20259A; 标识办法 Art. 5",
    basis: Basis::Inferred,
    severity: Severity::Warning,
    page: include_str!("location_nonstandard.md"),
    applies: conclude::under_cn,
    judge,
};

static PASSED: Text = Text { zh: "标签写在指南规定的位置", en: "The label sits in a place the guide names" };
static FAILED: Text = Text {
    zh: "标签不在指南规定的位置（应为 XMP 的 TC260:AIGC、EXIF UserComment 或 PNG 的 AIGC 文本块）",
    en: "The label is not in a place the guide names (XMP TC260:AIGC, EXIF UserComment, or the PNG text keyword AIGC)",
};
static REMEDY: Text = Text {
    zh: "把标签改写到 XMP 的 TC260:AIGC 属性，并去掉原位置的一份",
    en: "Move the label to the XMP property TC260:AIGC and drop the copy in the old place",
};

static WORDING: Wording = Wording { passed: &PASSED, failed: &FAILED, remedy: &REMEDY };

fn judge(facts: &Facts, _: &Context) -> Vec<Finding> {
    conclude::labels(&RULE, facts, &WORDING, &fault)
}

/// 文件元数据 are embedded in the head of the file (办法 Art. 5); behind its end they are outside.
fn fault(label: &AigcLabel) -> Option<Message> {
    let after_end = label.flaws.contains(&Flaw::AfterEnd);
    (after_end || label.location == Location::Nonstandard).then(|| FAILED.message())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Role;
    use crate::facts::testing::*;
    use crate::finding::Outcome;
    use crate::rules::testing::*;

    #[test]
    fn asks_about_another_place() {
        let odd = AigcLabel { location: Location::Nonstandard, ..label("1") };
        check(&RULE, Role::Generator, vec![aigc(odd)], Outcome::Review);
        check_flaw(&RULE, Flaw::AfterEnd, Outcome::Review);
    }

    #[test]
    fn passes_on_the_places_of_the_guide() {
        for location in [Location::Xmp, Location::ExifUserComment, Location::PngText] {
            check(&RULE, Role::Generator, vec![aigc(AigcLabel { location, ..label("1") })], Outcome::Pass);
        }
    }

    #[test]
    fn not_applicable_without_a_label_and_undetermined_unless_searched() {
        check_without_label(&RULE, Outcome::Undetermined);
    }
}
