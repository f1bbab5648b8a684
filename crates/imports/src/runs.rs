//! The runs of imports in a text, and the imports among them that are barriers.

use crate::barrier::barrier_reason;
use crate::directive::{Region, has_action, is_blanket_noqa, is_suppression, region};
use crate::header::{divide_above, divide_in_row, end_of_suite, usort_leads};
use crate::isort::heading::find_heading;
use crate::isort::spacing::blank_lines_after;
use crate::plain::{PlainLine, PlainRow};
use crate::plan::{Barrier, BarrierReason, SortError};
use crate::statement::{Import, Lead};
use crate::{ModuleContext, Safety, Settings};
use harmless_syntax::check_syntax;
use harmless_syntax::import::{ImportComment, ImportKind, ImportStatement, PlainImport, parse_import};
use harmless_syntax::outline::{Headers, LineKind, LogicalLine, LogicalLines, OutlineError, Pass};
use harmless_syntax::trivia::trivia_lines;
use harmless_text::TextRange;
use std::ops::ControlFlow;

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
    pub(crate) start: u32,
    /// With full safety: no import crosses the place above.
    pub(crate) is_pinned: bool,
}

/// Something that [`find_runs`] found.
pub(crate) enum Found<'t> {
    Run(Run<'t>),
    /// An import statement that is a barrier.
    Barrier(Barrier),
    /// The blank lines after imports, where the style says how many there should be, and that number.
    Gap(TextRange, usize),
}

/// Shows `visit` the runs and barriers of `text`, in order, until it breaks off.
///
/// # Errors
/// When the text is not Python, as far as the outline shows; and the errors of `visit`.
pub(crate) fn find_runs<'t>(
    text: &'t str,
    settings: &Settings,
    context: ModuleContext<'_>,
    visit: impl FnMut(Found<'t>) -> Result<ControlFlow<()>, SortError>,
) -> Result<(), SortError> {
    find(None, u32::MAX, text, settings, context, visit)
}

/// [`find_runs`] without some of those that are surely sorted, as far as the first statement at `end` or behind it that is no import and stands
/// where sorting is not switched off.
pub(crate) fn find_unsorted_runs<'t>(
    end: u32,
    text: &'t str,
    settings: &Settings,
    context: ModuleContext<'_>,
    visit: impl FnMut(Found<'t>) -> Result<ControlFlow<()>, SortError>,
) -> Result<(), SortError> {
    find(PlainRow::new(text, settings, context), end, text, settings, context, visit)
}

// The runs of which `plain`, if there is one, can say that they are sorted are not shown.
fn find<'t>(
    mut plain: Option<PlainRow<'t, '_>>,
    end: u32,
    text: &'t str,
    settings: &Settings,
    context: ModuleContext<'_>,
    mut visit: impl FnMut(Found<'t>) -> Result<ControlFlow<()>, SortError>,
) -> Result<(), SortError> {
    let is_full = settings.safety == Safety::Full;
    let mut run = Run::default();
    let mut is_off = false;
    let mut depth_before = None;
    let check = || check_syntax(text).map_err(|error| syntax_error(text, error.range.start(), &error.message));
    let outline_error = |error: OutlineError| syntax_error(text, error.offset, &error.to_string());
    let mut is_checked = false;
    let mut is_after_import = false;
    // In the style `isort-black`: the comment, if any, with which the first import of a row keeps it all as it is.
    let mut row: Option<Option<&'t str>> = None;
    let mut lines = LogicalLines::new(text);
    let stops_at: Option<fn(&str) -> bool> = if is_full { Some(|comment| region(comment).is_some()) } else { None };
    let pass = Pass { headers: Headers::All, several: true, stops_at, indented: 0 };
    loop {
        // Most lines: they are no imports, and no imports stand before them.
        let is_between = run.entries.is_empty()
            && plain.as_ref().is_none_or(PlainRow::is_empty)
            && !is_after_import
            && depth_before.is_some();
        if is_between && lines.skip_lines(pass).map_err(outline_error)? {
            row = None;
        }
        let Some(line) = lines.next() else { break };
        let line = line.map_err(outline_error)?;
        let depth = usize::from(line.depth());
        let indentation = line.indentation().of(text);
        if is_full && line.has_comment_above() {
            for comment in trivia_lines(text, line.leading_trivia()).filter_map(|trivia| trivia.comment) {
                let comment = comment.of(text);
                if let Some(region) = region(comment) {
                    is_off = region == Region::Off;
                }
            }
        }
        // The trivia of this statement, without what belongs to a suite that ended above.
        let mut trivia = line.leading_trivia();
        if let Some(suite) = lines.ended_suite().filter(|_| !trivia.is_empty()) {
            trivia = TextRange::new(end_of_suite(text, trivia, suite), trivia.end());
        }
        if line.is_suspect() && !is_checked {
            check()?;
            is_checked = true;
        }
        let is_first = depth_before.is_none();
        let is_same_suite = depth_before == Some(depth);
        depth_before = Some(depth);
        let is_import = matches!(line.kind(), LineKind::Import | LineKind::FromImport | LineKind::LazyImport);
        let import = plain.as_ref().and_then(|_| PlainImport::read(text, &line));
        if let Some(row) = plain.as_mut().filter(|_| run.entries.is_empty()) {
            if !is_same_suite || !is_import {
                row.clear();
            }
            if !is_off && import.is_some_and(|import| row.takes(PlainLine { line, import, trivia })) {
                is_after_import = depth == 0;
                continue;
            }
            run.entries.extend(row.drain().enumerate().map(|(number, plain)| Entry::of_plain(plain, number)));
        }

        let mut barrier = None;
        let statement = match line.kind() {
            _ if let Some(import) = import => Some(Statement::Plain(line.code(), import)),
            _ if is_import => {
                let statement = parse_import(text, &line);
                if statement.is_none() {
                    check()?;
                }
                statement.map(Statement::Any)
            }
            LineKind::Several if matches!(text.as_bytes()[line.code().start() as usize], b'f' | b'i' | b'l') => {
                let code = line.code().of(text);
                if ["import", "from", "lazy"].iter().any(|word| code.starts_with(word)) {
                    barrier = Some(Barrier { range: line.code(), reason: BarrierReason::Semicolon });
                }
                None
            }
            _ => None,
        };
        let was_after_import = std::mem::replace(&mut is_after_import, statement.is_some() && depth == 0 && !is_off);
        let Some(statement) = statement else {
            row = None;
            if run.end(barrier, &mut visit)?.is_break() {
                return Ok(());
            }
            if let Some(isort) = settings.isort().filter(|_| was_after_import && !is_off) {
                let (range, lines) = blank_lines_after(text, &line, isort, context.is_stub);
                if visit(Found::Gap(range, lines))?.is_break() {
                    return Ok(());
                }
            }
            if line.code().start() >= end && !is_off {
                return Ok(());
            }
            continue;
        };
        if !is_same_suite {
            row = None;
        }
        let first_line = &text[line.code().start() as usize..];
        let noqa = *row.get_or_insert_with(|| {
            let comment = statement.comments().first().map(|comment| comment.range.of(text).trim_end())?;
            let is_beside = first_line.lines().next().is_some_and(|line| line.trim_end().ends_with(comment));
            (settings.isort().is_some() && is_beside && is_blanket_noqa(comment)).then_some(comment)
        });
        if let Statement::Any(statement) = &statement
            && statement.is_lazy
        {
            check_lazy(statement, text, lines.headers())?;
        }
        let reason = if is_off {
            Some(BarrierReason::Off)
        } else if is_full && indentation.contains('\x0c') {
            Some(BarrierReason::FormFeed)
        } else if let Some(comment) = noqa {
            Some(BarrierReason::Directive(comment.to_owned()))
        } else {
            statement.barrier_reason(text, settings)
        };
        if let Some(reason) = reason {
            let is_left_alone = match &reason {
                BarrierReason::Off => true,
                BarrierReason::Directive(comment) => has_action(comment, &["isort"], &["skip"]),
                _ => false,
            };
            is_after_import &= !matches!(reason, BarrierReason::Directive(_));
            if run.end(Some(Barrier { range: statement.range(), reason }), &mut visit)?.is_break() {
                return Ok(());
            }
            // To isort, what is left alone is no import.
            if let Some(isort) = settings.isort().filter(|_| was_after_import && is_left_alone) {
                let (range, lines) = blank_lines_after(text, &line, isort, context.is_stub);
                if visit(Found::Gap(range, lines))?.is_break() {
                    return Ok(());
                }
            }
            continue;
        }
        if !is_same_suite && run.end(None, &mut visit)?.is_break() {
            return Ok(());
        }
        let source = TextRange::new(line.code().start(), line.newline().start());
        let mut import = statement.import(text, source, settings);
        import.number = run.entries.len();
        let heading =
            settings.isort().and_then(|isort| find_heading(text, trivia, &isort.headings, !run.entries.is_empty()));
        let trivia = heading.as_ref().map_or(trivia, |it| TextRange::new(trivia.start(), it.range.start()));
        let (start, is_pinned) =
            if settings.isort().is_some() && run.entries.is_empty() && !has_suppression(text, trivia) {
                // What stands above the first import of a row is mostly about all of it.
                (trivia.end(), false)
            } else if is_full {
                let above = match settings.isort() {
                    Some(_) if !run.entries.is_empty() => divide_in_row(text, trivia),
                    _ => divide_above(text, trivia, is_first),
                };
                import.above = above.attached;
                if settings.isort().is_some() {
                    import.above.iter_mut().for_each(Lead::indent_anew);
                }
                import.has_blank_above = above.has_blank;
                let last = run.entries.last().map(|entry: &Entry<'t>| entry.line.indentation().of(text));
                if let Some(comment) = above.pinned_by.filter(|_| last.is_some()) {
                    let reason = BarrierReason::Comment(comment.trim_end().to_owned());
                    if visit(Found::Barrier(Barrier { range: statement.range(), reason }))?.is_break() {
                        return Ok(());
                    }
                }
                (above.start, above.is_pinned || last.is_some_and(|last| last != indentation))
            } else if is_first {
                // What stands above the first statement of a file is the module's for µsort.
                (trivia.end(), false)
            } else {
                import.above = usort_leads(text, trivia);
                (trivia.start(), false)
            };
        if let Some(heading) = heading {
            import.heading = Some(heading.comment);
            import.above.extend(heading.below);
        }
        run.entries.push(Entry { line, import, start, is_pinned });
    }
    run.end(None, &mut visit).map(|_| ())
}

/// The first indentation of `text`, which stands for one level; four spaces if there is none. In the style
/// `isort-black`, the first one inside brackets will do as well.
pub(crate) fn first_level<'t>(text: &'t str, settings: &Settings) -> &'t str {
    let mut lines = LogicalLines::new(text).map_while(Result::ok);
    let first = lines.find(|line| line.depth() > 0).map(|line| line.indentation().of(text));
    first.or_else(|| settings.isort().and_then(|_| indentation_in_brackets(text))).unwrap_or("    ")
}

/// The indentation of the first line that begins inside brackets: one level where no suite is indented.
fn indentation_in_brackets(text: &str) -> Option<&str> {
    LogicalLines::new(text).map_while(Result::ok).find_map(|line| {
        let (first, rest) = line.code().of(text).split_once(['\n', '\r'])?;
        let at = first.find(['(', '[', '{', '"', '\'', '#'])?;
        let rest = rest.trim_start_matches('\n');
        let indentation = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
        (first[at..].starts_with(['(', '[', '{']) && !indentation.is_empty()).then_some(indentation)
    })
}

/// Whether a comment in `trivia` speaks to a tool about the statement below.
pub(crate) fn has_suppression(text: &str, trivia: TextRange) -> bool {
    trivia_lines(text, trivia).filter_map(|line| line.comment).any(|comment| is_suppression(comment.of(text)))
}

/// An import statement, read with as little effort as it takes.
enum Statement<'t> {
    /// One that only its names decide about, and its range.
    Plain(TextRange, PlainImport<'t>),
    Any(ImportStatement),
}

impl<'t> Statement<'t> {
    fn range(&self) -> TextRange {
        match self {
            Self::Plain(range, _) => *range,
            Self::Any(statement) => statement.range,
        }
    }

    fn comments(&self) -> &[ImportComment] {
        match self {
            Self::Plain(..) => &[],
            Self::Any(statement) => &statement.comments,
        }
    }

    fn barrier_reason(&self, text: &str, settings: &Settings) -> Option<BarrierReason> {
        match self {
            Self::Plain(..) => None,
            Self::Any(statement) => barrier_reason(text, statement, settings),
        }
    }

    fn import(&self, text: &'t str, source: TextRange, settings: &Settings) -> Import<'t> {
        match self {
            Self::Plain(_, import) => Import::of_plain(import, source),
            Self::Any(statement) => Import::new(text, statement, source, settings),
        }
    }
}

impl<'t> Entry<'t> {
    /// The import of a line with nothing but blank lines above it; its number in its run.
    fn of_plain(plain: PlainLine<'t>, number: usize) -> Self {
        let PlainLine { line, import, trivia } = plain;
        let source = TextRange::new(line.code().start(), line.newline().start());
        let import = Import { number, has_blank_above: !trivia.is_empty(), ..Import::of_plain(&import, source) };
        Self { line, import, start: trivia.end(), is_pinned: false }
    }
}

impl<'t> Run<'t> {
    /// Shows `visit` the run, if it has begun, and then `barrier`.
    fn end(
        &mut self,
        barrier: Option<Barrier>,
        visit: &mut impl FnMut(Found<'t>) -> Result<ControlFlow<()>, SortError>,
    ) -> Result<ControlFlow<()>, SortError> {
        if !self.entries.is_empty() && visit(Found::Run(std::mem::take(self)))?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        barrier.map_or(Ok(ControlFlow::Continue(())), |barrier| visit(Found::Barrier(barrier)))
    }
}

/// PEP 810 allows lazy imports in modules only, outside functions, classes, `try` and `with`, and neither of `*` nor of `__future__`; the
/// parser does not look at that.
fn check_lazy<'t>(
    statement: &ImportStatement,
    text: &str,
    mut headers: impl Iterator<Item = &'t str>,
) -> Result<(), SortError> {
    let words = ["def", "class", "async", "try", "except", "finally", "with"];
    let is_inside = headers.any(|header| {
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
