//! Changes that compose: what a change embeds of the original is changed by the changes within it, in one pass.

use super::Piece;
use super::layout::{self, Mark, run_together};
use crate::stack::descend;
use crate::tree::Tree;
use harmless_text::{Edit, TextRange};
use std::collections::{BTreeMap, HashSet};

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
///
/// Changes come in groups that are made together. What any change of a group embeds survives the group, with the changes of
/// later groups within it, wherever the group puts it.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    changes: Vec<Change>,
    /// The group of each change.
    group_of: Vec<u32>,
    /// The changes of each group.
    groups: Vec<std::ops::Range<usize>>,
    /// The changes that stand beside others which end or begin there, and are no part of what those embed.
    beside: HashSet<usize>,
    /// The accepted changes by start, and the length of the longest.
    by_start: BTreeMap<u32, Vec<usize>>,
    longest: u32,
}

fn are_apart(first: TextRange, second: TextRange) -> bool {
    first.end() <= second.start() || second.end() <= first.start()
}

impl Composition {
    /// The accepted changes, in the order in which they came.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Takes all of `group` or nothing of it. Groups must come outermost first: a later one may lie in what an earlier one
    /// embeds, not around it. A change that is there already is taken once.
    ///
    /// # Errors
    /// The range of the change that stands in the way.
    pub fn add(&mut self, group: Vec<Change>) -> Result<(), TextRange> {
        let mut fresh: Vec<Change> = Vec::with_capacity(group.len());
        for change in group {
            let from = change.range.start().saturating_sub(self.longest);
            let mut known = false;
            for (_, indices) in self.by_start.range(from..=change.range.end()) {
                for &index in indices {
                    let other = &self.changes[index];
                    if *other == change && !change.range.is_empty() {
                        known = true;
                    } else if !are_apart(other.range, change.range) && !self.group_embeds(index, change.range) {
                        return Err(other.range);
                    }
                }
            }
            for other in &fresh {
                if *other == change && !change.range.is_empty() {
                    known = true;
                } else if !are_apart(other.range, change.range) && !other.embeds(change.range) {
                    return Err(other.range);
                }
            }
            if !known {
                fresh.push(change);
            }
        }
        let first = self.changes.len();
        for change in fresh {
            self.longest = self.longest.max(change.range.len());
            self.by_start.entry(change.range.start()).or_default().push(self.changes.len());
            self.group_of.push(self.groups.len() as u32);
            self.changes.push(change);
        }
        self.groups.push(first..self.changes.len());
        Ok(())
    }

    /// Like [`add`](Self::add) for one insertion that is of no change around it: a comment at the end of a line.
    ///
    /// # Errors
    /// The range of the change that stands in the way.
    pub fn add_beside(&mut self, insertion: Change) -> Result<(), TextRange> {
        self.beside.insert(self.changes.len());
        self.add(vec![insertion]).inspect_err(|_| {
            self.beside.remove(&self.changes.len());
        })
    }

    /// Whether a change of the same group as the one at `index` embeds `range`.
    fn group_embeds(&self, index: usize, range: TextRange) -> bool {
        let group = self.groups[self.group_of[index] as usize].clone();
        self.changes[group].iter().any(|change| change.embeds(range))
    }

    /// Whether the bytes of `range` are in the result: no change replaces them, or the group that does embeds them.
    pub fn keeps(&self, range: TextRange) -> bool {
        let from = range.start().saturating_sub(self.longest);
        self.by_start.range(from..range.end()).flat_map(|(_, indices)| indices).all(|&index| {
            let change = &self.changes[index];
            change.range.end() <= range.start() || change.range.is_empty() || self.group_embeds(index, range)
        })
    }

    /// Whether the bytes of `range` stay where they are: no change replaces them.
    fn stays(&self, range: TextRange) -> bool {
        let from = range.start().saturating_sub(self.longest);
        self.by_start.range(from..range.end()).flat_map(|(_, indices)| indices).all(|&index| {
            let change = self.changes[index].range;
            change.end() <= range.start() || change.is_empty()
        })
    }

    /// The edits that make all changes: outermost ones only, each with what lies within it already changed. With them, where
    /// in the result the replaced and the embedded parts of the original are.
    pub fn edits(&self, tree: &Tree) -> (Vec<Edit>, Vec<Mark>) {
        let mut order: Vec<usize> = (0..self.changes.len()).collect();
        order.sort_by_key(|&index| {
            let range = self.changes[index].range;
            // Insertions before what begins at the same place; then the outer before the inner.
            (range.start(), !range.is_empty(), std::cmp::Reverse(range.end()), index)
        });
        let mut renderer = Renderer {
            composition: self,
            tree,
            order: &order,
            open: Vec::new(),
            is_open: vec![false; self.groups.len()],
            embedded: HashSet::new(),
            written: HashSet::new(),
        };
        let (mut edits, mut marks) = (Vec::new(), Vec::new());
        let (mut at, mut from, mut length) = (0, 0, 0);
        while at < order.len() {
            if renderer.embedded.contains(&order[at]) {
                at += 1;
                continue;
            }
            let mut out = layout::Rendered::default();
            renderer.change(order[at], &mut out);
            let range = self.changes[order[at]].range;
            let (before, after) = (&tree.text()[from..range.start() as usize], &tree.text()[range.end() as usize..]);
            // What stays on both sides must not run together with what comes between.
            let mut lead = 0;
            if run_together(before, if out.text.is_empty() { after } else { &out.text }) {
                out.text.insert(0, ' ');
                lead = 1;
            }
            at = renderer.after(at);
            let alone = order.get(at).is_none_or(|&next| self.changes[next].range.start() > range.end());
            let end = out.text.len();
            if alone && run_together(&out.text, after) {
                out.text.push(' ');
            }
            let base = (length + before.len() + lead) as u32;
            marks.extend(out.marks.into_iter().map(|mark| {
                let end = mark.new.end().min(end as u32);
                Mark { old: mark.old, new: TextRange::new(base + mark.new.start(), base + end) }
            }));
            length += before.len() + out.text.len();
            from = range.end() as usize;
            edits.push(Edit { range, text: out.text });
        }
        (edits, marks)
    }
}

/// Writes changes with the changes within what they embed.
struct Renderer<'a> {
    composition: &'a Composition,
    tree: &'a Tree,
    order: &'a [usize],
    /// The groups that are being written: none of their changes is made within what they embed.
    open: Vec<u32>,
    /// The same, by group.
    is_open: Vec<bool>,
    /// The changes that were made within what others embed.
    embedded: HashSet<usize>,
    /// The comments that were copied.
    written: HashSet<TextRange>,
}

impl Renderer<'_> {
    fn range_at(&self, at: usize) -> TextRange {
        self.composition.changes[self.order[at]].range
    }

    /// The place after the last change that lies within the one at `at`.
    fn after(&self, at: usize) -> usize {
        let range = self.range_at(at);
        if range.is_empty() {
            return at + 1;
        }
        let rest = at + 1..self.order.len();
        at + 1 + rest.take_while(|&next| self.range_at(next).start() < range.end()).count()
    }

    fn change(&mut self, index: usize, out: &mut layout::Rendered) {
        let composition = self.composition;
        let group = composition.group_of[index];
        self.open.push(group);
        self.is_open[group as usize] = true;
        let mut whole = layout::Rendered::default();
        for piece in &composition.changes[index].pieces {
            match piece {
                Piece::Text(text) => whole.text.push_str(text),
                Piece::Copy { range, reindent } => {
                    let mut copy = layout::Rendered::default();
                    self.copy(*range, &mut copy);
                    copy.mark(*range);
                    match reindent {
                        Some(shift) => whole.append(copy.reindented(shift)),
                        None => whole.append(copy),
                    }
                }
            }
        }
        whole.mark(composition.changes[index].range);
        out.append(whole);
        self.open.pop();
        self.is_open[group as usize] = false;
    }

    fn copy(&mut self, range: TextRange, out: &mut layout::Rendered) {
        let mut from = range.start();
        let mut at = self.order.partition_point(|&index| self.composition.changes[index].range.start() < range.start());
        while at < self.order.len() && self.range_at(at).start() <= range.end() {
            let (index, inner) = (self.order[at], self.range_at(at));
            let group = self.composition.group_of[index];
            // What an outer change inserts beside this part is no part of it.
            let is_beside = || {
                inner.is_empty()
                    && (inner.start() == range.start() || inner.start() == range.end())
                    && (self.composition.beside.contains(&index) || self.open.iter().any(|&open| open > group))
            };
            if inner.start() < from || !range.contains_range(inner) || self.is_open[group as usize] || is_beside() {
                at += 1;
                continue;
            }
            self.text(TextRange::new(from, inner.start()), out);
            if self.replaces(inner) {
                self.embedded.insert(index);
            }
            descend(|| self.change(index, out));
            from = inner.end();
            at += 1;
        }
        self.text(TextRange::new(from, range.end()), out);
    }

    /// Whether a change that is being written replaces what is at `inner` or beside it; else it stays where it is, too.
    fn replaces(&self, inner: TextRange) -> bool {
        self.open.iter().flat_map(|&open| self.composition.groups[open as usize].clone()).any(|index| {
            let range = self.composition.changes[index].range;
            !range.is_empty() && range.start() <= inner.start() && inner.end() <= range.end()
        })
    }

    /// A part of the original that no change touches, without the comments that are elsewhere in the result: each is there once.
    fn text(&mut self, range: TextRange, out: &mut layout::Rendered) {
        let tree = self.tree;
        let mut from = range.start();
        for &comment in tree.comments_in(range) {
            let stays = self.composition.stays(comment);
            if !stays && self.written.insert(comment) {
                continue;
            }
            let before = &tree.text()[from as usize..comment.start() as usize];
            let mut end = comment.end();
            let mut start = comment.start() - (before.len() - before.trim_end_matches([' ', '\t']).len()) as u32;
            if tree.begins_line(comment.start()) && tree.next_line(end) <= range.end() && tree.line_start(start) >= from
            {
                (start, end) = (tree.line_start(start), tree.next_line(end));
            }
            out.copy(tree, TextRange::new(from, start));
            from = end;
        }
        out.copy(tree, TextRange::new(from, range.end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: u32, end: u32) -> TextRange {
        TextRange::new(start, end)
    }

    #[test]
    fn what_moves_is_changed_on_its_way() {
        let tree = Tree::parse("f(g(1), 2)\n").expect("parses");
        let mut composition = Composition::default();
        let swap = vec![
            Change { range: at(2, 6), pieces: vec![Piece::copy(at(8, 9))] },
            Change { range: at(8, 9), pieces: vec![Piece::copy(at(2, 6))] },
        ];
        composition.add(swap).expect("taken");
        composition.add(vec![Change::text(at(2, 3), "h")]).expect("within what is embedded");
        let wrap = Change {
            range: at(4, 5),
            pieces: vec![Piece::Text("(".into()), Piece::copy(at(4, 5)), Piece::Text(")".into())],
        };
        composition.add(vec![wrap]).expect("within what is embedded");
        assert!(composition.add(vec![Change::text(at(5, 8), "")]).is_err());
        assert!(composition.keeps(at(4, 5)) && !composition.keeps(at(2, 3)));
        let texts: Vec<String> = composition.edits(&tree).0.into_iter().map(|edit| edit.text).collect();
        assert_eq!(texts, ["2", "h((1))"]);
    }
}
