//! Which file uses which, read from the sources, and whether some of them use each other in a circle.
//!
//! A file uses another when one of its paths (`use` or in the code) begins with `crate`, `super`, `self` or a
//! module that the file declares, and leads there. Declaring a module is not using it. A `mod.rs` is a file like
//! any other: it may call its children or offer something to them, not both. What children need of each other,
//! types above all, lies in a file beside them, so that the `mod.rs` can be their table.

use std::collections::{BTreeMap, BTreeSet};

/// A file by its name below the root of its crate, and its code without tests and comments.
pub(crate) type File<'a> = (&'a str, &'a str);

/// Every file with the files it uses.
pub(crate) struct Imports<'a> {
    of: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Imports<'a> {
    /// Reads the paths of all files of one crate.
    pub(crate) fn read(files: &[File<'a>]) -> Self {
        let modules: BTreeMap<Vec<&str>, &'a str> = files.iter().map(|(name, _)| (module(name), *name)).collect();
        let of = files.iter().map(|(name, code)| {
            let used = paths(code).into_iter().filter_map(|path| target(&modules, &module(name), &path));
            (*name, used.filter(|used| used != name).collect())
        });
        Self { of: of.collect() }
    }

    /// How many pairs of files there are in which one uses the other.
    pub(crate) fn count(&self) -> usize {
        self.of.values().map(BTreeSet::len).sum()
    }

    /// Circles that have no file in common, written `a → b → a`, until nothing that is left is in one.
    pub(crate) fn circles(mut self) -> Vec<String> {
        let mut found = Vec::new();
        loop {
            self.drop_free();
            let Some(circle) = self.circle() else { return found };
            found.push(circle.join(" → "));
            self.of.retain(|name, _| !circle.contains(name));
        }
    }

    /// A file that uses nothing that is left cannot be part of a circle.
    fn drop_free(&mut self) {
        loop {
            let left: BTreeSet<&str> = self.of.keys().copied().collect();
            self.of.values_mut().for_each(|used| used.retain(|name| left.contains(name)));
            self.of.retain(|_, used| !used.is_empty());
            if self.of.len() == left.len() {
                return;
            }
        }
    }

    /// Every file that is left uses another one that is, so that following them comes back to one.
    fn circle(&self) -> Option<Vec<&'a str>> {
        let mut way = vec![*self.of.keys().next()?];
        loop {
            let next = *self.of.get(way.last()?)?.first()?;
            let start = way.iter().position(|name| *name == next);
            way.push(next);
            if let Some(start) = start {
                return Some(way.split_off(start));
            }
        }
    }
}

/// `a/b.rs` is the module `a::b`, `a/mod.rs` is `a`, `lib.rs` and `main.rs` are the root.
fn module(name: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = name.trim_end_matches(".rs").split('/').collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(last)) {
        parts.pop();
    }
    parts
}

/// The file of the deepest module that a path names.
fn target<'a>(modules: &BTreeMap<Vec<&str>, &'a str>, own: &[&str], path: &[&str]) -> Option<&'a str> {
    let mut at: Vec<&str> = own.to_vec();
    for (index, part) in path.iter().enumerate() {
        match *part {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()),
            child => {
                at.push(child);
                if !modules.contains_key(&at) {
                    // The first part of any other path is a crate, a type or something imported before.
                    at.pop().filter(|_| index > 0)?;
                    break;
                }
            }
        }
    }
    modules.get(&at).copied()
}

/// All paths of a text that have more than one part, the branches of `use a::{b, c}` taken apart.
fn paths(code: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut stems: Vec<Vec<&str>> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut rest = code;
    let mut is_joined = false;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if length > 0 {
            if !is_joined {
                path = stems.last().cloned().unwrap_or_default();
            }
            path.push(&rest[..length]);
            is_joined = false;
            rest = &rest[length..];
            if !rest.starts_with("::") && path.len() > 1 {
                found.push(path.clone());
            }
            continue;
        }
        if rest.starts_with("::") && !path.is_empty() {
            is_joined = true;
            rest = &rest[2..];
            continue;
        }
        match first {
            // `pub(in crate::a)` says who may look, not who is used.
            '(' if rest.starts_with("(in ") => rest = rest.split_once(')').map_or("", |(_, after)| after),
            '{' if is_joined => stems.push(path.clone()),
            '}' if !stems.is_empty() => drop(stems.pop()),
            _ => {}
        }
        (is_joined, path) = (false, Vec::new());
        rest = rest.strip_prefix(first).unwrap_or(rest);
    }
    found
}

#[track_caller]
fn check(files: &[File<'_>], expected: &[&str]) {
    assert_eq!(Imports::read(files).circles(), expected);
}

#[test]
fn circles_are_seen_however_they_are_written() {
    let one = ("one.rs", "use crate::two::Two;");
    check(&[one, ("two.rs", "struct Two;")], &[]);
    check(&[one, ("two.rs", "fn f() { super::one::g() }")], &["one.rs → two.rs → one.rs"]);
    check(&[one, ("two.rs", "use super::{other, one::{self, One as Another}};")], &["one.rs → two.rs → one.rs"]);
    check(&[one, ("two.rs", "use crate::{one};")], &["one.rs → two.rs → one.rs"]);
    check(
        &[one, ("two.rs", "use crate::three;"), ("three.rs", "use crate::one;")],
        &["one.rs → two.rs → three.rs → one.rs"],
    );
}

#[test]
fn a_table_may_call_its_children_or_serve_them_but_not_both() {
    let table = ("a/mod.rs", "mod child; fn f() { child::read() }");
    check(&[table, ("a/child.rs", "use super::beside::Type;"), ("a/beside.rs", "struct Type;")], &[]);
    check(&[table, ("a/child.rs", "use super::Type;")], &["a/child.rs → a/mod.rs → a/child.rs"]);
    check(&[("a/mod.rs", "mod child; static T: () = child::T;"), ("a/child.rs", "pub(in crate::a) static T")], &[]);
    check(&[("a/mod.rs", "mod child; struct Type;"), ("a/child.rs", "use super::Type;")], &[]);
}

#[test]
fn circles_without_a_file_in_common_are_all_named() {
    let files = [
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use crate::a::A;"),
        ("c.rs", "use crate::d; use crate::a;"),
        ("d.rs", "use crate::c;"),
        ("e.rs", "use crate::a;"),
    ];
    check(&files, &["a.rs → b.rs → a.rs", "c.rs → d.rs → c.rs"]);
}
