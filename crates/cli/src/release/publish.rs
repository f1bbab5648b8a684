//! What comes after a release: the summary, the push, and `undo`.

use super::args::Tag;
use super::output::{Console, Exit};
use super::{Place, Stop, versions};
use harmless_release::apply::Done;
use harmless_release::apply::JournalError;
use harmless_release::git::Program;
use harmless_release::plan::Plan;
use harmless_release::project::Project;
use harmless_release::undo::{self, UndoFailure};
use serde_json::json;

/// Pushes if asked to, and says what was done.
pub(super) fn after(
    console: &Console,
    project: &Project,
    git: &Program,
    plan: &Plan,
    args: &Tag,
    done: &Done,
    remote: Option<String>,
) -> Result<Exit, Stop> {
    let wanted = args.push || (project.settings.push && !args.no_push);
    let branch = plan.branch.as_deref().and_then(|name| name.strip_prefix("refs/heads/"));
    let has_remote = remote.is_some();
    let remote = remote.unwrap_or_else(|| "origin".to_owned());
    let command = match branch {
        Some(branch) => format!("git push --atomic {remote} {branch} {}", plan.tag),
        None => format!("git push {remote} {}", plan.tag),
    };
    let mut pushed = false;
    let mut refused = None;
    if wanted {
        let tag = format!("refs/tags/{0}:refs/tags/{0}", plan.tag);
        let refspecs: Vec<String> = branch
            .map(|branch| format!("refs/heads/{branch}:{}", upstream(git, branch)))
            .into_iter()
            .chain([tag])
            .collect();
        match git.push(&remote, &refspecs) {
            Ok(_) => pushed = true,
            Err(error) => refused = Some(error.to_string()),
        }
    }
    if console.json {
        console.print_json(&json!({
            "version": plan.version.to_string(), "tag": plan.tag, "commit": done.commit.to_string(),
            "files": plan.paths(), "rewritten": done.rewritten, "pushed": pushed, "push_error": refused,
        }));
    }
    console.say(&format!("released {} as {} ({})", plan.version, plan.tag, done.commit));
    match refused {
        Some(reason) => {
            let message = format!(
                "{reason}\nthe release stays here, and nothing of it is on {remote}; push it with\n  {command}\nor take it back with\n  harmless-release undo {}",
                plan.version
            );
            Err(Stop::new(Exit::Left, message))
        }
        None if pushed => {
            console.say(&format!("pushed to {remote}"));
            Ok(Exit::Ok)
        }
        None => {
            if has_remote {
                console.say(&format!("next: {command}"));
            }
            Ok(Exit::Ok)
        }
    }
}

/// The branch on the remote that a local one goes to.
fn upstream(git: &Program, branch: &str) -> String {
    let merge = git.config(&format!("branch.{branch}.merge")).ok().flatten();
    merge.unwrap_or_else(|| format!("refs/heads/{branch}"))
}

/// `undo`
pub(super) fn undo(
    console: &Console,
    place: &Place,
    version: Option<&str>,
    offline: bool,
    yes: bool,
) -> Result<Exit, Stop> {
    let project = place.project(console)?;
    let git = place.git()?;
    super::tag::refuse_unfinished(&git)?;
    let version = version.map(versions::parse).transpose()?;
    let undo = undo::plan_undo(&project, &git, version.as_ref(), offline)
        .map_err(|error| Stop::new(Exit::Refused, error.to_string()))?;
    if !yes && !console.confirm(&format!("take back {} ({} files)?", undo.release.tag, undo.paths.len())) {
        return Err(Stop::new(Exit::Refused, "not confirmed, nothing was changed"));
    }
    let _ = super::editor::save(&git, &undo.release.tag, &undo.release.notes);
    undo::undo(&git, &undo).map_err(|failure| failed(&failure))?;
    console.say(&format!("{} is taken back; its notes are kept for the next attempt", undo.release.tag));
    Ok(Exit::Ok)
}

/// Tells how an `undo` that failed was left, and the exit code for it.
fn failed(failure: &UndoFailure) -> Stop {
    match failure {
        UndoFailure::Journal(JournalError::Unfinished(_) | JournalError::Busy) => {
            Stop::new(Exit::Unfinished, failure.to_string())
        }
        UndoFailure::Journal(_) => Stop::new(Exit::Failed, format!("{failure}\nnothing was changed")),
        UndoFailure::Stopped { leftovers, .. } if leftovers.is_empty() => {
            Stop::new(Exit::Failed, format!("{failure}\nthe release is as it was before"))
        }
        UndoFailure::Stopped { leftovers, .. } => {
            let left: Vec<&str> = leftovers.iter().map(|leftover| leftover.message.as_str()).collect();
            let again = leftovers.iter().any(|leftover| leftover.again);
            let advice = if again {
                "\nrun `harmless-release continue` or `harmless-release abort` when the reason is gone"
            } else {
                ""
            };
            Stop::new(Exit::Left, format!("{failure}\nleft: {}{advice}", left.join("\nleft: ")))
        }
    }
}
