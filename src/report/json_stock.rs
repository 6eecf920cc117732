//! JSON that is written once and kept: values made of static text alone.
//!
//! A report lists some sixty findings and twenty searches in two languages, nearly all of them static sentences.
//! Escaping those anew for every picture was most of the cost of a line.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
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
    /// The first part tells nearly all keys apart.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self([first, ..]) = self;
        state.write_usize(*first);
    }
}

/// Spreads one address over all bits. The keys are ours, so nobody can choose them to collide.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn write_usize(&mut self, address: usize) {
        /// The odd number nearest to 2⁶⁴ divided by the golden ratio (Knuth's multiplicative hashing).
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        self.0 = (self.0 ^ u64::try_from(address).unwrap_or_default()).wrapping_mul(GOLDEN).rotate_left(32);
    }
}

/// The address of static text.
pub(super) fn address<T: ?Sized>(part: &'static T) -> usize {
    std::ptr::from_ref(part).addr()
}

/// Values already written. There are as many as combinations of static text, no more.
#[derive(Default)]
pub(super) struct Stock(RefCell<HashMap<Key, Rc<RawValue>, BuildHasherDefault<AddressHasher>>>);

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
