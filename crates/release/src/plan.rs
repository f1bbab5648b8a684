//! The plan of a release. In: a project, a version and notes. Out: the new bytes of every file, the commit, the tag, and what speaks
//! against it. Changes nothing.

use crate::changelog::{self, InsertError, Insertion, Section, Upcoming};
use crate::check::{Finding, Findings, Severity, matches_branch};
use crate::git::{GitError, Program};
use crate::history::{History, Identity};
use crate::oid::Oid;
use crate::places::{self, Found, Place};
use crate::project::Project;
use crate::settings::{Contributors, Sign, Style};
use crate::tags::{Release, normalize_notes, universal_newlines};
use crate::worktree::{WorkTree, resolve};
use pep440_rs::Version;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The version as typed, to say so if it is spelt otherwise.
    pub typed: String,
    /// The version.
    pub version: Version,
    /// The notes; `None` while they are not known yet.
    pub notes: Option<String>,
    /// Whether to sign, if the user said so.
    pub sign: Option<bool>,
    /// Whether a detached `HEAD` will do.
    pub allow_detached: bool,
    /// Whether the version may be lower than the last one.
    pub allow_lower: bool,
    /// Whether there may be no notes.
    pub allow_empty_notes: bool,
    /// The style of the changelog, if the user said so.
    pub style: Option<Style>,
    /// The remote to ask whether the version exists there; `None` not to ask.
    pub remote: Option<String>,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
}

/// A file that the release changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The path relative to the work tree.
    pub path: String,
    /// The bytes now; `None` if the file does not exist.
    pub old: Option<Vec<u8>>,
    /// The bytes then.
    pub new: Vec<u8>,
    /// Whether it is under version control already.
    pub tracked: bool,
}

/// A release, ready to be made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder of the project's settings.
    pub home: std::path::PathBuf,
    /// Which of several packages is released.
    pub package: Option<String>,
    /// The version.
    pub version: Version,
    /// The last version of this line: the highest whose tag is an ancestor.
    pub previous: Option<Release>,
    /// The tag's name.
    pub tag: String,
    /// The branch's full name; `None` if detached.
    pub branch: Option<String>,
    /// What the release is made on top of; `None` if there is no commit, which is an error among the findings.
    pub head: Option<Oid>,
    /// The commit's message.
    pub message: String,
    /// The tag's notes, normalized.
    pub notes: String,
    /// Whether the tag is signed.
    pub sign: bool,
    /// The files that change.
    pub files: Vec<FileChange>,
    /// How the changelog is kept.
    pub style: Style,
    /// The changelog's path relative to the work tree, if it is kept.
    pub changelog: Option<String>,
    /// The new section.
    pub section: Option<Section>,
    /// How many commits there are since the last version.
    pub commits: usize,
    /// What speaks against it.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// Whether nothing forbids it.
    pub fn is_possible(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }

    /// The paths of the files that change.
    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }
}

/// One file of a plan, for reports.
#[derive(Debug, Serialize)]
pub struct FileSummary<'a> {
    /// The path relative to the work tree.
    pub path: &'a str,
    /// Whether it is new.
    pub created: bool,
}

/// The places of the version in a project's work tree.
pub fn found_places(project: &Project, git: &Program) -> Found {
    let tree = WorkTree { root: &project.root, prefix: &project.prefix, git };
    let known = project.tags.releases.first().map(|release| release.version.clone());
    places::find(&tree, &project.settings, known.as_ref())
}

/// The last release of the line that is checked out: the highest version whose tag is an ancestor of `HEAD`.
pub fn previous(project: &Project, history: &History) -> Option<Release> {
    let head = history.find(project.head.commit?)?;
    let reachable = history.reachable(head);
    let is_ancestor = |release: &&Release| {
        release.commit.and_then(|commit| history.find(commit)).is_some_and(|commit| reachable[commit as usize])
    };
    project.tags.releases.iter().find(is_ancestor).cloned()
}

/// Makes the plan and checks everything.
///
/// # Errors
/// If the repository cannot be read. What is wrong with the release itself is in the plan's findings.
pub fn plan(project: &Project, git: &Program, request: &Request) -> Result<Plan, GitError> {
    let history = project.history(true)?;
    let previous = previous(project, &history);
    let mut plan = Plan {
        home: project.home.clone(),
        package: project.package.clone(),
        tag: project.tag_name(&request.version),
        branch: project.head.branch.clone(),
        head: project.head.commit,
        message: commit_message(project, &request.version),
        notes: normalize_notes(request.notes.as_deref().unwrap_or_default()),
        sign: false,
        files: Vec::new(),
        style: Style::None,
        changelog: None,
        section: None,
        commits: commits_since(project, &history, previous.as_ref()),
        findings: Vec::new(),
        version: request.version.clone(),
        previous,
    };
    let mut findings = Findings::default();
    check_state(project, git, request, &mut findings);
    check_version(project, git, request, &plan, &mut findings);
    if project.reader.work_tree().is_none() {
        plan.findings = findings.0;
        return Ok(plan);
    }
    plan.sign = signing(project, git, request, &mut findings)?;
    if request.notes.is_some() && plan.notes.is_empty() && !request.allow_empty_notes {
        findings.error("empty-notes", "the notes are empty", "write some, or use --allow-empty-notes");
    }
    let author = match git.identity("GIT_AUTHOR_IDENT").and_then(|author| git.identity("GIT_COMMITTER_IDENT").map(|_| author)) {
        Ok((name, email)) => Identity { name: name.into_bytes(), email: email.into_bytes() },
        Err(_) => {
            findings.error("no-identity", "git does not know who you are", "set user.name and user.email with `git config`");
            Identity { name: Vec::new(), email: Vec::new() }
        }
    };
    let mut contents: BTreeMap<String, Contents> = BTreeMap::new();
    plan_versions(project, git, &plan, &mut contents, &mut findings)?;
    plan_changelog(project, git, request, &mut plan, history, author, &mut contents, &mut findings)?;
    check_files(project, git, &mut plan, contents, &mut findings)?;
    plan.findings = findings.0;
    Ok(plan)
}

/// A file's bytes before and after.
#[derive(Debug)]
struct Contents {
    old: Option<Vec<u8>>,
    new: Vec<u8>,
    /// Whether it was found by looking around, not named anywhere: then it is left alone if git ignores it.
    optional: bool,
}

fn commit_message(project: &Project, version: &Version) -> String {
    let tag = project.tag_name(version);
    let template = match (&project.settings.tag_prefix, project.settings.commit_message.as_str()) {
        // Several packages in one repository: the tag says which.
        (Some(_), "Version bump v{version}") => "Version bump {tag}",
        (_, template) => template,
    };
    let message = template.replace("{version}", &version.to_string()).replace("{tag}", &tag);
    format!("{}\n", message.trim_end())
}

fn commits_since(project: &Project, history: &History, previous: Option<&Release>) -> usize {
    let Some(head) = project.head.commit.and_then(|head| history.find(head)) else { return 0 };
    let of_head = history.reachable(head);
    let base = previous.and_then(|release| release.commit).and_then(|commit| history.find(commit));
    let of_base = base.map_or_else(|| vec![false; of_head.len()], |base| history.reachable(base));
    of_head.iter().zip(&of_base).filter(|(head, base)| **head && !**base).count()
}

fn check_state(project: &Project, git: &Program, request: &Request, findings: &mut Findings) {
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
            findings.error("detached-head", "HEAD is detached: the release would be on no branch", "switch to a branch, or use --allow-detached");
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
    } else if git.config("remote.origin.tagOpt", "").ok().flatten().as_deref() == Some("--no-tags") {
        let message = "the clone fetches no tags, so released versions may be missing";
        findings.error("tags-not-fetched", message, "run `git config --unset remote.origin.tagOpt` and `git fetch --tags`");
    }
}

fn check_version(project: &Project, git: &Program, request: &Request, plan: &Plan, findings: &mut Findings) {
    let version = &request.version;
    if let Some(existing) = project.tags.find(version) {
        findings.error("tag-exists", format!("tag '{}' already exists!", existing.tag), "choose another version");
    } else if project.tags.all.iter().any(|tag| tag.name == plan.tag) {
        findings.error("tag-exists", format!("tag '{}' already exists!", plan.tag), "choose another version");
    }
    if let Some(remote) = &request.remote {
        check_remote(project, git, remote, version, findings);
    }
    if let Some(previous) = plan.previous.as_ref().filter(|previous| previous.version > *version && !request.allow_lower) {
        let message = format!("{version} is not higher than {}, the last version of this line", previous.version);
        findings.error("version-not-higher", message, "choose a higher version, or use --allow-lower");
    }
    let elsewhere = project.tags.releases.first().filter(|highest| highest.version > *version);
    if let Some(highest) = elsewhere.filter(|highest| plan.previous.as_ref().is_none_or(|previous| previous.tag != highest.tag)) {
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
            let same = |tag: &&String| crate::tags::version_of(tag, prefix).as_ref() == Some(version);
            if let Some(tag) = tags.iter().find(same).filter(|_| project.tags.find(version).is_none()) {
                let message = format!("{remote} has the tag '{tag}' already");
                findings.error("tag-on-remote", message, format!("run `git fetch --tags {remote}`, then choose another version"));
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
fn signing(project: &Project, git: &Program, request: &Request, findings: &mut Findings) -> Result<bool, GitError> {
    let attribution = &project.settings.attribution;
    let by_git = git.config("tag.gpgSign", "--bool")?.as_deref() == Some("true");
    let key = git.config("user.signingkey", "")?;
    let sign = match (request.sign, project.settings.sign) {
        (Some(sign), _) => sign,
        (None, Some(Sign::Always)) => true,
        (None, Some(Sign::Never)) => false,
        (None, None) if attribution.present => attribution.signed_tags || by_git,
        (None, Some(Sign::Auto) | None) => by_git || key.is_some(),
    };
    if sign && git.config("gpg.format", "")?.as_deref() == Some("ssh") && key.is_none() && git.config("gpg.ssh.defaultKeyCommand", "")?.is_none() {
        let remedy = "set user.signingkey, or use --no-sign";
        findings.error("no-signing-key", "the tag is to be signed with SSH, and no key is set", remedy);
    }
    Ok(sign)
}

/// The new bytes of the files that hold the version.
fn plan_versions(
    project: &Project,
    git: &Program,
    plan: &Plan,
    contents: &mut BTreeMap<String, Contents>,
    findings: &mut Findings,
) -> Result<(), GitError> {
    let found = found_places(project, git);
    for error in &found.errors {
        findings.error("version-place", error.to_string(), "put the version there as a plain string, or take the place out of the configuration");
    }
    let authorities: Vec<&Place> = found.places.iter().filter(|place| !place.derived).collect();
    if !authorities.is_empty() && found.agreed().is_none() {
        let list: Vec<String> = authorities.iter().map(|place| format!("{} ({}): {}", place.path, place.key, place.current)).collect();
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
            Err(error) => findings.error("version-place", error.to_string(), "choose a version that can be written there"),
        }
    }
    if let Some(path) = found.new_version_file {
        let full = project.root.join(&path);
        if !full.parent().is_some_and(std::path::Path::is_dir) {
            let message = format!("there is no folder `{}` for {path}", project.settings.attribution.package);
            findings.error("no-package", message, "set `package` in [tool.attribution], or `version_file = false`");
        } else {
            let text = places::version_file_text(&plan.version.to_string());
            let text = if git.wants_crlf(&project.path(&path))? { text.replace('\n', "\r\n") } else { text };
            contents.insert(project.path(&path), Contents { old: None, new: text.into_bytes(), optional: false });
        }
    }
    Ok(())
}

/// The usual names of changelogs.
const CHANGELOGS: [&str; 6] = ["CHANGELOG.md", "CHANGES.md", "HISTORY.md", "CHANGELOG.rst", "CHANGES.rst", "HISTORY.rst"];

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

fn is_generated(content: &[u8]) -> bool {
    memchr::memmem::find(content, changelog::BADGE.as_bytes()).is_some()
}

#[expect(clippy::too_many_arguments, reason = "the parts of one plan, put together in one place")]
fn plan_changelog(
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
            findings.error("changelog-not-ours", format!("{name} is not a generated changelog and would be overwritten"), remedy);
            return Ok(());
        }
        (Style::Attribution, text) => {
            let new = changelog::render_attribution(&project.settings.attribution.name, &sections);
            let crlf = match text {
                Some(text) => text.contains("\r\n"),
                None => git.wants_crlf(&path)?,
            };
            if crlf { new.replace('\n', "\r\n") } else { new }
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
                Contributors::None => None,
                Contributors::Names => Some(name),
                Contributors::Counts => Some(format!("{name} ({})", contributor.commits)),
            }
        })
        .collect();
    if !names.is_empty() {
        let between = if body.is_empty() { "" } else { "\n" };
        body = format!("{body}{between}Contributors: {}\n", names.join(", "));
    }
    body
}

/// Checks the files against git, and takes those that change into the plan.
fn check_files(
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
    let is_tracked = |path: &String| tracked.iter().any(|file| file.path == *path);
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
        if status.changed.contains(&path) {
            findings.error("file-modified", format!("{path} has changes that are not committed"), "commit or stash them");
        } else if !is_tracked(&path) && content.old.as_ref().is_some_and(|old| !is_ours(old)) {
            findings.error("file-untracked", format!("{path} exists and is not under version control"), "add and commit it, or move it away");
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

/// What attribution's `init` or an earlier run of either tool has written.
fn is_ours(content: &[u8]) -> bool {
    is_generated(content) || places::is_generated(content)
}
