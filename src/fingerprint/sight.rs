//! A picture as it is recorded and looked up.

use super::border;
use super::compare::SIDE_MIN;
use super::map::Map;
use super::pose::Pose;
use super::word::{Variant, Word};
use crate::lettering::Gray;

/// Longer side, in pixels, of the small picture that is kept to compare others with.
pub const PICTURE_SIDE_MAX: usize = 256;
/// The same of a picture that is looked up, which may lie within a frame.
const SEEN_SIDE_MAX: usize = 512;
/// Side of the square map that fingerprints are measured on.
pub(super) const WORD_SIDE: usize = 64;
/// Side of the map on which frames are looked for.
const BORDER_SIDE: usize = 256;
/// Degrees that a picture may be turned by, with those in between.
const TURNS: [f32; 4] = [-5.0, -2.5, 2.5, 5.0];
/// Poses that are tried on one record.
const GUESSES: usize = 4;
/// What may be left of a side when a tenth is cut off.
const CUTS: [(f32, f32); 6] = [(0.0, 1.0), (0.1, 1.0), (0.0, 0.9), (0.05, 0.95), (0.05, 1.0), (0.0, 0.95)];

/// What is looked at of one picture.
#[derive(Clone, Debug)]
pub struct Sight {
    seen: Vec<Map>,
    variants: Vec<Variant>,
}

impl Sight {
    /// Looks at a picture.
    pub fn new(gray: &Gray<'_>) -> Self {
        let seen = Map::of(gray, SEEN_SIDE_MAX).pyramid(SIDE_MIN);
        let contents = border::contents_and_text(&Map::of(gray, BORDER_SIDE));
        let square = Map::exactly(gray, WORD_SIDE, WORD_SIDE);
        let aspect = gray.width() as f32 / gray.height() as f32;
        let variants = contents.iter().enumerate().flat_map(|(number, content)| {
            let aspect = aspect * content.x[0] / content.y[1];
            let near = if number == 0 { None } else { Some(part(gray, content)) };
            let poses: Vec<Pose> = poses(aspect);
            let square = &square;
            poses.into_iter().map(move |pose| {
                let word = Word::of(near.as_ref().unwrap_or(square), &pose);
                Variant { word, pose: pose.then(content) }
            })
        });
        Self { variants: variants.collect(), seen }
    }

    /// The small picture to keep beside the fingerprint.
    pub fn kept(gray: &Gray<'_>) -> Map {
        Map::of(gray, PICTURE_SIDE_MAX)
    }

    /// The fingerprint to record.
    pub fn word(&self) -> Word {
        self.variants.first().map(|variant| variant.word).unwrap_or_default()
    }

    /// The fingerprints to look it up by.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// How a recorded picture most likely lies in this one, by its fingerprint; likeliest first.
    pub fn guesses(&self, recorded: &Word) -> Vec<Pose> {
        let mut near: Vec<(u32, bool, Pose)> = Vec::with_capacity(self.variants.len());
        for variant in &self.variants {
            let (distance, is_mirrored) = variant.word.distance_either_way(recorded);
            near.push((distance, is_mirrored, variant.pose));
        }
        near.sort_by_key(|(distance, _, _)| *distance);
        let pose = |(_, is_mirrored, pose): &(u32, bool, Pose)| if *is_mirrored { pose.mirrored() } else { *pose };
        near.iter().take(GUESSES).map(pose).collect()
    }

    /// The picture and smaller ones, largest first, for [`super::compare`].
    pub fn seen(&self) -> &[Map] {
        &self.seen
    }
}

/// A part of the picture as a square map.
pub(super) fn part(gray: &Gray<'_>, content: &Pose) -> Map {
    let (width, height) = (gray.width() as f64, gray.height() as f64);
    let (left, top) = (f64::from(content.x[2]) * width, f64::from(content.y[2]) * height);
    let right = left + f64::from(content.x[0]) * width;
    let bottom = top + f64::from(content.y[1]) * height;
    let region = crate::pixels::Region { left, top, right, bottom };
    let levels = gray.resample(&region, WORD_SIDE, WORD_SIDE);
    Map::new(WORD_SIDE, WORD_SIDE, levels).unwrap_or_else(|| Map::exactly(gray, WORD_SIDE, WORD_SIDE))
}

/// How a recorded picture may lie in one that was not changed, cut, or turned; the first first.
fn poses(aspect: f32) -> Vec<Pose> {
    let cut = |(start, end): (f32, f32)| (1.0 / (end - start), -start / (end - start));
    let cuts = CUTS.iter().flat_map(|x| CUTS.iter().map(move |y| Pose::scaled(cut(*x), cut(*y))));
    cuts.chain(TURNS.iter().flat_map(|degrees| turned(*degrees, aspect))).collect()
}

/// A turned picture keeps its frame, or the frame grows with it, or it is cut to where it fills one.
fn turned(degrees: f32, aspect: f32) -> [Pose; 3] {
    let (sine, cosine) = degrees.abs().to_radians().sin_cos();
    // Sides of the picture before its frame grew, with the height of the frame as one.
    let grown = cosine * cosine - sine * sine;
    let (width, height) = ((aspect * cosine - sine) / grown, (cosine - aspect * sine) / grown);
    let before = (width / height).max(0.05);
    let fill = cosine + sine * aspect.max(1.0 / aspect);
    [
        Pose::turned(degrees, aspect, (1.0, 1.0)),
        Pose::turned(degrees, before, (width / aspect, height)),
        Pose::turned(degrees, aspect, (fill, fill)),
    ]
}
