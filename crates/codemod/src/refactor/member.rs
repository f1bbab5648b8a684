//! Renaming a member of a class: its definition, what overrides it, and the accesses whose receiver is known.
//!
//! Types are not inferred. A receiver is known if it is `self` or `cls` in the class, the class itself, a call of it, a parameter
//! or variable annotated with it, or a variable that is assigned once, from such a call. Any other is reported.

use crate::constraint::bases;
use harmless_syntax::names::{BindingId, BindingKind, Names, Qualified, ScopeKind};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Context, Kind, NodeId, TokenKind, Tree};
use std::collections::BTreeSet;

/// What is to be done at one place.
pub(super) enum Finding {
    /// This access means the member, or this class defines it.
    Rename(Vec<Change>),
    /// It may mean the member: what its receiver is, is not known.
    Unknown(Vec<Change>, String),
    /// It cannot be renamed.
    Refused(String),
}

/// A member to rename.
pub(super) struct Member<'a, 't> {
    pub(super) names: &'a Names<'t>,
    /// The dotted path of the class.
    pub(super) class: &'a str,
    pub(super) old: &'a str,
    pub(super) new: &'a str,
    /// The dotted name of the file's module.
    pub(super) module: Option<&'a str>,
}

impl<'t> Member<'_, 't> {
    fn tree(&self) -> &'t Tree {
        self.names.tree()
    }

    /// The places of the file, each with its node. Accesses that the file's imports already resolve are left out.
    pub(super) fn find(&self) -> Vec<(NodeId, Finding)> {
        let tree = self.tree();
        let classes = self.classes();
        let mut found = Vec::new();
        for &class in &classes {
            found.extend(self.definition(class));
        }
        if found.iter().any(|(_, finding)| matches!(finding, Finding::Refused(_))) {
            // All definitions or none, and no use without them.
            found.retain(|(_, finding)| matches!(finding, Finding::Refused(_)));
            return found;
        }
        for node in tree.nodes().filter(|&node| tree.kind(node) == Kind::Attribute) {
            let Some((_, last)) = tree.end_tokens(node).filter(|&(_, last)| tree.token_text(last) == self.old) else {
                continue;
            };
            let Some(receiver) = tree.child_nodes(node).next() else { continue };
            let change = vec![Change::text(tree.token_range(last), self.new)];
            match self.is_instance(receiver, &classes) {
                Some(true) => found.push((node, Finding::Rename(change))),
                Some(false) => {}
                None => {
                    let why = format!("{}.{}", tree.node_text(receiver), self.old);
                    found.push((node, Finding::Unknown(change, why)));
                }
            }
        }
        found
    }

    /// The file's classes that are the class or derive from it.
    fn classes(&self) -> BTreeSet<NodeId> {
        let (names, tree) = (self.names, self.tree());
        let (module, name) = self.class.rsplit_once('.').unwrap_or(("", self.class));
        let mut classes = BTreeSet::new();
        if self.module.unwrap_or_default() == module {
            let own = names.bindings().find(|(_, binding)| {
                binding.name == name
                    && binding.kind == BindingKind::Class
                    && names.scope(binding.scope).kind == ScopeKind::Module
            });
            classes.extend(own.map(|(_, binding)| binding.node));
        }
        loop {
            let derived: Vec<NodeId> = tree
                .nodes()
                .filter(|&node| tree.kind(node) == Kind::ClassDef && !classes.contains(&node))
                .filter(|&node| {
                    tree.child_nodes(node).any(|base| {
                        matches!(tree.kind(base), Kind::Name | Kind::Attribute) && self.is_class(base, &classes)
                    })
                })
                .collect();
            if derived.is_empty() {
                return classes;
            }
            classes.extend(derived);
        }
    }

    /// Whether an expression is one of the classes.
    fn is_class(&self, node: NodeId, classes: &BTreeSet<NodeId>) -> bool {
        match self.names.qualified(node) {
            Some(Qualified::Import { path, .. }) => path == self.class,
            Some(Qualified::Local(id)) => {
                let is_name = self.tree().kind(node) == Kind::Name;
                is_name && classes.contains(&self.names.binding(id).node)
            }
            _ => false,
        }
    }

    /// Whether an annotation names one of the classes.
    fn is_annotation(&self, node: NodeId, classes: &BTreeSet<NodeId>) -> bool {
        let name = self.class.rsplit('.').next().unwrap_or_default();
        self.is_class(node, classes) || self.tree().string_value(node).is_some_and(|text| text.trim() == name)
    }

    /// Renames what the body of a class binds under the name.
    fn definition(&self, class: NodeId) -> Option<(NodeId, Finding)> {
        let (names, tree) = (self.names, self.tree());
        let bound = |name: &str| -> Vec<BindingId> {
            let is_bound = |id: &BindingId| {
                let binding = names.binding(*id);
                let scope = names.scope(binding.scope);
                binding.name == name && scope.kind == ScopeKind::Class && scope.node == class
            };
            names.bindings().map(|(id, _)| id).filter(is_bound).collect()
        };
        let own = bound(self.old);
        let &first = own.first()?;
        if !bound(self.new).is_empty() {
            return Some((
                names.binding(first).node,
                Finding::Refused(format!("the class already has `{}`", self.new)),
            ));
        }
        let is_field = own.iter().any(|&id| names.binding(id).kind == BindingKind::Variable);
        if is_field && (tree.find_child(class, Kind::Decorator).is_some() || bases(tree, class).next().is_some()) {
            let why = "it may be a field, which calls pass by its name; rename it by hand".to_owned();
            return Some((names.binding(first).node, Finding::Refused(why)));
        }
        let mut changes: Vec<Change> = own.iter().map(|&id| Change::text(names.binding(id).at, self.new)).collect();
        let mut places: BTreeSet<_> = own.iter().map(|&id| names.binding(id).at).collect();
        for reference in names.references_to(first) {
            if places.insert(reference.at) {
                changes.push(Change::text(reference.at, self.new));
            }
        }
        Some((names.binding(first).node, Finding::Rename(changes)))
    }

    /// Whether a receiver is one of the classes or an instance; `None` if that is not known.
    fn is_instance(&self, receiver: NodeId, classes: &BTreeSet<NodeId>) -> Option<bool> {
        let (names, tree) = (self.names, self.tree());
        match tree.kind(receiver) {
            Kind::Call => {
                let callee = tree.child_nodes(receiver).next()?;
                if tree.node_text(callee) == "super" {
                    // Of the class itself it means what the class overrides.
                    let class = self.class_around(receiver)?;
                    let is_derived = classes.contains(&class) && bases(tree, class).next().is_some();
                    let name = self.class.rsplit('.').next();
                    let is_own = tree.find_token(class, TokenKind::Name).map(|token| tree.token_text(token)) == name;
                    return if is_derived && !is_own { Some(true) } else { Some(false) };
                }
                self.is_class(callee, classes).then_some(true)
            }
            Kind::Constant | Kind::List | Kind::Dict | Kind::Tuple | Kind::Set | Kind::JoinedStr => Some(false),
            Kind::Attribute => match names.qualified(receiver) {
                // Already found as an attribute of an import; or of another one.
                Some(Qualified::Import { .. }) => Some(false),
                _ => None,
            },
            Kind::Name => match names.qualified(receiver)? {
                Qualified::Import { .. } => Some(false),
                Qualified::Local(id) => self.is_variable_instance(id, classes),
                Qualified::Maybe(_) | Qualified::Unbound => None,
            },
            _ => None,
        }
    }

    fn is_variable_instance(&self, id: BindingId, classes: &BTreeSet<NodeId>) -> Option<bool> {
        let (names, tree) = (self.names, self.tree());
        let binding = names.binding(id);
        match binding.kind {
            BindingKind::Class => Some(classes.contains(&binding.node)),
            BindingKind::Parameter => {
                let annotation = tree.child_nodes(binding.node).next();
                if annotation.is_some_and(|node| self.is_annotation(node, classes)) {
                    return Some(true);
                }
                let class = self.receiver_of(id)?;
                if classes.contains(&class) {
                    return Some(true);
                }
                // A class without bases is no other one.
                bases(tree, class).next().is_none().then_some(false)
            }
            BindingKind::Variable if names.same_variable(id).len() == 1 => {
                let statement = tree.parent(binding.node)?;
                let mut parts = tree.child_nodes(statement).filter(|&part| part != binding.node);
                let is_target = tree.context(binding.node) == Context::Store;
                match tree.kind(statement) {
                    Kind::AnnAssign if is_target => self.is_annotation(parts.next()?, classes).then_some(true),
                    Kind::Assign if is_target => {
                        let value = parts.next().filter(|&value| tree.kind(value) == Kind::Call)?;
                        self.is_class(tree.child_nodes(value).next()?, classes).then_some(true)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The class whose instance (or which itself) a parameter is: the first one of a method.
    fn receiver_of(&self, parameter: BindingId) -> Option<NodeId> {
        let tree = self.tree();
        let node = self.names.binding(parameter).node;
        let arguments = tree.parent(node).filter(|&parent| tree.kind(parent) == Kind::Arguments)?;
        let function = tree.parent(arguments).filter(|&parent| tree.kind(parent).is_function())?;
        let class = tree.parent(function).filter(|&parent| tree.kind(parent) == Kind::ClassDef)?;
        let is_static = tree
            .child_nodes(function)
            .any(|child| tree.kind(child) == Kind::Decorator && tree.node_text(child).contains("staticmethod"));
        (tree.child_nodes(arguments).next() == Some(node) && !is_static).then_some(class)
    }

    fn class_around(&self, node: NodeId) -> Option<NodeId> {
        let tree = self.tree();
        tree.ancestors(node).find(|&outer| tree.kind(outer) == Kind::ClassDef)
    }
}
