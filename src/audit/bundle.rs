//! The documents of a bundle of evidence: what others need to check an audit again.
//!
//! Every document is canonical JSON (RFC 8785), so that its digest does not depend on who writes it. The manifest names the
//! root of a Merkle tree over the lines of `items.jsonl`; a line names the digests of its report and of its crops. So
//! one signature under the manifest covers everything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::kept::Item;
use crate::asset::Asset;
use crate::hex::hex;

/// Name and version of the bundle.
pub const SCHEMA: &str = "yanbiao/bundle/v1";
/// Bytes kept of one label.
const LABEL_BYTES_MAX: usize = 64 << 10;
/// Bytes read of one label, for its digest.
const SPAN_BYTES_MAX: u64 = 64 << 20;
/// Labels kept of one picture.
const LABELS_MAX: usize = 64;
/// Marks cut out of one picture.
pub const CROPS_MAX: usize = 16;

/// What the signature is under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// Digest of `sample.jsonl`.
    pub sample_sha256: String,
    /// The circumstances of the checks.
    pub context: Value,
    /// The instant for which everything was judged.
    pub as_of: String,
    /// Versions of the program, the rules and the trust lists.
    pub tool: Value,
    /// When the audit began.
    pub started_at: String,
    /// When it ended; empty if it has not.
    pub finished_at: String,
    /// Lines of `items.jsonl`.
    pub items: u64,
    /// Root over them, in hexadecimal.
    pub merkle_root: String,
}

/// A picture of the sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the audit.
    pub number: i64,
    /// Place of its stratum.
    pub stratum: usize,
    /// Place among the tickets of its stratum, from 1.
    pub rank: u64,
    /// What it is called by.
    pub id: String,
    /// Path or address.
    pub place: String,
    /// `waiting`, `judged` or `gone`.
    pub state: String,
    /// When it was looked at, in seconds since 1970.
    pub at: Option<i64>,
    /// Why it could not be had.
    pub trouble: Option<String>,
    /// What was seen of it.
    pub picture: Option<PictureLine>,
}

/// What was seen of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureLine {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// SM3 of its bytes.
    pub sm3: String,
    /// Their number.
    pub size_bytes: u64,
    /// SHA-256 of its report in this bundle.
    pub report_sha256: String,
    /// True when the picture was still the same when the bundle was made; only then there are labels and crops.
    pub at_hand: bool,
    /// The bytes that evidence was read from.
    pub labels: Vec<LabelBytes>,
    /// Marks on the picture.
    pub crops: Vec<Crop>,
}

/// The bytes of one piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelBytes {
    /// Its id in the report.
    pub evidence: String,
    /// Where it was.
    pub carrier: String,
    /// From which byte of the file on.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
    /// SHA-256 of all of them.
    pub sha256: String,
    /// The bytes, or the first 65,536 of them, in Base64.
    pub bytes: String,
}

/// A mark on the picture, cut out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crop {
    /// The file in the bundle.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Left, top, width and height in pixels of the upright picture.
    #[serde(rename = "box")]
    pub area: [u32; 4],
}

/// A signature with the key that checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// `Ed25519` or `SM2`.
    pub algorithm: String,
    /// The public key in hexadecimal: 32 bytes, or an uncompressed point of 65.
    pub public_key: String,
    /// The signature in hexadecimal, 64 bytes.
    pub signature: String,
}

/// A value as canonical JSON.
///
/// # Errors
/// For values that JSON cannot hold.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

/// SHA-256 in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Line {
    /// The line of an item, without what only the picture itself can tell.
    pub fn new(item: &Item, report: Option<&[u8]>) -> Self {
        let picture = item.picture.as_ref().map(|picture| PictureLine {
            sha256: hex(&picture.sha256),
            sm3: hex(&picture.sm3),
            size_bytes: picture.size_bytes,
            report_sha256: digest(report.unwrap_or_default()),
            at_hand: false,
            labels: Vec::new(),
            crops: Vec::new(),
        });
        Self {
            number: item.number,
            stratum: item.stratum,
            rank: item.rank,
            id: item.id.clone(),
            place: item.place.clone(),
            state: item.state.id().to_owned(),
            at: item.at,
            trouble: item.trouble.clone(),
            picture,
        }
    }
}

/// Where evidence was read from, as a report has it: id, carrier, first byte and number of bytes.
pub type Span = (String, String, u64, u64);

impl LabelBytes {
    /// Where it was read from.
    pub fn span(&self) -> Span {
        (self.evidence.clone(), self.carrier.clone(), self.offset, self.length)
    }
}

/// Where all evidence of a report was read from.
pub fn spans(report: &Value) -> Vec<Span> {
    let evidence = report.get("evidence").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let span = |one: &Value| {
        let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| one.get(name).and_then(Value::as_u64);
        Some((text("id")?, text("carrier")?, number("offset")?, number("length")?))
    };
    evidence.iter().filter_map(span).take(LABELS_MAX).collect()
}

/// The bytes of a piece of evidence, as far as they are kept.
///
/// # Errors
/// When the picture cannot be read.
pub fn label_bytes(asset: &Asset<'_>, (evidence, carrier, offset, length): Span) -> std::io::Result<LabelBytes> {
    let bytes = asset.read_span(&(offset..offset.saturating_add(length)), SPAN_BYTES_MAX)?;
    let kept = bytes.get(..LABEL_BYTES_MAX).unwrap_or(&bytes);
    Ok(LabelBytes { evidence, carrier, offset, length, sha256: digest(&bytes), bytes: STANDARD.encode(kept) })
}

/// The boxes of the marks on a picture, as a report has them.
pub fn boxes(report: &Value) -> Vec<[u32; 4]> {
    let marks = report.pointer("/labels/explicit/marks").and_then(Value::as_array).map(Vec::as_slice);
    let area = |mark: &Value| {
        let numbers: Option<Vec<u32>> =
            mark.get("box")?.as_array()?.iter().map(|one| u32::try_from(one.as_u64()?).ok()).collect();
        <[u32; 4]>::try_from(numbers?).ok()
    };
    marks.unwrap_or_default().iter().filter_map(area).take(CROPS_MAX).collect()
}

/// Places at which two reports differ, as JSON pointers, at most `most`; versions of the program are left out.
pub fn differences(one: &Value, other: &Value, most: usize) -> Vec<String> {
    let mut found = Vec::new();
    compare(one, other, String::new(), most, &mut found);
    found
}

fn compare(one: &Value, other: &Value, at: String, most: usize, found: &mut Vec<String>) {
    if one == other || at == "/tool" || found.len() >= most {
        return;
    }
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let value = |side: &serde_json::Map<String, Value>| side.get(name).cloned().unwrap_or_default();
                compare(&value(left), &value(right), format!("{at}/{name}"), most, found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare(left, right, format!("{at}/{index}"), most, found);
            }
        }
        _ => found.push(at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_canonical() {
        // RFC 8785, 3.2.2 and 3.2.3: names in order, numbers as ECMAScript writes them.
        let value = json!({ "b": 1e21, "a": [0.000001, 4.5, -0.0], "\u{20ac}": "\u{f}", "\r": true });
        let text = String::from_utf8(canonical(&value).unwrap()).unwrap();
        assert_eq!(text, "{\"\\r\":true,\"a\":[0.000001,4.5,0],\"b\":1e+21,\"\u{20ac}\":\"\\u000f\"}");
    }

    #[test]
    fn differences_name_their_places() {
        let one = json!({ "tool": 1, "a": { "b": [1, 2], "c": null }, "d": [1] });
        let other = json!({ "tool": 2, "a": { "b": [1, 3] }, "d": [1, 2] });
        assert_eq!(differences(&one, &other, 9), ["/a/b/1", "/d"]);
        assert_eq!(differences(&one, &other, 1).len(), 1);
        assert!(differences(&one, &one, 9).is_empty());
    }

    #[test]
    fn spans_and_boxes_come_from_the_report() {
        let report = json!({
            "evidence": [
                { "id": "e1", "carrier": "png:iTXt", "offset": 41, "length": 9 },
                { "id": "e2", "carrier": "pixels", "offset": null, "length": null }
            ],
            "labels": { "explicit": { "marks": [{ "box": [1, 2, 3, 4] }, { "box": [1, -2, 3, 4] }, {}] } }
        });
        assert_eq!(spans(&report), [("e1".to_owned(), "png:iTXt".to_owned(), 41, 9)]);
        assert_eq!(boxes(&report), [[1, 2, 3, 4]]);
        assert!(spans(&json!(7)).is_empty() && boxes(&json!([])).is_empty());
    }

    #[test]
    fn a_long_label_is_cut_and_its_digest_is_of_the_whole() {
        let bytes = vec![7; LABEL_BYTES_MAX + 1];
        let span = ("e1".to_owned(), "x".to_owned(), 0, bytes.len() as u64);
        let label = label_bytes(&Asset::new("x", &bytes), span.clone()).unwrap();
        assert_eq!(label.span(), span);
        assert_eq!(STANDARD.decode(&label.bytes).unwrap().len(), LABEL_BYTES_MAX);
        assert_eq!(label.sha256, digest(&bytes));
    }
}
