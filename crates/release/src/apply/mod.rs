//! Making a release from a plan, so that it is either finished or never was.
//!
//! Everything that is needed to finish or to take back is in a journal before the first change. Steps recognise their
//! own work by its content, not by flags, so going on after a crash and taking back after a crash use the same code as
//! without one. References change only from what the journal says they were; what somebody else changed meanwhile
//! is left and reported.

mod files;
mod journal;
mod rollback;
mod steps;

pub use journal::{Journal, JournalError, Store};
pub use rollback::{Leftover, roll_back};
pub use steps::{Done, Failure, run};

use crate::git::Program;
use crate::plan::Plan;
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

/// One step, told before it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The journal is written; nothing has changed yet.
    Begin,
    /// A file gets its new content.
    Write(String),
    /// New files are registered in the index.
    Register,
    /// The commit is made.
    Commit,
    /// The commit is compared with the plan.
    CheckCommit,
    /// The tag is made.
    Tag,
    /// The tag is compared with the plan.
    CheckRelease,
    /// The index is brought in line.
    Index,
    /// The journal is removed.
    End,
}

/// Who follows a release while it is made.
pub struct Watch<'a> {
    /// Told before each step.
    pub step: &'a mut dyn FnMut(&Step),
    /// Set when the user interrupts; looked at between steps.
    pub interrupted: &'a AtomicBool,
}

impl Watch<'_> {
    fn before(&mut self, step: Step) -> Result<(), Failure> {
        (self.step)(&step);
        if self.interrupted.load(Ordering::SeqCst) { Err(Failure::Interrupted) } else { Ok(()) }
    }
}

/// How a release that failed was left.
#[derive(Debug, Error)]
#[error("{cause}")]
pub struct ApplyError {
    /// Why it failed.
    pub cause: Failure,
    /// What could not be taken back; empty if everything is as it was.
    pub leftovers: Vec<Leftover>,
}

/// Makes a release.
///
/// # Errors
/// If a step fails. Then what was done has been taken back, but for what is listed.
pub fn apply(git: &Program, plan: &Plan, watch: &mut Watch<'_>) -> Result<Done, ApplyError> {
    let unchanged = |cause: Failure| ApplyError { cause, leftovers: Vec::new() };
    let store = Store::open(git.common_dir_path()).map_err(|error| unchanged(error.into()))?;
    if plan.sign {
        git.probe_signature().map_err(|error| unchanged(Failure::Signing(error)))?;
    }
    let mut journal = Journal::create(&store, git, plan).map_err(|error| unchanged(error.into()))?;
    finish(git, &store, &mut journal, watch)
}

/// Goes on with a journaled release.
///
/// # Errors
/// As [`apply`].
pub fn finish(git: &Program, store: &Store, journal: &mut Journal, watch: &mut Watch<'_>) -> Result<Done, ApplyError> {
    match run(git, store, journal, watch) {
        Ok(done) => Ok(done),
        Err(cause) => {
            // An interrupt also ends the git command that is running.
            let cause = if watch.interrupted.load(Ordering::SeqCst) { Failure::Interrupted } else { cause };
            Err(ApplyError { leftovers: roll_back(git, store, journal), cause })
        }
    }
}

/// git in the work tree that a journal names, unless the repository has been moved or copied since.
pub fn program_of(work_tree: &str, here: Program) -> Program {
    match Program::open(std::path::Path::new(work_tree)) {
        Ok(there) if there.common_dir_path() == here.common_dir_path() => there,
        _ => here,
    }
}
