//! What the release tool prints. In: values. Out: text on the two streams, safe for a terminal, and the exit code.
//!
//! What was asked for goes to standard output, everything else to standard error.

use super::args::{Color, Global};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::io::{self, IsTerminal, Write};
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
    color: bool,
    asks: bool,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = |name: &str| set(name) && std::env::var_os(name).is_some_and(|value| value != "0");
        let color = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
            Color::Auto => io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            color,
            asks: terminal && !global.no_input,
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

    /// A unified diff of one file.
    pub(super) fn diff(&self, path: &str, old: Option<&[u8]>, new: &[u8]) -> String {
        let (Ok(old_text), Ok(new_text)) = (std::str::from_utf8(old.unwrap_or_default()), std::str::from_utf8(new))
        else {
            return format!("Binary file {path} changes\n");
        };
        let diff = TextDiff::from_lines(old_text, new_text);
        let before = if old.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
        let mut text = self.paint("1", &format!("--- {before}\n+++ b/{path}\n"));
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            text += &self.paint("36", &format!("{}\n", hunk.header()));
            for change in hunk.iter_changes() {
                let (sign, color) = match change.tag() {
                    ChangeTag::Equal => (' ', ""),
                    ChangeTag::Delete => ('-', "31"),
                    ChangeTag::Insert => ('+', "32"),
                };
                let line = change.value();
                let content = printable(line.trim_end_matches(['\r', '\n']));
                text += &self.paint(color, &format!("{sign}{content}\n"));
                if change.missing_newline() {
                    text += "\\ No newline at end of file\n";
                }
            }
        }
        text
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if !self.color || code.is_empty() {
            return text.to_owned();
        }
        text.lines().map(|line| format!("\x1b[{code}m{line}\x1b[0m\n")).collect()
    }
}

/// Foreign text made safe for a terminal: control characters other than line ends and tabs are shown as escapes.
pub(super) fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        let bidirectional = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if (character.is_control() && !matches!(character, '\n' | '\t')) || bidirectional {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\rc\n"), "a\\u{1b}[2Jb\\u{d}c\n");
        assert_eq!(printable("\u{202e}x"), "\\u{202e}x");
    }
}
