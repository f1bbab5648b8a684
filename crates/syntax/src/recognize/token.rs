//! The kinds of tokens that the recognizer tells apart, and the table of keywords.
//!
//! Tokens between which the grammar makes no difference share a kind: all comparison operators, `pass` and `break`,
//! `global` and `nonlocal`. This file knows nothing of texts and positions.

/// What a token is, as far as the grammar asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Kind {
    /// The end of the text.
    End,
    /// The end of a logical line.
    Newline,
    Indent,
    Dedent,
    /// An identifier that is no keyword, not even a soft one.
    Name,
    Match,
    Case,
    Type,
    Lazy,
    Number,
    /// A string literal of characters, whole.
    Str,
    /// A string literal of bytes, whole.
    Bytes,
    /// The prefix and the opening quotes of an f-string.
    FString,
    /// `None`, `True`, `False`.
    Constant,
    Ellipsis,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Colon,
    Semicolon,
    Dot,
    Equal,
    ColonEqual,
    Arrow,
    /// `+=` and its like.
    AugmentedEqual,
    Exclamation,
    Star,
    DoubleStar,
    Slash,
    At,
    Plus,
    Minus,
    Tilde,
    Bar,
    /// A binary operator without any other meaning: `//`, `%`, `&`, `^`, `<<`, `>>`.
    Operator,
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    Comparison,
    /// `and`, `or`.
    Boolean,
    Not,
    In,
    Is,
    If,
    Else,
    For,
    Async,
    Await,
    Lambda,
    Yield,
    From,
    As,
    Elif,
    While,
    With,
    Try,
    Except,
    Finally,
    Def,
    Class,
    Import,
    Return,
    Raise,
    /// `pass`, `break`, `continue`: a statement in one word.
    Word,
    /// `global`, `nonlocal`.
    Scope,
    Del,
    Assert,
}

impl Kind {
    /// Whether it can stand for a name: an identifier or a soft keyword.
    pub(super) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Match | Self::Case | Self::Type | Self::Lazy)
    }

    /// Whether an expression can begin with it; a starred one and `yield` are not meant.
    pub(super) const fn starts_expression(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Match
                | Self::Case
                | Self::Type
                | Self::Lazy
                | Self::Number
                | Self::Str
                | Self::Bytes
                | Self::FString
                | Self::Constant
                | Self::Ellipsis
                | Self::LeftParenthesis
                | Self::LeftBracket
                | Self::LeftBrace
                | Self::Plus
                | Self::Minus
                | Self::Tilde
                | Self::Not
                | Self::Await
                | Self::Lambda
        )
    }

    /// Whether it is an operator of arithmetic between two operands.
    pub(super) const fn is_arithmetic(self) -> bool {
        matches!(
            self,
            Self::Star
                | Self::DoubleStar
                | Self::Slash
                | Self::At
                | Self::Plus
                | Self::Minus
                | Self::Bar
                | Self::Operator
        )
    }
}

/// A word of at most eight bytes as one number: its bytes in little-endian order, the rest zero.
pub(super) type Packed = u64;

/// The kind of a word of at most eight bytes.
pub(super) fn kind_of_word(word: Packed) -> Kind {
    let (keyword, kind) = TABLE[slot(word)];
    if keyword == word { kind } else { Kind::Name }
}

/// Found by trying: no two keywords fall into one slot.
const MULTIPLIER: u64 = 0x2330_4d1b_daaf_351f;

const fn slot(word: Packed) -> usize {
    (word.wrapping_mul(MULTIPLIER) >> (u64::BITS - 7)) as usize
}

static TABLE: [(Packed, Kind); 128] = {
    let mut table = [(0, Kind::Name); 128];
    let mut index = 0;
    while index < KEYWORDS.len() {
        let (word, kind) = KEYWORDS[index];
        let bytes = word.as_bytes();
        let mut packed = 0;
        let mut at = bytes.len();
        while at > 0 {
            at -= 1;
            packed = packed << 8 | bytes[at] as u64;
        }
        assert!(table[slot(packed)].0 == 0, "two keywords share a slot");
        table[slot(packed)] = (packed, kind);
        index += 1;
    }
    table
};

const KEYWORDS: [(&str, Kind); 39] = [
    ("False", Kind::Constant),
    ("None", Kind::Constant),
    ("True", Kind::Constant),
    ("and", Kind::Boolean),
    ("as", Kind::As),
    ("assert", Kind::Assert),
    ("async", Kind::Async),
    ("await", Kind::Await),
    ("break", Kind::Word),
    ("case", Kind::Case),
    ("class", Kind::Class),
    ("continue", Kind::Word),
    ("def", Kind::Def),
    ("del", Kind::Del),
    ("elif", Kind::Elif),
    ("else", Kind::Else),
    ("except", Kind::Except),
    ("finally", Kind::Finally),
    ("for", Kind::For),
    ("from", Kind::From),
    ("global", Kind::Scope),
    ("if", Kind::If),
    ("import", Kind::Import),
    ("in", Kind::In),
    ("is", Kind::Is),
    ("lambda", Kind::Lambda),
    ("lazy", Kind::Lazy),
    ("match", Kind::Match),
    ("nonlocal", Kind::Scope),
    ("not", Kind::Not),
    ("or", Kind::Boolean),
    ("pass", Kind::Word),
    ("raise", Kind::Raise),
    ("return", Kind::Return),
    ("try", Kind::Try),
    ("type", Kind::Type),
    ("while", Kind::While),
    ("with", Kind::With),
    ("yield", Kind::Yield),
];
