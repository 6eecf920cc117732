//! Labels in EXIF: UserComment as 20259A annex B has it, and every other text entry.
//!
//! Entries go in, candidates come out. UserComment carries a character code of eight bytes that many writers
//! leave out; entries of unknown type are searched for a label-shaped object.

use super::candidate::Candidate;
use super::collected::Collected;
use super::decode::{decode, utf16};
use super::free_bytes::search;
use crate::limits::Limits;
use crate::metadata::exif_text;
use crate::metadata::model::ExifField;
use crate::vocabulary::aigc::{Flaw, Location};

const USER_COMMENT: u16 = 0x9286;

/// XPTitle to XPSubject, UTF-16LE in BYTE fields.
const XP_TAGS: std::ops::RangeInclusive<u16> = 0x9c9b..=0x9c9f;

const ASCII: u16 = 2;
const BYTE: u16 = 1;
const UNDEFINED: u16 = 7;

/// UTF-8, added by EXIF 3.0.
const UTF8: u16 = 129;

/// Adds what may be a label.
pub(super) fn collect(field: &ExifField, limits: &Limits, collected: &mut Collected) {
    if field.tag == USER_COMMENT {
        return collected.push(user_comment(field), limits);
    }
    if XP_TAGS.contains(&field.tag) {
        let value = utf16(&field.raw, false);
        return collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
    }
    match field.kind {
        ASCII | UTF8 => {
            let value = decode(&field.raw);
            collected.push(Candidate::plain(value, field.place.clone(), Location::Nonstandard), limits);
        }
        BYTE | UNDEFINED => search(&field.raw, &field.place, limits, collected),
        _ => {}
    }
}

fn user_comment(field: &ExifField) -> Candidate {
    let (charset, text) = exif_text::user_comment(field);
    let mut candidate = Candidate::plain(text, field.place.clone(), Location::ExifUserComment);
    if charset.is_none() {
        candidate.flaws.push(Flaw::CharsetPrefixMissing);
    }
    candidate
}
