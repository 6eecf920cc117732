//! `ReservedCode1` and `ReservedCode2`: the `SecurityData` of TC260-PG-202511A and its signatures.
//!
//! Fields go in, one of the states of [`Security`] comes out. The key travels in the file, so a signature that
//! holds proves that the label was not changed, not who wrote it, unless the key is known beforehand. What the
//! guide does not describe is opaque or unjudged, never invalid.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::signature::{self, Algorithm, Key, Signed};
use crate::limits::Limits;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue, Security};

/// Keys known to belong to somebody: owner and x coordinate.
/// MiniMax: read from several of its files by a third party; facts §3.3.
const PINS: [(&str, &str); 1] = [("MiniMax", "a0b3b0b6a0c9b0c89cab328342af4e8221ec5b40799cbe835ab4251f7b47e4fd")];

/// Signatures and keys taken from one object.
const PARTS_MAX: usize = 4;

/// Names of the content type "the label's own fields"; the second is MiniMax's spelling.
const LABEL_TYPES: [&str; 6] = ["md", "labelmatadata", "labelmetadata", "labelmeta", "metadata", "matadata"];

/// Judges what stands in the reserved fields.
pub(super) fn judge(fields: &AigcFields, limits: &Limits) -> Security {
    judge_with(fields, limits, &PINS)
}

fn judge_with(fields: &AigcFields, limits: &Limits, pins: &[(&'static str, &str)]) -> Security {
    if !fields.reserved_code1.is_blank() {
        let messages = producer_messages(fields);
        return judge_code(&fields.reserved_code1, &messages, limits, pins);
    }
    if fields.reserved_code2.is_blank() {
        return Security::None;
    }
    let mut messages = propagator_messages(fields);
    messages.extend(producer_messages(fields));
    let judged = judge_code(&fields.reserved_code2, &messages, limits, pins);
    // Over which text propagators sign is not known, so a mismatch shows nothing.
    if matches!(judged, Security::Invalid { .. }) {
        unjudged("the propagator's signed text is not known")
    } else {
        judged
    }
}

/// App. A.1 of the guide: the first three pairs without braces; the second form is tolerated.
fn producer_messages(fields: &AigcFields) -> Vec<String> {
    let pairs =
        [("Label", &fields.label), ("ContentProducer", &fields.content_producer), ("ProduceID", &fields.produce_id)];
    messages(&pairs)
}

fn propagator_messages(fields: &AigcFields) -> Vec<String> {
    let pairs = [
        ("Label", &fields.label),
        ("ContentPropagator", &fields.content_propagator),
        ("PropagateID", &fields.propagate_id),
    ];
    messages(&pairs)
}

fn messages(pairs: &[(&str, &FieldValue)]) -> Vec<String> {
    let quoted = pairs.iter().map(|(key, value)| format!("\"{key}\":{}", Value::from(value.as_raw())));
    let bare = quoted.collect::<Vec<_>>().join(",");
    vec![bare.clone(), format!("{{{bare}}}")]
}

fn judge_code(code: &FieldValue, messages: &[String], limits: &Limits, pins: &[(&'static str, &str)]) -> Security {
    let Some(data) = security_data(code.as_raw()) else { return Security::Opaque };
    let parts = Parts::of(&data);
    if parts.signatures.is_empty() {
        return unjudged("there is no signature in it");
    }
    let mut tries = limits.signature_tries_max;
    let mut best = unjudged("no signature in it covers the label's fields");
    for signature in parts.signatures {
        let judged = judge_signature(signature, &parts.keys, messages, &mut tries);
        let judged = pin(judged, pins);
        if weight(&judged) > weight(&best) {
            best = judged;
        }
    }
    best
}

/// A pinned key outweighs a mismatch, a mismatch outweighs a key that anybody could have added.
fn weight(security: &Security) -> u8 {
    match security {
        Security::None | Security::Opaque => 0,
        Security::Unjudged { .. } => 1,
        Security::ValidUnpinned { .. } => 2,
        Security::Invalid { .. } => 3,
        Security::ValidPinned { .. } => 4,
    }
}

fn unjudged(why: impl Into<String>) -> Security {
    Security::Unjudged { why: why.into() }
}

/// The object, whether nested, a string, or without its outer name as some services write it.
fn security_data(raw: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let inner = match value.get("SecurityData") {
        Some(Value::String(text)) => serde_json::from_str(text).ok()?,
        Some(inner) => inner.clone(),
        None => value,
    };
    let is_guide = inner.get("Type").and_then(Value::as_str).is_some_and(|kind| kind.trim() == "TC260PG");
    (is_guide || list(&inner, "pubsd").is_some()).then_some(inner)
}

struct Parts<'a> {
    signatures: Vec<&'a Value>,
    keys: Vec<&'a Value>,
}

impl<'a> Parts<'a> {
    fn of(data: &'a Value) -> Self {
        let parts = list(data, "pubsd").map(Vec::as_slice).unwrap_or_default();
        let of_type = |name: &'static str| move |part: &&Value| text(part, "Type").is_some_and(|kind| kind == name);
        Self {
            signatures: parts.iter().filter(of_type("DS")).take(PARTS_MAX).collect(),
            keys: parts.iter().filter(of_type("PubKey")).take(PARTS_MAX).collect(),
        }
    }
}

/// A list by its name in any letter case: `PubSD` and `PubSd` are both in use.
fn list<'a>(object: &'a Value, name: &str) -> Option<&'a Vec<Value>> {
    object.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.as_array()
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().map(str::trim)
}

fn judge_signature(part: &Value, keys: &[&Value], messages: &[String], tries: &mut usize) -> Security {
    let content = content_type(part);
    if !LABEL_TYPES.contains(&content.to_ascii_lowercase().as_str()) {
        return unjudged(format!("the signature covers {}, not the label's fields", Untrusted::new(content)));
    }
    let written = text(part, "AlgID").unwrap_or_default();
    let Some(algorithm) = Algorithm::parse(written) else {
        return unjudged(format!("signature algorithm {}", Untrusted::new(written)));
    };
    let bytes = text(part, "Signature").and_then(binary);
    let Some(signed) = bytes.and_then(|bytes| Signed::parse(algorithm, &bytes)) else {
        return unjudged("the signature cannot be read");
    };
    let matching = keys.iter().filter(|key| belongs(part, key)).filter_map(|key| text(key, "KeyValue"));
    let usable: Vec<Key> = matching.filter_map(binary).filter_map(|bytes| Key::parse(algorithm, &bytes)).collect();
    if usable.is_empty() {
        return unjudged("there is no key for the signature in it");
    }
    try_all(&usable, &signed, messages, tries)
}

/// `TBSData` says what is signed, as an object with a type or as a bare name.
fn content_type(part: &Value) -> &str {
    match part.get("TBSData") {
        Some(Value::String(name)) => name.trim(),
        Some(other) => text(other, "Type").unwrap_or("something unnamed"),
        None => "something unnamed",
    }
}

fn belongs(signature: &Value, key: &Value) -> bool {
    match (text(signature, "KeyID"), text(key, "KeyID")) {
        (Some(wanted), Some(offered)) => wanted == offered,
        _ => true,
    }
}

fn try_all(keys: &[Key], signed: &Signed, messages: &[String], tries: &mut usize) -> Security {
    for message in messages {
        for key in keys {
            let Some(left) = tries.checked_sub(signature::cost(key)) else {
                return unjudged("limit signature_tries_max reached");
            };
            *tries = left;
            if let Some(key) = signature::verify(key, signed, message.as_bytes()) {
                return Security::ValidUnpinned { key };
            }
        }
    }
    Security::Invalid { why: "the signature does not match Label, ContentProducer and ProduceID".to_owned() }
}

/// An uncompressed point is 04‖x‖y in hex.
fn pin(security: Security, pins: &[(&'static str, &str)]) -> Security {
    let Security::ValidUnpinned { key } = &security else { return security };
    let x = key.get(2..66).unwrap_or_default();
    let known = pins.iter().find(|(_, pinned)| key.len() == 130 && pinned.eq_ignore_ascii_case(x));
    known.map_or(security.clone(), |(owner, _)| Security::ValidPinned { owner })
}

/// Hex as the guide has it, or Base64 with or without PEM lines.
fn binary(written: &str) -> Option<Vec<u8>> {
    let lines = written.lines().filter(|line| !line.starts_with("-----"));
    let plain: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    from_hex(&plain).or_else(|| STANDARD.decode(&plain).ok())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}
