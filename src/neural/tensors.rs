//! The file of tensors, format in `training/weights.py`: bytes to named arrays, or an error.
//!
//! Nothing is believed: magic, version, SHA-256, every length, duplicate names and bytes left over are checked, and
//! numbers that are not finite are refused. Values stay where they are until a layer asks for them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

const MAGIC: &[u8; 8] = b"YBTENSOR";
const VERSION: u32 = 1;
/// SHA-256 of everything before it, at the end of the file.
const DIGEST_BYTES: usize = 32;
/// A scale is a binary32.
const SCALE_BYTES: usize = 4;
/// A convolution has four dimensions.
const DIMENSIONS_MAX: usize = 4;

/// Why bytes are no file of tensors, or not the one that is needed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TensorError {
    /// The first eight bytes are others.
    #[error("not a file of tensors")]
    Magic,
    /// A version of the format that is not read here.
    #[error("version {0} of the file of tensors is unknown")]
    Version(u32),
    /// The SHA-256 at the end is another one.
    #[error("the file of tensors is damaged: its digest does not match")]
    Digest,
    /// The bytes end inside something.
    #[error("the file of tensors ends too early")]
    Ends,
    /// Bytes between the last tensor and the digest.
    #[error("the file of tensors has {0} bytes too many")]
    Rest(usize),
    /// A head of a tensor that cannot be: name, type or number of dimensions.
    #[error("tensor {0} of the file has no valid head")]
    Head(u32),
    /// No tensor with this name.
    #[error("tensor {0} is missing")]
    Missing(String),
    /// Another type or shape than the network has.
    #[error("tensor {0} has another type or shape than the network")]
    Shape(String),
    /// Infinite or not a number, or bytes that are no UTF-8.
    #[error("tensor {0} has a value that is no number or no text")]
    Value(String),
}

/// Type of the values of a tensor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// IEEE 754 binary16.
    Half,
    /// IEEE 754 binary32.
    Single,
    /// Bytes.
    Byte,
    /// 8-bit integers in two's complement, with a scale for each index of the first dimension.
    Scaled,
}

struct Tensor<'a> {
    kind: Kind,
    shape: Vec<usize>,
    /// Of the kind that has them: binary32 each.
    scales: &'a [u8],
    bytes: &'a [u8],
}

impl Tensor<'_> {
    /// The values times the scale of their index of the first dimension.
    fn scaled(&self) -> Vec<f32> {
        let scales = singles(self.scales);
        let each = self.bytes.len().checked_div(scales.len()).unwrap_or_default().max(1);
        let rows = self.bytes.chunks_exact(each).zip(scales);
        rows.flat_map(|(row, scale)| row.iter().map(move |byte| f32::from(byte.cast_signed()) * scale)).collect()
    }
}

fn singles(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// All tensors of a file by their names.
pub(super) struct Tensors<'a> {
    named: BTreeMap<&'a str, Tensor<'a>>,
}

impl<'a> Tensors<'a> {
    /// Reads the heads of all tensors.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, TensorError> {
        let mut head = Bytes(bytes);
        if head.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(TensorError::Magic);
        }
        let version = head.number()?;
        if version != VERSION {
            return Err(TensorError::Version(version));
        }
        let end = head.0.len().checked_sub(DIGEST_BYTES).ok_or(TensorError::Ends)?;
        let (body, digest) = head.0.split_at_checked(end).ok_or(TensorError::Ends)?;
        let signed = bytes.len().checked_sub(DIGEST_BYTES).and_then(|end| bytes.get(..end)).ok_or(TensorError::Ends)?;
        let computed: [u8; DIGEST_BYTES] = Sha256::digest(signed).into();
        if computed != digest {
            return Err(TensorError::Digest);
        }
        Self::read_body(Bytes(body))
    }

    fn read_body(mut body: Bytes<'a>) -> Result<Self, TensorError> {
        let count = body.number()?;
        let mut named = BTreeMap::new();
        for index in 0..count {
            let (name, tensor) = read_tensor(&mut body, index)?;
            if named.insert(name, tensor).is_some() {
                return Err(TensorError::Head(index));
            }
        }
        if body.0.is_empty() { Ok(Self { named }) } else { Err(TensorError::Rest(body.0.len())) }
    }

    /// The values of a tensor of numbers, which must have this shape.
    pub(super) fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, TensorError> {
        let tensor = self.tensor(name)?;
        let values: Vec<f32> = match tensor.kind {
            Kind::Half => tensor.bytes.as_chunks().0.iter().map(|bytes| half(u16::from_le_bytes(*bytes))).collect(),
            Kind::Single => singles(tensor.bytes),
            Kind::Scaled => tensor.scaled(),
            Kind::Byte => return Err(TensorError::Shape(name.to_owned())),
        };
        if tensor.shape != shape {
            return Err(TensorError::Shape(name.to_owned()));
        }
        if values.iter().all(|value| value.is_finite()) { Ok(values) } else { Err(TensorError::Value(name.to_owned())) }
    }

    /// The text in a tensor of bytes with one dimension.
    pub(super) fn text(&self, name: &str) -> Result<&'a str, TensorError> {
        let tensor = self.tensor(name)?;
        if tensor.kind != Kind::Byte || tensor.shape.len() != 1 {
            return Err(TensorError::Shape(name.to_owned()));
        }
        std::str::from_utf8(tensor.bytes).map_err(|_| TensorError::Value(name.to_owned()))
    }

    /// The shape of a tensor.
    #[cfg(test)]
    pub(super) fn shape(&self, name: &str) -> Result<&[usize], TensorError> {
        Ok(&self.tensor(name)?.shape)
    }

    fn tensor(&self, name: &str) -> Result<&Tensor<'a>, TensorError> {
        self.named.get(name).ok_or_else(|| TensorError::Missing(name.to_owned()))
    }
}

fn read_tensor<'a>(body: &mut Bytes<'a>, index: u32) -> Result<(&'a str, Tensor<'a>), TensorError> {
    let length = usize::from(body.byte()?);
    let name = body.take(length)?;
    let (kind, dimensions) = (body.byte()?, usize::from(body.byte()?));
    let (kind, width) = match kind {
        0 => (Kind::Half, 2_usize),
        1 => (Kind::Single, 4),
        2 => (Kind::Byte, 1),
        3 => (Kind::Scaled, 1),
        _ => return Err(TensorError::Head(index)),
    };
    let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty() && name.is_ascii());
    let name = name.filter(|_| dimensions <= DIMENSIONS_MAX).ok_or(TensorError::Head(index))?;
    let mut shape = Vec::new();
    for _ in 0..dimensions {
        shape.push(usize::try_from(body.number()?).map_err(|_| TensorError::Ends)?);
    }
    let rows = shape.first().copied().filter(|_| kind == Kind::Scaled).unwrap_or_default();
    let scales = body.take(rows.checked_mul(SCALE_BYTES).ok_or(TensorError::Ends)?)?;
    let size = shape.iter().try_fold(width, |size, side| size.checked_mul(*side)).ok_or(TensorError::Ends)?;
    Ok((name, Tensor { kind, shape, scales, bytes: body.take(size)? }))
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], TensorError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(TensorError::Ends)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, TensorError> {
        self.take(1)?.first().copied().ok_or(TensorError::Ends)
    }

    fn number(&mut self) -> Result<u32, TensorError> {
        let bytes = self.take(4)?.first_chunk().ok_or(TensorError::Ends)?;
        Ok(u32::from_le_bytes(*bytes))
    }
}

/// IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    let magnitude = match exponent {
        // Subnormal: steps of 2^-24, which binary32 holds exactly.
        0 => f32::from(bits & 0x3ff) / 16_777_216.0,
        0x1f => f32::from_bits(0x7f80_0000 | fraction << 13),
        // The exponents are counted from 15 and from 127.
        _ => f32::from_bits(exponent.saturating_add(127 - 15) << 23 | fraction << 13),
    };
    f32::from_bits(sign | magnitude.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with these tensors (name, type, shape, bytes) and the digest that belongs to it.
    fn file(tensors: &[(&str, u8, &[u32], &[u8])]) -> Vec<u8> {
        let mut body = [MAGIC.as_slice(), &VERSION.to_le_bytes(), &(tensors.len() as u32).to_le_bytes()].concat();
        for (name, kind, shape, bytes) in tensors {
            body.push(name.len() as u8);
            body.extend_from_slice(name.as_bytes());
            body.extend([*kind, shape.len() as u8]);
            body.extend(shape.iter().flat_map(|side| side.to_le_bytes()));
            body.extend_from_slice(bytes);
        }
        signed(body)
    }

    fn signed(mut body: Vec<u8>) -> Vec<u8> {
        let digest = Sha256::digest(&body);
        body.extend_from_slice(&digest);
        body
    }

    /// `1.5` and `-2` in 16 bits.
    const HALVES: &[u8] = &[0x00, 0x3e, 0x00, 0xc0];

    fn good() -> Vec<u8> {
        file(&[
            ("a.weight", 0, &[1, 2], HALVES),
            ("b", 1, &[1], &2.5_f32.to_le_bytes()),
            ("text", 2, &[3], "验".as_bytes()),
            (
                "scaled",
                3,
                &[2, 2],
                &[0.5_f32.to_le_bytes().as_slice(), &2_f32.to_le_bytes(), &[127, 0, 0x81, 3]].concat(),
            ),
        ])
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: TensorError) {
        assert_eq!(Tensors::read(bytes).err(), Some(expected));
    }

    #[test]
    fn values_of_all_types_are_read() {
        let bytes = good();
        let tensors = Tensors::read(&bytes).unwrap();
        assert_eq!(tensors.numbers("a.weight", &[1, 2]), Ok(vec![1.5, -2.0]));
        assert_eq!(tensors.numbers("b", &[1]), Ok(vec![2.5]));
        assert_eq!(tensors.text("text"), Ok("验"));
        assert_eq!(tensors.numbers("scaled", &[2, 2]), Ok(vec![63.5, 0.0, -254.0, 6.0]));
    }

    #[test]
    fn another_shape_or_type_is_an_error() {
        let bytes = good();
        let tensors = Tensors::read(&bytes).unwrap();
        let shape = |name: &str| TensorError::Shape(name.to_owned());
        assert_eq!(tensors.numbers("a.weight", &[2, 1]), Err(shape("a.weight")));
        assert_eq!(tensors.numbers("text", &[3]), Err(shape("text")));
        assert_eq!(tensors.text("b"), Err(shape("b")));
        assert_eq!(tensors.numbers("c", &[1]), Err(TensorError::Missing("c".to_owned())));
    }

    #[test]
    fn a_flipped_byte_is_an_error_and_so_is_a_missing_one() {
        let good = good();
        for index in 0..good.len() {
            let mut bytes = good.clone();
            bytes[index] ^= 0x10;
            assert!(Tensors::read(&bytes).is_err(), "byte {index} flipped");
            assert!(Tensors::read(&good[..index]).is_err(), "cut at {index}");
        }
        check(&good[..7], TensorError::Magic);
        check(&good[..11], TensorError::Ends);
        check(&good[..40], TensorError::Ends);
        check(&good[..good.len() - 1], TensorError::Digest);
    }

    #[test]
    fn each_damage_has_its_name() {
        check(b"", TensorError::Magic);
        check(&file(&[("a", 4, &[1], b"x")]), TensorError::Head(0));
        check(&file(&[("a", 3, &[1], b"four")]), TensorError::Ends);
        check(&file(&[("", 2, &[1], b"x")]), TensorError::Head(0));
        check(&file(&[("验", 2, &[1], b"x")]), TensorError::Head(0));
        check(&file(&[("a", 2, &[1, 1, 1, 1, 1], b"x")]), TensorError::Head(0));
        check(&file(&[("a", 2, &[1], b"x"), ("a", 2, &[1], b"x")]), TensorError::Head(1));
        check(&file(&[("a", 2, &[2], b"x")]), TensorError::Ends);
        check(&file(&[("a", 2, &[1], b"xyz")]), TensorError::Rest(2));
        check(&file(&[("a", 1, &[u32::MAX; 4], b"x")]), TensorError::Ends);
        check(&file(&[("a", 1, &[1 << 31, 1 << 31, 4], b"")]), TensorError::Ends);
        let mut newer = good()[..good().len() - DIGEST_BYTES].to_vec();
        newer[8] = 2;
        check(&signed(newer), TensorError::Version(2));
    }

    #[test]
    fn a_body_cut_anywhere_is_an_error_even_with_the_right_digest() {
        let good = good();
        for end in 0..good.len() - DIGEST_BYTES {
            assert!(Tensors::read(&signed(good[..end].to_vec())).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn numbers_that_are_not_finite_and_text_that_is_none_are_errors() {
        let value = |name: &str| TensorError::Value(name.to_owned());
        for bits in [0x7c00_u16, 0xfc00, 0x7e00] {
            let bytes = file(&[("a", 0, &[1], &bits.to_le_bytes())]);
            assert_eq!(Tensors::read(&bytes).unwrap().numbers("a", &[1]), Err(value("a")));
        }
        let bytes = file(&[("a", 3, &[1], &[f32::INFINITY.to_le_bytes().as_slice(), &[1]].concat())]);
        assert_eq!(Tensors::read(&bytes).unwrap().numbers("a", &[1]), Err(value("a")));
        let bytes = file(&[("a", 1, &[1], &f32::NAN.to_le_bytes()), ("t", 2, &[1], &[0xff])]);
        let tensors = Tensors::read(&bytes).unwrap();
        assert_eq!(tensors.numbers("a", &[1]), Err(value("a")));
        assert_eq!(tensors.text("t"), Err(value("t")));
    }

    #[test]
    fn sixteen_bits_are_read_exactly() {
        assert_eq!(half(0x3c00), 1.0);
        assert_eq!(half(0x3555), 0.333_251_95);
        assert_eq!(half(0xfbff), -65504.0);
        assert_eq!(half(0x0400), 2_f32.powi(-14));
        assert_eq!(half(0x0001), 2_f32.powi(-24));
        assert_eq!(half(0x83ff), -1023.0 * 2_f32.powi(-24));
        assert_eq!(half(0x8000).to_bits(), (-0.0_f32).to_bits());
        assert_eq!(half(0x7c00), f32::INFINITY);
        assert!(half(0x7e01).is_nan());
    }
}
