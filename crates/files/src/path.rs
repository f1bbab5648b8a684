//! Paths by their spelling alone; nothing here looks at the file system but for the working directory.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
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

/// The last component of `path`, which ends in a name. `Path` takes the path apart for that, which is many times slower.
pub(crate) fn file_name(path: &Path) -> &OsStr {
    let bytes = path.as_os_str().as_bytes();
    OsStr::from_bytes(&bytes[bytes.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)..])
}

/// The name of the file at `path` without its extension, and that, without the dot; empty if there is none.
pub fn stem_and_extension(path: &Path) -> (&[u8], &[u8]) {
    let name = file_name(path).as_bytes();
    match name.iter().rposition(|&byte| byte == b'.') {
        None | Some(0) => (name, b""),
        Some(dot) => (&name[..dot], &name[dot + 1..]),
    }
}

/// The paths of entries of one directory, made one after the other in the same place.
pub(crate) struct EntryPath {
    bytes: Vec<u8>,
    /// How many of them are the directory's.
    directory: usize,
}

impl EntryPath {
    /// Paths of entries of `directory`.
    pub(crate) fn within(directory: &Path) -> Self {
        let mut bytes = directory.as_os_str().as_bytes().to_vec();
        if bytes.last().is_some_and(|&last| last != b'/') {
            bytes.push(b'/');
        }
        Self { directory: bytes.len(), bytes }
    }

    /// The path of the entry `name`.
    pub(crate) fn of(&mut self, name: &OsStr) -> &Path {
        self.bytes.truncate(self.directory);
        self.bytes.extend_from_slice(name.as_bytes());
        Path::new(OsStr::from_bytes(&self.bytes))
    }
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

    #[test]
    fn names_are_those_of_the_standard_library() {
        for path in ["a.py", "/a/b.py", "a.b/c", ".py", "a/.hidden.pyi", "a/b.tar.gz", "a/b.", "__init__.py", "é/ü.py"]
        {
            let path = Path::new(path);
            assert_eq!(Some(file_name(path)), path.file_name());
            let (stem, extension) = stem_and_extension(path);
            assert_eq!(Some(stem), path.file_stem().map(OsStr::as_bytes));
            assert_eq!(extension, path.extension().map(OsStr::as_bytes).unwrap_or_default());
        }
    }

    #[test]
    fn entries_are_joined_to_their_directory() {
        for directory in ["", "/", "a", "/a/b", "a/"] {
            let mut entries = EntryPath::within(Path::new(directory));
            for name in ["long name.py", "b"] {
                assert_eq!(entries.of(name.as_ref()).as_os_str(), Path::new(directory).join(name).as_os_str());
            }
        }
    }
}
