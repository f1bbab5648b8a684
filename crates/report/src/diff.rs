//! Unified diffs of bytes, in a form that `git apply` and `patch` take. In colour the words that changed stand out.

mod words;

use crate::Palette;
use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};
use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use words::{Marks, changed_words};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Writes the unified diff from `old` to `new`, the bytes of the file shown as `path`; nothing if they are equal.
/// Only `\n` ends a line, as it does for the programs that read diffs, and all other bytes are given as they are:
/// applied, the diff turns exactly `old` into `new`. For a terminal set `escape`, which makes control characters
/// visible.
///
/// # Errors
/// Those of `out`.
pub fn render_diff(
    out: &mut dyn Write,
    path: &Path,
    old: &[u8],
    new: &[u8],
    palette: Palette,
    escape: bool,
) -> io::Result<()> {
    let (old, new) = (lines(old), lines(new));
    let groups = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT);
    if groups.is_empty() {
        return Ok(());
    }
    let path = path.as_os_str().as_bytes();
    let header = |prefix: &str| {
        // An absolute path stays one, as users of µsort know it.
        let mut name = if path.starts_with(b"/") { Vec::new() } else { prefix.as_bytes().to_vec() };
        name.extend_from_slice(path);
        quote(&name)
    };
    for (sign, name) in [("---", header("a/")), ("+++", header("b/"))] {
        let mut line = sign.as_bytes().to_vec();
        line.push(b' ');
        line.extend_from_slice(&name);
        write_header(out, &line, palette)?;
    }
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let old_range = range(first.old_range().start, last.old_range().end);
        let new_range = range(first.new_range().start, last.new_range().end);
        writeln!(out, "{}", palette.cyan(format_args!("@@ -{old_range} +{new_range} @@")))?;
        for op in &group {
            let (removed, added) = (&old[op.old_range()], &new[op.new_range()]);
            let mut write = |side, lines, marks: &Marks| write_lines(out, side, lines, marks, palette, escape);
            if op.tag() == DiffTag::Equal {
                write(Side::Both, removed, &Marks::new())?;
                continue;
            }
            let marks = if palette.colored { changed(removed, added) } else { None };
            let (removed_marks, added_marks) = marks.unwrap_or_default();
            write(Side::Old, removed, &removed_marks)?;
            write(Side::New, added, &added_marks)?;
        }
    }
    Ok(())
}

/// Where a line is.
#[derive(Clone, Copy)]
enum Side {
    Both,
    Old,
    New,
}

impl Side {
    fn sign(self) -> char {
        match self {
            Self::Both => ' ',
            Self::Old => '-',
            Self::New => '+',
        }
    }

    fn paint(self, text: &str, is_word: bool, palette: Palette) -> String {
        match (self, is_word) {
            (Self::Both, _) => text.to_owned(),
            (Self::Old, false) => palette.red(text).to_string(),
            (Self::Old, true) => palette.removed_word(text).to_string(),
            (Self::New, false) => palette.green(text).to_string(),
            (Self::New, true) => palette.added_word(text).to_string(),
        }
    }
}

/// The words that changed from the `removed` lines to the `added` ones, if all of them are text.
fn changed(removed: &[&[u8]], added: &[&[u8]]) -> Option<(Marks, Marks)> {
    fn texts<'t>(lines: &[&'t [u8]]) -> Option<Vec<&'t str>> {
        let text = |line: &&'t [u8]| str::from_utf8(line).ok().map(|text| text.trim_end_matches(['\r', '\n']));
        lines.iter().map(text).collect()
    }
    let (removed, added) = (texts(removed)?, texts(added)?);
    if removed.len() != added.len() {
        return changed_words(&removed, &added);
    }
    // As many lines as before: most likely each is the successor of its counterpart.
    let pairs = removed.iter().zip(&added).map(|(old, new)| {
        let (old, new) = changed_words(&[old], &[new]).unwrap_or_default();
        (old.concat(), new.concat())
    });
    Some(pairs.unzip())
}

/// The lines of `bytes`, each with its `\n`.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// A range of lines as a hunk header has it: counted from 1, an empty one named by the line before it.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        len => format!("{},{len}", start + 1),
    }
}

fn write_lines(
    out: &mut dyn Write,
    side: Side,
    lines: &[&[u8]],
    marks: &Marks,
    palette: Palette,
    escape: bool,
) -> io::Result<()> {
    for (number, line) in lines.iter().enumerate() {
        let content = line.strip_suffix(b"\n");
        let bytes = content.unwrap_or(line);
        // The `\r` of a Windows line end is nothing to see.
        let bytes = if escape { bytes.strip_suffix(b"\r").unwrap_or(bytes) } else { bytes };
        let text =
            if escape { Some(String::from_utf8_lossy(bytes)) } else { str::from_utf8(bytes).ok().map(Cow::from) };
        match text {
            Some(text) => {
                let marks = marks.get(number).map_or(&[][..], Vec::as_slice);
                out.write_all(styled(side, &text, marks, palette, escape).as_bytes())?;
            }
            // Bytes that are no text are never altered.
            None => {
                write!(out, "{}", side.sign())?;
                out.write_all(bytes)?;
            }
        }
        out.write_all(b"\n")?;
        if content.is_none() {
            out.write_all(b"\\ No newline at end of file\n")?;
        }
    }
    Ok(())
}

/// A line with its sign, its marked words standing out.
fn styled(side: Side, text: &str, marks: &[Range<usize>], palette: Palette, escape: bool) -> String {
    let shown = |text: &str| if escape { crate::escape_text(text).into_owned() } else { text.to_owned() };
    let mut line = String::from(side.sign());
    let mut end = 0;
    let mut painted = String::new();
    for mark in marks {
        line.push_str(&shown(&text[end..mark.start]));
        painted.push_str(&side.paint(&line, false, palette));
        line.clear();
        painted.push_str(&side.paint(&shown(&text[mark.clone()]), true, palette));
        end = mark.end;
    }
    line.push_str(&shown(&text[end..]));
    if !line.is_empty() {
        painted.push_str(&side.paint(&line, false, palette));
    }
    painted
}

/// A header, styled only if its bytes are text, so that they are never altered.
fn write_header(out: &mut dyn Write, line: &[u8], palette: Palette) -> io::Result<()> {
    match str::from_utf8(line) {
        Ok(text) => write!(out, "{}", palette.bold(text))?,
        Err(_) => out.write_all(line)?,
    }
    out.write_all(b"\n")
}

/// A file name as git writes it: in quotes with escapes where it has characters that would break the line, with a
/// tab behind it where it has blanks.
fn quote(name: &[u8]) -> Vec<u8> {
    let is_text = std::str::from_utf8(name).is_ok();
    let is_plain = |byte: &u8| !matches!(byte, 0..0x20 | 0x7f | b'"' | b'\\') && (is_text || byte.is_ascii());
    if name.iter().all(is_plain) {
        let mut plain = name.to_vec();
        if name.contains(&b' ') {
            plain.push(b'\t');
        }
        return plain;
    }
    let mut quoted = vec![b'"'];
    for byte in name {
        match byte {
            b'"' | b'\\' => quoted.extend_from_slice(&[b'\\', *byte]),
            b'\n' => quoted.extend_from_slice(b"\\n"),
            b'\t' => quoted.extend_from_slice(b"\\t"),
            b'\r' => quoted.extend_from_slice(b"\\r"),
            byte if is_plain(byte) => quoted.push(*byte),
            byte => quoted.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    quoted.push(b'"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &[u8], new: &[u8]) -> String {
        let mut out = Vec::new();
        render_diff(&mut out, Path::new("x.py"), old, new, Palette::default(), false).expect("a vector takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn equal_bytes_give_no_diff() {
        assert_eq!(diff(b"a\n", b"a\n"), "");
    }

    #[test]
    fn a_hunk_has_three_lines_of_context() {
        let old = b"1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = b"1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
        assert_eq!(diff(old, new), "--- a/x.py\n+++ b/x.py\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    }

    #[test]
    fn a_missing_final_newline_is_marked_and_carriage_returns_stay() {
        assert_eq!(
            diff(b"b\r\na", b"a\r\nb"),
            "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n-b\r\n-a\n\\ No newline at end of file\n+a\r\n+b\n\\ No newline at end of file\n"
        );
        assert_eq!(diff(b"", b"a\n"), "--- a/x.py\n+++ b/x.py\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(diff(b"a\rb\n", b"a\rc\n"), "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\rb\n+a\rc\n");
    }

    fn colored(old: &[u8], new: &[u8], escape: bool) -> String {
        let mut out = Vec::new();
        let palette = Palette::new(true);
        render_diff(&mut out, Path::new("x.py"), old, new, palette, escape).expect("a vector takes all");
        String::from_utf8(out).expect("text").replace('\x1b', "~")
    }

    /// `~` is an escape: 31 and 32 are red and green, 7 is reverse.
    #[test]
    fn in_colour_the_words_that_changed_stand_out() {
        insta::assert_snapshot!(colored(b"x = 1\nprint(a, b)\ny = 2\n", b"x = 1\nlog(a, b)\nimport os\n", false));
        insta::assert_snapshot!(colored(b"f(a)\r\n", b"f(a, '\x1b')\r\n", true));
    }

    /// Without its colours the diff is the plain one.
    #[test]
    fn colours_add_nothing_else() {
        let (old, new) = (b"import b, c\nf(a)\nx\n\n".as_slice(), b"import b\nf(a, c)\ny\n".as_slice());
        let mut plain = colored(old, new, false);
        while let Some(start) = plain.find('~') {
            let end = plain[start..].find('m').expect("an end") + start;
            plain.replace_range(start..=end, "");
        }
        assert_eq!(plain, diff(old, new));
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(quote(b"a/x y.py"), b"a/x y.py\t");
        assert_eq!(quote(b"a/x\n\"\\.py"), b"\"a/x\\n\\\"\\\\.py\"");
        assert_eq!(quote(b"a/\xff.py"), b"\"a/\\377.py\"");
        assert_eq!(quote("a/é.py".as_bytes()), "a/é.py".as_bytes());
    }
}
