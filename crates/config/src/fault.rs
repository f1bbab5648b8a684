//! What is wrong with a configuration.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Something wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it is shown.
    pub path: Arc<Path>,
    /// The 1-based line and column (in characters); `None` if the file as a whole is meant.
    pub place: Option<(u32, u32)>,
    /// What is wrong and what is expected, a sentence without a final period.
    pub message: String,
    /// Whether the file still can be used.
    pub is_warning: bool,
}

impl Fault {
    /// That the file at `path` as a whole cannot be used.
    pub fn of_file(path: Arc<Path>, message: String) -> Self {
        Self { path, place: None, message, is_warning: false }
    }

    /// The same, but no more than a warning.
    pub fn into_warning(self) -> Self {
        Self { is_warning: true, ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.message)
    }
}

impl std::error::Error for Fault {}
