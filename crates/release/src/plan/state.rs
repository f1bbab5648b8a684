//! Checks of the repository and of the version. In: a project and a request. Out: findings.

use super::{Plan, Request};
use crate::check::{Findings, matches_branch};
use crate::git::{GitError, Program};
use crate::project::Project;
use crate::settings::Sign;
use pep440_rs::Version;

/// Looks at the state of the repository.
pub(super) fn check_state(project: &Project, git: &Program, request: &Request, findings: &mut Findings) {
    if project.reader.work_tree().is_none() {
        findings.error("bare-repository", "the repository has no work tree", "release from a clone with a work tree");
    }
    if project.head.commit.is_none() {
        findings.error("no-commits", "there is no commit yet", "commit something first");
    }
    if let Some(operation) = git.operation() {
        let remedy = format!("finish it, or take it back with `git {operation} --abort`");
        findings.error("operation-in-progress", format!("a {operation} is in progress"), remedy);
    }
    if let Some(lock) = git.index_lock() {
        let message = format!("another git process is using the index ({})", lock.display());
        findings.error("index-locked", message, "wait for it; if none is running, remove the file");
    }
    match &project.head.branch {
        None if !request.allow_detached => {
            findings.error(
                "detached-head",
                "HEAD is detached: the release would be on no branch",
                "switch to a branch, or use --allow-detached",
            );
        }
        Some(branch) => {
            let name = branch.strip_prefix("refs/heads/").unwrap_or(branch);
            let allowed = &project.settings.branches;
            if !allowed.is_empty() && !allowed.iter().any(|pattern| matches_branch(pattern, name)) {
                let remedy = format!("switch to one of {}, or change `branches`", allowed.join(", "));
                findings.error("branch-not-allowed", format!("releases are not made from `{name}`"), remedy);
            }
        }
        None => {}
    }
    if project.reader.is_shallow() {
        let message = "the clone is shallow: tags and contributors are missing";
        findings.error("shallow-clone", message, "run `git fetch --tags --unshallow`");
    } else if git.config("remote.origin.tagOpt").ok().flatten().as_deref() == Some("--no-tags") {
        let message = "the clone fetches no tags, so released versions may be missing";
        findings.error(
            "tags-not-fetched",
            message,
            "run `git config --unset remote.origin.tagOpt` and `git fetch --tags`",
        );
    }
}

/// Looks at the version against those that exist.
pub(super) fn check_version(project: &Project, git: &Program, request: &Request, plan: &Plan, findings: &mut Findings) {
    let version = &request.version;
    if let Some(existing) = project.tags.find(version) {
        findings.error("tag-exists", format!("tag '{}' already exists!", existing.tag), "choose another version");
    } else if project.tags.all.iter().any(|tag| tag.name == plan.tag) {
        findings.error("tag-exists", format!("tag '{}' already exists!", plan.tag), "choose another version");
    }
    if let Some(remote) = &request.remote {
        check_remote(project, git, remote, version, findings);
    }
    if let Some(previous) =
        plan.previous.as_ref().filter(|previous| previous.version > *version && !request.allow_lower)
    {
        let message = format!("{version} is not higher than {}, the last version of this line", previous.version);
        findings.error("version-not-higher", message, "choose a higher version, or use --allow-lower");
    }
    let elsewhere = project.tags.releases.first().filter(|highest| highest.version > *version);
    if let Some(highest) =
        elsewhere.filter(|highest| plan.previous.as_ref().is_none_or(|previous| previous.tag != highest.tag))
    {
        let message = format!("{} is higher and is not in the history of this line", highest.tag);
        findings.warning("higher-elsewhere", message, "this is fine on a maintenance branch");
    }
    let spelt = version.to_string();
    if request.typed.trim_start_matches(['v', 'V']) != spelt {
        findings.warning("normalized", format!("{} is written {spelt} (PEP 440)", request.typed), "");
    }
    if version.is_local() {
        let message = format!("{spelt} has a local part, which PyPI does not take");
        findings.warning("local-version", message, "leave out the part after `+`");
    }
    if plan.commits == 0 && plan.head.is_some() {
        findings.warning("no-commits-since", "there are no commits since the last release", "");
    }
    for release in project.tags.releases.iter().filter(|release| !release.annotated) {
        let remedy = format!("to make it annotated: git tag -f -a {} {}^{{}}", release.tag, release.tag);
        findings.warning("lightweight-tag", format!("{} is a lightweight tag and has no notes", release.tag), remedy);
    }
}

fn check_remote(project: &Project, git: &Program, remote: &str, version: &Version, findings: &mut Findings) {
    let prefix = project.settings.tag_prefix.as_deref().unwrap_or("");
    match git.remote_tags(remote) {
        Ok(tags) => {
            let same = |tag: &&(String, _)| crate::tags::version_of(&tag.0, prefix).as_ref() == Some(version);
            if let Some((tag, _)) = tags.iter().find(same).filter(|_| project.tags.find(version).is_none()) {
                let message = format!("{remote} has the tag '{tag}' already");
                findings.error(
                    "tag-on-remote",
                    message,
                    format!("run `git fetch --tags {remote}`, then choose another version"),
                );
            }
        }
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().to_owned();
            let message = format!("{remote} cannot be asked whether it has the version already ({reason})");
            findings.warning("remote-unreachable", message, "use --offline not to ask");
        }
    }
}

/// Whether the tag is to be signed, and whether it can be as far as settings tell.
pub(super) fn signing(
    project: &Project,
    git: &Program,
    request: &Request,
    findings: &mut Findings,
) -> Result<bool, GitError> {
    let attribution = &project.settings.attribution;
    let by_git = git.config_is_true("tag.gpgSign")?;
    let key = git.config("user.signingkey")?;
    let sign = match (request.sign, project.settings.sign) {
        (Some(sign), _) => sign,
        (None, Some(Sign::Always)) => true,
        (None, Some(Sign::Never)) => false,
        (None, None) if attribution.present => attribution.signed_tags || by_git,
        (None, Some(Sign::Auto) | None) => by_git || key.is_some(),
    };
    if sign
        && git.config("gpg.format")?.as_deref() == Some("ssh")
        && key.is_none()
        && git.config("gpg.ssh.defaultKeyCommand")?.is_none()
    {
        let remedy = "set user.signingkey, or use --no-sign";
        findings.error("no-signing-key", "the tag is to be signed with SSH, and no key is set", remedy);
    }
    Ok(sign)
}
