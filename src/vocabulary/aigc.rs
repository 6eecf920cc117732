//! The implicit label of GB 45438-2025 附录E: the `AIGC` object, its seven fields and their defects.

use crate::message::Message;
use crate::untrusted::Untrusted;

/// The value of one field.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum FieldValue {
    /// The key is not there.
    #[default]
    Missing,
    /// A string, as 附录E c–i ask.
    Text(Untrusted),
    /// Something other than a string: its JSON text.
    NotText(Untrusted),
}

impl FieldValue {
    /// The value as text whatever its type; empty when missing.
    pub fn as_raw(&self) -> &str {
        match self {
            Self::Missing => "",
            Self::Text(text) | Self::NotText(text) => text.as_raw(),
        }
    }

    /// True when the key is missing or its value says nothing: white space, `null`, an empty object or list.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Text(text) => text.is_blank(),
            Self::NotText(json) => matches!(json.as_raw(), "null" | "{}" | "[]"),
        }
    }
}

/// The seven keys of 附录E, in the order of the standard.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AigcFields {
    /// c) `Label`.
    pub label: FieldValue,
    /// d) `ContentProducer`.
    pub content_producer: FieldValue,
    /// e) `ProduceID`.
    pub produce_id: FieldValue,
    /// f) `ReservedCode1`.
    pub reserved_code1: FieldValue,
    /// g) `ContentPropagator`.
    pub content_propagator: FieldValue,
    /// h) `PropagateID`.
    pub propagate_id: FieldValue,
    /// i) `ReservedCode2`.
    pub reserved_code2: FieldValue,
}

/// The keys as the standard spells them, in its order.
pub const KEYS: [&str; 7] =
    ["Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"];

impl AigcFields {
    /// Key and value of all seven fields, in the order of the standard.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &FieldValue)> {
        KEYS.into_iter().zip([
            &self.label,
            &self.content_producer,
            &self.produce_id,
            &self.reserved_code1,
            &self.content_propagator,
            &self.propagate_id,
            &self.reserved_code2,
        ])
    }

    /// True when every field reads the same: one that is missing is as good as one that is blank.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.iter().zip(other.iter()).all(|((_, one), (_, other))| one.as_raw() == other.as_raw())
    }

    /// The field of a key, if the key is one of the seven.
    pub fn slot(&mut self, key: &str) -> Option<&mut FieldValue> {
        match key {
            "Label" => Some(&mut self.label),
            "ContentProducer" => Some(&mut self.content_producer),
            "ProduceID" => Some(&mut self.produce_id),
            "ReservedCode1" => Some(&mut self.reserved_code1),
            "ContentPropagator" => Some(&mut self.content_propagator),
            "PropagateID" => Some(&mut self.propagate_id),
            "ReservedCode2" => Some(&mut self.reserved_code2),
            _ => None,
        }
    }
}

/// What `Label` says (附录E c).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelValue {
    /// "1": 属于.
    Is,
    /// "2": 可能.
    May,
    /// "3": 疑似.
    Suspect,
}

impl LabelValue {
    /// The digit of the standard.
    pub fn digit(self) -> &'static str {
        match self {
            Self::Is => "1",
            Self::May => "2",
            Self::Suspect => "3",
        }
    }

    /// Reads `1`, `2` or `3`; nothing else is a label value.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Is),
            "2" => Some(Self::May),
            "3" => Some(Self::Suspect),
            _ => None,
        }
    }
}

/// Which label this is, before its fields are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `{"AIGC":{…}}`, 附录E b.
    Wrapped,
    /// The inner object alone, as TC260-PG-20259A writes it into XMP.
    Inner,
    /// An `AIGC` object of another schema (Tencent Cloud's, API spellings).
    Foreign,
    /// The field is there but holds no label: empty or `{}`.
    Shell,
    /// The XMP namespace of the label is declared and nothing in the packet uses it.
    Declaration,
    /// JSON that cannot be read to its end.
    Broken,
}

/// A place the standard or the guide names, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// XMP property `TC260:AIGC` (20259A main method).
    Xmp,
    /// EXIF UserComment (20259A annex B).
    ExifUserComment,
    /// PNG text keyword `AIGC` (20259A annex B).
    PngText,
    /// Any other place: readable, but 位置不规范.
    Nonstandard,
}

/// A departure from the letter of the standard or the guide, found while reading one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The value is no JSON object although a label was meant.
    JsonInvalid {
        /// What the parser said.
        why: String,
    },
    /// The XMP around the value is not well-formed XML.
    XmpMalformed {
        /// What the parser said.
        why: String,
    },
    /// Keys of another schema (`content_producer`, `ServiceProvider`, …).
    SchemaNonstandard {
        /// The schema or the first foreign key.
        what: String,
    },
    /// A key in the wrong letter case or otherwise close to a known one.
    KeyMisspelt {
        /// As written.
        found: Untrusted,
        /// The key that was probably meant.
        expected: &'static str,
    },
    /// A key that is not in the standard.
    ExtraField {
        /// As written.
        key: Untrusted,
    },
    /// A template value that was never filled in.
    PlaceholderValue {
        /// The key.
        key: &'static str,
    },
    /// A value that is no string.
    FieldType {
        /// The key.
        key: &'static str,
        /// The JSON type found.
        found: &'static str,
    },
    /// The same key twice in one object.
    KeyRepeated {
        /// The key.
        key: Untrusted,
    },
    /// Escaped more than once.
    EscapedTwice {
        /// Levels that had to be removed, 1 or 2.
        levels: u8,
    },
    /// UserComment without its 8-byte character code.
    CharsetPrefixMissing,
    /// The wrapper `{"AIGC":…}` is missing where annex B asks for it.
    WrapperMissing,
    /// A character outside 附录E j.
    Charset {
        /// The key.
        key: &'static str,
    },
    /// The label starts after the end of the picture (after IEND, EOI, or the last box).
    AfterEnd,
}

/// A provider code of TC260-PG-20252A taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// 27 characters of the code rule.
    Code(ProviderCode),
    /// Begins like a code (`0011`) but is none.
    BrokenCode {
        /// As written.
        raw: Untrusted,
        /// What is wrong.
        why: &'static str,
    },
    /// A plain name, which 附录E d and g allow.
    Name(Untrusted),
}

/// The parts of a well-formed provider code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderCode {
    /// The whole code.
    pub code: Untrusted,
    /// Characters 5–22: the unified social credit code.
    pub uscc: Untrusted,
    /// Whether its check character is right (GB 32100-2015).
    pub uscc_valid: bool,
    /// Character 23.
    pub service: Service,
    /// Characters 24–27.
    pub extension: Untrusted,
}

/// Character 23 of a provider code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// `0`: no extension written.
    Unspecified,
    /// `1`: 生成合成.
    Generation,
    /// `2`: 内容传播.
    Propagation,
    /// Any other character.
    Other(char),
}

/// What `ReservedCode1` amounts to (TC260-PG-202511A).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Security {
    /// Empty or missing.
    #[default]
    None,
    /// Something only its writer can read.
    Opaque,
    /// A `SecurityData` object whose signature verifies with the key it carries.
    ValidUnpinned {
        /// Hex of the key.
        key: String,
    },
    /// The same, and the key is one we know to be the producer's.
    ValidPinned {
        /// Whose key.
        owner: &'static str,
    },
    /// A `SecurityData` object whose signature does not verify.
    Invalid {
        /// What was tried.
        why: Message,
    },
    /// A `SecurityData` object that could not be judged: other algorithm, no key, other content selection.
    Unjudged {
        /// Why not.
        why: Message,
    },
}

/// One implicit label as read from one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AigcLabel {
    /// Its shape.
    pub shape: Shape,
    /// Where it sits.
    pub location: Location,
    /// The value as it stands in the file, unescaped as far as needed to read it.
    pub text: Untrusted,
    /// The seven fields.
    pub fields: AigcFields,
    /// `Label`, if it is one of the three values (a number counts, with a flaw).
    pub value: Option<LabelValue>,
    /// `ContentProducer` taken apart, unless blank.
    pub producer: Option<Provider>,
    /// `ContentPropagator` taken apart, unless blank.
    pub propagator: Option<Provider>,
    /// What `ReservedCode1` amounts to.
    pub security: Security,
    /// Departures from the letter.
    pub flaws: Vec<Flaw>,
}
