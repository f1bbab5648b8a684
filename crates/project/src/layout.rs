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

fn split_file(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A folder of the code base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FolderId(u32);

/// The folder that holds all others.
const TOP: FolderId = FolderId(0);

/// The files of a code base and the modules they are.
#[derive(Debug)]
pub struct Layout {
    files: Vec<File>,
    /// The top folder first.
    folders: Vec<Folder>,
    /// By top-level name: the roots that hold a package or module of that name, the shortest first.
    roots: HashMap<Box<str>, Vec<FolderId>>,
}

#[derive(Debug)]
struct File {
    path: Box<str>,
    folder: FolderId,
}

#[derive(Debug)]
struct Folder {
    path: Box<str>,
    parent: FolderId,
    root: FolderId,
    /// Whether it holds Python files that are executed, at any depth.
    is_importable: bool,
    /// Its `__init__.py`.
    package: Option<FileId>,
    /// The package that it is and those it is in, the outermost first.
    packages: Box<[FileId]>,
    /// By name.
    modules: HashMap<Box<str>, FileId>,
    folders: HashMap<Box<str>, FolderId>,
}

impl Folder {
    fn new(path: &str, parent: FolderId) -> Self {
        Self {
            path: path.into(),
            parent,
            root: TOP,
            is_importable: false,
            package: None,
            packages: Box::default(),
            modules: HashMap::default(),
            folders: HashMap::default(),
        }
    }
}

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
}

impl Layout {
    /// The layout of `files`: paths relative to the top of the code base, with `/` between folders. Only `.py` files are
    /// executed, so a stub beside a module does not take its place.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut layout = Self { files: Vec::new(), folders: vec![Folder::new("", TOP)], roots: HashMap::default() };
        // Files come a folder at a time.
        let mut last = ("", TOP);
        for path in files {
            let (folder, _) = split_file(path);
            if folder != last.0 {
                last = (folder, layout.add_folder(folder));
            }
            layout.add_file(path, last.1);
        }
        layout.find_roots();
        layout.find_packages();
        layout
    }

    /// The folder with this path, made if there is none.
    fn add_folder(&mut self, path: &str) -> FolderId {
        let mut folder = TOP;
        if path.is_empty() {
            return folder;
        }
        for (start, name) in path.split('/').scan(0, |at, name| {
            let start = *at;
            *at += name.len() + 1;
            Some((start, name))
        }) {
            folder = match self.at(folder).folders.get(name) {
                Some(&below) => below,
                None => {
                    let below = FolderId(self.folders.len() as u32);
                    self.folders.push(Folder::new(&path[..start + name.len()], folder));
                    self.folders[folder.0 as usize].folders.insert(name.into(), below);
                    below
                }
            };
        }
        folder
    }

    fn add_file(&mut self, path: &str, folder: FolderId) {
        let id = FileId(self.files.len() as u32);
        self.files.push(File { path: path.into(), folder });
        let Some(stem) = split_file(path).1.strip_suffix(".py") else { return };
        let holder = &mut self.folders[folder.0 as usize];
        if stem == "__init__" {
            holder.package = Some(id);
        } else {
            holder.modules.insert(stem.into(), id);
        }
        let mut above = folder;
        while !self.at(above).is_importable {
            self.folders[above.0 as usize].is_importable = true;
            above = self.at(above).parent;
        }
    }

    fn find_roots(&mut self) {
        // A folder comes after its parent.
        for number in 1..self.folders.len() {
            let folder = &self.folders[number];
            self.folders[number].root =
                if folder.package.is_some() { self.at(folder.parent).root } else { FolderId(number as u32) };
        }
        let mut roots: HashMap<Box<str>, Vec<FolderId>> = HashMap::default();
        for (number, folder) in self.folders.iter().enumerate() {
            if number > 0 && folder.package.is_some() && self.at(folder.parent).package.is_none() {
                roots.entry(split_file(&folder.path).1.into()).or_default().push(folder.parent);
            }
            if matches!(&*folder.path, "" | "src" | "lib") && folder.package.is_none() {
                for name in folder.modules.keys() {
                    roots.entry(name.clone()).or_default().push(FolderId(number as u32));
                }
            }
        }
        for found in roots.values_mut() {
            let path = |root: FolderId| &self.at(root).path;
            found.sort_by(|&a, &b| {
                (path(a).matches('/').count(), path(a)).cmp(&(path(b).matches('/').count(), path(b)))
            });
            found.dedup();
        }
        self.roots = roots;
    }

    fn find_packages(&mut self) {
        // A folder comes after its parent.
        for number in 0..self.folders.len() {
            let folder = &self.folders[number];
            let Some(package) = folder.package else { continue };
            let above = if number == 0 { &[][..] } else { &self.at(folder.parent).packages };
            self.folders[number].packages = above.iter().copied().chain([package]).collect();
        }
    }

    fn at(&self, folder: FolderId) -> &Folder {
        &self.folders[folder.0 as usize]
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
        &self.files[file.index()].path
    }

    /// All files, in the order they were given.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The file with this path.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let (folder, name) = split_file(path);
        let stem = name.strip_suffix(".py")?;
        let mut names = folder.split('/').filter(|name| !name.is_empty());
        let folder = self.at(names.try_fold(TOP, |folder, name| self.at(folder).folders.get(name).copied())?);
        if stem == "__init__" { folder.package } else { folder.modules.get(stem).copied() }
    }

    /// Whether the file is the `__init__.py` of a package.
    pub fn is_package(&self, file: FileId) -> bool {
        self.at(self.files[file.index()].folder).package == Some(file)
    }

    /// The path of the folder a file is in: its package, if it is in one.
    pub(crate) fn folder(&self, file: FileId) -> &str {
        &self.at(self.files[file.index()].folder).path
    }

    /// The root of a file: the parent folder of its outermost package, or its own folder.
    pub fn root(&self, file: FileId) -> &str {
        &self.at(self.root_of(file)).path
    }

    fn root_of(&self, file: FileId) -> FolderId {
        self.at(self.files[file.index()].folder).root
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
        let folder = self.at(self.files[file.index()].folder);
        match folder.packages.split_last() {
            Some((&own, above)) if own == file => above,
            _ => &folder.packages,
        }
    }

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
            let mut folder = self.files[file.index()].folder;
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
        let top = module.split('.').next()?;
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
            let below = self.at(folder).folders.get(part).copied().filter(|&below| self.at(below).is_importable);
            if let Some(package) = below.and_then(|below| self.at(below).package) {
                files.push(package);
            } else if let Some(&module) = self.at(folder).modules.get(part) {
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
        let folder = self.at(folder);
        let package = folder.folders.get(name).and_then(|&below| self.at(below).package);
        package.or_else(|| folder.modules.get(name).copied())
    }

    /// The module `name` in the folder of `package`.
    pub(crate) fn submodule_of(&self, package: FileId, name: &str) -> Option<FileId> {
        self.submodule(self.files[package.index()].folder, name)
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
