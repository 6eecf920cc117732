//! From a candidate to a label, or to nothing.
//!
//! Decides by structure whether a text is an `AIGC` label at all, names its fields as far as their keys are
//! unambiguous, and lists departures from the letter of 附录E. Judges nothing: a flaw is not a finding.

use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, AigcLabel, FieldValue, Flaw, LabelValue, Location, Provider, Shape};

use super::candidate::Candidate;
use super::json::Entry;
use super::keys::{self, Spelling};
use super::open::{self, Opened, Wrapper};
use super::{escape, provider, security, values};

/// Flaws listed per label; more of the same help nobody.
const FLAWS_MAX: usize = 48;

/// Reads a candidate; `None` when it is no label. `tries` are the signature verifications that may be made.
pub(super) fn read(candidate: &Candidate, tries: &mut usize) -> Option<AigcLabel> {
    if let Some(fields) = &candidate.fields {
        let is_blank = fields.iter().all(|(_, value)| value.is_blank());
        let shape = if is_blank { Shape::Shell } else { Shape::Inner };
        let named = Named { fields: fields.clone(), ..Named::default() };
        return Some(finish(candidate, candidate.text.clone(), shape, named, tries));
    }
    if candidate.declared_only {
        return Some(finish(candidate, String::new(), Shape::Declaration, Named::default(), tries));
    }
    let Some(opened) = open::open(&candidate.text) else {
        return candidate.dedicated.then(|| no_object(candidate, tries));
    };
    let mut named = name_fields(&opened.entries);
    if !candidate.dedicated && !is_label(&opened, &named) {
        return None;
    }
    let shape = shape(&opened, &named);
    named.flaws.splice(0..0, opening_flaws(&opened, candidate.location));
    Some(finish(candidate, opened.text, shape, named, tries))
}

/// A place that exists for the label and holds something else: empty is a shell, anything else is broken.
fn no_object(candidate: &Candidate, tries: &mut usize) -> AigcLabel {
    let text = escape::trim(&candidate.text);
    let is_empty = matches!(text, "" | "\"\"" | "null" | "''" | "AIGC");
    let mut named = Named::default();
    if !is_empty {
        named.flaws.push(Flaw::JsonInvalid { why: "not a JSON object".to_owned() });
    }
    let shape = if is_empty { Shape::Shell } else { Shape::Broken };
    finish(candidate, text.to_owned(), shape, named, tries)
}

/// The fields of an object and how their keys are written.
#[derive(Default)]
struct Named {
    fields: AigcFields,
    exact: usize,
    misspelt: usize,
    snake: usize,
    foreign: usize,
    distinctive: usize,
    flaws: Vec<Flaw>,
}

/// Exact keys first: a misspelt one never overrides the real one.
fn name_fields(entries: &[Entry]) -> Named {
    let mut named = Named::default();
    for entry in entries {
        name_exact(&mut named, entry);
    }
    for entry in entries {
        name_other(&mut named, entry);
    }
    named
}

fn name_exact(named: &mut Named, entry: &Entry) {
    let Some(slot) = named.fields.slot(&entry.key) else { return };
    let is_repeated = *slot != FieldValue::Missing;
    // Of repeated keys the last one counts, as in every common JSON parser.
    *slot = field_value(entry);
    if is_repeated {
        named.flaws.push(Flaw::KeyRepeated { key: Untrusted::new(entry.key.as_str()) });
    } else {
        named.exact = named.exact.saturating_add(1);
        named.distinctive = named.distinctive.saturating_add(usize::from(keys::is_distinctive(&entry.key)));
    }
}

fn name_other(named: &mut Named, entry: &Entry) {
    if keys::is_foreign(&entry.key) {
        named.foreign = named.foreign.saturating_add(1);
        return nonstandard_schema(named, &entry.key);
    }
    let found = Untrusted::new(entry.key.as_str());
    let Some(key) = keys::find(&entry.key) else { return named.flaws.push(Flaw::ExtraField { key: found }) };
    match key.spelling {
        Spelling::Exact => return,
        Spelling::Misspelt => named.misspelt = named.misspelt.saturating_add(1),
        Spelling::Snake => {
            named.snake = named.snake.saturating_add(1);
            nonstandard_schema(named, &entry.key);
        }
        Spelling::Loose => {}
    }
    let is_distinctive = keys::is_distinctive_as_written(&entry.key, key);
    named.distinctive = named.distinctive.saturating_add(usize::from(is_distinctive));
    named.flaws.push(Flaw::KeyMisspelt { found, expected: key.expected });
    if let Some(slot) = named.fields.slot(key.expected).filter(|slot| **slot == FieldValue::Missing) {
        *slot = field_value(entry);
    }
}

/// One remark per label names the schema by its first key.
fn nonstandard_schema(named: &mut Named, key: &str) {
    let known = named.flaws.iter().any(|flaw| matches!(flaw, Flaw::SchemaNonstandard { .. }));
    if !known {
        named.flaws.push(Flaw::SchemaNonstandard { what: Untrusted::new(key).to_string() });
    }
}

fn field_value(entry: &Entry) -> FieldValue {
    match entry.as_text() {
        Some(text) => FieldValue::Text(Untrusted::new(text)),
        None => FieldValue::NotText(Untrusted::new(entry.raw.as_str())),
    }
}

/// Structure alone: outside its own places a text is a label only when it can hardly be anything else.
fn is_label(opened: &Opened, named: &Named) -> bool {
    let known = named.exact.saturating_add(named.misspelt).saturating_add(named.snake);
    match &opened.wrapper {
        Wrapper::Exact if opened.nested => is_telling(named),
        Wrapper::Exact => known > 0 || named.foreign > 0 || opened.entries.is_empty(),
        // Other programs use the lower-case word for flags of their own.
        Wrapper::Variant(_) => named.exact > 0 || known >= 2,
        Wrapper::Compound(_) | Wrapper::None => is_telling(named),
    }
}

/// Two keys that nothing else has, or one of them beside a `Label` that holds a value of the standard: other
/// objects have labels too, and music has numbered products.
fn is_telling(named: &Named) -> bool {
    let has_value = LabelValue::parse(named.fields.label.as_raw().trim()).is_some();
    named.distinctive >= 2 || (named.distinctive == 1 && has_value)
}

fn shape(opened: &Opened, named: &Named) -> Shape {
    let is_blank = named.fields.iter().all(|(_, value)| value.is_blank());
    let is_foreign = named.exact == 0 && (named.snake > 0 || named.misspelt == 0);
    if opened.broken {
        Shape::Broken
    } else if opened.entries.is_empty() || (is_blank && named.exact > 0) {
        Shape::Shell
    } else if is_foreign {
        foreign_shape(opened)
    } else if opened.wrapper == Wrapper::None {
        Shape::Inner
    } else {
        Shape::Wrapped
    }
}

/// `{"AIGC":""}` is an empty field; other objects without any key of the standard follow their own schema.
fn foreign_shape(opened: &Opened) -> Shape {
    let holds_empty_wrapper = opened.wrapper == Wrapper::None
        && matches!(opened.entries.as_slice(), [only] if only.key == keys::WRAPPER && is_empty_json(&only.raw));
    if holds_empty_wrapper { Shape::Shell } else { Shape::Foreign }
}

fn is_empty_json(raw: &str) -> bool {
    matches!(raw, "\"\"" | "null" | "{}" | "[]")
}

fn opening_flaws(opened: &Opened, location: Location) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(why) = &opened.error {
        flaws.push(Flaw::JsonInvalid { why: why.clone() });
    }
    if opened.levels > 0 {
        flaws.push(Flaw::EscapedTwice { levels: opened.levels });
    }
    match &opened.wrapper {
        Wrapper::Exact => {}
        Wrapper::Variant(key) | Wrapper::Compound(key) => {
            flaws.push(Flaw::KeyMisspelt { found: Untrusted::new(key.as_str()), expected: keys::WRAPPER });
        }
        // 20259A annex B shows the wrapper in EXIF and PNG text; its main method, XMP, does without.
        Wrapper::None if matches!(location, Location::ExifUserComment | Location::PngText) => {
            flaws.push(Flaw::WrapperMissing);
        }
        Wrapper::None => {}
    }
    flaws.extend(opened.beside.iter().map(|key| Flaw::ExtraField { key: Untrusted::new(key.as_str()) }));
    flaws
}

fn finish(candidate: &Candidate, text: String, shape: Shape, named: Named, tries: &mut usize) -> AigcLabel {
    let mut flaws = candidate.flaws.clone();
    flaws.extend(named.flaws);
    flaws.extend(value_flaws(&named.fields));
    flaws.truncate(FLAWS_MAX);
    AigcLabel {
        shape,
        location: candidate.location,
        text: Untrusted::new(text),
        value: LabelValue::parse(named.fields.label.as_raw().trim()),
        producer: provider_of(&named.fields.content_producer),
        propagator: provider_of(&named.fields.content_propagator),
        security: security::judge(&named.fields, tries),
        fields: named.fields,
        flaws,
    }
}

fn provider_of(value: &FieldValue) -> Option<Provider> {
    if value.is_blank() { None } else { provider::parse(value.as_raw()) }
}

/// Type, template and character flaws of every field that is there.
fn value_flaws(fields: &AigcFields) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (key, value) in fields.iter() {
        match value {
            FieldValue::Missing => {}
            FieldValue::NotText(raw) => {
                let entry = Entry { key: String::new(), raw: raw.as_raw().to_owned() };
                flaws.push(Flaw::FieldType { key, found: entry.type_name() });
            }
            FieldValue::Text(text) if values::is_placeholder(key, text.as_raw()) => {
                flaws.push(Flaw::PlaceholderValue { key });
            }
            FieldValue::Text(text) if values::is_outside_charset(text.as_raw()) => flaws.push(Flaw::Charset { key }),
            FieldValue::Text(_) => {}
        }
    }
    flaws
}
