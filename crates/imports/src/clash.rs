//! Imports that bind one name to different things: the last one wins, so their order matters. In go imports, out come the pairs that clash.

use crate::ModuleContext;
use crate::statement::{FullName, Import};
use harmless_project::Reason;
use harmless_syntax::import::top_level;
use harmless_syntax::verify::StarBinding;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Names and what they are bound to.
pub(crate) type Bindings<'t> = FxHashMap<Cow<'t, str>, FullName<'t>>;

/// The pairs of parts of a block, by their numbers, that clash, and why.
pub(crate) type Clashes = FxHashMap<(usize, usize), Reason>;

/// The names that imports bind.
#[derive(Default)]
pub(crate) struct Bound<'t> {
    /// By statements themselves.
    names: Bindings<'t>,
    /// By the import system.
    submodules: Vec<String>,
    /// A name that one statement binds twice.
    pub(crate) clash: Option<String>,
}

impl<'t> Bound<'t> {
    pub(crate) fn of(import: &Import<'t>, context: ModuleContext<'_>) -> Self {
        let mut bound = Self::default();
        bound.names.reserve(import.items.len());
        for (name, target) in import.bindings() {
            // Python compares identifiers after NFKC normalisation.
            let name = if name.is_ascii() { name } else { Cow::Owned(name.nfkc().collect()) };
            if let Some(other) = bound.names.get(&name)
                && *other != target
            {
                bound.clash = Some(name.clone().into_owned());
            }
            bound.names.insert(name, target);
        }
        bound.submodules.extend(own_submodule(import, context).map(str::to_owned));
        bound
    }

    /// A name that both bind, to different things.
    pub(crate) fn clash_with(&self, own: &Self) -> Option<String> {
        let is_shadowed = |(name, target): (&Cow<'t, str>, &FullName<'t>)| {
            self.names.get(name).is_some_and(|other| other != target).then(|| name.clone().into_owned())
        };
        own.names.iter().filter_map(is_shadowed).min().or_else(|| {
            let hides = |submodules: &[String], names: &Bindings<'t>| {
                submodules
                    .iter()
                    .find(|name| names.get(name.as_str()).is_some_and(|it| !is_of_submodule(it, name)))
                    .cloned()
            };
            hides(&own.submodules, &self.names).or_else(|| hides(&self.submodules, &own.names))
        })
    }

    pub(crate) fn add(&mut self, own: Self) {
        self.names.extend(own.names);
        self.submodules.extend(own.submodules);
    }
}

/// Whether a name is bound twice by `imports`, by statements or by the import system. No two of them clash if not, as most often.
pub(crate) fn bind_name_twice<'i, 't: 'i>(
    imports: impl Iterator<Item = &'i Import<'t>> + Clone,
    context: ModuleContext<'_>,
) -> bool {
    let count = imports.clone().map(|import| import.items.len() + 1).sum();
    let mut bound: FxHashSet<&str> = FxHashSet::with_capacity_and_hasher(count, FxBuildHasher);
    imports.into_iter().any(|import| {
        // Names of other letters may be equal to Python although they are not written in the same way.
        let submodule = own_submodule(import, context);
        submodule.into_iter().chain(import.bound_names()).any(|name| !name.is_ascii() || !bound.insert(name))
    })
}

/// The submodule that the import system binds in its package, the very module that `import` stands in: `from .a import b` in an `__init__`
/// binds `a` when it first loads it.
fn own_submodule<'i>(import: &'i Import<'_>, context: ModuleContext<'_>) -> Option<&'i str> {
    let module = import.stem.as_ref().filter(|_| context.is_package)?.strip_prefix('.')?;
    if module.starts_with('.') { None } else { Some(top_level(module)).filter(|first| !first.is_empty()) }
}

/// Whether `target` is the submodule `name` of the package itself, or something in it: then the submodule is loaded before the name
/// is bound, whatever the order.
fn is_of_submodule(target: &FullName<'_>, name: &str) -> bool {
    let target = target.to_string();
    target
        .strip_prefix('.')
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a star import may bind, if the code base tells.
pub(crate) fn star_binding(import: &Import<'_>, context: ModuleContext<'_>) -> Option<Arc<StarBinding>> {
    let (project, file) = context.place?.find()?;
    let level = import.level();
    let module = import.stem.as_ref().map(|stem| &stem[level..]).filter(|module| !module.is_empty());
    project.star_binding(file, level as u32, module).map(Arc::new)
}

/// The clashes among `parts`, each with its number in the slice.
pub(crate) fn clashes(parts: &[Import<'_>], context: ModuleContext<'_>) -> Clashes {
    if !parts.iter().any(Import::is_star) && !bind_name_twice(parts.iter(), context) {
        return Clashes::default();
    }
    let bound: Vec<Bound<'_>> = parts.iter().map(|part| Bound::of(part, context)).collect();
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (part, bound) in bound.iter().enumerate() {
        let names = bound.names.keys().map(|name| &**name).chain(bound.submodules.iter().map(String::as_str));
        for name in names {
            let parts = by_name.entry(name).or_default();
            if parts.last() != Some(&part) {
                parts.push(part);
            }
        }
    }
    let mut clashes = Clashes::default();
    for parts in by_name.values().filter(|parts| parts.len() > 1) {
        for (at, &second) in parts.iter().enumerate() {
            for &first in &parts[..at] {
                if let Some(name) = bound[first].clash_with(&bound[second]) {
                    clashes.insert((first, second), Reason::Shadowing { name });
                }
            }
        }
    }
    let is_unknown = |part: &Import<'_>| !matches!(part.star.as_deref(), Some(StarBinding::Names(_)));
    for (star, import) in parts.iter().enumerate().filter(|(_, part)| part.is_star() && is_unknown(part)) {
        let module = import.stem.as_deref().unwrap_or_default();
        for (other, bound) in bound.iter().enumerate().filter(|&(other, _)| other != star) {
            let may_bind = |name: &Cow<'_, str>| StarBinding::may_bind(import.star.as_deref(), name);
            let has_other_names = parts[other].is_star() && is_unknown(&parts[other]);
            let is_same = has_other_names && parts[other].stem == import.stem;
            if !is_same && (has_other_names || bound.names.keys().any(may_bind)) {
                clashes.insert((star.min(other), star.max(other)), Reason::Star { module: module.to_owned() });
            }
        }
    }
    clashes
}
