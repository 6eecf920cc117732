//! Where a mark stands and how well it can be seen.

use crate::lettering::Gray;
use crate::pixels::Region;
use crate::vocabulary::visible::{Area, Place};

/// Share of the short side: a mark that begins within it of an edge stands at that edge.
const EDGE_SHARE: f64 = 0.1;

/// Which edge or corner of a picture of this size the region stands at (GB 45438-2025 5.2 c).
pub(super) fn place(region: &Region, gray: &Gray<'_>) -> Place {
    let (width, height) = (float(gray.width()), float(gray.height()));
    let near = EDGE_SHARE * float(gray.short_side());
    let across = side(region.left, width - region.right, near);
    let down = side(region.top, height - region.bottom, near);
    match (down, across) {
        (Side::Start, Side::Start) => Place::TopLeft,
        (Side::Start, Side::Neither) => Place::Top,
        (Side::Start, Side::End) => Place::TopRight,
        (Side::Neither, Side::Start) => Place::Left,
        (Side::Neither, Side::Neither) => Place::Inside,
        (Side::Neither, Side::End) => Place::Right,
        (Side::End, Side::Start) => Place::BottomLeft,
        (Side::End, Side::Neither) => Place::Bottom,
        (Side::End, Side::End) => Place::BottomRight,
    }
}

/// Towards which end of an axis a mark stands.
enum Side {
    Start,
    Neither,
    End,
}

fn side(before: f64, behind: f64, near: f64) -> Side {
    match (before <= near, behind <= near) {
        (true, false) => Side::Start,
        (false, true) => Side::End,
        // A line across the whole picture stands at neither end of it.
        (true, true) | (false, false) => Side::Neither,
    }
}

/// A count of pixels as a length.
pub(super) fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The region in whole pixels, cut to the picture.
pub(super) fn area(region: &Region, gray: &Gray<'_>) -> Area {
    let (x, right) = span(region.left, region.right, gray.width());
    let (y, bottom) = span(region.top, region.bottom, gray.height());
    Area { x, y, width: right.saturating_sub(x).max(1), height: bottom.saturating_sub(y).max(1) }
}

fn span(start: f64, end: f64, size: usize) -> (u32, u32) {
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    (whole(start.floor(), size.saturating_sub(1)), whole(end.ceil(), size))
}

#[expect(clippy::as_conversions, reason = "clamped to 0..=max before")]
fn whole(value: f64, max: u32) -> u32 {
    value.clamp(0.0, f64::from(max)) as u32
}

/// Samples of the box's height from which contrast is measured; of its width as many as keep them square.
const CONTRAST_ROWS: usize = 24;
const CONTRAST_COLUMNS_MAX: usize = 512;

/// Difference in luma levels between the ink and what surrounds it, by the threshold that parts the levels in the box
/// best (Otsu's).
pub(super) fn contrast(region: &Region, gray: &Gray<'_>) -> f64 {
    let ratio = (region.width() / region.height().max(1.0)).clamp(0.1, 100.0);
    #[expect(clippy::as_conversions, reason = "between 2 and 2400")]
    let columns = ((ratio * 24.0) as usize).clamp(2, CONTRAST_COLUMNS_MAX);
    let levels = gray.resample(region, columns, CONTRAST_ROWS);
    let mut counts = [0.0_f64; 256];
    for level in &levels {
        #[expect(clippy::as_conversions, reason = "a float becomes the nearest value of the type")]
        let level = level.round() as u8;
        if let Some(count) = counts.get_mut(usize::from(level)) {
            *count += 1.0;
        }
    }
    parted(&counts)
}

/// Distance of the means of the two classes that the best threshold makes of a histogram.
fn parted(counts: &[f64; 256]) -> f64 {
    let weigh =
        |(number, sum): (f64, f64), (level, count): (u32, &f64)| (number + count, sum + count * f64::from(level));
    let (number, sum) = (0..).zip(counts).fold((0.0, 0.0), weigh);
    let mut below = (0.0, 0.0);
    let mut best = (0.0, 0.0);
    for entry in (0..).zip(counts) {
        below = weigh(below, entry);
        let above = (number - below.0, sum - below.1);
        if below.0 > 0.0 && above.0 > 0.0 {
            let apart = above.1 / above.0 - below.1 / below.0;
            let between = below.0 * above.0 * apart * apart;
            if between > best.0 {
                best = (between, apart);
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_place(region: (f64, f64, f64, f64), expected: Place) {
        let levels = vec![0; 200 * 100];
        let gray = Gray::new(200, 100, &levels).unwrap();
        let region = Region { left: region.0, top: region.1, right: region.2, bottom: region.3 };
        assert_eq!(place(&region, &gray), expected);
    }

    #[test]
    fn edges_and_corners() {
        check_place((150.0, 88.0, 195.0, 96.0), Place::BottomRight);
        check_place((2.0, 88.0, 50.0, 96.0), Place::BottomLeft);
        check_place((80.0, 90.0, 120.0, 98.0), Place::Bottom);
        check_place((5.0, 91.0, 196.0, 99.0), Place::Bottom);
        check_place((9.0, 8.0, 60.0, 20.0), Place::TopLeft);
        check_place((140.0, 2.0, 198.0, 12.0), Place::TopRight);
        check_place((70.0, 2.0, 130.0, 12.0), Place::Top);
        check_place((2.0, 40.0, 30.0, 60.0), Place::Left);
        check_place((170.0, 40.0, 199.0, 60.0), Place::Right);
        check_place((60.0, 40.0, 140.0, 60.0), Place::Inside);
        check_place((60.0, 75.0, 140.0, 85.0), Place::Inside);
    }

    #[test]
    fn an_area_lies_in_the_picture() {
        let levels = vec![0; 200 * 100];
        let gray = Gray::new(200, 100, &levels).unwrap();
        let region = Region { left: -3.0, top: 90.4, right: 201.0, bottom: 120.0 };
        assert_eq!(area(&region, &gray), Area { x: 0, y: 90, width: 200, height: 10 });
        let outside = Region { left: 500.0, top: 500.0, right: 510.0, bottom: 510.0 };
        assert_eq!(area(&outside, &gray), Area { x: 199, y: 99, width: 1, height: 1 });
    }

    #[test]
    fn contrast_is_that_of_ink_and_ground() {
        let levels: Vec<u8> = (0..200 * 100).map(|at| if at % 10 < 3 { 180 } else { 60 }).collect();
        let gray = Gray::new(200, 100, &levels).unwrap();
        let region = Region { left: 0.0, top: 0.0, right: 100.0, bottom: 20.0 };
        let got = contrast(&region, &gray);
        assert!((got - 120.0).abs() < 25.0, "{got}");
        let flat = vec![90; 200 * 100];
        assert_eq!(contrast(&region, &Gray::new(200, 100, &flat).unwrap()), 0.0);
    }
}
