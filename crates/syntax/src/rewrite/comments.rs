//! Comments that a change would swallow: each goes to the end of its statement's line or above the statement.

use super::{Change, Composition, Piece};
use crate::tree::{NodeId, Tree};
use harmless_text::TextRange;
use std::collections::{BTreeMap, BTreeSet};

/// The changes that put back every comment that the changes of `composition` would lose. Of the comments of a statement the
/// first goes to the end of the statement's last line, if nothing stands there; the others go above the statement, in order.
pub fn place_comments(tree: &Tree, composition: &Composition) -> Vec<Change> {
    // Comments that new text already brings back, each as often as it does.
    let mut written: Vec<&str> = Vec::new();
    for change in composition.changes() {
        for piece in &change.pieces {
            if let Piece::Text(text) = piece {
                written.extend(text.match_indices('#').map(|(at, _)| &text[at..]));
            }
        }
    }
    let mut lost: BTreeMap<Owner, Vec<TextRange>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for change in composition.changes() {
        for &comment in tree.comments_in(change.range) {
            if composition.keeps(comment) || !seen.insert(comment) {
                continue;
            }
            let text = comment.of(tree.text());
            let brought = written.iter().position(|rest| {
                rest.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']))
            });
            if let Some(index) = brought {
                written.swap_remove(index);
                continue;
            }
            lost.entry(owner(tree, comment, change.range)).or_default().push(comment);
        }
    }
    let mut changes = Vec::new();
    for (owner, mut comments) in lost {
        comments.sort();
        let range = TextRange::new(owner.start, owner.end);
        let end = tree.line_end(range.end());
        let behind = tree.text()[range.end() as usize..end as usize].trim();
        let mut comments = comments.into_iter().peekable();
        if behind.is_empty()
            && !owner.is_compound
            && comments.len() == 1
            && let Some(comment) = comments.next()
        {
            changes.push(Change::text(TextRange::empty(range.end()), format!("  {}", comment.of(tree.text()))));
        }
        let start = tree.line_start(range.start());
        let indentation = tree.indentation(range.start());
        let newline = tree.newline_near(range.start()).as_str();
        let above: String =
            comments.map(|comment| format!("{indentation}{}{newline}", comment.of(tree.text()))).collect();
        if !above.is_empty() {
            changes.push(Change::text(TextRange::empty(start), above));
        }
    }
    changes
}

/// What a comment is put back to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    start: u32,
    end: u32,
    is_compound: bool,
}

/// The statement that a comment stands in; of statements in a row that are replaced together, all of them.
fn owner(tree: &Tree, comment: TextRange, replaced: TextRange) -> Owner {
    let statement = tree.statement_of(tree.covering(comment)).unwrap_or(NodeId::ROOT);
    let range = tree.range(statement);
    let first = tree.statement_of(tree.covering(TextRange::empty(replaced.start()))).unwrap_or(NodeId::ROOT);
    let in_a_row = range.start() < replaced.start() && tree.kind(first).is_statement();
    if in_a_row && tree.range(first).start() == replaced.start() {
        return Owner { start: replaced.start(), end: replaced.end(), is_compound: false };
    }
    Owner { start: range.start(), end: range.end(), is_compound: tree.kind(statement).is_compound() }
}
