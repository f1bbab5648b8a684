//! What Python would refuse to compile although it parses.

use super::{VerifyError, first_missing};
use crate::legal::misplaced;
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};

/// The result has no fault that the original did not have.
pub(super) fn check_compiles(before: &Tree, after: &Tree) -> Result<(), VerifyError> {
    let (old, new) = (faults(before), faults(after));
    first_missing(new.into_iter(), old.into_iter()).map_or(Ok(()), |fault| Err(VerifyError::Compile(fault.to_owned())))
}

/// Faults that the parser does not see.
fn faults(tree: &Tree) -> Vec<&'static str> {
    tree.nodes().filter_map(|node| fault(tree, node)).collect()
}

fn fault(tree: &Tree, node: NodeId) -> Option<&'static str> {
    match tree.kind(node) {
        Kind::Arguments => {
            let mut seen: Vec<&str> = Vec::new();
            let twice = tree.child_nodes(node).any(|arg| {
                let name = tree.find_token(arg, TokenKind::Name).map_or("", |token| tree.token_text(token));
                let known = seen.contains(&name);
                seen.push(name);
                known
            });
            twice.then_some("a parameter is there twice")
        }
        Kind::Call => {
            let mut seen: Vec<&str> = Vec::new();
            let twice = tree.child_nodes(node).filter(|&arg| tree.kind(arg) == Kind::Keyword).any(|arg| {
                let name = tree.child_tokens(arg).next().map_or("", |token| tree.token_text(token));
                let known = name != "**" && seen.contains(&name);
                seen.push(name);
                known
            });
            twice.then_some("a keyword argument is there twice")
        }
        Kind::ImportFrom if tree.node_text(node).starts_with("from __future__") => {
            let late = tree.parent(node) != Some(NodeId::ROOT)
                || tree.child_nodes(NodeId::ROOT).take_while(|&other| other != node).any(|other| {
                    !tree.node_text(other).starts_with("from __future__") && tree.kind(other) != Kind::Expr
                });
            late.then_some("a `__future__` import is not at the beginning")
        }
        Kind::ImportFrom if tree.find_token(node, TokenKind::Star).is_some() => tree
            .ancestors(node)
            .any(|outer| tree.kind(outer).is_function() || tree.kind(outer) == Kind::ClassDef)
            .then_some("`import *` is not at the top of the module"),
        Kind::NamedExpr => named(tree, node),
        Kind::YieldFrom if in_coroutine(tree, node) => Some("`yield from` in an `async def`"),
        Kind::Return if in_coroutine(tree, node) && tree.child_nodes(node).next().is_some() => {
            let function = function_of(tree, node)?;
            let yields = tree
                .descendants(function)
                .any(|inner| tree.kind(inner) == Kind::Yield && function_of(tree, inner) == Some(function));
            yields.then_some("a value is returned by an asynchronous generator")
        }
        kind => misplaced(kind, tree, node),
    }
}

/// Where `:=` may not stand: in what a comprehension iterates over, and where it would bind what one binds itself or, in a
/// comprehension of a class body, a name of the class.
fn named(tree: &Tree, node: NodeId) -> Option<&'static str> {
    let name = tree.child_nodes(node).next().map(|target| tree.node_text(target))?;
    let mut inner = node;
    let mut in_comprehension = false;
    for outer in tree.ancestors(node) {
        let kind = tree.kind(outer);
        if kind == Kind::Comprehension && tree.child_nodes(outer).nth(1) == Some(inner) {
            return Some("`:=` in what a comprehension iterates over");
        }
        if kind.is_comprehension() {
            in_comprehension = true;
            let binds = |target: NodeId| tree.kind(target) == Kind::Name && tree.node_text(target) == name;
            let clauses = tree.child_nodes(outer).filter(|&clause| tree.kind(clause) == Kind::Comprehension);
            let mut targets = clauses.filter_map(|clause| tree.child_nodes(clause).next());
            if targets.any(|target| tree.descendants(target).any(binds)) {
                return Some("`:=` binds what the comprehension binds");
            }
        }
        if kind.is_function() || kind == Kind::Lambda {
            return None;
        }
        if kind == Kind::ClassDef {
            return in_comprehension.then_some("`:=` in a comprehension of a class body");
        }
        inner = outer;
    }
    None
}

/// The function or lambda that a node runs in.
fn function_of(tree: &Tree, node: NodeId) -> Option<NodeId> {
    tree.ancestors(node).find(|&outer| tree.kind(outer).is_function() || tree.kind(outer) == Kind::Lambda)
}

fn in_coroutine(tree: &Tree, node: NodeId) -> bool {
    function_of(tree, node).is_some_and(|function| tree.kind(function) == Kind::AsyncFunctionDef)
}
