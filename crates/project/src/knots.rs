//! Knots: the strongly connected parts of the import graph as a whole, found as far as somebody asks.
//!
//! Whether modules that have begun already are left out of the graph depends on the program; that can only untie a knot, never make
//! one. So what is in no knot is in no import cycle, whoever asks.

use crate::file_set::FileSet;
use crate::graph::Project;
use crate::layout::FileId;
use crate::scc::components;
use std::sync::{Mutex, OnceLock, PoisonError};

/// What is known of the knots of a code base.
#[derive(Debug)]
pub(crate) struct Knots {
    /// By file: whether it is in one.
    found: Vec<OnceLock<bool>>,
    search: Mutex<()>,
}

impl Knots {
    pub(crate) fn new(files: usize) -> Self {
        Self { found: (0..files).map(|_| OnceLock::new()).collect(), search: Mutex::new(()) }
    }
}

impl Project<'_> {
    /// Whether `file` is in a knot: leads to a module that leads back to it.
    pub(crate) fn is_knotted(&self, file: FileId) -> bool {
        let cell = &self.knots.found[file.index()];
        if cell.get().is_none() {
            // The modules are read before the search, which only one thread can do at a time.
            self.follow(&[file], &FileSet::new(self.layout().len()));
            let _search = self.knots.search.lock().unwrap_or_else(PoisonError::into_inner);
            self.find_knots(file);
        }
        cell.get().is_some_and(|is_knotted| *is_knotted)
    }

    /// Finds the knots of all modules that `file` leads to.
    fn find_knots(&self, file: FileId) {
        let found = &self.knots.found;
        if found[file.index()].get().is_some() {
            return;
        }
        // What is known leads only to what is known.
        let loads = |node: u32| {
            let is_unknown = |load: &FileId| found[load.index()].get().is_none();
            self.loads(FileId(node)).iter().copied().filter(is_unknown).map(|load| load.0)
        };
        for component in components([file.0], self.layout().len(), loads) {
            let is_knotted = component.len() > 1;
            for member in component {
                // A cell that is set already holds the same.
                let _ = found[member as usize].set(is_knotted);
            }
        }
    }
}
