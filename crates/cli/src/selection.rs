//! Which files are taken: the settings that all tools share, from configuration and command line to a [`Selection`].

use crate::options::FileOptions;
use harmless_config::{Fault, Setting, Table};
use harmless_files::{DEFAULT_EXCLUDES, ExcludesBuilder, PatternError, Selection};
use std::path::Path;

/// The keys of a tool's table that are read here.
pub(crate) const SELECTION_KEYS: [&str; 4] = ["exclude", "extend-exclude", "force-exclude", "respect-gitignore"];

/// The settings, each with its origin.
#[derive(Clone, Debug)]
pub(crate) struct SelectionSettings {
    pub(crate) exclude: Setting<Vec<String>>,
    pub(crate) extend_exclude: Setting<Vec<String>>,
    pub(crate) force_exclude: Setting<bool>,
    pub(crate) respect_gitignore: Setting<bool>,
}

impl Default for SelectionSettings {
    fn default() -> Self {
        Self {
            exclude: Setting::default_value(DEFAULT_EXCLUDES.iter().map(ToString::to_string).collect()),
            extend_exclude: Setting::default(),
            force_exclude: Setting::default(),
            respect_gitignore: Setting::default_value(true),
        }
    }
}

impl SelectionSettings {
    /// Takes what the table of the tool says.
    pub(crate) fn read(&mut self, table: &Table<'_>, faults: &mut Vec<Fault>) {
        for (key, setting) in [("exclude", &mut self.exclude), ("extend-exclude", &mut self.extend_exclude)] {
            let patterns = table.get::<Vec<String>>(key, faults);
            if let Some(patterns) = &patterns {
                let mut builder = ExcludesBuilder::new(Path::new("/"));
                let check = |pattern: &String| builder.glob(Path::new("/"), pattern).err();
                faults
                    .extend(patterns.value.iter().filter_map(check).map(|error| table.fault(key, &error.to_string())));
            }
            setting.overlay(patterns);
        }
        self.force_exclude.overlay(table.get("force-exclude", faults));
        self.respect_gitignore.overlay(table.get("respect-gitignore", faults));
    }

    /// Takes what the command line says.
    pub(crate) fn apply(&mut self, options: &FileOptions) {
        self.exclude.overlay(options.exclude.clone().map(|globs| Setting::flag("--exclude", globs)));
        self.extend_exclude
            .overlay(options.extend_exclude.clone().map(|globs| Setting::flag("--extend-exclude", globs)));
        self.force_exclude.overlay(options.force_exclude().map(|yes| Setting::flag("--force-exclude", yes)));
        let respect = options.respect_gitignore();
        self.respect_gitignore.overlay(respect.map(|yes| Setting::flag("--respect-gitignore", yes)));
    }

    /// The selection that these settings make. Patterns of a configuration file are relative to `base`, those of the
    /// command line to `working_directory`; `ignore_lines` are further patterns in gitignore's language.
    ///
    /// # Errors
    /// When a pattern is malformed.
    pub(crate) fn selection(
        &self,
        base: &Path,
        working_directory: &Path,
        ignore_lines: &[String],
    ) -> Result<Selection, PatternError> {
        let mut builder = ExcludesBuilder::new(base);
        for setting in [&self.exclude, &self.extend_exclude] {
            let is_flag = matches!(setting.origin, harmless_config::Origin::Flag(_));
            let directory = if is_flag { working_directory } else { base };
            for pattern in &setting.value {
                builder.glob(directory, pattern)?;
            }
        }
        for line in ignore_lines {
            builder.gitignore_line(line)?;
        }
        Ok(Selection {
            excludes: builder.build()?,
            force_exclude: self.force_exclude.value,
            respect_gitignore: self.respect_gitignore.value,
        })
    }
}
