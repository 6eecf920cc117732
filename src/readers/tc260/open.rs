//! From a label text to the entries of its innermost object.
//!
//! Undoes prefixes and escapes, accepts single quotes, and steps through the wrapper of 附录E b. Says what had
//! to be undone; whether the result is a label is decided elsewhere.

use super::escape::{self, Peeled};
use super::json::{self, Entry, Object};
use super::keys;
use crate::vocabulary::aigc::KEYS;

/// What is said of a value in which something follows the object.
pub(super) const TEXT_BEHIND: &str = "text after the object";

/// How the wrapper is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrapper {
    /// None: the inner object alone.
    None,
    /// `AIGC`.
    Exact,
    /// Another spelling of it.
    Variant(String),
    /// A longer name with the word in it: `AIGCLabel`, `aigc_meta`.
    Compound(String),
}

/// A label text laid open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    /// The text after unescaping.
    pub(super) text: String,
    /// The wrapper.
    pub(super) wrapper: Wrapper,
    /// Entries of the innermost object.
    pub(super) entries: Vec<Entry>,
    /// Keys that stand beside the wrapper.
    pub(super) beside: Vec<String>,
    /// True when the wrapper stands inside an object of another kind.
    pub(super) nested: bool,
    /// Escape levels that were removed.
    pub(super) levels: u8,
    /// True when the object ends before its closing brace.
    pub(super) broken: bool,
    /// What is wrong with the JSON.
    pub(super) error: Option<String>,
}

/// Opens a text; `None` when it holds no object.
pub(super) fn open(text: &str) -> Option<Opened> {
    let Peeled { text, levels } = escape::peel(text);
    let (text, object, error) = read_any_quotes(text)?;
    let broken = object.error.is_some();
    let entries = object.entries;
    let opened =
        Opened { text, wrapper: Wrapper::None, entries, beside: Vec::new(), nested: false, levels, broken, error };
    Some(step_inside(opened))
}

fn read_any_quotes(text: String) -> Option<(String, Object, Option<String>)> {
    if let Some(json) = json::requote(&text) {
        let object = json::read_object(&json)?;
        return Some((text, object, Some("single quotes instead of double quotes".to_owned())));
    }
    let object = json::read_object(&text)?;
    let rest = escape::trim(text.get(object.len..).unwrap_or_default());
    let trailing = (!rest.is_empty()).then(|| TEXT_BEHIND.to_owned());
    let error = object.error.clone().or(trailing);
    Some((text, object, error))
}

/// Steps into the wrapper when there is one whose value is an object, or a string that holds one.
fn step_inside(outer: Opened) -> Opened {
    let position = wrapper_position(&outer.entries);
    let Some(entry) = position.and_then(|at| outer.entries.get(at)) else { return step_two_inside(outer) };
    let Some((object, more_levels)) = inner_object(entry) else { return outer };
    let others = outer.entries.iter().enumerate().filter(|(at, _)| Some(*at) != position);
    Opened {
        wrapper: wrapper_of(&entry.key),
        nested: false,
        beside: others.map(|(_, entry)| entry.key.clone()).collect(),
        broken: outer.broken || object.error.is_some(),
        error: outer.error.or(object.error),
        levels: outer.levels.saturating_add(more_levels),
        entries: object.entries,
        text: outer.text,
    }
}

/// The exact name first, then other spellings, then longer names.
fn wrapper_position(entries: &[Entry]) -> Option<usize> {
    let position = |is_wrapper: fn(&str) -> bool| entries.iter().position(|entry| is_wrapper(&entry.key));
    position(|key| key == keys::WRAPPER)
        .or_else(|| position(keys::is_wrapper_variant))
        .or_else(|| position(keys::is_wrapper_compound).filter(|_| !holds_fields(entries)))
}

/// An object that holds fields of the label is the label, whatever else it holds.
fn holds_fields(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| KEYS.contains(&entry.key.as_str()))
}

fn wrapper_of(key: &str) -> Wrapper {
    if key == keys::WRAPPER {
        Wrapper::Exact
    } else if keys::is_wrapper_variant(key) {
        Wrapper::Variant(key.to_owned())
    } else {
        Wrapper::Compound(key.to_owned())
    }
}

/// An app's own object that carries the label as a member of a member: `{"data":{"AIGC":{…}}}`.
fn step_two_inside(outer: Opened) -> Opened {
    if holds_fields(&outer.entries) {
        return outer;
    }
    let members = outer.entries.iter().filter(|entry| entry.raw.starts_with('{') && entry.raw.contains(keys::WRAPPER));
    for member in members {
        let Some(object) = json::read_object(&member.raw) else { continue };
        let wrapper = object.entries.into_iter().find(|entry| entry.key == keys::WRAPPER);
        let Some((inner, levels)) = wrapper.and_then(|entry| inner_object(&entry)) else { continue };
        return Opened {
            wrapper: Wrapper::Exact,
            nested: true,
            beside: outer.entries.iter().map(|entry| entry.key.clone()).collect(),
            broken: outer.broken || inner.error.is_some(),
            error: outer.error.or(inner.error),
            levels: outer.levels.saturating_add(levels),
            entries: inner.entries,
            text: outer.text,
        };
    }
    outer
}

fn inner_object(entry: &Entry) -> Option<(Object, u8)> {
    if entry.raw.starts_with('{') {
        return Some((json::read_object(&entry.raw)?, 0));
    }
    let Peeled { text, levels } = escape::peel(&entry.as_text()?);
    Some((json::read_object(&text)?, levels.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wrapper: Wrapper, keys: &[&str], levels: u8) {
        let opened = open(text).unwrap();
        let found: Vec<_> = opened.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!((opened.wrapper, found, opened.levels), (wrapper, keys.to_vec(), levels));
    }

    #[test]
    fn inner_object_alone() {
        check(r#"{"Label":"1"}"#, Wrapper::None, &["Label"], 0);
    }

    #[test]
    fn wrapper_of_the_standard() {
        check(r#"{"AIGC":{"Label":"1"}}"#, Wrapper::Exact, &["Label"], 0);
    }

    #[test]
    fn wrapper_in_other_spellings() {
        check(r#"{"aigc":{"Label":"1"}}"#, Wrapper::Variant("aigc".into()), &["Label"], 0);
        check(r#"{"aiGenTag":{"Label":"1"}}"#, Wrapper::Variant("aiGenTag".into()), &["Label"], 0);
    }

    #[test]
    fn wrapper_around_a_string() {
        check(r#"{"AIGC":"{\"Label\":\"1\"}"}"#, Wrapper::Exact, &["Label"], 1);
    }

    #[test]
    fn a_flag_is_no_wrapper() {
        check(r#"{"aigc":true}"#, Wrapper::None, &["aigc"], 0);
    }

    #[test]
    fn a_cut_wrapper_is_broken() {
        let opened = open(r#"{"AIGC":{"Label":"1","Conten"#).unwrap();
        assert!(opened.broken && opened.wrapper == Wrapper::Exact && opened.entries.len() == 1);
    }

    #[test]
    fn single_quotes_and_tails_are_errors_but_whole() {
        for text in ["{'AIGC':{'Label':'1'}}", r#"{"AIGC":{"Label":"1"}} x"#] {
            let opened = open(text).unwrap();
            assert!(!opened.broken && opened.error.is_some(), "{text}");
        }
    }

    #[test]
    fn prose_is_nothing() {
        assert_eq!(open("AIGC, made with love"), None);
    }
}
