//! What is still to be seen of a label after the tools that people strip and re-save pictures with.
//!
//! `YANBIAO_LABELLED=folder:folder` names pictures with labels (default: the samples), `YANBIAO_CONTROLS=folder` pictures
//! without any. Each goes through each tool that is installed; a tool that is not gets a line that says so. The table
//! counts, of the pictures that lost a label, those where that is shown or indicated and those where it leaves no trace.
//! On the controls nothing may be shown or indicated.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use time::macros::datetime;
use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::compare::compare;
use yanbiao::compare::model::Fate;
use yanbiao::context::Context;
use yanbiao::facts::model::{C2paLayer, StrippingLevel};

/// A tool as people run it.
struct Tool {
    name: &'static str,
    /// Succeeds where the tool is installed.
    probe: &'static str,
    /// `$IN` and `$OUT` are paths.
    command: &'static str,
}

static TOOLS: [Tool; 7] = [
    Tool { name: "exiftool -all=", probe: "exiftool -ver", command: "exiftool -q -q -all= -o \"$OUT\" \"$IN\"" },
    Tool { name: "ImageMagick -strip", probe: "convert -version", command: "convert \"$IN\" -strip \"$OUT\"" },
    Tool { name: "ImageMagick, saved again", probe: "convert -version", command: "convert \"$IN\" \"$OUT\"" },
    Tool { name: "Pillow, saved again", probe: "python3 -c 'import PIL'", command: PILLOW },
    Tool { name: "sharp, saved again", probe: "node -e 'require(\"sharp\")'", command: SHARP },
    Tool {
        name: "remove-ai-watermarks metadata",
        probe: "remove-ai-watermarks --version",
        command: "remove-ai-watermarks metadata --remove -o \"$OUT\" \"$IN\"",
    },
    Tool {
        name: "remove-ai-watermarks visible",
        probe: "remove-ai-watermarks --version",
        command: "remove-ai-watermarks visible --backend cv2 -o \"$OUT\" \"$IN\"",
    },
];
const PILLOW: &str =
    "python3 -c 'import os; from PIL import Image; Image.open(os.environ[\"IN\"]).save(os.environ[\"OUT\"])'";
const SHARP: &str = "node -e 'require(\"sharp\")(process.env.IN).toFile(process.env.OUT)'";

/// Extensions of formats that the tools write.
const EXTENSIONS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "tiff"];

fn main() -> io::Result<()> {
    let bench = Bench { context: Context::at(datetime!(2026-11-23 00:00 UTC)), settings: Settings::default() };
    let labelled = pictures("YANBIAO_LABELLED", "samples");
    let labelled: Vec<(PathBuf, Checked)> =
        labelled.into_iter().filter_map(|path| bench.checked(&path).map(|one| (path, one))).collect();
    let labelled: Vec<_> = labelled.into_iter().filter(|(_, one)| is_labelled(one)).collect();
    let controls = pictures("YANBIAO_CONTROLS", "samples/plain");
    println!("{} pictures with labels, {} without", labelled.len(), controls.len());
    println!(
        "| tool | pictures written | all labels kept | loss shown | loss indicated | manifest does not match | no trace | controls shown or indicated |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let folder = std::env::temp_dir().join(format!("yanbiao-strippers-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for tool in TOOLS.iter() {
        if !run(tool.probe, Path::new("-"), Path::new("-")) {
            println!("| {} | not installed | | | | | | |", tool.name);
            continue;
        }
        let mut counts = BTreeMap::new();
        for (path, before) in &labelled {
            let after = bench.processed(tool, path, &folder);
            *counts.entry(after.as_ref().map_or(Left::NoOutput, |after| left(before, after))).or_insert(0_usize) += 1;
        }
        let mut written = 0;
        let mut accused = Vec::new();
        for path in &controls {
            let Some(after) = bench.processed(tool, path, &folder) else { continue };
            written += 1;
            if after.facts.stripping.level != StrippingLevel::NotShown {
                accused.push(path.display().to_string());
            }
        }
        let count = |what| counts.get(&what).copied().unwrap_or(0);
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} of {written} |",
            tool.name,
            labelled.len() - count(Left::NoOutput),
            count(Left::Everything),
            count(Left::Shown),
            count(Left::Indicated),
            count(Left::Broken),
            count(Left::NoTrace),
            accused.len(),
        );
        for path in accused {
            println!("accused without reason: {path}");
        }
    }
    std::fs::remove_dir_all(folder)
}

/// What can be seen of the labels of a picture after a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Everything,
    Shown,
    Indicated,
    Broken,
    NoTrace,
    NoOutput,
}

fn left(before: &Checked, after: &Checked) -> Left {
    let is_kept = compare(&before.facts, &after.facts).worst().is_none_or(|worst| worst < Fate::Unknown);
    match after.facts.stripping.level {
        _ if is_kept => Left::Everything,
        StrippingLevel::Shown => Left::Shown,
        StrippingLevel::Indicated => Left::Indicated,
        StrippingLevel::NotShown if after.facts.c2pa.state == C2paLayer::Tampered => Left::Broken,
        StrippingLevel::NotShown => Left::NoTrace,
    }
}

fn is_labelled(checked: &Checked) -> bool {
    let nothing = yanbiao::facts::model::Facts::default();
    // Of a picture that was stripped before, nothing can be told about this tool.
    let is_whole = checked.facts.stripping.level == StrippingLevel::NotShown;
    is_whole && !compare(&nothing, &checked.facts).changes.is_empty()
}

struct Bench {
    context: Context,
    settings: Settings,
}

impl Bench {
    fn checked(&self, path: &Path) -> Option<Checked> {
        let bytes = std::fs::read(path).ok()?;
        Some(check(&Asset::new(path.to_string_lossy(), &bytes), &self.context, &self.settings))
    }

    fn processed(&self, tool: &Tool, path: &Path, folder: &Path) -> Option<Checked> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        let out = folder.join(format!("out.{extension}"));
        drop(std::fs::remove_file(&out));
        run(tool.command, path, &out);
        self.checked(&out)
    }
}

fn run(command: &str, from: &Path, to: &Path) -> bool {
    let quiet = Command::new("sh")
        .args(["-c", command])
        .env("IN", from)
        .env("OUT", to)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    quiet.is_ok_and(|status| status.success())
}

fn pictures(variable: &str, default: &str) -> Vec<PathBuf> {
    let folders = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    let files = folders.split(':').flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let paths = files.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let is_picture = |path: &PathBuf| {
        let extension = path.extension().map(|one| one.to_string_lossy().to_lowercase()).unwrap_or_default();
        path.is_file() && EXTENSIONS.contains(&extension.as_str())
    };
    paths.filter(is_picture).collect()
}
