//! What this build can read, found out by checking one small picture of each format.

use crate::asset::Asset;
use crate::check::{Settings, check};
use crate::container::layout::Format;
use crate::context::{Context, Depth};
use crate::coverage::Coverage;

/// One small picture of each format, made by this project.
const PICTURES: [&[u8]; 9] = [
    include_bytes!("../../samples/plain/nothing.jpg"),
    include_bytes!("../../samples/plain/nothing.png"),
    include_bytes!("../../samples/plain/nothing.webp"),
    include_bytes!("../../samples/plain/nothing.gif"),
    include_bytes!("../../samples/plain/nothing.tiff"),
    include_bytes!("../../samples/plain/nothing.bmp"),
    include_bytes!("../../samples/plain/nothing.avif"),
    include_bytes!("../../samples/iptc/ai-attribute.heic"),
    include_bytes!("../../samples/plain/nothing.jxl"),
];

/// How far each reader got in a picture of this format.
#[derive(Clone, Debug)]
pub(super) struct Probed {
    /// The format, as the program recognised it.
    pub(super) format: Format,
    /// How far each reader got.
    pub(super) coverage: Vec<Coverage>,
}

/// Checks one picture of each format at full depth.
pub(super) fn formats() -> Vec<Probed> {
    let context = Context { depth: Depth::Full, ..Context::at(time::OffsetDateTime::UNIX_EPOCH) };
    let probe = |bytes: &&[u8]| {
        let checked = check(&Asset::new("probe", bytes), &context, &Settings::default());
        Probed { format: checked.format, coverage: checked.reading.coverage }
    };
    PICTURES.iter().map(probe).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_format_is_probed_and_what_cannot_be_decoded_is_said() {
        let probed = formats();
        let formats: HashSet<Format> = probed.iter().map(|one| one.format).collect();
        assert_eq!(formats.len(), PICTURES.len());
        assert!(!formats.contains(&Format::Unknown));
        let state = |format: Format| {
            let one = probed.iter().find(|one| one.format == format).unwrap();
            one.coverage.iter().find(|one| one.reader == "visible-label").unwrap().state.id()
        };
        assert_eq!(state(Format::Jpeg), "complete");
        assert_eq!(state(Format::Avif), "skipped");
    }
}
