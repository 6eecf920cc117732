//! Whether two pictures of an audit are the same picture, by the small copies that the file keeps of them.

use std::collections::HashMap;
use std::rc::Rc;

use super::kept::{Item, Picture};
use crate::fingerprint::{Map, SIDE_MIN, Sight, Word, compare, decode};
use crate::lettering::Gray;

/// Small copies held at a time, some 400 KB each once they are looked at.
const HELD_MAX: usize = 256;
/// Pairs compared in all; a list in which everything bears one id has millions.
const PAIRS_MAX: usize = 3_000;

/// Whether two pictures are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// They are, whole or cut.
    Yes,
    /// They are not.
    No,
    /// One of them was not decoded or is too plain to be recognised, or too many pairs were compared already.
    Unknown,
}

/// A small copy, looked at.
#[derive(Debug)]
pub(super) struct Small {
    word: Word,
    kept: Vec<Map>,
    pub(super) sight: Sight,
}

/// Compares the pictures of an audit.
pub struct Comparer<'a> {
    /// Gives the small copy of an item by its number.
    small: &'a dyn Fn(i64) -> Option<Vec<u8>>,
    held: HashMap<i64, Option<Rc<Small>>>,
    /// What was answered, by the numbers of both items.
    answers: HashMap<(i64, i64), Same>,
}

impl<'a> Comparer<'a> {
    /// One that gets small copies from here, by the number of an item.
    pub fn new(small: &'a dyn Fn(i64) -> Option<Vec<u8>>) -> Self {
        Self { small, held: HashMap::new(), answers: HashMap::new() }
    }

    /// Whether two items show the same picture.
    pub fn same(&mut self, one: &Item, other: &Item) -> Same {
        if are_equal(one.picture.as_ref(), other.picture.as_ref()) {
            return Same::Yes;
        }
        let pair = (one.number, other.number);
        if let Some(answer) = self.answers.get(&pair) {
            return *answer;
        }
        if self.answers.len() >= PAIRS_MAX {
            return Same::Unknown;
        }
        let answer = match (self.look(one), self.look(other)) {
            // Either of them may be a part of the other.
            (Some(one), Some(other)) if shows(&one, &other) || shows(&other, &one) => Same::Yes,
            (Some(_), Some(_)) => Same::No,
            _ => Same::Unknown,
        };
        self.answers.insert(pair, answer);
        answer
    }

    /// True when the picture of `seen` is that of `recorded`, or a part of it.
    pub(super) fn is_copy(&mut self, seen: &Small, recorded: &Item) -> bool {
        self.look(recorded).is_some_and(|recorded| shows(&recorded, seen))
    }

    pub(super) fn look(&mut self, item: &Item) -> Option<Rc<Small>> {
        if self.held.len() >= HELD_MAX {
            self.held.clear();
        }
        let small = self.small;
        self.held.entry(item.number).or_insert_with(|| read(item, small).map(Rc::new)).clone()
    }
}

fn are_equal(one: Option<&Picture>, other: Option<&Picture>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.sha256 == other.sha256)
}

fn shows(recorded: &Small, seen: &Small) -> bool {
    compare(&recorded.kept, seen.sight.seen(), &seen.sight.guesses(&recorded.word)).is_some_and(|found| found.is_same())
}

fn read(item: &Item, small: &dyn Fn(i64) -> Option<Vec<u8>>) -> Option<Small> {
    let word = Word::from_bytes(item.picture.as_ref()?.fingerprint?);
    let map = decode(&small(item.number)?)?;
    let levels: Vec<u8> = map.levels().iter().map(|level| level.round().clamp(0.0, 255.0) as u8).collect();
    let (width, height) = (u32::try_from(map.width()).ok()?, u32::try_from(map.height()).ok()?);
    let sight = Sight::new(&Gray::new(width, height, &levels)?);
    Some(Small { word, kept: map.pyramid(SIDE_MIN), sight })
}
