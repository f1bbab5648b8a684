//! The outline: the logical lines of a text and the suites they form.
//!
//! A logical line (a term of the language reference, 2.1.1) is what one NEWLINE token ends: one or more physical
//! lines, joined by brackets, triple quotes or backslashes. The outline finds where each begins and ends, how deep it
//! is nested, and what kind of statement it holds, without looking at expressions.
//!
//! **Tiling invariant.** The lines' ranges, put end to end and followed by the trivia after the last, are the text.

mod classify;
mod kind;
mod scan;
mod search;
mod string;

pub(crate) use kind::kind_of;
pub use scan::{Headers, LogicalLines, Pass};
pub use search::find_words;
pub(crate) use search::{last_line_indented_by, next_three_quotes};
pub(crate) use string::end_of_string;

use harmless_text::TextRange;
use thiserror::Error;

/// What a logical line holds, told from its first word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LineKind {
    /// `import …`
    Import,
    /// `from … import …`
    FromImport,
    /// `lazy import …` or `lazy from … import …` (PEP 810)
    LazyImport,
    /// `@…`
    Decorator,
    /// The header of a compound statement, with its suite if that stands on the same line.
    Compound,
    /// Several small statements joined by `;`.
    Several,
    /// Any other small statement.
    Simple,
}

/// One logical line with the trivia above it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LogicalLine {
    pub(crate) start: u32,
    pub(crate) indentation: u32,
    pub(crate) code: u32,
    pub(crate) code_end: u32,
    pub(crate) comment: u32,
    pub(crate) newline: u32,
    pub(crate) end: u32,
    pub(crate) depth: u16,
    pub(crate) kind: LineKind,
    pub(crate) has_comment_above: bool,
    pub(crate) is_suspect: bool,
}

impl LogicalLine {
    /// From the end of the line before to the end of this one, its line end included.
    pub fn range(&self) -> TextRange {
        TextRange::new(self.start, self.end)
    }

    /// The blank lines, comments and form feeds above the statement: whole physical lines.
    pub fn leading_trivia(&self) -> TextRange {
        TextRange::new(self.start, self.indentation)
    }

    /// Whether the line holds something that is probably no Python, so that the full parser should be asked.
    pub fn is_suspect(&self) -> bool {
        self.is_suspect
    }

    /// Whether there is a comment in the leading trivia.
    pub fn has_comment_above(&self) -> bool {
        self.has_comment_above
    }

    /// The blanks, tabs and form feeds before the statement.
    pub fn indentation(&self) -> TextRange {
        TextRange::new(self.indentation, self.code)
    }

    /// The statement, from its first to its last byte (a final `;` included).
    pub fn code(&self) -> TextRange {
        TextRange::new(self.code, self.code_end)
    }

    /// The comment at the end of the line, without the line end.
    pub fn comment(&self) -> Option<TextRange> {
        (self.comment != self.newline).then(|| TextRange::new(self.comment, self.newline))
    }

    /// The line end: `\n`, `\r\n` or `\r`; empty at the end of a text without one.
    pub fn newline(&self) -> TextRange {
        TextRange::new(self.newline, self.end)
    }

    /// How many suites the line is nested in: 0 for the module's own statements.
    pub fn depth(&self) -> u16 {
        self.depth
    }

    /// What the line holds.
    pub fn kind(&self) -> LineKind {
        self.kind
    }
}

/// Why a text has no outline. The full parser refuses such a text too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("{kind}")]
pub struct OutlineError {
    /// The byte offset of the fault.
    pub offset: u32,
    /// What is wrong there.
    pub kind: OutlineErrorKind,
}

/// The kinds of [`OutlineError`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum OutlineErrorKind {
    /// A string whose end quote is missing.
    #[error("the string that begins here is not closed")]
    UnclosedString,
    /// A bracket that is never closed.
    #[error("a bracket of this statement is not closed")]
    UnclosedBracket,
    /// A closing bracket without an opening one.
    #[error("this statement closes more brackets than it opens")]
    UnopenedBracket,
    /// A backslash that is followed by something other than a line end.
    #[error("unexpected character after a line continuation")]
    StrayBackslash,
    /// An indentation that matches no line above.
    #[error("the indentation matches no line above")]
    BadDedent,
    /// A line that is indented although no suite begins.
    #[error("unexpected indentation")]
    UnexpectedIndent,
    /// A line that ends with a colon without a suite below it.
    #[error("an indented suite is missing")]
    MissingSuite,
    /// An indentation whose depth depends on the width of a tab.
    #[error("tabs and spaces are mixed so that the indentation is ambiguous")]
    AmbiguousIndentation,
    /// A line that begins with what no statement begins with, such as a mark of a merge conflict.
    #[error("no statement begins like this")]
    NotAStatement,
    /// More nesting than the outline follows; CPython refuses it too.
    #[error("f-strings are nested too deeply")]
    TooDeep,
}

/// All logical lines of a text.
#[derive(Clone, Debug)]
pub struct Outline {
    lines: Vec<LogicalLine>,
}

impl Outline {
    /// Finds the logical lines of `text`.
    ///
    /// # Errors
    /// When strings, brackets or indentation do not fit together.
    pub fn new(text: &str) -> Result<Self, OutlineError> {
        let lines = LogicalLines::new(text).collect::<Result<_, _>>()?;
        Ok(Self { lines })
    }

    /// The logical lines, in order.
    pub fn lines(&self) -> &[LogicalLine] {
        &self.lines
    }

    /// The trivia after the last logical line: from there to the end of `text`, the text of this outline.
    pub fn trailing_trivia(&self, text: &str) -> TextRange {
        TextRange::new(self.lines.last().map_or(0, |line| line.end), text.len() as u32)
    }
}
