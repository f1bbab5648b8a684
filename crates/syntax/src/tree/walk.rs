//! Moving about in a tree.

use super::{Kind, NodeId, TokenId, TokenKind, Tree};
use harmless_text::TextRange;

/// A child of a node: a node or a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Child {
    /// A sub-node.
    Node(NodeId),
    /// A token that belongs to the parent itself.
    Token(TokenId),
}

impl Child {
    /// The sub-node, if it is one.
    pub const fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(node) => Some(node),
            Self::Token(_) => None,
        }
    }

    /// The token, if it is one.
    pub const fn token(self) -> Option<TokenId> {
        match self {
            Self::Token(token) => Some(token),
            Self::Node(_) => None,
        }
    }
}

/// The children of a node in source order: sub-nodes, and the tokens between them.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree,
    next_node: u32,
    node_end: u32,
    next_token: u32,
    token_end: u32,
}

impl Iterator for Children<'_> {
    type Item = Child;

    fn next(&mut self) -> Option<Child> {
        if self.next_node < self.node_end {
            let node = &self.tree.nodes[self.next_node as usize];
            if self.next_token >= self.token_end || node.first_token <= self.next_token {
                let id = NodeId(self.next_node);
                self.next_node = node.subtree_end;
                self.next_token = self.next_token.max(node.token_end);
                return Some(Child::Node(id));
            }
        }
        if self.next_token < self.token_end {
            self.next_token += 1;
            return Some(Child::Token(TokenId(self.next_token - 1)));
        }
        None
    }
}

/// The sub-nodes of a node, without the tokens.
#[derive(Clone, Debug)]
pub struct ChildNodes<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl Iterator for ChildNodes<'_> {
    type Item = NodeId;

    #[inline]
    fn next(&mut self) -> Option<NodeId> {
        (self.next < self.end).then(|| {
            let id = NodeId(self.next);
            self.next = self.tree.nodes[self.next as usize].subtree_end;
            id
        })
    }
}

/// A node's parent, its parent, and so on up to the module.
#[derive(Clone, Debug)]
pub struct Ancestors<'t> {
    tree: &'t Tree,
    at: NodeId,
}

impl Iterator for Ancestors<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.at = self.tree.parent(self.at)?;
        Some(self.at)
    }
}

/// A node and everything below it, in source order.
pub type Descendants = std::iter::Map<std::ops::Range<u32>, fn(u32) -> NodeId>;

impl Tree {
    /// The children of a node.
    pub fn children(&self, node: NodeId) -> Children<'_> {
        let at = &self.nodes[node.index()];
        Children {
            tree: self,
            next_node: node.0 + 1,
            node_end: at.subtree_end,
            next_token: at.first_token,
            token_end: at.token_end,
        }
    }

    /// The sub-nodes of a node.
    #[inline]
    pub fn child_nodes(&self, node: NodeId) -> ChildNodes<'_> {
        ChildNodes { tree: self, next: node.0 + 1, end: self.nodes[node.index()].subtree_end }
    }

    /// The tokens that are children of a node.
    pub fn child_tokens(&self, node: NodeId) -> impl Iterator<Item = TokenId> + use<'_> {
        self.children(node).filter_map(Child::token)
    }

    /// The first child token of `kind`.
    pub fn find_token(&self, node: NodeId, kind: TokenKind) -> Option<TokenId> {
        self.child_tokens(node).find(|&token| self.token_kind(token) == kind)
    }

    /// The first sub-node of `kind`.
    pub fn find_child(&self, node: NodeId, kind: Kind) -> Option<NodeId> {
        self.child_nodes(node).find(|&child| self.kind(child) == kind)
    }

    /// The parent, its parent, and so on.
    pub fn ancestors(&self, node: NodeId) -> Ancestors<'_> {
        Ancestors { tree: self, at: node }
    }

    /// The node and all below it, in source order.
    pub fn descendants(&self, node: NodeId) -> Descendants {
        (node.0..self.nodes[node.index()].subtree_end).map(NodeId as fn(u32) -> NodeId)
    }

    /// Whether `inner` is `outer` or lies below it.
    #[inline]
    pub fn is_in(&self, inner: NodeId, outer: NodeId) -> bool {
        inner >= outer && inner.0 < self.nodes[outer.index()].subtree_end
    }

    /// The sub-node before and the one after a node, among the children of its parent.
    pub fn siblings(&self, node: NodeId) -> (Option<NodeId>, Option<NodeId>) {
        let Some(parent) = self.parent(node) else { return (None, None) };
        let mut before = None;
        for child in self.child_nodes(parent) {
            if child == node {
                break;
            }
            before = Some(child);
        }
        let next = self.nodes[node.index()].subtree_end;
        let after = (next < self.nodes[parent.index()].subtree_end).then_some(NodeId(next));
        (before, after)
    }

    /// The nearest node at or above `node` that is a statement.
    pub fn statement_of(&self, node: NodeId) -> Option<NodeId> {
        std::iter::once(node).chain(self.ancestors(node)).find(|&at| self.kind(at).is_statement())
    }

    /// The statements of the suite that holds the statement `node`: its neighbours without another clause's between them.
    pub fn suite_of(&self, node: NodeId) -> Vec<NodeId> {
        let Some(parent) = self.parent(node) else { return Vec::new() };
        self.suites(parent).into_iter().find(|suite| suite.contains(&node)).unwrap_or_default()
    }

    /// The suites directly below a node: runs of statements. (Only a `match_case`, a clause or a compound statement has one;
    /// each of its further suites is below a clause node of its own.)
    pub fn suites(&self, node: NodeId) -> Vec<Vec<NodeId>> {
        let mut suites: Vec<Vec<NodeId>> = Vec::new();
        let mut run = false;
        for child in self.child_nodes(node) {
            if self.kind(child).is_statement() {
                match suites.last_mut() {
                    Some(suite) if run => suite.push(child),
                    _ => suites.push(vec![child]),
                }
                run = true;
            } else {
                run = false;
            }
        }
        suites
    }

    /// The offset at which the line of `offset` begins.
    pub fn line_start(&self, offset: u32) -> u32 {
        let before = &self.text.as_bytes()[..offset as usize];
        before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |at| at as u32 + 1)
    }

    /// The offset at which the line of `offset` ends, before its line end.
    pub fn line_end(&self, offset: u32) -> u32 {
        let after = &self.text.as_bytes()[offset as usize..];
        after
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(self.text.len() as u32, |at| offset + at as u32)
    }

    /// The offset behind the line end of the line of `offset`.
    pub fn next_line(&self, offset: u32) -> u32 {
        let end = self.line_end(offset);
        let len = match self.text.as_bytes()[end as usize..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        end + len
    }

    /// The blanks at the start of the line of `offset`.
    pub fn indentation(&self, offset: u32) -> &str {
        let start = self.line_start(offset);
        let line = &self.text[start as usize..];
        let len = line.find(|c| !matches!(c, ' ' | '\t' | '\x0c')).unwrap_or(line.len());
        &line[..len]
    }

    /// The range of a string literal's token or of a whole f-string that reaches over a line end, if `offset` lies inside one.
    pub fn multiline_strings_in(&self, range: TextRange) -> Vec<TextRange> {
        let bytes = self.text.as_bytes();
        let mut found = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for index in self.tokens_in(range) {
            let token = &self.tokens[index as usize];
            let whole = match token.kind {
                TokenKind::String => TextRange::new(token.start, token.end),
                TokenKind::FStringStart | TokenKind::TStringStart => {
                    open.push(token.start);
                    continue;
                }
                TokenKind::FStringEnd | TokenKind::TStringEnd => match (open.pop(), open.is_empty()) {
                    (Some(start), true) => TextRange::new(start, token.end),
                    _ => continue,
                },
                _ => continue,
            };
            if memchr::memchr2(b'\n', b'\r', &bytes[whole.start() as usize..whole.end() as usize]).is_some() {
                found.push(whole);
            }
        }
        found
    }
}
