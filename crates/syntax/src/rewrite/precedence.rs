//! Where an expression needs brackets around it.

use crate::tree::{Context, Kind, NodeId, TokenKind, Tree};

/// How tightly an expression binds: a larger number binds more tightly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Precedence(u8);

impl Precedence {
    /// A generator expression without brackets of its own, which only a call's sole argument may be.
    pub const GENERATOR: Self = Self(0);
    /// `yield`
    pub const YIELD: Self = Self(1);
    /// A tuple without brackets.
    pub const TUPLE: Self = Self(2);
    /// `a := b`
    pub const NAMED: Self = Self(3);
    /// `lambda`
    pub const LAMBDA: Self = Self(4);
    /// `a if b else c`
    pub const CONDITIONAL: Self = Self(5);
    /// `or`
    pub const OR: Self = Self(6);
    /// `and`
    pub const AND: Self = Self(7);
    /// `not`
    pub const NOT: Self = Self(8);
    /// Comparisons.
    pub const COMPARISON: Self = Self(9);
    /// `|`
    pub const BIT_OR: Self = Self(10);
    /// `+`
    pub const SUM: Self = Self(14);
    /// `-a`
    pub const UNARY: Self = Self(16);
    /// `**`
    pub const POWER: Self = Self(17);
    /// `await`
    pub const AWAIT: Self = Self(18);
    /// Names, literals, calls, attributes, displays: whatever needs brackets nowhere.
    pub const ATOM: Self = Self(20);

    const fn tighter(self) -> Self {
        Self(self.0 + 1)
    }
}

fn operator(tree: &Tree, node: NodeId) -> Option<TokenKind> {
    tree.child_tokens(node)
        .map(|token| tree.token_kind(token))
        .find(|kind| !matches!(kind, TokenKind::Lpar | TokenKind::Rpar))
}

fn of_binary(kind: TokenKind) -> Precedence {
    match kind {
        TokenKind::Vbar => Precedence::BIT_OR,
        TokenKind::CircumFlex => Precedence(11),
        TokenKind::Amper => Precedence(12),
        TokenKind::LeftShift | TokenKind::RightShift => Precedence(13),
        TokenKind::Plus | TokenKind::Minus => Precedence::SUM,
        TokenKind::DoubleStar => Precedence::POWER,
        _ => Precedence(15),
    }
}

/// How tightly the expression at `node` binds.
pub fn precedence(tree: &Tree, node: NodeId) -> Precedence {
    match tree.kind(node) {
        Kind::GeneratorExp if tree.own_bracket(node).is_none() => Precedence::GENERATOR,
        Kind::Yield | Kind::YieldFrom => Precedence::YIELD,
        Kind::Tuple if tree.own_bracket(node).is_none() => Precedence::TUPLE,
        Kind::NamedExpr => Precedence::NAMED,
        Kind::Lambda => Precedence::LAMBDA,
        Kind::IfExp => Precedence::CONDITIONAL,
        Kind::BoolOp if operator(tree, node) == Some(TokenKind::Or) => Precedence::OR,
        Kind::BoolOp => Precedence::AND,
        Kind::UnaryOp if operator(tree, node) == Some(TokenKind::Not) => Precedence::NOT,
        Kind::UnaryOp => Precedence::UNARY,
        Kind::Compare => Precedence::COMPARISON,
        Kind::BinOp => operator(tree, node).map_or(Precedence::SUM, of_binary),
        Kind::Await => Precedence::AWAIT,
        _ => Precedence::ATOM,
    }
}

/// What may stand in a place without brackets.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// What binds at least this tightly may.
    least: Precedence,
    /// And a tuple.
    tuple: bool,
    /// And a `yield`.
    yields: bool,
}

const fn slot(least: Precedence) -> Slot {
    Slot { least, tuple: false, yields: false }
}

/// What may stand in `parent` where `child` stands now.
fn slot_of(tree: &Tree, parent: NodeId, child: NodeId) -> Slot {
    let is_first = tree.child_nodes(parent).next() == Some(child);
    let own = precedence(tree, parent);
    match tree.kind(parent) {
        Kind::Attribute | Kind::Await => slot(Precedence::ATOM),
        Kind::Call if is_first => slot(Precedence::ATOM),
        Kind::Call => {
            let arguments = tree.child_nodes(parent).count() - 1;
            slot(if arguments == 1 { Precedence::GENERATOR } else { Precedence::NAMED })
        }
        Kind::Subscript if is_first => slot(Precedence::ATOM),
        Kind::Subscript => Slot { least: Precedence::LAMBDA, tuple: true, yields: false },
        Kind::BinOp if own == Precedence::POWER => slot(if is_first { Precedence::AWAIT } else { Precedence::UNARY }),
        Kind::BinOp => slot(if is_first { own } else { own.tighter() }),
        Kind::UnaryOp => slot(own),
        Kind::Compare | Kind::BoolOp => slot(own.tighter()),
        Kind::IfExp => {
            let is_last = tree.child_nodes(parent).nth(2) == Some(child);
            slot(if is_last { Precedence::LAMBDA } else { Precedence::OR })
        }
        Kind::Starred => slot(Precedence::BIT_OR),
        Kind::List | Kind::Set => slot(Precedence::NAMED),
        Kind::Tuple => slot(if tree.own_bracket(parent).is_some() { Precedence::NAMED } else { Precedence::LAMBDA }),
        Kind::ListComp | Kind::SetComp | Kind::GeneratorExp => slot(Precedence::NAMED),
        Kind::Comprehension => slot(Precedence::OR),
        Kind::FormattedValue => Slot { least: Precedence::CONDITIONAL, tuple: true, yields: true },
        Kind::Expr | Kind::Assign | Kind::AugAssign | Kind::AnnAssign => {
            Slot { least: Precedence::LAMBDA, tuple: true, yields: true }
        }
        Kind::Return | Kind::For | Kind::AsyncFor | Kind::Yield => {
            Slot { least: Precedence::LAMBDA, tuple: true, yields: false }
        }
        Kind::If | Kind::While | Kind::Elif | Kind::Decorator | Kind::Match | Kind::MatchCase => {
            slot(Precedence::NAMED)
        }
        Kind::Delete => slot(Precedence::ATOM),
        _ => slot(Precedence::LAMBDA),
    }
}

/// Whether the expression `inner` needs brackets when it takes the place that `child` has in `outer`.
///
/// Brackets that already group `child` or `inner` are not considered: ask only where there are none.
pub fn needs_brackets(inner_tree: &Tree, inner: NodeId, outer: &Tree, child: NodeId) -> bool {
    let Some(parent) = outer.parent(child) else { return false };
    let slot = slot_of(outer, parent, child);
    let mut own = precedence(inner_tree, inner);
    // `1.real` would be a float.
    if outer.kind(parent) == Kind::Attribute && inner_tree.kind(inner) == Kind::Constant {
        let text = inner_tree.node_text(inner);
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
            own = Precedence::UNARY;
        }
    }
    // A name that is bound has no brackets to need.
    if outer.context(child) != Context::Load && inner_tree.kind(inner) == Kind::Name {
        return false;
    }
    match own {
        Precedence::TUPLE => !slot.tuple,
        Precedence::YIELD => !slot.yields,
        own => own < slot.least,
    }
}
