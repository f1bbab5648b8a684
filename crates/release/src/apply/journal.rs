//! The journal: a folder in the git directory with everything that is needed to finish a release or to take it back.
//!
//! `journal.json` is the whole plan; `index` is a copy of the index; `old-N` are copies of the files' old contents,
//! which are moved into place when a release is taken back, so that this works on a full disk; `reserve` is space that
//! is given free before taking back; `committing` marks that hooks may have run. A `lock` keeps two processes apart.

use crate::git::{GitError, Program, SavedIndex};
use crate::oid::Oid;
use crate::plan::Plan;
use crate::project::{Project, ProjectError};
use crate::settings::Style;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

const NAME: &str = "journal.json";
const FORMAT: u32 = 1;
const RESERVE: usize = 64 * 1024;

/// Why there is no journal.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Another process is making a release.
    #[error("another harmless-release is at work in this repository; wait for it")]
    Busy,
    /// A release is unfinished.
    #[error("the release of {0} is unfinished; run `harmless-release continue` or `harmless-release abort`")]
    Unfinished(String),
    /// The journal cannot be written or read.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// git failed.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// A file of the release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalFile {
    /// The path relative to the work tree.
    pub path: String,
    /// The bytes before; `None` if it did not exist.
    pub old: Option<Vec<u8>>,
    /// The bytes of the release: as planned, or as a hook has rewritten them.
    pub new: Vec<u8>,
    /// The bytes as planned, if a hook has rewritten them.
    pub planned: Option<Vec<u8>>,
    /// Whether it was under version control.
    pub tracked: bool,
}

/// A release in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    format: u32,
    /// The work tree.
    pub work_tree: String,
    /// The folder of the project's settings, relative to the work tree.
    pub home: PathBuf,
    /// Which of several packages is released.
    pub package: Option<String>,
    /// The version.
    pub version: String,
    /// The tag's name.
    pub tag: String,
    /// The branch's full name; `None` if detached.
    pub branch: Option<String>,
    /// The commit before.
    pub head: String,
    /// The commit's message.
    pub message: String,
    /// The tag's notes.
    pub notes: String,
    /// Whether the tag is signed.
    pub sign: bool,
    /// The files.
    pub files: Vec<JournalFile>,
    /// The changelog's path, if it is generated as a whole.
    pub generated_changelog: Option<String>,
    /// Whether there was an index.
    pub had_index: bool,
}

impl Journal {
    /// Writes the journal of a plan. Nothing else is changed.
    ///
    /// # Errors
    /// If there is one already, or it cannot be written; then nothing is left of it.
    pub fn create(store: &Store, git: &Program, plan: &Plan) -> Result<Self, JournalError> {
        if let Some(unfinished) = store.load()? {
            return Err(JournalError::Unfinished(unfinished.version));
        }
        store.clear_rescued();
        let files = plan.files.iter().map(|file| JournalFile {
            path: file.path.clone(),
            old: file.old.clone(),
            new: file.new.clone(),
            planned: None,
            tracked: file.tracked,
        });
        let mut journal = Self {
            format: FORMAT,
            work_tree: git.folder().display().to_string(),
            home: plan.home.strip_prefix(git.folder()).unwrap_or(Path::new("")).to_owned(),
            package: plan.package.clone(),
            version: plan.version.to_string(),
            tag: plan.tag.clone(),
            branch: plan.branch.clone(),
            head: plan.head.map(|head| head.to_string()).unwrap_or_default(),
            message: plan.message.clone(),
            notes: plan.notes.clone(),
            sign: plan.sign,
            files: files.collect(),
            generated_changelog: plan.changelog.clone().filter(|_| plan.style == Style::Attribution),
            had_index: false,
        };
        let written = journal.write(store, git);
        if written.is_err() {
            store.clear();
        }
        written.map(|()| journal)
    }

    fn write(&mut self, store: &Store, git: &Program) -> Result<(), JournalError> {
        store.put("reserve", &vec![0; RESERVE])?;
        for (number, file) in self.files.iter().enumerate() {
            if let Some(old) = &file.old {
                store.put(&format!("old-{number}"), old)?;
            }
        }
        let copy = store.path("index");
        let saved = git.save_index(copy.clone()).map_err(|source| JournalError::Io { path: copy, source })?;
        self.had_index = saved.existed;
        self.save(store)
    }

    /// Writes the journal itself, in one piece.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, store: &Store) -> Result<(), JournalError> {
        store.put_json(NAME, self)
    }

    /// The commit before.
    pub fn old_head(&self) -> Option<Oid> {
        Oid::from_hex(self.head.as_bytes())
    }

    /// The paths of the files.
    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    /// Opens the project that is released.
    ///
    /// # Errors
    /// If it cannot be read any more.
    pub fn project(&self, git: &Program) -> Result<Project, ProjectError> {
        Project::open(&git.folder().join(&self.home), self.package.as_deref())
    }

    /// The saved index.
    pub(super) fn saved_index(&self, store: &Store) -> SavedIndex {
        SavedIndex { copy: store.path("index"), existed: self.had_index }
    }
}

/// The folder of the journal, locked for this process.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Held as long as the store; the operating system frees it when the process ends, however it ends.
    _lock: File,
}

impl Store {
    /// Opens the folder and locks it.
    ///
    /// # Errors
    /// If another process has it, or it cannot be made.
    pub fn open(common_dir: &Path) -> Result<Self, JournalError> {
        let folder = common_dir.join("harmless-release");
        let path = folder.join("lock");
        let error = |source| JournalError::Io { path: path.clone(), source };
        fs::create_dir_all(&folder).map_err(error)?;
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(error)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy),
            Err(TryLockError::Error(source)) => Err(error(source)),
        }
    }

    /// Whether a journal is there, without locking.
    pub fn is_unfinished(common_dir: &Path) -> bool {
        Self::holds(common_dir, NAME)
    }

    /// Whether there is a file of this name, without locking.
    pub(crate) fn holds(common_dir: &Path, name: &str) -> bool {
        common_dir.join("harmless-release").join(name).exists()
    }

    /// The path of a file of the journal.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The journal, if a release is unfinished.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn load(&self) -> Result<Option<Journal>, JournalError> {
        let Some(journal) = self.get_json::<Journal>(NAME)? else { return Ok(None) };
        if journal.format != FORMAT {
            let source = io::Error::other("written by another version of this program; use that one");
            return Err(JournalError::Io { path: self.path(NAME), source });
        }
        Ok(Some(journal))
    }

    /// Reads a file of JSON; `None` if it is not there.
    pub(crate) fn get_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JournalError> {
        let path = self.path(name);
        let error = |source| JournalError::Io { path: path.clone(), source };
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|source| error(source.into())),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(error(source)),
        }
    }

    /// Writes a file of JSON in one piece.
    pub(crate) fn put_json(&self, name: &str, value: &impl Serialize) -> Result<(), JournalError> {
        let error = |source| JournalError::Io { path: self.path(name), source };
        let text = serde_json::to_vec(value).map_err(|source| error(source.into()))?;
        self.put("journal.new", &text)?;
        fs::rename(self.path("journal.new"), self.path(name)).map_err(error)
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.path(name));
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), JournalError> {
        let path = self.path(name);
        crate::git::write_synced(&path, bytes).map_err(|source| JournalError::Io { path, source })
    }

    /// Gives the reserved space free.
    pub(super) fn free_reserve(&self) {
        self.remove("reserve");
    }

    /// Removes what earlier releases have rescued.
    fn clear_rescued(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("rescued-") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes the journal: first the file that makes it one. Notes and rescued files stay.
    pub fn clear(&self) {
        self.remove(NAME);
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if matches!(&*name, "journal.new" | "index" | "reserve" | "committing") || name.starts_with("old-") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
