//! Splitting, merging and ordering the imports of a block.

use super::order::{compare_imports, compare_items};
use super::settings::IsortSettings;
use crate::directive::is_suppression;
use crate::order::{key, sort_stably};
use crate::statement::{Import, Item, Lead};
use crate::{ModuleContext, Settings};

/// Sorts a block.
///
/// # Errors
/// The name of a section that is listed nowhere, not even as the default, and the number of the import concerned.
pub(crate) fn sort_block<'t>(
    imports: Vec<Import<'t>>,
    settings: &Settings,
    isort: &IsortSettings,
    context: ModuleContext<'_>,
) -> Result<Vec<Import<'t>>, (String, usize)> {
    let mut split: Vec<Import<'t>> = imports.into_iter().flat_map(|import| split(import, isort)).collect();
    for import in &mut split {
        import.key = key(import, settings, context).map_err(|section| (section, import.number))?;
    }
    let mut sorted = merge(split, isort, context);
    for import in sorted.iter_mut().filter(|import| !import.is_verbatim) {
        sort_stably(&mut import.items, |a, b| compare_items(a, b, isort));
    }
    sort_stably(&mut sorted, |a, b| compare_imports(a, b, isort));
    Ok(sorted)
}

/// Which names share a statement.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Share {
    /// With the other names of their module.
    All,
    /// With none, because they have an alias.
    Alone,
    /// With none, because it is a plain import or because of `force-single-line`.
    Single,
}

fn share(import: &Import<'_>, item: &Item<'_>, isort: &IsortSettings) -> Share {
    let Some(stem) = &import.stem else {
        return Share::Single;
    };
    let module = stem.trim_start_matches('.');
    if isort.force_single_line && !isort.single_line_exclusions.iter().any(|excluded| excluded == module) {
        Share::Single
    } else if !item.alias.is_empty() && !isort.combine_as_imports {
        Share::Alone
    } else {
        Share::All
    }
}

/// One statement for each name of a plain import, and for the names of a from-import that stand alone. A statement stays whole
/// if it has a comment that is about more than one of the parts.
fn split<'t>(mut import: Import<'t>, isort: &IsortSettings) -> Vec<Import<'t>> {
    if import.items.len() < 2 || import.is_verbatim {
        return vec![import];
    }
    let shares: Vec<Share> = import.items.iter().map(|item| share(&import, item, isort)).collect();
    if shares.iter().all(|&share| share == Share::All) {
        return vec![import];
    }
    if suppresses(&import) || !import.comments.below.is_empty() {
        return vec![Import { is_verbatim: true, ..import }];
    }
    let mut parts: Vec<Import<'t>> = Vec::new();
    let mut shared: Option<usize> = None;
    for (item, share) in std::mem::take(&mut import.items).into_iter().zip(shares) {
        match shared {
            Some(index) if share == Share::All => parts[index].items.push(item),
            _ => {
                if share == Share::All {
                    shared = Some(parts.len());
                }
                // The comments go with the first name.
                let above = std::mem::take(&mut import.above);
                let comments = std::mem::take(&mut import.comments);
                let has_magic_comma = import.has_magic_comma && share != Share::Single;
                parts.push(Import { items: vec![item], above, comments, has_magic_comma, ..import.clone() });
            }
        }
    }
    parts
}

/// Whether a comment that is about all names of the statement keeps a tool from reporting something.
fn suppresses(import: &Import<'_>) -> bool {
    let above = import.above.iter().filter_map(|lead| match lead {
        Lead::Blank => None,
        Lead::Comment(comment) | Lead::Verbatim(comment) => Some(*comment),
    });
    let comments = &import.comments;
    above.chain(comments.statement.iter().chain(&comments.after).copied()).any(is_suppression)
}

/// Makes one statement of those that import from the same module, and of those that import the same.
fn merge<'t>(imports: Vec<Import<'t>>, isort: &IsortSettings, context: ModuleContext<'_>) -> Vec<Import<'t>> {
    let mut merged: Vec<Import<'t>> = Vec::with_capacity(imports.len());
    for mut import in imports {
        drop_repeated_names(&mut import);
        match merged.iter_mut().find(|other| can_merge(other, &import, isort, context)) {
            Some(other) => add(other, import),
            None => merged.push(import),
        }
    }
    merged
}

fn drop_repeated_names(import: &mut Import<'_>) {
    let mut at = 1;
    while at < import.items.len() && !import.is_verbatim {
        let item = &import.items[at];
        let has_comments = !(item.above.is_empty() && item.beside.is_empty());
        if !has_comments && import.items[..at].iter().any(|other| other.is_same(item)) {
            import.items.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether two statements may become one without harm.
fn can_merge(a: &Import<'_>, b: &Import<'_>, isort: &IsortSettings, context: ModuleContext<'_>) -> bool {
    if a.is_verbatim || b.is_verbatim || a.is_lazy != b.is_lazy || a.stem != b.stem {
        return false;
    }
    let is_same =
        a.items.len() == b.items.len() && b.items.iter().all(|item| a.items.iter().any(|it| it.is_same(item)));
    let is_shared = |import: &Import<'_>| import.items.iter().all(|item| share(import, item, isort) == Share::All);
    if !is_same {
        if a.stem.is_none()
            || !is_shared(a)
            || !is_shared(b)
            || may_name_submodules(a, context)
            || may_name_submodules(b, context)
        {
            return false;
        }
        // What is suppressed for the names of one statement would be for those of the other too.
        if suppresses(a) || suppresses(b) {
            return false;
        }
    }
    // There is one place for a comment beside a name, behind the opening and behind the closing parenthesis.
    let has_both = |a: &[&str], b: &[&str]| !a.is_empty() && !b.is_empty();
    !has_both(&a.comments.statement, &b.comments.statement)
        && !has_both(&a.comments.after, &b.comments.after)
        && b.items.iter().all(|item| {
            let same = a.items.iter().find(|other| other.is_same(item));
            same.is_none_or(|same| !has_both(&same.beside, &item.beside))
        })
}

/// Whether submodules of the file's own package may be among the names: Python loads all submodules of one statement before it
/// binds any of them, and what it loads may ask the package for a name that is not bound yet.
fn may_name_submodules(import: &Import<'_>, context: ModuleContext<'_>) -> bool {
    let Some(stem) = import.stem.as_ref().filter(|stem| context.is_package && stem.starts_with('.')) else {
        return false;
    };
    let may_be = |item: &Item<'_>| context.surroundings.is_none_or(|it| it.is_submodule(stem, &item.name));
    import.items.iter().any(may_be)
}

fn add<'t>(import: &mut Import<'t>, more: Import<'t>) {
    for item in more.items {
        match import.items.iter_mut().find(|other| other.is_same(&item)) {
            Some(same) => {
                same.above.extend(item.above);
                same.beside.extend(item.beside);
            }
            None => import.items.push(item),
        }
    }
    import.above.extend(more.above);
    import.comments.statement.extend(more.comments.statement);
    import.comments.below.extend(more.comments.below);
    import.comments.after.extend(more.comments.after);
    import.has_magic_comma |= more.has_magic_comma;
}
