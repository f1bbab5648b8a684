//! The settings that decide how imports are sorted.

use crate::IsortSettings;
use std::collections::HashMap;

/// How much the sorter dares: setting `safety`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Safety {
    /// µsort's rules exactly.
    Usort,
    /// µsort's rules, but where they lose or endanger something, less is moved.
    #[default]
    Full,
}

/// In whose manner imports are ordered and laid out: setting `style`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// µsort's.
    #[default]
    Usort,
    /// That of isort's profile `black` and of ruff's `I` rules. The rules of [`Safety::Full`] always hold in it.
    IsortBlack(Box<IsortSettings>),
}

/// What decides how imports are sorted; the keys are those of `[tool.usort]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `safety`
    pub safety: Safety,
    /// `style`
    pub style: Style,
    /// `categories`: names of the categories in their order.
    pub categories: Vec<String>,
    /// `default_category`: the category of names that are not known.
    pub default_category: String,
    /// `known`: top-level module name to category, beyond the standard library.
    pub known: HashMap<String, String>,
    /// `side_effect_modules`: imports of these are barriers.
    pub side_effect_modules: Vec<String>,
    /// `first_party_detection`
    pub first_party_detection: bool,
    /// `magic_commas`
    pub magic_commas: bool,
    /// `merge_imports`
    pub merge_imports: bool,
    /// `preserve_inline_comments`
    pub preserve_inline_comments: bool,
    /// `collapse_blank_lines_in_category`
    pub collapse_blank_lines_in_category: bool,
    /// `[tool.black] line-length`, in characters.
    pub line_length: usize,
}

impl Default for Settings {
    /// µsort's defaults, with full safety.
    fn default() -> Self {
        Self {
            safety: Safety::Full,
            style: Style::Usort,
            categories: [FUTURE, STANDARD_LIBRARY, THIRD_PARTY, FIRST_PARTY].map(String::from).to_vec(),
            default_category: THIRD_PARTY.into(),
            known: HashMap::new(),
            side_effect_modules: Vec::new(),
            first_party_detection: true,
            magic_commas: false,
            merge_imports: true,
            preserve_inline_comments: false,
            collapse_blank_lines_in_category: true,
            line_length: 88,
        }
    }
}

impl Settings {
    /// The names of the categories (sections) in their order.
    pub fn categories(&self) -> &[String] {
        match &self.style {
            Style::Usort => &self.categories,
            Style::IsortBlack(isort) => &isort.section_order,
        }
    }

    /// What the style `isort-black` needs to know, if it is the style.
    pub(crate) fn isort(&self) -> Option<&IsortSettings> {
        match &self.style {
            Style::Usort => None,
            Style::IsortBlack(isort) => Some(isort),
        }
    }
}

pub(crate) const FUTURE: &str = "future";
pub(crate) const STANDARD_LIBRARY: &str = "standard_library";
pub(crate) const THIRD_PARTY: &str = "third_party";
pub(crate) const FIRST_PARTY: &str = "first_party";
