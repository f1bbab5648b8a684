//! `migrate`: the settings of isort or ruff as `[tool.harmless.imports]`, and what they would change.

mod convert;
mod ini;

use super::Context;
use super::args::{Action, MigrateArgs, Peer};
use super::code_base::CodeBases;
use super::run::{count, run as sort_files};
use super::settings::ImportSettings;
use crate::configuration::{Configuration, Reader};
use crate::terminal::Terminal;
use convert::{Converted, from_isort, from_ruff};
use harmless_report::{Exit, escape_path};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A configuration of another sorter.
struct Found {
    peer: Peer,
    path: PathBuf,
    converted: Converted,
}

/// Reads what `args.directory` is configured with, writes the equivalent, and says what has none and what would change.
pub(crate) fn run(
    context: &Context<'_>,
    args: &MigrateArgs,
    read: &dyn Reader<ImportSettings>,
    terminal: &mut Terminal,
) -> Exit {
    let directory = &args.directory;
    let found = match find(directory) {
        Ok(found) => found,
        Err(message) => {
            terminal.error(message);
            return Exit::Failure;
        }
    };
    let mut wanted = found.into_iter().filter(|found| args.from.is_none_or(|peer| peer == found.peer));
    let Some(Found { path, converted, .. }) = wanted.next() else {
        terminal.error(format_args!("{}: no settings of isort or ruff found", escape_path(directory)));
        return Exit::Failure;
    };
    for other in wanted {
        terminal.say(format_args!("not read: {} (choose with --from)", escape_path(&other.path)));
    }
    let text = to_toml(&converted.settings);
    terminal.line(format_args!("# from {}", escape_path(&path)));
    terminal.write(text.as_bytes());
    for (key, reason) in &converted.dropped {
        terminal.say(format_args!("no equivalent for {key}: {reason}"));
    }
    let configuration = Configuration::of_text(Path::new("the settings above"), &text, directory, read);
    let migrated = Context { cli: context.cli, configuration, code_bases: CodeBases::default() };
    let paths = [directory.clone()];
    if args.diff {
        return sort_files(&migrated, Action::Diff, &paths, terminal).max(Exit::Success);
    }
    match count(&migrated, &paths, terminal) {
        Ok((changed, exit)) => {
            terminal.say(format_args!("files that would change: {changed}"));
            exit
        }
        Err(exit) => exit,
    }
}

/// The configurations in `directory`, in the order in which the tools themselves look; isort's before ruff's, since ruff's may
/// be there for other rules.
fn find(directory: &Path) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut add = |peer, path: PathBuf, settings: Option<Table>| {
        if let Some(settings) = settings {
            let converted = if peer == Peer::Ruff { from_ruff(&settings) } else { from_isort(&settings) };
            found.push(Found { peer, path, converted });
        }
    };
    let pyproject = read_toml(&directory.join("pyproject.toml"))?;
    let tool = |name: &str| {
        let tool = pyproject.as_ref()?.get("tool")?.get(name)?;
        tool.as_table().cloned()
    };
    for (name, sections) in
        [(".isort.cfg", &["settings", "isort"][..]), ("pyproject.toml", &[]), ("setup.cfg", INI), ("tox.ini", INI)]
    {
        let path = directory.join(name);
        let settings = match name {
            "pyproject.toml" => tool("isort"),
            _ => read(&path)?.and_then(|text| ini::parse_section(&text, sections)),
        };
        add(Peer::Isort, path, settings);
    }
    for name in [".ruff.toml", "ruff.toml"] {
        let path = directory.join(name);
        let settings = read_toml(&path)?;
        add(Peer::Ruff, path, settings);
    }
    add(Peer::Ruff, directory.join("pyproject.toml"), tool("ruff"));
    Ok(found)
}

/// The sections in which isort's settings may stand in files of several tools.
const INI: &[&str] = &["isort", "tool:isort"];

fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: cannot be read: {error}", escape_path(path))),
    }
}

fn read_toml(path: &Path) -> Result<Option<Table>, String> {
    let parse = |text: String| {
        let place = escape_path(path);
        text.parse::<Table>().map_err(|error| format!("{place}: invalid TOML: {}", error.message()))
    };
    read(path)?.map(parse).transpose()
}

/// `settings` as the table `[tool.harmless.imports]`, tables in it last.
fn to_toml(settings: &Table) -> String {
    let line = |(key, value): (&String, &Value)| match value {
        Value::Table(_) => String::new(),
        value => format!("{} = {}\n", quoted_if_needed(key), convert::text_of(value, true)),
    };
    let mut text = String::from("[tool.harmless.imports]\n");
    text.extend(settings.iter().map(line));
    for (key, table) in settings.iter().filter_map(|(key, value)| Some((key, value.as_table()?))) {
        text.push_str(&format!("\n[tool.harmless.imports.{key}]\n"));
        text.extend(table.iter().map(line));
    }
    text
}

fn quoted_if_needed(key: &str) -> String {
    let is_bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare && !key.is_empty() { key.into() } else { super::settings::toml_string(key) }
}
