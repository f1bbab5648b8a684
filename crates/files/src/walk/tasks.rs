//! Who does the tasks of a walk.

use super::{STACK, WalkOptions};
use rayon::{Scope, ThreadPoolBuilder};
use std::cell::RefCell;
use std::io;
use std::num::NonZeroUsize;

/// The tasks of a walk that are still to be done, for tasks to add more.
pub(super) enum Tasks<'t, 's> {
    /// The threads of a pool take them up.
    Pool(&'t Scope<'s>),
    /// The thread that walks does one after the other.
    Own(&'t RefCell<Vec<Task<'s>>>),
}

pub(super) type Task<'s> = Box<dyn FnOnce(&Tasks<'_, 's>) + 's>;

impl<'s> Tasks<'_, 's> {
    /// Does the task `first` and all that it adds, with the threads that `options` ask for.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub(super) fn run(options: WalkOptions<'_>, first: impl FnOnce(&Tasks<'_, 's>) + Send + 's) -> io::Result<()> {
        if options.alone {
            let left = RefCell::new(Vec::new());
            let tasks = Tasks::Own(&left);
            first(&tasks);
            loop {
                let Some(task) = left.borrow_mut().pop() else { return Ok(()) };
                task(&tasks);
            }
        }
        let threads = options.jobs.map_or(0, NonZeroUsize::get);
        let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build().map_err(io::Error::other)?;
        pool.scope(|scope| first(&Tasks::Pool(scope)));
        Ok(())
    }

    /// Adds a task.
    pub(super) fn add(&self, task: impl FnOnce(&Tasks<'_, 's>) + Send + 's) {
        match self {
            Self::Pool(scope) => scope.spawn(move |scope| task(&Tasks::Pool(scope))),
            Self::Own(left) => left.borrow_mut().push(Box::new(task)),
        }
    }
}
