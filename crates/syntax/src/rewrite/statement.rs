//! Statements: deleting them, and giving them a line of their own.

use super::Change;
use crate::tree::{NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::BTreeSet;

/// The changes that delete statements. Comments above a statement and behind it stay; those inside of it stay as lines of
/// their own; a suite that would be empty gets `pass`.
pub fn delete_statements(tree: &Tree, statements: &BTreeSet<NodeId>) -> Vec<Change> {
    let mut changes = Vec::new();
    for &statement in statements {
        let suite = tree.suite_of(statement);
        let is_module = tree.parent(statement) == Some(NodeId::ROOT);
        let all = suite.iter().all(|other| statements.contains(other));
        if all && !is_module && suite.first() == Some(&statement) {
            changes.push(Change::text(tree.range(statement), "pass"));
            continue;
        }
        // Those that go from one line go together, with what is between them.
        let at = suite.iter().position(|&other| other == statement).unwrap_or_default();
        let goes_along = |first: NodeId, second: NodeId| {
            statements.contains(&first) && statements.contains(&second) && !tree.begins_line(tree.range(second).start())
        };
        // Where all go, the first has left `pass`.
        let from = usize::from(all && !is_module);
        if at > from && goes_along(suite[at - 1], statement) {
            continue;
        }
        let run = suite[at..].windows(2).take_while(|pair| goes_along(pair[0], pair[1])).count();
        let last = suite.get(at + run).copied().unwrap_or(statement);
        changes.push(delete(tree, statement, last));
    }
    changes
}

/// The change that takes a statement out of its suite without touching what is before it: what follows takes its place.
pub fn delete_in_place(tree: &Tree, statement: NodeId) -> Change {
    let range = tree.range(statement);
    let next = tree.siblings(statement).1.filter(|&next| tree.kind(next).is_statement());
    match next.map(|next| TextRange::new(range.start(), tree.range(next).start())) {
        Some(until) if tree.comments_in(until).is_empty() => Change::text(until, ""),
        _ => Change::text(range, "pass"),
    }
}

/// Deletes the statements from `first` to `last`, which stand in one line.
fn delete(tree: &Tree, first: NodeId, last: NodeId) -> Change {
    let text = tree.text();
    let range = tree.range(first).cover(tree.range(last));
    let next_semicolon = tree
        .token_at_or_after(range.end())
        .filter(|&token| tree.token_kind(token) == TokenKind::Semi)
        .map(|token| tree.token_range(token));
    let previous_semicolon = tree
        .token_before(range.start())
        .filter(|&token| tree.token_kind(token) == TokenKind::Semi)
        .map(|token| tree.token_range(token))
        .filter(|semicolon| tree.line_start(semicolon.start()) == tree.line_start(range.start()));
    let end = next_semicolon.map_or(range.end(), TextRange::end);
    let behind = &text[end as usize..tree.line_end(end) as usize];
    let blanks = (behind.len() - behind.trim_start().len()) as u32;
    let is_last = behind.trim().is_empty() || behind.trim_start().starts_with('#');
    if let Some(semicolon) = previous_semicolon.filter(|_| is_last) {
        return Change::text(TextRange::new(semicolon.start(), end), "");
    }
    if !is_last || !tree.begins_line(range.start()) {
        return Change::text(TextRange::new(range.start(), end + if is_last { 0 } else { blanks }), "");
    }
    let inside = tree.comments_in(range);
    if !inside.is_empty() {
        let line = format!("{}{}", tree.newline_near(range.start()).as_str(), tree.indentation(range.start()));
        let comments: Vec<&str> = inside.iter().map(|comment| comment.of(text)).collect();
        return Change::text(TextRange::new(range.start(), end), comments.join(&line));
    }
    if behind.trim().is_empty() {
        return Change::text(TextRange::new(tree.line_start(range.start()), tree.next_line(end)), "");
    }
    Change::text(TextRange::new(range.start(), end + blanks), "")
}

/// The changes after which the statement `node` begins a line of its own, at the indentation that is given back.
pub fn open_line(tree: &Tree, node: NodeId) -> (Vec<Change>, String) {
    let range = tree.range(node);
    let start = range.start();
    if tree.begins_line(start) {
        return (Vec::new(), tree.indentation(start).to_owned());
    }
    let newline = tree.newline_near(start).as_str();
    let Some(before) = tree.token_before(start) else { return (Vec::new(), String::new()) };
    let separator = tree.token_range(before);
    let indentation = match tree.token_kind(before) {
        // `a; b`: the same suite as `a`.
        TokenKind::Semi => match tree.siblings(node).0 {
            Some(previous) if tree.kind(previous).is_statement() => {
                let own = open_line(tree, previous);
                let mut changes = own.0;
                changes.push(Change::text(TextRange::new(separator.start(), start), format!("{newline}{}", own.1)));
                return (changes, own.1);
            }
            _ => tree.indentation(start).to_owned(),
        },
        // `if a: b`: one level deeper than the header, which may be of several lines.
        _ => {
            let header = tree.parent(node).map_or(start, |header| tree.range(header).start());
            format!("{}{}", tree.indentation(header), tree.indent_unit(NodeId::ROOT))
        }
    };
    let from = if tree.token_kind(before) == TokenKind::Semi { separator.start() } else { separator.end() };
    (vec![Change::text(TextRange::new(from, start), format!("{newline}{indentation}"))], indentation)
}

/// The change after which what follows the statement `node` in its line stands in a line of its own.
pub fn separate_line(tree: &Tree, node: NodeId, indentation: &str) -> Option<Change> {
    let end = tree.range(node).end();
    let semicolon = tree.token_at_or_after(end).filter(|&token| tree.token_kind(token) == TokenKind::Semi)?;
    let at = tree.token_range(semicolon);
    if tree.line_start(at.start()) != tree.line_start(end) {
        return None;
    }
    let behind = &tree.text()[at.end() as usize..tree.line_end(at.end()) as usize];
    if behind.trim().is_empty() || behind.trim_start().starts_with('#') {
        // A semicolon with nothing behind it.
        return Some(Change::text(at, ""));
    }
    let blanks = (behind.len() - behind.trim_start().len()) as u32;
    let newline = tree.newline_near(end).as_str();
    Some(Change::text(TextRange::new(at.start(), at.end() + blanks), format!("{newline}{indentation}")))
}
