//! Every picture looked up among all others, and copies of them after common changes.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use yanbiao::fingerprint::Comparison;

use super::attacks::ATTACKS;
use super::shelf::{Shelf, Source, in_parallel, sight};

/// Pairs of records that were taken for one picture, and whether for the same or for an altered one.
type Pairs = BTreeMap<(usize, usize), bool>;

/// Looks every picture up among all others.
pub(crate) fn different_pictures(shelf: &Shelf) {
    let all: Vec<usize> = (0..shelf.sources.len()).collect();
    let near = |own: usize| {
        let found = shelf.look_up(&sight(&shelf.picture(own))).into_iter().filter(|(record, _)| *record != own);
        found.map(|(record, compared)| (own.min(record), own.max(record), compared)).collect::<Vec<_>>()
    };
    let compared: Vec<(usize, usize, Comparison)> = in_parallel(&all, near).into_iter().flatten().collect();
    let mut matched = Pairs::new();
    for (one, other, compared) in compared.iter().filter(|(_, _, compared)| compared.is_altered()) {
        *matched.entry((*one, *other)).or_default() |= compared.is_same();
    }
    let others = compared.iter().filter(|(_, _, compared)| !compared.is_altered());
    let nearest = others.max_by(|one, other| one.2.alike.total_cmp(&other.2.alike));
    let count = shelf.sources.len();
    println!(
        "{} pairs of different files or drawings, each once; {} were taken for the same picture (look at them):",
        count * (count - 1) / 2,
        matched.len()
    );
    print_pairs(shelf, &matched);
    if let Some((one, other, compared)) = nearest {
        let (one, other) = (&shelf.sources[*one], &shelf.sources[*other]);
        println!("Nearest of those that were not: {:.2} of the blocks alike, {one} and {other}", compared.alike);
    }
    println!();
}

/// What became of a changed picture that was looked up.
struct Looked {
    own: usize,
    found: Vec<(usize, Comparison)>,
    milliseconds: f64,
}

pub(crate) fn recognition(shelf: &Shelf, folders: &[&Path], every: usize) {
    let mut others = Pairs::new();
    let mut missed: Vec<String> = Vec::new();
    let (mut lookups, mut milliseconds) = (0, 0.0);
    let chosen: Vec<usize> = (0..shelf.files).step_by(every).collect();
    let names: Vec<String> =
        folders.iter().map(|folder| folder.file_name().unwrap_or_default().to_string_lossy().into()).collect();
    println!("| after | pictures | recognised | of these said to be altered | {} |", names.join(" | "));
    println!("|---|---|---|---{}|", "|---".repeat(names.len()));
    for (name, attack) in ATTACKS {
        let (mut hits, mut altered, mut by_folder) = (0, 0, vec![(0, 0); folders.len()]);
        let look = |own: usize| {
            let changed = attack(&shelf.picture(own));
            let started = Instant::now();
            let found = shelf.look_up(&sight(&changed));
            Looked { own, found, milliseconds: started.elapsed().as_secs_f64() * 1_000.0 }
        };
        for Looked { own, found, milliseconds: took } in in_parallel(&chosen, look) {
            milliseconds += took;
            lookups += 1;
            let own_found = found.iter().find(|(record, _)| *record == own);
            if own_found.is_none_or(|(_, compared)| !compared.is_same()) {
                let alike = own_found.map(|(_, compared)| (compared.alike, compared.alike_elsewhere));
                missed.push(format!("{name}: {} {alike:?}", shelf.sources[own]));
            }
            let Source::File(folder, _) = &shelf.sources[own] else { continue };
            by_folder[*folder].1 += 1;
            for (record, compared) in found {
                if record == own {
                    hits += usize::from(compared.is_same());
                    by_folder[*folder].0 += usize::from(compared.is_same());
                    altered += usize::from(compared.is_altered() && !compared.changed.regions.is_empty());
                } else if compared.is_altered() {
                    *others.entry((own.min(record), own.max(record))).or_default() |= compared.is_same();
                }
            }
        }
        let cells: Vec<String> = by_folder.iter().map(|(hits, count)| format!("{hits} of {count}")).collect();
        let (count, share) = (chosen.len(), hits as f64 / chosen.len() as f64);
        println!("| {name} | {count} | {share:.3} | {altered} | {} |", cells.join(" | "));
    }
    let pairs = lookups * (shelf.sources.len() - 1);
    println!("\n{pairs} times a changed picture was held against another file or drawing; taken for the same:");
    print_pairs(shelf, &others);
    println!("\nNot recognised, with the shares of blocks alike where it was compared:");
    for one in &missed {
        println!("- {one}");
    }
    println!("\n{:.1} ms a look-up, fingerprints and comparisons included\n", milliseconds / lookups as f64);
}

/// Names pairs that were taken for one picture.
fn print_pairs(shelf: &Shelf, pairs: &Pairs) {
    for ((one, other), is_same) in pairs {
        let how = if *is_same { "same" } else { "altered" };
        println!("- {how}: {} = {}", shelf.sources[*one], shelf.sources[*other]);
    }
}
