//! A variable with everything that binds and uses it.

use super::{Renamer, is_aliased, split};
use crate::site::SiteChanges;
use crate::spelling::Request;
use harmless_syntax::Kind;
use harmless_syntax::names::{BindingId, BindingKind, Use};
use harmless_syntax::rewrite::Change;
use std::collections::BTreeSet;

impl Renamer<'_, '_> {
    /// Renames the variable of a binding, with all its bindings and uses, as one unit.
    pub(super) fn variable(&mut self, id: BindingId, new: &str) {
        let names = self.names;
        let binding = names.binding(id);
        if !self.done.insert((binding.scope, binding.name.to_owned())) {
            return;
        }
        let changes = self.variable_changes(id, new);
        let changes = changes.map(|(changes, requests)| SiteChanges { changes, requests, ..SiteChanges::default() });
        self.push_full(binding.node, changes, Vec::new());
    }

    pub(super) fn variable_changes(&self, id: BindingId, new: &str) -> Result<(Vec<Change>, Vec<Request>), String> {
        let names = self.names;
        let tree = names.tree();
        let first = names.binding(id);
        let (new_module, new_name) = split(new);
        let (mut changes, mut requests) = (Vec::new(), Vec::new());
        let variable: Vec<BindingId> = names.same_variable(id).to_vec();
        // An import under another name keeps it, and so does one of several imports of which others are of something else:
        // nothing but the import changes.
        let keeps_name = variable.iter().any(|&other| {
            let of_others = |path: &str| !self.is_ours(path, other) && !self.is_vacated(path);
            is_aliased(names, other)
                || matches!(&names.binding(other).kind, BindingKind::Import(path) if of_others(path))
        });
        if !keeps_name {
            self.check_free(id, new)?;
        }
        for &other in &variable {
            let binding = names.binding(other);
            if let BindingKind::Import(path) = &binding.kind {
                let bound = keeps_name.then_some(binding.name);
                let (import, request) = match self.is_ours(path, other) {
                    true => self.import(other, new_module, new_name, bound)?,
                    // Another path of the same thing, which is renamed with it.
                    false if self.is_vacated(path) => self.import(other, "", new_name, bound)?,
                    false => continue,
                };
                changes.extend(import);
                requests.extend(request);
            } else if !keeps_name {
                changes.push(Change::text(binding.at, new_name));
            }
        }
        if keeps_name {
            return Ok((changes, requests));
        }
        for reference in names.references_to(id) {
            // A target is a binding too; an export names the variable in a string.
            if reference.used != Use::Target {
                changes.push(Change::text(reference.at, new_name));
            }
        }
        for node in tree.nodes().filter(|&node| matches!(tree.kind(node), Kind::Global | Kind::Nonlocal)) {
            for token in tree.child_tokens(node).filter(|&token| tree.token_text(token) == first.name) {
                let meant = names.lookup(first.name, names.scope_of(node));
                if meant.first().is_some_and(|&meant| names.binding(meant).scope == first.scope) {
                    changes.push(Change::text(tree.token_range(token), new_name));
                }
            }
        }
        Ok((changes, requests))
    }

    /// Whether another rule renames `path`, whose last part is that of the old name.
    pub(super) fn is_vacated(&self, path: &str) -> bool {
        split(path).1 == split(self.old).1 && self.vacated.iter().any(|vacated| vacated == path)
    }

    /// Whether an import of `path` is of what is renamed.
    pub(super) fn is_ours(&self, path: &str, id: BindingId) -> bool {
        if self.old.contains('.') { path == self.old } else { split(path).1 == self.old || is_aliased(self.names, id) }
    }

    /// Refuses a new name that already means something where the variable is used.
    pub(super) fn check_free(&self, id: BindingId, new: &str) -> Result<(), String> {
        let names = self.names;
        let (module, name) = split(new);
        if self.vacated.iter().any(|vacated| split(vacated).1 == name) {
            return Ok(());
        }
        let mut same = None;
        if let BindingKind::Import(path) = &names.binding(id).kind {
            let module = if module.is_empty() { split(path).0 } else { module };
            same = Some(if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") });
        }
        self.check_scopes(id, name, same.as_deref())
    }

    /// Refuses `name` where a scope that uses the variable of `id` has it already, unless it is the import `same` there.
    pub(super) fn check_scopes(&self, id: BindingId, name: &str, same: Option<&str>) -> Result<(), String> {
        let names = self.names;
        let scope = names.binding(id).scope;
        let scopes = names.references_to(id).map(|reference| reference.scope).chain([scope]);
        for scope in scopes.collect::<BTreeSet<_>>() {
            let taken = names.lookup(name, scope).iter().find(|&&other| match &names.binding(other).kind {
                BindingKind::Import(path) => Some(path.as_str()) != same,
                _ => true,
            });
            if let Some(&other) = taken {
                let before = &names.tree().text()[..names.binding(other).at.start() as usize];
                let line = before.matches('\n').count() + 1;
                return Err(format!("`{name}` already means something else here (line {line})"));
            }
        }
        let captured = names.references().iter().any(|reference| {
            reference.name == name && names.resolve(reference).is_empty() && reference.used == Use::Load && {
                let mut at = Some(reference.scope);
                std::iter::from_fn(|| {
                    let here = at?;
                    at = names.scope(here).parent;
                    Some(here)
                })
                .any(|outer| outer == scope)
            }
        });
        if captured && same.is_none() {
            return Err(format!("`{name}` is used here and would mean something else"));
        }
        Ok(())
    }
}
