//! The top-level package that a directory belongs to.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

/// The file that makes a directory a package.
pub(crate) const INIT: &str = "__init__.py";

/// What is known of a directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// Whether it has an `__init__.py`.
    is_package: bool,
    /// The name of the top-level package that holds its modules. µsort's rule: the directories above count as long as
    /// they have an `__init__.py`, and the highest gives the name.
    pub(crate) top_level: Option<Arc<str>>,
}

impl Package {
    /// The directory at `path`, which has an `__init__.py` or not, below `parent`.
    pub(crate) fn below(parent: &Self, path: &Path, is_package: bool) -> Self {
        let own_name = || path.file_name().and_then(OsStr::to_str).map(Arc::from);
        let top_level = match parent.is_package {
            true => parent.top_level.clone(),
            false => is_package.then(own_name).flatten(),
        };
        Self { is_package, top_level }
    }

    /// The directory at `path`, an absolute path.
    pub(crate) fn find(path: &Path) -> Self {
        let above = path.ancestors().skip(1).take_while(|above| above.join(INIT).exists());
        let packages: Vec<&Path> = above.collect();
        let parent = packages.iter().rev().fold(Self::default(), |parent, path| Self::below(&parent, path, true));
        Self::below(&parent, path, path.join(INIT).exists())
    }
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
        for (directory, expected) in [
            ("src/pkg/sub", Some("pkg")),
            ("src/pkg", Some("pkg")),
            ("src/pkg/sub/data", Some("pkg")),
            ("src", None),
            ("src/tests", None),
        ] {
            assert_eq!(Package::find(&top.path().join(directory)).top_level.as_deref(), expected, "{directory}");
        }
    }
}
