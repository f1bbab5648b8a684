//! `--show-settings` and `--show-files`.

use super::Context;
use super::run::{Directory, report_outside_files, walk_files};
use crate::terminal::Terminal;
use harmless_files::{Entering, File, Selection, Visitor, absolute};
use harmless_report::{Exit, Finding, Severity, escape_path};
use std::path::{Path, PathBuf};

/// Prints the settings that hold at each of `paths`, in TOML, each with its origin.
pub(crate) fn settings(context: &Context<'_>, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let mut shown = Vec::new();
    for path in paths {
        let directory = match absolute(path) {
            Ok(path) if path.is_dir() => path,
            Ok(path) => path.parent().map(Path::to_path_buf).unwrap_or_default(),
            Err(error) => {
                terminal.error(format_args!("{}: {error}", escape_path(path)));
                return Exit::Failure;
            }
        };
        let configured = context.configuration.of(&directory);
        if shown.contains(&configured.path) {
            continue;
        }
        if !shown.is_empty() {
            terminal.line("");
        }
        match &configured.path {
            Some(file) => terminal.line(format_args!("# {}: {}", escape_path(path), escape_path(file))),
            None => terminal.line(format_args!("# {}: no configuration file", escape_path(path))),
        }
        terminal.line("[tool.harmless.imports]");
        for (name, value, origin) in configured.settings.layers.lines() {
            terminal.line(format_args!("{name} = {value}  # {origin}"));
        }
        shown.push(configured.path.clone());
    }
    exit_of(&report_outside_files(context, Vec::new(), terminal))
}

/// Prints the files that would be processed.
pub(crate) fn files(context: &Context<'_>, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let (walked, exit) = match walk_files(context, paths, &Listing(context), terminal) {
        Ok(done) => done,
        Err(failure) => return failure,
    };
    for (path, ()) in &walked.found {
        terminal.line(escape_path(path));
    }
    exit.max(exit_of(&report_outside_files(context, walked.problems, terminal)))
}

fn exit_of(findings: &[Finding]) -> Exit {
    let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    if has_error { Exit::Failure } else { Exit::Success }
}

/// Names each file of a walk.
struct Listing<'l, 'c>(&'l Context<'c>);

impl Visitor for Listing<'_, '_> {
    type Directory = Directory;
    type Found = ();

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.0, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn visit(&self, _: &Directory, _: File<'_>) -> Option<()> {
        Some(())
    }
}
