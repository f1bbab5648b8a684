//! Which names a star import may bind.

use crate::file_set::FileSet;
use crate::graph::Project;
use crate::layout::FileId;
use harmless_syntax::module::{Exports, When};
use std::collections::BTreeSet;

impl Project<'_> {
    /// The names that `from module import *` (the module with `level` dots before it) in `file` may bind, and perhaps more; `None` if that
    /// is not known, or if the import loads submodules that `__all__` lists.
    pub fn star_names(&self, file: FileId, level: u32, module: Option<&str>) -> Option<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        self.add_star_names(file, level, module, &mut FileSet::new(self.layout().len()), &mut names)?;
        Some(names)
    }

    fn add_star_names(
        &self,
        file: FileId,
        level: u32,
        module: Option<&str>,
        seen: &mut FileSet,
        names: &mut BTreeSet<String>,
    ) -> Option<()> {
        let target = self.layout().resolve(file, level, module)?.target(self.layout())?;
        if !seen.insert(target) {
            return Some(());
        }
        let exports = self.exports(target)?;
        if self.layout().is_package(target) {
            let submodules = self.submodule_names(target);
            if exports.has_list && exports.names.iter().any(|name| submodules.contains(name.as_str())) {
                return None;
            }
            // Whoever imports a submodule binds it in the package.
            names.extend(submodules.into_iter().map(str::to_owned));
        }
        names.extend(exports.names.iter().cloned());
        let imports = self.module(target).facts.imports.iter();
        for star in imports.filter(|import| import.is_star && import.when != When::TypeChecking) {
            self.add_star_names(target, star.level, star.module.as_deref(), seen, names)?;
        }
        Some(())
    }

    fn exports(&self, file: FileId) -> Option<&Exports> {
        let exports = &self.exports[file.index()];
        exports.get_or_init(|| self.read(file, Exports::of).flatten()).as_ref()
    }

    fn submodule_names(&self, package: FileId) -> BTreeSet<&str> {
        let folder = self.layout().folder(package);
        let files = self.layout().files().map(|file| self.layout().path(file));
        let inside = files.filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
        inside.filter_map(|path| path.split(['/', '.']).next()).filter(|name| *name != "__init__").collect()
    }
}
