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
use crate::known_cycles::KnownCycle;
use crate::layout::FileId;
use crate::order::Reason;
use crate::relation::Relation;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// An import cycle that some of the imports lead into.
pub(crate) struct Cycle {
    known: Arc<KnownCycle>,
    /// Where no import is followed: what has begun, or is executed by none of the imports.
    around: Rc<FileSet>,
    /// Where imports are not followed that lead here: that, and what does not lead here.
    done: OnceCell<FileSet>,
    /// Whether a module of it may be waiting for the file.
    leads_back: OnceCell<bool>,
    /// For each unit: which members it may reach first.
    entries: Vec<OnceCell<Entry>>,
    /// The cycles that are left when one was entered here.
    left: RefCell<Vec<(FileId, Rc<[Cycle]>)>>,
}

impl Cycle {
    fn done(&self, project: &Project<'_>) -> &FileSet {
        self.done.get_or_init(|| {
            let mut done = project.leading_to(&self.known).complement();
            done.union(&self.around);
            done
        })
    }
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
    /// The members of the cycle.
    members: &'w FileSet,
    /// Whether one of them may be waiting for the file.
    leads_back: bool,
    /// Whether a module may be half executed when the import runs.
    may_wait: &'w dyn Fn(FileId) -> bool,
    /// The modules that it has surely executed, and those that need not be followed.
    executed: FileSet,
    /// Those that it may have executed.
    tried: FileSet,
    /// Which member of the cycle it may have reached first.
    entry: Entry,
}

impl Relation<'_, '_> {
    /// Whether both of two imports lead into an import cycle, not at one and the same module.
    pub(crate) fn cycle(&self, project: &Project<'_>, file: FileId, first: usize, second: usize) -> Option<Reason> {
        let knotted = |unit: usize| self.knotted(project, unit);
        if !self.reached(project, first).intersects(self.reached(project, second)) {
            return None;
        }
        if !knotted(first).intersects(knotted(second)) {
            return None;
        }
        let modules = self.cycle_among(project, file, self.cycles(project), first, second)?;
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
        let may_enter = |unit: usize, cycle: &Cycle| self.knotted(project, unit).intersects(&cycle.known.members);
        let mut common = cycles.iter().filter(|cycle| may_enter(first, cycle) && may_enter(second, cycle));
        common.find_map(|cycle| {
            let (a, b) = (self.entry(project, file, cycle, first), self.entry(project, file, cycle, second));
            let door = match (a, b) {
                (Entry::Nowhere, _) | (_, Entry::Nowhere) => return None,
                (Entry::At(a), Entry::At(b)) if a == b => a,
                _ => return Some(Arc::clone(&cycle.known.modules)),
            };
            if self.leads_back(project, file, cycle) {
                return None;
            }
            self.cycle_among(project, file, &self.left(project, file, cycle, door), first, second)
        })
    }

    fn leads_back(&self, project: &Project<'_>, file: FileId, cycle: &Cycle) -> bool {
        *cycle.leads_back.get_or_init(|| cycle.known.members.iter().any(|member| self.may_wait(project, file, member)))
    }

    fn cycles(&self, project: &Project<'_>) -> &[Cycle] {
        self.cycles.get_or_init(|| {
            let nothing = || FileSet::new(project.layout().len());
            let (mut reached, mut knotted) = (nothing(), nothing());
            for unit in 0..self.count() {
                reached.union(self.reached(project, unit));
                knotted.union(self.knotted(project, unit));
            }
            self.cycles_of(project, &knotted, reached.complement())
        })
    }

    /// The cycles among `files` in which it matters who comes first, when no import is followed to what is `around`.
    fn cycles_of(&self, project: &Project<'_>, files: &FileSet, around: FileSet) -> Vec<Cycle> {
        let around = Rc::new(around);
        let cycle = |known: &Arc<KnownCycle>| Cycle {
            known: Arc::clone(known),
            around: Rc::clone(&around),
            done: OnceCell::new(),
            leads_back: OnceCell::new(),
            entries: (0..self.count()).map(|_| OnceCell::new()).collect(),
            left: RefCell::default(),
        };
        project.cycles_that_matter(files).iter().map(cycle).collect()
    }

    /// What is left of `cycle` when the import of `door` has come to its end.
    fn left(&self, project: &Project<'_>, file: FileId, cycle: &Cycle, door: FileId) -> Rc<[Cycle]> {
        if let Some((_, left)) = cycle.left.borrow().iter().find(|(other, _)| *other == door) {
            return Rc::clone(left);
        }
        let mut done = cycle.done(project).clone();
        project.follow_sure(door, &mut done, |module| !self.may_wait(project, file, module));
        let mut members = cycle.known.members.clone();
        members.remove_all(&done);
        let left: Rc<[Cycle]> = self.cycles_of(project, &members, done).into();
        cycle.left.borrow_mut().push((door, Rc::clone(&left)));
        left
    }

    /// Which member of `cycle` a unit may reach first.
    fn entry(&self, project: &Project<'_>, file: FileId, cycle: &Cycle, unit: usize) -> Entry {
        *cycle.entries[unit].get_or_init(|| {
            let (members, executed) = (&cycle.known.members, cycle.done(project).clone());
            let leads_back = self.leads_back(project, file, cycle);
            let tried = FileSet::new(project.layout().len());
            let may_wait = &|module| self.may_wait(project, file, module);
            let mut walk = Walk { members, leads_back, may_wait, executed, tried, entry: Entry::Nowhere };
            for &load in self.loads(unit) {
                if !walk.executed.contains(load) && walk.go(project, load, !leads_back) {
                    break;
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
        if self.members.contains(module) {
            // A package is executed before its submodules; if it may wait for the file, it may have begun, too.
            let parents = project.layout().parents(module);
            if self.leads_back || !parents.iter().any(|&package| self.members.contains(package)) {
                self.enter(module);
            }
            return is_sure || self.is_over();
        }
        // What waits for the file is not executed now. And as far as a module relies on what has begun before it, its imports may be
        // sorted: if that has not begun, they may stand in any order.
        if !is_sure || (self.may_wait)(module) || !project.relies_on(module).is_within(&self.executed) {
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
                if !self.members.contains(load) {
                    stack.push(load);
                } else if self.go(project, load, false) {
                    return;
                }
            }
        }
    }
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
