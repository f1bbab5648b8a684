//! The order that imports of a block keep: what the code base says of them, and the names they bind; and sorting by it.

use crate::ModuleContext;
use crate::block::Question;
use crate::clash::Clashes;
use crate::order::sort_stably;
use crate::statement::{Import, Item};
use harmless_project::{BlockOrder, OwnText, Reason};
use harmless_syntax::module::{ImportedName, ModuleImport, When};
use std::cell::RefCell;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Which parts of a block keep their order: asked of the code base pair by pair, when sorting would reverse one.
pub(crate) struct Kept<'a, 'o> {
    /// Nothing is kept without.
    order: Option<BlockOrder<'a, 'o>>,
    /// What is asked of the block.
    question: Question,
    /// The pairs of parts that bind one name to different things.
    clashes: Clashes,
    /// What was asked for already.
    asked: RefCell<Asked>,
}

/// The pairs of parts that were asked for.
#[derive(Default)]
struct Asked {
    /// By the second part and the first one: whether they are related, if that was asked for.
    pairs: Vec<Vec<Option<bool>>>,
    /// Those that keep their order, the first before the second.
    related: Vec<(usize, usize, Reason)>,
}

impl Asked {
    fn known(&self, (first, second): (usize, usize)) -> Option<bool> {
        self.pairs.get(second)?.get(first).copied().flatten()
    }

    /// Notes whether `second` stays below `first`, which comes before it.
    fn add(&mut self, (first, second): (usize, usize), reason: Option<Reason>) {
        if self.pairs.len() <= second {
            self.pairs.resize_with(second + 1, Vec::new);
        }
        let row = &mut self.pairs[second];
        if row.is_empty() {
            row.resize(second + 1, None);
        }
        row[first] = Some(reason.is_some());
        self.related.extend(reason.map(|reason| (first, second, reason)));
    }
}

impl<'a, 'o> Kept<'a, 'o> {
    /// What is kept of the order of `imports`, the parts of a block of `own` as they stand there, of which these `clashes` are known.
    pub(crate) fn new(
        own: &'a OwnText<'o>,
        imports: &[Import<'_>],
        context: ModuleContext<'a>,
        clashes: Clashes,
        question: Question,
    ) -> Self {
        let modules = imports.iter().map(module_import).collect();
        let order = Some(BlockOrder::new(context.place, own, modules));
        Self { order, question, clashes, asked: RefCell::default() }
    }

    /// Nothing is kept.
    pub(crate) fn nothing() -> Self {
        let clashes = Clashes::default();
        Self { order: None, question: Question::Order, clashes, asked: RefCell::default() }
    }

    /// Whether there is anything to ask.
    pub(crate) fn is_asked(&self) -> bool {
        self.order.is_some()
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
        let is_free = |(first, second)| self.is_free(order, first, second);
        if reversed().any(is_free) {
            return true;
        }
        let unsorted_names =
            || imports.iter().enumerate().filter(|(_, import)| !import.is_verbatim && !names_are_sorted(import));
        let names_submodules = |part: usize| order.names_submodules(part).unwrap_or_default();
        unsorted_names().any(|(part, _)| !names_submodules(part))
            || reversed().any(|(first, second)| !self.relate(first, second))
            || unsorted_names().any(|(part, _)| order.names_reason(part).is_none())
    }

    /// Whether any of the parts of `a` and `b` keep their order.
    pub(crate) fn relates(&self, a: &Import<'_>, b: &Import<'_>) -> bool {
        a.parts.iter().any(|&a| b.parts.iter().any(|&b| self.relate(a, b)))
    }

    /// Whether what one of `a` and `b` executes takes a name that the other binds: in one statement, all is executed before any name
    /// is bound.
    pub(crate) fn takes_names(&self, a: &Import<'_>, b: &Import<'_>) -> bool {
        let Some(order) = &self.order else { return false };
        a.parts.iter().any(|&a| b.parts.iter().any(|&b| order.takes_names(a.min(b), a.max(b))))
    }

    /// Whether `a` and `b` bind a name to different things.
    pub(crate) fn clash(&self, a: &Import<'_>, b: &Import<'_>) -> bool {
        let is_clash = |&a: &usize, &b: &usize| self.clashes.contains_key(&(a.min(b), a.max(b)));
        !self.clashes.is_empty() && a.parts.iter().any(|a| b.parts.iter().any(|b| is_clash(a, b)))
    }

    /// Whether another import must run between `first` and `second`, of which the one follows the other in the text. `others` are
    /// the statements that precede `second`.
    pub(crate) fn has_between(&self, first: &Import<'_>, second: &Import<'_>, others: &[Import<'_>]) -> bool {
        if self.order.is_none() {
            return false;
        }
        let Some(&last) = second.parts.iter().max() else { return false };
        let mut found = vec![false; last + 1];
        let mut stack = first.parts.clone();
        first.parts.iter().for_each(|&part| found[part] = true);
        while let Some(part) = stack.pop() {
            let is_first = first.parts.contains(&part);
            for next in part + 1..=last {
                let is_second = second.parts.contains(&next);
                if found[next] || (is_first && is_second) || !self.relate(part, next) {
                    continue;
                }
                if is_second {
                    return true;
                }
                // What waits for a part of a statement waits for all of it.
                let whole = others.iter().find(|other| other.parts.contains(&next));
                for &part in whole.map_or(&[next][..], |whole| &whole.parts) {
                    if part <= last && !std::mem::replace(&mut found[part], true) {
                        stack.push(part);
                    }
                }
            }
        }
        false
    }

    /// Whether `import` may name submodules, which Python loads before it binds any name of the statement; `None` if that is not known.
    pub(crate) fn names_submodules(&self, import: &Import<'_>) -> Option<bool> {
        let Some(order) = &self.order else { return Some(false) };
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
        if self.question == Question::IsSorted && self.are_in_order(imports, &compare) {
            return;
        }
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
        put_in_order(imports, order);
    }

    /// Whether `imports` stand in the text as [`sort`](Self::sort) would leave them: each is related to one that comes before it, and not before
    /// the last of those that it would otherwise precede. To say so, most pairs need not be asked for.
    fn are_in_order<'t>(&self, imports: &[Import<'t>], compare: impl Fn(&Import<'t>, &Import<'t>) -> Ordering) -> bool {
        let is_held_back = |below: usize, import: &Import<'t>| {
            let above = imports[..below].iter().rposition(|above| compare(above, import).is_gt());
            above.is_none_or(|above| imports[above..below].iter().any(|above| self.relates(above, import)))
        };
        let stand_as_in_text =
            imports.is_sorted_by_key(|import| &import.parts) && imports.iter().all(|import| import.parts.len() == 1);
        stand_as_in_text && imports.iter().enumerate().all(|(below, import)| is_held_back(below, import))
    }

    /// Sorts the names of a statement by `compare` in the same way. Gives the pairs of names that keep their order although that would
    /// reverse it.
    pub(crate) fn sort_names<'t>(
        &self,
        items: &mut Vec<Item<'t>>,
        compare: impl Fn(&Item<'t>, &Item<'t>) -> Ordering,
    ) -> Vec<KeptName> {
        // As they stand, or as they were brought into order before, the names of one statement keep the order they must.
        let is_in_order = |pair: &[Item<'t>]| pair[0].part == pair[1].part && compare(&pair[0], &pair[1]).is_le();
        if items.windows(2).all(is_in_order) {
            return Vec::new();
        }
        sort_stably(items, &compare);
        let Some(order) = &self.order else { return Vec::new() };
        let submodules: Vec<(usize, usize)> = items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| Some((at, order.submodule(item.part, &item.name)?)))
            .collect();
        if submodules.is_sorted_by_key(|&(_, submodule)| submodule) {
            return Vec::new();
        }
        let (mut constraints, mut kept) = (Vec::new(), Vec::new());
        for (index, &(at, submodule)) in submodules.iter().enumerate() {
            for &(earlier_at, earlier) in &submodules[..index] {
                let (first, second) = (submodule.min(earlier), submodule.max(earlier));
                let Some(reason) = order.submodules_reason(first, second) else { continue };
                if first == earlier {
                    constraints.push((earlier_at, at));
                } else {
                    constraints.push((at, earlier_at));
                    let names = (items[at].name.to_string(), items[earlier_at].name.to_string());
                    kept.push(KeptName { statement: items[at].part, first: names.0, second: names.1, reason });
                }
            }
        }
        put_in_order(items, first_order(items.len(), &constraints).0);
        kept
    }

    /// The pairs that would stand the other way round in `sorted`, which was sorted without regard to them.
    pub(crate) fn reversed(&self, sorted: &[Import<'_>]) -> Vec<(usize, usize, Reason)> {
        let mut place = vec![None; part_count(sorted)];
        for (at, import) in sorted.iter().enumerate() {
            import.parts.iter().for_each(|&part| place[part] = Some(at));
        }
        let asked = self.asked.borrow();
        let is_reversed = |(first, second, _): &&(usize, usize, Reason)| place.get(*first) > place.get(*second);
        let mut reversed: Vec<(usize, usize, Reason)> = asked.related.iter().filter(is_reversed).cloned().collect();
        reversed.sort_by_key(|&(first, second, _)| (second, first));
        reversed
    }

    /// Whether two parts surely need not keep their order, as can be said without reading any module.
    fn is_free(&self, order: &BlockOrder<'_, '_>, first: usize, second: usize) -> bool {
        order.is_outside(first) && order.is_outside(second) && !self.clashes.contains_key(&(first, second))
    }

    fn relate(&self, a: usize, b: usize) -> bool {
        let Some(order) = &self.order else { return false };
        let pair = (a.min(b), a.max(b));
        let known = self.asked.borrow().known(pair);
        known.unwrap_or_else(|| {
            let reason = self.clashes.get(&pair).cloned().or_else(|| order.reason(pair.0, pair.1));
            let is_related = reason.is_some();
            self.asked.borrow_mut().add(pair, reason);
            is_related
        })
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
        let known = self.asked.borrow().related.len();
        for second in 1..place.len() {
            let Some(below) = place[second] else { continue };
            for (first, above) in place[..second].iter().enumerate() {
                if above.is_some_and(|above| above > below) && !self.is_free(block, first, second) {
                    self.relate(first, second);
                }
            }
        }
        self.asked.borrow().related.len() > known
    }

    /// The order of `imports`, which are sorted, that keeps what is known to be related.
    fn arrange(&self, imports: &[Import<'_>]) -> Vec<usize> {
        let mut place = vec![None; part_count(imports)];
        for (at, import) in imports.iter().enumerate() {
            for &part in &import.parts {
                place[part] = Some(at);
            }
        }
        let mut constraints = Vec::new();
        for &(first, second, _) in &self.asked.borrow().related {
            if let (Some(&Some(first)), Some(&Some(second))) = (place.get(first), place.get(second))
                && first != second
            {
                constraints.push((first, second));
            }
        }
        let (mut order, mut left) = first_order(imports.len(), &constraints);
        // Nothing is left unless parts of one statement surround a part of another; then the order is that of the text.
        left.sort_by_key(|&at| imports[at].parts.iter().min().copied());
        order.extend(left);
        order
    }
}

impl KeptName {
    /// `names` with the numbers of their statements, which `numbers` tells for each part, in the place of parts.
    pub(crate) fn numbered(mut names: Vec<Self>, numbers: &[usize]) -> Vec<Self> {
        names.iter_mut().for_each(|name| name.statement = numbers[name.statement]);
        names
    }
}

/// A name that stays before another one in its statement although sorting would reverse them.
pub(crate) struct KeptName {
    /// The number of the statement that has the first name: in its block, later in its run.
    pub(crate) statement: usize,
    pub(crate) first: String,
    pub(crate) second: String,
    pub(crate) reason: Reason,
}

/// The first order of `0..count`, number by number, in which the first of each of `constraints` comes before the second; and what has no place
/// in it because the constraints contradict each other.
fn first_order(count: usize, constraints: &[(usize, usize)]) -> (Vec<usize>, Vec<usize>) {
    let mut waits_for = vec![0_usize; count];
    let mut followers = vec![Vec::new(); count];
    for &(first, second) in constraints {
        waits_for[second] += 1;
        followers[first].push(second);
    }
    let mut free: BinaryHeap<Reverse<usize>> = (0..count).filter(|&at| waits_for[at] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(Reverse(next)) = free.pop() {
        order.push(next);
        for &follower in &followers[next] {
            waits_for[follower] -= 1;
            if waits_for[follower] == 0 {
                free.push(Reverse(follower));
            }
        }
    }
    (order, (0..count).filter(|&at| waits_for[at] > 0).collect())
}

fn put_in_order<T>(elements: &mut Vec<T>, order: Vec<usize>) {
    if !order.is_sorted() {
        let mut rest: Vec<Option<T>> = std::mem::take(elements).into_iter().map(Some).collect();
        elements.extend(order.into_iter().filter_map(|at| rest[at].take()));
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
        is_star: import.is_star(),
        is_dynamic: false,
        names: import
            .items
            .iter()
            .filter(|item| item.name != "*")
            .map(|item| ImportedName {
                name: (&*item.name).into(),
                alias: (!item.alias.is_empty()).then(|| item.alias.into()),
                is_used: false,
                is_read: false,
            })
            .collect(),
    }
}
