//! The changelog of the plan: which file it is, how it is kept, and what becomes of it.

use super::files::Contents;
use super::{Plan, Request};
use crate::changelog::{self, InsertError, Insertion, Upcoming};
use crate::check::Findings;
use crate::git::{GitError, Program};
use crate::history::{History, Identity};
use crate::project::Project;
use crate::settings::{Contributors, Style};
use crate::tags::universal_newlines;
use std::collections::BTreeMap;
use std::fs;

/// The usual names of changelogs.
const CHANGELOGS: [&str; 6] =
    ["CHANGELOG.md", "CHANGES.md", "HISTORY.md", "CHANGELOG.rst", "CHANGES.rst", "HISTORY.rst"];

/// The project's changelog: its path relative to the project, its bytes if it exists, and its style.
pub fn changelog_file(project: &Project, style: Option<Style>) -> (String, Option<Vec<u8>>, Style) {
    let settings = &project.settings;
    let read = |path: &str| fs::read(project.root.join(path)).ok();
    let path = settings.changelog.clone().unwrap_or_else(|| {
        // attribution knows one name only.
        let names = if settings.attribution.present { &CHANGELOGS[..1] } else { &CHANGELOGS[..] };
        let existing = names.iter().find(|name| project.root.join(name).exists());
        (*existing.unwrap_or(&CHANGELOGS[0])).to_owned()
    });
    let content = read(&path);
    let style = style.or(settings.style).unwrap_or_else(|| match &content {
        _ if settings.attribution.present => Style::Attribution,
        None => Style::Attribution,
        Some(content) if is_generated(content) => Style::Attribution,
        Some(_) => Style::Insert,
    });
    (path, content, style)
}

pub(super) fn is_generated(content: &[u8]) -> bool {
    memchr::memmem::find(content, changelog::BADGE.as_bytes()).is_some()
}

#[expect(clippy::too_many_arguments, reason = "the parts of one plan, put together in one place")]
pub(super) fn plan_changelog(
    project: &Project,
    git: &Program,
    request: &Request,
    plan: &mut Plan,
    history: History,
    author: Identity,
    contents: &mut BTreeMap<String, Contents>,
    findings: &mut Findings,
) -> Result<(), GitError> {
    let Some(parent) = plan.head else { return Ok(()) };
    let upcoming = Upcoming {
        tag: plan.tag.clone(),
        version: plan.version.clone(),
        notes: plan.notes.clone(),
        parent,
        author,
        date: tagging_day(project, git, request)?,
    };
    let sections = project.sections(history, Some(&upcoming))?;
    plan.section = sections.iter().find(|section| section.tag == plan.tag).cloned();
    let (name, old, style) = changelog_file(project, request.style);
    plan.style = style;
    if style == Style::None {
        return Ok(());
    }
    let path = project.path(&name);
    plan.changelog = Some(path.clone());
    let text = match &old {
        None => None,
        Some(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(_) => {
                findings.error("changelog-not-ours", format!("{name} is not UTF-8"), "save it as UTF-8");
                return Ok(());
            }
        },
    };
    let new = match (style, text) {
        (Style::Attribution, Some(text)) if !text.trim().is_empty() && !is_generated(text.as_bytes()) => {
            let remedy = "set `style = \"insert\"` in [tool.harmless.release] to keep it and add to it";
            findings.error(
                "changelog-not-ours",
                format!("{name} is not a generated changelog and would be overwritten"),
                remedy,
            );
            return Ok(());
        }
        (Style::Attribution, text) => {
            let new = project.render(&sections);
            if text.is_some_and(|text| text.contains("\r\n")) { new.replace('\n', "\r\n") } else { new }
        }
        (_, text) => {
            let body = inserted_body(project, plan);
            let insertion = Insertion { version: &plan.version, tag: &plan.tag, date: &request.date, body: &body };
            let start = "# Changelog\n\n## [Unreleased]\n";
            match changelog::insert(text.unwrap_or(start), &insertion) {
                Ok(new) => new,
                Err(error @ (InsertError::NotRecognised | InsertError::UnclearHeading(_))) => {
                    findings.error("changelog-not-recognised", format!("{name} {error}"), "");
                    return Ok(());
                }
            }
        }
    };
    contents.insert(path, Contents { old, new: new.into_bytes(), optional: false });
    Ok(())
}

/// The day that git will record in the tag, where the changelog shows it; else the day asked for.
fn tagging_day(project: &Project, git: &Program, request: &Request) -> Result<String, GitError> {
    let recorded = if project.settings.date { git.committer_time()?.and_then(changelog::day) } else { None };
    Ok(recorded.unwrap_or_else(|| request.date.clone()))
}

/// The notes, and the contributors if they are wanted.
fn inserted_body(project: &Project, plan: &Plan) -> String {
    let mut body = universal_newlines(&plan.notes).into_owned();
    let names: Vec<String> = plan
        .section
        .iter()
        .flat_map(|section| &section.contributors)
        .filter_map(|contributor| {
            let name = changelog::escape(&contributor.name);
            match project.settings.contributors {
                None | Some(Contributors::None) => None,
                Some(Contributors::Names) => Some(name),
                Some(Contributors::Counts) => Some(format!("{name} ({})", contributor.commits)),
            }
        })
        .collect();
    if !names.is_empty() {
        let between = if body.is_empty() { "" } else { "\n" };
        body = format!("{body}{between}Contributors: {}\n", names.join(", "));
    }
    body
}
