//! Running the `git` program. In: arguments and input. Out: its output, or an error that quotes it.
//!
//! Every call is made safe for foreign repositories: no file-system monitor, no pager, no lazy fetching, no optional
//! locks, messages in English. Calls that must not run what the repository's own configuration names use
//! [`Program::read`]; those that the user asked for and that must run hooks, filters and signing use
//! [`Program::write`].

use super::GitError;
use super::configuration::Configuration;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;

/// The `git` program, bound to one work tree.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) folder: PathBuf,
    pub(super) work_tree: Option<PathBuf>,
    pub(super) git_dir: PathBuf,
    pub(super) common_dir: PathBuf,
    pub(super) index: PathBuf,
    pub(super) configuration: OnceLock<Configuration>,
}

/// What a command left.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Both streams as text, standard error first.
    pub fn text(&self) -> String {
        let stderr = String::from_utf8_lossy(&self.stderr);
        let stdout = String::from_utf8_lossy(&self.stdout);
        let between = if stderr.is_empty() || stderr.ends_with('\n') { "" } else { "\n" };
        format!("{stderr}{between}{stdout}")
    }
}

impl Program {
    /// Finds the repository around `folder`.
    ///
    /// # Errors
    /// If there is none, or git refuses it (for example because another user owns it).
    pub fn open(folder: &Path) -> Result<Self, GitError> {
        let mut this = Self {
            folder: folder.to_owned(),
            work_tree: None,
            git_dir: PathBuf::new(),
            common_dir: PathBuf::new(),
            index: PathBuf::new(),
            configuration: OnceLock::new(),
        };
        let args = ["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir", "--git-path", "index"];
        let args = [&args[..], &["--show-toplevel"]].concat();
        let output = this.run(this.command(Mode::Read, &args), &args, b"")?;
        let lines: Vec<&[u8]> = output.stdout.split(|&byte| byte == b'\n').collect();
        let path = |line: &[u8]| PathBuf::from(os_string(line));
        let [git_dir, common_dir, index, rest @ ..] = &lines[..] else {
            return Err(GitError::NotARepository(output.text().trim_end().to_owned()));
        };
        (this.git_dir, this.common_dir, this.index) = (path(git_dir), path(common_dir), path(index));
        // Without a work tree the last question fails, when the others are answered.
        this.work_tree = rest.first().filter(|_| output.status.success()).map(|line| path(line));
        if let Some(root) = &this.work_tree {
            this.folder.clone_from(root);
        }
        Ok(this)
    }

    /// Where commands are run: the work tree's root.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The directory that all work trees share.
    pub fn common_dir_path(&self) -> &Path {
        &self.common_dir
    }

    /// Runs a command that only reads, with input.
    ///
    /// # Errors
    /// If it cannot be run or fails.
    pub fn read_with(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        Self::success(args, self.run(self.command(Mode::Read, args), args, input)?)
    }

    /// Runs a command that only reads.
    ///
    /// # Errors
    /// If it cannot be run or fails.
    pub fn read(&self, args: &[&str]) -> Result<Vec<u8>, GitError> {
        self.read_with(args, b"")
    }

    /// Runs a command that only reads and may fail: its output, however it ended.
    ///
    /// # Errors
    /// If it cannot be run.
    pub fn try_read(&self, args: &[&str]) -> Result<Output, GitError> {
        self.try_read_with(args, b"")
    }

    /// As [`Program::try_read`], with input.
    ///
    /// # Errors
    /// If it cannot be run.
    pub fn try_read_with(&self, args: &[&str], input: &[u8]) -> Result<Output, GitError> {
        self.run(self.command(Mode::Read, args), args, input)
    }

    /// Runs a command that changes the repository.
    ///
    /// # Errors
    /// If it cannot be run or fails.
    pub fn write(&self, args: &[&str], input: &[u8]) -> Result<Output, GitError> {
        let output = self.run(self.command(Mode::Write, args), args, input)?;
        if output.status.success() { Ok(output) } else { Err(failed(args, &output)) }
    }

    /// As [`Program::read`], with another index than the work tree's.
    ///
    /// # Errors
    /// If it cannot be run or fails.
    pub fn read_index(&self, index: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
        let mut command = self.command(Mode::Read, args);
        command.env("GIT_INDEX_FILE", index);
        Self::success(args, self.run(command, args, b"")?)
    }

    /// A command for reading that inherits this process's streams; the caller runs it.
    pub fn interactive(&self, args: &[&str]) -> Command {
        let mut command = self.command(Mode::Show, args);
        command.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
        command
    }

    fn success(args: &[&str], output: Output) -> Result<Vec<u8>, GitError> {
        if output.status.success() { Ok(output.stdout) } else { Err(failed(args, &output)) }
    }

    fn command(&self, mode: Mode, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder);
        if mode != Mode::Write {
            command.args(["-c", "core.fsmonitor=false", "-c", "log.showSignature=false"]);
            command.args(["-c", "gpg.program=gpg", "-c", "gpg.openpgp.program=gpg"]);
            command.args(["-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.x509.program=gpgsm"]);
            command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
        }
        if mode == Mode::Read {
            command.args(["--no-pager", "-c", "i18n.logOutputEncoding=UTF-8"]);
        }
        if mode != Mode::Show {
            command.env("LC_MESSAGES", "C").env("LANGUAGE", "C").env("GIT_TERMINAL_PROMPT", "0");
        }
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, mut command: Command, args: &[&str], input: &[u8]) -> Result<Output, GitError> {
        let error = |source| GitError::Io { command: args.join(" "), source };
        if input.is_empty() {
            command.stdin(Stdio::null());
        }
        let mut child = command.spawn().map_err(error)?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                // A command that ends before it has read everything is judged by its status.
                scope.spawn(move || {
                    let _ = stdin.write_all(input);
                });
            }
            child.wait_with_output()
        });
        let output = output.map_err(error)?;
        Ok(Output { status: output.status, stdout: output.stdout, stderr: output.stderr })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Plumbing whose output is read.
    Read,
    /// Output for the user, in the user's formats.
    Show,
    /// A change.
    Write,
}

fn failed(args: &[&str], output: &Output) -> GitError {
    let command = args.iter().take(3).copied().collect::<Vec<_>>().join(" ");
    GitError::Failed { command, status: output.status.to_string(), output: output.text() }
}

/// Bytes of git's output as a string of the operating system.
#[cfg(unix)]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

/// Bytes of git's output as a string of the operating system.
#[cfg(not(unix))]
pub(super) fn os_string(bytes: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(bytes).into_owned())
}
