//! The state of the work tree and the index, asked of the `git` program.

use super::{GitError, Program};
use std::path::PathBuf;

/// The upstream of the branch that is checked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// The upstream's short name, if there is one.
    pub upstream: Option<String>,
    /// How many commits only the upstream has, as far as is known locally.
    pub behind: u64,
}

/// What `git status` says, without untracked files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkTreeStatus {
    /// The branch against its upstream.
    pub branch: Branch,
    /// Paths that are staged, modified or in conflict, relative to the work tree, with `/`.
    pub changed: Vec<String>,
}

/// Marks in a git directory of an operation that has begun and is not finished.
const OPERATIONS: [(&str, &str); 6] = [
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
];

/// A path as a pathspec that has no special characters.
pub(super) fn literal(path: &str) -> String {
    format!(":(top,literal){path}")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The paths of an output in which a zero byte ends each.
fn paths_of(output: &[u8]) -> Vec<String> {
    output.split(|&byte| byte == 0).filter(|path| !path.is_empty()).map(text).collect()
}

impl Program {
    /// The operation that is in progress in this work tree, if any.
    pub fn operation(&self) -> Option<&'static str> {
        OPERATIONS.iter().find(|(mark, _)| self.git_dir.join(mark).exists()).map(|&(_, name)| name)
    }

    /// The lock of the index, if another process holds it or a crashed one left it.
    pub fn index_lock(&self) -> Option<PathBuf> {
        let mut lock = self.index.clone().into_os_string();
        lock.push(".lock");
        Some(PathBuf::from(lock)).filter(|lock| lock.exists())
    }

    /// Staged and modified files and the branch's upstream.
    ///
    /// # Errors
    /// If git cannot tell.
    pub fn status(&self) -> Result<WorkTreeStatus, GitError> {
        let args = ["status", "--porcelain=v2", "-z", "--branch", "--untracked-files=no", "--ignore-submodules=all"];
        let output = self.read(&args)?;
        let mut status = WorkTreeStatus::default();
        let mut records = output.split(|&byte| byte == 0).filter(|record| !record.is_empty());
        while let Some(record) = records.next() {
            let field = |index: usize| record.splitn(index + 1, |&byte| byte == b' ').nth(index).map(text);
            match record[0] {
                b'#' => {
                    if let Some(name) = record.strip_prefix(b"# branch.upstream ") {
                        status.branch.upstream = Some(text(name));
                    } else if let Some(counts) = record.strip_prefix(b"# branch.ab ") {
                        let behind = text(counts).rsplit_once('-').and_then(|(_, count)| count.parse().ok());
                        status.branch.behind = behind.unwrap_or(0);
                    }
                }
                b'1' => status.changed.extend(field(8)),
                b'2' => {
                    status.changed.extend(field(9));
                    status.changed.extend(records.next().map(text));
                }
                b'u' => status.changed.extend(field(10)),
                _ => {}
            }
        }
        Ok(status)
    }

    /// Which of the paths are in the index.
    ///
    /// # Errors
    /// If git cannot tell.
    pub fn tracked(&self, paths: &[String]) -> Result<Vec<String>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let specs: Vec<String> = paths.iter().map(|path| literal(path)).collect();
        let mut args = vec!["ls-files", "-z", "--full-name", "--"];
        args.extend(specs.iter().map(String::as_str));
        Ok(paths_of(&self.read(&args)?))
    }

    /// All paths in the index that end in `suffix`, relative to the work tree.
    ///
    /// # Errors
    /// If git cannot tell.
    pub fn tracked_with_suffix(&self, suffix: &str) -> Result<Vec<String>, GitError> {
        let output = self.read(&["ls-files", "-z", "--full-name", "--", &format!(":(top,glob)**/{suffix}")])?;
        Ok(paths_of(&output))
    }

    /// Which of the paths are ignored.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn ignored(&self, paths: &[String]) -> Result<Vec<String>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let output = self.try_read_with(&["check-ignore", "-z", "--stdin"], paths.join("\0").as_bytes())?;
        Ok(paths_of(&output.stdout))
    }

    /// For which of the files the attributes ask for `\r\n` in the work tree's copy.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn with_crlf(&self, paths: &[String]) -> Result<Vec<String>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let output = self.try_read_with(&["check-attr", "-z", "--stdin", "eol"], paths.join("\0").as_bytes())?.stdout;
        let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
        Ok(fields.chunks_exact(3).filter(|answer| answer[2] == b"crlf").map(|answer| text(answer[0])).collect())
    }

    /// The author that git would record; it has made sure that it knows the committer as well.
    ///
    /// # Errors
    /// If git has no identity.
    pub fn author(&self) -> Result<(String, String), GitError> {
        let variables = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
        let differ = variables.iter().any(|variable| std::env::var_os(variable).is_some())
            || self.config_has_section(&["author", "committer"])?;
        if differ {
            self.identity("GIT_COMMITTER_IDENT")?;
        }
        self.identity("GIT_AUTHOR_IDENT")
    }

    /// The moment that git would record for a tag made now, seconds since 1970; `None` if it has no identity.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn committer_time(&self) -> Result<Option<i64>, GitError> {
        let output = self.try_read(&["var", "GIT_COMMITTER_IDENT"])?;
        let ident = text(&output.stdout);
        let time = ident.rsplit_once('>').and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
        Ok(time.filter(|_| output.status.success()))
    }

    fn identity(&self, variable: &str) -> Result<(String, String), GitError> {
        let output = text(&self.read(&["var", variable])?);
        let (name, rest) = output.split_once('<').unwrap_or((&output, ""));
        let (email, _) = rest.split_once('>').unwrap_or((rest, ""));
        Ok((name.trim_end().to_owned(), email.to_owned()))
    }
}
