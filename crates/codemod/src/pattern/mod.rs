//! Patterns and templates: Python source with metavariables.
//!
//! In flows the text of a pattern; out comes a [`Pattern`]: its tree, what of it is to be matched, and which of its names are
//! dotted paths to be resolved. Nothing here looks at the code that is searched.

mod literals;
mod source;

pub use source::{Meta, dedent, meta, to_python};

use harmless_syntax::{Child, Context, Kind, NodeId, TokenKind, Tree};
use std::collections::{BTreeSet, HashMap};
use thiserror::Error;

/// Why a text is no pattern or template.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PatternError {
    /// It is not Python.
    #[error("`{pattern}` is not valid Python: {message}")]
    Syntax {
        /// The pattern as written.
        pattern: String,
        /// What the parser says.
        message: String,
    },
    /// It would match everything.
    #[error("`{0}` matches everything; name at least one thing that must be there")]
    Everything(String),
    /// It is empty.
    #[error("the pattern is empty")]
    Empty,
    /// A template uses a metavariable that its pattern does not bind.
    #[error("the replacement uses `${name}`, which the pattern does not bind")]
    Unbound {
        /// The metavariable.
        name: String,
    },
    /// A metavariable stands once for one thing and once for a run.
    #[error("`{0}` stands for one thing in one place and for a run in another")]
    Mixed(String),
}

/// What a pattern or template is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One expression.
    Expression(NodeId),
    /// One or more statements in a row.
    Statements(Vec<NodeId>),
    /// Nothing: a template that deletes.
    Empty,
}

/// A parsed pattern or template.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The text as written.
    pub source: String,
    /// The tree of the text with names for metavariables.
    pub tree: Tree,
    /// What is to be matched or written.
    pub shape: Shape,
    /// The longest dotted names without metavariables that are read, with their paths.
    pub paths: HashMap<NodeId, Vec<String>>,
    /// Each metavariable with a name, and whether it is a run.
    pub metas: HashMap<String, bool>,
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// When it is empty, not Python, or matches everything.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        let pattern = Self::parse_any(source)?;
        match &pattern.shape {
            Shape::Empty => Err(PatternError::Empty),
            Shape::Expression(node) if pattern.node_meta(*node).is_some() => {
                Err(PatternError::Everything(source.to_owned()))
            }
            Shape::Statements(nodes) if nodes.iter().all(|&node| pattern.statement_meta(node).is_some()) => {
                Err(PatternError::Everything(source.to_owned()))
            }
            _ => Ok(pattern),
        }
    }

    /// Parses a template, the replacement of what `pattern` matches.
    ///
    /// # Errors
    /// When it is not Python or uses metavariables that `pattern` does not bind.
    pub fn parse_template(source: &str, pattern: &Self) -> Result<Self, PatternError> {
        let template = Self::parse_any(source)?;
        let mut names: Vec<&String> = template.metas.keys().collect();
        names.sort();
        for name in names {
            match pattern.metas.get(name) {
                None => return Err(PatternError::Unbound { name: name.clone() }),
                Some(many) if *many != template.metas[name] => return Err(PatternError::Mixed(name.clone())),
                Some(_) => {}
            }
        }
        Ok(template)
    }

    fn parse_any(source: &str) -> Result<Self, PatternError> {
        let syntax = |message: String| PatternError::Syntax { pattern: source.to_owned(), message };
        let tree = Tree::parse_template(to_python(source)).map_err(|error| syntax(error.message))?;
        let statements: Vec<NodeId> = tree.child_nodes(NodeId::ROOT).collect();
        let shape = match statements[..] {
            [] => Shape::Empty,
            [only] if tree.kind(only) == Kind::Expr => match tree.child_nodes(only).next() {
                Some(value) => Shape::Expression(value),
                None => Shape::Statements(statements),
            },
            _ => Shape::Statements(statements),
        };
        let mut pattern = Self { source: source.to_owned(), tree, shape, paths: HashMap::new(), metas: HashMap::new() };
        pattern.find_metas()?;
        pattern.find_paths();
        Ok(pattern)
    }

    fn find_metas(&mut self) -> Result<(), PatternError> {
        for token in self.tree.tokens() {
            if self.tree.token_kind(token) != TokenKind::Name {
                continue;
            }
            if source::is_part(self.tree.token_text(token)) {
                let message = "a metavariable stands for a whole name, not for a part of one".to_owned();
                return Err(PatternError::Syntax { pattern: self.source.clone(), message });
            }
            if let Some(Meta { name, many }) = meta(self.tree.token_text(token))
                && !name.is_empty()
                && self.metas.insert(name.to_owned(), many).is_some_and(|before| before != many)
            {
                return Err(PatternError::Mixed(name.to_owned()));
            }
        }
        Ok(())
    }

    fn find_paths(&mut self) {
        let tree = &self.tree;
        let mut end = NodeId::ROOT;
        for node in tree.nodes() {
            if node < end
                || !matches!(tree.kind(node), Kind::Name | Kind::Attribute)
                || tree.context(node) != Context::Load
            {
                continue;
            }
            let Some((head, rest)) = tree.dotted_parts(node) else { continue };
            let parts: Vec<&str> = std::iter::once(tree.node_text(head)).chain(rest).collect();
            if parts.iter().any(|part| meta(part).is_some()) {
                continue;
            }
            let path = parts.into_iter().map(str::to_owned).collect();
            if let Some(last) = tree.descendants(node).next_back() {
                end = last;
            }
            self.paths.insert(node, path);
        }
        // Only the longest: an attribute's value that is a path itself belongs to it.
        let inner: Vec<NodeId> = self
            .paths
            .keys()
            .copied()
            .filter(|&node| {
                tree.parent(node)
                    .is_some_and(|parent| self.paths.contains_key(&parent) && tree.kind(parent) == Kind::Attribute)
            })
            .collect();
        for node in inner {
            self.paths.remove(&node);
        }
    }

    /// The metavariable that an expression is.
    pub fn node_meta(&self, node: NodeId) -> Option<Meta<'_>> {
        (self.tree.kind(node) == Kind::Name).then(|| meta(self.tree.node_text(node))).flatten()
    }

    /// The metavariable that a statement is (an expression statement that is one).
    pub fn statement_meta(&self, node: NodeId) -> Option<Meta<'_>> {
        match self.tree.kind(node) {
            Kind::Expr => self.node_meta(self.tree.child_nodes(node).next()?),
            _ => None,
        }
    }

    /// The run that a child of a node stands for: an argument, element, statement, parameter, base, imported name.
    pub fn run(&self, child: Child) -> Option<Meta<'_>> {
        let tree = &self.tree;
        let found = match child {
            Child::Token(token) => meta(tree.token_text(token)),
            Child::Node(node) => match tree.kind(node) {
                Kind::Name => self.node_meta(node),
                Kind::Expr => self.statement_meta(node),
                Kind::Arg | Kind::Alias | Kind::WithItem | Kind::MatchAs | Kind::Decorator => {
                    let mut children = tree.children(node).filter(|&child| !tree.is_token(child, TokenKind::At));
                    match (children.next(), children.next()) {
                        (Some(only), None) => self.run(only),
                        _ => None,
                    }
                }
                _ => None,
            },
        };
        found.filter(|meta| meta.many)
    }

    /// The kinds a match can have at its top; empty if any.
    pub fn root_kinds(&self) -> Vec<Kind> {
        let first = match &self.shape {
            Shape::Expression(node) => *node,
            Shape::Statements(nodes) => match nodes.iter().find(|&&node| self.statement_meta(node).is_none()) {
                Some(&node) if nodes.first() == Some(&node) => node,
                _ => return Vec::new(),
            },
            Shape::Empty => return Vec::new(),
        };
        match self.tree.kind(first) {
            // A dotted name may be spelled with an alias.
            Kind::Name | Kind::Attribute => vec![Kind::Name, Kind::Attribute],
            Kind::FunctionDef => vec![Kind::FunctionDef, Kind::AsyncFunctionDef],
            kind => vec![kind],
        }
    }

    /// The literals of which a file must contain at least one of each group to hold a match. Made for a search of the raw
    /// bytes: a name is there in whatever way it is imported.
    pub fn required_literals(&self, exact_paths: bool) -> Vec<BTreeSet<String>> {
        literals::required(self, exact_paths)
    }
}
