//! What the plain edges of a recorded picture leave, and its fingerprint.
//!
//! In a screenshot whose ground has the level of those edges nobody can tell where the picture ends, and what is looked
//! up there is what both leave. All of it follows from the small picture that is kept: nothing else need be believed.

use super::border;
use super::compare::{Comparison, compare};
use super::map::Map;
use super::nearest::{Candidate, Part};
use super::pose::Pose;
use super::sight::{Sight, part};
use super::word::Word;
use crate::lettering::Gray;

/// The fingerprint of what the plain edges of a small picture leave; none without such edges.
pub fn inner_word(kept: &Map) -> Option<Word> {
    let content = border::inner(kept)?;
    let levels: Vec<u8> = kept.levels().iter().map(|level| level.round() as u8).collect();
    let gray = Gray::new(u32::try_from(kept.width()).ok()?, u32::try_from(kept.height()).ok()?, &levels)?;
    Some(Word::of(&part(&gray, &content), &Pose::SAME))
}

/// Compares a picture with a record that is near. The largest map of the record is its small picture.
pub fn compare_with(recorded: &[Map], sight: &Sight, candidate: &Candidate) -> Option<Comparison> {
    let guesses = sight.guesses(&candidate.word);
    match candidate.part {
        Part::Whole => compare(recorded, sight.seen(), &guesses),
        Part::Inner => {
            let inwards = border::inner(recorded.first()?)?.inverse()?;
            let guesses: Vec<Pose> = guesses.iter().map(|guess| inwards.then(guess)).collect();
            compare(recorded, sight.seen(), &guesses)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::Index;
    use super::super::testing::{bytes, made, scene};
    use super::*;
    use crate::fingerprint::{SIDE_MIN, decode, encode};

    /// A scene with something plain around it.
    fn edged(seed: u32, level: f32) -> Map {
        let scene = scene(seed);
        let inside = |x: f32, y: f32| (90.0..410.0).contains(&x) && (50.0..290.0).contains(&y);
        made(460, 420, |x, y| if inside(x, y) { scene.at(x - 90.0, y - 50.0) } else { level })
    }

    /// The same in the middle of a screen.
    fn on_screen(picture: &Map, level: f32) -> Map {
        let inside = |x: f32, y: f32| (30.0..490.0).contains(&x) && (200.0..620.0).contains(&y);
        made(520, 900, |x, y| if inside(x, y) { picture.at(x - 30.0, y - 200.0) } else { level })
    }

    fn sight(map: &Map) -> Sight {
        Sight::new(&Gray::new(map.width() as u32, map.height() as u32, &bytes(map)).unwrap())
    }

    /// What is kept of a picture, and an index of its fingerprints.
    fn recorded(picture: &Map) -> (Vec<Map>, Index) {
        let levels = bytes(picture);
        let gray = Gray::new(picture.width() as u32, picture.height() as u32, &levels).unwrap();
        let kept = decode(&encode(&Sight::kept(&gray)).unwrap()).unwrap();
        let mut index = Index::default();
        index.push(1, Sight::new(&gray).word());
        if let Some(word) = inner_word(&kept) {
            index.push_inner(1, word);
        }
        (kept.pyramid(SIDE_MIN), index)
    }

    #[test]
    fn a_picture_with_plain_edges_is_found_on_a_ground_of_their_level() {
        for level in [0.0, 128.0, 255.0] {
            let picture = edged(1, level);
            let (kept, index) = recorded(&picture);
            let sight = sight(&on_screen(&picture, level));
            let found = index.nearest(sight.variants(), 5);
            assert_eq!(found.iter().map(|one| one.part).collect::<Vec<Part>>(), [Part::Inner], "{level}");
            let compared = compare_with(&kept, &sight, &found[0]).unwrap();
            assert!(compared.is_same() && compared.changed.regions.is_empty(), "{level}: {compared:?}");
            let (x, y) = compared.pose.apply(0.0, 1.0);
            assert!((x - 30.0 / 520.0).abs() < 0.01 && (y - 620.0 / 900.0).abs() < 0.01, "{level}: {x} {y}");
        }
    }

    #[test]
    fn another_picture_with_such_edges_is_not() {
        let (kept, index) = recorded(&edged(1, 255.0));
        for seed in 2..12 {
            let sight = sight(&on_screen(&edged(seed, 255.0), 255.0));
            assert!(index.nearest(sight.variants(), 5).is_empty(), "{seed}");
            let near = Candidate { record: 1, part: Part::Inner, word: inner_word(&kept[0]).unwrap(), distance: 0 };
            let compared = compare_with(&kept, &sight, &near);
            assert!(compared.as_ref().is_none_or(|compared| !compared.is_altered()), "{seed}: {compared:?}");
        }
    }

    #[test]
    fn only_what_has_plain_edges_has_a_second_fingerprint() {
        assert_eq!(inner_word(&scene(1)), None);
        assert_eq!(inner_word(&made(200, 100, |_, _| 250.0)), None);
        assert_eq!(inner_word(&made(1, 1, |_, _| 250.0)), None);
        // Compared by the wrong one, nothing comes of it, and nothing breaks.
        let (kept, _) = recorded(&scene(1));
        let near = Candidate { record: 1, part: Part::Inner, word: Word::default(), distance: 0 };
        assert_eq!(compare_with(&kept, &sight(&scene(1)), &near), None);
    }
}
