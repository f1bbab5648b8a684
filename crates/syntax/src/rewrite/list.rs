//! Lists with commas: arguments, elements, parameters, imported names, bases, `with` items.

use super::{Change, Piece};
use crate::tree::{Child, Kind, NodeId, TokenId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::{BTreeMap, BTreeSet};

/// An element of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// The bytes of the element, stars, keywords and grouping brackets included.
    pub range: TextRange,
    /// The element's first node; `None` for the bare `*` and `/` of parameters.
    pub node: Option<NodeId>,
    /// The comma behind it.
    pub comma: Option<TextRange>,
}

/// The opening and the closing bracket of a list.
pub type Brackets = (TokenId, TokenId);

/// Where a new element goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// Before the element with this index.
    Before(usize),
    /// At the end.
    End,
}

/// A new element of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Insertion {
    /// Where.
    pub place: Place,
    /// What.
    pub pieces: Vec<Piece>,
}

/// The brackets around a list and its elements; `None` for a node that holds no list.
pub fn items(tree: &Tree, node: NodeId) -> Option<(Option<Brackets>, Vec<Item>)> {
    let open = match tree.kind(node) {
        Kind::Call
        | Kind::ClassDef
        | Kind::ImportFrom
        | Kind::With
        | Kind::AsyncWith
        | Kind::Arguments
        | Kind::MatchClass => tree.own_bracket(node),
        Kind::Tuple | Kind::GeneratorExp => tree.own_bracket(node),
        Kind::List | Kind::Set | Kind::Dict | Kind::TypeParams => tree.end_tokens(node).map(|(open, _)| open),
        Kind::Import | Kind::Global | Kind::Nonlocal | Kind::Delete => None,
        _ => return None,
    };
    let close = open.and_then(|open| tree.matching_close(open));
    let from = match (open, tree.kind(node)) {
        (Some(open), _) => tree.token_range(open).end(),
        (None, Kind::ImportFrom) => tree.token_range(tree.find_token(node, TokenKind::Import)?).end(),
        (None, Kind::With | Kind::AsyncWith) => tree.token_range(tree.find_token(node, TokenKind::With)?).end(),
        (None, Kind::Import | Kind::Global | Kind::Nonlocal | Kind::Delete) => {
            let keyword = tree.child_tokens(node).find(|&token| tree.token_kind(token) != TokenKind::Lazy)?;
            tree.token_range(keyword).end()
        }
        (None, Kind::ClassDef) => return Some((None, Vec::new())),
        (None, _) => tree.range(node).start(),
    };
    let to = close.map_or(u32::MAX, |close| tree.token_range(close).start());
    let mut items: Vec<Item> = Vec::new();
    let mut current: Option<Item> = None;
    for child in tree.children(node) {
        let range = match child {
            Child::Node(node) => tree.range(node),
            Child::Token(token) => tree.token_range(token),
        };
        if range.start() < from || range.start() >= to {
            continue;
        }
        if tree.is_token(child, TokenKind::Comma) {
            if let Some(mut item) = current.take() {
                item.comma = Some(range);
                items.push(item);
            }
            continue;
        }
        if close.is_none() && tree.is_token(child, TokenKind::Colon) {
            break;
        }
        match &mut current {
            Some(item) => {
                item.range = item.range.cover(range);
                item.node = item.node.or(child.node());
            }
            None => current = Some(Item { range, node: child.node(), comma: None }),
        }
    }
    items.extend(current);
    Some((open.zip(close), items))
}

/// The changes that take the elements with the indices `deleted` out of the list at `node` and put `inserted` in. Layout,
/// comments and the trailing comma of what stays are kept; a comment behind a deleted element stays where it is.
pub fn list_changes(tree: &Tree, node: NodeId, deleted: &BTreeSet<usize>, inserted: &[Insertion]) -> Vec<Change> {
    let Some((brackets, items)) = items(tree, node) else { return Vec::new() };
    let mut changes = Vec::new();
    let (deleted, inserted) = replace_items(tree, &items, deleted, inserted, &mut changes);
    let (deleted, inserted) = (&deleted, &inserted[..]);
    let kept: Vec<usize> = (0..items.len()).filter(|index| !deleted.contains(index)).collect();
    let total = kept.len() + inserted.len();
    if total == 0
        && let Some((open, close)) = brackets
        && tree.kind(node) != Kind::ImportFrom
    {
        let (outer, inner) = (tree.token_range(open), tree.token_range(close));
        let whole = TextRange::new(outer.start(), inner.end());
        if tree.comments_in(whole).is_empty() {
            // A class without bases needs no brackets either.
            let is_class = tree.kind(node) == Kind::ClassDef;
            let range = if is_class { whole } else { TextRange::new(outer.end(), inner.start()) };
            return vec![Change::text(range, "")];
        }
    }
    let trailing_comma = items.last().is_some_and(|item| item.comma.is_some());
    for &index in deleted {
        if let Some(item) = items.get(index) {
            changes.push(delete_item(tree, &items, &kept, index, item, trailing_comma));
        }
    }
    // The last element that stays lost what was behind it: its comma goes, unless the list had a trailing one.
    if let (Some(&last_kept), Some(last)) = (kept.last(), items.len().checked_sub(1))
        && last_kept != last
        && !trailing_comma
        && let Some(comma) = items[last_kept].comma
        && !inserted.iter().any(|insertion| insertion.place == Place::End)
        && !(total == 1 && tree.kind(node) == Kind::Tuple)
    {
        let already = changes.iter().any(|change| change.range.contains_range(comma));
        if !already {
            changes.push(Change::text(comma, ""));
        }
    }
    for insertion in inserted {
        insert_item(tree, node, brackets, &items, &kept, insertion, &mut changes);
    }
    changes
}

/// What takes the place of an element that goes is written there, between its comma and its comments. Gives what is left.
fn replace_items(
    tree: &Tree,
    items: &[Item],
    deleted: &BTreeSet<usize>,
    inserted: &[Insertion],
    changes: &mut Vec<Change>,
) -> (BTreeSet<usize>, Vec<Insertion>) {
    let mut deleted = deleted.clone();
    let mut left = Vec::new();
    // Where what belongs to a place was written.
    let mut written: BTreeMap<Place, usize> = BTreeMap::new();
    for insertion in inserted {
        if let Some(&at) = written.get(&insertion.place) {
            let start = changes[at].range.start();
            let separator = separator(tree, start);
            let pieces = &mut changes[at].pieces;
            pieces.push(Piece::Text(separator));
            pieces.extend(insertion.pieces.iter().cloned());
            continue;
        }
        let places = match insertion.place {
            Place::Before(index) => [index.checked_sub(1), Some(index)],
            Place::End => [items.len().checked_sub(1), None],
        };
        match places.into_iter().flatten().find(|index| deleted.contains(index)) {
            Some(index) => {
                deleted.remove(&index);
                let range = items[index].range;
                written.insert(insertion.place, changes.len());
                changes.push(Change { range: TextRange::empty(range.start()), pieces: insertion.pieces.clone() });
                changes.push(Change::text(range, ""));
            }
            None => left.push(insertion.clone()),
        }
    }
    (deleted, left)
}

/// What is between a new element and the one at `start` behind it.
fn separator(tree: &Tree, start: u32) -> String {
    if tree.begins_line(start) {
        format!(",{}{}", tree.newline_near(start).as_str(), tree.indentation(start))
    } else {
        ", ".into()
    }
}

fn delete_item(tree: &Tree, items: &[Item], kept: &[usize], index: usize, item: &Item, trailing_comma: bool) -> Change {
    let text = tree.text();
    let end = item.comma.map_or(item.range.end(), TextRange::end);
    let behind = &text[end as usize..tree.line_end(end) as usize];
    let own_line = tree.begins_line(item.range.start());
    let comment = behind.trim_start().starts_with('#');
    let line_ends = behind.trim().is_empty() && tree.line_end(end) < text.len() as u32;
    if own_line && line_ends {
        return Change::text(TextRange::new(tree.line_start(item.range.start()), tree.next_line(end)), "");
    }
    if own_line && comment {
        let blanks = (behind.len() - behind.trim_start().len()) as u32;
        return Change::text(TextRange::new(item.range.start(), end + blanks), "");
    }
    let next_kept = kept.iter().any(|&other| other > index);
    if next_kept && let Some(next) = items.get(index + 1) {
        let gap = &text[end as usize..next.range.start() as usize];
        let rest = gap.trim_start_matches([' ', '\t']);
        // The blanks before a comment that stays are the comment's.
        let blanks = if rest.starts_with('#') { 0 } else { gap.len() - rest.len() };
        return Change::text(TextRange::new(item.range.start(), end + blanks as u32), "");
    }
    // At the end of the list: what separated it from the element before goes with it.
    let before = kept.iter().rev().find(|&&other| other < index).map(|&other| items[other]);
    let own_end = if trailing_comma && before.is_some() { item.range.end() } else { end };
    match (index.checked_sub(1), before) {
        (Some(previous), Some(_))
            if tree.comments_in(TextRange::new(items[previous].range.end(), item.range.start())).is_empty() =>
        {
            let from = if kept.contains(&(index - 1)) {
                items[previous].range.end()
            } else {
                items[previous].comma.map_or(items[previous].range.end(), TextRange::end)
            };
            Change::text(TextRange::new(from, own_end), "")
        }
        _ => {
            let gap = &text[end as usize..];
            let blanks = if before.is_none() { gap.len() - gap.trim_start_matches([' ', '\t']).len() } else { 0 };
            let closes = gap[blanks..].starts_with([')', ']', '}']);
            Change::text(TextRange::new(item.range.start(), end + if closes { blanks as u32 } else { 0 }), "")
        }
    }
}

fn insert_item(
    tree: &Tree,
    node: NodeId,
    brackets: Option<Brackets>,
    items: &[Item],
    kept: &[usize],
    insertion: &Insertion,
    changes: &mut Vec<Change>,
) {
    let with = |before: &str, after: &str| {
        let mut pieces = Vec::with_capacity(insertion.pieces.len() + 2);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.extend(insertion.pieces.iter().cloned());
        if !after.is_empty() {
            pieces.push(Piece::Text(after.into()));
        }
        pieces
    };
    let next = match insertion.place {
        Place::Before(index) => kept.iter().find(|&&other| other >= index).map(|&other| items[other]),
        Place::End => None,
    };
    if let Some(next) = next {
        let start = next.range.start();
        let separator = separator(tree, start);
        changes.push(Change { range: TextRange::empty(start), pieces: with("", &separator) });
        return;
    }
    match kept.last().map(|&last| items[last]) {
        Some(last) => {
            let start = last.range.start();
            let own_lines =
                tree.begins_line(start) && items.first().is_some_and(|first| tree.begins_line(first.range.start()));
            let is_end = items.last() == Some(&last);
            match last.comma.filter(|_| is_end) {
                Some(comma) if own_lines => {
                    let line = format!("{}{}", tree.newline_near(start).as_str(), tree.indentation(start));
                    let end = tree.line_end(comma.end());
                    let rest = &tree.text()[comma.end() as usize..end as usize];
                    let at =
                        if rest.trim().is_empty() || rest.trim_start().starts_with('#') { end } else { comma.end() };
                    changes.push(Change { range: TextRange::empty(at), pieces: with(&line, ",") });
                }
                Some(comma) => changes.push(Change { range: TextRange::empty(comma.end()), pieces: with(" ", ",") }),
                None if own_lines => {
                    let line = format!("{}{}", tree.newline_near(start).as_str(), tree.indentation(start));
                    if last.comma.is_none() {
                        changes.push(Change::text(TextRange::empty(last.range.end()), ","));
                    }
                    let end = tree.line_end(last.range.end());
                    let rest = &tree.text()[last.range.end() as usize..end as usize];
                    let at = if rest.trim().is_empty() || rest.trim_start().starts_with('#') {
                        end
                    } else {
                        last.range.end()
                    };
                    changes.push(Change { range: TextRange::empty(at), pieces: with(&line, "") });
                }
                None => changes.push(Change { range: TextRange::empty(last.range.end()), pieces: with(", ", "") }),
            }
        }
        None => {
            let at = match brackets {
                Some((open, _)) => tree.token_range(open).end(),
                // A class without bases: the brackets are new, behind the name and its type parameters.
                None => {
                    let name = tree.find_token(node, TokenKind::Name).map_or(0, |name| tree.token_range(name).end());
                    let at = tree.find_child(node, Kind::TypeParams).map_or(name, |types| tree.range(types).end());
                    changes.push(Change { range: TextRange::empty(at), pieces: with("(", ")") });
                    return;
                }
            };
            let after = if tree.kind(node) == Kind::Tuple { "," } else { "" };
            changes.push(Change { range: TextRange::empty(at), pieces: with("", after) });
        }
    }
}
