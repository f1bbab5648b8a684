//! Taking back as one step that is taken or not, whatever ends the process in between.
//!
//! In: what [`plan_undo`](super::plan_undo) found. Out: the repository before the release, or after it, and what is neither because
//! somebody else has changed it. The journal only names the two states, for git holds both until long after; going on and
//! returning are one function with another destination.

use super::Undo;
use crate::apply::{JournalError, Leftover, Store};
use crate::git::{self, GitError, Place, Program, RefChange, SavedIndex};
use crate::oid::Oid;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of the journal in the [`Store`].
const NAME: &str = "undo.json";

/// A release that is being taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoJournal {
    /// The work tree.
    pub work_tree: String,
    /// The version.
    pub version: String,
    /// The tag's name.
    pub tag: String,
    tag_object: String,
    commit: String,
    parent: String,
    /// The branch's full name; `None` if detached.
    branch: Option<String>,
    paths: Vec<String>,
    had_index: bool,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The release was never made.
    Before,
    /// The release is made.
    Released,
}

impl UndoJournal {
    /// Writes the journal. Nothing else is changed.
    ///
    /// # Errors
    /// If there is one of whatever kind, or it cannot be written; then nothing is left of it.
    pub fn create(store: &Store, git: &Program, undo: &Undo) -> Result<Self, JournalError> {
        if let Some(unfinished) = store.load()? {
            return Err(JournalError::Unfinished(unfinished.version));
        }
        if let Some(unfinished) = Self::load(store)? {
            return Err(JournalError::Unfinished(unfinished.version));
        }
        let written = Self::write(store, git, undo);
        if written.is_err() {
            store.clear();
        }
        written
    }

    fn write(store: &Store, git: &Program, undo: &Undo) -> Result<Self, JournalError> {
        let copy = store.path("index");
        let saved = git.save_index(copy.clone()).map_err(|source| JournalError::Io { path: copy, source })?;
        let journal = Self {
            work_tree: git.folder().display().to_string(),
            version: undo.release.version.to_string(),
            tag: undo.release.tag.clone(),
            tag_object: undo.tag_target.to_string(),
            commit: undo.commit.to_string(),
            parent: undo.parent.to_string(),
            branch: git::open(git.folder())?.head()?.branch,
            paths: undo.paths.clone(),
            had_index: saved.existed,
        };
        store.put_json(NAME, &journal)?;
        Ok(journal)
    }

    /// The journal, if a release is being taken back.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn load(store: &Store) -> Result<Option<Self>, JournalError> {
        store.get_json(NAME)
    }

    /// Whether one is there, without locking.
    pub fn is_unfinished(common_dir: &Path) -> bool {
        Store::holds(common_dir, NAME)
    }

    /// Brings references, files and index to one of the two states, from wherever between them they are. Gives what is in neither,
    /// and is left. The journal is removed unless trying again may help.
    pub fn settle(&self, git: &Program, store: &Store, destination: Destination) -> Vec<Leftover> {
        let left = match self.references(git, destination) {
            Ok(()) => self.files(git, store, destination),
            Err(leftover) => vec![leftover],
        };
        if !left.iter().any(|leftover| leftover.again) {
            store.remove(NAME);
            store.clear();
        }
        left
    }

    fn references(&self, git: &Program, destination: Destination) -> Result<(), Leftover> {
        let theirs = |message: String| Leftover { message, again: false };
        let failed = |error: GitError| Leftover { message: format!("the branch and the tag: {error}"), again: true };
        let oid = |hex: &str| Oid::from_hex(hex.as_bytes());
        // Opened anew: what is read must be what is there now.
        let reader = git::open(git.folder()).map_err(failed)?;
        let head = reader.head().map_err(failed)?;
        if head.branch != self.branch {
            return Err(theirs("another branch was checked out meanwhile".into()));
        }
        let tag = format!("refs/tags/{}", self.tag);
        let tag_now = reader.reference(&tag).map_err(failed)?;
        let mut changes = Vec::new();
        for (name, now, released, before) in [
            ("HEAD".to_owned(), head.commit, oid(&self.commit), oid(&self.parent)),
            (tag, tag_now, oid(&self.tag_object), None),
        ] {
            let (old, new) = match destination {
                Destination::Before => (released, before),
                Destination::Released => (before, released),
            };
            if now == old {
                changes.push(RefChange { name, old, new });
            } else if now != new {
                return Err(theirs(format!("{name} was changed by somebody else meanwhile")));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let reason = match destination {
            Destination::Before => format!("harmless-release: undo {}", self.tag),
            Destination::Released => format!("harmless-release: take back the undoing of {}", self.tag),
        };
        git.update_refs(&changes, &reason).map_err(failed)
    }

    fn files(&self, git: &Program, store: &Store, destination: Destination) -> Vec<Leftover> {
        let failed = |message: String| vec![Leftover { message, again: true }];
        let (to, from) = match destination {
            Destination::Before => (&self.parent, &self.commit),
            Destination::Released => (&self.commit, &self.parent),
        };
        let restored = || -> Result<Vec<String>, GitError> {
            let missing = git.differing(Place::WorkTree, to, &self.paths)?;
            let staged = git.differing(Place::Index, to, &self.paths)?;
            // What is neither as in the release nor as before it is somebody else's.
            let mut theirs = git.differing(Place::WorkTree, from, &self.paths)?;
            theirs.retain(|path| missing.contains(path));
            let is_ours = |path: &&String| !theirs.contains(path) && (missing.contains(path) || staged.contains(path));
            let ours: Vec<String> = self.paths.iter().filter(is_ours).cloned().collect();
            git.restore_paths(to, &ours)?;
            Ok(theirs)
        };
        let theirs = match restored() {
            Ok(theirs) => theirs,
            Err(error) => return failed(format!("the files: {error}")),
        };
        if destination == Destination::Released {
            let saved = SavedIndex { copy: store.path("index"), existed: self.had_index };
            // One that was not touched needs no lock.
            if !git.is_index(&saved)
                && let Err(error) = git.restore_index(&saved, &self.paths)
            {
                return failed(format!("the index: {error}"));
            }
        }
        let left =
            |path| Leftover { message: format!("{path}: changed by somebody else, left as it is"), again: false };
        theirs.into_iter().map(left).collect()
    }
}
