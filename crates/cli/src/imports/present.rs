//! What the user gets to see of sorted files.

use super::Context;
use super::args::Action;
use super::sort::{Change, MISSING, Sorted, UNSORTED, Wanted};
use crate::terminal::Terminal;
use crate::totals::{Totals, count, has_failed};
use crate::walk::exit_of;
use harmless_report::{Exit, Finding, Palette, Severity, escape_path, render_diff};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// What must be worked out for the output that the user wants.
pub(crate) fn wanted(context: &Context<'_>, action: Action) -> Wanted {
    let global = &context.cli.global;
    let blocks = match global.output_format {
        Some(_) => Some(if action == Action::Format { Severity::Note } else { Severity::Warning }),
        None => global.verbose.then_some(Severity::Note),
    };
    Wanted { bytes: action != Action::Check, blocks, barriers: global.verbose }
}

/// Shows what came of the files, ordered by path, and of what is wrong `outside` of them: with paths and
/// configuration, and sums up what came of all the `visited` files. Gives the exit code.
pub(crate) fn present(
    context: &Context<'_>,
    action: Action,
    outside: Vec<Finding>,
    sorted: Vec<(PathBuf, Sorted)>,
    visited: usize,
    terminal: &mut Terminal,
) -> Exit {
    let format = context.cli.global.output_format;
    let mut totals = Totals::new(visited, &outside);
    let mut findings = context.configuration.findings();
    findings.extend(outside);
    tell(context, &findings, terminal);
    let mut exit = Exit::Success;
    let changed = sorted.iter().filter(|(_, sorted)| sorted.change.is_some()).map(|(path, _)| path.as_path());
    let column = terminal.remark_column(changed);
    for (path, sorted) in sorted {
        totals.failed += usize::from(has_failed(&sorted.findings));
        if let Some(change) = &sorted.change {
            totals.changed += 1;
            exit = exit.max(if action == Action::Format { Exit::Success } else { Exit::Findings });
            if format.is_none_or(|format| format.is_text()) {
                show_change(context, action, (&path, column), change, terminal);
            }
        }
        tell(context, &sorted.findings, terminal);
        findings.extend(sorted.findings);
    }
    exit = exit.max(exit_of(&findings));
    match format {
        Some(format) if !format.is_text() => terminal.findings(&findings, format),
        Some(format) if action == Action::Check => {
            findings.retain(is_asked_for);
            terminal.findings(&findings, format);
        }
        _ => {}
    }
    let what = count(totals.changed, "file");
    let what = if action == Action::Format { format!("{what} sorted") } else { format!("{what} would be sorted") };
    if let Some(line) = totals.line(&what, context.cli.global.verbose) {
        terminal.sum_up(line);
    }
    exit
}

/// Tells about findings on standard error; in quiet only about errors. That imports are not sorted is told there only
/// where it is a detail: otherwise it is what was asked for, and shown at the end.
fn tell(context: &Context<'_>, findings: &[Finding], terminal: &mut Terminal) {
    let global = &context.cli.global;
    let is_told = |finding: &&Finding| {
        let is_detail = !is_asked_for(finding) || global.output_format.is_none();
        finding.severity == Severity::Error || (is_detail && !global.quiet)
    };
    let told: Vec<Finding> = findings.iter().filter(is_told).cloned().collect();
    if !told.is_empty() {
        terminal.report(&told);
    }
}

/// Whether a finding is what `check` looks for.
fn is_asked_for(finding: &Finding) -> bool {
    matches!(finding.code, UNSORTED | MISSING)
}

/// Shows the change of the file at a path, with the column in which the remarks on all files begin.
fn show_change(
    context: &Context<'_>,
    action: Action,
    (path, column): (&Path, usize),
    change: &Change,
    terminal: &mut Terminal,
) {
    let global = &context.cli.global;
    match action {
        Action::Check if global.output_format.is_none() && !global.quiet => {
            let shown = terminal.palette().link(path, escape_path(path));
            terminal.line(format_args!("Would sort {shown}"));
        }
        Action::Check => {}
        Action::Diff => terminal.write(&change.bytes),
        Action::Format => {
            let moved = (change.moved > 0).then(|| format!("{} moved", count(change.moved as usize, "import")));
            let added = (change.added > 0).then(|| format!("{} added", count(change.added, "import")));
            let what: Vec<String> = moved.into_iter().chain(added).collect();
            let what = match &what[..] {
                [] => format!("{} rewritten", count(change.blocks, "block")),
                what => what.join(", "),
            };
            let shown = terminal.padded(path, column);
            terminal.say(format_args!("Sorted {shown} ({what})"));
        }
    }
}

/// The diff as it is written to standard output.
pub(crate) fn diff(path: &Path, old: &[u8], new: &[u8], palette: Palette) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a vector does not fail.
    let _ = render_diff(&mut bytes, path, old, new, palette, io::stdout().is_terminal());
    bytes
}
