//! Knots: the strongly connected parts of the import graph as a whole, found as far as somebody asks.
//!
//! Whether modules that have begun already are left out of the graph depends on the program; that can only untie a knot, never make
//! one. So what is in no knot is in no import cycle, whoever asks.

use crate::file_set::FileSet;
use crate::graph::{Edge, Project};
use crate::layout::FileId;
use crate::scc::components;
use harmless_syntax::module::When;
use rustc_hash::FxHashMap as HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Modules each of which leads to each other one.
#[derive(Debug)]
pub(crate) struct Knot {
    /// By module: the modules of the knot that take names from it when they are executed, and the names (`None`: any).
    readers: HashMap<FileId, Vec<(FileId, Option<Box<str>>)>>,
}

/// What is known of the knots of a code base.
#[derive(Debug)]
pub(crate) struct Knots {
    /// By file; `None` inside for a module that is in no knot.
    found: Vec<OnceLock<Option<Arc<Knot>>>>,
    search: Mutex<()>,
}

impl Knots {
    pub(crate) fn new(files: usize) -> Self {
        Self { found: (0..files).map(|_| OnceLock::new()).collect(), search: Mutex::new(()) }
    }
}

impl Project<'_> {
    /// The knot that `file` is in.
    pub(crate) fn knot(&self, file: FileId) -> Option<&Knot> {
        let cell = &self.knots.found[file.index()];
        if cell.get().is_none() {
            // The modules are read before the search, which only one thread can do at a time.
            self.reach(&[file], &FileSet::new(self.layout().len()));
            let _search = self.knots.search.lock().unwrap_or_else(PoisonError::into_inner);
            self.find_knots(file);
        }
        cell.get()?.as_deref()
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
            let members: Vec<FileId> = component.into_iter().map(FileId).collect();
            let knot = (members.len() > 1).then(|| Arc::new(self.tie(&members)));
            for member in members {
                // A cell that is set already holds the same.
                let _ = found[member.index()].set(knot.clone());
            }
        }
    }

    fn tie(&self, members: &[FileId]) -> Knot {
        let mut within = FileSet::new(self.layout().len());
        within.extend(members.iter().copied());
        let mut readers: HashMap<FileId, Vec<(FileId, Option<Box<str>>)>> = HashMap::default();
        for &member in members {
            for read in self.running(member).flat_map(|edge| &edge.reads).filter(|read| within.contains(read.module)) {
                readers.entry(read.module).or_default().push((member, read.name.clone()));
            }
        }
        Knot { readers }
    }

    /// The imports of `module` that run when it is executed.
    pub(crate) fn running(&self, module: FileId) -> impl Iterator<Item = &Edge> {
        self.module(module).edges.iter().filter(|edge| matches!(edge.when, When::Always | When::Sometimes))
    }

    /// The modules that `file` leads to, that lead back to it, and that take names from it: with the names (`None`: any).
    pub(crate) fn readers(&self, file: FileId) -> &[(FileId, Option<Box<str>>)] {
        self.knot(file).and_then(|knot| knot.readers.get(&file)).map_or(&[], Vec::as_slice)
    }
}
