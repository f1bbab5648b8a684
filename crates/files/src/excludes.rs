//! Patterns of files and directories that are left out.

use crate::path::file_name;
use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
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
    paths: Vec<(PathBuf, GlobSet)>,
    ignored: Option<Gitignore>,
}

impl Excludes {
    /// The top of what the patterns are for: when a path is excluded by force, the directories between it and this one
    /// count as well.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Whether the file or directory at `path`, an absolute path, is left out. Says nothing about its ancestors.
    pub fn is_excluded(&self, path: &Path, is_directory: bool) -> bool {
        let matches =
            |(base, globs): &(PathBuf, GlobSet)| path.strip_prefix(base).is_ok_and(|path| globs.is_match(path));
        self.names.is_match(file_name(path))
            || self.paths.iter().any(matches)
            || self.ignored.as_ref().is_some_and(|ignored| ignored.matched(path, is_directory).is_ignore())
    }

    /// Whether the file or directory at `path`, an absolute path, or a directory above it and below the base, is left
    /// out.
    pub fn is_excluded_below_base(&self, path: &Path, is_directory: bool) -> bool {
        let is_below = |path: &&Path| path.starts_with(&self.base) && *path != self.base;
        self.is_excluded(path, is_directory)
            || path.ancestors().skip(1).take_while(is_below).any(|path| self.is_excluded(path, true))
    }
}

/// Collects the patterns of an [`Excludes`].
#[derive(Debug)]
pub struct ExcludesBuilder {
    base: PathBuf,
    names: GlobSetBuilder,
    paths: Vec<(PathBuf, GlobSetBuilder)>,
    ignored: Option<GitignoreBuilder>,
}

impl ExcludesBuilder {
    /// No patterns yet; `base`, an absolute path, is the top of what they will be for.
    pub fn new(base: &Path) -> Self {
        Self { base: base.into(), names: GlobSetBuilder::new(), paths: Vec::new(), ignored: None }
    }

    /// Adds a glob. Without a slash it stands for the file or directory name at any depth; with one, for a path
    /// relative to `directory`, an absolute path. As in ruff, `*` also crosses slashes.
    ///
    /// # Errors
    /// When the glob is malformed.
    pub fn glob(&mut self, directory: &Path, pattern: &str) -> Result<&mut Self, PatternError> {
        let error = |reason: String| PatternError { pattern: pattern.into(), reason };
        let trimmed = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
        // What is absolute is so from the root of the file system.
        let (directory, trimmed) = match trimmed.strip_prefix('/') {
            Some(rest) => (Path::new("/"), rest),
            None => (directory, trimmed),
        };
        let glob = Glob::new(trimmed).map_err(|fault| error(fault.kind().to_string()))?;
        if !pattern.trim_end_matches('/').contains('/') {
            self.names.add(glob);
            return Ok(self);
        }
        match self.paths.iter_mut().find(|(base, _)| base == directory) {
            Some((_, globs)) => globs.add(glob),
            None => {
                let mut globs = GlobSetBuilder::new();
                globs.add(glob);
                self.paths.push((directory.into(), globs));
                return Ok(self);
            }
        };
        Ok(self)
    }

    /// Adds a pattern in gitignore's language, as a `.gitignore` in the base would have it.
    ///
    /// # Errors
    /// When the pattern is malformed.
    pub fn gitignore_line(&mut self, pattern: &str) -> Result<&mut Self, PatternError> {
        let ignored = self.ignored.get_or_insert_with(|| GitignoreBuilder::new(&self.base));
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
        let compile = |globs: &GlobSetBuilder| globs.build().map_err(|fault| error(fault.to_string()));
        let paths = self.paths.iter().map(|(base, globs)| Ok((base.clone(), compile(globs)?)));
        let ignored = self.ignored.as_ref().map(|builder| builder.build().map_err(|fault| error(fault.to_string())));
        Ok(Excludes {
            base: self.base.clone(),
            names: compile(&self.names)?,
            paths: paths.collect::<Result<_, _>>()?,
            ignored: ignored.transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excluded(globs: &[&str], lines: &[&str], path: &str, is_directory: bool) -> bool {
        let mut builder = ExcludesBuilder::new(Path::new("/p"));
        for glob in globs {
            builder.glob(Path::new("/p"), glob).expect("valid");
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
        let error = builder.glob(Path::new("/p"), "a[").expect_err("malformed").to_string();
        assert!(error.starts_with("invalid pattern `a[`"), "{error}");
    }
}
