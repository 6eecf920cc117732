//! Text fields that belong to no metadata scheme: comments, application segments, private pieces, and what
//! follows the picture.
//!
//! Values are bytes, since nothing says how they are coded. Of a long piece only both ends are kept; a label
//! glued to a file sits there, and a film behind a photograph must not fill the memory.

use std::ops::Range;

use super::collect::{Collector, Source, note};
use super::model::{TextField, TextKind};
use crate::container::layout::{Format, Piece};
use crate::coverage::{CoverageState, reason};
use crate::untrusted::Untrusted;

/// Reads a comment without keyword.
pub(super) fn read_comment(collector: &mut Collector<'_>, piece: &Piece) {
    let kind = if collector.layout.format == Format::Gif { TextKind::GifComment } else { TextKind::JpegComment };
    let result = collector.load(piece, "").and_then(|source| keep_all(collector, &source, kind, piece));
    note(&mut collector.out.text_coverage, result);
}

/// Reads a piece without a known form: both ends, or all of it when it is short.
pub(super) fn read_fragment(collector: &mut Collector<'_>, piece: &Piece, kind: TextKind) {
    let result = fragment(collector, piece, kind);
    note(&mut collector.out.text_coverage, result);
}

/// Keeps a decoded payload as a text field.
pub(super) fn keep_decoded(collector: &mut Collector<'_>, source: &Source<'_>, kind: TextKind, keyword: &str) {
    let value = source.block.head().to_vec();
    let result = collector.charge_value(value.len(), source.block.at());
    if result.is_ok() {
        let keyword = Untrusted::new(keyword);
        collector.out.text.push(TextField { kind, keyword, value, place: source.place() });
    }
    note(&mut collector.out.text_coverage, result);
}

fn fragment(collector: &mut Collector<'_>, piece: &Piece, kind: TextKind) -> Result<(), CoverageState> {
    let size = piece.body_len();
    let end_bytes = collector.limits.fragment_bytes_max;
    if size <= end_bytes.saturating_mul(2) {
        let source = collector.load(piece, "")?;
        return keep_all(collector, &source, kind, piece);
    }
    let source = collector.open_empty(piece)?;
    let tail_at = size.saturating_sub(end_bytes);
    for part in [0..end_bytes, tail_at..size] {
        keep_part(collector, &source, kind, &part)?;
    }
    let at = source.block.span(&(end_bytes..tail_at)).start;
    Err(CoverageState::Stopped { limit: "fragment_bytes_max", at })
}

fn keep_all(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    kind: TextKind,
    piece: &Piece,
) -> Result<(), CoverageState> {
    keep_part(collector, source, kind, &(0..source.block.size()))?;
    if piece.truncated { Err(source.unreadable(&reason::PIECE_CUT)) } else { Ok(()) }
}

fn keep_part(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    kind: TextKind,
    part: &Range<u64>,
) -> Result<(), CoverageState> {
    let length = part.end.saturating_sub(part.start);
    collector.charge_value(usize::try_from(length).unwrap_or(usize::MAX), source.block.at())?;
    let value = source.block.read(part.start, length).into_owned();
    let mut place = source.place();
    place.span = source.block.span(part);
    // The keyword of a field that has none is the name of its piece, which stands behind the format.
    let keyword = source.carrier.split_once(':').map_or("", |(_, name)| name);
    collector.out.text.push(TextField { kind, keyword: Untrusted::new(keyword), value, place });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{FRONT_BYTES, parse_within};
    use super::*;
    use crate::container::layout::Slot;
    use crate::limits::Limits;

    /// Each field as kind, carrier, value and offset.
    type Found<'t> = (TextKind, &'t str, &'t [u8], u64);

    #[track_caller]
    fn check(format: Format, piece: (&'static str, Slot, &[u8]), expected: &[Found<'_>], coverage: &str) {
        let limits = Limits { fragment_bytes_max: 4, ..Limits::default() };
        let metadata = parse_within(&limits, format, &[piece]);
        let fields: Vec<Found<'_>> = metadata
            .text
            .iter()
            .map(|field| (field.kind, field.place.carrier.as_str(), field.value.as_slice(), field.place.span.start))
            .collect();
        assert_eq!((fields.as_slice(), metadata.text_coverage.id()), (expected, coverage));
    }

    const AT: u64 = FRONT_BYTES;

    #[test]
    fn comments_are_read() {
        let long = b"a comment";
        check(Format::Jpeg, ("COM", Slot::Comment, long), &[(TextKind::JpegComment, "jpeg:COM", long, AT)], "complete");
        check(
            Format::Gif,
            ("comment", Slot::Comment, long),
            &[(TextKind::GifComment, "gif:comment", long, AT)],
            "complete",
        );
    }

    #[test]
    fn a_short_piece_is_kept_whole() {
        let kind = TextKind::JpegApplication(11);
        check(
            Format::Jpeg,
            ("APP11", Slot::Application(11), b"AIGC{}"),
            &[(kind, "jpeg:APP11", b"AIGC{}", AT)],
            "complete",
        );
        check(
            Format::Png,
            ("comf", Slot::Private, b"12345678"),
            &[(TextKind::Private, "png:comf", b"12345678", AT)],
            "complete",
        );
    }

    #[test]
    fn of_a_long_piece_both_ends_are_kept_and_it_is_said() {
        let expected: [Found<'_>; 2] = [
            (TextKind::Trailing, "jpeg:trailing", b"1234", AT),
            (TextKind::Trailing, "jpeg:trailing", b"6789", AT + 5),
        ];
        check(Format::Jpeg, ("trailing", Slot::Trailing, b"123456789"), &expected, "stopped");
    }

    #[test]
    fn a_format_without_a_place_is_not_searched() {
        check(Format::Unknown, ("file", Slot::Private, b"AIGC"), &[], "complete");
    }
}
