//! Small pictures inside of the file, which show what the picture looked like when they were made.

use super::ledger::PlaceNow;
use super::visible::{Area, VisibleMark};

/// Where a small picture stands, and so what it should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// In the second directory of an EXIF block (EXIF 2.32 §4.6.2): this picture.
    Exif,
    /// In the active manifest of a C2PA store, as its claim's (C2PA 2.2 §18.14): this picture when it was signed.
    Claim,
    /// In an earlier manifest, or as an ingredient's: a picture that went into this one.
    Earlier,
    /// A further picture of a JPEG (CIPA DC-007): a preview, a gain map, another view.
    Further,
    /// In the note of a camera maker, whose form only the maker knows: mostly a preview of this picture.
    Note,
    /// A page of a TIFF file that says it is a copy with less resolution (NewSubfileType, TIFF 6.0 §8) of the only other
    /// page.
    Reduced,
}

impl Source {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Exif => "exif",
            Self::Claim => "c2pa_claim",
            Self::Earlier => "c2pa_earlier",
            Self::Further => "further_picture",
            Self::Note => "maker_note",
            Self::Reduced => "reduced_page",
        }
    }

    /// True when it should show this picture, and nothing else.
    pub fn stands_for_the_picture(self) -> bool {
        match self {
            Self::Exif | Self::Claim | Self::Reduced => true,
            Self::Earlier | Self::Further | Self::Note => false,
        }
    }
}

/// How the picture stands to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They show the same.
    Same,
    /// The same but for some places.
    Changed,
    /// The picture is a part of what the small one shows.
    Part,
    /// They cannot be laid on each other.
    Other,
    /// One of them shows too little to tell.
    TooPlain,
}

impl Relation {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Part => "part",
            Self::Other => "other",
            Self::TooPlain => "too_plain",
        }
    }
}

/// A mark on a small picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ThumbnailMark {
    /// The mark; its area counts in pixels of the small picture.
    pub mark: VisibleMark,
    /// What the picture shows in that place.
    pub now: PlaceNow,
}

/// One small picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumbnail {
    /// Where it stands.
    pub source: Source,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How the picture stands to it.
    pub relation: Relation,
    /// Where they differ, in pixels of the picture; largest first.
    pub changed: Vec<Area>,
    /// Marks on it that stand as a label does. Empty unless [`Self::is_text_read`].
    pub marks: Vec<ThumbnailMark>,
    /// True when it was searched for marks: one that shows the same as the picture need not be.
    pub is_text_read: bool,
}
