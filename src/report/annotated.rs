//! The picture with boxes around the marks that were seen on it, and around what a reference picture shows otherwise.
//!
//! A claimed label has a box of whole lines, a doubtful or unclear one a dashed box, a place that differs a box of two
//! lines, one around the other. Lines are white between black ones, so that they show on every ground and say nothing
//! by colour.

use image::{Rgb, RgbImage};

use crate::pixels::Picture;
use crate::vocabulary::visible::{Area, Standing, VisibleMark};

const BLACK: Rgb<u8> = Rgb([0, 0, 0]);
const WHITE: Rgb<u8> = Rgb([255, 255, 255]);
/// The short side divided by this is the width of a line.
const LINE_SHARE: u32 = 360;
/// Widths of a line in one dash, and in one gap.
const DASH: u32 = 6;

/// How a box is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stroke {
    /// One line.
    Whole,
    /// One line with gaps.
    Dashed,
    /// Two lines.
    Double,
}

/// A copy of the picture with the boxes of these marks and of these places that differ from a reference picture.
pub fn draw<'a>(
    picture: &Picture,
    marks: impl IntoIterator<Item = &'a VisibleMark>,
    changed: impl IntoIterator<Item = &'a Area>,
) -> RgbImage {
    let mut image = picture.rgb().clone();
    for area in changed {
        frame(&mut image, area, Stroke::Double);
    }
    for mark in marks {
        let is_label = mark.standing == Standing::Label;
        frame(&mut image, &mark.area, if is_label { Stroke::Whole } else { Stroke::Dashed });
    }
    image
}

/// Draws one box: rings of pixels around the area, black, white, black, and so on.
fn frame(image: &mut RgbImage, area: &Area, stroke: Stroke) {
    let line = (image.width().min(image.height()) / LINE_SHARE).max(1);
    let (widths, dash) = match stroke {
        Stroke::Whole => (3, None),
        Stroke::Dashed => (3, Some(line * DASH)),
        Stroke::Double => (5, None),
    };
    for ring in 1..=widths * line {
        let color = if ring.div_ceil(line).is_multiple_of(2) { WHITE } else { BLACK };
        outline(image, area, ring, color, dash);
    }
}

/// The pixels at a distance of `ring` around the area, as far as they lie in the picture.
fn outline(image: &mut RgbImage, area: &Area, ring: u32, color: Rgb<u8>, dash: Option<u32>) {
    let (left, top) = (i64::from(area.x) - i64::from(ring), i64::from(area.y) - i64::from(ring));
    let right = i64::from(area.x) + i64::from(area.width) - 1 + i64::from(ring);
    let bottom = i64::from(area.y) + i64::from(area.height) - 1 + i64::from(ring);
    let is_drawn = |at: i64| dash.is_none_or(|dash| at.rem_euclid(2 * i64::from(dash)) < i64::from(dash));
    let across = (left..=right).filter(|x| is_drawn(*x)).flat_map(|x| [(x, top), (x, bottom)]);
    let down = (top..=bottom).filter(|y| is_drawn(*y)).flat_map(|y| [(left, y), (right, y)]);
    for (x, y) in across.chain(down) {
        let place = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        if let Some(pixel) = place.and_then(|(x, y)| image.get_pixel_mut_checked(x, y)) {
            *pixel = color;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::Asset;
    use crate::container::layout::Format;
    use crate::context::Depth;
    use crate::facts::testing::standing;
    use crate::limits::Limits;

    fn picture() -> Picture {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let gray = RgbImage::from_pixel(60, 40, Rgb([128, 128, 128]));
        gray.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let bytes = bytes.into_inner();
        let pixels = crate::pixels::decode(&Asset::new("x", &bytes), Format::Png, Depth::Full, &Limits::default());
        pixels.frames.into_iter().next().unwrap()
    }

    fn drawn(kind: Standing, area: Area) -> RgbImage {
        draw(&picture(), [&VisibleMark { area, ..standing(kind) }], [])
    }

    #[test]
    fn a_label_has_a_whole_box_and_keeps_its_pixels() {
        let image = drawn(Standing::Label, Area { x: 20, y: 10, width: 20, height: 8 });
        for x in 18..42 {
            assert_eq!((image.get_pixel(x, 8), image.get_pixel(x, 19)), (&WHITE, &WHITE), "{x}");
        }
        assert_eq!(image.get_pixel(19, 9), &BLACK);
        assert_eq!((image.get_pixel(20, 10), image.get_pixel(39, 17)), (&Rgb([128; 3]), &Rgb([128; 3])));
    }

    #[test]
    fn what_is_unclear_has_a_dashed_box() {
        let image = drawn(Standing::OriginUnclear, Area { x: 20, y: 10, width: 20, height: 8 });
        let white = (18..42).filter(|x| image.get_pixel(*x, 8) == &WHITE).count();
        assert!((6..20).contains(&white), "{white}");
    }

    #[test]
    fn what_differs_from_a_reference_has_a_box_of_two_lines() {
        let area = Area { x: 20, y: 10, width: 20, height: 8 };
        let image = draw(&picture(), [], [&area]);
        // From the outermost ring inwards, and the place itself as it was.
        let column: Vec<u8> = (5..=10).map(|y| image.get_pixel(30, y).0[0]).collect();
        assert_eq!(column, [0, 255, 0, 255, 0, 128]);
        let row: Vec<u8> = (39..=45).map(|x| image.get_pixel(x, 14).0[0]).collect();
        assert_eq!(row, [128, 0, 255, 0, 255, 0, 128]);
    }

    #[test]
    fn a_box_at_the_edge_stays_in_the_picture() {
        let image = drawn(Standing::Label, Area { x: 0, y: 0, width: 60, height: 40 });
        assert_eq!(image, *picture().rgb());
    }
}
