//! Taking back a finished release that nobody else has seen. In: a project and a version. Out: what to take back, or
//! why not; and then the repository as it was before the release.

mod journal;

pub use journal::{Destination, UndoJournal};

use crate::apply::{JournalError, Leftover, Store};
use crate::git::{GitError, Program};
use crate::oid::Oid;
use crate::project::Project;
use crate::tags::Release;
use pep440_rs::Version;
use thiserror::Error;

/// Why a release is not taken back.
#[derive(Debug, Error)]
pub enum UndoError {
    /// No such release.
    #[error("there is no release{}", .0.as_ref().map(|version| format!(" {version}")).unwrap_or_default())]
    NotFound(Option<Version>),
    /// Not the commit that is checked out.
    #[error("{tag} is not on the commit that is checked out; only the last release can be taken back")]
    NotAtHead {
        /// The tag.
        tag: String,
    },
    /// The commit is no release commit of ours.
    #[error("the commit of {tag} does more than a release; delete the tag by hand if you mean it: git tag -d {tag}")]
    NotOurs {
        /// The tag.
        tag: String,
    },
    /// Others may have it.
    #[error("{tag} is on {place} already; make a new release instead")]
    Published {
        /// The tag.
        tag: String,
        /// Where.
        place: String,
    },
    /// A remote did not answer.
    #[error("cannot tell whether {remote} has {tag}: {reason}; use --offline if it was never pushed")]
    Unknown {
        /// The tag.
        tag: String,
        /// The remote.
        remote: String,
        /// What it said.
        reason: String,
    },
    /// Files of the release have changed since.
    #[error("{0} has changes that are not committed; commit or stash them")]
    Modified(String),
    /// git failed.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// Why taking back ended early.
#[derive(Debug, Error)]
pub enum UndoFailure {
    /// The journal cannot be written; nothing was changed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Something failed or was changed by somebody else.
    #[error("{}", .causes.iter().map(|cause| cause.message.as_str()).collect::<Vec<_>>().join("\n"))]
    Stopped {
        /// What.
        causes: Vec<Leftover>,
        /// What could not be returned to the release; empty if all is as it was.
        leftovers: Vec<Leftover>,
    },
}

/// A release that can be taken back.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The release.
    pub release: Release,
    /// The release's commit.
    pub commit: Oid,
    /// The commit before.
    pub parent: Oid,
    /// The files it changed.
    pub paths: Vec<String>,
    tag_target: Oid,
}

/// Checks whether a release, or the last one, can be taken back. `offline`: remotes are not asked.
///
/// # Errors
/// If it cannot.
pub fn plan_undo(
    project: &Project,
    git: &Program,
    version: Option<&Version>,
    offline: bool,
) -> Result<Undo, UndoError> {
    let release = match version {
        Some(version) => project.tags.find(version),
        None => project
            .tags
            .releases
            .iter()
            .find(|release| release.commit.is_some() && release.commit == project.head.commit),
    };
    let release = release.or_else(|| project.tags.releases.first().filter(|_| version.is_none()));
    let release = release.ok_or_else(|| UndoError::NotFound(version.cloned()))?.clone();
    let tag = release.tag.clone();
    let (Some(commit), true) = (release.commit, release.commit == project.head.commit) else {
        return Err(UndoError::NotAtHead { tag });
    };
    let not_ours = || UndoError::NotOurs { tag: release.tag.clone() };
    let raw = git.objects(&[commit.to_string()])?.pop().flatten().unwrap_or_default();
    let text = String::from_utf8_lossy(&raw);
    let parents: Vec<Oid> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| Oid::from_hex(line.strip_prefix("parent ")?.as_bytes()))
        .collect();
    let [parent] = parents[..] else { return Err(not_ours()) };
    let subject = text.split_once("\n\n").map_or("", |(_, message)| message).lines().next().unwrap_or_default();
    if !subject.contains(&release.version.to_string()) {
        return Err(not_ours());
    }
    let range = [parent.to_string(), commit.to_string()];
    let output = git.read(&["diff-tree", "-r", "-z", "--name-only", "--no-renames", &range[0], &range[1]])?;
    let paths: Vec<String> = output
        .split(|&byte| byte == 0)
        .filter(|path| !path.is_empty())
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect();
    let status = git.status()?;
    if let Some(path) = paths.iter().find(|path| status.changed.contains(path)) {
        return Err(UndoError::Modified(path.clone()));
    }
    check_unpublished(git, &tag, commit, offline)?;
    let tag_target = project.tags.all.iter().find(|known| known.name == tag).map(|known| known.target);
    Ok(Undo { tag_target: tag_target.ok_or_else(not_ours)?, release, commit, parent, paths })
}

fn check_unpublished(git: &Program, tag: &str, commit: Oid, offline: bool) -> Result<(), UndoError> {
    let published = |place: &str| UndoError::Published { tag: tag.to_owned(), place: place.to_owned() };
    let branches =
        git.read(&["for-each-ref", "--format=%(refname:short)", &format!("--contains={commit}"), "refs/remotes/"])?;
    if let Some(branch) = String::from_utf8_lossy(&branches).lines().next() {
        return Err(published(branch));
    }
    if offline {
        return Ok(());
    }
    for remote in git.remotes()? {
        match git.remote_tags(&remote) {
            Ok(tags) if tags.iter().any(|(known, _)| known == tag) => return Err(published(&remote)),
            Ok(_) => {}
            Err(error) => {
                let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
                return Err(UndoError::Unknown { tag: tag.to_owned(), remote, reason });
            }
        }
    }
    Ok(())
}

/// Takes the release back, so that it is either taken back or as it was.
///
/// # Errors
/// If the branch or the tag has changed meanwhile, or a file cannot be restored. What could not be returned to the release is listed.
pub fn undo(git: &Program, undo: &Undo) -> Result<(), UndoFailure> {
    let store = Store::open(git.common_dir_path())?;
    let journal = UndoJournal::create(&store, git, undo)?;
    let causes = journal.settle(git, &store, Destination::Before);
    if causes.is_empty() {
        return Ok(());
    }
    let leftovers = if causes.iter().any(|cause| cause.again) {
        journal.settle(git, &store, Destination::Released)
    } else {
        causes.clone()
    };
    Err(UndoFailure::Stopped { causes, leftovers })
}
