//! The files that hold the version, and all files of the plan against git. In: a project. Out: their new bytes, and
//! findings.

use super::changelog::is_generated;
use super::{FileChange, Plan, found_places};
use crate::check::Findings;
use crate::git::{GitError, Program};
use crate::places::{self, Place};
use crate::project::Project;
use crate::worktree::resolve;
use std::collections::BTreeMap;
use std::fs;

/// A file's bytes before and after.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) old: Option<Vec<u8>>,
    pub(super) new: Vec<u8>,
    /// Whether it was found by looking around, not named anywhere: then it is left alone if git ignores it.
    pub(super) optional: bool,
}

/// The new bytes of the files that hold the version.
pub(super) fn plan_versions(
    project: &Project,
    git: &Program,
    plan: &Plan,
    contents: &mut BTreeMap<String, Contents>,
    findings: &mut Findings,
) -> Result<(), GitError> {
    let found = found_places(project, git);
    for error in &found.errors {
        findings.error(
            "version-place",
            error.to_string(),
            "put the version there as a plain string, or take the place out of the configuration",
        );
    }
    let authorities: Vec<&Place> = found.places.iter().filter(|place| !place.derived).collect();
    if !authorities.is_empty() && found.agreed().is_none() {
        let list: Vec<String> =
            authorities.iter().map(|place| format!("{} ({}): {}", place.path, place.key, place.current)).collect();
        let message = format!("the places of the version disagree: {}", list.join("; "));
        findings.error("versions-disagree", message, "make them agree and commit that");
    }
    let mut by_path: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    for place in &found.places {
        by_path.entry(&place.path).or_default().push(place);
    }
    for (path, places) in by_path {
        let Ok(old) = fs::read(project.root.join(path)) else { continue };
        match places::rewrite(&old, &places, &plan.version) {
            Ok(new) => {
                let optional = places.iter().all(|place| place.key == "__version__");
                contents.insert(project.path(path), Contents { old: Some(old), new, optional });
            }
            Err(error) => {
                findings.error("version-place", error.to_string(), "choose a version that can be written there");
            }
        }
    }
    if let Some(path) = found.new_version_file {
        let full = project.root.join(&path);
        if !full.parent().is_some_and(std::path::Path::is_dir) {
            let message = format!("there is no folder `{}` for {path}", project.settings.attribution.package);
            findings.error("no-package", message, "set `package` in [tool.attribution], or `version_file = false`");
        } else {
            let text = places::version_file_text(&plan.version.to_string());
            contents.insert(project.path(&path), Contents { old: None, new: text.into_bytes(), optional: false });
        }
    }
    Ok(())
}

/// Checks the files against git, and takes those that change into the plan.
pub(super) fn check_files(
    project: &Project,
    git: &Program,
    plan: &mut Plan,
    contents: BTreeMap<String, Contents>,
    findings: &mut Findings,
) -> Result<(), GitError> {
    let mut files: BTreeMap<String, Contents> = BTreeMap::new();
    for (path, content) in contents {
        match resolve(&project.top, &path) {
            Ok(real) => drop(files.insert(real, content)),
            Err(real) => {
                let message = format!("{path} leads out of the repository, to {}", real.display());
                findings.error("file-outside", message, "replace the link by a file");
            }
        }
    }
    let paths: Vec<String> = files.keys().cloned().collect();
    let tracked = git.tracked(&paths)?;
    let is_tracked = |path: &String| tracked.contains(path);
    let created: Vec<String> =
        files.iter().filter(|(_, content)| content.old.is_none()).map(|(path, _)| path.clone()).collect();
    for path in git.with_crlf(&created)? {
        if let Some(content) = files.get_mut(&path) {
            content.new = crlf(&content.new);
        }
    }
    let untracked: Vec<String> = paths.iter().filter(|path| !is_tracked(path)).cloned().collect();
    let ignored = git.ignored(&untracked)?;
    let status = git.status()?;
    for (path, content) in files {
        if ignored.contains(&path) {
            if !content.optional {
                findings.error("file-ignored", format!("{path} is ignored by git"), "take it out of .gitignore");
            }
            continue;
        }
        if content.old.is_none() && project.top.join(&path).symlink_metadata().is_ok() {
            let message = format!("{path} exists and cannot be read as a file");
            findings.error("file-unreadable", message, "move it away, or make it readable");
            continue;
        }
        if status.changed.contains(&path) {
            findings.error(
                "file-modified",
                format!("{path} has changes that are not committed"),
                "commit or stash them",
            );
        } else if !is_tracked(&path) && content.old.as_ref().is_some_and(|old| !is_ours(old)) {
            findings.error(
                "file-untracked",
                format!("{path} exists and is not under version control"),
                "add and commit it, or move it away",
            );
        }
        if content.old.as_ref() != Some(&content.new) {
            plan.files.push(FileChange { tracked: is_tracked(&path), path, old: content.old, new: content.new });
        }
    }
    let others = status.changed.iter().filter(|path| !paths.contains(path)).count();
    if others > 0 {
        let message = format!("{others} other file(s) have changes that are not committed");
        findings.warning("other-changes", message, "they stay as they are and are not in the release");
    }
    if status.branch.behind > 0 {
        let upstream = status.branch.upstream.unwrap_or_default();
        let message = format!("the branch is {} commit(s) behind {upstream}", status.branch.behind);
        findings.error("behind-upstream", message, "run `git pull`");
    }
    Ok(())
}

/// Text with `\r\n` for each `\n`.
fn crlf(text: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    lines.join(&b"\r\n"[..])
}

/// What attribution's `init` or an earlier run of either tool has written.
fn is_ours(content: &[u8]) -> bool {
    is_generated(content) || places::is_generated(content)
}
