//! Modules of other origin whose import acts, or whose order matters: a table with a reason for each (`known.txt`).

use harmless_syntax::import::top_level;
use harmless_syntax::module::{ImportedName, ModuleImport};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

struct Entry {
    name: &'static str,
    with: Vec<&'static str>,
    reason: &'static str,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    include_str!("known.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (name, with, reason) = (fields.next()?, fields.next()?, fields.next()?);
            Some(Entry { name, with: with.split(' ').collect(), reason })
        })
        .collect()
});

/// Whether the dotted name `candidate` is `name` or something in it.
pub(crate) fn is_in(candidate: &str, name: &str) -> bool {
    candidate.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether something among `names` of `import` is in the table, or in a module that is: without that [`known_order`] says nothing.
pub(crate) fn is_known(import: &ModuleImport, names: &[ImportedName]) -> bool {
    static TOPS: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| ENTRIES.iter().map(|entry| top_level(entry.name)).collect());
    let mut modules = names.iter().map(|name| import.module.as_deref().unwrap_or(&name.name));
    import.level == 0
        && modules.any(|module| TOPS.contains(top_level(module)))
        && ENTRIES.iter().any(|entry| imports_from(import, names, entry.name))
}

/// Everything among `names` of `import`, as dotted names; nothing of those that begin with dots.
pub(crate) fn dotted_names(import: &ModuleImport, names: &[ImportedName]) -> Vec<String> {
    if import.level > 0 {
        return Vec::new();
    }
    let dotted = |name: &ImportedName| match &import.module {
        Some(module) => format!("{module}.{}", name.name),
        None => name.name.to_string(),
    };
    names.iter().map(dotted).collect()
}

/// Whether any of these dotted names is that of `module`, or of something in it.
pub(crate) fn imports_from(import: &ModuleImport, names: &[ImportedName], module: &str) -> bool {
    let is_within = |name: &ImportedName| match import.module.as_deref() {
        None => is_in(&name.name, module),
        Some(from) => {
            let rest = || module.strip_prefix(from)?.strip_prefix('.');
            is_in(from, module) || rest() == Some(&*name.name)
        }
    };
    import.level == 0 && names.iter().any(is_within)
}

/// Why the order of two imports is to be kept: of what is imported by the one (dotted names) and by the other.
pub(crate) fn known_order(a: &[String], b: &[String]) -> Option<(&'static str, &'static str)> {
    let names = |names: &[String], name: &str| names.iter().any(|candidate| is_in(candidate, name));
    let found = |entry: &&Entry| {
        let matches = |a: &[String], b: &[String]| {
            names(a, entry.name) && entry.with.iter().any(|with| *with == "*" || names(b, with))
        };
        (matches(a, b) || matches(b, a)) && !(names(a, entry.name) && names(b, entry.name))
    };
    ENTRIES.iter().find(found).map(|entry| (entry.name, entry.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(a: &str, b: &str) -> Option<&'static str> {
        known_order(&[a.into()], &[b.into()]).map(|(name, _)| name)
    }

    #[test]
    fn entries_match_whole_names() {
        assert_eq!(order("setuptools", "distutils.core.setup"), Some("setuptools"));
        assert_eq!(order("distutils", "setuptools.setup"), Some("setuptools"));
        assert_eq!(order("setuptools_scm", "distutils"), None);
        assert_eq!(order("setuptools", "os"), None);
        assert_eq!(order("gevent.monkey", "os"), Some("gevent.monkey"));
        assert_eq!(order("gevent.pool", "os"), None);
    }

    #[test]
    fn every_entry_has_a_reason() {
        for entry in ENTRIES.iter() {
            assert!(!entry.reason.is_empty() && !entry.with.is_empty(), "{}", entry.name);
        }
    }
}
