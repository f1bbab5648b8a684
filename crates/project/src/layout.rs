//! Module names ↔ files, from a list of files alone.
//!
//! A *root* is a folder in which absolute imports are looked up. Every file has its own: the parent of its outermost
//! package, or its folder if it is in none. After that come the folders above, and the roots of the other packages.

use crate::is_standard_library;
use rustc_hash::FxHashMap as HashMap;

/// A file of the code base.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// The number of the file in the list the layout was made from.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The files of a code base and the modules they are.
#[derive(Debug, Default)]
pub struct Layout {
    files: Vec<Box<str>>,
    /// By path without suffix: `a/b` for `a/b.py`, and for the package `a/b/__init__.py`.
    modules: HashMap<Box<str>, FileId>,
    packages: HashMap<Box<str>, FileId>,
    /// Folders that hold Python files, at any depth.
    folders: HashMap<Box<str>, ()>,
    /// By top-level name: the roots that hold a package or module of that name, the shortest first.
    roots: HashMap<Box<str>, Vec<Box<str>>>,
    /// The packages each file is in.
    parents: Vec<Box<[FileId]>>,
}

/// What importing a dotted name executes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Resolution {
    /// The packages on the way and the module itself, in the order of their execution. Namespace packages have no file.
    pub files: Vec<FileId>,
    /// The folder of the package (or namespace package) that the name is, where its submodules are.
    pub folder: Option<Box<str>>,
}

impl Resolution {
    /// The module that has the name; `None` for a namespace package.
    pub fn target(&self, layout: &Layout) -> Option<FileId> {
        let last = *self.files.last()?;
        match &self.folder {
            Some(folder) => layout.packages.get(folder).copied().filter(|package| *package == last),
            None => Some(last),
        }
    }
}

fn split_file(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn parent(folder: &str) -> &str {
    split_file(folder).0
}

impl Layout {
    /// The layout of `files`: paths relative to the top of the code base, with `/` between folders. Only `.py` files are
    /// executed, so a stub beside a module does not take its place.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut layout = Self::default();
        for (number, path) in files.into_iter().enumerate() {
            layout.files.push(path.into());
            let (folder, name) = split_file(path);
            let Some(stem) = name.strip_suffix(".py") else { continue };
            let id = FileId(number as u32);
            if stem == "__init__" {
                layout.packages.insert(folder.into(), id);
            } else {
                layout.modules.insert(join(folder, stem).into(), id);
            }
            let mut folder = folder;
            while layout.folders.insert(folder.into(), ()).is_none() && !folder.is_empty() {
                folder = parent(folder);
            }
        }
        let mut roots: HashMap<Box<str>, Vec<Box<str>>> = HashMap::default();
        for folder in layout.packages.keys().filter(|folder| !folder.is_empty()) {
            let (root, name) = split_file(folder);
            if !layout.packages.contains_key(root) {
                roots.entry(name.into()).or_default().push(root.into());
            }
        }
        let is_root = |root: &str| matches!(root, "" | "src" | "lib");
        for module in layout.modules.keys() {
            let (root, name) = split_file(module);
            if is_root(root) && !layout.packages.contains_key(root) {
                roots.entry(name.into()).or_default().push(root.into());
            }
        }
        for found in roots.values_mut() {
            found.sort_by(|a, b| (a.matches('/').count(), a).cmp(&(b.matches('/').count(), b)));
            found.dedup();
        }
        layout.roots = roots;
        layout.parents = layout.files().map(|file| layout.find_parents(file).into()).collect();
        layout
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The path of a file, as it was given.
    pub fn path(&self, file: FileId) -> &str {
        &self.files[file.index()]
    }

    /// All files, in the order they were given.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The file with this path.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let (folder, name) = split_file(path);
        let stem = name.strip_suffix(".py")?;
        if stem == "__init__" {
            self.packages.get(folder).copied()
        } else {
            self.modules.get(join(folder, stem).as_str()).copied()
        }
    }

    /// Whether the file is the `__init__.py` of a package.
    pub fn is_package(&self, file: FileId) -> bool {
        split_file(self.path(file)).1 == "__init__.py"
    }

    /// The folder a file is in: its package, if it is in one.
    pub(crate) fn folder(&self, file: FileId) -> &str {
        split_file(self.path(file)).0
    }

    /// The root of a file: the parent folder of its outermost package, or its own folder.
    pub fn root(&self, file: FileId) -> &str {
        let mut folder = self.folder(file);
        while self.packages.contains_key(folder) && !folder.is_empty() {
            folder = parent(folder);
        }
        folder
    }

    /// The name by which the other modules of its root import a file.
    pub fn module_name(&self, file: FileId) -> String {
        let path = self.path(file);
        let root = self.root(file);
        let path = path.strip_prefix(root).unwrap_or(path).trim_start_matches('/');
        let path = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi")).unwrap_or(path);
        let path = path.strip_suffix("/__init__").unwrap_or(path);
        path.replace('/', ".")
    }

    /// The packages a file is in, the outermost first; without the one whose `__init__.py` it is.
    pub fn parents(&self, file: FileId) -> &[FileId] {
        &self.parents[file.index()]
    }

    fn find_parents(&self, file: FileId) -> Vec<FileId> {
        let mut parents = Vec::new();
        let mut folder = self.folder(file);
        if self.is_package(file) {
            folder = parent(folder);
            if self.folder(file).is_empty() {
                return parents;
            }
        }
        while let Some(&package) = self.packages.get(folder) {
            parents.push(package);
            if folder.is_empty() {
                break;
            }
            folder = parent(folder);
        }
        parents.reverse();
        parents
    }

    /// What `from {level dots}{module} import …` or `import module` in `file` executes; `None` if the name is not one of this code
    /// base.
    pub fn resolve(&self, file: FileId, level: u32, module: Option<&str>) -> Option<Resolution> {
        if level > 0 {
            let mut folder = self.folder(file);
            for _ in 1..level {
                if folder.is_empty() {
                    return None;
                }
                folder = parent(folder);
            }
            let mut files: Vec<FileId> = Vec::new();
            let mut package = folder;
            while let Some(&init) = self.packages.get(package) {
                files.push(init);
                if package.is_empty() {
                    break;
                }
                package = parent(package);
            }
            files.reverse();
            return self.descend(folder, files, module.unwrap_or_default());
        }
        let module = module?;
        let top = module.split('.').next()?;
        let own = self.root(file);
        if let Some(found) = self.descend(own, Vec::new(), module) {
            return Some(found);
        }
        if is_standard_library(top) {
            return None;
        }
        // The folders above are roots too, when a program is started from there.
        let mut folder = own;
        while !folder.is_empty() {
            folder = parent(folder);
            if !self.packages.contains_key(folder)
                && let Some(found) = self.descend(folder, Vec::new(), module)
            {
                return Some(found);
            }
        }
        let roots = self.roots.get(top)?;
        roots.iter().find_map(|root| self.descend(root, Vec::new(), module))
    }

    /// Follows the parts of `module` from `folder` down.
    fn descend(&self, folder: &str, mut files: Vec<FileId>, module: &str) -> Option<Resolution> {
        let mut folder = folder.to_owned();
        let mut parts = module.split('.').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let path = join(&folder, part);
            if let Some(&package) = self.packages.get(path.as_str()) {
                files.push(package);
            } else if let Some(&module) = self.modules.get(path.as_str()) {
                files.push(module);
                // Whatever follows can only be an error.
                return parts.peek().is_none().then_some(Resolution { files, folder: None });
            } else if !self.folders.contains_key(path.as_str()) {
                return None;
            }
            folder = path;
        }
        Some(Resolution { files, folder: Some(folder.into()) })
    }

    /// The submodule `name` of the package in `folder`.
    pub(crate) fn submodule(&self, folder: &str, name: &str) -> Option<FileId> {
        let path = join(folder, name);
        self.packages.get(path.as_str()).or_else(|| self.modules.get(path.as_str())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(layout: &Layout, from: &str, level: u32, module: &str) -> Option<Vec<String>> {
        let file = layout.file(from).expect("a file");
        let module = (!module.is_empty()).then_some(module);
        let found = layout.resolve(file, level, module)?;
        Some(found.files.iter().map(|&file| layout.path(file).to_owned()).collect())
    }

    #[test]
    fn packages_namespaces_and_roots() {
        let layout = Layout::new([
            "src/pkg/__init__.py",
            "src/pkg/a.py",
            "src/pkg/sub/__init__.py",
            "src/pkg/sub/b.py",
            "src/pkg/sub/b.pyi",
            "src/space/inner/mod.py",
            "tests/test_a.py",
            "tests/helper.py",
            "types.py",
        ]);
        let strings = |files: &[&str]| Some(files.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(
            resolved(&layout, "tests/test_a.py", 0, "pkg.sub.b"),
            strings(&["src/pkg/__init__.py", "src/pkg/sub/__init__.py", "src/pkg/sub/b.py"])
        );
        assert_eq!(resolved(&layout, "tests/test_a.py", 0, "helper"), strings(&["tests/helper.py"]));
        assert_eq!(resolved(&layout, "tests/test_a.py", 0, "types"), None);
        assert_eq!(resolved(&layout, "src/pkg/a.py", 0, "space.inner.mod"), strings(&["src/space/inner/mod.py"]));
        assert_eq!(resolved(&layout, "src/pkg/sub/b.py", 2, "a"), strings(&["src/pkg/__init__.py", "src/pkg/a.py"]));
        assert_eq!(
            resolved(&layout, "src/pkg/sub/b.py", 1, ""),
            strings(&["src/pkg/__init__.py", "src/pkg/sub/__init__.py"])
        );
        assert_eq!(resolved(&layout, "src/pkg/a.py", 0, "numpy"), None);
        let name = |path| layout.module_name(layout.file(path).expect("a file"));
        assert_eq!(name("src/pkg/sub/__init__.py"), "pkg.sub");
        assert_eq!(name("src/pkg/sub/b.py"), "pkg.sub.b");
        assert_eq!(name("tests/test_a.py"), "test_a");
        let parents = layout.parents(layout.file("src/pkg/sub/__init__.py").expect("a file"));
        assert_eq!(parents.iter().map(|&file| layout.path(file)).collect::<Vec<_>>(), ["src/pkg/__init__.py"]);
    }
}
