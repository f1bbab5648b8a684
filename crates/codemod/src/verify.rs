//! The proof, before a result is written, that it lost nothing. Each failed check refuses the file.

use harmless_syntax::names::{BindingKind, Names, Qualified, Reference};
use harmless_syntax::rewrite::Composition;
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
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
    /// A comment is lost.
    #[error("the comment `{0}` would be lost")]
    Comment(String),
    /// A string that was not to be changed is another one.
    #[error("the string {0} would change")]
    Constant(String),
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
    edits: &[Edit],
    result: &str,
    package: Option<&str>,
    renamed: &[Renamed],
) -> Result<Tree, VerifyError> {
    let before = names.tree();
    check_text(before.text(), edits, result)?;
    let after = Tree::parse(result).map_err(|error| {
        let line = result[..error.offset as usize].matches('\n').count() + 1;
        VerifyError::Syntax(format!("{} (line {line})", error.message))
    })?;
    check_compiles(before, &after)?;
    check_comments(before, &after)?;
    check_constants(before, &after, composition)?;
    check_names(names, &Names::new(&after, package), edits, renamed)?;
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

fn counts<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

fn check_comments(before: &Tree, after: &Tree) -> Result<(), VerifyError> {
    let there = counts(after.comments().iter().map(|comment| comment.of(after.text())));
    let wanted = counts(before.comments().iter().map(|comment| comment.of(before.text())));
    let mut lost: Vec<&str> = wanted
        .into_iter()
        .filter(|(text, count)| there.get(text).copied().unwrap_or(0) < *count)
        .map(|(text, _)| text)
        .collect();
    lost.sort_unstable();
    lost.first().map_or(Ok(()), |text| Err(VerifyError::Comment((*text).to_owned())))
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
    let wanted = counts(kept);
    let there = counts(after.tokens().filter(|&token| is_string(after, token)).map(|token| after.token_text(token)));
    let mut lost: Vec<&str> = wanted
        .into_iter()
        .filter(|(text, count)| there.get(text).copied().unwrap_or(0) < *count)
        .map(|(text, _)| text)
        .collect();
    lost.sort_unstable();
    lost.first().map_or(Ok(()), |text| Err(VerifyError::Constant((*text).to_owned())))
}

/// Faults that the parser does not see, each with how often it occurs.
fn faults(tree: &Tree) -> HashMap<&'static str, usize> {
    let mut faults = HashMap::new();
    for node in tree.nodes() {
        let kind = tree.kind(node);
        let fault = match kind {
            Kind::Arguments => {
                let mut seen: Vec<&str> = Vec::new();
                let twice = tree.child_nodes(node).any(|arg| {
                    let name = tree.find_token(arg, TokenKind::Name).map_or("", |token| tree.token_text(token));
                    let known = seen.contains(&name);
                    seen.push(name);
                    known
                });
                twice.then_some("a parameter is there twice")
            }
            Kind::Await | Kind::AsyncFor | Kind::AsyncWith | Kind::Return | Kind::Yield | Kind::YieldFrom => {
                let outer = tree.ancestors(node).map(|outer| tree.kind(outer));
                let outer =
                    outer.into_iter().find(|kind| kind.is_function() || matches!(kind, Kind::Lambda | Kind::ClassDef));
                match kind {
                    Kind::Return if !outer.is_some_and(Kind::is_function) => Some("`return` outside of a function"),
                    Kind::Yield | Kind::YieldFrom
                        if !outer.is_some_and(|kind| kind.is_function() || kind == Kind::Lambda) =>
                    {
                        Some("`yield` outside of a function")
                    }
                    Kind::Await | Kind::AsyncFor | Kind::AsyncWith if outer != Some(Kind::AsyncFunctionDef) => {
                        Some("`await` or `async` outside of an `async def`")
                    }
                    _ => None,
                }
            }
            Kind::Break | Kind::Continue => {
                let in_loop = tree
                    .ancestors(node)
                    .take_while(|&outer| !tree.kind(outer).is_function() && tree.kind(outer) != Kind::ClassDef)
                    .any(|outer| matches!(tree.kind(outer), Kind::For | Kind::AsyncFor | Kind::While));
                (!in_loop).then_some("`break` or `continue` outside of a loop")
            }
            Kind::ImportFrom if tree.node_text(node).starts_with("from __future__") => {
                let late = tree.parent(node) != Some(NodeId::ROOT)
                    || tree.child_nodes(NodeId::ROOT).take_while(|&other| other != node).any(|other| {
                        !tree.node_text(other).starts_with("from __future__") && tree.kind(other) != Kind::Expr
                    });
                late.then_some("a `__future__` import is not at the beginning")
            }
            _ => None,
        };
        if let Some(fault) = fault {
            *faults.entry(fault).or_default() += 1;
        }
    }
    faults
}

fn check_compiles(before: &Tree, after: &Tree) -> Result<(), VerifyError> {
    let (old, new) = (faults(before), faults(after));
    let mut fresh: Vec<&str> = new
        .into_iter()
        .filter(|(fault, count)| old.get(fault).copied().unwrap_or(0) < *count)
        .map(|(fault, _)| fault)
        .collect();
    fresh.sort_unstable();
    fresh.first().map_or(Ok(()), |fault| Err(VerifyError::Compile((*fault).to_owned())))
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

/// No name that is still where it was means something else than before.
fn check_names(before: &Names<'_>, after: &Names<'_>, edits: &[Edit], renamed: &[Renamed]) -> Result<(), VerifyError> {
    let shifted = Shifted::new(edits);
    for reference in before.references() {
        let Some(at) = shifted.map(reference.at) else { continue };
        let Some(now) = after.reference_at(at).filter(|now| now.name == reference.name) else { continue };
        let (old, new) = (meaning(before, reference), meaning(after, now));
        let same = match (&old, &new) {
            (Meaning::Bound(old), Meaning::Bound(new)) => old.iter().all(|old| match shifted.map(*old) {
                Some(at) => new.iter().any(|new| new.start() == at),
                // The binding itself was edited.
                None => true,
            }),
            (Meaning::Path(old), Meaning::Path(new)) => old == new || follows(old, new, renamed),
            (old, new) => old == new,
        };
        if !same {
            let name = reference.name.to_owned();
            return Err(VerifyError::Name { name, before: old.to_string(), after: new.to_string() });
        }
    }
    Ok(())
}

fn follows(old: &str, new: &str, renamed: &[Renamed]) -> bool {
    renamed.iter().any(|rename| {
        let rest = |path: &str, base: &str| {
            path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('.')).map(str::to_owned)
        };
        // `import a.b` binds `a`: of a renamed `a.b` only the first part is seen.
        let head = rename.old.split('.').next() == Some(old) && rename.new.split('.').next() == Some(new);
        head || rest(old, &rename.old).is_some_and(|tail| rest(new, &rename.new) == Some(tail))
    })
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Meaning {
    Unbound,
    Path(String),
    Several,
    Bound(Vec<TextRange>),
}

impl std::fmt::Display for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unbound => f.write_str("nothing in this file"),
            Self::Path(path) => write!(f, "`{path}`"),
            Self::Several => f.write_str("one of several things"),
            Self::Bound(_) => f.write_str("a definition of this file"),
        }
    }
}

fn meaning(names: &Names<'_>, reference: &Reference<'_>) -> Meaning {
    match names.qualify(reference.name, &[], reference.scope) {
        Qualified::Unbound => Meaning::Unbound,
        Qualified::Maybe(_) => Meaning::Several,
        Qualified::Import { path, .. } => Meaning::Path(path),
        Qualified::Local(_) => {
            let bindings = names.resolve(reference).iter().map(|&id| names.binding(id));
            Meaning::Bound(
                bindings.filter(|binding| binding.kind != BindingKind::Deleted).map(|binding| binding.at).collect(),
            )
        }
    }
}
