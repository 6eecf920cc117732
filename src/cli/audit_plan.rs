//! `yanbiao audit plan`: how many pictures, and why so many.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use super::audit_args::{PlanArgs, WantedFor};
use super::audit_list;
use super::escape::escaped;
use super::output::{print, write_whole};
use crate::audit::draw::{one_more_stratum, stratum_name};
use crate::audit::interval::{Confidence, Counted, exact};
use crate::audit::list::{ListError, Raw, Visit};
use crate::audit::plan::{
    ForMargin, allocate, chance_to_catch_one, for_margin, least_chance_to_catch_one, to_catch_one,
};
use crate::audit::sample::ListRead;
use crate::message::{Lang, Text};

/// Name and version of the file.
const SCHEMA: &str = "yanbiao/plan/v1";
/// A stratum is never planned with fewer, if it has as many.
const LEAST: u64 = 20;
/// Rates of which is said how likely a case is met.
const RATES: [f64; 3] = [0.001, 0.01, 0.05];

static LIST: Text = Text {
    zh: "清单：{rows} 张图片，SHA-256 {sha256}\n（请在确定种子之前公布这个摘要）\n",
    en: "list: {rows} pictures, SHA-256 {sha256}\n(publish this digest before the seed is decided)\n",
};
static MARGIN: Text = Text {
    zh: "目标：{whole}的比率误差不超过 ±{margin}，置信度 {confidence}，预计比率 {expected}\n\
         总体无限大时：n₀ = z² p (1 − p) / e² = {z}² × {p} × {q} / {e}² = {endless}\n\
         有限总体修正：n = n₀ / (1 + (n₀ − 1) / N)；再逐张增加，直到精确区间（Clopper-Pearson，小总体用超几何分布）的半宽也不超过 ±{margin}\n",
    en: "wanted: the rate of {whole} to within ±{margin}, {confidence} sure, when about {expected} is expected\n\
         endless population: n0 = z² p (1 - p) / e² = {z}² × {p} × {q} / {e}² = {endless}\n\
         corrected for a finite one: n = n0 / (1 + (n0 - 1) / N); then one more at a time until the exact interval (Clopper-Pearson, \
         hypergeometric for small populations) is within ±{margin}, too\n",
};
static CATCH: Text = Text {
    zh: "目标：若{whole}中有 {rate} 不合要求，以 {confidence} 的把握至少查到一张\n\
         n 为使“一张也查不到”的概率（超几何分布）不超过 {missed} 的最小值\n",
    en: "wanted: to meet at least one case, {confidence} sure, if {rate} of {whole} are cases\n\
         n is the smallest number for which the chance of meeting none (hypergeometric) is at most {missed}\n",
};
static EACH: Text = Text { zh: "每一层", en: "each stratum" };
static WHOLE: Text = Text { zh: "总体", en: "the whole" };
static HEAD_MARGIN: Text = Text {
    zh: "{population}  {endless}  {size}  {reached}  分层\n",
    en: "{population}  {endless}  {size}  {reached}  stratum\n",
};
static TOTAL: Text = Text { zh: "合计抽取 {total} 张\n", en: "pictures to look at: {total}\n" };
static SEEN: Text = Text {
    zh: "若总体中有 {rate} 的图片属于某种情形，无论在哪一层，这个样本至少遇到一张的把握不低于 {chance}\n",
    en: "if {rate} of all pictures are cases, in whatever strata, this sample holds one with a chance of at least {chance}\n",
};
static NOT_A_PLAN: Text = Text {
    zh: "不是抽样方案；应为 audit plan -o 写出的文件",
    en: "this is no plan; it should be a file that audit plan -o wrote",
};

/// A plan as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    schema: String,
    /// The list that was planned for.
    pub(super) list: ListRead,
    /// Columns that mean something.
    pub(super) columns: PlanColumns,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catch: Option<f64>,
    /// The strata, in the order of their values.
    pub(super) strata: Vec<PlanStratum>,
}

/// Columns of the list that mean something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PlanColumns {
    /// Those that make a stratum.
    pub(super) strata: Vec<String>,
    /// The one with the ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// The one with the places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
}

/// A stratum as it was planned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PlanStratum {
    /// Its values.
    pub(super) values: Vec<String>,
    /// Pictures it has.
    pub(super) population: u64,
    /// Pictures to look at.
    pub(super) size: u64,
}

/// Counts the strata of a list.
#[derive(Default)]
struct Census(BTreeMap<Vec<String>, u64>);

impl Visit for Census {
    fn visit(&mut self, row: &Raw<'_>) -> Result<(), ListError> {
        let values: Vec<String> = row.stratum().map(std::borrow::Cow::into_owned).collect();
        if !self.0.contains_key(&values) {
            one_more_stratum(self.0.len())?;
        }
        *self.0.entry(values).or_default() += 1;
        Ok(())
    }
}

/// Prints the plan and its reasons; returns the exit code.
pub(super) fn run(args: &PlanArgs, lang: Lang) -> Result<u8> {
    let confidence = Confidence::new(args.confidence).unwrap_or(Confidence::USUAL);
    let (list, census) = match (&args.list, args.population) {
        (Some(list), _) => {
            let mut census = Census::default();
            let read = audit_list::visit(list, &audit_list::columns(&args.columns), &mut census, lang)?;
            (Some(read), census.0)
        }
        (None, population) => (None, BTreeMap::from([(Vec::new(), population.unwrap_or_default())])),
    };
    let (strata, whole): (Vec<(Vec<String>, u64)>, u64) = (census.clone().into_iter().collect(), census.values().sum());
    let planned = planned(args, confidence, &strata, whole);
    let mut text = String::new();
    if let Some(list) = &list {
        text += &LIST.with("rows", list.rows.to_string()).with("sha256", list.sha256.clone()).render(lang);
    }
    text += &reasons(args, confidence, lang);
    text += &table(args, confidence, &strata, &planned, lang);
    let total: u64 = planned.iter().sum();
    let sampled: Vec<(u64, u64)> = strata.iter().map(|(_, population)| *population).zip(planned.clone()).collect();
    text += &TOTAL.with("total", total.to_string()).render(lang);
    for rate in RATES {
        let chance = least_chance_to_catch_one(&sampled, rate);
        text += &SEEN.with("rate", percent(rate)).with("chance", percent(chance)).render(lang);
    }
    print(text.as_bytes())?;
    if let (Some(path), Some(list)) = (&args.output, list) {
        write(path, &plan(args, list, strata, &planned), lang)?;
    }
    Ok(0)
}

/// Pictures to look at in every stratum.
fn planned(args: &PlanArgs, confidence: Confidence, strata: &[(Vec<String>, u64)], whole: u64) -> Vec<u64> {
    let size = |population: u64| match args.catch {
        Some(rate) => to_catch_one(Some(population), rate, confidence),
        None => for_margin(Some(population), args.expected, args.margin, confidence).size,
    };
    let populations: Vec<u64> = strata.iter().map(|(_, population)| *population).collect();
    match args.wanted_for {
        WantedFor::Each => populations.into_iter().map(size).collect(),
        WantedFor::Whole => allocate(size(whole), &populations, LEAST),
    }
}

fn reasons(args: &PlanArgs, confidence: Confidence, lang: Lang) -> String {
    let whole = match args.wanted_for {
        WantedFor::Each if !args.columns.strata.is_empty() => &EACH,
        WantedFor::Each | WantedFor::Whole => &WHOLE,
    };
    let message = match args.catch {
        Some(rate) => CATCH.with("rate", percent(rate)).with("missed", percent(1.0 - confidence.share())),
        None => {
            let ForMargin { endless, .. } = for_margin(None, args.expected, args.margin, confidence);
            MARGIN
                .with("margin", percent(args.margin))
                .with("expected", percent(args.expected))
                .with("z", format!("{:.3}", confidence.z()))
                .with("p", args.expected.to_string())
                .with("q", format!("{:.4}", 1.0 - args.expected).trim_end_matches('0').to_owned())
                .with("e", args.margin.to_string())
                .with("endless", endless.to_string())
        }
    };
    message.with("whole", whole).with("confidence", percent(confidence.share())).render(lang).into_owned()
}

fn table(
    args: &PlanArgs,
    confidence: Confidence,
    strata: &[(Vec<String>, u64)],
    planned: &[u64],
    lang: Lang,
) -> String {
    let mut text = String::new();
    let [all, formula, size, reached] = match lang {
        Lang::Zh => ["总数", "公式", "抽取", "达到"],
        Lang::En => ["pictures", "formula", "look at", "reached"],
    };
    let pad = |text: &str| format!("{text:>10}");
    text += &HEAD_MARGIN
        .with("population", pad(all))
        .with("endless", pad(formula))
        .with("size", pad(size))
        .with("reached", pad(reached))
        .render(lang);
    for ((values, population), planned) in strata.iter().zip(planned) {
        let (formula, reached) = match args.catch {
            Some(rate) => ("-".to_owned(), percent(chance_to_catch_one(Some(*population), rate, *planned))),
            None => {
                let formula = for_margin(Some(*population), args.expected, args.margin, confidence).corrected;
                let cases = (*planned as f64 * args.expected).round() as u64;
                let counted = Counted::new(cases, *planned, Some(*population));
                let half = exact(&counted, confidence).half_width();
                (formula.to_string(), format!("±{}", percent(half)))
            }
        };
        let name = if values.is_empty() { "-".to_owned() } else { stratum_name(values) };
        let cells = [population.to_string(), formula, planned.to_string(), reached].map(|cell| pad(&cell));
        text += &format!("{}  {name}\n", cells.join("  "));
    }
    text
}

/// Two digits behind the point at most.
fn percent(share: f64) -> String {
    // Rounded down: nothing is said to be surer than it is.
    let digits = format!("{:.2}", (share * 1e4 + 1e-6).floor() / 100.0);
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

fn plan(args: &PlanArgs, list: ListRead, strata: Vec<(Vec<String>, u64)>, planned: &[u64]) -> Plan {
    let strata = strata.into_iter().zip(planned);
    let columns = &args.columns;
    Plan {
        schema: SCHEMA.to_owned(),
        list,
        columns: PlanColumns { strata: columns.strata.clone(), id: columns.id.clone(), place: columns.place.clone() },
        confidence: args.confidence,
        margin: args.catch.is_none().then_some(args.margin),
        expected: args.catch.is_none().then_some(args.expected),
        catch: args.catch,
        strata: strata.map(|((values, population), &size)| PlanStratum { values, population, size }).collect(),
    }
}

fn write(path: &Path, plan: &Plan, lang: Lang) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(plan)?;
    bytes.push(b'\n');
    write_whole(Some(path), &bytes, lang)
}

/// Reads a plan.
///
/// # Errors
/// When the file cannot be read or is none.
pub(super) fn read(path: &Path, lang: Lang) -> Result<Plan> {
    let named = || escaped(&path.display().to_string());
    let text =
        fs::read(path).map_err(|error| anyhow!("{}", super::trouble::Trouble::file(path, &error).render(lang)))?;
    match serde_json::from_slice::<Plan>(&text) {
        Ok(plan) if plan.schema == SCHEMA => Ok(plan),
        _ => bail!("{}: {}", named(), NOT_A_PLAN.pick(lang)),
    }
}
