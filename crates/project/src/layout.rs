//! Module names ↔ files, from a list of files alone.
//!
//! A *root* is a folder in which absolute imports are looked up. Every file has its own: the parent of its outermost
//! package, or its folder if it is in none. After that come the folders above, and the roots of the other packages.

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
pub(crate) const TOP: FolderId = FolderId(0);

/// The files of a code base and the modules they are.
#[derive(Debug)]
pub struct Layout {
    files: Vec<File>,
    /// The top folder first.
    folders: Vec<Folder>,
    /// By top-level name: the roots that hold a package or module of that name, the shortest first.
    pub(crate) roots: HashMap<Box<str>, Vec<FolderId>>,
}

#[derive(Debug)]
struct File {
    path: Box<str>,
    folder: FolderId,
}

#[derive(Debug)]
pub(crate) struct Folder {
    path: Box<str>,
    pub(crate) parent: FolderId,
    root: FolderId,
    /// Whether it holds Python files that are executed, at any depth.
    pub(crate) is_importable: bool,
    /// Its `__init__.py`.
    pub(crate) package: Option<FileId>,
    /// The package that it is and those it is in, the outermost first.
    pub(crate) packages: Box<[FileId]>,
    /// What it holds, by name.
    inside: HashMap<Box<str>, Inside>,
}

/// What has one and the same name in a folder.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inside {
    pub(crate) folder: Option<FolderId>,
    pub(crate) module: Option<FileId>,
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
            inside: HashMap::default(),
        }
    }

    /// What has this name in the folder.
    pub(crate) fn inside(&self, name: &str) -> Inside {
        self.inside.get(name).copied().unwrap_or_default()
    }
}

impl Layout {
    /// The layout of `files`: paths relative to the top of the code base, with `/` between folders. Only `.py` files are
    /// executed, so a stub beside a module does not take its place.
    pub fn new(files: impl IntoIterator<Item = impl Into<Box<str>>>) -> Self {
        let mut layout = Self { files: Vec::new(), folders: vec![Folder::new("", TOP)], roots: HashMap::default() };
        // Files come a folder at a time.
        let mut last = TOP;
        for path in files {
            let path = path.into();
            let (folder, _) = split_file(&path);
            if *folder != *layout.at(last).path {
                last = layout.add_folder(folder);
            }
            layout.add_file(path, last);
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
            folder = match self.at(folder).inside(name).folder {
                Some(below) => below,
                None => {
                    let below = FolderId(self.folders.len() as u32);
                    self.folders.push(Folder::new(&path[..start + name.len()], folder));
                    self.folders[folder.0 as usize].inside.entry(name.into()).or_default().folder = Some(below);
                    below
                }
            };
        }
        folder
    }

    fn add_file(&mut self, path: Box<str>, folder: FolderId) {
        let id = FileId(self.files.len() as u32);
        let holder = &mut self.folders[folder.0 as usize];
        let stem = split_file(&path).1.strip_suffix(".py");
        match stem {
            None => {}
            Some("__init__") => holder.package = Some(id),
            Some(stem) => holder.inside.entry(stem.into()).or_default().module = Some(id),
        }
        let is_executed = stem.is_some();
        self.files.push(File { path, folder });
        if !is_executed {
            return;
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
                for (name, _) in folder.inside.iter().filter(|(_, inside)| inside.module.is_some()) {
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

    pub(crate) fn at(&self, folder: FolderId) -> &Folder {
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
        let folder = self.at(names.try_fold(TOP, |folder, name| self.at(folder).inside(name).folder)?);
        if stem == "__init__" { folder.package } else { folder.inside(stem).module }
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

    /// The folder of a file.
    pub(crate) fn folder_of(&self, file: FileId) -> FolderId {
        self.files[file.index()].folder
    }

    pub(crate) fn root_of(&self, file: FileId) -> FolderId {
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
