//! Settings of isort and ruff as settings of the style `isort-black`.

use crate::imports::settings::toml_string;
use crate::imports::style::StyleSettings;
use toml::{Table, Value};

/// Settings in our terms, and what has none.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Converted {
    /// The contents of `[tool.harmless.imports]`.
    pub(super) settings: Table,
    /// Settings without an equivalent, and why.
    pub(super) dropped: Vec<(String, &'static str)>,
}

const NO_EQUIVALENT: &str = "there is no such setting here";
const ONE_LAYOUT: &str = "wrapped imports are written in black's way only";
const NO_FOOTERS: &str = "nothing is written below a section";

impl Converted {
    fn new() -> Self {
        let mut converted = Self::default();
        converted.set("style", "isort-black");
        converted
    }

    fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.settings.insert(key.into(), value.into());
    }

    fn drop(&mut self, key: &str, reason: &'static str) {
        self.dropped.push((key.into(), reason));
    }

    /// Adds to a table.
    fn insert(&mut self, table: &str, key: String, value: Value) {
        let table = self.settings.entry(table).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(table) = table {
            table.insert(key, value);
        }
    }

    /// Adds to a list.
    fn extend(&mut self, key: &str, more: Vec<Value>) {
        let list = self.settings.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.extend(more);
        }
    }
}

/// Converts ruff's settings: the whole of `ruff.toml` or of `[tool.ruff]`.
pub(super) fn from_ruff(ruff: &Table) -> Converted {
    let mut converted = Converted::new();
    for key in
        ["line-length", "target-version", "src", "exclude", "extend-exclude", "force-exclude", "respect-gitignore"]
    {
        if let Some(value) = ruff.get(key) {
            converted.set(key, value.clone());
        }
    }
    let lint = ruff.get("lint").and_then(Value::as_table);
    // Older configurations have the table at the top.
    let isort = lint.and_then(|lint| lint.get("isort")).or_else(|| ruff.get("isort")).and_then(Value::as_table);
    let keys = StyleSettings::keys();
    for (key, value) in isort.into_iter().flatten() {
        match key.as_str() {
            "detect-same-package" => converted.set("first-party-detection", value.clone()),
            // ruff's way to say that there is no fixed number.
            "lines-after-imports" if value.as_integer() == Some(-1) => {}
            key if keys.iter().any(|own| own == key) => converted.set(key, value.clone()),
            key => converted.drop(key, NO_EQUIVALENT),
        }
    }
    converted
}

/// What isort's profile `black` sets that is fixed here, and the values that mean it.
const BLACKS_LAYOUT: [(&str, &[&str]); 5] = [
    ("multi_line_output", &["3", "VERTICAL_HANGING_INDENT"]),
    ("include_trailing_comma", &["true"]),
    ("force_grid_wrap", &["0"]),
    ("use_parentheses", &["true"]),
    ("ensure_newline_before_comments", &["true"]),
];

/// Converts isort's settings, of TOML or of an INI file, where every value is a string.
pub(super) fn from_isort(isort: &Table) -> Converted {
    let mut converted = Converted::new();
    let profile = isort.get("profile").and_then(Value::as_str).unwrap_or_default();
    if profile != "black" {
        let reason = "only the profile `black` is known; what the settings below do not say follows it";
        converted.drop(if profile.is_empty() { "no profile" } else { "profile" }, reason);
        if !isort.contains_key("line_length") {
            converted.set("line-length", 79);
        }
    }
    let keys = StyleSettings::keys();
    for (key, value) in isort {
        let hyphened = key.replace('_', "-");
        match key.as_str() {
            "profile" => {}
            key if BLACKS_LAYOUT.iter().any(|(fixed, _)| *fixed == key) => {
                let is_blacks = |values: &[&str]| values.iter().any(|it| text(value).eq_ignore_ascii_case(it));
                if !BLACKS_LAYOUT.iter().any(|(fixed, values)| *fixed == key && is_blacks(values)) {
                    converted.drop(key, ONE_LAYOUT);
                }
            }
            "line_length" => converted.set("line-length", number(value)),
            "src_paths" => converted.set("src", Value::Array(list(value))),
            "py_version" => match text(value).as_str() {
                "all" | "auto" | "3" => converted.drop(key, "the standard library is that of one release"),
                version => converted.set("target-version", format!("py{version}")),
            },
            "sections" => {
                let sections = list(value).iter().map(|name| section(&text(name)).into()).collect();
                converted.set("section-order", Value::Array(sections));
            }
            "default_section" => converted.set("default-section", section(&text(value))),
            "no_lines_before" => {
                let sections = list(value).iter().map(|name| section(&text(name)).into()).collect();
                converted.set("no-lines-before", Value::Array(sections));
            }
            "known_first_party" | "known_third_party" | "known_local_folder" => {
                converted.set(&hyphened, Value::Array(list(value)));
            }
            "known_standard_library" | "extra_standard_library" => {
                converted.extend("extra-standard-library", list(value));
            }
            key if key.starts_with("known_") => {
                let name = section(&key["known_".len()..]);
                converted.insert("sections", name, Value::Array(list(value)));
            }
            "reverse_relative" if boolean(value) => converted.set("relative-imports-order", "closest-to-furthest"),
            "reverse_relative" => {}
            "lines_after_imports" if number(value) < 0 => {}
            "lines_after_imports" | "lines_between_types" => converted.set(&hyphened, number(value)),
            "skip" | "extend_skip" | "skip_glob" | "extend_skip_glob" => {
                converted.extend("extend-exclude", list(value));
            }
            "skip_gitignore" => converted.set("respect-gitignore", boolean(value)),
            "add_imports" | "required_imports" => converted.extend("required-imports", statements(value)),
            key if key.starts_with("import_heading_") => {
                let name = section(&key["import_heading_".len()..]);
                converted.insert("import-heading", name, text(value).into());
            }
            key if key.starts_with("import_footer_") => converted.drop(key, NO_FOOTERS),
            "constants" | "classes" | "variables" | "force_to_top" | "forced_separate" | "single_line_exclusions" => {
                converted.set(&hyphened, Value::Array(list(value)));
            }
            _ if keys.contains(&hyphened) => converted.set(&hyphened, boolean(value)),
            key => converted.drop(key, NO_EQUIVALENT),
        }
    }
    converted
}

/// isort's name of a section in our terms.
fn section(name: &str) -> String {
    match name.to_uppercase().as_str() {
        "FUTURE" => "future".into(),
        "STDLIB" => "standard-library".into(),
        "THIRDPARTY" => "third-party".into(),
        "FIRSTPARTY" => "first-party".into(),
        "LOCALFOLDER" => "local-folder".into(),
        _ => name.to_lowercase(),
    }
}

fn text(value: &Value) -> String {
    text_of(value, false)
}

/// A value as TOML writes it, or a string without quotes. No setting is a table, a date or a fraction.
pub(super) fn text_of(value: &Value, is_quoted: bool) -> String {
    match value {
        Value::String(text) if is_quoted => toml_string(text),
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Array(list) => {
            format!("[{}]", list.iter().map(|value| text_of(value, is_quoted)).collect::<Vec<_>>().join(", "))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => String::new(),
    }
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.clone(),
        value => {
            let text = text(value);
            text.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty()).map(Value::from).collect()
        }
    }
}

/// A list of statements, whose names may be divided by commas.
fn statements(value: &Value) -> Vec<Value> {
    let Value::String(text) = value else { return list(value) };
    let mut statements: Vec<String> = Vec::new();
    for part in text.split([',', '\n', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let is_statement = part.starts_with("import ") || part.starts_with("from ");
        match statements.last_mut().filter(|_| !is_statement) {
            Some(last) => *last = format!("{last}, {part}"),
            None => statements.push(part.to_owned()),
        }
    }
    statements.into_iter().map(Value::from).collect()
}

fn boolean(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| matches!(text(value).to_lowercase().as_str(), "true" | "yes" | "on" | "1" | "t" | "y"))
}

fn number(value: &Value) -> i64 {
    value.as_integer().unwrap_or_else(|| text(value).parse().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().expect("TOML")
    }

    #[test]
    fn isorts_settings_become_ours() {
        let converted = from_isort(&table(
            "profile = 'black'\nline_length = 100\nmulti_line_output = 3\nknown_first_party = 'a, b.c'\nknown_django = ['django']\n\
             sections = ['FUTURE', 'STDLIB', 'DJANGO', 'THIRDPARTY', 'FIRSTPARTY', 'LOCALFOLDER']\nforce_single_line = 'True'\n\
             lines_after_imports = -1\nlines_between_types = 1\nadd_imports = ['import a']\natomic = true\npy_version = 39\n\
             import_heading_stdlib = 'Standard library'\nimport_heading_django = 'Django'\nimport_footer_stdlib = 'x'\n",
        ));
        let expected = table(
            "style = 'isort-black'\nline-length = 100\nknown-first-party = ['a', 'b.c']\nforce-single-line = true\n\
             section-order = ['future', 'standard-library', 'django', 'third-party', 'first-party', 'local-folder']\n\
             lines-between-types = 1\ntarget-version = 'py39'\nrequired-imports = ['import a']\n\
             [sections]\ndjango = ['django']\n\
             [import-heading]\nstandard-library = 'Standard library'\ndjango = 'Django'\n",
        );
        assert_eq!(converted.settings, expected);
        let dropped: Vec<&str> = converted.dropped.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(dropped, ["atomic", "import_footer_stdlib"]);
    }

    #[test]
    fn statements_of_an_ini_file_may_have_several_names() {
        let converted = from_isort(&table("profile = 'black'\nadd_imports = \"\\nfrom a import b, c\\nimport d\"\n"));
        let expected = table("style = 'isort-black'\nrequired-imports = ['from a import b, c', 'import d']\n");
        assert_eq!(converted.settings, expected);
    }

    #[test]
    fn without_a_profile_lines_are_shorter() {
        let converted = from_isort(&table("force_grid_wrap = 2\n"));
        assert_eq!(converted.settings, table("style = 'isort-black'\nline-length = 79\n"));
        let dropped: Vec<&str> = converted.dropped.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(dropped, ["no profile", "force_grid_wrap"]);
    }

    #[test]
    fn ruffs_settings_become_ours() {
        let converted = from_ruff(&table(
            "line-length = 120\nsrc = ['lib']\n[lint]\nselect = ['I']\n[lint.isort]\ncombine-as-imports = true\n\
             detect-same-package = false\nrequired-imports = ['import a']\nlines-after-imports = -1\n\
             [lint.isort.sections]\nx = ['y']\n[lint.isort.import-heading]\nx = 'The x'\n",
        ));
        let expected = table(
            "style = 'isort-black'\nline-length = 120\nsrc = ['lib']\ncombine-as-imports = true\n\
             first-party-detection = false\nrequired-imports = ['import a']\n[sections]\nx = ['y']\n\
             [import-heading]\nx = 'The x'\n",
        );
        assert_eq!(converted.settings, expected);
        assert_eq!(converted.dropped, []);
    }
}
