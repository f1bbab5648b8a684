//! The walk: directories are listed and files visited by the tasks of one work-stealing pool, so that both go on at
//! the same time.

mod tasks;

use crate::directory::{Entering, Selection, Visitor};
use crate::gitignore::Ignores;
use crate::listing::Listing;
use crate::path::{EntryPath, openable, stem_and_extension};
use crate::read::{Buffer, File};
use crate::roots::{Identity, Place, Roots, identity};
use crate::{Problem, ProblemKind};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tasks::Tasks;

/// So many files of a directory are one task.
const BATCH: usize = 16;
/// Visiting so few files takes less time than starting threads.
const FEW: usize = 4;
/// Room for deeply nested source; only what is used takes memory.
const STACK: usize = 16 * 1024 * 1024;

/// How a walk goes about it.
#[derive(Debug, Clone, Copy)]
pub struct WalkOptions<'a> {
    /// The extensions of the files a walk takes, without the dot. A file that the user names may have any.
    pub extensions: &'a [&'a str],
    /// How many threads; by default as many as there are processors, or what `RAYON_NUM_THREADS` says.
    pub jobs: Option<NonZeroUsize>,
    /// Whether the thread that walks does all by itself: for visitors that take little time and stack.
    pub alone: bool,
    /// Once it is true no further file is visited.
    pub cancelled: &'a AtomicBool,
    /// Counts the files that were visited.
    pub visited: &'a AtomicUsize,
}

/// What came of a walk. Both lists are ordered by path.
#[derive(Debug)]
pub struct Walked<F> {
    /// What the visitor found, with the path of the file as it is shown.
    pub found: Vec<(PathBuf, F)>,
    /// The paths that were not visited.
    pub problems: Vec<Problem>,
}

/// Visits the files and walks the directories at `paths`, each file once, however many paths lead to it.
///
/// # Errors
/// When the threads cannot be started.
pub fn walk<V: Visitor>(paths: &[PathBuf], options: WalkOptions<'_>, visitor: &V) -> io::Result<Walked<V::Found>> {
    let walk = Walk {
        roots: Roots::find(paths),
        visitor,
        options,
        found: Mutex::default(),
        problems: Mutex::default(),
        links: Mutex::default(),
    };
    walk.run()?;
    Ok(walk.finish())
}

struct Walk<'w, V: Visitor> {
    roots: Roots,
    visitor: &'w V,
    options: WalkOptions<'w>,
    found: Mutex<Vec<(PathBuf, V::Found)>>,
    problems: Mutex<Vec<Problem>>,
    /// Symbolic links that were met; they are looked at last, when it is known what else is visited.
    links: Mutex<Vec<Place>>,
}

/// A directory whose files are being visited.
struct Entered<D> {
    shown: PathBuf,
    state: D,
    named: bool,
}

impl<V: Visitor> Walk<'_, V> {
    fn run(&self) -> io::Result<()> {
        let named: usize = self.roots.files.values().map(Vec::len).sum();
        if self.roots.directories.is_empty() && named <= FEW {
            for (place, names) in &self.roots.files {
                let (entered, names) = self.enter_named(place, names);
                self.visit(&entered, &names);
            }
        } else {
            Tasks::run(self.options, |tasks| {
                for (place, names) in &self.roots.files {
                    tasks.add(move |tasks| {
                        let (entered, names) = self.enter_named(place, names);
                        self.visit_in_batches(tasks, Arc::new(entered), names);
                    });
                }
                for place in &self.roots.directories {
                    tasks.add(move |tasks| {
                        let state = self.enter(&place.absolute);
                        if !self.is_forced_out(place, self.visitor.selection(&state), true) {
                            self.walk_directory(tasks, place.clone(), &Ignores::above(&place.absolute), None);
                        }
                    });
                }
            })?;
        }
        self.follow_links();
        Ok(())
    }

    fn finish(self) -> Walked<V::Found> {
        let mut found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut problems = self.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
        problems.extend(self.roots.problems);
        found.sort_unstable_by(|one, other| compare_paths(&one.0, &other.0));
        problems.sort_by(|one, other| compare_paths(&one.path, &other.path));
        Walked { found, problems }
    }

    fn is_cancelled(&self) -> bool {
        self.options.cancelled.load(Ordering::Relaxed)
    }

    fn is_kind(&self, name: &OsStr) -> bool {
        let (_, extension) = stem_and_extension(Path::new(name));
        self.options.extensions.iter().any(|wanted| wanted.as_bytes() == extension)
    }

    fn report(&self, path: PathBuf, kind: ProblemKind) {
        lock(&self.problems).push(Problem { path, kind, named: false });
    }

    /// Enters the directory of named files and drops those that are excluded by force.
    fn enter_named(&self, place: &Place, names: &[OsString]) -> (Entered<V::Directory>, Vec<OsString>) {
        let state = self.enter(&place.absolute);
        let selection = self.visitor.selection(&state);
        let names = names.iter().filter(|name| !self.is_forced_out(&place.join(name), selection, false));
        let names = names.cloned().collect();
        (Entered { shown: place.shown.clone(), state, named: true }, names)
    }

    /// Whether a named path is excluded by force.
    fn is_forced_out(&self, place: &Place, selection: &Selection, is_directory: bool) -> bool {
        selection.force_exclude && selection.excludes.is_excluded_below_base(&place.absolute, is_directory)
    }

    /// Enters a directory that was not reached by walking.
    fn enter(&self, path: &Path) -> V::Directory {
        self.visitor.enter(Entering { path, parent: None, names: None })
    }

    fn walk_directory<'s>(
        &'s self,
        tasks: &Tasks<'_, 's>,
        place: Place,
        above: &Arc<Ignores>,
        parent: Option<&V::Directory>,
    ) {
        if self.is_cancelled() {
            return;
        }
        let shown = openable(&place.shown);
        let listing = match self.visitor.listings() {
            Some(listings) => listings.of(&place.absolute, shown),
            None => Listing::read(shown).map(Arc::new),
        };
        let listing = match listing {
            Ok(listing) => listing,
            Err(error) => return self.report(place.shown, ProblemKind::Unreadable(error)),
        };
        let names = &listing.names;
        let ignores = above.descend(&place.absolute, listing.rules);
        let state = self.visitor.enter(Entering { path: &place.absolute, parent, names: Some(names) });
        let selection = self.visitor.selection(&state);

        let (mut files, mut directories) = (Vec::new(), Vec::new());
        let mut entries = EntryPath::within(&place.absolute);
        for (name, &(kind, inode)) in names.iter().zip(&listing.kinds) {
            if !kind.is_dir() && !kind.is_symlink() && !self.is_kind(name) {
                continue;
            }
            let path = entries.of(name);
            let is_left_out = selection.excludes.is_excluded(path, kind.is_dir())
                || (selection.respect_gitignore && ignores.is_ignored(path, kind.is_dir()))
                || self.roots.has(path, inode);
            if is_left_out {
                continue;
            }
            if kind.is_file() {
                files.push(name.clone());
            } else if kind.is_dir() {
                directories.push(name.clone());
            } else if kind.is_symlink() {
                lock(&self.links).push(place.join(name));
            } else {
                self.report(place.shown.join(name), ProblemKind::Special);
            }
        }
        let entered = Arc::new(Entered { shown: place.shown.clone(), state, named: false });
        for name in directories {
            let (place, ignores, entered) = (place.join(name), Arc::clone(&ignores), Arc::clone(&entered));
            tasks.add(move |tasks| self.walk_directory(tasks, place, &ignores, Some(&entered.state)));
        }
        self.visit_in_batches(tasks, entered, files);
    }

    fn visit_in_batches<'s>(
        &'s self,
        tasks: &Tasks<'_, 's>,
        directory: Arc<Entered<V::Directory>>,
        mut names: Vec<OsString>,
    ) where
        V::Directory: 's,
    {
        while names.len() > BATCH {
            let batch = names.split_off(names.len() - BATCH);
            let directory = Arc::clone(&directory);
            tasks.add(move |_| self.visit(&directory, &batch));
        }
        self.visit(&directory, &names);
    }

    fn visit(&self, directory: &Entered<V::Directory>, names: &[OsString]) {
        Buffer::with(|buffer| {
            let mut entries = EntryPath::within(&directory.shown);
            for name in names {
                if self.is_cancelled() {
                    return;
                }
                let path = entries.of(name);
                if let Some(found) = self.visitor.visit(&directory.state, File::new(path, directory.named, buffer)) {
                    lock(&self.found).push((path.to_path_buf(), found));
                }
            }
            self.options.visited.fetch_add(names.len(), Ordering::Relaxed);
        });
    }

    /// Visits the files behind symbolic links that nothing else visits. Links to directories are not walked: what
    /// lies in the tree is walked as itself, and what does not is none of the walk's business.
    fn follow_links(&self) {
        let mut links = std::mem::take(&mut *lock(&self.links));
        if links.is_empty() {
            return;
        }
        links.sort();
        let trees: Vec<PathBuf> =
            self.roots.directories.iter().filter_map(|root| fs::canonicalize(&root.absolute).ok()).collect();
        let mut seen = HashSet::new();
        for link in links {
            if self.is_cancelled() {
                return;
            }
            if let Err(kind) = self.follow_link(&link, &trees, &mut seen) {
                self.report(link.shown, kind);
            }
        }
    }

    fn follow_link(&self, link: &Place, trees: &[PathBuf], seen: &mut HashSet<Identity>) -> Result<(), ProblemKind> {
        let name = link.shown.file_name().unwrap_or_default();
        let target = fs::canonicalize(&link.absolute).and_then(|target| Ok((fs::metadata(&target)?, target)));
        let (metadata, target) = match target.map_err(ProblemKind::of) {
            Ok(found) => found,
            Err(_) if !self.is_kind(name) => return Ok(()),
            Err(ProblemKind::Missing) => return Err(ProblemKind::DanglingLink),
            Err(kind) => return Err(kind),
        };
        if metadata.is_file() && !self.is_kind(name) {
            return Ok(());
        }
        let tree = trees.iter().filter(|tree| target.starts_with(tree)).max_by_key(|tree| tree.as_os_str().len());
        let Some(tree) = tree else {
            return Err(ProblemKind::LinkOutside(target));
        };
        if metadata.is_dir() {
            return Ok(());
        }
        if !metadata.is_file() {
            return Err(ProblemKind::Special);
        }
        let identity = identity(&metadata);
        if self.roots.identities.contains(&identity) || self.is_walked(tree, &target) || !seen.insert(identity) {
            return Ok(());
        }
        let (Some(shown), Some(absolute)) = (link.shown.parent(), link.absolute.parent()) else {
            return Ok(());
        };
        let entered = Entered { shown: shown.into(), state: self.enter(absolute), named: false };
        self.visit(&entered, &[name.into()]);
        Ok(())
    }

    /// Whether the walk of `tree` visits the regular file `target` in it. Both paths are canonical.
    fn is_walked(&self, tree: &Path, target: &Path) -> bool {
        let Ok(below) = target.strip_prefix(tree) else {
            return false;
        };
        let mut directory = tree.to_path_buf();
        let mut ignores = Ignores::above(tree).descend_looking(tree);
        let mut parts = below.components().peekable();
        while let Some(part) = parts.next() {
            let state = self.enter(&directory);
            let selection = self.visitor.selection(&state);
            directory.push(part);
            let is_directory = parts.peek().is_some();
            if selection.excludes.is_excluded(&directory, is_directory)
                || (selection.respect_gitignore && ignores.is_ignored(&directory, is_directory))
            {
                return false;
            }
            if is_directory {
                ignores = ignores.descend_looking(&directory);
            }
        }
        target.file_name().is_some_and(|name| self.is_kind(name))
    }
}

/// The order of the paths' components, for paths that are spelt alike: then it is their order as bytes, were the
/// separator the least of all bytes; `Path`'s own comparison is many times slower.
pub fn compare_paths(one: &Path, other: &Path) -> std::cmp::Ordering {
    let (one, other) = (one.as_os_str().as_encoded_bytes(), other.as_os_str().as_encoded_bytes());
    // Most paths have long beginnings in common, which are passed over eight bytes at a time.
    let words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    let common = 8 * words.take_while(|(a, b)| a == b).count();
    match one[common..].iter().zip(&other[common..]).find(|(a, b)| a != b) {
        Some((b'/', _)) => std::cmp::Ordering::Less,
        Some((_, b'/')) => std::cmp::Ordering::Greater,
        Some((a, b)) => a.cmp(b),
        None => one.len().cmp(&other.len()),
    }
}

/// A panic elsewhere does not make a list of results unusable.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
