//! Commands that only show: `generate`, `notes`, `log`, `debug`.

use super::args::{Format, Generate};
use super::output::{Console, Exit};
use super::{Place, Stop, versions};
use harmless_release::changelog;
use harmless_release::plan::changelog_file;
use harmless_release::project::Project;
use harmless_release::settings::{Style, python_string};
use harmless_release::tags::universal_newlines;
use serde_json::json;
use std::fs;
use std::process::Command;

/// `generate`
pub(super) fn generate(console: &Console, place: &Place, args: &Generate) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let mut sections = project.sections(project.history(false)?, None)?;
    if !args.versions.is_empty() {
        let wanted = args.versions.iter().map(|text| versions::parse(text)).collect::<Result<Vec<_>, _>>()?;
        sections.retain(|section| wanted.contains(&section.version));
    }
    for release in project.tags.releases.iter().filter(|release| !release.annotated) {
        console.detail(&format!("{} is a lightweight tag and has no notes", release.tag));
    }
    if args.format == Format::Json || console.json {
        console.print_json(&sections);
        return Ok(Exit::Ok);
    }
    let text = project.render(&sections);
    if !(args.check || args.diff || args.write) {
        console.print(&format!("{text}\n"));
        return Ok(Exit::Ok);
    }
    let (name, old, style) = changelog_file(&project, None);
    if style != Style::Attribution {
        let message = format!("{name} is kept by hand; only generated changelogs can be compared with the tags");
        return Err(Stop::new(Exit::Refused, message));
    }
    let old_text = String::from_utf8_lossy(old.as_deref().unwrap_or_default()).into_owned();
    if old.is_some() && universal_newlines(&old_text) == text {
        return Ok(Exit::Ok);
    }
    if !args.write {
        let shown = if args.diff {
            console.diff(&name, old.as_deref(), text.as_bytes())
        } else {
            format!("{name} is out of date\n")
        };
        console.print(&shown);
        return Ok(Exit::Refused);
    }
    if !old_text.trim().is_empty() && !old_text.contains(changelog::BADGE) {
        return Err(Stop::new(Exit::Refused, format!("{name} is not a generated changelog and would be overwritten")));
    }
    let text = if old_text.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
    replace(&project.root.join(&name), text.as_bytes())
        .map_err(|error| Stop::new(Exit::Failed, format!("{name}: {error}")))?;
    Ok(Exit::Ok)
}

/// Replaces a file in one step, keeping its mode.
pub(super) fn replace(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let staged = path.with_file_name(format!(".{name}.harmless-release"));
    let written = fs::write(&staged, bytes).and_then(|()| match fs::metadata(&path) {
        Ok(old) => fs::set_permissions(&staged, old.permissions()),
        Err(_) => Ok(()),
    });
    let result = written.and_then(|()| fs::rename(&staged, &path));
    if result.is_err() {
        let _ = fs::remove_file(&staged);
    }
    result
}

/// `notes`
pub(super) fn notes(console: &Console, place: &Place, version: Option<&str>) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let release = versions::release(&project, version)?;
    // A tag without notes may have a section in a changelog that is kept by hand.
    let (_, content, _) = changelog_file(&project, None);
    let section =
        || changelog::section_of(&String::from_utf8_lossy(content.as_deref().unwrap_or_default()), &release.version);
    let notes = if release.notes.trim().is_empty() { section().unwrap_or_default() } else { release.notes.clone() };
    if console.json {
        console.print_json(&json!({ "tag": release.tag, "version": release.version.to_string(), "notes": notes }));
    } else {
        console.print(&notes);
    }
    Ok(Exit::Ok)
}

/// `log`: git's own output, in the user's format and pager. A pager that the repository itself names is not run.
pub(super) fn log(console: &Console, place: &Place, version: Option<&str>) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    let since = match version {
        Some(text) => {
            let version = versions::parse(text)?;
            let release = project.tags.find(&version);
            if release.is_none() {
                console.error(&format!("warning: there is no release {version}; this is the whole history"));
            }
            release
        }
        None => project.tags.releases.first(),
    };
    let mut args = vec!["log".to_owned(), "--reverse".to_owned()];
    args.extend(since.map(|release| format!("{}..", release.tag)));
    args.extend(author_filter(&project));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut command: Command = git.interactive(&args);
    command.current_dir(place.folder());
    if std::env::var_os("GIT_PAGER").is_none() && git.config_is_local(&["core.pager", "pager.log"])? {
        command.env("GIT_PAGER", std::env::var_os("PAGER").unwrap_or_else(|| "less".into()));
    }
    let status = command.status().map_err(|error| Stop::new(Exit::Refused, format!("cannot run git: {error}")))?;
    Ok(if status.success() { Exit::Ok } else { Exit::Refused })
}

/// The options by which git leaves out ignored authors.
fn author_filter(project: &Project) -> Vec<String> {
    let ignored = &project.settings.attribution.ignored_authors;
    if ignored.is_empty() {
        return Vec::new();
    }
    let escape = |text: &String| -> String {
        let special = |character: char| "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(character);
        text.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character])).collect()
    };
    let inner = ignored.iter().map(escape).collect::<Vec<_>>().join("|");
    vec!["--perl-regexp".into(), "--regexp-ignore-case".into(), format!("--author=^((?!({inner})).*)$")]
}

/// `debug`: as attribution shows it.
pub(super) fn debug(console: &Console, place: &Place) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let attribution = &project.settings.attribution;
    let root = project.root.display().to_string();
    if console.json {
        let config: serde_json::Map<String, serde_json::Value> =
            attribution.shown.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
        let tags: Vec<_> = project.tags.releases.iter().map(|release| json!({ "tag": release.tag, "version": release.version.to_string(), "annotated": release.annotated })).collect();
        console.print_json(&json!({ "root": root, "name": attribution.name, "package": attribution.package, "config": config, "tags": tags }));
        return Ok(Exit::Ok);
    }
    let config: Vec<String> =
        attribution.shown.iter().map(|(key, value)| format!("{}: {value}", python_string(key))).collect();
    let tags: Vec<String> = project
        .tags
        .releases
        .iter()
        .map(|release| {
            format!(
                "Tag(name={}, version=<Version('{}')>, _message=None, _signature=None, _shortlog_cmd=None, _shortlog=None)",
                python_string(&release.tag), release.version
            )
        })
        .collect();
    console.print(&format!(
        "pyproject.toml: {root}/pyproject.toml\nProject(name={}, package={}, config={{{}}}, root=PosixPath({}), _shortlog=None, _tags=[{}])\n",
        python_string(&attribution.name),
        python_string(&attribution.package),
        config.join(", "),
        python_string(&root),
        tags.join(", "),
    ));
    Ok(Exit::Ok)
}
