//! The steps of a release, each of which first looks whether it has been taken already.

use super::journal::{Journal, JournalError, JournalFile, Store};
use super::{Step, Watch, files};
use crate::git::{self, GitError, Program};
use crate::oid::Oid;
use crate::places;
use crate::project::ProjectError;
use crate::tags::universal_newlines;
use crate::version::Spelling;
use crate::worktree::WorkTree;
use pep440_rs::Version;
use std::fs;
use std::io;
use std::str::FromStr;
use thiserror::Error;

/// A finished release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The commit.
    pub commit: Oid,
    /// Files that a hook has rewritten.
    pub rewritten: Vec<String>,
}

/// Why a step failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// The user interrupted.
    #[error("interrupted")]
    Interrupted,
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The probe of the signature failed.
    #[error("signing does not work: {0}")]
    Signing(GitError),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The operating system's reason.
        source: io::Error,
    },
    /// Somebody else has changed a file.
    #[error("{0} was changed by somebody else meanwhile")]
    Changed(String),
    /// Somebody else has moved the branch or made the tag.
    #[error("{0}")]
    Moved(String),
    /// git or a hook refused.
    #[error(transparent)]
    Git(#[from] GitError),
    /// What was made is not what was planned.
    #[error("{0}")]
    Unexpected(String),
    /// The project cannot be read any more.
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// Takes all steps that are not taken yet.
///
/// # Errors
/// If one fails; nothing is taken back here.
pub fn run(git: &Program, store: &Store, journal: &mut Journal, watch: &mut Watch<'_>) -> Result<Done, Failure> {
    watch.before(Step::Begin)?;
    let commit = match own_commit(git, journal)? {
        Some(commit) => commit,
        None => make_commit(git, store, journal, watch)?,
    };
    watch.before(Step::CheckCommit)?;
    let rewritten = check_commit(git, store, journal, commit)?;
    if own_tag(git, journal, commit)?.is_none() {
        watch.before(Step::Tag)?;
        git.tag(&journal.tag, commit, &journal.notes, journal.sign)?;
    }
    watch.before(Step::CheckRelease)?;
    check_release(git, journal, commit)?;
    watch.before(Step::Index)?;
    let paths = journal.paths();
    if git.is_staged(&paths)? {
        git.reset_paths(&paths)?;
    }
    // The last moment at which everything can be taken back.
    watch.before(Step::End)?;
    files::clean(git.folder(), journal);
    store.clear();
    Ok(Done { commit, rewritten })
}

/// The commit of the release if `HEAD` is it; `None` if `HEAD` is where it was before.
pub(super) fn own_commit(git: &Program, journal: &Journal) -> Result<Option<Oid>, Failure> {
    // Opened anew each time: what is read must be what is there now.
    let reader = git::open(git.folder())?;
    let head = reader.head()?;
    if head.branch != journal.branch {
        return Err(Failure::Moved("another branch was checked out meanwhile".into()));
    }
    if head.commit == journal.old_head() {
        return Ok(None);
    }
    let Some(commit) = head.commit else { return Err(Failure::Moved("HEAD has lost its commit".into())) };
    match reader.object(commit)? {
        Some(raw) if is_own(&raw, journal) => Ok(Some(commit)),
        _ => Err(Failure::Moved("somebody else has committed meanwhile".into())),
    }
}

/// Whether a commit is the release's: its one parent and its message say so. Hooks may have added to the message.
fn is_own(raw: &[u8], journal: &Journal) -> bool {
    let text = String::from_utf8_lossy(raw);
    let Some((header, message)) = text.split_once("\n\n") else { return false };
    let parents: Vec<&str> = header.lines().filter_map(|line| line.strip_prefix("parent ")).collect();
    parents == [journal.head.as_str()] && message.trim_start().starts_with(journal.message.trim())
}

/// The release's tag.
#[derive(Debug)]
pub(super) struct OwnTag {
    /// The tag object.
    pub(super) target: Oid,
    is_signed: bool,
}

/// The release's tag, if it is there; an error if the name is taken by another.
pub(super) fn own_tag(git: &Program, journal: &Journal, commit: Oid) -> Result<Option<OwnTag>, Failure> {
    let reader = git::open(git.folder())?;
    let Some(target) = reader.reference(&format!("refs/tags/{}", journal.tag))? else { return Ok(None) };
    let raw = reader.object(target)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&raw);
    let (header, body) = text.split_once("\n\n").unwrap_or_default();
    if !header.starts_with(&format!("object {commit}\n")) || !body.starts_with(&journal.notes) {
        return Err(Failure::Moved(format!("the tag {} was made by somebody else meanwhile", journal.tag)));
    }
    Ok(Some(OwnTag { target, is_signed: body[journal.notes.len()..].contains("-----BEGIN ") }))
}

fn make_commit(git: &Program, store: &Store, journal: &mut Journal, watch: &mut Watch<'_>) -> Result<Oid, Failure> {
    // After a crash in a hook the files may be as it has left them.
    if store.path("committing").exists() && take_rewritten(git, store, journal)? && !is_acceptable(git, journal)? {
        return Err(Failure::Unexpected("the release's files were changed in more than their layout".into()));
    }
    files::write_all(git.folder(), journal, watch)?;
    let new: Vec<String> = journal.files.iter().filter(|file| !file.tracked).map(|file| file.path.clone()).collect();
    if !new.is_empty() {
        watch.before(Step::Register)?;
        git.add_intent(&new)?;
    }
    watch.before(Step::Commit)?;
    store.put("committing", b"")?;
    let paths = journal.paths();
    if let Err(refused) = git.commit(&journal.message, &paths) {
        // A formatter that rewrites files fails its first run and is content with the second.
        if !take_rewritten(git, store, journal)? || !is_acceptable(git, journal)? {
            return Err(refused.into());
        }
        watch.before(Step::Commit)?;
        git.commit(&journal.message, &paths)?;
    }
    own_commit(git, journal)?.ok_or_else(|| Failure::Unexpected("git made no commit".into()))
}

/// Takes what a hook has made of the files into the journal; whether there was anything.
pub(super) fn take_rewritten(git: &Program, store: &Store, journal: &mut Journal) -> Result<bool, Failure> {
    let mut any = false;
    for file in &mut journal.files {
        let now = fs::read(git.folder().join(&file.path));
        let now = now.map_err(|source| Failure::File { path: file.path.clone(), source })?;
        if now != file.new && Some(&now) != file.old.as_ref() {
            let planned = std::mem::replace(&mut file.new, now);
            file.planned.get_or_insert(planned);
            any = true;
        }
    }
    if any {
        journal.save(store)?;
    }
    Ok(any)
}

/// Whether files that a hook has rewritten still say what they must: the version in every place, and the changelog's
/// words.
fn is_acceptable(git: &Program, journal: &Journal) -> Result<bool, Failure> {
    let Ok(version) = Version::from_str(&journal.version) else { return Ok(false) };
    let project = journal.project(git)?;
    let tree = WorkTree { root: &project.root, prefix: &project.prefix, git };
    let found = places::find(&tree, &project.settings, Some(&version));
    for JournalFile { path, new, planned, .. } in &journal.files {
        let Some(planned) = planned else { continue };
        let mut of_file = found.places.iter().filter(|place| project.path(&place.path) == *path).peekable();
        let is_place = of_file.peek().is_some();
        let right = of_file.all(|place| {
            Spelling::spell(place.spelling, &version).as_ref() == Some(&place.current)
                || place.version().as_ref() == Some(&version)
        });
        let acceptable = if is_place { right } else { same_words(new, planned) };
        if !acceptable {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_words(a: &[u8], b: &[u8]) -> bool {
    let words =
        |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect() };
    words(a) == words(b)
}

/// Compares the commit with the plan; the files that a hook has rewritten on the way.
fn check_commit(git: &Program, store: &Store, journal: &mut Journal, commit: Oid) -> Result<Vec<String>, Failure> {
    if take_rewritten(git, store, journal)? && !is_acceptable(git, journal)? {
        return Err(Failure::Unexpected("a hook has changed more than the layout of the release's files".into()));
    }
    let range = [journal.head.as_str(), &commit.to_string()].map(str::to_owned);
    let args = ["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", &range[0], &range[1]];
    let output = git.read(&args)?;
    let paths = journal.paths();
    let blobs = git.blobs_of(&paths)?;
    let mut fields = output.split(|&byte| byte == 0);
    while let (Some(info), Some(path)) = (fields.next(), fields.next()) {
        let path = String::from_utf8_lossy(path);
        let blob = info.split(|&byte| byte == b' ').nth(3).and_then(Oid::from_hex);
        match paths.iter().position(|planned| *planned == path) {
            Some(at) if blob == Some(blobs[at]) => {}
            Some(_) => {
                return Err(Failure::Unexpected(format!("{path} was committed with another content than planned")));
            }
            None => return Err(Failure::Unexpected(format!("{path} was added to the commit, by a hook"))),
        }
    }
    Ok(journal.files.iter().filter(|file| file.planned.is_some()).map(|file| file.path.clone()).collect())
}

/// Reads the release back: the tag is on the commit and signed if it was to be, and the changelog generated from the
/// real tags is the one in it.
fn check_release(git: &Program, journal: &Journal, commit: Oid) -> Result<(), Failure> {
    match own_tag(git, journal, commit)? {
        None => return Err(Failure::Unexpected(format!("the tag {} is not there", journal.tag))),
        Some(tag) if journal.sign && !tag.is_signed => {
            return Err(Failure::Unexpected(format!("the tag {} is not signed", journal.tag)));
        }
        Some(_) => {}
    }
    let Some(path) = &journal.generated_changelog else { return Ok(()) };
    let Some(file) = journal.files.iter().find(|file| file.path == *path) else { return Ok(()) };
    let project = journal.project(git)?;
    let sections = project.sections(project.history(false)?, None)?;
    let text = project.render(&sections);
    let committed = String::from_utf8_lossy(&file.new).into_owned();
    let same = universal_newlines(&committed) == text
        || file.planned.is_some() && same_words(committed.as_bytes(), text.as_bytes());
    if same {
        Ok(())
    } else {
        Err(Failure::Unexpected("the changelog in the tag is not the one generated from the tags".into()))
    }
}
