//! Where in a module something stands, told by the rows above it: where nothing else is asked, most of a text need not be scanned.
//!
//! A statement belongs to a suite because it stands further to the right than the header above it. So, from where somebody asks, only the rows
//! matter that are indented less than all rows between; if one of them begins a function, all below it is in that function. What tells the
//! rows of statements from other lines is known without looking into them, but for strings that go over several lines. A row that is none of
//! a statement, as the lines of a bracket are, can only hide a function: what seems to run may be in one.

use crate::keyword::is_identifier_byte;
use crate::outline::{end_of_string, last_line_indented_by, next_three_quotes};
use memchr::{memchr, memchr2_iter, memchr3, memrchr};
use std::ops::Range;

/// So much more is looked at than somebody asked for.
const AHEAD: usize = 1024;

/// Where in a module something stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing<'t> {
    /// In a string that goes over several lines.
    InString,
    /// In a function, perhaps in a string there, and the name by which the function is called, if there is one.
    InFunction(Option<&'t str>),
    /// In what runs when the module is executed, for all that is known.
    Running,
}

/// A text, and what was found where somebody has asked. To ask in the order of the text takes the least time.
pub(super) struct Surroundings<'t> {
    text: &'t str,
    /// How far it is known that lines end in a way that is looked for, and that no form feed begins a new indentation.
    plain: usize,
    /// How far the strings in three quotes are known. No string goes on there.
    quoted: usize,
    /// These strings, in order.
    strings: Vec<Range<usize>>,
    /// The offset at which the row begins that was asked for last.
    asked: Option<usize>,
    /// This row and those above it that are indented less than all between, in order.
    rows: Vec<Row>,
}

/// Lines that a backslash or a string joins, from their indentation on.
struct Row {
    /// The offset of its code.
    code: usize,
    indentation: usize,
    /// If it is a header, the offset behind it; if not, no offset. Found when somebody asks.
    suite: Option<usize>,
}

impl<'t> Surroundings<'t> {
    /// Nothing is known yet.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, plain: 0, quoted: 0, strings: Vec::new(), asked: None, rows: Vec::new() }
    }

    /// Where `offset` stands; `None` if there is doubt.
    pub(super) fn standing(&mut self, offset: usize) -> Option<Standing<'t>> {
        self.check_plain(offset)?;
        self.read_strings(offset)?;
        if self.string_around(offset).is_some() {
            return Some(Standing::InString);
        }
        self.find_rows(offset)?;
        let mut class = None;
        for row in &mut self.rows {
            let (word, rest) = first_word(&self.text[row.code..]);
            let (word, rest) = if word == "async" { first_word(rest) } else { (word, rest) };
            let name = match word {
                "class" => {
                    class = class.or(Some(first_word(rest).0));
                    continue;
                }
                "def" => match (class, first_word(rest).0) {
                    (None, name) => Some(name),
                    (_, "__init__" | "__new__" | "__init_subclass__" | "__set_name__") => class,
                    _ => None,
                },
                // What runs as seldom as a function, if it is a suite.
                "if" | "elif" if is_for_program(rest) && self.asked != Some(row.code - row.indentation) => None,
                _ => continue,
            };
            let header = || end_of_header(self.text.as_bytes(), row.code).unwrap_or(usize::MAX);
            if offset >= *row.suite.get_or_insert_with(header) {
                return Some(Standing::InFunction(name));
            }
        }
        Some(Standing::Running)
    }

    /// Looks as far as `offset` for line ends that are not looked for, and for form feeds behind blanks, which may begin a new indentation;
    /// `None` if there are any.
    fn check_plain(&mut self, offset: usize) -> Option<()> {
        let bytes = self.text.as_bytes();
        if offset < self.plain {
            return Some(());
        }
        let from = std::mem::replace(&mut self.plain, bytes.len().min(offset + AHEAD));
        let is_plain = memchr2_iter(b'\r', b'\x0c', &bytes[from..self.plain]).all(|step| match bytes[from + step] {
            b'\r' => bytes.get(from + step + 1) == Some(&b'\n'),
            _ => !matches!(bytes[..from + step], [.., b' ' | b'\t']),
        });
        is_plain.then_some(())
    }

    /// Finds the strings in three quotes that begin at `offset` or before it; `None` if one of them does not end.
    fn read_strings(&mut self, offset: usize) -> Option<()> {
        let bytes = self.text.as_bytes();
        while self.quoted <= offset {
            let quotes = next_three_quotes(self.text, self.quoted);
            // What stands before them on the row may be a string or a comment that they are part of.
            let mut at = self.line_of(quotes);
            while at > self.quoted && ends_in_backslash(&bytes[..at]) {
                at = self.line_of(at - 1);
            }
            at = at.max(self.quoted);
            while at <= quotes
                && let Some(step) = memchr3(b'"', b'\'', b'#', bytes.get(at..)?)
            {
                let begin = at + step;
                if bytes[begin] == b'#' {
                    at = memchr(b'\n', &bytes[begin..]).map_or(bytes.len(), |step| begin + step);
                    continue;
                }
                at = end_of_string(bytes, begin).ok()?;
                if at > quotes {
                    self.strings.push(begin..at);
                }
            }
            self.quoted = at.max(quotes + 1);
        }
        Some(())
    }

    /// The string in three quotes in which `offset` is, but not at its beginning.
    fn string_around(&self, offset: usize) -> Option<&Range<usize>> {
        let after = self.strings.partition_point(|string| string.start < offset);
        self.strings[..after].last().filter(|string| offset < string.end)
    }

    /// The offset at which the line of `offset` begins.
    fn line_of(&self, offset: usize) -> usize {
        memrchr(b'\n', &self.text.as_bytes()[..offset]).map_or(0, |end| end + 1)
    }

    /// The offset at which the row of `offset` begins; `None` if there is doubt.
    fn row_of(&self, offset: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut line = self.line_of(offset);
        loop {
            if let Some(string) = self.string_around(line) {
                line = self.line_of(string.start);
            } else if ends_in_backslash(&bytes[..line]) {
                let above = self.line_of(line - 1);
                if memchr(b'#', &bytes[above..line]).is_some() {
                    // In a comment, a backslash joins nothing.
                    return None;
                }
                line = above;
            } else {
                return Some(line);
            }
        }
    }

    /// Finds the row of `offset`, and those above it that are indented less than all between; `None` if there is doubt.
    fn find_rows(&mut self, offset: usize) -> Option<()> {
        let line = self.row_of(offset)?;
        if self.asked == Some(line) {
            return Some(());
        }
        if self.asked > Some(line) {
            self.rows.clear();
            self.asked = None;
        }
        // The row that was asked for last is known, and what stands above it.
        let from = self.asked.map_or(0, |asked| asked + 1);
        let (mut found, mut least) = (Vec::new(), self.indentation(line) + 1);
        let mut next = Some(line);
        while let Some(line) = next.filter(|&line| line >= from) {
            if let Some(row) = self.row_at(line)?.filter(|row| row.indentation < least) {
                least = row.indentation;
                found.push(row);
            }
            let Some(most) = least.checked_sub(1) else { break };
            next = match last_line_indented_by(self.text, from..line, most) {
                Some(above) => Some(self.row_of(above)?),
                None => None,
            };
        }
        self.rows.truncate(self.rows.partition_point(|row| row.indentation < least));
        self.rows.extend(found.into_iter().rev());
        self.asked = Some(line);
        Some(())
    }

    /// By how many spaces the line at `line` is indented.
    fn indentation(&self, line: usize) -> usize {
        self.text.as_bytes()[line..].iter().take_while(|&&byte| byte == b' ').count()
    }

    /// The row at `line`; `Some(None)` if no statement begins there, `None` if there is doubt how it is indented.
    fn row_at(&self, line: usize) -> Option<Option<Row>> {
        let indentation = self.indentation(line);
        let code = &self.text.as_bytes()[line + indentation..];
        match code.first() {
            None | Some(b'\n' | b'\r' | b'#' | b')' | b']' | b'}') => Some(None),
            Some(b'\t' | b'\x0c') => {
                let end = memchr(b'\n', code).unwrap_or(code.len());
                code[..end].trim_ascii().is_empty().then_some(None)
            }
            Some(_) => Some(Some(Row { code: line + indentation, indentation, suite: None })),
        }
    }
}

/// Whether the last line of `above` ends in a backslash, where a line ends behind it.
fn ends_in_backslash(above: &[u8]) -> bool {
    matches!(above, [.., b'\\', b'\n'] | [.., b'\\', b'\r', b'\n'])
}

/// The first name or keyword of `code`, and what follows.
fn first_word(code: &str) -> (&str, &str) {
    let code = code.trim_start_matches([' ', '\t']);
    code.split_at(code.bytes().take_while(|&byte| is_identifier_byte(byte)).count())
}

/// Whether the test that `rest` begins with is whether the module is run as a program.
fn is_for_program(rest: &str) -> bool {
    let test = rest.split(':').next().unwrap_or_default();
    test.trim().starts_with("__name__") && test.contains("__main__")
}

/// The offset behind the colon that ends the header at `at`; `None` if it is none.
fn end_of_header(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match bytes.get(at)? {
            b'"' | b'\'' => {
                at = end_of_string(bytes, at).ok()?;
                continue;
            }
            b'#' => {
                at += memchr(b'\n', &bytes[at..])?;
                continue;
            }
            b'\\' => at += 1 + usize::from(bytes.get(at + 1) == Some(&b'\r')),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b':' if depth == 0 => return Some(at + 1),
            b'\n' if depth == 0 => return None,
            _ => {}
        }
        at += 1;
    }
}
