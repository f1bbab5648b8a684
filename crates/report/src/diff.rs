//! Unified diffs of bytes, in a form that `git apply` and `patch` take.

use crate::Palette;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

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
        write_line(out, &line, |text| palette.bold(text).to_string(), palette.colored)?;
    }
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let old_range = range(first.old_range().start, last.old_range().end);
        let new_range = range(first.new_range().start, last.new_range().end);
        writeln!(out, "{}", palette.cyan(format_args!("@@ -{old_range} +{new_range} @@")))?;
        for op in &group {
            if let DiffOp::Equal { old_index, len, .. } = *op {
                let plain = |text: &str| text.to_owned();
                write_lines(out, b' ', &old[old_index..old_index + len], plain, false, escape)?;
                continue;
            }
            write_lines(
                out,
                b'-',
                &old[op.old_range()],
                |text| palette.red(text).to_string(),
                palette.colored,
                escape,
            )?;
            let green = |text: &str| palette.green(text).to_string();
            write_lines(out, b'+', &new[op.new_range()], green, palette.colored, escape)?;
        }
    }
    Ok(())
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
    sign: u8,
    lines: &[&[u8]],
    style: impl Fn(&str) -> String,
    is_styled: bool,
    escape: bool,
) -> io::Result<()> {
    for line in lines {
        let content = line.strip_suffix(b"\n");
        let mut shown = vec![sign];
        let bytes = content.unwrap_or(line);
        if escape {
            // The `\r` of a Windows line end is nothing to see.
            let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
            shown.extend_from_slice(crate::escape_text(&String::from_utf8_lossy(bytes)).as_bytes());
        } else {
            shown.extend_from_slice(bytes);
        }
        write_line(out, &shown, &style, is_styled)?;
        if content.is_none() {
            out.write_all(b"\\ No newline at end of file\n")?;
        }
    }
    Ok(())
}

/// A line that is styled only if its bytes are text, so that they are never altered.
fn write_line(out: &mut dyn Write, line: &[u8], style: impl Fn(&str) -> String, is_styled: bool) -> io::Result<()> {
    match std::str::from_utf8(line) {
        Ok(text) if is_styled => out.write_all(style(text).as_bytes())?,
        _ => out.write_all(line)?,
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

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(quote(b"a/x y.py"), b"a/x y.py\t");
        assert_eq!(quote(b"a/x\n\"\\.py"), b"\"a/x\\n\\\"\\\\.py\"");
        assert_eq!(quote(b"a/\xff.py"), b"\"a/\\377.py\"");
        assert_eq!(quote("a/é.py".as_bytes()), "a/é.py".as_bytes());
    }
}
