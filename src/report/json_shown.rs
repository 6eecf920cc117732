//! Values that several parts of Report v1 have in common, and how each is written.
//!
//! Text from files leaves escaped and cut, as everywhere.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::ids;
use crate::evidence::EvidenceId;
use crate::message::{Lang, Message, Text};
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcFields, FieldValue, Provider};
use crate::vocabulary::c2pa::Signer;

/// Characters of one text out of a file: enough for the security data of a label, which are its longest part.
const TEXT_CHARS_MAX: usize = 4_096;

/// A value that is written as what it displays.
pub(super) struct Shown<T: Display>(pub(super) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.TEXT_CHARS_MAX$}", self.0))
    }
}

/// An instant in UTC, to the second.
#[derive(Clone, Copy)]
pub(super) struct Instant(pub(super) OffsetDateTime);

impl Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(self.0);
        f.write_str(&whole.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

/// The UTC date of an instant.
pub(super) struct Day(pub(super) OffsetDateTime);

impl Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0.to_offset(time::UtcOffset::UTC).date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) struct Hex<'a>(pub(super) &'a [u8; 32]);

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A sentence in both languages.
#[derive(Serialize)]
pub(super) struct Bilingual {
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Bilingual {
    pub(super) fn of(message: &Message) -> Self {
        Self { zh: message.render(Lang::Zh), en: message.render(Lang::En) }
    }

    pub(super) fn of_text(text: &'static Text) -> Self {
        Self { zh: Cow::Borrowed(text.zh), en: Cow::Borrowed(text.en) }
    }
}

/// Ids of evidence, as findings cite them.
pub(super) fn evidence_ids(ids: &[EvidenceId]) -> Vec<Shown<EvidenceId>> {
    ids.iter().copied().map(Shown).collect()
}

/// The fields that are there, in the order of the standard.
pub(super) struct Fields<'a>(pub(super) &'a AigcFields);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.0.iter() {
            match value {
                FieldValue::Missing => {}
                FieldValue::Text(text) | FieldValue::NotText(text) => map.serialize_entry(key, &Shown(text))?,
            }
        }
        map.end()
    }
}

/// A provider: its code taken apart, or its name.
#[derive(Serialize)]
pub(super) struct ProviderPart<'a> {
    code: Option<Shown<&'a Untrusted>>,
    uscc: Option<Shown<&'a Untrusted>>,
    uscc_valid: Option<bool>,
    service: Option<&'static str>,
    name: Option<Shown<&'a Untrusted>>,
    problem: Option<&'static str>,
}

impl<'a> ProviderPart<'a> {
    pub(super) fn new(provider: &'a Provider) -> Self {
        let nothing = Self { code: None, uscc: None, uscc_valid: None, service: None, name: None, problem: None };
        match provider {
            Provider::Code(parts) => Self {
                code: Some(Shown(&parts.code)),
                uscc: Some(Shown(&parts.uscc)),
                uscc_valid: Some(parts.uscc_valid),
                service: Some(ids::service(parts.service)),
                ..nothing
            },
            Provider::BrokenCode { raw, why } => Self { code: Some(Shown(raw)), problem: Some(why), ..nothing },
            Provider::Name(name) => Self { name: Some(Shown(name)), ..nothing },
        }
    }
}

/// A signer in one line: organisation, and the common name where it says more.
pub(super) struct SignerName<'a>(pub(super) &'a Signer);

impl Display for SignerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Signer { organization, common_name, .. } = self.0;
        if organization.is_blank() {
            return common_name.fmt(f);
        }
        if common_name.is_blank() || common_name == organization {
            return organization.fmt(f);
        }
        write!(f, "{organization} ({common_name})")
    }
}
