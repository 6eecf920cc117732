//! One record as a line of JSON, and back. A line may come from anybody: whatever does not fit is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::fingerprint::{Word, decode};
use crate::hex::{hex, unhex};
use crate::ledger::{Entry, LABELS_MAX, NAME_CHARS_MAX, WHAT_CHARS_MAX};
use crate::untrusted::Untrusted;
use crate::vocabulary::ledger::{LabelLayer, Record, RecordKind, RecordedLabel, Said, Share};

/// Name and version of the form.
const SCHEMA: &str = "yanbiao/ledger/v1";
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    schema: String,
    kind: String,
    sha256: String,
    name: String,
    added_at: String,
    width: u32,
    height: u32,
    said: String,
    labels: Vec<LabelLine>,
    fingerprint: String,
    picture: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelLine {
    layer: String,
    what: String,
    place: Option<[f32; 4]>,
}

/// One record with its line feed.
pub fn line(entry: &Entry) -> Vec<u8> {
    let record = &entry.record;
    let label = |label: &RecordedLabel| LabelLine {
        layer: label.layer.id().to_owned(),
        what: label.what.as_raw().to_owned(),
        place: label.place.map(|share| [share.left, share.top, share.right, share.bottom]),
    };
    let line = Line {
        schema: SCHEMA.to_owned(),
        kind: record.kind.id().to_owned(),
        sha256: hex(&record.sha256),
        name: record.name.as_raw().to_owned(),
        added_at: record.added_at.format(&Rfc3339).unwrap_or_default(),
        width: record.width,
        height: record.height,
        said: record.said.id().to_owned(),
        labels: record.labels.iter().map(label).collect(),
        fingerprint: hex(&entry.word.to_bytes()),
        picture: STANDARD.encode(&entry.picture),
    };
    // No type here has keys that are not strings, and writing to memory cannot fail.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A record, or what is wrong with the line.
///
/// # Errors
/// The field that does not fit, or what the JSON parser says, escaped.
pub fn read(bytes: &[u8]) -> Result<Entry, String> {
    let escape = |error: serde_json::Error| Untrusted::new(error.to_string()).to_string();
    let line: Line = serde_json::from_slice(bytes).map_err(escape)?;
    if line.schema != SCHEMA {
        return Err("schema".to_owned());
    }
    let picture = STANDARD.decode(&line.picture).map_err(|_| "picture")?;
    if decode(&picture).is_none() {
        return Err("picture".to_owned());
    }
    if line.labels.len() > LABELS_MAX || line.name.chars().count() > NAME_CHARS_MAX {
        return Err("labels, name".to_owned());
    }
    let record = Record {
        number: 0,
        kind: RecordKind::ALL.into_iter().find(|kind| kind.id() == line.kind).ok_or("kind")?,
        sha256: digest(&line.sha256).ok_or("sha256")?,
        name: Untrusted::new(line.name),
        added_at: instant(&line.added_at).ok_or("added_at")?,
        width: line.width,
        height: line.height,
        said: Said::ALL.into_iter().find(|said| said.id() == line.said).ok_or("said")?,
        labels: line.labels.into_iter().map(read_label).collect::<Result<_, _>>()?,
    };
    Ok(Entry { record, word: Word::from_bytes(digest(&line.fingerprint).ok_or("fingerprint")?), picture })
}

fn read_label(line: LabelLine) -> Result<RecordedLabel, String> {
    let layer = LabelLayer::ALL.into_iter().find(|layer| layer.id() == line.layer).ok_or("layer")?;
    let within = |sides: &[f32; 4]| sides.iter().all(|side| (0.0..=1.0).contains(side));
    if line.what.chars().count() > WHAT_CHARS_MAX || !line.place.as_ref().is_none_or(within) {
        return Err("label".to_owned());
    }
    let place = line.place.map(|[left, top, right, bottom]| Share { left, top, right, bottom });
    Ok(RecordedLabel { layer, what: Untrusted::new(line.what), place })
}

/// An instant that can be written again: in UTC it may lie in another year, and RFC 3339 has four digits for that.
fn instant(text: &str) -> Option<OffsetDateTime> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?.checked_to_offset(UtcOffset::UTC)?;
    instant.format(&Rfc3339).is_ok().then_some(instant)
}

/// 32 bytes of hexadecimal.
fn digest(text: &str) -> Option<[u8; 32]> {
    unhex(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_that_cannot_be_written_again_is_refused() {
        assert_eq!(instant("2026-11-26T08:00:00+08:00").map(|one| one.unix_timestamp()), Some(1_795_651_200));
        for text in ["0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-11-26", ""] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn a_sign_is_no_digit() {
        assert_eq!(digest(&"0f".repeat(32)), Some([15; 32]));
        assert_eq!(digest(&"+f".repeat(32)), None);
        assert_eq!(digest(&"0f".repeat(31)), None);
    }
}
