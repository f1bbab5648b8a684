//! What can be wrong with a path before a file is read.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// A path that was not visited although the user may expect it.
#[derive(Debug)]
pub struct Problem {
    /// The path as it is shown.
    pub path: PathBuf,
    /// What is wrong.
    pub kind: ProblemKind,
    /// Whether the user named this path; otherwise it was met in a walk.
    pub named: bool,
}

impl Problem {
    /// Whether the command failed at what it was asked to do. Other problems are worth a note only: a walk leaves
    /// links and special files alone.
    pub fn is_error(&self) -> bool {
        self.named || matches!(self.kind, ProblemKind::Unreadable(_))
    }
}

/// The kinds of [`Problem`].
#[derive(Debug, Error)]
pub enum ProblemKind {
    /// There is no such file.
    #[error("no such file or directory")]
    Missing,
    /// A directory that cannot be listed, or a path that cannot be looked at.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// A FIFO, socket or device.
    #[error("not a regular file")]
    Special,
    /// A symbolic link to nothing.
    #[error("symbolic link to a file that does not exist")]
    DanglingLink,
    /// A symbolic link that leads back to itself.
    #[error("symbolic link that leads to itself")]
    LinkLoop,
    /// A symbolic link to a place outside what is walked.
    #[error("symbolic link to `{}`, outside the tree; name it to have it processed", .0.display())]
    LinkOutside(PathBuf),
}

impl ProblemKind {
    /// What it means that looking at a path gave `error`.
    pub(crate) fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => Self::LinkLoop,
            _ => Self::Unreadable(error),
        }
    }
}
