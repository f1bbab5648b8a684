//! What a star import may bind.

use crate::file_set::FileSet;
use crate::graph::Project;
use crate::layout::FileId;
use crate::standard_library::is_standard_library;
use harmless_syntax::module::{Exports, When};
use harmless_syntax::verify::StarBinding;
use std::collections::{BTreeMap, BTreeSet};

/// What a module gives to those who import `*` from it, as far as its own text tells.
#[derive(Debug, Default)]
pub(crate) struct Exported {
    /// The names, if they are known.
    names: Option<Exports>,
    /// Whether no name that begins with an underscore can be among them.
    is_public: bool,
}

impl Exported {
    fn of(text: &str) -> Self {
        let is_public = !["__all__", "__getattr__"].iter().any(|name| text.contains(name));
        Self { names: Exports::of(text), is_public }
    }
}

impl Project<'_> {
    /// What `from module import *` (the module with `level` dots before it) in `file` may bind; `None` if nothing is known, or if the import
    /// loads submodules that `__all__` lists.
    pub fn star_binding(&self, file: FileId, level: u32, module: Option<&str>) -> Option<StarBinding> {
        let mut names = BTreeMap::new();
        let found = self.add_star_names(file, level, module, &mut FileSet::new(self.layout().len()), &mut names);
        found.map(|()| StarBinding::Names(names)).or_else(|| self.binds_public_names(file, level, module))
    }

    /// A module that knows of no `__all__` gives away what does not begin with an underscore, whatever that is.
    fn binds_public_names(&self, file: FileId, level: u32, module: Option<&str>) -> Option<StarBinding> {
        let Some(found) = self.layout().resolve(file, level, module) else {
            // The compiled part of a module of the standard library, such as `_socket`, has no list.
            let is_compiled = level == 0
                && module.is_some_and(|it| it.starts_with('_') && !it.starts_with("__") && is_standard_library(it));
            return is_compiled.then_some(StarBinding::Public);
        };
        self.exported(found.target(self.layout())?).is_public.then_some(StarBinding::Public)
    }

    fn add_star_names(
        &self,
        file: FileId,
        level: u32,
        module: Option<&str>,
        seen: &mut FileSet,
        names: &mut BTreeMap<String, bool>,
    ) -> Option<()> {
        let target = self.layout().resolve(file, level, module)?.target(self.layout())?;
        if !seen.insert(target) {
            return Some(());
        }
        let exports = self.exported(target).names.as_ref()?;
        let mut add = |name: &str, is_module: bool| {
            *names.entry(name.to_owned()).or_insert(is_module) &= is_module;
        };
        if self.layout().is_package(target) {
            let submodules = self.submodule_names(target);
            if exports.has_list && exports.names.keys().any(|name| submodules.contains(name.as_str())) {
                return None;
            }
            // Whoever imports a submodule binds it in the package.
            if !exports.is_exact {
                submodules.into_iter().for_each(|name| add(name, false));
            }
        }
        exports.names.iter().for_each(|(name, &is_module)| add(name, is_module));
        if exports.is_exact {
            return Some(());
        }
        let imports = self.module(target).facts.imports.iter();
        for star in imports.filter(|import| import.is_star && import.when != When::TypeChecking) {
            self.add_star_names(target, star.level, star.module.as_deref(), seen, names)?;
        }
        Some(())
    }

    fn exported(&self, file: FileId) -> &Exported {
        self.exports.get_or_init(file, || self.read(file, Exported::of).unwrap_or_default())
    }

    fn submodule_names(&self, package: FileId) -> BTreeSet<&str> {
        let folder = self.layout().folder(package);
        let files = self.layout().files().map(|file| self.layout().path(file));
        let inside = files.filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
        inside.filter_map(|path| path.split(['/', '.']).next()).filter(|name| *name != "__init__").collect()
    }
}
