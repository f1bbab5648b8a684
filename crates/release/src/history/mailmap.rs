//! Mailmaps as git reads them. In: the text of one or several, put together. Out: the name an author goes by.
//!
//! libgit2's own reading is not used: it compares with case, stops at an entry `Name <>`, and fails on empty
//! addresses, which are all fine for git.

use super::Identity;
use memchr::memchr;
use std::collections::HashMap;

/// A parsed mailmap.
#[derive(Debug, Default)]
pub struct Mailmap {
    /// By the address in commits, in lower case (ASCII).
    entries: HashMap<Vec<u8>, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    /// For any name.
    name: Option<Vec<u8>>,
    /// For one name in commits, in lower case (ASCII). `None`: the name stays, only the address changes.
    by_name: HashMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Mailmap {
    /// Reads a mailmap; lines that are no entries are passed over, as in git.
    pub fn parse(text: &[u8]) -> Self {
        let mut this = Self::default();
        for line in text.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"#")) {
            let Some((new, rest)) = parse_person(line, false) else { continue };
            match parse_person(rest, true) {
                Some((old, _)) => this.add(new.0, old.0, old.1),
                None => this.add(new.0, None, new.1),
            }
        }
        this
    }

    fn add(&mut self, new_name: Option<&[u8]>, old_name: Option<&[u8]>, old_email: &[u8]) {
        let new_name = new_name.map(<[u8]>::to_vec);
        let entry = self.entries.entry(old_email.to_ascii_lowercase()).or_default();
        match old_name {
            Some(old) => drop(entry.by_name.insert(old.to_ascii_lowercase(), new_name)),
            None => entry.name = new_name.or(entry.name.take()),
        }
    }

    /// The name that stands for an author.
    pub fn name<'a>(&'a self, author: &'a Identity) -> &'a [u8] {
        let Some(entry) = self.entries.get(&author.email.to_ascii_lowercase()) else { return &author.name };
        let name = match entry.by_name.get(&author.name.to_ascii_lowercase()) {
            Some(name) => name.as_deref(),
            None => entry.name.as_deref(),
        };
        name.unwrap_or(&author.name)
    }
}

/// A name, `None` if empty, and an address.
type Person<'a> = (Option<&'a [u8]>, &'a [u8]);

/// `Name <email>`, and what follows.
fn parse_person(text: &[u8], empty_email: bool) -> Option<(Person<'_>, &[u8])> {
    let open = memchr(b'<', text)?;
    let close = open + 1 + memchr(b'>', &text[open + 1..])?;
    let email = &text[open + 1..close];
    if email.is_empty() && !empty_email {
        return None;
    }
    let name = text[..open].trim_ascii();
    Some((((!name.is_empty()).then_some(name), email), &text[close + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(mailmap: &str, name: &str, email: &str) -> String {
        let author = Identity { name: name.into(), email: email.into() };
        String::from_utf8(Mailmap::parse(mailmap.as_bytes()).name(&author).to_vec()).unwrap()
    }

    #[test]
    fn the_four_forms() {
        assert_eq!(name("Proper <commit@x>", "nick", "commit@x"), "Proper");
        assert_eq!(name("<proper@x> <commit@x>", "nick", "commit@x"), "nick");
        assert_eq!(name("Proper <proper@x> <commit@x>", "nick", "commit@x"), "Proper");
        assert_eq!(name("Proper <proper@x> nick <commit@x>", "nick", "commit@x"), "Proper");
        assert_eq!(name("Proper <proper@x> nick <commit@x>", "other", "commit@x"), "other");
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(name("Proper <Commit@X>", "nick", "cOMMIT@x"), "Proper");
        assert_eq!(name("Proper <p@x> Nick <c@x>", "nICK", "C@x"), "Proper");
    }

    #[test]
    fn an_entry_without_address_does_not_end_the_file() {
        assert_eq!(name("Nobody <>\nProper <a@x>", "nick", "a@x"), "Proper");
        assert_eq!(name("Proper <p@x> nick <>", "nick", ""), "Proper");
    }

    #[test]
    fn later_lines_win_and_simple_entries_fill_gaps() {
        assert_eq!(name("First <a@x>\nSecond <a@x>\n", "nick", "a@x"), "Second");
        assert_eq!(name("First <a@x>\n<new@x> <a@x>\n", "nick", "a@x"), "First");
        assert_eq!(name("Any <a@x>\nOne <a@x> one <a@x>\n", "one", "a@x"), "One");
        assert_eq!(name("Any <a@x>\nOne <a@x> one <a@x>\n", "two", "a@x"), "Any");
    }

    #[test]
    fn comments_and_rubbish() {
        assert_eq!(name("# Proper <a@x>\nnonsense\nProper <a@x> # comment\r\n", "n", "a@x"), "Proper");
        assert_eq!(name(" # not a comment <a@x>\n", "n", "a@x"), "# not a comment");
    }
}
