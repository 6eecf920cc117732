//! Text hidden in the lowest bits, and signatures over pixels, in the files of the corpora.
//!
//! Chance cannot make such a text, so each one found is one that somebody wrote; everybody's pictures have none. No
//! file of the corpora is signed by NovelAI as it left the service.

use yanbiao::check::Checked;
use yanbiao::evidence::{Detail, Evidence, EvidenceKind};

use crate::corpora;

/// Hidden texts that are read and recognised as the settings of a generator, at the least.
const TEXTS_MIN: usize = 1;

#[test]
fn hidden_text_is_read_where_it_is_and_nowhere_else() {
    let Some(judged) = corpora::judged() else { return };
    let mut recognised = 0;
    for (row, checked) in judged.iter().map(|one| (&one.row, &one.public)) {
        for one in of_kind(checked, EvidenceKind::WatermarkText).chain(of_kind(checked, EvidenceKind::PixelSignature)) {
            println!("{}: {:?}", row.path.display(), one.detail);
            assert!(!row.class.starts_with("controls-"), "{}", row.path.display());
        }
        recognised += of_kind(checked, EvidenceKind::WatermarkText).filter(|text| is_read(checked, text)).count();
    }
    assert!(recognised >= TEXTS_MIN, "only {recognised} hidden texts were read");
}

fn of_kind(checked: &Checked, kind: EvidenceKind) -> impl Iterator<Item = &Evidence> {
    checked.reading.evidence.iter().filter(move |one| one.kind == kind)
}

/// Whether the readers of generator metadata knew what to make of the text.
fn is_read(checked: &Checked, text: &Evidence) -> bool {
    let from_it = checked.reading.evidence.iter().filter(|one| one.carrier == text.carrier);
    from_it.into_iter().any(|one| matches!(one.detail, Detail::Generator(_)))
}
