//! The planner: from the runs and barriers of a text to the edits that sort its imports.

use crate::block::{Answer, Question, Segment, divide, divide_as_usort, sort_block};
use crate::directive::skips_file;
use crate::isort;
use crate::isort::heading::{Place as SectionPlace, headings_above};
use crate::isort::render::blank_lines_above;
use crate::order::key;
use crate::plan::{Barrier, BarrierReason, BlockChange, KeptNames, KeptPair, ModuleContext, Plan, SortError, Warning};
use crate::render::Layout;
use crate::runs::{Found, Run, first_level};
use crate::settled::{changes_in_place, is_settled, set_keys};
use crate::statement::Import;
use crate::{Safety, Settings};
use harmless_project::OwnText;
use harmless_syntax::outline::LogicalLine;
use harmless_syntax::trivia::trivia_lines;
use harmless_syntax::verify::StarBinding;
use harmless_text::{Edit, Edits, Newline, TextRange};
use std::sync::OnceLock;

/// What was found of a text so far, and what it comes to.
pub(crate) struct Planner<'t, 's> {
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
    pub(crate) fn new(
        own: &'s OwnText<'t>,
        settings: &'s Settings,
        context: ModuleContext<'s>,
        question: Question,
    ) -> Self {
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

    pub(crate) fn changes(&self) -> bool {
        self.is_unsorted || !self.edits.is_empty()
    }

    pub(crate) fn add(&mut self, found: Found<'t>) -> Result<(), SortError> {
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
    pub(crate) fn is_skipped(&self) -> bool {
        self.skip().is_some()
    }

    /// The line that asks to leave the whole file alone.
    fn skip(&self) -> Option<TextRange> {
        skips_file(self.text).filter(|_| self.settings.safety == Safety::Full)
    }

    fn add_run(&mut self, mut run: Run<'t>) -> Result<(), SortError> {
        let is_quick = self.question != Question::Order
            && self.settings.isort().is_none()
            && set_keys(&mut run, self.settings, self.context).is_ok();
        if is_quick && is_settled(&run, self.layout(&|| self.level()), self.newline) {
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
                    let is_asked_only = is_quick && self.question == Question::IsSorted;
                    let level = || self.level();
                    if is_asked_only && changes_in_place(&block, &lines, self.layout(&level), self.newline) {
                        self.is_unsorted = true;
                        return Ok(());
                    }
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

    pub(crate) fn finish(mut self) -> Result<Plan, SortError> {
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
