//! The order that imports of a block keep: what the code base says of them, and sorting by it.

use crate::ModuleContext;
use crate::order::sort_stably;
use crate::statement::Import;
use harmless_project::{BlockOrder, OwnText, Reason};
use harmless_syntax::module::{ImportedName, ModuleImport, When};
use rustc_hash::FxHashSet as HashSet;
use std::cell::RefCell;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Which parts of a block keep their order: asked of the code base pair by pair, when sorting would reverse one.
#[derive(Default)]
pub(crate) struct Kept<'a> {
    /// Nothing is kept without.
    order: Option<BlockOrder<'a>>,
    /// What was asked for already.
    asked: RefCell<Asked>,
}

/// The pairs of parts that were asked for.
#[derive(Default)]
struct Asked {
    pairs: HashSet<(usize, usize)>,
    /// Those that keep their order, the first before the second.
    related: Vec<(usize, usize, Reason)>,
}

impl<'a> Kept<'a> {
    /// What is kept of the order of `imports`, the parts of a block of `own` as they stand there.
    pub(crate) fn new(own: &'a OwnText<'a>, imports: &[Import<'_>], context: ModuleContext<'a>) -> Self {
        let modules = imports.iter().map(module_import).collect();
        Self { order: Some(BlockOrder::new(context.place, own, modules)), asked: RefCell::default() }
    }

    /// Marks the imports whose names must keep their order, where somebody would change it: where names are not sorted, and where
    /// another import of the same module might be merged.
    pub(crate) fn mark_names<'t>(&self, imports: &mut [Import<'t>], names_are_sorted: impl Fn(&Import<'t>) -> bool) {
        for part in 0..imports.len() {
            let import = &imports[part];
            let has_kin = || imports.iter().enumerate().any(|(at, other)| at != part && other.stem == import.stem);
            let keeps_names = (!names_are_sorted(import) || has_kin()) && !self.leaves_names_free(part, import);
            imports[part].keeps_names = keeps_names;
        }
    }

    /// Whether any order was found that must be kept.
    pub(crate) fn has_any(&self) -> bool {
        !self.asked.borrow().related.is_empty()
    }

    /// Whether sorting the block surely changes it: when it would reverse two neighbours, or two names, that need not keep their
    /// order.
    pub(crate) fn is_surely_unsorted<'t>(
        &self,
        imports: &[Import<'t>],
        compare: impl Fn(&Import<'t>, &Import<'t>) -> Ordering,
        names_are_sorted: impl Fn(&Import<'t>) -> bool,
    ) -> bool {
        let Some(order) = &self.order else { return false };
        let reversed = || {
            let neighbours = imports.windows(2).enumerate();
            neighbours.filter(|(_, pair)| compare(&pair[0], &pair[1]).is_gt()).map(|(part, _)| (part, part + 1))
        };
        // Most often there is a pair of which it can be said without reading any module.
        if reversed().any(|(first, second)| order.is_outside(first) && order.is_outside(second)) {
            return true;
        }
        let unsorted_names =
            || imports.iter().enumerate().filter(|(_, import)| !import.is_verbatim && !names_are_sorted(import));
        let names_submodules = |part: usize| order.names_submodules(part).unwrap_or_default();
        unsorted_names().any(|(part, _)| !names_submodules(part))
            || reversed().any(|(first, second)| order.reason(first, second).is_none())
            || unsorted_names().any(|(part, import)| self.leaves_names_free(part, import))
    }

    /// Whether any part of `import`, one of a block of `count` parts, keeps its order to another one.
    pub(crate) fn concerns(&self, import: &Import<'_>, count: usize) -> bool {
        self.order.is_some()
            && import.parts.iter().any(|&part| (0..count).any(|other| other != part && self.relate(part, other)))
    }

    /// Whether any of the parts of `a` and `b` keep their order.
    pub(crate) fn relates(&self, a: &Import<'_>, b: &Import<'_>) -> bool {
        a.parts.iter().any(|&a| b.parts.iter().any(|&b| self.relate(a, b)))
    }

    /// Whether `import` may name submodules, which Python loads before it binds any name of the statement; `None` if that is not known.
    pub(crate) fn names_submodules(&self, import: &Import<'_>) -> Option<bool> {
        let order = self.order.as_ref()?;
        import.parts.iter().map(|&part| order.names_submodules(part)).reduce(|a, b| Some(a? || b?)).flatten()
    }

    /// Sorts by `compare`, but keeps the order of related imports: of those that all related ones before them precede already, always
    /// the first by `compare`.
    ///
    /// That order is the first, by `compare`, of all that keep what is to be kept. So it is enough to ask for the pairs that turn out
    /// to be reversed, and to begin anew, until none of these is related.
    pub(crate) fn sort<'t>(
        &self,
        imports: &mut Vec<Import<'t>>,
        compare: impl Fn(&Import<'t>, &Import<'t>) -> Ordering,
    ) {
        sort_stably(imports, &compare);
        if self.order.is_none() {
            return;
        }
        let mut order: Vec<usize> = (0..imports.len()).collect();
        if self.has_any() {
            order = self.arrange(imports);
        }
        while self.ask_for_reversed(imports, &order) {
            order = self.arrange(imports);
        }
        if !order.is_sorted() {
            let mut rest: Vec<Option<Import<'t>>> = std::mem::take(imports).into_iter().map(Some).collect();
            imports.extend(order.into_iter().filter_map(|at| rest[at].take()));
        }
    }

    /// The pairs that would stand the other way round in `sorted`, which was sorted without regard to them.
    pub(crate) fn reversed(&self, sorted: &[Import<'_>]) -> Vec<(usize, usize, Reason)> {
        let place = |part: usize| sorted.iter().position(|import| import.parts.contains(&part));
        let mut reversed = self.asked.borrow().related.clone();
        reversed.retain(|&(first, second, _)| place(first) > place(second));
        reversed.sort_by_key(|&(first, second, _)| (second, first));
        reversed
    }

    fn leaves_names_free(&self, part: usize, import: &Import<'_>) -> bool {
        import.stem.is_none()
            || import.items.len() < 2
            || self.order.as_ref().is_none_or(|order| order.names_reason(part).is_none())
    }

    fn reason(&self, first: usize, second: usize) -> Option<Reason> {
        self.order.as_ref()?.reason(first, second)
    }

    fn relate(&self, a: usize, b: usize) -> bool {
        self.reason(a.min(b), a.max(b)).is_some()
    }

    /// Asks for the pairs of parts that are reversed when `imports` stand in `order`; whether any was related that was not known.
    fn ask_for_reversed(&self, imports: &[Import<'_>], order: &[usize]) -> bool {
        let Some(block) = &self.order else { return false };
        let mut place = vec![None; part_count(imports)];
        for (at, &import) in order.iter().enumerate() {
            for &part in &imports[import].parts {
                place[part] = Some(at);
            }
        }
        let mut asked = self.asked.borrow_mut();
        let known = asked.related.len();
        for second in 1..place.len() {
            let Some(below) = place[second] else { continue };
            for (first, above) in place[..second].iter().enumerate() {
                if above.is_none_or(|above| above <= below)
                    || (block.is_outside(first) && block.is_outside(second))
                    || !asked.pairs.insert((first, second))
                {
                    continue;
                }
                asked.related.extend(block.reason(first, second).map(|reason| (first, second, reason)));
            }
        }
        asked.related.len() > known
    }

    /// The order of `imports`, which are sorted, that keeps what is known to be related.
    fn arrange(&self, imports: &[Import<'_>]) -> Vec<usize> {
        let mut place = vec![None; part_count(imports)];
        for (at, import) in imports.iter().enumerate() {
            for &part in &import.parts {
                place[part] = Some(at);
            }
        }
        let mut waits_for = vec![0_usize; imports.len()];
        let mut followers = vec![Vec::new(); imports.len()];
        for &(first, second, _) in &self.asked.borrow().related {
            let (Some(&Some(first)), Some(&Some(second))) = (place.get(first), place.get(second)) else { continue };
            if first != second {
                waits_for[second] += 1;
                followers[first].push(second);
            }
        }
        let mut free: BinaryHeap<Reverse<usize>> =
            (0..imports.len()).filter(|&at| waits_for[at] == 0).map(Reverse).collect();
        let mut order = Vec::with_capacity(imports.len());
        while let Some(Reverse(next)) = free.pop() {
            order.push(next);
            for &follower in &followers[next] {
                waits_for[follower] -= 1;
                if waits_for[follower] == 0 {
                    free.push(Reverse(follower));
                }
            }
        }
        // Nothing is left unless parts of one statement surround a part of another; then the order is that of the text.
        let mut left: Vec<usize> = (0..imports.len()).filter(|&at| waits_for[at] > 0).collect();
        left.sort_by_key(|&at| imports[at].parts.iter().min().copied());
        order.extend(left);
        order
    }
}

/// One more than the highest number of a part of `imports`.
fn part_count(imports: &[Import<'_>]) -> usize {
    imports.iter().flat_map(|import| &import.parts).max().map_or(0, |last| last + 1)
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
