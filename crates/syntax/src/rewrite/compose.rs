//! Changes that compose: what a change embeds of the original is changed by the changes within it, in one pass.

use super::{Piece, layout};
use crate::tree::Tree;
use harmless_text::{Edit, TextRange};
use std::collections::BTreeMap;

/// The replacement of a range by literal text and pieces of the original.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What is replaced. An empty range inserts.
    pub range: TextRange,
    /// By what.
    pub pieces: Vec<Piece>,
}

impl Change {
    /// A replacement by plain text.
    pub fn text(range: TextRange, text: impl Into<String>) -> Self {
        Self { range, pieces: vec![Piece::Text(text.into())] }
    }

    /// Whether `range` survives this change: it lies in one piece of the original that the change embeds.
    fn embeds(&self, range: TextRange) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Copy { range: copy, .. } if copy.contains_range(range)))
    }
}

/// A set of changes of one text, none of which undoes or cuts through another.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    changes: Vec<Change>,
    /// The accepted changes by start, and the length of the longest.
    by_start: BTreeMap<u32, Vec<usize>>,
    longest: u32,
}

/// How two changes stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Relation {
    /// They can both be made.
    Apart,
    /// They are the same.
    Same,
    /// One cuts through the other.
    Conflict,
}

fn relation(accepted: &Change, new: &Change) -> Relation {
    if accepted == new && !new.range.is_empty() {
        return Relation::Same;
    }
    let (first, second) = (accepted.range, new.range);
    let apart = first.end() <= second.start() || second.end() <= first.start();
    // An insertion at the edge of a replacement is beside it; one within it is not.
    if apart || accepted.embeds(second) || (new.embeds(first) && first != second) {
        Relation::Apart
    } else {
        Relation::Conflict
    }
}

impl Composition {
    /// The accepted changes, in the order in which they came.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Takes all of `group` or nothing of it. Changes must come outermost first: a later one may lie in what an earlier one
    /// embeds, not around it.
    ///
    /// # Errors
    /// The range of the accepted change that stands in the way.
    pub fn add(&mut self, group: Vec<Change>) -> Result<(), TextRange> {
        let mut fresh: Vec<Change> = Vec::with_capacity(group.len());
        for change in group {
            let from = change.range.start().saturating_sub(self.longest);
            let mut known = false;
            for (_, indices) in self.by_start.range(from..=change.range.end()) {
                for &index in indices {
                    match relation(&self.changes[index], &change) {
                        Relation::Apart => {}
                        Relation::Same => known = true,
                        Relation::Conflict => return Err(self.changes[index].range),
                    }
                }
            }
            for other in &fresh {
                match relation(other, &change) {
                    Relation::Apart => {}
                    Relation::Same => known = true,
                    Relation::Conflict => return Err(other.range),
                }
            }
            if !known {
                fresh.push(change);
            }
        }
        for change in fresh {
            self.longest = self.longest.max(change.range.len());
            self.by_start.entry(change.range.start()).or_default().push(self.changes.len());
            self.changes.push(change);
        }
        Ok(())
    }

    /// Whether the bytes of `range` are in the result: no change replaces them, or some change embeds them.
    pub fn keeps(&self, range: TextRange) -> bool {
        let from = range.start().saturating_sub(self.longest);
        let mut around = self.by_start.range(from..range.end()).flat_map(|(_, indices)| indices);
        let is_replaced = around.any(|&index| {
            let change = &self.changes[index];
            change.range.end() > range.start() && !change.range.is_empty() && !change.embeds(range)
        });
        !is_replaced || self.changes.iter().any(|change| change.embeds(range))
    }

    /// The edits that make all changes: outermost ones only, each with what lies within it already changed.
    pub fn edits(&self, tree: &Tree) -> Vec<Edit> {
        let mut order: Vec<usize> = (0..self.changes.len()).collect();
        order.sort_by_key(|&index| {
            let range = self.changes[index].range;
            // Insertions before what begins at the same place; then the outer before the inner.
            (range.start(), !range.is_empty(), std::cmp::Reverse(range.end()), index)
        });
        let sorted: Vec<&Change> = order.into_iter().map(|index| &self.changes[index]).collect();
        let mut edits = Vec::new();
        let mut at = 0;
        while at < sorted.len() {
            let (change, next) = (sorted[at], end_of(&sorted, at));
            let mut out = layout::Rendered::default();
            render_change(tree, change, &sorted[at + 1..next], &mut out);
            edits.push(Edit { range: change.range, text: out.text });
            at = next;
        }
        edits
    }
}

/// The index after the last change that lies within the one at `at`.
fn end_of(sorted: &[&Change], at: usize) -> usize {
    let range = sorted[at].range;
    if range.is_empty() {
        return at + 1;
    }
    let within = |change: &&Change| change.range.start() < range.end();
    at + 1 + sorted[at + 1..].iter().take_while(|change| within(change)).count()
}

fn render_change(tree: &Tree, change: &Change, inner: &[&Change], out: &mut layout::Rendered) {
    for piece in &change.pieces {
        match piece {
            Piece::Text(text) => out.text.push_str(text),
            Piece::Copy { range, reindent } => {
                let mut copy = layout::Rendered::default();
                render_range(tree, *range, inner, &mut copy);
                match reindent {
                    Some(shift) => out.append(copy.reindented(shift)),
                    None => out.append(copy),
                }
            }
        }
    }
}

fn render_range(tree: &Tree, range: TextRange, changes: &[&Change], out: &mut layout::Rendered) {
    let mut from = range.start();
    let mut at = 0;
    while at < changes.len() {
        let change = changes[at];
        if !range.contains_range(change.range) {
            at += 1;
            continue;
        }
        let next = end_of(changes, at);
        out.copy(tree, TextRange::new(from, change.range.start()));
        render_change(tree, change, &changes[at + 1..next], out);
        from = change.range.end();
        at = next;
    }
    out.copy(tree, TextRange::new(from, range.end()));
}
