//! The import sorter.
//!
//! Data flows text → outline (crate `syntax`) → blocks of imports between barriers → a sorted rendering of each →
//! [`Plan`]: edits and the reasons for what was left alone. The crate reads no file; what it must know of the
//! file's surroundings comes in as [`ModuleContext`].

use harmless_text::{Edits, TextRange};
use std::collections::HashMap;
use thiserror::Error;

/// How much the sorter dares: setting `safety`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Safety {
    /// µsort's rules exactly.
    Usort,
    /// µsort's rules, but where they lose or endanger something, less is moved.
    #[default]
    Full,
}

/// What decides how imports are sorted; the keys are those of `[tool.usort]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `safety`
    pub safety: Safety,
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
            categories: ["future", "standard_library", "third_party", "first_party"].map(String::from).to_vec(),
            default_category: "third_party".into(),
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

/// What the sorter must know of where a file stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModuleContext<'a> {
    /// The top-level package the file belongs to, if it belongs to one.
    pub first_party: Option<&'a str>,
    /// Whether the file is an `__init__.py` or `__init__.pyi`.
    pub is_package: bool,
}

/// What is to be done with one file.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The edits; empty if the file is sorted.
    pub edits: Edits,
    /// The blocks that change, by position.
    pub blocks: Vec<BlockChange>,
    /// Statements that end a block, by position: why imports on their two sides are not sorted together.
    pub barriers: Vec<Barrier>,
    /// Things the user should know, by position.
    pub warnings: Vec<Warning>,
}

/// A block of imports whose text changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockChange {
    /// From the first import's line (with the comments above it that belong to it) to the end of the last import's line.
    pub range: TextRange,
    /// How many import statements it has.
    pub imports: u32,
    /// How many of them change their place among the others.
    pub moved: u32,
}

/// A place that imports do not cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// The statement, or the comment, that is the barrier.
    pub range: TextRange,
    /// Why.
    pub reason: BarrierReason,
}

/// Why an import statement is a barrier. (That any other statement is one is not listed.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BarrierReason {
    /// `from m import *`
    Star,
    /// An action comment: its text.
    Directive(String),
    /// Several statements on one line.
    Semicolon,
    /// The module that is listed in `side_effect_modules`.
    SideEffect(String),
    /// The name that is already bound to something else.
    Shadowing(String),
    /// `lazy import` (PEP 810).
    Lazy,
}

/// Something the user should know although it is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The statement concerned.
    pub range: TextRange,
    /// What to know, a sentence without a final period.
    pub message: String,
}

/// Why a file cannot be sorted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct SortError {
    /// The byte offset of the fault in the text.
    pub offset: u32,
    /// What is wrong, without the place.
    pub message: String,
    /// Whether the fault is ours: the planned result failed verification, and the user should report it.
    pub is_bug: bool,
}

/// Decides what sorting does to `text`. Looks no closer than the outline: a syntax error inside an expression is only
/// found by [`apply`].
///
/// # Errors
/// When the outline shows that the text is not Python, or a setting makes it impossible (an import's category is not listed).
pub fn plan(_text: &str, _settings: &Settings, _context: ModuleContext<'_>) -> Result<Plan, SortError> {
    Ok(Plan::default())
}

/// Makes the edits of a plan of this very text, and verifies the result against the original with the full parser.
///
/// # Errors
/// On a syntax error in `text`, or if the result fails verification.
pub fn apply(text: &str, plan: &Plan, _settings: &Settings, _context: ModuleContext<'_>) -> Result<String, SortError> {
    Ok(plan.edits.apply(text))
}

/// One import of a block, for `list-imports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedImport {
    /// The statement, from its first to its last byte.
    pub range: TextRange,
    /// Its category.
    pub category: String,
}

/// One block, for `list-imports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedBlock {
    /// The indices of the statements in the module body, half open, as µsort prints them.
    pub body: std::ops::Range<usize>,
    /// The imports as sorted, neither merged nor split.
    pub imports: Vec<ListedImport>,
}

/// The blocks of the module body, without nested suites, as `usort list-imports` shows them.
///
/// # Errors
/// As [`plan`].
pub fn list(_text: &str, _settings: &Settings, _context: ModuleContext<'_>) -> Result<Vec<ListedBlock>, SortError> {
    Ok(Vec::new())
}
