//! The files a command works on: finding them, reading them, replacing them.
//!
//! Paths as the user typed them go in; [`walk()`] walks directories and visits files on one work-stealing pool and gives
//! back what the [`Visitor`] found, ordered by path, and the [`Problem`]s met on the way. [`replace()`] puts new bytes in
//! the place of a file's old ones, all or nothing. The crate knows nothing of what is in the files, and of
//! configuration only what a [`Selection`] says.

mod directory;
mod excludes;
mod gitignore;
mod listing;
mod path;
mod problem;
mod read;
mod replace;
mod roots;
mod walk;

pub use directory::{Entering, Selection, Visitor};
pub use excludes::{DEFAULT_EXCLUDES, Excludes, ExcludesBuilder, PatternError};
pub use listing::Listings;
pub use path::{absolute, display_path, stem_and_extension};
pub use problem::{Problem, ProblemKind};
pub use read::{File, read};
pub use replace::{ReplaceError, replace};
pub use walk::{WalkOptions, Walked, compare_paths, walk};
