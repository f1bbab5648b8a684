//! The settings of the style `isort-black` in `[tool.harmless.imports]`. Keys are those of ruff's `lint.isort` table.

use super::settings::toml_string;
use harmless_config::{Document, Fault, Origin, Setting, Table};
use harmless_imports::{ImportHeading, IsortSettings, KnownModule, ModulePattern, RequiredImport};
use pep440_rs::{Version, VersionSpecifiers};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The name of a style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StyleName {
    Usort,
    IsortBlack,
}

/// The values of `style`.
pub(crate) const STYLES: [(&str, StyleName); 2] = [("usort", StyleName::Usort), ("isort-black", StyleName::IsortBlack)];

/// The lists of modules whose section is known, with that section; the first that has a module decides, after
/// `sections`.
const KNOWN: [(&str, &str); 4] = [
    ("known-first-party", "first-party"),
    ("known-third-party", "third-party"),
    ("known-local-folder", "local-folder"),
    ("extra-standard-library", "standard-library"),
];

/// The sections that always exist.
const SECTIONS: [&str; 5] = ["future", "standard-library", "third-party", "first-party", "local-folder"];

/// The values of `relative-imports-order`.
const RELATIVE_ORDERS: [(&str, bool); 2] = [("furthest-to-closest", false), ("closest-to-furthest", true)];

/// The table of the headings of sections.
const HEADING: &str = "import-heading";

/// The style with its own settings.
#[derive(Debug)]
pub(crate) struct StyleSettings {
    pub(crate) style: Setting<StyleName>,
    /// `src`
    pub(crate) src: Setting<Vec<String>>,
    pub(crate) isort: IsortSettings,
    /// Where the values come from that are no defaults, by key.
    origins: BTreeMap<String, Origin>,
}

impl Default for StyleSettings {
    fn default() -> Self {
        Self {
            style: Setting::default_value(StyleName::Usort),
            src: Setting::default_value(vec![".".into(), "src".into()]),
            isort: IsortSettings::default(),
            origins: BTreeMap::new(),
        }
    }
}

impl StyleSettings {
    /// All keys.
    pub(crate) fn keys() -> Vec<String> {
        let mut settings = Self::default();
        let mut keys: Vec<String> = ["style", "src", "target-version", "sections"].map(String::from).into();
        keys.extend(["default-section", "relative-imports-order", "lines-after-imports"].map(String::from));
        keys.extend(["lines-between-types", "required-imports", HEADING].map(String::from));
        keys.extend(KNOWN.map(|(key, _)| key.into()));
        keys.extend(flags(&mut settings.isort).map(|(key, _)| key.into()));
        keys.extend(lists(&mut settings.isort).map(|(key, _)| key.into()));
        keys
    }

    /// Takes over what `table` says. `document` may tell the target version.
    pub(crate) fn read(&mut self, table: &Table<'_>, document: &Document<'_>, faults: &mut Vec<Fault>) {
        self.style.overlay(table.get_choice("style", &STYLES, faults));
        let has_style = self.style.value == StyleName::IsortBlack;
        let own_keys: Vec<String> = Self::keys().into_iter().filter(|key| key != "style").collect();
        if !has_style {
            for key in table.keys().into_iter().filter(|key| own_keys.iter().any(|own| own == key)) {
                let message = format!("`{key}` has no effect without `style = \"isort-black\"`");
                faults.push(table.fault(key, &message).into_warning());
            }
        }
        self.src.overlay(table.get("src", faults));
        self.read_target_version(table, document, faults);
        for (key, flag) in flags(&mut self.isort) {
            take(&mut self.origins, key, table.get(key, faults), |value| *flag = value);
        }
        for (key, list) in lists(&mut self.isort) {
            take(&mut self.origins, key, table.get(key, faults), |value| *list = value);
        }
        let isort = &mut self.isort;
        take(&mut self.origins, "default-section", table.get("default-section", faults), |value| {
            isort.default_section = value;
        });
        let order = table.get_choice("relative-imports-order", &RELATIVE_ORDERS, faults);
        take(&mut self.origins, "relative-imports-order", order, |value| isort.closest_relative_first = value);
        let mut number = |key: &str, faults: &mut Vec<Fault>| {
            let found = table.get::<u32>(key, faults)?;
            self.origins.insert(key.into(), found.origin);
            Some(u8::try_from(found.value).unwrap_or(u8::MAX))
        };
        isort.lines_after_imports = number("lines-after-imports", faults).or(isort.lines_after_imports);
        isort.lines_between_types = number("lines-between-types", faults).unwrap_or(isort.lines_between_types);
        self.read_required_imports(table, faults);
        self.read_known(table, faults);
    }

    fn read_required_imports(&mut self, table: &Table<'_>, faults: &mut Vec<Fault>) {
        const KEY: &str = "required-imports";
        let Some(statements) = table.get::<Vec<String>>(KEY, faults) else { return };
        self.origins.insert(KEY.into(), statements.origin);
        for statement in statements.value {
            match RequiredImport::parse(&statement) {
                Ok(imports) => self.isort.required_imports.extend(imports),
                Err(error) => faults.push(table.fault(KEY, &format!("`{statement}` cannot be required: {error}"))),
            }
        }
    }

    fn read_known(&mut self, table: &Table<'_>, faults: &mut Vec<Fault>) {
        let mut sections: Vec<String> = SECTIONS.map(String::from).into();
        let mut lists: Vec<(Table<'_>, &str, String)> = Vec::new();
        if let Some(custom) = table.table("sections", faults) {
            for section in custom.keys() {
                sections.push(section.into());
                lists.push((custom.clone(), section, section.into()));
            }
        }
        if let Some(headings) = table.table(HEADING, faults) {
            self.read_headings(&headings, &sections, faults);
        }
        lists.extend(KNOWN.map(|(key, section)| (table.clone(), key, section.into())));
        for (table, key, section) in lists {
            let Some(modules) = table.get::<Vec<String>>(key, faults) else { continue };
            self.origins.insert(key.into(), modules.origin);
            for module in modules.value {
                match ModulePattern::new(&module) {
                    Ok(pattern) => self.isort.known.push(KnownModule { pattern, section: section.clone() }),
                    Err(error) => faults.push(table.fault(key, &format!("`{module}` is no pattern: {error}"))),
                }
            }
        }
        let isort = &self.isort;
        let unknown = |section: &&String| !sections.contains(section);
        for (key, used) in [
            ("section-order", &isort.section_order),
            ("no-lines-before", &isort.no_lines_before),
            ("default-section", &vec![isort.default_section.clone()]),
        ] {
            for section in used.iter().filter(unknown) {
                let message = format!("`{section}` is no section; there are {}", sections.join(", "));
                faults.push(table.fault(key, &message));
            }
        }
        if !isort.section_order.contains(&isort.default_section) {
            let message = format!("the default section `{}` is missing", isort.default_section);
            faults.push(table.fault("section-order", &message));
        }
    }

    fn read_headings(&mut self, table: &Table<'_>, sections: &[String], faults: &mut Vec<Fault>) {
        for section in table.keys() {
            let Some(text) = table.get::<String>(section, faults) else { continue };
            if !sections.iter().any(|known| known == section) {
                let message = format!("`{section}` is no section; there are {}", sections.join(", "));
                faults.push(table.fault(section, &message));
            }
            self.origins.insert(format!("{HEADING}.{section}"), text.origin);
            match ImportHeading::new(section, &text.value) {
                Ok(heading) => self.isort.headings.push(heading),
                Err(error) => faults.push(table.fault(section, &error)),
            }
        }
    }

    /// `target-version`, or else the lowest release that `requires-python` allows.
    fn read_target_version(&mut self, table: &Table<'_>, document: &Document<'_>, faults: &mut Vec<Fault>) {
        if let Some(found) = table.get::<String>("target-version", faults) {
            match minor_of(&found.value) {
                Some(minor) => {
                    self.isort.target_version = minor;
                    self.origins.insert("target-version".into(), found.origin);
                }
                None => faults.push(table.fault("target-version", "expected a release such as `py310` or `3.10`")),
            }
            return;
        }
        // What the project's own table says is not ours to judge.
        let project = document.table("project").ok().flatten();
        let required = project.and_then(|project| project.get::<String>("requires-python", &mut Vec::new()));
        if let Some(required) = required
            && let Ok(specifiers) = VersionSpecifiers::from_str(&required.value)
        {
            let allows = |minor: &u8| {
                let newest_patch = Version::new([3, u64::from(*minor), 99]);
                specifiers.contains(&newest_patch) || specifiers.contains(&Version::new([3, u64::from(*minor)]))
            };
            if let Some(minor) = (0..=99).find(allows) {
                self.isort.target_version = minor;
                self.origins.insert("target-version".into(), required.origin);
            }
        }
    }

    /// Where the entry comes from that tells the section of a module.
    pub(crate) fn origin_of_known(&self, entry: &str) -> Option<&Origin> {
        let known = self.isort.known.iter().find(|known| known.pattern.as_str() == entry)?;
        let listed = KNOWN.iter().find(|(_, section)| *section == known.section);
        self.origins.get(listed.map_or(known.section.as_str(), |(key, _)| key))
    }

    /// Where the value of `key` comes from.
    pub(crate) fn origin_of(&self, key: &str) -> Option<&Origin> {
        if key == "src" { Some(&self.src.origin) } else { self.origins.get(key).or(Some(&Origin::Default)) }
    }

    /// Each setting by its key, its value as TOML, and its origin; of the style's own only where it holds.
    pub(crate) fn lines(&self) -> Vec<(String, String, Origin)> {
        let style = STYLES.iter().find(|(_, style)| *style == self.style.value).map_or("", |(name, _)| name);
        let mut lines = vec![("style".to_owned(), toml_string(style), self.style.origin.clone())];
        if self.style.value == StyleName::Usort {
            return lines;
        }
        let strings = |list: &[String]| toml_list(list.iter().map(String::as_str));
        let mut isort = self.isort.clone();
        let mut values: Vec<(String, String)> = vec![
            ("target-version".into(), toml_string(&format!("py3{}", isort.target_version))),
            ("default-section".into(), toml_string(&isort.default_section)),
            (
                "relative-imports-order".into(),
                toml_string(RELATIVE_ORDERS[usize::from(isort.closest_relative_first)].0),
            ),
            ("lines-between-types".into(), isort.lines_between_types.to_string()),
        ];
        let required: Vec<String> = isort.required_imports.iter().map(RequiredImport::statement).collect();
        values.push(("required-imports".into(), strings(&required)));
        values.extend(isort.lines_after_imports.map(|lines| ("lines-after-imports".into(), lines.to_string())));
        values.extend(lists(&mut isort).map(|(key, list)| (key.into(), strings(list))));
        values.extend(flags(&mut isort).map(|(key, flag)| (key.into(), flag.to_string())));
        for heading in &isort.headings {
            values.push((format!("{HEADING}.{}", heading.section()), toml_string(heading.text())));
        }
        for known in &isort.known {
            let listed = KNOWN.iter().find(|(_, section)| *section == known.section);
            let key = listed.map_or_else(|| format!("sections.{}", known.section), |(key, _)| (*key).into());
            values.push((key, toml_list([known.pattern.as_str()])));
        }
        lines.push(("src".into(), strings(&self.src.value), self.src.origin.clone()));
        lines.extend(values.into_iter().map(|(key, value)| {
            let own = key.strip_prefix("sections.").unwrap_or(&key);
            let origin = self.origins.get(own).cloned().unwrap_or(Origin::Default);
            (key, value, origin)
        }));
        lines
    }
}

/// Takes a value over and remembers where it is from.
fn take<T>(origins: &mut BTreeMap<String, Origin>, key: &str, found: Option<Setting<T>>, set: impl FnOnce(T)) {
    if let Some(found) = found {
        origins.insert(key.into(), found.origin);
        set(found.value);
    }
}

/// The settings that are switched on or off.
fn flags(isort: &mut IsortSettings) -> impl Iterator<Item = (&'static str, &mut bool)> {
    [
        ("no-sections", &mut isort.no_sections),
        ("force-single-line", &mut isort.force_single_line),
        ("force-sort-within-sections", &mut isort.force_sort_within_sections),
        ("from-first", &mut isort.from_first),
        ("combine-as-imports", &mut isort.combine_as_imports),
        ("force-wrap-aliases", &mut isort.force_wrap_aliases),
        ("split-on-trailing-comma", &mut isort.split_on_trailing_comma),
        ("order-by-type", &mut isort.order_by_type),
        ("case-sensitive", &mut isort.case_sensitive),
        ("length-sort", &mut isort.length_sort),
        ("length-sort-straight", &mut isort.length_sort_straight),
    ]
    .into_iter()
}

/// The settings that are lists of names.
fn lists(isort: &mut IsortSettings) -> impl Iterator<Item = (&'static str, &mut Vec<String>)> {
    [
        ("section-order", &mut isort.section_order),
        ("no-lines-before", &mut isort.no_lines_before),
        ("single-line-exclusions", &mut isort.single_line_exclusions),
        ("constants", &mut isort.constants),
        ("classes", &mut isort.classes),
        ("variables", &mut isort.variables),
        ("force-to-top", &mut isort.force_to_top),
        ("forced-separate", &mut isort.forced_separate),
    ]
    .into_iter()
}

/// The minor release of `py310` or `3.10`.
fn minor_of(text: &str) -> Option<u8> {
    text.strip_prefix("py3").or_else(|| text.strip_prefix("3."))?.parse().ok()
}

fn toml_list<'s>(texts: impl IntoIterator<Item = &'s str>) -> String {
    format!("[{}]", texts.into_iter().map(toml_string).collect::<Vec<_>>().join(", "))
}
