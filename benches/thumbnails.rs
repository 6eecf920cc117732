//! What the small pictures inside of files show, and what looking at them costs.
//!
//! `YANBIAO_PICTURES=folder:folder` names pictures (default: the samples). A small picture is counted by where it stands
//! and how the picture relates to it; each that does not show the same is named, and so is each label on one. The time is
//! that of the reader, the search for labels on small pictures included, beside that of the whole check.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use time::macros::datetime;
use yanbiao::asset::Asset;
use yanbiao::check::{Settings, check};
use yanbiao::container;
use yanbiao::context::Context;
use yanbiao::evidence::Detail;
use yanbiao::facts::model::StrippingLevel;
use yanbiao::metadata;
use yanbiao::pixels;
use yanbiao::reader::Input;
use yanbiao::readers::thumbnail::READER;
use yanbiao::vocabulary::thumbnail::{Relation, Thumbnail};

fn main() -> io::Result<()> {
    let mut bench = Bench {
        context: Context::at(datetime!(2026-11-23 00:00 UTC)),
        settings: Settings::default(),
        relations: BTreeMap::new(),
        times: Vec::new(),
        reported: 0,
    };
    let folders = std::env::var("YANBIAO_PICTURES").unwrap_or_else(|_| "samples".to_owned());
    let files = folders.split(':').flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    for entry in files.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        bench.look(entry.path())?;
    }
    bench.print();
    Ok(())
}

/// Time of one picture.
struct Taken {
    name: String,
    /// Small pictures that were looked at.
    small: usize,
    reader: Duration,
    check: Duration,
}

struct Bench {
    context: Context,
    settings: Settings,
    /// By source and relation.
    relations: BTreeMap<(&'static str, &'static str), usize>,
    times: Vec<Taken>,
    /// Files of which removal is shown or indicated.
    reported: usize,
}

impl Bench {
    fn look(&mut self, path: &Path) -> io::Result<()> {
        let bytes = std::fs::read(path)?;
        let asset = Asset::new(path.to_string_lossy(), &bytes);
        let begun = Instant::now();
        let checked = check(&asset, &self.context, &self.settings);
        let check = begun.elapsed();
        let limits = &self.settings.limits;
        let layout = container::walk(&asset, self.context.depth, limits);
        let metadata = metadata::parse(&asset, &layout, limits);
        let pixels = pixels::decode(&asset, layout.format, self.context.depth, limits);
        // What cannot be decoded is not compared either.
        if pixels.frames.is_empty() {
            return Ok(());
        }
        let input = Input {
            asset: &asset,
            layout: &layout,
            metadata: &metadata,
            pixels: &pixels,
            limits,
            trust: &self.settings.trust,
            context: &self.context,
        };
        let begun = Instant::now();
        let reading = (READER.read)(&input);
        let reader = begun.elapsed();
        self.reported += usize::from(checked.facts.stripping.level != StrippingLevel::NotShown);
        let mut small = 0;
        for one in &reading.evidence {
            if let Detail::Thumbnail(thumbnail) = &one.detail {
                small += 1;
                self.count(path, &one.carrier, thumbnail);
            }
        }
        self.times.push(Taken { name: path.display().to_string(), small, reader, check });
        Ok(())
    }

    fn count(&mut self, path: &Path, carrier: &str, thumbnail: &Thumbnail) {
        *self.relations.entry((thumbnail.source.id(), thumbnail.relation.id())).or_default() += 1;
        if thumbnail.relation != Relation::Same || !thumbnail.marks.is_empty() {
            let (relation, marks) = (thumbnail.relation.id(), thumbnail.marks.len());
            let (width, height) = (thumbnail.width, thumbnail.height);
            println!("{relation}, {marks} labels, {width}x{height}: {carrier} of {}", path.display());
        }
    }

    fn print(&self) {
        for ((source, relation), count) in &self.relations {
            println!("{source} {relation}: {count}");
        }
        println!("removal shown or indicated: {} of {}", self.reported, self.times.len());
        for (what, has_small) in [("with small pictures", true), ("without", false)] {
            let times: Vec<&Taken> = self.times.iter().filter(|taken| (taken.small > 0) == has_small).collect();
            let mut reader: Vec<f64> = times.iter().map(|taken| milliseconds(taken.reader)).collect();
            reader.sort_by(f64::total_cmp);
            let at = |share: usize| reader.get((reader.len() * share / 100).min(reader.len().saturating_sub(1)));
            let all = |of: fn(&Taken) -> Duration| milliseconds(times.iter().map(|taken| of(taken)).sum());
            println!(
                "{} files {what}: reader {:.3} ms median, {:.1} ms of 95 %, {:.1} ms at most, {:.1} % of the check",
                times.len(),
                at(50).copied().unwrap_or_default(),
                at(95).copied().unwrap_or_default(),
                at(100).copied().unwrap_or_default(),
                100.0 * all(|taken| taken.reader) / all(|taken| taken.check).max(f64::MIN_POSITIVE),
            );
            if let Some(slowest) = times.iter().max_by_key(|taken| taken.reader) {
                println!("  slowest: {}", slowest.name);
            }
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
