//! Which configuration holds where: the nearest `pyproject.toml`, the file of `--config`, or none.

use crate::options::GlobalOptions;
use harmless_config::{Discovery, Document, Fault, Setting, Table};
use harmless_report::{Finding, Located, Severity};
use harmless_text::LineColumn;
use pep440_rs::{Version, VersionSpecifiers};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// The name of the files that are discovered.
pub(crate) const PYPROJECT: &str = "pyproject.toml";

/// The tools that have a table in `[tool.harmless]`.
pub(crate) const TOOLS: [&str; 3] = ["imports", "codemod", "release"];

/// The key that tells for which version of a tool its table is.
pub(crate) const REQUIRED_VERSION: &str = "required-version";

/// Reads [`REQUIRED_VERSION`]; another version than this is a fault.
pub(crate) fn read_required_version(table: &Table<'_>, faults: &mut Vec<Fault>) -> Option<Setting<String>> {
    let required = table.get::<String>(REQUIRED_VERSION, faults)?;
    let wanted = VersionSpecifiers::from_str(&required.value)
        .or_else(|_| VersionSpecifiers::from_str(&format!("=={}", required.value)));
    match (wanted, Version::from_str(crate::VERSION)) {
        (Ok(wanted), Ok(version)) if !wanted.contains(&version) => {
            let message = format!("this is version {version}, but `{}` is required", required.value);
            faults.push(table.fault(REQUIRED_VERSION, &message));
        }
        (Err(error), _) => {
            let message = format!("expected a version or version specifiers such as `>=1.2`: {error}");
            faults.push(table.fault(REQUIRED_VERSION, &message));
        }
        _ => {}
    }
    Some(required)
}

/// A tool's settings as one configuration file, or none, gives them.
#[derive(Debug)]
pub(crate) struct Configured<C> {
    /// The settings.
    pub(crate) settings: C,
    /// The file, as it is shown; `None` for the defaults.
    pub(crate) path: Option<Arc<Path>>,
    /// What is wrong with it.
    pub(crate) faults: Vec<Fault>,
}

impl<C> Configured<C> {
    /// Whether the settings must not be used.
    pub(crate) fn is_broken(&self) -> bool {
        self.faults.iter().any(|fault| !fault.is_warning)
    }

    /// What is wrong, to be shown.
    pub(crate) fn findings(&self) -> impl Iterator<Item = Finding> {
        self.faults.iter().map(|fault| {
            let at = fault.place.map(|(line, column)| LineColumn { line, column });
            Finding {
                path: fault.path.to_path_buf(),
                place: at.map(|at| Located::point(at, at)),
                code: "configuration",
                rule: None,
                severity: if fault.is_warning { Severity::Warning } else { Severity::Error },
                message: fault.message.clone(),
                fix: Vec::new(),
            }
        })
    }
}

/// How a tool makes its settings of a document (or of none), given the directory that relative paths in it are
/// relative to.
pub(crate) trait Reader<C>: Fn(Option<&Document<'_>>, &Path, &mut Vec<Fault>) -> C + Send + Sync {}

impl<C, R: Fn(Option<&Document<'_>>, &Path, &mut Vec<Fault>) -> C + Send + Sync> Reader<C> for R {}

type Load<'r, C> = Box<dyn Fn(&Path) -> Configured<C> + Send + Sync + 'r>;

/// The settings of every directory.
pub(crate) struct Configuration<'r, C> {
    discovery: Option<Discovery<Configured<C>, Load<'r, C>>>,
    /// What holds where no file is found.
    otherwise: Arc<Configured<C>>,
}

impl<'r, C> Configuration<'r, C> {
    /// Configuration as the options ask for it. Nothing but the file of `--config` is read yet.
    pub(crate) fn new(options: &GlobalOptions, working_directory: &'r Path, read: &'r dyn Reader<C>) -> Self {
        let otherwise = match &options.config {
            Some(path) => load(path, path.clone(), working_directory, read),
            None => {
                let mut faults = Vec::new();
                Configured { settings: read(None, working_directory, &mut faults), path: None, faults }
            }
        };
        let load_found = move |path: &Path| {
            let shown = path.strip_prefix(working_directory).unwrap_or(path);
            load(path, shown.into(), path.parent().unwrap_or(path), read)
        };
        let discovers = options.config.is_none() && !options.isolated;
        let discovery = discovers.then(|| Discovery::new(PYPROJECT, Box::new(load_found) as Load<'r, C>));
        Self { discovery, otherwise: Arc::new(otherwise) }
    }

    /// The configuration in `text`, shown as `path`, for all files; paths in it are relative to `base`.
    pub(crate) fn of_text(path: &Path, text: &str, base: &Path, read: &dyn Reader<C>) -> Self {
        Self { discovery: None, otherwise: Arc::new(parse(path.into(), text, Vec::new(), base, read)) }
    }

    /// The settings of files in `directory`, an absolute path.
    pub(crate) fn of(&self, directory: &Path) -> Arc<Configured<C>> {
        let found = self.discovery.as_ref().and_then(|discovery| discovery.find(directory));
        found.unwrap_or_else(|| Arc::clone(&self.otherwise))
    }

    /// What is wrong with the files that were read so far.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut read = self.discovery.as_ref().map(Discovery::read).unwrap_or_default();
        read.sort_by(|one, other| one.path.cmp(&other.path));
        read.push(Arc::clone(&self.otherwise));
        read.iter().flat_map(|configured| configured.findings().collect::<Vec<_>>()).collect()
    }
}

fn load<C>(path: &Path, shown: PathBuf, base: &Path, read: &dyn Reader<C>) -> Configured<C> {
    let shown: Arc<Path> = shown.into();
    let mut faults = Vec::new();
    let fault = |message| Fault::of_file(Arc::clone(&shown), message);
    let text = match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            faults.push(fault("the file is not UTF-8, which TOML must be".into()));
            String::new()
        }
        Err(error) => {
            faults.push(fault(format!("cannot be read: {error}")));
            String::new()
        }
    };
    parse(shown, &text, faults, base, read)
}

fn parse<C>(shown: Arc<Path>, text: &str, mut faults: Vec<Fault>, base: &Path, read: &dyn Reader<C>) -> Configured<C> {
    let document = match Document::parse(Arc::clone(&shown), text) {
        Ok(document) => Some(document),
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let settings = read(document.as_ref(), base, &mut faults);
    faults.sort_by_key(|fault| fault.place);
    Configured { settings, path: Some(shown), faults }
}
