//! The full parser, behind a wall: nothing else in the workspace names it.

use crate::recognize::{Verdict, recognize};
use harmless_text::TextRange;
use ruff_python_ast::ModModule;
use ruff_python_parser::{Parsed, parse_module};
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

pub(crate) fn parse(text: &str) -> Result<Parsed<ModModule>, SyntaxError> {
    parse_module(text).map_err(|error| SyntaxError {
        range: TextRange::new(error.location.start().to_u32(), error.location.end().to_u32()),
        message: error.error.to_string(),
    })
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
