//! Modules: plain imports with all that goes through them, and imports from them or from what they hold.

use super::{Renamer, first_part};
use harmless_syntax::names::{BindingId, BindingKind, Qualified};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId};
use harmless_text::TextRange;
use std::collections::BTreeSet;

impl Renamer<'_, '_> {
    /// A module.
    pub(super) fn module(&mut self) {
        if self.old.contains('.') {
            self.path();
            return;
        }
        let names = self.names;
        let tree = names.tree();
        let ours: Vec<BindingId> = names
            .bindings()
            .filter(|(_, binding)| {
                matches!(&binding.kind, BindingKind::Import(path) if path == self.old)
                    && tree.parent(binding.node).is_some_and(|parent| tree.kind(parent) == Kind::Import)
            })
            .map(|(id, _)| id)
            .collect();
        let mut seen = BTreeSet::new();
        for id in ours {
            let binding = names.binding(id);
            let text = tree.node_text(binding.node);
            let mut changes = Vec::new();
            let aliased = text.contains(" as ");
            let Some(first) = tree.child_tokens(binding.node).next() else { continue };
            changes.push(Change::text(tree.token_range(first), self.new));
            if !aliased && seen.insert(binding.scope) {
                if let Err(why) = self.check_module(id) {
                    self.push(binding.node, Err(why));
                    return;
                }
                changes.extend(names.references_to(id).map(|reference| Change::text(reference.at, self.new)));
            }
            self.push(binding.node, Ok(changes));
        }
        for node in tree.nodes().filter(|&node| tree.kind(node) == Kind::ImportFrom) {
            let module = names.import_module(node);
            if let Some(rest) = module.strip_prefix(self.old).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                let change = self.replace_module(node, &format!("{}{rest}", self.new));
                self.push(node, Ok(change.into_iter().collect()));
            }
        }
    }

    /// Imports that reach into the renamed module.
    pub(super) fn submodules(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let old = self.old;
        let reaches = |path: &str| {
            path.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('.')).map(str::to_owned)
        };
        for node in tree.nodes() {
            match tree.kind(node) {
                Kind::ImportFrom => {
                    if let Some(rest) = reaches(&names.import_module(node)) {
                        let change = self.replace_module(node, &format!("{}{rest}", self.new));
                        self.push(node, Ok(change.into_iter().collect()));
                    }
                }
                Kind::Alias if tree.parent(node).is_some_and(|parent| tree.kind(parent) == Kind::Import) => {
                    let text = tree.node_text(node);
                    let (path, alias) = text.split_once(" as ").map_or((text, ""), |(path, alias)| (path, alias));
                    if let Some(rest) = reaches(path.trim())
                        && (alias.is_empty() || !rest.is_empty())
                        && self.old.contains('.')
                    {
                        let length = path.trim_end().len() as u32;
                        let range = TextRange::new(tree.range(node).start(), tree.range(node).start() + length);
                        let change = Change::text(range, format!("{}{rest}", self.new));
                        let mut changes = vec![change];
                        let own = names.bindings().find(|(_, binding)| binding.node == node);
                        if alias.is_empty()
                            && let Some((id, _)) = own
                        {
                            if let Err(why) = self.check_module(id) {
                                self.push(node, Err(why));
                                continue;
                            }
                            changes.extend(self.module_uses(node));
                        }
                        self.push(node, Ok(changes));
                    }
                }
                _ => {}
            }
        }
    }

    /// Refuses a module's new name where it binds another first name that already means something, or where the old one is
    /// bound to something else as well.
    pub(super) fn check_module(&self, id: BindingId) -> Result<(), String> {
        let names = self.names;
        let (old, new) = (first_part(self.old), first_part(self.new));
        let is_module = |id: &BindingId| matches!(&names.binding(*id).kind, BindingKind::Import(path) if path == old);
        if !names.same_variable(id).iter().all(is_module) {
            return Err(format!("`{old}` is bound to something else here, too"));
        }
        if old == new || self.vacated.iter().any(|vacated| first_part(vacated) == new) {
            return Ok(());
        }
        self.check_scopes(id, new, Some(new))
    }

    /// The places that use a module by the full name of its plain import.
    pub(super) fn module_uses(&self, alias: NodeId) -> Vec<Change> {
        let names = self.names;
        let tree = names.tree();
        let Some((id, _)) = names.bindings().find(|(_, binding)| binding.node == alias) else { return Vec::new() };
        let parts = self.old.split('.').count();
        let mut changes = Vec::new();
        for reference in names.references_to(id) {
            let mut node = tree.covering(reference.at);
            let mut depth = 1;
            while depth < parts
                && let Some(parent) = tree.parent(node)
                && tree.kind(parent) == Kind::Attribute
            {
                node = parent;
                depth += 1;
            }
            if depth == parts
                && matches!(names.qualified(node), Some(Qualified::Import { path, .. }) if path == self.old)
            {
                changes.push(Change::text(tree.range(node), self.new));
            }
        }
        changes
    }
}
