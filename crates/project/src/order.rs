//! Which imports of a block must keep their order relative to each other.
//!
//! The relation is one between unordered pairs, and it does not depend on how this or another file is sorted, as long as the
//! order of related pairs is kept everywhere. So files can be sorted in any order or at the same time, and once is enough. The
//! rules are described in `docs/order.md`.

use crate::effects::{Change, ModuleEffects, Target};
use crate::graph::{Edge, FileSet, Project, Read, binds, sorted};
use crate::known::known_order;
use crate::layout::FileId;
use harmless_syntax::module::{ModuleFacts, ModuleImport, When};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use thiserror::Error;

/// Why two imports keep their order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// Both lead into an import cycle, at different places.
    #[error("both lead into the import cycle of {}", list(.modules))]
    Cycle {
        /// The names of its modules, sorted.
        modules: Vec<String>,
    },
    /// A module reads a name of this one while this one is still being executed.
    #[error("`{reader}` takes {} from this module, which is still being executed", name.as_ref().map_or("names".to_owned(), |name| format!("`{name}`")))]
    Partial {
        /// The module that reads.
        reader: String,
        /// The name, if it is known.
        name: Option<String>,
    },
    /// A module changes something anything may depend on.
    #[error("importing `{module}` changes `{what}` (line {line})")]
    Changes {
        /// The module.
        module: String,
        /// What it changes or calls.
        what: String,
        /// The line of the statement.
        line: u32,
    },
    /// Two modules change the same thing, or one uses what the other changes.
    #[error("importing `{module}` calls or changes `{what}` (line {line}), and `{other}` depends on the same")]
    Shared {
        /// The module that makes the change.
        module: String,
        /// What it changes or calls.
        what: String,
        /// The line of the statement.
        line: u32,
        /// The other module.
        other: String,
    },
    /// A module of another origin that is known to act when imported.
    #[error("`{module}` {reason}")]
    Known {
        /// The module.
        module: String,
        /// What it does.
        reason: String,
    },
}

impl Reason {
    /// A short name of the rule, as in `docs/order.md`.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Cycle { .. } => "cycle",
            Self::Partial { .. } => "partial",
            Self::Changes { .. } => "changes",
            Self::Shared { .. } => "shared",
            Self::Known { .. } => "known",
        }
    }
}

fn list(modules: &[String]) -> String {
    let shown: Vec<String> = modules.iter().take(4).map(|module| format!("`{module}`")).collect();
    let rest = modules.len().saturating_sub(shown.len());
    let and = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &and
}

/// What must be kept of the order of some imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptOrder {
    /// Pairs of imports, by their numbers, the lower first.
    pub pairs: Vec<(usize, usize, Reason)>,
    /// For each import whose names must stay in their order: why.
    pub names: Vec<(usize, Reason)>,
    /// The imports among whose names are modules of the code base.
    pub submodules: Vec<usize>,
}

/// An import of the block, and all that happens when it runs.
struct Unit<'a> {
    import: &'a ModuleImport,
    edge: Option<Edge>,
    /// The modules it may execute that are not surely begun before.
    reach: Vec<FileId>,
    set: FileSet,
    /// The same without regard to what has begun because of the order of other imports.
    stable: FileSet,
    /// Those of these whose effects are what the import may be there for: the modules it names, the modules of a package it names, and
    /// what modules that hold nothing but imports import, and what modules import by a call.
    acting: Vec<FileId>,
    /// The names that modules of `reach` take from the file itself.
    reads: Vec<(FileId, Option<Box<str>>)>,
    /// Whether it never runs when the program does.
    is_idle: bool,
    /// Everything it imports, as dotted names.
    names: Vec<String>,
}

/// An import cycle that some of the imports lead into.
struct Cycle {
    members: Vec<FileId>,
    /// For each unit: the members it may reach first.
    entries: Vec<HashSet<FileId>>,
}

/// What must be kept of the order of `imports`, import statements of `text` in their order. (One statement may be given in
/// several parts.) `place` is the code base and the file of `text` in it, if there is one.
pub fn kept_order(place: Option<(&Project<'_>, FileId)>, text: &str, imports: &[ModuleImport]) -> KeptOrder {
    let facts = ModuleFacts::of(text);
    let mut kept = KeptOrder::default();
    // Names that are submodules are looked at one by one: so it is the same whether they share a statement.
    let mut parts = Vec::new();
    let mut owners = Vec::new();
    let mut seen = HashSet::default();
    for (number, import) in imports.iter().enumerate() {
        if place.is_some_and(|(project, file)| names_submodules(project, file, import)) {
            kept.submodules.push(number);
            for name in &import.names {
                parts.push(ModuleImport { names: vec![name.clone()], ..import.clone() });
                owners.push(number);
            }
        } else {
            parts.push(import.clone());
            owners.push(number);
        }
    }
    for (first, second, reason) in Analysis::new(place, &facts, &parts).pairs() {
        let pair = (owners[first], owners[second]);
        if pair.0 == pair.1 {
            if kept.names.last().is_none_or(|(number, _)| *number != pair.0) {
                kept.names.push((pair.0, reason));
            }
        } else if seen.insert(pair) {
            kept.pairs.push((pair.0, pair.1, reason));
        }
    }
    kept
}

/// Whether modules of the code base are among the names of `import`, a from-import.
fn names_submodules(project: &Project<'_>, file: FileId, import: &ModuleImport) -> bool {
    import.is_from
        && project
            .layout()
            .resolve(file, import.level, import.module.as_deref())
            .is_some_and(|found| import.names.iter().any(|name| project.submodule(&found, &name.name).is_some()))
}

struct Analysis<'a> {
    place: Option<(&'a Project<'a>, FileId)>,
    units: Vec<Unit<'a>>,
    cycles: Vec<Cycle>,
}

impl<'a> Analysis<'a> {
    fn new(place: Option<(&'a Project<'_>, FileId)>, facts: &ModuleFacts, imports: &'a [ModuleImport]) -> Self {
        let mut units: Vec<Unit<'a>> = imports
            .iter()
            .map(|import| Unit {
                import,
                edge: place.and_then(|(project, file)| project.edge(file, import)),
                reach: Vec::new(),
                set: FileSet::new(0),
                stable: FileSet::new(0),
                acting: Vec::new(),
                reads: Vec::new(),
                is_idle: facts.import_at(import.offset).is_some_and(|it| it.when == When::TypeChecking),
                names: dotted_names(import),
            })
            .collect();
        let Some((project, file)) = place else {
            return Self { place, units, cycles: Vec::new() };
        };
        let first = imports.iter().map(|import| import.offset).min().unwrap_or(0);
        let is_lazy = imports
            .iter()
            .all(|import| facts.import_at(import.offset).is_some_and(|import| import.when == When::Lazily));
        let begun = |ended_only| {
            if is_lazy { begun_later(project, file) } else { begun_at(project, file, facts, first, ended_only) }
        };
        let (begun, ended) = (begun(false), begun(true));
        for unit in &mut units {
            let loads = unit.edge.as_ref().map_or(&[][..], |edge| &edge.loads);
            (unit.reach, unit.set) = project.reach(loads, &begun);
            unit.stable = project.reach(loads, &ended).1;
            unit.acting = acting(project, loads, &unit.stable);
        }
        let mut union: Vec<FileId> = units.iter().flat_map(|unit| unit.reach.iter().copied()).collect();
        union.sort_unstable();
        union.dedup();
        let mut readers: HashMap<FileId, Vec<Option<Box<str>>>> = HashMap::default();
        for &module in &union {
            for edge in running(project, module) {
                for read in edge.reads.iter().filter(|read| read.module == file) {
                    readers.entry(module).or_default().push(read.name.clone());
                }
            }
        }
        for unit in &mut units {
            for module in &unit.reach {
                if let Some(names) = readers.get(module) {
                    unit.reads.extend(names.iter().map(|name| (*module, name.clone())));
                }
            }
        }
        let cycles = project
            .cycles_among(&union)
            .into_iter()
            .filter(|cycle| has_partial_reads(project, cycle))
            .map(|cycle| Cycle { entries: entries(project, file, &cycle, &units), members: cycle })
            .collect();
        Self { place: Some((project, file)), units, cycles }
    }

    fn pairs(&self) -> Vec<(usize, usize, Reason)> {
        let mut pairs = Vec::new();
        for second in 0..self.units.len() {
            for first in 0..second {
                if let Some(reason) = self.reason(first, second) {
                    pairs.push((first, second, reason));
                }
            }
        }
        pairs
    }

    fn reason(&self, first: usize, second: usize) -> Option<Reason> {
        let (a, b) = (&self.units[first], &self.units[second]);
        if a.is_idle || b.is_idle {
            return None;
        }
        self.outside(a, b).or_else(|| {
            let (project, _) = self.place?;
            if a.edge.as_ref().map(|edge| &edge.loads) == b.edge.as_ref().map(|edge| &edge.loads) {
                // Whichever comes first does all there is to do.
                return None;
            }
            self.cycle(project, first, second)
                .or_else(|| self.partial(project, a, b))
                .or_else(|| self.partial(project, b, a))
                .or_else(|| anywhere(project, a, b))
                .or_else(|| anywhere(project, b, a))
                .or_else(|| shared(project, a, b))
                .or_else(|| shared(project, b, a))
        })
    }

    /// What can be said without the code base.
    fn outside(&self, a: &Unit<'_>, b: &Unit<'_>) -> Option<Reason> {
        let is_future = |unit: &Unit<'_>| unit.import.module.as_deref() == Some("__future__");
        if is_future(a) || is_future(b) {
            return None;
        }
        if let Some((module, reason)) = known_order(&a.names, &b.names) {
            return Some(Reason::Known { module: module.into(), reason: reason.into() });
        }
        None
    }

    fn cycle(&self, project: &Project<'_>, first: usize, second: usize) -> Option<Reason> {
        let cycle = self.cycles.iter().find(|cycle| {
            let (a, b) = (&cycle.entries[first], &cycle.entries[second]);
            !a.is_empty() && !b.is_empty() && (a != b || a.len() > 1)
        })?;
        let modules = sorted(cycle.members.iter().map(|&module| project.layout().module_name(module)));
        Some(Reason::Cycle { modules })
    }

    /// Whether a module that `reader` executes takes a name from the file that `binder` binds.
    fn partial(&self, project: &Project<'_>, reader: &Unit<'_>, binder: &Unit<'_>) -> Option<Reason> {
        let file = self.place?.1;
        let found = reader.reads.iter().find(|(_, name)| match name {
            None => true,
            Some(name) => binder.import.names.iter().any(|imported| {
                // A submodule is found whether or not it is bound.
                let is_submodule = imported.alias.as_deref().is_none_or(|alias| *alias == *imported.name)
                    && binder.edge.as_ref().is_some_and(|edge| {
                        let target = edge.loads.last();
                        target.is_some_and(|&target| {
                            project.layout().is_package(file)
                                && project.layout().parents(target).last() == Some(&file)
                                && project.layout().module_name(target).rsplit('.').next() == Some(&**name)
                                && binder.import.module.is_none()
                        })
                    });
                imported.bound() == &**name && !is_submodule
            }),
        })?;
        let reader = project.layout().module_name(found.0);
        Some(Reason::Partial { reader, name: found.1.as_ref().map(ToString::to_string) })
    }
}

/// See [`Unit::acting`].
fn acting(project: &Project<'_>, loads: &[FileId], within: &FileSet) -> Vec<FileId> {
    let layout = project.layout();
    let mut found: Vec<FileId> = loads.iter().copied().filter(|&load| within.contains(load)).collect();
    // Packages that are only on the way to what is named act by themselves alone.
    let is_on_the_way = |module: FileId| loads.iter().any(|&load| layout.parents(load).contains(&module));
    let mut at = 0;
    while let Some(&module) = found.get(at) {
        at += 1;
        if is_on_the_way(module) {
            continue;
        }
        let is_thin = project.module(module).facts.only_imports();
        let is_package = layout.is_package(module);
        let called = running(project, module)
            .filter(|edge| project.module(module).facts.imports[edge.import as usize].is_dynamic);
        for &load in called.flat_map(|edge| &edge.loads) {
            if within.contains(load) && !found.contains(&load) {
                found.push(load);
            }
        }
        for &load in project.loads(module) {
            let is_own = is_package && layout.parents(load).last() == Some(&module);
            if (is_thin || is_own) && within.contains(load) && !found.contains(&load) {
                found.push(load);
            }
        }
    }
    found
}

/// The modules that have surely begun when the imports from `offset` on run.
fn begun_at(project: &Project<'_>, file: FileId, facts: &ModuleFacts, offset: u32, ended_only: bool) -> FileSet {
    let mut begun = project.begun_before(file, ended_only);
    begun.insert(file);
    for edge in project.edges(file, facts) {
        if edge.when != When::Always || facts.imports[edge.import as usize].offset >= offset {
            continue;
        }
        for load in edge.loads {
            if begun.contains(load) {
                continue;
            }
            // What leads back here may be waiting for this module, so only its own begin is sure.
            let leads_back =
                project.reach(&[load], &begun).0.iter().any(|&module| project.loads(module).contains(&file));
            if leads_back {
                begun.insert(load);
            } else {
                project.execute(load, &mut begun);
            }
        }
    }
    begun
}

/// The modules that have begun when a function of `file` is called that its import does not call: the file and its packages, and
/// all that they surely import.
fn begun_later(project: &Project<'_>, file: FileId) -> FileSet {
    let mut begun = project.begun_before(file, false);
    for &package in project.layout().parents(file) {
        project.execute_again(package, &mut begun);
    }
    project.execute_again(file, &mut begun);
    begun
}

fn running<'p>(project: &'p Project<'_>, module: FileId) -> impl Iterator<Item = &'p Edge> {
    project.module(module).edges.iter().filter(|edge| matches!(edge.when, When::Always | When::Sometimes))
}

/// Whether a module of the cycle takes a name from another one, which may not be bound there yet.
fn has_partial_reads(project: &Project<'_>, cycle: &[FileId]) -> bool {
    cycle.iter().any(|&module| {
        running(project, module).any(|edge| {
            edge.reads.iter().any(|read| {
                cycle.contains(&read.module)
                    && read.name.as_ref().is_none_or(|name| !is_just_submodule(project, read, name))
            })
        })
    })
}

/// Whether `name` is a submodule of the module read from, and nothing else there.
fn is_just_submodule(project: &Project<'_>, read: &Read, name: &str) -> bool {
    let layout = project.layout();
    layout.is_package(read.module)
        && layout.submodule(layout.folder(read.module), name).is_some()
        && !project.module(read.module).facts.bindings.contains(name)
        && !project.module(read.module).facts.imports.iter().any(|import| {
            import
                .names
                .iter()
                .any(|imported| imported.bound() == name && !(import.module.is_none() && *imported.name == *name))
        })
}

/// The members of `cycle` that each unit may reach first.
fn entries(project: &Project<'_>, file: FileId, cycle: &[FileId], units: &[Unit<'_>]) -> Vec<HashSet<FileId>> {
    let members: HashSet<FileId> = cycle.iter().copied().collect();
    // A package is executed before its submodules; whatever it surely imports is then no way in of its own.
    let is_inside = |package: FileId, module: FileId| {
        let closure = project.closure(package);
        !closure.reach.contains(file) && closure.executed.contains(module)
    };
    let is_entry = |module: &FileId| {
        members.contains(module)
            && !project
                .layout()
                .parents(*module)
                .iter()
                .any(|&package| members.contains(&package) && is_inside(package, *module))
    };
    units
        .iter()
        .map(|unit| {
            if !unit.set.contains(cycle[0]) {
                return HashSet::default();
            }
            let direct = unit.edge.iter().flat_map(|edge| edge.loads.iter().copied());
            let outer = unit.reach.iter().filter(|module| !members.contains(module));
            let indirect = outer.flat_map(|&module| project.loads(module).iter().copied());
            direct.chain(indirect).filter(|module| unit.set.contains(*module)).filter(is_entry).collect()
        })
        .collect()
}

/// A change that `a` makes and anything may depend on.
fn anywhere(project: &Project<'_>, a: &Unit<'_>, b: &Unit<'_>) -> Option<Reason> {
    a.acting.iter().filter(|module| !b.may_execute(**module)).find_map(|&module| {
        let change = project.module_effects(module).anywhere.as_ref()?;
        Some(Reason::Changes {
            module: project.layout().module_name(module),
            what: change.what.clone(),
            line: change.line,
        })
    })
}

/// A change that `a` makes to something that `b` changes or uses too.
fn shared(project: &Project<'_>, a: &Unit<'_>, b: &Unit<'_>) -> Option<Reason> {
    let own = a.acting.iter().filter(|module| !b.may_execute(**module));
    for &module in own {
        let effects = project.module_effects(module);
        if effects.changes.is_empty() && effects.assigned.is_empty() {
            continue;
        }
        let found = depends(project, effects, a, b);
        if let Some((change, other)) = found {
            return Some(Reason::Shared {
                module: project.layout().module_name(module),
                what: change.what.clone(),
                line: change.line,
                other: project.layout().module_name(other),
            });
        }
    }
    None
}

/// The first of `effects`, those of a module that `a` executes, that something in `b` depends on.
fn depends<'e>(
    project: &Project<'_>,
    effects: &'e ModuleEffects,
    a: &Unit<'_>,
    b: &Unit<'_>,
) -> Option<(&'e Change, FileId)> {
    // What the statement itself takes.
    let reads = b.edge.iter().flat_map(|edge| &edge.reads);
    for read in reads {
        let is_assigned = effects
            .assigned
            .iter()
            .any(|assigned| assigned.module == read.module && (assigned.name.is_none() || assigned.name == read.name));
        let facts = &project.module(read.module).facts;
        let is_rebound = read
            .name
            .as_ref()
            .is_some_and(|name| facts.rebound.contains(name) || (facts.has_hidden_names && !binds(facts, name)));
        for (target, change) in &effects.changes {
            if *target == Target::Module(read.module) && (is_assigned || is_rebound) {
                return Some((change, read.module));
            }
        }
    }
    for &other in b.acting.iter().filter(|module| !a.may_execute(**module)) {
        let others = project.module_effects(other);
        for (target, change) in &effects.changes {
            let is_changed = others.changes.iter().any(|(changed, _)| changed == target);
            let is_used = || match target {
                Target::Module(module) => uses(project, other, *module),
                _ => false,
            };
            if is_changed || is_used() {
                return Some((change, other));
            }
        }
    }
    None
}

/// Whether statements of `module` that run on import read something of `used`.
fn uses(project: &Project<'_>, module: FileId, used: FileId) -> bool {
    let of = project.module(module);
    of.edges.iter().any(|edge| {
        edge.loads.contains(&used)
            && matches!(edge.when, When::Always | When::Sometimes)
            && of.facts.imports[edge.import as usize].names.iter().any(|name| name.is_read)
    })
}

impl Unit<'_> {
    fn may_execute(&self, module: FileId) -> bool {
        self.stable.contains(module)
    }
}

fn dotted_names(import: &ModuleImport) -> Vec<String> {
    if import.level > 0 {
        return Vec::new();
    }
    import
        .names
        .iter()
        .map(|name| match &import.module {
            Some(module) => format!("{module}.{}", name.name),
            None => name.name.to_string(),
        })
        .collect()
}
