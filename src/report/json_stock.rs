//! JSON that is written once and kept: lists of static text.
//!
//! A report lists some sixty findings and twenty searches in two languages. Nearly all of them are static
//! sentences, and from picture to picture mostly the same ones; escaping them anew was most of the cost of a
//! line. There are as many items as combinations of static text, no more, and one list is kept.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde::Serialize;
use serde::ser::Serializer;
use serde_json::value::RawValue;

/// What an item is made of: the addresses of its static parts, 0 for those it has not.
pub(super) type Key = [usize; 5];

/// The address of static text.
pub(super) fn address<T: ?Sized>(part: &'static T) -> usize {
    std::ptr::from_ref(part).addr()
}

/// JSON as it will stand in the report.
#[derive(Clone)]
pub(super) struct Written(Rc<RawValue>);

impl Written {
    /// `None` if the value cannot be written.
    fn new(value: &impl Serialize) -> Option<Self> {
        serde_json::value::to_raw_value(value).ok().map(|written| Self(written.into()))
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// An item, or a list of items, that is written already or not yet.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Part<V> {
    Written(Written),
    Anew(V),
}

/// A list of items, each written already or not yet.
pub(super) type List<V> = Part<Vec<Part<V>>>;

/// Items already written, and the last list of nothing but such items: most likely the next one too.
#[derive(Default)]
pub(super) struct Stock {
    items: RefCell<HashMap<Key, Written>>,
    last: RefCell<Option<(Vec<Key>, Written)>>,
}

impl Stock {
    /// A list. `key_of` gives no key for an item that holds more than static text, `part_of` the form in which
    /// an item is written.
    pub(super) fn list<'i, I: 'i, V: Serialize>(
        &self,
        items: impl Iterator<Item = &'i I> + Clone,
        key_of: fn(&I) -> Option<Key>,
        part_of: fn(&'i I) -> V,
    ) -> List<V> {
        let keys: Option<Vec<Key>> = items.clone().map(key_of).collect();
        if let (Some(keys), Some((last, written))) = (&keys, &*self.last.borrow())
            && keys == last
        {
            return Part::Written(written.clone());
        }
        let parts: Vec<Part<V>> = items.map(|item| self.item(key_of(item), || part_of(item))).collect();
        match keys.and_then(|keys| Some((keys, Written::new(&parts)?))) {
            Some((keys, written)) => {
                *self.last.borrow_mut() = Some((keys, written.clone()));
                Part::Written(written)
            }
            None => Part::Anew(parts),
        }
    }

    fn item<V: Serialize>(&self, key: Option<Key>, value: impl FnOnce() -> V) -> Part<V> {
        let Some(key) = key else { return Part::Anew(value()) };
        if let Some(written) = self.items.borrow().get(&key) {
            return Part::Written(written.clone());
        }
        let value = value();
        let Some(written) = Written::new(&value) else { return Part::Anew(value) };
        self.items.borrow_mut().insert(key, written.clone());
        Part::Written(written)
    }
}
