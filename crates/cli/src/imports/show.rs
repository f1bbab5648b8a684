//! `--show-settings` and `--show-files`.

use super::Context;
use super::directory::Directory;
use crate::terminal::Terminal;
use crate::walk::{exit_of, walk_python};
use harmless_files::{Entering, File, Selection, Visitor, absolute};
use harmless_report::{Exit, Finding, escape_path};
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
    finish(context, Vec::new(), terminal)
}

/// Prints the files that would be processed.
pub(crate) fn files(context: &Context<'_>, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let walk = match walk_python(&context.cli.global, paths, &Listing(context), terminal) {
        Ok(walk) => walk,
        Err(exit) => return exit,
    };
    for (path, ()) in &walk.found {
        terminal.line(escape_path(path));
    }
    walk.exit.max(finish(context, walk.problems, terminal))
}

/// Tells what is wrong with configuration and paths.
fn finish(context: &Context<'_>, problems: Vec<Finding>, terminal: &mut Terminal) -> Exit {
    let mut findings = context.configuration.findings();
    findings.extend(problems);
    terminal.report(&findings);
    exit_of(&findings)
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
