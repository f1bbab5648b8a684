//! Where a string literal ends: plain, raw, bytes, triple-quoted, and f- and t-strings with their nested fields
//! (PEP 498, 701 and 750).

use super::{OutlineError, OutlineErrorKind};
use memchr::{memchr, memchr2, memchr3};

/// CPython's own limit of nested f-strings is 150.
const MAX_NESTING: u32 = 150;

/// The offset after the string whose first quote is at `quote`. The prefix, if any, stands before it.
///
/// # Errors
/// If the string does not end.
pub(crate) fn end_of_string(bytes: &[u8], quote: usize) -> Result<usize, OutlineError> {
    end_of_nested_string(bytes, quote, 0)
}

fn end_of_nested_string(bytes: &[u8], quote: usize, nesting: u32) -> Result<usize, OutlineError> {
    let mark = bytes[quote];
    let is_triple = bytes.get(quote + 1) == Some(&mark) && bytes.get(quote + 2) == Some(&mark);
    let body = if is_triple { quote + 3 } else { quote + 1 };
    let prefix = Prefix::before(bytes, quote);
    if prefix.has_fields {
        return Interpolated { bytes, quote, mark, is_triple, is_raw: prefix.is_raw, nesting }.end(body);
    }
    let end = if is_triple { end_of_triple(bytes, body, mark) } else { end_of_single(bytes, body, mark) };
    end.ok_or(unclosed(quote))
}

pub(super) fn unclosed(quote: usize) -> OutlineError {
    OutlineError { offset: quote as u32, kind: OutlineErrorKind::UnclosedString }
}

fn end_of_triple(bytes: &[u8], body: usize, mark: u8) -> Option<usize> {
    let mut at = body;
    loop {
        at += memchr2(mark, b'\\', &bytes[at..])?;
        if bytes[at] == b'\\' {
            at += 2;
            if at > bytes.len() {
                return None;
            }
        } else if bytes.get(at + 1) == Some(&mark) && bytes.get(at + 2) == Some(&mark) {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
}

fn end_of_single(bytes: &[u8], body: usize, mark: u8) -> Option<usize> {
    let mut at = body;
    loop {
        // Most strings are short: a plain loop beats a call.
        let byte = *bytes.get(at)?;
        if byte == mark {
            return Some(at + 1);
        }
        match byte {
            b'\\' => at = after_backslash(bytes, at),
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
}

/// The offset after a backslash and the character, or line end, that it escapes.
pub(super) fn after_backslash(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1..) {
        Some([b'\r', b'\n', ..]) => at + 3,
        _ => at + 2,
    }
}

/// What the letters before a quote say.
struct Prefix {
    has_fields: bool,
    is_raw: bool,
}

impl Prefix {
    fn before(bytes: &[u8], quote: usize) -> Self {
        let mut prefix = Self { has_fields: false, is_raw: false };
        let mut at = quote;
        // A prefix has at most two letters; a third would make the word an identifier, which no quote can follow.
        for _ in 0..2 {
            match at.checked_sub(1).map(|at| bytes[at].to_ascii_lowercase()) {
                Some(b'f' | b't') => prefix.has_fields = true,
                Some(b'r') => prefix.is_raw = true,
                Some(b'b' | b'u') => {}
                _ => break,
            }
            at -= 1;
        }
        // `if"x"` and `not"x"` are a keyword and a plain string.
        if prefix.has_fields && at > 0 && crate::keyword::is_identifier_byte(bytes[at - 1]) {
            prefix.has_fields = false;
        }
        prefix
    }
}

/// An f- or t-string.
struct Interpolated<'a> {
    bytes: &'a [u8],
    quote: usize,
    mark: u8,
    is_triple: bool,
    is_raw: bool,
    nesting: u32,
}

impl Interpolated<'_> {
    fn unclosed<T>(&self) -> Result<T, OutlineError> {
        Err(unclosed(self.quote))
    }

    fn is_end(&self, at: usize) -> bool {
        let bytes = self.bytes;
        bytes[at] == self.mark
            && (!self.is_triple || (bytes.get(at + 1) == Some(&self.mark) && bytes.get(at + 2) == Some(&self.mark)))
    }

    /// The offset after the string, from `at` in its literal part on.
    fn end(&self, mut at: usize) -> Result<usize, OutlineError> {
        loop {
            at = match memchr3(self.mark, b'\\', b'{', &self.bytes[at.min(self.bytes.len())..]) {
                Some(step) if self.is_triple || memchr2(b'\n', b'\r', &self.bytes[at..at + step]).is_none() => {
                    at + step
                }
                _ => return self.unclosed(),
            };
            match self.bytes[at] {
                b'\\' => at = self.after_backslash(at),
                b'{' if self.bytes.get(at + 1) == Some(&b'{') => at += 2,
                b'{' => at = self.field(at + 1)?,
                _ if self.is_end(at) => return Ok(at + if self.is_triple { 3 } else { 1 }),
                _ => at += 1,
            }
        }
    }

    fn after_backslash(&self, at: usize) -> usize {
        match self.bytes.get(at + 1) {
            // A backslash does not take a brace's meaning away.
            Some(b'{') => at + 1,
            Some(b'N') if !self.is_raw && self.bytes.get(at + 2) == Some(&b'{') => {
                memchr(b'}', &self.bytes[at..]).map_or(self.bytes.len(), |step| at + step + 1)
            }
            _ => after_backslash(self.bytes, at),
        }
    }

    /// The offset after the `}` of a replacement field whose expression begins at `at`.
    fn field(&self, mut at: usize) -> Result<usize, OutlineError> {
        if self.nesting >= MAX_NESTING {
            return Err(OutlineError { offset: at as u32, kind: OutlineErrorKind::TooDeep });
        }
        let mut depth = 0_u32;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'"' | b'\'' => {
                    // Before Python 3.12 the string's own quote ended it wherever it stood; that is an unclosed field now.
                    at = end_of_nested_string(self.bytes, at, self.nesting + 1)?;
                    continue;
                }
                b'#' => {
                    at += memchr2(b'\n', b'\r', &self.bytes[at..]).unwrap_or(self.bytes.len() - at);
                    continue;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b'}' if depth == 0 => return Ok(at + 1),
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b':' if depth == 0 => return self.format_spec(at + 1),
                _ => {}
            }
            at += 1;
        }
        self.unclosed()
    }

    /// The offset after the `}` that ends a format specification; it is literal text with nested fields.
    fn format_spec(&self, mut at: usize) -> Result<usize, OutlineError> {
        let inner = Self { nesting: self.nesting + 1, ..*self };
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'{' => at = inner.field(at + 1)?,
                b'}' => return Ok(at + 1),
                b'\\' => at = self.after_backslash(at),
                b'\n' | b'\r' if !self.is_triple => return self.unclosed(),
                _ if self.is_end(at) => return self.unclosed(),
                _ => at += 1,
            }
        }
        self.unclosed()
    }
}

#[cfg(test)]
mod tests {
    use super::end_of_string;

    #[track_caller]
    fn check(text: &str) {
        let quote = text.find(['"', '\'']).expect("a quote");
        let end = end_of_string(text.as_bytes(), quote).map(|end| &text[..end]);
        assert_eq!(end, Ok(text.strip_suffix("$").expect("ends with the mark")));
    }

    #[test]
    fn strings_end_where_python_says() {
        for text in [
            r#""a"$"#,
            r#"'a\'b'$"#,
            r#"r'\''$"#,
            "'''a'b''c'''$",
            "\"\"\"a\\\"\"\"\"$",
            "'a\\\r\nb'$",
            "''$",
            "f''$",
            r#"f"{x}"$"#,
            r#"f"{{"$"#,
            r#"f"{x:{y}}"$"#,
            r#"f"{x!r:>{width}}"$"#,
            r#"f"{x:'>10}"$"#,
            r#"f'{a["b"]}'$"#,
            r#"f"{a["b"]}"$"#,
            r#"f"{f"{f"{1}"}"}"$"#,
            r#"t"{a}{b!s}"$"#,
            r#"rf"\{x}"$"#,
            r#"f"\{x}"$"#,
            r#"f"\N{LEFT CURLY BRACKET}"$"#,
            r#"fr"\N{x}"$"#,
            "f'''{\n# a comment ' with a quote\nx}'''$",
            r#"f"{lambda_(lambda: 1)}"$"#,
            r#"f"{ {'a': 1}['a'] }"$"#,
            r#"f"{x != y}"$"#,
            r#"f"{x:%H:%M}"$"#,
        ] {
            check(text);
        }
    }

    #[test]
    fn strings_that_do_not_end_are_errors() {
        for text in ["'a", "'a\nb'", "'''a''", "f'{x'", "f'{x:", "'\\", "'''\\", "f'\\", "f'''{"] {
            let quote = text.find('\'').expect("a quote");
            assert!(end_of_string(text.as_bytes(), quote).is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_is_limited_not_overflowing() {
        let text = "f'{".repeat(100_000);
        assert!(end_of_string(text.as_bytes(), 1).is_err());
        let text = format!("f'{}'", "{a:".repeat(100_000));
        assert!(end_of_string(text.as_bytes(), 1).is_err());
    }
}
