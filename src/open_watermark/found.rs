//! What a search finds, and how far it goes. Types only.

use super::reference::Method;
use crate::vocabulary::visible::Area;
use crate::vocabulary::watermark::{ChannelOrder, ChromaOffset, FoundAt};

/// A known payload in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Position in [`PAYLOADS`].
    pub payload: usize,
    /// The scheme.
    pub method: Method,
    /// How the encoder saw the colours.
    pub colours: (ChannelOrder, ChromaOffset),
    /// The score, standard normal without a mark.
    pub score: f32,
    /// Probability that a picture without a mark is reported as having one, all tries together.
    pub chance: f64,
    /// How it was found.
    pub found_at: FoundAt,
    /// True when the picture was mirrored left to right after marking.
    pub is_mirrored: bool,
    /// The part that bears the mark; `None` for all of it, or when that is not known.
    pub place: Option<Area>,
}

/// What is in a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A known payload.
    Known(Found),
    /// Another one.
    Unknown(Unknown),
}

/// A mark of which the payload is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// The scheme.
    pub method: Method,
    /// How the encoder saw the colours.
    pub colours: (ChannelOrder, ChromaOffset),
    /// Bits of the payload.
    pub length: usize,
    /// Probability that a picture without a mark is reported as having one, all tries together.
    pub chance: f64,
    /// The payload, if it reads as a text.
    pub text: Option<String>,
}

/// How much is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// True if the picture is the upper part of a larger one. How large that was when it was marked cannot be told from a
    /// part, so it is looked at as it is.
    pub is_part: bool,
    /// Whether to look for marks in cut pictures, too.
    pub crops: bool,
}
