//! `explain`: why imports belong to their categories, and why some are left where they are.

use super::Context;
use super::directory::Directory;
use super::settings::Layers;
use super::sort::with_place;
use super::sort::{undecodable, unsortable};
use crate::guard;
use crate::terminal::Terminal;
use crate::walk::{exit_of, file_error};
use harmless_config::Origin;
use harmless_files::absolute;
use harmless_imports::{CategoryReason, KeptNames};
use harmless_report::{Exit, Finding, OutputFormat, escape_path, escape_text};
use harmless_text::{LineIndex, Source, TextRange};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is explained about one line.
#[derive(Serialize)]
struct Explained {
    filename: String,
    /// From the first to the last line of the statement.
    lines: [u32; 2],
    /// `category`, `barrier`, `apart`, `kept-order`, `missing` or `warning`.
    kind: &'static str,
    /// The short name of the rule that keeps the import where it is.
    rule: Option<&'static str>,
    /// The statement's first line.
    text: String,
    /// The category, where that is explained.
    category: Option<String>,
    /// Why.
    reason: String,
    /// Where a setting that decided comes from.
    origin: Option<String>,
    /// What would change it.
    advice: Option<String>,
}

/// Explains the files or lines that `places` name.
pub(crate) fn run(context: &Context<'_>, places: &[PathBuf], terminal: &mut Terminal) -> Exit {
    let format = context.cli.global.output_format.unwrap_or_default();
    if !matches!(format, OutputFormat::Concise | OutputFormat::Full | OutputFormat::Json) {
        terminal.error("`explain` writes text or, with `--output-format json`, JSON");
        return Exit::Failure;
    }
    let (mut explained, mut findings) = (Vec::new(), Vec::new());
    for place in places {
        let (path, line) = parse_place(place);
        let file = guard::catch(|| explain(context, &path))
            .unwrap_or_else(|message| Err(Box::new(file_error(&path, "internal-error", message))));
        match file {
            Ok(file) => {
                let is_asked = |it: &Explained| line.is_none_or(|line| (it.lines[0]..=it.lines[1]).contains(&line));
                let count = explained.len();
                explained.extend(file.into_iter().filter(is_asked));
                if count == explained.len() {
                    let what = line.map_or_else(|| "no imports".to_owned(), |line| format!("no import in line {line}"));
                    terminal.say(format_args!("{}: {what}", escape_path(&path)));
                }
            }
            Err(finding) => findings.push(*finding),
        }
    }
    if format == OutputFormat::Json {
        // Serialising strings and numbers does not fail.
        terminal.line(serde_json::to_string_pretty(&explained).unwrap_or_default());
    } else {
        explained.iter().for_each(|explained| write(explained, terminal));
    }
    findings.extend(context.configuration.findings());
    terminal.report(&findings);
    exit_of(&findings)
}

/// Divides `path:line`; a file of that very name comes first.
fn parse_place(place: &Path) -> (PathBuf, Option<u32>) {
    let divided = || {
        let (path, line) = place.to_str()?.rsplit_once(':')?;
        Some((PathBuf::from(path), Some(line.parse().ok()?)))
    };
    if place.exists() { (place.into(), None) } else { divided().unwrap_or_else(|| (place.into(), None)) }
}

fn write(explained: &Explained, terminal: &mut Terminal) {
    let Explained { filename, lines, text, reason, .. } = explained;
    let what = match (explained.kind, &explained.category) {
        ("category", Some(category)) => format!("is {category}"),
        ("barrier", _) => "is a barrier".to_owned(),
        ("kept-order", _) => "keeps its place".to_owned(),
        ("missing", _) => "comes behind a required import".to_owned(),
        ("warning", _) => "deserves a look".to_owned(),
        _ => "stays apart".to_owned(),
    };
    let origin = explained.origin.as_ref().map_or(String::new(), |origin| format!(" ({origin})"));
    terminal.line(format_args!("{filename}:{}: `{}` {what}: {reason}{origin}", lines[0], escape_text(text)));
    if let Some(advice) = &explained.advice {
        terminal.line(format_args!("    to change that: {advice}"));
    }
}

fn explain(context: &Context<'_>, path: &Path) -> Result<Vec<Explained>, Box<Finding>> {
    let unreadable =
        |error: std::io::Error| Box::new(file_error(path, "unreadable", format_args!("cannot be read: {error}")));
    let place = absolute(path).map_err(unreadable)?;
    let bytes = std::fs::read(&place).map_err(unreadable)?;
    let directory = Directory::find(context, place.parent().unwrap_or(&place));
    if directory.configured.is_broken() {
        return Ok(Vec::new());
    }
    let source = Source::decode(&bytes).map_err(|fault| Box::new(undecodable(path, &fault)))?;
    let text = source.text();
    let settings = &directory.configured.settings;
    let file_place = context.code_bases.place(path);
    let module = with_place(directory.context_of(path), &settings.sorting, &file_place);
    let explanation = harmless_imports::explain(text, &settings.sorting, module)
        .map_err(|fault| Box::new(unsortable(path, text, &fault)))?;
    let lines = LineIndex::new(text);
    let line = |range: TextRange, kind, reason: String| Explained {
        filename: escape_path(path).into_owned(),
        lines: [lines.line(range.start()), lines.line(range.end())],
        kind,
        rule: None,
        text: range.of(text).lines().next().unwrap_or_default().to_owned(),
        category: None,
        reason,
        origin: None,
        advice: None,
    };
    let mut explained: Vec<Explained> = Vec::new();
    for import in &explanation.imports {
        let reason = &import.classification.reason;
        explained.push(Explained {
            category: Some(import.classification.category.to_owned()),
            origin: origin(&settings.layers, reason).map(|origin| origin.to_string()),
            ..line(import.range, "category", format!("`{}`: {reason}", import.module))
        });
    }
    for barrier in &explanation.barriers {
        let reason = format!("imports do not cross it, since {}", barrier.reason);
        let (rule, advice) = (Some(barrier.reason.rule()), Some(barrier.reason.advice()));
        explained.push(Explained { rule, advice, ..line(barrier.range, "barrier", reason) });
    }
    for apart in &explanation.apart {
        let reason = apart.reason.to_string();
        let (rule, advice) = (Some(apart.reason.rule()), Some(apart.reason.advice()));
        explained.push(Explained { rule, advice, ..line(apart.range, "apart", reason) });
    }
    for pair in &explanation.kept {
        let reason = format!("it {}", pair.describe(text));
        let advice = pair.reason.advice();
        let rule = Some(pair.reason.rule());
        explained.push(Explained { rule, advice: Some(advice), ..line(pair.below, "kept-order", reason) });
    }
    for names in &explanation.kept_names {
        let reason = names.describe();
        let advice = KeptNames::ADVICE.to_owned();
        let rule = Some(names.reason.rule());
        explained.push(Explained { rule, advice: Some(advice), ..line(names.range, "kept-order", reason) });
    }
    for missing in &explanation.missing {
        let origin = settings.layers.origin_of("required-imports").map(ToString::to_string);
        let rule = Some("required import");
        explained.push(Explained { rule, origin, ..line(missing.range, "missing", missing.to_string()) });
    }
    for warning in &explanation.warnings {
        let rule = Some("warning");
        explained.push(Explained { rule, ..line(warning.range, "warning", warning.message.clone()) });
    }
    explained.sort_by_key(|explained| explained.lines);
    Ok(explained)
}

/// Where the setting comes from that decided.
fn origin<'l>(layers: &'l Layers, reason: &CategoryReason<'_>) -> Option<&'l Origin> {
    match reason {
        CategoryReason::Known(entry) => layers.origin_of_known(entry),
        CategoryReason::StandardLibrary(Some(_)) => layers.origin_of("target-version"),
        CategoryReason::Source(_) => layers.origin_of("src"),
        CategoryReason::NoSections => layers.origin_of("no-sections"),
        CategoryReason::Default => layers.origin_of("default-section"),
        CategoryReason::Unlisted(_) => layers.origin_of("section-order"),
        _ => None,
    }
}
