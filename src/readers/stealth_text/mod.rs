//! Text that generators hide in the lowest bits of the pixels, and NovelAI's signature over them.
//!
//! In: the decoded picture as stored, the metadata. Out: the hidden text as an invisible mark, what the readers of
//! generator metadata make of it, and whether a signature holds for these pixels. The text can be written by anybody
//! and any lossy saving destroys it; the signature can be made by NovelAI alone. Must not know: roles, law.

mod lowest_bits;
mod novelai;
mod python_json;
#[cfg(test)]
mod testing;

use self::lowest_bits::{Content, Hidden, Planes};
use self::novelai::Signed;
use super::generator;
use crate::coverage::{Coverage, CoverageState};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::message::Text;
use crate::metadata::model::Place;
use crate::pixels::Picture;
use crate::reader::{Input, Reader};
use crate::untrusted::Untrusted;
use crate::vocabulary::pixel_signature::{PixelSignature, SignatureState};
use crate::vocabulary::watermark::{FoundAt, InvisibleMark, MarkSignature, MarkStanding};

/// Reads the lowest bits, and checks signatures over the pixels.
pub static READER: Reader = Reader { id: "stealth-text", read };

static WRITERS: Text =
    Text { zh: "NovelAI、Stable Diffusion web UI 等", en: "NovelAI, Stable Diffusion web UI and others" };

/// Characters of a hidden text that are shown.
const EXCERPT_CHARS: usize = 200;

fn read(input: &Input<'_>) -> Reading {
    read_with(input, &novelai::PUBLIC_KEY)
}

/// The same with another key, which only tests have.
fn read_with(input: &Input<'_>, public_key: &[u8; 32]) -> Reading {
    let mut state = input.pixels.state.clone();
    let mut evidence = Vec::new();
    let texts: Vec<HiddenIn> = input.pixels.frames.iter().flat_map(|frame| hidden(frame, input)).collect();
    let from_pixels = texts.iter().filter_map(|found| Some((found.text()?, found.place.carrier.as_str())));
    let signed = novelai::signed(input, from_pixels, &mut state);
    let checked = novelai::check(input, &signed, public_key);
    for found in &texts {
        let signature = found.text().and_then(|text| novelai::state_of(text, &checked, input.limits.depth_max));
        evidence.push(mark(found, signature));
        match &found.hidden.content {
            Content::Text(text) => {
                let (traces, read) = generator::read_hidden(text, &found.place, input.limits);
                evidence.extend(traces);
                state.worsen(&read);
            }
            Content::TooLong { limit } => state.worsen(&CoverageState::Stopped { limit, at: 0 }),
            Content::Broken => {}
        }
    }
    evidence.extend(checked.iter().map(|(signed, state)| signature(signed, *state)));
    Reading { evidence, coverage: vec![Coverage { reader: READER.id, state }] }
}

/// A hidden text and where it is.
struct HiddenIn {
    hidden: Hidden,
    place: Place,
}

impl HiddenIn {
    fn text(&self) -> Option<&str> {
        match &self.hidden.content {
            Content::Text(text) => Some(text),
            Content::Broken | Content::TooLong { .. } => None,
        }
    }
}

fn hidden(frame: &Picture, input: &Input<'_>) -> Vec<HiddenIn> {
    let found = lowest_bits::find(&frame.stored(), input.limits);
    let in_place = |hidden: Hidden| {
        let planes = match hidden.planes {
            Planes::Alpha => "alpha channel",
            Planes::Colours => "colour channels",
        };
        let carrier = format!("{}:pixels, lowest bits of the {planes}", input.layout.format.id());
        HiddenIn { hidden, place: Place { carrier, span: 0..0, after_end: false } }
    };
    found.into_iter().map(in_place).collect()
}

/// The mark itself. Only generators write this form: what cannot be read any more still hints at them, and what can is
/// judged by what it says.
fn mark(found: &HiddenIn, signature: Option<SignatureState>) -> Evidence {
    let text = found.text().unwrap_or_default();
    let signature = match signature {
        Some(SignatureState::Verified) => MarkSignature::Verified,
        Some(SignatureState::Broken) => MarkSignature::Broken,
        Some(SignatureState::Unverifiable) | None => MarkSignature::None,
    };
    let standing = match found.hidden.content {
        Content::Text(_) | Content::TooLong { .. } => MarkStanding::Found,
        Content::Broken => MarkStanding::Damaged,
    };
    let mark = InvisibleMark {
        scheme: found.hidden.scheme,
        payload: Untrusted::new(text.chars().take(EXCERPT_CHARS).collect::<String>()),
        payload_bits: None,
        used_by: (signature != MarkSignature::Verified).then_some(&WRITERS),
        p_value: None,
        place: None,
        found_at: FoundAt::AsIs,
        is_mirrored: false,
        colours: None,
        signature,
        standing,
    };
    Evidence {
        kind: EvidenceKind::WatermarkText,
        carrier: found.place.carrier.clone(),
        span: None,
        says: Statement::PossiblyAi,
        strength: Strength::Detected,
        detail: Detail::Watermark(Box::new(mark)),
    }
}

/// A signature that holds is NovelAI's word for these pixels; one that does not says nothing.
fn signature(signed: &Signed, state: SignatureState) -> Evidence {
    let (says, strength) = match state {
        SignatureState::Verified => (Statement::AiGenerated, Strength::Signed),
        SignatureState::Broken | SignatureState::Unverifiable => (Statement::Nothing, Strength::Detected),
    };
    Evidence {
        kind: EvidenceKind::PixelSignature,
        carrier: signed.carrier.clone(),
        span: signed.span.clone(),
        says,
        strength,
        detail: Detail::PixelSignature(PixelSignature { signer: novelai::SIGNER, state }),
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, RgbaImage};
    use time::OffsetDateTime;

    use super::testing::*;
    use super::*;
    use crate::asset::Asset;
    use crate::context::{Context, Depth};
    use crate::coverage::reason;
    use crate::limits::Limits;
    use crate::trust::TrustStore;
    use crate::vocabulary::generator::Tool;
    use crate::{container, metadata, pixels};

    const PARAMETERS: &str = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 64x64";

    fn read_bytes(bytes: &[u8], public_key: &[u8; 32], depth: Depth) -> Reading {
        let bytes = bytes.to_vec();
        let asset = Asset::new("a", &bytes);
        let limits = Limits::default();
        let layout = container::walk(&asset, depth, &limits);
        let metadata = metadata::parse(&asset, &layout, &limits);
        let pixels = pixels::decode(&asset, layout.format, depth, &limits);
        let context = &Context::at(OffsetDateTime::UNIX_EPOCH);
        let trust = &TrustStore::default();
        let input = Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &pixels,
            limits: &limits,
            trust,
            context,
        };
        read_with(&input, public_key)
    }

    fn read(bytes: &[u8]) -> Reading {
        read_bytes(bytes, &public_key(), Depth::Full)
    }

    fn png(image: &RgbaImage) -> Vec<u8> {
        encoded(image.clone(), ImageFormat::Png)
    }

    fn marks(reading: &Reading) -> Vec<(&'static str, MarkStanding, MarkSignature)> {
        let mark = |one: &Evidence| {
            let Detail::Watermark(mark) = &one.detail else { return None };
            Some((mark.scheme, mark.standing, mark.signature))
        };
        reading.evidence.iter().filter_map(mark).collect()
    }

    fn tools(reading: &Reading) -> Vec<Tool> {
        let tool = |one: &Evidence| {
            let Detail::Generator(trace) = &one.detail else { return None };
            Some(trace.tool)
        };
        reading.evidence.iter().filter_map(tool).collect()
    }

    #[track_caller]
    fn check_signature(bytes: &[u8], expected: &[(&str, SignatureState, Statement)]) {
        let reading = read(bytes);
        let signature = |one: &Evidence| {
            let Detail::PixelSignature(signature) = &one.detail else { return None };
            Some((one.carrier.clone(), signature.state, one.says))
        };
        let found: Vec<_> = reading.evidence.iter().filter_map(signature).collect();
        let found: Vec<_> = found.iter().map(|(carrier, state, says)| (carrier.as_str(), *state, *says)).collect();
        assert_eq!(found, expected);
        assert_eq!(reading.coverage[0].state, CoverageState::Complete);
    }

    #[test]
    fn settings_in_the_lowest_bits_are_a_mark_and_a_trace() {
        for (image, planes, scheme) in [
            (hidden_in_alpha("stealth_pngcomp", &gzip(PARAMETERS.as_bytes())), "alpha channel", "stealth_pngcomp"),
            (hidden_in_colours("stealth_rgbinfo", PARAMETERS.as_bytes()), "colour channels", "stealth_rgbinfo"),
        ] {
            let reading = read(&png(&image));
            assert_eq!(marks(&reading), [(scheme, MarkStanding::Found, MarkSignature::None)]);
            assert_eq!(tools(&reading), [Tool::OtherStableDiffusion]);
            let carrier = format!("png:pixels, lowest bits of the {planes}");
            let seen: Vec<_> =
                reading.evidence.iter().map(|one| (one.carrier.as_str(), one.says, one.strength)).collect();
            let hint = (carrier.as_str(), Statement::PossiblyAi, Strength::Detected);
            assert_eq!(seen, [hint, (carrier.as_str(), Statement::AiGenerated, Strength::Declared)]);
        }
    }

    #[test]
    fn text_survives_in_lossless_webp() {
        let image = hidden_in_alpha("stealth_pnginfo", PARAMETERS.as_bytes());
        assert_eq!(tools(&read(&encoded(image, ImageFormat::WebP))), [Tool::OtherStableDiffusion]);
    }

    #[test]
    fn what_is_damaged_is_a_mark_without_words() {
        let reading = read(&png(&hidden_in_alpha("stealth_pngcomp", b"not packed")));
        assert_eq!(marks(&reading), [("stealth_pngcomp", MarkStanding::Damaged, MarkSignature::None)]);
        assert!(tools(&reading).is_empty());
    }

    #[derive(Clone, Copy)]
    enum Plane {
        Alpha,
        Colours,
    }

    #[test]
    fn noise_after_the_beginning_is_damage_and_no_words() {
        let mut state = 1_u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(state >> 24).unwrap()
        };
        let mut seen = 0;
        for round in 0..200_usize {
            // With the true length of the noise, and with noise in place of the length too.
            let noise: Vec<u8> = (0..40 + round).map(|_| next()).collect();
            for (scheme, plane) in [
                ("stealth_pnginfo", Plane::Alpha),
                ("stealth_pngcomp", Plane::Alpha),
                ("stealth_rgbinfo", Plane::Colours),
                ("stealth_rgbcomp", Plane::Colours),
            ] {
                // Pixels 120 to 151 hold the length in alpha, pixels 40 to 50 in colours.
                let (mut image, from, channel) = match plane {
                    Plane::Alpha => (hidden_in_alpha(scheme, &noise), 120, 3),
                    Plane::Colours => (hidden_in_colours(scheme, &noise), 40, 0),
                };
                if round % 2 == 1 {
                    for at in from..from + 11 {
                        image.get_pixel_mut(at / 64, at % 64).0[channel] ^= next() & 1;
                    }
                }
                let reading = read(&png(&image));
                assert_eq!(marks(&reading), [(scheme, MarkStanding::Damaged, MarkSignature::None)], "{round}");
                assert!(tools(&reading).is_empty());
                seen += 1;
            }
        }
        assert_eq!(seen, 800);
    }

    #[test]
    fn a_picture_without_text_is_searched_and_one_that_was_not_seen_is_not() {
        let bytes = png(&carrier());
        let state = |reading: Reading| (reading.evidence.len(), reading.coverage[0].state.clone());
        assert_eq!(state(read(&bytes)), (0, CoverageState::Complete));
        let unseen = CoverageState::Skipped { reason: &reason::NO_PIXELS };
        assert_eq!(state(read_bytes(&bytes, &public_key(), Depth::Metadata)), (0, unseen));
    }

    #[test]
    fn a_signature_in_the_hidden_text_holds_for_the_pixels_alone() {
        let place = "png:pixels, lowest bits of the alpha channel";
        let hide = |image: &RgbaImage| hidden_in_alpha("stealth_pngcomp", &gzip(signed_object(image).as_bytes()));
        let mut image = hide(&carrier());
        check_signature(&png(&image), &[(place, SignatureState::Verified, Statement::AiGenerated)]);
        let reading = read(&png(&image));
        assert_eq!(marks(&reading), [("stealth_pngcomp", MarkStanding::Found, MarkSignature::Verified)]);
        assert_eq!(
            (tools(&reading), reading.evidence.last().unwrap().strength),
            (vec![Tool::NovelAi], Strength::Signed)
        );
        image.get_pixel_mut(63, 63).0[3] = 254;
        check_signature(&png(&image), &[(place, SignatureState::Verified, Statement::AiGenerated)]);
        image.get_pixel_mut(63, 63).0[2] ^= 1;
        check_signature(&png(&image), &[(place, SignatureState::Broken, Statement::Nothing)]);
        assert_eq!(marks(&read(&png(&image))), [("stealth_pngcomp", MarkStanding::Found, MarkSignature::Broken)]);
    }

    #[test]
    fn changed_settings_break_the_signature() {
        let changed = signed_object(&carrier()).replace("28", "29");
        let image = hidden_in_alpha("stealth_pngcomp", &gzip(changed.as_bytes()));
        let place = "png:pixels, lowest bits of the alpha channel";
        check_signature(&png(&image), &[(place, SignatureState::Broken, Statement::Nothing)]);
    }

    #[test]
    fn a_signature_in_the_metadata_is_checked_too() {
        let opaque = carrier();
        let comment = signed_comment(&opaque);
        let text = with_text(&png(&opaque), "Comment", &comment);
        check_signature(&text, &[("png:tEXt Comment", SignatureState::Verified, Statement::AiGenerated)]);
        let webp = webp_with_exif(&opaque, &exif_comment(&comment));
        check_signature(&webp, &[("webp:EXIF UserComment", SignatureState::Verified, Statement::AiGenerated)]);
        // The same signature in two places is checked once.
        let hidden = hidden_in_alpha("stealth_pngcomp", &gzip(signed_object(&opaque).as_bytes()));
        let both = with_text(&png(&hidden), "Comment", &comment);
        let place = "png:pixels, lowest bits of the alpha channel";
        check_signature(&both, &[(place, SignatureState::Verified, Statement::AiGenerated)]);
    }

    #[test]
    fn where_pixels_cannot_be_the_signed_ones_nobody_is_accused() {
        let image = carrier();
        let jpeg = jpeg_with_exif(&image, &exif_comment(&signed_comment(&image)));
        check_signature(&jpeg, &[("jpeg:APP1 EXIF UserComment", SignatureState::Unverifiable, Statement::Nothing)]);
        let deep = encoded(DynamicImage::ImageRgba8(image.clone()).into_rgb16(), ImageFormat::Png);
        let deep = with_text(&deep, "Comment", &signed_comment(&image).replace("28", "29"));
        check_signature(&deep, &[("png:tEXt Comment", SignatureState::Unverifiable, Statement::Nothing)]);
    }

    #[test]
    fn only_the_published_key_counts() {
        let image = hidden_in_alpha("stealth_pngcomp", &gzip(signed_object(&carrier()).as_bytes()));
        let reading = read_bytes(&png(&image), &novelai::PUBLIC_KEY, Depth::Full);
        assert_eq!(marks(&reading), [("stealth_pngcomp", MarkStanding::Found, MarkSignature::Broken)]);
    }

    #[test]
    fn the_number_of_signatures_is_bounded() {
        let opaque = carrier();
        let comment = signed_comment(&opaque);
        let mut bytes = png(&opaque);
        for steps in 0..5 {
            bytes = with_text(&bytes, "Comment", &comment.replace("28", &format!("9{steps}")));
        }
        let reading = read(&bytes);
        assert_eq!(reading.evidence.len(), 4);
        assert_eq!(reading.coverage[0].state, CoverageState::Stopped { limit: "signature_tries_max", at: 0 });
    }
}
