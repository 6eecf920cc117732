//! Texts made comparable: what readers of small print take for each other is made one.

/// Without spaces and punctuation, and with the look-alikes of the letters AI made one.
pub(super) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let is_look_alike = "lI1丨Ⅰi!|｜".contains(character);
        let is_dropped = character.is_whitespace() || "·•.-—_:：,，。/©@()（）【】[]|｜'’\"“”".contains(character);
        if is_look_alike && out.ends_with('A') {
            out.push('I');
        } else if !is_dropped {
            out.push(character);
        }
    }
    out
}

/// Lower case, and the look-alikes of small print made one, for comparing whole wordings.
pub(super) fn fold(text: &str) -> String {
    let one = |c: char| match c {
        'l' | '1' | '|' => 'i',
        '0' => 'o',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(one).collect()
}
