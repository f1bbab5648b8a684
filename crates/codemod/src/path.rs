//! Whether an expression is the dotted name that a pattern spells: through imports and scopes, not by its looks.

use harmless_project::is_standard_library;
use harmless_syntax::NodeId;
use harmless_syntax::names::{BindingId, BindingKind, Names, Qualified};

/// How a dotted name of a pattern holds at an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PathMatch {
    /// It does not.
    No,
    /// It is spelled like that, and nothing says that it means something else.
    Spelled,
    /// It resolves to that path through an import.
    Through(BindingId),
    /// Its name is bound in several ways, of which one is that path.
    Maybe,
}

/// Whether the expression at `node` is `path`. A `callee` is called, decorates, or is all of the pattern: there a lone name
/// is a function or class, and a local variable of that name is something else.
pub(crate) fn matches(names: &Names<'_>, path: &[String], node: NodeId, callee: bool, textual: bool) -> PathMatch {
    let tree = names.tree();
    let Some((head, rest)) = tree.dotted_parts(node) else { return PathMatch::No };
    let first = tree.node_text(head);
    let spelled = path.len() == rest.len() + 1 && path[0] == first && path[1..].iter().zip(&rest).all(|(a, b)| a == b);
    if textual {
        return if spelled { PathMatch::Spelled } else { PathMatch::No };
    }
    // Whatever it is bound to, a path ends in the name that is written last or in that of an alias.
    let scope = names.scope_of(head);
    if !spelled && names.lookup(first, scope).is_empty() && names.stars().is_empty() {
        return PathMatch::No;
    }
    let wanted = || path.join(".");
    let Some(qualified) = names.qualified(node) else { return PathMatch::No };
    match qualified {
        Qualified::Import { path: found, through } => {
            if path.len() == 1 {
                // A lone name is meant as it is spelled.
                return if spelled { PathMatch::Through(through) } else { PathMatch::No };
            }
            if found == wanted() { PathMatch::Through(through) } else { PathMatch::No }
        }
        Qualified::Maybe(paths) => {
            let wanted = wanted();
            if paths.contains(&wanted) || (path.len() == 1 && spelled) { PathMatch::Maybe } else { PathMatch::No }
        }
        Qualified::Local(binding) => {
            if !spelled {
                return PathMatch::No;
            }
            let binding = names.binding(binding);
            let shadows = if path.len() == 1 {
                let is_variable = matches!(
                    binding.kind,
                    BindingKind::Parameter | BindingKind::Variable | BindingKind::TypeParameter | BindingKind::Deleted
                );
                callee && is_variable && binding.scope != harmless_syntax::names::ScopeId::MODULE
            } else {
                is_standard_library(&path[0]) || imported_elsewhere(names, first)
            };
            if shadows { PathMatch::No } else { PathMatch::Spelled }
        }
        Qualified::Unbound => {
            if path.len() > 1 && rest.is_empty() {
                // `from os.path import *` may bring `join`.
                let (module, last) = (path[..path.len() - 1].join("."), &path[path.len() - 1]);
                if last != first || !names.stars().contains(&module) {
                    return PathMatch::No;
                }
                return if names.stars().len() == 1 { PathMatch::Spelled } else { PathMatch::Maybe };
            }
            if spelled { PathMatch::Spelled } else { PathMatch::No }
        }
    }
}

fn imported_elsewhere(names: &Names<'_>, name: &str) -> bool {
    names.bindings().any(|(_, binding)| binding.name == name && matches!(binding.kind, BindingKind::Import(_)))
}
