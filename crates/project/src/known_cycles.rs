//! The import cycles in which it matters where they are entered. Many files ask for those among the same modules.

use crate::cycle_entry::is_just_submodule;
use crate::file_set::FileSet;
use crate::graph::{Project, sorted};
use crate::layout::FileId;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// An import cycle in which a module takes names from another.
pub(crate) struct KnownCycle {
    pub(crate) members: FileSet,
    /// The names of its modules, sorted.
    pub(crate) modules: Arc<[String]>,
    pub(crate) leading: Mutex<Leading>,
}

/// What leads to a cycle, as far as that is known: see [`Project::leading_to`].
pub(crate) struct Leading {
    pub(crate) files: Arc<FileSet>,
    /// How many of the files whose links are known were looked at.
    pub(crate) linked: usize,
}

/// The cycles that were looked at.
#[derive(Default)]
pub(crate) struct KnownCycles {
    /// By the modules that they were looked for among.
    among: Mutex<FxHashMap<FileSet, CyclesThatMatter>>,
    /// By their own modules; `None` if these take no names from each other.
    by_members: Mutex<FxHashMap<Box<[FileId]>, MaybeCycle>>,
}

pub(crate) type CyclesThatMatter = Arc<[Arc<KnownCycle>]>;
type MaybeCycle = Option<Arc<KnownCycle>>;

impl Project<'_> {
    /// The cycles among `files` in which it matters who comes first.
    pub(crate) fn cycles_that_matter(&self, files: &FileSet) -> CyclesThatMatter {
        let known = || self.known_cycles.among.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cycles) = known().get(files) {
            return Arc::clone(cycles);
        }
        let cycles: CyclesThatMatter =
            self.cycles_among(files).iter().filter_map(|cycle| self.known_cycle(cycle)).collect();
        known().insert(files.clone(), Arc::clone(&cycles));
        cycles
    }

    /// The cycle of these modules, if it matters who comes first.
    fn known_cycle(&self, cycle: &[FileId]) -> MaybeCycle {
        let known = || self.known_cycles.by_members.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(cycle) {
            return found.clone();
        }
        let mut members = FileSet::new(self.layout().len());
        members.extend(cycle.iter().copied());
        let found = has_partial_reads(self, &members).then(|| {
            let modules = sorted(cycle.iter().map(|&module| self.layout().module_name(module))).into();
            let leading = Mutex::new(Leading { files: Arc::new(members.clone()), linked: 0 });
            Arc::new(KnownCycle { members, modules, leading })
        });
        known().insert(cycle.into(), found.clone());
        found
    }
}

/// Whether a module of the cycle takes a name from another one, which may not be bound there yet.
fn has_partial_reads(project: &Project<'_>, cycle: &FileSet) -> bool {
    // Most often this can be told without studying any module.
    if cycle.iter().any(|module| project.surely_reads(module).iter().any(|&read| cycle.contains(read))) {
        return true;
    }
    let may_read = |&module: &FileId| project.may_read(module).iter().any(|&read| cycle.contains(read));
    cycle.iter().filter(may_read).any(|module| {
        project.running(module).any(|edge| {
            edge.reads.iter().any(|read| {
                cycle.contains(read.module)
                    && read.name.as_ref().is_none_or(|name| !is_just_submodule(project, read.module, name))
            })
        })
    })
}
