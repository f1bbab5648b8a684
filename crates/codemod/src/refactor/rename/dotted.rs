//! Dotted names: where they are defined, imported, taken of what is imported, or written into annotations.

use super::{Renamer, split};
use crate::refactor::member::{Finding, Member};
use crate::site::SiteChanges;
use crate::spelling::{Request, Site};
use harmless_syntax::names::{BindingId, BindingKind, Qualified, ScopeId, Use};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId};
use harmless_text::TextRange;

impl Renamer<'_, '_> {
    /// A dotted name: through imports of it, through imports of what holds it, and where it is defined.
    pub(super) fn path(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let (old_module, old_name) = split(self.old);
        let (new_module, new_name) = split(self.new);
        if old_module == new_module && split(old_module).1.starts_with(char::is_uppercase) {
            self.members(old_module, old_name, new_name);
        }
        // The definition itself.
        if self.module.name == Some(old_module) {
            // A name from elsewhere is renamed with what it is there, or not at all.
            let is_other = |path: &str| path != self.old && !self.is_vacated(path);
            let defined = names.bindings().find(|(_, binding)| {
                binding.scope == ScopeId::MODULE
                    && binding.name == old_name
                    && match &binding.kind {
                        BindingKind::Import(path) => is_other(path),
                        _ => true,
                    }
            });
            if let Some((id, binding)) = defined {
                if let BindingKind::Import(path) = &binding.kind {
                    let why = format!("`{old_name}` is `{path}` here, which is not renamed; rename it by hand");
                    self.push(binding.node, Err(why));
                } else if old_module == new_module {
                    self.variable(id, new_name);
                } else {
                    let why = format!("the definition stays in `{old_module}`; move it to `{new_module}` by hand");
                    self.push(binding.node, Err(why));
                }
            }
        }
        let ours: Vec<BindingId> = names
            .bindings()
            .filter(|(_, binding)| matches!(&binding.kind, BindingKind::Import(path) if path == self.old))
            .map(|(id, _)| id)
            .collect();
        for id in ours {
            self.variable(id, self.new);
        }
        // Attributes of what is imported: `module.name`.
        let last_part: Vec<NodeId> = tree
            .nodes()
            .filter(|&node| {
                tree.kind(node) == Kind::Attribute
                    && tree.end_tokens(node).is_some_and(|(_, last)| tree.token_text(last) == old_name)
            })
            .collect();
        for node in last_part {
            let Some(Qualified::Import { path, through }) = names.qualified(node) else { continue };
            if path != self.old || matches!(&names.binding(through).kind, BindingKind::Import(path) if path == self.old)
            {
                continue;
            }
            let imported = tree.node_text(names.binding(through).node);
            if imported == self.old || imported.starts_with(&format!("{}.", self.old)) {
                // The plain import is renamed, and all that goes through it with it.
                continue;
            }
            let Some((_, last)) = tree.end_tokens(node) else { continue };
            if old_module == new_module {
                self.push(node, Ok(vec![Change::text(tree.token_range(last), new_name)]));
                continue;
            }
            let changes = self.respell(node, through);
            self.push_full(node, changes, vec![through]);
        }
        self.annotations();
        // If it is a module: what is imported from it.
        self.submodules();
        if names.stars().iter().any(|module| module == old_module) {
            self.star_uses(old_module, old_name, new_name);
        }
    }

    /// Dotted names in annotations that are strings.
    pub(super) fn annotations(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let (old_module, old_name) = split(self.old);
        for reference in names.references().iter().filter(|reference| reference.used == Use::Annotation) {
            let string = tree.covering(reference.at);
            if tree.string_value(string).is_none() {
                continue;
            }
            let rest = &tree.text()[reference.at.end() as usize..tree.range(string).end() as usize];
            let is_word = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
            let dotted = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
            let Qualified::Import { path: mut at, .. } = names.qualify(reference.name, &[], reference.scope) else {
                continue;
            };
            let mut end = reference.at.end();
            for part in dotted.split('.').skip(1) {
                at = format!("{at}.{part}");
                end += 1 + part.len() as u32;
                if at != self.old {
                    continue;
                }
                let range = TextRange::new(end - old_name.len() as u32, end);
                let change = match split(self.new) {
                    (module, name) if module == old_module => Ok(vec![Change::text(range, name)]),
                    _ => Err(format!("`{}` in a string would need an import of its own", self.old)),
                };
                self.push(string, change);
                break;
            }
        }
    }

    /// What may come from `from module import *`: it does if nothing else is imported as a whole.
    pub(super) fn star_uses(&mut self, module: &str, old: &str, new: &str) {
        let names = self.names;
        let tree = names.tree();
        let is_free = !names.bindings().any(|(_, binding)| binding.name == new)
            && !names.references().iter().any(|reference| reference.name == new);
        let is_certain = names.stars().len() == 1 && is_free && !old.starts_with('_') && !new.starts_with('_');
        for reference in names.references().iter().filter(|r| r.name == old && names.resolve(r).is_empty()) {
            let changes = if is_certain && split(self.new).0 == module {
                Ok(vec![Change::text(reference.at, new)])
            } else {
                Err(format!("`{old}` may come from `from {module} import *`"))
            };
            self.push(tree.covering(reference.at), changes);
        }
    }

    /// A member of a class.
    pub(super) fn members(&mut self, class: &str, old: &str, new: &str) {
        let member = Member { names: self.names, class, old, new, module: self.module.name };
        for (node, finding) in member.find() {
            match finding {
                Finding::Rename(changes) => self.push(node, Ok(changes)),
                Finding::Refused(why) => self.push(node, Err(why)),
                Finding::Unknown(changes, receiver) => {
                    self.push(node, Ok(changes));
                    if let Some(unit) = self.units.last_mut() {
                        unit.maybe = Some(receiver);
                    }
                }
            }
        }
    }

    /// Spells the new path in the place of an attribute, with an import of its own.
    pub(super) fn respell(&self, node: NodeId, through: BindingId) -> Result<SiteChanges, String> {
        let names = self.names;
        let (module, name) = split(self.new);
        let path: Vec<String> = self.new.split('.').map(str::to_owned).collect();
        let scope = names.scope_of(node);
        let site = Site { names, scope, at: node, instead: None, through: &[through] };
        let mut spelled = site.spell(&path, &[])?;
        if spelled.request.is_some() && names.lookup(name, scope).is_empty() {
            let beside = spelled.request.and_then(|request| request.beside);
            let request = Request { module: module.to_owned(), name: Some(name.to_owned()), alias: None, beside };
            spelled.text = name.to_owned();
            spelled.request = Some(request);
        }
        Ok(SiteChanges {
            changes: vec![Change::text(names.tree().range(node), spelled.text)],
            requests: spelled.request.into_iter().collect(),
            used: spelled.binding.into_iter().collect(),
            ..SiteChanges::default()
        })
    }
}
