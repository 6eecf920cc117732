//! A JSON object written anew exactly as Python's `json.dumps(json.loads(text))` writes it.
//!
//! In: text out of a file. Out: the bytes that a Python program would sign: `", "` and `": "` between members, members
//! in their order, everything outside of ASCII escaped, numbers as Python's `repr` shows them. `serde_json` cannot do
//! this: it rounds some decimals otherwise, knows no integers above 64 bits and refuses half of a surrogate pair.
//! Must not know: what the object means.

use std::collections::HashMap;

/// The members of an object in order, key and value as Python writes them; the key with its quotes.
pub(super) type Members = Vec<(String, String)>;

/// Takes an object apart. `None` if it is not JSON as Python reads it, no object, or nested deeper than `depth_max`.
pub(super) fn members(text: &str, depth_max: usize) -> Option<Members> {
    let mut parser = Parser { rest: text };
    parser.skip_space();
    let members = parser.object(depth_max)?;
    parser.skip_space();
    parser.rest.is_empty().then_some(members)
}

/// Puts members together again.
pub(super) fn object(members: &[(String, String)]) -> String {
    let joined: Vec<String> = members.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", joined.join(", "))
}

/// The text of a value that is a string; `None` for other values and for one with half of a surrogate pair.
pub(super) fn text(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?;
    let mut parser = Parser { rest: inner };
    let units = parser.string_units()?;
    parser.rest.is_empty().then(|| String::from_utf16(&units).ok())?
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, word: &str) -> bool {
        let after = self.rest.strip_prefix(word);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self, depth_left: usize) -> Option<String> {
        match self.rest.as_bytes().first()? {
            b'{' => self.object(depth_left).map(|members| object(&members)),
            b'[' => self.array(depth_left),
            b'"' => self.string(),
            _word => self.word().or_else(|| self.number()),
        }
    }

    fn object(&mut self, depth_left: usize) -> Option<Members> {
        let depth_left = depth_left.checked_sub(1)?;
        let mut members = Members::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        if !self.take("{") {
            return None;
        }
        self.skip_space();
        if self.take("}") {
            return Some(members);
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            if !self.take(":") {
                return None;
            }
            self.skip_space();
            let value = self.value(depth_left)?;
            put(&mut members, &mut places, key, value);
            self.skip_space();
            if self.take("}") {
                return Some(members);
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn array(&mut self, depth_left: usize) -> Option<String> {
        let depth_left = depth_left.checked_sub(1)?;
        let mut items = Vec::new();
        if !self.take("[") {
            return None;
        }
        self.skip_space();
        if self.take("]") {
            return Some("[]".to_owned());
        }
        loop {
            self.skip_space();
            items.push(self.value(depth_left)?);
            self.skip_space();
            if self.take("]") {
                return Some(format!("[{}]", items.join(", ")));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn word(&mut self) -> Option<String> {
        let words = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];
        words.into_iter().find(|word| self.take(word)).map(str::to_owned)
    }

    fn number(&mut self) -> Option<String> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(self.rest.starts_with('-'));
        let (_, whole_on) = self.rest.split_at_checked(sign)?;
        // A number does not go on behind a leading zero.
        let whole = if whole_on.starts_with('0') { 1 } else { digits(whole_on) };
        let (_, fraction_on) = whole_on.split_at_checked(whole).filter(|_| whole > 0)?;
        let fraction = match fraction_on.strip_prefix('.').map(digits) {
            Some(count) if count > 0 => count.checked_add(1)?,
            Some(_) | None => 0,
        };
        let (_, exponent_on) = fraction_on.split_at_checked(fraction)?;
        let exponent = match exponent_on.strip_prefix(['e', 'E']) {
            Some(power) => {
                let signed = usize::from(power.starts_with(['+', '-']));
                let count = power.split_at_checked(signed).map_or(0, |(_, power)| digits(power));
                if count > 0 { signed.checked_add(count)?.checked_add(1)? } else { 0 }
            }
            None => 0,
        };
        let length = [sign, whole, fraction, exponent].iter().try_fold(0_usize, |sum, part| sum.checked_add(*part))?;
        let (number, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        if fraction == 0 && exponent == 0 { integer(number) } else { number.parse().ok().map(float) }
    }

    fn string(&mut self) -> Option<String> {
        if !self.take("\"") {
            return None;
        }
        self.string_units().map(|units| quoted(&units))
    }

    /// The rest of a string, its closing quote included, in UTF-16.
    fn string_units(&mut self) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        loop {
            let (plain, _) = self.rest.split_at_checked(self.rest.find(['"', '\\'])?)?;
            if plain.chars().any(|c| c < ' ') {
                return None;
            }
            units.extend(plain.encode_utf16());
            self.take(plain);
            if self.take("\"") {
                return Some(units);
            }
            self.take("\\");
            units.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<u16> {
        let code = self.rest.chars().next()?;
        let (_, rest) = self.rest.split_at_checked(code.len_utf8())?;
        self.rest = rest;
        let plain = match code {
            '"' | '\\' | '/' => code,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.code_unit(),
            _other => return None,
        };
        u16::try_from(u32::from(plain)).ok()
    }

    fn code_unit(&mut self) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        // The parser of numbers would also take a sign.
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all_digits.then(|| u16::from_str_radix(digits, 16).ok())?
    }
}

/// Of members with the same key Python keeps the last value, at the place of the first.
fn put(members: &mut Members, places: &mut HashMap<String, usize>, key: String, value: String) {
    match places.get(&key).and_then(|place| members.get_mut(*place)) {
        Some(member) => member.1 = value,
        None => {
            places.insert(key.clone(), members.len());
            members.push((key, value));
        }
    }
}

fn quoted(units: &[u16]) -> String {
    let mut out = String::with_capacity(units.len().saturating_add(2));
    out.push('"');
    for unit in units {
        match u8::try_from(*unit).map(char::from) {
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok(plain @ ' '..='~') => out.push(plain),
            Ok(_) | Err(_) => out.push_str(&format!("\\u{unit:04x}")),
        }
    }
    out.push('"');
    out
}

/// Digits of the largest integer that Python reads from text.
const INTEGER_DIGITS_MAX: usize = 4_300;

/// An integer of any length; Python knows no negative zero among them.
fn integer(digits: &str) -> Option<String> {
    let is_short = digits.trim_start_matches('-').len() <= INTEGER_DIGITS_MAX;
    let shown = if digits == "-0" { "0" } else { digits };
    is_short.then(|| shown.to_owned())
}

/// `repr` of a float: the shortest digits that give it back, with an exponent below 1e-4 and from 1e16 on.
fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if let Some(decimals) = decimals(digits, exponent) {
        // Of two shortest decimals that are equally near this takes the even one, as Python does.
        return format!("{value:.decimals$}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

/// Digits behind the point, at least one; none where the number is written with an exponent.
fn decimals(digits: &str, exponent: i32) -> Option<usize> {
    let behind_first = digits.split_once('.').map_or(0, |(_, behind)| behind.len());
    let needed = i32::try_from(behind_first).ok()?.checked_sub(exponent)?;
    (-4..16).contains(&exponent).then(|| usize::try_from(needed.max(1)).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, dumped: Option<&str>) {
        assert_eq!(members(text, 8).map(|members| object(&members)).as_deref(), dumped, "{text}");
    }

    /// Every expected text is what Python 3.11 gives for `json.dumps(json.loads(text))`.
    #[test]
    fn objects_are_written_as_python_writes_them() {
        check(r#"{"b":1,"a":[true,false,null],"c":{}}"#, Some(r#"{"b": 1, "a": [true, false, null], "c": {}}"#));
        check(" \n{ \"a\" :\t[ ] , \"b\":{\"c\" : [ 1 ,2 ]} }\r ", Some(r#"{"a": [], "b": {"c": [1, 2]}}"#));
        check("{}", Some("{}"));
    }

    #[test]
    fn of_equal_keys_the_last_value_stands_at_the_first_place() {
        check(r#"{"a":1,"b":2,"\u0061":3}"#, Some(r#"{"a": 3, "b": 2}"#));
    }

    #[test]
    fn strings_are_escaped_as_python_escapes_them() {
        check(r#"{"猫":"é😀\/\"\\"}"#, Some(r#"{"\u732b": "\u00e9\ud83d\ude00/\"\\"}"#));
        check(r#"{"a":"\u0007\b\f\n\r\t\u007F"}"#, Some(r#"{"a": "\u0007\b\f\n\r\t\u007f"}"#));
        check(r#"{"a":"\ud83d\uDE00\ud800"}"#, Some(r#"{"a": "\ud83d\ude00\ud800"}"#));
        check("{\"a\":\"\n\"}", None);
        check(r#"{"a":"\x"}"#, None);
        check(r#"{"a":"\u+123"}"#, None);
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        let floats = [
            ("5.0", "5.0"),
            ("5.60", "5.6"),
            ("0.1", "0.1"),
            ("1E5", "100000.0"),
            ("1e15", "1000000000000000.0"),
            ("1e16", "1e+16"),
            ("123456789012345678.0", "1.2345678901234568e+17"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("2.5e-7", "2.5e-07"),
            ("1e-300", "1e-300"),
            ("5e-324", "5e-324"),
            ("-0.0", "-0.0"),
            ("1e400", "Infinity"),
            ("-1e400", "-Infinity"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("9007199254740993.0", "9007199254740992.0"),
            // Halfway between the two shortest decimals.
            ("584384914258790.25", "584384914258790.2"),
            ("187337619433884.125", "187337619433884.12"),
        ];
        let integers = [("-0", "0"), ("4294967295", "4294967295"), ("123456789012345678901", "123456789012345678901")];
        let words = [("NaN", "NaN"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity")];
        for (number, shown) in floats.into_iter().chain(integers).chain(words) {
            check(&format!("{{\"a\":{number}}}"), Some(&format!("{{\"a\": {shown}}}")));
        }
        for wrong in ["01", "1.", ".5", "+1", "1e", "-", "0x1", "nan", "--1"] {
            check(&format!("{{\"a\":{wrong}}}"), None);
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for wrong in ["", "[1]", "{", "{\"a\"}", "{\"a\":1,}", "{\"a\":1} x", "{'a':1}", "{\"a\":[1}"] {
            check(wrong, None);
        }
        assert!(members(&"{\"a\":".repeat(100_000), 32).is_none());
        assert!(members(&format!("{{\"a\":{}{}}}", "[".repeat(7), "]".repeat(7)), 8).is_some());
        assert!(members(&format!("{{\"a\":{}{}}}", "[".repeat(8), "]".repeat(8)), 8).is_none());
    }

    #[test]
    fn the_text_of_a_value_is_given_back() {
        assert_eq!(text("\"\\u732b \\\"\\ud83d\\ude00\"").as_deref(), Some("猫 \"😀"));
        assert_eq!((text("5"), text("\"\\ud800\"")), (None, None));
    }
}
