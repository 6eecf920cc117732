//! Invisible marks that the library `invisible-watermark` embeds, through embedding, compression, scaling and cutting,
//! and in files of others where they lie beside the corpora.

use std::io::Cursor;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{GenericImageView, ImageFormat, RgbImage};
use yanbiao::open_watermark::{Carriers, Effort, Found, PAYLOADS, find};
use yanbiao::vocabulary::watermark::FoundAt;

use crate::corpora;
use crate::write::pattern::{Method, Pipeline, embed, textured};

const PIPELINES: [Pipeline; 5] =
    [Pipeline::Bgr, Pipeline::Rgb, Pipeline::BgrFloat, Pipeline::RgbFloat, Pipeline::BgrFloatCut];

fn search(picture: &RgbImage, crops: bool) -> Option<Found> {
    find(picture, Effort { pixels_max: 16 << 20, crops })
}

fn payload(name: &str) -> Vec<bool> {
    PAYLOADS.iter().find(|payload| payload.name == name).expect("it is known").bits()
}

#[track_caller]
fn check(picture: &RgbImage, crops: bool, name: &str) -> Found {
    let found = search(picture, crops).expect("a mark is found");
    assert_eq!(PAYLOADS[found.payload].name, name, "{found:?}");
    assert!(found.chance <= 1e-6, "{found:?}");
    found
}

fn saved(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).expect("encodes into memory");
    image::load(Cursor::new(bytes), ImageFormat::Jpeg).expect("decodes").into_rgb8()
}

#[test]
fn every_payload_is_found_in_every_reading() {
    let picture = textured(1, 512, 512);
    for known in PAYLOADS {
        for (method, pipelines) in [(Method::Largest, &PIPELINES[..]), (Method::Singular, &PIPELINES[..2])] {
            for pipeline in pipelines {
                let found = check(&embed(&picture, &known.bits(), method, *pipeline), false, known.name);
                assert_eq!((found.found_at, found.place), (FoundAt::AsIs, None), "{}", known.name);
            }
        }
    }
}

#[test]
fn nothing_is_found_where_nothing_is() {
    for seed in 1..=6 {
        let picture = textured(seed, 512, 512);
        for unmarked in [&picture, &saved(&picture, 75), &imageops::rotate90(&picture)] {
            assert_eq!(search(unmarked, false), None, "{seed}");
        }
    }
    assert_eq!(search(&textured(1, 512, 512), true), None);
    assert_eq!(search(&RgbImage::new(1024, 1024), true), None);
    assert_eq!(search(&RgbImage::new(70_000, 1), true), None);
    assert_eq!(search(&RgbImage::new(0, 0), true), None);
}

#[test]
fn a_mark_survives_compression() {
    let marked = embed(&textured(2, 768, 512), &payload("SDXL"), Method::Largest, Pipeline::BgrFloat);
    for quality in [95, 80, 70] {
        check(&saved(&marked, quality), false, "SDXL");
    }
}

#[test]
fn a_mark_is_found_at_the_size_it_was_made_at() {
    let marked = embed(&textured(3, 768, 512), &payload("FLUX.1"), Method::Largest, Pipeline::BgrFloat);
    for (width, height) in [(691, 461), (384, 256), (1152, 768)] {
        let scaled = imageops::resize(&marked, width, height, FilterType::CatmullRom);
        let found = check(&scaled, false, "FLUX.1");
        assert_eq!(found.found_at, FoundAt::RescaledTo { width: 768, height: 512 });
    }
}

#[test]
fn a_mirrored_mark_is_found_as_such() {
    let marked = embed(&textured(4, 768, 512), &payload("SDV2"), Method::Largest, Pipeline::Bgr);
    assert!(check(&imageops::flip_horizontal(&marked), false, "SDV2").is_mirrored);
    assert!(!check(&marked, false, "SDV2").is_mirrored);
}

#[test]
fn a_cut_picture_gives_its_mark_away_to_the_deep_search_alone() {
    // 95 blocks in a row, which no row of the payload fits: with 96 all rows are the same, and where one begins is open.
    let marked = embed(&textured(5, 760, 576), &payload("SDXL"), Method::Largest, Pipeline::Rgb);
    let cut = marked.view(37, 21, 700, 500).to_image();
    assert_eq!(search(&cut, false), None);
    let found = check(&cut, true, "SDXL");
    // 37 and 21 pixels are gone; the next whole block begins 3 pixels on in both directions.
    assert_eq!(found.found_at, FoundAt::Cropped { x: 3, y: 3 });
}

#[test]
fn half_a_mark_is_placed() {
    let mut picture = textured(6, 1024, 768);
    let marked = embed(&picture, &payload("SDV2"), Method::Largest, Pipeline::Bgr);
    imageops::replace(&mut picture, &*marked.view(512, 0, 512, 768), 512, 0);
    let area = check(&picture, false, "SDV2").place.expect("only a part bears it");
    assert!(area.x.abs_diff(512) <= 64 && area.x + area.width == 1024, "{area:?}");
    assert!(area.y <= 64 && area.height >= 640, "{area:?}");
}

/// What the library's own decoder (0.2.0, OpenCV 5.0, PyWavelets 1.9) reads in `textured(1, 512, 512)` with SDXL's bits
/// in it, as encoded here: colours, scheme, length, bits.
const REFERENCE: &str = include_str!("watermark-reference.txt");

#[test]
fn bits_are_those_that_the_reference_decoder_reads() {
    let marked = embed(&textured(1, 512, 512), &payload("SDXL"), Method::Largest, Pipeline::Bgr);
    let carriers = Carriers::read_all(&marked, usize::MAX);
    let mut compared = 0;
    for line in REFERENCE.lines() {
        let [colours, scheme, length, expected] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let named = |one: &&Carriers| {
            let (order, offset) = one.colours;
            format!("{}-{}", order.id(), offset.id()) == colours && one.method.id() == scheme
        };
        let carriers = carriers.iter().find(named).expect("every reading is there");
        let bits = carriers.decode(length.parse().expect("a number"));
        let read: String = bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect();
        assert_eq!(read, expected, "{line}");
        compared += bits.len();
    }
    assert!(compared > 3_000, "only {compared} bits");
}

/// Files marked by the reference encoder, and one that a generator marked, beside the corpora.
fn marked_by_others() -> Option<PathBuf> {
    let folder = corpora::folder().parent()?.join("reference/imwatermark");
    if !folder.exists() {
        println!("skipped: no marked files at {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn marks_of_the_reference_encoder_are_found() {
    let Some(folder) = marked_by_others() else { return };
    let names = [("sd1", "StableDiffusionV1"), ("sd2", "SDV2"), ("sdxl", "SDXL"), ("flux46", "FLUX.1")];
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("marked")).expect("the folder can be read") {
        let path = entry.expect("it can be read").path();
        let file = path.file_name().expect("a file").to_string_lossy().into_owned();
        let short = file.split("__").nth(1).unwrap_or_default();
        let name = names.iter().find(|(known, _)| *known == short).expect("a payload").1;
        check(&image::open(&path).expect("it decodes").into_rgb8(), false, name);
        seen += 1;
    }
    assert!(seen >= 20, "only {seen}");
}

#[test]
fn the_half_that_an_upscaler_made_is_found() {
    let Some(folder) = marked_by_others() else { return };
    let picture = image::open(folder.join("stablediffusion-merged-dog.png")).expect("it decodes").into_rgb8();
    let area = check(&picture, false, "SDV2").place.expect("only the right half bears it");
    assert!(area.x.abs_diff(1024) <= 64 && area.x + area.width == 2048, "{area:?}");
}

#[test]
fn no_control_bears_a_mark() {
    let Some(judged) = corpora::judged() else { return };
    let controls: Vec<_> = judged.iter().filter(|one| one.row.class.starts_with("controls-")).collect();
    let accused: Vec<_> =
        controls.iter().filter(|one| !one.public.facts.watermark.found.is_empty()).map(|one| &one.row.path).collect();
    assert!(accused.is_empty(), "{accused:?}");
    assert!(controls.len() >= 300, "only {}", controls.len());
}
