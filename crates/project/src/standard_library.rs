//! The names of the standard library's modules.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// One line for each module: its name, and the first and last release of Python 3 that has it. Made by
/// `standard_library.py` beside the `src` folder.
static MODULES: LazyLock<FxHashMap<&str, (u8, u8)>> = LazyLock::new(|| {
    let parse = |line: &'static str| {
        let mut words = line.split(' ');
        let name = words.next()?;
        let first = words.next()?.parse().ok()?;
        Some((name, (first, words.next()?.parse().ok()?)))
    };
    include_str!("standard_library.txt").lines().filter_map(parse).collect()
});

/// The newest release in the table: its modules are taken to be in later releases too.
static NEWEST: LazyLock<u8> = LazyLock::new(|| MODULES.values().map(|releases| releases.1).max().unwrap_or_default());

/// Whether `name`, a module name without dots, is or was a top-level module of the standard library in any release of
/// Python 3: the table µsort uses (it does not depend on a target version).
pub fn is_standard_library(name: &str) -> bool {
    MODULES.contains_key(name)
}

/// Whether `name`, a module name without dots, is a top-level module of the standard library of Python 3.`minor`.
pub fn is_standard_library_of(name: &str, minor: u8) -> bool {
    MODULES.get(name).is_some_and(|&(first, last)| (first..=last).contains(&minor.min(*NEWEST)))
}

#[cfg(test)]
mod tests {
    use super::{MODULES, is_standard_library, is_standard_library_of};

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(MODULES.len(), include_str!("standard_library.txt").lines().count());
    }

    #[test]
    fn modules_of_every_release_count() {
        for name in ["os", "tomllib", "distutils", "annotationlib", "__future__", "_io"] {
            assert!(is_standard_library(name), "{name}");
        }
        for name in ["numpy", "test", "", "os.path"] {
            assert!(!is_standard_library(name), "{name}");
        }
    }

    #[test]
    fn modules_come_and_go() {
        assert!(is_standard_library_of("distutils", 11));
        assert!(!is_standard_library_of("distutils", 12));
        assert!(!is_standard_library_of("tomllib", 10));
        assert!(is_standard_library_of("tomllib", 11));
        assert!(is_standard_library_of("os", 0));
        assert!(is_standard_library_of("os", 99));
    }
}
