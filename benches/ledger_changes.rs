//! Changes in one place of a picture, drawn on it, and whether the ledger tells where they are.

use image::RgbImage;
use image::imageops::{self, FilterType};
use yanbiao::pixels::Region;

use super::attacks::AFTERWARDS;
use super::random::Random;
use super::shelf::{Shelf, sight};

const CHANGES: [Change; 5] = [Change::None, Change::Crack, Change::Stain, Change::Text, Change::Object];

/// Something done to a picture that is not the whole of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    None,
    Crack,
    Stain,
    Text,
    Object,
}

pub(crate) fn local_changes(shelf: &Shelf, every: usize) {
    let mut random = Random(88_172_645_463_325_252);
    println!(
        "| change | afterwards | pictures | reported | regions elsewhere | pictures with one |\n|---|---|---|---|---|---|"
    );
    let mut table = vec![[0_usize; 4]; CHANGES.len() * AFTERWARDS.len()];
    for own in (0..shelf.files).step_by(every) {
        let (picture, other) = (shelf.picture(own), shelf.picture((own + 7) % shelf.files));
        for (row, change) in CHANGES.iter().enumerate() {
            let (changed, place) = changed(&picture, &other, *change, &mut random);
            for (column, (_, after)) in AFTERWARDS.iter().enumerate() {
                let found = shelf.look_up(&sight(&after(&changed)));
                let Some((_, compared)) = found.iter().find(|(record, _)| *record == own) else { continue };
                let cell = &mut table[row * AFTERWARDS.len() + column];
                let is_there = |region: &&Region| touches(region, place);
                let elsewhere = compared.changed.recorded.iter().filter(|region| !is_there(region)).count();
                if compared.is_altered() {
                    cell[0] += 1;
                    cell[1] += usize::from(compared.changed.recorded.iter().any(|region| is_there(&region)));
                    cell[2] += elsewhere;
                    cell[3] += usize::from(elsewhere > 0);
                }
            }
        }
    }
    for (index, [count, seen, regions, pictures]) in table.iter().enumerate() {
        let (change, after) = (CHANGES[index / AFTERWARDS.len()], AFTERWARDS[index % AFTERWARDS.len()].0);
        println!("| {change:?} | {after} | {count} | {:.3} | {regions} | {pictures} |", *seen as f64 / *count as f64);
    }
    println!();
}

/// A picture with a change, and the square of it, as shares, within which the change lies.
fn changed(picture: &RgbImage, other: &RgbImage, change: Change, random: &mut Random) -> (RgbImage, [f64; 4]) {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let size = width.min(height) * (0.12 + 0.13 * random.share());
    let left = width * 0.08 + random.share() * (width * 0.84 - size);
    let top = height * 0.08 + random.share() * (height * 0.84 - size);
    let mut canvas = Canvas { picture: picture.clone(), left, top, size };
    match change {
        Change::None => return (canvas.picture, [0.0; 4]),
        Change::Crack => canvas.crack(random),
        Change::Stain => canvas.stain(0.35 + 0.25 * random.share()),
        Change::Text => canvas.text(),
        Change::Object => canvas.object(other),
    }
    let share = |at: f32, of: f32| f64::from(at / of);
    let place = [share(left, width), share(top, height), share(left + size, width), share(top + size, height)];
    (canvas.picture, place)
}

fn touches(region: &Region, [left, top, right, bottom]: [f64; 4]) -> bool {
    region.left < right && region.right > left && region.top < bottom && region.bottom > top
}

/// A picture and the square that is drawn in.
struct Canvas {
    picture: RgbImage,
    left: f32,
    top: f32,
    size: f32,
}

impl Canvas {
    fn blend(&mut self, x: f32, y: f32, share: f32, colour: [u8; 3]) {
        let (x, y) = ((self.left + x).max(0.0) as u32, (self.top + y).max(0.0) as u32);
        let Some(pixel) = self.picture.get_pixel_mut_checked(x, y) else { return };
        for (level, ink) in pixel.0.iter_mut().zip(colour) {
            *level = (f32::from(*level) * (1.0 - share) + f32::from(ink) * share) as u8;
        }
    }

    /// A dark line that wanders, as wide as 0.6 % of the shorter side.
    fn crack(&mut self, random: &mut Random) {
        let wide = (self.picture.width().min(self.picture.height()) as f32 * 0.006).max(1.5);
        let (mut y, mut slope) = (self.size * random.share(), 0.0);
        for x in 0..self.size as u32 {
            slope = (slope + (random.share() - 0.5) * 1.2) * 0.9;
            y = (y + slope).clamp(0.0, self.size);
            for row in 0..wide.ceil() as u32 {
                self.blend(x as f32, y + row as f32, 0.85, [25, 22, 20]);
            }
        }
    }

    /// A brown disc with a soft edge.
    fn stain(&mut self, share: f32) {
        for (x, y) in self.square() {
            let (right, down) = (x / self.size * 2.0 - 1.0, y / self.size * 2.0 - 1.0);
            let inside = (1.0 - right * right - down * down).max(0.0);
            self.blend(x, y, (inside * 3.0).min(1.0) * share, [60, 40, 20]);
        }
    }

    /// Two lines of dark strokes on a light ground.
    fn text(&mut self) {
        let step = self.size / 16.0;
        for (x, y) in self.square() {
            let line = y / self.size * 2.0;
            if line.fract() < 0.6 {
                let is_ink = ((x / step) as u32 * 7 + (y / step) as u32 * 5 + line as u32).is_multiple_of(3);
                self.blend(x, y, 1.0, if is_ink { [20; 3] } else { [235; 3] });
            }
        }
    }

    /// Another picture, made small.
    fn object(&mut self, other: &RgbImage) {
        let side = self.size as u32 + 1;
        let small = imageops::resize(other, side, side, FilterType::Triangle);
        for (x, y) in self.square() {
            self.blend(x, y, 1.0, small.get_pixel(x as u32, y as u32).0);
        }
    }

    fn square(&self) -> Vec<(f32, f32)> {
        let side = self.size as u32;
        (0..side).flat_map(|y| (0..side).map(move |x| (x as f32, y as f32))).collect()
    }
}
