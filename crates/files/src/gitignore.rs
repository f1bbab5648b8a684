//! What git ignores, directory by directory.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The files in a directory that have a say in what is ignored. A walk knows from its listing which of them exist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RuleFiles {
    pub(crate) gitignore: bool,
    pub(crate) dot_ignore: bool,
    /// A `.git`, so the directory is the top of a working tree.
    pub(crate) dot_git: bool,
}

impl RuleFiles {
    /// Looks which of them `directory` has.
    fn look(directory: &Path) -> Self {
        let has = |name| fs::symlink_metadata(directory.join(name)).is_ok();
        Self { gitignore: has(".gitignore"), dot_ignore: has(".ignore"), dot_git: has(".git") }
    }
}

/// The rules that hold in a directory: its own, and those of the directories above. Only directories that have rules
/// make a link of the chain.
///
/// Precedence, as in ripgrep: a deeper file before a higher one; `.ignore` at any level before `.gitignore`, that
/// before the repository's `info/exclude`, and that before the user's own file. A `.gitignore` counts also where there
/// is no repository, from the directory where the walk begins.
#[derive(Debug, Default)]
pub(crate) struct Ignores {
    parent: Option<Arc<Ignores>>,
    gitignore: Option<Gitignore>,
    dot_ignore: Option<Gitignore>,
    /// `info/exclude`, if this directory is the top of a working tree. A `.gitignore` above it does not count.
    repository: Option<Gitignore>,
}

impl Ignores {
    /// The rules that the directories above `root`, an absolute path, have for it: those of its working tree.
    pub(crate) fn above(root: &Path) -> Arc<Self> {
        let is_top = |path: &&Path| fs::symlink_metadata(path.join(".git")).is_ok();
        let Some(top) = root.ancestors().find(is_top) else {
            return Arc::default();
        };
        let mut chain: Vec<&Path> = root.ancestors().skip(1).take_while(|path| path.starts_with(top)).collect();
        chain.reverse();
        chain.into_iter().fold(Arc::default(), |above, path| above.descend_looking(path))
    }

    /// The rules in the sub-directory `directory`, an absolute path, that has the rule files `files`.
    pub(crate) fn descend(self: &Arc<Self>, directory: &Path, files: RuleFiles) -> Arc<Self> {
        if files == RuleFiles::default() {
            return Arc::clone(self);
        }
        let read = |exists: bool, name: &str| exists.then(|| parse(directory, &directory.join(name)));
        Arc::new(Self {
            gitignore: read(files.gitignore, ".gitignore"),
            dot_ignore: read(files.dot_ignore, ".ignore"),
            repository: files.dot_git.then(|| match git_directory(directory) {
                Some(git) => parse(directory, &git.join("info/exclude")),
                None => Gitignore::empty(),
            }),
            parent: Some(Arc::clone(self)),
        })
    }

    /// [`Self::descend`] for a directory of which there is no listing.
    pub(crate) fn descend_looking(self: &Arc<Self>, directory: &Path) -> Arc<Self> {
        self.descend(directory, RuleFiles::look(directory))
    }

    /// Whether git ignores `path`, an absolute path in the directory of these rules.
    pub(crate) fn is_ignored(&self, path: &Path, is_directory: bool) -> bool {
        let chain = || std::iter::successors(Some(self), |rules| rules.parent.as_deref());
        let verdict = |rules: &Option<Gitignore>| match rules.as_ref().map(|rules| rules.matched(path, is_directory)) {
            Some(Match::Ignore(_)) => Some(true),
            Some(Match::Whitelist(_)) => Some(false),
            Some(Match::None) | None => None,
        };
        if let Some(ignored) = chain().find_map(|rules| verdict(&rules.dot_ignore)) {
            return ignored;
        }
        for rules in chain() {
            if let Some(ignored) = verdict(&rules.gitignore) {
                return ignored;
            }
            if let Some(exclude) = &rules.repository {
                let users = |exclude: &Gitignore| match exclude.matched(path, is_directory) {
                    Match::None => users_file().matched(path, is_directory).is_ignore(),
                    found => found.is_ignore(),
                };
                return users(exclude);
            }
        }
        false
    }
}

/// The file that `core.excludesFile` of the user's git configuration names.
fn users_file() -> &'static Gitignore {
    static RULES: OnceLock<Gitignore> = OnceLock::new();
    RULES.get_or_init(|| Gitignore::global().0)
}

/// The rules of one file, which hold below `root`. As in git, a malformed line and an unreadable file have no effect.
fn parse(root: &Path, file: &Path) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    builder.add(file);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Where git keeps what the working trees of `top`'s repository share.
fn git_directory(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    // In a linked working tree or a submodule `.git` is a file that names the directory.
    let git = top.join(fs::read_to_string(&git).ok()?.strip_prefix("gitdir:")?.trim());
    match fs::read_to_string(git.join("commondir")) {
        Ok(common) => Some(git.join(common.trim())),
        Err(_) => Some(git),
    }
}
