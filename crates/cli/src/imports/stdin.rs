//! `check`, `diff` and `format` of standard input.

use super::Context;
use super::args::Action;
use super::run::{Directory, diff, wanted};
use super::sort::{Sorted, sort};
use crate::terminal::Terminal;
use harmless_files::absolute;
use harmless_report::{Exit, Finding, Severity, escape_path};
use std::io::{self, Read};
use std::path::Path;

/// Processes what comes from standard input as if it were the file `name`. `format` writes the sorted bytes to
/// standard output, or on any error nothing.
pub(crate) fn run(context: &Context<'_>, action: Action, name: &Path, terminal: &mut Terminal) -> Exit {
    let mut bytes = Vec::new();
    let place = io::stdin().lock().read_to_end(&mut bytes).and_then(|_| absolute(name));
    let place = match place {
        Ok(place) => place,
        Err(error) => {
            terminal.error(format_args!("cannot read standard input: {error}"));
            return Exit::Failure;
        }
    };
    let directory = Directory::find(context, place.parent().unwrap_or(&place));
    let settings = &directory.configured.settings;
    terminal.report(&context.configuration.findings());
    if directory.configured.is_broken() {
        return Exit::Failure;
    }
    let selection = &settings.selection;
    let sorted = if selection.force_exclude && selection.excludes.is_excluded_below_base(&place, false) {
        Sorted::default()
    } else {
        sort(name, &bytes, &settings.sorting, directory.package.top_level.as_deref(), wanted(context, action))
    };
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    let exit = match (&sorted.change, action) {
        _ if sorted.findings.iter().any(is_error) => Exit::Failure,
        (None, _) | (_, Action::Format) => Exit::Success,
        _ => Exit::Findings,
    };
    let format = context.cli.global.output_format;
    match (format, action) {
        (Some(format), Action::Check) => terminal.findings(&sorted.findings, format),
        _ => terminal.report(&sorted.findings),
    }
    if exit == Exit::Failure {
        return exit;
    }
    match (action, &sorted.change) {
        (Action::Check, Some(_)) if format.is_none() && !context.cli.global.quiet => {
            terminal.line(format_args!("Would sort {}", escape_path(name)));
        }
        (Action::Diff, Some(change)) => {
            let diff = diff(name, &bytes, &change.bytes, terminal.palette());
            terminal.write(&diff);
        }
        (Action::Format, Some(change)) => terminal.write(&change.bytes),
        (Action::Format, None) => terminal.write(&bytes),
        _ => {}
    }
    exit
}
