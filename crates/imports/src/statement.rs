//! An import as the sorter handles it: what it imports, and the comments that go with it.

use crate::{Safety, Settings};
use harmless_syntax::import::{CommentPlace, DottedName, ImportKind, ImportStatement, PlainImport, top_level};
use harmless_syntax::verify::StarBinding;
use harmless_text::TextRange;
use std::borrow::Cow;
use std::sync::Arc;

/// An import statement on its way from its old place to its new one.
#[derive(Clone, Debug)]
pub(crate) struct Import<'t> {
    /// What decides its place before its names do.
    pub(crate) key: Key,
    /// `lazy` stands before it (PEP 810).
    pub(crate) is_lazy: bool,
    /// The module of a from-import, with its dots; `None` for a plain import.
    pub(crate) stem: Option<Cow<'t, str>>,
    pub(crate) items: Vec<Item<'t>>,
    /// The comments (and, after merging in µsort's way, blank lines) on lines of their own above the statement.
    pub(crate) above: Vec<Lead<'t>>,
    /// The heading of a section that stands above, if such are written.
    pub(crate) heading: Option<&'t str>,
    pub(crate) comments: Comments<'t>,
    /// The statement's lines in the text, without what stands above them, and without the line end.
    pub(crate) source: TextRange,
    /// The number of the statement in its run, which tells whether it moved.
    pub(crate) number: usize,
    /// The numbers, in their block, of the parts of statements that it consists of.
    pub(crate) parts: Vec<usize>,
    /// The text is kept as it is; only its place may change.
    pub(crate) is_verbatim: bool,
    /// A blank line stood above the statement and its comments.
    pub(crate) has_blank_above: bool,
    /// What a star import may bind, once that is known.
    pub(crate) star: Option<Arc<StarBinding>>,
    /// The names were parenthesised and the last was followed by a comma.
    pub(crate) has_magic_comma: bool,
}

/// The part of the sort key that does not depend on the names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key {
    /// 0, or the number of the group, behind all sections, that `forced-separate` puts it in.
    pub(crate) group: usize,
    /// The index of the category.
    pub(crate) category: usize,
    /// Lazy imports come after the eager ones.
    pub(crate) is_lazy: bool,
    pub(crate) is_from: bool,
    /// 0, or 100 minus the dots, so that more dots come first. (µsort subtracts in the same way.)
    pub(crate) dots: i64,
}

/// One line above a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lead<'t> {
    Blank,
    /// From `#` on, to the end of the line.
    Comment(&'t str),
    /// A whole line as it is in the text, indentation included, without its line end.
    Verbatim(&'t str),
}

impl Lead<'_> {
    /// A comment whose line is indented as the statement is, whatever it was before.
    pub(crate) fn indent_anew(&mut self) {
        if let Self::Verbatim(line) = *self {
            *self = Self::Comment(line.trim_start().trim_end_matches(['\r', '\n']));
        }
    }
}

/// What stands for the names in a star import.
pub(crate) const STAR: &str = "*";

/// One imported name.
#[derive(Clone, Debug)]
pub(crate) struct Item<'t> {
    pub(crate) name: Cow<'t, str>,
    /// Empty if there is none.
    pub(crate) alias: &'t str,
    pub(crate) above: Vec<&'t str>,
    pub(crate) beside: Vec<&'t str>,
    pub(crate) has_comma: bool,
    /// The number, in its block, of the part of a statement that it is of.
    pub(crate) part: usize,
}

impl Item<'_> {
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.alias == other.alias
    }
}

/// The comments of a statement that belong to none of its names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comments<'t> {
    /// Behind the opening parenthesis, or behind a statement without one.
    pub(crate) statement: Vec<&'t str>,
    /// On lines of their own before the closing parenthesis.
    pub(crate) below: Vec<&'t str>,
    /// Behind the closing parenthesis.
    pub(crate) after: Vec<&'t str>,
}

impl<'t> Import<'t> {
    /// Takes over what `statement` of `text` says. The key and what stands above are for the caller to fill in.
    pub(crate) fn new(text: &'t str, statement: &ImportStatement, source: TextRange, settings: &Settings) -> Self {
        let is_full = settings.safety == Safety::Full;
        let pieces = |range: TextRange| -> Vec<&'t str> {
            let comment = range.of(text);
            if is_full { vec![comment.trim_end()] } else { usort_pieces(comment) }
        };
        let (stem, is_parenthesised) = match statement.kind {
            ImportKind::Import => (None, false),
            ImportKind::From { level, module, is_parenthesised, .. } => {
                (Some(with_dots(text, level, module)), is_parenthesised)
            }
        };
        let mut items: Vec<Item<'t>> = statement
            .names
            .iter()
            .map(|name| Item {
                name: name.name.text(text),
                alias: name.alias.map_or("", |alias| alias.of(text)),
                above: Vec::new(),
                beside: Vec::new(),
                has_comma: name.has_comma,
                part: 0,
            })
            .collect();
        if matches!(statement.kind, ImportKind::From { is_star: true, .. }) {
            items.push(Item {
                name: STAR.into(),
                alias: "",
                above: Vec::new(),
                beside: Vec::new(),
                has_comma: false,
                part: 0,
            });
        }
        let mut comments = Comments::default();
        // There is hardly another way to write a star import.
        let is_on_one_line = memchr::memchr2(b'\n', b'\r', statement.range.of(text).as_bytes()).is_none();
        let is_star = items.first().is_some_and(|item| item.name == STAR);
        let mut is_verbatim = is_star && (settings.isort().is_none() || !is_on_one_line);
        for comment in &statement.comments {
            let whole = comment.range.of(text);
            match comment.place {
                CommentPlace::Statement => comments.statement.extend(pieces(comment.range)),
                CommentPlace::AfterParenthesis => comments.after.extend(pieces(comment.range)),
                CommentPlace::BelowLast => comments.below.push(whole),
                CommentPlace::Above(index) => items[index].above.push(whole),
                CommentPlace::Beside(index) if is_full => match beside(text, statement, index, comment.range) {
                    Beside::Name => items[index].beside.extend(pieces(comment.range)),
                    Beside::Statement => comments.statement.extend(pieces(comment.range)),
                    Beside::Several => is_verbatim = true,
                },
                CommentPlace::Beside(index) => items[index].beside.extend(pieces(comment.range)),
                // µsort loses these.
                CommentPlace::Within(_) => is_verbatim |= is_full,
            }
        }
        if stem.is_some() && items.len() == 1 {
            if settings.preserve_inline_comments && !is_parenthesised {
                items[0].beside.append(&mut comments.statement);
            } else if settings.isort().is_some() && is_on_one_line {
                // On one line with the only name.
                items[0].beside.append(&mut comments.statement);
                items[0].beside.append(&mut comments.after);
            }
        }
        // Two comments at one place could only be joined.
        is_verbatim |= is_full && (comments.statement.len() > 1 || items.iter().any(|item| item.beside.len() > 1));
        let has_magic_comma = items.last().is_some_and(|item| item.has_comma);
        let is_lazy = statement.is_lazy;
        let key = Key { group: 0, category: 0, is_lazy, is_from: stem.is_some(), dots: 0 };
        Self {
            key,
            is_lazy,
            stem,
            items,
            above: Vec::new(),
            heading: None,
            comments,
            source,
            number: 0,
            parts: Vec::new(),
            is_verbatim,
            has_blank_above: false,
            star: None,
            has_magic_comma,
        }
    }

    /// Takes over what `plain` says, in the same way.
    pub(crate) fn of_plain(plain: &PlainImport<'t>, source: TextRange) -> Self {
        let count = plain.count();
        let mut items = Vec::with_capacity(count);
        items.extend(plain.names().enumerate().map(|(number, (name, alias))| Item {
            name: Cow::Borrowed(name),
            alias,
            above: Vec::new(),
            beside: Vec::new(),
            has_comma: plain.exploded.is_some() || number + 1 < count,
            part: 0,
        }));
        Self {
            key: Key { group: 0, category: 0, is_lazy: false, is_from: plain.stem.is_some(), dots: 0 },
            is_lazy: false,
            stem: plain.stem.map(Cow::Borrowed),
            items,
            above: Vec::new(),
            heading: None,
            comments: Comments::default(),
            source,
            number: 0,
            parts: Vec::new(),
            is_verbatim: false,
            has_blank_above: false,
            star: None,
            has_magic_comma: plain.exploded.is_some(),
        }
    }

    /// Whether any comment belongs to the statement or one of its names.
    pub(crate) fn has_comments(&self) -> bool {
        self.is_verbatim
            || !self.above.is_empty()
            || !(self.comments.statement.is_empty() && self.comments.below.is_empty() && self.comments.after.is_empty())
            || self.items.iter().any(|item| !(item.above.is_empty() && item.beside.is_empty()))
    }

    /// Whether it is `from … import *`.
    pub(crate) fn is_star(&self) -> bool {
        self.items.first().is_some_and(|item| item.name == STAR)
    }

    /// Makes it, and its names, the part `part` of its block.
    pub(crate) fn set_part(&mut self, part: usize) {
        self.parts = vec![part];
        self.items.iter_mut().for_each(|item| item.part = part);
    }

    /// The top-level name that decides the category; `None` for relative imports.
    pub(crate) fn top_level_name(&self) -> Option<&str> {
        let dotted: &str = match &self.stem {
            Some(stem) if stem.starts_with('.') => return None,
            Some(stem) => stem,
            None => &self.items.first()?.name,
        };
        Some(top_level(dotted))
    }

    /// The number of leading dots.
    pub(crate) fn level(&self) -> usize {
        self.stem.as_ref().map_or(0, |stem| stem.len() - stem.trim_start_matches('.').len())
    }
}

/// A module path with its leading dots: mostly as it stands in the text.
pub(crate) fn with_dots(text: &str, level: u32, module: Option<DottedName>) -> Cow<'_, str> {
    let Some(module) = module else {
        return Cow::Owned(".".repeat(level as usize));
    };
    let start = module.range.start().saturating_sub(level) as usize;
    let end = module.range.end() as usize;
    if !module.is_spaced && text.as_bytes()[start..end].iter().take(level as usize).all(|&byte| byte == b'.') {
        return Cow::Borrowed(&text[start..end]);
    }
    Cow::Owned(".".repeat(level as usize) + &module.text(text))
}

/// What a comment beside a name is about.
enum Beside {
    Name,
    /// It stands on the statement's first line, where suppressions of the whole statement stand.
    Statement,
    /// It stands on a line with other names.
    Several,
}

fn beside(text: &str, statement: &ImportStatement, index: usize, comment: TextRange) -> Beside {
    let start_of_line = text[..comment.start() as usize].rfind(['\n', '\r']).map_or(0, |end| end as u32 + 1);
    let is_on_line = |range: TextRange| range.end() > start_of_line && range.end() <= comment.start();
    if statement.range.start() >= start_of_line {
        Beside::Statement
    } else if statement.names.iter().enumerate().any(|(other, name)| other != index && is_on_line(name.name.range)) {
        Beside::Several
    } else {
        Beside::Name
    }
}

/// A comment cut at every `#`, as µsort does: each piece begins with its `#`s and ends before the next one.
fn usort_pieces(comment: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = comment;
    while !rest.is_empty() {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = rest[hashes..].find('#').map_or(rest.len(), |end| hashes + end);
        pieces.push(rest[..end].trim_end());
        rest = &rest[end..];
    }
    pieces
}

/// A module path and a name in it, compared as the dotted name they form together.
#[derive(Clone, Debug)]
pub(crate) struct FullName<'t> {
    /// It is imported when it is first used (PEP 810).
    pub(crate) is_lazy: bool,
    pub(crate) stem: Option<Cow<'t, str>>,
    pub(crate) name: Cow<'t, str>,
}

impl FullName<'_> {
    fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        let stem = self.stem.as_deref().unwrap_or("");
        let dot = if self.stem.is_none() || stem.ends_with('.') { "" } else { "." };
        stem.bytes().chain(dot.bytes()).chain(self.name.bytes())
    }
}

impl PartialEq for FullName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_lazy == other.is_lazy && self.bytes().eq(other.bytes())
    }
}

impl std::fmt::Display for FullName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stem = self.stem.as_deref().unwrap_or("");
        let dot = if self.stem.is_none() || stem.ends_with('.') { "" } else { "." };
        write!(f, "{stem}{dot}{}", self.name)
    }
}

impl<'t> Import<'t> {
    /// The dotted name of an item.
    pub(crate) fn full_name(&self, item: &Item<'t>) -> FullName<'t> {
        FullName { is_lazy: self.is_lazy, stem: self.stem.clone(), name: item.name.clone() }
    }

    /// The names that the statement itself says it binds in its namespace, in order.
    pub(crate) fn bound_names(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter(|item| item.name != STAR).map(|item| match self.stem {
            _ if !item.alias.is_empty() => item.alias,
            Some(_) => &*item.name,
            None => top_level(&item.name),
        })
    }

    /// The names that the statement binds in its namespace and what it binds them to, in order.
    pub(crate) fn bindings(&self) -> impl Iterator<Item = (Cow<'t, str>, FullName<'t>)> + '_ {
        let names = match self.star.as_deref() {
            Some(StarBinding::Names(names)) => Some(names),
            _ => None,
        };
        let of_star = names.into_iter().flatten().map(|(name, is_module)| {
            let name: Cow<'t, str> = Cow::Owned(name.clone());
            let stem = if *is_module { None } else { self.stem.clone() };
            (name.clone(), FullName { is_lazy: self.is_lazy, stem, name })
        });
        self.items
            .iter()
            .filter(|item| item.name != STAR)
            .map(|item| {
                if !item.alias.is_empty() {
                    (Cow::Borrowed(item.alias), self.full_name(item))
                } else if self.stem.is_none() {
                    let top = match &item.name {
                        Cow::Borrowed(name) => Cow::Borrowed(top_level(name)),
                        Cow::Owned(name) => Cow::Owned(top_level(name).to_owned()),
                    };
                    (top.clone(), FullName { is_lazy: self.is_lazy, stem: None, name: top })
                } else {
                    (item.name.clone(), self.full_name(item))
                }
            })
            .chain(of_star)
    }
}

#[cfg(test)]
mod tests {
    use super::usort_pieces;

    #[test]
    fn usort_cuts_comments_at_every_hash() {
        assert_eq!(usort_pieces("# foo #bar"), ["# foo", "#bar"]);
        assert_eq!(usort_pieces("## a  # b # "), ["## a", "# b", "#"]);
        assert_eq!(usort_pieces("#"), ["#"]);
    }
}
