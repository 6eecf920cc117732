//! The metadata of an asset as named texts, decoded once for all families.
//!
//! In: parsed metadata. Out: up to three [`Carrier`]s (text fields, EXIF, XMP), each a list of named texts and
//! the JSON objects among them. Must not know: any generator.

use serde_json::Value;

use super::json::{self, Object};
use crate::coverage::CoverageState;
use crate::limits::Limits;
use crate::metadata::model::{ExifField, Ifd, Metadata, Place, TextField, TextKind, XmpProperty};
use crate::metadata::{exif_tag, exif_text};
use crate::untrusted::Untrusted;
use crate::vocabulary::generator::{Act, GeneratorTrace, Tool};

/// Which kind of metadata a carrier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    /// PNG text chunks, comments and ComfyUI's `comf` chunk.
    Text,
    /// EXIF fields.
    Exif,
    /// XMP properties.
    Xmp,
}

/// One named text.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// Keyword, EXIF tag name or XMP property name.
    pub(super) name: String,
    /// Its value, decoded.
    pub(super) text: String,
    /// The value as an object, if it is one, also behind `prompt:` or `workflow:`.
    pub(super) json: Option<Object>,
    /// Its place.
    pub(super) place: &'a Place,
}

/// All named texts of one kind of metadata.
#[derive(Debug)]
pub(super) struct Carrier<'a> {
    /// Which kind.
    pub(super) medium: Medium,
    /// The texts in file order.
    pub(super) fields: Vec<Field<'a>>,
}

/// A trace and where it stands.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// What it says.
    pub(super) trace: GeneratorTrace,
    /// The place of the field that says it.
    pub(super) place: &'a Place,
}

/// How far an act reaches, for choosing among traces of one carrier.
pub(super) fn reach(act: Act) -> u8 {
    match act {
        Act::Processed => 0,
        Act::Edited => 1,
        Act::Generated => 2,
    }
}

impl Field<'_> {
    /// Whether the field has this name, in any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A trace found in this field; details without a value are left out.
    pub(super) fn found(&self, tool: Tool, act: Act, details: Vec<(&'static str, Option<String>)>) -> Found<'_> {
        let details = details.into_iter().filter_map(|(name, value)| Some((name, Untrusted::new(value?)))).collect();
        Found { trace: GeneratorTrace { tool, act, details }, place: self.place }
    }
}

impl<'a> Carrier<'a> {
    /// The first field of a name.
    pub(super) fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.is(name))
    }

    /// The trimmed text of the first field of a name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.field(name).map(|field| field.text.trim())
    }

    /// The fields that hold a JSON object.
    pub(super) fn objects(&self) -> impl Iterator<Item = (&Field<'a>, &Object)> {
        self.fields.iter().filter_map(|field| Some((field, field.json.as_ref()?)))
    }
}

/// Decodes the metadata, parsing no more JSON than the limits allow.
pub(super) fn gather<'a>(metadata: &'a Metadata, limits: &Limits) -> (Vec<Carrier<'a>>, CoverageState) {
    let mut budget = Budget { bytes_left: limits.json_bytes_max, state: CoverageState::Complete };
    let text = metadata.text.iter().filter_map(|field| text_field(field, &mut budget)).collect();
    let exif = metadata.exif.iter().filter_map(|field| exif_field(field, &mut budget)).collect();
    let xmp = metadata.xmp_properties().filter_map(|property| xmp_field(property, &mut budget)).collect();
    let carriers = [(Medium::Text, text), (Medium::Exif, exif), (Medium::Xmp, xmp)];
    let carriers = carriers.into_iter().map(|(medium, fields)| Carrier { medium, fields });
    (carriers.filter(|carrier| !carrier.fields.is_empty()).collect(), budget.state)
}

/// A text that a generator hid in the picture, as the text fields it would have written: the settings alone, or an
/// object of PNG keywords. The place is that of the picture.
pub(super) fn hidden<'a>(text: &str, place: &'a Place, limits: &Limits) -> (Carrier<'a>, CoverageState) {
    let mut budget = Budget { bytes_left: limits.json_bytes_max, state: CoverageState::Complete };
    let whole = budget.field("parameters".to_owned(), text.to_owned(), place);
    let members: Vec<(String, String)> = whole.json.iter().flatten().filter_map(named_text).collect();
    let mut fields = vec![whole];
    fields.extend(members.into_iter().map(|(name, text)| budget.field(name, text, place)));
    (Carrier { medium: Medium::Text, fields }, budget.state)
}

fn named_text((name, value): (&String, &Value)) -> Option<(String, String)> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => value.to_string(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    Some((name.clone(), text))
}

/// How much JSON may still be parsed: a parsed document takes many times the memory of its text.
struct Budget {
    bytes_left: u64,
    state: CoverageState,
}

impl Budget {
    fn field<'a>(&mut self, name: String, text: String, place: &'a Place) -> Field<'a> {
        let json = self.parse(without_label(&text), place);
        Field { name, text, json, place }
    }

    fn parse(&mut self, text: &str, place: &Place) -> Option<Object> {
        if !text.trim_start().starts_with('{') {
            return None;
        }
        match self.bytes_left.checked_sub(u64::try_from(text.len()).unwrap_or(u64::MAX)) {
            Some(left) => {
                self.bytes_left = left;
                json::parse_object(text)
            }
            None => {
                self.state.worsen(&CoverageState::Stopped { limit: "json_bytes_max", at: place.span.start });
                None
            }
        }
    }
}

/// ComfyUI labels its graphs `prompt:{…}` in EXIF and `prompt\0{…}` in `comf` chunks.
fn without_label(text: &str) -> &str {
    let Some((label, rest)) = text.split_once([':', '\0']) else { return text };
    let is_label = ["prompt", "workflow"].iter().any(|known| label.trim().eq_ignore_ascii_case(known));
    if is_label { rest } else { text }
}

fn text_field<'a>(field: &'a TextField, budget: &mut Budget) -> Option<Field<'a>> {
    let keyword = field.keyword.as_raw();
    match field.kind {
        TextKind::Png => {
            let text = utf8_or_latin1(&field.value);
            // ImageMagick copies EXIF into text chunks named exif:… and spells UserComment in decimal.
            let Some(name) = keyword.strip_prefix("exif:") else {
                return Some(budget.field(keyword.to_owned(), text, &field.place));
            };
            let text = decimal_bytes(&text).map_or(text, |raw| exif_text::comment(&raw, true).1);
            Some(budget.field(name.to_owned(), text, &field.place))
        }
        TextKind::JpegComment | TextKind::GifComment => {
            Some(budget.field("Comment".to_owned(), utf8_or_latin1(&field.value), &field.place))
        }
        TextKind::Private if keyword.eq_ignore_ascii_case("comf") => {
            Some(budget.field("comf".to_owned(), utf8_or_latin1(&field.value), &field.place))
        }
        TextKind::JpegApplication(_) | TextKind::Private | TextKind::Trailing => None,
    }
}

/// The EXIF tags generators write to.
const EXIF_TAGS: &[(u16, &str)] = &[
    (exif_tag::DOCUMENT_NAME, "DocumentName"),
    (exif_tag::IMAGE_DESCRIPTION, "ImageDescription"),
    (exif_tag::MAKE, "Make"),
    (exif_tag::MODEL, "Model"),
    (exif_tag::SOFTWARE, "Software"),
    (exif_tag::ARTIST, "Artist"),
    (exif_tag::MAKER_NOTE, "MakerNote"),
    (exif_tag::USER_COMMENT, "UserComment"),
    (0x9c9c, "XPComment"),
];

/// A camera's maker note is binary and large; those of generators are one word.
const MAKER_NOTE_BYTES_MAX: usize = 64;

fn exif_field<'a>(field: &'a ExifField, budget: &mut Budget) -> Option<Field<'a>> {
    if matches!(field.ifd, Ifd::Gps | Ifd::Interop) {
        return None;
    }
    let (_, name) = EXIF_TAGS.iter().find(|(tag, _)| *tag == field.tag)?;
    if *name == "MakerNote" && field.raw.len() > MAKER_NOTE_BYTES_MAX {
        return None;
    }
    let text = exif_text::text(field);
    Some(budget.field((*name).to_owned(), text, &field.place))
}

const XMP_NAMESPACES: &[&str] = &[
    "http://ns.adobe.com/exif/1.0/",
    "http://ns.adobe.com/tiff/1.0/",
    "http://ns.adobe.com/xap/1.0/",
    "http://purl.org/dc/elements/1.1/",
];

fn xmp_field<'a>(property: &'a XmpProperty, budget: &mut Budget) -> Option<Field<'a>> {
    if !property.parent.is_empty() || !XMP_NAMESPACES.contains(&property.namespace.as_str()) {
        return None;
    }
    Some(budget.field(property.name.clone(), property.value.as_raw().to_owned(), &property.place))
}

fn utf8_or_latin1(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => raw.iter().copied().map(char::from).collect(),
    }
}

/// `85, 78, 73, …`, as ImageMagick writes a byte array.
fn decimal_bytes(text: &str) -> Option<Vec<u8>> {
    text.split(',').map(|number| number.trim().parse().ok()).collect()
}

#[cfg(test)]
pub(super) mod testing {
    //! Carriers made by hand, for the tests of the families.

    use super::*;

    static PLACE: Place = Place { carrier: String::new(), span: 0..0, after_end: false };

    /// A carrier with the given names and texts.
    pub(in crate::readers::generator) fn carrier(medium: Medium, fields: &[(&str, &str)]) -> Carrier<'static> {
        let mut budget = Budget { bytes_left: 1 << 20, state: CoverageState::Complete };
        let fields = fields.iter().map(|(name, text)| budget.field((*name).to_owned(), (*text).to_owned(), &PLACE));
        Carrier { medium, fields: fields.collect() }
    }

    /// What a family reads from text fields.
    pub(in crate::readers::generator) fn trace(
        family: for<'c> fn(&'c Carrier<'_>) -> Option<Found<'c>>,
        medium: Medium,
        fields: &[(&str, &str)],
    ) -> Option<(Tool, Act)> {
        family(&carrier(medium, fields)).map(|found| (found.trace.tool, found.trace.act))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], text: &str) {
        assert_eq!(exif_text::comment(raw, true).1, text);
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        [b"UNICODE\0".to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat()
    }

    #[test]
    fn user_comments_are_read_as_generators_write_them() {
        check(&wide("Steps: 20, 猫", u16::to_be_bytes), "Steps: 20, 猫");
        check(&wide("Steps: 20, 猫", u16::to_le_bytes), "Steps: 20, 猫");
        check("UNICODE\0Steps: 20, 猫".as_bytes(), "Steps: 20, 猫");
        check("ASCII\0\0\0Steps: 20, 猫".as_bytes(), "Steps: 20, 猫");
        check("{\"prompt\": \"猫\"}".as_bytes(), "{\"prompt\": \"猫\"}");
        check(&[0; 264], "");
    }

    #[test]
    fn a_decimal_user_comment_is_decoded() {
        assert_eq!(decimal_bytes("85, 78, 73").as_deref(), Some(b"UNI".as_slice()));
        assert_eq!(decimal_bytes("850, 78"), None);
    }

    #[test]
    fn json_over_the_limit_is_coverage() {
        let place = Place { carrier: String::new(), span: 40..80, after_end: false };
        let mut budget = Budget { bytes_left: 10, state: CoverageState::Complete };
        let field = budget.field("prompt".to_owned(), "{\"a\":\"0123456789\"}".to_owned(), &place);
        assert!(field.json.is_none());
        assert_eq!(budget.state, CoverageState::Stopped { limit: "json_bytes_max", at: 40 });
    }
}
