//! Links and the table of contents: what is linked exists, and every page can be found.

use super::{pages, root};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The text of a page without code blocks and comments, in which brackets mean something else.
fn prose(text: &str) -> String {
    let mut block: Option<&str> = None;
    let mut kept = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let fence = &start[..start.len() - start.trim_start_matches('`').len()];
        match block {
            Some(open) if start == open => block = None,
            Some(_) => {}
            None if fence.len() >= 3 => block = Some(fence),
            None => {
                kept += line;
                kept.push('\n');
            }
        }
    }
    while let Some(start) = kept.find("<!--") {
        let end = kept[start..].find("-->").map_or(kept.len(), |end| start + end + "-->".len());
        kept.replace_range(start..end, "");
    }
    kept
}

/// The targets of the links and images in a page: of `[text](target)`, code spans apart.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let mut targets = Vec::new();
    for line in prose.lines() {
        let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for part in outside.split("](").skip(1) {
            if let Some((target, _)) = part.split_once(')') {
                targets.push(target.to_owned());
            }
        }
    }
    targets
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let anchor = |heading: &str| {
        heading.trim().to_lowercase().chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    prose(text).lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// A path without `.` and `..`.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

#[test]
fn what_is_linked_exists() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).expect("readable");
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let directory = page.parent().expect("a directory");
            let target = if path.is_empty() { page.clone() } else { normalized(&directory.join(path)) };
            let shown = page.display();
            if !root().join(&target).exists() {
                faults.push(format!("{shown}: {link} is not there"));
            } else if page.starts_with("docs") && !target.starts_with("docs") {
                faults.push(format!("{shown}: {link} leads out of the book"));
            } else if !anchor.is_empty() {
                let text = fs::read_to_string(root().join(&target)).expect("readable");
                if !anchors(&text).contains(anchor) {
                    faults.push(format!("{shown}: {link} has no such heading"));
                }
            }
        }
    }
    assert!(count > 20, "the links were not found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let summary = PathBuf::from("docs/SUMMARY.md");
    let listed: Vec<PathBuf> = links(&fs::read_to_string(root().join(&summary)).expect("readable"))
        .iter()
        .map(|link| PathBuf::from("docs").join(link))
        .collect();
    let unique: BTreeSet<&PathBuf> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len(), "a page is listed twice");
    let missing: Vec<PathBuf> = pages()
        .into_iter()
        .filter(|page| page.starts_with("docs") && *page != summary && !unique.contains(page))
        .collect();
    assert!(missing.is_empty(), "not in docs/SUMMARY.md: {missing:?}");
}

#[test]
fn links_and_anchors_are_found() {
    let text = "# Two `words`, here\n[a](b.md#c) `[no](x)` ![i](i.svg)\n```\n[no](y)\n# no\n```\n<!-- [no](z) -->\n";
    assert_eq!(links(text), ["b.md#c", "i.svg"]);
    assert_eq!(anchors(text), BTreeSet::from(["two-words-here".to_owned()]));
    assert_eq!(normalized(Path::new("docs/a/../b/./c.md")), Path::new("docs/b/c.md"));
}
