//! The functions of a text, found by the indentation of its lines alone: where nothing else is asked, most of a text need not be scanned.
//!
//! A statement belongs to a suite because it stands further to the right than the header above it. What tells statements from other lines
//! is known without looking into them, but for strings that go over several lines. Where indentation and headers do not fit together,
//! as when the lines of a bracket stand where statements would, nothing is said.

use crate::keyword::is_identifier_byte;
use crate::outline::{end_of_string, next_line_indented_by, next_three_quotes};
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
    /// In what runs when the module is executed.
    Running,
}

/// A text read as far as somebody has asked.
pub(super) struct Sketch<'t> {
    text: &'t str,
    /// How far it is known that lines end in a way that is looked for, and that no form feed begins a new indentation.
    plain: usize,
    /// Where the next row begins: lines that strings or backslashes join.
    at: usize,
    /// Where the next three quotes begin from there on.
    long: usize,
    /// The headers around, none of a function.
    open: Vec<Header<'t>>,
    /// The functions in order, without those within them; the last may not have ended yet.
    functions: Vec<Function<'t>>,
    /// The strings in order that go over several lines; of those in functions, not all.
    strings: Vec<Range<usize>>,
}

/// The header of a suite.
struct Header<'t> {
    indentation: usize,
    /// The indentation of its suite, once that has begun.
    inside: Option<usize>,
    /// The name of the class that it begins, if it does.
    class: Option<&'t str>,
}

/// A function, or what runs as seldom: the suite under `if __name__ == "__main__"`.
struct Function<'t> {
    indentation: usize,
    /// The offset behind its header.
    begin: usize,
    end: usize,
    /// The name by which it is called, if there is one.
    name: Option<&'t str>,
}

impl<'t> Sketch<'t> {
    /// Nothing is read yet.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, plain: 0, at: 0, long: 0, open: Vec::new(), functions: Vec::new(), strings: Vec::new() }
    }

    /// Where `offset` stands; `None` if there is doubt.
    pub(super) fn standing(&mut self, offset: usize) -> Option<Standing<'t>> {
        self.check_plain(offset)?;
        while self.at <= offset && self.at < self.text.len() {
            self.read_row()?;
        }
        let after = self.strings.partition_point(|string| string.start <= offset);
        if after.checked_sub(1).is_some_and(|last| self.strings[last].contains(&offset)) {
            return Some(Standing::InString);
        }
        let after = self.functions.partition_point(|function| function.begin <= offset);
        let last = after.checked_sub(1).map(|last| &self.functions[last]).filter(|function| offset < function.end);
        Some(last.map_or(Standing::Running, |function| Standing::InFunction(function.name)))
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

    /// The function that has not ended.
    fn open_function(&self) -> Option<&Function<'t>> {
        self.functions.last().filter(|function| function.end == usize::MAX)
    }

    /// Passes over rows of the function that has not ended, as long as nothing in them can end it.
    fn pass_inside(&mut self) {
        let Some(function) = self.open_function() else { return };
        let (bytes, most) = (self.text.as_bytes(), function.indentation);
        let long = self.next_three_quotes(self.at);
        // The search begins at the end of the line above, and so may find the first row.
        let mut next = next_line_indented_by(&self.text[..long], self.at.saturating_sub(1), most);
        let line = |at: usize| memrchr(b'\n', &bytes[self.at..at]).map_or(self.at, |end| self.at + end + 1);
        if next == long && long < bytes.len() {
            next = line(long);
        }
        // Backslashes may join lines, and strings go over them.
        while next > self.at && matches!(bytes[..next], [.., b'\\', b'\n'] | [.., b'\\', b'\r', b'\n']) {
            next = line(next - 1);
        }
        self.at = next;
    }

    fn read_row(&mut self) -> Option<()> {
        self.pass_inside();
        let bytes = self.text.as_bytes();
        let start = self.at;
        let indentation = bytes[start..].iter().take_while(|&&byte| byte == b' ').count();
        let code = start + indentation;
        let mut end = self.end_of_row(start)?;
        match bytes.get(code) {
            // No statement begins here.
            None | Some(b'\n' | b'\r' | b'#' | b')' | b']' | b'}') => {}
            Some(b'\t' | b'\x0c') => bytes[code..end].trim_ascii().is_empty().then_some(())?,
            Some(_) if self.open_function().is_some_and(|function| indentation > function.indentation) => {}
            Some(_) => end = self.enter(start, code, end)?,
        }
        self.at = end + 1;
        Some(())
    }

    /// Takes up the row at `start` with the statement at `code`, which is in no function. Gives the end of the row in which a header ends,
    /// if there is one.
    fn enter(&mut self, start: usize, code: usize, end: usize) -> Option<usize> {
        let indentation = code - start;
        if let Some(function) = self.functions.last_mut() {
            function.end = function.end.min(start);
        }
        while self.open.pop_if(|header| header.indentation >= indentation).is_some() {}
        let inside = self.open.last_mut().map_or(0, |header| *header.inside.get_or_insert(indentation));
        let statement = &self.text[code..];
        let (word, rest) = first_word(statement);
        let (word, rest) = if word == "async" { first_word(rest) } else { (word, rest) };
        let is_definition = matches!(word, "def" | "class");
        let is_header = is_definition
            || matches!(word, "if" | "elif" | "else" | "try" | "except" | "finally" | "for" | "while" | "with");
        if !is_header {
            return Some(end);
        }
        let Some(colon) = end_of_header(self.text.as_bytes(), code) else {
            return (!is_definition).then_some(end);
        };
        if inside != indentation {
            return None;
        }
        let class = self.open.iter().find_map(|header| header.class);
        let name = first_word(rest).0;
        let function = match word {
            "def" if class.is_none() => Some(Some(name)),
            "def" if matches!(name, "__init__" | "__new__" | "__init_subclass__" | "__set_name__") => Some(class),
            "def" => Some(None),
            "if" | "elif" if is_for_program(rest) => Some(None),
            _ => None,
        };
        match function {
            Some(name) => self.functions.push(Function { indentation, begin: colon, end: usize::MAX, name }),
            None => self.open.push(Header { indentation, inside: None, class: (word == "class").then_some(name) }),
        }
        if colon <= end { Some(end) } else { self.end_of_row(colon) }
    }

    /// Where the next three quotes begin from `from` on, which never goes back; the end of the text if there are none.
    fn next_three_quotes(&mut self, from: usize) -> usize {
        if self.long <= from {
            self.long = next_three_quotes(self.text, from);
        }
        self.long
    }

    /// Where the row ends in which `from` is, an offset outside of strings.
    fn end_of_row(&mut self, mut from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            let newline = memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |step| from + step);
            let is_joined = newline < bytes.len() && matches!(bytes[from..newline], [.., b'\\'] | [.., b'\\', b'\r']);
            if self.next_three_quotes(from) >= newline && !is_joined {
                return Some(newline);
            }
            let mut at = from;
            while at < newline
                && let Some(step) = memchr3(b'"', b'\'', b'#', &bytes[at..newline])
            {
                if bytes[at + step] == b'#' {
                    return Some(newline);
                }
                let begin = at + step;
                at = end_of_string(bytes, begin).ok()?;
                if at > newline {
                    self.strings.push(begin..at);
                }
            }
            if at <= newline && !is_joined {
                return Some(newline);
            }
            from = if at > newline { at } else { newline + 1 };
        }
    }
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
