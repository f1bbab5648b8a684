//! Versions: which one comes next, and how it is spelt. In: text. Out: PEP 440 versions. Knows no files.

mod bump;
mod calver;
mod spelling;

pub use bump::{BumpError, Level, bump};
pub use calver::{CalverError, CalverPattern, next as next_calver};
pub use spelling::Spelling;

use pep440_rs::Version;
use serde::Serializer;

/// A version as text, for reports.
pub(crate) fn serialize<S: Serializer>(version: &Version, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(version)
}
