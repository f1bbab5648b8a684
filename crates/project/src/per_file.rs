//! What is found out of the files of a code base, of each one when somebody asks, and then kept.

use crate::layout::FileId;
use std::sync::OnceLock;

/// A value for each file, found at most once. Of most files nothing is ever asked, so what is not known takes hardly any room.
#[derive(Debug)]
pub(crate) struct PerFile<T>(Box<[OnceLock<Box<T>>]>);

impl<T> PerFile<T> {
    /// Nothing is known of so many files.
    pub(crate) fn new(files: usize) -> Self {
        Self((0..files).map(|_| OnceLock::new()).collect())
    }

    /// What is known of `file`.
    pub(crate) fn get(&self, file: FileId) -> Option<&T> {
        self.0[file.index()].get().map(|known| &**known)
    }

    /// What is known of `file`, or else is found now.
    pub(crate) fn get_or_init(&self, file: FileId, find: impl FnOnce() -> T) -> &T {
        self.0[file.index()].get_or_init(|| Box::new(find()))
    }

    /// Notes what was found of `file`, unless it is known already.
    pub(crate) fn note(&self, file: FileId, found: T) {
        // If another thread was faster, it found the same.
        let _ = self.0[file.index()].set(Box::new(found));
    }
}
