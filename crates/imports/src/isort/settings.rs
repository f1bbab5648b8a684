//! The settings of the style `isort-black`. Names and meanings are those of ruff's `lint.isort` table, which are isort's with
//! hyphens.

use super::heading::ImportHeading;
use super::required::RequiredImport;
use globset::{GlobBuilder, GlobMatcher};

/// What decides the order and layout of imports in the style `isort-black`, beyond [`Settings`](crate::Settings). The default is
/// isort's profile `black`, which is also ruff's default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsortSettings {
    /// `section-order`: the names of the sections in their order.
    pub section_order: Vec<String>,
    /// `default-section`: where modules go that nothing is known about, or whose section is not listed.
    pub default_section: String,
    /// `sections`, `known-first-party`, `known-third-party`, `known-local-folder` and `extra-standard-library`, in this
    /// order: the first entry that matches decides.
    pub known: Vec<KnownModule>,
    /// `target-version`: the minor release of Python 3 whose standard library counts.
    pub target_version: u8,
    /// `no-sections`: all but `__future__` in one section.
    pub no_sections: bool,
    /// `no-lines-before`: sections without a blank line before them.
    pub no_lines_before: Vec<String>,
    /// `force-single-line`: one name for each from-import.
    pub force_single_line: bool,
    /// `single-line-exclusions`: modules that `force-single-line` leaves alone.
    pub single_line_exclusions: Vec<String>,
    /// `force-sort-within-sections`: plain and from-imports mixed.
    pub force_sort_within_sections: bool,
    /// `from-first`: from-imports before plain ones.
    pub from_first: bool,
    /// `combine-as-imports`: names with and without alias in one statement.
    pub combine_as_imports: bool,
    /// `force-wrap-aliases`: a statement of several names with an alias among them is written on several lines.
    pub force_wrap_aliases: bool,
    /// `split-on-trailing-comma`: a comma after the last name keeps the names on lines of their own.
    pub split_on_trailing_comma: bool,
    /// `order-by-type`: constants, then classes, then variables.
    pub order_by_type: bool,
    /// `constants`: names that count as such whatever their case.
    pub constants: Vec<String>,
    /// `classes`
    pub classes: Vec<String>,
    /// `variables`
    pub variables: Vec<String>,
    /// `case-sensitive`: upper case before lower case.
    pub case_sensitive: bool,
    /// `force-to-top`: modules that come first in their section.
    pub force_to_top: Vec<String>,
    /// `forced-separate`: modules whose dotted names begin so come behind all others, as sections of their own in this order.
    pub forced_separate: Vec<String>,
    /// `length-sort`: short names first.
    pub length_sort: bool,
    /// `length-sort-straight`: the same for plain imports only.
    pub length_sort_straight: bool,
    /// `relative-imports-order = "closest-to-furthest"`: fewer dots first.
    pub closest_relative_first: bool,
    /// `lines-after-imports`: blank lines after the imports at the top level; `None` for 1, or 2 before a definition.
    pub lines_after_imports: Option<u8>,
    /// `lines-between-types`: blank lines between plain and from-imports.
    pub lines_between_types: u8,
    /// `import-heading`: the comments above the imports of sections.
    pub headings: Vec<ImportHeading>,
    /// `required-imports`: what every file with code must import.
    pub required_imports: Vec<RequiredImport>,
}

/// An entry of a list of modules whose section is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownModule {
    /// Which modules.
    pub pattern: ModulePattern,
    /// Their section.
    pub section: String,
}

/// The name of a module, perhaps dotted, perhaps with `*`, `?` and `[…]`, of which each may also match dots.
#[derive(Clone, Debug)]
pub struct ModulePattern {
    text: String,
    /// `None` if the text is a plain name.
    glob: Option<GlobMatcher>,
}

impl ModulePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with the glob.
    pub fn new(text: &str) -> Result<Self, String> {
        let is_glob = text.contains(['*', '?', '[', '{', '\\']);
        let glob = if is_glob {
            Some(GlobBuilder::new(text).build().map_err(|error| error.kind().to_string())?.compile_matcher())
        } else {
            None
        };
        Ok(Self { text: text.to_owned(), glob })
    }

    /// Whether `module`, or a package it is in, is meant.
    pub(crate) fn matches(&self, module: &str) -> bool {
        match &self.glob {
            None => self.text == module,
            Some(glob) => glob.is_match(module),
        }
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for ModulePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ModulePattern {}

/// The section of `from __future__ import …`.
pub(crate) const FUTURE: &str = "future";
/// The section of the standard library.
pub(crate) const STANDARD_LIBRARY: &str = "standard-library";
/// The section of modules from elsewhere.
pub(crate) const THIRD_PARTY: &str = "third-party";
/// The section of the project's own modules.
pub(crate) const FIRST_PARTY: &str = "first-party";
/// The section of relative imports.
pub(crate) const LOCAL_FOLDER: &str = "local-folder";

impl Default for IsortSettings {
    fn default() -> Self {
        Self {
            section_order: [FUTURE, STANDARD_LIBRARY, THIRD_PARTY, FIRST_PARTY, LOCAL_FOLDER]
                .map(String::from)
                .to_vec(),
            default_section: THIRD_PARTY.into(),
            known: Vec::new(),
            // ruff's, where the project does not say what it needs.
            target_version: 10,
            no_sections: false,
            no_lines_before: Vec::new(),
            force_single_line: false,
            single_line_exclusions: Vec::new(),
            force_sort_within_sections: false,
            from_first: false,
            combine_as_imports: false,
            force_wrap_aliases: false,
            split_on_trailing_comma: true,
            order_by_type: true,
            constants: Vec::new(),
            classes: Vec::new(),
            variables: Vec::new(),
            case_sensitive: false,
            force_to_top: Vec::new(),
            forced_separate: Vec::new(),
            length_sort: false,
            length_sort_straight: false,
            closest_relative_first: false,
            lines_after_imports: None,
            lines_between_types: 0,
            headings: Vec::new(),
            required_imports: Vec::new(),
        }
    }
}
