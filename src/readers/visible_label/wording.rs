//! What a line of text says about AI (GB 45438-2025 5.2 b): the two elements, the same in other languages, a
//! denial, or nothing.
//!
//! Lines come from a reader that knows no spaces and takes look-alikes for each other, so texts are compared without
//! spaces and punctuation and with the look-alikes of "AI" folded.

use std::sync::LazyLock;

use super::plain_text::{fold, normalise};
use super::vendors;
use crate::lettering::UNNAMED;

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saying {
    /// An AI element and a generation element.
    Compliant(Footing),
    /// AI generation in the words of another language.
    OtherLanguage(Footing),
    /// That AI did not do it, or must not.
    Denial,
    /// Nothing about that.
    Other,
}

impl Saying {
    /// True for a statement that AI made the picture.
    pub(super) fn is_label(self) -> bool {
        match self {
            Self::Compliant(_) | Self::OtherLanguage(_) => true,
            Self::Denial | Self::Other => false,
        }
    }
}

/// How far a statement can be taken for what it seems to say, by what stands before it. Weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Footing {
    /// What stands before may be a denial that was misread or only read in part.
    Suspect,
    /// A name that is not known, or an English statement, whose "not" is a short word that is easily missed.
    Loose,
    /// What is no known name, or could not be read whole, and no character of it may be a denial.
    Cleared,
    /// Nothing, or a single character that opens a statement; a "not" before it may have been overlooked.
    Bare,
    /// A known name, or what a statement is about.
    Firm,
}

/// The AI element.
const ELEMENTS: [&str; 2] = ["AI", "人工智能"];
/// What may stand between the two elements.
const BETWEEN: [&str; 4] = ["辅助", "创作", "技术", "自动"];
/// The generation element.
const GENERATION: [&str; 2] = ["生成", "合成"];
/// After the generation element these make it a thing: 生成器 is a generator, 合成橡胶 is rubber.
const THINGS: [&str; 9] = ["器", "树", "式", "氨", "橡胶", "纤维", "工具", "钻石", "大赛"];
/// Any of these shortly before the AI element denies it. One character of a denial is enough: the others may have been
/// misread.
pub(super) const DENIALS: &str = "非不未无没禁止勿拒绝";
/// How many characters before the AI element a denial may stand.
const DENIAL_REACH: usize = 4;
/// Words that link what stands before to the AI element: 图片由AI生成.
const LINKS: [&str; 10] = ["由", "疑似", "为", "系", "经", "含", "是", "使用", "用", "部分"];
/// Those of them that seldom follow a "not".
const PLAIN_LINKS: [&str; 4] = ["由", "疑似", "为", "系"];
/// What the linked statement is about, or the head of one.
const SUBJECTS: [&str; 18] = [
    // The last character of a word is enough: a reading may begin within it.
    "片", "容", "像", "品", "内容", "图片", "图像", "作品", "画面", "图", "照片", "视频", "插图", "封面", "海报", "文",
    "声明", "注",
];
/// What may stand between the generation element and a denial behind it: AI生成内容禁止.
const NOUNS: [&str; 5] = ["内容", "图片", "图像", "作品", "图"];
/// A denial behind the generation element.
const DENIALS_BEHIND: [&str; 5] = ["禁止", "禁", "勿", "ではな", "じゃな"];
/// Latin names that may stand right before "AI": KlingAI生成.
const LATIN_NAMES: [&str; 27] = [
    "RunningHub",
    "LibLib",
    "Vidu",
    "PixVerse",
    "Kling",
    "KlingAI",
    "Hailuo",
    "MiniMax",
    "Seedream",
    "Qwen",
    "GLM",
    "Jimeng",
    "Dreamina",
    "WPS",
    "vivo",
    "OPPO",
    "HONOR",
    "Doubao",
    "Canva",
    "Meitu",
    "CapCut",
    "Kimi",
    "DeepSeek",
    "Baidu",
    "Tencent",
    "Wanx",
    "Hunyuan",
];

/// English verbs of making; "AI" follows them after "by" or "with".
const ENGLISH_VERBS: [&str; 8] =
    ["generated", "made", "created", "synthesized", "synthesised", "edited", "modified", "imagined"];
/// English words behind "AI".
const ENGLISH_BEHIND: [&str; 3] = ["generated", "synthesized", "synthesised"];
/// English words that deny what follows, with or without an article.
const ENGLISH_DENIALS: [&str; 5] = ["not", "never", "n't", "isn", "non"];
/// What an English statement may begin with; anything else before it may be a denial that was misread.
const ENGLISH_BEGINNINGS: [&str; 12] =
    ["image", "photo", "picture", "video", "content", "contains", "was", "is", "this", "art", "artwork", "partly"];

/// The statement in other languages, as phones and applications stamp it.
const OTHER_LANGUAGES: [&str; 33] = [
    "Contenuti generati dall'AI",
    "Contenu généré par IA",
    "Contenus générés par l'IA",
    "KI-generierter Inhalt",
    "KI-generierte Inhalte",
    "Mit KI erstellt",
    "Contenido generado por IA",
    "Generado con IA",
    "Creado con IA",
    "Conteúdo gerado por IA",
    "Gerado por IA",
    "Criado com IA",
    "Door AI gegenereerde inhoud",
    "Met AI gemaakt",
    "AI-genererat innehåll",
    "AI-genereret indhold",
    "AI-generert innhold",
    "Treść wygenerowana przez AI",
    "Utworzone przez AI",
    "Obsah vytvořený AI",
    "Yapay zeka ile oluşturuldu",
    "Dibuat dengan AI",
    "Konten buatan AI",
    "Nội dung do AI tạo",
    "Создано с помощью ИИ",
    "AIで生成",
    "AIによって生成",
    "AI 생성",
    "AI로 생성",
    "Généré par IA",
    "Créé avec l'IA",
    "Generato con l'AI",
    "Creato con l'AI",
];

/// [`OTHER_LANGUAGES`] as they are compared.
static FOLDED: LazyLock<Vec<String>> =
    LazyLock::new(|| OTHER_LANGUAGES.iter().map(|wording| fold(&normalise(wording))).collect());

/// Everything that makes a compliant label: an AI element, what may stand between, and a generation element.
pub(super) fn phrases() -> impl Iterator<Item = String> {
    let between = std::iter::once("").chain(BETWEEN);
    let starts = ELEMENTS.iter().flat_map(move |element| between.clone().map(move |word| format!("{element}{word}")));
    starts.flat_map(|start| GENERATION.map(|made| format!("{start}{made}")))
}

/// What a line says about AI.
pub(super) fn judge(text: &str) -> Saying {
    let plain = normalise(text);
    if let Some((before, behind)) = elements(&plain) {
        return if is_denied(before) || is_denied_behind(behind) {
            Saying::Denial
        } else {
            Saying::Compliant(footing(before))
        };
    }
    let folded = fold(&plain);
    if FOLDED.iter().any(|wording| folded.contains(wording)) || plain.contains("由AI產生") {
        return Saying::OtherLanguage(Footing::Firm);
    }
    match english(&plain) {
        Some(before) if is_denied_in_english(before) => Saying::Denial,
        Some(before) if !before.is_empty() && !ends_with_beginning(before) => Saying::Other,
        Some(_) => Saying::OtherLanguage(Footing::Loose),
        None => Saying::Other,
    }
}

/// True for the characters that the elements are made of; how sure a reading of a label is, is how sure these are.
pub(super) fn is_key(character: char) -> bool {
    "AI人工智能生成合".contains(character)
}

/// What stands before the AI element, and what behind the generation element.
fn elements(plain: &str) -> Option<(&str, &str)> {
    plain.char_indices().find_map(|(at, _)| {
        let (before, rest) = plain.split_at(at);
        let is_latin = rest.starts_with('A');
        let rest = after(rest, &ELEMENTS)?;
        if is_latin && !may_precede(before) {
            return None;
        }
        let rest = after(rest, &BETWEEN).unwrap_or(rest);
        let rest = after(rest, &GENERATION)?;
        after(rest, &THINGS).is_none().then_some((before, rest))
    })
}

/// "AI" inside of a Latin word is no element, but two words written together are two: ViduAI生成. In capitals only the
/// name of a known generator tells them apart.
fn may_precede(before: &str) -> bool {
    let in_word = before.chars().next_back().is_some_and(|c| c.is_ascii_uppercase());
    !in_word || LATIN_NAMES.iter().any(|name| ends_with_ignoring_case(before, name))
}

fn ends_with_ignoring_case(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    at.and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// What follows the first of the words that `text` starts with.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

fn is_denied(before: &str) -> bool {
    let latin = before.to_ascii_lowercase();
    let near = before.chars().rev().take(DENIAL_REACH);
    let mut words = near.take_while(|character| !character.is_ascii_alphanumeric());
    !vendors::ends_with_name(before) && words.any(|character| DENIALS.contains(character))
        || ENGLISH_DENIALS.iter().any(|word| latin.ends_with(word))
        || latin == "no"
}

/// What stands before the AI element, weighed. A single character that could not be named may be the "not" of a denial;
/// two are rather a name. 使用 and 有 follow a "not" more often than they begin anything.
fn footing(before: &str) -> Footing {
    let unlinked = LINKS.iter().find_map(|link| before.strip_suffix(link));
    let rest = unlinked.unwrap_or(before);
    // The whole first: 华为 is a name that ends in a link.
    let is_known = vendors::ends_with_name(before) || vendors::ends_with_name(rest);
    let is_subject = is_known || SUBJECTS.iter().any(|subject| rest.ends_with(subject));
    let is_opening = matches!(before, "" | "由" | "含" | "系");
    if is_opening {
        return Footing::Bare;
    }
    if is_subject || LATIN_NAMES.iter().any(|name| ends_with_ignoring_case(rest, name)) {
        return Footing::Firm;
    }
    let is_linked = PLAIN_LINKS.iter().any(|link| before.ends_with(link)) && !rest.ends_with(['是', '用']);
    let is_name = (unlinked.is_none() || is_linked) && !before.ends_with('有') && may_be_name(rest);
    if is_name || DECORATIONS.contains(&before) { Footing::Loose } else { Footing::Suspect }
}

/// Signs that a statement is adorned with; small, they look like 非.
const DECORATIONS: [&str; 2] = ["#", "※"];
/// With these a denial begins whose second character may be the one that could not be named: 严禁, 并非, 杜绝.
const HALF_DENIALS: [char; 3] = ['严', '并', '杜'];

/// Two characters or more; of two one may be unnamed, of more the last must not be alone in that. What a statement is
/// about is no part of a name: of 声明元 only 元 is left.
fn may_be_name(before: &str) -> bool {
    let name = SUBJECTS.iter().filter_map(|subject| before.rsplit_once(subject)).map(|(_, name)| name);
    let characters: Vec<char> = name.min_by_key(|name| name.len()).unwrap_or(before).chars().collect();
    let unnamed = |character: &char| *character == UNNAMED || !character.is_alphanumeric();
    match characters.as_slice() {
        [] | [_] => false,
        [first, _] => !HALF_DENIALS.contains(first),
        [.., last_but_one, last] => !unnamed(last) || unnamed(last_but_one),
    }
}

/// True where a statement seems to begin with what follows a "not" more often than anything else, or with a character
/// that has no name.
pub(super) fn may_end_a_denial(before: &str) -> bool {
    normalise(before).ends_with([UNNAMED, '有', '用'])
}

fn is_denied_behind(behind: &str) -> bool {
    let rest = after(behind, &NOUNS).unwrap_or(behind);
    after(rest, &DENIALS_BEHIND).is_some()
}

/// What stands before an English statement.
fn english(plain: &str) -> Option<&str> {
    plain.char_indices().find_map(|(at, _)| {
        let (before, rest) = plain.split_at(at);
        let in_capitals = before.chars().next_back().is_some_and(|c| c.is_ascii_uppercase());
        let behind = rest.strip_prefix("AI").filter(|_| !in_capitals);
        let adjective = behind.is_some_and(|behind| starts_with_any(behind, &ENGLISH_BEHIND));
        (adjective || is_made_by_ai(rest)).then_some(before)
    })
}

fn is_made_by_ai(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    // Only ASCII letters change with their case here, so what is left is as long in both.
    let made = ENGLISH_VERBS.iter().find_map(|verb| lower.strip_prefix(verb));
    let rest = made.and_then(|rest| after(rest, &["by", "with"]));
    let behind = rest.and_then(|rest| text.get(text.len().checked_sub(rest.len())?..));
    let element = behind.and_then(|behind| behind.strip_prefix("AI"));
    element.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn starts_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

fn ends_with_beginning(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    ENGLISH_BEGINNINGS.iter().any(|word| lower.ends_with(word))
}

fn is_denied_in_english(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let bare = [lower.as_str(), lower.trim_end_matches("an"), lower.trim_end_matches('a')];
    let ends = |text: &str| ENGLISH_DENIALS.iter().any(|word| text.ends_with(word)) || text == "no";
    bare.iter().any(|text| ends(text)) || lower.ends_with("nt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Saying, texts: &[&str]) {
        for text in texts {
            assert_eq!(judge(text), expected, "{text}");
        }
    }

    #[test]
    fn both_elements_are_a_label() {
        check(
            Saying::Compliant(Footing::Bare),
            &[
                "AI生成",
                "人工智能合成",
                "人工智能生成合成",
                "A丨生成",
                "Al生成",
                "AI辅助生成",
                "AI生成內容",
                "AI生成コンテンツ",
                "AI 生成，请勿当真",
                "A|生成",
                "由AI生成",
            ],
        );
    }

    #[test]
    fn behind_a_known_name_or_its_subject_it_is_firm() {
        check(
            Saying::Compliant(Footing::Firm),
            &[
                "豆包AI生成",
                "RunningHub AI生成",
                "runninghubAI生成",
                "Hailuo AI 合成",
                "图片由AI生成",
                "内容由AI生成，仅供参考",
                "本图由豆包AI生成",
                "元宝AI生成",
                "百度AI生成",
                "图片疑似AI生成",
                "无界AI生成",
                "作者声明：内容由AI生成",
                "华为AI生成",
                "本图由华为AI合成",
                "KlingAI人工智能生成",
            ],
        );
    }

    #[test]
    fn behind_a_name_that_is_not_known_it_is_loose() {
        check(
            Saying::Compliant(Footing::Loose),
            &[
                "心荣AI生成",
                "□□AI生成",
                "VlduAI生成",
                "HumanmadewAI生成",
                "内容螺灵AI合成",
                "灵□AI生成",
                "#AI生成",
                "※AI生成内容",
            ],
        );
    }

    #[test]
    fn behind_what_may_be_a_denial_it_is_suspect() {
        check(
            Saying::Compliant(Footing::Suspect),
            &[
                "□AI生成",
                "本图□AI生成",
                "本经AI合成",
                "米AI合成图片",
                "本用人工智能生成",
                "使用AI合成图像",
                "本使用AI生成图像",
                "有AI合成",
                "□有AI合成",
                "xAI生成",
                "严□AI生成",
                "本图※AI生成",
                "作者声明：元AI生成",
            ],
        );
    }

    #[test]
    fn a_denial_is_no_label() {
        check(
            Saying::Denial,
            &[
                "非AI生成",
                "本图非AI生成",
                "未使用AI生成",
                "拒绝AI生成",
                "拒□AI生成",
                "□禁AI合成",
                "并非人工智能生成",
                "没有使用AI生成",
                "不是由AI生成",
                "禁止AI生成",
                "请勿AI生成",
                "杜绝AI生成",
                "AI生成禁止",
                "AI生成内容禁止",
                "AI生成ではない",
                "Not made with AI",
                "This image was not generated by AI",
                "Not AI generated",
                "This isn't AI-generated",
                "No AI generated content",
            ],
        );
    }

    #[test]
    fn other_languages_are_known() {
        check(
            Saying::OtherLanguage(Footing::Firm),
            &[
                "Contenuti generati dall'AI",
                "Contenuti generati dall'Al",
                "AI 생성",
                "由 AI 產生",
                "KI-generierte Inhalte",
                "Создано с помощью ИИ",
            ],
        );
        check(
            Saying::OtherLanguage(Footing::Loose),
            &[
                "Made with AI",
                "MADE WITH AI",
                "AI-generated image",
                "AIgenerated",
                "Image generated by AI",
                "Imagined with AI",
            ],
        );
    }

    #[test]
    fn words_of_a_label_in_other_company_say_nothing() {
        check(
            Saying::Other,
            &[
                "AI生成器",
                "生成式人工智能",
                "BONSAI GENERATED",
                "Made with Google AI",
                "KAI生成",
                "即梦AI",
                "人工合成",
                "AI TRIPLE CAMERA",
                "生成AI",
                "人工智能学院",
                "AI生成式",
                "人工智能大会",
                "MAIN合成",
                "AI相机",
                "Made with AIR",
                "生成时间",
                "NOT AN AI GENERATED IMAGE",
                "",
            ],
        );
    }
}
