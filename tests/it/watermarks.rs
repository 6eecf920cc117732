//! Invisible marks that the library `invisible-watermark` embeds, through embedding, compression, scaling and cutting,
//! and in files of others where they lie beside the corpora.

use std::io::Cursor;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView, ImageFormat, RgbImage, RgbaImage};
use yanbiao::asset::Asset;
use yanbiao::check::{Settings, check as check_asset};
use yanbiao::context::Context;
use yanbiao::coverage::{Coverage, CoverageState};
use yanbiao::limits::Limits;
use yanbiao::open_watermark::{Carriers, Effort, Found, Mark, PAYLOADS, Unknown, find, find_any};
use yanbiao::vocabulary::watermark::{FoundAt, InvisibleMark, MarkStanding};

use crate::corpora;
use crate::surroundings::AS_OF;
use crate::write::exif::{self, Order};
use crate::write::pattern::{Method, Pipeline, embed, textured};
use crate::write::png::{self as write_png, Place};

const PIPELINES: [Pipeline; 5] =
    [Pipeline::Bgr, Pipeline::Rgb, Pipeline::BgrFloat, Pipeline::RgbFloat, Pipeline::BgrFloatCut];

fn search(picture: &RgbImage, crops: bool) -> Option<Found> {
    find(picture, Effort { is_part: false, crops })
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

/// A mark of unknown payload, as it is sought in files that keep every pixel.
fn unknown(picture: &RgbImage) -> Option<Unknown> {
    match find_any(picture, Effort { is_part: false, crops: false })? {
        Mark::Unknown(found) => Some(found),
        Mark::Known(found) => panic!("{found:?}"),
    }
}

fn text(text: &str) -> Vec<bool> {
    text.bytes().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1 == 1)).collect()
}

#[test]
fn a_text_of_nobody_is_read() {
    for (seed, said) in [(11, "ACME"), (12, "(c) Ada 2026"), (13, "by a person"), (14, "验标的水印")] {
        for (method, pipelines) in [(Method::Largest, &PIPELINES[..]), (Method::Singular, &PIPELINES[..2])] {
            for pipeline in pipelines {
                let picture = embed(&textured(seed, 1016, 760), &text(said), method, *pipeline);
                let found = unknown(&picture).expect("a mark is found");
                assert_eq!(found.length, 8 * said.len());
                assert!(found.chance <= 1e-6 && found.text.as_deref() == Some(said), "{found:?}");
            }
        }
    }
}

#[test]
fn bits_that_are_no_text_are_counted() {
    let mut state = 5_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 31 == 1
    };
    let mut chosen = |length: usize| (0..length).map(|_| next()).collect::<Vec<bool>>();
    let inverted = text("(c) Ada 2026").into_iter().map(|bit| !bit).collect();
    for bits in [chosen(45), chosen(157), inverted] {
        let picture = embed(&textured(15, 760, 512), &bits, Method::Largest, Pipeline::Bgr);
        let found = unknown(&picture).expect("a mark is found");
        assert_eq!((found.length, found.text), (bits.len(), None));
    }
}

#[test]
fn a_mark_of_unknown_payload_needs_every_pixel() {
    let marked = embed(&textured(16, 760, 512), &text("(c) Ada 2026"), Method::Largest, Pipeline::Bgr);
    assert!(unknown(&marked).is_some());
    assert_eq!(unknown(&saved(&marked, 75)), None);
    assert_eq!(unknown(&imageops::resize(&marked, 700, 472, FilterType::CatmullRom)), None);
    assert_eq!(unknown(&marked.view(3, 5, 700, 480).to_image()), None);
}

#[test]
fn what_looks_like_a_mark_is_none() {
    // Every value is where an encoder leaves it, and nothing repeats.
    let level = |bit: bool| if bit { 160 } else { 124 };
    let tinted = |bit: &dyn Fn(u32, u32) -> bool| {
        let noise = textured(17, 768, 512);
        RgbImage::from_fn(768, 512, |x, y| {
            let gray = noise.get_pixel(x, y).0[1];
            let blue = level(bit(x / 8, y / 8)) - 128 + i32::from(gray);
            image::Rgb([gray, gray, blue.clamp(0, 255) as u8])
        })
    };
    let chance = |x: u32, y: u32| {
        (x.wrapping_mul(0x85eb_ca6b) ^ y.wrapping_mul(0xc2b2_ae35)).wrapping_mul(0x2c1b_3c6d) >> 31 == 1
    };
    for (name, bit) in [
        ("nothing repeats", &chance as &dyn Fn(u32, u32) -> bool),
        ("stripes", &|x, _| x / 2 % 2 == 0),
        ("columns", &|x, _| chance(x, 0)),
        ("rows", &|_, y| chance(0, y)),
        ("boards", &|x, y| (x + y) % 2 == 0),
        ("tiles", &|x, y| chance(x % 12, y % 12)),
        ("one tint", &|_, _| true),
    ] {
        assert_eq!(unknown(&tinted(bit)), None, "{name}");
    }
    let flat = RgbImage::from_pixel(1024, 1024, image::Rgb([120, 130, 141]));
    assert_eq!(unknown(&flat), None);
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

/// The marks that a check of this PNG reports.
fn marks(png: &[u8]) -> Vec<InvisibleMark> {
    let bytes = png.to_vec();
    let checked = check_asset(&Asset::new("marked.png", &bytes), &Context::at(AS_OF), &Settings::default());
    checked.facts.watermark.found.into_iter().map(|found| found.mark).collect()
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, ImageFormat::Png).expect("PNG encodes");
    out.into_inner()
}

#[test]
fn the_place_of_a_mark_in_a_turned_picture_is_where_it_is_seen() {
    let mut picture = textured(6, 1024, 768);
    let marked = embed(&picture, &payload("SDV2"), Method::Largest, Pipeline::Bgr);
    imageops::replace(&mut picture, &*marked.view(512, 0, 512, 768), 512, 0);
    // Turned a quarter to the right, what was right is below.
    let block = exif::block(Order::Big, &[exif::orientation(Order::Big, 6)], &[]);
    let turned = write_png::with_chunks(&png(picture), Place::Front, &[write_png::exif(&block)]);
    let found = marks(&turned);
    let area = found.first().and_then(|mark| mark.place).expect("only a part bears it");
    assert!(area.y.abs_diff(512) <= 64 && area.y + area.height == 1024, "{area:?}");
    assert!(area.x <= 64 && area.width >= 640, "{area:?}");
}

#[test]
fn a_mark_is_read_where_a_picture_is_see_through() {
    let marked = embed(&textured(18, 512, 384), &text("(c) Ada"), Method::Singular, Pipeline::Rgb);
    let see_through = RgbaImage::from_fn(512, 384, |x, y| {
        let [red, green, blue] = marked.get_pixel(x, y).0;
        image::Rgba([red, green, blue, (x % 200) as u8])
    });
    let found = marks(&png(see_through));
    assert_eq!(found.first().map(|mark| mark.payload.to_string()), Some("(c) Ada".to_owned()));
    assert_eq!(found[0].standing, MarkStanding::PayloadUnknown);
}

#[test]
fn of_a_picture_larger_than_the_bound_the_upper_part_is_searched() {
    let picture = textured(19, 512, 768);
    let marked = embed(&picture, &payload("SDV2"), Method::Largest, Pipeline::Bgr);
    // 388 rows of pixels, of which 384 are whole blocks.
    let limits = Limits { watermark_pixels_max: 512 * 388, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let found = |picture: &RgbImage, has_alpha: bool| {
        let mut image = DynamicImage::ImageRgb8(picture.clone()).into_rgba8();
        image.pixels_mut().for_each(|pixel| pixel.0[3] = if has_alpha { 200 } else { 255 });
        let checked = check_asset(&Asset::new("x.png", &png(image)), &Context::at(AS_OF), &settings);
        let stopped = CoverageState::Stopped { limit: "watermark_pixels_max", at: 0 };
        let is_stopped = |one: &Coverage| one.reader == "open-watermark" && one.state == stopped;
        assert!(checked.reading.coverage.iter().any(is_stopped));
        checked.facts.watermark.found.len()
    };
    let half = |top: u32| {
        let mut half = picture.clone();
        imageops::replace(&mut half, &*marked.view(0, top, 512, 384), 0, i64::from(top));
        half
    };
    for has_alpha in [false, true] {
        assert_eq!((found(&half(0), has_alpha), found(&half(384), has_alpha)), (1, 0));
    }
    // How large a part was when it was marked is not asked.
    let smaller = imageops::resize(&marked, 460, 690, FilterType::CatmullRom);
    assert!(find(&smaller, Effort { is_part: false, crops: false }).is_some());
    assert_eq!(find(&smaller, Effort { is_part: true, crops: true }), None);
}

/// What the library's own decoder (0.2.0, OpenCV 5.0, PyWavelets 1.9) reads in `textured(1, 512, 512)` with SDXL's bits
/// in it, as encoded here: colours, scheme, length, bits.
const REFERENCE: &str = include_str!("watermark-reference.txt");

#[test]
fn bits_are_those_that_the_reference_decoder_reads() {
    let marked = embed(&textured(1, 512, 512), &payload("SDXL"), Method::Largest, Pipeline::Bgr);
    let carriers = Carriers::read_all(&marked);
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
