//! Labels in text fields: PNG text, comments, application segments, private chunks, trailing data.
//!
//! Fields go in, candidates come out. A keyword `AIGC` and a segment that starts with `AIGC{` exist for the
//! label; in free bytes a label-shaped object is searched for.

use super::candidate::Candidate;
use super::collected::Collected;
use super::decode::decode;
use super::free_bytes::search;
use super::xmp;
use crate::limits::Limits;
use crate::metadata::exif_text;
use crate::metadata::model::{TextField, TextKind};
use crate::vocabulary::aigc::{Flaw, Location};

/// 附录E a asks for "AIGC" in the name; 20259A annex B names the keyword.
const KEYWORD: &str = "AIGC";

/// ImageMagick rewrites UserComment as decimal bytes under this keyword.
const MAGICK_COMMENT: &str = "exif:UserComment";

/// Adds what may be a label.
pub(super) fn collect(field: &TextField, limits: &Limits, collected: &mut Collected) {
    match field.kind {
        TextKind::Png => collected.push(png_text(field), limits),
        TextKind::JpegComment | TextKind::GifComment => {
            let value = decode(&field.value);
            collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
        }
        TextKind::JpegApplication(_) if starts_with_name(&field.value) => {
            let value = decode(&field.value);
            collected.push(Candidate::dedicated(value, field.place.clone(), Location::Nonstandard), limits);
        }
        TextKind::JpegApplication(_) | TextKind::Private => search(&field.value, &field.place, limits, collected),
        TextKind::Trailing => trailing(field, limits, collected),
    }
}

fn png_text(field: &TextField) -> Candidate {
    let keyword = field.keyword.as_raw();
    let place = field.place.clone();
    if keyword == KEYWORD {
        return Candidate::dedicated(decode(&field.value), place, Location::PngText);
    }
    if let Some(bytes) = decimal_bytes(&field.value).filter(|_| keyword == MAGICK_COMMENT) {
        let (_, text) = exif_text::comment(&bytes, false);
        return Candidate::plain(text, place, Location::Nonstandard);
    }
    Candidate::plain(decode(&field.value), place, Location::Nonstandard)
}

/// `AIGC{"Label":…`, the form Volcengine writes into APP11.
fn starts_with_name(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(KEYWORD.as_bytes()) else { return false };
    rest.iter().find(|byte| !matches!(byte, b'\0' | b' ' | b':' | b'=')) == Some(&b'{')
}

/// `123, 34, 65`: bytes in decimal.
fn decimal_bytes(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .split(',')
        .map(|byte| byte.trim().parse().ok())
        .collect()
}

/// Behind the end of a picture anything can stand, a whole XMP packet included.
fn trailing(field: &TextField, limits: &Limits, collected: &mut Collected) {
    let found_before = collected.labels.len();
    xmp::search(&field.value, &field.place, limits, collected);
    search(&field.value, &field.place, limits, collected);
    for found in collected.labels.iter_mut().skip(found_before).filter(|found| !found.place.after_end) {
        found.label.flaws.push(Flaw::AfterEnd);
    }
}
