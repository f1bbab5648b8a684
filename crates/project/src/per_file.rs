//! What is found out of the files of a code base, of each one when somebody asks, and then kept.

use crate::layout::FileId;
use std::sync::OnceLock;

/// So many files share what is known of none of them.
const CHUNK: usize = 64;

type Chunk<T> = [OnceLock<Box<T>>; CHUNK];

/// A value for each file, found at most once. Of most files nothing is ever asked, so what is not known takes hardly any room.
#[derive(Debug)]
pub(crate) struct PerFile<T>(Box<[OnceLock<Box<Chunk<T>>>]>);

impl<T> PerFile<T> {
    /// Nothing is known of so many files.
    pub(crate) fn new(files: usize) -> Self {
        Self((0..files.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect())
    }

    /// What is known of `file`.
    pub(crate) fn get(&self, file: FileId) -> Option<&T> {
        let chunk = self.0[file.index() / CHUNK].get()?;
        chunk[file.index() % CHUNK].get().map(|known| &**known)
    }

    /// What is known of `file`, or else is found now.
    pub(crate) fn get_or_init(&self, file: FileId, find: impl FnOnce() -> T) -> &T {
        self.place(file).get_or_init(|| Box::new(find()))
    }

    /// Notes what was found of `file`, unless it is known already.
    pub(crate) fn note(&self, file: FileId, found: T) {
        // If another thread was faster, it found the same.
        let _ = self.place(file).set(Box::new(found));
    }

    fn place(&self, file: FileId) -> &OnceLock<Box<T>> {
        let chunk = self.0[file.index() / CHUNK].get_or_init(|| Box::new([const { OnceLock::new() }; CHUNK]));
        &chunk[file.index() % CHUNK]
    }
}
