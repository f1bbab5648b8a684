//! A repository of its own, with fixed identities, dates and configuration, and the real executable to run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A temporary folder with a repository `proj` in it.
pub(super) struct Sandbox {
    pub(super) folder: TempDir,
    pub(super) repo: PathBuf,
    clock: u64,
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub(super) struct Run {
    /// `None` if it was killed.
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Everything a release may change, byte for byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct State {
    pub(super) head: String,
    pub(super) refs: String,
    pub(super) index: String,
    pub(super) status: String,
    pub(super) files: BTreeMap<String, (Vec<u8>, u32)>,
}

const GLOBAL: &str = "[user]\n\tname = Mae Maintainer\n\temail = mae@example.org\n[init]\n\tdefaultBranch = main\n\
    [advice]\n\tdetachedHead = false\n[gc]\n\tauto = 0\n[protocol \"file\"]\n\tallow = always\n[core]\n\tfsync = none\n";

impl Sandbox {
    /// A repository made with extra arguments of `git init`.
    pub(super) fn with_init(args: &[&str]) -> Self {
        let this = Self::unborn("proj");
        this.git(&[&["init", "-q"], args, &["."]].concat());
        this
    }

    /// A folder without a repository.
    pub(super) fn unborn(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let repo = root.join(name);
        fs::create_dir_all(&repo).unwrap();
        fs::create_dir(root.join("home")).unwrap();
        fs::write(root.join("home/.gitconfig"), GLOBAL).unwrap();
        Self { folder, repo, clock: 1_704_103_200 }
    }

    /// A repository.
    pub(super) fn new() -> Self {
        Self::with_init(&[])
    }

    /// A small project with attribution's settings, one commit, and nothing released.
    pub(super) fn project() -> Self {
        let mut this = Self::new();
        this.configure();
        this
    }

    pub(super) fn configure(&mut self) {
        self.write("pyproject.toml", "[tool.attribution]\nname = \"demo\"\npackage = \"demo\"\nsigned_tags = false\n");
        self.write("demo/__init__.py", "\"\"\"demo\"\"\"\n");
        self.commit("Add configuration", "Mae Maintainer");
    }

    pub(super) fn root(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.repo.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.repo.join(path)).unwrap()).unwrap()
    }

    /// A hook or another script.
    pub(super) fn script(&self, path: &Path, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(super) fn hook(&self, name: &str, text: &str) {
        self.script(&self.repo.join(".git/hooks").join(name), text);
    }

    /// Sets what every command sees.
    pub(super) fn prepare(&self, command: &mut Command, clock: u64) {
        let home = self.root().join("home");
        for variable in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "EDITOR",
            "VISUAL",
            "GIT_EDITOR",
            "GNUPGHOME",
            "SSH_AUTH_SOCK",
            "GIT_PAGER",
            "PAGER",
        ] {
            command.env_remove(variable);
        }
        command
            .current_dir(&self.repo)
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"))
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env("SOURCE_DATE_EPOCH", "1717243200")
            .env("GIT_AUTHOR_DATE", format!("@{clock} +0000"))
            .env("GIT_COMMITTER_DATE", format!("@{clock} +0000"))
            .stdin(Stdio::null());
    }

    /// Runs git, which must succeed; its output without the last line end.
    pub(super) fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        self.prepare(&mut command, self.clock);
        let output = command.args(args).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?}: {stderr}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Commits everything.
    pub(super) fn commit(&mut self, message: &str, author: &str) {
        self.clock += 3600;
        self.git(&["add", "-A"]);
        let author = format!("{author} <{}@example.org>", author.split(' ').next().unwrap_or("x").to_lowercase());
        self.git(&["commit", "-q", "--allow-empty", "-m", message, "--author", &author]);
    }

    /// Makes an annotated tag.
    pub(super) fn tag(&mut self, name: &str, message: &str) {
        self.clock += 3600;
        self.git(&["tag", "-a", name, "-m", message]);
    }

    /// The executable, ready to run.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harmless-release"));
        self.prepare(&mut command, 1_717_243_200);
        command.args(args);
        command
    }

    /// Runs the executable.
    pub(super) fn run(&self, args: &[&str]) -> Run {
        finish(self.command(args))
    }

    /// Runs the executable with environment variables.
    pub(super) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.command(args);
        command.envs(variables.iter().copied());
        finish(command)
    }

    /// Everything a release may change.
    pub(super) fn state(&self) -> State {
        let mut files = BTreeMap::new();
        collect(&self.repo, &self.repo, &mut files);
        State {
            head: format!(
                "{} {}",
                fs::read_to_string(self.git_path("HEAD")).unwrap(),
                self.git(&["rev-parse", "HEAD"])
            ),
            refs: self.git(&["for-each-ref", "--format=%(objectname) %(refname)"]),
            index: self.git(&["ls-files", "-s", "-v"]),
            status: self.git(&["--no-optional-locks", "status", "--porcelain", "--untracked-files=all"]),
            files,
        }
    }

    /// The bytes of the index, which taking back restores exactly.
    pub(super) fn index_bytes(&self) -> Vec<u8> {
        fs::read(self.git_path("index")).unwrap_or_default()
    }

    pub(super) fn git_path(&self, name: &str) -> PathBuf {
        self.repo.join(self.git(&["rev-parse", "--git-path", name]))
    }

    /// The same folder once more, with all files.
    pub(super) fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new("cp").arg("-a").arg(self.root().join(".")).arg(folder.path()).status().unwrap();
        assert!(status.success());
        let name = self.repo.strip_prefix(self.root()).unwrap();
        let repo = fs::canonicalize(folder.path()).unwrap().join(name);
        Self { repo, folder, clock: self.clock }
    }

    /// That nothing of a release is left over.
    pub(super) fn assert_clean(&self) {
        let journal = self.git_path("harmless-release/journal.json");
        assert!(!journal.exists(), "the journal is still there");
        let state = self.state();
        let litter: Vec<&String> = state.files.keys().filter(|path| path.contains(".harmless-release")).collect();
        assert!(litter.is_empty(), "{litter:?}");
    }
}

pub(super) fn finish(mut command: Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, (Vec<u8>, u32)>) {
    use std::os::unix::fs::PermissionsExt;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == ".git") {
            continue;
        }
        let meta = fs::symlink_metadata(&path).unwrap();
        if meta.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.insert(name, (fs::read(&path).unwrap_or_default(), meta.permissions().mode()));
        }
    }
}

impl Run {
    #[track_caller]
    pub(super) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}
