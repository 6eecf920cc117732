//! Words of the report of an audit.

use crate::audit::measure::{Label, Measure};
use crate::message::{Lang, Message, Text};
use crate::report::words::phrase;
use crate::rules;
use crate::untrusted::Untrusted;

macro_rules! texts {
    ($($name:ident: $zh:literal, $en:literal;)*) => { $(pub(super) static $name: Text = Text { zh: $zh, en: $en };)* };
}

texts! {
    TITLE: "人工智能生成合成内容标识抽检报告", "Sampling audit of AI-content labels";
    SUBTITLE: "从 {population} 张图片中随机抽取并检查 {judged} 张，{date}", "{judged} of {population} pictures drawn by lot and looked at, {date}";
    SUBTITLE_CENSUS: "全部 {population} 张图片逐一检查，{date}", "all {population} pictures looked at, {date}";
    UNFINISHED: "抽检尚未完成：还有 {due} 张应查的图片没有查。以下数字是中间结果。", "This audit is unfinished: {due} pictures are still to be looked at. The figures are provisional.";
    CONTENTS: "目录", "Contents";
    SUMMARY: "结论", "In short";
    RATES: "总体比率", "Rates overall";
    BY_STRATUM: "分层比率", "Rates by stratum";
    OVER_TIME: "随时间的变化", "Over time";
    OPEN: "无法判定和无法取得的图片", "What could not be decided, and what could not be had";
    SENSITIVITY: "检测能力", "How much the detectors see";
    CASES: "个案", "Cases";
    ACROSS: "图片之间的发现", "Across the pictures";
    TREND: "与上次抽检相比", "Against the earlier audit";
    DESIGN: "抽检方法与复核", "How it was done, and how to repeat it";

    HEAD_NOT_MET: "估计有 {share} 的图片至少有一项标识要求未满足；置信度 {confidence} 下，实际比率在 {low} 与 {high} 之间。", "In about {share} of all pictures at least one labelling requirement is not met; with {confidence} confidence the true rate lies between {low} and {high}.";
    HEAD_NOT_MET_CENSUS: "{share} 的图片至少有一项标识要求未满足。", "In {share} of the pictures at least one labelling requirement is not met.";
    HEAD_NOT_MET_UNKNOWN: "至少有一项标识要求未满足的图片，实际比率在 {low} 与 {high} 之间：有的分层没有查，给不出一个数。", "The share of pictures in which at least one labelling requirement is not met lies between {low} and {high}: a stratum was not looked at, so there is no single figure.";
    HEAD_OPEN: "在查过的 {judged} 张中，有 {open} 张由程序无法定论（需人工复核或无法判定）。上面的区间两头都算了它们：下限按全部满足计，上限按全部未满足计。", "Of the {judged} pictures looked at, {open} are not settled by the program (left to a person, or not decidable). The range above counts them both ways: the low end as if all of them met the requirements, the high end as if none did.";
    HEAD_LABEL: "估计有 {share} 的图片带有能读到的标识（区间 {low} 至 {high}）。检测到的比率是下限：检测不到的标识没有计入。", "About {share} of all pictures bear a label that could be read (between {low} and {high}). A detected rate is a lower bound: labels that were missed are not in it.";
    HEAD_REMOVED: "估计有 {share} 的图片留有标识被去除的痕迹（区间 {low} 至 {high}）。多数去除不留痕迹，这也是下限。", "About {share} of all pictures show traces of a removed label (between {low} and {high}). Most removals leave no trace, so this is a lower bound, too.";
    HEAD_SEEN: "在查过的图片中：{not_met} 张有要求未满足，{review} 张留待人工复核，{undecided} 张无法判定，{met} 张没有发现未满足的要求（其中包括没有任何 AI 迹象、因而不适用任何要求的图片）。", "Among the pictures looked at: {not_met} with a requirement that is not met, {review} left to a person, {undecided} not decidable, {met} without any requirement found unmet (pictures without a sign of AI, to which no requirement applies, are among these).";

    POPULATION: "总体", "population";
    JUDGED: "已检查", "looked at";
    STRATA: "分层", "strata";
    GONE: "无法取得", "could not be had";
    CONFIDENCE: "置信度", "confidence";

    MEASURE: "项目", "question";
    PLOT: "0 – 100 %", "0 – 100 %";
    SHARE: "估计比率", "estimate";
    INTERVAL: "区间（{confidence}）", "interval ({confidence})";
    SEEN: "查到 / 已查", "cases / looked at";
    UNDECIDED: "未定", "open";
    STRATUM: "分层", "stratum";
    SIZE: "总数", "pictures in all";
    RATES_CAPTION: "{group}：总体比率", "{group}: rates of the whole";
    STRATA_CAPTION: "{measure}：各层比率", "{measure}: rate in each stratum";
    ALL: "全部", "all";
    LEGEND_CASE: "已确定的比率", "decided share";
    LEGEND_OPEN: "未定部分：可能是，也可能不是", "open: may be cases or not";
    LEGEND_INTERVAL: "置信区间（未定部分按两头计）", "confidence interval, open pictures counted both ways";
    LEGEND_CHANGE: "上一行空心点：上次；下一行实心点：本次；各在其置信区间之内，横轴为 0 至 100%", "ring above: then; point below: now; each within its confidence interval, from 0 to 100 %";
    LEGEND_POINT: "估计比率；有未定部分时是两点之间的粗线", "estimate; a thick line between two points where something is open";
    OUTWARDS: "区间两端向外取整。比率按各层总数加权。", "Ends of intervals are rounded outwards. Shares are weighted by the size of the strata.";
    NO_ONE_SHARE: "–", "–";
    GROUP_OUTCOME: "合规情况", "Compliance";
    GROUP_LABEL: "带有的标识", "Labels borne";
    GROUP_REMOVED: "标识去除", "Removal of labels";
    GROUP_DUTY: "传播平台的处置（《标识办法》第六条）", "What a platform has to say (Measures, Art. 6)";
    GROUP_FAIL: "未满足的要求", "Requirements that are not met";
    GROUP_REVIEW: "留待人工复核的要求", "Requirements left to a person";
    NO_RULES: "没有。", "None.";
    OTHER_STRATA: "其余 {count} 层中没有查到，也没有未定的；各层的区间见导出的表。", "In the other {count} strata nothing was seen and nothing is open; their intervals are in the exported tables.";
    MORE_STRATA: "只列出图片最多的 {shown} 层，共 {count} 层；全部见导出的表。", "The {shown} largest of {count} strata; all of them are in the exported tables.";
    PER_RULE: "逐条规则", "Rule by rule";

    TIME_CAPTION: "按“{column}”列逐月的标识率（能读到任何一种标识）", "Share of pictures with a label that could be read, by month of column {column}";
    TIME_DESCRIPTION: "{first} 至 {last} 共 {count} 个月，逐月的估计比率与置信区间；数字见下表", "{count} months from {first} to {last}, with the estimate and the interval of each; the figures are in the table below";
    MONTH: "月份", "month";
    TIME_METHOD: "图片按其在分层中代表的数量加权；区间为 Clopper–Pearson 区间，样本量取有效样本量（Korn 与 Graubard）。", "Pictures weigh as much as they stand for in their stratum; intervals are Clopper–Pearson at the effective sample size (Korn and Graubard).";
    UNDATED: "{count} 张没有日期，未计入。", "{count} pictures have no date and are left out.";

    OPEN_LEAD: "程序不能定论的图片既不算满足，也不算未满足。每个区间的下限把它们全部算作“不是”，上限全部算作“是”。", "A picture that is not settled counts neither as met nor as unmet. The low end of every interval counts all of them as no case, the high end all of them as cases.";
    OPEN_CAPTION: "哪些规则无法判定", "Rules that could not be decided";
    OPEN_NONE: "没有无法判定的规则。", "No rule was undecidable.";
    RULE: "规则", "rule";
    PICTURES: "图片数", "pictures";
    GONE_LEAD: "{count} 张抽中的图片无法取得，由同层下一个签号的图片替代。区间假定它们与取得的图片相似；若不这样假定，把它们也按两头计，“有要求未满足”的区间是 {interval}。", "{count} pictures that were drawn could not be had, and the next ticket of their stratum took their place. Intervals suppose that they are like the others. Without that, counting them both ways as well, the interval for “a requirement is not met” is {interval}.";
    GONE_NONE: "抽中的图片都能取得，没有替代。", "Every picture that was drawn could be had; none was replaced.";
    GONE_CAPTION: "无法取得的图片", "Pictures that could not be had";
    WHY: "原因", "why";
    MORE_GONE: "另有 {count} 张，见导出的表。", "{count} more are in the exported tables.";
    SHORT_CAPTION: "少于计划的分层", "Strata that fall short of the plan";
    WANTED: "应查", "planned";
    STILL_DUE: "待查", "still to come";
    SHORT_LEAD: "这些分层能取得的图片少于计划，其区间因而较宽。", "In these strata fewer pictures could be had than planned; their intervals are the wider for it.";

    SENS_LEAD: "检测到的比率是下限。下表是本程序在另外的图片上测得的检测能力，不来自这次抽检，也没有用来修正上面的比率。", "A detected rate is a lower bound. These figures were measured on other pictures, not in this audit, and the rates above are not corrected by them.";
    SENS_CAPTION: "各种检测的已测能力", "What the detectors were measured to see";
    SENS_WHAT: "检测", "detector";
    SENS_SEES: "能看到多少", "how much it sees";
    SENS_FALSE: "误报", "false claims";
    SENS_IMPLICIT: "隐式标识（AIGC 元数据）", "implicit label (AIGC metadata)";
    SENS_IMPLICIT_SEES: "740 个真实和构造的文件中 740 个判断正确", "right on 740 of 740 real and made files";
    SENS_IMPLICIT_FALSE: "同一批文件中为 0", "none among these";
    SENS_C2PA: "内容凭证（C2PA）", "Content Credentials (C2PA)";
    SENS_C2PA_SEES: "736 个文件中 726 个判断正确", "right on 726 of 736 files";
    SENS_C2PA_FALSE: "未另计", "not counted apart";
    SENS_VISIBLE: "画面上的文字标识", "label text on the picture";
    SENS_VISIBLE_SEES: "召回率 0.934（合规标识，10,020 张训练中未见过的图片）；浅淡、很小、竖排的文字较易漏检", "recall 0.934 (compliant labels, 10,020 pictures that training never saw); faint, very small and upright text is missed more often";
    SENS_VISIBLE_FALSE: "6,000 张无标识图片中 6 张（0.1 %）", "6 of 6,000 pictures without a label (0.1 %)";
    SENS_WATERMARK: "可公开读取的隐形水印", "invisible marks of open schemes";
    SENS_WATERMARK_SEES: "未经处理 78 / 78；JPEG 质量 80 为 74，70 为 65，50 为 35；SynthID 等只有厂商能读的不在其中", "untouched 78 of 78; at JPEG quality 80 74, at 70 65, at 50 35; marks that only their vendors can read, SynthID among them, are not seen at all";
    SENS_WATERMARK_FALSE: "340 张无水印图片的 1,320 个变体中为 0", "none in 1,320 variants of 340 pictures without a mark";
    SENS_REMOVAL: "标识被去除的痕迹", "traces of removed labels";
    SENS_REMOVAL_SEES: "多数去除不留痕迹：用 exiftool -all= 清除的 134 张中，13 张标识仍在，102 张看不出任何痕迹", "most removals leave none: of 134 pictures cleaned with exiftool -all=, 13 keep their labels and 102 show no trace";
    SENS_REMOVAL_FALSE: "80 张无标识图片中为 0", "0 of 80 pictures that had no label";
    SENS_DEPTH: "这次抽检只看元数据（--depth metadata）：画面上的标识和隐形水印都没有检查，计为未定。", "This audit looked at metadata alone (--depth metadata): labels on the picture and invisible marks were not searched and count as open.";

    CASES_LEAD: "{count} 张图片有要求未满足、留有去除痕迹或留待人工复核，这里展示 {shown} 张：先为每条规则各取一张，其余按签号顺序，不是挑选出来的。", "{count} pictures do not meet a requirement, show traces of a removed label, or are left to a person; {shown} are shown: first one for each rule, then in the order of their tickets, so nobody chose them.";
    CASES_NONE: "没有可展示的个案。", "There is no case to show.";
    CASE_ALT: "图片 {id} 的缩略图，标出 {count} 处标记", "preview of picture {id} with {count} marks in boxes";
    NO_PREVIEW: "没有缩略图", "no preview";
    CASE_STRATUM: "分层：{stratum}", "stratum: {stratum}";
    CASE_PLACE: "位置：{place}", "place: {place}";
    CASE_SHA: "SHA-256：{sha256}", "SHA-256: {sha256}";
    CASE_MARK: "{number}. {text}，{place}", "{number}. {text}, {place}";
    CASE_BY: "依据：{clause}〔{rule}〕", "by: {clause} [{rule}]";
    NO_REPORT: "没有可读的报告", "there is no report that can be read";
    OUTCOME_FAIL: "不符合", "not met";
    OUTCOME_REVIEW: "需人工复核", "needs review";
    OUTCOME_OPEN: "无法判定", "undecided";
    OUTCOME_NOTHING: "没有未满足的要求", "nothing unmet";
    WAS_SHOWN: "标识曾存在，已被去除", "removal shown";
    WAS_INDICATED: "有迹象表明标识被去除", "removal indicated";

    ACROSS_LEAD: "以下是把样本中的图片放在一起才看得出的情况。它们来自样本，不是总体比率。", "What shows only when the pictures of the sample are looked at together. These are findings in the sample, not rates of the whole.";
    SAME_ID: "同一生产者的同一 ProduceID 出现在不同画面上", "One ProduceID of one producer on different pictures";
    SAME_MANIFEST: "同一份 C2PA 凭证出现在不同画面上", "One C2PA manifest on different pictures";
    SEVERAL_VENDORS: "同一生产者编码的图片带有不同厂商的标记", "One producer code on pictures with the marks of several vendors";
    COPIES: "同一画面，有的带有效标识，有的不带", "The same picture with and without a label that holds";
    NONE_FOUND: "没有发现。", "None was found.";
    SHARED_COUNTS: "{files} 个文件，可区分出 {different} 种画面", "{files} files, told apart as different pictures: {different}";
    SHARED_UNKNOWN: "，{unknown} 个无法比较", "; could not be compared: {unknown}";
    MARKED_COUNTS: "厂商：{vendors}；{files} 个文件", "vendors: {vendors}; {files} files";
    COPIES_SEARCHED: "在 {looked} 张可辨认的图片中逐一比较；另有 {plain} 张画面过于单调或未能解码，没有参与。", "Searched among {looked} pictures that can be recognised; {plain} are too plain or were not decoded and took no part.";
    COPIES_NOT: "没有查找：{count} 张图片超过 {max} 张的上限。", "Not searched: {count} pictures are more than {max}.";
    COPY_PAIR: "不带标识：{without}；带标识：{with}", "without a label: {without}; with one: {with}";
    MORE: "另有 {count} 项。", "{count} more.";
    WHAT: "内容", "what";
    WHERE: "图片", "pictures";

    TREND_LEAD: "上次：{before_judged} / {before_population} 张，{before_date}；本次：{judged} / {population} 张，{date}。", "Then: {before_judged} of {before_population} pictures, {before_date}. Now: {judged} of {population}, {date}.";
    TREND_METHOD: "差值的区间由两个区间合成（Newcombe 第 10 法，各臂平方相加），未定部分按两头计；假定两次样本相互独立。", "The interval of a difference is put together from the two intervals (Newcombe, method 10: squares of the arms added), open pictures counted both ways; it supposes that the samples are independent.";
    TREND_TOOL: "两次使用的工具或规则版本不同，差异可能来自工具。上次：{before}；本次：{now}。", "The two audits used different versions of tool or rules, which may make a difference by themselves. Then: {before}. Now: {now}.";
    TREND_SAMPLE: "两次抽检用的是同一个样本，因而不相互独立。", "Both audits looked at the same sample, so they are not independent.";
    TREND_CAPTION: "比率的变化（百分点）", "Changes of rates, in percentage points";
    BEFORE: "上次", "then";
    NOW: "本次", "now";
    DIFFERENCE: "差（百分点）", "difference (points)";
    READING: "判断", "reading";
    ROSE: "上升", "higher";
    FELL: "下降", "lower";
    UNCLEAR: "看不出变化", "no clear change";

    DESIGN_CAPTION: "抽检的设定", "Settings of the audit";
    LIST: "清单", "list";
    LIST_VALUE: "{rows} 张，SHA-256 {sha256}", "{rows} pictures, SHA-256 {sha256}";
    SEED: "种子", "seed";
    SEED_FROM: "种子来自", "seed made from";
    SEED_FROM_VALUE: "“{value}”的 SHA-256", "SHA-256 of “{value}”";
    STRATA_COLUMNS: "分层的列", "columns of the strata";
    NO_STRATA: "不分层", "none";
    RESERVE: "每层候补", "reserve of each stratum";
    SAMPLE_SHA: "样本的 SHA-256", "SHA-256 of the sample";
    STARTED: "开始", "begun";
    FINISHED: "完成", "finished";
    AS_OF: "判断的时点", "judged as of";
    CONTEXT: "判断的条件", "conditions";
    TOOL: "工具", "tool";
    TOOL_VALUE: "yanbiao {version}，规则 {rules}", "yanbiao {version}, rules {rules}";
    TRUST_LIST: "信任名单", "trust list";
    TRUST_VALUE: "{name}，{issued}，SHA-256 {sha256}", "{name}, {issued}, SHA-256 {sha256}";
    UNDATED_LIST: "未注明日期", "undated";
    UNKNOWN: "未记录", "not on record";
    NOT_YET: "尚未完成", "not yet";
    REPEAT: "如何重复抽样", "How to repeat the draw";
    REPEAT_TICKET: "每张图片的签号是“种子接编号”的 SHA-256；每层签号最小的若干张就是样本。任何人都可以用一行命令核对一张：", "The ticket of a picture is SHA-256 over the seed and its id; the smallest tickets of each stratum are the sample. Anybody can check one picture with one line:";
    REPEAT_DRAW: "用同一份清单重新抽样，得到逐字节相同的样本：", "The same list gives the same sample, byte for byte:";
    METHODS: "统计方法", "Methods";
    METHOD_EXACT: "各层区间：总体不超过 1,000,000 张时为超几何分布的精确区间，否则为 Clopper–Pearson 区间；两侧各留一半误差。", "Intervals of a stratum are exact: hypergeometric up to 1,000,000 pictures, Clopper–Pearson beyond, with half of the error on either side.";
    METHOD_STRATA: "总体区间：按层的大小加权；逐层换用其精确分布，其余用通常的方差，取其中最宽的。覆盖率由模拟检验。", "Intervals of the whole weigh strata by size; each stratum in turn is given its exact distribution, the others the usual variance, and the widest result counts. Coverage is checked by simulation.";
    METHOD_MANY: "报告同时给出许多区间；{confidence} 是每一个区间的置信度，不是它们同时成立的置信度。", "Many intervals stand here; {confidence} is the confidence of each of them, not of all at once.";
    FOOTER: "本报告由 yanbiao {version} 生成。不构成法律意见。", "Made with yanbiao {version}. Not legal advice.";
    STRATA_SIZES: "各层的大小", "Sizes of the strata";

    NOT_MET: "至少一项要求未满足", "at least one requirement is not met";
    REVIEW: "没有未满足的，但有留待人工复核的", "nothing unmet, but something is left to a person";
    UNDECIDED_MEASURE: "无法判定", "not decidable";
    NOTHING_UNMET: "没有发现未满足的要求", "no requirement found unmet";
    ANY_LABEL: "任何一种标识", "any label";
    IMPLICIT: "隐式标识（AIGC 元数据），不论是否完整", "implicit label (AIGC metadata), in whatever condition";
    ON_PICTURE: "画面上的标识或厂商标记", "label or vendor's mark on the picture";
    COMPLIANT: "画面上的合规标识", "label on the picture that keeps the rules";
    C2PA_HOLDS: "成立的内容凭证（C2PA）", "Content Credentials (C2PA) that hold";
    INVISIBLE: "能读到的隐形水印", "invisible mark that can be read";
    REMOVED: "标识被去除：有实证或有迹象", "label removed: shown or indicated";
    REMOVAL_SHOWN: "标识被去除：有实证", "label removed: shown";
    REMOVAL_INDICATED: "标识被去除：有迹象", "label removed: indicated";
    IS: "属于生成合成内容", "is AI content (属于)";
    MAY: "可能为生成合成内容", "may be AI content (可能)";
    SUSPECT: "疑似生成合成内容", "suspected AI content (疑似)";
    RULE_NAMED: "{title}〔{rule}〕", "{title} [{rule}]";
}

/// A question in words.
pub(super) fn measure(measure: &Measure, lang: Lang) -> String {
    let text = match measure {
        Measure::NotMet => &NOT_MET,
        Measure::Review => &REVIEW,
        Measure::Undecided => &UNDECIDED_MEASURE,
        Measure::NothingUnmet => &NOTHING_UNMET,
        Measure::Bears(Label::Any) => &ANY_LABEL,
        Measure::Bears(Label::Implicit) => &IMPLICIT,
        Measure::Bears(Label::OnPicture) => &ON_PICTURE,
        Measure::Bears(Label::OnPictureCompliant) => &COMPLIANT,
        Measure::Bears(Label::C2pa) => &C2PA_HOLDS,
        Measure::Bears(Label::Invisible) => &INVISIBLE,
        Measure::Removed => &REMOVED,
        Measure::RemovalShown => &REMOVAL_SHOWN,
        Measure::RemovalIndicated => &REMOVAL_INDICATED,
        Measure::Is => &IS,
        Measure::May => &MAY,
        Measure::Suspect => &SUSPECT,
        Measure::RuleNotMet(id) | Measure::RuleReview(id) => return rule(id, lang),
    };
    text.pick(lang).to_owned()
}

/// A rule with its title; one that this version does not know by its id alone.
pub(super) fn rule(id: &str, lang: Lang) -> String {
    match rules::find(id) {
        Some(rule) => say(&RULE_NAMED.with("title", rule.title.pick(lang)).with("rule", rule.id), lang),
        None => Untrusted::new(id).to_string(),
    }
}

/// A finished sentence.
pub(super) fn say(message: &Message, lang: Lang) -> String {
    message.render(lang).into_owned()
}

/// The creed of all reports.
pub(super) fn creed(lang: Lang) -> &'static str {
    phrase::NOT_PROOF.pick(lang)
}
