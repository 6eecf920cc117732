//! The EXIF and TIFF tags that this program names, and those that are structure rather than metadata.

/// ImageDescription: free text.
pub const IMAGE_DESCRIPTION: u16 = 0x010e;
/// Make: the camera maker.
pub const MAKE: u16 = 0x010f;
/// Model: the camera model.
pub const MODEL: u16 = 0x0110;
/// Software: the program that wrote the file.
pub const SOFTWARE: u16 = 0x0131;
/// Artist: who made the picture.
pub const ARTIST: u16 = 0x013b;
/// Copyright.
pub const COPYRIGHT: u16 = 0x8298;
/// DocumentName (TIFF).
pub const DOCUMENT_NAME: u16 = 0x010d;
/// An XMP packet as a TIFF tag.
pub const XMP: u16 = 0x02bc;
/// IPTC-IIM as a TIFF tag.
pub const IPTC: u16 = 0x83bb;
/// Photoshop image resources as a TIFF tag.
pub const PHOTOSHOP: u16 = 0x8649;
/// MakerNote: the camera's own block.
pub const MAKER_NOTE: u16 = 0x927c;
/// UserComment: text with a character code in front (EXIF 2.32 §4.6.6).
pub const USER_COMMENT: u16 = 0x9286;
/// Pointer to the EXIF directory.
pub const EXIF_IFD: u16 = 0x8769;
/// Pointer to the GPS directory.
pub const GPS_IFD: u16 = 0x8825;
/// Pointer to the interoperability directory.
pub const INTEROP_IFD: u16 = 0xa005;
/// Pointers to further directories (TIFF/EP, DNG).
pub const SUB_IFDS: u16 = 0x014a;
/// GPSProcessingMethod, in the GPS directory; coded like UserComment.
pub const GPS_PROCESSING_METHOD: u16 = 0x001b;
/// GPSAreaInformation, in the GPS directory; coded like UserComment.
pub const GPS_AREA_INFORMATION: u16 = 0x001c;

/// Names of tags that hold text or matter to readers, for carriers.
const NAMES: &[(u16, &str)] = &[
    (0x0100, "ImageWidth"),
    (0x0101, "ImageLength"),
    (DOCUMENT_NAME, "DocumentName"),
    (IMAGE_DESCRIPTION, "ImageDescription"),
    (MAKE, "Make"),
    (MODEL, "Model"),
    (0x0112, "Orientation"),
    (0x011d, "PageName"),
    (SOFTWARE, "Software"),
    (0x0132, "DateTime"),
    (ARTIST, "Artist"),
    (0x013c, "HostComputer"),
    (XMP, "XMP"),
    (COPYRIGHT, "Copyright"),
    (IPTC, "IPTC"),
    (PHOTOSHOP, "Photoshop"),
    (0x8769, "ExifIFD"),
    (0x8825, "GPSInfo"),
    (0x9000, "ExifVersion"),
    (0x9003, "DateTimeOriginal"),
    (0x9004, "DateTimeDigitized"),
    (MAKER_NOTE, "MakerNote"),
    (USER_COMMENT, "UserComment"),
    (0x9c9b, "XPTitle"),
    (0x9c9c, "XPComment"),
    (0x9c9d, "XPAuthor"),
    (0x9c9e, "XPKeywords"),
    (0x9c9f, "XPSubject"),
    (0xa002, "PixelXDimension"),
    (0xa003, "PixelYDimension"),
    (0xa420, "ImageUniqueID"),
    (0xa430, "CameraOwnerName"),
    (0xa433, "LensMake"),
    (0xa434, "LensModel"),
    (0xa436, "ImageTitle"),
    (0xa437, "Photographer"),
    (0xa438, "ImageEditor"),
    (0xa43a, "RAWDevelopingSoftware"),
    (0xa43b, "ImageEditingSoftware"),
    (0xa43c, "MetadataEditingSoftware"),
    (0xc614, "UniqueCameraModel"),
];

/// The name of a tag, if this program names it. Tags of the GPS directory have other meanings.
pub fn name(tag: u16) -> Option<&'static str> {
    NAMES.binary_search_by_key(&tag, |(known, _)| *known).ok().and_then(|at| NAMES.get(at)).map(|(_, name)| *name)
}

/// True for the tags that Windows writes as UTF-16LE.
pub(super) fn is_windows_text(tag: u16) -> bool {
    (0x9c9b..=0x9c9f).contains(&tag)
}

/// True for places and sizes of picture data and for colour profiles: long, and no text.
pub(super) fn is_structure(tag: u16) -> bool {
    // Strip, free, tile and thumbnail places and sizes; JPEG tables; ICC profile; the C2PA manifest store.
    const STRUCTURE: &[u16] = &[0x0111, 0x0117, 0x0120, 0x0121, 0x0144, 0x0145, 0x015b, 0x0201, 0x0202, 0x8773, 0xcd41];
    STRUCTURE.contains(&tag)
}

/// True for tags that the walk of a TIFF file lists as pieces of their own.
pub(super) fn is_piece_of_tiff(tag: u16) -> bool {
    matches!(tag, XMP | IPTC | PHOTOSHOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_every_name_is_found() {
        assert!(NAMES.is_sorted_by(|left, right| left.0 < right.0));
        assert_eq!(name(USER_COMMENT), Some("UserComment"));
        assert_eq!(name(0x0100), Some("ImageWidth"));
        assert_eq!(name(0xbeef), None);
    }
}
