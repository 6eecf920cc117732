//! Every sample that is the same on each run. Signed ones are in `signed`.

mod aigc_defects;
mod aigc_places;
mod aigc_variants;
mod generators;
mod iptc;
pub(crate) mod label;
mod pictures;
mod plain;
mod removal;
pub(crate) mod sample;
pub(crate) mod thumbnail;
mod visible;
mod watermark;

use sample::Sample;

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
        visible::all(),
        thumbnail::all(),
        watermark::all(),
        removal::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
