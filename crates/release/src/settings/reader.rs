//! Values of one TOML table, with errors that say where and what would be right.

use super::SettingsError;
use toml_edit::{Item, TableLike};

/// An error at an offset of the text.
pub(super) fn at(text: &str, offset: usize, message: String) -> SettingsError {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    SettingsError { line, column, message }
}

/// Reads values of one table, with errors that say where.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) table: &'static str,
}

impl Reader<'_> {
    pub(super) fn error(&self, item: &Item, message: String) -> SettingsError {
        at(self.text, item.span().map_or(0, |span| span.start), format!("[{}] {message}", self.table))
    }

    /// The keys of a table, with hyphens however they are written, and their values.
    pub(super) fn entries<'t>(&self, table: &'t dyn TableLike) -> Result<Vec<(String, &'t Item)>, SettingsError> {
        let mut entries: Vec<(String, &Item)> = Vec::new();
        for (written, item) in table.iter() {
            let key = written.replace('_', "-");
            if entries.iter().any(|(known, _)| *known == key) {
                let message = format!("`{key}` is set twice, once with a hyphen and once with an underscore");
                return Err(self.error(item, message));
            }
            entries.push((key, item));
        }
        Ok(entries)
    }

    pub(super) fn wrong(&self, key: &str, item: &Item, expected: &str) -> SettingsError {
        self.error(item, format!("`{key}` must be {expected}, not {}", item.type_name()))
    }

    pub(super) fn unknown(&self, key: &str, item: &Item, known: &[&str]) -> SettingsError {
        let near = known.iter().max_by(|a, b| strsim::jaro(a, key).total_cmp(&strsim::jaro(b, key)));
        let near = near.filter(|near| strsim::jaro(near, key) > 0.7);
        let hint = near
            .map_or_else(|| format!("; known are {}", known.join(", ")), |near| format!("; did you mean `{near}`?"));
        self.error(item, format!("unknown key `{key}`{hint}"))
    }

    pub(super) fn string(&self, key: &str, item: &Item) -> Result<String, SettingsError> {
        item.as_str().map(str::to_owned).ok_or_else(|| self.wrong(key, item, "a string"))
    }

    /// A path inside the project.
    pub(super) fn path(&self, key: &str, item: &Item) -> Result<String, SettingsError> {
        let path = self.string(key, item)?.replace('\\', "/");
        let path = path.trim_end_matches('/').trim_start_matches("./").to_owned();
        if path.starts_with('/') || path.contains(':') || path.split('/').any(|part| part == "..") {
            return Err(self.error(item, format!("`{key}` must be a path inside the project, not `{path}`")));
        }
        Ok(if path == "." { String::new() } else { path })
    }

    pub(super) fn boolean(&self, key: &str, item: &Item) -> Result<bool, SettingsError> {
        item.as_bool().ok_or_else(|| self.wrong(key, item, "true or false"))
    }

    pub(super) fn strings(&self, key: &str, item: &Item) -> Result<Vec<String>, SettingsError> {
        let array = item.as_array().ok_or_else(|| self.wrong(key, item, "a list of strings"))?;
        let strings: Option<Vec<String>> = array.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        strings.ok_or_else(|| self.wrong(key, item, "a list of strings"))
    }

    pub(super) fn choice<T: Copy>(&self, key: &str, item: &Item, values: &[(&str, T)]) -> Result<T, SettingsError> {
        let text = self.string(key, item)?;
        let names = || values.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let found = values.iter().find(|(name, _)| *name == text).map(|&(_, value)| value);
        found.ok_or_else(|| self.error(item, format!("`{key}` must be one of {}, not `{text}`", names())))
    }

    pub(super) fn tables<T>(
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
