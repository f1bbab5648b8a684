//! That what was one expression still is one, and that no string becomes documentation.

use super::{Shifted, VerifyError};
use harmless_syntax::rewrite::Mark;
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::HashSet;

/// Every expression that was replaced or embedded elsewhere is, with what took its place, one expression: nothing around it
/// binds to a part of it.
pub(super) fn check_expressions(before: &Tree, after: &Tree, marks: &[Mark]) -> Result<(), VerifyError> {
    for mark in marks {
        let Some(old) = expression(before, mark.old, false) else { continue };
        // In place of a whole statement other statements may stand.
        let alone = before.parent(old).is_some_and(|parent| before.kind(parent) == Kind::Expr);
        if !alone && expression(after, mark.new, true).is_none() {
            return Err(VerifyError::Structure(shown(mark.new.of(after.text()))));
        }
    }
    Ok(())
}

/// The expression that takes up all of `range`, with or without grouping brackets; if `bare`, also without its own.
fn expression(tree: &Tree, range: TextRange, bare: bool) -> Option<NodeId> {
    // Comments and blanks at its ends do not count.
    let (first, last) = (tree.token_at_or_after(range.start())?, tree.token_before(range.end())?);
    let (first, last) = (tree.token_range(first), tree.token_range(last));
    if !range.contains_range(first) || !range.contains_range(last) {
        return None;
    }
    let range = first.cover(last);
    let node = tree.covering(range);
    let is_all = |node: NodeId| {
        tree.kind(node).is_expression()
            && (tree.range(node) == range || tree.outer_range(node) == range || (bare && is_inside(tree, node, range)))
    };
    std::iter::once(node).chain(tree.child_nodes(node)).find(|&node| is_all(node))
}

/// Whether `range` is all that is between the brackets of a tuple or a generator expression, with or without a last comma.
fn is_inside(tree: &Tree, node: NodeId, range: TextRange) -> bool {
    let bracketed = tree.own_bracket(node).is_some();
    let Some((first, last)) =
        tree.end_tokens(node).filter(|_| matches!(tree.kind(node), Kind::Tuple | Kind::GeneratorExp))
    else {
        return false;
    };
    let start = if bracketed { tree.next_token(first) } else { Some(first) };
    let last = if bracketed { tree.token_before(tree.token_range(last).start()) } else { Some(last) };
    let (Some(start), Some(last)) = (start, last) else { return false };
    let comma = Some(last).filter(|&last| tree.token_kind(last) == TokenKind::Comma);
    let before = comma.and_then(|comma| tree.token_before(tree.token_range(comma).start()));
    tree.token_range(start).start() == range.start()
        && [Some(last), before].into_iter().flatten().any(|end| tree.token_range(end).end() == range.end())
}

/// No string that was an ordinary expression becomes the docstring of its module, class or function, and none that stays where
/// it is ceases to be one.
pub(super) fn check_docstrings(
    before: &Tree,
    after: &Tree,
    marks: &[Mark],
    shifted: &Shifted<'_>,
) -> Result<(), VerifyError> {
    let now: HashSet<u32> = docstrings(after).map(|string| after.range(string).start()).collect();
    let then: HashSet<NodeId> = docstrings(before).collect();
    let is_lost = |node: &&NodeId| shifted.map(before.range(**node)).is_some_and(|at| !now.contains(&at));
    if let Some(&lost) = then.iter().filter(is_lost).min() {
        return Err(VerifyError::NoDocstring(shown(before.node_text(lost))));
    }
    if now.is_empty() {
        return Ok(());
    }
    let is_other = |node: &NodeId| before.string_value(*node).is_some() && !then.contains(node);
    let moved = marks.iter().filter_map(|mark| {
        let node = expression(before, mark.old, false).filter(is_other)?;
        now.contains(&mark.new.start()).then_some(node)
    });
    let stayed = before.nodes().filter(|&node| before.kind(node) == Kind::Expr).filter_map(|statement| {
        let node = before.child_nodes(statement).next().filter(is_other)?;
        now.contains(&shifted.map(before.range(node))?).then_some(node)
    });
    moved.chain(stayed).next().map_or(Ok(()), |node| Err(VerifyError::Docstring(shown(before.node_text(node)))))
}

/// The docstrings of a file.
fn docstrings(tree: &Tree) -> impl Iterator<Item = NodeId> {
    let documented = |kind: Kind| kind == Kind::Module || kind == Kind::ClassDef || kind.is_function();
    tree.nodes().filter(move |&node| documented(tree.kind(node))).filter_map(|node| {
        let first = tree.child_nodes(node).find(|&child| tree.kind(child).is_statement())?;
        let value = tree.child_nodes(first).next().filter(|_| tree.kind(first) == Kind::Expr)?;
        tree.string_value(value).map(|_| value)
    })
}

fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.len() == text.len() && text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    format!("{}...", line.chars().take(LONGEST).collect::<String>())
}
