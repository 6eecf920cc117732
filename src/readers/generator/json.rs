//! JSON as generators write it, and the few questions the readers ask of it.
//!
//! In: text from a file. Out: `serde_json` values. Python's writer emits `NaN` and `Infinity`, which are not
//! JSON; they are read as null. Keys are compared without case, spaces, `_` and `-`, because the same settings
//! go by `cfg_scale`, `cfgScale` and `CFG Scale`. Must not know: which program a key belongs to.

use serde_json::{Map, Value};

/// An object of a document.
pub(super) type Object = Map<String, Value>;

/// Parses a JSON object, or nothing. The parser bounds the nesting by itself (128 levels).
pub(super) fn parse_object(text: &str) -> Option<Object> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if !text.starts_with('{') {
        return None;
    }
    if let Ok(Value::Object(object)) = serde_json::from_str(text) {
        return Some(object);
    }
    if !text.contains("NaN") && !text.contains("Infinity") {
        return None;
    }
    serde_json::from_str(&without_python_numbers(text)).ok()
}

/// Replaces `NaN`, `Infinity` and `-Infinity` outside strings by `null`.
fn without_python_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, tail)) = rest.split_once('"') {
        out.push_str(&nulls(plain));
        out.push('"');
        let (string, after) = tail.split_at_checked(string_len(tail)).unwrap_or((tail, ""));
        out.push_str(string);
        rest = after;
    }
    out.push_str(&nulls(rest));
    out
}

fn nulls(plain: &str) -> String {
    plain.replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null")
}

/// Length of the rest of a string, its closing quote included.
fn string_len(tail: &str) -> usize {
    let mut escaped = false;
    for (at, c) in tail.char_indices() {
        match c {
            '"' if !escaped => return at.saturating_add(1),
            '\\' => escaped = !escaped,
            _other => escaped = false,
        }
    }
    tail.len()
}

/// The first member whose key is one of `names` (lower case, without separators).
pub(super) fn pick<'v>(object: &'v Object, names: &[&str]) -> Option<&'v Value> {
    object.iter().find(|(key, _)| names.iter().any(|name| is_same(key, name))).map(|(_, value)| value)
}

fn is_same(key: &str, name: &str) -> bool {
    let folded = key.bytes().filter(|byte| !matches!(byte, b'_' | b' ' | b'-')).map(|byte| byte.to_ascii_lowercase());
    folded.eq(name.bytes())
}

/// A number, also one written as a string.
pub(super) fn is_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Whether a member with one of these names holds a number.
pub(super) fn has_number(object: &Object, names: &[&str]) -> bool {
    pick(object, names).is_some_and(is_number)
}

/// Whether a member with one of these names holds text.
pub(super) fn has_text(object: &Object, names: &[&str]) -> bool {
    pick(object, names).is_some_and(Value::is_string)
}

/// A scalar as text, for showing. An object yields its `name` or `model_name`.
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => pick(object, &["name", "modelname"])?.as_str().map(str::to_owned),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, members: Option<usize>) {
        assert_eq!(parse_object(text).map(|object| object.len()), members, "{text}");
    }

    #[test]
    fn objects_are_parsed() {
        check(r#"{"a": 1, "b": "x"}"#, Some(2));
        check("  {\"a\": 1}\n\0", Some(1));
    }

    #[test]
    fn python_numbers_are_null() {
        check(r#"{"is_changed": [NaN], "a": -Infinity}"#, Some(2));
    }

    #[test]
    fn words_inside_strings_stay() {
        let object = parse_object(r#"{"t": "NaN \" NaN", "n": NaN}"#).unwrap();
        assert_eq!(object["t"], "NaN \" NaN");
        assert!(object["n"].is_null());
    }

    #[test]
    fn broken_json_is_nothing() {
        check(r#"{"a": "#, None);
        check("{a photo of a cat}", None);
        check("[1]", None);
        check("", None);
    }

    #[test]
    fn deep_nesting_is_refused() {
        check(&format!("{{\"a\":{}", "[".repeat(100_000)), None);
    }

    #[test]
    fn keys_are_compared_without_separators() {
        let object = parse_object(r#"{"CFG Scale": "7.5", "num_inference_steps": 20}"#).unwrap();
        assert!(has_number(&object, &["cfgscale"]));
        assert!(has_number(&object, &["steps", "numinferencesteps"]));
        assert!(!has_text(&object, &["steps", "numinferencesteps"]));
    }
}
