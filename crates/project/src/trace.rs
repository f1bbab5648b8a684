//! In which order modules are executed: what has surely begun when a module begins.
//!
//! Whichever module a program imports first, Python executes the packages it is in before it. So the order in which the
//! import of a package executes modules can be followed statically, and holds for every program, unless the package
//! belongs to an import cycle that can be entered from outside of it.

use crate::file_set::FileSet;
use crate::graph::Project;
use crate::layout::FileId;
use crate::scc::components;
use rustc_hash::FxHashMap as HashMap;

/// How the import of a package goes.
#[derive(Debug)]
pub(crate) struct Trace {
    /// The modules that are surely executed, in the order in which they begin; those before the package are not among them.
    order: Vec<FileId>,
    /// The place of each in that order.
    place: HashMap<FileId, u32>,
    /// All modules that may be executed.
    reach: FileSet,
    /// Whether every import cycle the package belongs to can be entered only through the package.
    is_closed: bool,
}

impl Project<'_> {
    /// Modules that have begun to be executed, in every program, before `file` begins. With `ended_only`, of the modules that the
    /// file's packages import only those that have come to their end: these do not depend on the order of any imports.
    pub(crate) fn begun_before(&self, file: FileId, ended_only: bool) -> FileSet {
        let mut begun = self.begun_at_startup().clone();
        let parents = self.layout().parents(file);
        for &package in parents {
            if begun.contains(package) {
                continue;
            }
            let trace = self.traces.get_or_init(package, || self.trace(package, &begun));
            if !trace.is_closed {
                begun.insert(package);
            } else if let Some(&place) = trace.place.get(&file).filter(|_| !ended_only) {
                begun.extend(trace.order[..place as usize].iter().copied());
                return begun;
            } else if trace.reach.contains(file) {
                begun.extend(parents.iter().copied());
                return begun;
            } else {
                // Nothing that the package imports leads to the file, so the package has come to its end.
                begun.extend(trace.order.iter().copied());
            }
        }
        begun
    }

    /// The modules that have begun before `file` in every program, as imports stand now: its own may be sorted by that.
    pub(crate) fn relies_on(&self, file: FileId) -> &FileSet {
        self.relied_on.get_or_init(file, || self.begun_before(file, false))
    }

    /// The modules that have surely begun when imports run before which others have executed those of `before`.
    pub(crate) fn begun_at(&self, file: FileId, before: &[FileId], ended_only: bool) -> FileSet {
        let mut begun = if ended_only { self.begun_before(file, true) } else { self.relies_on(file).clone() };
        begun.insert(file);
        for &load in before {
            if begun.contains(load) {
                continue;
            }
            // What may wait for this module has begun, and not executed all of its imports.
            self.follow_sure(load, &mut begun, |module| !self.may_wait_for(module, file));
        }
        begun
    }

    /// The modules that have begun when a function of `file` is called that its import does not call: the file and its packages, and
    /// all that they surely import.
    pub(crate) fn begun_later(&self, file: FileId) -> FileSet {
        let mut begun = self.relies_on(file).clone();
        for &module in self.layout().parents(file).iter().chain([&file]) {
            begun.insert(module);
            for &load in self.sure_loads(module) {
                // The function may be called by a module that imports this one and has not executed the imports below.
                self.follow_sure(load, &mut begun, |module| !self.loads(module).contains(&file));
            }
        }
        begun
    }

    fn trace(&self, package: FileId, begun: &FileSet) -> Trace {
        let mut executed = begun.clone();
        let order = self.follow_sure(package, &mut executed, |_| true);
        let place = order.iter().enumerate().map(|(place, &file)| (file, place as u32)).collect();
        let reach = self.reach(&[package], begun, |_| None);
        let folder = self.layout().folder(package);
        let is_inside = |file: FileId| {
            self.layout().folder(file).strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || folder.is_empty()
        };
        let is_closed = reach.iter().all(is_inside)
            || self
                .cycles_among(&reach)
                .into_iter()
                .find(|cycle| cycle.contains(&package))
                .is_none_or(|cycle| cycle.into_iter().all(is_inside));
        Trace { order, place, reach, is_closed }
    }

    /// Follows the import of `file`, as long as `is_executed` says of the modules that they are executed then: adds those that have surely
    /// begun to `begun` and gives them in the order in which they begin.
    pub(crate) fn follow_sure(
        &self,
        file: FileId,
        begun: &mut FileSet,
        is_executed: impl Fn(FileId) -> bool,
    ) -> Vec<FileId> {
        let mut order = Vec::new();
        let loads = |file| if is_executed(file) { self.sure_loads(file) } else { &[] }.iter().copied();
        let first = [file];
        let mut stack = vec![first.iter().copied()];
        while let Some(rest) = stack.last_mut() {
            match rest.next() {
                Some(load) if begun.insert(load) => {
                    order.push(load);
                    stack.push(loads(load));
                }
                Some(_) => {}
                None => {
                    stack.pop();
                }
            }
        }
        order
    }

    /// Whether `module` may be half executed when `file` begins: whether it leads there. The packages that it is in have begun before it.
    pub(crate) fn may_wait_for(&self, module: FileId, file: FileId) -> bool {
        let awaited = self.awaited.get_or_init(module, || {
            let mut begun = self.begun_at_startup().clone();
            let parents = self.layout().parents(module);
            begun.extend(parents.iter().copied());
            // The same has begun before the other modules of the package.
            let is_beside = |other| self.layout().parents(other) == parents;
            self.follow_known(&[module], &begun, |other| self.awaited.get(other).filter(|_| is_beside(other)))
        });
        awaited.contains(file)
    }

    /// The import cycles among `files`: strongly connected components of more than one module.
    pub(crate) fn cycles_among(&self, files: &FileSet) -> Vec<Vec<FileId>> {
        let (listed, rank) = (files.iter().collect::<Vec<FileId>>(), files.ranks());
        let loads = |node: u32| {
            self.loads(listed[node as usize]).iter().copied().filter(|&load| files.contains(load)).map(&rank)
        };
        let mut cycles = Vec::new();
        components(0..listed.len() as u32, listed.len(), loads, |component| {
            if component.len() > 1 {
                cycles.push(component.iter().map(|&node| listed[node as usize]).collect());
            }
        });
        cycles
    }
}
