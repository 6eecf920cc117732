//! Why nothing is written: every reason with what can be done about it.

use super::model::Refusal;
use crate::asset::Asset;
use crate::message::{Filling, Message, Text};

/// A reason, before it is said of a file.
pub(super) struct Ground {
    code: &'static str,
    why: Text,
    remedy: Text,
}

const fn ground(code: &'static str, why: [&'static str; 2], remedy: [&'static str; 2]) -> Ground {
    let ([zh, en], [remedy_zh, remedy_en]) = (why, remedy);
    Ground { code, why: Text { zh, en }, remedy: Text { zh: remedy_zh, en: remedy_en } }
}

impl Ground {
    /// The reason without holes.
    pub(super) fn reason(&'static self) -> Reason {
        Reason { ground: self, args: Vec::new() }
    }

    /// The reason with a hole filled.
    pub(super) fn with(&'static self, name: &'static str, value: impl Into<Filling>) -> Reason {
        self.reason().with(name, value)
    }
}

/// A reason with its holes filled; becomes a [`Refusal`] when the file is known.
#[derive(Clone, Debug)]
pub(super) struct Reason {
    ground: &'static Ground,
    args: Vec<(&'static str, Filling)>,
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

impl Reason {
    /// Fills one more hole.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Filling>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Says it of a file.
    pub(super) fn of(self, asset: &Asset<'_>) -> Refusal {
        let fill = |text: &'static Text| Message { text, args: self.args.clone() };
        let Ground { code, why, remedy } = self.ground;
        Refusal { code, name: asset.name.clone(), why: fill(why), remedy: fill(remedy) }
    }
}

/// For what the asset's medium reports.
pub(super) fn io(error: &std::io::Error) -> Reason {
    UNREADABLE.with("error", crate::untrusted::Untrusted::new(error.to_string()).to_string())
}

pub(super) static UNREADABLE: Ground = ground(
    "unreadable",
    ["文件无法读取（{error}）", "the file cannot be read ({error})"],
    ["确认磁盘和网络盘正常后重试", "make sure that the disk or share is there, and try again"],
);
pub(super) static FORMAT: Ground = ground(
    "format",
    ["{format} 格式没有可写入标签的位置", "{format} has no place that a label can be written to"],
    [
        "改存为 JPEG、PNG、WebP、GIF 或 TIFF 后再写入标签",
        "save the picture as JPEG, PNG, WebP, GIF or TIFF and label that file",
    ],
);
pub(super) static BROKEN: Ground = ground(
    "broken_file",
    ["文件不完整或结构有误：{why}", "the file is not whole, or its structure is broken: {why}"],
    ["取得完整的原文件后再试", "get the whole original file and try again"],
);
pub(super) static UNSEARCHED: Ground = ground(
    "not_searched",
    [
        "元数据未能全部读取，不能确认文件中只有一份标签：{why}",
        "not all of the metadata could be read, so that there may be another label: {why}",
    ],
    [
        "修复或去掉无法读取的元数据；若出错的正是标签所在的 XMP，用 yanbiao label --fix 修复",
        "repair the metadata that cannot be read; if it is the XMP of the label itself, yanbiao label --fix may do it",
    ],
);
pub(super) static C2PA: Ground = ground(
    "c2pa_would_break",
    [
        "文件带有 C2PA 内容凭证（{carrier}），写入标签后凭证与文件不再相符",
        "the file has a C2PA manifest ({carrier}), which will no longer fit the file once a label is written",
    ],
    [
        "先写标签再签发凭证，或由签发者重新签发；仍要写入则加 --break-c2pa",
        "write the label before signing, or have it signed again; to write all the same, use --break-c2pa",
    ],
);
pub(super) static NO_DUTY: Ground = ground(
    "nothing_says_ai",
    [
        "文件中没有标签，也没有任何迹象表明是生成合成内容，没有可写的 Label 值",
        "the file has no label and nothing says that it was made by AI, so that there is no Label to write",
    ],
    [
        "用户已声明的加 --declared yes 或 --label 2；平台认定为疑似的加 --label 3",
        "if the user declared it, use --declared yes or --label 2; if you suspect it, --label 3",
    ],
);
pub(super) static UNFOUNDED: Ground = ground(
    "label_1_unfounded",
    [
        "Label 为 1（属于）须由生成服务的标签或可信凭证表明，文件中没有",
        "Label 1 (属于) must come from the maker's label or a trusted manifest, and the file has neither",
    ],
    ["用户声明的写 2，检测到迹象的写 3", "write 2 for what the user declared and 3 for what was detected"],
);
pub(super) static LOWERED: Ground = ground(
    "label_lowered",
    ["文件中的 Label 是 {old}，不能改低为 {new}", "the file says Label {old}, which is never lowered to {new}"],
    [
        "去掉 --label；若原标签有误，须由写入者更正（标识办法第十条）",
        "leave out --label; if the label is wrong, whoever wrote it must correct it (标识办法 Art. 10)",
    ],
);
pub(super) static UNREADABLE_LABEL: Ground = ground(
    "label_unreadable",
    [
        "{carrier}（{at}）的标签读不出 1、2、3 中的 Label 值：{text}",
        "the label at {carrier} ({at}) has no Label of 1, 2 or 3 that can be read: {text}",
    ],
    [
        "Label 只能由写入标签的一方补正，程序不会代填；也可用 yanbiao label --fix 查看偏差",
        "only whoever wrote the label can say which; the program never makes one up. yanbiao label --fix shows what is wrong",
    ],
);
pub(super) static COPIES: Ground = ground(
    "label_repeated",
    ["文件中有多份标签：{places}；标准只允许一份", "the file has several labels: {places}; the standard allows one"],
    [
        "先用 yanbiao label --fix 合并为一份，它会说明保留哪一份",
        "let yanbiao label --fix make one of them first; it says which one stays",
    ],
);
pub(super) static CONFLICT: Ground = ground(
    "labels_conflict",
    ["文件中的标签在 {key} 上互相矛盾：{places}", "the labels in the file contradict each other in {key}: {places}"],
    [
        "须由人判断哪一份属实；保留原文件，联系标签的写入者",
        "a person must say which one is true; keep the original and ask those who wrote them",
    ],
);
pub(super) static CONTRADICTS: Ground = ground(
    "key_contradicts_itself",
    [
        "{carrier}（{at}）的标签把 {key} 写了两遍，值不同",
        "the label at {carrier} ({at}) has {key} twice, with two values",
    ],
    ["须由写入标签的一方说明哪个值正确", "whoever wrote it must say which one is right"],
);
pub(super) static NEIGHBOURS: Ground = ground(
    "label_inside_other_object",
    [
        "{carrier}（{at}）的标签嵌在其他程序的数据里，改写会丢失那些数据",
        "the label at {carrier} ({at}) stands inside of another program's object, which would be lost",
    ],
    ["由写入该数据的程序单独写出标签", "let the program that wrote it write the label on its own"],
);
pub(super) static CARRIER: Ground = ground(
    "carrier_not_writable",
    [
        "标签所在的位置不能安全改写：{carrier}（{at}）",
        "the label stands where it cannot be rewritten safely: {carrier} ({at})",
    ],
    [
        "由生成服务按 TC260-PG-20259A 写入 XMP，再试一次",
        "let the generating service write it into XMP as TC260-PG-20259A has it, and try again",
    ],
);
pub(super) static PACKET: Ground = ground(
    "xmp_not_editable",
    ["XMP 无法改写（{at}）：{why}", "the XMP packet at {at} cannot be rewritten: {why}"],
    ["用能写 XMP 的软件重新保存元数据后再试", "save the metadata anew with a program that writes XMP, and try again"],
);
pub(super) static ROOM: Ground = ground(
    "no_room",
    [
        "{place} 放不下新标签：需要 {needed} 字节，最多 {room} 字节",
        "{place} has no room for the new label: {needed} bytes are needed, {room} is the most",
    ],
    [
        "缩短 --id 或平台名称，或由上游精简该处元数据",
        "shorten --id or the platform's name, or have the metadata there cut down by whoever writes it",
    ],
);
pub(super) static ITEMS: Ground = ground(
    "items_would_move",
    [
        "标签在这个 {format} 文件中所在之处不能改写",
        "the label of this {format} file stands where it cannot be written anew",
    ],
    ["改存为 JPEG、PNG、WebP 后再写入标签", "save the picture as JPEG, PNG or WebP and label that file"],
);
pub(super) static STRUCTURE: Ground = ground(
    "structure",
    ["文件结构不允许安全写入：{why}", "the structure of the file does not allow it safely: {why}"],
    ["用其他软件重新保存后再试", "save the file anew with another program, and try again"],
);
pub(super) static OVERLAP: Ground = ground(
    "changes_overlap",
    ["标签的各处改动互相重叠", "the changes that the label needs overlap"],
    ["用其他软件重新保存元数据后再试", "save the metadata anew with another program, and try again"],
);
pub(super) static NOT_CONFIRMED: Ground = ground(
    "not_confirmed",
    [
        "写入后复读未得到预期结果，因此没有写：{why}",
        "reading the result again did not give what was asked for, so nothing is written: {why}",
    ],
    [
        "保留原文件；用 yanbiao check 查看文件中的标签和结构",
        "keep the original; yanbiao check shows which labels and flaws the file has",
    ],
);
pub(super) static WORD: Ground = ground(
    "value_not_allowed",
    ["{key} 的值不能使用：{why}", "the value of {key} cannot be used: {why}"],
    [
        "使用 27 位服务提供者编码或平台名称，以及本平台对该内容的唯一编号",
        "give the 27-character provider code or the name of the platform, and the platform's own unique number of the content",
    ],
);
