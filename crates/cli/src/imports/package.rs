//! The top-level package that a directory belongs to.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Looks each directory up once.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    known: Mutex<HashMap<PathBuf, Package>>,
}

/// What is known of a directory.
#[derive(Clone, Debug, Default)]
struct Package {
    /// Whether it has an `__init__.py`.
    is_package: bool,
    /// The name of the top-level package that holds its modules.
    top_level: Option<Arc<str>>,
}

impl Packages {
    /// The name of the top-level package that a module in `directory`, an absolute path, belongs to. µsort's rule: the
    /// directories above count as long as they have an `__init__.py`; the highest gives the name.
    pub(crate) fn top_level(&self, directory: &Path) -> Option<Arc<str>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        package(&mut known, directory).top_level
    }
}

fn package(known: &mut HashMap<PathBuf, Package>, directory: &Path) -> Package {
    if let Some(package) = known.get(directory) {
        return package.clone();
    }
    let is_package = directory.join("__init__.py").exists();
    let parent = directory.parent();
    let above = match parent {
        Some(parent) if parent.join("__init__.py").exists() => package(known, parent),
        _ => Package::default(),
    };
    let own_name = || directory.file_name().and_then(OsStr::to_str).map(Arc::from);
    let top_level = match above.is_package {
        true => above.top_level,
        false => is_package.then(own_name).flatten(),
    };
    let package = Package { is_package, top_level };
    known.insert(directory.into(), package.clone());
    package
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_highest_directory_with_an_init_gives_the_name() {
        let top = tempfile::tempdir().expect("a directory");
        for directory in ["src/pkg/sub/data", "src/tests"] {
            fs::create_dir_all(top.path().join(directory)).expect("made");
        }
        for init in ["src/pkg/__init__.py", "src/pkg/sub/__init__.py"] {
            fs::write(top.path().join(init), "").expect("written");
        }
        let packages = Packages::default();
        for (directory, expected) in [
            ("src/pkg/sub", Some("pkg")),
            ("src/pkg", Some("pkg")),
            ("src/pkg/sub/data", Some("pkg")),
            ("src", None),
            ("src/tests", None),
        ] {
            assert_eq!(packages.top_level(&top.path().join(directory)).as_deref(), expected, "{directory}");
        }
    }
}
