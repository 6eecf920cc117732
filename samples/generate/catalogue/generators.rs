//! What generators leave in ordinary metadata, and look-alikes that say nothing of generation.

use super::sample::Sample;
use crate::write::exif::{self, Field, Order};
use crate::write::png::Place;
use crate::write::webp::Metadata;
use crate::write::{boxes, gif, hidden, jpeg, picture, png, samsung, webp, xmp};

const PARAMETERS: &str = "a lighthouse at dusk, oil painting\nNegative prompt: blurry, lowres\n\
    Steps: 24, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 912873, Size: 96x64, \
    Model hash: 0a1b2c3d4e, Model: sample-v1, Version: v1.9.4";
const SAMPLER_GRAPH: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":42,"steps":20,"cfg":7.0,"sampler_name":"euler","scheduler":"normal","denoise":1.0,"model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sample-v1.safetensors"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":96,"height":64,"batch_size":1}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a lighthouse at dusk","clip":["4",1]}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["4",1]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},"9":{"class_type":"SaveImage","inputs":{"filename_prefix":"ComfyUI","images":["8",0]}}}"#;
const SAMPLER_WORKFLOW: &str = r#"{"last_node_id":9,"last_link_id":9,"nodes":[{"id":3,"type":"KSampler","widgets_values":[42,"fixed",20,7,"euler","normal",1]},{"id":9,"type":"SaveImage","widgets_values":["ComfyUI"]}],"links":[],"version":0.4}"#;
const RESIZE_GRAPH: &str = r#"{"1":{"class_type":"LoadImage","inputs":{"image":"holiday.jpg","upload":"image"}},"2":{"class_type":"ImageScale","inputs":{"image":["1",0],"upscale_method":"lanczos","width":96,"height":64,"crop":"center"}},"3":{"class_type":"SaveImage","inputs":{"filename_prefix":"small","images":["2",0]}}}"#;

/// One sample for each generator and each look-alike.
pub(crate) fn all() -> Vec<Sample> {
    [
        web_ui(),
        hidden(),
        comfy(),
        invoke_and_novel(),
        fooocus_and_others(),
        services(),
        phones_and_apps(),
        look_alikes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn png_texts(seed: u32, texts: &[(&str, &str)]) -> Vec<u8> {
    let chunks: Vec<Vec<u8>> = texts.iter().map(|(keyword, value)| png::text(keyword, value)).collect();
    png::with_chunks(&picture::png(seed), Place::Front, &chunks)
}

fn jpeg_exif(seed: u32, order: Order, first: &[Field], exif: &[Field]) -> Vec<u8> {
    jpeg::with_segments(&picture::jpeg(seed), &[jpeg::exif(&exif::block(order, first, exif))])
}

fn webp_exif(seed: u32, block: &[u8]) -> Vec<u8> {
    webp::with_metadata(&picture::webp(seed), &Metadata { exif: Some(block), ..Metadata::default() })
}

fn web_ui() -> Vec<Sample> {
    let forge = PARAMETERS.replace("Version: v1.9.4", "Version: f2.0.1v1.10.1-previous-664-gd557aef9");
    let sdnext = "a lighthouse at dusk\nNegative prompt: blurry\nSteps: 20, Size: 96x64, Sampler: UniPC, \
        CFG scale: 6, Seed: 77001, Model: sample-v1, App: SD.Next, Version: 8a2f31e, Operations: txt2img";
    let big = exif::user_comment_utf16(PARAMETERS, Order::Big);
    let block = exif::block(Order::Big, &[], std::slice::from_ref(&big));
    let sloppy = Metadata { exif: Some(&block), xmp_flag_alone: true, ..Metadata::default() };
    let flagged = webp::with_metadata(&picture::webp(108), &sloppy);
    let after = png::with_chunks(&picture::png(101), Place::Back, &[png::text("parameters", PARAMETERS)]);
    let compressed =
        png::with_chunks(&picture::png(102), Place::Front, &[png::compressed_text("parameters", PARAMETERS)]);
    vec![
        Sample::new("generator/a1111-parameters.png", png_texts(100, &[("parameters", PARAMETERS)])),
        Sample::new("generator/a1111-after-picture-data.png", after),
        Sample::new("generator/a1111-compressed-text.png", compressed),
        Sample::new("generator/a1111-user-comment.jpg", jpeg_exif(103, Order::Big, &[], &[big])),
        Sample::new("generator/a1111-user-comment.webp", webp_exif(104, &block)),
        Sample::new("generator/a1111-and-flag-without-chunk.webp", flagged),
        Sample::new("generator/a1111-user-comment.avif", boxes::heif(b"avif", b"av01", vec![boxes::exif_item(&block)])),
        Sample::new("generator/a1111-comment.gif", gif::with_extension(&picture::gif(105), &gif::comment(PARAMETERS))),
        Sample::new("generator/forge-parameters.png", png_texts(106, &[("parameters", &forge)])),
        Sample::new(
            "generator/sdnext-user-comment.jpg",
            jpeg_exif(107, Order::Little, &[], &[exif::user_comment(sdnext)]),
        ),
    ]
}

/// The same text in the lowest bits of the alpha channel; once with its end cut off.
fn hidden() -> Vec<Sample> {
    let whole = hidden::picture(150, PARAMETERS);
    // The text takes more than twenty columns of the picture.
    let cropped = image::imageops::crop_imm(&whole, 0, 0, 20, whole.height()).to_image();
    let both = png::with_chunks(&hidden::png(&whole), Place::Front, &[png::text("parameters", PARAMETERS)]);
    vec![
        Sample::new("generator/a1111-hidden.png", hidden::png(&whole)),
        Sample::new("generator/a1111-hidden-and-text.png", both),
        Sample::new("generator/a1111-hidden.webp", hidden::webp(&whole)),
        Sample::new("generator/a1111-hidden-cropped.png", hidden::png(&cropped)),
    ]
}

fn comfy() -> Vec<Sample> {
    let descending = [
        exif::ascii(exif::MODEL, &format!("prompt:{SAMPLER_GRAPH}")),
        exif::ascii(exif::MAKE, &format!("workflow:{SAMPLER_WORKFLOW}")),
    ];
    let block = exif::block(Order::Little, &descending, &[]);
    vec![
        Sample::new(
            "generator/comfyui-sampler.png",
            png_texts(110, &[("prompt", SAMPLER_GRAPH), ("workflow", SAMPLER_WORKFLOW)]),
        ),
        Sample::new("generator/comfyui-animated.png", animated(111)),
        Sample::new("generator/comfyui-exif.webp", webp_exif(112, &block)),
        Sample::new("generator/comfyui-resize-only.png", png_texts(113, &[("prompt", RESIZE_GRAPH)])),
    ]
}

/// An animated PNG of one frame with the graph in ComfyUI's own chunk after the picture data.
fn animated(seed: u32) -> Vec<u8> {
    let graph = png::chunk(b"comf", &[b"prompt\0", SAMPLER_GRAPH.as_bytes()].concat());
    png::with_chunks(&png::animated(&picture::png(seed), &[]), Place::Back, &[graph])
}

fn invoke_and_novel() -> Vec<Sample> {
    let invoke = r#"{"app_version":"5.6.0","generation_mode":"sdxl_txt2img","positive_prompt":"a lighthouse at dusk","negative_prompt":"blurry","width":96,"height":64,"seed":42,"cfg_scale":7.0,"steps":30,"scheduler":"euler","model":{"key":"0f","hash":"blake3:00","name":"sample-v1","base":"sdxl","type":"main"}}"#;
    let legacy = r#"{"model":"stable diffusion","model_weights":"sample-v1","app_id":"invoke-ai/InvokeAI","app_version":"2.2.4","image":{"type":"txt2img","prompt":[{"prompt":"a lighthouse at dusk","weight":1.0}],"steps":50,"cfg_scale":7.5,"sampler":"k_lms","seed":42,"width":96,"height":64}}"#;
    let comment = r#"{"prompt":"a lighthouse at dusk","steps":28,"height":64,"width":96,"scale":5.0,"uncond_scale":1.0,"seed":31337,"n_samples":1,"sampler":"k_euler_ancestral","uc":"blurry","request_type":"PromptGenerateRequest"}"#;
    let source = "NovelAI Diffusion V4 37442FCA";
    let novel = [
        ("Title", "NovelAI generated image"),
        ("Description", "a lighthouse at dusk"),
        ("Software", "NovelAI"),
        ("Source", source),
        ("Generation time", "3.2"),
        ("Comment", comment),
    ];
    // 64 zero bytes; only NovelAI can make a signature that holds.
    let hash = format!("\"signed_hash\":\"{}==\"}}", "A".repeat(86));
    let signed = comment.replace('}', &format!(",{hash}"));
    let made_up = [("Software", "NovelAI"), ("Source", source), ("Comment", signed.as_str())];
    let outer = format!(
        r#"{{"Comment":{},"Description":"a lighthouse at dusk","Generation time":"3.2","Software":"NovelAI","Source":"{source}","Title":"NovelAI generated image"}}"#,
        serde_json::Value::String(comment.to_owned())
    );
    let first = [
        exif::ascii(exif::DOCUMENT_NAME, "NovelAI generated image"),
        exif::ascii(exif::IMAGE_DESCRIPTION, "a lighthouse at dusk"),
        exif::ascii(exif::SOFTWARE, source),
    ];
    let block = exif::block(Order::Big, &first, &[exif::user_comment(&outer)]);
    vec![
        Sample::new("generator/invokeai-metadata.png", png_texts(115, &[("invokeai_metadata", invoke)])),
        Sample::new(
            "generator/invokeai-legacy.png",
            png_texts(
                116,
                &[
                    ("Dream", r#""a lighthouse at dusk" -s 50 -S 42 -W 96 -H 64 -C 7.5 -A k_lms"#),
                    ("sd-metadata", legacy),
                ],
            ),
        ),
        Sample::new("generator/novelai.png", png_texts(117, &novel)),
        Sample::new("generator/novelai-signature-made-up.png", png_texts(151, &made_up)),
        Sample::new("generator/novelai.webp", webp_exif(118, &block)),
    ]
}

fn fooocus_and_others() -> Vec<Sample> {
    let fooocus = r#"{"adm_guidance":"(1.5, 0.8, 0.3)","base_model":"sample-v1","base_model_hash":"0a1b2c3d","full_prompt":["a lighthouse at dusk"],"guidance_scale":4.0,"metadata_scheme":"fooocus","negative_prompt":"","performance":"Speed","prompt":"a lighthouse at dusk","resolution":"(96, 64)","sampler":"dpmpp_2m_sde_gpu","scheduler":"karras","seed":"42","sharpness":2.0,"steps":30,"version":"Fooocus v2.5.5"}"#;
    let first = [
        exif::ascii(exif::SOFTWARE, "Fooocus v2.5.5"),
        exif::undefined(exif::MAKER_NOTE, b"fooocus"),
        exif::undefined(exif::USER_COMMENT, fooocus.as_bytes()),
    ];
    let swarm = r#"{"sui_image_params":{"prompt":"a lighthouse at dusk","model":"sample-v1","seed":42,"steps":20,"cfgscale":7.0,"width":96,"height":64,"swarm_version":"0.9.5.0"},"sui_extra_data":{"date":"2026-06-01","generation_time":"2.10 sec"}}"#;
    let draw_things = r#"{"c":"a lighthouse at dusk","uc":"blurry","steps":20,"sampler":"DPM++ 2M Karras","seed":42,"scale":7.5,"size":"96x64","model":"sample_v1_f16.ckpt","strength":1,"mask_blur":1.5}"#;
    let attribute = "xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
        xmp:CreatorTool=\"Draw Things\"";
    let element = format!(
        "<exif:UserComment><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></exif:UserComment>",
        xmp::escape(draw_things)
    );
    let draw_things = jpeg::with_segments(&picture::jpeg(122), &[jpeg::xmp(&xmp::packet(attribute, &element))]);
    let easy = [
        ("prompt", "a lighthouse at dusk"),
        ("negative_prompt", "blurry"),
        ("seed", "42"),
        ("num_inference_steps", "25"),
        ("guidance_scale", "7.5"),
        ("sampler_name", "euler_a"),
        ("use_stable_diffusion_model", "sample-v1"),
    ];
    vec![
        Sample::new(
            "generator/fooocus-parameters.png",
            png_texts(119, &[("parameters", fooocus), ("fooocus_scheme", "fooocus")]),
        ),
        Sample::new("generator/fooocus-exif.jpg", jpeg_exif(120, Order::Little, &first, &[])),
        Sample::new("generator/swarmui-parameters.png", png_texts(121, &[("parameters", swarm)])),
        Sample::new("generator/draw-things-xmp.jpg", draw_things),
        Sample::new("generator/easy-diffusion-keys.png", png_texts(123, &easy)),
    ]
}

fn services() -> Vec<Sample> {
    let midjourney = "a lighthouse at dusk --v 6.1 --ar 3:2 Job ID: 0f8fad5b-d9cb-469f-a165-70867728950e";
    let dst = "xmlns:iptcExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" iptcExt:DigitalSourceType=\
        \"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"";
    let chunks = [
        png::text("Description", midjourney),
        png::text("Author", "sample-user"),
        png::text("Creation Time", "Fri, 05 Jun 2026 10:00:00 GMT"),
        png::xmp(&xmp::packet(dst, "")),
    ];
    let signature = format!("Signature: {}", "Zm9vYmFyc2FtcGxl".repeat(6));
    let grok = [
        exif::ascii(exif::IMAGE_DESCRIPTION, &signature),
        exif::ascii(exif::ARTIST, "0f8fad5b-d9cb-469f-a165-70867728950e"),
    ];
    let flux = [
        exif::ascii(exif::IMAGE_DESCRIPTION, "a lighthouse at dusk"),
        exif::ascii(exif::MAKE, "Black Forest Labs"),
        exif::ascii(exif::MODEL, "flux-dev"),
        exif::ascii(exif::SOFTWARE, "AI generated;txt2img;flux"),
    ];
    let ideogram = [exif::ascii(exif::MAKE, "Ideogram AI")];
    let reve = [exif::ascii(exif::SOFTWARE, "reve.com")];
    let tensor = r#"{"models":[{"label":"sample-v1","type":"BASE_MODEL"}],"prompt":"a lighthouse at dusk","negativePrompt":"blurry","width":96,"height":64,"samplerName":"euler","steps":25,"cfgScale":7,"seed":"42","baseModel":{"label":"sample-v1","type":"BASE_MODEL"}}"#;
    vec![
        Sample::new("generator/midjourney.png", png::with_chunks(&picture::png(125), Place::Front, &chunks)),
        Sample::new("generator/grok-exif-pair.jpg", jpeg_exif(126, Order::Big, &grok, &[])),
        Sample::new("generator/flux-exif.jpg", jpeg_exif(127, Order::Little, &flux, &[])),
        Sample::new("generator/ideogram-exif.jpg", jpeg_exif(128, Order::Big, &ideogram, &[])),
        Sample::new("generator/reve-exif.jpg", jpeg_exif(129, Order::Big, &reve, &[])),
        Sample::new("generator/luma-text.png", png_texts(130, &[("Source", "Luma AI")])),
        Sample::new(
            "generator/tensorart.png",
            png_texts(131, &[("generation_data", tensor), ("prompt", SAMPLER_GRAPH)]),
        ),
    ]
}

fn phones_and_apps() -> Vec<Sample> {
    let edited = r#"{"originalPath":"/data/sec/photoeditor/0/storage/emulated/0/DCIM/a.jpg","representativeFrameLoc":-1,"isBlending":true,"genAIType":1}"#;
    let filtered = edited.replace("\"genAIType\":1", "\"genAIType\":0");
    let with_trailer = |seed, json: &str| {
        [picture::jpeg(seed), samsung::trailer(0x0ba1, "PhotoEditor_Re_Edit_Data", json.as_bytes())].concat()
    };
    let app = r#"{"data":{"product":"doubao","exportType":"generation","os":"ios","aigc_info":{"aigc_label_type":1}},"source_type":"doubao"}"#;
    vec![
        Sample::new("generator/samsung-generative-edit.jpg", with_trailer(132, edited)),
        Sample::new("generator/samsung-plain-edit.jpg", with_trailer(133, &filtered)),
        Sample::new(
            "aigc/v18-app-json.jpg",
            jpeg_exif(134, Order::Big, &[exif::ascii(exif::IMAGE_DESCRIPTION, app)], &[]),
        ),
    ]
}

fn look_alikes() -> Vec<Sample> {
    let upscale = "Postprocess upscale by: 2, Postprocess upscaler: R-ESRGAN 4x+";
    let zeros = exif::undefined(exif::USER_COMMENT, &[0; 64]);
    let spaces = exif::user_comment(&" ".repeat(40));
    vec![
        Sample::new(
            "generator/upscale-extras-only.png",
            png_texts(135, &[("extras", upscale), ("postprocessing", upscale)]),
        ),
        Sample::new("plain/user-comment-zeros.jpg", jpeg_exif(136, Order::Big, &[], &[zeros])),
        Sample::new("plain/user-comment-spaces.jpg", jpeg_exif(137, Order::Little, &[], &[spaces])),
    ]
}
