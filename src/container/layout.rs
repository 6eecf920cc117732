//! The pieces of an asset with their places: the result of walking a container once.
//!
//! A piece says *what kind of slot* its bytes sit in (an XMP packet, an EXIF block, a manifest store),
//! never what they mean. Spans are absolute offsets in the asset.

use std::borrow::Cow;
use std::ops::Range;

use crate::coverage::CoverageState;

/// The container format, told from the first bytes and never from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// ISO/IEC 10918.
    Jpeg,
    /// ISO/IEC 15948, animated or not.
    Png,
    /// RIFF `WEBP`.
    Webp,
    /// GIF87a or GIF89a.
    Gif,
    /// TIFF 6.0 or BigTIFF, DNG included.
    Tiff,
    /// ISO BMFF with an AVIF brand.
    Avif,
    /// ISO BMFF with a HEIC or other HEIF brand.
    Heif,
    /// JPEG XL, bare codestream or boxed.
    Jxl,
    /// Windows bitmap.
    Bmp,
    /// Anything else.
    Unknown,
}

impl Format {
    /// The media type; of HEIF the general one.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Avif => "image/avif",
            Self::Heif => "image/heif",
            Self::Jxl => "image/jxl",
            Self::Bmp => "image/bmp",
            Self::Unknown => "application/octet-stream",
        }
    }

    /// The id used in reports and carriers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Avif => "avif",
            Self::Heif => "heif",
            Self::Jxl => "jxl",
            Self::Bmp => "bmp",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the format has a place for metadata labels at all.
    pub fn has_metadata_place(self) -> bool {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Gif | Self::Tiff | Self::Avif | Self::Heif | Self::Jxl => true,
            Self::Bmp | Self::Unknown => false,
        }
    }
}

/// The kind of place a piece's bytes sit in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A whole XMP packet; the body is the XML.
    Xmp,
    /// One ExtendedXMP portion (JPEG); the body starts with the 32-byte GUID.
    XmpExtended,
    /// An EXIF block; the body starts with the TIFF header.
    Exif,
    /// A Photoshop image resource block (`8BIM`), the carrier of IPTC-IIM.
    PhotoshopIrb,
    /// An ICC profile; listed so that it is never searched for text.
    Icc,
    /// A JPEG APP11 segment with the JPEG-systems id `JP`; the body starts after that id
    /// (box instance number, sequence number, then the box).
    JumbfSegment,
    /// A whole JUMBF superbox; the body starts at its box header. PNG `caBX`, RIFF `C2PA`, BMFF `uuid`
    /// (body after type, version, purpose and offset), TIFF 0xCD41, GIF `C2PA_GIF`, JXL `jumb`.
    Jumbf,
    /// Bare IPTC-IIM records, outside of a Photoshop block (TIFF tag 33723).
    IptcIim,
    /// A PNG `tEXt`, `zTXt` or `iTXt` chunk; the body is the chunk data.
    Text,
    /// A comment without keyword: JPEG COM, GIF comment extension.
    Comment,
    /// JPEG APPn that is none of the above; the body is the segment data.
    Application(u8),
    /// Multi-picture format index (JPEG APP2 `MPF`); the body starts with the TIFF header.
    Mpf,
    /// A brotli-compressed JPEG XL box; the body starts with the wrapped box type.
    Brob,
    /// Bytes after the end the format itself declares.
    Trailing,
    /// Coded picture data.
    Pixels,
    /// Header, index or any other structural piece.
    Structure,
    /// A private or unknown piece that may hold anything.
    Private,
}

/// One piece of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The piece's own name: `APP11`, `iTXt`, `uuid`, `0x02bc`. Escaped already.
    pub name: Cow<'static, str>,
    /// What kind of place it is.
    pub slot: Slot,
    /// The whole piece with its header.
    pub span: Range<u64>,
    /// Its payload, as described at [`Slot`].
    pub body: Range<u64>,
    /// Where the payload lies when it is scattered (HEIF item extents, GIF sub-blocks); empty when `body`
    /// says it all.
    pub extents: Vec<Range<u64>>,
    /// True when the declared length ran past the end of the asset.
    pub truncated: bool,
    /// True when the piece lies after the end the format itself declares (PNG `IEND`, JPEG `EOI`, …).
    pub after_end: bool,
}

impl Piece {
    /// A piece in one run of bytes.
    pub fn new(name: impl Into<Cow<'static, str>>, slot: Slot, span: Range<u64>, body: Range<u64>) -> Self {
        Self { name: name.into(), slot, span, body, extents: Vec::new(), truncated: false, after_end: false }
    }

    /// Length of the payload in bytes.
    pub fn body_len(&self) -> u64 {
        if self.extents.is_empty() {
            return self.body.end.saturating_sub(self.body.start);
        }
        self.extents.iter().fold(0_u64, |sum, run| sum.saturating_add(run.end.saturating_sub(run.start)))
    }
}

/// Something about the structure itself that a careful writer would not have left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// WebP `VP8X` announces XMP, EXIF or ICC but the chunk is not there.
    FlagWithoutChunk {
        /// FourCC of the missing chunk.
        chunk: &'static str,
        /// Offset of the `VP8X` chunk.
        at: u64,
    },
    /// JUMBF segments of one box are missing or out of order. Where the last ones are missing, `found` is
    /// the last one there.
    SegmentSequenceBroken {
        /// Offset of the first segment that does not fit.
        at: u64,
        /// Its sequence number.
        found: u32,
        /// The number that was due.
        expected: u32,
    },
    /// A pointer (MPF, EXIF, item location) leads outside the asset.
    PointerOutside {
        /// What pointed.
        from: &'static str,
        /// Offset of the pointer.
        at: u64,
        /// Where it led.
        to: u64,
    },
    /// The checksum of a metadata chunk does not fit its bytes (PNG; looked at from depth full on).
    ChecksumMismatch {
        /// Offset of the chunk.
        at: u64,
    },
    /// A place for a manifest store is there, but nothing is in it.
    EmptyStore {
        /// Offset of the directory entry or box.
        at: u64,
    },
    /// The file ends inside a piece.
    Truncated {
        /// Offset of the piece.
        at: u64,
    },
}

/// Everything the walk of one asset found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Format by magic bytes.
    pub format: Format,
    /// Width in pixels as declared by the header.
    pub width: Option<u32>,
    /// Height in pixels as declared by the header.
    pub height: Option<u32>,
    /// The pieces in file order (nested ones after their parent).
    pub pieces: Vec<Piece>,
    /// Structural oddities.
    pub oddities: Vec<Oddity>,
    /// How far the walk got. Anything but `Complete` means pieces may be missing from the list.
    pub coverage: CoverageState,
}

impl Layout {
    /// An empty layout of a format.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            width: None,
            height: None,
            pieces: Vec::new(),
            oddities: Vec::new(),
            coverage: CoverageState::Complete,
        }
    }

    /// The pieces that sit in one kind of slot.
    pub fn in_slot(&self, slot: Slot) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |piece| piece.slot == slot)
    }

    /// Whether the file keeps the pixels as they were when it was saved.
    pub fn keeps_every_pixel(&self) -> bool {
        match self.format {
            Format::Png => true,
            Format::Webp => self.in_slot(Slot::Pixels).any(|piece| piece.name == "VP8L"),
            Format::Jpeg
            | Format::Gif
            | Format::Tiff
            | Format::Avif
            | Format::Heif
            | Format::Jxl
            | Format::Bmp
            | Format::Unknown => false,
        }
    }
}
