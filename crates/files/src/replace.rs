//! Putting new bytes in the place of a file's old ones, all or nothing.
//!
//! The usual way is a temporary file beside the target that takes its name. Where that would lose something of the
//! file (other names of it, its owner, attributes that cannot be copied) the bytes are overwritten in place, behind a
//! saved copy. Either way the file holds its old or its new bytes when an error is reported, and nothing is left
//! beside it. What is protected against is the end of this program, a full disk and other programs that write the
//! file at the same time, not a power failure. In place the protection is less: an edit that comes in the very moment of
//! writing is lost, and a program that is killed then leaves the file half-written, with the saved copy beside it.

use crate::read::Buffer;
use rustix::fs::{CWD, OFlags, RenameFlags, XattrFlags};
use rustix::io::Errno;
use std::borrow::Cow;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::NamedTempFile;
use thiserror::Error;

/// Why a file was not replaced. But for [`ReplaceError::Damaged`] and [`ReplaceError::Litter`] it is as it was.
#[derive(Debug, Error)]
pub enum ReplaceError {
    /// The file is gone, no regular file any more, or cannot be read.
    #[error("the file cannot be read again before writing: {0}")]
    Unreadable(io::Error),
    /// The file's mode or the system forbids writing.
    #[error("the file cannot be written: {0}")]
    Forbidden(io::Error),
    /// Nobody may write the file.
    #[error("the file is read-only")]
    ReadOnly,
    /// The directory does not let a temporary file be made, so the file could not be written safely.
    #[error("the file is unchanged, since no temporary file can be made beside it: {0}")]
    NoTemporary(io::Error),
    /// Somebody else wrote the file meanwhile.
    #[error("the file has changed since it was read, and is left as it is now")]
    Changed,
    /// Writing failed; the file has its old bytes.
    #[error("writing failed, and the file is unchanged: {0}")]
    Failed(io::Error),
    /// The file has its new bytes, but a temporary file could not be removed.
    #[error("the file was written, but `{}` could not be removed: {error}", .path.display())]
    Litter {
        /// The temporary file.
        path: PathBuf,
        /// Why it could not be removed.
        error: io::Error,
    },
    /// Writing in place failed, and so did putting the old bytes back.
    #[error("writing failed half-way; the old content is in `{}`: {error}", .saved.display())]
    Damaged {
        /// Where the old bytes are.
        saved: PathBuf,
        /// Why writing failed.
        error: io::Error,
    },
}

/// Replaces the bytes of the file at `path`, which were `old` when it was read, by `new`. A symbolic link stays and
/// its target is replaced. Mode, owner, other hard links and extended attributes are kept.
///
/// # Errors
/// When the file cannot or must not be written, or does not hold `old` any more.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), ReplaceError> {
    let (file, target) = match open(path) {
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            let target = fs::canonicalize(path).map_err(ReplaceError::Unreadable)?;
            (open(&target), Cow::Owned(target))
        }
        opened => (opened, Cow::Borrowed(path)),
    };
    let mut file = file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ReplaceError::Unreadable(error),
        _ => ReplaceError::Forbidden(error),
    })?;
    let metadata = file.metadata().map_err(ReplaceError::Unreadable)?;
    if metadata.mode() & 0o222 == 0 {
        return Err(ReplaceError::ReadOnly);
    }
    let temporary = temporary_beside(&target)?;
    if metadata.nlink() == 1 && take_attributes(temporary.as_file(), &file, &metadata).is_ok() {
        by_renaming(&target, &file, &metadata, temporary, old, new)
    } else {
        in_place(&mut file, temporary, old, new)
    }
}

/// Opens what is at `path` itself, not what a link there leads to.
fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32;
    OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)
}

/// An empty file in the target's directory, with a name that says whose it is.
fn temporary_beside(target: &Path) -> Result<NamedTempFile, ReplaceError> {
    let directory = match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    };
    let named = tempfile::Builder::new().prefix(".harmless-").suffix(".tmp").tempfile_in(directory);
    // The error that comes back names the file that was not made, which is of no use to anybody.
    named.map_err(|error| ReplaceError::NoTemporary(error.kind().into()))
}

/// Gives `temporary` the owner, extended attributes (access control lists are some) and mode of `file`.
fn take_attributes(temporary: &File, file: &File, metadata: &Metadata) -> io::Result<()> {
    let own = temporary.metadata()?;
    if (own.uid(), own.gid()) != (metadata.uid(), metadata.gid()) {
        std::os::unix::fs::fchown(temporary, Some(metadata.uid()), Some(metadata.gid()))?;
    }
    let mut names = [0; 4096];
    let len = match rustix::fs::flistxattr(file, &mut names[..]) {
        Ok(len) => len,
        Err(Errno::OPNOTSUPP) => 0,
        Err(error) => return Err(error.into()),
    };
    for name in names[..len].split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let (mut wanted, mut present) = ([0; 65536], [0; 65536]);
        let wanted_len = rustix::fs::fgetxattr(file, name, &mut wanted[..])?;
        let same = rustix::fs::fgetxattr(temporary, name, &mut present[..])
            .is_ok_and(|len| present[..len] == wanted[..wanted_len]);
        if !same {
            rustix::fs::fsetxattr(temporary, name, &wanted[..wanted_len], XattrFlags::empty())?;
        }
    }
    temporary.set_permissions(Permissions::from_mode(metadata.mode() & 0o7777))
}

fn by_renaming(
    target: &Path,
    file: &File,
    metadata: &Metadata,
    mut temporary: NamedTempFile,
    old: &[u8],
    new: &[u8],
) -> Result<(), ReplaceError> {
    temporary.write_all(new).map_err(ReplaceError::Failed)?;
    if !holds(file, old).map_err(ReplaceError::Unreadable)? {
        return Err(ReplaceError::Changed);
    }
    // Exchanging the two, and looking at what came out, leaves no moment in which another's edit could be lost.
    match exchange(temporary.path(), target) {
        Ok(()) => {}
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => return by_plain_renaming(target, metadata, temporary),
        Err(error) => return Err(ReplaceError::Failed(error.into())),
    }
    let came_out = temporary.path().to_path_buf();
    if is_at(&came_out, metadata) && holds(file, old).unwrap_or(false) {
        return remove(temporary).map_err(|error| ReplaceError::Litter { path: came_out, error });
    }
    match exchange(&came_out, target) {
        Ok(()) => Err(ReplaceError::Changed),
        Err(error) => {
            let error = error.into();
            let saved = temporary.into_temp_path().keep().unwrap_or(came_out);
            Err(ReplaceError::Damaged { saved, error })
        }
    }
}

/// Where the file system cannot exchange two files: nothing tells afterwards what was replaced, so it is looked at before whether the
/// file that was opened is still at `target`.
fn by_plain_renaming(target: &Path, metadata: &Metadata, temporary: NamedTempFile) -> Result<(), ReplaceError> {
    if !is_at(target, metadata) {
        return Err(ReplaceError::Changed);
    }
    temporary.persist(target).map(drop).map_err(|error| ReplaceError::Failed(error.error))
}

fn exchange(one: &Path, other: &Path) -> rustix::io::Result<()> {
    rustix::io::retry_on_intr(|| rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE))
}

/// Removes the temporary file; a passing failure must not leave it behind.
fn remove(temporary: NamedTempFile) -> io::Result<()> {
    let path = temporary.into_temp_path();
    match fs::remove_file(&path) {
        // It is gone, so there is nothing left to remove when the name is dropped.
        Ok(()) => path.keep().map(drop).map_err(|error| error.error),
        Err(_) => path.close(),
    }
}

/// One file may have several names in a tree, and the threads that come to them must not write at the same time.
static IN_PLACE: Mutex<()> = Mutex::new(());

fn in_place(file: &mut File, mut saved: NamedTempFile, old: &[u8], new: &[u8]) -> Result<(), ReplaceError> {
    let _one_at_a_time = IN_PLACE.lock().unwrap_or_else(PoisonError::into_inner);
    saved.write_all(old).and_then(|()| saved.as_file().sync_data()).map_err(ReplaceError::Failed)?;
    let mut now = Vec::with_capacity(old.len() + 1);
    file.read_to_end(&mut now).map_err(ReplaceError::Unreadable)?;
    if now == new {
        return Ok(()); // Done already, under another name of the file.
    }
    if now != old {
        return Err(ReplaceError::Changed);
    }
    if let Err(error) = overwrite(file, new) {
        return match overwrite(file, old) {
            Ok(()) => Err(ReplaceError::Failed(error)),
            Err(_) => {
                let path = saved.path().to_path_buf();
                let saved = saved.into_temp_path().keep().unwrap_or(path);
                Err(ReplaceError::Damaged { saved, error })
            }
        };
    }
    let path = saved.path().to_path_buf();
    remove(saved).map_err(|error| ReplaceError::Litter { path, error })
}

fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_data()
}

/// Whether the file with this `metadata` is the one at `path`.
fn is_at(path: &Path, metadata: &Metadata) -> bool {
    let identity = |metadata: &Metadata| (metadata.dev(), metadata.ino());
    fs::symlink_metadata(path).is_ok_and(|found| identity(&found) == identity(metadata))
}

/// Whether `file` holds exactly `bytes`.
fn holds(file: &File, bytes: &[u8]) -> io::Result<bool> {
    Buffer::with(|buffer| buffer.read_open(file).map(|now| now == bytes))
}

#[cfg(test)]
mod tests;
