//! The catalogue of words: every state and every fixed phrase of a report, in Chinese and English.
//!
//! In: a value of one of our enums. Out: its [`Text`]. The ids that machines read stay with the types (or in
//! `ids`); what a person reads is chosen here and nowhere else, so that one look shows whether both languages
//! say the same thing.

use crate::compare::model::{Carrier, Fate};
use crate::coverage::CoverageState;
use crate::evidence::{Evidence, EvidenceKind, Statement, Strength};
use crate::facts::disposition::Disposition;
use crate::facts::model::{C2paLayer, ExplicitState, ImplicitState, Layer, StrippingLevel, WatermarkState};
use crate::facts::recorded::LedgerState;
use crate::finding::{Outcome, Severity};
use crate::message::Text;
use crate::rule::Basis;
use crate::vocabulary::ledger::LabelLayer;
use crate::vocabulary::visible::{SeenOn, Standing as MarkStanding};
use crate::vocabulary::watermark::MarkSignature;

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// Fixed phrases of the reports for people.
pub mod phrase {
    use super::{Text, text};

    /// Heading of the four layers.
    pub static LAYERS: Text = text("四层标识", "Labels");
    /// Heading of the findings.
    pub static FINDINGS: Text = text("逐条结论", "Findings");
    /// Heading of the evidence.
    pub static EVIDENCE: Text = text("证据", "Evidence");
    /// Heading of what was not looked at.
    pub static GAPS: Text = text("没有看到的地方", "Not looked at");
    /// Heading of the run's summary.
    pub static SUMMARY: Text = text("汇总", "Summary");
    /// Before a remedy.
    pub static REMEDY: Text = text("怎么办：", "to do: ");
    /// The clause and the rule behind a finding.
    pub static BY: Text = text("依据：{clause}〔{rule}〕", "by: {clause} [{rule}]");
    /// The rules that could not be decided.
    pub static BY_RULES: Text = text("涉及：{rules}", "rules: {rules}");
    /// The same when there are many.
    pub static BY_RULES_MORE: Text = text("涉及：{rules} 等 {count} 条", "rules: {rules} and others, {count} in all");
    /// What to do about a picture that says nothing.
    pub static ASK_FOR_ORIGINAL: Text = text(
        "怎么办：需要核实时，索取原始文件再查；截图和聊天软件转发都会丢掉标识",
        "to do: if in doubt, ask for the original file and check that; screenshots and chat programs lose labels",
    );
    /// Between a word and its explanation.
    pub static COLON: Text = text("：", ": ");
    /// Between names.
    pub static COMMA: Text = text("、", ", ");
    /// Between the parts of a description.
    pub static CLAUSE_COMMA: Text = text("，", ", ");
    /// Row of the removal of labels.
    pub static STRIPPING: Text = text("标识去除", "removal");
    /// Bracket of a picture without any label or trace.
    pub static NOTHING_FOUND: Text = text("未见标识", "no label");
    /// Bracket of a picture whose labels meet the rules.
    pub static IN_ORDER: Text = text("已查规则均满足", "met, as far as checked");
    /// Pictures against which no rule says anything.
    pub static NOTHING_TO_OBJECT: Text = text("无须处理", "nothing to object to");
    /// One observation.
    pub static SEEN: Text =
        text("{kind}：{says}（{strength}），位于 {place}", "{kind}: {says} ({strength}), in {place}");
    /// The picture was not searched for a label on it, beside the state of that layer.
    pub static NOT_LOOKED_AT: Text = text("未检查", "not looked at");
    /// A mark on the picture without words.
    pub static ICON: Text = text("图标", "a sign without words");
    /// A mark on the picture in quotes.
    pub static QUOTED: Text = text("“{text}”", "“{text}”");
    /// Height of a mark.
    pub static MARK_HEIGHT: Text =
        text("高 {px} 像素，为最短边的 {share} %", "{px} px high, {share} % of the shortest side");
    /// Marks that the table leaves out.
    pub static MORE_MARKS: Text = text("另有 {count} 处，见 JSON 报告", "{count} more, see the JSON report");
    /// An invisible mark with what it holds.
    pub static WATERMARK: Text = text("{scheme}，内容“{payload}”", "{scheme} with “{payload}”");
    /// One of which the content is not known.
    pub static WATERMARK_UNREAD: Text = text("{scheme}，内容未知", "{scheme} with unknown content");
    /// Whose code writes the pattern. Anybody can embed it.
    pub static USED_BY: Text = text("{who}使用的图样，可被他人仿制", "the pattern of {who}, which anybody can copy");
    /// One that no known code writes.
    pub static PAYLOAD_UNKNOWN: Text =
        text("{bits} 位，不是已知工具的内容", "{bits} bits, which no known generator writes");
    /// How far chance explains it.
    pub static CHANCE: Text = text("误报概率 {p}", "by chance {p}");
    /// A picture that was scaled after it was marked.
    pub static FOUND_RESCALED: Text = text("还原到 {width}×{height} 后读出", "after scaling to {width}×{height}");
    /// A cut picture.
    pub static FOUND_CROPPED: Text = text("裁切后的图片，偏移 ({x}, {y})", "in a cropped picture, offset ({x}, {y})");
    /// A mirrored picture.
    pub static MIRRORED: Text = text("图片被镜像翻转过", "mirrored");
    /// Where it is.
    pub static PLACED: Text = text("位于 {x},{y} 起 {width}×{height}", "at {x},{y}, {width}×{height}");
    /// One search that did not see everything.
    pub static GAP: Text = text("{search}：{state}，{why}", "{search}: {state}, {why}");
    /// Rules that are met, in one line.
    pub static MET: Text = text(
        "其余规则：满足 {met} 条，不适用 {not_applicable} 条",
        "rules met: {met}; not applicable: {not_applicable}",
    );
    /// No evidence.
    pub static NO_EVIDENCE: Text = text("没有读到任何标识或痕迹", "no label and no trace was read");
    /// Place of an evidence item.
    pub static AT: Text = text("{carrier}，字节 {offset} 起 {length} 字节", "{carrier}, {length} bytes at {offset}");
    /// Result of a comparison, from the worst fate.
    pub static ALL_KEPT: Text = text("处理前的标识都还在", "every label of the first version is still there");
    /// The same.
    pub static NONE_BEFORE: Text =
        text("处理前没有读到标识，谈不上丢失", "the first version bears no label that was read, so none can be lost");
    /// The same.
    pub static SOME_GONE: Text = text(
        "处理前的 {count} 处标识中，{gone} 处丢失或减弱",
        "of {count} labels of the first version {gone} are lost or weakened",
    );
    /// The same.
    pub static SOME_OPEN: Text = text(
        "处理前的 {count} 处标识中，{open} 处无法判定是否还在",
        "of {count} labels of the first version {open} may or may not be left: not everything could be searched",
    );
    /// Layers that were not searched in the first version.
    pub static NOT_COMPARED: Text = text(
        "处理前未能查完，无从比较：{layers}",
        "could not be searched in the first version, so not compared: {layers}",
    );
    /// Before and after.
    pub static FROM_TO: Text = text("{before} → {after}", "{before} → {after}");
    /// A pair without its second file.
    pub static NO_SECOND: Text = text(
        "在 {folder} 中没有对应的文件；两个文件夹里的图片应同名（扩展名可以不同）",
        "there is no file for it in {folder}; pictures of both folders must bear the same names (extensions may differ)",
    );
    /// Files of the second folder only.
    pub static ONE_SIDED: Text = text(
        "BEFORE 和 AFTER 应当都是文件，或都是文件夹，或一个文件和一个文件夹",
        "BEFORE and AFTER must be two files, two folders, or a file and a folder that holds one of its name",
    );
    /// Heading of the survival matrix.
    pub static SURVIVAL: Text = text("各种标识经过处理后的存留", "What is left of each kind of label");
    /// Kinds that survive.
    pub static SURVIVED: Text = text(
        "{count} 种标识中保留 {kept} 种，丢失或减弱 {gone} 种",
        "of {count} kinds of label {kept} are kept, {gone} lost or weakened",
    );
    /// The pipeline wrote nothing.
    pub static NO_RESULT: Text = text("命令没有写出结果：{why}", "the command wrote no result: {why}");
    /// A command without holes.
    pub static CMD_HOLES: Text = text(
        "--cmd 里应有 {in} 和 {out}，例如 --cmd 'convert {in} -resize 50% {out}'",
        "--cmd takes {in} and {out}, as in --cmd 'convert {in} -resize 50% {out}'",
    );
    /// What a command did not do.
    pub static CMD_STATUS: Text = text("退出码 {code}", "exit code {code}");
    /// The same.
    pub static CMD_KILLED: Text = text("超过 {seconds} 秒，已终止", "ended after {seconds} s");
    /// The same.
    pub static CMD_NO_FILE: Text = text("没有生成输出文件", "no output file");
    /// The same.
    pub static CMD_FAILED: Text = text("{error}", "{error}");
    /// A ledger has the picture with a label: whether that was removed or got lost, nobody saw.
    pub static SEEN_WITH_LABEL: Text =
        text("同一张图曾带有标识，现已缺失", "the same picture had a label, missing here");
    /// Row of the ledger.
    pub static LEDGER: Text = text("台账", "ledger");
    /// The platform's duty.
    pub static DISPOSITION: Text = text("平台处置（第六条）", "platform duty (Art. 6)");
    /// Vendor layers, in one line.
    pub static VENDOR_ONLY: Text =
        text("除厂商外无人能读：{names}", "cannot be read by anyone but the vendor: {names}");
    /// Marks with a decoder that is not built in.
    pub static WEIGHTS_NOT_HELD: Text = text("解码器公开但未内置：{names}", "public decoder not built in: {names}");
    /// Marks that take a secret.
    pub static NEEDS_SECRET: Text =
        text("需要口令或生成模型才能读：{names}", "take a password or the generating model to be read: {names}");
    /// Number of assets checked.
    pub static CHECKED: Text = text("检查了 {count} 个文件", "checked: {count}");
    /// Files in folders that are no pictures.
    pub static SKIPPED: Text = text("跳过 {count} 个非图片文件", "skipped, not a picture: {count}");
    /// Files that could not be read.
    pub static FAILED: Text = text("{count} 个路径无法读取", "could not be read: {count}");
    /// Assets with remains of a removed label.
    pub static STRIPPED: Text = text(
        "标识被去除：有实证 {shown}，有迹象 {indicated}",
        "labels removed: shown in {shown}, indicated in {indicated}",
    );
    /// Heading of the rules in the summary.
    pub static BY_RULE: Text = text("按规则", "By rule");
    /// Declares the limits of an empty result.
    pub static NOT_PROOF: Text = text(
        "未发现标识不等于图片真实；发现标识只说明经过 AI 处理，不等于欺诈。",
        "No label found is not proof of authenticity; a label found means AI-processed, not fraud.",
    );
    /// `explain` of nothing.
    pub static NO_RULE: Text =
        text("没有规则 {rule}；`yanbiao rules` 列出全部规则", "there is no rule {rule}; `yanbiao rules` lists them");
    /// The same with a guess.
    pub static NO_RULE_NEAR: Text = text(
        "没有规则 {rule}；是不是要找 {near}？`yanbiao rules` 列出全部规则",
        "there is no rule {rule}; did you mean {near}? `yanbiao rules` lists them",
    );
    /// Boxes without pixels.
    pub static ANNOTATE_NEEDS_PIXELS: Text = text(
        "--annotate 需要看画面，--depth metadata 不看；去掉 --depth metadata",
        "--annotate needs the pixels, which --depth metadata does not look at; leave --depth metadata out",
    );
    /// A ledger without pixels.
    pub static LEDGER_NEEDS_PIXELS: Text = text(
        "--ledger 需要看画面，--depth metadata 不看；去掉 --depth metadata",
        "--ledger needs the pixels, which --depth metadata does not look at; leave --depth metadata out",
    );
    /// A file that cannot be written.
    pub static NOT_WRITTEN: Text = text(
        "{file} 无法写入；确认文件夹存在、有写权限且磁盘未满",
        "{file} cannot be written; make sure that its folder is there and may be written, and that the disk is not full",
    );
    /// Trust lists.
    pub static TRUST_FOLDER: Text = text(
        "信任名单文件夹 {folder} 无法使用；--trust-dir 应指向一个存放 *.pem 的文件夹",
        "the trust folder {folder} cannot be used; --trust-dir takes a folder with *.pem files",
    );
    /// Ctrl-C.
    pub static INTERRUPTED: Text = text("已按要求中断；到此为止的结果：", "interrupted; the counts so far:");
    /// An unfinished report to a file.
    pub static PARTIAL: Text =
        text("报告没有写完，已写的部分在 {file}", "the report is not whole; what was written is in {file}");
    /// Nothing was collected.
    pub static NOTHING: Text = text("没有可检查的图片", "nothing was checked: no picture among the paths given");
    /// Column of a rule list.
    pub static BASIS: Text = text("依据可靠度", "basis");
    /// Page language note.
    pub static CLAUSE: Text = text("条款", "clause");
    /// Highest severity of a rule.
    pub static SEVERITY: Text = text("最高级别", "severity, at most");
}

/// Words for an outcome.
pub fn outcome(outcome: Outcome) -> &'static Text {
    match outcome {
        Outcome::Pass => const { &text("满足", "met") },
        Outcome::Fail => const { &text("不符合", "not met") },
        Outcome::Review => const { &text("需人工复核", "needs review") },
        Outcome::Undetermined => const { &text("无法判定", "undecided") },
        Outcome::NotApplicable => const { &text("不适用", "not applicable") },
        Outcome::Informational => const { &text("提示", "note") },
    }
}

/// Words for a severity.
pub fn severity(severity: Severity) -> &'static Text {
    match severity {
        Severity::Info => const { &text("提示", "info") },
        Severity::Warning => const { &text("警告", "warning") },
        Severity::Error => const { &text("错误", "error") },
    }
}

/// Words for what one observation says. A reference does not tell that a label is gone: it may be kept elsewhere.
pub fn statement(evidence: &Evidence) -> &'static Text {
    match evidence.says {
        Statement::Nothing if evidence.kind == EvidenceKind::LedgerRecord => {
            const { &text("同一张图曾被录入", "the same picture was recorded") }
        }
        Statement::Existed if evidence.kind == EvidenceKind::C2paReference => {
            const { &text("指向一份不在文件中的凭证", "points to a credential that is not in the file") }
        }
        Statement::AiGenerated => const { &text("AI 生成", "AI-generated") },
        Statement::AiEdited => const { &text("经 AI 编辑", "edited with AI") },
        Statement::AiComponent => const { &text("含 AI 生成的部分", "contains an AI-made part") },
        Statement::PossiblyAi => const { &text("可能含 AI", "possibly AI") },
        Statement::NotAi => const { &text("声明为非 AI 来源", "declares another origin") },
        Statement::Existed => {
            const { &text("曾有标识，现已缺失或损坏", "a label existed and is gone or broken") }
        }
        Statement::Nothing => const { &text("未说明来源", "says nothing of the origin") },
    }
}

/// Words for how strongly something is vouched for.
pub fn strength(strength: Strength) -> &'static Text {
    match strength {
        Strength::Inferred => const { &text("推断", "inferred") },
        Strength::Detected => const { &text("检测所得", "detected") },
        Strength::Declared => const { &text("未签名的声明", "declared, unsigned") },
        Strength::SignedUnconfirmed => const { &text("有签名但无法确认", "signed, not confirmed") },
        Strength::Signed => const { &text("有签名，签名者不在官方名单", "signed, signer on no official list") },
        Strength::SignedTrusted => {
            const { &text("有签名，签名者在官方名单", "signed, signer on the official list") }
        }
    }
}

/// Name of a layer.
pub fn layer(layer: Layer) -> &'static Text {
    match layer {
        Layer::Label(layer) => label_layer(layer),
        Layer::OtherMetadata => const { &text("其他元数据", "other metadata") },
    }
}

/// Name of one of the four layers of label.
pub fn label_layer(layer: LabelLayer) -> &'static Text {
    match layer {
        LabelLayer::Implicit => const { &text("隐式标识（元数据）", "implicit (AIGC metadata)") },
        LabelLayer::Explicit => const { &text("显式标识（画面文字）", "explicit (on the image)") },
        LabelLayer::C2pa => const { &text("内容凭证（C2PA）", "credentials (C2PA)") },
        LabelLayer::Watermark => const { &text("隐形水印", "invisible watermark") },
    }
}

/// Words for where a label is carried.
pub fn carrier(carrier: Carrier) -> &'static Text {
    match carrier {
        Carrier::Layer(of) => layer(of),
        Carrier::PixelSignature => const { &text("像素签名", "signature over the pixels") },
    }
}

/// Words for what became of a label.
pub fn fate(fate: Fate) -> &'static Text {
    match fate {
        Fate::Kept => const { &text("保留", "kept") },
        Fate::Gained => const { &text("新增", "new") },
        Fate::Changed => const { &text("有改动", "changed") },
        Fate::Unknown => const { &text("无法判定", "cannot be said") },
        Fate::Weakened => const { &text("减弱", "weakened") },
        Fate::Lost => const { &text("丢失", "lost") },
    }
}

/// Words for the state of the implicit layer.
pub fn implicit(state: ImplicitState) -> &'static Text {
    match state {
        ImplicitState::Present => const { &text("有", "present") },
        ImplicitState::Incomplete => const { &text("不完整", "incomplete") },
        ImplicitState::Malformed => const { &text("格式错误", "malformed") },
        ImplicitState::Remnant => const { &text("残留", "remnant") },
        ImplicitState::Absent => const { &text("没有", "absent") },
        ImplicitState::Unknown => const { &text("未知", "unknown") },
    }
}

/// Words for the state of the explicit layer.
pub fn explicit(state: ExplicitState) -> &'static Text {
    match state {
        ExplicitState::Compliant => const { &text("合规", "compliant") },
        ExplicitState::BelowHeight => const { &text("有，字高低于 5 %", "present, text below 5 % in height") },
        ExplicitState::BorderlineHeight => {
            const { &text("有，字高与 5 % 过于接近", "present, height too close to 5 % to call") }
        }
        ExplicitState::NoncompliantText => {
            const { &text("有，但不是规定的文字", "present, not in the words asked for") }
        }
        ExplicitState::NoncompliantPosition => {
            const { &text("有，但不在边或角", "present, not at an edge or corner") }
        }
        ExplicitState::VendorMark => const { &text("只有厂商标记", "only a vendor's mark") },
        ExplicitState::Absent => const { &text("没有读到", "none read") },
        ExplicitState::Unknown => const { &text("未知", "unknown") },
    }
}

/// Words for a mark that does not stand as the picture's label; `None` for one that does.
pub fn standing(standing: MarkStanding) -> Option<&'static Text> {
    match standing {
        MarkStanding::Label => None,
        MarkStanding::OriginUnclear => {
            Some(const { &text("在其他文字之间，归属不明", "among other text, may not be the label") })
        }
        MarkStanding::Doubtful => Some(const { &text("未读准", "not read for sure") }),
    }
}

/// Words for the frame of an animation on which a mark was seen; `None` for the first or only one.
pub fn seen_on(seen_on: SeenOn) -> Option<&'static Text> {
    match seen_on {
        SeenOn::First => None,
        SeenOn::Last => Some(const { &text("只在最后一帧", "on the last frame only") }),
    }
}

/// Words for how a look-up in a ledger went; `None` when nobody looked.
pub fn ledger(state: LedgerState) -> Option<&'static Text> {
    match state {
        LedgerState::NotAsked => None,
        LedgerState::NotSearched => Some(const { &text("未能查找", "could not be looked up") }),
        LedgerState::TooPlain => {
            Some(const { &text("画面过于单调，无法辨认", "the picture is too plain to be recognised") })
        }
        LedgerState::NotInLedger => Some(const { &text("台账中没有这张图", "the picture is not in the ledger") }),
        LedgerState::Found => Some(const { &text("台账中有同一张图", "the same picture is in the ledger") }),
    }
}

/// Words for the state of the C2PA layer.
pub fn c2pa(state: C2paLayer) -> &'static Text {
    match state {
        C2paLayer::Trusted => const { &text("有效且可信", "valid and trusted") },
        C2paLayer::Valid => const { &text("有效，签名者不在名单上", "valid, signer on no list") },
        C2paLayer::NotConfirmable => const { &text("无法确认", "not confirmable") },
        C2paLayer::Tampered => const { &text("签名后被改动", "changed after signing") },
        C2paLayer::Unreadable => const { &text("无法读取", "unreadable") },
        C2paLayer::Remnant => const { &text("残留", "remnant") },
        C2paLayer::RemoteOnly => const { &text("仅有外部引用", "remote reference only") },
        C2paLayer::Absent => const { &text("没有", "absent") },
        C2paLayer::Unknown => const { &text("未知", "unknown") },
    }
}

/// Words for the state of the watermark layer.
pub fn watermark(state: WatermarkState) -> &'static Text {
    match state {
        WatermarkState::Found => const { &text("有", "found") },
        WatermarkState::DeclaredUnverifiable => const { &text("有声明但无法验证", "declared, cannot be verified") },
        WatermarkState::NotFound => {
            const { &text("没有读到可公开读取的水印", "none of the readable kinds found") }
        }
        WatermarkState::NotSearched => const { &text("未检查", "not searched") },
    }
}

/// Words for the signature of an invisible mark; `None` when it has none.
pub fn mark_signature(signature: MarkSignature) -> Option<&'static Text> {
    match signature {
        MarkSignature::None => None,
        MarkSignature::Verified => Some(const { &text("签名与像素相符", "signed, and the pixels match") }),
        MarkSignature::Broken => Some(const { &text("签名与像素不符", "signed, and the pixels do not match") }),
    }
}

/// Words for the level of stripping.
pub fn stripping(level: StrippingLevel) -> &'static Text {
    match level {
        StrippingLevel::NotShown => const { &text("未见标识被去除的痕迹", "no trace of removal") },
        StrippingLevel::Indicated => const { &text("有迹象表明标识被去除", "removal indicated") },
        StrippingLevel::Shown => const { &text("标识曾存在，已被去除", "removal shown") },
    }
}

/// Words for what a platform must say.
pub fn disposition(disposition: Disposition) -> &'static Text {
    match disposition {
        Disposition::Is => const { &text("属于", "is AI content (属于)") },
        Disposition::May => const { &text("可能", "may be AI content (可能)") },
        Disposition::Suspect => const { &text("疑似", "suspected AI content (疑似)") },
        Disposition::None => const { &text("无", "none") },
    }
}

/// Words for how far a search went.
pub fn coverage(state: &CoverageState) -> &'static Text {
    match state {
        CoverageState::Complete => const { &text("已查完", "complete") },
        CoverageState::NotApplicable { .. } => const { &text("不适用", "not applicable") },
        CoverageState::Skipped { .. } => const { &text("未检查", "skipped") },
        CoverageState::Stopped { .. } => const { &text("达到上限而停止", "stopped") },
        CoverageState::Unreadable { .. } => const { &text("无法读取", "unreadable") },
    }
}

/// Name of a search; `None` for names that are the same everywhere.
pub fn reader(reader: &str) -> Option<&'static Text> {
    Some(match reader {
        "container" => const { &text("文件结构", "file structure") },
        "tc260-aigc" => const { &text("AIGC 隐式标识", "AIGC label") },
        "c2pa" => const { &text("内容凭证（C2PA）", "content credentials (C2PA)") },
        "c2pa-remnants" => const { &text("内容凭证残留", "remains of content credentials") },
        "c2pa-remote" => const { &text("存放在别处的内容凭证", "content credentials kept elsewhere") },
        "c2pa-trust" => const { &text("信任名单", "trust lists") },
        "iptc-xmp" => const { &text("IPTC 来源字段", "IPTC source fields") },
        "generator-metadata" => const { &text("生成工具元数据", "generator metadata") },
        "structure" => const { &text("结构残留", "structural remnants") },
        "evidence" => const { &text("证据清单", "list of evidence") },
        "check" => const { &text("整个检查", "the whole check") },
        "removal-trace" => const { &text("画面上去除标记的痕迹", "traces of a mark taken off the picture") },
        "thumbnail" => const { &text("缩略图", "small pictures in the file") },
        "thumbnail-text" => const { &text("缩略图上的标识", "labels on small pictures in the file") },
        "ledger" => const { &text("台账查找", "look-up in the ledger") },
        "visible-label" => const { &text("画面上的可见标识", "visible label on the picture") },
        "open-watermark" => const { &text("公开算法的水印", "watermarks of open schemes") },
        "stealth-text" => const { &text("像素低位中的隐藏文本", "text hidden in the lowest bits") },
        "open-watermark-unknown" => {
            const { &text("公开算法、内容未知的水印", "watermarks of open schemes with any content") }
        }
        "open-watermark-crops" => {
            const { &text("裁切后的公开算法水印", "watermarks of open schemes in cropped pictures") }
        }
        _ => return mark_of(reader),
    })
}

/// Name of an invisible mark that this program cannot read.
fn mark_of(reader: &str) -> Option<&'static Text> {
    Some(match reader {
        "synthid" => const { &text("SynthID（Google）", "SynthID (Google)") },
        "meta-content-seal" => const { &text("Meta Content Seal", "Meta Content Seal") },
        "titan-watermark" => const { &text("Amazon Titan / Nova Canvas", "Amazon Titan / Nova Canvas") },
        "digimarc" => const { &text("Digimarc", "Digimarc") },
        "imatag" => const { &text("IMATAG", "IMATAG") },
        "steg-ai" => const { &text("Steg.AI", "Steg.AI") },
        "nexguard" => const { &text("NexGuard", "NexGuard") },
        "markany" => const { &text("MarkAny", "MarkAny") },
        "castlabs" => const { &text("castLabs", "castLabs") },
        "mentaport" => const { &text("Mentaport", "Mentaport") },
        "overlai" => const { &text("Overlai", "Overlai") },
        "trufo" => const { &text("Trufo", "Trufo") },
        "trustmark" => const { &text("TrustMark（Adobe）", "TrustMark (Adobe)") },
        "meta-seal" => const { &text("Meta Video Seal、Pixel Seal", "Video Seal and Pixel Seal (Meta)") },
        "watermark-anything" => const { &text("Watermark Anything（Meta）", "Watermark Anything (Meta)") },
        "stable-signature" => const { &text("Stable Signature（Meta）", "Stable Signature (Meta)") },
        "invismark" => const { &text("InvisMark（微软）", "InvisMark (Microsoft)") },
        "riva-gan" => const { &text("RivaGAN", "RivaGAN") },
        "blind-watermark" => const { &text("blind_watermark", "blind_watermark") },
        "tree-ring" => {
            const {
                &text(
                    "Tree-Ring、Gaussian Shading 等噪声水印",
                    "Tree-Ring, Gaussian Shading and other marks in the noise",
                )
            }
        }
        _ => return None,
    })
}

/// Words for a kind of evidence.
pub fn evidence_kind(kind: EvidenceKind) -> &'static Text {
    match kind {
        EvidenceKind::Tc260Aigc => const { &text("AIGC 隐式标识", "AIGC label") },
        EvidenceKind::C2paStore => const { &text("C2PA 凭证", "C2PA manifest store") },
        EvidenceKind::C2paFragment => const { &text("C2PA 凭证残留", "remains of a C2PA manifest") },
        EvidenceKind::C2paReference => const { &text("C2PA 凭证引用", "reference to a C2PA manifest") },
        EvidenceKind::IptcDst => const { &text("IPTC 数字来源类型", "IPTC digital source type") },
        EvidenceKind::IptcAiProperties => const { &text("IPTC AI 属性", "IPTC AI properties") },
        EvidenceKind::IptcCredit => const { &text("IPTC 署名行", "IPTC credit line") },
        EvidenceKind::GeneratorMetadata => const { &text("生成工具元数据", "generator metadata") },
        EvidenceKind::XmpHistory => const { &text("XMP 编辑历史", "XMP history") },
        EvidenceKind::LedgerRecord => const { &text("台账记录", "record in the ledger") },
        EvidenceKind::Thumbnail => const { &text("文件中的缩略图", "small picture in the file") },
        EvidenceKind::RemovalUndone => const { &text("去除标记的痕迹", "trace of a mark taken off") },
        EvidenceKind::StructureRemnant => const { &text("结构残留", "structural remnant") },
        EvidenceKind::StructurePointer => const { &text("指向文件外的指针", "pointer to what is not in the file") },
        EvidenceKind::VisibleText => const { &text("画面上的文字标识", "label text on the picture") },
        EvidenceKind::VisibleIcon => const { &text("画面上的厂商图标", "vendor's sign on the picture") },
        EvidenceKind::WatermarkOpen => const { &text("隐形水印", "invisible watermark") },
        EvidenceKind::PixelSignature => const { &text("像素签名", "signature over the pixels") },
        EvidenceKind::WatermarkUnknown => {
            const { &text("内容来历不明的隐形水印", "invisible watermark of unknown origin") }
        }
        EvidenceKind::WatermarkText => const { &text("像素低位中的隐藏文本", "text hidden in the lowest bits") },
    }
}

/// Words for how well the wording of a clause is known.
pub fn basis(basis: Basis) -> &'static Text {
    match basis {
        Basis::Primary => const { &text("已见原文", "primary text seen") },
        Basis::Transcribed => const { &text("两份独立转录一致", "two transcriptions agree") },
        Basis::Secondary => const { &text("单一二手来源", "single secondary source") },
        Basis::Inferred => const { &text("自行推断或非约束性指南", "our conclusion, or a guide") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::READERS;
    use crate::report::blind;

    #[test]
    fn every_search_has_a_name() {
        let blind = blind::missing_from(&[]).map(|one| one.reader);
        let ids: Vec<&str> = READERS.iter().map(|reader| reader.id).chain(blind).collect();
        assert!(ids.len() >= 28, "only {}", ids.len());
        for id in ids {
            assert!(reader(id).is_some(), "{id}");
        }
    }
}
