//! Midjourney.
//!
//! Carrier: PNG text `Description` (with `Author`), EXIF ImageDescription, XMP `dc:description`. Layout: the
//! prompt, its switches (`--v 6.1`, `--ar 3:2`) and `Job ID: <uuid>` at the end. Its digital source type is read
//! elsewhere. Second-hand in the facts (table B.3), so both switch and job are required.

use super::carrier::{Carrier, Found};
use super::services::is_uuid;
use crate::vocabulary::generator::{Act, Tool};

/// Switches of the service that precede a job.
const SWITCHES: &[&str] = &["--v", "--version", "--niji", "--ar", "--aspect", "--stylize", "--s", "--profile", "--raw"];

/// Reads a job's description.
pub(super) fn read<'c>(carrier: &'c Carrier<'_>) -> Option<Found<'c>> {
    let field = ["Description", "ImageDescription"].iter().find_map(|name| carrier.field(name))?;
    let (prompt, job) = field.text.trim().rsplit_once("Job ID:")?;
    let has_switch = prompt.split_whitespace().any(|word| SWITCHES.contains(&word));
    let has_author = carrier.field("Author").is_some_and(|author| !author.text.trim().is_empty());
    if !is_uuid(job.trim()) || !(has_switch || has_author) {
        return None;
    }
    let details = vec![("job", Some(job.trim().to_owned())), ("version", version(prompt).map(str::to_owned))];
    Some(field.found(Tool::Midjourney, Act::Generated, details))
}

fn version(prompt: &str) -> Option<&str> {
    let mut words = prompt.split_whitespace().skip_while(|word| !matches!(*word, "--v" | "--version" | "--niji"));
    words.next()?;
    words.next()
}

#[cfg(test)]
mod tests {
    use super::super::carrier::Medium;
    use super::super::carrier::testing::trace;
    use super::*;

    const JOB: &str = "Job ID: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

    #[track_caller]
    fn check(fields: &[(&str, &str)], found: bool) {
        let expected = found.then_some((Tool::Midjourney, Act::Generated));
        assert_eq!(trace(read, Medium::Text, fields), expected, "{fields:?}");
    }

    #[test]
    fn a_job_with_switches_is_a_trace() {
        check(&[("Description", &format!("a cat --ar 3:2 --v 6.1 {JOB}"))], true);
        check(&[("Description", &format!("a cat {JOB}")), ("Author", "someone")], true);
    }

    #[test]
    fn captions_are_no_trace() {
        check(&[("Description", "a cat --v 6.1, made in Midjourney")], false);
        check(&[("Description", &format!("a printer's log. {JOB}"))], false);
        check(&[("Description", "a cat --v 6 Job ID: 42")], false);
        check(&[("Description", &format!("a cat --v 6 {JOB} is what I typed"))], false);
        check(&[("Title", &format!("a cat --v 6 {JOB}"))], false);
    }
}
