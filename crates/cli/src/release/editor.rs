//! The notes of a release: from the command line, a file, the commits, `[Unreleased]`, or the editor. They are in the
//! git directory from the first key on, and offered again after a failure.

use super::Stop;
use super::args::Tag;
use super::output::{Console, Exit, shown};
use harmless_release::changelog;
use harmless_release::commits;
use harmless_release::git::Program;
use harmless_release::plan::{Plan, changelog_file};
use harmless_release::project::Project;
use harmless_release::settings::Style;
use harmless_release::tags::normalize_notes;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::Command;

/// The line below which nothing belongs to the notes.
const SCISSORS: &str = "# ------------------------ >8 ------------------------";

/// The file in which a version's notes are kept until it is released.
pub(super) fn saved(git: &Program, tag: &str) -> PathBuf {
    git.common_dir_path().join("harmless-release").join(format!("notes-{}.md", tag.replace('/', "-")))
}

/// Keeps notes for another attempt; where.
pub(super) fn save(git: &Program, tag: &str, notes: &str) -> io::Result<PathBuf> {
    let path = saved(git, tag);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, notes)?;
    Ok(path)
}

/// The notes that are known without asking anybody; `None` if the editor is needed.
pub(super) fn given(project: &Project, git: &Program, args: &Tag) -> Result<Option<String>, Stop> {
    let range =
        || project.tags.releases.first().map_or_else(|| "HEAD".to_owned(), |release| format!("{}..HEAD", release.tag));
    let notes = if let Some(message) = &args.message {
        Some(message.clone())
    } else if let Some(path) = &args.file {
        let mut bytes = Vec::new();
        let read = if path.as_os_str() == "-" {
            io::stdin().read_to_end(&mut bytes).map(drop)
        } else {
            fs::read(path).map(|content| bytes = content)
        };
        read.map_err(|error| Stop::new(Exit::Usage, format!("{}: {error}", path.display())))?;
        Some(String::from_utf8(bytes).map_err(|_| Stop::new(Exit::Usage, format!("{} is not UTF-8", path.display())))?)
    } else if args.from_commits {
        Some(commits::as_notes(&commits::read(
            git,
            &range(),
            folder(project),
            &project.settings.attribution.ignored_authors,
        )?))
    } else {
        None
    };
    let unreleased = unreleased(project, args);
    Ok(match (notes, unreleased) {
        // What stands in the changelog already is not thrown away.
        (Some(notes), Some(unreleased)) => Some(format!("{}\n{unreleased}", normalize_notes(&notes))),
        (Some(notes), None) => Some(notes),
        (None, unreleased) => unreleased,
    })
}

/// Where commits must have touched something to be of interest: the folder of one of several packages.
fn folder(project: &Project) -> &str {
    if project.package.is_some() { &project.prefix } else { "" }
}

fn unreleased(project: &Project, args: &Tag) -> Option<String> {
    let (_, content, style) = changelog_file(project, args.style.map(super::tag::style));
    let content = content.filter(|_| style == Style::Insert)?;
    changelog::unreleased_notes(&String::from_utf8_lossy(&content))
}

/// Lets the user write the notes in the editor that git would use.
pub(super) fn edit(
    console: &Console,
    project: &Project,
    git: &Program,
    plan: &Plan,
    start: Option<&str>,
) -> Result<String, Stop> {
    let path = saved(git, &plan.tag);
    let earlier = fs::read_to_string(&path).ok().map(|text| above_scissors(&text)).filter(|text| !text.is_empty());
    if earlier.is_some() {
        console.say("the notes of an earlier attempt are offered again");
    }
    let notes = earlier.or_else(|| start.map(normalize_notes)).unwrap_or_default();
    let text = format!("{notes}\n{SCISSORS}\n{}", template(project, git, plan)?);
    save(git, &plan.tag, &text).map_err(|error| Stop::new(Exit::Refused, format!("{}: {error}", path.display())))?;
    let editor = git
        .read(&["var", "GIT_EDITOR"])
        .map_err(|_| Stop::new(Exit::Refused, "no editor: set GIT_EDITOR, or give the notes with -m or -F"))?;
    let editor = String::from_utf8_lossy(&editor).trim_end().to_owned();
    let status = Command::new("sh").args(["-c", &format!("{editor} \"$@\""), &editor]).arg(&path).status();
    let status =
        status.map_err(|error| Stop::new(Exit::Refused, format!("cannot run the editor `{editor}`: {error}")))?;
    if !status.success() {
        let message = format!("the editor `{editor}` failed; the notes are in {}", shown(&path));
        return Err(Stop::new(Exit::Refused, message));
    }
    let text =
        fs::read_to_string(&path).map_err(|error| Stop::new(Exit::Refused, format!("{}: {error}", path.display())))?;
    let notes = above_scissors(&text);
    let comments_only = notes.lines().all(|line| line.trim().is_empty() || line.starts_with('#'));
    if comments_only && !notes.is_empty() || notes.is_empty() {
        let _ = fs::remove_file(&path);
        return Err(Stop::new(Exit::Refused, "no notes given; nothing was changed"));
    }
    Ok(notes)
}

fn above_scissors(text: &str) -> String {
    let end = text.find(SCISSORS).unwrap_or(text.len());
    normalize_notes(&text[..end])
}

/// What is shown below the scissors.
fn template(project: &Project, git: &Program, plan: &Plan) -> Result<String, Stop> {
    let mut text =
        format!("Write the notes of version {} above this line; lines with # are headings and stay.\n", plan.version);
    let range = plan.previous.as_ref().map_or_else(|| "HEAD".to_owned(), |release| format!("{}..HEAD", release.tag));
    let list = commits::read(git, &range, folder(project), &project.settings.attribution.ignored_authors)?;
    let (groups, level) = commits::group(&list);
    if let Some(previous) = &plan.previous {
        text += &format!("\nChanges since {} (they suggest: {level}):\n", previous.tag);
    }
    for (name, commits) in groups {
        text += &format!("\n{name}:\n");
        for commit in commits {
            text += &format!("  {} {} ({})\n", commit.id, super::output::printable(&commit.subject), commit.author);
        }
    }
    Ok(text)
}
