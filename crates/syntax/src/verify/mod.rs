//! The check before a write: is the sorted text the same program?
//!
//! The recognizer reads the original and what is put there, or the full parser where it is unsure:
//!
//! * The original must be Python, and in it each edit must replace whole logical lines, in no bracket and no string, that are
//!   all import statements.
//! * What it puts there must be Python and import statements too, with the same indentation and whole lines. The text around
//!   the edits is the same byte for byte, so the syntax trees of everything else are equal.
//! * At each edit the same things must be imported, each name must be bound to the same thing at the end, and
//!   `from __future__` must stay first.
//! * Every comment must still be there, exactly as often.
//! * What an [`Allowance`] names may be imported in addition, exactly once, at the top level, where it changes neither what the docstring
//!   is nor what `from __future__` may do. Headings that it names may come and go.
//!
//! This module reads the imports by itself and, like the recognizer, shares no code with the outline or with the sorter, so that it is
//! an independent witness.

mod added;
mod item;
mod lines;

use crate::parse::{SyntaxError, parse};
use crate::recognize::{Verdict, recognize_lines};
use added::{check_place, take_added};
use harmless_text::{Edits, Newline, TextRange};
use item::{Item, are_bound_once, last_bindings};
use lines::{check_lines, import_lines, is_after_statement, is_line_start};
use std::collections::BTreeMap;
use thiserror::Error;

/// What may differ besides the order of imports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Allowance<'a> {
    /// Comments may be joined, cut at `#`, repeated or lost, the last binding of a name may change, and a final `\r` may be
    /// lost: what µsort itself does in rare cases.
    pub usort_defects: bool,
    /// What must be imported in addition, each once.
    pub added: &'a [AddedImport],
    /// Comments, as they are written, that may be added anew. Those in the same words may go.
    pub headings: &'a [String],
}

/// One thing that is imported in addition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddedImport {
    /// The module of a from-import with its dots; `None` in a plain import.
    pub module: Option<String>,
    /// The name; dotted in a plain import.
    pub name: String,
    /// The name after `as`.
    pub alias: Option<String>,
}

/// What a star import may bind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarBinding {
    /// Some of these names, each with whether it can only be the module of that name.
    Names(BTreeMap<String, bool>),
    /// Any name that does not begin with an underscore.
    Public,
}

impl StarBinding {
    /// Whether `name` may be bound; `None` stands for an import of which nothing is known.
    pub fn may_bind(known: Option<&Self>, name: &str) -> bool {
        match known {
            None => true,
            Some(Self::Public) => !name.starts_with('_'),
            Some(Self::Names(names)) => names.contains_key(name),
        }
    }
}

/// By modules, as a from-import writes them, what a star import of them may bind. One of any other module may bind any name.
pub type StarBindings = BTreeMap<String, StarBinding>;

/// Why a text must not be written in place of another.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum VerifyError {
    /// The original is no valid Python: the user's error.
    #[error("{0}")]
    Before(SyntaxError),
    /// What is to be written is no valid Python.
    #[error("the result has a syntax error: {0}")]
    After(SyntaxError),
    /// Something else than imports would be replaced, or would stand there afterwards.
    #[error("something else than import statements would change")]
    Code {
        /// What would be replaced, in the original.
        range: TextRange,
    },
    /// Something else is imported than before.
    #[error("`{item}` would be {}", if *.is_gained { "imported where it was not" } else { "lost" })]
    Items {
        /// The imports concerned, in the original.
        range: TextRange,
        /// What is imported, as in `from a import b as c`.
        item: String,
        /// Whether it is imported only afterwards.
        is_gained: bool,
    },
    /// What was to be imported in addition is not.
    #[error("`{item}` would not be added")]
    NotAdded {
        /// What is missing, as in `from a import b as c`.
        item: String,
    },
    /// A name would be bound to something else.
    #[error("the name `{name}` would be bound to something else")]
    Binding {
        /// The imports concerned, in the original.
        range: TextRange,
        /// The name.
        name: String,
    },
    /// `from __future__` would no longer be first.
    #[error("`from __future__` would no longer come first")]
    Future {
        /// The imports concerned, in the original.
        range: TextRange,
    },
    /// A comment would be lost or appear more often.
    #[error("the comment `{text}` would be lost or repeated")]
    Comment {
        /// The comment.
        text: String,
    },
}

/// Checks that making `edits` in `before` does nothing but sort imports. `stars` tells what star imports bind.
///
/// # Errors
/// The first reason not to make them; [`VerifyError::Before`] if `before` is no valid Python.
pub fn verify_imports(
    before: &str,
    edits: &Edits,
    allowance: Allowance<'_>,
    stars: &StarBindings,
) -> Result<(), VerifyError> {
    let bounds: Vec<u32> = edits.iter().flat_map(|edit| [edit.range.start(), edit.range.end()]).collect();
    let mut parsed = match recognize_lines(before, &bounds) {
        Verdict::Valid => None,
        Verdict::Unsure { .. } => Some(parse(before).map_err(VerifyError::Before)?),
    };
    let mut due: Vec<&AddedImport> = allowance.added.iter().collect();
    let mut comments: BTreeMap<&str, i64> = BTreeMap::new();
    for edit in edits {
        let code = || VerifyError::Code { range: edit.range };
        let is_between_lines = |offset| {
            let parsed = parsed.as_ref();
            is_line_start(before, offset) && parsed.is_none_or(|parsed| is_after_statement(parsed.tokens(), offset))
        };
        let is_end = edit.range.end() as usize == before.len();
        if !is_between_lines(edit.range.start()) || !(is_end || is_between_lines(edit.range.end())) {
            return Err(code());
        }
        let old = import_lines(edit.range.of(before)).ok_or_else(code)?;
        check_lines(&edit.text).map_err(VerifyError::After)?;
        let new = import_lines(&edit.text).ok_or_else(code)?;
        let ends = Newline::at_end(&edit.text).is_some();
        let ends_line = ends == Newline::at_end(edit.range.of(before)).is_some() || (ends && edit.range.is_empty());
        // Blank lines between statements may come and go.
        let is_blank = |text: &str| text.chars().all(char::is_whitespace);
        let are_blank_lines = is_blank(edit.range.of(before))
            && is_blank(&edit.text)
            && (edit.text.is_empty() || Newline::at_end(&edit.text).is_some());
        let is_whole = !is_blank(&edit.text) && (ends_line || allowance.usort_defects);
        if new.indentation != old.indentation || !(is_whole || are_blank_lines) {
            return Err(code());
        }
        let gained = take_added(&old.items, &new.items, &mut due);
        if !gained.is_empty() {
            let parsed = match &mut parsed {
                Some(parsed) => parsed,
                None => parsed.insert(parse(before).map_err(VerifyError::Before)?),
            };
            check_place(before, parsed.body(), edit.range, &new.items, &gained)?;
        }
        compare_items(edit.range, &old.items, &new.items, &gained, allowance, stars)?;
        let is_heading = |comment: &str| allowance.headings.iter().any(|heading| words(heading).eq(words(comment)));
        for &comment in new.comments.iter().filter(|comment| is_heading(comment)) {
            if !old.comments.contains(&comment) && !allowance.headings.iter().any(|heading| heading == comment) {
                return Err(VerifyError::Comment { text: comment.into() });
            }
        }
        for comment in old.comments.into_iter().filter(|comment| !is_heading(comment)) {
            *comments.entry(comment).or_default() += 1;
        }
        for range in new.comments.iter().map(|comment| comment.trim_end()).filter(|comment| !is_heading(comment)) {
            match comments.get_mut(range) {
                Some(count) => *count -= 1,
                None if allowance.usort_defects => {}
                None => return Err(VerifyError::Comment { text: range.into() }),
            }
        }
    }
    if let Some((text, _)) = comments.iter().find(|&(_, &count)| count != 0 && !allowance.usort_defects) {
        return Err(VerifyError::Comment { text: (*text).into() });
    }
    match due.first() {
        Some(&added) => Err(VerifyError::NotAdded { item: Item::from(added).render() }),
        None => Ok(()),
    }
}

/// Compares what is imported at `range`, `gained` aside.
fn compare_items<'a>(
    range: TextRange,
    old: &'a [Item<'a>],
    new: &'a [Item<'a>],
    gained: &'a [Item<'a>],
    allowance: Allowance<'_>,
    stars: &'a StarBindings,
) -> Result<(), VerifyError> {
    // What is gained must do no more than it would before all others.
    let expected: Vec<&Item<'_>> = gained.iter().chain(old).collect();
    let found: Vec<&Item<'_>> = new.iter().collect();
    compare_counts(range, &expected, &found)?;
    if !allowance.usort_defects && !are_bound_once(&expected) {
        let bound = last_bindings(&found, stars);
        for (name, target) in last_bindings(&expected, stars) {
            if bound.get(name) != Some(&target) {
                return Err(VerifyError::Binding { range, name: name.into() });
            }
        }
    }
    let leading = |items: &[Item<'_>]| items.iter().take_while(|item| item.is_future()).count();
    if leading(new) < leading(old).min(new.iter().filter(|item| item.is_future()).count()) {
        return Err(VerifyError::Future { range });
    }
    Ok(())
}

/// Compares how often each thing is imported: of what is imported several times, fewer may be left (merging), but one must.
fn compare_counts(range: TextRange, expected: &[&Item<'_>], found: &[&Item<'_>]) -> Result<(), VerifyError> {
    let (mut expected, mut found) = (expected.to_vec(), found.to_vec());
    expected.sort_unstable();
    found.sort_unstable();
    if expected == found {
        return Ok(());
    }
    let mut counts: BTreeMap<&Item<'_>, (u32, u32)> = BTreeMap::new();
    expected.into_iter().for_each(|item| counts.entry(item).or_default().0 += 1);
    found.into_iter().for_each(|item| counts.entry(item).or_default().1 += 1);
    match counts.iter().find(|&(_, &(before, after))| after == 0 || after > before) {
        Some((item, &(before, after))) => {
            Err(VerifyError::Items { range, item: item.render(), is_gained: after > before })
        }
        None => Ok(()),
    }
}

/// The words of a comment, in lower case.
fn words(comment: &str) -> impl Iterator<Item = String> + '_ {
    comment.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use harmless_text::Edit;

    /// Verifies the edit that replaces all of `before` between `head` and `tail`, with the recognizer and with the parser.
    fn verify_within(head: &str, before: &str, after: &str, tail: &str) -> Result<(), VerifyError> {
        let result = verify_text(head, before, after, tail);
        // Of identifiers beyond ASCII the recognizer is unsure.
        let parsed = verify_text(&format!("é = 1\n{head}"), before, after, tail);
        let kind = |result: &Result<(), VerifyError>| result.as_ref().err().map(std::mem::discriminant);
        assert_eq!(kind(&result), kind(&parsed), "{result:?} and {parsed:?}");
        result
    }

    fn verify_text(head: &str, before: &str, after: &str, tail: &str) -> Result<(), VerifyError> {
        let text = format!("{head}{before}{tail}");
        let range = TextRange::new(head.len() as u32, (head.len() + before.len()) as u32);
        let edits = Edits::new(vec![Edit { range, text: after.into() }]).expect("one edit");
        verify_imports(&text, &edits, Allowance::default(), &StarBindings::new())
    }

    fn verify(before: &str, after: &str) -> Result<(), VerifyError> {
        verify_within("", before, after, "")
    }

    /// Where in `text` lines begin of which recognizer and parser do not agree whether logical lines begin there; and where
    /// logical lines begin, in number.
    fn disputed_line_starts(text: &str) -> (Vec<u32>, usize) {
        let parsed = parse(text).expect("Python");
        let starts = (0..text.len() as u32)
            .filter(|&offset| text.is_char_boundary(offset as usize) && is_line_start(text, offset));
        let (between, inside): (Vec<u32>, Vec<u32>) =
            starts.partition(|&offset| is_after_statement(parsed.tokens(), offset));
        let mut disputed: Vec<u32> =
            inside.into_iter().filter(|&offset| recognize_lines(text, &[offset]) == Verdict::Valid).collect();
        if recognize_lines(text, &between) != Verdict::Valid {
            disputed.extend(&between);
        }
        (disputed, between.len())
    }

    #[test]
    fn recognizer_and_parser_agree_on_where_logical_lines_begin() {
        let mut count = 0;
        for program in include_str!("../../tests/recognizer/followed.txt").split("---\n") {
            for program in [program, &program.replace('\n', "\r\n")] {
                let (disputed, between) = disputed_line_starts(program);
                assert_eq!(disputed, [], "{program}");
                count += between;
            }
        }
        assert!(count > 200, "{count}");
    }

    #[test]
    fn a_star_import_moves_only_where_its_names_are_known() {
        let verify = |before: &str, after: &str, names: &[&str]| {
            let range = TextRange::new(0, before.len() as u32);
            let edits = Edits::new(vec![Edit { range, text: after.into() }]).expect("one edit");
            let names = names.iter().map(|name| ((*name).to_owned(), *name == "sys")).collect();
            let stars = [("m".to_owned(), StarBinding::Names(names)), ("p".to_owned(), StarBinding::Public)];
            verify_imports(before, &edits, Allowance::default(), &StarBindings::from(stars))
        };
        let before = "from m import *\nimport a\nfrom m import c\n";
        assert_eq!(verify(before, "import a\nfrom m import *\nfrom m import c\n", &["b", "c"]), Ok(()));
        let changed = verify(before, "import a\nfrom m import *\nfrom m import c\n", &["a"]);
        assert!(matches!(changed, Err(VerifyError::Binding { name, .. }) if name == "a"));
        let lost = verify(before, "import a\nfrom m import c\n", &["b"]);
        assert!(matches!(lost, Err(VerifyError::Items { item, .. }) if item == "from m import *"));
        let is_harmful = |before: &str, after: &str| match verify(before, after, &["sys", "b"]) {
            Err(VerifyError::Binding { .. }) => true,
            other => other.is_err_and(|error| panic!("{error}")),
        };
        assert!(is_harmful("from n import *\nimport a\n", "import a\nfrom n import *\n"));
        assert!(is_harmful("from n import *\nfrom o import *\n", "from o import *\nfrom n import *\n"));
        assert!(is_harmful("from p import *\nfrom o import *\n", "from o import *\nfrom p import *\n"));
        assert!(is_harmful("from m import *\nfrom o import *\n", "from o import *\nfrom m import *\n"));
        assert!(is_harmful("from m import *\nfrom o import b\n", "from o import b\nfrom m import *\n"));
        assert!(is_harmful("import a\nfrom n import *\nimport a\n", "import a\nfrom n import *\n"));
        assert!(!is_harmful(
            "import b as a\nimport a\nfrom n import *\n",
            "import b as a\nimport a\nfrom n import *\n"
        ));
        assert!(!is_harmful("import sys\nfrom m import *\n", "from m import *\nimport sys\n"));
        assert!(!is_harmful("import b as _a\nfrom p import *\n", "from p import *\nimport b as _a\n"));
        assert!(is_harmful("import b as a\nfrom p import *\n", "from p import *\nimport b as a\n"));
    }

    #[test]
    fn another_order_is_the_same_program() {
        let before = "import b, a\nfrom m import (  # why\n    y,\n    x as z,\n)\n# note\nimport c;\n";
        let after = "import a\nimport b\n# note\nimport c\nfrom m import x as z, y  # why\n";
        assert_eq!(verify(before, after), Ok(()));
        assert_eq!(verify_within("'''doc'''\n", before, after, "x = 1\n"), Ok(()));
        let before = "    import d;\n    import c\n";
        assert_eq!(verify_within("def f():\n", before, "    import c\n    import d\n", "    return d\n"), Ok(()));
        assert_eq!(verify_within("def f():\n", "\timport d\n\timport c", "\timport c\n\timport d", ""), Ok(()));
    }

    #[test]
    fn blank_lines_between_statements_come_and_go() {
        let before = "import a\n\nx = [\n1]\n";
        let edit = |start, end, text: &str| {
            let edits = Edits::new(vec![Edit { range: TextRange::new(start, end), text: text.into() }]).expect("edits");
            verify_imports(before, &edits, Allowance::default(), &StarBindings::new())
        };
        assert_eq!(edit(9, 9, "\n"), Ok(()));
        assert_eq!(edit(9, 10, ""), Ok(()));
        assert!(edit(10, 10, "  ").is_err());
        assert!(edit(8, 9, "").is_err());
        assert!(edit(16, 16, "\n").is_err());
    }

    #[test]
    fn every_kind_of_harm_is_found() {
        let is = |before, after| verify(before, after).expect_err("refused");
        assert!(matches!(is("import a\nx = 1\n", "x = 1\nimport a\n"), VerifyError::Code { .. }));
        assert!(matches!(is("import a\nimport b\n", "import a\nx = 1\n"), VerifyError::Code { .. }));
        assert!(matches!(is("import a\nimport b\n", "import a\n"), VerifyError::Items { is_gained: false, .. }));
        assert!(matches!(is("import a\n", "import a\nimport b\n"), VerifyError::Items { is_gained: true, .. }));
        assert!(matches!(
            is("import a as x\nimport b as x\n", "import b as x\nimport a as x\n"),
            VerifyError::Binding { .. }
        ));
        assert!(matches!(
            is("from __future__ import a\nimport b\n", "import b\nfrom __future__ import a\n"),
            VerifyError::Future { .. }
        ));
        assert!(matches!(is("import a  # x\n", "import a\n"), VerifyError::Comment { .. }));
        assert!(matches!(is("import a  # x\n", "import a  # x # x\n"), VerifyError::Comment { .. }));
        assert!(matches!(is("import a b\n", "import a\n"), VerifyError::Before(_)));
        assert!(matches!(is("import a\n", "import a b\n"), VerifyError::After(_)));
        assert!(matches!(is("import a\n", "import a"), VerifyError::Code { .. }));
        assert!(matches!(
            is("from a import *\nimport b\n", "import b\nfrom a import *\n"),
            VerifyError::Binding { .. }
        ));
        let nested = |after| verify_within("if x:\n", "    import b\n    import a\n", after, "    y\n");
        assert!(matches!(nested("import a\nimport b\n"), Err(VerifyError::After(_) | VerifyError::Code { .. })));
        assert!(matches!(nested("    import a\n        import b\n"), Err(VerifyError::After(_))));
        assert!(matches!(nested("  import a\n  import b\n"), Err(VerifyError::Code { .. })));
        assert!(matches!(nested("    import a\nimport b\n"), Err(VerifyError::Code { .. })));
    }

    #[test]
    fn only_whole_statements_may_be_replaced() {
        let harm = |head, before, after, tail| verify_within(head, before, after, tail).expect_err("refused");
        assert!(matches!(harm("x = '''\n", "import b\n", "import a\n", "'''\n"), VerifyError::Code { .. }));
        assert!(matches!(harm("import a", "", "import b\n", ""), VerifyError::Code { .. }));
        assert!(matches!(harm("import a", "", "\n", ""), VerifyError::Code { .. }));
        assert!(matches!(harm("import c, ", "a\n", "a\n", ""), VerifyError::Code { .. }));
        assert!(matches!(harm("x = (\n", "# b\n", "# a\n", ")\n"), VerifyError::Code { .. }));
        assert!(matches!(harm("if x: \\\n", "  import b\n", "  import b\n", ""), VerifyError::Code { .. }));
    }

    /// Verifies the edit of `range` of `before` with what may be added.
    fn verify_added(before: &str, range: (u32, u32), after: &str, added: &[(&str, &str)]) -> Result<(), VerifyError> {
        let added: Vec<AddedImport> = added
            .iter()
            .map(|(module, name)| AddedImport {
                module: (!module.is_empty()).then(|| (*module).into()),
                name: (*name).into(),
                alias: None,
            })
            .collect();
        let edits = vec![Edit { range: TextRange::new(range.0, range.1), text: after.into() }];
        let allowance = Allowance { added: &added, ..Allowance::default() };
        verify_imports(before, &Edits::new(edits).expect("one edit"), allowance, &StarBindings::new())
    }

    #[test]
    fn only_what_is_required_is_added() {
        let future = ("__future__", "annotations");
        let line = "from __future__ import annotations\n";
        assert_eq!(verify_added("x = 1\n", (0, 0), line, &[future]), Ok(()));
        assert_eq!(verify_added("'''d'''\n\nx = 1\n", (8, 9), &format!("{line}\n"), &[future]), Ok(()));
        assert_eq!(verify_added("import b\n", (0, 9), "import a\nimport b\n", &[("", "a")]), Ok(()));
        let harm = |before, range, after, added: &[_]| verify_added(before, range, after, added).expect_err("refused");
        let is_gained = |error| matches!(error, VerifyError::Items { is_gained: true, .. });
        assert!(is_gained(harm("x = 1\n", (0, 0), line, &[])));
        assert!(is_gained(harm("x = 1\n", (0, 0), "import b\n", &[("", "a")])));
        assert!(is_gained(harm("x = 1\n", (0, 0), "import a\nimport b\n", &[("", "a")])));
        assert!(is_gained(harm("x = 1\n", (0, 0), "import a\nimport a\n", &[("", "a")])));
        assert!(is_gained(harm("x = 1\n", (0, 0), "import a as b\n", &[("", "a")])));
        assert!(matches!(harm("import b\n", (0, 9), "import b\n", &[("", "a")]), VerifyError::NotAdded { .. }));
        assert!(matches!(
            harm("import a as x\n", (0, 14), "import a as x\nimport x\n", &[("", "x")]),
            VerifyError::Binding { .. }
        ));
    }

    #[test]
    fn what_is_added_yields_to_a_star_import() {
        let added = [AddedImport { module: None, name: "a".into(), alias: None }];
        let verify = |after: &str| {
            let edits = vec![Edit { range: TextRange::new(0, 16), text: after.into() }];
            let allowance = Allowance { added: &added, ..Allowance::default() };
            let names = StarBinding::Names(BTreeMap::from([("a".to_owned(), false)]));
            let stars = StarBindings::from([("m".to_owned(), names)]);
            verify_imports("from m import *\n", &Edits::new(edits).expect("one edit"), allowance, &stars)
        };
        assert_eq!(verify("import a\nfrom m import *\n"), Ok(()));
        assert!(matches!(verify("from m import *\nimport a\n"), Err(VerifyError::Binding { .. })));
    }

    #[test]
    fn what_is_added_stands_where_it_does_no_harm() {
        let harm = |before, range, after, added| verify_added(before, range, after, &[added]).expect_err("refused");
        let future = ("__future__", "annotations");
        let line = "from __future__ import annotations\n";
        let is_code = |before, at, added| matches!(harm(before, (at, at), added, ("", "a")), VerifyError::Code { .. });
        assert!(matches!(harm("'''d'''\n", (0, 0), line, future), VerifyError::Future { .. }));
        assert!(matches!(harm("x = 1\ny = 2\n", (6, 6), line, future), VerifyError::Future { .. }));
        let late = "from __future__ import division\n";
        assert!(matches!(harm(late, (0, 0), "import a\n", ("", "a")), VerifyError::Future { .. }));
        let line_before = verify_added("from __future__ import division; a\n", (0, 0), line, &[future]);
        assert_eq!(line_before, Ok(()));
        let behind = format!("import b\n{line}");
        assert!(matches!(harm("import b\n", (0, 9), &behind, future), VerifyError::Future { .. }));
        assert!(is_code("if x:\n  y\nelse:\n  z\n", 10, "import a\n"));
        assert!(is_code("@a\ndef f(): pass\n", 3, "import a\n"));
        assert!(is_code("#!x\na = 1\n", 0, "import a\n"));
        assert!(is_code("# c\n# coding: x\na = 1\n", 4, "import a\n"));
    }

    #[test]
    fn only_headings_come_and_go() {
        let verify = |before: &str, after: &str| {
            let edits = vec![Edit { range: TextRange::new(0, before.len() as u32), text: after.into() }];
            let allowance = Allowance { headings: &["# Standard library".into()], ..Allowance::default() };
            verify_imports(before, &Edits::new(edits).expect("one edit"), allowance, &StarBindings::new())
        };
        assert_eq!(verify("import a\n", "# Standard library\nimport a\n"), Ok(()));
        assert_eq!(verify("# -- standard LIBRARY --\nimport a\n", "import a\n"), Ok(()));
        assert_eq!(verify("#standard library\nimport a\n", "#standard library\nimport a\n"), Ok(()));
        for (before, after) in [
            ("import a\n", "# Standard libraries\nimport a\n"),
            ("import a\n", "#standard library\nimport a\n"),
            ("# Third party\nimport a\n", "import a\n"),
        ] {
            assert!(matches!(verify(before, after), Err(VerifyError::Comment { .. })), "{before:?}");
        }
    }
}
