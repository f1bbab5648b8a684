//! Raw commit and tag objects. In: their bytes. Out: the header fields the engine needs. Knows no repository.

use crate::oid::Oid;
use encoding_rs::Encoding;
use memchr::{memchr, memmem, memrchr};
use std::borrow::Cow;

/// The fields of a commit object.
#[derive(Debug, PartialEq, Eq)]
pub struct ParsedCommit<'a> {
    /// The committer's time, seconds since 1970; 0 if it cannot be read, as in git.
    pub time: i64,
    /// The author's name, trimmed, decoded to UTF-8.
    pub name: Cow<'a, [u8]>,
    /// The author's e-mail address.
    pub email: Cow<'a, [u8]>,
}

/// Reads a commit object; its parents are appended to `parents`. `None` if it is none.
pub fn parse_commit<'a>(raw: &'a [u8], parents: &mut Vec<Oid>) -> Option<ParsedCommit<'a>> {
    let header = &raw[..memmem::find(raw, b"\n\n").map_or(raw.len(), |end| end + 1)];
    let (mut author, mut committer, mut encoding) = (None, None, None);
    for line in header.split(|&byte| byte == b'\n') {
        if let Some(parent) = line.strip_prefix(b"parent ") {
            parents.push(Oid::from_hex(parent)?);
        } else if let Some(ident) = line.strip_prefix(b"author ") {
            author = author.or(Some(ident));
        } else if let Some(ident) = line.strip_prefix(b"committer ") {
            committer = committer.or(Some(ident));
        } else if let Some(label) = line.strip_prefix(b"encoding ") {
            encoding = encoding.or(Some(label));
        }
    }
    let (name, email) = split_ident(author?);
    let decode = |text: &'a [u8]| match encoding.and_then(Encoding::for_label) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => match encoding.decode(text) {
            (Cow::Owned(decoded), _, false) => Cow::Owned(decoded.into_bytes()),
            _ => Cow::Borrowed(text),
        },
        _ => Cow::Borrowed(text),
    };
    Some(ParsedCommit { time: committer.map_or(0, ident_time), name: decode(name), email: decode(email) })
}

/// Splits `Name <email> time zone` as git does: the name ends before the first `<`, the address at the next `>`.
fn split_ident(ident: &[u8]) -> (&[u8], &[u8]) {
    let Some(open) = memchr(b'<', ident) else { return (ident.trim_ascii(), b"") };
    let rest = &ident[open + 1..];
    (ident[..open].trim_ascii_end(), &rest[..memchr(b'>', rest).unwrap_or(rest.len())])
}

/// The seconds after the last `>`; 0 if there is no number.
fn ident_time(ident: &[u8]) -> i64 {
    let after = memrchr(b'>', ident).map_or(&b""[..], |close| &ident[close + 1..]);
    after
        .split(u8::is_ascii_whitespace)
        .find(|word| !word.is_empty())
        .and_then(|word| std::str::from_utf8(word).ok()?.parse().ok())
        .unwrap_or(0)
}

/// The header of an annotated tag.
#[derive(Debug, PartialEq, Eq)]
pub struct TagObject {
    /// What it tags.
    pub object: Oid,
    /// The tagger's time, seconds since 1970; 0 without a tagger.
    pub time: i64,
}

/// Reads a tag object; `None` if it is none.
pub fn parse_tag(raw: &[u8]) -> Option<TagObject> {
    let header = &raw[..memmem::find(raw, b"\n\n").unwrap_or(raw.len())];
    let mut lines = header.split(|&byte| byte == b'\n');
    let object = Oid::from_hex(lines.next()?.strip_prefix(b"object ")?)?;
    let time = lines.find_map(|line| line.strip_prefix(b"tagger ")).map_or(0, ident_time);
    Some(TagObject { object, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    fn commit(rest: &[u8]) -> (Vec<Oid>, String, String, i64) {
        let mut parents = Vec::new();
        let raw = [TREE.as_bytes(), rest].concat();
        let parsed = parse_commit(&raw, &mut parents).unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (parents, text(&parsed.name), text(&parsed.email), parsed.time)
    }

    #[test]
    fn fields_of_a_commit() {
        let parent = "a".repeat(40);
        let (parents, name, email, time) = commit(
            format!(
                "parent {parent}\nauthor A  U Thor  <a@x> 1 +0000\ncommitter C <c@x> 99 +0200\n\nauthor X <y> 3 +0000\n"
            )
            .as_bytes(),
        );
        assert_eq!((parents.len(), name.as_str(), email.as_str(), time), (1, "A  U Thor", "a@x", 99));
    }

    #[test]
    fn a_commit_in_latin_1_is_decoded() {
        let (_, name, ..) =
            commit(b"author J\xfcrgen <j@x> 1 +0000\ncommitter C <c@x> 2 +0000\nencoding ISO-8859-1\n\nm\n");
        assert_eq!(name, "Jürgen");
    }

    #[test]
    fn odd_idents() {
        assert_eq!(split_ident(b"<only@mail> 1 +0000"), (&b""[..], &b"only@mail"[..]));
        assert_eq!(split_ident(b"No Mail"), (&b"No Mail"[..], &b""[..]));
        assert_eq!(ident_time(b"X <y> nonsense"), 0);
        assert_eq!(ident_time(b"X <y> 12 +0000"), 12);
    }

    #[test]
    fn header_of_a_tag() {
        let raw = format!("object {}\ntype commit\ntag v1\ntagger T <t@x> 77 +0000\n\nnotes\n", "b".repeat(40));
        assert_eq!(parse_tag(raw.as_bytes()).unwrap().time, 77);
        assert_eq!(parse_tag(b"tree x\n"), None);
    }
}
