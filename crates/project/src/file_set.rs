//! Sets of files of one code base, a bit for each.

use crate::layout::FileId;
use std::sync::atomic::{AtomicU64, Ordering};

/// A set of files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileSet(Vec<u64>);

impl FileSet {
    /// The empty set, with room for the files of a code base.
    pub(crate) fn new(files: usize) -> Self {
        Self(vec![0; files.div_ceil(64)])
    }

    pub(crate) fn contains(&self, file: FileId) -> bool {
        self.0[file.index() / 64] >> (file.index() % 64) & 1 == 1
    }

    /// Adds a file and says whether it was new.
    pub(crate) fn insert(&mut self, file: FileId) -> bool {
        let word = &mut self.0[file.index() / 64];
        let bit = 1 << (file.index() % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(crate) fn extend(&mut self, files: impl IntoIterator<Item = FileId>) {
        for file in files {
            self.insert(file);
        }
    }

    /// Whether all files are in `other` too.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        !self.has_any(other, |a, b| a & !b)
    }

    /// Whether the two have a file in common.
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.has_any(other, |a, b| a & b)
    }

    /// Whether `part` of the two is not empty. Eight words are looked at together.
    fn has_any(&self, other: &Self, part: impl Fn(u64, u64) -> u64) -> bool {
        let (ones, one_rest) = self.0.as_chunks::<8>();
        let (others, other_rest) = other.0.as_chunks::<8>();
        let any = |one: &[u64], other: &[u64]| one.iter().zip(other).fold(0, |all, (&a, &b)| all | part(a, b)) != 0;
        ones.iter().zip(others).any(|(one, other)| any(one, other)) || any(one_rest, other_rest)
    }

    /// The files that the two have in common, by number.
    pub(crate) fn common(&self, other: &Self) -> impl Iterator<Item = FileId> {
        files(self.0.iter().zip(&other.0).map(|(a, b)| a & b))
    }

    /// Everything that is not in the set.
    pub(crate) fn complement(&self) -> Self {
        Self(self.0.iter().map(|word| !word).collect())
    }

    /// Keeps only the files of `other`.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a &= b;
        }
    }

    /// Takes away all files of `other`.
    pub(crate) fn remove_all(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a &= !b;
        }
    }

    /// Adds all files of `other`.
    pub(crate) fn union(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    /// For each file, how many of lower number are in the set.
    pub(crate) fn ranks(&self) -> impl Fn(FileId) -> u32 {
        let lower = |count: &mut u32, word: &u64| Some(std::mem::replace(count, *count + word.count_ones()));
        let before: Vec<u32> = self.0.iter().scan(0, lower).collect();
        move |file| {
            let at = file.index() / 64;
            before[at] + (self.0[at] & !(u64::MAX << (file.index() % 64))).count_ones()
        }
    }

    /// The files, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = FileId> {
        files(self.0.iter().copied())
    }
}

/// A set of files that several threads add to.
#[derive(Debug)]
pub(crate) struct SharedFileSet(Vec<AtomicU64>);

impl SharedFileSet {
    /// The empty set, with room for the files of a code base.
    pub(crate) fn new(files: usize) -> Self {
        Self((0..files.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    pub(crate) fn contains(&self, file: FileId) -> bool {
        self.0[file.index() / 64].load(Ordering::Acquire) >> (file.index() % 64) & 1 == 1
    }

    /// Adds a file. Whoever sees it here sees what was done before.
    pub(crate) fn insert(&self, file: FileId) {
        self.0[file.index() / 64].fetch_or(1 << (file.index() % 64), Ordering::AcqRel);
    }

    /// The files that are in the set now.
    pub(crate) fn now(&self) -> FileSet {
        FileSet(self.0.iter().map(|word| word.load(Ordering::Acquire)).collect())
    }
}

/// The files whose bits are set in `words`.
fn files(words: impl Iterator<Item = u64>) -> impl Iterator<Item = FileId> {
    words.enumerate().filter(|(_, word)| *word != 0).flat_map(|(at, word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros())?;
            rest &= rest - 1;
            Some(FileId(at as u32 * 64 + bit))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let (mut a, mut b) = (FileSet::new(200), FileSet::new(200));
        assert!(a.insert(FileId(3)) && a.insert(FileId(199)) && !a.insert(FileId(3)));
        assert!(!a.intersects(&b) && b.insert(FileId(199)) && a.intersects(&b) && b.insert(FileId(64)));
        assert_eq!(a.common(&b).collect::<Vec<_>>(), [FileId(199)]);
        a.union(&b);
        assert_eq!(a.iter().collect::<Vec<_>>(), [FileId(3), FileId(64), FileId(199)]);
        assert!(a.contains(FileId(64)) && !a.contains(FileId(65)));
        assert_eq!(a.iter().map(a.ranks()).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(a.complement().contains(FileId(4)) && !a.complement().contains(FileId(3)));
        a.remove_all(&b);
        assert_eq!(a.iter().collect::<Vec<_>>(), [FileId(3)]);
        a.keep(&b);
        assert_eq!(a, FileSet::new(200));
        let shared = SharedFileSet::new(200);
        b.iter().for_each(|file| shared.insert(file));
        assert!(shared.contains(FileId(64)) && !shared.contains(FileId(65)) && shared.now() == b);
    }
}
