//! The recognizer: is a text surely a Python module?
//!
//! The full parser answers that too, and builds a tree of which such a question needs nothing. The recognizer goes once
//! over the text, builds nothing, and may say that it does not know: then the parser decides, and words the error.
//!
//! **The law**: what the recognizer calls valid, the full parser accepts. It may be unsure of anything, and is of what is
//! rare: t-strings, identifiers beyond ASCII, odd indentation, deep nesting.
//!
//! * [`lexer`]: the text into tokens, one at a time, with indentation; [`string`]: what stands in quotes; [`chunk`]: bytes.
//! * [`expression`]: operators and operands; [`display`]: what stands in brackets; [`target`]: what can be assigned to.
//! * [`statement`], [`definition`] (functions and classes), [`pattern`] (`match`).
//!
//! The modules share no code with the outline nor with the sorter, of whose work they are to be witnesses.

mod chunk;
mod definition;
mod display;
mod expression;
mod lexer;
mod pattern;
mod statement;
mod string;
mod target;
mod token;

use lexer::Lexer;
use token::Kind;

/// What the recognizer says of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is a Python module: the full parser accepts it.
    Valid,
    /// It may be one or not.
    Unsure {
        /// Where the recognizer gave up, in bytes: at or behind what it did not follow.
        at: usize,
    },
}

/// Whether `text` is surely a Python module.
pub fn recognize(text: &str) -> Verdict {
    recognize_lines(text, &[])
}

/// Whether `text` is surely a Python module, and each of the byte offsets in `between`, in ascending order, stands between two
/// of its logical lines, before the first or behind the last: in no statement, no bracket and no string.
pub(crate) fn recognize_lines(text: &str, between: &[u32]) -> Verdict {
    let mut recognizer = Recognizer { lexer: Lexer::new(text, between), depth: 0 };
    match recognizer.module() {
        Ok(()) => Verdict::Valid,
        Err(Unsure) => Verdict::Unsure { at: recognizer.lexer.at },
    }
}

/// The recognizer does not follow.
#[derive(Debug)]
struct Unsure;

type Sure<T = ()> = Result<T, Unsure>;

/// How deep blocks, brackets, lambdas and f-strings may nest in each other; far less than any thread's stack allows.
const MAX_DEPTH: u32 = 120;

/// A recursive-descent recognizer. Its methods expect the first token of what they are named for and leave the first token
/// behind it.
struct Recognizer<'t> {
    lexer: Lexer<'t>,
    depth: u32,
}

impl Recognizer<'_> {
    fn kind(&self) -> Kind {
        self.lexer.kind
    }

    fn at(&self, kind: Kind) -> bool {
        self.lexer.kind == kind
    }

    fn advance(&mut self) -> Sure {
        self.lexer.advance()
    }

    fn eat(&mut self, kind: Kind) -> Sure<bool> {
        let is_there = self.at(kind);
        if is_there {
            self.advance()?;
        }
        Ok(is_there)
    }

    fn expect(&mut self, kind: Kind) -> Sure {
        if self.at(kind) { self.advance() } else { Err(Unsure) }
    }

    fn name(&mut self) -> Sure {
        if self.kind().is_name() { self.advance() } else { Err(Unsure) }
    }

    /// Must be followed by [`Self::leave`], unless the recognizer gives up.
    fn enter(&mut self) -> Sure {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Unsure) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// What `follow` makes of the tokens to come; if it does not follow them, they are as if it had not looked. It must not go
    /// beyond the logical line.
    fn attempt<T>(&mut self, follow: impl FnOnce(&mut Self) -> Sure<T>) -> Option<T> {
        let place = self.lexer.place();
        let depth = self.depth;
        follow(self)
            .map_err(|Unsure| {
                self.lexer.go_back(place);
                self.depth = depth;
            })
            .ok()
    }
}
