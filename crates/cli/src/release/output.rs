//! What the release tool prints. In: values. Out: text on the two streams, safe for a terminal, and the exit code.
//!
//! What was asked for goes to standard output, everything else to standard error.

use super::args::Global;
use harmless_report::{Palette, escape_path, escape_text, render_diff};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, or in order.
    Ok = 0,
    /// Refused by a check, or out of date. Nothing has changed.
    Refused = 1,
    /// Wrong usage or settings.
    Usage = 2,
    /// Failed, and taken back completely.
    Failed = 3,
    /// Failed, and something is left, which was listed.
    Left = 4,
    /// A release is unfinished.
    Unfinished = 5,
    /// Interrupted, and taken back.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The two streams and how they are to be used.
pub(super) struct Console {
    pub(super) json: bool,
    quiet: bool,
    verbose: bool,
    palette: Palette,
    asks: bool,
    /// Whether the user asked never to be asked.
    pub(super) never_asks: bool,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        let palette = Palette::new(global.color.resolve(io::stdout().is_terminal(), |name| std::env::var_os(name)));
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            palette,
            asks: terminal && !global.no_input,
            never_asks: global.no_input,
        }
    }

    /// Prints a result. A closed pipe is no error.
    pub(super) fn print(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    /// Prints a result as JSON on one line.
    pub(super) fn print_json(&self, value: &impl Serialize) {
        // Only maps with keys that are no strings fail.
        let text = serde_json::to_string(value).unwrap_or_default();
        self.print(&format!("{text}\n"));
    }

    /// Says something to the user.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Says something that only interests those who asked for more.
    pub(super) fn detail(&self, text: &str) {
        if self.verbose {
            self.error(text);
        }
    }

    /// Says something that must be heard.
    pub(super) fn error(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", printable(text));
    }

    /// Asks a question on a terminal; yes elsewhere.
    pub(super) fn confirm(&self, question: &str) -> bool {
        if !self.asks {
            return true;
        }
        let _ = write!(io::stderr().lock(), "{} [y/N] ", printable(question));
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "Yes")
    }

    /// A unified diff of one file, for a terminal.
    pub(super) fn diff(&self, path: &str, old: Option<&[u8]>, new: &[u8]) -> String {
        diff(path, old, new, self.palette, true)
    }
}

/// A unified diff of one file that `git apply` takes.
pub(super) fn plain_diff(path: &str, old: Option<&[u8]>, new: &[u8]) -> String {
    diff(path, old, new, Palette::default(), false)
}

fn diff(path: &str, old: Option<&[u8]>, new: &[u8], palette: Palette, escape: bool) -> String {
    let mut bytes = Vec::new();
    // Writing to a vector does not fail.
    let _ = render_diff(&mut bytes, Path::new(path), old.unwrap_or_default(), new, palette, escape);
    let text = String::from_utf8_lossy(&bytes);
    match text.split_once('\n') {
        Some((_, rest)) if old.is_none() => format!("{}\n{rest}", palette.bold("--- /dev/null")),
        _ => text.into_owned(),
    }
}

/// A path for messages: relative to the current folder where it is below it.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    escape_path(path.strip_prefix(here).unwrap_or(path)).into_owned()
}

/// Foreign text made safe for a terminal; line ends stay.
pub(super) fn printable(text: &str) -> String {
    text.split('\n').map(escape_text).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\rc\n"), "a\\x1b[2Jb\\rc\n");
        assert_eq!(printable("\u{202e}x"), "\\u{202e}x");
    }
}
