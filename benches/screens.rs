//! Pages of text and screens of programs, drawn: the pictures of which everybody has many that look alike.
//!
//! Signs are random patterns of 5 × 7 dots. In the small gray copies that the ledger compares, nobody can tell them
//! from letters.

use image::{Rgb, RgbImage};

use crate::random::Random;

/// Patterns that signs are made of.
const SIGNS: usize = 64;
/// Columns and rows of dots of a sign, with the space beside and below it.
const CELL: (u32, u32) = (6, 9);

/// The page or screen with this number.
pub(crate) fn screen(number: u64) -> RgbImage {
    let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        random.next();
    }
    let sizes = [(1080, 1920), (1080, 2340), (1240, 1754), (1280, 720), (1366, 768), (1600, 1000)];
    let (width, height) = sizes[random.below(6) as usize];
    let is_dark = random.below(4) == 0;
    let ground = if is_dark { 24 + random.below(24) } else { 232 + random.below(24) } as u8;
    let ink = if is_dark { 215 } else { 35 };
    let picture = RgbImage::from_pixel(width, height, Rgb([ground; 3]));
    let signs = (0..SIGNS).map(|_| (random.next() & random.next()) | (random.next() & 0x1_0842_1084)).collect();
    let mut sheet = Sheet { picture, random, signs, ground, ink };
    match number % 4 {
        0 => sheet.page(),
        1 => sheet.chat(),
        2 => sheet.list(),
        _ => sheet.table(),
    }
    sheet.picture
}

struct Sheet {
    picture: RgbImage,
    random: Random,
    signs: Vec<u64>,
    ground: u8,
    ink: u8,
}

impl Sheet {
    /// Paragraphs under headings in one or two columns, as in a book, a paper or a contract.
    fn page(&mut self) {
        let (width, height) = self.picture.dimensions();
        let margin = width / 12 + self.random.below(width / 16);
        let columns = 1 + self.random.below(2);
        let (step, scale) = ((width - 2 * margin) / columns, 2 + self.random.below(3));
        for column in 0..columns {
            let left = margin + column * step;
            let right = left + step - 20;
            let mut y = margin / 2 + self.random.below(margin);
            while y + 14 * scale < height - margin / 2 {
                if self.random.below(5) == 0 {
                    y = self.text([left, y, right, height], scale + 2, 1) + 8 * scale;
                }
                let lines = 1 + self.random.below(9);
                y = self.text([left, y, right, height], scale, lines) + (4 + self.random.below(8)) * scale;
            }
        }
    }

    /// Bubbles left and right under a bar.
    fn chat(&mut self) {
        let (width, height) = self.picture.dimensions();
        let scale = 2 + self.random.below(3);
        let mut y = self.bar(scale);
        while y + 60 * scale < height {
            let (lines, wide) = (1 + self.random.below(5), width / 4 + self.random.below(width * 2 / 5));
            let high = lines * (CELL.1 + 3) * scale + 10 * scale;
            let is_own = self.random.below(2) == 0;
            let left = if is_own { width - wide - 20 * scale } else { 20 * scale };
            let level = if is_own { self.ground / 2 + 70 } else { self.ground / 2 + self.ink / 4 + 100 };
            self.fill([left, y, left + wide, y + high], level);
            self.text([left + 6 * scale, y + 6 * scale, left + wide - 6 * scale, height], scale, lines);
            let face = if is_own { width - 17 * scale } else { 3 * scale };
            let level = 60 + self.random.below(150) as u8;
            self.fill([face, y, face + 14 * scale, y + 14 * scale], level);
            y += high + (5 + self.random.below(20)) * scale;
        }
    }

    /// Rows with a small picture, a title and a line below it, as in shops, settings and search results.
    fn list(&mut self) {
        let (width, height) = self.picture.dimensions();
        let scale = 2 + self.random.below(3);
        let (row, side) = ((36 + self.random.below(40)) * scale, (16 + self.random.below(20)) * scale);
        let mut y = self.bar(scale);
        while y + row < height {
            let (first, second) = (self.random.below(200) as u8, self.random.below(200) as u8);
            self.fill([8 * scale, y, 8 * scale + side, y + side], first);
            self.fill([8 * scale + side / 3, y + side / 4, 8 * scale + side * 3 / 4, y + side * 3 / 4], second);
            let (left, right) = (side + 16 * scale, width / 2 + self.random.below(width / 2 - 10 * scale));
            let below = self.text([left, y, right, height], scale + 1, 1);
            let lines = 1 + self.random.below(2);
            self.text([left, below, width - 10 * scale, height], scale, lines);
            y += row;
            self.fill([8 * scale, y - 5 * scale, width, y - 4 * scale], self.ground / 2 + self.ink / 2);
        }
    }

    /// Cells with a few signs between lines, as in a calculation or a bill.
    fn table(&mut self) {
        let (width, height) = self.picture.dimensions();
        let scale = 2 + self.random.below(2);
        let (wide, high) = ((40 + self.random.below(80)) * scale, (14 + self.random.below(10)) * scale);
        let top = self.bar(scale);
        for y in (top..height.saturating_sub(high)).step_by(high as usize) {
            self.fill([0, y, width, y + 2], self.ground / 2 + self.ink / 2);
            for x in (0..width.saturating_sub(wide)).step_by(wide as usize) {
                if self.random.below(3) > 0 {
                    let right = x + wide / 4 + self.random.below(wide * 3 / 4);
                    self.text([x + 3 * scale, y + 3 * scale, right, height], scale, 1);
                }
            }
        }
    }

    /// A bar with a title at the top; returns where it ends.
    fn bar(&mut self, scale: u32) -> u32 {
        let (width, height) = self.picture.dimensions();
        let (high, level) = ((18 + self.random.below(14)) * scale, 40 + self.random.below(200) as u8);
        self.fill([0, 0, width, high], level);
        let left = self.random.below(width / 3);
        self.text([left, 5 * scale, left + width / 3, height], scale + 1, 1);
        high + 6 * scale
    }

    /// Words in lines between left and right from top on; returns where they end.
    fn text(&mut self, [left, top, right, bottom]: [u32; 4], scale: u32, lines: u32) -> u32 {
        let mut y = top;
        for line in 0..lines {
            let ends = if line + 1 == lines { left + (right.saturating_sub(left)) / 2 + 1 } else { right };
            let end = ends.min(right).max(left + 1) + self.random.below((right.saturating_sub(ends)).max(1));
            let mut x = left;
            while x + CELL.0 * scale < end && y + CELL.1 * scale < bottom {
                if self.random.below(6) > 0 {
                    let sign = self.signs[self.random.below(SIGNS as u32) as usize];
                    self.sign(sign, (x, y), scale);
                }
                x += CELL.0 * scale;
            }
            y += (CELL.1 + 3) * scale;
        }
        y
    }

    fn sign(&mut self, sign: u64, (left, top): (u32, u32), scale: u32) {
        for (dot, (x, y)) in (0..7).flat_map(|y| (0..5).map(move |x| (x, y))).enumerate() {
            if (sign >> dot) & 1 == 1 {
                let (x, y) = (left + x * scale, top + y * scale);
                self.fill([x, y, x + scale, y + scale], self.ink);
            }
        }
    }

    fn fill(&mut self, [left, top, right, bottom]: [u32; 4], level: u8) {
        for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
            if let Some(pixel) = self.picture.get_pixel_mut_checked(x, y) {
                *pixel = Rgb([level; 3]);
            }
        }
    }
}
