//! Settings. In: the text of `pyproject.toml` and the folder's name. Out: `[tool.attribution]` as attribution reads it, and our own
//! `[tool.harmless.release]`. Reads no file.

use crate::version::CalverPattern;
use std::str::FromStr;
use thiserror::Error;
use toml_edit::{Document, Item, TableLike};

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

/// `[tool.attribution]`, with attribution's defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// Whether the table exists and is not empty.
    pub present: bool,
    /// `name`: the changelog's title.
    pub name: String,
    /// `package`: the folder of `__version__.py`.
    pub package: String,
    /// `version_file`: whether to write it.
    pub version_file: bool,
    /// `signed_tags`: whether tags must be signed.
    pub signed_tags: bool,
    /// `ignored_authors`: parts of `Name <email>`.
    pub ignored_authors: Vec<String>,
    /// `cargo_packages`: names of Rust packages that have the same version.
    pub cargo_packages: Vec<String>,
    /// `npm_packages`: names of npm packages that have the same version.
    pub npm_packages: Vec<String>,
    /// Every key with its value, in the order and the notation in which attribution shows them.
    pub shown: Vec<(String, String)>,
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

/// What the inserted section says of contributors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Contributors {
    /// Nothing.
    #[default]
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
    /// `tag_prefix`: what tags begin with; `None` is `v` when writing and anything that is a version when reading.
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
    /// `contributors`
    pub contributors: Contributors,
    /// `files`
    pub files: Vec<ExtraFile>,
    /// `commit_message`, with `{version}` and `{tag}`.
    pub commit_message: String,
    /// `calver`
    pub calver: Option<CalverPattern>,
    /// `version_tags_only`: whether contributors are counted from version tags alone.
    pub version_tags_only: bool,
    /// `pre_checks`: commands that must succeed before a release.
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
            tag_prefix: None,
            branches: Vec::new(),
            remote: None,
            push: false,
            sign: None,
            style: None,
            changelog: None,
            contributors: Contributors::default(),
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
        let own = table("harmless").and_then(|harmless| harmless.get("release")).and_then(Item::as_table_like);
        if let Some(own) = own {
            settings.read(&Reader { text, table: "tool.harmless.release" }, own)?;
        }
        Ok(settings)
    }

    fn read(&mut self, reader: &Reader<'_>, table: &dyn TableLike) -> Result<(), SettingsError> {
        const KEYS: [&str; 14] = [
            "tag_prefix", "branches", "remote", "push", "sign", "style", "changelog", "contributors", "files",
            "commit_message", "calver", "version_tags_only", "pre_checks", "packages",
        ];
        for (key, item) in table.iter() {
            match key {
                "tag_prefix" => self.tag_prefix = Some(reader.string(key, item)?),
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
                    self.contributors = reader.choice(key, item, &values)?;
                }
                "files" => self.files = reader.tables(key, item, ExtraFile::read)?,
                "commit_message" => self.commit_message = reader.string(key, item)?,
                "calver" => {
                    let pattern = CalverPattern::from_str(&reader.string(key, item)?);
                    self.calver = Some(pattern.map_err(|error| reader.error(item, error.to_string()))?);
                }
                "version_tags_only" => self.version_tags_only = reader.boolean(key, item)?,
                "pre_checks" => self.pre_checks = reader.strings(key, item)?,
                "packages" => self.packages = reader.tables(key, item, Package::read)?,
                unknown => return Err(reader.unknown(unknown, item, &KEYS)),
            }
        }
        Ok(())
    }
}

impl ExtraFile {
    fn read(reader: &Reader<'_>, table: &dyn TableLike, whole: &Item) -> Result<Self, SettingsError> {
        let (mut path, mut search, mut exactly) = (None, None, 1);
        for (key, item) in table.iter() {
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
        for (key, item) in table.iter() {
            match key {
                "name" => name = Some(reader.string(key, item)?),
                "path" => path = Some(reader.path(key, item)?),
                "tag_prefix" => tag_prefix = Some(reader.string(key, item)?),
                unknown => return Err(reader.unknown(unknown, item, &["name", "path", "tag_prefix"])),
            }
        }
        let name = name.ok_or_else(|| reader.error(whole, "a package needs a `name`".into()))?;
        let tag_prefix = tag_prefix.unwrap_or_else(|| format!("{name}-v"));
        Ok(Self { path: path.unwrap_or_else(|| name.clone()), tag_prefix, name })
    }
}

impl Attribution {
    fn default_for(folder: &str) -> Self {
        Self {
            present: false,
            name: folder.to_owned(),
            package: canonical_namespace(folder),
            version_file: true,
            signed_tags: true,
            ignored_authors: Vec::new(),
            cargo_packages: Vec::new(),
            npm_packages: Vec::new(),
            shown: [("cargo_packages", "[]"), ("ignored_authors", "[]"), ("version_file", "True"), ("signed_tags", "True")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .to_vec(),
        }
    }

    fn read(
        &mut self,
        reader: &Reader<'_>,
        table: &dyn TableLike,
        warnings: &mut Vec<String>,
    ) -> Result<(), SettingsError> {
        self.present = true;
        for (key, item) in table.iter() {
            let value = python_repr(item);
            match self.shown.iter_mut().find(|(known, _)| known == key) {
                Some((_, shown)) => *shown = value,
                None => self.shown.push((key.to_owned(), value)),
            }
            match key {
                // An empty name is as good as none.
                "name" => self.name = Some(reader.string(key, item)?).filter(|name| !name.is_empty()).unwrap_or(self.name.clone()),
                "package" => {
                    self.package = Some(reader.path(key, item)?).filter(|name| !name.is_empty()).unwrap_or(self.package.clone());
                }
                "version_file" => self.version_file = reader.boolean(key, item)?,
                "signed_tags" => self.signed_tags = reader.boolean(key, item)?,
                "cargo_packages" => self.cargo_packages = reader.strings(key, item)?,
                "npm_packages" => self.npm_packages = reader.strings(key, item)?,
                "ignored_authors" => self.ignored_authors = ignored_authors(item, warnings),
                _ => {}
            }
        }
        Ok(())
    }
}

/// attribution takes a string apart into letters, which hides everybody; here it is one author. What is no string is dropped with a warning, as there.
fn ignored_authors(item: &Item, warnings: &mut Vec<String>) -> Vec<String> {
    if let Some(author) = item.as_str() {
        return vec![author.to_owned()];
    }
    let Some(array) = item.as_array() else {
        warnings.push("ignored_authors must be string or list of strings".to_owned());
        return Vec::new();
    };
    let mut authors = Vec::new();
    for value in array {
        match value.as_str() {
            Some(author) => authors.push(author.to_owned()),
            None => warnings.push(format!("ignored_authors value {} must be string", value.to_string().trim())),
        }
    }
    authors
}

/// The name of a package's folder, from the project's: PEP 503 with underscores.
pub fn canonical_namespace(name: &str) -> String {
    let mut canonical = String::new();
    for character in name.chars() {
        if matches!(character, '-' | '_' | '.') {
            if !canonical.ends_with('_') {
                canonical.push('_');
            }
        } else {
            canonical.extend(character.to_lowercase());
        }
    }
    canonical
}

/// A value as Python shows it.
fn python_repr(item: &Item) -> String {
    if let Some(text) = item.as_str() {
        return python_string(text);
    }
    if let Some(flag) = item.as_bool() {
        return if flag { "True" } else { "False" }.to_owned();
    }
    if let Some(array) = item.as_array() {
        let values: Vec<String> = array.iter().map(|value| python_repr(&Item::Value(value.clone()))).collect();
        return format!("[{}]", values.join(", "));
    }
    if let Some(table) = item.as_table_like() {
        let values: Vec<String> =
            table.iter().map(|(key, value)| format!("{}: {}", python_string(key), python_repr(value))).collect();
        return format!("{{{}}}", values.join(", "));
    }
    item.to_string().trim().to_owned()
}

/// A string as Python's `repr` shows it.
pub fn python_string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if character == quote => shown.extend(['\\', quote]),
            _ if character.is_control() => shown.push_str(&format!("\\x{:02x}", character as u32)),
            _ => shown.push(character),
        }
    }
    shown.push(quote);
    shown
}

fn at(text: &str, offset: usize, message: String) -> SettingsError {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    SettingsError { line, column, message }
}

/// Reads values of one table, with errors that say where.
struct Reader<'a> {
    text: &'a str,
    table: &'static str,
}

impl Reader<'_> {
    fn error(&self, item: &Item, message: String) -> SettingsError {
        at(self.text, item.span().map_or(0, |span| span.start), format!("[{}] {message}", self.table))
    }

    fn wrong(&self, key: &str, item: &Item, expected: &str) -> SettingsError {
        self.error(item, format!("`{key}` must be {expected}, not {}", item.type_name()))
    }

    fn unknown(&self, key: &str, item: &Item, known: &[&str]) -> SettingsError {
        let near = known.iter().max_by(|a, b| strsim::jaro(a, key).total_cmp(&strsim::jaro(b, key)));
        let near = near.filter(|near| strsim::jaro(near, key) > 0.7);
        let hint = near.map_or_else(|| format!("; known are {}", known.join(", ")), |near| format!("; did you mean `{near}`?"));
        self.error(item, format!("unknown key `{key}`{hint}"))
    }

    fn string(&self, key: &str, item: &Item) -> Result<String, SettingsError> {
        item.as_str().map(str::to_owned).ok_or_else(|| self.wrong(key, item, "a string"))
    }

    /// A path inside the project.
    fn path(&self, key: &str, item: &Item) -> Result<String, SettingsError> {
        let path = self.string(key, item)?.replace('\\', "/");
        let path = path.trim_end_matches('/').trim_start_matches("./").to_owned();
        if path.starts_with('/') || path.contains(':') || path.split('/').any(|part| part == "..") {
            return Err(self.error(item, format!("`{key}` must be a path inside the project, not `{path}`")));
        }
        Ok(if path == "." { String::new() } else { path })
    }

    fn boolean(&self, key: &str, item: &Item) -> Result<bool, SettingsError> {
        item.as_bool().ok_or_else(|| self.wrong(key, item, "true or false"))
    }

    fn strings(&self, key: &str, item: &Item) -> Result<Vec<String>, SettingsError> {
        let array = item.as_array().ok_or_else(|| self.wrong(key, item, "a list of strings"))?;
        let strings: Option<Vec<String>> = array.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        strings.ok_or_else(|| self.wrong(key, item, "a list of strings"))
    }

    fn choice<T: Copy>(&self, key: &str, item: &Item, values: &[(&str, T)]) -> Result<T, SettingsError> {
        let text = self.string(key, item)?;
        let names = || values.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let found = values.iter().find(|(name, _)| *name == text).map(|&(_, value)| value);
        found.ok_or_else(|| self.error(item, format!("`{key}` must be one of {}, not `{text}`", names())))
    }

    fn tables<T>(
        &self,
        key: &str,
        item: &Item,
        read: fn(&Self, &dyn TableLike, &Item) -> Result<T, SettingsError>,
    ) -> Result<Vec<T>, SettingsError> {
        let wrong = || self.wrong(key, item, "a list of tables");
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().map(|table| read(self, table, item)).collect();
        }
        let array = item.as_array().ok_or_else(wrong)?;
        array.iter().map(|value| read(self, value.as_inline_table().ok_or_else(wrong)?, item)).collect()
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
            "pyproject.toml:2:13: [tool.harmless.release] unknown key `tag_prefx`; did you mean `tag_prefix`?"
        );
        assert!(error("[tool.harmless.release]\npush = 'yes'\n").contains("`push` must be true or false, not string"));
        assert!(error("[tool.harmless.release]\nchangelog = '../x'\n").contains("inside the project"));
        assert!(error("[tool.attribution]\npackage = '/etc'\n").contains("inside the project"));
        assert!(error("[[").starts_with("pyproject.toml:1:"));
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
