//! The pictures that `survive` sends through a command: one for each kind of label and carrier, all of them samples of
//! this project.

use crate::message::Text;

/// One picture with a label.
pub(super) struct Planted {
    /// Which kind of label, and where it is carried.
    pub(super) kind: &'static Text,
    /// Its file name.
    pub(super) file: &'static str,
    /// The file.
    pub(super) bytes: &'static [u8],
}

macro_rules! planted {
    ($folder:literal, $file:literal, $zh:literal, $en:literal) => {
        Planted {
            kind: &Text { zh: $zh, en: $en },
            file: $file,
            bytes: include_bytes!(concat!("../../samples/", $folder, "/", $file)),
        }
    };
}

/// All of them.
pub(super) static KIT: &[Planted] = &[
    planted!("aigc", "v02-xmp-attribute.jpg", "AIGC 标签，JPEG 的 XMP", "AIGC label, XMP in JPEG"),
    planted!("aigc", "v06-user-comment.jpg", "AIGC 标签，JPEG 的 EXIF", "AIGC label, EXIF in JPEG"),
    planted!("aigc", "v01-xmp-element.png", "AIGC 标签，PNG 的 XMP", "AIGC label, XMP in PNG"),
    planted!("aigc", "v04-text-keyword-name.png", "AIGC 标签，PNG 的文本块", "AIGC label, text chunk in PNG"),
    planted!("aigc", "place-xmp.webp", "AIGC 标签，WebP 的 XMP", "AIGC label, XMP in WebP"),
    planted!("aigc", "place-exif.webp", "AIGC 标签，WebP 的 EXIF", "AIGC label, EXIF in WebP"),
    planted!("aigc", "place-xmp.gif", "AIGC 标签，GIF 的 XMP", "AIGC label, XMP in GIF"),
    planted!("aigc", "place-xmp-type1.tiff", "AIGC 标签，TIFF 的 XMP", "AIGC label, XMP in TIFF"),
    planted!("aigc", "place-xmp-coded.avif", "AIGC 标签，AVIF 的 XMP", "AIGC label, XMP in AVIF"),
    planted!("c2pa", "ai-created.jpg", "内容凭证，JPEG", "Content Credentials, JPEG"),
    planted!("c2pa", "ai-created.png", "内容凭证，PNG", "Content Credentials, PNG"),
    planted!("c2pa", "ai-created.webp", "内容凭证，WebP", "Content Credentials, WebP"),
    planted!("c2pa", "ai-created.gif", "内容凭证，GIF", "Content Credentials, GIF"),
    planted!("c2pa", "ai-created.tiff", "内容凭证，TIFF", "Content Credentials, TIFF"),
    planted!("c2pa", "ai-created.avif", "内容凭证，AVIF", "Content Credentials, AVIF"),
    planted!("visible", "label-compliant.jpg", "画面文字，JPEG", "text on the picture, JPEG"),
    planted!("visible", "vendor-sparkle.jpg", "厂商图标，JPEG", "sign of a vendor, JPEG"),
    planted!("generator", "a1111-hidden.png", "最低位里的文字，PNG", "text in the lowest bits, PNG"),
    planted!("generator", "a1111-hidden.webp", "最低位里的文字，WebP", "text in the lowest bits, WebP"),
    planted!("watermark", "sd2.jpg", "不可见图案（dwtDct），JPEG", "invisible pattern (dwtDct), JPEG"),
    planted!("watermark", "sdxl.png", "不可见图案（dwtDct），PNG", "invisible pattern (dwtDct), PNG"),
    planted!("iptc", "ai-attribute.jpg", "IPTC 来源类型，JPEG", "IPTC source type, JPEG"),
    planted!("iptc", "ai-attribute.png", "IPTC 来源类型，PNG", "IPTC source type, PNG"),
    planted!("generator", "a1111-comment.gif", "生成参数，GIF 的注释", "generator settings, comment in GIF"),
    planted!("generator", "a1111-user-comment.jpg", "生成参数，JPEG 的 EXIF", "generator settings, EXIF in JPEG"),
    planted!("generator", "a1111-parameters.png", "生成参数，PNG 的文本块", "generator settings, text chunk in PNG"),
];
