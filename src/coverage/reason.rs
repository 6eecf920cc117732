//! The catalogue of reasons why a search did not see everything, in Chinese and English.
//!
//! Lower case and without a full stop, because they stand behind the name of a search. Texts with the hole
//! `{carrier}` name the piece that holds the trouble.

use crate::message::Text;

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// A reason and its place.
pub(super) static AT: Text = text("{why}（位置 {at}）", "{why} at {at}");

/// No place for the `AIGC` label in this format.
pub static NO_PLACE_FOR_LABEL: Text = text("该格式没有可存放标识的位置", "this format has no place for the label");
/// No place for a manifest in this format.
pub static NO_PLACE_FOR_MANIFEST: Text = text("该格式没有可存放凭证的位置", "the format has no place for a manifest");
/// BMP.
pub static NO_PLACE_FOR_METADATA: Text = text("位图没有可存放元数据的位置", "a bitmap has no place for metadata");
/// Magic bytes of no known format.
pub static FORMAT_UNKNOWN: Text =
    text("不认识的文件格式，无从得知标识存放在哪里", "the format is not known, so its label places are not");
/// A trust list is too old.
pub static TRUST_LIST_OUTDATED: Text =
    text("信任名单已过应更新的日期", "a trust list is past the date of its next update");
/// Metadata depth.
pub static NO_RAW_SCAN: Text = text("metadata 深度不做全文件扫描", "raw scan not run at metadata depth");
/// Metadata depth.
pub static NO_PIXELS: Text = text("metadata 深度不看画面", "pixels are not looked at at metadata depth");
/// A format or coding without a decoder.
pub static NO_DECODER: Text = text("没有解码器", "no decoder");
/// The decoder gives up.
pub static NOT_DECODABLE: Text = text("图像数据无法解码：{error}", "the picture cannot be decoded: {error}");
/// An encoder of open watermarks refuses pictures of fewer than 65 536 pixels, and nothing can be read in them.
pub static TOO_SMALL_FOR_WATERMARK: Text =
    text("图片不足 65536 像素，读不出这种水印", "the picture has fewer than 65,536 pixels, in which none can be read");
/// A mark that shows in the exact values of pixels alone.
pub static LOSSY: Text = text("有损格式留不住像素的精确值", "a lossy format keeps no exact pixels");
/// A trace that shows in differences between colours.
pub static TOO_FEW_COLOURS: Text = text(
    "画面过小，或该处颜色、亮度级过少，看不出痕迹",
    "the picture is too small, or has too few colours or levels in these places to show a trace",
);
/// A search that takes long.
pub static DEEP_ONLY: Text = text("只在 --depth deep 时检查", "only at --depth deep");
/// A picture that a ledger cannot recognise.
pub static TOO_PLAIN: Text =
    text("画面过于单调，无法辨认是否为同一张图", "the picture is too plain to be recognised as the same");
/// A small picture that its directory points to.
pub static THUMBNAIL_LOST: Text =
    text("缩略图的指针指向的位置没有图", "what points to the thumbnail leads to no picture");
/// A small picture that does not decode.
pub static THUMBNAIL_BROKEN: Text = text("有一张缩略图无法解码", "a small picture cannot be decoded");
/// A small picture in which no label can be read.
pub static THUMBNAIL_TOO_SMALL: Text =
    text("缩略图太小，读不出文字", "a small picture is too small for text to be read");
/// Marks whose reader is secret.
pub static VENDOR_ONLY: Text = text("除厂商外无人能读", "cannot be read by anyone but the vendor");
/// Marks with a published decoder too large to be built in.
pub static WEIGHTS_NOT_HELD: Text = text("解码器公开但未内置", "has a public decoder that is not built in");
/// Marks that take a password, or the model that made the picture.
pub static NEEDS_SECRET: Text =
    text("需要口令或生成它的模型才能读", "takes a password or the generating model to be read");
/// A required search is missing from the reading.
pub static DID_NOT_RUN: Text = text("没有运行", "did not run");
/// A bug.
pub static INTERNAL: Text = text("程序内部错误，请把该文件报告给开发者", "internal error, please report this file");

/// The end of the file inside a named piece.
pub static ENDS_INSIDE: Text = text("文件在 {place} 中途结束", "file ends inside {place}");
/// The end of the file inside a header.
pub static ENDS_IN_HEADER: Text = text("文件在头部中途结束", "file ends inside a header");
/// The end of the file inside coded data.
pub static ENDS_IN_PICTURE: Text = text("文件在图像数据中途结束", "file ends inside the picture");
/// PNG without its end.
pub static ENDS_IN_CHUNKS: Text = text("文件在数据块链中途结束", "file ends inside the chunk chain");
/// WebP shorter than it says.
pub static ENDS_IN_RIFF: Text = text("文件在 RIFF 结构中途结束", "file ends inside the RIFF form");
/// TIFF without its header.
pub static ENDS_IN_TIFF_HEADER: Text = text("文件在 TIFF 头部中途结束", "file ends inside the TIFF header");
/// BMFF without its index.
pub static ENDS_IN_ITEM_INDEX: Text = text("文件在图像项索引中途结束", "file ends inside the item index");
/// BMFF with a picture that is cut.
pub static ENDS_IN_PICTURE_ITEM: Text = text("文件在图像项中途结束", "file ends inside a picture item");
/// JPEG XL that is cut.
pub static ENDS_IN_CODESTREAM: Text = text("文件在码流中途结束", "file ends inside the codestream");
/// The medium failed.
pub static IO: Text = text("读取失败：{error}", "cannot be read: {error}");
/// Nothing could be read at all.
pub static CANNOT_BE_READ: Text = text("无法读取", "cannot be read");
/// No bytes.
pub static EMPTY: Text = text("文件是空的", "the file is empty");

/// PNG.
pub static CHUNK_TYPE: Text = text("数据块类型不是四个字母", "chunk type is not four letters");
/// BMFF.
pub static BOX_SHORT: Text = text("box 短于自身头部", "box is shorter than its header");
/// BMFF.
pub static BOX_LONG: Text = text("box 超出外层 box", "box is longer than the one around it");
/// BMFF.
pub static TABLE_LONG: Text = text("表超出所在的 box", "table is longer than its box");
/// JPEG.
pub static SEGMENT_LENGTH: Text = text("段长度小于 2", "segment length is below 2");
/// GIF.
pub static NO_BLOCK: Text = text("此处不是块的起点", "no block starts here");
/// BMFF.
pub static ITEM_STORAGE: Text = text("元数据项的存放方式无法读取", "metadata item is stored in a way that is not read");
/// BMFF.
pub static ITEM_OUTSIDE: Text = text("元数据项位于文件之外", "metadata item lies outside of the file");

/// EXIF.
pub static BLOCK_CUT: Text = text("{carrier}：EXIF 数据被截断", "{carrier}: block is cut short");
/// EXIF.
pub static NO_TIFF_HEADER: Text = text("{carrier}：没有 TIFF 头部", "{carrier}: no TIFF header");
/// EXIF.
pub static DIRECTORY_LOOP: Text = text("{carrier}：目录构成循环", "{carrier}: directory is part of a loop");
/// EXIF.
pub static DIRECTORY_OUTSIDE: Text = text("{carrier}：目录位于数据之外", "{carrier}: directory lies outside the block");
/// EXIF.
pub static DIRECTORY_CUT: Text = text("{carrier}：目录被截断", "{carrier}: directory is cut short");
/// EXIF.
pub static POINTER_CUT: Text =
    text("{carrier}：指向目录的指针被截断", "{carrier}: pointer to a directory is cut short");
/// EXIF.
pub static VALUE_OUTSIDE: Text =
    text("{carrier}：标签 {tag} 的值位于数据之外", "{carrier}: value of tag {tag} lies outside the block");
/// JPEG XL.
pub static BROB_CUT: Text = text("{carrier}：box 被截断", "{carrier}: box is cut short");
/// JPEG XL.
pub static BROB_BROKEN: Text = text("{carrier}：压缩的 box 无法解压", "{carrier}: compressed box does not decompress");
/// XMP.
pub static XMP_CUT: Text = text("{carrier}：XMP 被截断", "{carrier}: xmp packet is cut short");
/// XMP.
pub static XMP_ENCODING: Text =
    text("{carrier}：XMP 的字符编码不合法", "{carrier}: xmp packet is not valid in its encoding");
/// XMP.
pub static XMP_MALFORMED: Text =
    text("{carrier}：XMP 不是合法的 XML：{error}", "{carrier}: xmp packet is not well-formed: {error}");
/// XMP over several segments.
pub static EXTENDED_XMP_CUT: Text = text("扩展 XMP 的一段被截断", "portion of extended xmp is cut short");
/// XMP over several segments.
pub static EXTENDED_XMP_UNFIT: Text = text("扩展 XMP 的各段拼不到一起", "portions of extended xmp do not fit together");
/// XMP over several segments.
pub static EXTENDED_XMP_INCOMPLETE: Text = text("扩展 XMP 不完整", "extended xmp is incomplete");
/// Text pieces.
pub static PIECE_CUT: Text = text("{carrier}：数据被截断", "{carrier}: piece is cut short");
/// IPTC-IIM.
pub static RESOURCE_BROKEN: Text = text("{carrier}：图像资源无法解析", "{carrier}: image resource does not parse");
/// IPTC-IIM.
pub static DATA_SET_CUT: Text = text("{carrier}：数据集被截断", "{carrier}: data set is cut short");
/// IPTC-IIM.
pub static DATA_SET_GAP: Text = text("{carrier}：数据集之间有多余字节", "{carrier}: bytes between data sets");
/// PNG.
pub static TEXT_CHUNK_BROKEN: Text = text("{carrier}：文本块无法解析", "{carrier}: text chunk does not parse");
/// PNG.
pub static CHUNK_CUT: Text = text("{carrier}：数据块被截断", "{carrier}: chunk is cut short");
/// PNG.
pub static TEXT_NOT_INFLATED: Text = text("{carrier}：压缩文本无法解压", "{carrier}: compressed text does not inflate");
/// PNG.
pub static RAW_PROFILE_BROKEN: Text = text("{carrier}：raw profile 无法解码", "{carrier}: raw profile does not decode");
/// A payload without a piece.
pub static NO_PIECE: Text = text("{carrier}：没有数据", "{carrier}: no piece");
/// The medium failed at a payload.
pub static PIECE_IO: Text = text("{carrier} 读取失败：{error}", "{carrier} cannot be read: {error}");

/// The C2PA library.
pub static C2PA_SETTINGS: Text = text("C2PA 库拒绝其设置", "the C2PA library refuses its settings");
/// A manifest that the C2PA library reads and our own reader does not.
pub static STATEMENTS: Text =
    text("凭证通过验证，但其中的声明无法读取", "the manifest is validated, but what it says cannot be read");
/// A reference to a manifest elsewhere, offline.
pub static NOT_FETCHED: Text =
    text("图片引用了存放在别处的凭证，没有去取", "a manifest kept elsewhere is referred to, and was not fetched");
/// Several references to manifests elsewhere.
pub static ONE_FETCHED: Text = text(
    "图片引用了多个存放在别处的凭证，只取了一个",
    "several manifests kept elsewhere are referred to, and one was fetched",
);
/// What came back instead of a manifest.
pub static FETCHED_NO_MANIFEST: Text = text("取得的内容不是凭证", "what was fetched is no manifest");
/// A manifest that came back and cannot be read.
pub static FETCHED_UNREADABLE: Text = text("取得的凭证无法读取：{code}", "what was fetched cannot be read: {code}");
/// Samsung's trailer.
pub static SAMSUNG_DIRECTORY: Text = text("三星尾部数据的目录无法解析", "samsung trailer directory does not parse");
/// Samsung's trailer.
pub static SAMSUNG_OUTSIDE: Text = text("三星尾部数据的条目指向外部", "samsung trailer entry points outside");
/// Samsung's trailer.
pub static SAMSUNG_JSON: Text = text("三星尾部数据的 JSON 过大", "samsung trailer holds too much json");
/// Samsung's trailer.
pub static SAMSUNG_IO: Text = text("三星尾部数据读取失败：{error}", "samsung trailer cannot be read: {error}");

/// What reaching a bound means, by the bound's name in [`crate::limits::Limits`].
pub fn limit(name: &str) -> &'static Text {
    let found = LIMITS.iter().find(|(known, _)| *known == name);
    found.map_or(&SOME_LIMIT, |(_, text)| text)
}

static SOME_LIMIT: Text = text("达到处理上限", "a bound on the work for one file was reached");

static LIMITS: [(&str, Text); 26] = [
    (
        "text_lines_max",
        text("画面上的文字行过多，没有读完", "too many lines of text on the picture, not all were read"),
    ),
    (
        "watermark_pixels_max",
        text(
            "图片过大，只在上部查找隐形水印",
            "the picture is large, only its upper part was searched for invisible marks",
        ),
    ),
    ("thumbnails_max", text("缩略图过多，只比对了前面的部分", "too many small pictures, only the first were compared")),
    ("thumbnail_bytes_max", text("有一张缩略图过大，没有读", "a small picture is too large to be read")),
    (
        "thumbnail_pixels_max",
        text("有一张缩略图像素过多，没有解码", "a small picture has too many pixels to be decoded"),
    ),
    ("pixels_max", text("图片像素过多，没有解码", "the picture has too many pixels to be decoded")),
    (
        "animation_pixels_max",
        text("动画过长，最后一帧没有看到", "the animation is too long, its last frame was not seen"),
    ),
    ("pieces_max", text("文件的数据块过多，只查了前面的部分", "too many pieces, only the first were searched")),
    ("steps_max", text("文件结构过于复杂，没有走完", "the structure is too intricate to be walked to its end")),
    ("depth_max", text("嵌套过深，更深处没有查", "nested too deeply, what lies deeper was not searched")),
    ("payload_bytes_max", text("有一块元数据过大，没有读", "a metadata payload is too large to be read")),
    ("inflated_bytes_max", text("有一块元数据解压后过大，没有读完", "a metadata payload inflates to too many bytes")),
    ("metadata_bytes_max", text("元数据总量过大，没有读完", "too much metadata, only the first part was read")),
    ("json_bytes_max", text("JSON 总量过大，没有读完", "too much json, only the first part was read")),
    ("ifd_entries_max", text("一个目录的条目过多，没有读完", "too many entries in one directory")),
    ("ifds_max", text("目录过多，没有读完", "too many directories in one exif block")),
    ("xml_nodes_max", text("XMP 的节点过多，没有读", "too many nodes in one xmp packet")),
    ("xml_work_max", text("XMP 解析代价过大，没有读", "the xmp packets would cost too much to parse")),
    (
        "fragment_bytes_max",
        text(
            "有一块用途不明的数据过大，只查了两端",
            "a piece without a known form is large, only its ends were searched",
        ),
    ),
    (
        "evidence_max",
        text("发现的标识和痕迹过多，只保留了前面的部分", "too many labels and traces, only the first are kept"),
    ),
    ("scan_bytes_max", text("文件过大，全文件扫描没有做完", "the file is too large to be scanned to its end")),
    (
        "c2pa_bytes_max",
        text("文件过大，没有验证内容凭证", "the file is too large for its content credentials to be validated"),
    ),
    ("manifests_max", text("内容凭证的清单过多，没有查完", "too many manifests, only the first were followed")),
    ("label_bytes_max", text("有一个标识过长，没有读", "a label is too long to be read")),
    (
        "label_tries_max",
        text("疑似标识的位置过多，只试了前面的部分", "too many places look like a label, only the first were tried"),
    ),
    (
        "signature_tries_max",
        text("标识的签名过多，只验了前面的部分", "too many label signatures, only the first were verified"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn every_limit_has_its_sentence() {
        let names = format!("{:?}", Limits::default());
        let names: Vec<&str> = names.split([' ', ':']).filter(|word| word.ends_with("_max")).collect();
        assert!(names.len() >= 19, "{names:?}");
        for name in names {
            assert_ne!(limit(name), &SOME_LIMIT, "{name}");
        }
    }
}
