//! Text that came out of a file.
//!
//! Everything a picture says is attacker-controlled. [`Untrusted`] keeps such text apart from our own
//! words and can only be printed escaped and cut to a bound, so that a label cannot move the cursor of a
//! terminal, forge a log line or reverse the reading direction of a report.

use std::fmt;

/// Text read from an asset. Printing it escapes control and bidirectional characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untrusted(String);

/// Characters of an untrusted text that are printed at most, unless the format asks for another precision
/// (`{:.4096}`); the rest becomes an ellipsis.
pub const PRINTED_CHARS_MAX: usize = 400;

impl Untrusted {
    /// Wraps text that came out of a file.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Decodes bytes as UTF-8, with U+FFFD where they are not.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The text as it stands in the file, for comparing and parsing. Never print this.
    pub fn as_raw(&self) -> &str {
        &self.0
    }

    /// True when there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for c in chars.by_ref().take(f.precision().unwrap_or(PRINTED_CHARS_MAX)) {
            if is_dangerous(c) {
                write!(f, "\\u{{{:04x}}}", u32::from(c))?;
            } else {
                write!(f, "{c}")?;
            }
        }
        if chars.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}

/// True for characters that could change how the text around them is shown.
pub fn is_dangerous(c: char) -> bool {
    let invisible_or_bidi = matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || invisible_or_bidi
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, printed: &str) {
        assert_eq!(Untrusted::new(raw).to_string(), printed);
    }

    #[test]
    fn plain_text_is_kept() {
        check("豆包AI生成", "豆包AI生成");
    }

    #[test]
    fn terminal_escapes_are_spelled_out() {
        check("\u{1b}[2Jclean", "\\u{001b}[2Jclean");
    }

    #[test]
    fn bidirectional_overrides_are_spelled_out() {
        check("a\u{202e}b", "a\\u{202e}b");
    }

    #[test]
    fn long_text_is_cut() {
        let printed = Untrusted::new("x".repeat(PRINTED_CHARS_MAX + 1)).to_string();
        assert!(printed.ends_with('…'));
        assert_eq!(format!("{:.3}", Untrusted::new("12345")), "123…");
        assert_eq!(format!("{:.500}", Untrusted::new("x".repeat(500))), "x".repeat(500));
    }
}
