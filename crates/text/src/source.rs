//! A file's text: the decoded characters, and what is needed to give back exactly its bytes.

use crate::encoding::Lookup;
use crate::{Encoding, LineIndex};
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use thiserror::Error;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The text of a file, decoded as PEP 263 says: by its byte order mark, its encoding cookie, or as UTF-8.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    has_bom: bool,
}

/// Why the bytes of a file are no Python text.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{kind}")]
pub struct SourceError {
    /// The byte offset in the file.
    pub offset: usize,
    /// The 1-based line.
    pub line: u32,
    /// The 1-based column, in bytes.
    pub column: u32,
    /// What is wrong there.
    pub kind: SourceErrorKind,
}

/// The kinds of [`SourceError`].
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SourceErrorKind {
    /// Bytes that are not of the file's encoding.
    #[error("byte 0x{byte:02x} is not valid {encoding}; save the file as UTF-8 or declare its encoding (PEP 263)")]
    Undecodable {
        /// The first such byte.
        byte: u8,
        /// The encoding's name.
        encoding: String,
    },
    /// A NUL, which Python source cannot contain.
    #[error("NUL byte, which Python source cannot contain; the file may be binary or damaged")]
    Nul,
    /// A byte order mark of UTF-16 or UTF-32.
    #[error("the file is UTF-16 or UTF-32, which Python does not read; save it as UTF-8")]
    Wide,
    /// An encoding cookie with a name that stands for no encoding.
    #[error("unknown encoding `{0}`")]
    UnknownEncoding(String),
    /// An encoding that this program does not rewrite.
    #[error("files in the encoding `{0}` are not supported; save the file as UTF-8")]
    UnsupportedEncoding(String),
    /// A UTF-8 byte order mark and a cookie that names something else.
    #[error("the file begins with a UTF-8 byte order mark but declares the encoding `{0}`")]
    CookieAgainstBom(String),
    /// More than the 4 GiB that 32-bit offsets reach.
    #[error("the file is larger than 2 GiB")]
    TooLarge,
    /// The text decodes, but encoding it again would not give the same bytes.
    #[error("decoding as `{0}` loses information, so the file could not be written back unchanged; save it as UTF-8")]
    Lossy(String),
}

impl<'a> Source<'a> {
    /// Decodes the bytes of a Python file.
    ///
    /// # Errors
    /// When they do not decode, contain a NUL, or could not be encoded back to the same bytes. Nothing is ever replaced.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, SourceError> {
        let Header { encoding, name, has_bom } = Header::read(bytes)?;
        let body = &bytes[if has_bom { BOM.len() } else { 0 }..];
        let skipped = bytes.len() - body.len();
        let error = |offset, kind| Err(SourceError::at(bytes, offset, kind));
        let Some(text) = encoding.decode(body) else {
            let good = good_prefix(encoding, body);
            let kind =
                SourceErrorKind::Undecodable { byte: body[good.min(body.len() - 1)], encoding: name.into_owned() };
            return error(skipped + good, kind);
        };
        if !matches!(encoding, Encoding::Utf8 | Encoding::Ascii) && encoding.encode(&text).as_deref() != Some(body) {
            return error(skipped, SourceErrorKind::Lossy(name.into_owned()));
        }
        Ok(Self { text, encoding, has_bom })
    }

    /// A source from text that is already decoded, as UTF-8 without a byte order mark.
    pub fn from_text(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), encoding: Encoding::Utf8, has_bom: false }
    }

    /// The decoded text, without the byte order mark.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file's encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the file begins with a UTF-8 byte order mark.
    pub fn has_bom(&self) -> bool {
        self.has_bom
    }

    /// The bytes of `text` in this file's encoding, with its byte order mark. For an unchanged text these are the
    /// bytes of the file.
    ///
    /// # Errors
    /// When the encoding lacks a character of `text`, or when `text` would be read in another encoding (a comment
    /// that looks like an encoding cookie came into the first two lines, or the cookie left them).
    pub fn encode<'t>(&self, text: impl Into<Cow<'t, str>>) -> Result<Vec<u8>, SourceErrorKind> {
        let text = text.into();
        let lossy = || SourceErrorKind::Lossy(format!("{:?}", self.encoding));
        let body = self.encoding.encode(&text).ok_or_else(lossy)?;
        if self.encoding == Encoding::Utf8 && !self.has_bom {
            // The bytes are those of the text.
            let is_kept = Header::read(&body).is_ok_and(|it| it.encoding == Encoding::Utf8 && !it.has_bom);
            return if is_kept { Ok(text.into_owned().into_bytes()) } else { Err(lossy()) };
        }
        let mut bytes = Vec::with_capacity(body.len() + BOM.len());
        if self.has_bom {
            bytes.extend_from_slice(BOM);
        }
        bytes.extend_from_slice(&body);
        let is_kept = match Header::read(&bytes) {
            Ok(header) if matches!(header.encoding, Encoding::Utf8 | Encoding::Ascii) => {
                header.encoding == self.encoding && header.has_bom == self.has_bom
            }
            Ok(_) => Source::decode(&bytes).is_ok_and(|it| it.encoding == self.encoding && it.text() == text),
            Err(_) => false,
        };
        if is_kept { Ok(bytes) } else { Err(lossy()) }
    }
}

/// What the bytes of a file say of their encoding.
struct Header<'a> {
    encoding: Encoding,
    /// As the file has it.
    name: Cow<'a, str>,
    has_bom: bool,
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, SourceError> {
        let error = |offset, kind| Err(SourceError::at(bytes, offset, kind));
        if bytes.len() > i32::MAX as usize {
            return error(0, SourceErrorKind::TooLarge);
        }
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\0\0\xfe\xff") {
            return error(0, SourceErrorKind::Wide);
        }
        if let Some(offset) = memchr(0, bytes) {
            return error(offset, SourceErrorKind::Nul);
        }
        let has_bom = bytes.starts_with(BOM);
        let body = if has_bom { &bytes[BOM.len()..] } else { bytes };
        let skipped = bytes.len() - body.len();

        let mut encoding = Encoding::Utf8;
        let mut name = Cow::Borrowed("UTF-8");
        if let Some((offset, cookie)) = find_cookie(body) {
            let cookie = String::from_utf8_lossy(cookie);
            encoding = match Encoding::for_cookie(&cookie) {
                Lookup::Known(encoding) => encoding,
                Lookup::Unknown => {
                    return error(skipped + offset, SourceErrorKind::UnknownEncoding(cookie.into_owned()));
                }
                Lookup::Unsupported => {
                    return error(skipped + offset, SourceErrorKind::UnsupportedEncoding(cookie.into_owned()));
                }
            };
            if has_bom && encoding != Encoding::Utf8 {
                return error(skipped + offset, SourceErrorKind::CookieAgainstBom(cookie.into_owned()));
            }
            name = Cow::Owned(cookie.into_owned());
        }
        Ok(Self { encoding, name, has_bom })
    }
}

impl SourceError {
    fn at(bytes: &[u8], offset: usize, kind: SourceErrorKind) -> Self {
        // Line ends are found in the bytes: every supported encoding keeps ASCII, and a trail byte is never one of them.
        let before = &bytes[..offset.min(bytes.len())];
        let before = String::from_utf8_lossy(before);
        let index = LineIndex::new(&before);
        let position = index.line_column(&before, before.len() as u32);
        Self { offset, line: position.line, column: position.column, kind }
    }
}

/// How many bytes at the start of `bytes` decode.
fn good_prefix(encoding: Encoding, bytes: &[u8]) -> usize {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len),
        Encoding::Ascii => bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len()),
        Encoding::Latin1 => bytes.len(),
        Encoding::Other(_) => {
            // A decoder says only that the whole is malformed; the longest prefix that decodes ends before the fault.
            let (mut good, mut bad) = (0, bytes.len());
            while bad - good > 1 {
                let middle = good + (bad - good) / 2;
                // A prefix may end inside a character, so a few more bytes are tried too.
                if (middle..bad.min(middle + 4)).any(|end| encoding.decode(&bytes[..end]).is_some()) {
                    good = middle;
                } else {
                    bad = middle;
                }
            }
            good
        }
    }
}

/// The encoding cookie of PEP 263: a comment in line 1 or 2, in line 2 only if line 1 is blank or a comment, that
/// matches `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`. Gives the name and its offset.
pub(crate) fn find_cookie(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut start = 0;
    for _ in 0..2 {
        let rest = &bytes[start..];
        let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        let first = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        match first {
            Some(first) if line[first] == b'#' => {
                if let Some((offset, name)) = cookie_in_comment(line) {
                    return Some((start + offset, name));
                }
            }
            Some(_) => return None,
            None => {}
        }
        start += end;
        start += match &bytes[start..] {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => return None,
        };
    }
    None
}

fn cookie_in_comment(line: &[u8]) -> Option<(usize, &[u8])> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&line[from..], b"coding") {
        let after = from + found + b"coding".len();
        if matches!(line.get(after), Some(b':' | b'=')) {
            let blanks = line[after + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let start = after + 1 + blanks;
            let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            let len = line[start..].iter().take_while(is_name).count();
            if len > 0 {
                return Some((start, &line[start..start + len]));
            }
        }
        from = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> SourceErrorKind {
        Source::decode(bytes).expect_err("refused").kind
    }

    #[test]
    fn every_encoding_gives_its_bytes_back() {
        for bytes in [
            &b"x = 1\n"[..],
            b"\xef\xbb\xbfx = '\xc3\xa9'\n",
            b"# coding: latin-1\nx = '\xe9\x85'\n",
            b"#!/bin/sh\n# -*- coding: iso-8859-15 -*-\nx = '\xa4'\n",
            b"# vim: set fileencoding=cp1251 :\nx = '\xef'\n",
            b"# coding: shift_jis\nx = '\x83\x5c'\n",
            b"# coding: utf-8-sig\nx = 1",
        ] {
            let source = Source::decode(bytes).expect("decodes");
            assert_eq!(source.encode(source.text()).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_place() {
        let error = Source::decode(b"a\nb = '\xff'\n").expect_err("refused");
        assert_eq!((error.offset, error.line, error.column), (7, 2, 6));
        assert_eq!(kind(b"x\0"), SourceErrorKind::Nul);
        assert_eq!(kind(b"\xff\xfex\0"), SourceErrorKind::Wide);
        assert_eq!(kind(b"# coding: klingon\n"), SourceErrorKind::UnknownEncoding("klingon".into()));
        assert_eq!(kind(b"# coding: rot13\n"), SourceErrorKind::UnsupportedEncoding("rot13".into()));
        assert_eq!(kind(b"\xef\xbb\xbf# coding: latin-1\n"), SourceErrorKind::CookieAgainstBom("latin-1".into()));
        let error = Source::decode(b"# coding: ascii\n\xe9").expect_err("refused");
        assert_eq!((error.line, error.column), (2, 1));
    }

    #[test]
    fn a_cookie_counts_only_where_python_looks() {
        assert_eq!(find_cookie(b"\n\n# coding: latin-1\n"), None);
        assert_eq!(find_cookie(b"x = 1\n# coding: latin-1\n"), None);
        assert_eq!(find_cookie(b"import a  # coding: latin-1\n"), None);
        assert_eq!(find_cookie(b"\x0c\r\n#coding:  latin-1\r\n"), Some((13, &b"latin-1"[..])));
    }

    #[test]
    fn a_text_that_would_be_read_differently_is_not_encoded() {
        let source = Source::decode(b"import a\n# coding: latin-1\n").expect("decodes");
        assert!(source.encode("# coding: latin-1\nimport a\n").is_err());
    }
}
