//! What the user gets to see of processed files.

use super::Context;
use super::run::Visited;
use crate::terminal::Terminal;
use crate::totals::{Totals, count, has_failed};
use crate::walk::exit_of;
use harmless_report::{Exit, Finding, OutputFormat, Severity, escape_path, escape_text};
use std::path::{Path, PathBuf};

/// What is done with changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// They are shown.
    Diff,
    /// They are made.
    Write,
    /// Their files are named.
    Check,
    /// The user is asked about each.
    Review,
    /// They go into a patch.
    Patch,
    /// There are none: sites are listed.
    List,
    /// The files are named, nothing is run.
    ShowFiles,
}

/// Shows what came of the files, ordered by path, and of what is wrong `outside` of them, and sums up
/// what came of the files, of which there are `number`. Gives the exit code.
pub(crate) fn present(
    context: &Context<'_>,
    action: Action,
    outside: Vec<Finding>,
    visited: Vec<(PathBuf, Visited)>,
    number: usize,
    terminal: &mut Terminal,
) -> Exit {
    let global = &context.cli.global;
    let machine = global.output_format.filter(|format| !format.is_text());
    let mut totals = Totals::new(number, &outside);
    let mut findings = context.configuration.findings();
    findings.extend(outside);
    tell(global.quiet, &findings, terminal);
    let (mut sites, mut held_back) = (0, 0);
    let mut patch = Vec::new();
    let mut listed = Vec::new();
    let changed = visited.iter().filter(|(_, visited)| visited.processed.bytes.is_some());
    let column = terminal.remark_column(changed.map(|(path, _)| path.as_path()));
    for (path, visited) in visited {
        let processed = visited.processed;
        held_back += processed.unsafe_sites;
        totals.failed += usize::from(has_failed(&processed.findings));
        if let Some(bytes) = &processed.bytes {
            totals.changed += 1;
            sites += processed.changed;
            match action {
                Action::Diff if machine.is_none() => terminal.write(bytes),
                Action::Patch => patch.extend_from_slice(bytes),
                Action::Check if machine.is_none() && !global.quiet => {
                    terminal.line(format_args!(
                        "Would change {} ({})",
                        terminal.palette().link(&path, escape_path(&path)),
                        count(processed.changed, "site")
                    ));
                }
                Action::Write => {
                    let shown = terminal.padded(&path, column);
                    terminal.say(format_args!("Changed {shown} ({})", count(processed.changed, "site")));
                }
                _ => {}
            }
        }
        if action == Action::List {
            sites += processed.found.len();
            list(&path, &processed.found, machine, &mut listed, terminal);
        }
        if machine.is_none() || action == Action::Write {
            tell(global.quiet, &processed.findings, terminal);
        }
        findings.extend(processed.findings);
    }
    let mut exit = exit_of(&findings);
    if let (Action::Patch, Some(target)) = (action, context.cli.command.apply().and_then(|apply| apply.patch.as_ref()))
    {
        if target == Path::new("-") {
            terminal.write(&patch);
        } else if let Err(error) = std::fs::write(target, &patch) {
            terminal.error(format_args!("{}: cannot be written: {error}", escape_path(target)));
            exit = Exit::Failure;
        }
    }
    match (machine, action) {
        (Some(OutputFormat::Json), Action::List) => {
            terminal.line(serde_json::Value::Array(listed));
        }
        (Some(OutputFormat::JsonLines), Action::List) => listed.iter().for_each(|site| terminal.line(site)),
        (Some(format), _) => terminal.findings(&findings, format),
        (None, _) => {}
    }
    if held_back > 0 {
        terminal.say(format_args!("{} of unsafe rules left alone; --unsafe changes them", count(held_back, "site")));
    }
    if matches!(action, Action::Diff | Action::Check | Action::Write | Action::Patch) {
        let verb = if action == Action::Write { "changed" } else { "would change" };
        let what = format!("{} in {} {verb}", count(sites, "site"), count(totals.changed, "file"));
        match totals.line(&what, global.verbose) {
            Some(line) => terminal.sum_up(line),
            None if sites > 0 => terminal.sum_up(what),
            None => {}
        }
    }
    let found = totals.changed > 0 && matches!(action, Action::Diff | Action::Check);
    let found = found
        || (action == Action::Check || action == Action::Diff)
            && findings.iter().any(|finding| finding.code == "found");
    exit.max(if found { Exit::Findings } else { Exit::Success })
}

/// Tells about findings on standard error; in quiet only about errors.
fn tell(quiet: bool, findings: &[Finding], terminal: &mut Terminal) {
    let told: Vec<Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Error || !quiet).cloned().collect();
    if !told.is_empty() {
        terminal.report(&told);
    }
}

fn list(
    path: &Path,
    sites: &[super::site::FoundSite],
    machine: Option<OutputFormat>,
    listed: &mut Vec<serde_json::Value>,
    terminal: &mut Terminal,
) {
    for site in sites {
        if machine.is_some() {
            let mut value = serde_json::to_value(site).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                fields.insert("path".into(), path.to_string_lossy().into());
            }
            listed.push(value);
        } else {
            let first = site.text.lines().next().unwrap_or("");
            let more = if site.text.contains(['\n', '\r']) { " ..." } else { "" };
            terminal.line(format_args!(
                "{}:{}:{}: {}{more}",
                escape_path(path),
                site.line,
                site.column,
                escape_text(first)
            ));
        }
    }
}
