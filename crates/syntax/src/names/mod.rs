//! Which name means what: the scopes of a file, what binds names in them, and what each use of a name refers to.
//!
//! In flows a tree and, if known, the package the file belongs to; out come bindings, references and qualified names, by
//! Python's rules for modules, classes, functions, comprehensions and type parameters. One file only: nothing is imported.

mod bind;
mod qualify;
mod strings;

pub use qualify::Qualified;

use crate::tree::{NodeId, Tree};
use harmless_text::TextRange;
use std::collections::HashMap;

/// The index of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ScopeId(u32);

/// The index of a binding, rising in source order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct BindingId(u32);

impl ScopeId {
    /// The scope of the module.
    pub const MODULE: Self = Self(0);

    const fn index(self) -> usize {
        self.0 as usize
    }
}

impl BindingId {
    const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What opens a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// A class body.
    Class,
    /// A function's parameters and body, or a lambda's.
    Function,
    /// A comprehension or generator expression.
    Comprehension,
    /// The type parameters of a definition.
    TypeParams,
}

/// A region of the file with names of its own.
#[derive(Clone, Debug)]
pub struct Scope<'t> {
    /// What opens it.
    pub kind: ScopeKind,
    /// The node that opens it.
    pub node: NodeId,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    names: HashMap<&'t str, Vec<BindingId>>,
    /// Names declared `global` or `nonlocal` here, and which of the two.
    declared: HashMap<&'t str, Declared>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Declared {
    Global,
    Nonlocal,
}

/// What kind of thing a name is bound to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BindingKind {
    /// By an import: the dotted path that was imported (of `import a.b`, which binds `a`, that is `a`).
    Import(String),
    /// By `def`.
    Function,
    /// By `class`.
    Class,
    /// A parameter.
    Parameter,
    /// A type parameter.
    TypeParameter,
    /// An assignment or any other target.
    Variable,
    /// Unbound by `del`.
    Deleted,
}

/// A place that binds a name.
#[derive(Clone, Debug)]
pub struct Binding<'t> {
    /// The name.
    pub name: &'t str,
    /// To what.
    pub kind: BindingKind,
    /// In which scope.
    pub scope: ScopeId,
    /// Where the bound name stands.
    pub at: TextRange,
    /// The node that binds: an alias, a definition, a parameter, a target.
    pub node: NodeId,
}

/// How a name is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// It is read.
    Load,
    /// It is read and bound again by `+=` and the like, or unbound.
    Target,
    /// It stands in a string that is an annotation.
    Annotation,
    /// It stands as a string in `__all__`.
    Export,
}

/// A place that uses a name.
#[derive(Clone, Debug)]
pub struct Reference<'t> {
    /// The name.
    pub name: &'t str,
    /// Where it stands.
    pub at: TextRange,
    /// In which scope.
    pub scope: ScopeId,
    /// How.
    pub used: Use,
}

/// The names of one file.
#[derive(Clone, Debug)]
pub struct Names<'t> {
    tree: &'t Tree,
    scopes: Vec<Scope<'t>>,
    bindings: Vec<Binding<'t>>,
    references: Vec<Reference<'t>>,
    /// The scope each node is evaluated in.
    scope_of: Vec<ScopeId>,
    /// The modules of `from m import *` at module level.
    stars: Vec<String>,
    /// The package that the module is in, if known.
    package: Option<String>,
}

impl<'t> Names<'t> {
    /// Finds the names of a file. `package` is the dotted name of the package that holds the module (for `a/b/c.py` it is
    /// `a.b`, for `a/b/__init__.py` too); without it relative imports keep their dots.
    pub fn new(tree: &'t Tree, package: Option<&str>) -> Self {
        bind::find(tree, package)
    }

    /// The tree the names are of.
    pub fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// All bindings, in source order.
    pub fn bindings(&self) -> impl Iterator<Item = (BindingId, &Binding<'t>)> {
        self.bindings.iter().enumerate().map(|(index, binding)| (BindingId(index as u32), binding))
    }

    /// A binding.
    pub fn binding(&self, id: BindingId) -> &Binding<'t> {
        &self.bindings[id.index()]
    }

    /// All references, in source order.
    pub fn references(&self) -> &[Reference<'t>] {
        &self.references
    }

    /// All scopes: that of the module first, each behind the one around it.
    pub fn scopes(&self) -> impl Iterator<Item = ScopeId> + use<> {
        (0..self.scopes.len() as u32).map(ScopeId)
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope<'t> {
        &self.scopes[id.index()]
    }

    /// The scope that a node is evaluated in.
    pub fn scope_of(&self, node: NodeId) -> ScopeId {
        self.scope_of[node.index()]
    }

    /// The modules that are star-imported at module level.
    pub fn stars(&self) -> &[String] {
        &self.stars
    }

    /// The reference that stands exactly at `offset`.
    pub fn reference_at(&self, offset: u32) -> Option<&Reference<'t>> {
        let index = self.references.binary_search_by_key(&offset, |reference| reference.at.start()).ok()?;
        Some(&self.references[index])
    }

    /// The binding whose name stands exactly at `offset`.
    pub fn binding_at(&self, offset: u32) -> Option<BindingId> {
        let index = self.bindings.binary_search_by_key(&offset, |binding| binding.at.start()).ok()?;
        Some(BindingId(index as u32))
    }

    /// The bindings that a name means when it is used in `scope`: those of the innermost scope that binds it. Empty for
    /// builtins and for names that nothing in the file binds.
    pub fn lookup(&self, name: &str, scope: ScopeId) -> &[BindingId] {
        let mut at = scope;
        let mut first = true;
        loop {
            let here = &self.scopes[at.index()];
            match here.declared.get(name) {
                Some(Declared::Global) => {
                    return self.scopes[0].names.get(name).map_or(&[], Vec::as_slice);
                }
                Some(Declared::Nonlocal) => {}
                // A class's names are seen in its body only, not in the functions within.
                None if first || here.kind != ScopeKind::Class => {
                    if let Some(found) = here.names.get(name) {
                        return found;
                    }
                }
                None => {}
            }
            // The first iterable of a comprehension and annotations are not in a scope of their own, so a class body is
            // still directly around a type-parameter scope.
            first = first && here.kind == ScopeKind::TypeParams;
            match here.parent {
                Some(parent) => at = parent,
                None => return &[],
            }
        }
    }

    /// The bindings that a name means when it is used in `scope` at `offset`. Differs from [`Names::lookup`] in a class body,
    /// where a name that is not yet bound is looked up outside of the class.
    pub fn lookup_at(&self, name: &str, scope: ScopeId, offset: u32) -> &[BindingId] {
        let here = &self.scopes[scope.index()];
        if here.kind == ScopeKind::Class
            && let Some(parent) = here.parent
            && let Some(own) = here.names.get(name)
            && own.iter().all(|id| self.tree.range(self.bindings[id.index()].node).start() > offset)
        {
            return self.lookup(name, parent);
        }
        self.lookup(name, scope)
    }

    /// The bindings that a reference means.
    pub fn resolve(&self, reference: &Reference<'t>) -> &[BindingId] {
        self.lookup_at(reference.name, reference.scope, reference.at.start())
    }

    /// The bindings that name the same variable as `binding`: same name, same scope.
    pub fn same_variable(&self, binding: BindingId) -> &[BindingId] {
        let binding = &self.bindings[binding.index()];
        self.scopes[binding.scope.index()].names.get(binding.name).map_or(&[], Vec::as_slice)
    }

    /// The references to any binding of the variable that `binding` binds.
    pub fn references_to(&self, binding: BindingId) -> impl Iterator<Item = &Reference<'t>> {
        let of = &self.bindings[binding.index()];
        let (name, scope) = (of.name, of.scope);
        self.references.iter().filter(move |reference| {
            reference.name == name
                && self.resolve(reference).first().is_some_and(|&first| self.bindings[first.index()].scope == scope)
        })
    }
}
