//! Re-exports: the further paths under which a name is known that is to be renamed.
//!
//! In flow, file by file, what a module has to do with the name; out come the paths that mean it, and the modules others take
//! it from. Nothing here reads a file.

use harmless_syntax::Kind;
use harmless_syntax::names::{BindingKind, Names, Qualified, ScopeId};
use std::collections::BTreeSet;

/// What one module has to do with a name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentions {
    /// The dotted name of the module.
    pub module: String,
    /// Whether the module binds the name at its top level itself, or may do so.
    pub defines: bool,
    /// The paths that the module imports at its top level under this very name.
    imports: BTreeSet<String>,
    /// The modules that it imports everything from.
    stars: BTreeSet<String>,
    /// The paths ending in the name that it uses, from wherever.
    taken: BTreeSet<String>,
}

impl Mentions {
    /// What a module of which nothing is known has to do with any name: it may define it.
    pub fn unknown(module: &str) -> Self {
        Self { module: module.to_owned(), defines: true, ..Self::default() }
    }

    /// What the file with these `names`, the module called `module`, has to do with `name`.
    pub fn find(names: &Names<'_>, module: &str, name: &str) -> Self {
        let tree = names.tree();
        let mut mentions =
            Self { module: module.to_owned(), stars: names.stars().iter().cloned().collect(), ..Self::default() };
        let ends_in = |path: &str| path.rsplit_once('.').is_some_and(|(_, last)| last == name);
        for (_, binding) in names.bindings() {
            let top = binding.scope == ScopeId::MODULE && binding.name == name;
            match &binding.kind {
                BindingKind::Import(path) if ends_in(path) => {
                    mentions.taken.insert(path.clone());
                    if top {
                        mentions.imports.insert(path.clone());
                    }
                }
                _ => mentions.defines |= top,
            }
        }
        for node in tree.nodes().filter(|&node| tree.kind(node) == Kind::Attribute) {
            let is_named = tree.end_tokens(node).is_some_and(|(_, last)| tree.token_text(last) == name);
            if is_named && let Some(Qualified::Import { path, .. }) = names.qualified(node) {
                mentions.taken.insert(path);
            }
        }
        mentions
    }

    /// Whether the module has anything to do with the name.
    pub fn is_any(&self) -> bool {
        self.defines || !(self.imports.is_empty() && self.stars.is_empty() && self.taken.is_empty())
    }

    fn path(&self, name: &str) -> String {
        format!("{}.{name}", self.module)
    }

    /// Whether the name is one of `found` here, wherever it comes from: of `sources` that are imported under this name all,
    /// of modules that are imported as a whole one.
    fn is_only_of(&self, sources: &BTreeSet<String>, found: &BTreeSet<String>) -> bool {
        let is_found = |source: &String| found.contains(source);
        if self.imports.is_empty() { sources.iter().any(is_found) } else { sources.iter().all(is_found) }
    }

    /// The paths through which the module has the name from elsewhere.
    fn sources(&self, name: &str) -> BTreeSet<String> {
        if self.defines || !self.imports.is_empty() {
            return self.imports.clone();
        }
        let is_public = !name.starts_with('_');
        self.stars.iter().filter(|_| is_public).map(|module| format!("{module}.{name}")).collect()
    }
}

/// All paths that mean what the dotted `path` means, itself included: those it is imported from, and those under which it is
/// imported again.
pub fn paths(path: &str, modules: &[Mentions]) -> BTreeSet<String> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let has: BTreeSet<String> = modules
        .iter()
        .filter(|module| module.defines || !module.sources(name).is_empty())
        .map(|module| module.path(name))
        .collect();
    let mut found = BTreeSet::from([path.to_owned()]);
    loop {
        let before = found.len();
        for module in modules {
            let (own, sources) = (module.path(name), module.sources(name));
            if found.contains(&own) {
                // Of several modules that are imported as a whole, the name is of those that have it.
                found.extend(sources.into_iter().filter(|source| has.contains(source)));
            } else if !module.defines && module.is_only_of(&sources, &found) {
                found.insert(own);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Which of the `modules` give the name to others: they define it, or others take it from there.
pub fn givers(paths: &BTreeSet<String>, modules: &[Mentions]) -> BTreeSet<usize> {
    let Some(name) = paths.iter().next().and_then(|path| path.rsplit('.').next()) else { return BTreeSet::new() };
    let taken: BTreeSet<&String> = modules.iter().flat_map(|module| &module.taken).collect();
    let gives = |module: &Mentions| {
        let path = module.path(name);
        paths.contains(&path) && (module.defines || taken.contains(&path))
    };
    (0..modules.len()).filter(|&index| gives(&modules[index])).collect()
}
