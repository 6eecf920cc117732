//! Invisible marks: what one is, how it was found, and what vouches for it.
//!
//! A place is given in pixels of the upright picture, after its EXIF orientation was applied. Sizes and offsets at which
//! a mark appears are those of the picture as the file stores it.

use super::visible::Area;
use crate::message::Text;
use crate::untrusted::Untrusted;

/// In which order the encoder took the three channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChannelOrder {
    /// Blue, green, red, as OpenCV has it.
    Bgr,
    /// Red, green, blue; diffusers before 0.28 did so.
    Rgb,
}

impl ChannelOrder {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Bgr => "bgr",
            Self::Rgb => "rgb",
        }
    }
}

/// What the encoder added to the chroma planes so that they are not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChromaOffset {
    /// 128, for whole levels.
    EightBit,
    /// 0.5, for floating point numbers, whatever their range.
    Float,
}

impl ChromaOffset {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::EightBit => "8_bit",
            Self::Float => "float",
        }
    }
}

/// How the picture has to be laid out for the mark to appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoundAt {
    /// As the file has it.
    AsIs,
    /// Scaled back to the size it was marked at.
    RescaledTo {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Cut out of a marked picture; the first whole block of the mark starts here.
    Cropped {
        /// Pixels from the left edge, 0 to 7.
        x: u32,
        /// Pixels from the top edge, 0 to 7.
        y: u32,
    },
}

impl FoundAt {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::AsIs => "as_is",
            Self::RescaledTo { .. } => "rescaled",
            Self::Cropped { .. } => "cropped",
        }
    }
}

/// Whether a signature inside the mark binds it to the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum MarkSignature {
    /// The mark holds no signature: anybody can put it there.
    #[default]
    None,
    /// The signature holds for exactly these pixels.
    Verified,
    /// There is one, and it does not hold for these pixels.
    Broken,
}

impl MarkSignature {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Verified => "verified",
            Self::Broken => "broken",
        }
    }
}

/// How far a mark is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkStanding {
    /// It was read in the picture.
    Found,
    /// It was read in the picture, and what it says belongs to no known code.
    PayloadUnknown,
    /// It is there, but what it said cannot be read any more.
    Damaged,
    /// A manifest says that there is one, which nobody can read in the open.
    DeclaredUnverifiable,
}

impl MarkStanding {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::PayloadUnknown => "payload_unknown",
            Self::Damaged => "damaged",
            Self::DeclaredUnverifiable => "declared_unverifiable",
        }
    }
}

/// One invisible mark.
#[derive(Clone, Debug, PartialEq)]
pub struct InvisibleMark {
    /// The scheme: `dwtDct`, `dwtDctSvd`, `stealth-pnginfo`, ….
    pub scheme: &'static str,
    /// The name of a known pattern, or an excerpt of the text that was read; empty for a mark that cannot be read.
    pub payload: Untrusted,
    /// Bits of the payload, in schemes in which it is repeated over the picture.
    pub payload_bits: Option<usize>,
    /// Whose code writes this pattern, if it is known.
    pub used_by: Option<&'static Text>,
    /// Probability that a picture without any mark is reported as having one, all tries together; 0 to 1.
    pub p_value: Option<f64>,
    /// The part of the picture that bears it; `None` for all of it, or when that is not known.
    pub place: Option<Area>,
    /// How it was found.
    pub found_at: FoundAt,
    /// True when the picture was mirrored after it was marked.
    pub is_mirrored: bool,
    /// How the encoder saw the colours, where that matters.
    pub colours: Option<(ChannelOrder, ChromaOffset)>,
    /// What binds it to the pixels.
    pub signature: MarkSignature,
    /// How far it is established.
    pub standing: MarkStanding,
}
