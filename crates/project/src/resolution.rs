//! What a dotted name means in a file: which modules its import executes.

use crate::is_standard_library;
use crate::layout::{FileId, FolderId, Layout, TOP};
use harmless_syntax::import::top_level;

/// What importing a dotted name executes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolution {
    /// The packages on the way and the module itself, in the order of their execution. Namespace packages have no file.
    pub files: Vec<FileId>,
    /// The folder of the package (or namespace package) that the name is, where its submodules are.
    pub(crate) folder: Option<FolderId>,
}

impl Resolution {
    /// The module that has the name; `None` for a namespace package.
    pub fn target(&self, layout: &Layout) -> Option<FileId> {
        layout.target(&self.files, self.folder)
    }

    /// Its submodule `name`.
    pub(crate) fn submodule(&self, layout: &Layout, name: &str) -> Option<FileId> {
        layout.submodule(self.folder?, name)
    }
}

impl Layout {
    /// What `from {level dots}{module} import …` or `import module` in `file` executes; `None` if the name is not one of this code
    /// base.
    pub fn resolve(&self, file: FileId, level: u32, module: Option<&str>) -> Option<Resolution> {
        let mut files = Vec::new();
        let folder = self.find(file, level, module, &mut files)?;
        Some(Resolution { files, folder })
    }

    /// The same, with the files added to `files`: the folder.
    pub(crate) fn find(
        &self,
        file: FileId,
        level: u32,
        module: Option<&str>,
        files: &mut Vec<FileId>,
    ) -> Option<Option<FolderId>> {
        if level > 0 {
            let mut folder = self.folder_of(file);
            for _ in 1..level {
                if folder == TOP {
                    return None;
                }
                folder = self.at(folder).parent;
            }
            let packages = files.len();
            files.extend(&self.at(folder).packages);
            let found = self.descend(folder, module.unwrap_or_default(), files);
            if found.is_none() {
                files.truncate(packages);
            }
            return found;
        }
        let module = module?;
        let top = top_level(module);
        let own = self.root_of(file);
        if let Some(found) = self.descend(own, module, files) {
            return Some(found);
        }
        if is_standard_library(top) {
            return None;
        }
        // The folders above are roots too, when a program is started from there.
        let mut folder = own;
        while folder != TOP {
            folder = self.at(folder).parent;
            if self.at(folder).package.is_none()
                && let Some(found) = self.descend(folder, module, files)
            {
                return Some(found);
            }
        }
        let roots = self.roots.get(top)?;
        roots.iter().find_map(|&root| self.descend(root, module, files))
    }

    /// Follows the parts of `module` from `folder` down and adds what that executes to `files`, or nothing.
    fn descend(&self, mut folder: FolderId, module: &str, files: &mut Vec<FileId>) -> Option<Option<FolderId>> {
        let first = files.len();
        let mut parts = module.split('.').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let inside = self.at(folder).inside(part);
            let below = inside.folder.filter(|&below| self.at(below).is_importable);
            if let Some(package) = below.and_then(|below| self.at(below).package) {
                files.push(package);
            } else if let Some(module) = inside.module {
                // Whatever follows can only be an error.
                if parts.peek().is_none() {
                    files.push(module);
                    return Some(None);
                }
                files.truncate(first);
                return None;
            }
            let Some(below) = below else {
                files.truncate(first);
                return None;
            };
            folder = below;
        }
        Some(Some(folder))
    }

    /// The module whose import executes `files`, the last of them, unless `folder`, where its submodules are, is a namespace package.
    pub(crate) fn target(&self, files: &[FileId], folder: Option<FolderId>) -> Option<FileId> {
        let last = *files.last()?;
        match folder {
            Some(folder) => self.at(folder).package.filter(|package| *package == last),
            None => Some(last),
        }
    }

    /// The submodule `name` of the package in `folder`.
    pub(crate) fn submodule(&self, folder: FolderId, name: &str) -> Option<FileId> {
        let inside = self.at(folder).inside(name);
        inside.folder.and_then(|below| self.at(below).package).or(inside.module)
    }

    /// The module `name` in the folder of `package`.
    pub(crate) fn submodule_of(&self, package: FileId, name: &str) -> Option<FileId> {
        self.submodule(self.folder_of(package), name)
    }
}
