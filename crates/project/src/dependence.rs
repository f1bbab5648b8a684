//! Whether an import depends on what another one changes.

use crate::edge::Read;
use crate::effects::{Change, MAIN, ModuleEffects, Target};
use crate::file_set::FileSet;
use crate::graph::{Project, binds};
use crate::known::imports_from;
use crate::layout::FileId;
use crate::order::Reason;
use crate::relation::{Relation, Unit};
use harmless_syntax::module::{ImportedName, When};

/// What one import does that matters to another.
#[derive(Default)]
pub(crate) struct Acts {
    /// A change of something that the other changes or uses too.
    pub(crate) shared: Option<Reason>,
    /// A change that anything may depend on; not looked for behind what is shared.
    pub(crate) anywhere: Option<Reason>,
    /// Whether it uses submodules as attributes of their packages; not looked for behind what is shared.
    pub(crate) uses_submodules: bool,
}

impl Relation<'_, '_> {
    /// The modules whose effects are what an import may be there for: the modules it names, the modules of a package it names, and what
    /// modules that hold nothing but imports import, and what modules import by a call.
    pub(crate) fn acting<'u>(&self, project: &Project<'_>, unit: &'u Unit) -> &'u [FileId] {
        unit.acting.get_or_init(|| acting(project, &unit.part.loads, self.ended()))
    }

    /// The modules that `a` is there for and that `b` does not execute too.
    pub(crate) fn own(&self, project: &Project<'_>, a: &Unit, b: &Unit) -> impl Iterator<Item = FileId> {
        let executed = self.stable(project, b);
        self.acting(project, a).iter().copied().filter(|&module| !executed.contains(module))
    }

    /// What the modules that `a` is there for and that `b` does not execute too do that matters to `b`. To know that takes a study of them.
    pub(crate) fn acts(&self, project: &Project<'_>, file: FileId, a: &Unit, b: &Unit) -> Acts {
        let mut acts = Acts::default();
        for module in self.own(project, a, b) {
            let effects = project.module_effects(module);
            acts.uses_submodules |= !effects.submodules.is_empty();
            if effects.anywhere.is_none() && effects.changes.is_empty() && effects.assigned.is_empty() {
                continue;
            }
            if let Some((change, other)) = self.depends(project, file, effects, a, b) {
                let Change { line, what } = change.clone();
                acts.shared = Some(Reason::Shared { module: project.layout().module_name(module), what, line, other });
                return acts;
            }
            if let Some(Change { line, what }) = effects.anywhere.as_ref().filter(|_| acts.anywhere.is_none()).cloned()
            {
                acts.anywhere = Some(Reason::Changes { module: project.layout().module_name(module), what, line });
            }
        }
        acts
    }

    /// The names that an import takes from modules.
    fn taken<'u>(&self, project: &Project<'_>, file: FileId, unit: &'u Unit) -> &'u [Read] {
        unit.taken.get_or_init(|| project.reads_of(file, self.import(unit), self.names(unit)))
    }

    /// The first of `effects`, those of a module that `a` executes, that something in `b` depends on, and the name of the module that does.
    fn depends<'e>(
        &self,
        project: &Project<'_>,
        file: FileId,
        effects: &'e ModuleEffects,
        a: &Unit,
        b: &Unit,
    ) -> Option<(&'e Change, String)> {
        // What the statement itself takes.
        for read in self.taken(project, file, b) {
            let is_of_module = |(target, _): &&(Target, Change)| *target == Target::Module(read.module);
            let Some((_, change)) = effects.changes.iter().find(is_of_module) else { continue };
            let is_assigned = effects.assigned.iter().any(|assigned| {
                assigned.module == read.module
                    && (assigned.name.is_none() || read.name.is_none() || assigned.name == read.name)
            });
            let facts = &project.module(read.module).facts;
            let rebound = || &project.functions(read.module).rebound;
            let is_rebound = || match &read.name {
                Some(name) => (facts.has_hidden_names && !binds(facts, name)) || rebound().contains(name),
                None => facts.has_hidden_names || !rebound().is_empty(),
            };
            if is_assigned || is_rebound() {
                return Some((change, project.layout().module_name(read.module)));
            }
        }
        for (target, change) in &effects.changes {
            // This file may be the program itself.
            let is_bound_here = |module: &str| {
                let name = change.what.strip_prefix(module).and_then(|rest| rest.strip_prefix('.'));
                module == MAIN && (self.import(b).is_star || self.names(b).iter().any(|it| Some(it.bound()) == name))
            };
            if let Target::Named(name) = target
                && (imports_from(self.import(b), self.names(b), name) || is_bound_here(name))
            {
                return Some((change, name.clone()));
            }
        }
        for other in self.own(project, b, a) {
            let others = project.module_effects(other);
            for (target, change) in &effects.changes {
                let is_changed = others.changes.iter().any(|(changed, _)| changed == target);
                let is_used = || match target {
                    Target::Module(module) => uses(project, other, *module),
                    Target::Named(name) => names(project, other, name),
                    _ => false,
                };
                if is_changed || is_used() {
                    return Some((change, project.layout().module_name(other)));
                }
            }
        }
        None
    }
}

// See [`Unit::acting`].
fn acting(project: &Project<'_>, loads: &[FileId], ended: &FileSet) -> Vec<FileId> {
    let layout = project.layout();
    let mut seen = ended.clone();
    let mut found: Vec<FileId> = loads.iter().copied().filter(|&load| seen.insert(load)).collect();
    // Packages that are only on the way to what is named act by themselves alone.
    let is_on_the_way = |module: FileId| loads.iter().any(|&load| layout.parents(load).contains(&module));
    let mut at = 0;
    while let Some(&module) = found.get(at) {
        at += 1;
        if is_on_the_way(module) {
            continue;
        }
        let is_thin = project.is_thin(module);
        let is_package = layout.is_package(module);
        found.extend(project.called(module).iter().copied().filter(|&load| seen.insert(load)));
        let is_own = |load| is_package && layout.parents(load).last() == Some(&module);
        let acts = |&load: &FileId| (is_thin || is_own(load)) && seen.insert(load);
        found.extend(project.loads(module).iter().copied().filter(acts));
    }
    found
}

/// Whether statements of `module` that run on import read something of `used`. Each name of an import is looked at by itself, so that it is the
/// same whether they share a statement.
fn uses(project: &Project<'_>, module: FileId, used: FileId) -> bool {
    let of = project.module(module);
    of.edges.iter().filter(|edge| edge.loads.contains(&used)).any(|edge| {
        let import = &of.facts.imports[edge.import as usize];
        let is_of = |name: &ImportedName| {
            let mut loads = Vec::new();
            project.add_loads(module, import, std::slice::from_ref(name), &mut loads, |_, _, _| {});
            loads.contains(&used)
        };
        matches!(edge.when, When::Always | When::Sometimes)
            && import.names.iter().filter(|name| name.is_read).any(is_of)
    })
}

/// Whether `module` imports the module `name`, or something in it, when it is executed.
fn names(project: &Project<'_>, module: FileId, name: &str) -> bool {
    let imports = &project.module(module).facts.imports;
    imports
        .iter()
        .filter(|import| matches!(import.when, When::Always | When::Sometimes))
        .any(|import| imports_from(import, &import.names, name))
}
