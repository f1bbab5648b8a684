//! Where a project's version is written. In: the project's files through [`Tree`]. Out: [`Place`]s: a file, the range
//! of the version in it, and how to spell it there. Nothing is written here; an edit replaces exactly the range.

mod find;
mod json;
mod python;
mod toml;

pub(crate) use find::is_generated;
pub use find::version_file_text;
pub use find::{Found, find};
pub use json::{package_json, package_lock};
pub use toml::{Manifest, cargo_dependencies, cargo_lock, cargo_manifest, uv_lock};

use crate::version::Spelling;
use pep440_rs::Version;
use std::ops::Range;
use std::str::FromStr;
use thiserror::Error;

/// The files of a project: those in the work tree, or those of a revision. Paths are relative to the project and use
/// `/`.
pub trait Tree {
    /// A file's bytes; `None` if there is no such file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The paths of all files under version control with this name.
    fn named(&self, name: &str) -> Vec<String>;
}

/// One place of the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: String,
    /// What the place is called there, for example `project.version`.
    pub key: String,
    /// What is written there.
    pub current: String,
    /// Where in the file's bytes.
    pub range: Range<usize>,
    /// How it is spelt there.
    pub spelling: Spelling,
    /// Whether the place follows from others (lock files, generated files), so that it is no authority.
    pub derived: bool,
}

impl Place {
    /// The version that is written there, if it is one.
    pub fn version(&self) -> Option<Version> {
        Version::from_str(&self.current).ok()
    }
}

/// Why a place that must be edited cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: {reason}")]
pub struct PlaceError {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl PlaceError {
    fn new(path: &str, reason: impl ToString) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// The file with the version in these places of it. Everything else stays byte for byte.
///
/// # Errors
/// If the version cannot be spelt in a place, or two places overlap.
pub fn rewrite(content: &[u8], places: &[&Place], version: &Version) -> Result<Vec<u8>, PlaceError> {
    let mut places = places.to_vec();
    places.sort_by_key(|place| (place.range.start, place.range.end));
    places.dedup_by(|a, b| a.range == b.range);
    let mut result = Vec::with_capacity(content.len() + 16);
    let mut done = 0;
    for place in places {
        let spelt = place.spelling.spell(version).ok_or_else(|| {
            PlaceError::new(&place.path, format!("{version} cannot be written as a semantic version ({})", place.key))
        })?;
        if place.range.start < done {
            return Err(PlaceError::new(&place.path, format!("{} overlaps another place", place.key)));
        }
        result.extend_from_slice(&content[done..place.range.start]);
        result.extend_from_slice(spelt.as_bytes());
        done = place.range.end;
    }
    result.extend_from_slice(&content[done..]);
    Ok(result)
}
