//! The one lexical pass: text in, logical lines out.

use super::classify::Classified;
use super::string::end_of_string;
use super::{LineKind, LogicalLine, OutlineError, OutlineErrorKind};
use crate::keyword::is_identifier_byte;
use memchr::memchr2;

/// An iterator over the logical lines of a text. After an error it ends.
pub struct LogicalLines<'a> {
    text: &'a str,
    at: usize,
    /// The suites that are open, the module's own first.
    suites: Vec<Suite<'a>>,
    /// The indentation of the suite that the last line ended, if it ended any: of the one just inside its own.
    ended: Option<&'a str>,
    /// Where the code of the last line begins: the header of the suite that follows, if one follows.
    header: u32,
    /// The indentation of the last logical line, to recognise an equal one without measuring it, and whether it is all spaces.
    indentation: &'a [u8],
    is_all_spaces: bool,
    /// The last line ended with a colon: a suite must follow.
    opens_suite: bool,
    classified: Classified<'a>,
    is_done: bool,
}

/// Lines that nobody wants to see: besides plain small statements, which ones?
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Headers of compound statements, and decorators.
    pub headers: bool,
    /// Lines with several small statements of which the first is no import.
    pub several: bool,
    /// Lines with comments above.
    pub commented: bool,
    /// Lines that are indented less than the one before.
    pub dedents: bool,
}

/// A suite: where it is indented to, and what opened it.
#[derive(Clone, Copy)]
struct Suite<'a> {
    column: Column,
    /// The indentation of its first line.
    indentation: &'a str,
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

impl<'a> LogicalLines<'a> {
    /// The logical lines of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            suites: vec![Suite { column: Column::default(), indentation: "", header: 0 }],
            ended: None,
            header: 0,
            indentation: b"",
            is_all_spaces: true,
            opens_suite: false,
            classified: Classified::new(text.as_bytes()),
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
        let begin = self.at;
        while !self.is_done
            && let Some(start) = self.skip_trivia()
            && (pass.commented || !start.has_comment_above)
            && (pass.dedents || start.code - start.line >= self.indentation.len())
            && let Some(end) = self.end_if_passed(&start, pass)
        {
            if let Err(kind) = self.depth(&start) {
                self.is_done = true;
                return Err(self.fault(start.code, kind));
            }
            self.end_line(&start, &end);
        }
        Ok(self.at > begin)
    }

    #[inline]
    fn end_if_passed(&mut self, start: &LineStart, pass: Pass) -> Option<LineEnd> {
        let code = &self.text.as_bytes()[start.code..];
        let kind = kind_of(code);
        let is_passed = match kind {
            LineKind::Compound | LineKind::Decorator => pass.headers,
            LineKind::Simple => !begins_no_statement(code[0]) && !looks_like_prose(code),
            _ => false,
        };
        let end = if is_passed { self.end_of_line(start.code).ok()? } else { return None };
        let is_plain = end.brackets == 0 && !end.is_strange;
        (is_plain && (end.semicolon.is_none() || pass.several || kind == LineKind::Compound)).then_some(end)
    }

    /// The headers of the suites that the last line is in, with what follows each of them; the outermost first.
    pub fn headers(&self) -> impl Iterator<Item = &'a str> {
        self.suites[1..].iter().map(|suite| &self.text[suite.header as usize..])
    }

    /// The indentation of the suite just inside that of the last line, if that line ended one: what stands above the line may
    /// belong to it.
    pub fn ended_suite(&self) -> Option<&'a str> {
        self.ended
    }

    /// The next line that is neither blank nor a comment.
    #[inline(always)]
    fn skip_trivia(&self) -> Option<LineStart> {
        let bytes = self.text.as_bytes();
        let mut line = self.at;
        let mut has_comment_above = false;
        loop {
            let spaces = after_spaces(bytes, line);
            let mut code = spaces;
            while let Some(b' ' | b'\t' | b'\x0c') = bytes.get(code) {
                code += 1;
            }
            match bytes.get(code)? {
                b'\n' => line = code + 1,
                b'\r' => line = code + 1 + usize::from(bytes.get(code + 1) == Some(&b'\n')),
                b'#' => {
                    let end = code + memchr2(b'\n', b'\r', &bytes[code..])?;
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
        if !is_same || self.opens_suite {
            self.change_depth(start, is_same)?;
        }
        Ok((self.suites.len() - 1).min(u16::MAX as usize) as u16)
    }

    #[inline(never)]
    fn change_depth(&mut self, start: &LineStart, is_same: bool) -> Result<(), OutlineErrorKind> {
        let depth = self.suites.len();
        if !is_same {
            let indentation = &self.text[start.line..start.code];
            self.indentation = indentation.as_bytes();
            self.is_all_spaces = start.is_all_spaces;
            let column = if start.is_all_spaces {
                Column::of_spaces(indentation.len())
            } else {
                Column::of(indentation.as_bytes())
            };
            while self.suites.len() > 1
                && let Some(suite) = self.suites.pop_if(|open| column.wide < open.column.wide)
            {
                self.ended = Some(suite.indentation);
            }
            let open = self.suites.last().map(|suite| suite.column).unwrap_or_default();
            if column.wide == open.wide {
                if column.narrow != open.narrow {
                    return Err(OutlineErrorKind::AmbiguousIndentation);
                }
            } else if self.suites.len() < depth {
                return Err(OutlineErrorKind::BadDedent);
            } else if column.narrow <= open.narrow {
                return Err(OutlineErrorKind::AmbiguousIndentation);
            } else {
                self.suites.push(Suite { column, indentation, header: self.header });
            }
        }
        match (self.suites.len() > depth, self.opens_suite) {
            (true, false) => Err(OutlineErrorKind::UnexpectedIndent),
            (false, true) => Err(OutlineErrorKind::MissingSuite),
            _ => Ok(()),
        }
    }

    fn scan(&mut self, start: usize, begin: &LineStart) -> Result<LogicalLine, OutlineError> {
        let LineStart { line, code, has_comment_above, .. } = *begin;
        let bytes = self.text.as_bytes();
        let depth = self.depth(begin).map_err(|kind| self.fault(code, kind))?;
        if begins_no_statement(bytes[code]) {
            return Err(self.fault(code, OutlineErrorKind::NotAStatement));
        }
        let mut kind = kind_of(&bytes[code..]);
        let end = self.end_of_line(code)?;
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
    #[inline]
    fn end_of_line(&mut self, code: usize) -> Result<LineEnd, OutlineError> {
        let bytes = self.text.as_bytes();
        let (mut brackets, mut semicolon, mut is_strange) = (0_i64, None, false);
        let mut at = code;
        let (comment, newline) = loop {
            at = self.classified.next_stop(at, &mut brackets);
            match bytes.get(at).copied() {
                None => break (at, at),
                Some(b'"' | b'\'') => at = end_of_string(bytes, at)?,
                Some(b'\n' | b'\r') if brackets <= 0 => break (at, at),
                Some(b'\n' | b'\r') => at += 1,
                Some(b'#') => {
                    let end = memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |step| at + step);
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

    /// Goes on to the line after this one, and gives the offset at which the code of this one ends.
    #[inline]
    fn end_line(&mut self, start: &LineStart, end: &LineEnd) -> usize {
        let bytes = self.text.as_bytes();
        let mut code_end = end.comment;
        while code_end > start.code && matches!(bytes[code_end - 1], b' ' | b'\t' | b'\x0c') {
            code_end -= 1;
        }
        self.opens_suite = bytes[code_end - 1] == b':';
        self.header = start.code as u32;
        self.at = if end.newline < bytes.len() { after_newline(bytes, end.newline) } else { end.newline };
        code_end
    }

    #[cold]
    fn fault(&self, offset: usize, kind: OutlineErrorKind) -> OutlineError {
        OutlineError { offset: offset as u32, kind }
    }
}

/// The offset of the first byte from `at` on that is no space, found eight bytes at a time.
#[inline]
fn after_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let others = u64::from_le_bytes(*chunk) ^ u64::from_le_bytes([b' '; 8]);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The offset after the line end at `at`.
#[inline]
fn after_newline(bytes: &[u8], at: usize) -> usize {
    if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { at + 2 } else { at + 1 }
}

/// Whether no statement begins with `byte`.
fn begins_no_statement(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'=' | b'%' | b'&' | b'|' | b'^' | b'/' | b',' | b':' | b'!' | b'?' | b'$' | b'`')
}

/// What a logical line that begins with `code` holds. `match` and `case` count as headers wherever they stand first:
/// whether they are used as names does not matter to anybody who works on outlines.
fn kind_of(code: &[u8]) -> LineKind {
    let is_any_of = |words: &[&[u8]]| words.iter().any(|word| begins_with_word(code, word));
    // Most lines begin with none of these letters.
    let is_compound = match code[0] {
        b'@' => return LineKind::Decorator,
        b'i' if begins_with_word(code, b"import") => return LineKind::Import,
        b'f' if begins_with_word(code, b"from") => return LineKind::FromImport,
        b'l' => return if is_lazy_import(code) { LineKind::LazyImport } else { LineKind::Simple },
        b'a' => is_any_of(&[b"async"]),
        b'c' => is_any_of(&[b"class", b"case"]),
        b'd' => is_any_of(&[b"def"]),
        b'e' => is_any_of(&[b"else", b"elif", b"except"]),
        b'f' => is_any_of(&[b"for", b"finally"]),
        b'i' => is_any_of(&[b"if"]),
        b'm' => is_any_of(&[b"match"]),
        b't' => is_any_of(&[b"try"]),
        b'w' => is_any_of(&[b"with", b"while"]),
        _ => false,
    };
    if is_compound { LineKind::Compound } else { LineKind::Simple }
}

/// Whether `word` is the first word of `code`.
#[inline]
fn begins_with_word(code: &[u8], word: &[u8]) -> bool {
    code.starts_with(word) && !code.get(word.len()).copied().is_some_and(is_identifier_byte)
}

fn is_lazy_import(code: &[u8]) -> bool {
    let Some(rest) = code.strip_prefix(b"lazy") else { return false };
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
    let rest = &rest[blanks..];
    blanks > 0 && (begins_with_word(rest, b"import") || begins_with_word(rest, b"from"))
}

/// Whether a statement begins with two words that no operator joins: `Some prose`, `print "x"`. Looked for only where it is
/// likely, after a capital letter or Python 2's statements.
fn looks_like_prose(code: &[u8]) -> bool {
    let is_likely = match code[0] {
        b'A'..=b'Z' => true,
        b'p' => code.starts_with(b"print"),
        b'e' => code.starts_with(b"exec"),
        _ => false,
    };
    if !is_likely {
        return false;
    }
    let end = code.iter().position(|&byte| !is_identifier_byte(byte)).unwrap_or(code.len());
    let blanks = code[end..].iter().take_while(|&&byte| byte == b' ').count();
    let rest = &code[end + blanks..];
    if blanks == 0 || !rest.first().is_some_and(|&byte| is_identifier_byte(byte) || matches!(byte, b'"' | b'\'')) {
        return false;
    }
    let operators: [&[u8]; 6] = [b"in", b"is", b"and", b"or", b"not", b"if"];
    !operators.into_iter().any(|word| begins_with_word(rest, word))
}

impl Iterator for LogicalLines<'_> {
    type Item = Result<LogicalLine, OutlineError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let start = self.at;
        let Some(begin) = self.skip_trivia() else {
            self.is_done = true;
            let offset = self.text.len() as u32;
            return self.opens_suite.then_some(Err(OutlineError { offset, kind: OutlineErrorKind::MissingSuite }));
        };
        let result = self.scan(start, &begin);
        self.is_done = result.is_err();
        Some(result)
    }
}
