//! The code bases that the sorted files belong to: found, listed and read when an import is about to move, not before.

use harmless_files::{
    DEFAULT_EXCLUDES, Entering, ExcludesBuilder, File, Listings, Selection, Visitor, WalkOptions, absolute,
    compare_paths, read, walk,
};
use harmless_project::{FileId, Layout, Place, Project};
use harmless_text::Source;
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What marks the top directory of a code base, the better mark first.
const MARKS: [&[&str]; 2] = [&[".git", ".hg"], &["pyproject.toml", "setup.py", "setup.cfg"]];

/// The code bases of a run, by their top directories.
#[derive(Debug, Default)]
pub(crate) struct CodeBases {
    /// For each of [`MARKS`], by directory: the nearest one, itself or above, that is marked.
    marked: [Mutex<HashMap<PathBuf, Option<PathBuf>>>; MARKS.len()],
    /// Of the directories that were walked, whether for the files to sort or for those of a code base.
    pub(crate) listings: Listings,
    known: Mutex<HashMap<PathBuf, SharedCodeBase>>,
    /// By directory: the code base that its files belong to, with the top directory.
    of_directory: Mutex<HashMap<PathBuf, (PathBuf, SharedCodeBase)>>,
}

/// A code base, listed once; `None` inside if that failed.
type SharedCodeBase = Arc<OnceLock<Option<CodeBase>>>;

/// The modules below one directory.
#[derive(Debug)]
pub(crate) struct CodeBase {
    top: PathBuf,
    project: Project<'static>,
}

/// Where one file stands.
pub(crate) struct FilePlace<'c> {
    code_bases: &'c CodeBases,
    path: &'c Path,
    found: OnceLock<Option<(SharedCodeBase, FileId)>>,
}

impl CodeBases {
    /// The place of the file at `path`; looked up when somebody asks for it.
    pub(crate) fn place<'c>(&'c self, path: &'c Path) -> FilePlace<'c> {
        FilePlace { code_bases: self, path, found: OnceLock::new() }
    }

    /// The code base of the file at `path`, an absolute path, and its top directory.
    fn of(&self, path: &Path) -> Option<(PathBuf, SharedCodeBase)> {
        let directory = path.parent()?;
        if let Some(found) = lock(&self.of_directory).get(directory) {
            return Some(found.clone());
        }
        let top = self.top_of(directory)?;
        let found = (top.clone(), Arc::clone(lock(&self.known).entry(top).or_default()));
        lock(&self.of_directory).insert(directory.to_path_buf(), found.clone());
        Some(found)
    }

    /// The top directory of the code base of the files in `directory`: the nearest one under version control, or else with the
    /// files of a project, or else the one that holds the outermost package.
    fn top_of(&self, directory: &Path) -> Option<PathBuf> {
        let marked = (0..MARKS.len()).find_map(|number| self.nearest_marked(number, directory));
        marked
            .or_else(|| directory.ancestors().find(|above| !above.join("__init__.py").exists()).map(Path::to_path_buf))
    }

    /// The nearest of `directory` and those above that has one of the marks of this number.
    fn nearest_marked(&self, number: usize, directory: &Path) -> Option<PathBuf> {
        let mut known = lock(&self.marked[number]);
        let (mut passed, mut nearest) = (Vec::new(), None);
        for above in directory.ancestors() {
            if let Some(known) = known.get(above) {
                nearest.clone_from(known);
                break;
            }
            passed.push(above.to_path_buf());
            let has = |mark: &&str| self.listings.holds(above, mark).unwrap_or_else(|| above.join(mark).exists());
            if MARKS[number].iter().any(has) {
                nearest = Some(above.to_path_buf());
                break;
            }
        }
        known.extend(passed.into_iter().map(|directory| (directory, nearest.clone())));
        nearest
    }
}

/// A panic elsewhere does not make what is known unusable.
fn lock<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for FilePlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePlace").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Place for FilePlace<'_> {
    fn find(&self) -> Option<(&Project<'_>, FileId)> {
        let (code_base, file) = self
            .found
            .get_or_init(|| {
                let path = absolute(self.path).ok()?;
                let (top, cell) = self.code_bases.of(&path)?;
                let code_base = cell.get_or_init(|| CodeBase::list(&top, &top, &self.code_bases.listings)).as_ref()?;
                let file = code_base.project.layout().file(relative(&code_base.top, &path)?)?;
                Some((cell, file))
            })
            .as_ref()?;
        Some((&code_base.get()?.as_ref()?.project, *file))
    }
}

impl CodeBase {
    /// The modules below `directory`, an absolute path, by their names in the packages that it is in; `None` if it cannot be
    /// listed.
    pub(crate) fn below(directory: &Path) -> Option<Self> {
        let top = directory.ancestors().find(|above| !above.join("__init__.py").exists())?;
        Self::list(top, directory, &Listings::default())
    }

    /// The code base with this top directory, and of it what is in `directory`.
    fn list(top: &Path, directory: &Path, listings: &Listings) -> Option<Self> {
        // What is being walked already is mostly listed, and takes no time to speak of. Else on a thread of its own: a worker that
        // waited for a walk by others might take up another file and wait for itself.
        let alone = listings.has(directory);
        let list = || list(top, directory, listings, alone);
        let files = if alone { list() } else { std::thread::scope(|scope| scope.spawn(list).join()).ok()? }?;
        let layout = Layout::new(files);
        let top = top.to_path_buf();
        let reader = {
            let top = top.clone();
            Box::new(move |name: &str, show: &mut dyn FnMut(&str)| {
                let decode = |bytes: &[u8]| Source::decode(bytes).map(|source| show(source.text()));
                // A file that cannot be read or decoded executes nothing.
                let _ = read(&top.join(name), decode);
            })
        };
        Some(Self { project: Project::new(layout, reader), top })
    }

    /// The path of a file.
    pub(crate) fn path(&self, file: FileId) -> PathBuf {
        self.top.join(self.project.layout().path(file))
    }

    /// Its modules and what they do.
    pub(crate) fn project(&self) -> &Project<'static> {
        &self.project
    }
}

/// The path of a file below `top`, one of the directories that are written in `path`.
fn relative<'p>(top: &Path, path: &'p Path) -> Option<&'p str> {
    let (top, path) = (top.as_os_str().as_encoded_bytes(), path.as_os_str().as_encoded_bytes());
    let below = std::str::from_utf8(path.strip_prefix(top)?).ok()?;
    below.strip_prefix('/').or_else(|| top.ends_with(b"/").then_some(below))
}

/// The Python files below `directory`, an absolute path, by their paths below `top`, without what git ignores and what is never source. Which files are
/// sorted plays no part. `alone`: whether no other threads take part.
fn list(top: &Path, directory: &Path, listings: &Listings, alone: bool) -> Option<Vec<Box<str>>> {
    let mut excludes = ExcludesBuilder::new(directory);
    for pattern in DEFAULT_EXCLUDES {
        excludes.glob(directory, pattern).ok()?;
    }
    let selection = Selection { excludes: excludes.build().ok()?, force_exclude: false, respect_gitignore: true };
    let modules = Modules { top, selection: Arc::new(selection), listings, found: Mutex::default() };
    let (cancelled, visited) = (AtomicBool::new(false), AtomicUsize::new(0));
    let options = WalkOptions { extensions: &["py"], jobs: None, alone, cancelled: &cancelled, visited: &visited };
    walk(&[directory.to_path_buf()], options, &modules).ok()?;
    let mut found = modules.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by(|one, other| compare_paths(Path::new(&**one), Path::new(&**other)));
    Some(found)
}

/// Lists files. The directories share one selection.
struct Modules<'l> {
    top: &'l Path,
    selection: Arc<Selection>,
    listings: &'l Listings,
    /// The paths below `top` that were found: shorter to keep and to sort than those of the walk, which are from the root of the file system.
    found: Mutex<Vec<Box<str>>>,
}

impl Visitor for Modules<'_> {
    type Directory = Arc<Selection>;
    type Found = ();

    fn enter(&self, _: Entering<'_, Arc<Selection>>) -> Arc<Selection> {
        Arc::clone(&self.selection)
    }

    fn selection<'d>(&self, directory: &'d Arc<Selection>) -> &'d Selection {
        directory
    }

    fn listings(&self) -> Option<&Listings> {
        Some(self.listings)
    }

    fn visit(&self, _: &Arc<Selection>, file: File<'_>) -> Option<()> {
        lock(&self.found).push(relative(self.top, file.path)?.into());
        None
    }
}
