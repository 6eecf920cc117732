//! One observation, where it was made and how strongly it is vouched for. Types only.

use std::ops::Range;

use crate::coverage::Coverage;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::AigcLabel;
use crate::vocabulary::c2pa::{Remnant, Store};
use crate::vocabulary::generator::GeneratorTrace;
use crate::vocabulary::ledger::Match;
use crate::vocabulary::pixel_signature::PixelSignature;
use crate::vocabulary::removal::UndoneMark;
use crate::vocabulary::source_type::DigitalSourceType;
use crate::vocabulary::thumbnail::Thumbnail;
use crate::vocabulary::visible::VisibleMark;
use crate::vocabulary::watermark::InvisibleMark;

/// What kind of observation this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceKind {
    /// An `AIGC` label of GB 45438-2025, in whatever state.
    Tc260Aigc,
    /// A C2PA manifest store.
    C2paStore,
    /// Remains of one.
    C2paFragment,
    /// A reference to one.
    C2paReference,
    /// A digital source type in XMP.
    IptcDst,
    /// The IPTC 2025.1 AI properties.
    IptcAiProperties,
    /// A credit line with the exact wording of a vendor.
    IptcCredit,
    /// A generator's own metadata.
    GeneratorMetadata,
    /// A tool named in the XMP history; inferred only.
    XmpHistory,
    /// A structural sign that something was removed.
    StructureRemnant,
    /// A pointer to a further picture that is not in the file.
    StructurePointer,
    /// Words on the picture that label it or may do so.
    VisibleText,
    /// A generator's sign on the picture, without words.
    VisibleIcon,
    /// An invisible mark of a scheme that anybody can read.
    WatermarkOpen,
    /// An invisible mark of such a scheme with a payload of no known code.
    WatermarkUnknown,
    /// Text hidden in the lowest bits of the pixels.
    WatermarkText,
    /// A signature over the pixels, outside of any manifest.
    PixelSignature,
    /// A record of this picture in a ledger.
    LedgerRecord,
    /// A small picture beside the picture.
    Thumbnail,
    /// A mark that was computed off the picture.
    RemovalUndone,
}

impl EvidenceKind {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Tc260Aigc => "tc260.aigc",
            Self::C2paStore => "c2pa.store",
            Self::C2paFragment => "c2pa.fragment",
            Self::C2paReference => "c2pa.reference",
            Self::IptcDst => "iptc.dst",
            Self::IptcAiProperties => "iptc.ai-properties",
            Self::IptcCredit => "iptc.credit",
            Self::GeneratorMetadata => "generator.metadata",
            Self::XmpHistory => "xmpmm.history",
            Self::StructureRemnant => "structure.remnant",
            Self::StructurePointer => "structure.pointer",
            Self::VisibleText => "visible.text",
            Self::VisibleIcon => "visible.icon",
            Self::WatermarkOpen => "watermark.open",
            Self::WatermarkUnknown => "watermark.unknown",
            Self::WatermarkText => "watermark.text",
            Self::PixelSignature => "pixels.signature",
            Self::LedgerRecord => "ledger.record",
            Self::Thumbnail => "thumbnail",
            Self::RemovalUndone => "removal.undone",
        }
    }
}

/// What an observation says of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statement {
    /// Made by AI.
    AiGenerated,
    /// Edited with AI.
    AiEdited,
    /// Contains an AI-made part.
    AiComponent,
    /// May be AI.
    PossiblyAi,
    /// Declares another origin.
    NotAi,
    /// A label existed and is gone or broken.
    Existed,
    /// A tool or rights remark that says nothing of origin.
    Nothing,
}

impl Statement {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::AiGenerated => "ai_generated",
            Self::AiEdited => "ai_edited",
            Self::AiComponent => "ai_component",
            Self::PossiblyAi => "possibly_ai",
            Self::NotAi => "not_ai_declared",
            Self::Existed => "existed",
            Self::Nothing => "none",
        }
    }
}

/// How strongly an observation is vouched for, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Concluded from context.
    Inferred,
    /// Seen in pixels or structure.
    Detected,
    /// Unsigned text.
    Declared,
    /// Signed, but the signature cannot be confirmed.
    SignedUnconfirmed,
    /// Signed by someone on no official list.
    Signed,
    /// Signed and on the official list.
    SignedTrusted,
}

impl Strength {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::SignedUnconfirmed => "signed_unconfirmed",
            Self::Signed => "signed",
            Self::SignedTrusted => "signed_trusted",
        }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// An implicit label.
    Aigc(Box<AigcLabel>),
    /// A manifest store.
    Store(Box<Store>),
    /// Remains of a manifest.
    Remnant(Remnant),
    /// A digital source type.
    SourceType(DigitalSourceType),
    /// A generator's trace.
    Generator(GeneratorTrace),
    /// Named texts: a credit line, IPTC properties, a history entry.
    Properties(Vec<(&'static str, Untrusted)>),
    /// A mark on the picture.
    Mark(Box<VisibleMark>),
    /// An invisible mark.
    Watermark(Box<InvisibleMark>),
    /// A signature over the pixels.
    PixelSignature(PixelSignature),
    /// A record of this picture in a ledger.
    Recorded(Box<Match>),
    /// A small picture beside the picture.
    Thumbnail(Box<Thumbnail>),
    /// A mark that was computed off the picture.
    Undone(Box<UndoneMark>),
}

/// One observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What kind.
    pub kind: EvidenceKind,
    /// Where: format, piece and field, e.g. `png:iTXt XML:com.adobe.xmp`. Escaped already.
    pub carrier: String,
    /// The bytes it was read from; the whole piece when the value is stored compressed.
    pub span: Option<Range<u64>>,
    /// What it says.
    pub says: Statement,
    /// How strongly.
    pub strength: Strength,
    /// What was read.
    pub detail: Detail,
}

/// Number of an evidence item in a report, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EvidenceId(pub u32);

impl std::fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// What one reader saw, and how far it looked. Never an error: trouble is coverage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The observations.
    pub evidence: Vec<Evidence>,
    /// How far the reader got, one entry per search it makes.
    pub coverage: Vec<Coverage>,
}

impl Reading {
    /// Every observation with its id.
    pub fn numbered(&self) -> impl Iterator<Item = (EvidenceId, &Evidence)> {
        self.evidence.iter().zip(1..).map(|(evidence, number)| (EvidenceId(number), evidence))
    }
}
