//! Whether what is claimed is bound to these bytes. Only a C2PA hard binding does that: the signature in a
//! GB 45438 label covers the label, never the picture.

use super::model::{C2paLayer, Integrity};

/// What the state of the store says of the bytes.
pub(super) fn derive(state: C2paLayer) -> Integrity {
    match state {
        C2paLayer::Trusted | C2paLayer::Valid | C2paLayer::NotConfirmable => Integrity::Bound,
        C2paLayer::Tampered => Integrity::Broken,
        C2paLayer::Unreadable | C2paLayer::RemoteOnly | C2paLayer::Unknown => Integrity::Unknown,
        C2paLayer::Remnant | C2paLayer::Absent => Integrity::Unbound,
    }
}
