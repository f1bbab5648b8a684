//! From a text to the edits that sort its imports.

use crate::block::{Answer, Question, Segment, divide, divide_as_usort, sort_block};
use crate::directive::skips_file;
use crate::isort;
use crate::isort::adding::add_required;
use crate::isort::heading::{Place as SectionPlace, headings_above};
use crate::isort::render::blank_lines_above;
use crate::isort::required::{MissingImport, lacking};
use crate::order::key;
use crate::render::Layout;
use crate::runs::{Found, Run, find_runs, find_runs_to, first_level};
use crate::settled::is_settled;
use crate::statement::Import;
use crate::{Safety, Settings};
use harmless_project::{OwnText, Place, Reason};
use harmless_syntax::outline::LogicalLine;
use harmless_syntax::trivia::trivia_lines;
use harmless_syntax::verify::{StarBinding, StarBindings};
use harmless_text::{Edit, Edits, Newline, TextRange};
use std::ops::ControlFlow;
use std::sync::OnceLock;
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
    find_runs(text, settings, context, |found| planner.add(found).map(|()| ControlFlow::Continue(())))?;
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
    find_runs_to(end, text, settings, context, |found| {
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

struct Planner<'t, 's> {
    own: &'s OwnText<'t>,
    text: &'t str,
    settings: &'s Settings,
    context: ModuleContext<'s>,
    newline: &'static str,
    /// One level of indentation, looked for when it is needed.
    level: OnceLock<&'t str>,
    edits: Vec<Edit>,
    plan: Plan,
    question: Question,
    /// Whether a block changes, if that is all that is asked.
    is_unsorted: bool,
}

impl<'t, 's> Planner<'t, 's> {
    fn new(own: &'s OwnText<'t>, settings: &'s Settings, context: ModuleContext<'s>, question: Question) -> Self {
        let text = own.text();
        Self {
            own,
            text,
            settings,
            context,
            newline: Newline::first_of(text).unwrap_or_default().as_str(),
            level: OnceLock::new(),
            edits: Vec::new(),
            plan: Plan::default(),
            question,
            is_unsorted: false,
        }
    }

    fn changes(&self) -> bool {
        self.is_unsorted || !self.edits.is_empty()
    }

    fn add(&mut self, found: Found<'t>) -> Result<(), SortError> {
        match (found, self.settings.safety) {
            (Found::Barrier(barrier), _) => {
                // A comment that goes with an import may have switched sorting off.
                if matches!(barrier.reason, BarrierReason::Off) {
                    self.depend(barrier.range);
                }
                self.plan.barriers.push(barrier);
            }
            (Found::Gap(range, lines), _) => self.set_gap(range, lines),
            (Found::Run(run), Safety::Usort) => self.add_run_as_usort(run)?,
            (Found::Run(run), Safety::Full) => self.add_run(run)?,
        }
        Ok(())
    }

    /// Notes that more than the lines of the imports in `range` decides about them.
    fn depend(&mut self, range: TextRange) {
        self.plan.depends_to = self.plan.depends_to.max(range.end());
    }

    /// Whether a comment asks to leave the whole file alone.
    fn is_skipped(&self) -> bool {
        self.skip().is_some()
    }

    /// The line that asks to leave the whole file alone.
    fn skip(&self) -> Option<TextRange> {
        skips_file(self.text).filter(|_| self.settings.safety == Safety::Full)
    }

    fn add_run(&mut self, mut run: Run<'t>) -> Result<(), SortError> {
        let is_quick = self.question != Question::Order && self.settings.isort().is_none();
        if is_quick && is_settled(&mut run, self.layout(&|| self.level()), self.context, self.newline) {
            return Ok(());
        }
        let lines: Vec<(LogicalLine, u32)> = run.entries.iter().map(|entry| (entry.line, entry.start)).collect();
        let imports = run.entries.into_iter().map(|entry| (entry.import, entry.is_pinned)).collect();
        // A section that goes on behind a barrier has its heading already.
        let mut before = None;
        for segment in divide(imports, self.settings, self.context) {
            match segment {
                Segment::Barrier(import, reason) => {
                    self.plan.barriers.push(Barrier { range: import.source, reason });
                }
                Segment::Block(block) => {
                    let headings: Vec<&str> = block.iter().filter_map(|import| import.heading).collect();
                    let numbers: Vec<usize> = block.iter().map(|import| import.number).collect();
                    let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else {
                        continue;
                    };
                    let range = TextRange::new(lines[first].1, lines[last].0.range().end());
                    let Answer::Sorted(sorted) = self.sort(block)? else {
                        self.is_unsorted = true;
                        return Ok(());
                    };
                    if sorted.is_asked {
                        self.depend(range);
                    }
                    for import in &sorted.imports {
                        if let (Some(star), Some(stem)) = (&import.star, &import.stem) {
                            self.plan.stars.insert(stem.to_string(), StarBinding::clone(star));
                        }
                    }
                    for (above, below, reason) in sorted.kept {
                        let (above, below) = (lines[above].0.code(), lines[below].0.code());
                        self.plan.kept.push(KeptPair { above, below, reason });
                    }
                    self.plan.kept_names.extend(sorted.kept_names.into_iter().map(|it| KeptNames {
                        range: lines[it.statement].0.code(),
                        first: it.first,
                        second: it.second,
                        reason: it.reason,
                    }));
                    self.add_block(range, &lines, &sorted.imports, numbers.len(), (&headings, before));
                    before = sorted.imports.last().map(|import| (import.key.group, import.key.category));
                }
            }
        }
        Ok(())
    }

    fn add_run_as_usort(&mut self, run: Run<'t>) -> Result<(), SortError> {
        let lines: Vec<(LogicalLine, u32)> = run.entries.iter().map(|entry| (entry.line, entry.start)).collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return Ok(());
        };
        let range = TextRange::new(first.1, last.0.range().end());
        let mut imports: Vec<Import<'t>> = run.entries.into_iter().map(|entry| entry.import).collect();
        // µsort sorts before it splits when a name is shadowed, and needs the keys for that.
        for import in &mut imports {
            import.key = key(import, self.settings, self.context)
                .map_err(|category| category_error(&category, import.source))?;
        }
        let (blocks, shadowed) = divide_as_usort(imports);
        for shadowed in shadowed {
            let range = lines[shadowed.number].0.code();
            self.plan.warnings.push(Warning { range, message: shadowed.message });
        }
        let mut sorted = Vec::with_capacity(lines.len());
        for block in blocks {
            if let Answer::Sorted(block) = self.sort(block)? {
                sorted.extend(block.imports);
            }
        }
        self.add_block(range, &lines, &sorted, lines.len(), (&[], None));
        Ok(())
    }

    fn sort(&mut self, block: Vec<Import<'t>>) -> Result<Answer<'t>, SortError> {
        let sources: Vec<(usize, TextRange)> = block.iter().map(|import| (import.number, import.source)).collect();
        let sorted = match self.settings.isort() {
            Some(isort) => {
                let apart = &mut self.plan.apart;
                isort::block::sort_block(self.own, block, self.settings, isort, self.context, apart, self.question)
            }
            None => sort_block(self.own, block, self.settings, self.context, &mut self.plan.apart, self.question),
        };
        sorted.map_err(|(category, number)| {
            let source =
                sources.iter().find(|(other, _)| *other == number).map_or(TextRange::default(), |found| found.1);
            category_error(&category, source)
        })
    }

    /// One level of indentation.
    fn level(&self) -> &'t str {
        self.level.get_or_init(|| first_level(self.text, self.settings))
    }

    fn layout<'l>(&'l self, level: &'l dyn Fn() -> &'l str) -> Layout<'l> {
        Layout { text: self.text, indentation: "", level, settings: self.settings }
    }

    /// Renders `sorted`, which takes the place of `range`, and makes an edit of it if the text differs. The last argument are the headings
    /// found in the block, and where the import before it belongs.
    fn add_block(
        &mut self,
        range: TextRange,
        lines: &[(LogicalLine, u32)],
        sorted: &[Import<'t>],
        count: usize,
        (found, before): (&[&str], Option<SectionPlace>),
    ) {
        let Some(first) = sorted.iter().map(|import| import.number).min() else {
            return;
        };
        let is_usort = self.settings.safety == Safety::Usort;
        let indentation = lines[first].0.indentation().of(self.text);
        // µsort drops form feeds, and the `\r` that ends a file.
        let indentation =
            if is_usort { indentation.trim_start_matches(|c| c != ' ' && c != '\t') } else { indentation };
        let loses_final_newline = is_usort && range.end() as usize == self.text.len() && self.text.ends_with('\r');
        let level = || self.level();
        let layout = Layout { indentation, ..self.layout(&level) };
        let mut rendered = String::with_capacity(range.len() as usize + 16);
        let blank_lines = self.settings.isort().map(|isort| blank_lines_above(sorted, isort)).unwrap_or_default();
        let headings = self.settings.isort().filter(|isort| !isort.headings.is_empty());
        let headings = headings.map(|isort| headings_above(sorted, isort, found, before)).unwrap_or_default();
        let ends_with_newline = !loses_final_newline && Newline::at_end(range.of(self.text)).is_some();
        for (index, import) in sorted.iter().enumerate() {
            let own = lines[import.number].0.newline().of(self.text);
            let newline = if is_usort || own.is_empty() { self.newline } else { own };
            let blank_lines = blank_lines.get(index).copied().unwrap_or_default();
            rendered.extend(std::iter::repeat_n(newline, usize::from(blank_lines)));
            if let Some(heading) = headings.get(index).copied().flatten() {
                rendered.extend([indentation, heading, newline]);
            }
            layout.write(import, newline, &mut rendered);
            if index + 1 < sorted.len() || ends_with_newline {
                rendered.push_str(newline);
            }
        }
        let original = range.of(self.text);
        if rendered == original || (self.settings.isort().is_some() && differ_in_indentation_only(&rendered, original))
        {
            return;
        }
        let moved = count_moved(sorted.iter().map(|import| import.number));
        self.plan.blocks.push(BlockChange { range, imports: count as u32, moved: moved as u32 });
        self.edits.push(Edit { range, text: rendered });
    }

    /// Makes the blank lines `range`, which follow imports, as many as `lines`.
    fn set_gap(&mut self, range: TextRange, lines: usize) {
        let old = range.of(self.text);
        if trivia_lines(self.text, range).count() == lines || old.contains('\x0c') {
            return;
        }
        let text = self.newline.repeat(lines);
        match (self.edits.iter_mut().find(|edit| edit.range.end() == range.start()), &mut self.plan.blocks) {
            (Some(edit), blocks) => {
                if let Some(block) = blocks.iter_mut().find(|block| block.range == edit.range) {
                    block.range = block.range.cover(range);
                }
                edit.range = edit.range.cover(range);
                edit.text += &text;
            }
            (None, blocks) => {
                blocks.push(BlockChange { range, imports: 0, moved: 0 });
                self.edits.push(Edit { range, text });
            }
        }
    }

    fn finish(mut self) -> Result<Plan, SortError> {
        if !self.edits.is_empty()
            && let Some(range) = self.skip()
        {
            let reason = BarrierReason::File(range.of(self.text).trim().to_owned());
            return Ok(Plan { barriers: vec![Barrier { range, reason }], ..Plan::default() });
        }
        self.plan.barriers.sort_by_key(|barrier| barrier.range);
        self.plan.blocks.sort_by_key(|block| block.range);
        self.plan.kept.sort_by_key(|kept| (kept.above, kept.below));
        self.plan.kept_names.sort_by(|a, b| (a.range, &a.first, &a.second).cmp(&(b.range, &b.first, &b.second)));
        self.plan.edits = Edits::new(self.edits).map_err(|conflict| SortError {
            offset: conflict.second.start(),
            message: conflict.to_string(),
            is_bug: true,
        })?;
        Ok(self.plan)
    }
}

fn category_error(category: &str, source: TextRange) -> SortError {
    let message = format!("the import belongs to the category `{category}`, which `categories` does not list");
    SortError { offset: source.start(), message, is_bug: false }
}

fn differ_in_indentation_only(a: &str, b: &str) -> bool {
    a.lines().map(str::trim_start).eq(b.lines().map(str::trim_start))
}

/// How many elements must move to bring the others into order: all but a longest increasing subsequence.
fn count_moved(numbers: impl Iterator<Item = usize>) -> usize {
    let mut tails: Vec<usize> = Vec::new();
    let mut count = 0;
    for number in numbers {
        count += 1;
        let at = tails.partition_point(|&tail| tail <= number);
        if at == tails.len() {
            tails.push(number);
        } else {
            tails[at] = number;
        }
    }
    count - tails.len()
}
