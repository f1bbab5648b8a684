//! Which brackets only group an expression, and which belong to the syntax around it.

use super::{Child, Kind, NodeId, TokenId, TokenKind, Tree};
use harmless_text::TextRange;

impl Tree {
    /// The range of an expression with the brackets around it that do nothing but group it.
    pub fn outer_range(&self, node: NodeId) -> TextRange {
        self.grouping(node).last().map_or(self.range(node), |&(open, close)| {
            TextRange::new(self.token_range(open).start(), self.token_range(close).end())
        })
    }

    /// Whether brackets group the node.
    pub fn is_grouped(&self, node: NodeId) -> bool {
        !self.grouping(node).is_empty()
    }

    /// The pairs of brackets that group the node, innermost first.
    pub fn grouping(&self, node: NodeId) -> Vec<(TokenId, TokenId)> {
        let mut pairs = Vec::new();
        let (Some(parent), Some((first, last))) = (self.parent(node), self.end_tokens(node)) else { return pairs };
        if !self.kind(node).is_expression() {
            return pairs;
        }
        let bounds = &self.nodes[parent.index()];
        let own = self.own_bracket(parent);
        let (mut open, mut close) = (first.0, last.0);
        while open > bounds.first_token && close + 1 < bounds.token_end {
            open -= 1;
            close += 1;
            let pair = (TokenId(open), TokenId(close));
            let kinds = (self.token_kind(pair.0), self.token_kind(pair.1));
            if kinds != (TokenKind::Lpar, TokenKind::Rpar) || own == Some(pair.0) {
                break;
            }
            pairs.push(pair);
        }
        pairs
    }

    /// The opening bracket that belongs to a node's own syntax: of a call, class header, parameter list, import, tuple.
    pub fn own_bracket(&self, node: NodeId) -> Option<TokenId> {
        match self.kind(node) {
            Kind::Call | Kind::MatchClass => {
                let callee = self.child_nodes(node).next()?;
                let after = self.outer_end(node, callee);
                self.child_tokens(node).find(|&token| {
                    self.token_kind(token) == TokenKind::Lpar && self.token_range(token).start() >= after
                })
            }
            Kind::ClassDef => {
                // After the name and the type parameters, before any expression.
                let name = self.children(node).skip_while(|child| !self.is_token(*child, TokenKind::Class)).nth(1)?;
                self.children(node)
                    .skip_while(|&child| child != name)
                    .skip(1)
                    .find(|child| !matches!(child, Child::Node(node) if self.kind(*node) == Kind::TypeParams))
                    .and_then(Child::token)
                    .filter(|&token| self.token_kind(token) == TokenKind::Lpar)
            }
            Kind::ImportFrom => self.find_token(node, TokenKind::Lpar),
            Kind::With | Kind::AsyncWith => {
                let with = self.find_token(node, TokenKind::With)?;
                self.next_token(with).filter(|&token| {
                    self.token_kind(token) == TokenKind::Lpar
                        && self
                            .child_nodes(node)
                            .next()
                            .is_some_and(|item| self.range(item).start() > self.token_range(token).start())
                })
            }
            Kind::Tuple | Kind::GeneratorExp | Kind::Arguments | Kind::MatchSequence => {
                let (first, last) = self.end_tokens(node)?;
                if self.token_kind(first) != TokenKind::Lpar || self.token_kind(last) != TokenKind::Rpar {
                    return None;
                }
                // `(a), (b)` begins and ends with brackets too, but they are not one pair.
                (self.matching_close(first) == Some(last)).then_some(first)
            }
            _ => None,
        }
    }

    /// Whether a child is a token of `kind`.
    pub fn is_token(&self, child: Child, kind: TokenKind) -> bool {
        child.token().is_some_and(|token| self.token_kind(token) == kind)
    }

    /// Where the callee ends, its grouping brackets included.
    fn outer_end(&self, call: NodeId, callee: NodeId) -> u32 {
        // The callee is the first thing in a call, so every bracket before it groups it.
        let first = self.nodes[call.index()].first_token;
        let opened = self.nodes[callee.index()].first_token - first;
        let last = self.nodes[callee.index()].token_end - 1 + opened;
        self.tokens[last as usize].end
    }

    /// The bracket that closes the one at `open`.
    pub fn matching_close(&self, open: TokenId) -> Option<TokenId> {
        let mut depth = 0usize;
        for index in open.0..self.tokens.len() as u32 {
            let kind = self.token_kind(TokenId(index));
            if kind.is_open() {
                depth += 1;
            } else if kind.is_close() {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(TokenId(index));
                }
            }
        }
        None
    }

    /// Whether a line may end at `node` without ending the statement: it lies between brackets, or its grouping brackets do.
    pub fn is_bracketed(&self, node: NodeId) -> bool {
        let mut at = node;
        loop {
            if self.is_grouped(at) {
                return true;
            }
            let Some(parent) = self.parent(at) else { return false };
            if self.kind(at).is_statement() {
                return false;
            }
            match self.kind(parent) {
                Kind::List | Kind::Set | Kind::Dict | Kind::ListComp | Kind::SetComp | Kind::DictComp => return true,
                Kind::GeneratorExp | Kind::Tuple | Kind::Arguments if self.own_bracket(parent).is_some() => {
                    return true;
                }
                Kind::Call | Kind::ClassDef | Kind::With | Kind::AsyncWith | Kind::ImportFrom
                    if self.own_bracket(parent).is_some_and(|open| {
                        self.token_range(open).start() < self.range(at).start()
                            && self
                                .matching_close(open)
                                .is_some_and(|close| self.token_range(close).start() >= self.range(at).end())
                    }) =>
                {
                    return true;
                }
                Kind::Subscript if self.child_nodes(parent).next() != Some(at) => return true,
                Kind::TypeParams => return true,
                _ => {}
            }
            at = parent;
        }
    }
}
