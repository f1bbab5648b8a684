//! The proof, before a result is written, that it lost nothing. Each failed check refuses the file.

mod compile;
mod names;
mod structure;

use harmless_syntax::names::Names;
use harmless_syntax::rewrite::{Composition, Mark};
use harmless_syntax::{TokenKind, Tree};
use harmless_text::{Edit, TextRange};
use std::collections::HashMap;
use thiserror::Error;

/// What a result would have broken.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum VerifyError {
    /// It is not Python.
    #[error("the result does not parse: {0}")]
    Syntax(String),
    /// Python would refuse to compile it.
    #[error("the result does not compile: {0}")]
    Compile(String),
    /// Text outside of the edits changed.
    #[error("text outside of the edits would change")]
    Text,
    /// A replacement field holds what it cannot hold before Python 3.12.
    #[error(
        "before Python 3.12 a replacement field cannot hold the string's own quotes, a backslash, a comment or a line end"
    )]
    LateFstring,
    /// A comment is lost.
    #[error("the comment `{0}` would be lost")]
    Comment(String),
    /// A string that was not to be changed is another one.
    #[error("the string {0} would change")]
    Constant(String),
    /// What was one expression is none any more.
    #[error("`{0}` would not be one expression any more")]
    Structure(String),
    /// A string becomes the documentation of what it stands in.
    #[error("the string {0} would become a docstring")]
    Docstring(String),
    /// A docstring is only a string any more.
    #[error("the docstring {0} would not be one any more")]
    NoDocstring(String),
    /// A name means something else.
    #[error("the name `{name}` would mean {after} instead of {before}")]
    Name {
        /// The name.
        name: String,
        /// What it meant.
        before: String,
        /// What it would mean.
        after: String,
    },
    /// A second run would change the result again.
    #[error("a second run would change the result again (at `{0}`)")]
    Unstable(String),
}

/// A path that may be resolved differently afterwards: what a rename changes on purpose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamed {
    /// The path before.
    pub old: String,
    /// The path after.
    pub new: String,
}

/// Compares the text before and after. Returns the tree of the result.
///
/// # Errors
/// The first thing that the result would break.
pub(crate) fn verify(
    names: &Names<'_>,
    composition: &Composition,
    (edits, marks): (&[Edit], &[Mark]),
    result: &str,
    package: Option<&str>,
    renamed: &[Renamed],
    old_fstrings: bool,
) -> Result<Tree, VerifyError> {
    let before = names.tree();
    check_text(before.text(), edits, result)?;
    let after = Tree::parse(result).map_err(|error| {
        let line = result[..error.offset as usize].matches('\n').count() + 1;
        VerifyError::Syntax(format!("{} (line {line})", error.message))
    })?;
    // A file that has such a field already is for a Python that takes them.
    if old_fstrings && before.late_fstrings() == 0 && after.late_fstrings() > 0 {
        return Err(VerifyError::LateFstring);
    }
    let shifted = Shifted::new(edits);
    compile::check_compiles(before, &after)?;
    structure::check_expressions(before, &after, marks)?;
    structure::check_docstrings(before, &after, marks, &shifted)?;
    check_comments(before, &after)?;
    check_constants(before, &after, composition)?;
    names::check_names(names, &Names::new(&after, package), &shifted, renamed)?;
    Ok(after)
}

fn check_text(before: &str, edits: &[Edit], after: &str) -> Result<(), VerifyError> {
    let (mut old, mut new) = (0usize, 0usize);
    for edit in edits {
        let kept = &before[old..edit.range.start() as usize];
        if after.get(new..new + kept.len()) != Some(kept) {
            return Err(VerifyError::Text);
        }
        old = edit.range.end() as usize;
        new += kept.len() + edit.text.len();
    }
    if after.get(new..) == before.get(old..) { Ok(()) } else { Err(VerifyError::Text) }
}

/// The first of `wanted`, in alphabetical order, that is not as often in `there`.
fn first_missing<'a>(wanted: impl Iterator<Item = &'a str>, there: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut missing: HashMap<&str, isize> = HashMap::new();
    wanted.for_each(|text| *missing.entry(text).or_default() += 1);
    there.for_each(|text| *missing.entry(text).or_default() -= 1);
    missing.into_iter().filter(|(_, count)| *count > 0).map(|(text, _)| text).min()
}

fn check_comments(before: &Tree, after: &Tree) -> Result<(), VerifyError> {
    let wanted = before.comments().iter().map(|comment| comment.of(before.text()));
    let there = after.comments().iter().map(|comment| comment.of(after.text()));
    first_missing(wanted, there).map_or(Ok(()), |text| Err(VerifyError::Comment(text.to_owned())))
}

/// Every string token that the changes keep is there afterwards, byte for byte.
fn check_constants(before: &Tree, after: &Tree, composition: &Composition) -> Result<(), VerifyError> {
    let is_string = |tree: &Tree, token| {
        matches!(tree.token_kind(token), TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle)
    };
    let kept = before
        .tokens()
        .filter(|&token| is_string(before, token) && composition.keeps(before.token_range(token)))
        .map(|token| before.token_text(token));
    let there = after.tokens().filter(|&token| is_string(after, token)).map(|token| after.token_text(token));
    first_missing(kept, there).map_or(Ok(()), |text| Err(VerifyError::Constant(text.to_owned())))
}

/// From offsets before to offsets after, for what no edit touches.
struct Shifted<'a> {
    edits: &'a [Edit],
    deltas: Vec<i64>,
}

impl<'a> Shifted<'a> {
    fn new(edits: &'a [Edit]) -> Self {
        let mut delta = 0;
        let deltas = edits
            .iter()
            .map(|edit| {
                delta += edit.text.len() as i64 - i64::from(edit.range.len());
                delta
            })
            .collect();
        Self { edits, deltas }
    }

    fn map(&self, range: TextRange) -> Option<u32> {
        let index = self.edits.partition_point(|edit| edit.range.end() <= range.start());
        if self.edits.get(index).is_some_and(|edit| edit.range.start() < range.end()) {
            return None;
        }
        let delta = index.checked_sub(1).map_or(0, |before| self.deltas[before]);
        u32::try_from(i64::from(range.start()) + delta).ok()
    }
}
