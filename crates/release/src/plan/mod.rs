//! The plan of a release. In: a project, a version and notes. Out: the new bytes of every file, the commit, the tag,
//! and what speaks against it. Changes nothing.

mod changelog;
mod files;
mod state;

pub use changelog::changelog_file;

use crate::changelog::Section;
use crate::check::{Finding, Findings, Severity};
use crate::git::{GitError, Program};
use crate::history::{History, Identity};
use crate::oid::Oid;
use crate::places::{self, Found};
use crate::project::Project;
use crate::settings::Style;
use crate::tags::{Release, normalize_notes};
use crate::worktree::WorkTree;
use changelog::plan_changelog;
use files::{Contents, check_files, plan_versions};
use pep440_rs::Version;
use state::{check_state, check_version, signing};
use std::collections::BTreeMap;

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
    let author = match git.author() {
        Ok((name, email)) => Identity { name: name.into_bytes(), email: email.into_bytes() },
        Err(_) => {
            findings.error(
                "no-identity",
                "git does not know who you are",
                "set user.name and user.email with `git config`",
            );
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
