//! The fixed payloads that public code embeds. Anybody can embed them, so each is a hint and no proof.

use crate::message::Text;

/// A payload that is known before it is looked for.
#[derive(Debug)]
pub struct Payload {
    /// Its name, or the text itself.
    pub name: &'static str,
    /// Whose code embeds it.
    pub used_by: &'static Text,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// Bytes of a text, the highest bit of each first.
    Ascii,
    /// Bits in the order in which they are embedded.
    Bits(&'static str),
}

impl Payload {
    /// The bits in the order in which they are embedded.
    pub fn bits(&self) -> Vec<bool> {
        match self.content {
            Content::Ascii => self.name.bytes().flat_map(bits_of).collect(),
            Content::Bits(digits) => digits.bytes().map(|digit| digit == b'1').collect(),
        }
    }
}

/// The bits of a byte, the highest first.
pub(super) fn bits_of(byte: u8) -> impl Iterator<Item = bool> {
    (0..8).rev().map(move |place| byte >> place & 1 == 1)
}

const fn ascii(name: &'static str, used_by: &'static Text) -> Payload {
    Payload { name, used_by, content: Content::Ascii }
}

static STABLE_DIFFUSION_1: Text = Text { zh: "Stable Diffusion 1.x 参考代码", en: "Stable Diffusion 1.x code" };
static STABLE_DIFFUSION_2: Text = Text { zh: "Stable Diffusion 2.x 参考代码", en: "Stable Diffusion 2.x code" };
static SDXL: Text = Text { zh: "SDXL、SVD 参考代码及 diffusers", en: "the code of SDXL and SVD, and diffusers" };
static FLUX: Text = Text { zh: "FLUX.1 参考代码", en: "FLUX.1 code" };
static INPAINTING: Text = Text {
    zh: "Stable Diffusion 1.x 局部重绘的一个分支",
    en: "a fork for inpainting with Stable Diffusion 1.x",
};
static MINDONE: Text = Text { zh: "MindSpore mindone", en: "MindSpore mindone" };
static INVOKEAI: Text = Text { zh: "InvokeAI 的水印节点", en: "the watermark node of InvokeAI" };
static SMALL: Text = Text { zh: "同名小项目", en: "the small project of that name" };

/// Every known payload. `10101010` and the example text of the library's manual are left out: they belong to no
/// generator, and eight bits are too few to tell from chance.
pub static PAYLOADS: &[Payload] = &[
    ascii("StableDiffusionV1", &STABLE_DIFFUSION_1),
    ascii("SDV2", &STABLE_DIFFUSION_2),
    Payload {
        name: "SDXL",
        used_by: &SDXL,
        content: Content::Bits("101100111110110010010000011110111011000110011110"),
    },
    // The constant in the source has 48 digits; two leading zeros are lost before it is embedded.
    Payload {
        name: "FLUX.1",
        used_by: &FLUX,
        content: Content::Bits("1010101111111010000111100111001111010100101110"),
    },
    ascii("StableDiffusionV1-Inpainting", &INPAINTING),
    ascii("StableDiffusion", &MINDONE),
    ascii("InvokeAI", &INVOKEAI),
    ascii("Cremage", &SMALL),
    ascii("HumanSD", &SMALL),
    ascii("Gpt4Art", &SMALL),
    ascii("synthica.ai", &SMALL),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_that_decoders_are_given() {
        let lengths: Vec<usize> = PAYLOADS.iter().map(|payload| payload.bits().len()).collect();
        assert_eq!(lengths, [136, 32, 48, 46, 224, 120, 64, 56, 56, 56, 88]);
    }

    #[test]
    fn no_payload_is_what_a_flat_picture_decodes_to() {
        assert!(PAYLOADS.iter().all(|payload| payload.bits().contains(&false)));
    }
}
