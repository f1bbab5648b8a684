//! Replacing the files of a release: every new content is on the disk before the first file is replaced.

use super::journal::{Journal, JournalFile, Store};
use super::{Failure, Step, Watch};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a file is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Old,
    New,
    Other,
}

/// Compares a file with the journal.
pub(super) fn state(root: &Path, file: &JournalFile) -> io::Result<State> {
    let now = match fs::read(root.join(&file.path)) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    Ok(if now.as_deref() == Some(&file.new) {
        State::New
    } else if now == file.old {
        State::Old
    } else {
        State::Other
    })
}

/// The temporary file beside a file.
fn staging(root: &Path, file: &JournalFile) -> PathBuf {
    let target = root.join(&file.path);
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    target.with_file_name(format!(".{name}.harmless-release"))
}

/// Brings all files to their new content.
pub(super) fn write_all(root: &Path, journal: &Journal, watch: &mut Watch<'_>) -> Result<(), Failure> {
    let failed = |file: &JournalFile, source| Failure::File { path: file.path.clone(), source };
    let mut pending = Vec::new();
    for file in &journal.files {
        match state(root, file).map_err(|source| failed(file, source))? {
            State::New => {}
            State::Old => pending.push(file),
            State::Other => return Err(Failure::Changed(file.path.clone())),
        }
    }
    for file in &pending {
        stage(root, file).map_err(|source| failed(file, source))?;
    }
    for file in &pending {
        watch.before(Step::Write(file.path.clone()))?;
        fs::rename(staging(root, file), root.join(&file.path)).map_err(|source| failed(file, source))?;
    }
    Ok(())
}

fn stage(root: &Path, file: &JournalFile) -> io::Result<()> {
    let path = staging(root, file);
    let old = fs::metadata(root.join(&file.path));
    if old.as_ref().is_ok_and(|old| old.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    crate::git::write_synced(&path, &file.new)?;
    match old {
        Ok(old) => fs::set_permissions(&path, old.permissions()),
        Err(_) => Ok(()),
    }
}

/// Removes temporary files that a crash has left.
pub(super) fn clean(root: &Path, journal: &Journal) {
    for file in &journal.files {
        let _ = fs::remove_file(staging(root, file));
    }
}

/// Brings a file back to its old content, with the copy in the journal where that is possible.
pub(super) fn restore(root: &Path, store: &Store, number: usize, file: &JournalFile) -> io::Result<()> {
    let target = root.join(&file.path);
    let Some(old) = &file.old else { return fs::remove_file(target) };
    let copy = store.path(&format!("old-{number}"));
    let permissions = fs::metadata(&target).map(|now| now.permissions());
    if let Ok(permissions) = &permissions {
        let _ = fs::set_permissions(&copy, permissions.clone());
    }
    if fs::rename(&copy, &target).is_ok() {
        return Ok(());
    }
    // The git directory may be on another file system, or an earlier attempt has used the copy up.
    let staged = staging(root, file);
    crate::git::write_synced(&staged, old)?;
    if let Ok(permissions) = permissions {
        fs::set_permissions(&staged, permissions)?;
    }
    fs::rename(staged, target)
}
