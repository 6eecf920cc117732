//! CBOR (RFC 8949) to JSON values, as far as manifests need it.
//!
//! In: the bytes of one item. Out: a JSON value; byte strings become base64 text, map keys text, tags are
//! dropped. Bounded in nesting and in the number of items (shared by all documents of one asset), since both
//! are the asset's choice. Must not know what the items mean.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value};

/// Nesting of arrays, maps and tags.
const DEPTH_MAX: usize = 48;

/// Decodes the first item of `bytes`; `None` when it is malformed, cut short or over a bound. Every item
/// decoded is taken off `items_left`.
pub(super) fn decode(bytes: &[u8], items_left: &mut usize) -> Option<Value> {
    let mut decoder = Decoder { rest: bytes, items_left: *items_left };
    let value = decoder.item(DEPTH_MAX);
    *items_left = decoder.items_left;
    value
}

struct Decoder<'a> {
    rest: &'a [u8],
    items_left: usize,
}

/// The argument of an item head (RFC 8949 §3).
#[derive(Clone, Copy)]
enum Argument {
    Of(u64),
    Indefinite,
}

const BREAK: u8 = 0xff;

impl<'a> Decoder<'a> {
    fn item(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.items_left = self.items_left.checked_sub(1)?;
        let first = self.byte()?;
        let minor = first & 0x1f;
        match first >> 5 {
            0 => Some(Value::from(self.number(minor)?)),
            1 => Some(negative(self.number(minor)?)),
            2 => Some(Value::String(STANDARD.encode(self.string(minor, 2)?))),
            3 => Some(Value::String(String::from_utf8_lossy(&self.string(minor, 3)?).into_owned())),
            4 => self.array(minor, depth),
            5 => self.map(minor, depth),
            6 => {
                self.number(minor)?;
                self.item(depth)
            }
            _ => self.simple(minor),
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn argument(&mut self, minor: u8) -> Option<Argument> {
        let width = match minor {
            0..=23 => return Some(Argument::Of(u64::from(minor))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            31 => return Some(Argument::Indefinite),
            _ => return None,
        };
        let digits = self.take(width)?;
        Some(Argument::Of(digits.iter().fold(0, |sum, digit| (sum << 8) | u64::from(*digit))))
    }

    fn number(&mut self, minor: u8) -> Option<u64> {
        match self.argument(minor)? {
            Argument::Of(number) => Some(number),
            Argument::Indefinite => None,
        }
    }

    fn string(&mut self, minor: u8, major: u8) -> Option<Vec<u8>> {
        match self.argument(minor)? {
            Argument::Of(length) => Some(self.take(usize::try_from(length).ok()?)?.to_vec()),
            Argument::Indefinite => self.chunks(major),
        }
    }

    fn chunks(&mut self, major: u8) -> Option<Vec<u8>> {
        let mut whole = Vec::new();
        while !self.ends()? {
            self.items_left = self.items_left.checked_sub(1)?;
            let first = self.byte()?;
            if first >> 5 != major {
                return None;
            }
            let length = self.number(first & 0x1f)?;
            whole.extend_from_slice(self.take(usize::try_from(length).ok()?)?);
        }
        Some(whole)
    }

    /// True, and past it, at the end of an indefinite item.
    fn ends(&mut self) -> Option<bool> {
        let ends = *self.rest.first()? == BREAK;
        if ends {
            self.byte()?;
        }
        Some(ends)
    }

    fn more(&mut self, argument: Argument, done: usize) -> Option<bool> {
        match argument {
            Argument::Of(count) => Some(u64::try_from(done).ok()? < count),
            Argument::Indefinite => Some(!self.ends()?),
        }
    }

    fn array(&mut self, minor: u8, depth: usize) -> Option<Value> {
        let argument = self.argument(minor)?;
        let mut items = Vec::new();
        while self.more(argument, items.len())? {
            items.push(self.item(depth)?);
        }
        Some(Value::Array(items))
    }

    fn map(&mut self, minor: u8, depth: usize) -> Option<Value> {
        let argument = self.argument(minor)?;
        let mut entries = Map::new();
        let mut done = 0_usize;
        while self.more(argument, done)? {
            let key = match self.item(depth)? {
                Value::String(text) => text,
                other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    other.to_string()
                }
            };
            let value = self.item(depth)?;
            entries.insert(key, value);
            done = done.checked_add(1)?;
        }
        Some(Value::Object(entries))
    }

    fn simple(&mut self, minor: u8) -> Option<Value> {
        match minor {
            20 => Some(Value::Bool(false)),
            21 => Some(Value::Bool(true)),
            22 | 23 => Some(Value::Null),
            24 => self.take(1).map(|_| Value::Null),
            // Half floats occur in no field we read.
            25 => self.take(2).map(|_| Value::Null),
            26 => {
                let bits = u32::try_from(self.number(minor)?).ok()?;
                Some(float(f64::from(f32::from_bits(bits))))
            }
            27 => Some(float(f64::from_bits(self.number(minor)?))),
            _ => None,
        }
    }
}

fn float(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// −1 − n, as far as it fits.
fn negative(n: u64) -> Value {
    i64::try_from(n).ok().and_then(|n| (-1_i64).checked_sub(n)).map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(bytes: &[u8], expected: Option<Value>) {
        assert_eq!(decode(bytes, &mut 1_000), expected, "{bytes:02x?}");
    }

    #[test]
    fn the_kinds_of_item() {
        check(&[0x18, 0x64], Some(json!(100)));
        check(&[0x20], Some(json!(-1)));
        check(&[0x42, 1, 2], Some(json!("AQI=")));
        check(&[0x62, b'o', b'k'], Some(json!("ok")));
        check(&[0x82, 0xf5, 0xf6], Some(json!([true, null])));
        check(&[0xa1, 0x61, b'a', 0x01], Some(json!({"a": 1})));
        check(&[0xa1, 0x18, 0x21, 0x01], Some(json!({"33": 1})));
        check(&[0xd2, 0x80], Some(json!([])));
        check(&[0xfa, 0x3f, 0x80, 0, 0], Some(json!(1.0)));
    }

    #[test]
    fn indefinite_items() {
        check(&[0x9f, 1, 2, 0xff], Some(json!([1, 2])));
        check(&[0xbf, 0x61, b'a', 1, 0xff], Some(json!({"a": 1})));
        check(&[0x7f, 0x61, b'a', 0x61, b'b', 0xff], Some(json!("ab")));
    }

    #[test]
    fn the_number_of_items_is_bounded() {
        let mut items_left = 2;
        assert_eq!(decode(&[0x82, 1, 2], &mut items_left), None);
        assert_eq!(items_left, 0);
    }

    #[test]
    fn the_malformed_is_refused() {
        check(&[], None);
        check(&[0x82, 1], None);
        check(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], None);
        check(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], None);
        check(&[0x1c], None);
        check(&[0x81; 60], None);
        check(&[0xff], None);
    }
}
