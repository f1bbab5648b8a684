//! The walk itself; which files are taken is tested on the executables.

use super::{WalkOptions, compare_paths, walk};
use crate::{Entering, File, Selection, Visitor};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;

/// Keeps of each file how deep its directory lies below where the walk began, and its length.
struct Measure;

impl Visitor for Measure {
    type Directory = (usize, Selection);
    type Found = (usize, usize);

    fn enter(&self, directory: Entering<'_, Self::Directory>) -> Self::Directory {
        assert_eq!(directory.has("0.py"), directory.path.join("0.py").exists());
        (directory.parent.map_or(0, |(depth, _)| depth + 1), Selection::default())
    }

    fn selection<'d>(&self, directory: &'d Self::Directory) -> &'d Selection {
        &directory.1
    }

    fn visit(&self, (depth, _): &Self::Directory, file: File<'_>) -> Option<(usize, usize)> {
        Some((*depth, file.read().expect("readable").len()))
    }
}

fn tree() -> TempDir {
    let top = tempfile::tempdir().expect("a directory");
    for directory in ["", "a", "a/b", "a-b"] {
        let directory = top.path().join(directory);
        fs::create_dir_all(&directory).expect("made");
        for number in 0..40 {
            fs::write(directory.join(format!("{number}.py")), "x".repeat(number * 5000)).expect("written");
        }
    }
    top
}

type Found = Vec<(PathBuf, (usize, usize))>;

/// What is found, and how many files were counted.
fn measure(top: &Path, alone: bool, cancelled: bool) -> (Found, usize) {
    let (cancelled, visited) = (AtomicBool::new(cancelled), AtomicUsize::new(0));
    let options = WalkOptions { extensions: &["py"], jobs: None, alone, cancelled: &cancelled, visited: &visited };
    let walked = walk(&[top.into()], options, &Measure).expect("walks");
    assert!(walked.problems.is_empty());
    (walked.found, visited.load(Ordering::Relaxed))
}

#[test]
fn every_file_is_read_whole_and_given_back_in_order() {
    let top = tree();
    let (found, visited) = measure(top.path(), false, false);
    assert_eq!((found.len(), visited), (160, 160));
    assert_eq!(measure(top.path(), true, false), (found.clone(), visited));
    assert!(found.is_sorted_by(|one, other| one.0 < other.0));
    for (path, (depth, len)) in found {
        let number: usize = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").parse().expect("a number");
        assert_eq!(len, number * 5000, "{}", path.display());
        assert_eq!(depth, path.strip_prefix(top.path()).expect("below").components().count() - 1);
    }
}

#[test]
fn a_cancelled_walk_visits_nothing() {
    let top = tree();
    assert_eq!(measure(top.path(), false, true).0, []);
    assert_eq!(measure(top.path(), true, true).0, []);
}

#[test]
fn the_fast_comparison_is_that_of_paths() {
    let paths = ["a", "a/b", "a-b", "a-b/c", "a.py", "ab", "b", "", "/a", "a/b/c", "\u{e9}"];
    for one in paths.map(Path::new) {
        for other in paths.map(Path::new) {
            assert_eq!(compare_paths(one, other), one.cmp(other), "{one:?} {other:?}");
        }
    }
}
