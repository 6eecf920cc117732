//! Whose mark it is: names of generators as they stand in a label, and the marks that name a generator without being
//! a label.

use super::plain_text::normalise;
use crate::lettering::{self, UNNAMED};

/// Names before the AI element of a label, longest first where one begins another, and the product they stand for.
const BRANDS: &[(&str, &str)] = &[
    ("豆包", "豆包 (Doubao)"),
    ("即梦", "即梦 (Jimeng)"),
    ("可灵", "可灵 (Kling)"),
    ("通义千问", "千问 (Qwen)"),
    ("通义万相", "通义万相 (Wanx)"),
    ("千问", "千问 (Qwen)"),
    ("通义", "通义 (Tongyi)"),
    ("腾讯元宝", "元宝 (Yuanbao)"),
    ("元宝", "元宝 (Yuanbao)"),
    ("腾讯混元", "混元 (Hunyuan)"),
    ("混元", "混元 (Hunyuan)"),
    ("百度", "百度 (Baidu)"),
    ("文心", "文心 (ERNIE)"),
    ("智谱清言", "清言 (Zhipu)"),
    ("清言", "清言 (Zhipu)"),
    ("智谱", "智谱 (Zhipu)"),
    ("星绘", "星绘 (Xinghui)"),
    ("猫箱", "猫箱 (Maoxiang)"),
    ("海螺", "海螺 (Hailuo)"),
    ("讯飞星火", "星火 (iFLYTEK Spark)"),
    ("讯飞", "讯飞 (iFLYTEK)"),
    ("RunningHub", "RunningHub"),
    ("LibLib", "LibLib"),
    ("Kling", "可灵 (Kling)"),
    ("Hailuo", "海螺 (Hailuo)"),
    ("Doubao", "豆包 (Doubao)"),
    ("Jimeng", "即梦 (Jimeng)"),
    ("Dreamina", "Dreamina"),
    ("Vidu", "Vidu"),
    ("PixVerse", "PixVerse"),
    ("Seedream", "Seedream"),
    ("Qwen", "千问 (Qwen)"),
    ("vivo", "vivo"),
    ("OPPO", "OPPO"),
    ("HONOR", "HONOR"),
];

/// Names that stand in labels too, of makers whose pictures we have not seen.
const OTHER_NAMES: &[&str] = &[
    "文心一言",
    "文心一格",
    "腾讯",
    "星火",
    "秒画",
    "奇域",
    "堆友",
    "美图",
    "美图秀秀",
    "剪映",
    "抖音",
    "快手",
    "小红书",
    "微博",
    "华为",
    "小艺",
    "荣耀",
    "小米",
    "蚂蚁",
    "灵光",
    "夸克",
    "造点",
    "商汤",
    "万兴",
    "阶跃",
    "跃问",
    "天工",
    "百川",
    "商量",
    "妙鸭",
    "醒图",
    "稿定",
    "无界",
    "触手",
    "月之暗面",
    "淘宝",
    "京东",
    "支付宝",
    "金山",
    "醉鹅",
    "扣子",
];

/// Marks that generators stamp and that lack an element of the label; a line must be this and nothing else. Bare
/// brands (元宝, 百度) are not here: a brand on a picture says nothing of how it was made.
const MARKS: &[(&str, &str)] = &[
    ("即梦AI", "即梦 (Jimeng)"),
    ("可灵AI", "可灵 (Kling)"),
    ("KlingAI", "可灵 (Kling)"),
    ("LibLibAI", "LibLib"),
    ("海螺AI", "海螺 (Hailuo)"),
    ("HailuoAI", "海螺 (Hailuo)"),
    ("DreaminaAI", "Dreamina"),
];

/// Behind a mark: version or edition of the model.
const EDITIONS: &[&str] = &["Omni", "omni"];

/// Every name that stands in labels.
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    BRANDS.iter().map(|(name, _)| *name).chain(OTHER_NAMES.iter().copied())
}

/// True when a text without spaces ends with a name that stands in labels.
pub(super) fn ends_with_name(text: &str) -> bool {
    all_names().any(|name| text.ends_with(name))
}

/// Every product that is known.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BRANDS.iter().chain(MARKS).map(|(_, vendor)| *vendor)
}

/// The product that a label names, if its name is known.
pub(super) fn of_label(text: &str) -> Option<&'static str> {
    let plain = normalise(text);
    let lower = plain.to_lowercase();
    BRANDS.iter().find(|(name, _)| lower.contains(&name.to_lowercase())).map(|(_, vendor)| *vendor)
}

/// The product whose mark a line is.
pub(super) fn of_mark(text: &str) -> Option<&'static str> {
    let plain = normalise(text);
    // The sign beside a mark may be read as a character that has no name.
    let plain = plain.strip_prefix(UNNAMED).unwrap_or(&plain);
    MARKS.iter().find(|(mark, _)| is_mark(plain, mark)).map(|(_, vendor)| *vendor)
}

/// A character read with less than this may be another.
const SURE: f32 = 0.6;

/// The text as it is printed. A name before AI that is one doubtful character away from exactly one known brand is
/// that brand; a character that the reader could not name, or read with confidence, stays: a name we do not know must
/// not become one that we do.
pub(super) fn put_right(characters: &[(char, f32)]) -> String {
    let text = lettering::text(characters);
    let Some(end) = characters.windows(2).position(|pair| matches!(pair, [('A', _), ('I', _)])) else { return text };
    let name = characters.get(..end).unwrap_or_default();
    let mut fitting = BRANDS.iter().map(|(brand, _)| *brand).filter(|brand| is_one_doubt_away(brand, name));
    match (fitting.next(), fitting.next()) {
        (Some(brand), None) => brand.chars().chain(characters.iter().skip(end).map(|(one, _)| *one)).collect(),
        (Some(_) | None, _) => text,
    }
}

fn is_one_doubt_away(brand: &str, name: &[(char, f32)]) -> bool {
    let differing = || brand.chars().zip(name).filter(|(right, (read, _))| right != read);
    let is_doubtful = |(_, (read, sure)): (char, &(char, f32))| *read != UNNAMED && *sure < SURE;
    brand.chars().count() == name.len() && differing().count() == 1 && differing().all(is_doubtful)
}

fn is_mark(plain: &str, mark: &str) -> bool {
    let start = plain.get(..mark.len()).filter(|start| start.eq_ignore_ascii_case(mark));
    let Some(rest) = start.and_then(|_| plain.get(mark.len()..)) else { return false };
    rest.is_empty() || rest.chars().all(|c| c.is_ascii_digit()) || EDITIONS.contains(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_its_product() {
        assert_eq!(of_label("豆包AI生成"), Some("豆包 (Doubao)"));
        assert_eq!(of_label("runninghub AI生成"), Some("RunningHub"));
        assert_eq!(of_label("本图由腾讯元宝AI生成"), Some("元宝 (Yuanbao)"));
        assert_eq!(of_label("AI生成"), None);
        assert_eq!(of_label("豆句AI生成"), None);
    }

    #[track_caller]
    fn check_put_right(characters: &[(char, f32)], expected: &str) {
        assert_eq!(put_right(characters), expected);
    }

    #[test]
    fn only_one_doubtful_character_is_put_right() {
        check_put_right(&[('豆', 0.9), ('句', 0.4), ('A', 0.9), ('I', 0.9)], "豆包AI");
        check_put_right(&[('豆', 0.9), ('句', 0.8), ('A', 0.9), ('I', 0.9)], "豆句AI");
        check_put_right(&[('豆', 0.9), ('□', 0.4), ('A', 0.9), ('I', 0.9)], "豆□AI");
        check_put_right(&[('豆', 0.9), ('包', 0.4), ('A', 0.9), ('I', 0.9)], "豆包AI");
        check_put_right(&[('A', 0.9), ('I', 0.9)], "AI");
        check_put_right(&[], "");
    }

    #[test]
    fn a_mark_is_the_whole_line() {
        assert_eq!(of_mark("即梦AI"), Some("即梦 (Jimeng)"));
        assert_eq!(of_mark("即梦Al"), Some("即梦 (Jimeng)"));
        assert_eq!(of_mark("□即梦AI"), Some("即梦 (Jimeng)"));
        assert_eq!(of_mark("可灵AI 3.0"), Some("可灵 (Kling)"));
        assert_eq!(of_mark("klingAI"), Some("可灵 (Kling)"));
        for other in
            ["即梦AI绘画大赛", "我爱即梦AI", "元宝", "AI", "可灵", "SORALENS", "豆包", "即梦AI作品", "□□即梦AI"]
        {
            assert_eq!(of_mark(other), None, "{other}");
        }
    }
}
