//! `init`: the four questions of attribution, and `[tool.attribution]` written where everything else stays as it is; on a terminal also
//! what attribution cannot do, for `[tool.harmless.release]`. What an option says is not asked.

use super::args::{Init, Style};
use super::output::{Console, Exit};
use super::{Place, Stop, show};
use clap::ValueEnum;
use harmless_release::places::version_file_text;
use std::fs;
use std::io::{self, BufRead, IsTerminal};
use toml_edit::{DocumentMut, Item, value};

/// `init`
pub(super) fn init(console: &Console, place: &Place, args: &Init) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let defaults = &project.settings.attribution;
    let asks = !args.yes && !console.never_asks;
    let mut input = Questions { console, input: io::stdin().lock(), asks };
    let name = input.text("Project name", args.name.as_deref(), &defaults.name)?;
    let package = input.text("Package namespace", args.namespace.as_deref(), &defaults.package)?;
    let version_file = either(args.version_file, args.no_version_file);
    let version_file = input.yes_or_no("Use __version__.py file", version_file, defaults.version_file)?;
    let signed_tags = either(args.signed_tags, args.no_signed_tags);
    let signed_tags = input.yes_or_no("Use GPG signed tags", signed_tags, defaults.signed_tags)?;
    // A script that answers attribution's questions goes on working: the others are for people.
    input.asks &= io::stdin().is_terminal();
    let own = own_entries(args, &mut input)?;

    let folder = project.root.join(&package);
    if version_file && !folder.is_dir() {
        let message = format!("there is no folder `{package}` for __version__.py; nothing was written");
        return Err(Stop::new(Exit::Refused, message));
    }
    let path = project.root.join("pyproject.toml");
    let failed = |error: &dyn std::fmt::Display| Stop::new(Exit::Failed, format!("{}: {error}", path.display()));
    let old = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&error)),
    };
    let entries = [
        ("name", value(name)),
        ("package", value(package)),
        ("signed_tags", value(signed_tags)),
        ("version_file", value(version_file)),
    ];
    let mut new = with_table(old.as_deref(), &["tool", "attribution"], &entries).map_err(|error| failed(&error))?;
    if !own.is_empty() {
        new = with_table(Some(&new), &["tool", "harmless", "release"], &own).map_err(|error| failed(&error))?;
    }
    console.say(console.diff("pyproject.toml", old.as_deref().map(str::as_bytes), new.as_bytes()).trim_end());
    show::replace(&path, new.as_bytes()).map_err(|error| failed(&error))?;
    if version_file {
        let latest =
            project.tags.releases.first().map_or_else(|| "0".to_owned(), |release| release.version.to_string());
        let path = folder.join("__version__.py");
        show::replace(&path, version_file_text(&latest).as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(Exit::Ok)
}

/// What the user said, if either.
fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

/// What differs from the defaults of `[tool.harmless.release]`.
fn own_entries<R: BufRead>(args: &Init, input: &mut Questions<'_, R>) -> Result<Vec<(&'static str, Item)>, Stop> {
    const BY_ITSELF: &str = "auto";
    let given = args.style.and_then(|style| style.to_possible_value()).map(|style| style.get_name().to_owned());
    let mut style = input.text("Changelog style: auto, attribution, insert or none", given.as_deref(), BY_ITSELF)?;
    while style != BY_ITSELF && Style::from_str(&style, false).is_err() {
        input.console.print("Error: invalid input\n");
        style = input.text("Changelog style: auto, attribution, insert or none", None, BY_ITSELF)?;
    }
    let prefix = input.text("Tag prefix", args.tag_prefix.as_deref(), "v")?;
    let push = input.yes_or_no("Push each release", either(args.push, false), false)?;
    let entries = [
        ("style", value(style.as_str()), style != BY_ITSELF),
        ("tag-prefix", value(prefix.as_str()), args.tag_prefix.is_some() || prefix != "v"),
        ("push", value(push), push),
    ];
    Ok(entries.into_iter().filter(|(.., is_set)| *is_set).map(|(key, item, _)| (key, item)).collect())
}

/// The text with these entries in a table: changed where the table exists, else in a new table at the end.
fn with_table(old: Option<&str>, path: &[&str], entries: &[(&str, Item)]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = old.unwrap_or_default().parse()?;
    let table = path.iter().try_fold(document.as_item_mut(), |item, key| item.get_mut(key));
    if let Some(table) = table.and_then(Item::as_table_like_mut) {
        for (key, new) in entries {
            // However it is spelt there.
            let underscores = key.replace('-', "_");
            let key = if table.contains_key(&underscores) { underscores.as_str() } else { key };
            match (table.get_mut(key).and_then(Item::as_value_mut), new.clone().into_value()) {
                (Some(old), Ok(mut new)) => {
                    *new.decor_mut() = old.decor().clone();
                    *old = new;
                }
                (None, Ok(new)) => drop(table.insert(key, Item::Value(new))),
                (_, Err(_)) => {}
            }
        }
        return Ok(document.to_string());
    }
    let old = old.unwrap_or_default();
    let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let end = if old.is_empty() || old.ends_with('\n') { "" } else { newline };
    let blank = if old.is_empty() { "" } else { newline };
    let lines: String =
        entries.iter().map(|(key, item)| format!("{key} = {}{newline}", item.to_string().trim())).collect();
    Ok(format!("{old}{end}{blank}[{}]{newline}{lines}", path.join(".")))
}

struct Questions<'a, R> {
    console: &'a Console,
    input: R,
    /// Whether anybody answers; else the defaults are taken.
    asks: bool,
}

impl<R: BufRead> Questions<'_, R> {
    /// Asks once; an empty answer is the default.
    fn ask(&mut self, question: &str) -> Result<String, Stop> {
        self.console.print(question);
        let mut answer = String::new();
        match self.input.read_line(&mut answer) {
            Ok(read) if read > 0 => Ok(answer.trim_end_matches(['\r', '\n']).to_owned()),
            _ => {
                self.console.error("Aborted!");
                Err(Stop::new(Exit::Refused, ""))
            }
        }
    }

    fn text(&mut self, question: &str, given: Option<&str>, default: &str) -> Result<String, Stop> {
        if given.is_some() || !self.asks {
            return Ok(given.unwrap_or(default).to_owned());
        }
        let answer = self.ask(&format!("{question} [{default}]: "))?;
        Ok(if answer.is_empty() { default.to_owned() } else { answer })
    }

    fn yes_or_no(&mut self, question: &str, given: Option<bool>, default: bool) -> Result<bool, Stop> {
        if given.is_some() || !self.asks {
            return Ok(given.unwrap_or(default));
        }
        let choices = if default { "Y/n" } else { "y/N" };
        loop {
            let answer = self.ask(&format!("{question} [{choices}]: "))?;
            match answer.trim().to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" | "t" | "true" | "1" | "on" => return Ok(true),
                "n" | "no" | "f" | "false" | "0" | "off" => return Ok(false),
                _ => self.console.print("Error: invalid input\n"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &[&str] = &["tool", "attribution"];

    fn entries() -> [(&'static str, Item); 4] {
        [
            ("name", value("demo")),
            ("package", value("demo")),
            ("signed_tags", value(true)),
            ("version_file", value(false)),
        ]
    }

    #[test]
    fn a_new_table_comes_last() {
        let table =
            "[tool.attribution]\nname = \"demo\"\npackage = \"demo\"\nsigned_tags = true\nversion_file = false\n";
        assert_eq!(with_table(None, PATH, &entries()).unwrap(), table);
        let old = "[project] # x\nname = 'd'";
        assert_eq!(with_table(Some(old), PATH, &entries()).unwrap(), format!("{old}\n\n{table}"));
    }

    #[test]
    fn an_old_table_is_changed_in_place() {
        let old = "[tool.attribution] # a\nsigned_tags = false # b\nname  =  'x'\nother = 1\n[b]\n";
        let new = "[tool.attribution] # a\nsigned_tags = true # b\nname  =  \"demo\"\nother = 1\npackage = \"demo\"\nversion_file = false\n[b]\n";
        assert_eq!(with_table(Some(old), PATH, &entries()).unwrap(), new);
    }
}
