//! Labels and marks written on the picture, at 640 by 480 pixels unless that is the point.

use super::label::Label;
use super::sample::Sample;
use crate::write::canvas::{self, Canvas, Paint, Spot, WHITE};
use crate::write::exif::{self, Order};
use crate::write::mark::{self, Mark};
use crate::write::png::Place;
use crate::write::{jpeg, png, xmp};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// Ink of a label, in pixels, and its share of the short side.
const HIGH_ENOUGH: u32 = 32;
const AT_THE_BORDER: u32 = 24;
const AS_DOUBAO: u32 = 16;
/// Where most generators put it.
const CORNER: Spot = Spot::BottomRight(20, 18);

/// One sample for each way in which a picture can bear a label, or nearly.
pub(crate) fn all() -> Vec<Sample> {
    [met(), not_met(), vendors(), unsure(), none(), seen_otherwise()].into_iter().flatten().collect()
}

fn ground(seed: u32) -> Canvas {
    Canvas::ground(seed, WIDTH, HEIGHT)
}

fn labelled(seed: u32, mark: Mark, height: u32, spot: Spot) -> Canvas {
    ground(seed).with(&mark.ink(height), spot, WHITE)
}

fn met() -> Vec<Sample> {
    let doubao = labelled(301, Mark::Doubao, HIGH_ENOUGH, CORNER);
    let whole = labelled(302, Mark::Ai, HIGH_ENOUGH, CORNER).png();
    let packet = png::xmp(&xmp::label(&Label::default().inner()));
    let dark = Paint { color: [16, 20, 32], opacity: 96 };
    let named = png::with_chunks(
        &labelled(304, Mark::Doubao, HIGH_ENOUGH, CORNER).png(),
        Place::Front,
        std::slice::from_ref(&packet),
    );
    let spelled = ground(303).with(&Mark::SpelledOut.ink(HIGH_ENOUGH), Spot::TopLeft(22, 20), dark);
    vec![
        Sample::new("visible/label-compliant.jpg", doubao.jpeg()),
        Sample::new("visible/label-and-metadata.png", png::with_chunks(&whole, Place::Front, &[packet])),
        Sample::new("visible/label-of-a-service-and-metadata.png", named),
        Sample::new("visible/label-spelled-out.jpg", spelled.jpeg()),
        Sample::new("visible/label-over-two-lines.jpg", over_two_lines().jpeg()),
    ]
}

fn over_two_lines() -> Canvas {
    let gap = 10;
    let above = Spot::BottomRight(20, 18 + HIGH_ENOUGH + gap);
    labelled(304, Mark::Yuanbao, HIGH_ENOUGH, above).with(&Mark::Generated.ink(HIGH_ENOUGH), CORNER, WHITE)
}

fn not_met() -> Vec<Sample> {
    // White on the lightest part of the sky.
    let faint = Paint { color: [255; 3], opacity: 38 };
    let faint = ground(308).with(&Mark::Ai.ink(HIGH_ENOUGH), Spot::TopLeft(20, 18), faint);
    vec![
        Sample::new("visible/height-below.jpg", labelled(305, Mark::Doubao, AS_DOUBAO, CORNER).jpeg()),
        Sample::new("visible/height-borderline.jpg", labelled(306, Mark::Doubao, AT_THE_BORDER, CORNER).jpeg()),
        Sample::new("visible/position-middle.jpg", labelled(307, Mark::Ai, HIGH_ENOUGH, Spot::Middle).jpeg()),
        Sample::new("visible/contrast-low.jpg", faint.jpeg()),
        Sample::new("visible/text-in-english.jpg", labelled(309, Mark::MadeWith, HIGH_ENOUGH, CORNER).jpeg()),
    ]
}

fn vendors() -> Vec<Sample> {
    let see_through = Paint { color: [255; 3], opacity: 55 };
    let star = ground(311).with(&mark::star(48), Spot::BottomRight(32, 32), see_through);
    vec![
        Sample::new("visible/vendor-name.jpg", labelled(310, Mark::Jimeng, HIGH_ENOUGH, CORNER).jpeg()),
        Sample::new("visible/vendor-sparkle.jpg", star.jpeg()),
    ]
}

fn unsure() -> Vec<Sample> {
    let dark = Paint { color: [30, 30, 34], opacity: 100 };
    let page = Canvas::flat([246, 246, 248], 540, 720).with(&Mark::Page.ink(540), Spot::TopLeft(40, 80), dark);
    let screen = page.with(&Mark::Ai.ink(28), Spot::BottomRight(228, 30), dark);
    vec![
        Sample::new("visible/among-other-text.png", screen.png()),
        Sample::new("visible/may-be-denied.jpg", labelled(316, Mark::WithSome, HIGH_ENOUGH, CORNER).jpeg()),
    ]
}

fn none() -> Vec<Sample> {
    vec![
        Sample::new("visible/denial.jpg", labelled(312, Mark::Denial, HIGH_ENOUGH, CORNER).jpeg()),
        Sample::new("visible/caption.jpg", labelled(313, Mark::Caption, HIGH_ENOUGH, CORNER).jpeg()),
        Sample::new("visible/no-text.jpg", ground(314).jpeg()),
    ]
}

/// Labels that are only there for who turns the picture as its metadata ask, or watches it to the end.
fn seen_otherwise() -> Vec<Sample> {
    let upright = Canvas::ground(315, HEIGHT, WIDTH).with(&Mark::Doubao.ink(HIGH_ENOUGH), CORNER, WHITE);
    let turned = exif::block(Order::Big, &[exif::orientation(Order::Big, 6)], &[]);
    // Few colours, so that the frames need no quantisation.
    let frame = |level| Canvas::flat([level, level, level + 20], 400, 300);
    let last = frame(76).with(&Mark::Ai.ink(24), Spot::BottomRight(16, 14), WHITE);
    vec![
        Sample::new("visible/turned-by-exif.jpg", jpeg::with_segments(&upright.lying().jpeg(), &[jpeg::exif(&turned)])),
        Sample::new("visible/last-frame.gif", canvas::gif(&[frame(60), frame(68), last])),
    ]
}
