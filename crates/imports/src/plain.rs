//! Imports as they mostly stand in sorted files: as plain as can be, without comments. Whether a row of them is sorted is told
//! from the text, without taking them apart.
//!
//! In go lines, out comes whether those so far are surely sorted and written as they should be. The rules are those of
//! [`is_settled`](crate::settled::is_settled), which looks at all that is not plain.

use crate::classify::classify_as_usort;
use crate::order::{compare_folded, key_in};
use crate::runs::first_level;
use crate::statement::Key;
use crate::{ModuleContext, Safety, Settings};
use harmless_syntax::import::{PlainImport, top_level};
use harmless_syntax::outline::LogicalLine;
use harmless_text::TextRange;
use std::cell::OnceCell;
use std::cmp::Ordering;

/// A line with a plain import, and the blank lines above it.
#[derive(Clone, Copy)]
pub(crate) struct PlainLine<'t> {
    pub(crate) line: LogicalLine,
    pub(crate) import: PlainImport<'t>,
    pub(crate) trivia: TextRange,
}

/// Plain imports of one suite with nothing but blank lines between them, sorted so far.
pub(crate) struct PlainRow<'t, 's> {
    text: &'t str,
    settings: &'s Settings,
    context: ModuleContext<'s>,
    lines: Vec<PlainLine<'t>>,
    /// The key of the last.
    last: Option<Key>,
    /// One level of indentation, looked for when it is needed.
    level: OnceCell<&'t str>,
}

impl<'t, 's> PlainRow<'t, 's> {
    /// Nothing yet of `text`; `None` where more than the words of an import decides.
    pub(crate) fn new(text: &'t str, settings: &'s Settings, context: ModuleContext<'s>) -> Option<Self> {
        let is_plain =
            settings.safety == Safety::Full && settings.isort().is_none() && settings.side_effect_modules.is_empty();
        is_plain.then(|| Self { text, settings, context, lines: Vec::new(), last: None, level: OnceCell::new() })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The row ends.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.last = None;
    }

    /// The lines taken up. The row ends.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = PlainLine<'t>> {
        self.last = None;
        self.lines.drain(..)
    }

    /// Takes up `plain` if it surely comes next.
    pub(crate) fn takes(&mut self, plain: PlainLine<'t>) -> bool {
        let PlainLine { line, import, trivia } = plain;
        let newline = line.newline().of(self.text);
        let indentation = line.indentation().of(self.text);
        let is_laid_out = match (import.stem, import.exploded) {
            (None, _) => true,
            (_, None) => indentation.len() + line.code().len() as usize <= self.settings.line_length,
            (Some(stem), Some(exploded)) => self.is_laid_out(&import, stem, exploded, indentation, newline),
        };
        if newline.is_empty() || line.has_comment_above() || !is_laid_out || !names_are_in_order(&import) {
            return false;
        }
        let dotted = import.stem.or_else(|| import.names().next().map(|(name, _)| name)).unwrap_or_default();
        let level = import.level();
        let top = (level == 0).then(|| top_level(dotted));
        let category = classify_as_usort(top, self.settings, self.context).category;
        let Ok(key) = key_in(category, level, import.stem.is_some(), self.settings) else { return false };
        let above = trivia.of(self.text);
        let is_next = match (&self.last, self.lines.last()) {
            (Some(last), Some(before)) => {
                let has_blank = !above.is_empty();
                let needs_blank =
                    last.category != key.category || (has_blank && !self.settings.collapse_blank_lines_in_category);
                before.line.indentation().of(self.text) == indentation
                    && (if needs_blank { above == newline } else { !has_blank })
                    && last.cmp(&key).then_with(|| compare(&before.import, &import)).is_lt()
            }
            _ => above.bytes().chain(indentation.bytes()).all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')),
        };
        if is_next {
            self.lines.push(plain);
            self.last = Some(key);
        }
        is_next
    }

    /// Whether `import`, exploded names of the module `stem`, is written as it should be at this indentation.
    fn is_laid_out(
        &self,
        import: &PlainImport<'_>,
        stem: &str,
        (inner, newline_inside): (&str, &str),
        indentation: &str,
        newline: &str,
    ) -> bool {
        let alias = |alias: &str| if alias.is_empty() { 0 } else { " as ".len() + alias.len() };
        let names: usize = import.names().map(|(name, after)| name.len() + alias(after) + ", ".len()).sum();
        let on_one_line = indentation.len() + "from  import ".len() + stem.len() + names - ", ".len();
        let level = || self.level.get_or_init(|| first_level(self.text, self.settings));
        (self.settings.magic_commas || on_one_line > self.settings.line_length)
            && newline_inside == newline
            && inner.strip_prefix(indentation).is_some_and(|inner| inner == *level())
    }
}

/// Whether the names of `import` are in order. Equal ones are for others to judge.
fn names_are_in_order(import: &PlainImport<'_>) -> bool {
    let mut before: Option<(&str, &str)> = None;
    import.names().all(|name| before.replace(name).is_none_or(|before| compare_names(before, name).is_lt()))
}

/// The order of two imports with equal keys, as far as that does not depend on more than their first names. Those that may become one statement
/// are equal.
fn compare(a: &PlainImport<'_>, b: &PlainImport<'_>) -> Ordering {
    match (a.stem, b.stem) {
        (Some(a), Some(b)) => compare_folded(a, b),
        _ => match (a.names().next(), b.names().next()) {
            (Some(a), Some(b)) => compare_names(a, b),
            _ => Ordering::Equal,
        },
    }
}

fn compare_names(a: (&str, &str), b: (&str, &str)) -> Ordering {
    compare_folded(a.0, b.0).then_with(|| compare_folded(a.1, b.1))
}
