//! The Samsung trailer after the end of a JPEG: data blocks, then a directory (`SEFH` … `SEFT`).

use super::{join, length32};

/// A trailer with one block.
pub(crate) fn trailer(kind: u16, name: &str, data: &[u8]) -> Vec<u8> {
    let head = join(&[&[0, 0], &kind.to_le_bytes(), &length32(name.as_bytes()).to_le_bytes(), name.as_bytes()]);
    let block = join(&[&head, data]);
    let entry = join(&[&[0, 0], &kind.to_le_bytes(), &length32(&block).to_le_bytes(), &length32(&block).to_le_bytes()]);
    let directory = join(&[b"SEFH", &107_u32.to_le_bytes(), &1_u32.to_le_bytes(), &entry]);
    join(&[&block, &directory, &length32(&directory).to_le_bytes(), b"SEFT"])
}
