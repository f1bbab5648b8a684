//! The walk that finds scopes, bindings and references.

use super::{Binding, BindingId, BindingKind, Declared, Names, Reference, Scope, ScopeId, ScopeKind, Use, strings};
use crate::tree::{Child, Context, Kind, NodeId, TokenId, TokenKind, Tree};
use std::collections::HashMap;

/// The scopes that a definition opens: one for its type parameters, if it has some, and one for its body.
#[derive(Clone, Copy)]
struct Inner {
    types: ScopeId,
    body: ScopeId,
}

struct Binder<'t, 'p> {
    tree: &'t Tree,
    package: Option<&'p str>,
    names: Names<'t>,
    inner: HashMap<NodeId, Inner>,
}

pub(super) fn find<'t>(tree: &'t Tree, package: Option<&str>) -> Names<'t> {
    let mut binder = Binder {
        tree,
        package,
        names: Names {
            tree,
            scopes: Vec::new(),
            bindings: Vec::new(),
            references: Vec::new(),
            scope_of: vec![ScopeId::MODULE; tree.len()],
            stars: Vec::new(),
            package: package.map(str::to_owned),
        },
        inner: HashMap::new(),
    };
    binder.open(ScopeKind::Module, NodeId::ROOT, None);
    for node in tree.nodes().skip(1) {
        let scope = binder.scope_for(node);
        binder.names.scope_of[node.index()] = scope;
        binder.visit(node, scope);
    }
    binder.settle()
}

impl<'t> Binder<'t, '_> {
    fn open(&mut self, kind: ScopeKind, node: NodeId, parent: Option<ScopeId>) -> ScopeId {
        let scope = Scope { kind, node, parent, names: HashMap::new(), declared: HashMap::new() };
        self.names.scopes.push(scope);
        ScopeId(self.names.scopes.len() as u32 - 1)
    }

    fn open_inner(&mut self, kind: ScopeKind, node: NodeId, scope: ScopeId) {
        let types = match self.tree.find_child(node, Kind::TypeParams) {
            Some(_) => self.open(ScopeKind::TypeParams, node, Some(scope)),
            None => scope,
        };
        let body = self.open(kind, node, Some(types));
        self.inner.insert(node, Inner { types, body });
    }

    /// The scope in which a node is evaluated; that of its parent is known.
    fn scope_for(&self, node: NodeId) -> ScopeId {
        let tree = self.tree;
        let Some(parent) = tree.parent(node) else { return ScopeId::MODULE };
        let outer = self.names.scope_of[parent.index()];
        let kind = tree.kind(node);
        match tree.kind(parent) {
            Kind::FunctionDef | Kind::AsyncFunctionDef | Kind::ClassDef | Kind::Lambda => {
                let Some(inner) = self.inner.get(&parent) else { return outer };
                let is_lambda = tree.kind(parent) == Kind::Lambda;
                match kind {
                    Kind::Decorator => outer,
                    Kind::Arguments => inner.body,
                    _ if kind.is_statement() || is_lambda => inner.body,
                    _ => inner.types,
                }
            }
            Kind::TypeAlias => self.inner.get(&parent).map_or(outer, |inner| {
                if tree.context(node) == Context::Store && kind == Kind::Name { outer } else { inner.types }
            }),
            // Annotations and defaults are evaluated outside of the function.
            Kind::Arg => {
                let function = tree.parent(parent).and_then(|arguments| tree.parent(arguments));
                let Some(function) = function else { return outer };
                let is_default = tree
                    .token_before(tree.range(node).start())
                    .is_some_and(|token| tree.token_kind(token) == TokenKind::Equal);
                match self.inner.get(&function) {
                    Some(inner) if !is_default => inner.types,
                    _ => self.names.scope_of[function.index()],
                }
            }
            Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::GeneratorExp => {
                self.inner.get(&parent).map_or(outer, |inner| inner.body)
            }
            // The first iterable is evaluated outside of the comprehension.
            Kind::Comprehension => {
                let Some(whole) = tree.parent(parent) else { return outer };
                let is_first = tree.find_child(whole, Kind::Comprehension) == Some(parent);
                let is_iterable = tree.child_nodes(parent).nth(1) == Some(node);
                if is_first && is_iterable { self.names.scope_of[whole.index()] } else { outer }
            }
            _ => outer,
        }
    }

    fn visit(&mut self, node: NodeId, scope: ScopeId) {
        let tree = self.tree;
        match tree.kind(node) {
            Kind::Name => self.name(node, scope),
            Kind::FunctionDef | Kind::AsyncFunctionDef => {
                self.definition(node, scope, BindingKind::Function);
                self.open_inner(ScopeKind::Function, node, scope);
            }
            Kind::ClassDef => {
                self.definition(node, scope, BindingKind::Class);
                self.open_inner(ScopeKind::Class, node, scope);
            }
            Kind::Lambda => self.open_inner(ScopeKind::Function, node, scope),
            Kind::TypeAlias => self.open_inner(ScopeKind::TypeParams, node, scope),
            kind if kind.is_comprehension() => self.open_inner(ScopeKind::Comprehension, node, scope),
            Kind::Arg => {
                if let Some(name) = tree.find_token(node, TokenKind::Name) {
                    self.bind(name, BindingKind::Parameter, scope, node);
                }
            }
            Kind::TypeVar | Kind::TypeVarTuple | Kind::ParamSpec => {
                if let Some(name) = tree.find_token(node, TokenKind::Name) {
                    self.bind(name, BindingKind::TypeParameter, scope, node);
                }
            }
            Kind::ExceptHandler | Kind::MatchStar => {
                if let Some(name) = tree.find_token(node, TokenKind::Name) {
                    self.target(name, scope, node);
                }
            }
            Kind::MatchAs | Kind::MatchMapping => {
                if let Some(name) = tree.find_token(node, TokenKind::Name) {
                    self.target(name, scope, node);
                }
            }
            Kind::Import => {
                for alias in tree.child_nodes(node) {
                    self.import(alias, scope);
                }
            }
            Kind::ImportFrom => self.import_from(node, scope),
            Kind::Global | Kind::Nonlocal => {
                let how = if tree.kind(node) == Kind::Global { Declared::Global } else { Declared::Nonlocal };
                for token in tree.child_tokens(node).filter(|&token| tree.token_kind(token) == TokenKind::Name) {
                    self.names.scopes[scope.index()].declared.insert(tree.token_text(token), how);
                }
            }
            Kind::Constant => strings::find(tree, node, |name, at, used| {
                self.names.references.push(Reference { name, at, scope, used });
            }),
            _ => {}
        }
    }

    fn name(&mut self, node: NodeId, scope: ScopeId) {
        let tree = self.tree;
        let Some((token, _)) = tree.end_tokens(node) else { return };
        let parent = tree.parent(node);
        let mut refer = |used| {
            let reference = Reference { name: tree.token_text(token), at: tree.token_range(token), scope, used };
            self.names.references.push(reference);
        };
        match tree.context(node) {
            Context::Load => refer(Use::Load),
            Context::Del => {
                refer(Use::Target);
                self.bind(token, BindingKind::Deleted, scope, node);
            }
            // `(x): int` only evaluates the annotation.
            Context::Store
                if parent.is_some_and(|parent| {
                    tree.kind(parent) == Kind::AnnAssign
                        && tree.child_nodes(parent).nth(2).is_none()
                        && tree.outer_range(node) != tree.range(node)
                }) => {}
            Context::Store => {
                if parent.is_some_and(|parent| tree.kind(parent) == Kind::AugAssign) {
                    refer(Use::Target);
                }
                // `:=` in a comprehension binds in the function around it.
                let mut to = scope;
                if parent.is_some_and(|parent| tree.kind(parent) == Kind::NamedExpr) {
                    while self.names.scopes[to.index()].kind == ScopeKind::Comprehension {
                        to = self.names.scopes[to.index()].parent.unwrap_or(ScopeId::MODULE);
                    }
                }
                self.target(token, to, node);
            }
        }
    }

    fn target(&mut self, token: TokenId, scope: ScopeId, node: NodeId) {
        // `_` and `*_` in a pattern bind nothing.
        if matches!(self.tree.kind(node), Kind::MatchAs | Kind::MatchStar) && self.tree.token_text(token) == "_" {
            return;
        }
        self.bind(token, BindingKind::Variable, scope, node);
    }

    fn definition(&mut self, node: NodeId, scope: ScopeId, kind: BindingKind) {
        if let Some(name) = self.tree.find_token(node, TokenKind::Name) {
            self.bind(name, kind, scope, node);
        }
    }

    fn bind(&mut self, token: TokenId, kind: BindingKind, scope: ScopeId, node: NodeId) {
        let (name, at) = (self.tree.token_text(token), self.tree.token_range(token));
        self.names.bindings.push(Binding { name, kind, scope, at, node });
    }

    fn import(&mut self, alias: NodeId, scope: ScopeId) {
        let tree = self.tree;
        let tokens: Vec<TokenId> = tree.child_tokens(alias).collect();
        let [first, ..] = tokens[..] else { return };
        match tokens[..] {
            [.., keyword, name] if tree.token_kind(keyword) == TokenKind::As => {
                let path = dotted(tree, &tokens[..tokens.len() - 2]);
                self.bind(name, BindingKind::Import(path), scope, alias);
            }
            _ => self.bind(first, BindingKind::Import(tree.token_text(first).to_owned()), scope, alias),
        }
    }

    fn import_from(&mut self, node: NodeId, scope: ScopeId) {
        let tree = self.tree;
        let module = self.names.module_of(node, self.package);
        for alias in tree.child_nodes(node) {
            let tokens: Vec<TokenId> = tree.child_tokens(alias).collect();
            let [first, ..] = tokens[..] else { continue };
            if tree.token_kind(first) == TokenKind::Star {
                self.names.stars.push(module.clone());
                continue;
            }
            let name = tree.token_text(first);
            let path = if module.is_empty() || module.ends_with('.') {
                format!("{module}{name}")
            } else {
                format!("{module}.{name}")
            };
            let bound = tokens.last().copied().unwrap_or(first);
            self.bind(bound, BindingKind::Import(path), scope, alias);
        }
    }

    /// Puts every binding into the scope that `global` and `nonlocal` send it to, and everything in order.
    fn settle(self) -> Names<'t> {
        let mut names = self.names;
        names.bindings.sort_by_key(|binding| binding.at.start());
        names.references.sort_by_key(|reference| reference.at.start());
        for index in 0..names.bindings.len() {
            let (name, mut scope) = (names.bindings[index].name, names.bindings[index].scope);
            match names.scopes[scope.index()].declared.get(name) {
                Some(Declared::Global) => scope = ScopeId::MODULE,
                Some(Declared::Nonlocal) => {
                    let mut at = names.scopes[scope.index()].parent;
                    while let Some(outer) = at {
                        let here = &names.scopes[outer.index()];
                        if here.kind == ScopeKind::Function && !here.declared.contains_key(name) {
                            scope = outer;
                            break;
                        }
                        at = here.parent;
                    }
                }
                None => {}
            }
            names.bindings[index].scope = scope;
            names.scopes[scope.index()].names.entry(name).or_default().push(BindingId(index as u32));
        }
        names
    }
}

/// The dotted name that tokens spell.
fn dotted(tree: &Tree, tokens: &[TokenId]) -> String {
    tokens.iter().map(|&token| tree.token_text(token)).collect()
}

impl Names<'_> {
    /// The module of a `from` import: absolute where `package` is known, with its dots where it is not.
    pub(super) fn module_of(&self, node: NodeId, package: Option<&str>) -> String {
        let tree = self.tree;
        let (mut level, mut path) = (0, String::new());
        for child in tree.children(node) {
            let Child::Token(token) = child else { break };
            match tree.token_kind(token) {
                TokenKind::From | TokenKind::Lazy => {}
                TokenKind::Import => break,
                TokenKind::Dot if path.is_empty() => level += 1,
                TokenKind::Ellipsis if path.is_empty() => level += 3,
                _ => path.push_str(tree.token_text(token)),
            }
        }
        if level == 0 {
            return path;
        }
        let base = package.and_then(|package| {
            let parts: Vec<&str> = package.split('.').collect();
            (level - 1 < parts.len()).then(|| parts[..parts.len() + 1 - level].join("."))
        });
        match base {
            Some(base) if path.is_empty() => base,
            Some(base) => format!("{base}.{path}"),
            None => format!("{}{path}", ".".repeat(level)),
        }
    }
}

impl Names<'_> {
    /// The module that a `from` import names, as this file knows it: absolute where its package is known.
    pub fn import_module(&self, statement: NodeId) -> String {
        self.module_of(statement, self.package.as_deref())
    }
}
