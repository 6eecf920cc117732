//! What only shows when the pictures of an audit are looked at together.
//!
//! A label that stands for one picture must not be on others: an id, or the name of a manifest. Copies of one picture may
//! bear the same, so pictures are told apart by what they show, not by their bytes; where that cannot be told, it is said.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{Item, Picture};
use super::measure::{Answer, Label, Measure};
use super::same::{Comparer, Same};
use crate::fingerprint::{Index, Word};

/// Pictures of one group that are compared with each other.
const MEMBERS_MAX: usize = 40;
/// Groups of a kind.
const GROUPS_MAX: usize = 500;
/// Pictures among which copies are searched.
pub const SEARCHED_MAX: usize = 20_000;
/// Pictures compared with one, those with the nearest fingerprints.
const COMPARED_MAX: usize = 12;

/// Pictures that share something. Items are told by their place among the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What they share, as it stands in the files.
    pub what: String,
    /// The pictures.
    pub items: Vec<usize>,
    /// How many different pictures are among them, as far as was looked.
    pub different: usize,
    /// How many could not be compared.
    pub unknown: usize,
}

/// A producer with the marks of several vendors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// `ContentProducer`, as it stands.
    pub producer: String,
    /// The vendors.
    pub vendors: Vec<String>,
    /// Pictures of that producer that bear a mark.
    pub items: Vec<usize>,
}

/// A picture without a label, and the same one with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Without.
    pub without: usize,
    /// With.
    pub with: usize,
}

/// Whether copies were searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copies {
    /// These were found among `looked` pictures that can be recognised.
    Searched {
        /// Pictures that can be recognised.
        looked: usize,
        /// Those that cannot.
        plain: usize,
        /// What was found; one pair for each picture without a label.
        pairs: Vec<Pair>,
    },
    /// There are more than [`SEARCHED_MAX`].
    TooMany(usize),
}

/// Everything found across the pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Across {
    /// One `ProduceID` of one producer on different pictures.
    pub produce_ids: Vec<Shared>,
    /// One name of a C2PA manifest on different pictures.
    pub manifests: Vec<Shared>,
    /// One producer with the marks of several vendors.
    pub producers: Vec<Marked>,
    /// Copies with and without a label.
    pub copies: Copies,
}

/// Looks across all items. `small` gives the small copy of an item by its number; `passed` is called for every picture
/// whose copies were searched, which is what takes long.
pub fn across(items: &[Item], small: &dyn Fn(i64) -> Option<Vec<u8>>, passed: &dyn Fn()) -> Across {
    let mut comparer = Comparer::new(small);
    let produce_id = |picture: &Picture| {
        let producer = picture.producer.clone().unwrap_or_default();
        picture.produce_id.clone().map(|id| (producer, id))
    };
    let manifest = |picture: &Picture| picture.manifest.clone().map(|manifest| (String::new(), manifest));
    Across {
        produce_ids: shared(items, produce_id, &mut comparer),
        manifests: shared(items, manifest, &mut comparer),
        producers: marked(items),
        copies: copies(items, &mut comparer, passed),
    }
}

/// Groups of at least two files that share something and are not all shown to be the same picture.
fn shared(
    items: &[Item],
    what: impl Fn(&Picture) -> Option<(String, String)>,
    comparer: &mut Comparer<'_>,
) -> Vec<Shared> {
    let mut groups = BTreeMap::<(String, String), Vec<usize>>::new();
    for (place, item) in items.iter().enumerate() {
        if let Some(key) = item.picture.as_ref().and_then(&what) {
            groups.entry(key).or_default().push(place);
        }
    }
    let several = groups.into_iter().filter(|(_, members)| members.len() > 1);
    let mut found: Vec<Shared> = several
        .filter_map(|((_, what), members)| {
            let (different, unknown) = tell_apart(items, &members, comparer);
            (different > 1 || unknown > 0).then_some(Shared { what, items: members, different, unknown })
        })
        .take(GROUPS_MAX)
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.different, one.items.len())));
    found
}

/// How many different pictures are among these, and how many could not be compared with the first of each.
fn tell_apart(items: &[Item], members: &[usize], comparer: &mut Comparer<'_>) -> (usize, usize) {
    let (mut firsts, mut unknown) = (Vec::<&Item>::new(), 0);
    for item in members.iter().take(MEMBERS_MAX).filter_map(|place| items.get(*place)) {
        let answers: Vec<Same> = firsts.iter().map(|first| comparer.same(first, item)).collect();
        if answers.contains(&Same::Yes) {
            continue;
        }
        if answers.contains(&Same::Unknown) { unknown += 1 } else { firsts.push(item) }
    }
    (firsts.len(), unknown)
}

fn marked(items: &[Item]) -> Vec<Marked> {
    let mut producers = BTreeMap::<&str, (BTreeSet<&str>, Vec<usize>)>::new();
    for (place, item) in items.iter().enumerate() {
        let Some(picture) = &item.picture else { continue };
        let Some(producer) = picture.producer.as_deref().filter(|_| !picture.vendors.is_empty()) else { continue };
        let (vendors, members) = producers.entry(producer).or_default();
        vendors.extend(picture.vendors.iter().map(String::as_str));
        members.push(place);
    }
    let several = producers.into_iter().filter(|(_, (vendors, _))| vendors.len() > 1);
    several
        .map(|(producer, (vendors, items))| Marked {
            producer: producer.to_owned(),
            vendors: vendors.into_iter().map(str::to_owned).collect(),
            items,
        })
        .take(GROUPS_MAX)
        .collect()
}

fn copies(items: &[Item], comparer: &mut Comparer<'_>, passed: &dyn Fn()) -> Copies {
    let judged: Vec<(usize, &Item, &Picture)> = (items.iter().enumerate())
        .filter_map(|(place, item)| item.picture.as_ref().map(|picture| (place, item, picture)))
        .collect();
    if judged.len() > SEARCHED_MAX {
        return Copies::TooMany(judged.len());
    }
    let answer = |picture: &Picture| Measure::Bears(Label::Any).answer(picture);
    let mut labelled = Index::default();
    for (place, _, picture) in judged.iter().filter(|(_, _, picture)| answer(picture) == Answer::Case) {
        if let (Some(word), Ok(record)) = (picture.fingerprint, i64::try_from(*place)) {
            labelled.push(record, Word::from_bytes(word));
        }
    }
    let mut pairs = Vec::new();
    for (place, item, picture) in &judged {
        passed();
        if labelled.is_empty() || answer(picture) != Answer::Other {
            continue;
        }
        let Some(seen) = comparer.look(item) else { continue };
        let near = labelled.nearest(seen.sight.variants(), COMPARED_MAX);
        let places = near.into_iter().filter_map(|candidate| usize::try_from(candidate.record).ok());
        let mut found = places.filter(|with| items.get(*with).is_some_and(|with| comparer.is_copy(&seen, with)));
        pairs.extend(found.next().map(|with| Pair { without: *place, with }));
    }
    let looked = judged.iter().filter(|(_, _, picture)| picture.fingerprint.is_some()).count();
    Copies::Searched { looked, plain: judged.len() - looked, pairs }
}

#[cfg(test)]
mod tests {
    use super::super::kept::State;
    use super::*;
    use crate::fingerprint::{Map, Sight, encode};
    use crate::lettering::Gray;

    const SIDE: u32 = 200;

    /// Something with detail that differs from seed to seed.
    fn levels(seed: u32) -> Vec<u8> {
        let wave = |x: f32, y: f32, turn: u32| {
            let angle = (seed.wrapping_mul(2_654_435_761).rotate_left(turn) % 628) as f32 / 100.0;
            (x * angle.cos() + y * angle.sin() + angle).sin()
        };
        let level = |at: u32| {
            let (x, y) = ((at % SIDE) as f32, (at / SIDE) as f32);
            let sizes = [(50.0, 3), (27.0, 7), (16.0, 11), (9.0, 15), (5.0, 19)];
            let hills: f32 = sizes.iter().map(|(size, turn)| wave(x / size, y / size, *turn) * size.sqrt()).sum();
            (128.0 + 8.0 * hills).clamp(0.0, 255.0) as u8
        };
        (0..SIDE * SIDE).map(level).collect()
    }

    fn small(number: i64) -> Option<Vec<u8>> {
        // Numbers that are alike but for tens are copies of one picture; those from 900 on are too plain.
        let seed = u32::try_from(number % 10).ok()?;
        let levels = levels(seed).into_iter().map(|level| f32::from(level) * 0.9 + (number / 10) as f32).collect();
        (number < 900).then(|| Map::new(SIDE as usize, SIDE as usize, levels))?.and_then(|map| encode(&map))
    }

    fn item(number: i64, change: impl FnOnce(&mut Picture)) -> Item {
        let levels = levels(u32::try_from(number % 10).unwrap());
        let word = Sight::new(&Gray::new(SIDE, SIDE, &levels).unwrap()).word();
        let mut picture = Picture {
            sha256: number.to_le_bytes().to_vec(),
            implicit: "absent".to_owned(),
            explicit: "absent".to_owned(),
            c2pa: "absent".to_owned(),
            watermark: "not_found".to_owned(),
            fingerprint: (number < 900).then(|| word.to_bytes()),
            ..Picture::default()
        };
        change(&mut picture);
        Item { number, id: number.to_string(), state: State::Judged, picture: Some(picture), ..Item::default() }
    }

    fn with_id(number: i64, producer: &str, id: &str) -> Item {
        item(number, |picture| {
            picture.producer = Some(producer.to_owned());
            picture.produce_id = Some(id.to_owned());
        })
    }

    fn across(items: &[Item], small: &dyn Fn(i64) -> Option<Vec<u8>>) -> Across {
        let passed = std::cell::Cell::new(0);
        let across = super::across(items, small, &|| passed.set(passed.get() + 1));
        let is_searched = matches!(across.copies, Copies::Searched { .. });
        assert_eq!(passed.get(), if is_searched { items.len() } else { 0 });
        across
    }

    #[test]
    fn an_id_on_different_pictures_is_found_and_on_copies_of_one_it_is_not() {
        let items = [with_id(1, "p", "a"), with_id(2, "p", "a"), with_id(13, "p", "b"), with_id(3, "p", "b")];
        let found = across(&items, &small).produce_ids;
        assert_eq!(found, [Shared { what: "a".to_owned(), items: vec![0, 1], different: 2, unknown: 0 }]);
    }

    #[test]
    fn the_same_id_of_another_producer_is_another_id() {
        assert!(across(&[with_id(1, "p", "a"), with_id(2, "q", "a")], &small).produce_ids.is_empty());
    }

    #[test]
    fn what_cannot_be_compared_is_said_and_not_taken_for_different() {
        let found = across(&[with_id(1, "p", "a"), with_id(901, "p", "a")], &small).produce_ids;
        assert_eq!(found, [Shared { what: "a".to_owned(), items: vec![0, 1], different: 1, unknown: 1 }]);
    }

    #[test]
    fn one_manifest_on_different_pictures_is_found() {
        let signed = |number| item(number, |picture| picture.manifest = Some("urn:c2pa:1".to_owned()));
        let found = across(&[signed(1), signed(2), signed(11)], &small).manifests;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].items.len(), found[0].different), (3, 2));
    }

    #[test]
    fn a_producer_with_marks_of_several_vendors_is_found() {
        let by = |number, vendors: &[&str]| {
            item(number, |picture| {
                picture.producer = Some("p".to_owned());
                picture.vendors = vendors.iter().map(|&vendor| vendor.to_owned()).collect();
            })
        };
        assert!(across(&[by(1, &["x"]), by(2, &["x"]), by(3, &[])], &small).producers.is_empty());
        let found = across(&[by(1, &["x"]), by(2, &["y"]), by(3, &[])], &small).producers;
        assert_eq!(found[0].vendors, ["x", "y"]);
        assert_eq!(found[0].items, [0, 1]);
    }

    #[test]
    fn copies_with_and_without_a_label_are_paired() {
        let labelled = |number| item(number, |picture| picture.c2pa = "trusted".to_owned());
        let open = |number| item(number, |picture| picture.explicit = "unknown".to_owned());
        let items = [labelled(1), item(11, |_| {}), item(2, |_| {}), open(21), item(901, |_| {})];
        let expected = Copies::Searched { looked: 4, plain: 1, pairs: vec![Pair { without: 1, with: 0 }] };
        assert_eq!(across(&items, &small).copies, expected);
    }

    #[test]
    fn too_many_pictures_are_not_searched_and_that_is_said() {
        let items = vec![item(901, |_| {}); SEARCHED_MAX + 1];
        assert_eq!(across(&items, &small).copies, Copies::TooMany(SEARCHED_MAX + 1));
    }
}
