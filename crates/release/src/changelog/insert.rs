//! Hand-written changelogs. In: the file's text and a release. Out: the text with one more section, in the file's own
//! manner.
//!
//! The newest section's heading is the model for ours: level, brackets, `v`, date, compare link. `[Unreleased]` is
//! emptied into the new section. Everything else stays byte for byte. A file without a heading that we understand is
//! refused.

use memchr::memmem;
use pep440_rs::Version;
use std::ops::Range;
use std::str::FromStr;
use thiserror::Error;

/// Why nothing can be inserted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InsertError {
    /// No heading of a release and no `[Unreleased]`.
    #[error("has no heading of a release and no `[Unreleased]` heading; add one, for example `## [Unreleased]`")]
    NotRecognised,
    /// The newest heading has something that cannot be copied.
    #[error(
        "has the heading `{0}`, of which it is not clear what the next one must look like; add `## [Unreleased]` or use a date like 2026-01-31"
    )]
    UnclearHeading(String),
}

/// A release to insert.
#[derive(Clone, Debug)]
pub struct Insertion<'a> {
    /// The version.
    pub version: &'a Version,
    /// The tag's name.
    pub tag: &'a str,
    /// The day, `YYYY-MM-DD`.
    pub date: &'a str,
    /// The section's text, normalized.
    pub body: &'a str,
}

/// A heading of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heading<'a> {
    /// From its first byte to the end of its last line, line end included.
    range: Range<usize>,
    /// 1 to 6 for `#`; for underlined headings the underline's character.
    kind: Kind,
    text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hashes(usize),
    Underlined(char),
}

/// The version in a heading, and what stands around it.
struct Release<'a> {
    version: Version,
    before: &'a str,
    after: &'a str,
}

/// The file with the new section. The same text if it has a section of the version already.
///
/// # Errors
/// If no heading can serve as a model.
pub fn insert(text: &str, new: &Insertion<'_>) -> Result<String, InsertError> {
    let headings = headings(text);
    let releases: Vec<(&Heading<'_>, Release<'_>)> =
        headings.iter().filter_map(|heading| Some((heading, release_heading(heading.text)?))).collect();
    if releases.iter().any(|(_, release)| release.version == *new.version) {
        return Ok(text.to_owned());
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let unreleased = headings.iter().find(|heading| is_unreleased(heading.text));
    let heading = match (releases.first(), unreleased) {
        (Some((model, release)), _) => like(model, release, new, newline)?,
        (None, Some(model)) => {
            let version = if model.text.contains('[') { format!("[{}]", new.version) } else { new.version.to_string() };
            underline(model.kind, &format!("{version} - {}", new.date), newline)
        }
        (None, None) => return Err(InsertError::NotRecognised),
    };
    let body = new.body.replace('\n', newline);
    let section = format!("{heading}{newline}{body}{}", if body.is_empty() { "" } else { newline });
    let result = match unreleased {
        Some(unreleased) => {
            let content = content_of(text, &headings, unreleased);
            let end = unreleased.range.end;
            let tail = &text[content.end..];
            let section = if tail.is_empty() { section.trim_end().to_owned() + newline } else { section };
            format!("{}{newline}{section}{tail}", with_line_end(&text[..end], newline))
        }
        None => {
            let at = releases[0].0.range.start;
            format!("{}{section}{}", &text[..at], &text[at..])
        }
    };
    Ok(with_links(&result, new, newline))
}

/// The text below `[Unreleased]`; `None` if there is no such heading or nothing below it.
pub fn unreleased_notes(text: &str) -> Option<String> {
    let headings = headings(text);
    let unreleased = headings.iter().find(|heading| is_unreleased(heading.text))?;
    let notes = crate::tags::normalize_notes(&text[content_of(text, &headings, unreleased)]);
    (!notes.is_empty()).then_some(notes)
}

/// The text of a version's section, without its heading.
pub fn section_of(text: &str, version: &Version) -> Option<String> {
    let headings = headings(text);
    let of_version =
        |heading: &&Heading<'_>| release_heading(heading.text).is_some_and(|release| release.version == *version);
    let heading = headings.iter().find(of_version)?;
    Some(crate::tags::normalize_notes(&text[content_of(text, &headings, heading)]))
}

/// From the end of a heading to the next that ends its section, without the link definitions at the file's end.
fn content_of(text: &str, headings: &[Heading<'_>], heading: &Heading<'_>) -> Range<usize> {
    let ends = |next: &&Heading<'_>| {
        next.range.start >= heading.range.end
            && (is_unreleased(next.text)
                || release_heading(next.text).is_some()
                || match (heading.kind, next.kind) {
                    (Kind::Hashes(own), Kind::Hashes(other)) => other <= own,
                    (own, other) => own == other,
                })
    };
    let end = headings.iter().find(ends).map_or(text.len(), |next| next.range.start);
    let mut links = end;
    for line in text[heading.range.end..end].split_inclusive('\n').rev() {
        if !line.trim().is_empty() && !is_link(line) {
            break;
        }
        if is_link(line) {
            links = line.as_ptr() as usize - text.as_ptr() as usize;
        }
    }
    heading.range.end..if links < end || end == text.len() { links } else { end }
}

fn is_link(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

fn is_unreleased(heading: &str) -> bool {
    let end = heading.find("](").map_or(heading.len(), |link| link + 1);
    heading[..end]
        .trim_matches(|edge: char| edge == '[' || edge == ']' || edge.is_whitespace())
        .eq_ignore_ascii_case("unreleased")
}

/// All headings outside code blocks.
fn headings(text: &str) -> Vec<Heading<'_>> {
    let mut headings = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    let mut previous: Option<(usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let content = line.trim_end();
        if let Some(mark) = fence {
            if content.trim_start().starts_with(mark) {
                fence = None;
            }
            continue;
        }
        let hashes = content.bytes().take_while(|&byte| byte == b'#').count();
        let mark = content.chars().next().filter(|mark| "=-~^".contains(*mark));
        if (1..=6).contains(&hashes) && content[hashes..].starts_with([' ', '\t']) {
            let text = content[hashes..].trim().trim_end_matches('#').trim_end();
            headings.push(Heading { range, kind: Kind::Hashes(hashes), text });
            previous = None;
        } else if let (Some(mark), Some((at, title))) = (mark, previous)
            && content.len() >= 3
            && content.chars().all(|character| character == mark)
        {
            headings.push(Heading { range: at..range.end, kind: Kind::Underlined(mark), text: title });
            previous = None;
        } else if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| content.trim_start().starts_with(mark)) {
            fence = Some(mark);
            previous = None;
        } else {
            previous = (!content.is_empty() && !content.starts_with([' ', '-', '*', '['])
                || release_heading(content).is_some() && content.starts_with('['))
            .then_some((range.start, content));
        }
    }
    headings
}

/// Takes a heading such as `[v1.2.0](link) - 2026-01-31` apart; `None` if it names no version.
fn release_heading(heading: &str) -> Option<Release<'_>> {
    let start = heading.find(|first: char| first.is_ascii_digit())?;
    let rest = &heading[start..];
    let end = rest.find(|last: char| !(last.is_ascii_alphanumeric() || ".!+-_".contains(last))).unwrap_or(rest.len());
    let end = rest[..end].trim_end_matches(['.', '-', '_']).len();
    let before = &heading[..start];
    let word = before.trim_start_matches('[').trim_end().trim_end_matches(':');
    if !["", "v", "V", "Version", "version", "Release", "release", "Version v", "Release v"].contains(&word) {
        return None;
    }
    Some(Release { version: Version::from_str(&rest[..end]).ok()?, before, after: &rest[end..] })
}

/// A heading for the new release after the model of an old one.
fn like(model: &Heading<'_>, old: &Release<'_>, new: &Insertion<'_>, newline: &str) -> Result<String, InsertError> {
    let unclear = || InsertError::UnclearHeading(model.text.to_owned());
    let mut after = old.after.to_owned();
    if let Some(compare) = after.find("/compare/") {
        let from = compare + "/compare/".len();
        let until = after[from..].find(')').map_or(after.len(), |end| from + end);
        let (_, last) = after[from..until].split_once("...").ok_or_else(unclear)?;
        let range = format!("{last}...{}", new.tag);
        after.replace_range(from..until, &range);
    } else if after.contains("](") {
        return Err(unclear());
    }
    let plain_from = after.rfind("](").and_then(|link| after[link..].find(')').map(|end| link + end)).unwrap_or(0);
    let (link, plain) = after.split_at(plain_from);
    let plain = match iso_date(plain) {
        Some(date) => format!("{}{}{}", &plain[..date.start], new.date, &plain[date.end..]),
        None => plain.to_owned(),
    };
    let without_date = plain.replacen(new.date, "", 1);
    if without_date.contains(|other: char| other.is_ascii_alphanumeric()) {
        return Err(unclear());
    }
    Ok(underline(model.kind, &format!("{}{}{link}{plain}", old.before, new.version), newline))
}

fn underline(kind: Kind, text: &str, newline: &str) -> String {
    match kind {
        Kind::Hashes(level) => format!("{} {text}{newline}", "#".repeat(level)),
        Kind::Underlined(mark) => {
            format!("{text}{newline}{}{newline}", mark.to_string().repeat(text.chars().count().max(3)))
        }
    }
}

fn iso_date(text: &str) -> Option<Range<usize>> {
    let shape = |window: &[u8]| {
        window
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
    };
    let start = text.as_bytes().windows(10).position(shape)?;
    Some(start..start + 10)
}

/// Adds the compare link of the new version where the file keeps such links.
fn with_links(text: &str, new: &Insertion<'_>, newline: &str) -> String {
    let label =
        |line: &str| line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(label, _)| label.to_owned());
    let links = text.split_inclusive('\n').filter(|line| is_link(line) && line.contains("/compare/"));
    let Some(line) = links.into_iter().next() else { return text.to_owned() };
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let (Some(label), Some(compare)) = (label(line), memmem::find(line.as_bytes(), b"/compare/")) else {
        return text.to_owned();
    };
    let url = &line[line.find("]: ").map_or(0, |at| at + 3)..compare + "/compare/".len()];
    let Some((from, to)) = line[compare + "/compare/".len()..].trim_end().split_once("...") else {
        return text.to_owned();
    };
    let own_label = if label.starts_with('v') { format!("v{}", new.version) } else { new.version.to_string() };
    let lines = if is_unreleased(&label) {
        let version_label = new.version.to_string();
        format!("[{label}]: {url}{}...{to}{newline}[{version_label}]: {url}{from}...{}{newline}", new.tag, new.tag)
    } else {
        format!("[{own_label}]: {url}{to}...{}{newline}{line}", new.tag)
    };
    format!("{}{lines}{}", &text[..start], &text[start + line.len()..])
}

fn with_line_end(text: &str, newline: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}{newline}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, body: &str) -> Result<String, InsertError> {
        let version = Version::from_str("1.2.0").unwrap();
        let new = Insertion { version: &version, tag: "v1.2.0", date: "2026-11-22", body };
        let once = insert(text, &new)?;
        assert_eq!(insert(&once, &new).as_ref(), Ok(&once), "a second time changes nothing");
        Ok(once)
    }

    #[test]
    fn keep_a_changelog() {
        let text = "# Changelog\n\nAll changes.\n\n## [Unreleased]\n\n### Added\n\n- x\n\n## [1.1.0] - 2026-01-01\n\n- y\n\n\
            [Unreleased]: https://h/o/r/compare/v1.1.0...HEAD\n[1.1.0]: https://h/o/r/releases/tag/v1.1.0\n";
        assert_eq!(unreleased_notes(text).unwrap(), "### Added\n\n- x\n");
        let expected = "# Changelog\n\nAll changes.\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-22\n\n### Added\n\n- x\n\n\
            ## [1.1.0] - 2026-01-01\n\n- y\n\n\
            [Unreleased]: https://h/o/r/compare/v1.2.0...HEAD\n[1.2.0]: https://h/o/r/compare/v1.1.0...v1.2.0\n\
            [1.1.0]: https://h/o/r/releases/tag/v1.1.0\n";
        let result = run(text, "### Added\n\n- x\n").unwrap();
        assert_eq!(result, expected);
        assert_eq!(unreleased_notes(&result), None);
        assert_eq!(section_of(&result, &Version::from_str("1.2").unwrap()).unwrap(), "### Added\n\n- x\n");
    }

    #[test]
    fn only_unreleased() {
        let result = run("# C\n\n## [Unreleased]\n- x\n\n[Unreleased]: https://h/x\n", "- x\n").unwrap();
        assert_eq!(result, "# C\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-22\n\n- x\n\n[Unreleased]: https://h/x\n");
        let result = run("# C\n\n## Unreleased", "- x\n").unwrap();
        assert_eq!(result, "# C\n\n## Unreleased\n\n## 1.2.0 - 2026-11-22\n\n- x\n");
    }

    #[test]
    fn other_headings() {
        for (old, new) in [
            ("## v1.1.0", "## v1.2.0"),
            ("### 1.1.0 (2026-01-01)", "### 1.2.0 (2026-11-22)"),
            ("# Version 1.1", "# Version 1.2.0"),
            ("1.1 (2026-01-01)\n----------------", "1.2.0 (2026-11-22)\n------------------"),
            ("v1.1\n~~~~", "v1.2.0\n~~~~~~"),
            (
                "## [1.1.0](https://h/o/r/compare/v1.0.0...v1.1.0) (2026-01-01)",
                "## [1.2.0](https://h/o/r/compare/v1.1.0...v1.2.0) (2026-11-22)",
            ),
        ] {
            let result = run(&format!("Intro\n\n{old}\n\n- y\n"), "- x\n").unwrap();
            assert_eq!(result, format!("Intro\n\n{new}\n\n- x\n\n{old}\n\n- y\n"));
        }
    }

    #[test]
    fn windows_line_ends_stay() {
        assert_eq!(
            run("A\r\n\r\n## 1.1\r\n\r\n- y\r\n", "- x\n- z\n").unwrap(),
            "A\r\n\r\n## 1.2.0\r\n\r\n- x\r\n- z\r\n\r\n## 1.1\r\n\r\n- y\r\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert_eq!(run("# History\n\nOnce upon a time\n", "x\n"), Err(InsertError::NotRecognised));
        assert!(matches!(run("## 1.1 (3rd of May)\n\n- y\n", "x\n"), Err(InsertError::UnclearHeading(_))));
        assert_eq!(run("```\n## 1.1\n```\n", "x\n"), Err(InsertError::NotRecognised));
    }
}
