//! What directories hold, listed at most once a run, however many of its walks come by.

use crate::gitignore::RuleFiles;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::fs::DirEntryExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The entries of a directory.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) names: Vec<OsString>,
    /// The kind and inode of each.
    pub(crate) kinds: Vec<(FileType, u64)>,
    pub(crate) rules: RuleFiles,
}

/// The listings that the walks of a run share: see [`Visitor::listings`](crate::Visitor::listings).
#[derive(Debug, Default)]
pub struct Listings(Mutex<HashMap<OsString, Arc<Listing>>>);

impl Listing {
    pub(crate) fn read(directory: &Path) -> io::Result<Self> {
        let mut listing = Self { names: Vec::new(), kinds: Vec::new(), rules: RuleFiles::default() };
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let Ok(kind) = entry.file_type() else {
                continue; // Gone since the directory was listed.
            };
            let name = entry.file_name();
            match name.as_encoded_bytes() {
                b".gitignore" => listing.rules.gitignore = true,
                b".ignore" => listing.rules.dot_ignore = true,
                b".git" => listing.rules.dot_git = true,
                _ => {}
            }
            listing.names.push(name);
            listing.kinds.push((kind, entry.ino()));
        }
        Ok(listing)
    }
}

impl Listings {
    /// Whether the directory at `path`, an absolute path, was listed.
    pub fn has(&self, path: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path.as_os_str())
    }

    /// Whether the directory at `path`, an absolute path, holds something called `name`, as it was listed; `None` if it was not, or if that is a
    /// link, which may lead nowhere.
    pub fn holds(&self, path: &Path, name: &str) -> Option<bool> {
        let listing = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path.as_os_str()).cloned()?;
        match listing.names.iter().position(|known| known == name) {
            Some(at) => Some(true).filter(|_| !listing.kinds[at].0.is_symlink()),
            None => Some(false),
        }
    }

    /// The entries of the directory at `path`, an absolute path, which may be opened by another one.
    pub(crate) fn of(&self, path: &Path, openable: &Path) -> io::Result<Arc<Listing>> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path.as_os_str()) {
            return Ok(Arc::clone(known));
        }
        // Read without the lock: two walks that come at the same time find the same.
        let listing = Arc::new(Listing::read(openable)?);
        lock().insert(path.as_os_str().to_owned(), Arc::clone(&listing));
        Ok(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_what_was_listed_is_known() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path();
        fs::create_dir(path.join(".git"))?;
        symlink("nowhere", path.join(".hg"))?;
        let listings = Listings::default();
        assert_eq!(listings.holds(path, ".git"), None);
        listings.of(path, path)?;
        fs::write(path.join("setup.py"), "")?;
        let held = [".git", ".hg", "setup.py"].map(|name| listings.holds(path, name));
        assert_eq!(held, [Some(true), None, Some(false)]);
        Ok(())
    }
}
