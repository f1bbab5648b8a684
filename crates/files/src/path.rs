//! Paths by their spelling alone; nothing here looks at the file system but for the working directory.

use std::io;
use std::path::{Component, Path, PathBuf};

/// `path` from the root of the file system, without `.` and `..`. It is resolved by its spelling: `a/../b` is `b`
/// also where `a` is a symbolic link.
///
/// # Errors
/// When the working directory cannot be told.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    let joined = if path.is_absolute() { path.to_path_buf() } else { std::env::current_dir()?.join(path) };
    let mut result = PathBuf::with_capacity(joined.as_os_str().len());
    for component in joined.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            part => result.push(part),
        }
    }
    Ok(result)
}

/// `path` as it is shown to the user: without `.` components, so that `./a.py` is `a.py` and the files in `.` bear
/// their bare names.
pub fn display_path(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}

/// What to open for a path made by [`display_path`], in which the working directory is empty.
pub(crate) fn openable(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_by_their_spelling() {
        for (given, expected) in [("/a/./b/../c", "/a/c"), ("/../a", "/a"), ("/a/b/../../..", "/")] {
            assert_eq!(absolute(Path::new(given)).expect("absolute"), Path::new(expected));
        }
        for (given, expected) in [("./a.py", "a.py"), (".", ""), ("../a", "../a"), ("a/./b", "a/b")] {
            assert_eq!(display_path(Path::new(given)), Path::new(expected));
        }
    }
}
