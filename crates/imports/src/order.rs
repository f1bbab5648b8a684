//! The order of imports and names in µsort's style.

use crate::classify::classify;
use crate::statement::{Import, Item, Key};
use crate::{ModuleContext, Safety, Settings};
use std::cmp::Ordering;

/// The key of `import`.
///
/// # Errors
/// The name of its category, when the settings do not list it.
pub(crate) fn key(import: &Import<'_>, settings: &Settings, context: ModuleContext<'_>) -> Result<Key, String> {
    let category = classify(import, settings, context).category;
    let key = key_in(category, import.level(), import.stem.is_some(), settings)?;
    let separate = settings.isort().and_then(|isort| {
        let module = import.stem.as_deref().or_else(|| Some(&import.items.first()?.name))?;
        isort.forced_separate.iter().position(|start| module.starts_with(start.as_str()))
    });
    Ok(Key { group: separate.map_or(0, |group| group + 1), is_lazy: import.is_lazy, ..key })
}

/// The key of an import of `category` with so many dots that nothing else is known of.
///
/// # Errors
/// The name of the category, when the settings do not list it.
pub(crate) fn key_in(category: &str, level: usize, is_from: bool, settings: &Settings) -> Result<Key, String> {
    let index = settings.categories().iter().position(|listed| listed == category);
    let category = index.ok_or_else(|| category.to_owned())?;
    Ok(Key { group: 0, category, is_lazy: false, is_from, dots: if level == 0 { 0 } else { 100 - level as i64 } })
}

/// Compares two texts by their Unicode case folding.
pub(crate) fn compare_folded(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        if x == y {
            // What follows decides, be it ASCII or not.
            continue;
        }
        if !(x.is_ascii() && y.is_ascii()) {
            return compare_folded_characters(a, b);
        }
        match x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()) {
            Ordering::Equal => {}
            other => return other,
        }
    }
    a.len().cmp(&b.len())
}

fn compare_folded_characters(a: &str, b: &str) -> Ordering {
    // The order of UTF-8 bytes is that of code points.
    caseless::default_case_fold_str(a).cmp(&caseless::default_case_fold_str(b))
}

fn compare_items_folded(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    compare_folded(&a.name, &b.name).then_with(|| compare_folded(a.alias, b.alias))
}

/// The order of the names of one statement. With full safety, names that differ only in case have an order too.
pub(crate) fn compare_items(a: &Item<'_>, b: &Item<'_>, safety: Safety) -> Ordering {
    let folded = compare_items_folded(a, b);
    match safety {
        Safety::Usort => folded,
        Safety::Full => folded.then_with(|| a.name.cmp(&b.name)).then_with(|| a.alias.cmp(b.alias)),
    }
}

/// The order of statements.
pub(crate) fn compare_imports(a: &Import<'_>, b: &Import<'_>, safety: Safety) -> Ordering {
    let stems = |compare: fn(&str, &str) -> Ordering| match (&a.stem, &b.stem) {
        (Some(a), Some(b)) => compare(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    let modules = a.key.cmp(&b.key).then_with(|| stems(compare_folded));
    match safety {
        Safety::Usort => modules.then_with(|| {
            // Python compares lists by their first unequal elements, and takes modules into account when it asks
            // whether items are equal, though not when it orders them.
            let is_same_stem = a.stem == b.stem;
            for (x, y) in a.items.iter().zip(&b.items) {
                if !(is_same_stem && x.is_same(y)) {
                    return compare_items_folded(x, y);
                }
            }
            a.items.len().cmp(&b.items.len())
        }),
        Safety::Full => modules
            .then_with(|| {
                let unequal =
                    a.items.iter().zip(&b.items).map(|(x, y)| compare_items_folded(x, y)).find(|it| it.is_ne());
                unequal.unwrap_or_else(|| a.items.len().cmp(&b.items.len()))
            })
            .then_with(|| stems(|a, b| a.cmp(b)))
            .then_with(|| {
                let names = |import: &Import<'_>| {
                    import.items.iter().map(|item| (item.name.to_string(), item.alias.to_owned())).collect::<Vec<_>>()
                };
                names(a).cmp(&names(b))
            }),
    }
}

/// Sorts stably by `compare`, which need not be a total order (µsort's is none when names differ only in case).
///
/// Binary insertion, as Python's own sort does it for short lists. It moves up to n² / 2 indices of a shuffled list, which
/// for the 5,000 imports of a very long block is still a matter of milliseconds.
pub(crate) fn sort_stably<T>(elements: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let is_in_order = |pair: &[T]| compare(&pair[1], &pair[0]).is_ge();
    let sorted = elements.windows(2).take_while(|pair| is_in_order(pair)).count() + 1;
    if sorted >= elements.len() {
        return;
    }
    let mut order: Vec<usize> = (0..sorted).collect();
    for index in sorted..elements.len() {
        let at = order.partition_point(|&other| compare(&elements[index], &elements[other]).is_ge());
        order.insert(at, index);
    }
    let mut taken: Vec<Option<T>> = std::mem::take(elements).into_iter().map(Some).collect();
    elements.extend(order.into_iter().filter_map(|index| taken[index].take()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_by_case_folding() {
        let mut names = ["b", "A", "_x", "a_b", "a1", "ab", "a", "a.b", "é", "B10", "b2"];
        names.sort_by(|a, b| compare_folded(a, b));
        assert_eq!(names, ["_x", "A", "a", "a.b", "a1", "a_b", "ab", "b", "B10", "b2", "é"]);
        assert_eq!(compare_folded("straße", "STRASSE"), Ordering::Equal);
        assert_eq!(compare_folded("Ab", "aBé"), Ordering::Less);
        assert_eq!(compare_folded("xB", "xaé"), Ordering::Greater);
    }

    #[test]
    fn sorting_is_stable() {
        let mut pairs = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_stably(&mut pairs, |a, b| a.0.cmp(&b.0));
        assert_eq!(pairs, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
