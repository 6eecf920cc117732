//! `yanbiao audit draw`: the sample, the same for everybody.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::audit_args::DrawArgs;
use super::escape::escaped;
use super::output::write_whole;
use super::printer::print_error;
use super::trouble::Trouble;
use super::{audit_list, audit_plan};
use crate::audit::draw::{Draw, Sizes, Stratum, merge};
use crate::audit::list::Columns;
use crate::audit::sample::{Sample, SampleError};
use crate::audit::ticket::seed_from;
use crate::message::{Lang, Text};

static OTHER_LIST: Text = Text {
    zh: "清单不是方案所定的那一份：方案 {planned}，清单 {found}；若只是其中一部分，加 --part",
    en: "this is not the list of the plan: planned {planned}, found {found}; if it is only a part, add --part",
};
static NOT_A_SAMPLE: Text = Text {
    zh: "不是样本文件（第 {line} 行）；应为 audit draw 写出的文件",
    en: "this is no sample (line {line}); it should be a file that audit draw wrote",
};
static OTHER_DRAW: Text = Text {
    zh: "与前面的样本种子或分层列不同，不能合并",
    en: "has another seed or other strata columns than the samples before it, and cannot be put together with them",
};
static DRAWN: Text = Text {
    zh: "从 {population} 张中抽出 {size} 张（{strata} 层），另留候补 {reserve} 张；种子 {seed}",
    en: "drawn: {size} of {population} pictures in {strata} strata, and {reserve} in reserve; seed {seed}",
};

/// Draws, or puts draws together; returns the exit code.
pub(super) fn run(args: &DrawArgs, lang: Lang) -> Result<u8> {
    let sample = match &args.list {
        Some(list) => drawn(list, args, lang)?,
        None => merged(&args.merge, args.reserve, lang)?,
    };
    let mut bytes = Vec::new();
    sample.write(&mut bytes)?;
    write_whole(args.output.as_deref(), &bytes, lang)?;
    tell(&sample, lang);
    Ok(0)
}

fn drawn(list: &Path, args: &DrawArgs, lang: Lang) -> Result<Sample> {
    let plan = args.plan.as_deref().map(|path| audit_plan::read(path, lang)).transpose()?;
    let (columns, sizes) = match &plan {
        Some(plan) => {
            let columns = plan.columns.clone();
            let sizes = plan.strata.iter().map(|one| (one.values.clone(), one.size)).collect::<BTreeMap<_, _>>();
            (Columns { id: columns.id, place: columns.place, strata: columns.strata }, Sizes::Planned(sizes))
        }
        None => (audit_list::columns(&args.columns), Sizes::Each(args.size.unwrap_or_default())),
    };
    let seed = match (&args.seed, &args.seed_from) {
        (Some(seed), _) => (seed.clone(), None),
        (None, public) => {
            let public = public.clone().unwrap_or_default();
            (seed_from(&public), Some(public))
        }
    };
    let mut draw = Draw::new(&seed.0, sizes, args.reserve);
    let read = audit_list::visit(list, &columns, &mut draw, lang)?;
    if let Some(plan) = plan.filter(|plan| !args.part && plan.list != read) {
        let message = OTHER_LIST.with("planned", plan.list.sha256).with("found", read.sha256);
        bail!("{}: {}", escaped(&list.display().to_string()), message.render(lang));
    }
    let strata = draw
        .finish()
        .map_err(|message| anyhow!("{}: {}", escaped(&list.display().to_string()), message.render(lang)))?;
    Ok(Sample::new(seed, columns.strata, vec![read], args.reserve, strata))
}

fn merged(paths: &[std::path::PathBuf], reserve: u64, lang: Lang) -> Result<Sample> {
    let mut parts: Vec<Vec<Stratum>> = Vec::new();
    let mut lists = Vec::new();
    let mut first = None;
    for path in paths {
        let Sample { drawing, strata } = read(path, lang)?;
        let how = (drawing.seed, drawing.seed_from, drawing.strata_columns);
        if first.get_or_insert_with(|| how.clone()) != &how {
            bail!("{}: {}", escaped(&path.display().to_string()), OTHER_DRAW.pick(lang));
        }
        lists.extend(drawing.lists);
        parts.push(strata);
    }
    lists.sort();
    let (seed, public, columns) = first.unwrap_or_default();
    let strata = merge(parts, reserve).map_err(|message| anyhow!("{}", message.render(lang)))?;
    Ok(Sample::new((seed, public), columns, lists, reserve, strata))
}

/// Reads a sample.
///
/// # Errors
/// When the file cannot be read or is none.
pub(super) fn read(path: &Path, lang: Lang) -> Result<Sample> {
    let unreadable = |error: &std::io::Error| anyhow!("{}", Trouble::file(path, error).render(lang));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    Sample::read(BufReader::new(file)).map_err(|error| match error {
        SampleError::Io(error) => unreadable(&error),
        SampleError::Line(line) => {
            let message = NOT_A_SAMPLE.with("line", line.to_string());
            anyhow!("{}: {}", escaped(&path.display().to_string()), message.render(lang))
        }
    })
}

/// Says on standard error what was drawn.
fn tell(sample: &Sample, lang: Lang) {
    let sum = |of: fn(&Stratum) -> u64| sample.strata.iter().map(of).sum::<u64>();
    let size = sum(Stratum::size);
    let reserve = sum(|one| one.drawn.len() as u64).saturating_sub(size);
    let message = DRAWN
        .with("size", size.to_string())
        .with("population", sum(|one| one.population).to_string())
        .with("strata", sample.strata.len().to_string())
        .with("reserve", reserve.to_string())
        .with("seed", crate::untrusted::Untrusted::new(sample.drawing.seed.as_str()).to_string());
    print_error(&format!("{}\n", message.render(lang)));
}
