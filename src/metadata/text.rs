//! Text fields: PNG `tEXt`/`zTXt`/`iTXt`, comments, application segments, private pieces and what lies after
//! the end of the picture. Some PNG texts and JPEG XL `brob` boxes wrap another block, which is handed on.

use super::collect::{Collector, Source, note};
use super::model::{TextField, TextKind};
use super::{exif, iim, inflate, xmp};
use crate::container::layout::{Piece, Slot};
use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

/// A PNG text chunk taken apart.
struct Chunk {
    keyword: String,
    value: Vec<u8>,
    /// Where the value starts in the chunk data, when it is stored plainly.
    plain_at: Option<usize>,
}

pub(super) fn parse_chunk(collector: &mut Collector<'_>, piece: &Piece) {
    let result = chunk(collector, piece);
    note(&mut collector.out.text_coverage, result);
}

fn chunk(collector: &mut Collector<'_>, piece: &Piece) -> Result<(), CoverageState> {
    let source = collector.load(piece, "")?;
    let inflate_max = collector.inflate_max();
    let chunk = take_apart(&piece.name, source.block.head(), inflate_max).map_err(|why| source.unreadable(why))?;
    collector.charge(u64::try_from(chunk.value.len()).unwrap_or(u64::MAX), source.block.at())?;
    if let Some(kind) = chunk.keyword.strip_prefix("Raw profile type ") {
        return raw_profile(collector, &source, &kind.to_ascii_lowercase(), &chunk.value);
    }
    if chunk.keyword == "XML:com.adobe.xmp" {
        let inner = source.inner("XML:com.adobe.xmp", chunk.value, source.block.piece());
        let result = xmp::parse(collector, &inner);
        note(&mut collector.out.xmp_coverage, result);
        return Ok(());
    }
    push(collector, &source, TextKind::Png, chunk)
}

fn take_apart(name: &str, data: &[u8], inflate_max: u64) -> Result<Chunk, &'static str> {
    let (keyword, rest) = split(data).ok_or("text chunk without a keyword")?;
    let at = data.len().saturating_sub(rest.len());
    let keyword = latin1(keyword);
    match name {
        "zTXt" => {
            let stored = rest.get(1..).ok_or("text chunk ends early")?;
            Ok(Chunk { keyword, value: inflate::zlib(stored, inflate_max)?, plain_at: None })
        }
        "iTXt" => {
            let compressed = rest.first().copied().ok_or("text chunk ends early")? == 1;
            let (_, rest) = rest.get(2..).and_then(split).ok_or("text chunk ends early")?;
            let (_, text) = split(rest).ok_or("text chunk ends early")?;
            if compressed {
                return Ok(Chunk { keyword, value: inflate::zlib(text, inflate_max)?, plain_at: None });
            }
            Ok(Chunk { keyword, value: text.to_vec(), plain_at: Some(data.len().saturating_sub(text.len())) })
        }
        _ => Ok(Chunk { keyword, value: rest.to_vec(), plain_at: Some(at) }),
    }
}

/// The bytes before and after the first NUL.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let nul = memchr::memchr(0, bytes)?;
    Some((bytes.get(..nul)?, bytes.get(nul.checked_add(1)?..)?))
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn push(collector: &mut Collector<'_>, source: &Source<'_>, kind: TextKind, chunk: Chunk) -> Result<(), CoverageState> {
    collector.charge_value(chunk.keyword.len(), source.block.at())?;
    let keyword = Untrusted::new(chunk.keyword);
    let mut place = source.place();
    place.carrier = format!("{} {keyword}", place.carrier);
    if let Some(start) = chunk.plain_at {
        place.span = source.block.span_of(&(start..start.saturating_add(chunk.value.len())));
    }
    collector.out.text.push(TextField { kind, keyword, value: chunk.value, place });
    Ok(())
}

/// ImageMagick keeps blocks it copies from other formats as hexadecimal text.
fn raw_profile(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    kind: &str,
    text: &[u8],
) -> Result<(), CoverageState> {
    let bytes = inflate::raw_profile(text).map_err(|why| source.unreadable(why))?;
    let piece = source.block.piece();
    match kind {
        "exif" | "app1" => {
            let xmp_packet = bytes.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0");
            if let Some(packet) = xmp_packet {
                let result = xmp::parse(collector, &source.inner("profile XMP", packet.to_vec(), piece));
                note(&mut collector.out.xmp_coverage, result);
                return Ok(());
            }
            let tiff = bytes.strip_prefix(b"Exif\0\0").unwrap_or(&bytes).to_vec();
            let result = exif::parse(collector, &source.inner("profile EXIF", tiff, piece));
            note(&mut collector.out.exif_coverage, result);
        }
        "xmp" => {
            let result = xmp::parse(collector, &source.inner("profile XMP", bytes, piece));
            note(&mut collector.out.xmp_coverage, result);
        }
        "iptc" | "8bim" => {
            let result = iim::parse_resources(collector, &source.inner("profile IPTC", bytes, piece));
            note(&mut collector.out.iim_coverage, result);
        }
        _ => {}
    }
    Ok(())
}

/// A JPEG XL box compressed with brotli: its type, then the stream.
pub(super) fn parse_brob(collector: &mut Collector<'_>, piece: &Piece) {
    let result = brob(collector, piece);
    note(&mut collector.out.text_coverage, result);
}

fn brob(collector: &mut Collector<'_>, piece: &Piece) -> Result<(), CoverageState> {
    let source = collector.load(piece, "")?;
    let Some((wrapped, stored)) = source.block.head().split_first_chunk::<4>() else {
        return Err(source.unreadable("compressed box without a type"));
    };
    if !matches!(wrapped, b"xml " | b"Exif") {
        return Ok(());
    }
    let bytes = inflate::brotli(stored, collector.inflate_max()).map_err(|why| source.unreadable(why))?;
    collector.charge(u64::try_from(bytes.len()).unwrap_or(u64::MAX), source.block.at())?;
    if wrapped == b"xml " {
        let result = xmp::parse(collector, &source.inner("XMP", bytes, source.block.piece()));
        note(&mut collector.out.xmp_coverage, result);
    } else {
        let tiff = bytes.get(4..).unwrap_or_default().to_vec();
        let result = exif::parse(collector, &source.inner("EXIF", tiff, source.block.piece()));
        note(&mut collector.out.exif_coverage, result);
    }
    Ok(())
}

/// Keeps the bytes of a piece without a known form: both ends of it when it is large.
pub(super) fn keep(collector: &mut Collector<'_>, piece: &Piece, kind: TextKind) {
    let result = keep_ends(collector, piece, kind);
    note(&mut collector.out.text_coverage, result);
}

fn keep_ends(collector: &mut Collector<'_>, piece: &Piece, kind: TextKind) -> Result<(), CoverageState> {
    let ends_max = collector.limits.fragment_bytes_max;
    if !piece.extents.is_empty() || piece.body_len() <= ends_max.saturating_mul(2) {
        let source = collector.load(piece, "")?;
        let value = source.block.head().to_vec();
        return keep_value(collector, &source, kind, value);
    }
    let middle = piece.body.start.saturating_add(ends_max);
    for part in [piece.body.start..middle, piece.body.end.saturating_sub(ends_max)..piece.body.end] {
        let mut end = piece.clone();
        end.body = part;
        let source = collector.load(&end, "")?;
        let value = source.block.head().to_vec();
        keep_value(collector, &source, kind, value)?;
    }
    // Coded pictures and films are no place for text; what else is this large was not searched whole.
    match piece.slot {
        Slot::Trailing | Slot::Private => Err(CoverageState::Stopped { limit: "fragment_bytes_max", at: middle }),
        _ => Ok(()),
    }
}

fn keep_value(
    collector: &mut Collector<'_>,
    source: &Source<'_>,
    kind: TextKind,
    value: Vec<u8>,
) -> Result<(), CoverageState> {
    collector.charge_value(0, source.block.at())?;
    let mut place = source.place();
    place.span = source.block.span_of(&(0..value.len()));
    let keyword = Untrusted::new(source.carrier.split_once(':').map_or("", |(_, name)| name));
    collector.out.text.push(TextField { kind, keyword, value, place });
    Ok(())
}
