//! Bowler's selectors: the definitions and uses of a name.

use crate::constraint::bases;
use harmless_syntax::names::{BindingKind, Names, Qualified, ScopeId, ScopeKind};
use harmless_syntax::{Child, Kind, NodeId, TokenKind};
use std::collections::BTreeSet;

/// What is selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectorKind {
    /// Whole files.
    Root,
    /// A module: its imports and what is used of it.
    Module,
    /// A class: its definition, uses, and imports.
    Class,
    /// Classes that name it as a base.
    Subclass,
    /// An attribute: class-level assignments and every `x.name`.
    Attribute,
    /// A method: definitions in classes and every `x.name(...)`.
    Method,
    /// A function: its definition, uses, and imports.
    Function,
    /// A variable: every place that binds or reads it.
    Var,
}

/// A selector with its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// What.
    pub kind: SelectorKind,
    /// Its name; may be dotted: `module.function`. Empty for [`SelectorKind::Root`].
    pub name: String,
}

/// What a selected place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A definition, or an assignment.
    Definition,
    /// A call.
    Call,
    /// Any other use.
    Use,
    /// An import.
    Import,
    /// A whole file.
    File,
}

/// A selected place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selected {
    /// The definition, call, name, or import.
    pub node: NodeId,
    /// What it is.
    pub role: Role,
}

impl Selector {
    /// The last part of the name.
    pub fn last(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// See [`crate::rule::Rule::required_literals`]. Only the last part of a dotted name is spelled in every file that is
    /// concerned: the module that defines it and relative imports do not spell the rest.
    pub fn required_literals(&self) -> Vec<BTreeSet<String>> {
        let last = Some(self.last()).filter(|last| !last.is_empty());
        last.map(|last| BTreeSet::from([last.to_owned()])).into_iter().collect()
    }

    /// The places in a file, in source order.
    pub fn find(&self, names: &Names<'_>) -> Vec<Selected> {
        let tree = names.tree();
        let mut found = Vec::new();
        for node in tree.nodes() {
            if let Some(role) = self.role(names, node) {
                let node = match (role, tree.parent(node)) {
                    // A call is selected as a whole.
                    (Role::Call, Some(call)) => call,
                    _ => node,
                };
                found.push(Selected { node, role });
            }
        }
        found
    }

    fn role(&self, names: &Names<'_>, node: NodeId) -> Option<Role> {
        let tree = names.tree();
        let kind = tree.kind(node);
        let token_name = || tree.find_token(node, TokenKind::Name).map(|token| tree.token_text(token));
        let in_class = || names.scope(names.scope_of(node)).kind == ScopeKind::Class;
        let used_as = || {
            let parent = tree.parent(node)?;
            let callee = tree.kind(parent) == Kind::Call && tree.child_nodes(parent).next() == Some(node);
            Some(if callee { Role::Call } else { Role::Use })
        };
        match self.kind {
            SelectorKind::Root => (kind == Kind::Module).then_some(Role::File),
            SelectorKind::Function | SelectorKind::Class => {
                let defines =
                    if self.kind == SelectorKind::Class { kind == Kind::ClassDef } else { kind.is_function() };
                if defines && token_name() == Some(self.last()) && !in_class() {
                    return Some(Role::Definition);
                }
                match kind {
                    Kind::Alias => self.imports(names, node).then_some(Role::Import),
                    Kind::Name | Kind::Attribute if self.is_used(names, node) => used_as(),
                    _ => None,
                }
            }
            SelectorKind::Subclass => {
                let is = kind == Kind::ClassDef && bases(tree, node).any(|base| base == self.last());
                is.then_some(Role::Definition)
            }
            SelectorKind::Method => match kind {
                kind if kind.is_function() && token_name() == Some(self.last()) && in_class() => Some(Role::Definition),
                Kind::Attribute if last_name(names, node) == Some(self.last()) => {
                    used_as().filter(|role| *role == Role::Call)
                }
                _ => None,
            },
            SelectorKind::Attribute => match kind {
                Kind::Attribute if last_name(names, node) == Some(self.last()) => used_as(),
                Kind::Assign | Kind::AnnAssign if in_class() => {
                    let target = tree.child_nodes(node).next()?;
                    (tree.kind(target) == Kind::Name && tree.node_text(target) == self.last())
                        .then_some(Role::Definition)
                }
                _ => None,
            },
            SelectorKind::Var => match kind {
                Kind::Name if tree.node_text(node) == self.name => used_as(),
                Kind::Arg if token_name() == Some(&self.name) => Some(Role::Definition),
                _ => None,
            },
            SelectorKind::Module => match kind {
                Kind::Alias | Kind::ImportFrom => self.imports_module(names, node).then_some(Role::Import),
                Kind::Name | Kind::Attribute => {
                    let is = matches!(names.qualified(node), Some(Qualified::Import { path, .. }) if path == self.name);
                    is.then(used_as).flatten()
                }
                _ => None,
            },
        }
    }

    /// Whether an alias imports what is selected.
    fn imports(&self, names: &Names<'_>, alias: NodeId) -> bool {
        let tree = names.tree();
        let from = tree.parent(alias).is_some_and(|parent| tree.kind(parent) == Kind::ImportFrom);
        let first = tree.children(alias).find_map(Child::token).map(|token| tree.token_text(token));
        from && first == Some(self.last())
            && self.name.rsplit_once('.').is_none_or(|(module, _)| {
                tree.parent(alias).is_some_and(|statement| names.import_module(statement) == module)
            })
    }

    fn imports_module(&self, names: &Names<'_>, node: NodeId) -> bool {
        let tree = names.tree();
        let path = if tree.kind(node) == Kind::ImportFrom {
            names.import_module(node)
        } else if tree.parent(node).is_some_and(|parent| tree.kind(parent) == Kind::Import) {
            tree.node_text(node).split(" as ").next().unwrap_or("").trim().to_owned()
        } else {
            return false;
        };
        path == self.name || path.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Whether a name or attribute means what is selected.
    pub(crate) fn is_used(&self, names: &Names<'_>, node: NodeId) -> bool {
        let tree = names.tree();
        let Some((head, rest)) = tree.dotted_parts(node) else { return false };
        if self.name.contains('.') {
            return matches!(names.qualified(node), Some(Qualified::Import { path, .. }) if path == self.name);
        }
        if !rest.is_empty() || tree.node_text(head) != self.name || tree.context(head) != harmless_syntax::Context::Load
        {
            return false;
        }
        match names.qualify(&self.name, &[], names.scope_of(head)) {
            Qualified::Unbound | Qualified::Import { .. } => true,
            Qualified::Local(id) => match names.binding(id).kind {
                BindingKind::Function | BindingKind::Class => {
                    names.scope(names.binding(id).scope).kind != ScopeKind::Class
                }
                _ => names.binding(id).scope == ScopeId::MODULE,
            },
            Qualified::Maybe(_) => true,
        }
    }
}

/// The name behind the last dot of an attribute.
fn last_name<'t>(names: &Names<'t>, node: NodeId) -> Option<&'t str> {
    let tree = names.tree();
    tree.end_tokens(node).map(|(_, last)| tree.token_text(last))
}
