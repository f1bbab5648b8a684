//! Tags as releases. In: tag references and a prefix. Out: versions in order, with their notes. Knows no files.

use crate::git::{TagRef, parse_tag};
use crate::oid::Oid;
use memchr::memmem;
use pep440_rs::Version;
use std::borrow::Cow;
use std::str::FromStr;

/// A tag whose name is a version.
#[derive(Clone, Debug)]
pub struct Release {
    /// The tag's name.
    pub tag: String,
    /// The version in it.
    pub version: Version,
    /// The commit; `None` if the tag leads to something else.
    pub commit: Option<Oid>,
    /// When the tag was made, seconds since 1970; `None` for a lightweight tag.
    pub time: Option<i64>,
    /// Whether there is a tag object, which alone can have notes.
    pub annotated: bool,
    /// The notes as the changelog shows them: without a signature, line ends `\n`.
    pub notes: String,
}

/// All tags, and which of them are releases.
#[derive(Debug, Default)]
pub struct Tags {
    /// All tags by name.
    pub all: Vec<TagRef>,
    /// The releases, highest version first; equal versions by name.
    pub releases: Vec<Release>,
    /// Names that are no versions.
    pub skipped: Vec<String>,
}

impl Tags {
    /// Sorts out the tags that are releases: `prefix` and a PEP 440 version; with an empty prefix, PEP 440's own
    /// optional `v`.
    pub fn new(all: Vec<TagRef>, prefix: &str) -> Self {
        let mut tags = Self { all, ..Self::default() };
        for tag in &tags.all {
            match version_of(&tag.name, prefix) {
                Some(version) => tags.releases.push(Release {
                    tag: tag.name.clone(),
                    version,
                    commit: tag.commit,
                    time: tag.object.as_deref().and_then(parse_tag).map(|object| object.time),
                    annotated: tag.object.is_some(),
                    notes: tag.object.as_deref().map(notes_of).unwrap_or_default(),
                }),
                None => tags.skipped.push(tag.name.clone()),
            }
        }
        tags.sort();
        tags
    }

    /// Puts the releases into the order of the changelog.
    pub fn sort(&mut self) {
        self.releases.sort_by(|a, b| b.version.cmp(&a.version));
    }

    /// The release of a version under any spelling: of several the first in the changelog's order.
    pub fn find(&self, version: &Version) -> Option<&Release> {
        self.releases.iter().find(|release| release.version == *version)
    }
}

/// The version in a tag's name.
pub fn version_of(tag: &str, prefix: &str) -> Option<Version> {
    let rest = tag.strip_prefix(prefix)?;
    // A prefix such as `core-v` has its own `v`; what follows begins with a digit.
    if !prefix.is_empty() && !rest.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    Version::from_str(rest).ok()
}

/// The notes in a tag object.
///
/// attribution reads a tag whose header has the four lines object, type, tag and tagger, and takes out what looks like
/// a PGP signature wherever it stands; so do we. Signatures by SSH and X.509, which it leaves in, are removed where git
/// looks for them: at the end.
pub fn notes_of(raw: &[u8]) -> String {
    let text = universal_newlines(&String::from_utf8_lossy(raw)).into_owned();
    let Some((header, body)) = text.split_once("\n\n") else { return String::new() };
    let mut keys = header.split('\n').map(|line| line.split_once(' ').map_or("", |(key, _)| key));
    if !["object", "type", "tag", "tagger"].iter().all(|key| keys.next() == Some(key)) || keys.next().is_some() {
        return String::new();
    }
    notes_as_read(body)
}

/// What is read back of notes that a tag was made with.
pub fn notes_as_read(body: &str) -> String {
    without_signature(&without_pgp_block(body)).to_owned()
}

/// Line ends as Python reads text: `\r\n` and `\r` become `\n`.
pub fn universal_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

fn without_pgp_block(body: &str) -> Cow<'_, str> {
    const BEGIN: &str = "-----BEGIN PGP SIGNATURE-----";
    const END: &str = "-----END PGP SIGNATURE-----\n";
    let Some(begin) = body.find(BEGIN) else { return Cow::Borrowed(body) };
    match body.rfind(END) {
        Some(end) if end > begin + BEGIN.len() => Cow::Owned(format!("{}{}", &body[..begin], &body[end + END.len()..])),
        _ => Cow::Borrowed(body),
    }
}

fn without_signature(body: &str) -> &str {
    const FORMATS: [(&str, &str); 3] = [
        ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"),
        ("-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"),
        ("-----BEGIN SIGNED MESSAGE-----", "-----END SIGNED MESSAGE-----"),
    ];
    for (begin, end) in FORMATS {
        if body.trim_end().ends_with(end) {
            let starts = memmem::find_iter(body.as_bytes(), begin.as_bytes());
            if let Some(start) = starts.filter(|&at| at == 0 || body.as_bytes()[at - 1] == b'\n').last() {
                return &body[..start];
            }
        }
    }
    body
}

/// Notes as a tag keeps them: line ends `\n`, no blank lines around, one line end at the end; nothing else is touched.
pub fn normalize_notes(notes: &str) -> String {
    let text = universal_newlines(notes);
    let mut lines: Vec<&str> = text.split('\n').collect();
    let blank = |line: &&str| line.trim().is_empty();
    let end = lines.iter().rposition(|line| !blank(line)).map_or(0, |last| last + 1);
    lines.truncate(end);
    let start = lines.iter().position(|line| !blank(line)).unwrap_or(0);
    let mut notes = lines[start..].join("\n");
    if !notes.is_empty() {
        notes.push('\n');
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(body: &str) -> Vec<u8> {
        format!("object {}\ntype commit\ntag v1\ntagger T <t@x> 1 +0000\n\n{body}", "a".repeat(40)).into_bytes()
    }

    #[test]
    fn names_that_are_versions() {
        for (name, version) in [("v0.2", "0.2"), ("0.1", "0.1"), ("V0.3", "0.3"), ("v0.5-rc1", "0.5rc1"), ("v1", "1")] {
            assert_eq!(version_of(name, "").unwrap().to_string(), version);
        }
        for name in ["release-0.4", "pkg/v0.6", "nightly", "latest", "2024-01-01"] {
            assert_eq!(version_of(name, ""), None, "{name}");
        }
        assert_eq!(version_of("core-v1.2", "core-v").unwrap().to_string(), "1.2");
        assert_eq!(version_of("core-vv1.2", "core-v"), None);
        assert_eq!(version_of("v1.2", "core-v"), None);
    }

    #[test]
    fn notes_without_signatures() {
        assert_eq!(notes_of(&object("One\r\n\r\n- two\n")), "One\n\n- two\n");
        let pgp = "-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n";
        assert_eq!(notes_of(&object(&format!("One\n{pgp}"))), "One\n");
        let ssh = "-----BEGIN SSH SIGNATURE-----\nx\n-----END SSH SIGNATURE-----\n";
        assert_eq!(notes_of(&object(&format!("One\n{ssh}"))), "One\n");
        let quoted = format!("See:\n{ssh}and more\n");
        assert_eq!(notes_of(&object(&quoted)), quoted);
    }

    #[test]
    fn headers_that_attribution_does_not_read() {
        let no_tagger = format!("object {}\ntype commit\ntag v1\n\nnotes\n", "a".repeat(40));
        assert_eq!(notes_of(no_tagger.as_bytes()), "");
    }

    #[test]
    fn notes_are_kept_but_for_blank_lines_around() {
        assert_eq!(normalize_notes("\n\n# Heading\r\n\r\n\n- a  \n\n"), "# Heading\n\n\n- a  \n");
        assert_eq!(normalize_notes("  indented"), "  indented\n");
        assert_eq!(normalize_notes(" \n\n"), "");
    }
}
