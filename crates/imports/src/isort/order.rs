//! The order of statements within a section, and of names within a statement.

use super::natural::{compare_naturally, compare_naturally_lowered};
use super::settings::{FUTURE, IsortSettings};
use crate::statement::{Import, Item, STAR};
use std::cmp::Ordering;
use unicode_width::UnicodeWidthStr;

/// What a name looks like (PEP 8).
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum NameType {
    Constant,
    Class,
    Variable,
}

fn name_type(name: &str, settings: &IsortSettings) -> NameType {
    let is_in = |list: &[String]| list.iter().any(|entry| entry == name);
    let is_constant =
        || name.len() > 1 && name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if is_in(&settings.constants) {
        NameType::Constant
    } else if is_in(&settings.classes) {
        NameType::Class
    } else if is_in(&settings.variables) {
        NameType::Variable
    } else if is_constant() {
        NameType::Constant
    } else if name.starts_with(char::is_uppercase) {
        NameType::Class
    } else {
        NameType::Variable
    }
}

fn compare_texts(a: &str, b: &str, settings: &IsortSettings) -> Ordering {
    let lowered = if settings.case_sensitive { Ordering::Equal } else { compare_naturally_lowered(a, b) };
    lowered.then_with(|| compare_naturally(a.chars(), b.chars()))
}

/// No alias comes before an alias.
fn compare_aliases(a: &str, b: &str) -> Ordering {
    compare_naturally(a.chars(), b.chars())
}

/// The order of the names of one statement.
pub(super) fn compare_items(a: &Item<'_>, b: &Item<'_>, settings: &IsortSettings) -> Ordering {
    let types = || match settings.order_by_type {
        true => name_type(&a.name, settings).cmp(&name_type(&b.name, settings)),
        false => Ordering::Equal,
    };
    let lengths = || match settings.length_sort {
        true => a.name.width().cmp(&b.name.width()),
        false => Ordering::Equal,
    };
    // A star comes before every name.
    (a.name != STAR)
        .cmp(&(b.name != STAR))
        .then_with(types)
        .then_with(lengths)
        .then_with(|| compare_texts(&a.name, &b.name, settings))
        .then_with(|| compare_aliases(a.alias, b.alias))
}

/// The order of statements: by section, eager before lazy, plain before from (if the settings do not mix them), then by
/// module and first name.
pub(super) fn compare_imports(a: &Import<'_>, b: &Import<'_>, settings: &IsortSettings) -> Ordering {
    let is_future =
        a.key.category == b.key.category && settings.section_order.get(a.key.category).is_some_and(|it| it == FUTURE);
    let forms = || {
        let plain_first = a.stem.is_some().cmp(&b.stem.is_some());
        if is_future || (settings.from_first && !settings.force_sort_within_sections) {
            plain_first.reverse()
        } else if settings.force_sort_within_sections {
            Ordering::Equal
        } else {
            plain_first
        }
    };
    let lengths = |a: Module<'_>, b: Module<'_>| {
        if settings.length_sort || (settings.length_sort_straight && a.is_plain && b.is_plain) {
            a.width().cmp(&b.width())
        } else if settings.length_sort_straight {
            // A length comes after none.
            a.is_plain.cmp(&b.is_plain)
        } else {
            Ordering::Equal
        }
    };
    let key = |import: &Import<'_>| (import.key.group, import.key.category, import.is_lazy);
    let (x, y) = (Module::of(a), Module::of(b));
    let is_on_top = |module: Module<'_>| settings.force_to_top.iter().any(|top| Some(top.as_str()) == module.name);
    key(a)
        .cmp(&key(b))
        .then_with(forms)
        .then_with(|| is_on_top(y).cmp(&is_on_top(x)))
        .then_with(|| lengths(x, y))
        .then_with(|| match settings.closest_relative_first {
            true => x.level.cmp(&y.level),
            false => y.level.cmp(&x.level),
        })
        .then_with(|| match (x.name, y.name) {
            (Some(x), Some(y)) => compare_texts(x, y, settings),
            (x, y) => x.is_some().cmp(&y.is_some()),
        })
        .then_with(|| match (a.stem.is_some(), b.stem.is_some()) {
            (false, false) => Ordering::Equal,
            (true, true) => match (a.items.first(), b.items.first()) {
                (Some(a), Some(b)) => compare_items(a, b, settings),
                (a, b) => a.is_some().cmp(&b.is_some()),
            },
            (a, b) => a.cmp(&b),
        })
        .then_with(|| match (a.items.first(), b.items.first()) {
            (Some(x), Some(y)) if a.stem.is_none() && b.stem.is_none() => compare_aliases(x.alias, y.alias),
            _ => Ordering::Equal,
        })
        // Statements that could not become one; without this their order would be that of the source.
        .then_with(|| {
            let unequal =
                a.items.iter().zip(&b.items).map(|(a, b)| compare_items(a, b, settings)).find(|it| it.is_ne());
            unequal.unwrap_or_else(|| a.items.len().cmp(&b.items.len()))
        })
}

/// What a statement imports from, or imports.
#[derive(Clone, Copy)]
struct Module<'a> {
    is_plain: bool,
    level: usize,
    /// `None` in `from . import a`.
    name: Option<&'a str>,
}

impl<'a> Module<'a> {
    fn of(import: &'a Import<'_>) -> Self {
        let level = import.level();
        let name = match &import.stem {
            Some(stem) => Some(&stem[level..]).filter(|name| !name.is_empty()),
            None => import.items.first().map(|item| &*item.name),
        };
        Self { is_plain: import.stem.is_none(), level, name }
    }

    fn width(self) -> usize {
        self.name.map_or(0, UnicodeWidthStr::width) + self.level
    }
}
