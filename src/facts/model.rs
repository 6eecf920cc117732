//! What is so. Types only; rules see nothing else.

use super::recorded::Ledger;
use super::removal::Removals;
use super::thumbnails::Thumbnails;
use crate::evidence::{EvidenceId, Strength};
use crate::message::Message;
use crate::profiles::{Expected, Profile};
use crate::trustmark::Payload;
use crate::untrusted::Untrusted;
use crate::vocabulary::aigc::{AigcLabel, LabelValue, Shape};
use crate::vocabulary::c2pa::Store;
use crate::vocabulary::generator::GeneratorTrace;
use crate::vocabulary::ledger::LabelLayer;
use crate::vocabulary::pixel_signature::PixelSignature;
use crate::vocabulary::soft_bindings::{Algorithm, Kind as AlgorithmKind};
use crate::vocabulary::source_type::DigitalSourceType;
use crate::vocabulary::visible::{Standing as MarkStanding, VisibleMark};
use crate::vocabulary::watermark::InvisibleMark;

/// What is claimed about the origin, all evidence together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OriginClaim {
    /// Made by AI.
    AiGenerated,
    /// Edited with AI.
    AiEdited,
    /// Contains an AI-made part.
    AiComponent,
    /// May be AI.
    PossiblyAi,
    /// A trusted signature declares another origin and nothing contradicts it.
    DeclaredNotAi,
    /// Sources contradict each other.
    Conflict,
    /// Nothing says anything.
    #[default]
    NoStatement,
}

impl OriginClaim {
    /// True when somebody says outright that AI made or edited the picture or a part of it, even if another denies it.
    pub fn admits_ai(self) -> bool {
        match self {
            Self::AiGenerated | Self::AiEdited | Self::AiComponent | Self::Conflict => true,
            Self::PossiblyAi | Self::DeclaredNotAi | Self::NoStatement => false,
        }
    }

    /// The same where nobody denies it.
    pub fn admits_ai_undisputed(self) -> bool {
        self.admits_ai() && self != Self::Conflict
    }

    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::AiGenerated => "ai_generated",
            Self::AiEdited => "ai_edited",
            Self::AiComponent => "ai_component",
            Self::PossiblyAi => "possibly_ai",
            Self::DeclaredNotAi => "declared_not_ai",
            Self::Conflict => "conflict",
            Self::NoStatement => "no_statement",
        }
    }
}

/// The origin and who vouches for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The claim.
    pub claim: OriginClaim,
    /// The strongest support of the claim; `None` without a claim.
    pub strength: Option<Strength>,
    /// The generator, when something names it.
    pub generator: Option<Untrusted>,
    /// What supports the claim.
    pub evidence: Vec<EvidenceId>,
}

/// State of the implicit layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ImplicitState {
    /// A label with all the mandatory elements.
    Present,
    /// A label that lacks a mandatory element.
    Incomplete,
    /// A label that cannot be read as one.
    Malformed,
    /// Only the remains of a label.
    Remnant,
    /// Not there, and every place was searched.
    Absent,
    /// Not seen, but not every place was searched, or the format has no place for it.
    #[default]
    Unknown,
}

impl ImplicitState {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Incomplete => "incomplete",
            Self::Malformed => "malformed",
            Self::Remnant => "remnant",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
        }
    }
}

/// One implicit label with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundLabel {
    /// Its evidence.
    pub id: EvidenceId,
    /// The carrier, for messages. Escaped already.
    pub carrier: String,
    /// The label.
    pub label: AigcLabel,
}

/// How several labels in one file relate (GB 45438-2025 6.1 c).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Copies {
    /// None or one.
    #[default]
    Single,
    /// Several that say the same.
    Identical,
    /// Several whose `Label`, `ContentProducer` or `ProduceID` differ.
    Conflicting,
}

/// The implicit layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Implicit {
    /// Its state.
    pub state: ImplicitState,
    /// Every label found, best first (the one that stands for the file).
    pub labels: Vec<FoundLabel>,
    /// How they relate.
    pub copies: Copies,
    /// Whether the format has a place for the label.
    pub has_place: bool,
    /// Whether every place was searched.
    pub searched: bool,
}

impl Implicit {
    /// The label that stands for the file: the first in `labels`.
    pub fn label(&self) -> Option<&FoundLabel> {
        self.labels.first()
    }

    /// True when the namespace of the label is declared and there is no more than that, not even an empty field.
    pub fn is_only_declared(&self) -> bool {
        !self.labels.is_empty() && self.labels.iter().all(|found| found.label.shape == Shape::Declaration)
    }

    /// The `Label` value that stands for the file: the most certain one of a label that is whole. A value
    /// saved from a truncated object is a trace, not the platform's 明确标明 (办法 Art. 6(一)).
    pub fn value(&self) -> Option<LabelValue> {
        let whole = |found: &&FoundLabel| match found.label.shape {
            Shape::Wrapped | Shape::Inner | Shape::Foreign => true,
            Shape::Broken | Shape::Shell | Shape::Declaration => false,
        };
        self.labels.iter().filter(whole).filter_map(|found| found.label.value).min()
    }
}

/// State of the explicit layer (GB 45438-2025 5.2): that of the best mark which stands as the picture's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ExplicitState {
    /// Text with both elements at an edge or in a corner, high enough beyond the error of the measurement.
    Compliant,
    /// The same, too low beyond the error of the measurement.
    BelowHeight,
    /// The same, too close to the limit to call.
    BorderlineHeight,
    /// It says AI, and not in the words of the standard.
    NoncompliantText,
    /// Text with both elements, neither at an edge nor in a corner.
    NoncompliantPosition,
    /// The mark of a vendor and no label.
    VendorMark,
    /// Nothing there, not even a doubtful reading, and the whole picture was searched.
    Absent,
    /// Not searched to the end, or what was read does not decide it.
    #[default]
    Unknown,
}

impl ExplicitState {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::BelowHeight => "below_height",
            Self::BorderlineHeight => "borderline_height",
            Self::NoncompliantText => "noncompliant_text",
            Self::NoncompliantPosition => "noncompliant_position",
            Self::VendorMark => "vendor_mark",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
        }
    }
}

/// Least height of the text as a share of the shortest side of the picture (GB 45438-2025 5.2 e).
pub const HEIGHT_MIN: f32 = 0.05;
/// Error of the measured share on either side of [`HEIGHT_MIN`]; within it nothing is claimed.
pub const HEIGHT_TOLERANCE: f32 = 0.005;

/// How a measured height stands to [`HEIGHT_MIN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Height {
    /// High enough, beyond the error.
    Enough,
    /// Too close to call.
    Borderline,
    /// Too low, beyond the error.
    Below,
}

/// One mark on the picture with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundMark {
    /// Its evidence.
    pub id: EvidenceId,
    /// The mark.
    pub mark: VisibleMark,
}

impl FoundMark {
    /// How its height stands to the standard. The standard leaves open what 文字高度 is; this is the height of the ink.
    pub fn height(&self) -> Height {
        // In this order a share that is no number comes out as too low, never as enough.
        if self.mark.height_ratio > HEIGHT_MIN + HEIGHT_TOLERANCE {
            Height::Enough
        } else if self.mark.height_ratio >= HEIGHT_MIN - HEIGHT_TOLERANCE {
            Height::Borderline
        } else {
            Height::Below
        }
    }

    /// True when it stands on the picture as a label does.
    pub fn is_label(&self) -> bool {
        self.mark.standing == MarkStanding::Label
    }
}

/// The explicit layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explicit {
    /// Its state.
    pub state: ExplicitState,
    /// Every mark that was read, best first (the one that stands for the picture).
    pub marks: Vec<FoundMark>,
    /// Whether the pixels were looked at, all of them.
    pub searched: bool,
}

impl Explicit {
    /// The mark that stands for the picture: the best of those that stand as a label.
    pub fn label(&self) -> Option<&FoundMark> {
        self.labels().next()
    }

    /// Every mark that stands as a label, whatever it says; best first.
    pub fn labels(&self) -> impl Iterator<Item = &FoundMark> {
        self.marks.iter().filter(|found| found.is_label())
    }

    /// Every mark of a standing.
    pub fn of(&self, standing: MarkStanding) -> impl Iterator<Item = &FoundMark> {
        self.marks.iter().filter(move |found| found.mark.standing == standing)
    }

    /// True when a label in the words of the standard may be there that was not surely read.
    pub fn may_hide_a_label(&self) -> bool {
        !self.searched || self.marks.iter().any(|found| !found.is_label())
    }
}

/// State of the C2PA layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum C2paLayer {
    /// Holds, signer on a list.
    Trusted,
    /// Holds, signer on no list.
    Valid,
    /// Holds, credential not usable at this time.
    NotConfirmable,
    /// Changed after signing.
    Tampered,
    /// There, but cannot be judged.
    Unreadable,
    /// Only remains.
    Remnant,
    /// Only a reference to a manifest kept elsewhere.
    RemoteOnly,
    /// Not there, and every place was searched.
    Absent,
    /// Not seen, but not everything was searched.
    #[default]
    Unknown,
}

impl C2paLayer {
    /// True when signature and bindings hold, so that what the store says may be quoted as its signer's. What a
    /// store says that was changed or cannot be judged is nobody's (C2PA 2.2 §15.3).
    pub fn holds(self) -> bool {
        match self {
            Self::Trusted | Self::Valid | Self::NotConfirmable => true,
            Self::Tampered | Self::Unreadable | Self::Remnant | Self::RemoteOnly | Self::Absent | Self::Unknown => {
                false
            }
        }
    }

    /// True when no store was read, and something points to one: remains, or a reference.
    pub fn is_trace(self) -> bool {
        match self {
            Self::Remnant | Self::RemoteOnly => true,
            Self::Trusted
            | Self::Valid
            | Self::NotConfirmable
            | Self::Tampered
            | Self::Unreadable
            | Self::Absent
            | Self::Unknown => false,
        }
    }

    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Valid => "valid",
            Self::NotConfirmable => "not_confirmable",
            Self::Tampered => "tampered",
            Self::Unreadable => "unreadable",
            Self::Remnant => "remnant",
            Self::RemoteOnly => "remote_only",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
        }
    }
}

/// The C2PA layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct C2pa {
    /// Its state.
    pub state: C2paLayer,
    /// The store, if one could be read.
    pub store: Option<(EvidenceId, Store)>,
    /// Remains and references.
    pub remnants: Vec<(EvidenceId, crate::vocabulary::c2pa::Remnant)>,
    /// What the store as a whole says of the origin; `NoStatement` when nothing in it may be attributed.
    pub claim: OriginClaim,
    /// A store that was fetched from where the asset refers to and does not match its bytes: the reference and
    /// the evidence. It stands for nothing but the reference.
    pub unbound: Option<(Untrusted, EvidenceId)>,
    /// True when the asset carries more than one store, which C2PA treats like none (2.2 §15.5.2.1).
    pub several_stores: bool,
}

/// State of the watermark layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum WatermarkState {
    /// One was read in the picture.
    Found,
    /// A manifest says there is one that cannot be read in the open.
    DeclaredUnverifiable,
    /// Every scheme that anybody can read was searched, and none was found. Says nothing of the others.
    NotFound,
    /// Not searched, or not all of it.
    #[default]
    NotSearched,
}

impl WatermarkState {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::DeclaredUnverifiable => "declared_unverifiable",
            Self::NotFound => "not_found",
            Self::NotSearched => "not_searched",
        }
    }
}

/// An invisible mark with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundWatermark {
    /// Its evidence.
    pub id: EvidenceId,
    /// The mark.
    pub mark: InvisibleMark,
    /// True when it hints at AI or admits it.
    pub points_to_ai: bool,
}

/// The watermark layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watermark {
    /// Its state.
    pub state: WatermarkState,
    /// Marks that were read in the picture, in the order in which they were found.
    pub found: Vec<FoundWatermark>,
    /// Marks that a manifest declares.
    pub declared: Vec<DeclaredMark>,
    /// Whether every place that can hide text was searched.
    pub is_text_searched: bool,
    /// Whether the pixels were searched for known patterns to the end.
    pub is_pattern_searched: bool,
    /// Whether they were searched for marks with any payload.
    pub is_any_payload_searched: bool,
}

/// A mark that a manifest declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredMark {
    /// The evidence that does.
    pub id: EvidenceId,
    /// The action or product named, or the `alg` of a soft binding.
    pub name: Untrusted,
    /// What kind of declaration it is.
    pub kind: Declaration,
}

/// How a mark is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// By an action of the history.
    Action,
    /// As a soft binding whose algorithm is on the C2PA list.
    Listed {
        /// The entry.
        algorithm: &'static Algorithm,
        /// What the value holds, where that is known.
        trustmark: Option<Payload>,
    },
    /// As a soft binding whose algorithm is on no list.
    Unlisted,
}

impl DeclaredMark {
    /// True for a fingerprint: it is computed from the picture, and nothing was put in.
    pub fn is_fingerprint(&self) -> bool {
        match &self.kind {
            Declaration::Listed { algorithm, .. } => algorithm.kind == AlgorithmKind::Fingerprint,
            Declaration::Action | Declaration::Unlisted => false,
        }
    }
}

/// Whether what is claimed is bound to these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Integrity {
    /// A signature binds a statement to these bytes and holds.
    Bound,
    /// A signature does not match these bytes.
    Broken,
    /// Nothing binds anything.
    #[default]
    Unbound,
    /// There is a binding that could not be judged.
    Unknown,
}

impl Integrity {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Broken => "broken",
            Self::Unbound => "unbound",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a label was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum StrippingLevel {
    /// No trace. This is not proof that nothing was removed.
    #[default]
    NotShown,
    /// An unsigned trace points to it.
    Indicated,
    /// Remains of the label itself are there.
    Shown,
}

impl StrippingLevel {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotShown => "not_shown",
            Self::Indicated => "indicated",
            Self::Shown => "shown",
        }
    }
}

/// Where something says that AI made the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// One of the four layers of label.
    Label(LabelLayer),
    /// Beside them: metadata of generators, IPTC terms, credit lines.
    OtherMetadata,
}

impl Layer {
    /// The id used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Label(layer) => layer.id(),
            Self::OtherMetadata => "other_metadata",
        }
    }
}

/// A layer that the genuine output of a generator carries and that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingLayer {
    /// The generator.
    pub profile: &'static Profile,
    /// What it says of the layer.
    pub expected: &'static Expected,
    /// What tells that the picture comes from it.
    pub known_by: EvidenceId,
}

/// One trace of removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrippingReason {
    /// How much it shows.
    pub level: StrippingLevel,
    /// Which layer was removed.
    pub layer: Layer,
    /// The trace.
    pub evidence: EvidenceId,
}

/// Removal of labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stripping {
    /// The highest level among the reasons.
    pub level: StrippingLevel,
    /// The traces.
    pub reasons: Vec<StrippingReason>,
}

/// Two sources that cannot both be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConflictKind {
    /// A valid camera capture without AI edit, and an admission of AI elsewhere.
    CaptureAgainstAi,
    /// Two sources name different vendors.
    VendorsDiffer,
    /// A signed part of the picture is AI, the final statement does not say so.
    ComponentUndeclared,
    /// A tampered picture was opened and signed again.
    Laundered,
    /// The signer's product may not make this claim.
    SignalNotAllowed,
}

/// A contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What kind.
    pub kind: ConflictKind,
    /// The sources.
    pub evidence: Vec<EvidenceId>,
    /// What exactly, for the message. Escaped already.
    pub what: String,
}

/// A trace outside the four layers: generator metadata, IPTC terms, credit lines.
#[derive(Clone, Debug, PartialEq)]
pub enum Trace {
    /// A generator's own metadata.
    Generator(GeneratorTrace),
    /// A digital source type in XMP.
    SourceType(DigitalSourceType),
    /// A credit line or IPTC AI property.
    Declared(Untrusted),
}

/// A trace with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundTrace {
    /// Its evidence.
    pub id: EvidenceId,
    /// The trace.
    pub trace: Trace,
    /// True when it says generated or edited by AI.
    pub says_ai: bool,
}

/// Everything that is so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The format's id.
    pub format: &'static str,
    /// What is claimed.
    pub origin: Origin,
    /// The implicit layer.
    pub implicit: Implicit,
    /// The explicit layer.
    pub explicit: Explicit,
    /// The C2PA layer.
    pub c2pa: C2pa,
    /// The watermark layer.
    pub watermark: Watermark,
    /// Signatures over the pixels, outside of any manifest.
    pub pixel_signatures: Vec<(EvidenceId, PixelSignature)>,
    /// Other traces.
    pub traces: Vec<FoundTrace>,
    /// Whether claims are bound to these bytes.
    pub integrity: Integrity,
    /// Layers that the genuine output of its generator carries and that are not there.
    pub missing_layers: Vec<MissingLayer>,
    /// What a ledger knows.
    pub ledger: Ledger,
    /// Small pictures beside the picture.
    pub thumbnails: Thumbnails,
    /// Marks that were computed off the picture.
    pub removals: Removals,
    /// Removal.
    pub stripping: Stripping,
    /// Signs in the structure that a piece was taken out. Alone they show nothing: careless programs leave them too.
    pub structure_remnants: Vec<EvidenceId>,
    /// Pointers to further pictures that are not in the file. They show nothing: whoever saves a picture cuts those off.
    pub lost_pictures: Vec<EvidenceId>,
    /// True when the file ends inside a piece.
    pub truncated: bool,
    /// Contradictions.
    pub conflicts: Vec<Conflict>,
    /// Searches that did not run to their end, search and reason.
    pub unsearched: Vec<Message>,
}
