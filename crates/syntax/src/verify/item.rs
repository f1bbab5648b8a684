//! One thing that is imported, and what names are bound to when several are.

use super::{AddedImport, StarBinding, StarBindings};
use std::collections::BTreeMap;

/// One thing that is imported.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Item<'a> {
    pub(super) is_lazy: bool,
    /// `None` in a plain import.
    pub(super) module: Option<String>,
    pub(super) name: String,
    pub(super) alias: Option<&'a str>,
}

impl Item<'_> {
    /// The name that is bound, and what to.
    pub(super) fn binding(&self) -> (&str, String) {
        match (&self.module, self.alias) {
            (None, None) => {
                let top = self.name.split('.').next().unwrap_or(&self.name);
                (top, top.into())
            }
            (None, Some(alias)) => (alias, self.name.clone()),
            (Some(module), alias) => {
                let dot = if module.ends_with('.') { "" } else { "." };
                (alias.unwrap_or(&self.name), format!("{module}{dot}{}", self.name))
            }
        }
    }

    pub(super) fn is_star(&self) -> bool {
        self.name == "*"
    }

    /// What a star import, if it binds it, binds `name` to.
    pub(super) fn star_target(&self, name: &str) -> String {
        let module = self.module.as_deref().unwrap_or_default();
        let dot = if module.ends_with('.') { "" } else { "." };
        format!("{module}{dot}{name}")
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
        let alias = added.alias.as_deref();
        Self { is_lazy: false, module: added.module.clone(), name: added.name.clone(), alias }
    }
}

/// By name, what it may be bound to in the end: the last import that surely binds it, and the star imports after that which may. The name
/// `*` stands for all that no other import binds.
pub(super) fn last_bindings<'a>(
    items: &'a [Item<'a>],
    stars: &'a StarBindings,
) -> BTreeMap<&'a str, Vec<(String, bool)>> {
    let of_star = |item: &'a Item<'a>| item.module.as_deref().and_then(|module| stars.get(module));
    let mut bound: BTreeMap<&str, Vec<(String, bool)>> = BTreeMap::new();
    for item in items {
        match of_star(item).filter(|_| item.is_star()) {
            Some(StarBinding::Names(names)) => bound.extend(names.keys().map(|name| (name.as_str(), Vec::new()))),
            _ if item.is_star() => {
                bound.insert("*", Vec::new());
            }
            _ => {
                bound.insert(item.binding().0, Vec::new());
            }
        }
    }
    for item in items {
        if !item.is_star() {
            let (name, target) = item.binding();
            bound.insert(name, vec![(target, item.is_lazy)]);
            continue;
        }
        let known = of_star(item);
        for (&name, targets) in bound.iter_mut().filter(|(name, _)| StarBinding::may_bind(known, name)) {
            let is_module = matches!(known, Some(StarBinding::Names(names)) if names.get(name) == Some(&true));
            let target = if is_module { name.to_owned() } else { item.star_target(name) };
            if targets.last() != Some(&(target.clone(), false)) {
                targets.push((target, false));
            }
        }
    }
    bound
}
