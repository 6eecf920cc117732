//! Labels inside bytes that are not text fields: trailing data, private chunks, maker notes.
//!
//! Bytes in, ranges out. Recognises an object by the label's own keys and reads to its end; never a word in
//! prose. The work per slice is bounded, and reaching the bound is said.

use std::ops::Range;

use memchr::memmem;

use super::open::{self, Wrapper};
use super::{json, keys};
use crate::limits::Limits;
use crate::vocabulary::aigc::KEYS;

/// How far before a key its opening brace is looked for; other keys may stand between.
const BRACE_DISTANCE_MAX: usize = 4096;

/// Braces tried per key.
const BRACES_TRIED_MAX: usize = 3;

/// The first words looked for; whatever has none of them is no label.
const NEEDLES: [&[u8]; 4] = [b"AIGC", b"Label", b"ContentProducer", b"ProduceID"];

/// What a search found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The first label.
    pub(super) range: Option<Range<usize>>,
    /// True when the bound on tries ended the search.
    pub(super) exhausted: bool,
}

/// Searches from an offset on for a label-shaped JSON object: `{"AIGC":{…}}`, or an object with at least two of the
/// seven keys of 附录E exactly as written there, each also with backslash-escaped quotes.
pub(super) fn find(bytes: &[u8], from: usize, limits: &Limits) -> Found {
    let mut tried = Vec::new();
    let mut quoted_until = 0;
    for hit in hits(bytes, from) {
        for brace in braces_before(bytes, from, hit) {
            if brace < quoted_until || tried.contains(&brace) {
                continue;
            }
            if tried.len() >= limits.label_tries_max {
                return Found { range: None, exhausted: true };
            }
            tried.push(brace);
            if is_quoted_in_prose(bytes.get(..brace).unwrap_or_default()) {
                let window = window(bytes, brace, limits.label_bytes_max);
                quoted_until = brace.saturating_add(braced_len(window));
                continue;
            }
            if let Some(len) = label_len(bytes, brace, limits.label_bytes_max) {
                return Found { range: Some(brace..brace.saturating_add(len)), exhausted: false };
            }
        }
    }
    Found { range: None, exhausted: false }
}

/// Places of all needles in order.
fn hits(bytes: &[u8], from: usize) -> Vec<usize> {
    let rest = bytes.get(from..).unwrap_or_default();
    let places = NEEDLES.iter().flat_map(|needle| memmem::find_iter(rest, needle));
    let mut places: Vec<usize> = places.map(|at| at.saturating_add(from)).collect();
    places.sort_unstable();
    places
}

/// The nearest braces first: a nested value can stand between the key and the brace of its object.
fn braces_before(bytes: &[u8], from: usize, hit: usize) -> impl Iterator<Item = usize> {
    let start = hit.saturating_sub(BRACE_DISTANCE_MAX).max(from);
    let before = bytes.get(start..hit).unwrap_or_default();
    memchr::memrchr_iter(b'{', before).take(BRACES_TRIED_MAX).map(move |at| start.saturating_add(at))
}

/// A text that speaks of the label puts words and a space before it; a writer glues it to a name or a byte.
fn is_quoted_in_prose(before: &[u8]) -> bool {
    let words = before.trim_ascii_end();
    let is_spaced = words.len() < before.len();
    let is_word_end = words.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    is_spaced && is_word_end && !words.ends_with(b"AIGC")
}

/// Length of the label that starts at a brace.
fn label_len(bytes: &[u8], brace: usize, bytes_max: usize) -> Option<usize> {
    let window = window(bytes, brace, bytes_max);
    let (opened, len) = match json::read_object(window).filter(|object| !object.entries.is_empty()) {
        Some(object) => (open::open(window.get(..object.len)?)?, object.len),
        None => {
            let len = braced_len(window);
            (open::open(window.get(..len)?)?, len)
        }
    };
    let has = |key: &str| opened.entries.iter().any(|entry| entry.key == key);
    let exact = KEYS.iter().filter(|key| has(key)).count();
    let is_wrapped = opened.wrapper == Wrapper::Exact && (exact > 0 || opened.entries.is_empty());
    let is_telling = exact >= 2 && KEYS.iter().any(|key| keys::is_distinctive(key) && has(key));
    (is_wrapped || is_telling).then_some(len)
}

fn window(bytes: &[u8], brace: usize, bytes_max: usize) -> &str {
    let rest = bytes.get(brace..).unwrap_or_default();
    valid_utf8(rest.get(..bytes_max).unwrap_or(rest))
}

fn valid_utf8(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default()
        }
    }
}

/// Escaped objects cannot be read as they stand; their end is where the braces balance.
fn braced_len(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth = depth.saturating_add(1),
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at.saturating_add(1);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Option<&str>) {
        let found =
            find(bytes, 0, &Limits::default()).range.map(|range| String::from_utf8_lossy(&bytes[range]).into_owned());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn wrapped_label_between_noise() {
        let label = r#"{"AIGC":{"Label":"1","ContentProducer":"x"}}"#;
        check(format!("\u{0}{{{{\u{1}{label}\u{0}tail}}").as_bytes(), Some(label));
        check(&[b"\xff\xfe{", label.as_bytes(), b"\xff"].concat(), Some(label));
    }

    #[test]
    fn inner_object_with_two_keys() {
        check(br#"AIGC{"Label":"1","ProduceID":"7"}"#, Some(r#"{"Label":"1","ProduceID":"7"}"#));
        check(br#"{"x":0,"ProduceID":"7","Label":"1"}"#, Some(r#"{"x":0,"ProduceID":"7","Label":"1"}"#));
    }

    #[test]
    fn nested_values_before_the_keys() {
        let label = r#"{"ReservedCode1":{"a":{}},"Label":"1","ProduceID":"7"}"#;
        check(label.as_bytes(), Some(label));
    }

    #[test]
    fn escaped_quotes() {
        let label = r#"{\"AIGC\":{\"Label\":\"1\"}}"#;
        check(format!("..{label}..").as_bytes(), Some(label));
    }

    #[test]
    fn a_cut_label_reaches_to_the_end() {
        let label = r#"{"AIGC":{"Label":"1","Conten"#;
        check(label.as_bytes(), Some(label));
    }

    #[test]
    fn words_and_foreign_objects_are_nothing() {
        for text in [
            r#"{"aigc":true}"#,
            r#"{"AIGC":true}"#,
            r#"{"AIGC":{"enabled":true}}"#,
            r#"{"Label":"cat"}"#,
            "Label ContentProducer AIGC {",
            "https://www.tc260.org.cn/ns/AIGC/1.0/",
            r#"{"prompt":"AIGC Label ContentProducer"}"#,
            r#"{"Label":"EMI","ReservedCode1":"x"}"#,
            r#"the label is {"AIGC":{"Label":"1","ProduceID":"7"}} by law"#,
            r#"标签 {"AIGC":{"Label":"1","ProduceID":"7"}}"#,
        ] {
            check(text.as_bytes(), None);
        }
    }

    #[test]
    fn decoys_end_the_search_and_say_so() {
        let limits = Limits { label_tries_max: 3, ..Limits::default() };
        let bytes = br#"{"Label":{"Label":{"Label":{"Label":0}}}}"#.repeat(9);
        assert_eq!(find(&bytes, 0, &limits), Found { range: None, exhausted: true });
    }
}
