//! Which configuration file holds in a directory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Finds, for any directory, the nearest file of a given name in it or above it, and reads each such file once.
/// Several threads may ask at the same time.
pub struct Discovery<T, L> {
    name: &'static str,
    load: L,
    found: Mutex<HashMap<PathBuf, Option<Arc<T>>>>,
}

impl<T, L: Fn(&Path) -> T> Discovery<T, L> {
    /// Looks for files called `name` and reads them with `load`, which gets their path.
    pub fn new(name: &'static str, load: L) -> Self {
        Self { name, load, found: Mutex::default() }
    }

    /// What was read from the file that is nearest to `directory`, an absolute path without `..`. `None` if neither
    /// it nor a directory above it has one.
    pub fn find(&self, directory: &Path) -> Option<Arc<T>> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut passed = Vec::new();
        let mut nearest = None;
        for directory in directory.ancestors() {
            if let Some(known) = found.get(directory) {
                nearest = known.clone();
                break;
            }
            passed.push(directory);
            let file = directory.join(self.name);
            if file.is_file() {
                nearest = Some(Arc::new((self.load)(&file)));
                break;
            }
        }
        for directory in passed {
            found.insert(directory.into(), nearest.clone());
        }
        nearest
    }

    /// What was read so far, in no particular order.
    pub fn read(&self) -> Vec<Arc<T>> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read: Vec<Arc<T>> = Vec::new();
        for value in found.values().flatten() {
            if !read.iter().any(|known| Arc::ptr_eq(known, value)) {
                read.push(Arc::clone(value));
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn the_nearest_file_holds_and_is_read_once() {
        let top = tempfile::tempdir().expect("a directory");
        fs::create_dir_all(top.path().join("a/b/c")).expect("made");
        fs::create_dir_all(top.path().join("d/e")).expect("made");
        fs::write(top.path().join("c.toml"), "top").expect("written");
        fs::write(top.path().join("a/b/c.toml"), "b").expect("written");
        let reads = AtomicU32::new(0);
        let discovery = Discovery::new("c.toml", |path| {
            reads.fetch_add(1, Ordering::Relaxed);
            fs::read_to_string(path).expect("there")
        });
        let find = |directory: &str| discovery.find(&top.path().join(directory)).map(|text| text.as_str().to_owned());
        for (directory, expected) in [("a/b/c", "b"), ("a/b", "b"), ("a", "top"), ("d/e", "top"), ("a/b/c", "b")] {
            assert_eq!(find(directory).as_deref(), Some(expected), "{directory}");
        }
        assert_eq!(reads.into_inner(), 2);
    }
}
