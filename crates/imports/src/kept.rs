//! The order that imports of a block keep: what the code base says of them, and sorting by it.

use crate::ModuleContext;
use crate::order::sort_stably;
use crate::statement::Import;
use harmless_project::{KeptOrder, Place, Reason, kept_order};
use harmless_syntax::module::{ImportedName, ModuleImport, When};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Which parts of a block keep their order.
#[derive(Default)]
pub(crate) struct Kept {
    /// Pairs of parts, the first before the second.
    related: HashSet<(usize, usize)>,
    reasons: Vec<(usize, usize, Reason)>,
    /// Parts that name modules of the code base.
    submodules: HashSet<usize>,
    /// Whether the code base is known at all.
    has_project: bool,
}

impl Kept {
    /// Asks what must be kept of the order of `imports`, the parts of a block of `text` as they stand there; and marks those
    /// whose names must keep theirs.
    pub(crate) fn find(text: &str, imports: &mut [Import<'_>], context: ModuleContext<'_>) -> Self {
        let modules: Vec<ModuleImport> = imports.iter().map(module_import).collect();
        let place = context.place.and_then(Place::find);
        let KeptOrder { pairs, names, submodules } = kept_order(place, text, &modules);
        for (part, _) in names {
            imports[part].keeps_names = true;
        }
        Self {
            related: pairs.iter().map(|&(first, second, _)| (first, second)).collect(),
            reasons: pairs,
            submodules: submodules.into_iter().collect(),
            has_project: place.is_some(),
        }
    }

    /// Whether there is any order to keep.
    pub(crate) fn has_any(&self) -> bool {
        !self.related.is_empty()
    }

    /// Whether any part of `import` keeps its order to another one.
    pub(crate) fn concerns(&self, import: &Import<'_>) -> bool {
        import.parts.iter().any(|part| self.related.iter().any(|(first, second)| first == part || second == part))
    }

    /// Whether any of the parts of `a` and `b` keep their order.
    pub(crate) fn relates(&self, a: &Import<'_>, b: &Import<'_>) -> bool {
        !self.related.is_empty()
            && a.parts.iter().any(|&a| b.parts.iter().any(|&b| self.related.contains(&(a.min(b), a.max(b)))))
    }

    /// Whether `import` may name submodules, which Python loads before it binds any name of the statement; `None` if that is not known.
    pub(crate) fn names_submodules(&self, import: &Import<'_>) -> Option<bool> {
        self.has_project.then(|| import.parts.iter().any(|part| self.submodules.contains(part)))
    }

    /// Sorts by `compare`, but keeps the order of related imports: of those that all related ones before them precede already, always
    /// the first by `compare`.
    pub(crate) fn sort<'t>(
        &self,
        imports: &mut Vec<Import<'t>>,
        compare: impl Fn(&Import<'t>, &Import<'t>) -> Ordering,
    ) {
        sort_stably(imports, &compare);
        if self.related.is_empty() {
            return;
        }
        let mut rest: Vec<Option<Import<'t>>> = std::mem::take(imports).into_iter().map(Some).collect();
        let mut place = vec![usize::MAX; self.part_count(&rest)];
        for (at, import) in rest.iter().flatten().enumerate() {
            for &part in &import.parts {
                place[part] = at;
            }
        }
        let mut waits_for = vec![0_usize; rest.len()];
        let mut followers = vec![Vec::new(); rest.len()];
        for &(first, second, _) in &self.reasons {
            let (Some(&first), Some(&second)) = (place.get(first), place.get(second)) else { continue };
            if first != second && first != usize::MAX && second != usize::MAX {
                waits_for[second] += 1;
                followers[first].push(second);
            }
        }
        while let Some(next) = (0..rest.len()).find(|&at| rest[at].is_some() && waits_for[at] == 0) {
            imports.extend(rest[next].take());
            for &follower in &followers[next] {
                waits_for[follower] -= 1;
            }
        }
        // Nothing is left unless parts of one statement surround a part of another; then the order is that of the text.
        let mut left: Vec<Import<'t>> = rest.into_iter().flatten().collect();
        left.sort_by_key(|import| import.parts.iter().min().copied());
        imports.extend(left);
    }

    fn part_count(&self, imports: &[Option<Import<'_>>]) -> usize {
        imports.iter().flatten().flat_map(|import| &import.parts).max().map_or(0, |last| last + 1)
    }

    /// The pairs that would stand the other way round in `sorted`, which was sorted without regard to them.
    pub(crate) fn reversed(&self, sorted: &[Import<'_>]) -> Vec<(usize, usize, Reason)> {
        let place = |part: usize| sorted.iter().position(|import| import.parts.contains(&part));
        self.reasons.iter().filter(|&&(first, second, _)| place(first) > place(second)).cloned().collect()
    }
}

fn module_import(import: &Import<'_>) -> ModuleImport {
    let level = import.level();
    ModuleImport {
        offset: import.source.start(),
        when: if import.is_lazy { When::Lazily } else { When::Always },
        level: level as u32,
        module: import.stem.as_ref().map(|stem| &stem[level..]).filter(|module| !module.is_empty()).map(Into::into),
        is_from: import.stem.is_some(),
        is_star: false,
        is_dynamic: false,
        names: import
            .items
            .iter()
            .map(|item| ImportedName {
                name: (&*item.name).into(),
                alias: (!item.alias.is_empty()).then(|| item.alias.into()),
                is_used: false,
                is_read: false,
            })
            .collect(),
    }
}
