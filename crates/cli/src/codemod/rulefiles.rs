//! Rule files on disk: reading, listing, and running the tests in them.

use crate::terminal::Terminal;
use harmless_codemod::rulefile::{Codemod, RuleFileError, RuleTest};
use harmless_codemod::{Options, Outcome, run};
use harmless_report::{Exit, escape_path, escape_text, render_diff};
use harmless_text::LineIndex;
use std::fs;
use std::path::{Path, PathBuf};

/// Reads a rule file.
///
/// # Errors
/// A message with the place of the fault.
pub(crate) fn read(path: &Path) -> Result<Codemod, String> {
    let shown = escape_path(path);
    let text = fs::read_to_string(path).map_err(|error| format!("{shown}: cannot be read: {error}"))?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Codemod::parse(&text, &name).map_err(|error| match &error {
        RuleFileError::Toml { message, span: Some(span) } => {
            let at = LineIndex::new(&text).line_column(&text, span.start as u32);
            format!("{shown}:{}:{}: {message}", at.line, at.column)
        }
        _ => format!("{shown}: {error}"),
    })
}

/// The rule files at `paths`; of a directory all `.toml` files below it that hold rules.
fn find(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path());
            left.extend(entries.filter(|entry| {
                let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
                let is_rules = || {
                    entry.extension().is_some_and(|extension| extension == "toml")
                        && fs::read_to_string(entry).is_ok_and(|text| text.contains("[[rule]]"))
                };
                !hidden && (entry.is_dir() && !entry.is_symlink() || is_rules())
            }));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Lists the rules at `paths`.
pub(crate) fn list(paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Success;
    for path in find(paths) {
        match read(&path) {
            Ok(codemod) => {
                terminal.line(format_args!(
                    "{}: {}{}",
                    escape_path(&path),
                    escape_text(&codemod.id),
                    after(&codemod.description)
                ));
                for rule in &codemod.rules {
                    let safety = format!("{:?}", rule.safety).to_lowercase();
                    terminal.line(format_args!("  {} ({safety}){}", escape_text(&rule.id), after(&rule.message)));
                }
            }
            Err(message) => {
                terminal.error(message);
                exit = Exit::Failure;
            }
        }
    }
    exit
}

/// What is said of something, to stand behind its name; nothing if nothing is said.
fn after(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {}", escape_text(said)) }
}

/// Runs the tests of the rule files at `paths`.
pub(crate) fn test(paths: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Success;
    let (mut passed, mut failed) = (0, 0);
    for path in find(paths) {
        let codemod = match read(&path) {
            Ok(codemod) => codemod,
            Err(message) => {
                terminal.error(message);
                exit = Exit::Failure;
                continue;
            }
        };
        for (index, test) in codemod.tests.iter().enumerate() {
            match check(&codemod, test) {
                Ok(()) => passed += 1,
                Err((why, result)) => {
                    failed += 1;
                    terminal.line(format_args!(
                        "{}: {} test {}: {}",
                        escape_path(&path),
                        test.rule,
                        index + 1,
                        escape_text(&why)
                    ));
                    let expected = test.after.as_deref().unwrap_or(&test.before);
                    if let Some(result) = result {
                        let mut diff = Vec::new();
                        let palette = terminal.palette();
                        // Writing to a vector does not fail.
                        let _ = render_diff(
                            &mut diff,
                            Path::new("expected"),
                            expected.as_bytes(),
                            result.as_bytes(),
                            palette,
                            true,
                        );
                        terminal.write(&diff);
                    }
                }
            }
        }
    }
    terminal.line(format_args!("{passed} passed, {failed} failed"));
    exit.max(if failed > 0 { Exit::Findings } else { Exit::Success })
}

/// Runs one test: the text after, that a second run changes nothing, and that all checks hold.
fn check(codemod: &Codemod, test: &RuleTest) -> Result<(), (String, Option<String>)> {
    let options = Options { allow_unsafe: true, ..Options::default() };
    let report = run(&test.before, &codemod.rules, options).map_err(|error| (error.to_string(), None))?;
    let result = report.text.unwrap_or_else(|| test.before.clone());
    let expected = test.after.as_deref().unwrap_or(&test.before);
    if result == expected {
        return Ok(());
    }
    let refused = report.sites.iter().find_map(|site| match &site.outcome {
        Outcome::Refused(why) => Some(format!("; refused: {why}")),
        _ => None,
    });
    Err((format!("the result is not what is expected{}", refused.unwrap_or_default()), Some(result)))
}
