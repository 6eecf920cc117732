//! Samples with a C2PA manifest: sound ones, and ones broken by changing bytes after signing.

mod ai;
mod broken;
mod identity;
mod manifest;
mod sound;

use crate::catalogue::sample::Sample;
use crate::signer::Authority;
use manifest::{Desk, Maker};

const TRUST: &str = "trust/throwaway-authority.pem";

/// Where the signed samples and the certificate that vouches for them lie.
pub(crate) fn paths() -> Vec<&'static str> {
    makers().map(|(path, _)| path).chain([TRUST]).collect()
}

/// All signed samples, and the certificate of the authority.
pub(crate) fn all(authority: &Authority) -> Vec<Sample> {
    let desk = Desk::new(authority);
    let certificate = Sample::new(TRUST, authority.pem().as_bytes().to_vec());
    makers().map(|(path, make)| Sample::new(path, make(&desk))).chain([certificate]).collect()
}

fn makers() -> impl Iterator<Item = (&'static str, Maker)> {
    sound::SAMPLES.iter().chain(broken::SAMPLES).copied()
}
