//! The git port: what the engine asks of a repository, and the two ways to answer.
//!
//! [`Reader`] is implemented by [`Libgit`] (in process, fast) and by [`Program`] (the `git` executable, for
//! repositories that libgit2 does not open). Everything that changes a repository is in [`Program`] alone, because only
//! `git` runs hooks, filters and signing. Nothing here knows versions, changelogs or settings.

mod configuration;
mod libgit;
mod object;
mod program;
mod reading;
mod status;
mod writing;

pub use libgit::Libgit;
pub use object::{TagObject, parse_commit, parse_tag};
pub use program::{Output, Program};
pub use status::{Branch, WorkTreeStatus};
pub(crate) use writing::write_synced;
pub use writing::{Place, RefChange, SavedIndex};

use crate::oid::Oid;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a question to git has no answer.
#[derive(Debug, Error)]
pub enum GitError {
    /// The folder is in no repository, or git refuses to use it.
    #[error("{0}")]
    NotARepository(String),
    /// A `git` command failed.
    #[error("`git {command}` failed ({status}){}", with_output(.output))]
    Failed {
        /// The subcommand and its arguments.
        command: String,
        /// How it ended.
        status: String,
        /// What it said on both streams, in the order standard error, standard output.
        output: String,
    },
    /// `git` could not be started or talked to.
    #[error("cannot run `git {command}`: {source}; is git installed and on PATH?")]
    Io {
        /// The subcommand and its arguments.
        command: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// libgit2 failed.
    #[error("cannot read the repository: {0}")]
    Libgit(#[from] git2::Error),
    /// The repository holds something that is no valid object or reference.
    #[error("the repository is damaged: {0}")]
    Damaged(String),
}

fn with_output(output: &str) -> String {
    let output = output.trim_end();
    if output.is_empty() { String::new() } else { format!(":\n{output}") }
}

/// A tag reference.
#[derive(Clone, Debug)]
pub struct TagRef {
    /// The name without `refs/tags/`.
    pub name: String,
    /// What the reference points at.
    pub target: Oid,
    /// The commit it leads to; `None` if it leads to a tree or a blob.
    pub commit: Option<Oid>,
    /// The content of the tag object; `None` for a lightweight tag.
    pub object: Option<Vec<u8>>,
}

/// What the history needs to know of a commit.
#[derive(Debug)]
pub struct CommitView<'a> {
    /// The parents, in order.
    pub parents: &'a [Oid],
    /// The committer's time, seconds since 1970.
    pub time: i64,
    /// The author's name, UTF-8 where the commit's encoding could be decoded.
    pub name: &'a [u8],
    /// The author's e-mail address.
    pub email: &'a [u8],
}

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The branch's full reference name; `None` if detached.
    pub branch: Option<String>,
    /// The commit; `None` before the first one.
    pub commit: Option<Oid>,
}

/// Reading of a repository. Never runs anything that the repository's configuration names.
pub trait Reader {
    /// The work tree's root; `None` for a bare repository.
    fn work_tree(&self) -> Option<&Path>;

    /// The directory that all work trees share.
    fn common_dir(&self) -> &Path;

    /// What is checked out.
    ///
    /// # Errors
    /// If `HEAD` cannot be read.
    fn head(&self) -> Result<Head, GitError>;

    /// What a reference points at, not followed further; `None` if there is no such reference. The name is full.
    ///
    /// # Errors
    /// If it cannot be read.
    fn reference(&self, name: &str) -> Result<Option<Oid>, GitError>;

    /// The content of an object; `None` if there is no such object.
    ///
    /// # Errors
    /// If it cannot be read.
    fn object(&self, oid: Oid) -> Result<Option<Vec<u8>>, GitError>;

    /// All tags, sorted by the bytes of their names.
    ///
    /// # Errors
    /// If a reference or tag object cannot be read.
    fn tags(&self) -> Result<Vec<TagRef>, GitError>;

    /// Visits every commit reachable from `tips` once, in no particular order. Replaced objects and shallow boundaries
    /// are respected.
    ///
    /// # Errors
    /// If a commit cannot be read.
    fn commits(&self, tips: &[Oid], visit: &mut dyn FnMut(Oid, CommitView<'_>)) -> Result<(), GitError>;

    /// The text of all mailmaps, in git's order: `.mailmap`, `mailmap.blob`, `mailmap.file`.
    ///
    /// # Errors
    /// If the configuration cannot be read.
    fn mailmap(&self) -> Result<Vec<u8>, GitError>;

    /// Whether the history is cut off.
    fn is_shallow(&self) -> bool {
        std::fs::metadata(self.common_dir().join("shallow")).is_ok_and(|file| file.len() > 0)
    }
}

/// Opens the repository around `folder` for reading: with libgit2 if it can, else with the `git` program.
///
/// # Errors
/// If neither can; the error is git's own.
pub fn open(folder: &Path) -> Result<Box<dyn Reader>, GitError> {
    match Libgit::open(folder)? {
        Some(reader) => Ok(Box::new(reader)),
        None => Ok(Box::new(Program::open(folder)?)),
    }
}

/// Reads a mailmap from a file, like git: an absent file is empty.
fn append_mailmap_file(text: &mut Vec<u8>, path: PathBuf) {
    if let Ok(bytes) = std::fs::read(path) {
        append_mailmap(text, &bytes);
    }
}

fn append_mailmap(text: &mut Vec<u8>, bytes: &[u8]) {
    text.extend_from_slice(bytes);
    if text.last().is_some_and(|&byte| byte != b'\n') {
        text.push(b'\n');
    }
}

/// `.mailmap` of a work tree; git does not follow it if it is a symbolic link.
fn append_work_tree_mailmap(text: &mut Vec<u8>, work_tree: &Path) {
    let path = work_tree.join(".mailmap");
    if std::fs::symlink_metadata(&path).is_ok_and(|file| file.is_file()) {
        append_mailmap_file(text, path);
    }
}
