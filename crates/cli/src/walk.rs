//! Walking files for a command: with progress, interruptible, and what goes wrong as findings.

use crate::interrupt;
use crate::options::GlobalOptions;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::totals::has_failed;
use harmless_files::{Problem, Visitor, WalkOptions, walk};
use harmless_report::{Exit, Finding, Severity};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The files that are Python source.
const EXTENSIONS: [&str; 2] = ["py", "pyi"];

/// What came of a walk.
pub(crate) struct Walk<F> {
    /// What was found, by path.
    pub(crate) found: Vec<(PathBuf, F)>,
    /// The paths that were not visited.
    pub(crate) problems: Vec<Finding>,
    /// How many files were visited.
    pub(crate) visited: usize,
    /// Whether the user ended it.
    pub(crate) exit: Exit,
}

/// Walks the Python files at `paths` with `visitor`.
///
/// # Errors
/// How to exit when nothing could be done at all; the reason was told.
pub(crate) fn walk_python<V: Visitor>(
    options: &GlobalOptions,
    paths: &[PathBuf],
    visitor: &V,
    terminal: &mut Terminal,
) -> Result<Walk<V::Found>, Exit> {
    let result = interrupt::watch().and_then(|interrupted| {
        let visited = Arc::new(AtomicUsize::new(0));
        let progress = Progress::start(io::stderr().is_terminal() && !options.quiet, &visited);
        let options = WalkOptions {
            extensions: &EXTENSIONS,
            jobs: options.jobs,
            alone: false,
            cancelled: &interrupted,
            visited: &visited,
        };
        let walked = walk(paths, options, visitor)?;
        drop(progress);
        Ok((walked, visited.load(Ordering::Relaxed), interrupted.load(Ordering::Relaxed)))
    });
    let (walked, visited, is_interrupted) = result.map_err(|failure| {
        terminal.error(failure);
        Exit::Failure
    })?;
    if is_interrupted {
        terminal.error("interrupted; files that are not mentioned were left alone");
    }
    Ok(Walk {
        found: walked.found,
        problems: walked.problems.into_iter().map(finding).collect(),
        visited,
        exit: if is_interrupted { Exit::Interrupted } else { Exit::Success },
    })
}

fn finding(problem: Problem) -> Finding {
    let severity = if problem.is_error() { Severity::Error } else { Severity::Note };
    Finding { severity, ..file_error(&problem.path, "unreadable", &problem.kind) }
}

/// An error that concerns a file as a whole.
pub(crate) fn file_error(path: &Path, code: &'static str, message: impl ToString) -> Finding {
    let message = message.to_string();
    Finding { path: path.into(), place: None, code, rule: None, severity: Severity::Error, message, fix: Vec::new() }
}

/// How a command exits that has these findings.
pub(crate) fn exit_of(findings: &[Finding]) -> Exit {
    if has_failed(findings) { Exit::Failure } else { Exit::Success }
}
