//! Writing the JSON of a label: 附录E b), keys in its order.

use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue};

/// A JSON string (RFC 8259 §7).
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The members of a label, the seven fields first; others follow as they were written.
pub(super) fn members(fields: &AigcFields, others: &[(String, String)]) -> Vec<String> {
    let value = |value: &FieldValue| match value {
        FieldValue::Missing => string(""),
        FieldValue::Text(text) => string(text.as_raw()),
        FieldValue::NotText(raw) => raw.as_raw().to_owned(),
    };
    let fields = fields.iter().map(|(key, field)| format!("\"{key}\":{}", value(field)));
    let others = others.iter().map(|(key, raw)| format!("{}:{raw}", string(key)));
    fields.chain(others).collect()
}

/// A field holding a text.
pub(super) fn text(value: &str) -> FieldValue {
    FieldValue::Text(Untrusted::new(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str) {
        let parsed: String = serde_json::from_str(&string(raw)).unwrap();
        assert_eq!(parsed, raw);
    }

    #[test]
    fn strings_are_read_back_as_they_were() {
        check("tos-cn/x");
        check("a\"b\\c");
        check("豆包 \u{0}\n\u{85}\u{10ffff}");
    }

    #[test]
    fn missing_fields_are_written_blank_and_others_kept() {
        let fields = AigcFields { label: text("1"), ..AigcFields::default() };
        let members = members(&fields, &[("Note".to_owned(), "[1]".to_owned())]);
        assert_eq!(members.len(), 8);
        assert_eq!((members[0].as_str(), members[1].as_str()), ("\"Label\":\"1\"", "\"ContentProducer\":\"\""));
        assert_eq!(members[7], "\"Note\":[1]");
    }
}
