//! The files of the work tree and of a revision, as the places of the version see them.

use crate::git::Program;
use crate::places::Tree;
use std::fs;
use std::path::{Path, PathBuf};

/// The project's files as they are in the work tree.
pub struct WorkTree<'a> {
    /// The project's root.
    pub root: &'a Path,
    /// The root relative to the work tree's: empty, or with `/` at the end.
    pub prefix: &'a str,
    /// Answers what is under version control.
    pub git: &'a Program,
}

impl Tree for WorkTree<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.root.join(path)).ok()
    }

    fn named(&self, name: &str) -> Vec<String> {
        let paths = self.git.tracked_with_suffix(name).unwrap_or_default();
        paths.iter().filter_map(|path| path.strip_prefix(self.prefix)).map(str::to_owned).collect()
    }
}

/// The project's files as they are in a revision.
pub struct Revision<'a> {
    /// The revision: a commit or a tag.
    pub name: &'a str,
    /// The project's root relative to the work tree's: empty, or with `/` at the end.
    pub prefix: &'a str,
    /// Answers.
    pub git: &'a Program,
}

impl Tree for Revision<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let name = format!("{}:{}{path}", self.name, self.prefix);
        self.git.objects(&[name]).ok()?.pop()?
    }

    fn named(&self, name: &str) -> Vec<String> {
        let output =
            self.git.read(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", self.name]).unwrap_or_default();
        let paths = output.split(|&byte| byte == 0).filter_map(|path| std::str::from_utf8(path).ok());
        let of_project = paths.filter_map(|path| path.strip_prefix(self.prefix));
        of_project.filter(|path| path.rsplit('/').next() == Some(name)).map(str::to_owned).collect()
    }
}

/// Where a file of the project really is, following symbolic links, relative to the work tree. `Err` if that is outside
/// of it. A file that does not exist yet is where its folder is.
pub(crate) fn resolve(top: &Path, path: &str) -> Result<String, PathBuf> {
    let full = top.join(path);
    let real = match (fs::canonicalize(&full), full.parent(), full.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(folder), Some(name)) => match fs::canonicalize(folder) {
            Ok(folder) => folder.join(name),
            Err(_) => full.clone(),
        },
        _ => full.clone(),
    };
    let relative = real.strip_prefix(top).map_err(|_| real.clone())?;
    let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Ok(parts.join("/"))
}
