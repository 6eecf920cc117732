//! NovelAI's signature over pixels and settings.
//!
//! NovelAI signs (Ed25519) the red, green and blue of the picture, row by row, and behind them the settings as Python
//! writes them, without the member `signed_hash` that holds the signature. The settings are the `Comment` of the hidden
//! text, of the PNG text fields, or of the EXIF UserComment of a WebP, where they may be wrapped in an object with
//! another `Comment`. Learnt from the verifier that NovelAI publishes under the MIT licence, which also publishes the
//! key. Must not know: what the settings mean.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};

use super::python_json;
use crate::coverage::CoverageState;
use crate::metadata::exif_tag;
use crate::metadata::exif_text::{self, Charset};
use crate::metadata::model::{Metadata, TextKind};
use crate::reader::Input;
use crate::vocabulary::pixel_signature::SignatureState;

/// Whose key it is.
pub(super) const SIGNER: &str = "NovelAI";

/// The key that NovelAI publishes, `Y2JcQAOhLwzwSDUJPNgL04nS0Tbqm7cSRc4xk0vRMic=`.
pub(super) const PUBLIC_KEY: [u8; 32] = [
    0x63, 0x62, 0x5c, 0x40, 0x03, 0xa1, 0x2f, 0x0c, 0xf0, 0x48, 0x35, 0x09, 0x3c, 0xd8, 0x0b, 0xd3, 0x89, 0xd2, 0xd1,
    0x36, 0xea, 0x9b, 0xb7, 0x12, 0x45, 0xce, 0x31, 0x93, 0x4b, 0xd1, 0x32, 0x27,
];

/// Different signatures that are checked in one picture; each costs a pass over all pixels. Real files have one.
const SIGNATURES_MAX: usize = 4;
const SIGNATURE_BYTES: usize = 64;

/// What was signed, pixels apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signed {
    /// The settings as they were signed.
    settings: String,
    signature: Vec<u8>,
    /// Where they stand.
    pub(super) carrier: String,
    /// Their bytes in the file; none for settings from the pixels.
    pub(super) span: Option<Range<u64>>,
}

/// Every signature in the hidden texts and in the metadata, each once.
pub(super) fn signed<'t>(
    input: &Input<'_>,
    hidden: impl Iterator<Item = (&'t str, &'t str)>,
    state: &mut CoverageState,
) -> Vec<Signed> {
    let depth_max = input.limits.depth_max;
    let from_pixels = hidden.filter_map(|(text, carrier)| {
        let (settings, signature) = hidden_settings(text, depth_max)?;
        Some(Signed { settings, signature, carrier: carrier.to_owned(), span: None })
    });
    let mut found: Vec<Signed> = Vec::new();
    for one in from_pixels.chain(in_metadata(input.metadata, depth_max)) {
        let is_known = |known: &Signed| known.settings == one.settings && known.signature == one.signature;
        if found.iter().any(is_known) {
            continue;
        }
        if found.len() == SIGNATURES_MAX {
            state.worsen(&CoverageState::Stopped { limit: "signature_tries_max", at: 0 });
            break;
        }
        found.push(one);
    }
    found
}

/// Checks them against the pixels.
pub(super) fn check(input: &Input<'_>, signed: &[Signed], public_key: &[u8; 32]) -> Vec<(Signed, SignatureState)> {
    if signed.is_empty() {
        return Vec::new();
    }
    let frame = match input.pixels.frames.as_slice() {
        [frame] if input.pixels.state == CoverageState::Complete => frame,
        [] => return Vec::new(),
        _animated => return signed.iter().map(|one| (one.clone(), SignatureState::Unverifiable)).collect(),
    };
    let stored = frame.stored();
    let mut message = stored.rgb8().into_owned();
    let pixel_bytes = message.len();
    let key = UnparsedPublicKey::new(&ED25519, public_key);
    let may_be_signed = stored.is_eight_bit() && input.layout.keeps_every_pixel();
    let mut judge = |one: &Signed| {
        message.truncate(pixel_bytes);
        message.extend_from_slice(one.settings.as_bytes());
        match key.verify(&message, &one.signature) {
            Ok(()) => SignatureState::Verified,
            Err(_) if may_be_signed => SignatureState::Broken,
            Err(_) => SignatureState::Unverifiable,
        }
    };
    signed.iter().map(|one| (one.clone(), judge(one))).collect()
}

/// What came of the signature in a hidden text, if it holds one.
pub(super) fn state_of(text: &str, checked: &[(Signed, SignatureState)], depth_max: usize) -> Option<SignatureState> {
    let (settings, signature) = hidden_settings(text, depth_max)?;
    let found = checked.iter().find(|(one, _)| one.settings == settings && one.signature == signature);
    found.map(|(_, state)| *state)
}

fn hidden_settings(text: &str, depth_max: usize) -> Option<(String, Vec<u8>)> {
    let outer = python_json::members(text.trim_matches('\0'), depth_max)?;
    settings(&member_text(&outer, "\"Comment\"")?, depth_max)
}

fn in_metadata(metadata: &Metadata, depth_max: usize) -> impl Iterator<Item = Signed> {
    let png = metadata.text.iter().filter(|field| field.kind == TextKind::Png && field.keyword.as_raw() == "Comment");
    // Settings that Python wrote are ASCII, whatever the chunk says.
    let png = png.filter_map(|field| Some((std::str::from_utf8(&field.value).ok()?.to_owned(), &field.place)));
    let exif = metadata.exif.iter().filter(|field| field.tag == exif_tag::USER_COMMENT);
    let exif = exif.filter_map(|field| match exif_text::user_comment(field) {
        (Some(Charset::Ascii), text) => Some((text, &field.place)),
        (Some(Charset::Unicode | Charset::Jis | Charset::Undefined) | None, _) => None,
    });
    png.chain(exif).filter_map(move |(text, place)| {
        let (settings, signature) = settings(&text, depth_max)?;
        Some(Signed { settings, signature, carrier: place.carrier.clone(), span: Some(place.span.clone()) })
    })
}

/// The settings without their signature, and the signature. None where there is none: other programs leave the member
/// empty.
fn settings(comment: &str, depth_max: usize) -> Option<(String, Vec<u8>)> {
    let mut members = python_json::members(comment, depth_max)?;
    if let Some(inner) = member_text(&members, "\"Comment\"") {
        members = python_json::members(&inner, depth_max)?;
    }
    let signature = STANDARD.decode(member_text(&members, HASH)?).ok()?;
    members.retain(|(key, _)| key != HASH);
    (signature.len() == SIGNATURE_BYTES).then(|| (python_json::object(&members), signature))
}

const HASH: &str = "\"signed_hash\"";

fn member_text(members: &python_json::Members, key: &str) -> Option<String> {
    let (_, value) = members.iter().find(|(name, _)| name == key)?;
    python_json::text(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_published_one() {
        assert_eq!(STANDARD.encode(PUBLIC_KEY), "Y2JcQAOhLwzwSDUJPNgL04nS0Tbqm7cSRc4xk0vRMic=");
    }

    #[track_caller]
    fn check(comment: &str, expected: Option<&str>) {
        assert_eq!(settings(comment, 8).map(|(settings, _)| settings).as_deref(), expected, "{comment}");
    }

    #[test]
    fn settings_are_taken_without_their_signature() {
        let hash = STANDARD.encode([7; SIGNATURE_BYTES]);
        let comment = format!(r#"{{"scale":5.0,"signed_hash":"{hash}","uc":"猫"}}"#);
        let signed = r#"{"scale": 5.0, "uc": "\u732b"}"#;
        check(&comment, Some(signed));
        check(&format!(r#"{{"Software":"NovelAI","Comment":{}}}"#, serde_json::json!(comment)), Some(signed));
        check(r#"{"scale":5.0}"#, None);
        check(r#"{"scale":5.0,"signed_hash":""}"#, None);
        check(r#"{"scale":5.0,"signed_hash":"AAAA"}"#, None);
        check("a text", None);
    }
}
