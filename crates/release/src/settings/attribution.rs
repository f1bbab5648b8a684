//! `[tool.attribution]`, read as attribution reads it, and shown as Python shows it.

use super::SettingsError;
use super::reader::Reader;
use toml_edit::{Item, TableLike};

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

impl Attribution {
    pub(super) fn default_for(folder: &str) -> Self {
        Self {
            present: false,
            name: folder.to_owned(),
            package: canonical_namespace(folder),
            version_file: true,
            signed_tags: true,
            ignored_authors: Vec::new(),
            cargo_packages: Vec::new(),
            npm_packages: Vec::new(),
            shown: [
                ("cargo_packages", "[]"),
                ("ignored_authors", "[]"),
                ("version_file", "True"),
                ("signed_tags", "True"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .to_vec(),
        }
    }

    pub(super) fn read(
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
                "name" => replace_unless_empty(&mut self.name, reader.string(key, item)?),
                "package" => replace_unless_empty(&mut self.package, reader.path(key, item)?),
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

fn replace_unless_empty(target: &mut String, value: String) {
    if !value.is_empty() {
        *target = value;
    }
}

/// attribution takes a string apart into letters, which hides everybody; here it is one author. What is no string is
/// dropped with a warning, as there.
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
