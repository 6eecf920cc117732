//! What the tests of the parsers share: an asset made of pieces that lie one after the other.

use super::model::Metadata;
use crate::asset::Asset;
use crate::container::layout::{Format, Layout, Piece, Slot};
use crate::limits::Limits;

/// Bytes of every asset before its first piece, so that no offset is right by chance.
pub(super) const FRONT_BYTES: u64 = 100;

/// Parses an asset of the pieces given by name, slot and body.
pub(super) fn parse(format: Format, pieces: &[(&'static str, Slot, &[u8])]) -> Metadata {
    parse_within(&Limits::default(), format, pieces)
}

/// The same with other limits.
pub(super) fn parse_within(limits: &Limits, format: Format, pieces: &[(&'static str, Slot, &[u8])]) -> Metadata {
    let mut bytes = vec![b'.'; usize::try_from(FRONT_BYTES).unwrap()];
    let mut layout = Layout::new(format);
    for (name, slot, body) in pieces {
        let start = u64::try_from(bytes.len()).unwrap();
        bytes.extend_from_slice(body);
        let span = start..u64::try_from(bytes.len()).unwrap();
        layout.pieces.push(Piece::new(*name, *slot, span.clone(), span));
    }
    super::parse(&Asset::new("test", &bytes), &layout, limits)
}
