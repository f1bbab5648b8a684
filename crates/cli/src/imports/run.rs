//! `check`, `diff` and `format` over files and directories.

use super::Context;
use super::args::Action;
use super::package::{INIT, Package};
use super::settings::ImportSettings;
use super::sort::{Change, Sorted, Wanted, count, error, sort};
use crate::configuration::{Configured, PYPROJECT};
use crate::interrupt;
use crate::progress::Progress;
use crate::terminal::Terminal;
use harmless_files::{Entering, File, Problem, Selection, Visitor, WalkOptions, Walked, replace, walk};
use harmless_report::{Exit, Finding, Palette, Severity, escape_path, render_diff};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The files that are Python source.
const EXTENSIONS: [&str; 2] = ["py", "pyi"];

/// Processes the files at `paths`.
pub(crate) fn run(context: &Context<'_>, action: Action, paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let visitor = Sorting { context, action, wanted: wanted(context, action), palette: terminal.palette() };
    let (walked, mut exit) = match walk_files(context, paths, &visitor, terminal) {
        Ok(done) => done,
        Err(failure) => return failure,
    };
    let mut all_findings = report_outside_files(context, walked.problems, terminal);
    let is_text = context.cli.global.output_format.is_none_or(|format| format.is_text());
    for (path, Sorted { change, findings }) in walked.found {
        if let Some(change) = &change {
            exit = exit.max(if action == Action::Format { Exit::Success } else { Exit::Findings });
            if is_text {
                say_change(context, action, &path, change, terminal);
            }
        }
        say_findings(context, &findings, terminal);
        all_findings.extend(findings);
    }
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if all_findings.iter().any(is_error) {
        exit = exit.max(Exit::Failure);
    }
    finish_findings(context, action, &all_findings, terminal);
    exit
}

/// Walks `paths` with `visitor`; also tells whether the user interrupted it.
///
/// # Errors
/// How to exit when nothing could be done at all.
pub(crate) fn walk_files<V: Visitor>(
    context: &Context<'_>,
    paths: &[PathBuf],
    visitor: &V,
    terminal: &mut Terminal,
) -> Result<(Walked<V::Found>, Exit), Exit> {
    let result = interrupt::watch().and_then(|interrupted| {
        let visited = Arc::new(AtomicUsize::new(0));
        let progress = Progress::start(io::stderr().is_terminal() && !context.cli.global.quiet, &visited);
        let options = WalkOptions {
            extensions: &EXTENSIONS,
            jobs: context.cli.global.jobs,
            cancelled: &interrupted,
            visited: &visited,
        };
        let walked = walk(paths, options, visitor)?;
        drop(progress);
        let exit = if interrupted.load(Ordering::Relaxed) { Exit::Interrupted } else { Exit::Success };
        Ok((walked, exit))
    });
    result.map_err(|failure| {
        terminal.error(failure);
        Exit::Failure
    })
}

/// Reports what is wrong with paths and configuration files, and gives it back.
pub(crate) fn report_outside_files(
    context: &Context<'_>,
    problems: Vec<Problem>,
    terminal: &mut Terminal,
) -> Vec<Finding> {
    let mut findings = context.configuration.findings();
    findings.extend(problems.into_iter().map(|problem| {
        let severity = if problem.is_error() { Severity::Error } else { Severity::Note };
        let finding = error(&problem.path, "unreadable", &problem.kind);
        Finding { severity, path: problem.path, ..finding }
    }));
    say_findings(context, &findings, terminal);
    findings
}

/// Tells the user what is found; in quiet only errors.
fn say_findings(context: &Context<'_>, findings: &[Finding], terminal: &mut Terminal) {
    let is_quiet = context.cli.global.quiet;
    // What is asked for as findings comes at the end, and on the other stream.
    let is_told = |finding: &&Finding| {
        finding.severity == Severity::Error
            || (!is_quiet && (finding.code != UNSORTED || context.cli.global.output_format.is_none()))
    };
    let told: Vec<Finding> = findings.iter().filter(is_told).cloned().collect();
    if !told.is_empty() {
        terminal.report(&told);
    }
}

const UNSORTED: &str = "unsorted-imports";

fn say_change(context: &Context<'_>, action: Action, path: &Path, change: &Change, terminal: &mut Terminal) {
    let shown = escape_path(path);
    let is_quiet = context.cli.global.quiet;
    match action {
        Action::Check if context.cli.global.output_format.is_none() && !is_quiet => {
            terminal.line(format_args!("Would sort {shown}"));
        }
        Action::Check => {}
        Action::Diff => terminal.write(&change.bytes),
        Action::Format => {
            let what = match change.moved {
                0 => format!("{} written differently", count(change.blocks as u32, "block")),
                moved => format!("{} moved", count(moved, "import")),
            };
            terminal.say(format_args!("Sorted {shown} ({what})"));
        }
    }
}

/// Writes the findings in the format that was asked for.
fn finish_findings(context: &Context<'_>, action: Action, findings: &[Finding], terminal: &mut Terminal) {
    match context.cli.global.output_format {
        Some(format) if !format.is_text() => terminal.findings(findings, format),
        Some(format) if action == Action::Check => {
            let unsorted: Vec<Finding> = findings.iter().filter(|finding| finding.code == UNSORTED).cloned().collect();
            terminal.findings(&unsorted, format);
        }
        _ => {}
    }
}

/// What must be worked out for the output that the user wants.
pub(crate) fn wanted(context: &Context<'_>, action: Action) -> Wanted {
    let global = &context.cli.global;
    let blocks = match global.output_format {
        Some(_) => Some(if action == Action::Format { Severity::Note } else { Severity::Warning }),
        None => global.verbose.then_some(Severity::Note),
    };
    Wanted { bytes: action != Action::Check, blocks, barriers: global.verbose }
}

/// Sorts each file of a walk.
struct Sorting<'s, 'c> {
    context: &'s Context<'c>,
    action: Action,
    wanted: Wanted,
    palette: Palette,
}

/// What the files of a directory have in common.
pub(crate) struct Directory {
    pub(crate) configured: Arc<Configured<ImportSettings>>,
    pub(crate) package: Package,
}

impl Directory {
    /// Looks at a directory, as far as that of which it is part does not tell everything.
    pub(crate) fn enter(context: &Context<'_>, directory: &Entering<'_, Self>) -> Self {
        let Some(parent) = directory.parent else {
            return Self::find(context, directory.path);
        };
        let configured = match directory.has(PYPROJECT) {
            true => context.configuration.of(directory.path),
            false => Arc::clone(&parent.configured),
        };
        Self { configured, package: Package::below(&parent.package, directory.path, directory.has(INIT)) }
    }

    /// Looks at the directory at `path`, an absolute path, and at those above.
    pub(crate) fn find(context: &Context<'_>, path: &Path) -> Self {
        Self { configured: context.configuration.of(path), package: Package::find(path) }
    }
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

    fn visit(&self, directory: &Directory, file: File<'_>) -> Option<Sorted> {
        if directory.configured.is_broken() {
            return None;
        }
        let path = file.path;
        let sorted = match file.read() {
            Ok(bytes) => self.sort(directory, path, bytes),
            Err(fault) => failed(path, "unreadable", format_args!("cannot be read: {fault}")),
        };
        (sorted.change.is_some() || !sorted.findings.is_empty()).then_some(sorted)
    }
}

impl Sorting<'_, '_> {
    fn sort(&self, directory: &Directory, path: &Path, bytes: &[u8]) -> Sorted {
        let settings = &directory.configured.settings.sorting;
        let mut sorted = sort(path, bytes, settings, directory.package.top_level.as_deref(), self.wanted);
        let Some(change) = &mut sorted.change else {
            return sorted;
        };
        match self.action {
            Action::Check => {}
            Action::Diff => change.bytes = diff(path, bytes, &change.bytes, self.palette),
            Action::Format => {
                if let Err(fault) = replace(path, bytes, &change.bytes) {
                    return failed(path, "unwritable", fault);
                }
                change.bytes = Vec::new();
            }
        }
        sorted
    }
}

fn failed(path: &Path, code: &'static str, message: impl ToString) -> Sorted {
    Sorted { change: None, findings: vec![error(path, code, message)] }
}

/// The diff as it is written to standard output.
pub(crate) fn diff(path: &Path, old: &[u8], new: &[u8], palette: Palette) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a vector does not fail.
    let _ = render_diff(&mut bytes, path, old, new, palette, io::stdout().is_terminal());
    bytes
}
