//! The kinds of tokens, named as in Python's `token` module; keywords, which are `NAME` there, are told apart here.

use ruff_python_ast::token::TokenKind as Foreign;
use std::fmt;

macro_rules! tokens {
    ($($name:ident = $text:literal from $($foreign:ident)|+,)*) => {
        /// The kind of a token.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the names are those of the token module")]
        pub enum TokenKind { $($name,)* }

        impl TokenKind {
            /// The token's name in Python's `token` module, or the keyword itself.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The kind of a token of the parser; `None` for those that are layout (line ends, indentation, comments).
            pub(super) const fn from_foreign(kind: Foreign) -> Option<Self> {
                match kind {
                    $($(Foreign::$foreign)|+ => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

tokens! {
    Name = "NAME" from Name,
    Number = "NUMBER" from Int | Float | Complex,
    String = "STRING" from String,
    FStringStart = "FSTRING_START" from FStringStart,
    FStringMiddle = "FSTRING_MIDDLE" from FStringMiddle,
    FStringEnd = "FSTRING_END" from FStringEnd,
    TStringStart = "TSTRING_START" from TStringStart,
    TStringMiddle = "TSTRING_MIDDLE" from TStringMiddle,
    TStringEnd = "TSTRING_END" from TStringEnd,
    Exclamation = "EXCLAMATION" from Exclamation,
    Lpar = "LPAR" from Lpar,
    Rpar = "RPAR" from Rpar,
    Lsqb = "LSQB" from Lsqb,
    Rsqb = "RSQB" from Rsqb,
    Colon = "COLON" from Colon,
    Comma = "COMMA" from Comma,
    Semi = "SEMI" from Semi,
    Plus = "PLUS" from Plus,
    Minus = "MINUS" from Minus,
    Star = "STAR" from Star,
    Slash = "SLASH" from Slash,
    Vbar = "VBAR" from Vbar,
    Amper = "AMPER" from Amper,
    Less = "LESS" from Less,
    Greater = "GREATER" from Greater,
    Equal = "EQUAL" from Equal,
    Dot = "DOT" from Dot,
    Percent = "PERCENT" from Percent,
    Lbrace = "LBRACE" from Lbrace,
    Rbrace = "RBRACE" from Rbrace,
    EqEqual = "EQEQUAL" from EqEqual,
    NotEqual = "NOTEQUAL" from NotEqual,
    LessEqual = "LESSEQUAL" from LessEqual,
    GreaterEqual = "GREATEREQUAL" from GreaterEqual,
    Tilde = "TILDE" from Tilde,
    CircumFlex = "CIRCUMFLEX" from CircumFlex,
    LeftShift = "LEFTSHIFT" from LeftShift,
    RightShift = "RIGHTSHIFT" from RightShift,
    DoubleStar = "DOUBLESTAR" from DoubleStar,
    DoubleStarEqual = "DOUBLESTAREQUAL" from DoubleStarEqual,
    PlusEqual = "PLUSEQUAL" from PlusEqual,
    MinusEqual = "MINEQUAL" from MinusEqual,
    StarEqual = "STAREQUAL" from StarEqual,
    SlashEqual = "SLASHEQUAL" from SlashEqual,
    PercentEqual = "PERCENTEQUAL" from PercentEqual,
    AmperEqual = "AMPEREQUAL" from AmperEqual,
    VbarEqual = "VBAREQUAL" from VbarEqual,
    CircumflexEqual = "CIRCUMFLEXEQUAL" from CircumflexEqual,
    LeftShiftEqual = "LEFTSHIFTEQUAL" from LeftShiftEqual,
    RightShiftEqual = "RIGHTSHIFTEQUAL" from RightShiftEqual,
    DoubleSlash = "DOUBLESLASH" from DoubleSlash,
    DoubleSlashEqual = "DOUBLESLASHEQUAL" from DoubleSlashEqual,
    ColonEqual = "COLONEQUAL" from ColonEqual,
    At = "AT" from At,
    AtEqual = "ATEQUAL" from AtEqual,
    Rarrow = "RARROW" from Rarrow,
    Ellipsis = "ELLIPSIS" from Ellipsis,
    And = "and" from And,
    As = "as" from As,
    Assert = "assert" from Assert,
    Async = "async" from Async,
    Await = "await" from Await,
    Break = "break" from Break,
    Class = "class" from Class,
    Continue = "continue" from Continue,
    Def = "def" from Def,
    Del = "del" from Del,
    Elif = "elif" from Elif,
    Else = "else" from Else,
    Except = "except" from Except,
    False = "False" from False,
    Finally = "finally" from Finally,
    For = "for" from For,
    From = "from" from From,
    Global = "global" from Global,
    If = "if" from If,
    Import = "import" from Import,
    In = "in" from In,
    Is = "is" from Is,
    Lambda = "lambda" from Lambda,
    None = "None" from None,
    Nonlocal = "nonlocal" from Nonlocal,
    Not = "not" from Not,
    Or = "or" from Or,
    Pass = "pass" from Pass,
    Raise = "raise" from Raise,
    Return = "return" from Return,
    True = "True" from True,
    Try = "try" from Try,
    While = "while" from While,
    With = "with" from With,
    Yield = "yield" from Yield,
    Case = "case" from Case,
    Lazy = "lazy" from Lazy,
    Match = "match" from Match,
    Type = "type" from Type,
}

impl TokenKind {
    /// Whether the token begins or is a string literal.
    pub const fn is_string_start(self) -> bool {
        matches!(self, Self::String | Self::FStringStart | Self::TStringStart)
    }

    /// Whether the token opens a bracket.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Lpar | Self::Lsqb | Self::Lbrace)
    }

    /// Whether the token closes a bracket.
    pub const fn is_close(self) -> bool {
        matches!(self, Self::Rpar | Self::Rsqb | Self::Rbrace)
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
