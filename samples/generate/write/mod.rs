//! Writers for the containers and metadata blocks that samples are made of.
//!
//! They share no code with the program under test, so that a mistake made twice does not cancel out. They
//! write whatever they are told, broken structures included.

pub(crate) mod blocks;
pub(crate) mod boxes;
pub(crate) mod canvas;
pub(crate) mod exif;
pub(crate) mod gif;
pub(crate) mod hidden;
pub(crate) mod jpeg;
pub(crate) mod mark;
pub(crate) mod pattern;
pub(crate) mod picture;
pub(crate) mod png;
pub(crate) mod samsung;
pub(crate) mod tiff;
pub(crate) mod undone;
pub(crate) mod webp;
pub(crate) mod xmp;

/// The length of a slice as the 32-bit number containers store.
pub(crate) fn length32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("samples are small")
}

/// The length of a slice as the 16-bit number containers store.
pub(crate) fn length16(bytes: &[u8]) -> u16 {
    u16::try_from(bytes.len()).expect("the piece fits a 16-bit length")
}

/// Several byte strings one after the other.
pub(crate) fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
