//! What a command says about the directories and files that are walked.

use crate::{Excludes, File, Listings};
use std::ffi::OsString;
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

/// A directory of which a [`Visitor`] is told before anything in it is looked at.
#[derive(Debug)]
pub struct Entering<'a, D> {
    /// The directory, from the root of the file system.
    pub path: &'a Path,
    /// What the visitor made of the directory above, where the walk came from there.
    pub parent: Option<&'a D>,
    pub(crate) names: Option<&'a [OsString]>,
}

impl<D> Entering<'_, D> {
    /// Whether the directory holds something called `name`. In a walk the answer costs nothing.
    pub fn has(&self, name: &str) -> bool {
        match self.names {
            Some(names) => names.iter().any(|known| known == name),
            None => self.path.join(name).exists(),
        }
    }
}

/// A command at work: asked about each directory once, then for each file in it. Calls come from several threads.
pub trait Visitor: Sync {
    /// What the files of one directory have in common, such as their settings.
    type Directory: Send + Sync;
    /// What is worth keeping of one file.
    type Found: Send;

    /// Called for each directory of a walk, and for each that holds files the user named.
    fn enter(&self, directory: Entering<'_, Self::Directory>) -> Self::Directory;

    /// Which files of the directory, and of its sub-directories until they say otherwise, are taken.
    fn selection<'d>(&self, directory: &'d Self::Directory) -> &'d Selection;

    /// The listings that this walk shares with others of the run.
    fn listings(&self) -> Option<&Listings> {
        None
    }

    /// Called for each file, in no particular order. What it returns is given back ordered by path; returning `None`
    /// for a file of which there is nothing to say keeps memory small.
    fn visit(&self, directory: &Self::Directory, file: File<'_>) -> Option<Self::Found>;
}
