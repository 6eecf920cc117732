//! `ReservedCode1` and `ReservedCode2`: the `SecurityData` of TC260-PG-202511A and its signatures.
//!
//! Fields go in, one of the states of [`Security`] comes out. The key travels in the file, so a signature that
//! holds proves that the label was not changed, not who wrote it, unless the key is known beforehand. What the
//! guide does not describe is opaque or unjudged, never invalid.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::signature::{self, Algorithm, Key, Signed};
use crate::hex::unhex;
use crate::message::{Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue, Security};

/// Keys known to belong to somebody: owner and x coordinate.
/// MiniMax: read from several of its files by a third party; facts §3.3.
const PINS: [(&str, &str); 1] = [("MiniMax", "a0b3b0b6a0c9b0c89cab328342af4e8221ec5b40799cbe835ab4251f7b47e4fd")];

/// Signatures and keys taken from one object.
const PARTS_MAX: usize = 4;

/// Names of the content type "the label's own fields"; the second is MiniMax's spelling.
const LABEL_TYPES: [&str; 6] = ["md", "labelmatadata", "labelmetadata", "labelmeta", "metadata", "matadata"];

/// Judges what stands in the reserved fields; takes the verifications it makes from `tries`.
pub(super) fn judge(fields: &AigcFields, tries: &mut usize) -> Security {
    judge_with(fields, tries, &PINS)
}

fn judge_with(fields: &AigcFields, tries: &mut usize, pins: &[(&'static str, &str)]) -> Security {
    if !fields.reserved_code1.is_blank() {
        let messages = producer_messages(fields);
        return judge_code(&fields.reserved_code1, &messages, tries, pins);
    }
    if fields.reserved_code2.is_blank() {
        return Security::None;
    }
    let mut messages = propagator_messages(fields);
    messages.extend(producer_messages(fields));
    let judged = judge_code(&fields.reserved_code2, &messages, tries, pins);
    // Over which text propagators sign is not known, so a mismatch shows nothing.
    if matches!(judged, Security::Invalid { .. }) { unjudged(PROPAGATOR_TEXT.message()) } else { judged }
}

/// App. A.1 of the guide: the first three pairs without braces; the second form is tolerated.
fn producer_messages(fields: &AigcFields) -> Vec<Vec<u8>> {
    let pairs =
        [("Label", &fields.label), ("ContentProducer", &fields.content_producer), ("ProduceID", &fields.produce_id)];
    messages(&pairs)
}

fn propagator_messages(fields: &AigcFields) -> Vec<Vec<u8>> {
    let pairs = [
        ("Label", &fields.label),
        ("ContentPropagator", &fields.content_propagator),
        ("PropagateID", &fields.propagate_id),
    ];
    messages(&pairs)
}

fn messages(pairs: &[(&str, &FieldValue)]) -> Vec<Vec<u8>> {
    let quoted = pairs.iter().map(|(key, value)| format!("\"{key}\":{}", Value::from(value.as_raw())));
    let bare = quoted.collect::<Vec<_>>().join(",");
    vec![bare.clone().into_bytes(), format!("{{{bare}}}").into_bytes()]
}

fn judge_code(code: &FieldValue, messages: &[Vec<u8>], tries: &mut usize, pins: &[(&'static str, &str)]) -> Security {
    let Some(data) = security_data(code.as_raw()) else { return Security::Opaque };
    let parts = Parts::of(&data);
    if parts.signatures.is_empty() {
        return unjudged(NO_SIGNATURE.message());
    }
    let mut best = Security::None;
    for signature in &parts.signatures {
        let judged = judge_signature(signature, &parts, messages, tries);
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

static PROPAGATOR_TEXT: Text =
    Text { zh: "传播者签名所覆盖的文本没有公开", en: "the propagator's signed text is not known" };
static NO_SIGNATURE: Text = Text { zh: "其中没有签名", en: "there is no signature in it" };
static NO_MATCH: Text = Text {
    zh: "签名与 Label、ContentProducer、ProduceID 不符",
    en: "the signature does not match Label, ContentProducer and ProduceID",
};
static CONTENT_HASH: Text = Text {
    zh: "对内容摘要的签名有效，但它不覆盖标签的字段",
    en: "the signature over the content hash holds, but it does not cover the label's fields",
};
static OTHER_CONTENT: Text = Text {
    zh: "签名覆盖的是 {content}，不是标签的字段",
    en: "the signature covers {content}, not the label's fields",
};
static ALGORITHM: Text = Text { zh: "不支持签名算法 {algorithm}", en: "signature algorithm {algorithm}" };
static UNREADABLE: Text = Text { zh: "签名无法读取", en: "the signature cannot be read" };
static NO_KEY: Text = Text { zh: "其中没有该签名的公钥", en: "there is no key for the signature in it" };
static TOO_MANY: Text =
    Text { zh: "签名过多，没有全部验证", en: "there are too many signatures to verify all of them" };

fn unjudged(why: Message) -> Security {
    Security::Unjudged { why }
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
    bindings: Vec<&'a Value>,
    keys: Vec<&'a Value>,
}

impl<'a> Parts<'a> {
    fn of(data: &'a Value) -> Self {
        let parts = list(data, "pubsd").map(Vec::as_slice).unwrap_or_default();
        let of_type = |name: &'static str| move |part: &&Value| text(part, "Type").is_some_and(|kind| kind == name);
        Self {
            signatures: parts.iter().filter(of_type("DS")).take(PARTS_MAX).collect(),
            bindings: list(data, "bindings").into_iter().flatten().take(PARTS_MAX).collect(),
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

fn judge_signature(part: &Value, parts: &Parts<'_>, messages: &[Vec<u8>], tries: &mut usize) -> Security {
    let content = content_type(part);
    if !LABEL_TYPES.contains(&content.to_ascii_lowercase().as_str()) {
        return judge_binding(part, parts, content, tries);
    }
    match check_signature(part, &parts.keys, messages, tries) {
        Ok(Some(key)) => Security::ValidUnpinned { key },
        Ok(None) => Security::Invalid { why: NO_MATCH.message() },
        Err(why) => unjudged(why),
    }
}

/// A signature over the content bindings leaves the label's fields open to change, and how the content was
/// selected for the hash is not published; so it decides nothing, but whether it holds can be said.
/// Measured on two labels of code 00119111010856365494821ZYXD: signed are the bytes of the hash.
fn judge_binding(part: &Value, parts: &Parts<'_>, content: &str, tries: &mut usize) -> Security {
    let kind = part.get("TBSData").and_then(|data| text(data, "BType"));
    let bound = parts.bindings.iter().filter(|binding| kind.is_none() || text(binding, "Type") == kind);
    let hashes: Vec<Vec<u8>> = bound.filter_map(|binding| binary(text(binding, "Value")?)).collect();
    match check_signature(part, &parts.keys, &hashes, tries) {
        Ok(Some(_)) => unjudged(CONTENT_HASH.message()),
        Ok(None) | Err(_) => unjudged(OTHER_CONTENT.with("content", Untrusted::new(content).to_string())),
    }
}

/// The key with which a signature holds over one of the messages; an error when that cannot be tried.
fn check_signature(
    part: &Value,
    keys: &[&Value],
    messages: &[Vec<u8>],
    tries: &mut usize,
) -> Result<Option<String>, Message> {
    let written = text(part, "AlgID").unwrap_or_default();
    let algorithm =
        Algorithm::parse(written).ok_or_else(|| ALGORITHM.with("algorithm", Untrusted::new(written).to_string()))?;
    let bytes = text(part, "Signature").and_then(binary);
    let signed = bytes.and_then(|bytes| Signed::parse(algorithm, &bytes)).ok_or_else(|| UNREADABLE.message())?;
    let matching = keys.iter().filter(|key| belongs(part, key)).filter_map(|key| text(key, "KeyValue"));
    let usable: Vec<Key> = matching.filter_map(binary).filter_map(|bytes| Key::parse(algorithm, &bytes)).collect();
    if usable.is_empty() {
        return Err(NO_KEY.message());
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

fn try_all(keys: &[Key], signed: &Signed, messages: &[Vec<u8>], tries: &mut usize) -> Result<Option<String>, Message> {
    for message in messages {
        for key in keys {
            *tries = tries.checked_sub(signature::cost(key)).ok_or_else(|| TOO_MANY.message())?;
            if let Some(key) = signature::verify(key, signed, message) {
                return Ok(Some(key));
            }
        }
    }
    Ok(None)
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
    unhex(&plain).or_else(|| STANDARD.decode(&plain).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex::hex;
    use sm2::dsa::{SigningKey, signature::Signer};
    use sm3::{Digest, Sm3};

    const PRODUCE_ID: &str = "142569260085903360";
    const PRODUCER: &str = "001191310104MACE0YX63918020";
    /// A published label's signature and key (facts §3.3).
    const SIGNATURE: &str = "3046022100AE6B84B3342128AE301A597596FCD9EECF3EA0FC2DB6C250BAF234E167298E9002210097223ABB647B786A90D0A1B93CB9382EA879563B2C7F025FA006BE16AE926C14";
    const KEY: &str = "3059301306072A8648CE3D020106082A811CCF5501822D034200045728F08C58D9C72150A705693EF7337859F8FF216E802630041AFAE5C036F0A67CB1FDF8C57F5F8B623284AE09E4E545464B7140B26BBDA51BAE965F854C57AA";
    /// Signature and key of a throwaway RSA key pair of 1024 bits, made for this test.
    const RSA: (&str, &str) = (
        "402065f9b438e5ca6a089c44161fa93e3c45b6cfe306df3ba72e6f3057609df95c09fcc0b05a7b5997e0f39251e7fcd83f12ddc147706d0513e5f0cfe8057aba18b080cc8bf27e99f91c739e96604aa1b0d6850b83e074a2ceb62c8467f2b2373529b4658670f017a09b96beae4a125b3a872617fe9692a6a2144acd89dbe8f1",
        "30819f300d06092a864886f70d010101050003818d0030818902818100e782061edfef7707e486786a56c59dbe0d0836a7a9de2a6198e2f38fcbcb6c93a48e4c3b5bf7ac124233dee8bcfbdf2f59f32dc62d8e90cb525cf563028b64cc3e27e76a677992e7a8958f6b22b7bc927e0c0690092087ce256967765e915681711d8d503cc96c4716627872f8909e9936a765000ecd626e5dcaefc366e132890203010001",
    );
    const X: &str = "5728F08C58D9C72150A705693EF7337859F8FF216E802630041AFAE5C036F0A6";
    const Y: &str = "7CB1FDF8C57F5F8B623284AE09E4E545464B7140B26BBDA51BAE965F854C57AA";

    fn text(value: impl Into<String>) -> FieldValue {
        FieldValue::Text(Untrusted::new(value))
    }

    fn fields(code: FieldValue) -> AigcFields {
        AigcFields {
            label: text("1"),
            content_producer: text(PRODUCER),
            produce_id: text(PRODUCE_ID),
            reserved_code1: code,
            ..AigcFields::default()
        }
    }

    fn data(algorithm: &str, content: &str, signature: &str, key: &str) -> String {
        format!(
            r#"{{"SecurityData":{{"Type":"TC260PG","Version":1,"PubSD":[{{"Type":"DS","AlgID":"{algorithm}","TBSData":{{"Type":"{content}"}},"Signature":"{signature}"}},{{"Type":"PubKey","AlgID":"{algorithm}","KeyValue":"{key}"}}]}}}}"#
        )
    }

    fn sm2(content: &str, signature: &str, key: &str) -> String {
        data("1.2.156.10197.1.501", content, signature, key)
    }

    #[track_caller]
    fn check(code: impl Into<String>, expected: &str) {
        check_fields(&fields(text(code)), expected);
    }

    #[track_caller]
    fn check_fields(fields: &AigcFields, expected: &str) {
        let judged = judge(fields, &mut 16);
        assert!(format!("{judged:?}").starts_with(expected), "{judged:?}");
    }

    #[test]
    fn published_signature_verifies() {
        check(sm2("Md", SIGNATURE, KEY), "ValidUnpinned");
        check(sm2("LabelMataData", SIGNATURE, KEY), "ValidUnpinned");
    }

    #[test]
    fn every_form_of_key_verifies() {
        let compressed = format!("02{X}");
        for key in [format!("04{X}{Y}"), format!("{X}{Y}"), compressed, X.to_owned(), format!("00{X}")] {
            check(sm2("Md", SIGNATURE, &key), "ValidUnpinned");
        }
    }

    #[test]
    fn raw_signatures_and_base64_are_read() {
        let raw = format!("{}{}", &SIGNATURE[10..74], &SIGNATURE[80..144]);
        check(sm2("Md", &raw, KEY), "ValidUnpinned");
        let base64 = STANDARD.encode(unhex(SIGNATURE).unwrap());
        check(sm2("Md", &base64, KEY), "ValidUnpinned");
    }

    #[test]
    fn a_changed_signature_is_invalid() {
        check(sm2("Md", &SIGNATURE.replace("6C14", "6C15"), KEY), "Invalid");
    }

    #[test]
    fn a_changed_field_is_invalid() {
        let mut changed = fields(text(sm2("Md", SIGNATURE, KEY)));
        changed.label = text("2");
        check_fields(&changed, "Invalid");
        changed.label = text("1");
        changed.content_producer = text("doubao");
        check_fields(&changed, "Invalid");
    }

    #[test]
    fn nested_objects_and_bare_data_are_read() {
        let nested = sm2("Md", SIGNATURE, KEY);
        check_fields(&fields(FieldValue::NotText(Untrusted::new(nested.as_str()))), "ValidUnpinned");
        let bare = nested.strip_prefix(r#"{"SecurityData":"#).unwrap().strip_suffix('}').unwrap().to_owned();
        check(bare.replace("\"TC260PG\"", "\" TC260PG\"").replace("PubSD", "PubSd"), "ValidUnpinned");
    }

    #[test]
    fn a_pinned_key_names_its_owner() {
        let code = fields(text(sm2("Md", SIGNATURE, KEY)));
        let judged = judge_with(&code, &mut 16, &[("somebody", X)]);
        assert_eq!(judged, Security::ValidPinned { owner: "somebody" });
    }

    #[test]
    fn the_pinned_key_is_a_point_of_the_curve() {
        for (_, x) in PINS {
            assert!(Key::parse(Algorithm::Sm2, &unhex(x).unwrap()).is_some());
        }
    }

    fn own_signature(message: &[u8]) -> (String, String) {
        let secret = sm2::SecretKey::from_slice(&[7; 32]).unwrap();
        let key = SigningKey::new("1234567812345678", &secret).unwrap();
        let signature: sm2::dsa::Signature = key.sign(message);
        (hex(&signature.to_bytes()), hex(&key.verifying_key().to_sec1_bytes()))
    }

    fn own_message() -> String {
        format!(r#""Label":"1","ContentProducer":"{PRODUCER}","ProduceID":"{PRODUCE_ID}""#)
    }

    #[test]
    fn plain_and_hashed_messages_verify() {
        let (plain, key) = own_signature(own_message().as_bytes());
        check(sm2("Md", &plain, &key), "ValidUnpinned");
        let (hashed, key) = own_signature(&Sm3::digest(own_message()));
        check(sm2("Md", &hashed, &key), "ValidUnpinned");
    }

    #[test]
    fn a_mismatch_outweighs_an_added_signature() {
        let (good, key) = own_signature(own_message().as_bytes());
        let part = |signature: &str, id: &str| {
            format!(
                r#"{{"Type":"DS","AlgID":"sm2","KeyID":"{id}","TBSData":{{"Type":"Md"}},"Signature":"{signature}"}}"#
            )
        };
        let keys = format!(
            r#"{{"Type":"PubKey","KeyID":"a","KeyValue":"{key}"}},{{"Type":"PubKey","KeyID":"b","KeyValue":"{KEY}"}}"#
        );
        let code = |second: &str| {
            format!(r#"{{"SecurityData":{{"Type":"TC260PG","PubSD":[{},{second},{keys}]}}}}"#, part(&good, "a"))
        };
        check(code(&part(&good, "b")), "Invalid");
        check(code(&part(SIGNATURE, "b")), "ValidUnpinned");
    }

    #[test]
    fn rsa_verifies() {
        let (signature, key) = RSA;
        check(data("1.2.840.113549.1.1.11", "Md", signature, key), "ValidUnpinned");
        check(data("sha256WithRSA", "Md", &signature.replacen("5", "6", 1), key), "Invalid");
    }

    #[test]
    fn other_contents_and_algorithms_are_unjudged() {
        for content in ["Binding", "Bnd", "Content", ""] {
            check(sm2(content, SIGNATURE, KEY), "Unjudged");
        }
        check(data("1.2.840.10045.4.3.2", "Md", SIGNATURE, KEY), "Unjudged");
        check(sm2("Md", SIGNATURE, "00ff"), "Unjudged");
        check(sm2("Md", "zz", KEY), "Unjudged");
        check(r#"{"SecurityData":{"Type":"TC260PG","Version":1}}"#, "Unjudged");
    }

    #[test]
    fn a_signed_content_hash_is_said_but_decides_nothing() {
        let (signature, key) = own_signature(&[0xab; 32]);
        let code = |hash: &str| {
            let parts = format!(
                r#"{{"Type":"DS","AlgID":"sm2","TBSData":{{"Type":"Binding","BType":"hash"}},"Signature":"{signature}"}},{{"Type":"PubKey","KeyValue":"{key}"}}"#
            );
            let bindings =
                format!(r#"{{"Type":"soft","Value":"00"}},{{"Type":"hash","AlgID":"sm3","Value":"{hash}"}}"#);
            format!(r#"{{"Type":"TC260PG","Bindings":[{bindings}],"PubSD":[{parts}]}}"#)
        };
        let judged = |hash: &str| judge(&fields(text(code(hash))), &mut 64);
        assert_eq!(judged(&"ab".repeat(32)), unjudged(CONTENT_HASH.message()));
        assert_eq!(judged(&"ac".repeat(32)), unjudged(OTHER_CONTENT.with("content", "Binding")));
    }

    #[test]
    fn anything_else_is_opaque() {
        let hash = "e862483430d978cbf828b8b24296ef9328d843a0";
        for code in [hash, "acc6fdfd-c91b-46c4-b56d-d6b652de9b39", "djItNWU5Y2U1", "6cf8f3d1", "12345", r#"{"a":1}"#] {
            check(code, "Opaque");
        }
        check("", "None");
        check_fields(&fields(FieldValue::NotText(Untrusted::new("null"))), "None");
    }

    #[test]
    fn the_propagator_is_never_called_invalid() {
        let mut other = fields(FieldValue::Missing);
        other.reserved_code2 = text(sm2("Md", SIGNATURE, KEY));
        check_fields(&other, "ValidUnpinned");
        other.label = text("3");
        check_fields(&other, "Unjudged");
    }

    #[test]
    fn work_is_bounded() {
        let judged = judge(&fields(text(sm2("Md", SIGNATURE, KEY))), &mut 1);
        assert_eq!(judged, unjudged(TOO_MANY.message()));
    }
}
