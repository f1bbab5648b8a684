//! The names of the standard library's modules.

use std::collections::HashSet;
use std::sync::LazyLock;

/// One name a line; made by `standard_library.py` beside the `src` folder.
static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("standard_library.txt").lines().collect());

/// Whether `name`, a module name without dots, is or was a top-level module of the standard library in any release of
/// Python 3: the table µsort uses (it does not depend on a target version).
pub fn is_standard_library(name: &str) -> bool {
    NAMES.contains(name)
}

#[cfg(test)]
mod tests {
    use super::is_standard_library;

    #[test]
    fn modules_of_every_release_count() {
        for name in ["os", "tomllib", "distutils", "annotationlib", "__future__", "_io"] {
            assert!(is_standard_library(name), "{name}");
        }
        for name in ["numpy", "test", "", "os.path"] {
            assert!(!is_standard_library(name), "{name}");
        }
    }
}
