//! The full concrete-syntax tree: one arena over a text.
//!
//! In flows a text; out comes a [`Tree`] of nodes and tokens with byte ranges into that text. A node's children are its
//! sub-nodes and, between them, the tokens that belong to it, in source order; blanks, line ends and comments are the gaps.
//! Put end to end, gaps and tokens are the text. Nothing here knows how a tree is changed.

mod build;
mod dump;
mod kind;
mod parens;
mod same;
mod token;
mod value;
mod walk;

pub use kind::{Context, Kind};
pub use same::{Significant, is_significant};
pub use token::TokenKind;
pub use value::Literal;
pub(crate) use value::split as split_string;
pub use walk::{Ancestors, Child, ChildNodes, Children, Descendants};

use harmless_text::{LineIndex, TextRange};
use thiserror::Error;

/// The index of a node in its tree. Ids rise in source order, a parent before its children.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub(crate) u32);

/// The index of a token in its tree, rising in source order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TokenId(pub(crate) u32);

impl NodeId {
    /// The node of the whole file.
    pub const ROOT: Self = Self(0);

    /// The index as a number, for tables beside the tree.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl TokenId {
    /// The index as a number, for tables beside the tree.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    parent: u32,
    subtree_end: u32,
    first_token: u32,
    token_end: u32,
    kind: Kind,
    context: Context,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: u32,
    end: u32,
    kind: TokenKind,
}

/// Why a text has no tree: it is not Python.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{message}")]
pub struct TreeError {
    /// The byte offset of the fault.
    pub offset: u32,
    /// What the parser says.
    pub message: String,
}

/// The concrete-syntax tree of a text. It owns the text; nodes and tokens are ranges of it.
#[derive(Clone, Debug)]
pub struct Tree {
    text: String,
    nodes: Vec<Node>,
    tokens: Vec<Token>,
    comments: Vec<TextRange>,
    late_fstrings: usize,
}

impl Tree {
    /// Parses a whole file.
    ///
    /// # Errors
    /// When `text` is not valid Python, in any version the parser knows.
    pub fn parse(text: impl Into<String>) -> Result<Self, TreeError> {
        build::build(text.into(), false)
    }

    /// Parses a text that stands for others: where a name stands for a run of arguments or parameters, the order that
    /// Python wants of them (positional before keyword, without a default before those with one) cannot be asked for.
    ///
    /// # Errors
    /// When `text` is not valid Python for any other reason.
    pub fn parse_template(text: impl Into<String>) -> Result<Self, TreeError> {
        build::build(text.into(), true)
    }

    /// How many replacement fields of f-strings hold what they can hold only since Python 3.12 (PEP 701): the string's own
    /// quotes, a backslash, a comment or a line end.
    #[inline]
    pub const fn late_fstrings(&self) -> usize {
        self.late_fstrings
    }

    /// The text the tree is made of.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many nodes there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never true: also an empty file has its module.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes, in source order, parents before their children.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// All tokens, in source order.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = TokenId> + use<> {
        (0..self.tokens.len() as u32).map(TokenId)
    }

    /// The kind of a node.
    #[inline]
    pub fn kind(&self, node: NodeId) -> Kind {
        self.nodes[node.index()].kind
    }

    /// Whether a name, attribute, subscript, star, tuple or list is read, bound or deleted.
    #[inline]
    pub fn context(&self, node: NodeId) -> Context {
        self.nodes[node.index()].context
    }

    /// The bytes of a node, from its first token to its last.
    #[inline]
    pub fn range(&self, node: NodeId) -> TextRange {
        let node = &self.nodes[node.index()];
        TextRange::new(node.start, node.end)
    }

    /// The text of a node.
    #[inline]
    pub fn node_text(&self, node: NodeId) -> &str {
        self.range(node).of(&self.text)
    }

    /// The node that a node is a child of; `None` for the module.
    #[inline]
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.nodes[node.index()].parent;
        (parent != u32::MAX).then_some(NodeId(parent))
    }

    /// The kind of a token.
    #[inline]
    pub fn token_kind(&self, token: TokenId) -> TokenKind {
        self.tokens[token.index()].kind
    }

    /// The bytes of a token.
    #[inline]
    pub fn token_range(&self, token: TokenId) -> TextRange {
        let token = &self.tokens[token.index()];
        TextRange::new(token.start, token.end)
    }

    /// The text of a token.
    #[inline]
    pub fn token_text(&self, token: TokenId) -> &str {
        self.token_range(token).of(&self.text)
    }

    /// The comments, without their line ends, in source order.
    #[inline]
    pub fn comments(&self) -> &[TextRange] {
        &self.comments
    }

    /// The comments that lie wholly in `range`.
    pub fn comments_in(&self, range: TextRange) -> &[TextRange] {
        let first = self.comments.partition_point(|comment| comment.start() < range.start());
        let count = self.comments[first..].partition_point(|comment| comment.end() <= range.end());
        &self.comments[first..first + count]
    }

    /// The tokens that lie in `range`, as a range of indices.
    pub fn tokens_in(&self, range: TextRange) -> std::ops::Range<u32> {
        let first = self.tokens.partition_point(|token| token.start < range.start());
        let count = self.tokens[first..].partition_point(|token| token.end <= range.end());
        first as u32..(first + count) as u32
    }

    /// The first token that begins at or after `offset`.
    pub fn token_at_or_after(&self, offset: u32) -> Option<TokenId> {
        let at = self.tokens.partition_point(|token| token.start < offset);
        (at < self.tokens.len()).then_some(TokenId(at as u32))
    }

    /// The last token that ends at or before `offset`.
    pub fn token_before(&self, offset: u32) -> Option<TokenId> {
        let at = self.tokens.partition_point(|token| token.end <= offset);
        (at > 0).then(|| TokenId(at as u32 - 1))
    }

    /// The next token.
    pub fn next_token(&self, token: TokenId) -> Option<TokenId> {
        (token.index() + 1 < self.tokens.len()).then(|| TokenId(token.0 + 1))
    }

    /// The first and last token of a node; `None` for a node without any (an empty module).
    pub fn end_tokens(&self, node: NodeId) -> Option<(TokenId, TokenId)> {
        let node = &self.nodes[node.index()];
        (node.first_token < node.token_end).then(|| (TokenId(node.first_token), TokenId(node.token_end - 1)))
    }

    /// The lines of the text.
    pub fn line_index(&self) -> LineIndex {
        LineIndex::new(&self.text)
    }

    /// The innermost node that holds all of `range`.
    pub fn covering(&self, range: TextRange) -> NodeId {
        let mut found = NodeId::ROOT;
        'down: loop {
            for child in self.child_nodes(found) {
                if self.range(child).contains_range(range) {
                    found = child;
                    continue 'down;
                }
            }
            return found;
        }
    }
}
