//! Values that were never filled in, and characters outside 附录E j.
//!
//! Pure functions on one value. What a blank or unusual value means is not decided here.

/// Texts that templates and faulty serialisers leave behind, in lower case.
const TEMPLATES: [&str; 6] = ["label", "string", "null", "undefined", "公司名 或 备案号", "[object object]"];

/// Parts of texts that only templates contain.
const TEMPLATE_PARTS: [&str; 4] = ["${", "{{", "公司名或", "备案号>"];

/// True for a value nobody filled in: `value3`, zeros only, a Java object reference, a template's own words.
pub(super) fn is_placeholder(key: &str, value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_lowercase();
    !value.is_empty()
        && (lower == key.to_lowercase()
            || TEMPLATES.contains(&lower.as_str())
            || TEMPLATE_PARTS.iter().any(|part| lower.contains(part))
            || is_numbered_value(&lower)
            || is_all_zero(key, value)
            || is_java_reference(value))
}

/// `value1` to `value7` of the format line in 附录E b.
fn is_numbered_value(lower: &str) -> bool {
    lower.strip_prefix("value").is_some_and(|digit| matches!(digit, "1" | "2" | "3" | "4" | "5" | "6" | "7"))
}

/// A number made of zeros identifies nothing; a producer code has its own check.
fn is_all_zero(key: &str, value: &str) -> bool {
    let is_number = matches!(key, "ProduceID" | "PropagateID");
    let mut digits = value.chars().filter(|c| *c != '-');
    is_number && value.contains('0') && digits.all(|c| c == '0')
}

/// What Java prints for an object without `toString`: `com.example.Id@1a2b3c`.
fn is_java_reference(value: &str) -> bool {
    let Some((class, hash)) = value.split_once('@') else { return false };
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'));
    class.contains('.')
        && class.split('.').all(is_name)
        && (1..=8).contains(&hash.len())
        && hash.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

/// 附录E j: 0x21, 0x23–0x5B, 0x5D–0x7E and `\"`, which is a quotation mark once the string is read.
pub(super) fn is_outside_charset(value: &str) -> bool {
    value.chars().any(|c| !matches!(c, '\x21'..='\x5b' | '\x5d'..='\x7e'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, value: &str, expected: bool) {
        assert_eq!(is_placeholder(key, value), expected, "{key}={value}");
    }

    #[test]
    fn template_values() {
        check("ProduceID", "value3", true);
        check("Label", "label", true);
        check("ContentProducer", "ContentProducer", true);
        check("ContentProducer", "公司名 或 备案号", true);
        check("ProduceID", "${id}", true);
    }

    #[test]
    fn zeros_identify_nothing() {
        check("ProduceID", "0000000000", true);
        check("ProduceID", "00000000-0000-0000-0000-000000000000", true);
        check("ProduceID", "00000000000000000001", false);
        check("ReservedCode1", "0000", false);
    }

    #[test]
    fn object_references() {
        check("ProduceID", "com.x.Y@1a2b3c", true);
        check("ProduceID", "someone@cafe", false);
        check("ContentProducer", "a.b@example.org", false);
    }

    #[test]
    fn real_values_are_kept() {
        check("ContentProducer", "doubao", false);
        check("ProduceID", "tos-cn-i-tb4s082cfz/c7fe057c61584857b10c5ad6f5ee96e6", false);
        check("ReservedCode1", "", false);
        check("ProduceID", "value8", false);
    }

    #[test]
    fn charset_of_clause_j() {
        assert!(!is_outside_charset("!#[]~\"azAZ09"));
        for value in ["a b", "a\\b", "豆包", "\u{7f}", "\n"] {
            assert!(is_outside_charset(value), "{value:?}");
        }
    }
}
