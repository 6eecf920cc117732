//! What in a file admits AI, whichever layer it stands in.

use super::model::{C2paLayer, Facts, Trace};
use crate::evidence::EvidenceId;
use crate::vocabulary::c2pa::Position;
use crate::vocabulary::source_type::{AiClass, DigitalSourceType};

impl Facts {
    /// True when the C2PA store, in whatever state, carries an admission of AI that concerns the picture.
    pub fn c2pa_admits_ai(&self) -> bool {
        self.c2pa.store.as_ref().is_some_and(|(_, store)| {
            store.statements.iter().any(|statement| {
                statement.position != Position::Input
                    && matches!(statement.class(), AiClass::Generated | AiClass::Edited)
            })
        })
    }

    /// What admits AI outright in the bytes around the picture: a store that may be quoted, and other traces. Marks
    /// on the picture and the label itself are not among them.
    pub fn metadata_admissions(&self) -> Vec<EvidenceId> {
        let store = self.c2pa.store.as_ref().filter(|_| self.c2pa.claim.admits_ai());
        let traces = self.traces.iter().filter(|found| found.says_ai);
        store.map(|(id, _)| *id).into_iter().chain(traces.map(|found| found.id)).collect()
    }

    /// A store that carried such an admission before its bytes were changed.
    pub fn broken_ai_store(&self) -> Option<EvidenceId> {
        let is_broken = self.c2pa.state == C2paLayer::Tampered && self.c2pa_admits_ai();
        self.c2pa.store.as_ref().filter(|_| is_broken).map(|(id, _)| *id)
    }

    /// Every digital source type in the file: in XMP, and in a store that may be quoted.
    pub fn source_types(&self) -> impl Iterator<Item = (EvidenceId, &DigitalSourceType)> {
        let in_xmp = self.traces.iter().filter_map(|found| match &found.trace {
            Trace::SourceType(term) => Some((found.id, term)),
            Trace::Generator(_) | Trace::Declared(_) => None,
        });
        let store = self.c2pa.store.as_ref().filter(|_| self.c2pa.state.holds());
        let in_store = store.into_iter().flat_map(|(id, store)| {
            store.statements.iter().filter_map(|one| one.source_type.as_ref().map(|term| (*id, term)))
        });
        in_xmp.chain(in_store)
    }
}
