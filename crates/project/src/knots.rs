//! Knots: the strongly connected parts of the import graph as a whole, found as far as somebody asks.
//!
//! Whether modules that have begun already are left out of the graph depends on the program; that can only untie a knot, never make
//! one. So what is in no knot is in no import cycle, whoever asks.

use crate::file_set::{FileSet, SharedFileSet};
use crate::graph::Project;
use crate::layout::FileId;
use crate::scc::components;
use std::sync::{Mutex, PoisonError};

/// What is known of the knots of a code base.
#[derive(Debug)]
pub(crate) struct Knots {
    /// The files of which it is known whether they are in one.
    known: SharedFileSet,
    /// Those that are.
    knotted: SharedFileSet,
    search: Mutex<()>,
}

impl Knots {
    pub(crate) fn new(files: usize) -> Self {
        Self { known: SharedFileSet::new(files), knotted: SharedFileSet::new(files), search: Mutex::new(()) }
    }
}

impl Project<'_> {
    /// Those of `files` that are in a knot: lead to a module that leads back to them.
    pub(crate) fn knotted_among(&self, files: &FileSet) -> FileSet {
        let mut unknown = files.clone();
        unknown.remove_all(&self.knots.known.now());
        unknown.iter().for_each(|file| self.find_knots(file));
        let mut knotted = self.knots.knotted.now();
        knotted.keep(files);
        knotted
    }

    /// Finds the knots of all modules that `file` leads to.
    fn find_knots(&self, file: FileId) {
        let Knots { known, knotted, search } = &self.knots;
        if known.contains(file) {
            return;
        }
        // The modules are read before the search, which only one thread can do at a time. What is known leads only to what is known.
        self.follow(&[file], &known.now());
        let _search = search.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(file) {
            return;
        }
        let loads = |node: u32| {
            self.loads(FileId(node)).iter().copied().filter(|&load| !known.contains(load)).map(|load| load.0)
        };
        components([file.0], self.layout().len(), loads, |component| {
            if component.len() > 1 {
                component.iter().for_each(|&member| knotted.insert(FileId(member)));
            }
            component.iter().for_each(|&member| known.insert(FileId(member)));
        });
    }
}
