//! The settings of the sorter: layers of configuration, each value with its origin.
//!
//! From weak to strong: the defaults, `[tool.black] line-length`, `[tool.usort]`, `[tool.harmless.imports]`, the
//! command line. The last two spell keys with hyphens.

use super::args::SAFETIES;
use super::sources::Sources;
use super::style::{StyleName, StyleSettings};
use crate::configuration::{REQUIRED_VERSION, TOOLS, read_required_version};
use crate::options::FileOptions;
use crate::selection::{SELECTION_KEYS, SelectionSettings};
use harmless_config::{Document, Fault, Origin, Setting, Table, Truth};
use harmless_files::{PatternError, Selection};
use harmless_imports::{Safety, Settings, Style};
use std::collections::BTreeMap;
use std::path::Path;

/// The keys that both tables have, as µsort spells them.
const SORTING_KEYS: [&str; 9] = [
    "categories",
    "default_category",
    "known",
    "side_effect_modules",
    "first_party_detection",
    "magic_commas",
    "merge_imports",
    "preserve_inline_comments",
    "collapse_blank_lines_in_category",
];

/// µsort's former spelling of `known.<category>`.
const LEGACY_KNOWN: [&str; 3] = ["known_first_party", "known_third_party", "known_standard_library"];

/// The sorter's settings as one configuration file and the command line make them.
#[derive(Debug)]
pub(crate) struct ImportSettings {
    /// For the sorter.
    pub(crate) sorting: Settings,
    /// For the walk.
    pub(crate) selection: Selection,
    /// The directories of `src`.
    pub(crate) sources: Sources,
    /// Where each of them comes from.
    pub(crate) layers: Layers,
}

/// How the imports of a project are sorted, as its configuration file says. What is wrong in there the sorter itself tells.
pub(crate) fn sorting_of(document: Option<&Document<'_>>) -> Settings {
    let mut layers = Layers::default();
    if let Some(document) = document {
        layers.read(document, &mut Vec::new());
    }
    layers.sorting()
}

/// What the command line says.
pub(crate) struct Flags<'f> {
    pub(crate) files: &'f FileOptions,
    pub(crate) safety: Option<Safety>,
}

impl Flags<'_> {
    /// Whether the patterns of the command line are well-formed.
    pub(crate) fn check(&self, working_directory: &Path) -> Result<(), PatternError> {
        let mut layers = Layers::default();
        layers.selection.apply(self.files);
        layers.selection.selection(working_directory, working_directory, &[]).map(drop)
    }

    /// How settings are made of a configuration file.
    pub(crate) fn reader(
        &self,
        working_directory: &Path,
    ) -> impl Fn(Option<&Document<'_>>, &Path, &mut Vec<Fault>) -> ImportSettings {
        move |document, base, faults| {
            let mut layers = Layers::default();
            if let Some(document) = document {
                layers.read(document, faults);
            }
            layers.safety.overlay(self.safety.map(|safety| Setting::flag("--safety", safety)));
            layers.selection.apply(self.files);
            let ignored = &layers.excludes.value;
            // A malformed pattern was reported where it was read.
            let selection = layers.selection.selection(base, working_directory, ignored).unwrap_or_default();
            let sources = Sources::new(&layers.style.src.value, base);
            ImportSettings { sorting: layers.sorting(), selection, sources, layers }
        }
    }
}

/// Every setting with its origin.
#[derive(Debug)]
pub(crate) struct Layers {
    safety: Setting<Safety>,
    style: StyleSettings,
    categories: Setting<Vec<String>>,
    default_category: Setting<String>,
    /// Module name to category.
    known: BTreeMap<String, Setting<String>>,
    side_effect_modules: Setting<Vec<String>>,
    first_party_detection: Setting<bool>,
    magic_commas: Setting<bool>,
    merge_imports: Setting<bool>,
    preserve_inline_comments: Setting<bool>,
    collapse_blank_lines_in_category: Setting<bool>,
    line_length: Setting<u32>,
    /// µsort's patterns, in gitignore's language.
    excludes: Setting<Vec<String>>,
    selection: SelectionSettings,
    required_version: Option<Setting<String>>,
}

impl Default for Layers {
    fn default() -> Self {
        let defaults = Settings::default();
        Self {
            safety: Setting::default_value(defaults.safety),
            style: StyleSettings::default(),
            categories: Setting::default_value(defaults.categories),
            default_category: Setting::default_value(defaults.default_category),
            known: BTreeMap::new(),
            side_effect_modules: Setting::default_value(defaults.side_effect_modules),
            first_party_detection: Setting::default_value(defaults.first_party_detection),
            magic_commas: Setting::default_value(defaults.magic_commas),
            merge_imports: Setting::default_value(defaults.merge_imports),
            preserve_inline_comments: Setting::default_value(defaults.preserve_inline_comments),
            collapse_blank_lines_in_category: Setting::default_value(defaults.collapse_blank_lines_in_category),
            line_length: Setting::default_value(defaults.line_length as u32),
            excludes: Setting::default(),
            selection: SelectionSettings::default(),
            required_version: None,
        }
    }
}

impl Layers {
    fn sorting(&self) -> Settings {
        Settings {
            safety: self.safety.value,
            style: match self.style.style.value {
                StyleName::Usort => Style::Usort,
                StyleName::IsortBlack => Style::IsortBlack(Box::new(self.style.isort.clone())),
            },
            categories: self.categories.value.clone(),
            default_category: self.default_category.value.clone(),
            known: self.known.iter().map(|(name, category)| (name.clone(), category.value.clone())).collect(),
            side_effect_modules: self.side_effect_modules.value.clone(),
            first_party_detection: self.first_party_detection.value,
            magic_commas: self.magic_commas.value,
            merge_imports: self.merge_imports.value,
            preserve_inline_comments: self.preserve_inline_comments.value,
            collapse_blank_lines_in_category: self.collapse_blank_lines_in_category.value,
            line_length: self.line_length.value as usize,
        }
    }

    fn read(&mut self, document: &Document<'_>, faults: &mut Vec<Fault>) {
        let mut table = |name| {
            document.table(name).unwrap_or_else(|fault| {
                faults.push(fault);
                None
            })
        };
        let (black, usort) = (table("tool.black"), table("tool.usort"));
        let (suite, own) = (table("tool.harmless"), table("tool.harmless.imports"));
        // Whether a category exists is known only when all layers are read.
        let mut categories_used = Vec::new();
        if let Some(black) = black {
            self.line_length.overlay(black.get_number("line-length", faults));
        }
        if let Some(usort) = usort {
            let keys = [&SORTING_KEYS[..], &LEGACY_KNOWN, &["excludes"]].concat();
            faults.extend(usort.unknown_keys(&keys).into_iter().map(Fault::into_warning));
            self.read_usort_truth(&usort, faults);
            // What µsort takes without a word is no error here either.
            let mut lenient = Vec::new();
            self.read_sorting(&usort, str::to_owned, &mut categories_used, &mut lenient);
            for key in LEGACY_KNOWN {
                let category = key.trim_start_matches("known_");
                self.read_known(&usort, key, category, &mut categories_used, &mut lenient);
            }
            faults.extend(lenient.into_iter().map(Fault::into_warning));
            self.read_excludes(&usort, faults);
        }
        if let Some(suite) = suite {
            faults.extend(suite.unknown_keys(&TOOLS));
        }
        if let Some(own) = own {
            let spell = |key: &str| key.replace('_', "-");
            let mut keys: Vec<String> = SORTING_KEYS.iter().map(|key| spell(key)).collect();
            keys.extend(
                SELECTION_KEYS.iter().chain(&["safety", "line-length", REQUIRED_VERSION]).map(ToString::to_string),
            );
            keys.extend(StyleSettings::keys());
            faults.extend(own.unknown_keys(&keys.iter().map(String::as_str).collect::<Vec<_>>()));
            self.read_sorting(&own, spell, &mut categories_used, faults);
            self.safety.overlay(own.get_choice("safety", &SAFETIES, faults));
            self.line_length.overlay(own.get("line-length", faults));
            self.style.read(&own, document, faults);
            self.selection.read(&own, faults);
            self.required_version = read_required_version(&own, faults);
        }
        let is_unknown = |category: &String| !self.categories.value.contains(category);
        faults.extend(categories_used.into_iter().filter(|(category, _)| is_unknown(category)).map(|(_, fault)| fault));
    }

    /// The settings that both tables have; `spell` gives a key as the table writes it.
    fn read_sorting(
        &mut self,
        table: &Table<'_>,
        spell: impl Fn(&str) -> String,
        categories_used: &mut Vec<(String, Fault)>,
        faults: &mut Vec<Fault>,
    ) {
        for (key, list) in
            [("categories", &mut self.categories), ("side_effect_modules", &mut self.side_effect_modules)]
        {
            list.overlay(table.get(&spell(key), faults));
        }
        self.default_category.overlay(table.get(&spell("default_category"), faults));
        for (key, flag) in self.flags() {
            flag.overlay(table.get(&spell(key), faults));
        }
        if let Some(known) = table.table("known", faults) {
            for category in known.keys() {
                self.read_known(&known, category, category, categories_used, faults);
            }
        }
    }

    /// The settings that are true or false, by µsort's names.
    fn flags(&mut self) -> [(&'static str, &mut Setting<bool>); 5] {
        [
            ("first_party_detection", &mut self.first_party_detection),
            ("magic_commas", &mut self.magic_commas),
            ("merge_imports", &mut self.merge_imports),
            ("preserve_inline_comments", &mut self.preserve_inline_comments),
            ("collapse_blank_lines_in_category", &mut self.collapse_blank_lines_in_category),
        ]
    }

    /// µsort asks Python whether a value is true. That something else than a boolean stands there is reported by
    /// [`Self::read_sorting`].
    fn read_usort_truth(&mut self, usort: &Table<'_>, faults: &mut Vec<Fault>) {
        for (key, flag) in self.flags() {
            flag.overlay(usort.get::<Truth>(key, faults).map(|truth| truth.map(|Truth(is_true)| is_true)));
        }
    }

    /// The modules that are listed at `key` as being of `category`.
    fn read_known(
        &mut self,
        table: &Table<'_>,
        key: &str,
        category: &str,
        categories_used: &mut Vec<(String, Fault)>,
        faults: &mut Vec<Fault>,
    ) {
        let Some(modules) = table.get::<Vec<String>>(key, faults) else {
            return;
        };
        let message = format!("`{category}` is not one of the `categories`");
        categories_used.push((category.into(), table.fault(key, &message)));
        for module in modules.value {
            if let Some((top, _)) = module.split_once('.') {
                let message = format!("`{module}` has no effect, only the first part of a name decides; write `{top}`");
                faults.push(table.fault(key, &message).into_warning());
                continue;
            }
            self.known.insert(module, Setting { value: category.into(), origin: modules.origin.clone() });
        }
    }

    fn read_excludes(&mut self, usort: &Table<'_>, faults: &mut Vec<Fault>) {
        let Some(excludes) = usort.get::<Vec<String>>("excludes", faults) else {
            return;
        };
        let mut builder = harmless_files::ExcludesBuilder::new(Path::new("/"));
        let check = |line: &String| builder.gitignore_line(line).err();
        let errors = excludes.value.iter().filter_map(check);
        faults.extend(errors.map(|error| usort.fault("excludes", &error.to_string())));
        self.excludes = excludes;
    }

    /// Where the entry comes from that tells the category of a module.
    pub(crate) fn origin_of_known(&self, entry: &str) -> Option<&Origin> {
        match self.style.style.value {
            StyleName::Usort => self.known.get(entry).map(|category| &category.origin),
            StyleName::IsortBlack => self.style.origin_of_known(entry),
        }
    }

    /// Where a setting comes from that the style `isort-black` has; of the one that µsort's style has too, of that.
    pub(crate) fn origin_of(&self, key: &str) -> Option<&Origin> {
        match (self.style.style.value, key) {
            (StyleName::Usort, "default-section") => Some(&self.default_category.origin),
            _ => self.style.origin_of(key),
        }
    }

    /// Each setting under the name it has in `[tool.harmless.imports]` (`excludes` is µsort's alone), its value as TOML,
    /// and its origin.
    pub(crate) fn lines(&self) -> Vec<(String, String, Origin)> {
        let mut lines = Vec::new();
        let safety = SAFETIES.iter().find(|(_, safety)| *safety == self.safety.value).map_or("", |(name, _)| name);
        let mut add = |name: &str, value: String, origin: &Origin| lines.push((name.into(), value, origin.clone()));
        let strings =
            |list: &[String]| format!("[{}]", list.iter().map(|text| toml_string(text)).collect::<Vec<_>>().join(", "));
        add("safety", toml_string(safety), &self.safety.origin);
        for (name, value, origin) in self.style.lines() {
            add(&name, value, &origin);
        }
        add("categories", strings(&self.categories.value), &self.categories.origin);
        add("default-category", toml_string(&self.default_category.value), &self.default_category.origin);
        let mut known: Vec<(&Setting<String>, Vec<String>)> = Vec::new();
        for (module, category) in &self.known {
            match known.iter_mut().find(|(listed, _)| *listed == category) {
                Some((_, modules)) => modules.push(module.clone()),
                None => known.push((category, vec![module.clone()])),
            }
        }
        for (category, modules) in known {
            add(&format!("known.{}", category.value), strings(&modules), &category.origin);
        }
        add("side-effect-modules", strings(&self.side_effect_modules.value), &self.side_effect_modules.origin);
        for (name, flag) in [
            ("first-party-detection", &self.first_party_detection),
            ("magic-commas", &self.magic_commas),
            ("merge-imports", &self.merge_imports),
            ("preserve-inline-comments", &self.preserve_inline_comments),
            ("collapse-blank-lines-in-category", &self.collapse_blank_lines_in_category),
        ] {
            add(name, flag.value.to_string(), &flag.origin);
        }
        add("line-length", self.line_length.value.to_string(), &self.line_length.origin);
        let selection = &self.selection;
        add("exclude", strings(&selection.exclude.value), &selection.exclude.origin);
        add("extend-exclude", strings(&selection.extend_exclude.value), &selection.extend_exclude.origin);
        if !self.excludes.value.is_empty() {
            add("excludes", strings(&self.excludes.value), &self.excludes.origin);
        }
        add("force-exclude", selection.force_exclude.value.to_string(), &selection.force_exclude.origin);
        add("respect-gitignore", selection.respect_gitignore.value.to_string(), &selection.respect_gitignore.origin);
        if let Some(required) = &self.required_version {
            add(REQUIRED_VERSION, toml_string(&required.value), &required.origin);
        }
        lines
    }
}

/// `text` as a basic string of TOML.
pub(super) fn toml_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(character))),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
