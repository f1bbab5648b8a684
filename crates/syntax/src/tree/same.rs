//! When two trees say the same: layout, grouping brackets, commas and the spelling of literals do not count.

use super::{Child, Kind, NodeId, TokenKind, Tree};

/// The children that count when trees are compared.
pub type Significant = Vec<Child>;

/// Whether a token counts when trees are compared: commas, round brackets and semicolons are punctuation that the kinds of
/// nodes already express.
#[inline]
pub const fn is_significant(kind: TokenKind) -> bool {
    !matches!(kind, TokenKind::Comma | TokenKind::Lpar | TokenKind::Rpar | TokenKind::Semi)
}

impl Tree {
    /// The children of a node that count when trees are compared.
    pub fn significant(&self, node: NodeId) -> Significant {
        self.children(node)
            .filter(|child| match child {
                Child::Node(_) => true,
                Child::Token(token) => is_significant(self.token_kind(*token)),
            })
            .collect()
    }

    /// Whether two nodes, possibly of different trees, say the same.
    pub fn same(&self, node: NodeId, other: &Self, other_node: NodeId) -> bool {
        let mut pairs = vec![(node, other_node)];
        while let Some((left, right)) = pairs.pop() {
            if self.kind(left) != other.kind(right) {
                return false;
            }
            if self.kind(left) == Kind::Constant {
                if self.literal(left) != other.literal(right) {
                    return false;
                }
                continue;
            }
            if self.kind(left) == Kind::JoinedStr && self.is_plain_constant(left) && other.is_plain_constant(right) {
                if self.node_text(left) != other.node_text(right) {
                    return false;
                }
                continue;
            }
            let (lefts, rights) = (self.significant(left), other.significant(right));
            if lefts.len() != rights.len() {
                return false;
            }
            for pair in lefts.into_iter().zip(rights) {
                match pair {
                    (Child::Node(left), Child::Node(right)) => pairs.push((left, right)),
                    (Child::Token(left), Child::Token(right)) => {
                        if self.token_kind(left) != other.token_kind(right)
                            || self.token_text(left) != other.token_text(right)
                        {
                            return false;
                        }
                    }
                    _ => return false,
                }
            }
        }
        true
    }

    /// Whether an f-string has no replacement field.
    fn is_plain_constant(&self, node: NodeId) -> bool {
        self.child_nodes(node).next().is_none()
    }
}
