//! The label writer over samples and corpora.

use yanbiao::asset::Asset;
use yanbiao::check::{Checked, Settings, check};
use yanbiao::context::{Context, Depth, Role};
use yanbiao::label::{Input, Plan, Refusal, Request, plan};

use crate::sample;
use crate::surroundings::AS_OF;

fn checked(bytes: &Vec<u8>, role: Role) -> Checked {
    let context = Context { depth: Depth::Metadata, role, user_declared: Some(true), ..Context::at(AS_OF) };
    check(&Asset::new("picture", bytes), &context, &Settings::default())
}

fn planned(bytes: &Vec<u8>, request: &Request) -> Result<Plan, Refusal> {
    let settings = Settings::default();
    let asset = Asset::new("picture", bytes);
    let checked = checked(bytes, Role::Platform);
    plan(&Input { asset: &asset, checked: &checked, limits: &settings.limits }, request)
}

#[test]
fn explore() {
    for sample in sample::all() {
        for (what, request) in [
            ("prop", Request { break_c2pa: true, ..Request::propagate("001191110102MACQD9K64020000", "p-1") }),
            ("fix", Request { break_c2pa: true, ..Request::repair() }),
        ] {
            let line = match planned(&sample.bytes, &request) {
                Ok(plan) => format!(
                    "ok {} edits {} -> {}",
                    plan.edits().len(),
                    plan.before().len(),
                    plan.after().map(|a| a.carrier.clone()).unwrap_or_default()
                ),
                Err(refusal) => format!("REFUSED {} {}", refusal.code, refusal.why.render(yanbiao::message::Lang::En)),
            };
            println!("{what:5} {:50} {line}", sample.name);
        }
    }
}

#[test]
fn explore_corpora() {
    let Some(rows) = crate::corpora::rows() else { return };
    for row in rows.iter() {
        let Ok(bytes) = std::fs::read(&row.path) else { continue };
        let started = std::time::Instant::now();
        for (what, request) in [
            ("prop", Request { break_c2pa: true, ..Request::propagate("001191110102MACQD9K64020000", "p-1") }),
            ("fix", Request { break_c2pa: true, ..Request::repair() }),
        ] {
            let line = match planned(&bytes, &request) {
                Ok(plan) => format!(
                    "ok {} edits {} -> {}",
                    plan.edits().len(),
                    plan.before().len(),
                    plan.after().map(|a| a.carrier.clone()).unwrap_or_default()
                ),
                Err(refusal) => format!("REFUSED {} {}", refusal.code, refusal.why.render(yanbiao::message::Lang::En)),
            };
            println!(
                "{what:5} {} {} {:?} {line}",
                row.class,
                row.path.file_name().unwrap().to_string_lossy(),
                started.elapsed()
            );
        }
    }
}
