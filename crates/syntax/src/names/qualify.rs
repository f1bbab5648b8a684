//! The qualified name that an expression refers to.

use super::{BindingId, BindingKind, Names, ScopeId};
use crate::tree::{Kind, NodeId, Tree};

/// What a dotted expression refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Qualified {
    /// This dotted path, through imports that leave no doubt.
    Import {
        /// The path.
        path: String,
        /// A binding that it goes through.
        through: BindingId,
    },
    /// One of these paths or something else: the name is bound in more than one way.
    Maybe(Vec<String>),
    /// Something that this file defines: the first of the bindings of its first name, and the dotted rest as spelled.
    Local(BindingId),
    /// Nothing that this file binds: a builtin, a star import or an undefined name.
    Unbound,
}

impl<'t> Names<'t> {
    /// The qualified name of a name or an attribute of a name (of an attribute …); `None` for any other expression.
    pub fn qualified(&self, node: NodeId) -> Option<Qualified> {
        let (head, rest) = dotted_parts(self.tree(), node)?;
        let name = self.tree().node_text(head);
        let bindings = self.lookup_at(name, self.scope_of(head), self.tree().range(head).start());
        Some(self.qualify_bindings(bindings, &rest))
    }

    /// The qualified name of `head`, used in `scope`, with the attributes `rest`.
    pub fn qualify(&self, head: &str, rest: &[&str], scope: ScopeId) -> Qualified {
        self.qualify_bindings(self.lookup(head, scope), rest)
    }

    fn qualify_bindings(&self, bindings: &[BindingId], rest: &[&str]) -> Qualified {
        let [first, others @ ..] = bindings else { return Qualified::Unbound };
        let path_of = |id: &BindingId| match &self.binding(*id).kind {
            BindingKind::Import(path) => Some(path.as_str()),
            _ => None,
        };
        let full = |path: &str| {
            let mut path = path.to_owned();
            for part in rest {
                path.push('.');
                path.push_str(part);
            }
            path
        };
        match path_of(first) {
            Some(path) if others.iter().all(|other| path_of(other) == Some(path)) => {
                Qualified::Import { path: full(path), through: *first }
            }
            None if others.iter().all(|other| path_of(other).is_none()) => Qualified::Local(*first),
            _ => {
                let mut paths: Vec<String> = bindings.iter().filter_map(path_of).map(full).collect();
                paths.sort();
                paths.dedup();
                Qualified::Maybe(paths)
            }
        }
    }
}

/// Splits `a.b.c` into the node of `a` and the names `b`, `c`.
pub(crate) fn dotted_parts(tree: &Tree, node: NodeId) -> Option<(NodeId, Vec<&str>)> {
    let mut rest = Vec::new();
    let mut at = node;
    loop {
        match tree.kind(at) {
            Kind::Name => {
                rest.reverse();
                return Some((at, rest));
            }
            Kind::Attribute => {
                let (_, last) = tree.end_tokens(at)?;
                rest.push(tree.token_text(last));
                at = tree.child_nodes(at).next()?;
            }
            _ => return None,
        }
    }
}

impl Tree {
    /// Splits a name or attribute chain `a.b.c` into the node of `a` and the names `b`, `c`; `None` for anything else.
    pub fn dotted_parts(&self, node: NodeId) -> Option<(NodeId, Vec<&str>)> {
        dotted_parts(self, node)
    }
}
