//! Attributes and methods, wherever they are spelled.

use super::{Renamer, split};
use crate::selector::{Role, Selector};
use harmless_syntax::names::{ScopeKind, Use};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{NodeId, TokenKind};
use harmless_text::TextRange;
use std::collections::BTreeSet;

impl Renamer<'_, '_> {
    /// Every place that spells the attribute.
    pub(super) fn attributes(&mut self, selector: &Selector) {
        let tree = self.names.tree();
        let new = split(self.new).1.to_owned();
        for selected in selector.find(self.names) {
            let token = match selected.role {
                Role::Definition if tree.kind(selected.node).is_function() => {
                    tree.find_token(selected.node, TokenKind::Name)
                }
                Role::Definition => tree
                    .child_nodes(selected.node)
                    .next()
                    .and_then(|target| tree.end_tokens(target))
                    .map(|(first, _)| first),
                Role::Call => tree
                    .child_nodes(selected.node)
                    .next()
                    .and_then(|callee| tree.end_tokens(callee))
                    .map(|(_, last)| last),
                _ => tree.end_tokens(selected.node).map(|(_, last)| last),
            };
            if selected.role == Role::Definition
                && let Some(changes) = self.class_variable(selected.node, &new)
            {
                self.push(selected.node, Ok(changes));
                continue;
            }
            if let Some(token) = token {
                self.push(selected.node, Ok(vec![Change::text(tree.token_range(token), new.clone())]));
            }
        }
    }

    /// The changes of all that a class body binds and uses under the name of a definition in it.
    pub(super) fn class_variable(&self, definition: NodeId, new: &str) -> Option<Vec<Change>> {
        let names = self.names;
        let (id, binding) = names.bindings().find(|(_, binding)| binding.node == definition)?;
        if names.scope(binding.scope).kind != ScopeKind::Class {
            return None;
        }
        let bound = names.same_variable(id).iter().map(|&other| names.binding(other).at);
        let used = names.references_to(id).filter(|reference| reference.used != Use::Target).map(|used| used.at);
        let places: BTreeSet<TextRange> = bound.chain(used).collect();
        Some(places.into_iter().map(|at| Change::text(at, new)).collect())
    }
}
