//! The full parser, behind a wall: nothing else in the workspace names it.

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

/// Parses `text` in full and tells only whether that succeeds.
///
/// # Errors
/// The first syntax error.
pub fn check_syntax(text: &str) -> Result<(), SyntaxError> {
    parse(text).map(|_| ())
}
