//! A sorted block as text.

use super::settings::IsortSettings;
use crate::directive::is_suppression;
use crate::render::Layout;
use crate::statement::Import;
use unicode_width::UnicodeWidthStr;

/// How many blank lines stand above each import of a block.
pub(crate) fn blank_lines_above(imports: &[Import<'_>], isort: &IsortSettings) -> Vec<u8> {
    let mut before: Option<&Import<'_>> = None;
    let mut blank_lines = Vec::with_capacity(imports.len());
    for import in imports {
        let section = import.key.category;
        blank_lines.push(match before.replace(import) {
            None => 0,
            Some(before) if before.key.group != import.key.group => 1,
            // Sections between the two count: a blank line is due unless none of them wants one.
            Some(before) if before.key.category != section => {
                // Where an order is kept, a section may come before one that is listed earlier.
                let (low, high) = (before.key.category.min(section), before.key.category.max(section));
                let crossed = &isort.section_order[low + 1..=high];
                u8::from(crossed.iter().any(|name| !isort.no_lines_before.contains(name)))
            }
            Some(before) => {
                let is_other_type = before.stem.is_some() != import.stem.is_some() && !isort.force_sort_within_sections;
                let is_expected = import.stem.is_some() != isort.from_first;
                let between_types = if is_other_type && is_expected { isort.lines_between_types } else { 0 };
                between_types + u8::from(!import.above.is_empty())
            }
        });
    }
    blank_lines
}

impl Layout<'_> {
    /// Whether the names of `import` stand one a line, in the style `isort-black`.
    pub(crate) fn must_explode_as_isort(&self, import: &Import<'_>, isort: &IsortSettings) -> bool {
        if import.stem.is_none() {
            return false;
        }
        let has_comments = |item: &crate::statement::Item<'_>| !(item.above.is_empty() && item.beside.is_empty());
        let comments = &import.comments;
        let own_lines = comments.below.iter().chain(import.items.iter().flat_map(|item| &item.above));
        let beside: usize = import.items.iter().map(|item| item.beside.len()).sum();
        let count = comments.statement.len() + comments.after.len() + beside + own_lines.clone().count();
        let is_wrapped = match import.items.len() {
            // A comment on a line of its own may stand behind an only name, but not if it would begin to suppress there.
            1 => own_lines.clone().any(|comment| is_suppression(comment)),
            _ => {
                import.items.iter().any(has_comments)
                    || !comments.below.is_empty()
                    || (isort.force_wrap_aliases && import.items.iter().any(|item| !item.alias.is_empty()))
            }
        };
        (isort.split_on_trailing_comma && import.has_magic_comma) || is_wrapped || count > 1
    }
}

/// How many columns `line`, a from-import on one line, takes at `indentation`. A comment that only speaks to a tool does
/// not count.
pub(crate) fn width(indentation: &str, import: &Import<'_>, line: &str) -> usize {
    let comments = &import.comments;
    let mut behind = comments.statement.iter().chain(import.items.iter().flat_map(|item| &item.beside));
    let pragma = behind.find(|comment| is_pragma(comment)).map_or(0, |comment| comment.len());
    let counted = line[..line.len() - pragma].trim_end();
    indentation.chars().fold(0, |width, c| if c == '\t' { (width / TAB + 1) * TAB } else { width + 1 })
        + counted.width()
}

/// The columns of a tab.
const TAB: usize = 4;

fn is_pragma(comment: &str) -> bool {
    let body = comment.trim_start_matches('#').trim_start();
    body.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("noqa"))
        || ["type:", "ty:", "pyright:", "pyrefly:", "pylint:", "flake8:", "ruff:", "isort:", "nosec"]
            .iter()
            .any(|start| body.starts_with(start))
}
