//! Pictures for the tests of this folder.

use super::map::Map;
use super::word::Word;

/// Something like a photo: waves of several sizes in directions of their own, and two discs.
pub(super) fn scene(seed: u32) -> Map {
    let (width, height) = (320, 240);
    let level = |x: f32, y: f32| {
        let sizes = [(80.0_f32, 3), (41.0, 7), (23.0, 11), (13.0, 15), (7.0, 19)];
        let waves: f32 = sizes
            .iter()
            .map(|(size, turn)| {
                let angle = (seed.wrapping_mul(2_654_435_761).rotate_left(*turn) % 628) as f32 / 100.0;
                ((x * angle.cos() + y * angle.sin()) / size + angle).sin() * size.sqrt()
            })
            .sum();
        let disc = |at: u32| {
            let (left, top) = (at.wrapping_mul(seed + 3) % 280, at.wrapping_mul(seed + 7) % 200);
            if (x - left as f32).hypot(y - top as f32) < 22.0 { 45.0 } else { 0.0 }
        };
        (118.0 + 4.0 * waves + disc(97) - disc(211)).clamp(0.0, 255.0)
    };
    made(width, height, level)
}

/// A map by the level of each pixel's middle.
pub(super) fn made(width: usize, height: usize, level: impl Fn(f32, f32) -> f32) -> Map {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x as f32 + 0.5, y as f32 + 0.5)));
    Map::new(width, height, places.map(|(x, y)| level(x, y)).collect()).unwrap()
}

/// A map as whole levels.
pub(super) fn bytes(map: &Map) -> Vec<u8> {
    map.levels().iter().map(|level| level.round() as u8).collect()
}

/// Numbers that look random, the same each time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn word(&mut self) -> Word {
        Word([self.next(), self.next(), self.next(), self.next()])
    }
}
