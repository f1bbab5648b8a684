//! One file: bytes and rules in, new bytes and findings out. Reads and writes nothing.

use super::directory::ModuleName;
use crate::guard;
use crate::walk::file_error;
use harmless_codemod::{Options, Outcome, Report, Rule, RunError, run};
use harmless_report::{Finding, FindingEdit, Located, Severity};
use harmless_text::{LineColumn, LineIndex, Source, TextRange};
use std::collections::BTreeSet;
use std::path::Path;

/// What rules make of one file.
#[derive(Debug, Default)]
pub(crate) struct Processed {
    /// The new bytes; `None` if nothing changes.
    pub(crate) bytes: Option<Vec<u8>>,
    /// How many sites change.
    pub(crate) changed: usize,
    /// How many sites would change if unsafe rules were applied.
    pub(crate) unsafe_sites: usize,
    /// What is to be said, errors included.
    pub(crate) findings: Vec<Finding>,
    /// The sites that were found, where they are what was asked for.
    pub(crate) found: Vec<FoundSite>,
}

/// A site as it is listed.
#[derive(Debug, serde::Serialize)]
pub(crate) struct FoundSite {
    pub(crate) rule: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
    pub(crate) text: String,
    pub(crate) captures: std::collections::BTreeMap<String, String>,
}

/// How files are processed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How<'a> {
    pub(crate) allow_unsafe: bool,
    pub(crate) allow_maybe: bool,
    /// Whether each changed site is a finding with its fix.
    pub(crate) fixes: bool,
    /// Whether the sites themselves are wanted.
    pub(crate) list: bool,
    /// Whether unused suppression comments are told.
    pub(crate) suppressions: bool,
    /// If given, only these sites are changed.
    pub(crate) selected: Option<&'a BTreeSet<usize>>,
}

/// Processes `bytes`, the content of the file shown as `path`. No fault in the engine gets out of here as a panic.
pub(crate) fn process(path: &Path, bytes: &[u8], rules: &[Rule], module: &ModuleName, how: How<'_>) -> Processed {
    let failed = |finding| Processed { findings: vec![finding], ..Processed::default() };
    let source = match Source::decode(bytes) {
        Ok(source) => source,
        Err(fault) => {
            let at = LineColumn { line: fault.line, column: fault.column };
            return failed(Finding { place: Some(Located::point(at, at)), ..file_error(path, "undecodable", &fault) });
        }
    };
    let report = guard::catch(|| run_rules(source.text(), rules, module, how));
    let report = match report {
        Ok(Ok(report)) => report,
        Ok(Err(error)) => return failed(refused(path, source.text(), &error)),
        Err(message) => return failed(file_error(path, "internal-error", message)),
    };
    let mut processed = present(path, source.text(), rules, &report, how);
    if let Some(text) = &report.text {
        match source.encode(text) {
            Ok(bytes) => processed.bytes = Some(bytes),
            Err(fault) => return failed(file_error(path, "unencodable", format_args!("left unchanged: {fault}"))),
        }
    }
    processed
}

/// Runs rules over a text.
pub(crate) fn run_rules(text: &str, rules: &[Rule], module: &ModuleName, how: How<'_>) -> Result<Report, RunError> {
    let options = Options {
        module: module.module(),
        sorter: Some(module.sorter()),
        allow_unsafe: how.allow_unsafe,
        allow_maybe: how.allow_maybe,
        selected: how.selected,
        skip_second_run: false,
    };
    run(text, rules, options)
}

/// That a file is left alone.
pub(crate) fn refused(path: &Path, text: &str, error: &RunError) -> Finding {
    match error {
        RunError::Syntax(fault) => {
            let lines = LineIndex::new(text);
            let place = Located::new(text, &lines, TextRange::empty(fault.offset.min(text.len() as u32)));
            Finding { place: Some(place), ..file_error(path, "syntax-error", fault) }
        }
        RunError::Verify(_) => file_error(path, "failed-verification", error),
    }
}

fn present(path: &Path, text: &str, rules: &[Rule], report: &Report, how: How<'_>) -> Processed {
    let mut processed = Processed::default();
    if report.sites.is_empty() && report.unused_suppressions.is_empty() {
        return processed;
    }
    let lines = LineIndex::new(text);
    let finding = |range, code, severity, message: String| {
        let place = Some(Located::new(text, &lines, range));
        Finding { path: path.into(), place, code, rule: None, severity, message, fix: Vec::new() }
    };
    let of_rule = |rule: &Rule, finding| Finding { rule: Some(rule.id.clone()), ..finding };
    let mut edits = report.edits.iter().peekable();
    for site in &report.sites {
        let rule = &rules[site.rule];
        let said = if rule.message.is_empty() { rule.id.clone() } else { format!("{}: {}", rule.id, rule.message) };
        match &site.outcome {
            Outcome::Changed => {
                processed.changed += 1;
                if how.fixes {
                    // Every edit belongs to the last site that begins before it ends; what comes earlier, to the first.
                    let mut fix = Vec::new();
                    while let Some(edit) =
                        edits.next_if(|edit| edit.range.start() < site.range.end().max(site.range.start() + 1))
                    {
                        fix.push(FindingEdit::new(text, &lines, edit));
                    }
                    let found = finding(site.range, "codemod", Severity::Warning, said);
                    processed.findings.push(Finding { fix, ..of_rule(rule, found) });
                }
            }
            Outcome::Found => {
                processed.changed += usize::from(how.list);
                if how.list {
                    let (start, end) =
                        (lines.line_column(text, site.range.start()), lines.line_column(text, site.range.end()));
                    processed.found.push(FoundSite {
                        rule: rule.id.clone(),
                        line: start.line,
                        column: start.column,
                        end_line: end.line,
                        end_column: end.column,
                        text: site.range.of(text).to_owned(),
                        captures: site.captures.iter().cloned().collect(),
                    });
                }
                if how.fixes || !how.list {
                    processed.findings.push(of_rule(rule, finding(site.range, "found", Severity::Warning, said)));
                }
            }
            Outcome::Refused(why) => {
                processed.findings.push(finding(
                    site.range,
                    "refused",
                    Severity::Warning,
                    format!("left alone: {why}"),
                ));
            }
            Outcome::Maybe(name) => {
                let message = format!("left alone: {name} may mean something else here (--maybe changes it)");
                processed.findings.push(finding(site.range, "maybe", Severity::Warning, message));
            }
            Outcome::Deferred => {
                let message = "left alone: it overlaps another change; run again".to_owned();
                processed.findings.push(finding(site.range, "overlap", Severity::Warning, message));
            }
            Outcome::Manual => {
                let message = format!("to be changed by hand: {said}");
                processed.findings.push(of_rule(rule, finding(site.range, "manual", Severity::Warning, message)));
            }
            Outcome::Unsafe => {
                processed.unsafe_sites += 1;
            }
            Outcome::Skipped => {}
        }
    }
    if let (Some(last), true) = (processed.findings.last_mut(), how.fixes) {
        last.fix.extend(edits.map(|edit| FindingEdit::new(text, &lines, edit)));
    }
    if how.suppressions {
        for &range in &report.unused_suppressions {
            let words = range.of(text);
            if rules.iter().any(|rule| words.contains(&format!("[{}]", rule.id))) {
                let message = "this comment suppresses nothing".to_owned();
                processed.findings.push(finding(range, "unused-suppression", Severity::Note, message));
            }
        }
    }
    processed
}
