//! Bounds on the work one asset may cause.
//!
//! Every loop and allocation that an asset controls has its bound here. Reaching one is never an error:
//! it is recorded as [`crate::evidence::CoverageState::Stopped`], and what was not looked at stays unknown.

/// The bounds, in bytes unless the name says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pieces (segments, chunks, boxes, directory entries) listed per asset.
    pub pieces_max: usize,
    /// Cheap steps of a walk that list no piece (directory entries, strips, item extents).
    pub steps_max: usize,
    /// Nesting of boxes, directories and XML elements.
    pub depth_max: usize,
    /// One metadata payload, stored form.
    pub payload_bytes_max: u64,
    /// One metadata payload after inflating.
    pub inflated_bytes_max: u64,
    /// All metadata payloads of an asset together.
    pub metadata_bytes_max: u64,
    /// JSON parsed per asset by the generator reader; a parsed document takes many times its text.
    pub json_bytes_max: u64,
    /// Entries of one image file directory.
    pub ifd_entries_max: usize,
    /// Image file directories followed in one EXIF block.
    pub ifds_max: usize,
    /// Nodes (elements, texts, comments) of one XMP packet.
    pub xml_nodes_max: u32,
    /// Comparisons of names that the XMP packets of an asset may cost; grows with attributes × namespaces.
    pub xml_work_max: u64,
    /// Bytes kept of either end of a piece without a known form (private, trailing).
    pub fragment_bytes_max: u64,
    /// Evidence items kept per asset.
    pub evidence_max: usize,
    /// Bytes searched by the raw scan.
    pub scan_bytes_max: u64,
    /// Files larger than this are not validated as C2PA assets.
    pub c2pa_bytes_max: u64,
    /// Manifests followed along parentOf and componentOf.
    pub manifests_max: usize,
    /// One `AIGC` label as text.
    pub label_bytes_max: usize,
    /// Places in one piece where a label seems to start and is tried.
    pub label_tries_max: usize,
    /// Pixels of a picture that is decoded, with at most four bytes each; a larger one is not looked at.
    pub pixels_max: u64,
    /// Pixels of all frames of an animation together, as far as frames are decoded to get to the last.
    pub animation_pixels_max: u64,
    /// Pixels of a picture that is searched for invisible marks, from its top; of a larger one only this part is.
    pub watermark_pixels_max: u64,
    /// Lines of text read on one frame of a picture, in the closer of two looks at it.
    pub text_lines_max: usize,
    /// Small pictures beside the picture that are looked at.
    pub thumbnails_max: usize,
    /// Bytes of one of them as stored, and of the block it lies in.
    pub thumbnail_bytes_max: u64,
    /// Pixels of one of them.
    pub thumbnail_pixels_max: u64,
    /// Signature verifications for all `AIGC` labels of an asset together.
    pub signature_tries_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pieces_max: 100_000,
            steps_max: 1_000_000,
            depth_max: 32,
            payload_bytes_max: 8 << 20,
            inflated_bytes_max: 8 << 20,
            metadata_bytes_max: 32 << 20,
            json_bytes_max: 4 << 20,
            ifd_entries_max: 4_096,
            ifds_max: 1_024,
            xml_nodes_max: 200_000,
            xml_work_max: 32_000_000,
            fragment_bytes_max: 2 << 20,
            evidence_max: 256,
            scan_bytes_max: 512 << 20,
            c2pa_bytes_max: 512 << 20,
            manifests_max: 64,
            label_bytes_max: 256 << 10,
            label_tries_max: 64,
            pixels_max: 110_000_000,
            animation_pixels_max: 256 << 20,
            watermark_pixels_max: 16 << 20,
            text_lines_max: 40,
            thumbnails_max: 8,
            thumbnail_bytes_max: 16 << 20,
            thumbnail_pixels_max: 16 << 20,
            signature_tries_max: 64,
        }
    }
}
