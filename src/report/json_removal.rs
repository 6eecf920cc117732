//! The trace of a mark that was undone, in Report v1.

use serde::Serialize;

use crate::vocabulary::removal::UndoneMark;

/// The trace.
#[derive(Serialize)]
pub(super) struct UndoneMarkValue {
    vendor: &'static str,
    /// In pixels of the picture.
    #[serde(rename = "box")]
    area: [u32; 4],
    opacity: f64,
    agreeing: f64,
    around: f64,
    tints: u32,
}

impl UndoneMarkValue {
    pub(super) fn new(undone: &UndoneMark) -> Self {
        let area = undone.area;
        Self {
            vendor: undone.vendor,
            area: [area.x, area.y, area.width, area.height],
            opacity: rounded(undone.opacity),
            agreeing: rounded(undone.agreeing),
            around: rounded(undone.around),
            tints: undone.tints,
        }
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}
