//! A ledger that is being looked up: its fingerprints in memory, its records on disk.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use super::error::LedgerError;
use super::store::Ledger;
use crate::coverage::CoverageState;
use crate::fingerprint::{Comparison, Index, Pose, SIDE_MIN, Sight, compare_with, decode, is_recognisable};
use crate::lettering::Gray;
use crate::pixels::{Picture, Pixels, Region};
use crate::vocabulary::ledger::{Lookup, Match, PlaceNow, Record, RecordKind, Share};

/// Records compared with a picture, those with the nearest fingerprints.
const COMPARED_MAX: usize = 12;
/// Records named.
const MATCHES_MAX: usize = 4;
/// Share of the place of a label that must look different before it counts as changed, and be seen before it counts as
/// not cut off.
const PLACE_CHANGED_MIN: f64 = 0.25;
const PLACE_SEEN_MIN: f32 = 0.5;

/// A ledger to look pictures up in, from any number of threads.
#[derive(Debug)]
pub struct Shelf {
    index: RwLock<Index>,
    ledger: Mutex<Ledger>,
    is_sorted: bool,
}

impl Shelf {
    /// Reads all fingerprints.
    ///
    /// # Errors
    /// Those of [`Ledger::index`].
    pub fn new(ledger: Ledger) -> Result<Self, LedgerError> {
        // Before they are read: what comes in between is then asked for again, and not missed.
        ledger.has_changed()?;
        Ok(Self { index: RwLock::new(ledger.index()?), ledger: Mutex::new(ledger), is_sorted: false })
    }

    /// The same with its fingerprints sorted if they are many: for whoever looks up more than one picture.
    pub fn sorted(mut self) -> Self {
        self.is_sorted = true;
        self.index.get_mut().unwrap_or_else(PoisonError::into_inner).sort();
        self
    }

    /// Reads the fingerprints of what other programs have added since, and says how many there are. Look-ups go on meanwhile, but for
    /// the moment in which they are put with the others.
    ///
    /// # Errors
    /// Those of [`Ledger::index`]; then what was known before is still looked up, and the next call tries again.
    pub fn read_more(&self) -> Result<usize, LedgerError> {
        let known = self.len();
        let more = {
            let ledger = self.ledger();
            if !ledger.has_changed()? {
                return Ok(0);
            }
            ledger.index_after(known).inspect_err(|_| ledger.ask_again())?
        };
        let count = more.len();
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        index.append(more);
        if self.is_sorted {
            index.sort();
        }
        Ok(count)
    }

    fn len(&self) -> usize {
        self.index.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks a picture up by its first frame.
    ///
    /// # Errors
    /// When a record that may be the same cannot be read: it would be wrong to say that there is none.
    pub fn look_up(&self, pixels: &Pixels) -> Result<Lookup, LedgerError> {
        let Some(picture) = pixels.frames.first() else { return Ok(Lookup::Unseen(pixels.state.clone())) };
        let luma = picture.luma();
        let Some(gray) = Gray::new(picture.width(), picture.height(), &luma) else {
            return Ok(Lookup::Unseen(CoverageState::default()));
        };
        if !is_recognisable(&Sight::kept(&gray).pyramid(SIDE_MIN)) {
            return Ok(Lookup::TooPlain);
        }
        let sight = Sight::new(&gray);
        let mut matches = Vec::new();
        let (candidates, records) = {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            (index.nearest(sight.variants(), COMPARED_MAX), index.len() as u64)
        };
        for candidate in candidates {
            let (record, kept) = self.ledger().record(candidate.record)?;
            let damaged = || LedgerError::Damaged(format!("record {}: picture", record.number));
            let kept = decode(&kept).ok_or_else(damaged)?.pyramid(SIDE_MIN);
            let Some(compared) = compare_with(&kept, &sight, &candidate) else { continue };
            if is_match(&record, &compared) {
                matches.push(described(record, &compared, picture));
            }
        }
        matches.sort_by(|one, other| other.alike.total_cmp(&one.alike));
        matches.truncate(MATCHES_MAX);
        Ok(Lookup::Compared { records, matches })
    }
}

/// A labelled record must be the whole same picture; a reference may have been altered, which is what it is for.
fn is_match(record: &Record, compared: &Comparison) -> bool {
    match record.kind {
        RecordKind::Labelled => compared.is_same(),
        RecordKind::Reference => compared.is_altered(),
    }
}

fn described(record: Record, compared: &Comparison, picture: &Picture) -> Match {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let along = (compared.pose.x[0] * width, compared.pose.y[0] * height);
    let sign = if compared.pose.is_mirrored() { -1.0 } else { 1.0 };
    Match {
        alike: compared.alike,
        seen: compared.seen,
        is_mirrored: compared.pose.is_mirrored(),
        // No turn is 0, not -0.
        degrees: (along.1 * sign).atan2(along.0.abs()).to_degrees() + 0.0,
        changed: compared.changed.regions.iter().map(|region| picture.area_of(region)).collect(),
        places: record.labels.iter().map(|label| place(label.place.as_ref(), compared)).collect(),
        record,
    }
}

fn place(share: Option<&Share>, compared: &Comparison) -> PlaceNow {
    let Some(share) = share else { return PlaceNow::None };
    if seen(share, &compared.pose) < PLACE_SEEN_MIN {
        return PlaceNow::CutOff;
    }
    let own = Region {
        left: f64::from(share.left),
        top: f64::from(share.top),
        right: f64::from(share.right),
        bottom: f64::from(share.bottom),
    };
    let differs: f64 = compared.changed.recorded.iter().map(|region| region.shared_with(&own)).sum();
    if differs >= PLACE_CHANGED_MIN * own.width() * own.height() { PlaceNow::Changed } else { PlaceNow::Kept }
}

/// Share of a place that lies within the other picture, from a grid of points.
fn seen(share: &Share, pose: &Pose) -> f32 {
    const POINTS: usize = 8;
    let along = |from: f32, to: f32, point: usize| from + (to - from) * (point as f32 + 0.5) / POINTS as f32;
    let mut within = 0;
    for point in 0..POINTS * POINTS {
        let x = along(share.left, share.right, point % POINTS);
        let y = along(share.top, share.bottom, point / POINTS);
        let (x, y) = pose.apply(x, y);
        within += usize::from((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y));
    }
    within as f32 / (POINTS * POINTS) as f32
}
