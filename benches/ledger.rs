//! What the ledger recognises, and how fast: every picture of some folders and a thousand drawn pages and screens,
//! each looked up among all others; copies of the pictures after common changes; local changes drawn on them; and the
//! time of a look-up among a million and ten million.
//!
//! `YANBIAO_PICTURES=folder:folder cargo bench --bench ledger`; with `YANBIAO_EVERY=4` only every fourth is changed.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a program for people who measure")]

#[path = "ledger_attacks.rs"]
mod attacks;
#[path = "ledger_changes.rs"]
mod changes;
#[path = "ledger_random.rs"]
mod random;
#[path = "ledger_recognition.rs"]
mod recognition;
#[path = "screens.rs"]
mod screens;
#[path = "ledger_shelf.rs"]
mod shelf;
#[path = "ledger_speed.rs"]
mod speed;

use std::path::Path;

use shelf::Shelf;

fn main() {
    let folders = std::env::var("YANBIAO_PICTURES").unwrap_or_default();
    let folders: Vec<&Path> = folders.split(':').filter(|folder| !folder.is_empty()).map(Path::new).collect();
    if !folders.is_empty() {
        let every = std::env::var("YANBIAO_EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(1);
        let shelf = Shelf::new(&folders);
        recognition::different_pictures(&shelf);
        recognition::recognition(&shelf, &folders, every);
        changes::local_changes(&shelf, every);
    }
    speed::look_ups();
}
