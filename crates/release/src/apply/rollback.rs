//! Taking a release back to exactly the state before it, whatever steps were taken.

use super::files::{self, State};
use super::journal::{Journal, Store};
use super::steps::{own_commit, own_tag};
use crate::git::{Program, RefChange};
use std::fs;

/// Something that could not be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What, and why.
    pub message: String,
    /// Whether trying again may help (a lock, a full disk); else somebody else has changed it, and it is theirs.
    pub again: bool,
}

/// Takes back what was done. The journal is removed unless trying again may help.
pub fn roll_back(git: &Program, store: &Store, journal: &Journal) -> Vec<Leftover> {
    store.free_reserve();
    let mut left = Vec::new();
    references(git, journal, &mut left);
    restore_files(git, store, journal, &mut left);
    files::clean(git.folder(), journal);
    if let Err(error) = git.restore_index(&journal.saved_index(store), &journal.paths()) {
        left.push(Leftover { message: format!("the index: {error}"), again: true });
    }
    if !left.iter().any(|leftover| leftover.again) {
        store.clear();
    }
    left
}

fn references(git: &Program, journal: &Journal, left: &mut Vec<Leftover>) {
    let commit = match own_commit(git, journal) {
        Ok(commit) => commit,
        Err(error) => return left.push(Leftover { message: format!("HEAD: {error}"), again: false }),
    };
    let (Some(commit), Some(old)) = (commit, journal.old_head()) else { return };
    let mut changes = vec![RefChange { name: "HEAD".into(), old: Some(commit), new: Some(old) }];
    match own_tag(git, journal, commit) {
        Ok(Some(tag)) => {
            changes.push(RefChange { name: format!("refs/tags/{}", journal.tag), old: Some(tag.target), new: None });
        }
        Ok(None) => {}
        Err(error) => left.push(Leftover { message: error.to_string(), again: false }),
    }
    if let Err(error) = git.update_refs(&changes, &format!("harmless-release: take back {}", journal.tag)) {
        left.push(Leftover { message: format!("the commit and the tag: {error}"), again: true });
    }
}

fn restore_files(git: &Program, store: &Store, journal: &Journal, left: &mut Vec<Leftover>) {
    let root = git.folder();
    let hooks_ran = store.path("committing").exists();
    for (number, file) in journal.files.iter().enumerate() {
        let result = match files::state(root, file) {
            Ok(State::Old) => Ok(()),
            Ok(State::New) if file.planned.is_none() => files::restore(root, store, number, file),
            // As planned, before a hook rewrote it.
            Ok(State::Other) if file.planned.is_some() && fs::read(root.join(&file.path)).ok() == file.planned => {
                files::restore(root, store, number, file)
            }
            // A hook has rewritten it, or somebody else: what is there now is kept beside the journal.
            Ok(State::New | State::Other) if hooks_ran => {
                let name = format!("rescued-{}", file.path.replace('/', "-"));
                let copied = fs::copy(root.join(&file.path), store.path(&name)).map(drop);
                copied.and_then(|()| files::restore(root, store, number, file))
            }
            Ok(State::New | State::Other) => {
                let message = format!("{}: changed by somebody else, left as it is", file.path);
                left.push(Leftover { message, again: false });
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            left.push(Leftover { message: format!("{}: {error}", file.path), again: true });
        }
    }
}
