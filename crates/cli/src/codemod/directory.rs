//! What the files of a directory have in common: their settings, and the package they are in.

use super::Context;
use crate::configuration::{Configured, PYPROJECT, REQUIRED_VERSION, TOOLS, read_required_version};
use crate::imports::sorting_of;
use crate::options::FileOptions;
use crate::selection::{SELECTION_KEYS, SelectionSettings};
use harmless_codemod::{Module, Sorter};
use harmless_config::{Document, Fault, Setting};
use harmless_files::{Entering, PatternError, Selection};
use harmless_imports::{ModuleContext, Settings};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

/// The file that makes a directory a package.
const INIT: &str = "__init__.py";

/// The settings of `[tool.harmless.codemod]`: which files are taken.
#[derive(Debug)]
pub(crate) struct CodemodSettings {
    pub(crate) selection: Selection,
    pub(crate) layers: SelectionSettings,
    pub(crate) required_version: Option<Setting<String>>,
    /// How the project sorts its imports: where new ones go.
    pub(crate) sorting: Settings,
}

/// What the command line says.
pub(crate) struct Flags<'f> {
    pub(crate) files: &'f FileOptions,
}

impl Flags<'_> {
    /// Whether the patterns of the command line are well-formed.
    pub(crate) fn check(&self, working_directory: &Path) -> Result<(), PatternError> {
        let mut layers = SelectionSettings::default();
        layers.apply(self.files);
        layers.selection(working_directory, working_directory, &[]).map(drop)
    }

    /// How settings are made of a configuration file.
    pub(crate) fn reader(
        &self,
        working_directory: &Path,
    ) -> impl Fn(Option<&Document<'_>>, &Path, &mut Vec<Fault>) -> CodemodSettings {
        move |document, base, faults| {
            let mut layers = SelectionSettings::default();
            let mut required_version = None;
            if let Some(Ok(Some(suite))) = document.map(|document| document.table("tool.harmless")) {
                faults.extend(suite.unknown_keys(&TOOLS));
            }
            match document.map(|document| document.table("tool.harmless.codemod")) {
                Some(Ok(Some(table))) => {
                    faults.extend(table.unknown_keys(&[&SELECTION_KEYS[..], &[REQUIRED_VERSION]].concat()));
                    required_version = read_required_version(&table, faults);
                    layers.read(&table, faults);
                }
                Some(Err(fault)) => faults.push(fault),
                Some(Ok(None)) | None => {}
            }
            layers.apply(self.files);
            // A malformed pattern was reported where it was read.
            let selection = layers.selection(base, working_directory, &[]).unwrap_or_default();
            CodemodSettings { selection, layers, required_version, sorting: sorting_of(document) }
        }
    }
}

/// A directory's settings and its dotted package name.
pub(crate) struct Directory {
    pub(crate) configured: Arc<Configured<CodemodSettings>>,
    /// The package, if the directory is one.
    package: Option<Package>,
}

/// A package that a directory is.
#[derive(Clone, Debug)]
struct Package {
    name: Arc<str>,
    /// Whether it has no `__init__.py`.
    is_namespace: bool,
}

impl Directory {
    /// Looks at a directory, as far as the one above does not tell everything.
    pub(crate) fn enter(context: &Context<'_>, directory: &Entering<'_, Self>) -> Self {
        let Some(parent) = directory.parent else {
            let package = package_of(context, directory.path);
            return Self { configured: context.configuration.of(directory.path), package };
        };
        let configured = match directory.has(PYPROJECT) {
            true => context.configuration.of(directory.path),
            false => Arc::clone(&parent.configured),
        };
        let package = within(context, parent.package.as_ref(), directory.path, directory.has(INIT));
        Self { configured, package }
    }

    /// The dotted names of the module in the file `path` and of the package it is in.
    pub(crate) fn module(&self, path: &Path) -> ModuleName {
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let is_package = stem == "__init__";
        let package = self.package.as_ref().map(|package| Arc::clone(&package.name));
        let name = match (&package, is_package) {
            (Some(package), true) => package.to_string(),
            (Some(package), false) => format!("{package}.{stem}"),
            (None, _) => stem.to_owned(),
        };
        let is_stub = path.extension().is_some_and(|extension| extension == "pyi");
        let configured = Arc::clone(&self.configured);
        ModuleName { name, package, is_package, is_stub, configured }
    }
}

/// The names of a file, and how its imports are sorted.
pub(crate) struct ModuleName {
    name: String,
    package: Option<Arc<str>>,
    is_package: bool,
    is_stub: bool,
    configured: Arc<Configured<CodemodSettings>>,
}

impl ModuleName {
    /// What the engine must know of the file.
    pub(crate) fn module(&self) -> Module<'_> {
        Module { name: Some(&self.name), package: self.package.as_deref(), is_package: self.is_package }
    }

    /// The dotted name of the module.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How its imports are sorted.
    pub(crate) fn sorter(&self) -> Sorter<'_> {
        let context = ModuleContext {
            first_party: self.package.as_deref().and_then(|package| package.split('.').next()),
            is_package: self.is_package,
            is_stub: self.is_stub,
            ..ModuleContext::default()
        };
        Sorter { settings: &self.configured.settings.sorting, context }
    }
}

/// The package that the directory at `path` is, where `outer` is the one around it. Without an `__init__.py` it is one only if
/// a rule names it: any folder could be.
fn within(context: &Context<'_>, outer: Option<&Package>, path: &Path, has_init: bool) -> Option<Package> {
    let own = path.file_name().and_then(OsStr::to_str)?;
    let is_named = |name: &str| context.namespaces.contains(name);
    // `foo/foo/__init__.py` is `foo`: the outer folder is a project's.
    let outer = outer.filter(|outer| !(has_init && outer.is_namespace && is_named(own)));
    let is_package = match outer {
        Some(outer) => has_init || outer.name.split('.').next().is_some_and(is_named),
        None => has_init || is_named(own),
    };
    let name = outer.map_or_else(|| Arc::from(own), |outer| Arc::from(format!("{}.{own}", outer.name)));
    is_package.then_some(Package { name, is_namespace: !has_init })
}

/// The package that the directory at `path`, an absolute path, is: it and those above count as long as they have an
/// `__init__.py`, and below the working directory also those that rules name.
fn package_of(context: &Context<'_>, path: &Path) -> Option<Package> {
    let mut above: Vec<&Path> = path.ancestors().collect();
    above.reverse();
    above.into_iter().fold(None, |outer, folder| {
        let has_init = folder.join(INIT).exists();
        let is_inside = folder.starts_with(context.working_directory) && folder != context.working_directory;
        if has_init || is_inside { within(context, outer.as_ref(), folder, has_init) } else { None }
    })
}
