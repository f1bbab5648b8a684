//! A project in a repository: where it is, its settings and its tags. In: a folder. Out: [`Project`]. Reads
//! `pyproject.toml` and the repository, changes nothing.

use crate::changelog::{Counting, Layout, Section, Upcoming, render_attribution, sections};
use crate::git::{self, GitError, Head, Program, Reader};
use crate::history::{History, Mailmap};
use crate::oid::Oid;
use crate::settings::{Contributors, Settings, SettingsError};
use crate::tags::Tags;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a project cannot be opened.
#[derive(Debug, Error)]
pub enum ProjectError {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// `pyproject.toml` cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The operating system's reason.
        source: io::Error,
    },
    /// `--package` names none.
    #[error("no package `{0}` in [tool.harmless.release] packages")]
    NoPackage(String),
}

/// A project.
pub struct Project {
    /// The repository.
    pub reader: Box<dyn Reader>,
    /// What is checked out.
    pub head: Head,
    /// The work tree's root; for a bare repository the folder itself.
    pub top: PathBuf,
    /// Where the settings were found; for one of several packages this is above its root.
    pub home: PathBuf,
    /// Which of several packages it is.
    pub package: Option<String>,
    /// The project's root: where its `pyproject.toml` is.
    pub root: PathBuf,
    /// The root relative to `top`: empty, or with `/` at the end.
    pub prefix: String,
    /// The settings.
    pub settings: Settings,
    /// The tags.
    pub tags: Tags,
}

impl Project {
    /// Opens the project around `folder`: the nearest folder with settings of ours or attribution's, else the nearest
    /// with a `pyproject.toml`, else the work tree's root.
    ///
    /// # Errors
    /// If there is no repository, or something cannot be read.
    pub fn open(folder: &Path, package: Option<&str>) -> Result<Self, ProjectError> {
        let reader = git::open(folder)?;
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = real(folder);
        let top = reader.work_tree().map_or_else(|| folder.clone(), real);
        let (mut root, text) = find_root(&folder, &top)?;
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut settings = Settings::parse(&text, &name(&root))?;
        let home = root.clone();
        if let Some(package) = package {
            let found = settings.packages.iter().find(|candidate| candidate.name == package);
            let found = found.ok_or_else(|| ProjectError::NoPackage(package.to_owned()))?.clone();
            root.push(&found.path);
            let own = read_optional(&root.join("pyproject.toml"))?.unwrap_or_default();
            settings = Settings::parse(&own, &found.name)?;
            settings.tag_prefix = Some(found.tag_prefix);
        }
        let prefix = root.strip_prefix(&top).unwrap_or(Path::new(""));
        let parts: Vec<String> = prefix.iter().map(|part| part.to_string_lossy().into_owned() + "/").collect();
        let tags = Tags::new(reader.tags()?, settings.tag_prefix.as_deref().unwrap_or(""));
        let head = reader.head()?;
        Ok(Self {
            head,
            top,
            home,
            package: package.map(str::to_owned),
            root,
            prefix: parts.concat(),
            settings,
            tags,
            reader,
        })
    }

    /// The path of a file of the project relative to the work tree.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The history of all releases and, if asked for, of what is checked out.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn history(&self, with_head: bool) -> Result<History, GitError> {
        let releases = self.tags.releases.iter().filter_map(|release| release.commit);
        let tips: Vec<Oid> =
            releases.chain(self.head.commit.filter(|_| with_head || self.settings.reachable_only)).collect();
        History::read(self.reader.as_ref(), &tips)
    }

    /// The sections of the changelog, with a release that is about to be made on top of `history`'s head.
    ///
    /// # Errors
    /// If the repository cannot be read.
    pub fn sections(&self, history: History, upcoming: Option<&Upcoming>) -> Result<Vec<Section>, GitError> {
        let settings = &self.settings;
        let mailmap = Mailmap::parse(&self.reader.mailmap()?);
        let counting = Counting {
            any_base: !settings.version_tags_only && settings.tag_prefix.is_none(),
            without: settings.ignore_bots.then(|| settings.attribution.ignored_authors.clone()),
            only: self.commits_of_package()?,
        };
        let mut left_out = Vec::new();
        if let (true, Some(head)) = (settings.reachable_only, self.head.commit.and_then(|head| history.find(head))) {
            let reachable = history.reachable(head);
            let is_in = |commit: Oid| history.find(commit).is_some_and(|commit| reachable[commit as usize]);
            let lost = self.tags.releases.iter().filter(|release| !release.commit.is_some_and(is_in));
            left_out.extend(lost.map(|release| release.tag.clone()));
        }
        let mut sections = sections(history, &mailmap, &self.tags, upcoming, &counting);
        sections.retain(|section| !left_out.contains(&section.tag));
        Ok(sections)
    }

    /// The commits that touch the folder of one of several packages; `None` if everything counts.
    fn commits_of_package(&self) -> Result<Option<HashSet<Oid>>, GitError> {
        if self.package.is_none() || self.prefix.is_empty() {
            return Ok(None);
        }
        let git = Program::open(&self.top)?;
        let folder = format!(":(top,literal){}", self.prefix.trim_end_matches('/'));
        let mut args = vec!["rev-list", "--full-history", "--tags"];
        args.extend(self.head.commit.map(|_| "HEAD"));
        let output = git.read(&[&args[..], &["--", &folder]].concat())?;
        Ok(Some(output.split(|&byte| byte == b'\n').filter_map(Oid::from_hex).collect()))
    }

    /// The generated changelog with these sections.
    pub fn render(&self, sections: &[Section]) -> String {
        let settings = &self.settings;
        let layout = Layout {
            name: settings.name.as_ref().unwrap_or(&settings.attribution.name),
            date: settings.date,
            contributors: settings.contributors.unwrap_or(Contributors::Counts),
            links: settings.links.as_deref(),
        };
        render_attribution(&layout, sections)
    }

    /// The name of a version's tag.
    pub fn tag_name(&self, version: &pep440_rs::Version) -> String {
        format!("{}{version}", self.settings.tag_prefix.as_deref().unwrap_or("v"))
    }
}

/// A file's text, `None` if there is no such file.
pub(crate) fn read_optional(path: &Path) -> Result<Option<String>, ProjectError> {
    let error = |source| ProjectError::Io { path: path.display().to_string(), source };
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| error(io::Error::other("is not UTF-8"))),
        Err(source) if matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(source) => Err(error(source)),
    }
}

fn find_root(folder: &Path, top: &Path) -> Result<(PathBuf, String), ProjectError> {
    let mut nearest: Option<(PathBuf, String)> = None;
    for candidate in folder.ancestors().take_while(|candidate| candidate.starts_with(top)) {
        let Some(text) = read_optional(&candidate.join("pyproject.toml"))? else { continue };
        if text.contains("tool.attribution") || text.contains("tool.harmless.release") {
            return Ok((candidate.to_owned(), text));
        }
        nearest = nearest.or_else(|| Some((candidate.to_owned(), text)));
    }
    Ok(nearest.unwrap_or_else(|| (top.to_owned(), String::new())))
}
