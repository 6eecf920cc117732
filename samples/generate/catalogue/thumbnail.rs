//! Small pictures inside of the file, which show the same as the picture or something else.

use super::pictures::with_gain_map;
use super::sample::Sample;
use crate::write::canvas::{Canvas, Paint, Spot, WHITE};
use crate::write::exif::{self, Order};
use crate::write::mark::{self, Mark};
use crate::write::{jpeg, tiff};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// Ink of the label on the picture, in pixels.
const INK: u32 = 32;
const CORNER: Spot = Spot::BottomRight(20, 18);
const LEVEL: Paint = Paint { color: [235, 226, 190], opacity: 100 };

/// One sample for each way in which they can stand to each other.
pub(crate) fn all() -> Vec<Sample> {
    [further(), gain_maps(), in_exif(), in_notes(), reduced_pages()].into_iter().flatten().collect()
}

/// The usual ground with things on it, so that there is something to lay on each other.
pub(crate) fn scene(seed: u32) -> Canvas {
    let dark = Paint { color: [40, 46, 58], opacity: 100 };
    let stars = [(60, 40, 70), (220, 90, 48), (420, 60, 90), (90, 210, 110), (300, 190, 64), (500, 240, 80)];
    let ground = Canvas::ground(seed, WIDTH, HEIGHT);
    stars.into_iter().enumerate().fold(ground, |canvas, (index, (left, top, size))| {
        canvas.with(&mark::star(size), Spot::TopLeft(left, top), if index % 2 == 0 { LEVEL } else { dark })
    })
}

/// The same with a label in the corner.
pub(crate) fn labelled(seed: u32) -> Canvas {
    scene(seed).with(&Mark::Ai.ink(INK), CORNER, WHITE)
}

/// A smaller one, on which a label can still be read.
pub(crate) fn preview(picture: &Canvas) -> Vec<u8> {
    picture.scaled(480, 360).jpeg()
}

fn further() -> Vec<Sample> {
    let with = |picture: &Canvas, shown: &Canvas| jpeg::multi_picture(&picture.jpeg(), &preview(shown));
    let whole = with(&scene(354), &scene(354));
    let first_alone = whole[..whole.len() - preview(&scene(354)).len()].to_vec();
    let cut = labelled(343).part(0, 0, 560, 410);
    vec![
        Sample::new("thumbnail/preview-with-label.jpg", with(&scene(340), &labelled(340))),
        Sample::new("thumbnail/preview-and-picture-with-label.jpg", with(&labelled(341), &labelled(341))),
        Sample::new("thumbnail/preview-without-label.jpg", with(&scene(342), &scene(342))),
        Sample::new("thumbnail/preview-cut-off.jpg", first_alone),
        Sample::new("thumbnail/preview-of-cut-label.jpg", with(&cut, &labelled(343))),
        Sample::new("thumbnail/preview-of-another-picture.jpg", with(&scene(344), &Canvas::ground(345, WIDTH, HEIGHT))),
    ]
}

/// A gain map tells how much brighter a screen may show each place: what is bright on the picture is bright on it.
fn gain_maps() -> Vec<Sample> {
    let with = |picture: &Canvas, seen: &Canvas| {
        with_gain_map(&picture.jpeg(), &seen.scaled(480, 360).highlights().jpeg(), "")
    };
    vec![
        Sample::new("thumbnail/gain-map-with-label.jpg", with(&scene(358), &labelled(358))),
        Sample::new("thumbnail/gain-map-and-picture-with-label.jpg", with(&labelled(359), &labelled(359))),
        Sample::new("thumbnail/gain-map-without-label.jpg", with(&scene(361), &scene(361))),
    ]
}

fn in_exif() -> Vec<Sample> {
    let small = |picture: &Canvas| picture.scaled(160, 120);
    let with = |picture: &Canvas, block: &[u8]| jpeg::with_segments(&picture.jpeg(), &[jpeg::exif(block)]);
    let camera = [exif::ascii(exif::MAKE, "Sample Optics")];
    let block = |shown: &Canvas| exif::with_thumbnail(Order::Big, &camera, &shown.jpeg());
    let wide = scene(347).part(0, 30, 640, 420);
    let upright = scene(348);
    let turned =
        exif::with_thumbnail(Order::Little, &[exif::orientation(Order::Little, 6)], &small(&upright).lying().jpeg());
    let covered = scene(349).with(&mark::star(120), Spot::TopLeft(380, 300), LEVEL);
    let lost = exif::with_pointed(Order::Big, &camera, &[], 9_000);
    vec![
        Sample::new("thumbnail/exif-same.jpg", with(&scene(346), &block(&small(&scene(346))))),
        Sample::new("thumbnail/exif-with-bars.jpg", with(&wide, &block(&wide.scaled(160, 105).between_bars(8)))),
        Sample::new("thumbnail/exif-turned.jpg", with(&upright.lying(), &turned)),
        Sample::new("thumbnail/exif-from-before.jpg", with(&covered, &block(&small(&scene(349))))),
        Sample::new(
            "thumbnail/exif-of-the-whole.jpg",
            with(&scene(350).part(120, 30, 460, 345), &block(&small(&scene(350)))),
        ),
        Sample::new(
            "thumbnail/exif-of-another-picture.jpg",
            with(&scene(351), &block(&small(&labelled(352).part(300, 100, 340, 255)))),
        ),
        Sample::new("thumbnail/exif-lost.jpg", with(&scene(353), &lost)),
    ]
}

/// A camera that keeps a preview in its note, as a file of its own behind what else it writes there.
fn in_notes() -> Vec<Sample> {
    let with = |picture: &Canvas, shown: &Canvas| {
        let note = [b"SAMPLE OPTICS\0\x01\x02".as_slice(), &preview(shown)].concat();
        let block = exif::block(
            Order::Little,
            &[exif::ascii(exif::MAKE, "Sample Optics")],
            &[exif::undefined(exif::MAKER_NOTE, &note)],
        );
        jpeg::with_segments(&picture.jpeg(), &[jpeg::exif(&block)])
    };
    vec![
        Sample::new("thumbnail/note-with-label.jpg", with(&scene(362), &labelled(362))),
        Sample::new("thumbnail/note-and-picture-with-label.jpg", with(&labelled(363), &labelled(363))),
    ]
}

fn reduced_pages() -> Vec<Sample> {
    let with = |picture: &Canvas, shown: &Canvas| tiff::pages(&[picture.samples(), shown.scaled(480, 360).samples()]);
    vec![
        Sample::new("thumbnail/reduced-page-with-label.tiff", with(&scene(364), &labelled(364))),
        Sample::new("thumbnail/reduced-page-and-picture-with-label.tiff", with(&labelled(365), &labelled(365))),
    ]
}
