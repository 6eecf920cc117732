//! Labels and marks that stand on the picture itself (GB 45438-2025 5.2).
//!
//! All lengths are pixels of the upright picture, after its EXIF orientation was applied.

use crate::message::Text;
use crate::untrusted::Untrusted;

/// What the words of a mark amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wording {
    /// 人工智能 or AI, and 生成 or 合成 (5.2 b).
    Compliant,
    /// The same said in another language: "AI generated", "Contenuti generati dall'AI".
    OtherLanguage,
    /// The name of a generator as it stamps it, without both elements: 即梦AI.
    VendorName,
    /// A sign of a generator without words: Gemini's sparkle.
    VendorIcon,
}

impl Wording {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::OtherLanguage => "other_language",
            Self::VendorName => "vendor_name",
            Self::VendorIcon => "vendor_icon",
        }
    }
}

/// Where a mark stands. A place is an edge or a corner, or neither (5.2 c).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Place {
    TopLeft,
    Top,
    TopRight,
    Left,
    /// Neither at an edge nor in a corner.
    Inside,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
}

impl Place {
    /// Every place, row by row.
    pub const ALL: [Self; 9] = [
        Self::TopLeft,
        Self::Top,
        Self::TopRight,
        Self::Left,
        Self::Inside,
        Self::Right,
        Self::BottomLeft,
        Self::Bottom,
        Self::BottomRight,
    ];

    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::TopLeft => "top_left",
            Self::Top => "top",
            Self::TopRight => "top_right",
            Self::Left => "left",
            Self::Inside => "inside",
            Self::Right => "right",
            Self::BottomLeft => "bottom_left",
            Self::Bottom => "bottom",
            Self::BottomRight => "bottom_right",
        }
    }

    /// Its name in a sentence. It stands here because findings and reports both name places.
    pub fn name(self) -> &'static Text {
        match self {
            Self::TopLeft => &Text { zh: "左上角", en: "top left" },
            Self::Top => &Text { zh: "上边", en: "top edge" },
            Self::TopRight => &Text { zh: "右上角", en: "top right" },
            Self::Left => &Text { zh: "左边", en: "left edge" },
            Self::Inside => &Text { zh: "画面中间", en: "inside the picture" },
            Self::Right => &Text { zh: "右边", en: "right edge" },
            Self::BottomLeft => &Text { zh: "左下角", en: "bottom left" },
            Self::Bottom => &Text { zh: "下边", en: "bottom edge" },
            Self::BottomRight => &Text { zh: "右下角", en: "bottom right" },
        }
    }
}

/// How far a mark may be taken for the picture's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It stands on the picture as a label does.
    Label,
    /// The words are there, but among other text: a screenshot, a poster, a page. Whether they label this picture
    /// or belong to what it shows, a person has to say.
    OriginUnclear,
    /// Read with too little confidence to be claimed; enough not to say that there is nothing.
    Doubtful,
}

impl Standing {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::OriginUnclear => "origin_unclear",
            Self::Doubtful => "doubtful",
        }
    }
}

/// Which frame of an animation a mark was seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SeenOn {
    /// The first or only frame.
    #[default]
    First,
    /// The last frame, and not the first.
    Last,
}

impl SeenOn {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// A rectangle of the upright picture, in whole pixels, inside of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Distance from the left edge.
    pub x: u32,
    /// Distance from the top edge.
    pub y: u32,
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

/// One mark on the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct VisibleMark {
    /// What it says, as read; characters that the reader cannot name are `□`. Empty for an icon.
    pub text: Untrusted,
    /// The generator it belongs to, if it names one that is known.
    pub vendor: Option<&'static str>,
    /// What the words amount to.
    pub wording: Wording,
    /// The box around its ink.
    pub area: Area,
    /// Height of the ink of one line; of the highest line where there are several.
    pub height_px: f32,
    /// The same as a share of the shortest side of the picture, 0 to 1.
    pub height_ratio: f32,
    /// Where it stands.
    pub place: Place,
    /// How sure the reading is, 0 to 1.
    pub score: f32,
    /// Difference between the mean luma of the ink and of what surrounds it, in levels of 0–255.
    pub contrast: f32,
    /// How far it may be taken for a label.
    pub standing: Standing,
    /// On which frame.
    pub seen_on: SeenOn,
}
