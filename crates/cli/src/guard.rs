//! A panic while one file is processed is an error of that file, not the end of the run.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Has panics remembered instead of printed. To be called once, before [`catch`].
pub(crate) fn install() {
    panic::set_hook(Box::new(|panic| PLACE.set(panic.location().map(ToString::to_string))));
}

/// Runs `work`; a panic in it becomes an error that says what happened and where in this program.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = payload.downcast_ref::<&str>().copied().map(String::from);
        let message = message.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        match PLACE.take() {
            Some(place) => format!("internal error, please report it: {message} ({place})"),
            None => format!("internal error, please report it: {message}"),
        }
    })
}
