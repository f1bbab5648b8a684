//! One thing a command has to say about one file.

use crate::escape::escape_text;
use harmless_text::{Edit, LineColumn, LineIndex, TextRange};
use std::ops::Range;
use std::path::PathBuf;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Note,
    /// Something to be changed.
    Warning,
    /// The file could not be processed.
    Error,
}

impl Severity {
    /// The word for it, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A message about a file, or about a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file as the user knows it.
    pub path: PathBuf,
    /// Where in the file; `None` for the file as a whole.
    pub place: Option<Located>,
    /// The kind of finding, in kebab case. Part of the output formats, so it does not change between versions.
    pub code: &'static str,
    /// The user's own rule that it comes from, if it does.
    pub rule: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// A sentence without a final period.
    pub message: String,
    /// What mends it, ordered by position; empty if nothing can.
    pub fix: Vec<FindingEdit>,
}

/// A range of a file's text in lines and columns, with the lines themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The first character.
    pub start: LineColumn,
    /// The character after the last.
    pub end: LineColumn,
    /// The lines, to be shown under the message; `None` where the text is not at hand.
    pub excerpt: Option<Excerpt>,
}

/// The lines of a finding, escaped for output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines, joined by `\n`.
    pub(crate) text: String,
    /// The bytes of `text` that are meant.
    pub(crate) marked: Range<usize>,
}

/// The replacement of one range of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingEdit {
    /// The first character that is replaced.
    pub start: LineColumn,
    /// The character after the last.
    pub end: LineColumn,
    /// What stands there afterwards.
    pub text: String,
}

/// An excerpt is cut after so many lines, and a line after so many bytes.
const LINES: u32 = 12;
const LINE_BYTES: usize = 400;

impl Finding {
    /// What the formats of other tools call the rule: the user's own, or else the kind of finding.
    pub fn id(&self) -> &str {
        self.rule.as_deref().unwrap_or(self.code)
    }
}

impl Located {
    /// The place `range` of `text`, of which `lines` is the index.
    pub fn new(text: &str, lines: &LineIndex, range: TextRange) -> Self {
        let place = Self::point(lines.line_column(text, range.start()), lines.line_column(text, range.end()));
        let last = place.last_line().min(place.start.line + LINES - 1);
        let mut excerpt = Excerpt { text: String::new(), marked: 0..0 };
        for line in place.start.line..=last {
            let start = lines.start(line).unwrap_or(range.start());
            let end = lines.start(line + 1).unwrap_or(text.len() as u32);
            excerpt.push_line(text, TextRange::new(start, end), range);
        }
        Self { excerpt: Some(excerpt), ..place }
    }

    /// The last line with a character of the range. A range that ends with a line end does not reach into the next.
    pub const fn last_line(&self) -> u32 {
        let reaches = self.end.column > 1 || self.end.line == self.start.line;
        if reaches { self.end.line } else { self.end.line - 1 }
    }

    /// A place of which only line and column are known.
    pub const fn point(start: LineColumn, end: LineColumn) -> Self {
        Self { start, end, excerpt: None }
    }
}

impl Excerpt {
    fn push_line(&mut self, text: &str, line: TextRange, range: TextRange) {
        let is_first = self.text.is_empty() && self.marked == (0..0);
        if !is_first {
            self.text.push('\n');
        }
        let content = line.of(text).trim_end_matches(['\n', '\r']);
        let content = &content[..content.floor_char_boundary(LINE_BYTES)];
        let offset = |at: u32| content.floor_char_boundary(at.saturating_sub(line.start()) as usize);
        let (from, to) = (offset(range.start()), offset(range.end()));
        self.text.push_str(&escape_text(&content[..from]));
        if is_first {
            self.marked.start = self.text.len();
        }
        self.text.push_str(&escape_text(&content[from..to]));
        self.marked.end = self.text.len();
        self.text.push_str(&escape_text(&content[to..]));
    }
}

impl FindingEdit {
    /// `edit` of `text`, of which `lines` is the index, in lines and columns.
    pub fn new(text: &str, lines: &LineIndex, edit: &Edit) -> Self {
        Self {
            start: lines.line_column(text, edit.range.start()),
            end: lines.line_column(text, edit.range.end()),
            text: edit.text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, start: u32, end: u32) -> (String, Range<usize>) {
        let located = Located::new(text, &LineIndex::new(text), TextRange::new(start, end));
        let excerpt = located.excerpt.expect("there");
        (excerpt.text, excerpt.marked)
    }

    #[test]
    fn an_excerpt_has_whole_lines_and_marks_the_range() {
        assert_eq!(excerpt("a\r\nbcd\r\ne", 4, 5), ("bcd".into(), 1..2));
        assert_eq!(excerpt("a\nbcd\nef\ng", 3, 7), ("bcd\nef".into(), 1..5));
        assert_eq!(excerpt("a\nb\nc", 0, 4), ("a\nb".into(), 0..3));
        assert_eq!(excerpt("x\x1by", 2, 3), ("x\\x1by".into(), 5..6));
        assert_eq!(excerpt("", 0, 0), (String::new(), 0..0));
    }
}
