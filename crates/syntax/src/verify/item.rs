//! One thing that is imported, and what names are bound to when several are.

use super::{AddedImport, StarBinding, StarBindings};
use crate::import::top_level;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One thing that is imported.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Item<'a> {
    pub(super) is_lazy: bool,
    /// `None` in a plain import.
    pub(super) module: Option<Cow<'a, str>>,
    pub(super) name: Cow<'a, str>,
    pub(super) alias: Option<&'a str>,
}

impl Item<'_> {
    /// The name that is bound; `*` stands for those of a star import.
    pub(super) fn bound_name(&self) -> &str {
        match (&self.module, self.alias) {
            (_, Some(alias)) => alias,
            (None, None) => self.top(),
            (Some(_), None) => &self.name,
        }
    }

    /// What the name is bound to.
    fn target(&self) -> Cow<'_, str> {
        match (&self.module, self.alias) {
            (None, None) => Cow::Borrowed(self.top()),
            (None, Some(_)) => Cow::Borrowed(&self.name),
            (Some(_), _) => Cow::Owned(self.of_module(&self.name)),
        }
    }

    fn top(&self) -> &str {
        top_level(&self.name)
    }

    /// `name` in the module of a from-import.
    fn of_module(&self, name: &str) -> String {
        let module = self.module.as_deref().unwrap_or_default();
        let dot = if module.ends_with('.') { "" } else { "." };
        [module, dot, name].concat()
    }

    pub(super) fn is_star(&self) -> bool {
        self.name == "*"
    }

    pub(super) fn is_future(&self) -> bool {
        self.module.as_deref() == Some("__future__")
    }

    pub(super) fn render(&self) -> String {
        let lazy = if self.is_lazy { "lazy " } else { "" };
        let from = self.module.as_ref().map_or(String::new(), |module| format!("from {module} "));
        let alias = self.alias.map_or(String::new(), |alias| format!(" as {alias}"));
        format!("{lazy}{from}import {}{alias}", self.name)
    }
}

impl<'a> From<&'a AddedImport> for Item<'a> {
    fn from(added: &'a AddedImport) -> Self {
        let module = added.module.as_deref().map(Cow::Borrowed);
        Self { is_lazy: false, module, name: Cow::Borrowed(&added.name), alias: added.alias.as_deref() }
    }
}

/// Whether each name is bound once, and by which import is known. Then nothing is bound to anything else in another order.
pub(super) fn are_bound_once(items: &[&Item<'_>]) -> bool {
    let mut names: Vec<&str> = items.iter().map(|item| item.bound_name()).collect();
    names.sort_unstable();
    !items.iter().any(|item| item.is_star()) && names.windows(2).all(|pair| pair[0] != pair[1])
}

/// By name, what it may be bound to in the end: the last import that surely binds it, and the star imports after that which may. The name
/// `*` stands for all that no other import binds.
pub(super) fn last_bindings<'a>(
    items: &[&'a Item<'a>],
    stars: &'a StarBindings,
) -> BTreeMap<&'a str, Vec<(Cow<'a, str>, bool)>> {
    let of_star = |item: &'a Item<'a>| item.module.as_deref().and_then(|module| stars.get(module));
    let mut bound: BTreeMap<&str, Vec<(Cow<'a, str>, bool)>> = BTreeMap::new();
    for &item in items {
        match of_star(item).filter(|_| item.is_star()) {
            Some(StarBinding::Names(names)) => bound.extend(names.keys().map(|name| (name.as_str(), Vec::new()))),
            _ => {
                bound.insert(item.bound_name(), Vec::new());
            }
        }
    }
    for &item in items {
        if !item.is_star() {
            bound.insert(item.bound_name(), vec![(item.target(), item.is_lazy)]);
            continue;
        }
        let known = of_star(item);
        for (&name, targets) in bound.iter_mut().filter(|(name, _)| StarBinding::may_bind(known, name)) {
            let is_module = matches!(known, Some(StarBinding::Names(names)) if names.get(name) == Some(&true));
            let target = if is_module { Cow::Borrowed(name) } else { Cow::Owned(item.of_module(name)) };
            if targets.last() != Some(&(target.clone(), false)) {
                targets.push((target, false));
            }
        }
    }
    bound
}
