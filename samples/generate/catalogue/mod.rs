//! Every sample that is the same on each run. Signed ones are in `signed`.

mod aigc_defects;
mod aigc_places;
mod aigc_variants;
mod generators;
mod iptc;
pub(crate) mod label;
mod pictures;
mod plain;

/// One sample: where it lies under `samples/` and its bytes.
pub(crate) struct Sample {
    /// Path below `samples/`.
    pub(crate) path: &'static str,
    /// The whole file.
    pub(crate) bytes: Vec<u8>,
}

impl Sample {
    /// A sample.
    pub(crate) fn new(path: &'static str, bytes: Vec<u8>) -> Self {
        Self { path, bytes }
    }
}

/// All samples without a signature.
pub(crate) fn all() -> Vec<Sample> {
    [
        aigc_variants::all(),
        aigc_places::all(),
        aigc_defects::all(),
        generators::all(),
        iptc::all(),
        plain::all(),
        pictures::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
