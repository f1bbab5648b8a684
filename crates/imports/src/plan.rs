//! From a text to the edits that sort its imports.

use crate::block::Question;
use crate::isort::adding::add_required;
use crate::isort::required::{MissingImport, lacking};
use crate::planner::Planner;
use crate::runs::{find_runs, find_unsorted_runs};
use crate::{Safety, Settings};
use harmless_project::{OwnText, Place, Reason};
use harmless_syntax::verify::StarBindings;
use harmless_text::{Edits, TextRange};
use std::ops::ControlFlow;
use thiserror::Error;

/// What the sorter must know of where a file stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModuleContext<'a> {
    /// The top-level package the file belongs to, if it belongs to one.
    pub first_party: Option<&'a str>,
    /// Whether the file is an `__init__.py` or `__init__.pyi`.
    pub is_package: bool,
    /// Whether the file is a stub, a `.pyi`.
    pub is_stub: bool,
    /// Where the project's own modules are; without it, there are none.
    pub surroundings: Option<&'a dyn Surroundings>,
    /// Where the file stands in its code base, which says what else its imports do. Without it only the text itself is considered.
    pub place: Option<&'a dyn Place>,
}

/// Knows which directories hold the project's own modules.
pub trait Surroundings: std::fmt::Debug {
    /// The directory of the setting `src`, as the setting names it, that holds `module` (a dotted name): as a directory,
    /// or as a file with the ending `.py` or `.pyi`. Only the style `isort-black` asks.
    fn source_of(&self, module: &str) -> Option<&str>;
}

/// What is to be done with one file.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The edits; empty if the file is sorted.
    pub edits: Edits,
    /// The blocks that change, by position.
    pub blocks: Vec<BlockChange>,
    /// Import statements that end a block, by position: why imports on their two sides are not sorted together.
    pub barriers: Vec<Barrier>,
    /// Statements that were neither merged nor split although the style asks for it.
    pub apart: Vec<KeptApart>,
    /// Imports that were left in their order, by position.
    pub kept: Vec<KeptPair>,
    /// Names that were left in their order within their statement, by position.
    pub kept_names: Vec<KeptNames>,
    /// By modules, the names that a star import of them may bind, where imports may cross one.
    pub stars: StarBindings,
    /// Required imports that the file lacks; the edits add them.
    pub missing: Vec<MissingImport>,
    /// Things the user should know, by position.
    pub warnings: Vec<Warning>,
    /// The end of the last imports of which more than their own lines decides. What stands behind is left as it is, and would be
    /// whatever became of the imports before.
    pub(crate) depends_to: u32,
}

/// Two imports of a block that keep their order although sorting would reverse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPair {
    /// The statement that stays above.
    pub above: TextRange,
    /// The statement that stays below.
    pub below: TextRange,
    /// Why.
    pub reason: Reason,
}

impl KeptPair {
    /// What is kept and why, to follow a word for the import below. `text` is the file's.
    pub fn describe(&self, text: &str) -> String {
        let above = self.above.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("stays below `{above}`: {}", self.reason)
    }
}

/// Two names of a statement, submodules, that keep their order although sorting would reverse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNames {
    /// The statement.
    pub range: TextRange,
    /// The name that stays before the other.
    pub first: String,
    /// The other.
    pub second: String,
    /// Why.
    pub reason: Reason,
}

impl KeptNames {
    /// What would let the names be sorted, as an infinitive.
    pub const ADVICE: &str = "make the modules independent of the order, or move the name by hand";

    /// What is kept and why.
    pub fn describe(&self) -> String {
        format!("`{}` stays before `{}` in this import: {}", self.first, self.second, self.reason)
    }
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

/// A statement that stays apart from others of its module, or whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptApart {
    /// The statement.
    pub range: TextRange,
    /// Why.
    pub reason: ApartReason,
}

/// Why a statement is neither merged nor split.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApartReason {
    /// A comment, its text, that keeps a tool from reporting something about the names of the one statement only.
    #[error("the comment `{0}` would be about other names than now")]
    Suppression(String),
    /// A comment, its text, that is about one of the statements, or about all names of the one.
    #[error("the comment `{0}` would not be about the same names any more")]
    Comment(String),
    /// Each of two statements has a comment at a place where there is room for one.
    #[error("two comments would have to share a place")]
    Comments,
    /// The package, and a name in it that may be a submodule.
    #[error("`{0}` may be a submodule, and merging would change when the names beside it are bound")]
    Submodule(String),
    /// The order of the two statements, or of one of them and a third, matters.
    #[error("the order in which they run matters")]
    Order,
}

/// A place that imports do not cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// The statement that is the barrier.
    pub range: TextRange,
    /// Why.
    pub reason: BarrierReason,
}

/// Why an import statement is a barrier. (That any other statement is one is not listed.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BarrierReason {
    /// `from m import *`, in µsort's style.
    #[error("a star import may bind any name")]
    Star,
    /// An action comment: its text.
    #[error("the comment `{0}` asks to leave it alone")]
    Directive(String),
    /// A line that asks to leave the whole file alone: its text.
    #[error("`{0}` asks to leave the whole file alone")]
    File(String),
    /// A region that an action comment switches off.
    #[error("sorting is switched off here by a comment")]
    Off,
    /// Several statements on one line.
    #[error("several statements share the line")]
    Semicolon,
    /// The module that is listed in `side_effect_modules`.
    #[error("`{0}` is listed in `side_effect_modules`")]
    SideEffect(String),
    /// The name that is already bound to something else.
    #[error("the name `{0}` would be bound to something else")]
    Shadowing(String),
    /// `lazy import` (PEP 810).
    #[error("lazy imports are not sorted")]
    Lazy,
    /// A comment above the statement that is about the place and not about the import: its text.
    #[error("the comment `{0}` above it stays where it is")]
    Comment(String),
    /// A form feed before the statement.
    #[error("a form feed stands before it")]
    FormFeed,
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
/// found by [`apply`](crate::apply).
///
/// # Errors
/// When the outline shows that the text is not Python, or a setting makes sorting impossible (the category of an import is not
/// listed).
pub fn plan(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Plan, SortError> {
    let plan = plan_sorting(text, settings, context)?;
    match settings.isort().filter(|isort| !isort.required_imports.is_empty()) {
        Some(isort) => add_required(text, plan, settings, isort, context),
        None => Ok(plan),
    }
}

/// [`plan`], told sooner: the edits and what belongs to them are the same, but of imports that stay as they are nothing is told, neither barriers
/// nor what is kept apart. What is required is not added.
///
/// # Errors
/// As [`plan`].
pub fn plan_edits(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Plan, SortError> {
    answer(Question::Edits, text, settings, context)
}

/// [`plan`] without adding what is required.
pub(crate) fn plan_sorting(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Plan, SortError> {
    answer(Question::Order, text, settings, context)
}

fn answer(question: Question, text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Plan, SortError> {
    check_style(settings)?;
    let own = OwnText::new(text);
    let mut planner = Planner::new(&own, settings, context, question);
    let add = |found| planner.add(found).map(|()| ControlFlow::Continue(()));
    match question {
        Question::Order => find_runs(text, settings, context, add)?,
        Question::Edits | Question::IsSorted => find_unsorted_runs(u32::MAX, text, settings, context, add)?,
    }
    planner.finish()
}

/// Whether `text` is sorted already. Looks at it only as far as the first block that is not.
///
/// # Errors
/// As [`plan`], as far as the text was looked at.
pub fn is_sorted(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<bool, SortError> {
    is_sorted_to(u32::MAX, text, settings, context)
}

/// [`is_sorted`] as far as the first statement at `end` or behind it that is no import.
pub(crate) fn is_sorted_to(
    end: u32,
    text: &str,
    settings: &Settings,
    context: ModuleContext<'_>,
) -> Result<bool, SortError> {
    check_style(settings)?;
    let own = OwnText::new(text);
    let mut planner = Planner::new(&own, settings, context, Question::IsSorted);
    find_unsorted_runs(end, text, settings, context, |found| {
        planner.add(found)?;
        Ok(if planner.changes() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    if planner.changes() && !planner.is_skipped() {
        return Ok(false);
    }
    let lacks = |isort| !lacking(text, isort, context).missing.is_empty();
    Ok(!settings.isort().filter(|isort| !isort.required_imports.is_empty()).is_some_and(lacks))
}

fn check_style(settings: &Settings) -> Result<(), SortError> {
    if settings.safety == Safety::Usort && settings.isort().is_some() {
        let message = "the style `isort-black` has no `safety = \"usort\"`".to_owned();
        return Err(SortError { offset: 0, message, is_bug: false });
    }
    Ok(())
}
