//! The kinds of nodes, named as in Python's `ast` module.
//!
//! Where `ast` keeps something only as a field (`orelse`, `finalbody`, `type_params`, a decorator list), the tree has a node
//! with a lower-case name of its own, so that every clause can be pointed at.

/// What a node's context makes of it, and other facts that the text alone does not show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Context {
    /// An expression that is evaluated, or no expression.
    #[default]
    Load,
    /// A target that is bound.
    Store,
    /// A target of `del`.
    Del,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The kind of a node; [`Kind::name`] is its name in Python's `ast` module.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// The name of the kind, as Python's `ast` spells it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The kind that [`Kind::name`] gives `name` for.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// A file.
    Module = "Module",
    /// `def`
    FunctionDef = "FunctionDef",
    /// `async def`
    AsyncFunctionDef = "AsyncFunctionDef",
    /// `class`
    ClassDef = "ClassDef",
    /// `return`
    Return = "Return",
    /// `del`
    Delete = "Delete",
    /// `type X = ...`
    TypeAlias = "TypeAlias",
    /// `a = b`
    Assign = "Assign",
    /// `a += b`
    AugAssign = "AugAssign",
    /// `a: b = c`
    AnnAssign = "AnnAssign",
    /// `for`
    For = "For",
    /// `async for`
    AsyncFor = "AsyncFor",
    /// `while`
    While = "While",
    /// `if`
    If = "If",
    /// `with`
    With = "With",
    /// `async with`
    AsyncWith = "AsyncWith",
    /// `match`
    Match = "Match",
    /// `raise`
    Raise = "Raise",
    /// `try`
    Try = "Try",
    /// `try` with `except*`
    TryStar = "TryStar",
    /// `assert`
    Assert = "Assert",
    /// `import a`
    Import = "Import",
    /// `from a import b`
    ImportFrom = "ImportFrom",
    /// `global`
    Global = "Global",
    /// `nonlocal`
    Nonlocal = "Nonlocal",
    /// An expression as a statement.
    Expr = "Expr",
    /// `pass`
    Pass = "Pass",
    /// `break`
    Break = "Break",
    /// `continue`
    Continue = "Continue",
    /// `a and b`, `a or b`
    BoolOp = "BoolOp",
    /// `a := b`
    NamedExpr = "NamedExpr",
    /// `a + b`
    BinOp = "BinOp",
    /// `-a`, `not a`
    UnaryOp = "UnaryOp",
    /// `lambda`
    Lambda = "Lambda",
    /// `a if b else c`
    IfExp = "IfExp",
    /// `{a: b}`
    Dict = "Dict",
    /// `{a, b}`
    Set = "Set",
    /// `[a for b in c]`
    ListComp = "ListComp",
    /// `{a for b in c}`
    SetComp = "SetComp",
    /// `{a: b for c in d}`
    DictComp = "DictComp",
    /// `(a for b in c)`
    GeneratorExp = "GeneratorExp",
    /// `await`
    Await = "Await",
    /// `yield`
    Yield = "Yield",
    /// `yield from`
    YieldFrom = "YieldFrom",
    /// `a < b`
    Compare = "Compare",
    /// `a(b)`
    Call = "Call",
    /// An f-string, with all the strings it is concatenated with.
    JoinedStr = "JoinedStr",
    /// A t-string.
    TemplateStr = "TemplateStr",
    /// A replacement field of an f-string or t-string.
    FormattedValue = "FormattedValue",
    /// A literal: string, bytes, number, `True`, `False`, `None`, `...`.
    Constant = "Constant",
    /// `a.b`
    Attribute = "Attribute",
    /// `a[b]`
    Subscript = "Subscript",
    /// `*a`
    Starred = "Starred",
    /// A name.
    Name = "Name",
    /// `[a]`
    List = "List",
    /// `(a, b)`, `a, b`
    Tuple = "Tuple",
    /// `a:b:c`
    Slice = "Slice",
    /// `except`
    ExceptHandler = "ExceptHandler",
    /// `for a in b if c`
    Comprehension = "comprehension",
    /// The parameters of a function, brackets included.
    Arguments = "arguments",
    /// One parameter with its annotation and default.
    Arg = "arg",
    /// `a=b` or `**b` in a call or class header.
    Keyword = "keyword",
    /// `a as b` in an import.
    Alias = "alias",
    /// `a as b` in a `with` statement.
    WithItem = "withitem",
    /// `case`
    MatchCase = "match_case",
    /// A value pattern.
    MatchValue = "MatchValue",
    /// `None`, `True` or `False` as a pattern.
    MatchSingleton = "MatchSingleton",
    /// `[a, b]` as a pattern.
    MatchSequence = "MatchSequence",
    /// `{a: b}` as a pattern.
    MatchMapping = "MatchMapping",
    /// `A(b)` as a pattern.
    MatchClass = "MatchClass",
    /// `*a` as a pattern.
    MatchStar = "MatchStar",
    /// `a as b`, `a` or `_` as a pattern.
    MatchAs = "MatchAs",
    /// `a | b` as a pattern.
    MatchOr = "MatchOr",
    /// `a=b` in a class pattern.
    MatchKeyword = "match_keyword",
    /// A type variable.
    TypeVar = "TypeVar",
    /// `*Ts`
    TypeVarTuple = "TypeVarTuple",
    /// `**P`
    ParamSpec = "ParamSpec",
    /// The type parameters of a definition, brackets included.
    TypeParams = "type_params",
    /// `@a`
    Decorator = "decorator",
    /// `elif`
    Elif = "elif",
    /// `else` of `if`, `for`, `while` or `try`
    Else = "else",
    /// `finally`
    Finally = "finally",
}

impl Kind {
    /// Whether nodes of this kind are statements.
    #[inline]
    pub const fn is_statement(self) -> bool {
        (self as u8) >= Self::FunctionDef as u8 && (self as u8) <= Self::Continue as u8
    }

    /// Whether nodes of this kind are expressions. `Starred` and `Slice`, which stand only in some places, are not counted.
    #[inline]
    pub const fn is_expression(self) -> bool {
        (self as u8) >= Self::BoolOp as u8
            && (self as u8) <= Self::Tuple as u8
            && !matches!(self, Self::Starred | Self::FormattedValue)
    }

    /// Whether nodes of this kind are statements that hold suites.
    pub const fn is_compound(self) -> bool {
        matches!(
            self,
            Self::FunctionDef
                | Self::AsyncFunctionDef
                | Self::ClassDef
                | Self::For
                | Self::AsyncFor
                | Self::While
                | Self::If
                | Self::With
                | Self::AsyncWith
                | Self::Match
                | Self::Try
                | Self::TryStar
        )
    }

    /// Whether nodes of this kind define a function.
    pub const fn is_function(self) -> bool {
        matches!(self, Self::FunctionDef | Self::AsyncFunctionDef)
    }

    /// Whether nodes of this kind are comprehensions or generator expressions, which open a scope.
    pub const fn is_comprehension(self) -> bool {
        matches!(self, Self::ListComp | Self::SetComp | Self::DictComp | Self::GeneratorExp)
    }

    /// The kind without `async`: of `AsyncFor` it is `For`.
    pub const fn without_async(self) -> Self {
        match self {
            Self::AsyncFunctionDef => Self::FunctionDef,
            Self::AsyncFor => Self::For,
            Self::AsyncWith => Self::With,
            kind => kind,
        }
    }
}
