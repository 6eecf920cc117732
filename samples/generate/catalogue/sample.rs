//! A sample. Types only.

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
