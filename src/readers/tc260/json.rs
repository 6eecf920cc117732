//! A tolerant reader of one JSON object.
//!
//! Keeps the order of keys and repeated keys, which `serde_json::Value` loses, and returns the entries before
//! the place where an object breaks off. Values are checked by `serde_json` and kept as raw text.

use serde_json::value::RawValue;

/// Entries read of one object at most.
pub(super) const ENTRIES_MAX: usize = 512;

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: String,
    /// The JSON text of the value; cut off where the object breaks.
    pub(super) raw: String,
}

impl Entry {
    /// The value when it is a string.
    pub(super) fn as_text(&self) -> Option<String> {
        let body = self.raw.strip_prefix('"')?;
        // A lone surrogate is no valid string for Rust; the escaped form is better than nothing.
        serde_json::from_str(&self.raw).ok().or_else(|| body.strip_suffix('"').map(str::to_owned))
    }

    /// The name of the value's JSON type.
    pub(super) fn type_name(&self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'"') => "string",
            Some(b'{') => "object",
            Some(b'[') => "array",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        }
    }
}

/// The entries of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    /// In file order.
    pub(super) entries: Vec<Entry>,
    /// Why the object could not be read to its end.
    pub(super) error: Option<String>,
    /// Bytes of the text that belong to the object.
    pub(super) len: usize,
}

/// Reads the object at the start of a text; `None` when there is none.
pub(super) fn read_object(text: &str) -> Option<Object> {
    let mut cursor = Cursor { text, at: 0 };
    if !cursor.take('{') {
        return None;
    }
    let mut object = Object::default();
    if !cursor.take('}') {
        object.error = read_entries(&mut cursor, &mut object.entries).err();
    }
    object.len = cursor.at;
    Some(object)
}

fn read_entries(cursor: &mut Cursor<'_>, entries: &mut Vec<Entry>) -> Result<(), String> {
    loop {
        if entries.len() >= ENTRIES_MAX {
            return Err(format!("more than {ENTRIES_MAX} keys"));
        }
        let key = cursor.string()?;
        if !cursor.take(':') {
            return Err(cursor.unexpected("expected `:`"));
        }
        match cursor.value() {
            Ok(raw) => entries.push(Entry { key, raw }),
            Err(why) => return Err(keep_open_object(cursor, key, entries, why)),
        }
        if cursor.take('}') {
            return Ok(());
        }
        if !cursor.take(',') {
            return Err(cursor.unexpected("expected `,` or `}`"));
        }
    }
}

/// A nested object that breaks off is kept: its own complete entries can still be read.
fn keep_open_object(cursor: &mut Cursor<'_>, key: String, entries: &mut Vec<Entry>, why: String) -> String {
    let rest = cursor.rest();
    if rest.starts_with('{') {
        entries.push(Entry { key, raw: rest.to_owned() });
        cursor.at = cursor.text.len();
    }
    why
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at = self.at.saturating_add(rest.len().saturating_sub(rest.trim_start().len()));
    }

    fn take(&mut self, expected: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(expected);
        if found {
            self.at = self.at.saturating_add(expected.len_utf8());
        }
        found
    }

    fn value(&mut self) -> Result<String, String> {
        self.skip_space();
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<&RawValue>();
        let raw = match values.next() {
            Some(Ok(value)) => value.get().to_owned(),
            Some(Err(error)) => return Err(format!("{} in the value at byte {}", plain_words(&error), self.at)),
            None => return Err(self.unexpected("expected a value")),
        };
        self.at = self.at.saturating_add(values.byte_offset());
        Ok(raw)
    }

    fn string(&mut self) -> Result<String, String> {
        self.skip_space();
        if !self.rest().starts_with('"') {
            return Err(self.unexpected("expected a key"));
        }
        let raw = self.value()?;
        serde_json::from_str(&raw).map_err(|error| format!("{} in the key at byte {}", plain_words(&error), self.at))
    }

    fn unexpected(&self, what: &str) -> String {
        if self.rest().is_empty() {
            return format!("the text ends at byte {}", self.at);
        }
        format!("{what} at byte {}", self.at)
    }
}

/// serde_json's message without its own position, which counts from the start of the value.
fn plain_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.split_once(" at line") {
        Some((before, _)) => before.to_owned(),
        None => words,
    }
}

/// Turns single-quoted keys and values into JSON strings; `None` when the text does not start that way.
pub(super) fn requote(text: &str) -> Option<String> {
    let first = text.trim_start().strip_prefix('{')?.trim_start();
    if !first.starts_with('\'') {
        return None;
    }
    let mut json = String::with_capacity(text.len());
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                quoted = !quoted;
                json.push('"');
            }
            '"' if quoted => json.push_str("\\\""),
            '\\' => requote_escape(&mut json, chars.next()),
            other => json.push(other),
        }
    }
    Some(json)
}

fn requote_escape(json: &mut String, after_backslash: Option<char>) {
    match after_backslash {
        Some('\'') => json.push('\''),
        Some(c) => json.extend(['\\', c]),
        None => json.push('\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)], whole: bool) {
        let object = read_object(text).unwrap();
        let entries: Vec<_> = object.entries.iter().map(|entry| (entry.key.as_str(), entry.raw.as_str())).collect();
        assert_eq!(entries, expected);
        assert_eq!(object.error.is_none(), whole, "{:?}", object.error);
    }

    #[test]
    fn order_and_repeated_keys_are_kept() {
        check(r#"{"b":1,"a":"x","b":[2]}"#, &[("b", "1"), ("a", "\"x\""), ("b", "[2]")], true);
    }

    #[test]
    fn empty_objects_are_whole() {
        check(" { } ", &[], true);
    }

    #[test]
    fn a_cut_value_loses_only_itself() {
        check(r#"{"a":"x","b":"yy"#, &[("a", "\"x\"")], false);
    }

    #[test]
    fn a_cut_nested_object_is_kept_open() {
        check(r#"{"AIGC":{"Label":"1","#, &[("AIGC", r#"{"Label":"1","#)], false);
    }

    #[test]
    fn a_missing_comma_is_an_error() {
        check(r#"{"a":1 "b":2}"#, &[("a", "1")], false);
    }

    #[test]
    fn text_after_the_object_is_not_part_of_it() {
        assert_eq!(read_object(r#"{"a":1} tail"#).unwrap().len, 7);
    }

    #[test]
    fn prose_and_arrays_are_no_object() {
        assert_eq!(read_object("AIGC art"), None);
        assert_eq!(read_object("[{}]"), None);
    }

    #[test]
    fn too_many_keys_are_said() {
        let text = format!("{{{}}}", "\"k\":0,".repeat(ENTRIES_MAX + 1));
        let object = read_object(&text).unwrap();
        assert_eq!(object.entries.len(), ENTRIES_MAX);
        assert!(object.error.unwrap().contains("keys"));
    }

    #[test]
    fn deep_nesting_does_not_recurse() {
        let text = format!("{{\"a\":{}", "[".repeat(200_000));
        assert!(read_object(&text).unwrap().error.is_some());
    }

    #[test]
    fn single_quotes_become_json() {
        assert_eq!(requote(r#"{'a':'it\'s "x"'}"#).unwrap(), r#"{"a":"it's \"x\""}"#);
        assert_eq!(requote(r#"{"a":'x'}"#), None);
    }
}
