//! What a program said, and how it ended.

use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// What a program wrote, and its exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error, with the project's directory written as `[ROOT]`.
    pub stderr: String,
    /// How it ended.
    pub status: ExitStatus,
}

impl Output {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The exit code; `None` if a signal ended the program.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }
}

/// Standard output, standard error and the exit code unless it is 0, with a mark where each ends.
impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut show = |text: &str| {
            f.write_str(text)?;
            // Whether there is a final newline is part of the contract.
            if text.is_empty() || text.ends_with('\n') { Ok(()) } else { writeln!(f, "[no newline]") }
        };
        show(&self.text())?;
        if !self.stderr.is_empty() {
            show("------- stderr -------\n")?;
            show(&self.stderr)?;
        }
        match (self.status.code(), self.status.signal()) {
            (Some(0), _) => write!(f, "[end]"),
            (Some(code), _) => write!(f, "[exit code {code}]"),
            (None, signal) => write!(f, "[signal {}]", signal.unwrap_or_default()),
        }
    }
}
