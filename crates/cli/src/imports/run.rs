//! `check`, `diff` and `format` over files and directories.

use super::Context;
use super::args::Action;
use super::confirm::confirm;
use super::directory::Directory;
use super::present::{diff, present, wanted};
use super::sort::{Sorted, Wanted, sort};
use crate::terminal::Terminal;
use crate::walk::{exit_of, file_error, walk_python};
use harmless_files::{Entering, File, Listings, Selection, Visitor, replace};
use harmless_report::{Exit, Palette};
use std::path::{Path, PathBuf};

/// Processes the files at `paths`.
pub(crate) fn run(context: &Context<'_>, action: Action, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let visitor = Sorting { context, action, wanted: wanted(context, action), palette: terminal.palette() };
    match walk_python(&context.cli.global, paths, &visitor, terminal) {
        Ok(mut walk) => {
            if action == Action::Check {
                confirm(&mut walk.found);
            }
            walk.exit.max(present(context, action, walk.problems, walk.found, walk.visited, terminal))
        }
        Err(exit) => exit,
    }
}

/// How many of the files at `paths` would change, and how the walk ended.
///
/// # Errors
/// How to exit when nothing could be done at all; the reason was told.
pub(crate) fn count(context: &Context<'_>, paths: &[PathBuf], terminal: &mut Terminal) -> Result<(usize, Exit), Exit> {
    let wanted = Wanted { bytes: false, blocks: None, barriers: false };
    let visitor = Sorting { context, action: Action::Check, wanted, palette: terminal.palette() };
    let walk = walk_python(&context.cli.global, paths, &visitor, terminal)?;
    let mut findings = context.configuration.findings();
    findings.extend(walk.problems);
    let changed = walk.found.iter().filter(|(_, sorted)| sorted.change.is_some()).count();
    findings.extend(walk.found.into_iter().flat_map(|(_, sorted)| sorted.findings));
    terminal.report(&findings);
    Ok((changed, walk.exit.max(exit_of(&findings))))
}

/// Sorts each file of a walk.
struct Sorting<'s, 'c> {
    context: &'s Context<'c>,
    action: Action,
    wanted: Wanted,
    palette: Palette,
}

impl Visitor for Sorting<'_, '_> {
    type Directory = Directory;
    type Found = Sorted;

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.context, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn listings(&self) -> Option<&Listings> {
        Some(&self.context.code_bases.listings)
    }

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Sorted> {
        if directory.configured.is_broken() {
            return None;
        }
        let path = file.path;
        let sorted = match file.read() {
            Ok(bytes) => self.sort(directory, path, bytes),
            Err(fault) => Sorted::failed(file_error(path, "unreadable", format_args!("cannot be read: {fault}"))),
        };
        (sorted.change.is_some() || !sorted.findings.is_empty()).then_some(sorted)
    }
}

impl Sorting<'_, '_> {
    fn sort(&self, directory: &Directory, path: &Path, bytes: &[u8]) -> Sorted {
        let settings = &directory.configured.settings.sorting;
        let context = directory.context_of(path);
        let mut sorted = sort(path, bytes, settings, context, &self.context.code_bases, self.wanted);
        let Some(change) = &mut sorted.change else {
            return sorted;
        };
        match self.action {
            Action::Check => {}
            Action::Diff => change.bytes = diff(path, bytes, &change.bytes, self.palette),
            Action::Format => {
                if let Err(fault) = replace(path, bytes, &change.bytes) {
                    return Sorted::failed(file_error(path, "unwritable", fault));
                }
                change.bytes = Vec::new();
            }
        }
        sorted
    }
}
