//! Marks on the pictures of the corpora, file by file against what a person saw on them.
//!
//! `visible=` in the truth column says what that was. "none seen" is no claim that nothing is there: two such files do
//! bear a faint label. Everybody's pictures and the watermarks of platforms must bear no AI label at all.

use std::collections::BTreeMap;

use yanbiao::check::Checked;
use yanbiao::vocabulary::visible::{Standing, VisibleMark, Wording};

use crate::corpora::{self, Row};

/// Hits, and files that bear such a mark, at the least.
const HITS_MIN: [(Wording, usize, usize); 4] = [
    (Wording::Compliant, 13, 13),
    (Wording::OtherLanguage, 3, 3),
    (Wording::VendorName, 2, 3),
    (Wording::VendorIcon, 10, 15),
];

/// Files on which there must be no label, at the least.
const WITHOUT_LABEL_MIN: usize = 400;

/// Screenshots that show the words of a label as what they are pictures of, at the least.
const ORIGIN_UNCLEAR_MIN: usize = 2;

#[test]
fn marks_are_read_as_a_person_saw_them_and_nobody_is_accused() {
    let Some(judged) = corpora::judged() else { return };
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut accused = Vec::new();
    let (mut without, mut unclear) = (0, 0);
    for (row, checked) in judged.iter().map(|one| (&one.row, &one.public)) {
        match seen(row) {
            Seen::Mark(wording) => {
                let is_hit = labels(checked).any(|mark| mark.wording == wording);
                let count = counts.entry(wording.id()).or_default();
                *count = (count.0 + usize::from(is_hit), count.1 + 1);
                println!("{:4} {}: {}", if is_hit { "hit" } else { "miss" }, row.path.display(), told(checked));
            }
            Seen::Nothing => {
                without += 1;
                if labels(checked).next().is_some() {
                    accused.push(format!("{}: {}", row.path.display(), told(checked)));
                }
            }
            Seen::Unsaid if marks(checked).next().is_some() => {
                println!("also {}: {}", row.path.display(), told(checked));
            }
            Seen::Unsaid => {}
        }
        let is_unclear = marks(checked).any(|mark| mark.standing == Standing::OriginUnclear);
        unclear += usize::from(row.class == "controls-screens" && is_unclear);
    }
    println!("{counts:?}, {without} without a label, {unclear} screenshots with the words of one");
    assert!(accused.is_empty(), "labels claimed where there are none: {accused:#?}");
    assert!(without >= WITHOUT_LABEL_MIN, "only {without} files without a label");
    assert!(unclear >= ORIGIN_UNCLEAR_MIN, "only {unclear} screenshots with the words of a label");
    for (wording, hits_min, all_min) in HITS_MIN {
        let (hits, all) = counts.get(wording.id()).copied().unwrap_or_default();
        assert!(hits >= hits_min && all >= all_min, "{wording:?}: {hits} of {all}");
    }
}

/// What a person saw on a picture.
enum Seen {
    /// A label or a vendor's mark.
    Mark(Wording),
    /// No label, and no mark of a vendor.
    Nothing,
    /// Nobody says, or not what matters here.
    Unsaid,
}

fn seen(row: &Row) -> Seen {
    if row.class.starts_with("controls-") || row.class == "platform-watermark" {
        return Seen::Nothing;
    }
    let Some(words) = row.truth.split(';').find_map(|part| part.trim().strip_prefix("visible=")) else {
        return Seen::Unsaid;
    };
    if words.starts_with("none seen") {
        return Seen::Unsaid;
    }
    if words.starts_with("Gemini sparkle") {
        return Seen::Mark(Wording::VendorIcon);
    }
    match words.split('"').nth(1) {
        Some(quoted) if quoted.contains("AI生成") => Seen::Mark(Wording::Compliant),
        Some(quoted) if quoted.ends_with("dall'AI") => Seen::Mark(Wording::OtherLanguage),
        Some(quoted) if quoted.ends_with("AI") => Seen::Mark(Wording::VendorName),
        // The name of an author, a site, or a badge.
        Some(_) => Seen::Nothing,
        None if words.starts_with("none") => Seen::Nothing,
        None => Seen::Unsaid,
    }
}

fn marks(checked: &Checked) -> impl Iterator<Item = &VisibleMark> {
    checked.facts.explicit.marks.iter().map(|found| &found.mark)
}

fn labels(checked: &Checked) -> impl Iterator<Item = &VisibleMark> {
    marks(checked).filter(|mark| mark.standing == Standing::Label)
}

fn told(checked: &Checked) -> String {
    let one = |mark: &VisibleMark| {
        let (text, wording, standing) = (&mark.text, mark.wording.id(), mark.standing.id());
        format!("“{text}” {wording} {standing} {:.2}", mark.score)
    };
    let all: Vec<String> = marks(checked).map(one).collect();
    if all.is_empty() { "nothing read".to_owned() } else { all.join(", ") }
}
