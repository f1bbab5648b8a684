//! From the paths the user typed to the directories to walk and the files to visit, each once.

use crate::path::{absolute, display_path};
use crate::{Problem, ProblemKind};
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What makes two paths the same file: device and inode.
pub(crate) type Identity = (u64, u64);

pub(crate) fn identity(metadata: &Metadata) -> Identity {
    (metadata.dev(), metadata.ino())
}

/// A directory, as it is shown and from the root of the file system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) shown: PathBuf,
    pub(crate) absolute: PathBuf,
}

impl Place {
    /// `path` as typed.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        Ok(Self { shown: display_path(path), absolute: absolute(path)? })
    }

    pub(crate) fn join(&self, name: impl AsRef<Path>) -> Self {
        Self { shown: self.shown.join(&name), absolute: self.absolute.join(&name) }
    }
}

/// What the user asked for.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    /// Directories to walk. A root that lies in another is walked only as itself.
    pub(crate) directories: Vec<Place>,
    /// Files, by directory.
    pub(crate) files: BTreeMap<Place, Vec<OsString>>,
    /// The identities of both.
    pub(crate) identities: HashSet<Identity>,
    /// The inodes of both: a listing gives these for free, so that most files need no closer look.
    pub(crate) inodes: HashSet<u64>,
    pub(crate) problems: Vec<Problem>,
}

impl Roots {
    /// Looks at `paths`. Of several paths to one file or directory the first counts.
    pub(crate) fn find(paths: &[PathBuf]) -> Self {
        let mut roots = Self::default();
        for path in paths {
            if let Err(kind) = roots.add(path) {
                roots.problems.push(Problem { path: display_path(path), kind, named: true });
            }
        }
        roots
    }

    fn add(&mut self, path: &Path) -> Result<(), ProblemKind> {
        let metadata = fs::metadata(path).map_err(|error| match ProblemKind::of(error) {
            ProblemKind::Missing if fs::symlink_metadata(path).is_ok() => ProblemKind::DanglingLink,
            kind => kind,
        })?;
        if !metadata.is_dir() && !metadata.is_file() {
            return Err(ProblemKind::Special);
        }
        if !self.identities.insert(identity(&metadata)) {
            return Ok(());
        }
        self.inodes.insert(metadata.ino());
        if metadata.is_dir() {
            self.directories.push(Place::new(path).map_err(ProblemKind::Unreadable)?);
        } else if let Some(name) = path.file_name() {
            let directory = path.parent().unwrap_or(Path::new(""));
            let place = Place::new(directory).map_err(ProblemKind::Unreadable)?;
            self.files.entry(place).or_default().push(name.into());
        }
        Ok(())
    }

    /// Whether the entry at `path` with this inode is one of the roots, and so not the walk's business.
    pub(crate) fn has(&self, path: &Path, inode: u64) -> bool {
        self.inodes.contains(&inode)
            && fs::symlink_metadata(path).is_ok_and(|metadata| self.identities.contains(&identity(&metadata)))
    }
}
