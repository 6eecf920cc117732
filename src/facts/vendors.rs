//! Which vendor a label, a signature, a trace or a mark names, as far as that is publicly known.
//!
//! A short explicit table and nothing else: no guessing from words. Hosts that run other vendors' models
//! (clouds, model hubs) and programs anyone can install name no vendor. Credit codes are those found in real
//! files together with a public or reported owner; the owner of a code is never proof of who wrote it.

use crate::vocabulary::aigc::Provider;
use crate::vocabulary::c2pa::Signer;
use crate::vocabulary::generator::Tool;

/// Unified social credit codes and plain names used as `ContentProducer`.
const PRODUCERS: [(&str, &str); 15] = [
    ("91110102MACQD9K640", "ByteDance"),
    ("9144030008867405X2", "ByteDance"),
    ("doubao", "ByteDance"),
    ("91440300708461136T", "Tencent"),
    ("91440101MA9Y9T4H7A", "Alibaba"),
    ("91330106MA2CFLDG4R", "Alibaba"),
    ("91110108335469089C", "Kuaishou"),
    ("kling", "Kuaishou"),
    ("91110000802100433B", "Baidu"),
    ("MiniMax", "MiniMax"),
    ("91110108MA01KP2T5U", "Zhipu"),
    ("91440300MA5G49LC9K", "Honor"),
    ("91110108MACC4D63XF", "ShengShu"),
    ("91110105MACJ6K1C8A", "LiblibAI"),
    ("91340100MAEB4N8H76", "RunningHub"),
];

/// Organisations in signing certificates, as the start of the name.
const SIGNERS: [(&str, &str); 9] = [
    ("OpenAI", "OpenAI"),
    ("Google LLC", "Google"),
    ("Adobe Inc", "Adobe"),
    ("Black Forest Labs", "Black Forest Labs"),
    ("Byteplus", "ByteDance"),
    ("BytePlus", "ByteDance"),
    ("Volcengine", "ByteDance"),
    ("Beijing Volcano Engine", "ByteDance"),
    ("Samsung", "Samsung"),
];

/// Names that generators put on the picture, as `readers::visible_label` gives them. Left out are hubs that run the models of others (RunningHub, LibLib)
/// and apps whose mark stands for an edit (Samsung Galaxy AI): both say truly what another label says, too.
const MARKS: [(&str, &str); 19] = [
    ("豆包 (Doubao)", "ByteDance"),
    ("即梦 (Jimeng)", "ByteDance"),
    ("星绘 (Xinghui)", "ByteDance"),
    ("Dreamina", "ByteDance"),
    ("猫箱 (Maoxiang)", "ByteDance"),
    ("Seedream", "ByteDance"),
    ("可灵 (Kling)", "Kuaishou"),
    ("千问 (Qwen)", "Alibaba"),
    ("通义 (Tongyi)", "Alibaba"),
    ("通义万相 (Wanx)", "Alibaba"),
    ("元宝 (Yuanbao)", "Tencent"),
    ("混元 (Hunyuan)", "Tencent"),
    ("百度 (Baidu)", "Baidu"),
    ("文心 (ERNIE)", "Baidu"),
    ("清言 (Zhipu)", "Zhipu"),
    ("智谱 (Zhipu)", "Zhipu"),
    ("海螺 (Hailuo)", "MiniMax"),
    ("Google Gemini", "Google"),
    ("Meta AI", "Meta"),
];

/// The vendor behind the provider that a label names, if it is known.
pub(super) fn of_producer(provider: &Provider) -> Option<&'static str> {
    let name = match provider {
        Provider::Code(code) => code.uscc.as_raw(),
        Provider::Name(name) => name.as_raw(),
        Provider::BrokenCode { .. } => return None,
    };
    PRODUCERS.iter().find(|(known, _)| *known == name).map(|(_, vendor)| *vendor)
}

/// The vendor behind a certificate, if it is known.
pub(super) fn of_signer(signer: &Signer) -> Option<&'static str> {
    if signer.common_name.as_raw().ends_with("@volcengine.com") {
        return Some("ByteDance");
    }
    let organization = signer.organization.as_raw();
    SIGNERS.iter().find(|(known, _)| organization.starts_with(known)).map(|(_, vendor)| *vendor)
}

/// The vendor behind the name of a generator on the picture, if it is known.
pub(super) fn of_mark(name: &str) -> Option<&'static str> {
    MARKS.iter().find(|(known, _)| *known == name).map(|(_, vendor)| *vendor)
}

/// The vendor of a tool, if it is known.
pub(super) fn of_tool(tool: Tool) -> Option<&'static str> {
    match tool {
        Tool::Midjourney => Some("Midjourney"),
        Tool::Grok => Some("xAI"),
        Tool::Ideogram => Some("Ideogram"),
        Tool::Reve => Some("Reve"),
        Tool::Luma => Some("Luma"),
        Tool::NovelAi => Some("NovelAI"),
        Tool::SamsungGallery => Some("Samsung"),
        Tool::ByteDanceApp => Some("ByteDance"),
        Tool::GoogleAi => Some("Google"),
        Tool::ApplePhotos => Some("Apple"),
        // Open programs, open weights and hubs that run them.
        Tool::Automatic1111
        | Tool::SdNext
        | Tool::Forge
        | Tool::ComfyUi
        | Tool::InvokeAi
        | Tool::Fooocus
        | Tool::SwarmUi
        | Tool::DrawThings
        | Tool::EasyDiffusion
        | Tool::Flux
        | Tool::TensorArt
        | Tool::OtherStableDiffusion => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the reader that stand for no one maker here: hubs, and makers of whom no label is known.
    const LEFT_OUT: [&str; 9] =
        ["RunningHub", "LibLib", "Vidu", "PixVerse", "vivo", "OPPO", "HONOR", "星火 (iFLYTEK Spark)", "讯飞 (iFLYTEK)"];

    #[test]
    fn every_name_of_the_reader_is_known_or_left_out() {
        let names = crate::readers::visible_label::vendor_names();
        assert!(names.len() >= 20, "{names:?}");
        for name in names {
            assert_ne!(of_mark(name).is_some(), LEFT_OUT.contains(&name), "{name}");
        }
    }
}
