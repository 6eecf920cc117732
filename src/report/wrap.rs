//! Lines for a terminal: how wide a text is, and where it may be broken.
//!
//! Chinese characters take two columns and may be broken between any two, except before closing and after
//! opening punctuation; other text is broken at spaces. A word that is longer than a line stays whole, because
//! paths and ids are copied.

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Pads to a width in columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Breaks a text into lines of at most `columns`, of which the first has `used` columns taken already.
pub fn wrap(text: &str, used: usize, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut filled = used;
    for unit in units(text) {
        let bare = unit.trim_end();
        if filled > 0 && filled + width(bare) > columns {
            if let Some(line) = lines.last_mut() {
                line.truncate(line.trim_end().len());
            }
            lines.push(String::new());
            filled = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(unit);
        }
        filled += width(unit);
    }
    if let Some(line) = lines.last_mut() {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// The parts of a text that must stay together, each with the spaces behind it.
fn units(text: &str) -> Vec<&str> {
    let mut units = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            units.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    units.extend(text.get(start..));
    units
}

fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str = "，。；：！？、）》」』】〕”’,.;:!?)%";
    const OPENING: &str = "（《「『【〔“‘(";
    if after == ' ' || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn char_width(c: char) -> usize {
    if is_wide(c) { 2 } else { usize::from(!is_combining(c)) }
}

/// East Asian wide and fullwidth characters, and emoji (Unicode 16, UAX #11, by block).
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}' | '\u{20000}'..='\u{3fffd}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, used: usize, columns: usize, expected: &[&str]) {
        let lines = wrap(text, used, columns);
        assert_eq!(lines, expected);
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "nothing is lost");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(pad("标识", 6), "标识  ");
        assert_eq!(width("e\u{301}标"), 3);
    }

    #[test]
    fn latin_breaks_at_spaces() {
        check("one two three", 0, 8, &["one two", "three"]);
        check("one two three", 5, 8, &["one", "two", "three"]);
        check("averylongword", 0, 8, &["averylongword"]);
        check("to averylongword it", 0, 8, &["to", "averylongword", "it"]);
        check("", 0, 8, &[""]);
    }

    #[test]
    fn chinese_breaks_anywhere_but_around_punctuation() {
        check("标识曾经存在", 0, 8, &["标识曾经", "存在"]);
        check("标识曾经，存在", 0, 8, &["标识曾", "经，存在"]);
        check("标识（存在）", 0, 6, &["标识", "（存", "在）"]);
        check("按 GB 45438 写入", 0, 9, &["按 GB", "45438 写", "入"]);
    }

    #[test]
    fn a_long_start_pushes_the_text_to_the_next_line() {
        check("标识曾经", 7, 8, &["", "标识曾经"]);
    }
}
