//! A sign of life on the terminal while a run takes long.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A run that is done before has no need of it.
const PATIENCE: Duration = Duration::from_millis(500);
const REFRESH: Duration = Duration::from_millis(100);

/// Shows how many files were visited, from half a second after it starts until it is dropped.
pub(crate) struct Progress {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts, if it is `wanted`.
    pub(crate) fn start(wanted: bool, visited: &Arc<AtomicUsize>) -> Self {
        let thread = wanted.then(|| {
            let (stop, stopped) = channel::<()>();
            let visited = Arc::clone(visited);
            let watch = move || {
                if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} files") {
                    bar.set_style(style);
                }
                loop {
                    bar.set_position(visited.load(Ordering::Relaxed) as u64);
                    bar.tick();
                    if stopped.recv_timeout(REFRESH) != Err(RecvTimeoutError::Timeout) {
                        break;
                    }
                }
                bar.finish_and_clear();
            };
            (stop, std::thread::spawn(watch))
        });
        Self { thread }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // A spinner that failed has nothing to say about the run.
            let _ = thread.join();
        }
    }
}
