//! Records of the picture in a ledger, as the caller looked them up.
//!
//! A record says that the same picture was seen, and with which labels. It says nothing of the picture's origin:
//! what a label that is not there any more said is not repeated as if it were.

use crate::coverage::{Coverage, CoverageState, reason};
use crate::evidence::{Detail, Evidence, EvidenceKind, Reading, Statement, Strength};
use crate::reader::{Input, Reader};
use crate::vocabulary::ledger::{Lookup, Match};

/// Turns the answer into evidence.
pub static READER: Reader = Reader { id: "ledger", read };

fn read(input: &Input<'_>) -> Reading {
    let Some(lookup) = input.asset.ledger else { return Reading::default() };
    let (matches, state) = match lookup {
        Lookup::Compared { matches, .. } => (matches.as_slice(), CoverageState::Complete),
        Lookup::TooPlain => (&[][..], CoverageState::Skipped { reason: &reason::TOO_PLAIN }),
        Lookup::Unseen(state) => (&[][..], state.clone()),
    };
    let coverage = vec![Coverage { reader: READER.id, state }];
    Reading { evidence: matches.iter().map(evidence).collect(), coverage }
}

fn evidence(found: &Match) -> Evidence {
    Evidence {
        kind: EvidenceKind::LedgerRecord,
        carrier: format!("ledger:record {}", found.record.number),
        span: None,
        says: Statement::Nothing,
        strength: Strength::Detected,
        detail: Detail::Recorded(Box::new(found.clone())),
    }
}
