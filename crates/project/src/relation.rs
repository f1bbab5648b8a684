//! Whether two imports of a file depend on each other: what each of them executes, compared.

use crate::cycle_entry::Cycle;
use crate::edge::Read;
use crate::effects::ModuleEffects;
use crate::file_set::FileSet;
use crate::graph::Project;
use crate::known::{dotted_names, is_known, known_order};
use crate::layout::FileId;
use crate::order::Reason;
use crate::own_text::{OwnText, Standing};
use harmless_syntax::module::{ImportedName, ModuleImport, When};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// Imports of one block of a file.
pub(crate) struct Relation<'a, 't> {
    place: Option<(&'a Project<'a>, FileId)>,
    own: &'a OwnText<'t>,
    imports: Rc<[ModuleImport]>,
    units: Vec<Unit>,
    block: OnceCell<Block>,
    /// Around what has begun before the block, and around that of it which does not depend on the order of other imports.
    reached: Reached,
    reached_stably: Reached,
    pub(crate) cycles: OnceCell<Vec<Cycle>>,
}

/// What holds for all imports of the block.
struct Block {
    /// Whether it never runs when the program does.
    is_idle: bool,
    /// Whether any of it runs when somebody calls a function or uses a name: while any module waits for what it has called.
    is_lazy: bool,
    /// Whether what it binds is no attribute of the module: it stands in a function, or runs only in a program, which is not the module
    /// that others import.
    is_apart: bool,
    /// The modules that imports before it surely execute directly.
    before: Vec<FileId>,
    /// Whether it runs only after the module has come to its end.
    is_later: bool,
    /// The modules that have surely begun before it.
    begun: FileSet,
    /// Those of them for which the order of other imports plays no part.
    ended: OnceCell<FileSet>,
}

/// An import of the block, or one of its names.
pub(crate) struct Part {
    /// The number of the import.
    pub(crate) import: usize,
    /// The numbers of the names.
    pub(crate) names: Range<usize>,
    /// The modules that it executes directly, in order, unless they have begun.
    pub(crate) loads: Vec<FileId>,
}

/// All that happens when a part runs.
pub(crate) struct Unit {
    pub(crate) part: Part,
    /// Whether something that it imports is known to act, or to need an order, wherever it is imported.
    is_known: bool,
    reach: OnceCell<Rc<FileSet>>,
    knotted: OnceCell<FileSet>,
    reads: OnceCell<RefCell<Reads>>,
    stable: OnceCell<Rc<FileSet>>,
    pub(crate) acting: OnceCell<Vec<FileId>>,
    /// Whether it does nothing to other imports; not told before that is known.
    is_inert: OnceCell<bool>,
    pub(crate) taken: OnceCell<Vec<Read>>,
}

/// What modules lead to that the imports of a block execute alone, always around the same that has begun. Most imports of a block lead to
/// what those before them do.
#[derive(Default)]
struct Reached(RefCell<FxHashMap<FileId, Rc<FileSet>>>);

impl Reached {
    /// The modules that may be executed by executing `loads`, without those in `begun`.
    fn by(&self, project: &Project<'_>, loads: &[FileId], begun: &FileSet) -> Rc<FileSet> {
        let mut new = loads.iter().copied().filter(|&load| !begun.contains(load));
        let alone = new.next().filter(|_| new.next().is_none());
        if let Some(known) = alone.and_then(|load| self.0.borrow().get(&load).cloned()) {
            return known;
        }
        let known = self.0.borrow();
        let found = Rc::new(project.reach(loads, begun, |load| known.get(&load).map(|found| &**found)));
        drop(known);
        if let Some(load) = alone {
            self.0.borrow_mut().insert(load, Rc::clone(&found));
        }
        found
    }
}

/// The names that modules take from a file, each with one that does; as far as the modules were looked at.
struct Reads {
    /// The modules that may take names and were not looked at, the next last.
    left: Vec<FileId>,
    /// One that takes names which are not known.
    unknown: Option<FileId>,
    /// One that takes any name that is known.
    first: Option<(FileId, Box<str>)>,
    by_name: FxHashMap<Box<str>, FileId>,
}

impl Reads {
    /// Whether no module takes any.
    fn are_none(&self) -> bool {
        self.left.is_empty() && self.unknown.is_none() && self.first.is_none()
    }

    /// Looks at one more module; `false` if there is none.
    fn look_at_next(&mut self, project: &Project<'_>, file: FileId) -> bool {
        let Some(module) = self.left.pop() else { return false };
        let all = project.running(module).flat_map(|edge| &edge.reads);
        for read in all.filter(|read| read.module == file) {
            match &read.name {
                None => self.unknown = self.unknown.or(Some(module)),
                Some(name) => {
                    self.first.get_or_insert_with(|| (module, name.clone()));
                    self.by_name.entry(name.clone()).or_insert(module);
                }
            }
        }
        true
    }
}

impl<'a, 't> Relation<'a, 't> {
    /// The relation of `parts` of `imports`, in their order.
    pub(crate) fn new(
        place: Option<(&'a Project<'a>, FileId)>,
        own: &'a OwnText<'t>,
        imports: Rc<[ModuleImport]>,
        parts: Vec<Part>,
    ) -> Self {
        let unit = |part: Part| {
            let import = &imports[part.import];
            Unit {
                is_known: is_known(import, &import.names[part.names.clone()]),
                part,
                reach: OnceCell::new(),
                knotted: OnceCell::new(),
                reads: OnceCell::new(),
                stable: OnceCell::new(),
                acting: OnceCell::new(),
                is_inert: OnceCell::new(),
                taken: OnceCell::new(),
            }
        };
        let units = parts.into_iter().map(unit).collect();
        Self {
            place,
            own,
            imports,
            units,
            block: OnceCell::new(),
            reached: Reached::default(),
            reached_stably: Reached::default(),
            cycles: OnceCell::new(),
        }
    }

    pub(crate) fn import(&self, unit: &Unit) -> &ModuleImport {
        &self.imports[unit.part.import]
    }

    pub(crate) fn names(&self, unit: &Unit) -> &[ImportedName] {
        &self.import(unit).names[unit.part.names.clone()]
    }

    /// Whether an import is of another origin and nothing is known of it: two of these are free.
    fn is_outside(&self, number: usize) -> bool {
        let unit = &self.units[number];
        !unit.is_known && unit.part.loads.is_empty()
    }

    /// Why `first` stays before `second`.
    pub(crate) fn reason(&self, first: usize, second: usize) -> Option<Reason> {
        self.reason_between(first, second, true)
    }

    /// The same for two names of one statement: Python loads all submodules that it names before it binds any name.
    pub(crate) fn reason_within(&self, first: usize, second: usize) -> Option<Reason> {
        self.reason_between(first, second, false)
    }

    /// Whether one of two imports executes what takes a name that the other binds.
    pub(crate) fn takes_names(&self, first: usize, second: usize) -> bool {
        let (a, b) = (&self.units[first], &self.units[second]);
        let Some((project, file)) = self.place.filter(|_| !self.block().is_idle) else { return false };
        self.partial(project, file, a, b).or_else(|| self.partial(project, file, b, a)).is_some()
    }

    /// Whether `name` is the first name of an import.
    pub(crate) fn is_named(&self, number: usize, name: &str) -> bool {
        self.names(&self.units[number]).first().is_some_and(|first| *first.name == *name)
    }

    fn reason_between(&self, first: usize, second: usize, bind_in_order: bool) -> Option<Reason> {
        let (a, b) = (&self.units[first], &self.units[second]);
        if (self.is_outside(first) && self.is_outside(second)) || self.block().is_idle {
            return None;
        }
        self.outside(a, b).or_else(|| {
            let (project, file) = self.place?;
            if a.part.loads == b.part.loads {
                // Whichever comes first does all there is to do.
                return None;
            }
            let partial = |a, b| bind_in_order.then(|| self.partial(project, file, a, b)).flatten();
            if let Some(reason) = self.cycle(project, file, first, second) {
                return Some(reason);
            }
            // Most imports of most blocks, once others were asked for.
            if self.is_inert(project, file, a) && self.is_inert(project, file, b) {
                return None;
            }
            // First what can be told from imports alone, then what takes the study of few modules, last of all of them.
            partial(a, b)
                .or_else(|| partial(b, a))
                .or_else(|| self.hides_name(project, file, a, b))
                .or_else(|| self.hides_name(project, file, b, a))
                .or_else(|| {
                    let of_a = self.acts(project, file, a, b);
                    if of_a.shared.is_some() {
                        return of_a.shared;
                    }
                    let of_b = self.acts(project, file, b, a);
                    let lends = |is_used: bool, a, b| is_used.then(|| self.lends_submodule(project, a, b)).flatten();
                    (of_b.shared.or(of_a.anywhere).or(of_b.anywhere))
                        .or_else(|| lends(of_b.uses_submodules, a, b))
                        .or_else(|| lends(of_a.uses_submodules, b, a))
                })
        })
    }

    /// Whether nothing but an import cycle can relate `unit` to another such: neither it nor what it acts through takes names from the file,
    /// hides or lends a submodule, or changes anything. `false` also as long as that would take the study of more modules.
    fn is_inert(&self, project: &Project<'_>, file: FileId, unit: &Unit) -> bool {
        if let Some(&is_inert) = unit.is_inert.get() {
            return is_inert;
        }
        let is_inert = if project.layout().is_package(file) || !self.reads(project, file, unit).borrow().are_none() {
            Some(false)
        } else {
            let effects = self.acting(project, unit).iter().map(|&module| project.known_effects(module));
            // As long as nothing is known of one, more may come.
            effects
                .map(|effects| effects.map(ModuleEffects::is_nothing))
                .try_fold(true, |all, it| it.map(|it| all && it))
        };
        if let Some(is_inert) = is_inert {
            let _ = unit.is_inert.set(is_inert);
        }
        is_inert == Some(true)
    }

    /// What can be said without the code base.
    fn outside(&self, a: &Unit, b: &Unit) -> Option<Reason> {
        let is_future = |unit: &Unit| self.import(unit).module.as_deref() == Some("__future__");
        if !(a.is_known || b.is_known) || is_future(a) || is_future(b) {
            return None;
        }
        let dotted = |unit| dotted_names(self.import(unit), self.names(unit));
        let (module, reason) = known_order(&dotted(a), &dotted(b))?;
        Some(Reason::Known { module: module.into(), reason: reason.into() })
    }

    fn block(&self) -> &Block {
        self.block.get_or_init(|| {
            let first = self.units.iter().map(|unit| self.import(unit).offset).min().unwrap_or(0);
            let Standing { before, when, is_apart } = self.own.standing(self.place, first);
            let is_idle = when == When::TypeChecking;
            let is_lazy = |unit: &Unit| when == When::Lazily || self.import(unit).when == When::Lazily;
            let is_later = self.units.iter().all(is_lazy);
            let is_lazy = is_apart || self.units.iter().any(is_lazy);
            let is_apart = is_apart && !self.own.text().contains("global ");
            let begun = match self.place.filter(|_| !is_idle) {
                None => FileSet::new(0),
                Some((project, file)) if is_later => project.begun_later(file),
                Some((project, file)) => project.begun_at(file, &before, false),
            };
            Block { is_idle, is_lazy, is_apart, before, is_later, begun, ended: OnceCell::new() }
        })
    }

    /// The modules that have surely begun before the block, whatever the order of other imports.
    pub(crate) fn ended(&self) -> &FileSet {
        let block = self.block();
        block.ended.get_or_init(|| match self.place.filter(|_| !block.is_idle && !block.is_later) {
            None => block.begun.clone(),
            Some((project, file)) => project.begun_at(file, &block.before, true),
        })
    }

    /// How many imports there are.
    pub(crate) fn count(&self) -> usize {
        self.units.len()
    }

    /// The modules that an import executes directly, in order, unless they have begun.
    pub(crate) fn loads(&self, unit: usize) -> &[FileId] {
        &self.units[unit].part.loads
    }

    /// Whether `module` may be half executed when the block runs: it leads to the file and waits for it.
    pub(crate) fn may_wait(&self, project: &Project<'_>, file: FileId, module: FileId) -> bool {
        if self.block().is_lazy { project.closure(module).contains(file) } else { project.may_wait_for(module, file) }
    }

    /// The modules that an import may execute and that have not surely begun before.
    pub(crate) fn reached(&self, project: &Project<'_>, unit: usize) -> &FileSet {
        self.reach(project, &self.units[unit])
    }

    /// The modules in knots that an import may execute.
    pub(crate) fn knotted(&self, project: &Project<'_>, unit: usize) -> &FileSet {
        let unit = &self.units[unit];
        unit.knotted.get_or_init(|| project.knotted_among(self.reach(project, unit)))
    }

    /// The modules that `unit` may execute and that have not surely begun before.
    fn reach<'u>(&self, project: &Project<'_>, unit: &'u Unit) -> &'u FileSet {
        unit.reach.get_or_init(|| self.reached.by(project, &unit.part.loads, &self.block().begun))
    }

    /// The names that modules which `unit` may execute take from the file itself, none of which was looked at in the beginning: that takes
    /// more than to know where they lead to.
    fn reads<'u>(&self, project: &Project<'_>, file: FileId, unit: &'u Unit) -> &'u RefCell<Reads> {
        unit.reads.get_or_init(|| {
            let files = self.reach(project, unit);
            let importers = project.importers(file);
            let mut left: Vec<FileId> = importers.iter().copied().filter(|&it| files.contains(it)).collect();
            drop(importers);
            left.retain(|&module| project.may_read(module).contains(&file));
            left.sort_unstable_by(|a, b| b.cmp(a));
            RefCell::new(Reads { left, unknown: None, first: None, by_name: FxHashMap::default() })
        })
    }

    /// What `unit` may execute, without regard to what has begun because of the order of other imports.
    pub(crate) fn stable<'u>(&self, project: &Project<'_>, unit: &'u Unit) -> &'u FileSet {
        unit.stable.get_or_init(|| self.reached_stably.by(project, &unit.part.loads, self.ended()))
    }

    /// Whether a module that `reader` executes takes a name from the file that `binder` binds.
    fn partial(&self, project: &Project<'_>, file: FileId, reader: &Unit, binder: &Unit) -> Option<Reason> {
        if self.block().is_apart {
            return None;
        }
        let mut reads = self.reads(project, file, reader).borrow_mut();
        loop {
            let taken = self.taken_of(project, file, &reads, binder);
            if taken.is_some() || !reads.look_at_next(project, file) {
                return taken;
            }
        }
    }

    /// Whether a name that `binder` binds is among the names that modules are known to take from the file.
    fn taken_of(&self, project: &Project<'_>, file: FileId, reads: &Reads, binder: &Unit) -> Option<Reason> {
        let name_of = |module| project.layout().module_name(module);
        if let Some(module) = reads.unknown {
            return Some(Reason::Partial { reader: name_of(module), name: None });
        }
        let (module, name) = reads.first.as_ref()?;
        if self.import(binder).is_star {
            return Some(Reason::Partial { reader: name_of(*module), name: Some(name.to_string()) });
        }
        self.names(binder).iter().find_map(|imported| {
            let &module = reads.by_name.get(imported.bound())?;
            // A submodule is found whether or not it is bound.
            let is_submodule = imported.alias.as_deref().is_none_or(|alias| *alias == *imported.name)
                && binder.part.loads.last().is_some_and(|&target| {
                    project.layout().is_package(file)
                        && project.layout().parents(target).last() == Some(&file)
                        && name_of(target).rsplit('.').next() == Some(imported.bound())
                        && self.import(binder).module.is_none()
                });
            let name = Some(imported.bound().to_owned());
            (!is_submodule).then(|| Reason::Partial { reader: name_of(module), name })
        })
    }

    /// Whether `loader` loads a submodule of the package that is being sorted, and `binder` binds its name to something else.
    fn hides_name(&self, project: &Project<'_>, file: FileId, loader: &Unit, binder: &Unit) -> Option<Reason> {
        let layout = project.layout();
        if !layout.is_package(file) {
            return None;
        }
        let (loads, binds) = (self.stable(project, loader), self.stable(project, binder));
        self.names(binder).iter().find_map(|name| {
            let submodule = layout.submodule_of(file, name.bound())?;
            let is_taken = loads.contains(submodule) && !binds.contains(submodule);
            let dependent = "another import binds that name here".to_owned();
            is_taken.then(|| submodule_reason(project, loader, submodule, dependent))
        })
    }

    /// Whether `lender` loads a submodule that `user` does not load, but uses as an attribute of its package.
    fn lends_submodule(&self, project: &Project<'_>, lender: &Unit, user: &Unit) -> Option<Reason> {
        let (lent, own) = (self.stable(project, lender), self.stable(project, user));
        if lent.is_within(own) {
            return None;
        }
        self.own(project, user, lender).find_map(|module| {
            let mut used = project.module_effects(module).submodules.iter();
            let &submodule = used.find(|&&used| lent.contains(used) && !own.contains(used))?;
            let dependent = format!("`{}` uses it without importing it", project.layout().module_name(module));
            Some(submodule_reason(project, lender, submodule, dependent))
        })
    }
}

fn submodule_reason(project: &Project<'_>, loader: &Unit, submodule: FileId, dependent: String) -> Reason {
    let name = |module: FileId| project.layout().module_name(module);
    let module = loader.part.loads.last().map_or_else(String::new, |&module| name(module));
    Reason::Submodule { module, submodule: name(submodule), dependent }
}
