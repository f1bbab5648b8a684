//! Which modules are in the directories of the setting `src`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The directories of `src`, with a memory of what was looked for in them.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Each as it is written, and its path.
    directories: Vec<(String, PathBuf)>,
    /// For each module looked for, the index of the directory that has it.
    found: Mutex<HashMap<String, Option<usize>>>,
}

impl Sources {
    /// The directories `names`, relative to `base`.
    pub(crate) fn new(names: &[String], base: &Path) -> Self {
        let directories = names.iter().map(|name| (name.clone(), base.join(name))).collect();
        Self { directories, found: Mutex::default() }
    }

    /// The directory, as it is written, that has the module of this dotted name.
    pub(crate) fn directory_of(&self, module: &str) -> Option<&str> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match found.get(module) {
            Some(&index) => index,
            None => {
                let relative: PathBuf = module.split('.').collect();
                let index = self.directories.iter().position(|(_, directory)| is_module(&directory.join(&relative)));
                found.insert(module.to_owned(), index);
                index
            }
        };
        index.map(|index| self.directories[index].0.as_str())
    }
}

/// Whether a directory is at `path`, or a module is when an ending is added.
pub(crate) fn is_module(path: &Path) -> bool {
    let with_ending = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name).is_file()
    };
    path.is_dir() || with_ending(".py") || with_ending(".pyi")
}
