//! The table of rules against what lies on disk: no page and no rule file without an entry.

use std::collections::BTreeSet;

use yanbiao::rules::RULES;

use crate::surroundings::{files_below, package};

#[test]
fn every_page_and_every_rule_file_is_in_the_table() {
    let root = package("src/rules");
    let mut on_disk = BTreeSet::new();
    for path in files_below(&root).iter().filter(|path| path.extension().is_some_and(|kind| kind == "md")) {
        assert!(path.with_extension("rs").exists(), "{}: a page without a rule", path.display());
        let below = path.strip_prefix(&root).expect("it lies there").with_extension("");
        on_disk.insert(below.to_string_lossy().replace(['/', '_'], "-"));
    }
    let in_table: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert!(in_table.len() >= 69, "only {} rules", in_table.len());
    assert_eq!(on_disk, in_table);
}

#[test]
fn ids_are_unique() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
}

#[test]
fn every_page_speaks_both_languages_under_the_same_number_of_headings() {
    let headings = |page: &str| page.lines().filter(|line| line.starts_with("## ")).count();
    for rule in RULES {
        let (en, zh) = rule.page.split_once("---zh---").expect(rule.id);
        assert!(headings(en) > 0 && headings(en) == headings(zh), "{}", rule.id);
    }
}
