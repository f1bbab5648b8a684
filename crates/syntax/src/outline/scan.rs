//! The one lexical pass: text in, logical lines out.

use super::classify::{Classified, find_either};
use super::kind::{begins_no_statement, is_told, kind_of, looks_like_prose};
use super::string::{after_backslash, end_of_string, unclosed};
use super::{LineKind, LogicalLine, OutlineError, OutlineErrorKind};
use fearless_simd::{Level, Simd, dispatch};

/// An iterator over the logical lines of a text. After an error it ends.
#[derive(Clone)]
pub struct LogicalLines<'a> {
    text: &'a str,
    at: usize,
    /// The suites that the last line is in, the outermost first.
    suites: Vec<Suite>,
    /// The suite that the last line ended, if it ended any: the one just inside its own.
    ended: Option<Suite>,
    /// Where the code of the last line begins: the header of the suite that follows, if one follows.
    header: u32,
    /// The indentation of the last logical line, to recognise an equal one without measuring it, and whether it is all spaces.
    indentation: &'a [u8],
    is_all_spaces: bool,
    /// The last line ended with a colon: a suite must follow.
    opens_suite: bool,
    classified: Classified<'a>,
    /// The vector instructions of the machine.
    level: Level,
    is_done: bool,
}

/// Lines that nobody wants to see: besides plain small statements, which ones?
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Headers of compound statements, and decorators.
    pub headers: Headers,
    /// Lines with several small statements of which the first is no import.
    pub several: bool,
    /// Lines with comments above, but for those with one that this asks to stop at.
    pub stops_at: Option<fn(&str) -> bool>,
    /// How many bytes a line must be indented by, or by more; if by any, no line with a form feed before its code is passed over.
    pub indented: usize,
}

/// Headers that are passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Headers {
    /// None, and no decorators.
    None,
    /// Those with their suite in the lines below, and decorators.
    AboveSuite,
    /// All, and decorators.
    All,
}

/// A suite: where it is indented to, and what opened it.
#[derive(Clone, Copy)]
struct Suite {
    column: Column,
    /// Where its first line begins, and the code of that.
    line: u32,
    code: u32,
    /// Where the code of its header begins.
    header: u32,
}

/// Where a logical line ends, and what was met on the way.
struct LineEnd {
    /// The offset of the comment, or of the line end.
    comment: usize,
    newline: usize,
    brackets: i64,
    semicolon: Option<usize>,
    /// Whether there is a character that cannot be part of a name.
    is_strange: bool,
}

/// Where a logical line begins.
struct LineStart {
    /// The offset of its physical line.
    line: usize,
    /// The offset of its first byte after the indentation.
    code: usize,
    /// Whether that indentation is spaces and nothing else.
    is_all_spaces: bool,
    /// Whether a comment stands in the trivia above.
    has_comment_above: bool,
}

/// An indentation, measured with tab stops at every 8 columns and, to find ambiguity, at every column (as CPython's
/// tokenizer does).
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Column {
    wide: u32,
    narrow: u32,
}

impl Column {
    fn of_spaces(count: usize) -> Self {
        Self { wide: count as u32, narrow: count as u32 }
    }

    fn of(indentation: &[u8]) -> Self {
        let mut column = Self::default();
        for byte in indentation {
            match byte {
                b'\t' => {
                    column.wide = (column.wide / 8 + 1) * 8;
                    column.narrow += 1;
                }
                b'\x0c' => column = Self::default(),
                _ => {
                    column.wide += 1;
                    column.narrow += 1;
                }
            }
        }
        column
    }
}

impl LineStart {
    /// Whether so many bytes stand before the code. A form feed says nothing of the column that the code is in.
    #[inline(always)]
    fn is_indented_by(&self, text: &str, bytes: usize) -> bool {
        let has_form_feed = || text.as_bytes()[self.line..self.code].contains(&b'\x0c');
        bytes == 0 || self.code - self.line >= bytes && (self.is_all_spaces || !has_form_feed())
    }
}

impl<'a> LogicalLines<'a> {
    /// The logical lines of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            suites: Vec::new(),
            ended: None,
            header: 0,
            indentation: b"",
            is_all_spaces: true,
            opens_suite: false,
            classified: Classified::new(text.as_bytes()),
            level: Level::new(),
            is_done: false,
        }
    }

    /// How far the text has been read: to the end of the last line that was given.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Passes over the lines that come next and that nobody wants to see: small statements, and what `pass` says, as long as they are no
    /// imports and nothing about them is [suspect](LogicalLine::is_suspect). Tells whether there are any.
    ///
    /// # Errors
    /// Where the indentation does not fit.
    pub fn skip_lines(&mut self, pass: Pass) -> Result<bool, OutlineError> {
        dispatch!(self.level, simd => self.skip_lines_with(simd, pass))
    }

    #[inline(always)]
    fn skip_lines_with(&mut self, simd: impl Simd, pass: Pass) -> Result<bool, OutlineError> {
        let begin = self.at;
        let mut is_stop = false;
        let stops_at = |comment: &str| pass.stops_at.is_some_and(|stops_at| stops_at(comment));
        while !self.is_done
            && let Some(start) = self.skip_trivia(simd, |comment| is_stop |= stops_at(comment))
            && !is_stop
            && start.is_indented_by(self.text, pass.indented)
            && let Some(end) = self.end_if_passed(simd, &start, pass)
        {
            if let Err(kind) = self.depth(&start) {
                self.is_done = true;
                return Err(self.fault(start.code, kind));
            }
            self.end_line(&start, &end);
        }
        Ok(self.at > begin)
    }

    #[inline(always)]
    fn end_if_passed(&mut self, simd: impl Simd, start: &LineStart, pass: Pass) -> Option<LineEnd> {
        let code = &self.text.as_bytes()[start.code..];
        let mut kind = LineKind::Simple;
        if !(pass.headers == Headers::All && pass.several) || is_told(code) {
            kind = kind_if_passed(code, pass)?;
        }
        let end = self.end_of_line(simd, start.code).ok()?;
        let is_plain = end.brackets == 0 && !end.is_strange;
        let is_passed = match kind {
            LineKind::Compound => pass.headers == Headers::All || self.opens_suite(start, &end),
            _ => end.semicolon.is_none() || pass.several,
        };
        (is_plain && is_passed).then_some(end)
    }

    /// The headers of the suites that the last line is in, with what follows each of them; the outermost first.
    pub fn headers(&self) -> impl Iterator<Item = &'a str> {
        self.suites.iter().map(|suite| &self.text[suite.header as usize..])
    }

    /// The indentation of the suite just inside that of the last line, if that line ended one: what stands above the line may
    /// belong to it.
    pub fn ended_suite(&self) -> Option<&'a str> {
        self.ended.map(|suite| &self.text[suite.line as usize..suite.code as usize])
    }

    /// The next line that is neither blank nor a comment. Shows `see` the comments above.
    #[inline(always)]
    fn skip_trivia(&mut self, simd: impl Simd, mut see: impl FnMut(&'a str)) -> Option<LineStart> {
        let bytes = self.text.as_bytes();
        let mut line = self.at;
        let mut has_comment_above = false;
        loop {
            let spaces = self.classified.skip_spaces(simd, line);
            if self.classified.is_line_end(spaces) {
                line = after_newline(bytes, spaces);
                continue;
            }
            let mut code = spaces;
            while let Some(b' ' | b'\t' | b'\x0c') = bytes.get(code) {
                code += 1;
            }
            match bytes.get(code)? {
                b'\n' | b'\r' => line = after_newline(bytes, code),
                b'#' => {
                    let end = self.classified.skip_to_line_end(simd, code);
                    if end == bytes.len() {
                        return None;
                    }
                    see(&self.text[code..end]);
                    line = after_newline(bytes, end);
                    has_comment_above = true;
                }
                _ => return Some(LineStart { line, code, is_all_spaces: code == spaces, has_comment_above }),
            }
        }
    }

    /// The nesting of a line.
    #[inline(always)]
    fn depth(&mut self, start: &LineStart) -> Result<u16, OutlineErrorKind> {
        let indentation = &self.text.as_bytes()[start.line..start.code];
        let is_same = indentation.len() == self.indentation.len()
            && ((start.is_all_spaces && self.is_all_spaces) || indentation == self.indentation);
        self.ended = None;
        if !is_same {
            self.change_depth(start)?;
        } else if self.opens_suite {
            return Err(OutlineErrorKind::MissingSuite);
        }
        Ok(self.suites.len().min(u16::MAX as usize) as u16)
    }

    #[inline(always)]
    fn change_depth(&mut self, start: &LineStart) -> Result<(), OutlineErrorKind> {
        let indentation = &self.text.as_bytes()[start.line..start.code];
        self.indentation = indentation;
        self.is_all_spaces = start.is_all_spaces;
        let column = if start.is_all_spaces { Column::of_spaces(indentation.len()) } else { Column::of(indentation) };
        let mut around = self.suites.last().map_or(Column::default(), |suite| suite.column);
        if column.wide > around.wide {
            if column.narrow <= around.narrow {
                return Err(OutlineErrorKind::AmbiguousIndentation);
            }
            if !self.opens_suite {
                return Err(OutlineErrorKind::UnexpectedIndent);
            }
            let suite = Suite { column, line: start.line as u32, code: start.code as u32, header: self.header };
            self.suites.push(suite);
            return Ok(());
        }
        while column.wide < around.wide {
            self.ended = self.suites.pop();
            around = self.suites.last().map_or(Column::default(), |suite| suite.column);
        }
        if column.wide != around.wide {
            Err(OutlineErrorKind::BadDedent)
        } else if column.narrow != around.narrow {
            Err(OutlineErrorKind::AmbiguousIndentation)
        } else if self.opens_suite {
            Err(OutlineErrorKind::MissingSuite)
        } else {
            Ok(())
        }
    }

    #[inline(always)]
    fn scan(&mut self, simd: impl Simd, start: usize, begin: &LineStart) -> Result<LogicalLine, OutlineError> {
        let LineStart { line, code, has_comment_above, .. } = *begin;
        let bytes = self.text.as_bytes();
        let depth = self.depth(begin).map_err(|kind| self.fault(code, kind))?;
        if begins_no_statement(bytes[code]) {
            return Err(self.fault(code, OutlineErrorKind::NotAStatement));
        }
        let mut kind = kind_of(&bytes[code..]);
        let end = self.end_of_line(simd, code)?;
        match end.brackets {
            0 => {}
            1.. => return Err(self.fault(code, OutlineErrorKind::UnclosedBracket)),
            _ => return Err(self.fault(code, OutlineErrorKind::UnopenedBracket)),
        }
        let is_suspect = end.is_strange || (kind == LineKind::Simple && looks_like_prose(&bytes[code..]));
        let code_end = self.end_line(begin, &end);
        if let Some(semicolon) = end.semicolon
            && kind != LineKind::Compound
            && semicolon + 1 < code_end
        {
            kind = LineKind::Several;
        }
        Ok(LogicalLine {
            start: start as u32,
            indentation: line as u32,
            code: code as u32,
            code_end: code_end as u32,
            comment: end.comment as u32,
            newline: end.newline as u32,
            end: self.at as u32,
            depth,
            kind,
            has_comment_above,
            is_suspect,
        })
    }

    /// The end of the logical line whose code begins at `code`.
    #[inline(always)]
    fn end_of_line(&mut self, simd: impl Simd, code: usize) -> Result<LineEnd, OutlineError> {
        let bytes = self.text.as_bytes();
        let (mut brackets, mut semicolon, mut is_strange) = (0_i64, None, false);
        let mut at = code;
        let (comment, newline) = loop {
            at = self.classified.next_stop(simd, at, &mut brackets);
            // Most stops: asked by the mask, since a jump by the byte cannot be foretold.
            if self.classified.is_line_end(at) {
                if brackets <= 0 {
                    break (at, at);
                }
                at += 1;
                continue;
            }
            match bytes.get(at).copied() {
                None => break (at, at),
                Some(b'"' | b'\'') => at = self.end_of_string(simd, at)?,
                Some(b'#') => {
                    let end = self.classified.skip_to_line_end(simd, at);
                    if brackets <= 0 {
                        break (at, end);
                    }
                    at = end;
                }
                Some(b'\\') => match bytes.get(at + 1) {
                    Some(b'\n' | b'\r') => at = after_newline(bytes, at + 1),
                    // A backslash at the very end of the file: CPython refuses it too.
                    _ => return Err(self.fault(at, OutlineErrorKind::StrayBackslash)),
                },
                Some(b';') => {
                    if brackets == 0 {
                        semicolon.get_or_insert(at);
                    }
                    at += 1;
                }
                // A character that is not ASCII must be part of a name.
                Some(_) => {
                    let character = self.text[at..].chars().next().unwrap_or_default();
                    is_strange |= !character.is_alphanumeric();
                    at += character.len_utf8();
                }
            }
        };
        Ok(LineEnd { comment, newline, brackets, semicolon, is_strange })
    }

    /// The offset after the string whose first quote is at `quote`. One without a prefix, as most are, is read from the masks.
    #[inline(always)]
    fn end_of_string(&mut self, simd: impl Simd, quote: usize) -> Result<usize, OutlineError> {
        let bytes = self.text.as_bytes();
        let before = quote.checked_sub(1).map_or(b' ', |at| bytes[at].to_ascii_lowercase());
        if matches!(before, b'f' | b't' | b'r' | b'b' | b'u') {
            return end_of_string(bytes, quote);
        }
        let mark = bytes[quote];
        let mut at = quote + 1;
        if bytes.get(at) == Some(&mark) {
            if bytes.get(at + 1) != Some(&mark) {
                return Ok(at + 1);
            }
            at += 2;
            loop {
                at = find_either(simd, bytes, at, mark, b'\\').ok_or(unclosed(quote))?;
                if bytes[at] == b'\\' {
                    at += 2;
                } else if bytes.get(at + 1) == Some(&mark) && bytes.get(at + 2) == Some(&mark) {
                    return Ok(at + 3);
                } else {
                    at += 1;
                }
            }
        }
        loop {
            at = self.classified.skip_to_stop(simd, at);
            match bytes.get(at) {
                Some(&byte) if byte == mark => return Ok(at + 1),
                Some(b'\\') => at = after_backslash(bytes, at),
                None | Some(b'\n' | b'\r') => return Err(unclosed(quote)),
                _ => at += 1,
            }
        }
    }

    /// The offset at which the code of a line ends.
    #[inline]
    fn code_end(&self, start: &LineStart, end: &LineEnd) -> usize {
        let bytes = self.text.as_bytes();
        let code = &bytes[start.code..end.comment];
        let blanks = code.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        end.comment - blanks
    }

    fn opens_suite(&self, start: &LineStart, end: &LineEnd) -> bool {
        self.text.as_bytes()[self.code_end(start, end) - 1] == b':'
    }

    /// Goes on to the line after this one, and gives the offset at which the code of this one ends.
    #[inline]
    fn end_line(&mut self, start: &LineStart, end: &LineEnd) -> usize {
        let bytes = self.text.as_bytes();
        let code_end = self.code_end(start, end);
        self.opens_suite = bytes[code_end - 1] == b':';
        self.header = start.code as u32;
        self.at = after_newline(bytes, end.newline);
        code_end
    }

    #[cold]
    fn fault(&self, offset: usize, kind: OutlineErrorKind) -> OutlineError {
        OutlineError { offset: offset as u32, kind }
    }
}

/// The offset after the line end at `at`; there is none at the end of the text.
#[inline]
fn after_newline(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\r') => at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
        Some(_) => at + 1,
        None => at,
    }
}

/// The kind of a line that begins with `code`; `None` if `pass` does not pass over it.
fn kind_if_passed(code: &[u8], pass: Pass) -> Option<LineKind> {
    let kind = kind_of(code);
    let is_passed = match kind {
        LineKind::Compound | LineKind::Decorator => pass.headers != Headers::None,
        LineKind::Simple => !begins_no_statement(code[0]) && !looks_like_prose(code),
        _ => false,
    };
    is_passed.then_some(kind)
}

impl Iterator for LogicalLines<'_> {
    type Item = Result<LogicalLine, OutlineError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        dispatch!(self.level, simd => self.next_with(simd))
    }
}

impl LogicalLines<'_> {
    #[inline(always)]
    fn next_with(&mut self, simd: impl Simd) -> Option<Result<LogicalLine, OutlineError>> {
        let start = self.at;
        let Some(begin) = self.skip_trivia(simd, |_| {}) else {
            self.is_done = true;
            let offset = self.text.len() as u32;
            return self.opens_suite.then_some(Err(OutlineError { offset, kind: OutlineErrorKind::MissingSuite }));
        };
        let result = self.scan(simd, start, &begin);
        self.is_done = result.is_err();
        Some(result)
    }
}
