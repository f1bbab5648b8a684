//! Signals that end a run: the file at hand is finished, the rest is left alone.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Linux's and the BSDs' number of the signal for a file that may not grow further; it would end the process in the
/// middle of a write, which otherwise fails in order.
const SIGXFSZ: i32 = 25;

/// From now on the first Ctrl-C (or request to end) sets the flag that is returned, and the second ends the process.
///
/// # Errors
/// When the system refuses the handlers.
pub(crate) fn watch() -> io::Result<Arc<AtomicBool>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&interrupted))?;
    }
    remember(&interrupted)?;
    Ok(interrupted)
}

/// From now on Ctrl-C (or a request to end) sets the flag, however often it comes: for work that must be taken back
/// in order.
///
/// # Errors
/// When the system refuses the handlers.
pub(crate) fn remember(interrupted: &Arc<AtomicBool>) -> io::Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(interrupted))?;
    }
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn the_first_signal_is_only_remembered() {
        let interrupted = watch().expect("handlers are set");
        assert!(!interrupted.load(Ordering::Relaxed));
        signal_hook::low_level::raise(SIGINT).expect("raised");
        assert!(interrupted.load(Ordering::Relaxed));
    }
}
