//! What the files of a directory have in common.

use super::Context;
use super::package::{INIT, Package};
use super::settings::ImportSettings;
use crate::configuration::{Configured, PYPROJECT};
use harmless_files::{Entering, stem_and_extension};
use harmless_imports::{ModuleContext, Surroundings};
use std::path::Path;
use std::sync::Arc;

/// A directory's settings and its place among packages.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) configured: Arc<Configured<ImportSettings>>,
    pub(crate) package: Package,
}

impl Directory {
    /// Looks at a directory, as far as the one above does not tell everything.
    pub(crate) fn enter(context: &Context<'_>, directory: &Entering<'_, Self>) -> Self {
        let Some(parent) = directory.parent else {
            return Self::find(context, directory.path);
        };
        let configured = match directory.has(PYPROJECT) {
            true => context.configuration.of(directory.path),
            false => Arc::clone(&parent.configured),
        };
        Self { configured, package: Package::below(&parent.package, directory.path, directory.has(INIT)) }
    }

    /// Looks at the directory at `path`, an absolute path, and at those above.
    pub(crate) fn find(context: &Context<'_>, path: &Path) -> Self {
        Self { configured: context.configuration.of(path), package: Package::find(path) }
    }

    /// What the sorter must know of where the directory's file at `path` stands.
    pub(crate) fn context_of(&self, path: &Path) -> ModuleContext<'_> {
        let (stem, extension) = stem_and_extension(path);
        ModuleContext {
            first_party: self.package.top_level.as_deref(),
            is_package: stem == b"__init__",
            is_stub: extension == b"pyi",
            surroundings: Some(self),
            place: None,
        }
    }
}

impl Surroundings for Directory {
    fn source_of(&self, module: &str) -> Option<&str> {
        self.configured.settings.sources.directory_of(module)
    }
}
