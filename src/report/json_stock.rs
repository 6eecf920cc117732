//! JSON that is written once and kept: values made of static text alone.
//!
//! A report lists some sixty findings and twenty searches in two languages, nearly all of them static sentences.
//! Escaping those anew for every picture was most of the cost of a line.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use serde::Serialize;
use serde_json::value::RawValue;

/// What a value is made of: the addresses of its static parts, the most telling one first.
#[derive(PartialEq, Eq)]
pub(super) struct Key([usize; 5]);

impl Key {
    /// A key of static parts; missing ones are 0.
    pub(super) fn new(parts: [usize; 5]) -> Self {
        Self(parts)
    }
}

impl Hash for Key {
    /// The first part tells nearly all keys apart, and one number is quick to hash.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self([first, ..]) = self;
        first.hash(state);
    }
}

/// The address of static text.
pub(super) fn address<T: ?Sized>(part: &'static T) -> usize {
    std::ptr::from_ref(part).addr()
}

/// Values already written. There are as many as combinations of static text, no more.
#[derive(Default)]
pub(super) struct Stock(RefCell<HashMap<Key, Rc<RawValue>>>);

impl Stock {
    /// The value of this key, written now if it was not before; `None` if it cannot be written.
    pub(super) fn get<V: Serialize>(&self, key: Key, value: impl FnOnce() -> V) -> Option<Rc<RawValue>> {
        if let Some(written) = self.0.borrow().get(&key) {
            return Some(Rc::clone(written));
        }
        let written: Rc<RawValue> = serde_json::value::to_raw_value(&value()).ok()?.into();
        self.0.borrow_mut().insert(key, Rc::clone(&written));
        Some(written)
    }
}
