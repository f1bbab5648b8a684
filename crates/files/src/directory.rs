//! What a command says about the directories and files that are walked.

use crate::{Excludes, File};
use std::path::Path;

/// Which files of a directory are taken.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Files and directories that are left out.
    pub excludes: Excludes,
    /// Whether `excludes` also holds for paths the user named.
    pub force_exclude: bool,
    /// Whether what git ignores is left out.
    pub respect_gitignore: bool,
}

/// A command at work: asked about each directory once, then for each file in it. Calls come from several threads.
pub trait Visitor: Sync {
    /// What the files of one directory have in common, such as their settings.
    type Directory: Send + Sync;
    /// What is worth keeping of one file.
    type Found: Send;

    /// Called before anything in `directory`, an absolute path, is looked at. A directory may be entered more than
    /// once when it holds files that the user named.
    fn enter(&self, directory: &Path) -> Self::Directory;

    /// Which files of the directory, and of its sub-directories until they say otherwise, are taken.
    fn selection<'d>(&self, directory: &'d Self::Directory) -> &'d Selection;

    /// Called for each file, in no particular order. What it returns is given back ordered by path; returning `None`
    /// for a file of which there is nothing to say keeps memory small.
    fn visit(&self, directory: &Self::Directory, file: File<'_>) -> Option<Self::Found>;
}
