//! Comments that a change would swallow: each goes to the end of its statement's line or above the statement.

use super::{Change, Composition};
use crate::tree::{NodeId, Tree};
use harmless_text::TextRange;
use std::collections::BTreeMap;

/// The changes that put back every comment that the changes of `composition` would lose. Of the comments of a statement the
/// first goes to the end of the statement's last line, if nothing stands there; the others go above the statement, in order.
/// Comments in `exempt` are not put back: something else moves or drops them.
pub fn place_comments(tree: &Tree, composition: &Composition, exempt: &[TextRange]) -> Vec<Change> {
    let mut lost: BTreeMap<NodeId, Vec<TextRange>> = BTreeMap::new();
    for change in composition.changes() {
        for &comment in tree.comments_in(change.range) {
            let put_back = change.pieces.iter().any(|piece| match piece {
                super::Piece::Text(text) => text.contains(comment.of(tree.text())),
                super::Piece::Copy { .. } => false,
            });
            if composition.keeps(comment) || put_back || exempt.contains(&comment) {
                continue;
            }
            let statement = tree.statement_of(tree.covering(comment)).unwrap_or(NodeId::ROOT);
            let comments = lost.entry(statement).or_default();
            if !comments.contains(&comment) {
                comments.push(comment);
            }
        }
    }
    let mut changes = Vec::new();
    for (statement, mut comments) in lost {
        comments.sort();
        let range = tree.range(statement);
        let end = tree.line_end(range.end());
        let behind = tree.text()[range.end() as usize..end as usize].trim();
        let mut comments = comments.into_iter().peekable();
        if behind.is_empty() && !tree.kind(statement).is_compound() && comments.len() == 1
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
