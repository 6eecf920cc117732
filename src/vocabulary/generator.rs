//! Traces that generators leave in ordinary metadata.

use crate::untrusted::Untrusted;

/// The program or service that wrote a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the products")]
pub enum Tool {
    Automatic1111,
    SdNext,
    Forge,
    ComfyUi,
    InvokeAi,
    NovelAi,
    Fooocus,
    SwarmUi,
    DrawThings,
    EasyDiffusion,
    Midjourney,
    Grok,
    Flux,
    Ideogram,
    Reve,
    Luma,
    SamsungGallery,
    ByteDanceApp,
    GoogleAi,
    ApplePhotos,
    TensorArt,
    OtherStableDiffusion,
}

impl Tool {
    /// The product's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic1111 => "Stable Diffusion web UI",
            Self::SdNext => "SD.Next",
            Self::Forge => "Stable Diffusion WebUI Forge",
            Self::ComfyUi => "ComfyUI",
            Self::InvokeAi => "InvokeAI",
            Self::NovelAi => "NovelAI",
            Self::Fooocus => "Fooocus",
            Self::SwarmUi => "SwarmUI",
            Self::DrawThings => "Draw Things",
            Self::EasyDiffusion => "Easy Diffusion",
            Self::Midjourney => "Midjourney",
            Self::Grok => "Grok (xAI)",
            Self::Flux => "FLUX (Black Forest Labs)",
            Self::Ideogram => "Ideogram",
            Self::Reve => "Reve",
            Self::Luma => "Luma AI",
            Self::SamsungGallery => "Samsung Gallery",
            Self::ByteDanceApp => "ByteDance app",
            Self::GoogleAi => "Google AI",
            Self::ApplePhotos => "Apple Photos Clean Up",
            Self::TensorArt => "TensorArt",
            Self::OtherStableDiffusion => "Stable Diffusion (tool not named)",
        }
    }

    /// Whether the tool belongs to a provider that serves mainland China and so owes the GB label.
    pub fn is_chinese_service(self) -> bool {
        self == Self::ByteDanceApp
    }
}

/// What the trace says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// The picture was generated.
    Generated,
    /// The picture was edited or enlarged with AI.
    Edited,
    /// The picture went through the tool, which does not say that a model made it.
    Processed,
}

/// One trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratorTrace {
    /// Which tool.
    pub tool: Tool,
    /// What it says happened.
    pub act: Act,
    /// Version, model and similar details worth showing.
    pub details: Vec<(&'static str, Untrusted)>,
}
