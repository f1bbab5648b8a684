//! Patterns of files and directories that are left out.

use globset::{Candidate, Glob, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The directories that are left out where nothing else is configured: caches, environments, build results and the
/// data of version control. The list is ruff's, so `build` is not in it.
pub const DEFAULT_EXCLUDES: &[&str] = &[
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// A pattern that is no valid glob.
#[derive(Debug, Error)]
#[error("invalid pattern `{pattern}`: {reason}")]
pub struct PatternError {
    /// The pattern as given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Compiled patterns. The default leaves nothing out.
#[derive(Debug, Clone, Default)]
pub struct Excludes {
    base: PathBuf,
    names: GlobSet,
    paths: GlobSet,
    ignored: Option<Gitignore>,
}

impl Excludes {
    /// The directory that patterns are relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Whether the file or directory at `path`, an absolute path, is left out. Says nothing about its ancestors.
    pub fn is_excluded(&self, path: &Path, is_directory: bool) -> bool {
        let name = path.file_name().unwrap_or(OsStr::new(""));
        if self.names.is_match(name) {
            return true;
        }
        if self.paths.is_empty() && self.ignored.is_none() {
            return false;
        }
        let relative = path.strip_prefix(&self.base).unwrap_or(path);
        self.paths.is_match_candidate(&Candidate::new(relative))
            || self.ignored.as_ref().is_some_and(|ignored| ignored.matched(relative, is_directory).is_ignore())
    }
}

/// Collects the patterns of an [`Excludes`].
#[derive(Debug)]
pub struct ExcludesBuilder {
    base: PathBuf,
    names: GlobSetBuilder,
    paths: GlobSetBuilder,
    ignored: Option<GitignoreBuilder>,
}

impl ExcludesBuilder {
    /// Patterns will be relative to `base`, an absolute path.
    pub fn new(base: &Path) -> Self {
        Self { base: base.into(), names: GlobSetBuilder::new(), paths: GlobSetBuilder::new(), ignored: None }
    }

    /// Adds a glob. Without a slash it stands for the file or directory name at any depth; with one, for a path
    /// relative to the base. As in ruff, `*` also crosses slashes.
    ///
    /// # Errors
    /// When the glob is malformed.
    pub fn glob(&mut self, pattern: &str) -> Result<&mut Self, PatternError> {
        let error = |reason: String| PatternError { pattern: pattern.into(), reason };
        let path = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
        let path = Path::new(path).strip_prefix(&self.base).ok().and_then(Path::to_str).unwrap_or(path);
        let glob = Glob::new(path).map_err(|fault| error(fault.kind().to_string()))?;
        if !path.contains('/') {
            self.names.add(glob.clone());
        }
        self.paths.add(glob);
        Ok(self)
    }

    /// Adds a pattern in gitignore's language, as a `.gitignore` in the base would have it.
    ///
    /// # Errors
    /// When the pattern is malformed.
    pub fn gitignore_line(&mut self, pattern: &str) -> Result<&mut Self, PatternError> {
        let ignored = self.ignored.get_or_insert_with(|| GitignoreBuilder::new(""));
        ignored
            .add_line(None, pattern)
            .map_err(|fault| PatternError { pattern: pattern.into(), reason: fault.to_string() })?;
        Ok(self)
    }

    /// Compiles the patterns.
    ///
    /// # Errors
    /// When they are too many or too large together.
    pub fn build(&self) -> Result<Excludes, PatternError> {
        let error = |reason: String| PatternError { pattern: "(all together)".into(), reason };
        Ok(Excludes {
            base: self.base.clone(),
            names: self.names.build().map_err(|fault| error(fault.to_string()))?,
            paths: self.paths.build().map_err(|fault| error(fault.to_string()))?,
            ignored: match &self.ignored {
                Some(builder) => Some(builder.build().map_err(|fault| error(fault.to_string()))?),
                None => None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excluded(globs: &[&str], lines: &[&str], path: &str, is_directory: bool) -> bool {
        let mut builder = ExcludesBuilder::new(Path::new("/p"));
        for glob in globs {
            builder.glob(glob).expect("valid");
        }
        for line in lines {
            builder.gitignore_line(line).expect("valid");
        }
        builder.build().expect("valid").is_excluded(Path::new(path), is_directory)
    }

    #[test]
    fn a_name_counts_at_any_depth_and_a_path_from_the_base() {
        assert!(excluded(&["venv"], &[], "/p/a/b/venv", true));
        assert!(!excluded(&["venv"], &[], "/p/a/venv2", true));
        assert!(excluded(&["*_pb2.py"], &[], "/p/a/x_pb2.py", false));
        assert!(excluded(&["a/b"], &[], "/p/a/b", true));
        assert!(!excluded(&["a/b"], &[], "/p/c/a/b", true));
        assert!(excluded(&["./a/b/"], &[], "/p/a/b", true));
        assert!(excluded(&["/p/a"], &[], "/p/a", true));
        assert!(excluded(&["a/*.py"], &[], "/p/a/x.py", false));
    }

    #[test]
    fn gitignore_lines_have_gitignores_meaning() {
        assert!(excluded(&[], &["/gen/"], "/p/gen", true));
        assert!(!excluded(&[], &["/gen/"], "/p/gen", false));
        assert!(!excluded(&[], &["/gen/"], "/p/a/gen", true));
        assert!(!excluded(&[], &["*.py", "!keep.py"], "/p/keep.py", false));
    }

    #[test]
    fn a_malformed_glob_is_named() {
        let mut builder = ExcludesBuilder::new(Path::new("/p"));
        let error = builder.glob("a[").expect_err("malformed").to_string();
        assert!(error.starts_with("invalid pattern `a[`"), "{error}");
    }
}
