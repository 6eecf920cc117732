//! The parsed forms. Types only.

use std::ops::Range;

use crate::coverage::CoverageState;
use crate::untrusted::Untrusted;

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Format, piece and field: `jpeg:APP1 EXIF UserComment`. Escaped already.
    pub carrier: String,
    /// Its bytes in the asset; the whole piece when the value is stored compressed or hex-coded.
    pub span: Range<u64>,
    /// True when the piece lies after the end of the picture.
    pub after_end: bool,
}

/// How an XMP value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum XmpForm {
    /// `prefix:Name="value"` on an `rdf:Description` or a structure.
    Attribute,
    /// `<prefix:Name>value</prefix:Name>`, array items included.
    Element,
    /// `<prefix:Name rdf:resource="value"/>`.
    Resource,
}

/// One leaf value of an XMP packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmpProperty {
    /// Namespace URI of the innermost named property (array item elements of `rdf:` are skipped).
    pub namespace: String,
    /// Its local name.
    pub name: String,
    /// Local names of the enclosing properties, outermost first, joined by `/`; empty at top level.
    pub parent: String,
    /// The value after XML unescaping, trimmed of surrounding white space.
    pub value: Untrusted,
    /// How it is written.
    pub form: XmpForm,
    /// Its place; the span covers the value where the packet is stored plainly.
    pub place: Place,
}

/// One XMP packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmpPacket {
    /// Where the packet stands.
    pub place: Place,
    /// The packet as text, for tolerant readers of malformed packets.
    pub text: String,
    /// Its leaf values; empty when not well-formed.
    pub properties: Vec<XmpProperty>,
    /// Namespace URIs declared anywhere in the packet.
    pub namespaces: Vec<String>,
    /// Why the packet is not well-formed XML, if it is not.
    pub malformed: Option<String>,
}

/// Which image file directory an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ifd {
    /// The n-th directory of the main chain, from 0.
    Main(u16),
    /// The EXIF directory.
    Exif,
    /// The GPS directory.
    Gps,
    /// The interoperability directory.
    Interop,
    /// A SubIFD.
    Sub(u16),
}

/// One entry of an image file directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExifField {
    /// Which directory.
    pub ifd: Ifd,
    /// The tag.
    pub tag: u16,
    /// TIFF field type (2 ASCII, 7 UNDEFINED, …).
    pub kind: u16,
    /// The value's bytes as stored, cut to the payload limit.
    pub raw: Vec<u8>,
    /// Byte order of the block.
    pub big_endian: bool,
    /// Its place.
    pub place: Place,
}

/// One IPTC-IIM data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IimField {
    /// Record number.
    pub record: u8,
    /// Data set number.
    pub dataset: u8,
    /// The value as text (UTF-8, or Latin-1 where it is not).
    pub value: Untrusted,
    /// Its place.
    pub place: Place,
}

/// What kind of text field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// PNG `tEXt`, `zTXt` or `iTXt`.
    Png,
    /// JPEG COM.
    JpegComment,
    /// GIF comment extension.
    GifComment,
    /// A JPEG APPn segment that belongs to no known scheme.
    JpegApplication(u8),
    /// A private chunk or box (`comf` of APNG, BMFF boxes of unknown type).
    Private,
    /// Bytes after the end of the picture.
    Trailing,
}

/// One text field with its keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextField {
    /// What kind.
    pub kind: TextKind,
    /// The keyword; the piece's name where there is none.
    pub keyword: Untrusted,
    /// The value's bytes: Latin-1 or UTF-8 as stored, inflated where compressed.
    pub value: Vec<u8>,
    /// Its place.
    pub place: Place,
}

/// All metadata of an asset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// XMP packets in file order; ExtendedXMP is merged into a packet of its own.
    pub xmp: Vec<XmpPacket>,
    /// EXIF entries of every block.
    pub exif: Vec<ExifField>,
    /// IPTC-IIM data sets.
    pub iim: Vec<IimField>,
    /// Text fields.
    pub text: Vec<TextField>,
    /// How completely XMP was parsed. Worse than complete if a packet was too large or malformed.
    pub xmp_coverage: CoverageState,
    /// How completely EXIF was parsed.
    pub exif_coverage: CoverageState,
    /// How completely IPTC-IIM was parsed.
    pub iim_coverage: CoverageState,
    /// How completely the text fields were read.
    pub text_coverage: CoverageState,
}

impl Metadata {
    /// Every XMP property of every packet.
    pub fn xmp_properties(&self) -> impl Iterator<Item = &XmpProperty> {
        self.xmp.iter().flat_map(|packet| &packet.properties)
    }

    /// The worst state among the four parsers.
    pub fn coverage(&self) -> CoverageState {
        let mut state = CoverageState::Complete;
        for part in [&self.xmp_coverage, &self.exif_coverage, &self.iim_coverage, &self.text_coverage] {
            state.worsen(part);
        }
        state
    }
}
