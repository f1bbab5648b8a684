//! Settings. In: the text of `pyproject.toml` and the folder's name. Out: `[tool.attribution]` as attribution reads it,
//! and our own `[tool.harmless.release]`. Reads no file.

mod attribution;
mod reader;

pub use attribution::{Attribution, canonical_namespace, python_string};

use crate::version::CalverPattern;
use pep440_rs::{Version, VersionSpecifiers};
use reader::{Reader, at};
use std::str::FromStr;
use thiserror::Error;
use toml_edit::{Document, Item, TableLike};

/// The tables of `[tool.harmless]`, one for each tool.
const TABLES: [&str; 3] = ["imports", "codemod", "release"];

/// Why the settings cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("pyproject.toml:{line}:{column}: {message}")]
pub struct SettingsError {
    /// The 1-based line.
    pub line: usize,
    /// The 1-based column, in bytes.
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// How the changelog is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Generated as a whole from the tags.
    Attribution,
    /// Hand-written; a section is inserted.
    Insert,
    /// Not at all.
    None,
}

/// When tags are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sign {
    /// If git is set up for it.
    #[default]
    Auto,
    /// Always; no key is an error.
    Always,
    /// Never.
    Never,
}

/// What a section says of contributors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contributors {
    /// Nothing.
    None,
    /// Their names.
    Names,
    /// Their names and how many commits they made.
    Counts,
}

/// A further file that has the version in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraFile {
    /// The path, relative to the project.
    pub path: String,
    /// The text around `{version}`.
    pub search: String,
    /// How often it must be found.
    pub exactly: usize,
}

/// One of several packages in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// What it is called on the command line.
    pub name: String,
    /// Its folder, relative to the project.
    pub path: String,
    /// What its tags begin with.
    pub tag_prefix: String,
}

/// Everything that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `[tool.attribution]`
    pub attribution: Attribution,
    /// `name`: the title of a generated changelog; `None` for attribution's.
    pub name: Option<String>,
    /// `tag-prefix`: what tags begin with; `None` is `v` when writing and anything that is a version when reading.
    pub tag_prefix: Option<String>,
    /// `branches`: patterns of branches that may release; empty for all.
    pub branches: Vec<String>,
    /// `remote`: where to push.
    pub remote: Option<String>,
    /// `push`: whether to push without being asked.
    pub push: bool,
    /// `sign`
    pub sign: Option<Sign>,
    /// `style`
    pub style: Option<Style>,
    /// `changelog`: its path.
    pub changelog: Option<String>,
    /// `contributors`; `None` is what the style has: counts in a generated changelog, nothing in one kept by hand.
    pub contributors: Option<Contributors>,
    /// `date`: whether generated headings have the day of the release.
    pub date: bool,
    /// `links`: the address of the repository on the web, for links in a generated changelog.
    pub links: Option<String>,
    /// `ignore-bots`: whether machines and `ignored_authors` are left out when contributors are counted.
    pub ignore_bots: bool,
    /// `tags`: whether only releases that the checked-out commit contains are in the changelog.
    pub reachable_only: bool,
    /// `files`
    pub files: Vec<ExtraFile>,
    /// `commit-message`, with `{version}` and `{tag}`.
    pub commit_message: String,
    /// `calver`
    pub calver: Option<CalverPattern>,
    /// `version-tags-only`: whether contributors are counted from version tags alone.
    pub version_tags_only: bool,
    /// `pre-checks`: commands that must succeed before a release.
    pub pre_checks: Vec<String>,
    /// `packages`
    pub packages: Vec<Package>,
    /// Things the user should know about the settings.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads the settings. `text` is empty if there is no `pyproject.toml`.
    ///
    /// # Errors
    /// If the text is no TOML, a value has the wrong type, or a key of ours is unknown.
    pub fn parse(text: &str, folder: &str) -> Result<Self, SettingsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = Document::parse(text).map_err(|error| {
            at(text, error.span().map_or(0, |span| span.start), error.message().trim_end().to_owned())
        })?;
        let tool = document.get("tool").and_then(Item::as_table_like);
        let table = |name: &str| tool.and_then(|tool| tool.get(name)).and_then(Item::as_table_like);
        let mut settings = Self {
            attribution: Attribution::default_for(folder),
            name: None,
            tag_prefix: None,
            branches: Vec::new(),
            remote: None,
            push: false,
            sign: None,
            style: None,
            changelog: None,
            contributors: None,
            date: false,
            links: None,
            ignore_bots: false,
            reachable_only: false,
            files: Vec::new(),
            commit_message: "Version bump v{version}".to_owned(),
            calver: None,
            version_tags_only: false,
            pre_checks: Vec::new(),
            packages: Vec::new(),
            warnings: Vec::new(),
        };
        if let Some(attribution) = table("attribution").filter(|table| !table.is_empty()) {
            let reader = Reader { text, table: "tool.attribution" };
            settings.attribution.read(&reader, attribution, &mut settings.warnings)?;
        }
        let suite = table("harmless");
        if let Some(suite) = suite {
            let reader = Reader { text, table: "tool.harmless" };
            for (name, item) in reader.entries(suite)? {
                if !TABLES.contains(&name.as_str()) {
                    return Err(reader.unknown(&name, item, &TABLES));
                }
            }
        }
        let own = suite.and_then(|suite| suite.get("release"));
        if let Some(own) = own {
            let own = own
                .as_table_like()
                .ok_or_else(|| Reader { text, table: "tool.harmless" }.wrong("release", own, "a table"))?;
            settings.read(&Reader { text, table: "tool.harmless.release" }, own)?;
        }
        Ok(settings)
    }

    fn read(&mut self, reader: &Reader<'_>, table: &dyn TableLike) -> Result<(), SettingsError> {
        const KEYS: [&str; 20] = [
            "name",
            "tag-prefix",
            "branches",
            "remote",
            "push",
            "sign",
            "style",
            "changelog",
            "contributors",
            "date",
            "links",
            "ignore-bots",
            "tags",
            "files",
            "commit-message",
            "calver",
            "version-tags-only",
            "pre-checks",
            "packages",
            "required-version",
        ];
        for (key, item) in reader.entries(table)? {
            let key = key.as_str();
            match key {
                "name" => self.name = Some(reader.string(key, item)?),
                "tag-prefix" => self.tag_prefix = Some(reader.string(key, item)?),
                "branches" => self.branches = reader.strings(key, item)?,
                "remote" => self.remote = Some(reader.string(key, item)?),
                "push" => self.push = reader.boolean(key, item)?,
                "sign" => {
                    let values = [("auto", Sign::Auto), ("always", Sign::Always), ("never", Sign::Never)];
                    self.sign = Some(reader.choice(key, item, &values)?);
                }
                "style" => {
                    let values =
                        [("attribution", Style::Attribution), ("insert", Style::Insert), ("none", Style::None)];
                    self.style = Some(reader.choice(key, item, &values)?);
                }
                "changelog" => self.changelog = Some(reader.path(key, item)?),
                "contributors" => {
                    let values = [
                        ("none", Contributors::None),
                        ("names", Contributors::Names),
                        ("counts", Contributors::Counts),
                    ];
                    self.contributors = Some(reader.choice(key, item, &values)?);
                }
                "date" => self.date = reader.boolean(key, item)?,
                "links" => {
                    let url = reader.string(key, item)?;
                    if !url.starts_with("https://") && !url.starts_with("http://") {
                        return Err(reader.error(item, "`links` must be the repository's address on the web".into()));
                    }
                    self.links = Some(url.trim_end_matches('/').to_owned());
                }
                "ignore-bots" => self.ignore_bots = reader.boolean(key, item)?,
                "tags" => self.reachable_only = reader.choice(key, item, &[("all", false), ("reachable", true)])?,
                "files" => self.files = reader.tables(key, item, ExtraFile::read)?,
                "commit-message" => self.commit_message = reader.string(key, item)?,
                "calver" => {
                    let pattern = CalverPattern::from_str(&reader.string(key, item)?);
                    self.calver = Some(pattern.map_err(|error| reader.error(item, error.to_string()))?);
                }
                "version-tags-only" => self.version_tags_only = reader.boolean(key, item)?,
                "pre-checks" => self.pre_checks = reader.strings(key, item)?,
                "packages" => self.packages = reader.tables(key, item, Package::read)?,
                "required-version" => check_version(reader, item)?,
                unknown => return Err(reader.unknown(unknown, item, &KEYS)),
            }
        }
        Ok(())
    }
}

/// Whether this is a version for which the settings are.
fn check_version(reader: &Reader<'_>, item: &Item) -> Result<(), SettingsError> {
    let required = reader.string("required-version", item)?;
    let wanted =
        VersionSpecifiers::from_str(&required).or_else(|_| VersionSpecifiers::from_str(&format!("=={required}")));
    let wanted = wanted.map_err(|error| {
        reader.error(item, format!("`required-version` must be a version or specifiers such as `>=1.2`: {error}"))
    })?;
    match Version::from_str(env!("CARGO_PKG_VERSION")) {
        Ok(version) if !wanted.contains(&version) => {
            Err(reader.error(item, format!("this is version {version}, but `{required}` is required")))
        }
        _ => Ok(()),
    }
}

impl ExtraFile {
    fn read(reader: &Reader<'_>, table: &dyn TableLike, whole: &Item) -> Result<Self, SettingsError> {
        let (mut path, mut search, mut exactly) = (None, None, 1);
        for (key, item) in reader.entries(table)? {
            let key = key.as_str();
            match key {
                "path" => path = Some(reader.path(key, item)?),
                "search" => search = Some(reader.string(key, item)?),
                "exactly" => {
                    let count = item.as_integer().and_then(|count| usize::try_from(count).ok());
                    exactly = count.ok_or_else(|| reader.error(item, "`exactly` must be a number".into()))?;
                }
                unknown => return Err(reader.unknown(unknown, item, &["path", "search", "exactly"])),
            }
        }
        let search = search.unwrap_or_else(|| "{version}".to_owned());
        if !search.contains("{version}") {
            return Err(reader.error(whole, "`search` must contain `{version}`".into()));
        }
        let path = path.ok_or_else(|| reader.error(whole, "a file needs a `path`".into()))?;
        Ok(Self { path, search, exactly })
    }
}

impl Package {
    fn read(reader: &Reader<'_>, table: &dyn TableLike, whole: &Item) -> Result<Self, SettingsError> {
        let (mut name, mut path, mut tag_prefix) = (None, None, None);
        for (key, item) in reader.entries(table)? {
            let key = key.as_str();
            match key {
                "name" => name = Some(reader.string(key, item)?),
                "path" => path = Some(reader.path(key, item)?),
                "tag-prefix" => tag_prefix = Some(reader.string(key, item)?),
                unknown => return Err(reader.unknown(unknown, item, &["name", "path", "tag-prefix"])),
            }
        }
        let name = name.ok_or_else(|| reader.error(whole, "a package needs a `name`".into()))?;
        let tag_prefix = tag_prefix.unwrap_or_else(|| format!("{name}-v"));
        Ok(Self { path: path.unwrap_or_else(|| name.clone()), tag_prefix, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_attributions() {
        let settings = Settings::parse("", "My-Project.x").unwrap();
        assert_eq!(settings.attribution.name, "My-Project.x");
        assert_eq!(settings.attribution.package, "my_project_x");
        assert!(settings.attribution.signed_tags && settings.attribution.version_file && !settings.attribution.present);
    }

    #[test]
    fn a_string_of_authors_is_one_author() {
        let settings = Settings::parse("[tool.attribution]\nignored_authors = 'bot'\n", "x").unwrap();
        assert_eq!(settings.attribution.ignored_authors, ["bot"]);
        let settings = Settings::parse("[tool.attribution]\nignored_authors = ['bot', 3]\n", "x").unwrap();
        assert_eq!((settings.attribution.ignored_authors.len(), settings.warnings.len()), (1, 1));
    }

    #[test]
    fn errors_say_where_and_what() {
        let error = |text: &str| Settings::parse(text, "x").unwrap_err().to_string();
        assert_eq!(
            error("[tool.harmless.release]\ntag_prefx = 'v'\n"),
            "pyproject.toml:2:13: [tool.harmless.release] unknown key `tag-prefx`; did you mean `tag-prefix`?"
        );
        assert_eq!(
            error("[tool.harmless]\n[tool.harmless.relase]\npush = true\n"),
            "pyproject.toml:2:1: [tool.harmless] unknown key `relase`; did you mean `release`?"
        );
        assert_eq!(
            error("[tool.harmless.release]\ntag-prefix = 'v'\ntag_prefix = 'w'\n"),
            "pyproject.toml:3:14: [tool.harmless.release] `tag-prefix` is set twice, once with a hyphen and once with an underscore"
        );
        assert!(error("[tool.harmless]\nrelease = 1\n").contains("`release` must be a table, not integer"));
        assert!(error("[tool.harmless.release]\nrequired-version = '>=99'\n").contains("but `>=99` is required"));
        assert!(error("[tool.harmless.release]\nrequired-version = 'x y'\n").contains("must be a version"));
        assert!(error("[tool.harmless.release]\npush = 'yes'\n").contains("`push` must be true or false, not string"));
        assert!(error("[tool.harmless.release]\nchangelog = '../x'\n").contains("inside the project"));
        assert!(error("[tool.attribution]\npackage = '/etc'\n").contains("inside the project"));
        assert!(error("[[").starts_with("pyproject.toml:1:"));
    }

    #[test]
    fn hyphens_and_underscores_are_the_same() {
        let hyphens = "[tool.harmless.release]\ntag-prefix = 'r'\npackages = [{ name = 'a', tag-prefix = 'b' }]\n";
        let settings = Settings::parse(hyphens, "x").unwrap();
        assert_eq!((settings.tag_prefix.as_deref(), settings.packages[0].tag_prefix.as_str()), (Some("r"), "b"));
        assert_eq!(settings, Settings::parse(&hyphens.replace('-', "_"), "x").unwrap());
        assert!(Settings::parse("[tool.harmless.release]\nrequired_version = '>=0.1'\n", "x").is_ok());
    }

    #[test]
    fn packages_and_files() {
        let text = "[tool.harmless.release]\nfiles = [{ path = 'a.txt' }]\n[[tool.harmless.release.packages]]\nname = 'core'\n";
        let settings = Settings::parse(text, "x").unwrap();
        assert_eq!(settings.files, [ExtraFile { path: "a.txt".into(), search: "{version}".into(), exactly: 1 }]);
        let core = Package { name: "core".into(), path: "core".into(), tag_prefix: "core-v".into() };
        assert_eq!(settings.packages, [core]);
    }
}
