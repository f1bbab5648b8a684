//! Renaming: a definition, its imports in whatever form, and every use that means it.
//!
//! In flow the names of a file and the two names; out come units. What a name is decides how its places are found: an
//! attribute wherever it is spelled, a variable with all that binds and uses it, a dotted name through imports, a module.

mod attribute;
mod dotted;
mod import;
mod module;
mod variable;

use super::{Module, Unit};
use crate::selector::{Selector, SelectorKind};
use crate::site::SiteChanges;
use crate::verify::Renamed;
use harmless_syntax::names::{BindingId, BindingKind, Names, ScopeId, ScopeKind};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId, TokenKind};
use std::collections::BTreeSet;

/// A new name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// The new name; dotted if the old one is.
    pub new: String,
}

struct Renamer<'a, 't> {
    names: &'a Names<'t>,
    old: &'a str,
    new: &'a str,
    module: Module<'a>,
    vacated: &'a [String],
    units: Vec<Unit>,
    done: BTreeSet<(ScopeId, String)>,
}

pub(super) fn units(
    names: &Names<'_>,
    selector: &Selector,
    rename: &Rename,
    module: Module<'_>,
    vacated: &[String],
) -> Vec<Unit> {
    let old = selector.name.as_str();
    let mut renamer =
        Renamer { names, old, new: &rename.new, module, vacated, units: Vec::new(), done: BTreeSet::new() };
    match selector.kind {
        SelectorKind::Attribute | SelectorKind::Method => renamer.attributes(selector),
        SelectorKind::Module => renamer.module(),
        _ if old.contains('.') => renamer.path(),
        _ => renamer.bare(selector),
    }
    renamer.units
}

/// The last part of a dotted name and what is before it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

impl Renamer<'_, '_> {
    fn push(&mut self, node: NodeId, changes: Result<Vec<Change>, String>) {
        self.push_full(node, changes.map(|changes| SiteChanges { changes, ..SiteChanges::default() }), Vec::new());
    }

    fn push_full(&mut self, node: NodeId, changes: Result<SiteChanges, String>, touched: Vec<BindingId>) {
        let renamed = vec![Renamed { old: self.old.to_owned(), new: self.new.to_owned() }];
        self.units.push(Unit { node, changes, maybe: None, touched, renamed });
    }

    /// A name as it is spelled: what the module binds to it, and what nothing binds.
    fn bare(&mut self, selector: &Selector) {
        let (names, old) = (self.names, self.old);
        let tree = names.tree();
        let wanted = |kind: &BindingKind| match selector.kind {
            SelectorKind::Function => matches!(kind, BindingKind::Function | BindingKind::Import(_)),
            SelectorKind::Class => matches!(kind, BindingKind::Class | BindingKind::Import(_)),
            _ => true,
        };
        for (id, binding) in names.bindings() {
            let imported = matches!(binding.kind, BindingKind::Import(_))
                && tree.children(binding.node).find_map(harmless_syntax::Child::token).is_some_and(|first| {
                    tree.token_text(first) == old
                        && tree.parent(binding.node).is_some_and(|p| tree.kind(p) == Kind::ImportFrom)
                });
            let method = names.scope(binding.scope).kind == ScopeKind::Class && selector.kind != SelectorKind::Var;
            if (binding.name == old && wanted(&binding.kind) && !method) || (imported && wanted(&binding.kind)) {
                let is_from = imported || !matches!(binding.kind, BindingKind::Import(_));
                if is_from {
                    self.variable(id, self.new);
                }
            }
        }
        let unbound: Vec<_> = names
            .references()
            .iter()
            .filter(|reference| reference.name == old && names.resolve(reference).is_empty())
            .map(|reference| reference.at)
            .collect();
        for at in unbound {
            let node = tree.covering(at);
            self.push(node, Ok(vec![Change::text(at, self.new)]));
        }
    }
}

fn first_part(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Whether an import binds under another name than the one it imports.
fn is_aliased(names: &Names<'_>, id: BindingId) -> bool {
    let tree = names.tree();
    let binding = names.binding(id);
    matches!(binding.kind, BindingKind::Import(_)) && tree.find_token(binding.node, TokenKind::As).is_some()
}
