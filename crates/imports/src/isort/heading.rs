//! The setting `import-heading`: comments above the imports of each section.
//!
//! A comment in the words of a heading that stands above an import is one. It goes where the section goes, spelled as it is, and goes away
//! where no section of it begins.

use super::settings::IsortSettings;
use crate::directive::{is_mark, is_suppression};
use crate::statement::{Import, Lead};
use harmless_syntax::trivia::{TriviaLine, trivia_lines};
use harmless_text::TextRange;

/// The heading of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportHeading {
    section: String,
    comment: String,
}

impl ImportHeading {
    /// The heading `text`, to be written after `# `, of `section`.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn new(section: &str, text: &str) -> Result<Self, String> {
        let heading = Self { section: section.to_owned(), comment: format!("# {}", text.trim()) };
        if text.chars().any(char::is_control) {
            return Err("a heading is one line".into());
        }
        if words(text).next().is_none() || is_suppression(&heading.comment) {
            return Err("a heading is words that speak to no tool".into());
        }
        Ok(heading)
    }

    /// The section.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// The text without `# `.
    pub fn text(&self) -> &str {
        &self.comment[2..]
    }

    /// The line as it is written, without indentation and line end.
    pub(crate) fn comment(&self) -> &str {
        &self.comment
    }

    fn is_spelled(&self, comment: &str) -> bool {
        words(&self.comment).eq(words(comment))
    }
}

/// The words of a comment, in lower case.
fn words(comment: &str) -> impl Iterator<Item = String> + '_ {
    comment.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A heading that stands above an import.
pub(crate) struct FoundHeading<'t> {
    /// The comment.
    pub(crate) comment: &'t str,
    /// Its line and all below it, up to the import.
    pub(crate) range: TextRange,
    /// The comments between it and the import.
    pub(crate) below: Vec<Lead<'t>>,
}

/// The heading, if there is one, in the `trivia` above an import: between the two there are only comments on the import. `is_in_row` tells that
/// another import stands above.
pub(crate) fn find_heading<'t>(
    text: &'t str,
    trivia: TextRange,
    headings: &[ImportHeading],
    is_in_row: bool,
) -> Option<FoundHeading<'t>> {
    if headings.is_empty() || trivia.is_empty() {
        return None;
    }
    let lines: Vec<TriviaLine> = trivia_lines(text, trivia).collect();
    let comment_of = |line: &TriviaLine| line.comment.map(|comment| comment.of(text).trim_end());
    let is_heading = |comment: &str| headings.iter().any(|heading| heading.is_spelled(comment));
    let at = lines.iter().rposition(|line| comment_of(line).is_some_and(is_heading))?;
    let below = lines[at + 1..].iter().skip_while(|line| line.comment.is_none());
    // In a row all comments go with an import, with or without blank lines.
    let below: Vec<&TriviaLine> = below.filter(|line| !is_in_row || line.comment.is_some()).collect();
    let is_about_import = |line: &&TriviaLine| comment_of(line).is_some_and(|comment| !is_mark(comment));
    if !below.iter().all(is_about_import) || lines[at..].iter().any(|line| line.has_form_feed(text)) {
        return None;
    }
    Some(FoundHeading {
        comment: comment_of(&lines[at])?,
        range: TextRange::new(lines[at].range.start(), trivia.end()),
        below: below.into_iter().filter_map(comment_of).map(Lead::Comment).collect(),
    })
}

/// Where imports belong: the number of the group and of the section.
pub(crate) type Place = (usize, usize);

/// The heading to be written above each of the sorted `imports`, if any, in the spelling `found` in the text where there is one. `before` is
/// where the imports directly above belong.
pub(crate) fn headings_above<'h>(
    imports: &[Import<'_>],
    isort: &'h IsortSettings,
    found: &[&'h str],
    mut before: Option<Place>,
) -> Vec<Option<&'h str>> {
    let heading_of = |import: &Import<'_>| {
        let section = isort.section_order.get(import.key.category)?;
        let heading = isort.headings.iter().find(|heading| heading.section == *section)?;
        let spelled = found.iter().copied().find(|comment| heading.is_spelled(comment));
        Some(spelled.unwrap_or(&heading.comment))
    };
    let above = |import: &Import<'_>| {
        let place = (import.key.group, import.key.category);
        if before.replace(place) == Some(place) { None } else { heading_of(import) }
    };
    imports.iter().map(above).collect()
}
