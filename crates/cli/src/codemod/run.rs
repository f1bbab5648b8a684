//! Rules over files and directories.

use super::Context;
use super::args::{ApplyArgs, Command, PathArgs, Shard};
use super::directory::Directory;
use super::present::{Action, present};
use super::rules::Rules;
use super::site::{How, Processed, process};
use super::{renaming, review};
use crate::configuration::REQUIRED_VERSION;
use crate::terminal::Terminal;
use crate::walk::{file_error, walk_python};
use harmless_files::{Entering, File, Selection, Visitor, replace};
use harmless_report::{Exit, Palette, escape_path, render_diff};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

/// Runs `rules` over the files that `paths` names.
pub(crate) fn run(context: &Context<'_>, rules: Rules, paths: &PathArgs, terminal: &mut Terminal) -> Exit {
    let named = match named(paths) {
        Ok(named) => named,
        Err(message) => {
            terminal.error(message);
            return Exit::Failure;
        }
    };
    if paths.files.show_settings {
        return show_settings(context, &named, terminal);
    }
    let apply = context.cli.command.apply();
    let action = action(context, apply);
    if action == Action::Review && !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        terminal.error("--interactive needs a terminal; use --write, --check or --patch without one");
        return Exit::Failure;
    }
    let is_machine = context.cli.global.output_format.is_some_and(|format| !format.is_text());
    let how = How {
        allow_unsafe: apply.is_some_and(|apply| apply.allow_unsafe),
        allow_maybe: apply.is_some_and(|apply| apply.maybe),
        fixes: is_machine && action != Action::List,
        list: action == Action::List,
        suppressions: matches!(context.cli.command, Command::Run(_)),
        selected: None,
    };
    let (rules, given_up) = if paths.files.show_files {
        (rules, Vec::new())
    } else {
        match renaming::follow(context, rules, &named, how, terminal) {
            Ok(followed) => followed,
            Err(exit) => return exit,
        }
    };
    let rules = &rules;
    let visitor = Running {
        context,
        rules,
        action: if paths.files.show_files { Action::ShowFiles } else { action },
        how,
        shard: paths.shard,
        palette: if matches!(action, Action::Patch) { Palette::new(false) } else { terminal.palette() },
        escape: action == Action::Diff && io::stdout().is_terminal(),
    };
    let walk = match walk_python(&context.cli.global, &named, &visitor, terminal) {
        Ok(walk) => walk,
        Err(exit) => return exit,
    };
    if paths.files.show_files {
        for (path, _) in &walk.found {
            terminal.line(escape_path(path));
        }
        terminal.report(&walk.problems);
        return walk.exit.max(crate::walk::exit_of(&walk.problems));
    }
    let outside = [given_up, walk.problems].concat();
    if action == Action::Review {
        let files = walk
            .found
            .iter()
            .filter(|(_, file)| file.processed.changed > 0)
            .map(|(path, file)| (path.as_path(), &file.module));
        let reviewed = review::run(rules, how, &files.collect::<Vec<_>>(), terminal);
        let shown = present(context, action, outside, walk.found, walk.visited, terminal);
        return walk.exit.max(reviewed).max(shown);
    }
    walk.exit.max(present(context, action, outside, walk.found, walk.visited, terminal))
}

/// What the command line wants done.
fn action(context: &Context<'_>, apply: Option<&ApplyArgs>) -> Action {
    match (apply, &context.cli.command) {
        (_, Command::Select(_)) | (None, _) => Action::List,
        (Some(apply), _) if apply.write => Action::Write,
        (Some(apply), _) if apply.check => Action::Check,
        (Some(apply), _) if apply.interactive => Action::Review,
        (Some(apply), _) if apply.patch.is_some() => Action::Patch,
        _ => Action::Diff,
    }
}

/// The paths that are named, on the command line or in a list.
fn named(paths: &PathArgs) -> Result<Vec<PathBuf>, String> {
    let Some(list) = &paths.files_from else { return Ok(paths.paths.clone()) };
    let fault = |error: io::Error| format!("{}: cannot be read: {error}", escape_path(list));
    let lines: io::Result<Vec<String>> = if list == Path::new("-") {
        io::stdin().lock().lines().collect()
    } else {
        std::fs::File::open(list).map(io::BufReader::new).and_then(|file| file.lines().collect())
    };
    Ok(lines.map_err(fault)?.into_iter().filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

fn show_settings(context: &Context<'_>, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    for path in paths {
        let Ok(directory) = harmless_files::absolute(path) else { continue };
        let directory =
            if directory.is_dir() { directory } else { directory.parent().unwrap_or(&directory).to_path_buf() };
        let configured = context.configuration.of(&directory);
        let layers = &configured.settings.layers;
        terminal.line(format_args!("# {}", escape_path(path)));
        terminal.line("[tool.harmless.codemod]");
        terminal.line(format_args!("exclude = {:?}  # {}", layers.exclude.value, layers.exclude.origin));
        terminal.line(format_args!(
            "extend-exclude = {:?}  # {}",
            layers.extend_exclude.value, layers.extend_exclude.origin
        ));
        terminal
            .line(format_args!("force-exclude = {}  # {}", layers.force_exclude.value, layers.force_exclude.origin));
        terminal.line(format_args!(
            "respect-gitignore = {}  # {}",
            layers.respect_gitignore.value, layers.respect_gitignore.origin
        ));
        if let Some(required) = &configured.settings.required_version {
            terminal.line(format_args!("{REQUIRED_VERSION} = {:?}  # {}", required.value, required.origin));
        }
    }
    let findings = context.configuration.findings();
    terminal.report(&findings);
    crate::walk::exit_of(&findings)
}

/// What came of a file in a walk.
pub(crate) struct Visited {
    pub(crate) processed: Processed,
    pub(crate) module: super::directory::ModuleName,
}

/// Runs the rules over each file of a walk.
struct Running<'s, 'c> {
    context: &'s Context<'c>,
    rules: &'s Rules,
    action: Action,
    how: How<'s>,
    shard: Option<Shard>,
    palette: Palette,
    escape: bool,
}

impl Visitor for Running<'_, '_> {
    type Directory = Directory;
    type Found = Visited;

    fn enter(&self, directory: Entering<'_, Directory>) -> Directory {
        Directory::enter(self.context, &directory)
    }

    fn selection<'d>(&self, directory: &'d Directory) -> &'d Selection {
        &directory.configured.settings.selection
    }

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Visited> {
        if directory.configured.is_broken() || self.shard.is_some_and(|shard| !shard.has(file.path)) {
            return None;
        }
        let path = file.path;
        if self.action == Action::ShowFiles {
            return Some(Visited { processed: Processed::default(), module: directory.module(path) });
        }
        let processed = match file.read() {
            Ok(bytes) if self.rules.may_concern(bytes) => self.process(directory, path, bytes),
            Ok(_) => return None,
            Err(fault) => Processed {
                findings: vec![file_error(path, "unreadable", format_args!("cannot be read: {fault}"))],
                ..Processed::default()
            },
        };
        let is_silent = processed.bytes.is_none()
            && processed.findings.is_empty()
            && processed.found.is_empty()
            && processed.unsafe_sites == 0;
        (!is_silent).then(|| Visited { processed, module: directory.module(path) })
    }
}

impl Running<'_, '_> {
    fn process(&self, directory: &Directory, path: &Path, bytes: &[u8]) -> Processed {
        let module = directory.module(path);
        let mut processed = if self.rules.depend_on_path() {
            let rules = self.rules.for_path(&path.to_string_lossy());
            if rules.is_empty() {
                return Processed::default();
            }
            process(path, bytes, &rules, &module, self.how)
        } else {
            process(path, bytes, &self.rules.rules, &module, self.how)
        };
        if let Some(new) = &mut processed.bytes {
            match self.action {
                Action::Write => {
                    if let Err(fault) = replace(path, bytes, new) {
                        processed.changed = 0;
                        processed.bytes = None;
                        processed.findings.push(file_error(path, "unwritable", fault));
                        return processed;
                    }
                    *new = Vec::new();
                }
                Action::Diff | Action::Patch => {
                    let mut diff = Vec::new();
                    // Writing to a vector does not fail.
                    let _ = render_diff(&mut diff, path, bytes, new, self.palette, self.escape);
                    *new = diff;
                }
                _ => *new = Vec::new(),
            }
        }
        processed
    }
}
