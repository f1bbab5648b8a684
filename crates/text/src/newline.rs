//! The three line ends that Python knows.

use memchr::memchr2;

/// A line end: `\n`, `\r\n` or `\r`. Python's tokenizer takes all three, also mixed in one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Newline {
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r` alone
    Cr,
}

impl Newline {
    /// The characters of the line end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }

    /// The line end that `text` begins with, if it begins with one.
    pub fn at_start(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'\n', ..] => Some(Self::Lf),
            [b'\r', b'\n', ..] => Some(Self::CrLf),
            [b'\r', ..] => Some(Self::Cr),
            _ => None,
        }
    }

    /// The line end that `text` ends with, if it ends with one.
    pub fn at_end(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [.., b'\r', b'\n'] => Some(Self::CrLf),
            [.., b'\n'] => Some(Self::Lf),
            [.., b'\r'] => Some(Self::Cr),
            _ => None,
        }
    }

    /// The first line end of `text`, which stands for the text's style.
    pub fn first_of(text: &str) -> Option<Self> {
        let at = memchr2(b'\n', b'\r', text.as_bytes())?;
        Self::at_start(&text[at..])
    }
}
