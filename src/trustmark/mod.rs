//! The data layer of Adobe's TrustMark: what the 100 bits of a mark, or the value of a soft binding, hold.
//!
//! In: bits, or a value as C2PA manifests write it (`2*0100…`). Out: the schema and the data bits. Neural decoding of
//! the pixels is not here. Decoding proves little: with three correctable errors, 7 of 100 random words decode, so a
//! word that decodes is never called a mark that was found. Compatible to the bit with Adobe's Python package; other
//! implementations differ in the parity of schema 0. Must not know: everything else of the crate.

mod bch;

/// How the bits of a mark are shared between data and error correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Schema {
    /// 40 bits of data; 8 errors are corrected. Also names another algorithm to look for.
    Super,
    /// 61 bits of data; 5 errors are corrected.
    Bch5,
    /// 68 bits of data; 4 errors are corrected.
    Bch4,
    /// 75 bits of data; 3 errors are corrected.
    Bch3,
}

/// Bits of a whole mark: data, parity, two reserved ones, the schema.
pub const PACKET_BITS: usize = 100;
/// Of these, the data and the parity.
const CODED_BITS: usize = 96;

impl Schema {
    /// The number in the last bits of a mark and at the head of a value.
    pub fn number(self) -> u8 {
        match self {
            Self::Super => 0,
            Self::Bch5 => 1,
            Self::Bch4 => 2,
            Self::Bch3 => 3,
        }
    }

    /// The name that the reference implementation gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Super => "BCH_SUPER",
            Self::Bch5 => "BCH_5",
            Self::Bch4 => "BCH_4",
            Self::Bch3 => "BCH_3",
        }
    }

    /// Bits of data.
    pub fn data_bits(self) -> usize {
        match self {
            Self::Super => 40,
            Self::Bch5 => 61,
            Self::Bch4 => 68,
            Self::Bch3 => 75,
        }
    }

    fn errors_max(self) -> u8 {
        match self {
            Self::Super => 8,
            Self::Bch5 => 5,
            Self::Bch4 => 4,
            Self::Bch3 => 3,
        }
    }

    fn of_number(number: u8) -> Option<Self> {
        [Self::Super, Self::Bch5, Self::Bch4, Self::Bch3].into_iter().find(|schema| schema.number() == number)
    }
}

/// The data of a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// How it is coded.
    pub schema: Schema,
    /// The data bits, first bit first; as many as the schema says.
    pub bits: Vec<bool>,
}

impl Payload {
    /// Reads the value of a soft binding: the number of the schema, `*`, and the data bits. A value with all the bits
    /// of a mark is corrected first. `None` for anything else.
    pub fn from_value(value: &str) -> Option<Self> {
        let (number, digits) = value.trim().split_once('*')?;
        let schema = Schema::of_number(number.parse().ok()?)?;
        let bits: Vec<bool> = digits.chars().map(bit).collect::<Option<_>>()?;
        if bits.len() == PACKET_BITS {
            return Self::from_packet(&bits).map(|(payload, _)| payload).filter(|payload| payload.schema == schema);
        }
        (bits.len() == schema.data_bits()).then_some(Self { schema, bits })
    }

    /// Decodes the 100 bits of a mark; gives the data and how many bits were wrong. `None` if there are not 100, or
    /// more are wrong than the schema can correct. The bits of the schema itself are not protected.
    pub fn from_packet(packet: &[bool]) -> Option<(Self, u32)> {
        let (coded, version) = packet.split_at_checked(CODED_BITS).filter(|_| packet.len() == PACKET_BITS)?;
        let schema = Schema::of_number(u8::try_from(number(version.get(2..)?)).ok()?)?;
        let (data, parity) = coded.split_at_checked(schema.data_bits())?;
        let padding = padding(schema);
        let word = number(data) << padding << parity.len() | number(parity);
        let length = u8::try_from(CODED_BITS + padding).ok()?;
        let (corrected, wrong) = bch::correct(word, length, schema.errors_max())?;
        let padded = corrected >> parity.len();
        // What was never transmitted cannot have been wrong.
        let is_padded = padded & ((1 << padding) - 1) == 0;
        is_padded.then(|| (Self { schema, bits: bits(padded >> padding, schema.data_bits()) }, wrong))
    }

    /// The 100 bits of a mark with this data.
    pub fn packet(&self) -> Vec<bool> {
        let parity_bits = CODED_BITS - self.schema.data_bits();
        let parity = bch::parity(number(&self.bits) << padding(self.schema), self.schema.errors_max());
        let tail = bits(parity, parity_bits).into_iter().chain(bits(u128::from(self.schema.number()), 4));
        self.bits.iter().copied().chain(tail).collect()
    }

    /// The data as a number; in schema 0 that of another algorithm in the C2PA list, if it is used as a signpost.
    pub fn number(&self) -> u128 {
        number(&self.bits)
    }
}

/// Zero bits that fill the data up to whole bytes before the parity is taken; they are not part of the mark.
fn padding(schema: Schema) -> usize {
    schema.data_bits().next_multiple_of(8) - schema.data_bits()
}

fn bit(digit: char) -> Option<bool> {
    match digit {
        '0' => Some(false),
        '1' => Some(true),
        _other => None,
    }
}

fn number(bits: &[bool]) -> u128 {
    bits.iter().fold(0, |number, bit| number << 1 | u128::from(*bit))
}

fn bits(number: u128, count: usize) -> Vec<bool> {
    (0..count).rev().map(|place| number >> place & 1 == 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the Python package 0.9.2 makes of random data, and marks with wrong bits that it corrects: schema, data, mark,
    /// mark as received, number of wrong bits. The first data are those of which other implementations make another mark.
    const VECTORS: &[(u8, u128, u128, u128, u32)] = &[
        (0, 0xa53c7e0199, 0xa53c7e019952adbb88657c8b0, 0xa53c7e0199d2adbb88657c8b0, 1),
        (0, 0xaac7894298, 0xaac789429863925c81a6d1ed0, 0xaac789ca9867b2dc81a6d0e80, 8),
        (0, 0xa26d9c13b6, 0xa26d9c13b6c9aeae9be93b5e0, 0xa26d9c1332c9eeae1be93a5e0, 5),
        (1, 0x15dd00d7a187c388, 0xaee806bd0c3e1c40dd15c7071, 0xaee806b90c3c0c40dc15c7271, 5),
        (1, 0x70adf5d7b7e0d3f, 0x3856faebdbf069f80ec3a30c1, 0x3856faabdff068f80ec3a30c1, 3),
        (2, 0xdf958e161e3d3882c, 0xdf958e161e3d3882cdea15a12, 0xdf910e171e3d3882cde815a12, 4),
        (2, 0x8efbbb7288332a724, 0x8efbbb7288332a724a4b559b2, 0x8efbbb7288372a724a4b759b2, 2),
        (3, 0x75de7b07505ac58c4d1, 0xebbcf60ea0b58b189a2938ba3, 0xeb3cf60ea0b58b999a2938ba3, 3),
        (3, 0x76ec2e4485b5a4eaae, 0x0edd85c890b6b49d55dbf23c3, 0x0edd85c890b6b49d75dff23c3, 2),
    ];

    #[test]
    fn marks_are_those_of_the_python_package() {
        assert_eq!(VECTORS.len(), 9);
        for (number, data, packet, received, wrong) in VECTORS.iter().copied() {
            let schema = Schema::of_number(number).unwrap();
            let payload = Payload { schema, bits: bits(data, schema.data_bits()) };
            assert_eq!(payload.packet(), bits(packet, PACKET_BITS), "{number} {data:x}");
            assert_eq!(Payload::from_packet(&bits(received, PACKET_BITS)), Some((payload, wrong)), "{number} {data:x}");
        }
    }

    #[test]
    fn values_of_soft_bindings_are_read() {
        let value = format!("2*{}1", "0".repeat(67));
        let payload = Payload::from_value(&value).unwrap();
        assert_eq!((payload.schema, payload.number()), (Schema::Bch4, 1));
        let packet: String = payload.packet().into_iter().map(|bit| if bit { '1' } else { '0' }).collect();
        assert_eq!(Payload::from_value(&format!("2*{packet}")), Some(payload));
        for wrong in ["2*01", "4*0", "2", "*", "2*", "x*01", &value.replace("01", "0x"), &format!("1*{packet}")] {
            assert_eq!(Payload::from_value(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_packet_that_is_no_packet_is_refused() {
        assert_eq!(Payload::from_packet(&[false; 99]), None);
        let mut packet = vec![false; PACKET_BITS];
        // BCH_3, with four wrong bits.
        packet.splice(98.., [true, true]);
        for place in [0, 20, 40, 60] {
            packet[place] = true;
        }
        assert_eq!(Payload::from_packet(&packet), None);
    }
}
