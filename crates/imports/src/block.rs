//! From a run of imports to blocks: shadowing, splitting, ordering, merging, blank lines.

use crate::clash::{Bindings, Bound, Clashes, bind_name_twice};
use crate::kept::{Kept, KeptName};
use crate::order::{compare_imports, compare_items, key, sort_stably};
use crate::statement::{FullName, Import, Item, Lead};
use crate::{ApartReason, BarrierReason, KeptApart, ModuleContext, Safety, Settings};
use harmless_project::{OwnText, Reason};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A part of a run, with full safety.
pub(crate) enum Segment<'t> {
    /// Imports that are sorted among themselves.
    Block(Vec<Import<'t>>),
    /// An import that stays where it is, and why.
    Barrier(Box<Import<'t>>, BarrierReason),
}

/// Divides a run, with full safety: where `is_pinned` says that something stays above an import, a new block begins. An import that binds a
/// name twice is a barrier; in µsort's style also one that binds a name which another one of the block binds to something else.
pub(crate) fn divide<'t>(
    run: Vec<(Import<'t>, bool)>,
    settings: &Settings,
    context: ModuleContext<'_>,
) -> Vec<Segment<'t>> {
    let mut segments = Vec::new();
    let mut block: Vec<Import<'t>> = Vec::new();
    let mut bound = Bound::default();
    let may_clash = bind_name_twice(run.iter().map(|(import, _)| import), context);
    for (import, is_pinned) in run {
        if is_pinned && !block.is_empty() {
            segments.push(Segment::Block(std::mem::take(&mut block)));
            bound = Bound::default();
        }
        if !may_clash {
            block.push(import);
            continue;
        }
        let own = Bound::of(&import, context);
        let clash = own.clash.clone().or_else(|| bound.clash_with(&own)).map(BarrierReason::Shadowing);
        if let Some(reason) = clash {
            if !block.is_empty() {
                segments.push(Segment::Block(std::mem::take(&mut block)));
            }
            bound = Bound::default();
            segments.push(Segment::Barrier(Box::new(import), reason));
        } else {
            if settings.isort().is_none() {
                bound.add(own);
            }
            block.push(import);
        }
    }
    if !block.is_empty() {
        segments.push(Segment::Block(block));
    }
    segments
}

/// A name that an import binds anew in µsort's way of dividing a run.
pub(crate) struct Shadowed {
    /// The number of the import in its run.
    pub(crate) number: usize,
    /// µsort's warning.
    pub(crate) message: String,
}

/// Divides a run as µsort does: when an import binds a name anew, what the block has so far is sorted at once and cut after the last
/// import found there whose dotted name is shadowed; the rest and the new import begin a new block.
pub(crate) fn divide_as_usort<'t>(run: Vec<Import<'t>>) -> (Vec<Vec<Import<'t>>>, Vec<Shadowed>) {
    let mut blocks: Vec<Vec<Import<'t>>> = vec![Vec::new()];
    let mut bound: Bindings<'t> = FxHashMap::default();
    let mut warnings = Vec::new();
    for import in run {
        let own: Bindings<'t> = import.bindings().collect();
        let mut shadowed: Vec<FullName<'t>> = Vec::new();
        let mut seen: Vec<Cow<'t, str>> = Vec::new();
        for (name, _) in import.bindings() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name.clone());
            let (Some(old), Some(new)) = (bound.get(&name), own.get(&name)) else {
                continue;
            };
            if old != new {
                let message = format!("Name '{old}' shadowed by '{new}'; implicit block split");
                warnings.push(Shadowed { number: import.number, message });
                shadowed.push(old.clone());
            }
        }
        if !shadowed.is_empty()
            && let Some(block) = blocks.last_mut()
        {
            for import in block.iter_mut() {
                sort_stably(&mut import.items, |a, b| compare_items(a, b, Safety::Usort));
            }
            sort_stably(block, |a, b| compare_imports(a, b, Safety::Usort));
            let is_shadowed =
                |import: &Import<'t>| import.items.iter().any(|item| shadowed.contains(&import.full_name(item)));
            let cut = block.iter().rposition(is_shadowed).unwrap_or(0) + 1;
            let rest = block.split_off(cut);
            let mut rest_bound = FxHashMap::default();
            for (name, _) in rest.iter().flat_map(Import::bindings) {
                if let Some(target) = bound.remove(&name) {
                    rest_bound.insert(name, target);
                }
            }
            bound = rest_bound;
            blocks.push(rest);
        }
        bound.extend(own);
        if let Some(block) = blocks.last_mut() {
            block.push(import);
        }
    }
    (blocks, warnings)
}

/// A sorted block.
pub(crate) struct Sorted<'t> {
    pub(crate) imports: Vec<Import<'t>>,
    /// Pairs of statements, by their numbers in the run, that keep their order although sorting would reverse it.
    pub(crate) kept: Vec<(usize, usize, Reason)>,
    /// Names that keep their order in their statement.
    pub(crate) kept_names: Vec<KeptName>,
    /// Whether the code base and the text around were asked about the order.
    pub(crate) is_asked: bool,
}

/// What is asked of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// How it is sorted, and what stays as it is for which reason.
    Order,
    /// How it is sorted, if it is not.
    Edits,
    /// Only whether it is.
    IsSorted,
}

/// What was asked.
pub(crate) enum Answer<'t> {
    Sorted(Sorted<'t>),
    /// Sorting changes the block; how was not asked.
    Unsorted,
}

/// Sorts a block of `own`: one statement per plain import, the order of statements and names, merging, blank lines between
/// categories.
///
/// # Errors
/// The name of a category that the settings do not list, and the number of the import concerned.
pub(crate) fn sort_block<'t>(
    own: &OwnText<'_>,
    mut imports: Vec<Import<'t>>,
    settings: &Settings,
    context: ModuleContext<'_>,
    apart: &mut Vec<KeptApart>,
    question: Question,
) -> Result<Answer<'t>, (String, usize)> {
    let safety = settings.safety;
    let initial_blanks = match imports.first_mut() {
        Some(first) if safety == Safety::Usort => {
            let blanks = first.above.iter().take_while(|lead| **lead == Lead::Blank).count();
            first.above.drain(..blanks).count()
        }
        _ => 0,
    };
    let whole = std::mem::take(&mut imports);
    whole.into_iter().for_each(|import| split(import, safety, apart, &mut imports));
    for (part, import) in imports.iter_mut().enumerate() {
        import.set_part(part);
    }
    let set_keys = |imports: &mut Vec<Import<'t>>| {
        imports.iter_mut().try_for_each(|import| {
            import.key = key(import, settings, context).map_err(|category| (category, import.number))?;
            Ok(())
        })
    };
    let sort_items = |imports: &mut Vec<Import<'t>>, kept: &Kept<'_, '_>| -> Vec<KeptName> {
        let movable = imports.iter_mut().filter(|import| !import.is_verbatim);
        movable.flat_map(|import| kept.sort_names(&mut import.items, |a, b| compare_items(a, b, safety))).collect()
    };
    let compare = |a: &Import<'t>, b: &Import<'t>| compare_imports(a, b, safety);

    let numbers: Vec<usize> = imports.iter().map(|import| import.number).collect();
    set_keys(&mut imports)?;
    let mut kept = Kept::nothing();
    let mut reversed = Vec::new();
    match safety {
        Safety::Usort => sort_stably(&mut imports, compare),
        Safety::Full => {
            if !is_sorted(&imports, settings) {
                // What binds one name to different things is no part of one block.
                kept = Kept::new(own, &imports, context, Clashes::default(), question);
                if question == Question::IsSorted
                    && kept.is_surely_unsorted(&imports, compare, |import| names_are_sorted(import, safety))
                {
                    return Ok(Answer::Unsorted);
                }
            }
            sort_items(&mut imports, &kept);
            kept.sort(&mut imports, compare);
            if kept.has_any() {
                let mut freely = imports.clone();
                freely.sort_by_key(|import| import.parts.first().copied());
                sort_stably(&mut freely, compare);
                let number = |part: usize| freely.iter().find(|it| it.parts == [part]).map_or(0, |it| it.number);
                reversed = kept
                    .reversed(&freely)
                    .into_iter()
                    .map(|(first, second, reason)| (number(first), number(second), reason))
                    .collect();
            }
        }
    }
    if settings.merge_imports {
        imports = match safety {
            Safety::Usort => merge_as_usort(imports),
            Safety::Full => merge(imports, context, &kept, apart),
        };
    }
    let names = sort_items(&mut imports, &kept);
    let kept_names = KeptName::numbered(names, &numbers);
    set_keys(&mut imports)?;
    match safety {
        Safety::Usort => {
            set_blank_lines_as_usort(&mut imports, initial_blanks, settings);
            sort_stably(&mut imports, compare);
        }
        Safety::Full => {
            kept.sort(&mut imports, compare);
            set_blank_lines(&mut imports, settings);
        }
    }
    Ok(Answer::Sorted(Sorted { imports, kept: reversed, kept_names, is_asked: kept.is_asked() }))
}

/// Whether sorting and merging would leave every statement and name of a block where it is.
fn is_sorted(imports: &[Import<'_>], settings: &Settings) -> bool {
    imports.iter().all(|import| names_are_sorted(import, settings.safety))
        && imports.windows(2).all(|pair| {
            compare_imports(&pair[0], &pair[1], settings.safety).is_le() && !are_merged(&pair[0], &pair[1], settings)
        })
}

/// Whether sorting leaves the names of `import` where they are.
pub(crate) fn names_are_sorted(import: &Import<'_>, safety: Safety) -> bool {
    import.is_verbatim || import.items.windows(2).all(|pair| compare_items(&pair[0], &pair[1], safety).is_le())
}

/// Whether neighbours become one statement, if nothing is in the way.
pub(crate) fn are_merged(a: &Import<'_>, b: &Import<'_>, settings: &Settings) -> bool {
    settings.merge_imports && a.key == b.key && a.stem == b.stem && a.stem.is_some()
}

/// One statement for each name of a plain import. Each has all the comments, as with µsort; with full safety a statement
/// that has comments stays whole: a comment would have to be repeated or given to one of the names. `parts` takes them up.
fn split<'t>(import: Import<'t>, safety: Safety, apart: &mut Vec<KeptApart>, parts: &mut Vec<Import<'t>>) {
    if import.stem.is_some() || import.items.len() < 2 {
        return parts.push(import);
    }
    if safety == Safety::Full && import.has_comments() {
        apart.push(KeptApart { range: import.source, reason: comment_of(&import) });
        return parts.push(import);
    }
    parts.extend(import.items.iter().map(|item| Import { items: vec![item.clone()], ..import.clone() }));
}

/// µsort's merging: neighbours of the same module become one, with all their comments.
fn merge_as_usort(imports: Vec<Import<'_>>) -> Vec<Import<'_>> {
    let mut merged: Vec<Import<'_>> = Vec::with_capacity(imports.len());
    for import in imports {
        let Some(last) = merged
            .last_mut()
            .filter(|last| last.stem == import.stem && (import.stem.is_some() || has_same_items(last, &import)))
        else {
            merged.push(import);
            continue;
        };
        add_items(&mut last.items, import.items);
        last.above.extend(import.above);
        last.comments.statement.extend(import.comments.statement);
        last.comments.below.extend(import.comments.below);
        last.comments.after.extend(import.comments.after);
    }
    merged
}

fn has_same_items(a: &Import<'_>, b: &Import<'_>) -> bool {
    a.items.len() == b.items.len() && a.items.iter().zip(&b.items).all(|(a, b)| a.is_same(b))
}

fn add_items<'t>(items: &mut Vec<Item<'t>>, more: Vec<Item<'t>>) {
    for item in more {
        if let Some(same) = items.iter_mut().find(|other| other.is_same(&item)) {
            same.above.extend(item.above);
            same.beside.extend(item.beside);
            same.has_comma = false;
        } else {
            items.push(item);
        }
    }
}

/// Merging with full safety: imports of the same module become one if neither has a comment (which would be about more names
/// than before) and the order of their names does not matter. It may if submodules are among them: Python loads all submodules
/// of one statement before it binds any of them.
fn merge<'t>(
    imports: Vec<Import<'t>>,
    context: ModuleContext<'_>,
    kept: &Kept<'_, '_>,
    apart: &mut Vec<KeptApart>,
) -> Vec<Import<'t>> {
    let mut merged: Vec<Import<'t>> = Vec::with_capacity(imports.len());
    for import in imports {
        let is_same_module = |other: &&Import<'t>| other.key == import.key && other.stem == import.stem;
        let row = merged.len() - merged.iter().rev().take_while(is_same_module).count();
        let mut obstacle = None;
        let found = (row..merged.len()).rev().find(|&at| {
            let have_same_items = has_same_items(&merged[at], &import);
            if import.stem.is_none() && !have_same_items {
                return false;
            }
            let reason = obstacle_to_merging(&merged[at..], &import, have_same_items, context, kept);
            obstacle = reason.clone();
            reason.is_none()
        });
        match found.map(|at| &mut merged[at]) {
            Some(other) => {
                other.has_magic_comma |= import.has_magic_comma;
                other.parts.extend(import.parts);
                add_items(&mut other.items, import.items);
            }
            None => {
                apart.extend(obstacle.map(|reason| KeptApart { range: import.source, reason }));
                merged.push(import);
            }
        }
    }
    merged
}

/// Why `import` does not become one with the first of `others`, which precede it.
fn obstacle_to_merging(
    others: &[Import<'_>],
    import: &Import<'_>,
    have_same_items: bool,
    context: ModuleContext<'_>,
    kept: &Kept<'_, '_>,
) -> Option<ApartReason> {
    let other = others.first()?;
    if let Some(commented) = [other, import].into_iter().find(|import| import.has_comments()) {
        return Some(comment_of(commented));
    }
    if !have_same_items {
        let stem = import.stem.as_deref().unwrap_or_default();
        let may_name_submodules = stem.starts_with('.')
            && (context.is_package || stem.ends_with('.'))
            && kept.names_submodules(import).is_none();
        if may_name_submodules {
            let name = import.items.first().map(|item| item.name.to_string());
            return Some(ApartReason::Submodule(name.unwrap_or_default()));
        }
        if kept.takes_names(other, import) {
            return Some(ApartReason::Order);
        }
    }
    // The order of two imports of one module matters only if their names are submodules.
    others[1..].iter().any(|other| kept.relates(other, import)).then_some(ApartReason::Order)
}

/// That a comment, the first that belongs to `import` or one of its names, is in the way.
fn comment_of(import: &Import<'_>) -> ApartReason {
    let above = import.above.iter().filter_map(|lead| match lead {
        Lead::Blank => None,
        Lead::Comment(comment) | Lead::Verbatim(comment) => Some(*comment),
    });
    let comments = &import.comments;
    let of_items = import.items.iter().flat_map(|item| item.above.iter().chain(&item.beside)).copied();
    let of_statement = comments.statement.iter().chain(&comments.below).chain(&comments.after).copied();
    let first = above.chain(of_statement).chain(of_items).next();
    first.map_or(ApartReason::Comments, |comment| ApartReason::Comment(comment.trim().to_owned()))
}

/// No blank lines but one before each new category (or, as the setting says, one where there were some); the block's own stay.
fn set_blank_lines_as_usort(imports: &mut [Import<'_>], initial: usize, settings: &Settings) {
    let mut category = None;
    for import in imports {
        let old = import.above.iter().take_while(|lead| **lead == Lead::Blank).count();
        let new = match category {
            None => initial,
            Some(category) if category != import.key.category => 1,
            Some(_) if settings.collapse_blank_lines_in_category => 0,
            Some(_) => old.min(1),
        };
        import.above.splice(..old, std::iter::repeat_n(Lead::Blank, new));
        category = Some(import.key.category);
    }
}

/// The same with full safety, where the blank lines above the block are no part of it.
fn set_blank_lines(imports: &mut [Import<'_>], settings: &Settings) {
    let mut category = None;
    for import in imports {
        if needs_blank_line(category, import, settings) {
            import.above.insert(0, Lead::Blank);
        }
        category = Some(import.key.category);
    }
}

/// Whether a blank line stands above `import`, with full safety, if `before` is the category of the import before it in its block.
pub(crate) fn needs_blank_line(before: Option<usize>, import: &Import<'_>, settings: &Settings) -> bool {
    before.is_some_and(|before| {
        before != import.key.category || (!settings.collapse_blank_lines_in_category && import.has_blank_above)
    })
}
