//! Undoing what converters wrapped around a label text: prefixes, backslash escapes, character entities.
//!
//! Text in, text out, with the number of escape levels that had to be removed (two at most). Knows nothing of
//! fields; a text that needs no undoing comes back as it was.

/// The longest name of an entity, semicolon included: `#x10FFFF;` with a few zeros in front of the digits.
const ENTITY_BYTES_MAX: usize = 16;

/// Escape levels removed at most; a text escaped more often is left alone.
const LEVELS_MAX: u8 = 2;

/// A text without its prefix and escapes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Peeled {
    /// What is left.
    pub(super) text: String,
    /// Escape levels removed.
    pub(super) levels: u8,
}

/// Removes prefix and escapes until the text can be JSON.
pub(super) fn peel(text: &str) -> Peeled {
    let mut peeled = Peeled { text: strip_prefix(text).to_owned(), levels: 0 };
    while peeled.levels < LEVELS_MAX {
        let Some(next) = undo_one(&peeled.text) else { break };
        peeled.text = strip_prefix(&next).to_owned();
        peeled.levels = peeled.levels.saturating_add(1);
    }
    peeled
}

fn undo_one(text: &str) -> Option<String> {
    if let Some(inner) = json_string(text) {
        return Some(inner);
    }
    let after_brace = text.strip_prefix('{').unwrap_or(text).trim_start();
    if after_brace.starts_with('&') {
        return Some(xml_unescape(text)).filter(|plain| plain != text);
    }
    let escaped = after_brace.starts_with("\\\"") || after_brace.starts_with("\\\\") || after_brace.starts_with("\\n");
    if escaped { Some(unescape_backslashes(text)) } else { None }
}

/// A whole object packed into a JSON string.
fn json_string(text: &str) -> Option<String> {
    if !text.starts_with('"') {
        return None;
    }
    let inner: String = serde_json::from_str(text).ok()?;
    trim(&inner).starts_with(['{', '"', '\\', '&', 'A', 'T']).then_some(inner)
}

/// Removes white space, NUL and byte order mark at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}')
}

/// `AIGC{`, `AIGC:{`, `AIGC={`, `TC260:AIGC={`: the name glued to its value, as in audio and video carriers;
/// `"AIGC":{`, the line of 附录E b without its outer braces.
fn strip_prefix(text: &str) -> &str {
    let text = trim(text);
    if let Some(value) = text.strip_prefix("\"AIGC\"").and_then(|rest| rest.trim_start().strip_prefix(':')) {
        return trim(value);
    }
    let after_space = text.strip_prefix("TC260:").unwrap_or(text);
    let Some(name) = after_space.get(..4).filter(|name| name.eq_ignore_ascii_case("aigc")) else { return text };
    let rest = after_space.strip_prefix(name).unwrap_or_default();
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '\0'));
    if value.starts_with(['{', '"', '\\', '&']) { trim(value) } else { text }
}

/// One level of backslashes; white space escapes become white space.
fn unescape_backslashes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            push_unescaped(&mut plain, chars.next());
        } else {
            plain.push(c);
        }
    }
    plain
}

fn push_unescaped(plain: &mut String, after_backslash: Option<char>) {
    match after_backslash {
        Some(c @ ('"' | '\\' | '/')) => plain.push(c),
        Some('n' | 'r' | 't') => plain.push(' '),
        Some(c) => plain.extend(['\\', c]),
        None => plain.push('\\'),
    }
}

/// One level of XML character entities; what is no known entity stays.
pub(super) fn xml_unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        match entity(after) {
            Some((c, tail)) => {
                plain.push(c);
                rest = tail;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The character whose name, without the `&`, a text starts with, and what follows.
fn entity(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';')?;
    let (name, tail) = text.split_at_checked(end)?;
    Some((entity_char(name)?, tail.strip_prefix(';')?))
}

fn entity_char(name: &str) -> Option<char> {
    match name {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        _ => numeric_entity(name),
    }
}

fn numeric_entity(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, text: &str, levels: u8) {
        assert_eq!(peel(input), Peeled { text: text.to_owned(), levels });
    }

    #[test]
    fn plain_json_is_kept() {
        check(r#" {"Label":"1"} "#, r#"{"Label":"1"}"#, 0);
    }

    #[test]
    fn glued_names_are_removed() {
        for prefix in ["AIGC", "AIGC:", "AIGC=", "TC260:AIGC=", "aigc : ", "AIGC\0"] {
            check(&format!(r#"{prefix}{{"Label":"1"}}"#), r#"{"Label":"1"}"#, 0);
        }
    }

    #[test]
    fn a_quoted_name_without_outer_braces_is_removed() {
        check(r#""AIGC": {"Label":"1"}"#, r#"{"Label":"1"}"#, 0);
    }

    #[test]
    fn a_word_in_front_of_prose_is_kept() {
        check("AIGC art by me", "AIGC art by me", 0);
    }

    #[test]
    fn one_level_of_backslashes() {
        check(r#"{\"Label\":\"1\"}"#, r#"{"Label":"1"}"#, 1);
    }

    #[test]
    fn two_levels_of_backslashes() {
        check(r#"{\\\"Label\\\":\\\"1\\\"}"#, r#"{"Label":"1"}"#, 2);
    }

    #[test]
    fn three_levels_stay_unread() {
        let once = r#"{\\\\\\\"Label\\\\\\\":1}"#;
        assert_eq!(peel(once).levels, 2);
        assert!(peel(once).text.starts_with("{\\"));
    }

    #[test]
    fn a_json_string_is_one_level() {
        check(r#""{\"Label\":\"1\"}""#, r#"{"Label":"1"}"#, 1);
    }

    #[test]
    fn entities_are_one_level_each() {
        check("{&quot;Label&quot;:&#34;1&#x22;}", r#"{"Label":"1"}"#, 1);
        check("{&amp;quot;Label&amp;quot;:&amp;quot;1&amp;quot;}", r#"{"Label":"1"}"#, 2);
    }

    #[test]
    fn an_ampersand_in_a_value_is_no_escape() {
        check(r#"{"Label":"a&b"}"#, r#"{"Label":"a&b"}"#, 0);
    }

    #[test]
    fn unknown_entities_stay() {
        assert_eq!(xml_unescape("a &nbsp; b & c &quot;"), "a &nbsp; b & c \"");
    }

    /// From each `&` to the end of the text would be hours of work for a text of nothing else.
    #[test]
    fn the_end_of_an_entity_is_not_looked_for_through_the_whole_text() {
        assert_eq!(xml_unescape("&#x00000022;"), "\"");
        let endless = format!("&#x{}22;", "0".repeat(ENTITY_BYTES_MAX));
        assert_eq!(xml_unescape(&endless), endless);
    }
}
