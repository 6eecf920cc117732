//! JPEG pictures of flat blocks, in the two modes the encoder at hand does not write: progressive and CMYK.
//!
//! Every 8 by 8 block has one colour, so of each block only the first coefficient (DC) is not zero, and the
//! tables can be the shortest that ITU-T T.81 allows.

use super::jpeg::{self, segment};
use super::picture::{HEIGHT, WIDTH, draw};
use super::{join, length16};

const BLOCK: u32 = 8;
const SOF_BASELINE: u8 = 0xc0;
const SOF_PROGRESSIVE: u8 = 0xc2;
const DHT: u8 = 0xc4;
const SOS: u8 = 0xda;
const DQT: u8 = 0xdb;
/// APP14 `Adobe` with transform 0: the components are CMYK, stored inverted.
const ADOBE_CMYK: &[u8] = b"Adobe\0\x64\0\0\0\0\0";
/// The code of "end of block" in the table of [`tables`], which is all that AC scans hold.
const END_OF_BLOCK: (u32, u32) = (0, 1);

/// The picture of a seed as progressive grey JPEG: the DC coefficients but for their last bit, that bit, and
/// then the AC coefficients, which are zero.
pub(crate) fn progressive(seed: u32) -> Vec<u8> {
    let grey: Vec<i32> = blocks(seed).map(|[red, green, blue]| (red + green + blue) / 3 - 128).collect();
    let mut first = Bits::default();
    let mut refined = Bits::default();
    let mut previous = 0;
    for value in grey {
        first.push_difference((value >> 1) - previous);
        previous = value >> 1;
        refined.push(u32::from(value & 1 == 1), 1);
    }
    let mut zeros = Bits::default();
    for _ in 0..WIDTH / BLOCK * (HEIGHT / BLOCK) {
        zeros.push(END_OF_BLOCK.0, END_OF_BLOCK.1);
    }
    join(&[
        b"\xff\xd8",
        &segment(jpeg::APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        &frame(SOF_PROGRESSIVE, 1),
        &scan(1, [0, 0, 0x01], first),
        &scan(1, [0, 0, 0x10], refined),
        &scan(1, [1, 63, 0x00], zeros),
        b"\xff\xd9",
    ])
}

/// The picture of a seed as baseline CMYK JPEG, as programs for print write it.
pub(crate) fn cmyk(seed: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    let mut previous = [0; 4];
    for [red, green, blue] in blocks(seed) {
        // Stored inverted, the three inks are the three lights, and no black ink is 255.
        let stored = [red, green, blue, 255].map(|value| value - 128);
        for (value, before) in stored.into_iter().zip(&mut previous) {
            bits.push_difference(value - *before);
            bits.push(END_OF_BLOCK.0, END_OF_BLOCK.1);
            *before = value;
        }
    }
    let adobe = segment(jpeg::APP14, ADOBE_CMYK);
    join(&[b"\xff\xd8", &adobe, &frame(SOF_BASELINE, 4), &scan(4, [0, 63, 0], bits), b"\xff\xd9"])
}

/// The colour in the middle of each block.
fn blocks(seed: u32) -> impl Iterator<Item = [i32; 3]> {
    let picture = draw(seed);
    let places = (0..HEIGHT / BLOCK).flat_map(|row| (0..WIDTH / BLOCK).map(move |column| (column, row)));
    places.map(move |(column, row)| {
        picture.get_pixel(column * BLOCK + BLOCK / 2, row * BLOCK + BLOCK / 2).0.map(i32::from)
    })
}

/// Quantisation by 8, which makes a DC coefficient the value of its block, the frame, and the code tables.
fn frame(marker: u8, components: u8) -> Vec<u8> {
    let [height, width] = [HEIGHT, WIDTH].map(|side| u16::try_from(side).expect("pictures are small").to_be_bytes());
    let parts: Vec<u8> = (1..=components).flat_map(|id| [id, 0x11, 0]).collect();
    join(&[
        &segment(DQT, &[&[0], [8_u8; 64].as_slice()].concat()),
        &segment(marker, &join(&[&[8], &height, &width, &[components], &parts])),
        &tables(),
    ])
}

/// DC: the sizes 0 to 11 as codes of four bits. AC: "end of block" as a code of one bit.
fn tables() -> Vec<u8> {
    let sizes = [0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let dc = join(&[&[0x00], &sizes, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]);
    let ac = join(&[&[0x10, 1], &[0; 15], &[0x00]]);
    join(&[&segment(DHT, &dc), &segment(DHT, &ac)])
}

/// A scan over `components`; `choice` is first and last coefficient, and which bits of them.
fn scan(components: u8, choice: [u8; 3], bits: Bits) -> Vec<u8> {
    let parts: Vec<u8> = (1..=components).flat_map(|id| [id, 0]).collect();
    let head = join(&[&[components], &parts, &choice]);
    let length = length16(&head) + 2;
    join(&[&[0xff, SOS], &length.to_be_bytes(), &head, &bits.finish()])
}

/// Coded data: bits from the highest down, with a zero after each byte of ones (T.81 B.1.1.5).
#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    /// A difference of DC coefficients: its size, then that many bits (T.81 F.1.2.1).
    fn push_difference(&mut self, difference: i32) {
        let magnitude = difference.unsigned_abs();
        let size = u32::BITS - magnitude.leading_zeros();
        self.push(size, 4);
        let bits = if difference < 0 { (1 << size) - 1 - magnitude } else { magnitude };
        self.push(bits, size);
    }

    fn push(&mut self, bits: u32, count: u32) {
        for place in (0..count).rev() {
            self.pending = (self.pending << 1) | ((bits >> place) & 1);
            self.count += 1;
            if self.count == 8 {
                let byte = u8::try_from(self.pending).expect("eight bits");
                self.out.push(byte);
                if byte == 0xff {
                    self.out.push(0);
                }
                (self.pending, self.count) = (0, 0);
            }
        }
    }

    /// The bytes, the last one filled with ones.
    fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.push(1, 1);
        }
        self.out
    }
}
