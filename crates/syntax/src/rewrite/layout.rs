//! Indentation: moving lines without touching the inside of strings.

use crate::tree::{Kind, NodeId, TokenKind, Tree};
use harmless_text::{Newline, TextRange};

/// How the lines of a moved block are indented anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shift {
    /// The indentation the block had.
    pub from: String,
    /// The indentation it gets.
    pub to: String,
}

/// Where a part of the original stands in the result: the original's range, and the result's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What was replaced or embedded.
    pub old: TextRange,
    /// Where it, or what took its place, is now.
    pub new: TextRange,
}

/// Whether two texts run together when one follows the other: two words into one, or two braces into the escape that they are
/// in an f-string.
pub(super) fn run_together(before: &str, after: &str) -> bool {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    match (before.chars().next_back(), after.chars().next()) {
        (Some(before), Some(after)) => (is_word(before) && is_word(after)) || (before, after) == ('{', '{'),
        _ => false,
    }
}

/// Rendered text that knows which of its bytes are inside of strings, and where parts of the original went.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    protected: Vec<TextRange>,
}

impl Rendered {
    /// Keeps apart what would run together with `next`. Says where `next` begins.
    pub(super) fn open(&mut self, next: &str) -> u32 {
        if run_together(&self.text, next) {
            self.text.push(' ');
        }
        self.text.len() as u32
    }

    /// Notes that all of this is, or took the place of, `old`.
    pub(super) fn mark(&mut self, old: TextRange) {
        if !old.is_empty() && !self.text.is_empty() {
            self.marks.push(Mark { old, new: TextRange::new(0, self.text.len() as u32) });
        }
    }

    pub(super) fn copy(&mut self, tree: &Tree, range: TextRange) {
        if range.is_empty() {
            return;
        }
        let base = self.open(range.of(tree.text()));
        for string in tree.multiline_strings_in(range) {
            let (start, end) = (string.start() - range.start(), string.end() - range.start());
            self.protected.push(TextRange::new(base + start, base + end));
        }
        self.text.push_str(range.of(tree.text()));
    }

    pub(super) fn append(&mut self, other: Self) {
        let base = self.open(&other.text);
        let moved = |range: &TextRange| TextRange::new(base + range.start(), base + range.end());
        self.text.push_str(&other.text);
        self.protected.extend(other.protected.iter().map(moved));
        self.marks.extend(other.marks.iter().map(|mark| Mark { old: mark.old, new: moved(&mark.new) }));
    }

    /// The same with every line but the first moved, where no string reaches over its beginning.
    pub(super) fn reindented(&self, shift: &Shift) -> Self {
        let mut out = Self::default();
        let mut from = 0usize;
        // Where the copied parts begin, here and in the result.
        let mut parts = vec![(0usize, 0usize)];
        for (at, _) in self.text.match_indices(['\n', '\r']) {
            let line = at + 1;
            let in_string = self.protected.iter().any(|range| range.contains(line as u32));
            if self.text[at..].starts_with("\r\n") || line <= from || in_string {
                continue;
            }
            let rest = &self.text[line..];
            // Blank lines have no indentation to move.
            if rest.is_empty() || rest.starts_with(['\n', '\r']) {
                continue;
            }
            out.text.push_str(&self.text[from..line]);
            from = line;
            if let Some(after) = rest.strip_prefix(shift.from.as_str()) {
                out.text.push_str(&shift.to);
                from = self.text.len() - after.len();
            } else {
                // Less indented than its block (inside of brackets, or a comment): it moves as far as it can.
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                if shift.to.len() > shift.from.len() {
                    out.text.push_str(&shift.to[shift.from.len().min(shift.to.len())..]);
                } else {
                    from += blanks.min(shift.from.len() - shift.to.len());
                }
            }
            parts.push((from, out.text.len()));
        }
        out.text.push_str(&self.text[from..]);
        let at = |offset: u32| {
            let part = parts.partition_point(|&(old, _)| old <= offset as usize).saturating_sub(1);
            let (old, new) = parts[part];
            (new + (offset as usize).saturating_sub(old)) as u32
        };
        let moved = |range: TextRange| TextRange::new(at(range.start()), at(range.end()));
        out.protected = self.protected.iter().map(|&range| moved(range)).collect();
        out.marks = self.marks.iter().map(|mark| Mark { old: mark.old, new: moved(mark.new) }).collect();
        out
    }
}

impl Tree {
    /// One level of indentation as this file writes it: that of the first suite, nearest to `node` first; four blanks if
    /// the file has no suite.
    pub fn indent_unit(&self, node: NodeId) -> String {
        let around = std::iter::once(node).chain(self.ancestors(node));
        around.chain(self.nodes()).find_map(|at| self.suite_indent(at)).unwrap_or_else(|| "    ".into())
    }

    /// By how much the first suite directly below `node` is indented further than `node`.
    fn suite_indent(&self, node: NodeId) -> Option<String> {
        if !self.kind(node).is_compound()
            && !matches!(self.kind(node), Kind::Else | Kind::Finally | Kind::ExceptHandler)
        {
            return None;
        }
        let first = self.child_nodes(node).find(|&child| self.kind(child).is_statement())?;
        let start = self.range(first).start();
        let own = self.indentation(self.range(node).start());
        let inner = self.indentation(start);
        let at_line_start = self.line_start(start) as usize + inner.len() == start as usize;
        (at_line_start && inner.len() > own.len()).then(|| inner.strip_prefix(own).unwrap_or(inner).to_owned())
    }

    /// The line end that the text uses near `offset`: that of its line, or of the line before, or the first of the file.
    pub fn newline_near(&self, offset: u32) -> Newline {
        let end = self.line_end(offset) as usize;
        Newline::at_start(&self.text()[end..])
            .or_else(|| Newline::at_end(&self.text()[..self.line_start(offset) as usize]))
            .or_else(|| Newline::first_of(self.text()))
            .unwrap_or_default()
    }

    /// Whether a line of `range` ends outside of brackets and strings, so that `range` cannot stand alone in a statement.
    pub fn breaks_line(&self, range: TextRange) -> bool {
        let mut depth = 0usize;
        let mut strings = 0usize;
        let mut previous = None::<u32>;
        let bytes = self.text().as_bytes();
        for index in self.tokens_in(range) {
            let token = crate::tree::TokenId(index);
            let (kind, at) = (self.token_kind(token), self.token_range(token));
            if depth == 0
                && strings == 0
                && let Some(end) = previous
            {
                let gap = &bytes[end as usize..at.start() as usize];
                if gap.iter().any(|byte| matches!(byte, b'\n' | b'\r')) && !gap.contains(&b'\\') {
                    return true;
                }
            }
            match kind {
                TokenKind::FStringStart | TokenKind::TStringStart => strings += 1,
                TokenKind::FStringEnd | TokenKind::TStringEnd => strings = strings.saturating_sub(1),
                kind if kind.is_open() => depth += 1,
                kind if kind.is_close() => depth = depth.saturating_sub(1),
                _ => {}
            }
            previous = Some(at.end());
        }
        false
    }

    /// Whether nothing but blanks stands before `offset` in its line.
    pub fn begins_line(&self, offset: u32) -> bool {
        self.line_start(offset) as usize + self.indentation(offset).len() == offset as usize
    }
}
