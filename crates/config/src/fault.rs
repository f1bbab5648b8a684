//! What is wrong with a configuration.

use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// Something wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}:{line}:{column}: {message}", .path.display())]
pub struct Fault {
    /// The file, as it is shown.
    pub path: Arc<Path>,
    /// The 1-based line.
    pub line: u32,
    /// The 1-based column, in characters.
    pub column: u32,
    /// What is wrong and what is expected, a sentence without a final period.
    pub message: String,
    /// Whether the file still can be used.
    pub is_warning: bool,
}

impl Fault {
    /// The same, but no more than a warning.
    pub fn into_warning(self) -> Self {
        Self { is_warning: true, ..self }
    }
}
