//! Import cycles that imports of a block lead into, and where: through which of its modules a cycle is entered decides which of the others are
//! seen half executed.
//!
//! If no module of the cycle leads to the file that is sorted, none of them is half executed when the block runs: each has come to its
//! end or has not begun. So the cycle is entered at the first of its modules that an import executes. If that is one and the same for two
//! imports, it does not matter which of them comes first; what it surely executes has come to its end then, and what is left of the
//! cycle is looked at in the same way. In a cycle that leads to the file, any module may have begun and wait for the file. Then
//! every module counts that an import reaches from outside.

use crate::file_set::FileSet;
use crate::graph::Project;
use crate::layout::FileId;
use crate::order::Reason;
use crate::relation::Relation;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// An import cycle that some of the imports lead into.
pub(crate) struct Cycle {
    /// The names of its modules, sorted.
    modules: Arc<[String]>,
    members: FileSet,
    /// Where imports are not followed that lead here: what has begun then, and what does not lead here.
    done: FileSet,
    /// Whether a module of it may be waiting for the file.
    leads_back: bool,
    /// For each unit: which members it may reach first.
    entries: Vec<OnceCell<Entry>>,
    /// The cycles that are left when one was entered here.
    left: RefCell<Vec<(FileId, Rc<[Cycle]>)>>,
}

/// Where an import may enter a cycle first.
#[derive(Clone, Copy)]
enum Entry {
    /// It does not lead there.
    Nowhere,
    /// At this module and no other.
    At(FileId),
    /// At one of several. Which these are plays no part: the order of two imports matters unless both can only begin at one and the same.
    Somewhere,
}

/// An import on its way to a cycle.
struct Walk<'w> {
    cycle: &'w Cycle,
    /// The modules that it has surely executed, and those that need not be followed.
    executed: FileSet,
    /// Those that it may have executed.
    tried: FileSet,
    /// Which member of the cycle it may have reached first.
    entry: Entry,
}

impl Relation<'_> {
    /// Whether both of two imports lead into an import cycle, not at one and the same module.
    pub(crate) fn cycle(&self, project: &Project<'_>, file: FileId, first: usize, second: usize) -> Option<Reason> {
        let knotted = |unit: usize| self.knotted(project, unit);
        if !self.reached(project, first).intersects(self.reached(project, second)) {
            return None;
        }
        if !knotted(first).intersects(knotted(second)) {
            return None;
        }
        let modules = self.cycle_among(project, file, self.cycles(project, file), first, second)?;
        Some(Reason::Cycle { modules })
    }

    fn cycle_among(
        &self,
        project: &Project<'_>,
        file: FileId,
        cycles: &[Cycle],
        first: usize,
        second: usize,
    ) -> Option<Arc<[String]>> {
        cycles.iter().find_map(|cycle| {
            let (a, b) = (self.entry(project, file, cycle, first), self.entry(project, file, cycle, second));
            let door = match (a, b) {
                (Entry::Nowhere, _) | (_, Entry::Nowhere) => return None,
                (Entry::At(a), Entry::At(b)) if a == b => a,
                _ => return Some(Arc::clone(&cycle.modules)),
            };
            if cycle.leads_back {
                return None;
            }
            self.cycle_among(project, file, &self.left(project, file, cycle, door), first, second)
        })
    }

    fn cycles(&self, project: &Project<'_>, file: FileId) -> &[Cycle] {
        self.cycles.get_or_init(|| {
            let nothing = || FileSet::new(project.layout().len());
            let (mut reached, mut knotted) = (nothing(), nothing());
            for unit in 0..self.count() {
                reached.union(self.reached(project, unit));
                knotted.union(self.knotted(project, unit));
            }
            self.cycles_of(project, file, &knotted, &reached.complement())
        })
    }

    /// The cycles among `files` in which it matters who comes first, when imports are not followed to what is `done`.
    fn cycles_of(&self, project: &Project<'_>, file: FileId, files: &FileSet, done: &FileSet) -> Vec<Cycle> {
        let cycle = |cycle: Vec<FileId>| {
            let mut members = FileSet::new(project.layout().len());
            members.extend(cycle.iter().copied());
            let has_reads = || has_partial_reads(project, &members);
            let modules = project.known_cycles.names(&cycle, project.layout(), has_reads)?;
            Some(Cycle {
                modules,
                done: project.leading_to(&members, done).complement(),
                leads_back: cycle.iter().any(|&member| self.may_wait(project, file, member)),
                members,
                entries: (0..self.count()).map(|_| OnceCell::new()).collect(),
                left: RefCell::default(),
            })
        };
        project.cycles_among(files).into_iter().filter_map(cycle).collect()
    }

    /// What is left of `cycle` when the import of `door` has come to its end.
    fn left(&self, project: &Project<'_>, file: FileId, cycle: &Cycle, door: FileId) -> Rc<[Cycle]> {
        if let Some((_, left)) = cycle.left.borrow().iter().find(|(other, _)| *other == door) {
            return Rc::clone(left);
        }
        let mut done = cycle.done.clone();
        project.execute(door, &mut done);
        let mut members = cycle.members.clone();
        members.remove_all(&done);
        let left: Rc<[Cycle]> = self.cycles_of(project, file, &members, &done).into();
        cycle.left.borrow_mut().push((door, Rc::clone(&left)));
        left
    }

    /// Which member of `cycle` a unit may reach first.
    fn entry(&self, project: &Project<'_>, file: FileId, cycle: &Cycle, unit: usize) -> Entry {
        *cycle.entries[unit].get_or_init(|| {
            if !self.knotted(project, unit).intersects(&cycle.members) {
                return Entry::Nowhere;
            }
            let tried = FileSet::new(project.layout().len());
            let mut walk = Walk { cycle, executed: cycle.done.clone(), tried, entry: Entry::Nowhere };
            for &load in self.loads(unit) {
                if !walk.executed.contains(load) {
                    let is_sure = !cycle.leads_back && !self.may_wait(project, file, load);
                    if walk.go(project, load, is_sure) {
                        break;
                    }
                }
            }
            walk.entry
        })
    }
}

impl Walk<'_> {
    /// Executes `module`, which has not begun, surely or perhaps; whether no more is to be found: the cycle was surely entered, or may
    /// have been entered at several modules.
    fn go(&mut self, project: &Project<'_>, module: FileId, is_sure: bool) -> bool {
        if self.cycle.members.contains(module) {
            // A package is executed before its submodules; if it may wait for the file, it may have begun, too.
            let parents = project.layout().parents(module);
            if self.cycle.leads_back || !parents.iter().any(|&package| self.cycle.members.contains(package)) {
                self.enter(module);
            }
            return is_sure || self.is_over();
        }
        if !is_sure {
            if !self.tried.contains(module) {
                self.try_all(project, module);
            }
            return self.is_over();
        }
        // What is in a cycle of its own comes here again.
        self.executed.insert(module);
        for &load in project.maybe_loads(module) {
            if !self.executed.contains(load) && self.go(project, load, false) {
                return true;
            }
        }
        project.sure_loads(module).iter().any(|&load| !self.executed.contains(load) && self.go(project, load, true))
    }

    fn enter(&mut self, module: FileId) {
        self.entry = match self.entry {
            Entry::Nowhere => Entry::At(module),
            Entry::At(other) if other == module => self.entry,
            _ => Entry::Somewhere,
        };
    }

    fn is_over(&self) -> bool {
        matches!(self.entry, Entry::Somewhere)
    }

    /// Follows all that `module`, which is no member, may execute.
    fn try_all(&mut self, project: &Project<'_>, module: FileId) {
        let mut stack = vec![module];
        while let Some(module) = stack.pop() {
            if self.executed.contains(module) || !self.tried.insert(module) {
                continue;
            }
            for &load in project.loads(module) {
                if self.executed.contains(load) || self.tried.contains(load) {
                    continue;
                }
                if !self.cycle.members.contains(load) {
                    stack.push(load);
                } else if self.go(project, load, false) {
                    return;
                }
            }
        }
    }
}

/// Whether a module of the cycle takes a name from another one, which may not be bound there yet.
fn has_partial_reads(project: &Project<'_>, cycle: &FileSet) -> bool {
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

/// Whether `name` is a submodule of `module`, and nothing else there.
pub(crate) fn is_just_submodule(project: &Project<'_>, module: FileId, name: &str) -> bool {
    let layout = project.layout();
    layout.is_package(module)
        && layout.submodule_of(module, name).is_some()
        && !project.module(module).facts.bindings.contains(name)
        && !project.module(module).facts.imports.iter().any(|import| {
            import
                .names
                .iter()
                .any(|imported| imported.bound() == name && !(import.module.is_none() && *imported.name == *name))
        })
}
