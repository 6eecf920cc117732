//! The copies in a TIFF file that say of themselves that they have less resolution (NewSubfileType, TIFF 6.0 §8).
//!
//! A copy is coded in whichever way a page may be, so it is decoded as the page of a file whose header points to it.

use std::io;
use std::ops::Range;

use crate::asset::{Asset, ReadAt};
use crate::container::ifd::{self, TiffHeader};
use crate::container::layout::{Format, Piece, Slot};
use crate::context::Depth;
use crate::limits::Limits;
use crate::pixels::{self, Pixels};
use crate::reader::Input;

const NEW_SUBFILE_TYPE: u16 = 254;
/// Bits of it: less resolution, and a mask, which shows nothing.
const REDUCED: u64 = 1;
const MASK: u64 = 4;
/// A header, BigTIFF's included.
const HEADER_BYTES: usize = 16;
/// An entry of BigTIFF, the longer one.
const ENTRY_BYTES: u64 = 20;

/// One copy.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reduced {
    /// The name of its directory.
    pub(super) name: String,
    /// Its directory.
    pub(super) span: Range<u64>,
    /// True when the first page is the only one that it can be a copy of.
    pub(super) is_of_the_picture: bool,
}

/// All of them, in the order of the file. None in a file of another format.
pub(super) fn reduced(input: &Input<'_>) -> Vec<Reduced> {
    let Some(header) = header(input.asset).filter(|_| input.layout.format == Format::Tiff) else { return Vec::new() };
    let pages = input.layout.in_slot(Slot::Structure).filter(|piece| is_page(piece));
    let (copies, whole): (Vec<&Piece>, Vec<&Piece>) = pages.partition(|piece| is_reduced(input, header, piece));
    let is_of_the_picture = whole.len() == 1 && whole.iter().all(|piece| piece.name == FIRST);
    // What is decoded as the picture is the first page, even where it is a copy itself, as in DNG files.
    let others = copies.into_iter().filter(|piece| piece.name != FIRST);
    others.map(|piece| Reduced { name: piece.name.to_string(), span: piece.span.clone(), is_of_the_picture }).collect()
}

/// Decodes the copy whose directory lies at an offset.
pub(super) fn decode(asset: &Asset<'_>, directory_at: u64, limits: &Limits) -> Pixels {
    let Some(redirected) = header(asset).and_then(|header| Redirected::new(asset, header, directory_at)) else {
        return Pixels::default();
    };
    pixels::decode(&Asset::new("", &redirected), Format::Tiff, Depth::Full, &pixels::small(limits))
}

const FIRST: &str = "IFD0";

fn is_page(piece: &Piece) -> bool {
    piece.name.starts_with("IFD") || piece.name == "SubIFD"
}

fn header(asset: &Asset<'_>) -> Option<TiffHeader> {
    ifd::header(&asset.read(0, HEADER_BYTES).ok()?)
}

fn is_reduced(input: &Input<'_>, header: TiffHeader, piece: &Piece) -> bool {
    let entries_max = input.limits.ifd_entries_max;
    let bytes_max = u64::try_from(entries_max).unwrap_or(u64::MAX).saturating_add(1).saturating_mul(ENTRY_BYTES);
    let Ok(bytes) = input.asset.read_span(&piece.span, bytes_max) else { return false };
    let kind = || {
        let table = bytes.get(header.count_bytes()..)?;
        let entries = header.entries(table, u64::try_from(header.count_bytes()).ok()?, entries_max);
        let entry = entries.into_iter().find(|entry| entry.tag == NEW_SUBFILE_TYPE && entry.count == 1)?;
        let width = usize::try_from(ifd::kind_bytes(entry.kind)).ok()?;
        header.number(&bytes, usize::try_from(entry.value.start).ok()?, width)
    };
    kind().is_some_and(|kind| kind & REDUCED != 0 && kind & MASK == 0)
}

/// The file with a header that points to another directory as its first.
struct Redirected<'a> {
    asset: &'a Asset<'a>,
    /// Where the pointer stands, which is as many bytes as it has.
    pointer_at: u64,
    pointer: Vec<u8>,
}

impl<'a> Redirected<'a> {
    fn new(asset: &'a Asset<'a>, header: TiffHeader, directory_at: u64) -> Option<Self> {
        let bytes = directory_at.to_be_bytes();
        let mut pointer = bytes.get(bytes.len().checked_sub(header.offset_bytes())?..)?.to_vec();
        if !header.big_endian {
            pointer.reverse();
        }
        Some(Self { asset, pointer_at: u64::try_from(pointer.len()).ok()?, pointer })
    }
}

impl ReadAt for Redirected<'_> {
    fn size(&self) -> u64 {
        self.asset.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.asset.read_into(offset, buffer)?;
        for (byte, at) in self.pointer.iter().zip(self.pointer_at..) {
            let place = at.checked_sub(offset).and_then(|place| usize::try_from(place).ok());
            if let Some(to) = place.filter(|place| *place < count).and_then(|place| buffer.get_mut(place)) {
                *to = *byte;
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: &[u8]) {
        let file = file.to_vec();
        let asset = Asset::new("x", &file);
        let redirected = header(&asset).and_then(|header| Redirected::new(&asset, header, 0x0102)).unwrap();
        for start in 0..file.len() {
            for end in start..=file.len() {
                let mut buffer = vec![0; end - start];
                assert_eq!(redirected.read_at(start as u64, &mut buffer).unwrap(), end - start);
                assert_eq!(Some(buffer.as_slice()), expected.get(start..end));
            }
        }
    }

    #[test]
    fn the_header_points_elsewhere_wherever_it_is_read() {
        check(b"II*\0\x08\0\0\0rest", b"II*\0\x02\x01\0\0rest");
        check(b"MM\0*\0\0\0\x08rest", b"MM\0*\0\0\x01\x02rest");
        check(b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0rest", b"II+\0\x08\0\0\0\x02\x01\0\0\0\0\0\0rest");
    }
}
