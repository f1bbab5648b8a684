//! Foreign text made safe to show: file names, source lines and messages must not steer a terminal.

use std::borrow::Cow;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Whether a character has no business in one line of output: controls (a terminal obeys them), the marks that
/// reorder text, and the separators that some programs take for a line end.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` with every character that is not safe in one line of output written as an escape, such as `\x1b`, `\n` or
/// `\u{202e}`. A tab is safe.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|character| is_unsafe(character) && character != '\t') {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_escaped(&mut escaped, character, '\t');
    }
    Cow::Owned(escaped)
}

/// `path` for output: as [`escape_text`], tabs too, and bytes that are not UTF-8 as `\xff`.
pub fn escape_path(path: &Path) -> Cow<'_, str> {
    // Most paths are plain ASCII, of which that is told at once.
    let is_plain = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if let Some(text) = path.to_str()
        && (is_plain(text) || !text.chars().any(is_unsafe))
    {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            push_escaped(&mut escaped, character, '\0');
        }
        for byte in chunk.invalid() {
            let _ = write!(escaped, "\\x{byte:02x}");
        }
    }
    Cow::Owned(escaped)
}

fn push_escaped(escaped: &mut String, character: char, safe: char) {
    let _ = match character {
        _ if character == safe || !is_unsafe(character) => escaped.write_char(character),
        '\n' => escaped.write_str("\\n"),
        '\r' => escaped.write_str("\\r"),
        '\t' => escaped.write_str("\\t"),
        '\0'..='\x7f' => write!(escaped, "\\x{:02x}", u32::from(character)),
        _ => write!(escaped, "\\u{{{:x}}}", u32::from(character)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn controls_are_escaped_and_letters_are_not() {
        assert_eq!(escape_text("é\tok"), "é\tok");
        assert_eq!(escape_text("\x1b[31m\r\n\u{202e}\u{85}"), "\\x1b[31m\\r\\n\\u{202e}\\u{85}");
        assert_eq!(escape_path(Path::new("a\tb\n.py")), "a\\tb\\n.py");
        assert_eq!(escape_path(Path::new(OsStr::from_bytes(b"\xffx\xc3\xa9.py"))), "\\xffxé.py");
    }
}
