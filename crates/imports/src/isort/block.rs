//! Splitting, merging and ordering the imports of a block.

use super::order::{compare_imports, compare_items};
use super::settings::IsortSettings;
use crate::block::{Answer, Question, Sorted};
use crate::clash::{clashes, star_binding};
use crate::directive::is_suppression;
use crate::kept::{Kept, KeptName};
use crate::order::key;
use crate::statement::{Import, Item, Lead};
use crate::{ApartReason, KeptApart, ModuleContext, Settings};
use harmless_project::OwnText;

/// Sorts a block of `own`.
///
/// # Errors
/// The name of a section that is listed nowhere, not even as the default, and the number of the import concerned.
pub(crate) fn sort_block<'t>(
    own: &OwnText<'_>,
    imports: Vec<Import<'t>>,
    settings: &Settings,
    isort: &IsortSettings,
    context: ModuleContext<'_>,
    apart: &mut Vec<KeptApart>,
    question: Question,
) -> Result<Answer<'t>, (String, usize)> {
    let mut parts: Vec<Import<'t>> = imports.into_iter().flat_map(|import| split(import, isort, apart)).collect();
    for (part, import) in parts.iter_mut().enumerate() {
        import.set_part(part);
        import.key = key(import, settings, context).map_err(|section| (section, import.number))?;
    }
    let after_split = apart.len();
    let (freely, _) = arrange(parts.clone(), &Kept::nothing(), isort, context, apart);
    if is_as_before(&parts, &freely) {
        return Ok(Answer::Sorted(Sorted {
            imports: freely,
            kept: Vec::new(),
            kept_names: Vec::new(),
            is_asked: false,
        }));
    }
    for import in parts.iter_mut().filter(|import| import.is_star()) {
        import.star = star_binding(import, context);
    }
    let kept = Kept::new(own, &parts, context, clashes(&parts, context), question);
    let names_are_sorted =
        |import: &Import<'_>| import.items.windows(2).all(|pair| compare_items(&pair[0], &pair[1], isort).is_le());
    if question == Question::IsSorted
        && kept.is_surely_unsorted(&parts, |a, b| compare_imports(a, b, isort), names_are_sorted)
    {
        return Ok(Answer::Unsorted);
    }
    apart.truncate(after_split);
    let numbers: Vec<usize> = parts.iter().map(|import| import.number).collect();
    let (imports, names) = arrange(parts, &kept, isort, context, apart);
    let reversed = kept
        .reversed(&freely)
        .into_iter()
        .map(|(first, second, reason)| (numbers[first], numbers[second], reason))
        .collect();
    let kept_names = KeptName::numbered(names, &numbers);
    Ok(Answer::Sorted(Sorted { imports, kept: reversed, kept_names, is_asked: true }))
}

/// Merges and sorts the parts of a block, with regard to the order that is `kept`. Gives the names too that keep their order.
fn arrange<'t>(
    parts: Vec<Import<'t>>,
    kept: &Kept<'_, '_>,
    isort: &IsortSettings,
    context: ModuleContext<'_>,
    apart: &mut Vec<KeptApart>,
) -> (Vec<Import<'t>>, Vec<KeptName>) {
    let mut sorted = merge(parts, kept, isort, context, apart);
    let mut names = Vec::new();
    for import in sorted.iter_mut().filter(|import| !import.is_verbatim) {
        names.extend(kept.sort_names(&mut import.items, |a, b| compare_items(a, b, isort)));
    }
    kept.sort(&mut sorted, |a, b| compare_imports(a, b, isort));
    (sorted, names)
}

/// Whether nothing was merged and no statement or name has moved.
fn is_as_before(parts: &[Import<'_>], arranged: &[Import<'_>]) -> bool {
    parts.len() == arranged.len()
        && parts.iter().zip(arranged).all(|(part, import)| {
            part.parts == import.parts
                && part.items.len() == import.items.len()
                && part.items.iter().zip(&import.items).all(|(a, b)| a.is_same(b))
        })
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
    if import.is_star()
        || isort.force_single_line && !isort.single_line_exclusions.iter().any(|excluded| excluded == module)
    {
        Share::Single
    } else if !item.alias.is_empty() && !isort.combine_as_imports {
        Share::Alone
    } else {
        Share::All
    }
}

/// One statement for each name of a plain import, and for the names of a from-import that stand alone. A statement stays whole
/// if it has a comment that is about more than one of the parts.
fn split<'t>(mut import: Import<'t>, isort: &IsortSettings, apart: &mut Vec<KeptApart>) -> Vec<Import<'t>> {
    if import.items.len() < 2 || import.is_verbatim {
        return vec![import];
    }
    let shares: Vec<Share> = import.items.iter().map(|item| share(&import, item, isort)).collect();
    if shares.iter().all(|&share| share == Share::All) {
        return vec![import];
    }
    if let Some(reason) = suppression(&import).or((!import.comments.below.is_empty()).then_some(ApartReason::Comments))
    {
        apart.push(KeptApart { range: import.source, reason });
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

/// A comment that is about all names of the statement and keeps a tool from reporting something.
fn suppression(import: &Import<'_>) -> Option<ApartReason> {
    let above = import.above.iter().filter_map(|lead| match lead {
        Lead::Blank => None,
        Lead::Comment(comment) | Lead::Verbatim(comment) => Some(*comment),
    });
    let comments = &import.comments;
    let mut all = above.chain(comments.statement.iter().chain(&comments.after).copied());
    all.find(|comment| is_suppression(comment)).map(|comment| ApartReason::Suppression(comment.trim().to_owned()))
}

/// Makes one statement of those that import from the same module, and of those that import the same.
fn merge<'t>(
    imports: Vec<Import<'t>>,
    kept: &Kept<'_, '_>,
    isort: &IsortSettings,
    context: ModuleContext<'_>,
    apart: &mut Vec<KeptApart>,
) -> Vec<Import<'t>> {
    let mut merged: Vec<Import<'t>> = Vec::with_capacity(imports.len());
    for mut import in imports {
        drop_repeated_names(&mut import);
        let mut obstacle = None;
        let kin = |at: &usize| belong_together(&merged[*at], &import, isort);
        let found = (0..merged.len()).filter(kin).find(|&at| {
            let other = &merged[at];
            let reason = obstacle_to_merging(other, &import, kept, context)
                .or_else(|| order_to_keep(other, &import, &merged, kept));
            obstacle = reason.clone();
            reason.is_none()
        });
        match found.map(|at| &mut merged[at]) {
            Some(other) => add(other, import),
            None => {
                apart.extend(obstacle.map(|reason| KeptApart { range: import.source, reason }));
                merged.push(import);
            }
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

fn have_same_names(a: &Import<'_>, b: &Import<'_>) -> bool {
    a.items.len() == b.items.len() && b.items.iter().all(|item| a.items.iter().any(|it| it.is_same(item)))
}

/// Whether the style wants one statement instead of two.
fn belong_together(a: &Import<'_>, b: &Import<'_>, isort: &IsortSettings) -> bool {
    let is_shared = |import: &Import<'_>| import.items.iter().all(|item| share(import, item, isort) == Share::All);
    !(a.is_verbatim || b.is_verbatim || a.is_lazy != b.is_lazy || a.stem != b.stem)
        && (have_same_names(a, b) || (is_shared(a) && is_shared(b)))
}

/// Two imports stay statements of their own if they bind a name to different things, if a third must run between them, or if names of the one
/// must be bound when the other runs.
fn order_to_keep(a: &Import<'_>, b: &Import<'_>, others: &[Import<'_>], kept: &Kept<'_, '_>) -> Option<ApartReason> {
    (kept.clash(a, b) || kept.takes_names(a, b) || kept.has_between(a, b, others)).then_some(ApartReason::Order)
}

/// Why two statements that belong together cannot become one without harm.
fn obstacle_to_merging(
    a: &Import<'_>,
    b: &Import<'_>,
    kept: &Kept<'_, '_>,
    context: ModuleContext<'_>,
) -> Option<ApartReason> {
    if !have_same_names(a, b) {
        if let Some(name) = possible_submodule(a, kept, context).or_else(|| possible_submodule(b, kept, context)) {
            return Some(ApartReason::Submodule(name.to_owned()));
        }
        // What is suppressed for the names of one statement would be for those of the other too.
        let suppression = suppression(a).or_else(|| suppression(b));
        if suppression.is_some() {
            return suppression;
        }
    }
    // There is one place for a comment beside a name, behind the opening and behind the closing parenthesis.
    let have_both = |a: &[&str], b: &[&str]| !a.is_empty() && !b.is_empty();
    let is_taken = have_both(&a.comments.statement, &b.comments.statement)
        || have_both(&a.comments.after, &b.comments.after)
        || b.items.iter().any(|item| {
            let same = a.items.iter().find(|other| other.is_same(item));
            same.is_some_and(|same| have_both(&same.beside, &item.beside))
        });
    is_taken.then_some(ApartReason::Comments)
}

/// A name that may be a submodule of the file's own package where the code base is not known: Python loads all submodules of one statement
/// before it binds any of them, and what it loads may ask the package for a name that is not bound yet.
fn possible_submodule<'i>(import: &'i Import<'_>, kept: &Kept<'_, '_>, context: ModuleContext<'_>) -> Option<&'i str> {
    let stem = import.stem.as_ref().filter(|_| context.is_package && !context.is_stub)?;
    let is_unknown = stem.starts_with('.') && kept.names_submodules(import).is_none();
    import.items.first().map(|item| &*item.name).filter(|_| is_unknown)
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
    import.parts.extend(more.parts);
    import.above.extend(more.above);
    import.comments.statement.extend(more.comments.statement);
    import.comments.below.extend(more.comments.below);
    import.comments.after.extend(more.comments.after);
    import.has_magic_comma |= more.has_magic_comma;
}
