//! Text from outside in lines of our own on a terminal.

use crate::untrusted::is_dangerous;

/// What could move the cursor is escaped, and nothing is cut.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_dangerous(c) && c != '\n' { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}
