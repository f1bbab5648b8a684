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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// What binds at least this tightly may.
    least: Precedence,
    /// And a tuple.
    tuple: bool,
    /// And a `yield`.
    yields: bool,
    /// An attribute of it is taken: `1.real` would be a float.
    dotted: bool,
    /// It is bound here: a name has no brackets to need.
    bound: bool,
}

const fn slot(least: Precedence) -> Slot {
    Slot { least, tuple: false, yields: false, dotted: false, bound: false }
}

const fn wide_slot(least: Precedence, yields: bool) -> Slot {
    Slot { least, tuple: true, yields, dotted: false, bound: false }
}

impl Slot {
    /// What may stand where `child` stands now.
    pub fn of(tree: &Tree, child: NodeId) -> Self {
        let Some(parent) = tree.parent(child) else { return wide_slot(Precedence::GENERATOR, true) };
        let bound = tree.context(child) != Context::Load;
        Self { dotted: tree.kind(parent) == Kind::Attribute, bound, ..slot_of(tree, parent, child) }
    }

    /// Whether the expression `inner` needs brackets in this place. (Brackets that already group it are not considered.)
    pub fn needs_brackets(self, tree: &Tree, inner: NodeId) -> bool {
        let kind = tree.kind(inner);
        if self.bound && kind == Kind::Name {
            return false;
        }
        let is_whole_number = || tree.node_text(inner).bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
        match precedence(tree, inner) {
            Precedence::TUPLE => !self.tuple,
            Precedence::YIELD => !self.yields,
            _ if self.dotted && kind == Kind::Constant && is_whole_number() => true,
            own => own < self.least,
        }
    }
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
        Kind::Subscript => wide_slot(Precedence::LAMBDA, false),
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
        Kind::FormattedValue => wide_slot(Precedence::CONDITIONAL, true),
        Kind::AnnAssign if tree.child_nodes(parent).nth(1) == Some(child) => slot(Precedence::LAMBDA),
        Kind::Expr | Kind::Assign | Kind::AugAssign | Kind::AnnAssign => wide_slot(Precedence::LAMBDA, true),
        Kind::Return | Kind::For | Kind::AsyncFor | Kind::Yield => wide_slot(Precedence::LAMBDA, false),
        Kind::Dict if follows_stars(tree, child) => slot(Precedence::BIT_OR),
        Kind::If | Kind::While | Kind::Elif | Kind::Decorator | Kind::Match | Kind::MatchCase => {
            slot(Precedence::NAMED)
        }
        Kind::Delete => slot(Precedence::ATOM),
        _ => slot(Precedence::LAMBDA),
    }
}

/// Whether `**` stands before a node.
fn follows_stars(tree: &Tree, node: NodeId) -> bool {
    tree.token_before(tree.range(node).start()).is_some_and(|token| tree.token_kind(token) == TokenKind::DoubleStar)
}
