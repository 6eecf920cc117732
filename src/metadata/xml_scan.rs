//! A look at the tags of an XML text before a parser sees it: what will parsing cost, which namespaces are
//! declared.
//!
//! An XML parser compares every attribute of an element with every other, and every name with the namespace
//! prefixes in scope. A packet built for that could keep it busy for hours, so the comparisons are counted
//! first. It also works on text that is not well-formed, and never fails.

use memchr::{memchr, memmem};

/// What a text announces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Announced<'t> {
    /// Comparisons of names that parsing takes at most.
    pub(super) work: u64,
    /// Namespace URIs as written, each once, in order.
    pub(super) namespaces: Vec<&'t str>,
}

/// Reads the tags of `text`; stops counting beyond `work_max`.
pub(super) fn scan(text: &str, work_max: u64) -> Announced<'_> {
    let mut found = Announced::default();
    // Namespaces in scope of each open element.
    let mut scopes: Vec<u64> = Vec::new();
    let mut rest = text;
    while let Some(tag) = memchr(b'<', rest.as_bytes()).and_then(|at| rest.get(at..)) {
        if found.work > work_max {
            break;
        }
        let length = match tag.as_bytes().get(1) {
            Some(b'!') => declaration_length(tag),
            Some(b'?') => until(tag, "?>"),
            Some(b'/') => {
                scopes.pop();
                until(tag, ">")
            }
            Some(_) => element(tag, &mut scopes, &mut found),
            None => None,
        };
        rest = length.and_then(|length| tag.get(length..)).unwrap_or_default();
    }
    found
}

/// Counts one start tag; returns its length, or nothing where the text ends inside of it.
fn element<'t>(tag: &'t str, scopes: &mut Vec<u64>, found: &mut Announced<'t>) -> Option<usize> {
    let (mut attributes, mut declared) = (0_u64, 0_u64);
    let mut at = 1_usize;
    loop {
        let rest = tag.as_bytes().get(at..)?;
        let offset = rest.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        let mark = at.checked_add(offset)?;
        let after = mark.checked_add(1)?;
        let quote = *rest.get(offset)?;
        let name = tag.get(at..mark)?;
        if quote == b'>' {
            let scope = scopes.last().copied().unwrap_or_default().saturating_add(declared);
            if !name.ends_with('/') {
                scopes.push(scope);
            }
            found.work = found.work.saturating_add(work(attributes, declared, scope));
            return Some(after);
        }
        let length = memchr(quote, tag.as_bytes().get(after..)?)?;
        let end = after.checked_add(length)?;
        attributes = attributes.saturating_add(1);
        if name.trim_start().starts_with("xmlns") || name.contains(" xmlns") {
            declared = declared.saturating_add(1);
            keep(found, tag.get(after..end)?);
        }
        at = end.checked_add(1)?;
    }
}

/// Every attribute against every other and against the prefixes in scope; an element that declares prefixes
/// takes over those in scope, each compared with those taken over before.
fn work(attributes: u64, declared: u64, scope: u64) -> u64 {
    let names = attributes.saturating_add(1).saturating_mul(attributes.saturating_add(scope));
    let taken_over = if declared == 0 { 0 } else { scope.saturating_mul(scope) };
    names.saturating_add(taken_over)
}

fn keep<'t>(found: &mut Announced<'t>, uri: &'t str) {
    let known = u64::try_from(found.namespaces.len()).unwrap_or(u64::MAX);
    found.work = found.work.saturating_add(known);
    if !found.namespaces.contains(&uri) {
        found.namespaces.push(uri);
    }
}

fn declaration_length(tag: &str) -> Option<usize> {
    if tag.starts_with("<!--") {
        until(tag, "-->")
    } else if tag.starts_with("<![CDATA[") {
        until(tag, "]]>")
    } else {
        until(tag, ">")
    }
}

fn until(tag: &str, end: &str) -> Option<usize> {
    memmem::find(tag.as_bytes(), end.as_bytes())?.checked_add(end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, work: u64, namespaces: &[&str]) {
        assert_eq!(scan(text, u64::MAX), Announced { work, namespaces: namespaces.to_vec() });
    }

    #[test]
    fn attributes_count_against_each_other_and_the_namespaces() {
        check("<a/>", 0, &[]);
        check("<a b='1' c='2'/>", 6, &[]);
        check("<a xmlns:x=\"u\"><x:b/><x:b/></a>", 2 * 2 + 1 + 1 + 1, &["u"]);
    }

    #[test]
    fn a_namespace_counts_where_it_is_in_scope() {
        check("<a><b xmlns:x='u'/><b xmlns:x='u'></b><c/></a>", 2 * (4 + 1) + 1, &["u"]);
        check("<a xmlns:x='u'><b xmlns:y='u'/></a>", (4 + 1) + 1 + (6 + 4), &["u"]);
    }

    #[test]
    fn a_namespace_is_listed_once() {
        check("<a xmlns='u' xmlns:b = 'v'\n\txmlns:c='u'/>", 4 * 6 + 9 + 3, &["u", "v"]);
    }

    #[test]
    fn brackets_in_values_comments_and_cdata_are_no_tags() {
        check("<a b='>'/><!-- <x y='1'/> --><![CDATA[<x y='1'/>]]><?p <x y='1'/>?>", 2, &[]);
    }

    #[test]
    fn an_open_end_is_the_end() {
        for text in ["<", "<a b='", "<!-- <a", "<?", "<a xmlns"] {
            check(text, 0, &[]);
        }
    }

    #[test]
    fn counting_stops_beyond_the_bound() {
        let text = "<a b='1'/>".repeat(1_000);
        assert!(scan(&text, 10).work < 20);
    }
}
