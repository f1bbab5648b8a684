//! Changing a repository, always through the `git` program. Every change of a reference states what it expects to find.

use super::status::literal;
use super::{GitError, Output, Program};
use crate::oid::Oid;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A change of one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefChange {
    /// The full name, or `HEAD`.
    pub name: String,
    /// What it must point at now; `None` if it must not exist.
    pub old: Option<Oid>,
    /// What it shall point at; `None` to delete it.
    pub new: Option<Oid>,
}

/// Where files are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The files themselves.
    WorkTree,
    /// What is staged.
    Index,
}

/// A copy of the index, and how to put it back.
#[derive(Clone, Debug)]
pub struct SavedIndex {
    /// The copy.
    pub copy: PathBuf,
    /// Whether there was an index at all.
    pub existed: bool,
}

impl Program {
    /// Registers new files in the index without their content, so that a commit of these paths finds them.
    ///
    /// # Errors
    /// If git refuses, for example because the index is locked.
    pub fn add_intent(&self, paths: &[String]) -> Result<(), GitError> {
        self.write(&with_paths(&["add", "--intent-to-add"], &specs(paths)), b"").map(drop)
    }

    /// The blobs that the files' present contents would become, after filters.
    ///
    /// # Errors
    /// If a filter fails.
    pub fn blobs_of(&self, paths: &[String]) -> Result<Vec<Oid>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let output = self.write(&with_paths(&["hash-object"], paths), b"")?;
        let oids: Option<Vec<Oid>> =
            output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(Oid::from_hex).collect();
        oids.filter(|oids| oids.len() == paths.len())
            .ok_or_else(|| GitError::Damaged("unexpected answer of `git hash-object`".into()))
    }

    /// Commits exactly these paths, whatever else is staged, with hooks, filters and signing.
    ///
    /// # Errors
    /// If a hook or git itself refuses; the output of both is in the error.
    pub fn commit(&self, message: &str, paths: &[String]) -> Result<Output, GitError> {
        let args = ["commit", "--quiet", "--only", "--allow-empty", "--cleanup=verbatim", "-F", "-"];
        self.write(&with_paths(&args, &specs(paths)), message.as_bytes())
    }

    /// Makes an annotated tag with its notes as they are.
    ///
    /// # Errors
    /// If signing fails or the tag exists.
    pub fn tag(&self, name: &str, commit: Oid, notes: &str, sign: bool) -> Result<Output, GitError> {
        let commit = commit.to_string();
        let kind: &[&str] = if sign { &["-s"] } else { &["-a", "--no-sign"] };
        let args = [&["tag"], kind, &["--cleanup=verbatim", "-F", "-", name, &commit]].concat();
        self.write(&args, notes.as_bytes())
    }

    /// Signs something that no reference names, to see whether signing works (and to unlock the key).
    ///
    /// # Errors
    /// If signing fails.
    pub fn probe_signature(&self) -> Result<(), GitError> {
        self.write(&["commit-tree", "-S", "-m", "signing probe", "HEAD^{tree}"], b"").map(drop)
    }

    /// Changes references together: all of them, or none if any is not what it is expected to be.
    ///
    /// # Errors
    /// If a reference is something else, or locked.
    pub fn update_refs(&self, changes: &[RefChange], reason: &str) -> Result<(), GitError> {
        let mut input = String::from("start\n");
        for RefChange { name, old, new } in changes {
            input += &match (old, new) {
                (Some(old), Some(new)) => format!("update {name} {new} {old}\n"),
                (Some(old), None) => format!("delete {name} {old}\n"),
                (None, Some(new)) => format!("create {name} {new}\n"),
                (None, None) => continue,
            };
        }
        input += "prepare\ncommit\n";
        self.write(&["update-ref", "-m", reason, "--stdin"], input.as_bytes()).map(drop)
    }

    /// Makes the index entries of the paths those of `HEAD`.
    ///
    /// # Errors
    /// If the index is locked.
    pub fn reset_paths(&self, paths: &[String]) -> Result<(), GitError> {
        self.write(&with_paths(&["reset", "--quiet"], &specs(paths)), b"").map(drop)
    }

    /// Makes the paths in the index and the work tree those of a commit.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn restore_paths(&self, commit: &str, paths: &[String]) -> Result<(), GitError> {
        if paths.is_empty() {
            return Ok(());
        }
        let source = format!("--source={commit}");
        self.write(&with_paths(&["restore", &source, "--staged", "--worktree"], &specs(paths)), b"").map(drop)
    }

    /// Those of the paths that are another in the work tree, or in the index, than in a commit.
    ///
    /// # Errors
    /// If git cannot tell.
    pub fn differing(&self, place: Place, commit: &str, paths: &[String]) -> Result<Vec<String>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let place: &[&str] = if place == Place::Index { &["--cached"] } else { &[] };
        let args = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
        let args = [&args[..], place, &[commit]].concat();
        let output = self.read(&with_paths(&args, &specs(paths)))?;
        let names = output.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    /// Whether the index entries of the paths differ from `HEAD`.
    ///
    /// # Errors
    /// If git cannot tell.
    pub fn is_staged(&self, paths: &[String]) -> Result<bool, GitError> {
        if paths.is_empty() {
            return Ok(false);
        }
        let args = ["diff-index", "--cached", "--quiet", "--no-ext-diff", "--no-textconv", "HEAD"];
        let output = self.try_read(&with_paths(&args, &specs(paths)))?;
        Ok(!output.status.success())
    }

    /// Pushes a branch and a tag together: both arrive, or neither.
    ///
    /// # Errors
    /// If the remote refuses or cannot be reached.
    pub fn push(&self, remote: &str, refspecs: &[String]) -> Result<Output, GitError> {
        let mut args = vec!["push", "--atomic", remote];
        args.extend(refspecs.iter().map(String::as_str));
        self.write(&args, b"")
    }

    /// Copies the index to `copy`.
    ///
    /// # Errors
    /// If the copy cannot be written.
    pub fn save_index(&self, copy: PathBuf) -> io::Result<SavedIndex> {
        match fs::read(&self.index) {
            Ok(bytes) => {
                write_synced(&copy, &bytes)?;
                Ok(SavedIndex { copy, existed: true })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(SavedIndex { copy, existed: false }),
            Err(error) => Err(error),
        }
    }

    /// Whether the index is a saved one, byte for byte.
    pub fn is_index(&self, saved: &SavedIndex) -> bool {
        match fs::read(&self.index) {
            Ok(bytes) => saved.existed && fs::read(&saved.copy).is_ok_and(|copy| copy == bytes),
            Err(_) => !saved.existed && !self.index.exists(),
        }
    }

    /// Puts a saved index back: as a whole if only entries of `paths` differ from it, else entry by entry for `paths`
    /// alone, so that what somebody else staged meanwhile stays.
    ///
    /// # Errors
    /// If the index is locked or cannot be replaced.
    pub fn restore_index(&self, saved: &SavedIndex, paths: &[String]) -> Result<(), GitError> {
        let describe = |source| GitError::Io { command: "(restoring the index)".into(), source };
        if saved.existed && !saved.copy.exists() {
            return Ok(()); // An earlier attempt has put it back.
        }
        if !self.index.exists() && !saved.existed {
            return Ok(());
        }
        let then = if saved.existed { self.entries(&saved.copy)? } else { Vec::new() };
        let now = self.entries(&self.index)?;
        let of_others = |entries: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
            entries.iter().filter(|(path, _)| !paths.contains(path)).cloned().collect()
        };
        if of_others(&then) == of_others(&now) {
            let lock = LockFile::take(&self.index).map_err(describe)?;
            if saved.existed {
                fs::rename(&saved.copy, &self.index).map_err(describe)?;
            } else {
                fs::remove_file(&self.index).map_err(describe)?;
            }
            drop(lock);
            return Ok(());
        }
        let width = then
            .iter()
            .chain(&now)
            .find_map(|(_, entry)| entry.split(|&byte| byte == b' ').nth(1))
            .map_or(40, <[u8]>::len);
        let none = "0".repeat(width);
        let mut input = Vec::new();
        for path in paths {
            match then.iter().find(|(candidate, _)| candidate == path) {
                Some((_, entry)) => input.extend_from_slice(entry),
                None => input.extend_from_slice(format!("0 {none}\t{path}").as_bytes()),
            }
            input.push(0);
        }
        self.write(&["update-index", "-z", "--index-info"], &input).map(drop)
    }

    /// The entries of an index: path, and `mode blob stage<TAB>path`.
    fn entries(&self, index: &Path) -> Result<Vec<(String, Vec<u8>)>, GitError> {
        let output = self.read_index(index, &["ls-files", "-s", "-z", "--full-name"])?;
        Ok(output
            .split(|&byte| byte == 0)
            .filter_map(|record| {
                let tab = record.iter().position(|&byte| byte == b'\t')?;
                Some((String::from_utf8_lossy(&record[tab + 1..]).into_owned(), record.to_vec()))
            })
            .collect())
    }
}

/// git's own lock of a file, so that no git process writes it meanwhile.
struct LockFile(PathBuf);

impl LockFile {
    fn take(target: &Path) -> io::Result<Self> {
        let mut path = target.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self(path))
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // If it cannot be removed, git names it and says what to do.
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes a file and waits until it is on the disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn specs(paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| literal(path)).collect()
}

fn with_paths<'a>(args: &[&'a str], paths: &'a [String]) -> Vec<&'a str> {
    let mut all = args.to_vec();
    all.push("--");
    all.extend(paths.iter().map(String::as_str));
    all
}
