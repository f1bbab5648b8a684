//! A directory with files to run programs on.

use crate::Output;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A temporary project. Its methods panic where the file system fails them: a test cannot go on then.
#[derive(Debug)]
pub struct Project {
    /// Holds the project and, beside it, an empty home.
    top: TempDir,
}

impl Project {
    /// An empty project.
    #[track_caller]
    pub fn new() -> Self {
        let project = Self { top: TempDir::new().expect("a temporary directory") };
        fs::create_dir(project.root()).expect("a project directory");
        fs::create_dir(project.home()).expect("a home directory");
        project
    }

    /// A project of files, each a path and its text.
    #[track_caller]
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let project = Self::new();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// The project's directory.
    pub fn root(&self) -> PathBuf {
        let top = self.top.path();
        top.canonicalize().unwrap_or_else(|_| top.to_path_buf()).join("project")
    }

    fn home(&self) -> PathBuf {
        self.top.path().join("home")
    }

    /// The absolute path of `path`.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, and the directories it needs.
    #[track_caller]
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("directories are made");
        fs::write(&path, content).expect("the file is written");
        self
    }

    /// Reads a file.
    #[track_caller]
    pub fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.path(path)).expect("the file is there")
    }

    /// Reads a file of text.
    #[track_caller]
    pub fn text(&self, path: impl AsRef<Path>) -> String {
        String::from_utf8(self.read(path)).expect("the file is UTF-8")
    }

    /// Makes `link` a symbolic link to `target`.
    #[track_caller]
    pub fn link(&self, link: impl AsRef<Path>, target: impl AsRef<Path>) -> &Self {
        std::os::unix::fs::symlink(target, self.path(link)).expect("the link is made");
        self
    }

    /// Sets the mode bits of a file.
    #[track_caller]
    pub fn chmod(&self, path: impl AsRef<Path>, mode: u32) -> &Self {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).expect("the mode is set");
        self
    }

    /// The names of all files below the project's directory, but for git's own, ordered.
    #[track_caller]
    pub fn files(&self) -> Vec<String> {
        fn list(directory: &Path, root: &Path, names: &mut Vec<String>) {
            for entry in fs::read_dir(directory).expect("the directory is there") {
                let path = entry.expect("the entry is there").path();
                match path.is_dir() && !path.is_symlink() {
                    true if path.ends_with(".git") => {}
                    true => list(&path, root, names),
                    false => names.push(path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned()),
                }
            }
        }
        let mut names = Vec::new();
        list(&self.root(), &self.root(), &mut names);
        names.sort();
        names
    }

    /// Runs git in the project's directory, as somebody, at some fixed time.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> Output {
        let output = self.run("git", arguments).expect("git starts");
        assert!(output.status.success(), "git {arguments:?}\n{output}");
        output
    }

    /// Makes the project's directory a git repository.
    #[track_caller]
    pub fn git_init(&self) -> &Self {
        self.git(&["init", "-q", "-b", "main"]);
        self
    }

    /// An invocation of `program` in the project's directory.
    pub fn invoke(&self, program: impl AsRef<OsStr>) -> Invocation {
        let mut command = Command::new(program);
        command
            .current_dir(self.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("LC_ALL", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
            .envs([("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z"), ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")]);
        Invocation { command, stdin: Vec::new(), root: self.root() }
    }

    /// Runs `program` in the project's directory without input.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> std::io::Result<Output> {
        self.invoke(program).args(arguments).run()
    }
}

impl Default for Project {
    fn default() -> Self {
        Self::new()
    }
}

/// A program that is about to be run.
#[derive(Debug)]
pub struct Invocation {
    command: Command,
    stdin: Vec<u8>,
    root: PathBuf,
}

impl Invocation {
    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in this directory of the project.
    pub fn within(mut self, directory: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.root.join(directory));
        self
    }

    /// Gives the program this input.
    pub fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        self.stdin = input.as_ref().to_vec();
        self
    }

    /// The command itself, for what the other methods do not do.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(mut self) -> std::io::Result<Output> {
        let pipe = Stdio::piped;
        let mut child = self.command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn()?;
        let stdin = child.stdin.take();
        let input = std::mem::take(&mut self.stdin);
        let writer = std::thread::spawn(move || {
            // A program that reads no input is none the worse for it.
            stdin.map(|mut stdin| stdin.write_all(&input))
        });
        let output = child.wait_with_output()?;
        drop(writer.join());
        let root = self.root.to_string_lossy().into_owned();
        Ok(Output {
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).replace(&root, "[ROOT]"),
            status: output.status,
        })
    }
}
