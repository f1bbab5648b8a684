//! The full parser: it is called nowhere else.

use crate::recognize::{Verdict, recognize};
use crate::stack::with_room;
use harmless_text::TextRange;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use std::ops::Deref;
use thiserror::Error;

/// A syntax error that the full parser found.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Where, in byte offsets.
    pub range: TextRange,
    /// What is wrong, without the place.
    pub message: String,
}

/// What the full parser made of a text: a tree of boxes and the tokens.
pub(crate) struct Parse(Parsed<Mod>);

impl Parse {
    /// Parses `text`, whatever its errors.
    pub(crate) fn new(text: &str, options: ParseOptions) -> Self {
        Self(parse_unchecked(text, options))
    }

    /// The statements of the module.
    pub(crate) fn body(&self) -> &[Stmt] {
        match self.syntax() {
            Mod::Module(module) => &module.body,
            Mod::Expression(_) => &[],
        }
    }
}

impl Deref for Parse {
    type Target = Parsed<Mod>;

    fn deref(&self) -> &Parsed<Mod> {
        &self.0
    }
}

/// The parser extends its stack where it must, but what it made is dropped by plain recursion.
impl Drop for Parse {
    fn drop(&mut self) {
        let depth = most_nesting(self.tokens().iter().map(Token::kind));
        if depth > SHALLOW {
            let parsed = std::mem::replace(&mut self.0, parse_unchecked("", ParseOptions::from(Mode::Module)));
            with_room(depth * DROP_FRAME, || drop(parsed));
        }
    }
}

/// How deeply the expressions of a text with these tokens may be nested, at most: each level has a token besides names, literals, what
/// stands between elements, and closing brackets. So a long list is not taken for a deep one.
fn most_nesting(tokens: impl Iterator<Item = TokenKind>) -> usize {
    use TokenKind::{
        Colon, Comma, Comment, Complex, Float, Int, Name, Newline, NonLogicalNewline, Rbrace, Rpar, Rsqb, String,
    };
    let (mut most, mut depth) = (0, 0);
    for token in tokens {
        match token {
            Newline => depth = 0,
            Colon | Comma | Comment | Complex | Float | Int | Name | NonLogicalNewline | Rbrace | Rpar | Rsqb
            | String => {}
            _ => depth += 1,
        }
        most = most.max(depth);
    }
    most
}

/// So many levels fit any stack.
const SHALLOW: usize = 2048;
/// What the drop of one level may take of the stack: less than a hundred bytes in a release build, some times as much in others.
const DROP_FRAME: usize = 512;

pub(crate) fn parse(text: &str) -> Result<Parse, SyntaxError> {
    let parsed = Parse::new(text, ParseOptions::from(Mode::Module));
    match parsed.errors().first() {
        None => Ok(parsed),
        Some(error) => Err(SyntaxError {
            range: TextRange::new(error.location.start().to_u32(), error.location.end().to_u32()),
            message: error.error.to_string(),
        }),
    }
}

/// Tells whether `text` is Python: the full parser is asked only where the recognizer is unsure.
///
/// # Errors
/// The first syntax error.
pub fn check_syntax(text: &str) -> Result<(), SyntaxError> {
    match recognize(text) {
        Verdict::Valid => Ok(()),
        Verdict::Unsure { .. } => parse(text).map(|_| ()),
    }
}
