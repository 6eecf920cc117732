//! What an AI service signs: the pictures that other samples are made of.

use super::manifest::{Desk, Manifest, created};
use crate::signer::Who;
use crate::write::{boxes, picture};

/// Digital source type of what a model made.
pub(super) const AI: &str = "trainedAlgorithmicMedia";
pub(super) const JPEG: &str = "image/jpeg";
pub(super) const PNG: &str = "image/png";

/// An AI service signs what it made.
pub(super) fn ai(desk: &Desk, media_type: &'static str, picture: &[u8]) -> Vec<u8> {
    desk.sign(Who::Service, media_type, picture, &ai_manifest())
}

pub(super) fn ai_manifest() -> Manifest {
    Manifest { actions: vec![created(AI, "Sample Generator")], ..Manifest::default() }
}

pub(super) fn ai_jpeg(desk: &Desk) -> Vec<u8> {
    ai(desk, JPEG, &picture::jpeg(200))
}

pub(super) fn ai_png(desk: &Desk) -> Vec<u8> {
    ai(desk, PNG, &picture::png(201))
}

pub(super) fn ai_avif(desk: &Desk) -> Vec<u8> {
    ai(desk, "image/avif", &boxes::avif(Vec::new()))
}
