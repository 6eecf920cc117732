//! Labels in XMP: the property `AIGC` of the TC260 namespace, and what is left of it in damaged packets.
//!
//! Packets go in, candidates come out. A packet that is not well-formed is searched for the property by its
//! name; a packet that declares the namespace and holds no label says no more than that.

use std::ops::Range;

use memchr::memmem;

use super::candidate::Candidate;
use super::collected::Collected;
use super::free_bytes::narrowed;
use super::keys::{self, Spelling};
use super::{escape, json};
use crate::limits::Limits;
use crate::metadata::model::{Place, XmpPacket, XmpProperty};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue, Flaw, Location};

const NAMESPACE: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";

/// What is common to all spellings of the namespace.
const NAMESPACE_CORE: &str = "tc260.org.cn/ns/aigc";

const NAME: &str = "AIGC";

/// Adds what may be a label.
pub(super) fn collect(packet: &XmpPacket, limits: &Limits, collected: &mut Collected) {
    if let Some(why) = &packet.malformed {
        return collect_malformed(packet, why, limits, collected);
    }
    let before = collected.labels.len();
    for property in &packet.properties {
        collect_property(property, limits, collected);
    }
    if let Some(candidate) = separate_fields(packet) {
        collected.push(candidate, limits);
    }
    if declares(packet) && collected.labels.len() == before {
        collected.push(declaration(packet), limits);
    }
}

/// By a declaration proper: a caption may quote the address.
fn declares(packet: &XmpPacket) -> bool {
    packet.namespaces.iter().any(|namespace| is_tc260(namespace))
}

fn declaration(packet: &XmpPacket) -> Candidate {
    Candidate { declared_only: true, ..Candidate::dedicated(String::new(), packet.place.clone(), Location::Xmp) }
}

fn is_tc260(namespace: &str) -> bool {
    namespace.to_ascii_lowercase().contains(NAMESPACE_CORE)
}

fn collect_property(property: &XmpProperty, limits: &Limits, collected: &mut Collected) {
    // The fields of a structure are read together.
    if is_field(property) {
        return;
    }
    let value = property.value.as_raw().to_owned();
    let place = property.place.clone();
    if !property.name.eq_ignore_ascii_case(NAME) {
        return collected.push(Candidate::plain(value, place, Location::Nonstandard), limits);
    }
    let mut candidate = if is_tc260(&property.namespace) {
        Candidate::dedicated(value, place, Location::Xmp)
    } else {
        Candidate::plain(value, place, Location::Nonstandard)
    };
    candidate.flaws.extend(name_flaws(property));
    collected.push(candidate, limits);
}

/// The right property under a wrong name.
fn name_flaws(property: &XmpProperty) -> Option<Flaw> {
    if property.namespace != NAMESPACE {
        let namespace = Untrusted::new(property.namespace.as_str());
        return Some(Flaw::XmpMalformed { why: format!("AIGC stands in the namespace {namespace}") });
    }
    let is_exact = property.name == NAME;
    (!is_exact).then(|| Flaw::KeyMisspelt { found: Untrusted::new(property.name.as_str()), expected: NAME })
}

/// The key that a property of the namespace, or a member of the structure `AIGC`, stands for.
fn field_key(property: &XmpProperty) -> Option<keys::Match> {
    let in_structure = property.parent.rsplit('/').next().is_some_and(|parent| parent.eq_ignore_ascii_case(NAME));
    if !in_structure && !is_tc260(&property.namespace) {
        return None;
    }
    keys::find(&property.name).filter(|key| key.spelling != Spelling::Loose)
}

fn is_field(property: &XmpProperty) -> bool {
    field_key(property).is_some()
}

/// The seven fields as XMP properties of their own: not the string 附录E b asks for, but readable.
fn separate_fields(packet: &XmpPacket) -> Option<Candidate> {
    let mut fields = AigcFields::default();
    let mut place = None;
    let mut text = String::new();
    let mut flaws = vec![Flaw::JsonInvalid { why: "the fields are XMP properties of their own".to_owned() }];
    for property in &packet.properties {
        let Some(key) = field_key(property) else { continue };
        let is_exact = key.spelling == Spelling::Exact;
        let Some(slot) = fields.slot(key.expected).filter(|slot| is_exact || **slot == FieldValue::Missing) else {
            continue;
        };
        *slot = FieldValue::Text(property.value.clone());
        place.get_or_insert_with(|| property.place.clone());
        text.push_str(&format!("{}={} ", property.name, property.value.as_raw()));
        if !is_exact {
            let found = Untrusted::new(property.name.as_str());
            flaws.push(Flaw::KeyMisspelt { found, expected: key.expected });
        }
    }
    let mut candidate = Candidate::dedicated(text.trim_end().to_owned(), place?, Location::Xmp);
    candidate.fields = Some(fields);
    candidate.flaws = flaws;
    Some(candidate)
}

fn collect_malformed(packet: &XmpPacket, why: &str, limits: &Limits, collected: &mut Collected) {
    let before = collected.labels.len();
    collect_named(&packet.text, declares(packet), &packet.place, limits, collected);
    if collected.labels.len() == before {
        // Some writers put the object into the place of the packet without any XML around it.
        collected.push(Candidate::plain(packet.text.clone(), packet.place.clone(), Location::Nonstandard), limits);
    }
    if declares(packet) && collected.labels.len() == before {
        collected.push(declaration(packet), limits);
    }
    for found in collected.labels.iter_mut().skip(before) {
        found.label.flaws.push(Flaw::XmpMalformed { why: why.to_owned() });
    }
}

/// Searches free bytes for the property, as in a packet appended after the end of the picture.
pub(super) fn search(bytes: &[u8], place: &Place, limits: &Limits, collected: &mut Collected) {
    let Some(at) = memmem::find(bytes, b"tc260.org.cn/ns/AIGC") else { return };
    // The declaration may follow the property only within one packet.
    let start = at.saturating_sub(limits.label_bytes_max);
    let end = at.saturating_add(limits.label_bytes_max.saturating_mul(2)).min(bytes.len());
    if end < bytes.len() {
        collected.stop("label_bytes_max", place.span.start);
    }
    let window = bytes.get(start..end).unwrap_or_default();
    let text = String::from_utf8_lossy(window);
    collect_named(&text, is_tc260(&text), place, limits, collected);
}

/// Finds `<p:AIGC>value</p:AIGC>` and `p:AIGC="value"` without an XML parser.
fn collect_named(text: &str, is_declared: bool, place: &Place, limits: &Limits, collected: &mut Collected) {
    for (tries, at) in memmem::find_iter(text.as_bytes(), NAME.as_bytes()).enumerate() {
        if tries >= limits.label_tries_max {
            return collected.stop("label_tries_max", place.span.start);
        }
        let Some(range) = value_range(text, at) else { continue };
        let raw = text.get(range.clone()).unwrap_or_default();
        let place = narrowed(place, &range, text.len());
        let mut candidate = Candidate::plain(xml_value(raw), place, Location::Xmp);
        // In prose the name may stand before a quoted word, but not as a tag.
        candidate.dedicated = is_declared || has_prefix(text, at, "<TC260:");
        collected.push(candidate, limits);
    }
}

fn has_prefix(text: &str, at: usize, prefix: &str) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(prefix))
}

/// Where the value of the property named at `at` lies; `None` when this is no opening tag and no attribute.
fn value_range(text: &str, at: usize) -> Option<Range<usize>> {
    let is_property = has_prefix(text, at, ":") || has_prefix(text, at, "<");
    let after = at.saturating_add(NAME.len());
    let rest = text.get(after..).filter(|_| is_property)?;
    if is_closing_tag(text, at) {
        return None;
    }
    if let Some(value) = rest.trim_start().strip_prefix('=') {
        return attribute_range(text, value.trim_start());
    }
    let (attributes, value) = rest.split_once('>')?;
    let is_name_end = attributes.is_empty() || attributes.starts_with([' ', '\t', '\r', '\n', '/']);
    if !is_name_end || attributes.contains('<') {
        return None;
    }
    let start = text.len().saturating_sub(value.len());
    let len = if attributes.ends_with('/') { 0 } else { element_len(value) };
    Some(start..start.saturating_add(len))
}

fn is_closing_tag(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let prefix = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'));
    prefix.ends_with("</")
}

fn attribute_range(text: &str, value: &str) -> Option<Range<usize>> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let body = value.strip_prefix(quote)?;
    let start = text.len().saturating_sub(body.len());
    let len = bare_object_len(body, quote).or_else(|| body.find(quote)).unwrap_or(body.len());
    Some(start..start.saturating_add(len))
}

/// An object whose own quotes were not escaped reaches to its last brace, not to the first quote in it.
fn bare_object_len(body: &str, quote: char) -> Option<usize> {
    let first = body.trim_start().strip_prefix('{')?.trim_start();
    let object = json::read_object(body).filter(|object| object.error.is_none() && first.starts_with(quote))?;
    Some(object.len)
}

/// Up to the closing tag, or to the end of a packet that was cut.
fn element_len(value: &str) -> usize {
    value.find("</").unwrap_or(value.len())
}

fn xml_value(raw: &str) -> String {
    let raw = raw.trim();
    match raw.strip_prefix("<![CDATA[") {
        Some(data) => data.strip_suffix("]]>").unwrap_or(data).to_owned(),
        None => escape::xml_unescape(raw),
    }
}
