//! What only the caller knows: who asks, under which law, on which day, and what the uploader declared.
//!
//! The core has no clock and no configuration of its own; a report that does not name these values cannot
//! be repeated.

use time::OffsetDateTime;

/// In which capacity the asset is judged. The duties differ (标识办法 Art. 4–6, 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Role {
    /// Not said: findings are capped at warning.
    #[default]
    Unknown,
    /// 生成合成服务提供者: the asset is output of the service.
    Generator,
    /// 网络信息内容传播服务提供者, at upload.
    Platform,
    /// The same, for the file it is about to serve.
    PlatformEgress,
    /// A regulator or researcher who samples what others publish.
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Unknown, Self::Generator, Self::Platform, Self::PlatformEgress, Self::Auditor];

    /// The id used on the command line and in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Generator => "generator",
            Self::Platform => "platform",
            Self::PlatformEgress => "platform-egress",
            Self::Auditor => "auditor",
        }
    }
}

/// Whose labelling rules are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Jurisdiction {
    /// Mainland China: 标识办法 and GB 45438-2025.
    #[default]
    Cn,
    /// No national rules: only what holds for every label (integrity, conflicts, stripping).
    None,
}

impl Jurisdiction {
    /// Every jurisdiction.
    pub const ALL: [Self; 2] = [Self::Cn, Self::None];

    /// The id used on the command line and in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Cn => "cn",
            Self::None => "none",
        }
    }
}

/// How far the check goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Depth {
    /// Structure and metadata only; no pixels, no whole-file scan, no digest unless asked.
    Metadata,
    /// Everything that is fast, whole file included.
    #[default]
    Full,
    /// The slow searches too.
    Deep,
}

impl Depth {
    /// Every depth, the least first.
    pub const ALL: [Self; 3] = [Self::Metadata, Self::Full, Self::Deep];

    /// The id used on the command line and in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Full => "full",
            Self::Deep => "deep",
        }
    }
}

/// The circumstances of one check.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// In which capacity.
    pub role: Role,
    /// Under whose rules.
    pub jurisdiction: Jurisdiction,
    /// The instant for which everything is judged: effective dates, certificates, lists.
    pub as_of: OffsetDateTime,
    /// What the uploader declared (办法 Art. 6(二), 10); `None` when nobody asked.
    pub user_declared: Option<bool>,
    /// Whether a trusted C2PA statement of AI is taken for a 隐式标识 in the sense of 办法 Art. 6(一). The text
    /// leaves it open; off is the reading that promises less.
    pub c2pa_counts_as_implicit: bool,
    /// How far to look.
    pub depth: Depth,
    /// Whether to compute SHA-256 even at metadata depth.
    pub digest: bool,
}

impl Context {
    /// A context for a given instant with every other value at its default.
    pub fn at(as_of: OffsetDateTime) -> Self {
        Self {
            role: Role::default(),
            jurisdiction: Jurisdiction::default(),
            as_of,
            user_declared: None,
            c2pa_counts_as_implicit: false,
            depth: Depth::default(),
            digest: false,
        }
    }

    /// 标识办法 and GB 45438-2025 apply from this instant (Art. 14: 自2025年9月1日起施行, Beijing time).
    pub fn cn_in_force(&self) -> bool {
        self.as_of >= time::macros::datetime!(2025-09-01 00:00 +8)
    }
}
