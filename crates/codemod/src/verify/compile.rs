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
        kind => misplaced(kind, tree, node),
    }
}
