//! From a text to the edits that sort its imports.

use crate::barrier::barrier_reason;
use crate::block::{Segment, divide, divide_as_usort, sort_block};
use crate::directive::{Region, has_skip_file, is_file_noqa, region};
use crate::header::{divide_above, end_of_suite, usort_leads};
use crate::render::Layout;
use crate::statement::Import;
use crate::{Safety, Settings};
use harmless_syntax::check_syntax;
use harmless_syntax::import::{ImportKind, ImportStatement, parse_import};
use harmless_syntax::outline::{LineKind, LogicalLine, LogicalLines};
use harmless_syntax::trivia::trivia_lines;
use harmless_text::{Edit, Edits, Newline, TextRange};
use thiserror::Error;

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
    /// Import statements that end a block, by position: why imports on their two sides are not sorted together.
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
    /// The statement that is the barrier.
    pub range: TextRange,
    /// Why.
    pub reason: BarrierReason,
}

/// Why an import statement is a barrier. (That any other statement is one is not listed.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BarrierReason {
    /// `from m import *`
    #[error("a star import may bind any name")]
    Star,
    /// An action comment: its text.
    #[error("the comment `{0}` asks to leave it alone")]
    Directive(String),
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

/// Import statements of one suite with nothing but trivia between them.
#[derive(Default)]
pub(crate) struct Run<'t> {
    pub(crate) entries: Vec<Entry<'t>>,
}

/// An import that may be moved, and its line.
pub(crate) struct Entry<'t> {
    pub(crate) line: LogicalLine,
    pub(crate) import: Import<'t>,
    /// Where what goes with the import begins: its comments, or its line.
    start: u32,
    /// With full safety: no import crosses the place above.
    pub(crate) is_pinned: bool,
}

/// All runs of a text, and what was found on the way.
pub(crate) struct Runs<'t> {
    pub(crate) runs: Vec<Run<'t>>,
    barriers: Vec<Barrier>,
    /// A comment asks to leave the whole file alone.
    is_skipped: bool,
    /// The first indentation of the file: one level.
    level: &'t str,
}

/// Collects the runs of `text`.
pub(crate) fn find_runs<'t>(text: &'t str, settings: &Settings) -> Result<Runs<'t>, SortError> {
    let is_full = settings.safety == Safety::Full;
    let mut found = Runs { runs: Vec::new(), barriers: Vec::new(), is_skipped: false, level: "" };
    let mut run = Run::default();
    let mut is_off = false;
    // The last indentation seen at each depth, and the depth of the line before.
    let mut suites: Vec<&'t str> = vec![""];
    let mut depth_before = None;
    let mut headers: Vec<&'t str> = Vec::new();
    let check = || check_syntax(text).map_err(|error| syntax_error(text, error.range.start(), &error.message));
    let mut is_checked = false;
    for line in LogicalLines::new(text) {
        let line = line.map_err(|error| syntax_error(text, error.offset, &error.to_string()))?;
        let indentation = line.indentation().of(text);
        let depth = usize::from(line.depth());
        if depth > 0 && found.level.is_empty() {
            found.level = indentation;
        }
        if is_full && line.has_comment_above() {
            for comment in trivia_lines(text, line.leading_trivia()).filter_map(|trivia| trivia.comment) {
                let comment = comment.of(text);
                if let Some(region) = region(comment) {
                    is_off = region == Region::Off;
                }
                found.is_skipped |= is_file_noqa(comment);
            }
        }
        // The trivia of this statement, without what belongs to a suite that ended above.
        let mut trivia = line.leading_trivia();
        if depth_before.is_some_and(|before| depth < before) && !trivia.is_empty() {
            let start = end_of_suite(text, trivia, suites.get(depth + 1).copied().unwrap_or_default());
            trivia = TextRange::new(start, trivia.end());
        }
        suites.truncate(depth + 1);
        if suites.len() <= depth {
            suites.resize(depth + 1, indentation);
        }
        if line.is_suspect() && !is_checked {
            check()?;
            is_checked = true;
        }
        if line.kind() == LineKind::Compound {
            headers.truncate(depth);
            headers.resize(depth, "");
            headers.push(line.code().of(text));
        }
        let is_first = depth_before.is_none();
        let is_same_suite = depth_before == Some(depth);
        depth_before = Some(depth);

        let statement = match line.kind() {
            LineKind::Import | LineKind::FromImport | LineKind::LazyImport => match parse_import(text, &line) {
                Some(statement) => Some(statement),
                None => {
                    check()?;
                    None
                }
            },
            LineKind::Several if matches!(text.as_bytes()[line.code().start() as usize], b'f' | b'i' | b'l') => {
                let code = line.code().of(text);
                if ["import", "from", "lazy"].iter().any(|word| code.starts_with(word)) {
                    found.barriers.push(Barrier { range: line.code(), reason: BarrierReason::Semicolon });
                }
                None
            }
            _ => None,
        };
        let Some(statement) = statement else {
            found.end_run(&mut run);
            continue;
        };
        if statement.is_lazy {
            check_lazy(text, &statement, headers.get(..depth).unwrap_or_default())?;
        }
        let reason = if is_off {
            Some(BarrierReason::Off)
        } else if is_full && indentation.contains('\x0c') {
            Some(BarrierReason::FormFeed)
        } else {
            barrier_reason(text, &statement, settings)
        };
        if let Some(reason) = reason {
            found.barriers.push(Barrier { range: statement.range, reason });
            found.end_run(&mut run);
            continue;
        }
        if !is_same_suite {
            found.end_run(&mut run);
        }
        let source = TextRange::new(line.code().start(), line.newline().start());
        let mut import = Import::new(text, &statement, source, settings);
        import.number = run.entries.len();
        let (start, is_pinned) = if is_full {
            let above = divide_above(text, trivia, is_first);
            import.above = above.attached;
            import.has_blank_above = above.has_blank;
            let last = run.entries.last().map(|entry: &Entry<'t>| entry.line.indentation().of(text));
            (above.start, above.is_pinned || last.is_some_and(|last| last != indentation))
        } else if is_first {
            // What stands above the first statement of a file is the module's for µsort.
            (trivia.end(), false)
        } else {
            import.above = usort_leads(text, trivia);
            (trivia.start(), false)
        };
        run.entries.push(Entry { line, import, start, is_pinned });
    }
    found.end_run(&mut run);
    if found.level.is_empty() {
        found.level = "    ";
    }
    Ok(found)
}

impl<'t> Runs<'t> {
    fn end_run(&mut self, run: &mut Run<'t>) {
        if !run.entries.is_empty() {
            self.runs.push(std::mem::take(run));
        }
    }
}

/// PEP 810 allows lazy imports in modules only, outside functions, classes, `try` and `with`, and neither of `*` nor of `__future__`; the
/// parser does not look at that.
fn check_lazy(text: &str, statement: &ImportStatement, headers: &[&str]) -> Result<(), SortError> {
    let words = ["def", "class", "async", "try", "except", "finally", "with"];
    let is_inside = headers.iter().any(|header| {
        let word = header.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        words.contains(&word)
    });
    let fault = match statement.kind {
        _ if is_inside => "a lazy import stands outside functions, classes, `try` and `with` (PEP 810)",
        ImportKind::From { is_star: true, .. } => "a star import cannot be lazy (PEP 810)",
        ImportKind::From { module: Some(module), level: 0, .. } if module.text(text) == "__future__" => {
            "`from __future__` cannot be lazy (PEP 810)"
        }
        _ => return Ok(()),
    };
    Err(SortError { offset: statement.range.start(), message: format!("syntax error: {fault}"), is_bug: false })
}

/// The full parser's words for a fault, where it finds one too.
fn syntax_error(text: &str, offset: u32, message: &str) -> SortError {
    match check_syntax(text) {
        Err(error) => {
            SortError { offset: error.range.start(), message: format!("syntax error: {error}"), is_bug: false }
        }
        Ok(()) => SortError { offset, message: format!("syntax error: {message}"), is_bug: false },
    }
}

/// Decides what sorting does to `text`. Looks no closer than the outline: a syntax error inside an expression is only
/// found by [`apply`](crate::apply).
///
/// # Errors
/// When the outline shows that the text is not Python, or a setting makes sorting impossible (the category of an import is not
/// listed).
pub fn plan(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Plan, SortError> {
    let found = find_runs(text, settings)?;
    if found.is_skipped || (settings.safety == Safety::Full && !found.runs.is_empty() && has_skip_file(text)) {
        return Ok(Plan::default());
    }
    let mut planner = Planner {
        text,
        settings,
        context,
        newline: Newline::first_of(text).unwrap_or_default().as_str(),
        level: found.level,
        edits: Vec::new(),
        plan: Plan { barriers: found.barriers, ..Plan::default() },
    };
    for run in found.runs {
        match settings.safety {
            Safety::Usort => planner.add_run_as_usort(run)?,
            Safety::Full => planner.add_run(run)?,
        }
    }
    planner.finish()
}

struct Planner<'t, 's> {
    text: &'t str,
    settings: &'s Settings,
    context: ModuleContext<'s>,
    newline: &'static str,
    level: &'t str,
    edits: Vec<Edit>,
    plan: Plan,
}

impl<'t> Planner<'t, '_> {
    fn add_run(&mut self, run: Run<'t>) -> Result<(), SortError> {
        let lines: Vec<(LogicalLine, u32)> = run.entries.iter().map(|entry| (entry.line, entry.start)).collect();
        let imports = run.entries.into_iter().map(|entry| (entry.import, entry.is_pinned)).collect();
        for segment in divide(imports, self.context) {
            match segment {
                Segment::Shadowing(import, name) => {
                    let reason = BarrierReason::Shadowing(name);
                    self.plan.barriers.push(Barrier { range: import.source, reason });
                }
                Segment::Block(block) => {
                    let numbers: Vec<usize> = block.iter().map(|import| import.number).collect();
                    let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else {
                        continue;
                    };
                    let range = TextRange::new(lines[first].1, lines[last].0.range().end());
                    let sorted = self.sort(block)?;
                    self.add_block(range, &lines, &sorted, numbers.len());
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
            import.key = crate::order::key(import, self.settings, self.context)
                .map_err(|category| category_error(&category, import.source))?;
        }
        let (blocks, shadowed) = divide_as_usort(imports);
        for shadowed in shadowed {
            let range = lines[shadowed.number].0.code();
            self.plan.warnings.push(Warning { range, message: shadowed.message });
        }
        let mut sorted = Vec::with_capacity(lines.len());
        for block in blocks {
            sorted.extend(self.sort(block)?);
        }
        self.add_block(range, &lines, &sorted, lines.len());
        Ok(())
    }

    fn sort(&self, block: Vec<Import<'t>>) -> Result<Vec<Import<'t>>, SortError> {
        let sources: Vec<(usize, TextRange)> = block.iter().map(|import| (import.number, import.source)).collect();
        sort_block(block, self.settings, self.context).map_err(|(category, number)| {
            let source =
                sources.iter().find(|(other, _)| *other == number).map_or(TextRange::default(), |found| found.1);
            category_error(&category, source)
        })
    }

    /// Renders `sorted`, which takes the place of `range`, and makes an edit of it if the text differs.
    fn add_block(&mut self, range: TextRange, lines: &[(LogicalLine, u32)], sorted: &[Import<'t>], count: usize) {
        let Some(first) = sorted.first() else {
            return;
        };
        let layout = Layout {
            text: self.text,
            indentation: lines[first.number].0.indentation().of(self.text),
            level: self.level,
            settings: self.settings,
        };
        let mut rendered = String::with_capacity(range.len() as usize + 16);
        let ends_with_newline = Newline::at_end(range.of(self.text)).is_some();
        for (index, import) in sorted.iter().enumerate() {
            let own = lines[import.number].0.newline().of(self.text);
            let newline = if self.settings.safety == Safety::Usort || own.is_empty() { self.newline } else { own };
            layout.write(import, newline, &mut rendered);
            if index + 1 < sorted.len() || ends_with_newline {
                rendered.push_str(newline);
            }
        }
        if rendered == range.of(self.text) {
            return;
        }
        let moved = count_moved(sorted.iter().map(|import| import.number));
        self.plan.blocks.push(BlockChange { range, imports: count as u32, moved: moved as u32 });
        self.edits.push(Edit { range, text: rendered });
    }

    fn finish(mut self) -> Result<Plan, SortError> {
        self.plan.barriers.sort_by_key(|barrier| barrier.range);
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
