//! What stands where the template has a metavariable.

use super::{Emitter, Position, Spot};
use crate::matcher::Capture;
use crate::site::outer_of;
use harmless_syntax::rewrite::{Piece, Shift, Slot, items};
use harmless_syntax::{Child, Kind, NodeId};
use harmless_text::TextRange;

impl Emitter<'_> {
    /// What a metavariable stands for, in the place of a single name.
    pub(super) fn word(&self, name: &str) -> Result<Vec<Piece>, String> {
        let tree = self.tree();
        match self.found.capture(name) {
            Some(Capture::One(Child::Node(node))) if tree.kind(*node) == Kind::Name => {
                Ok(vec![Piece::Text(tree.node_text(*node).to_owned())])
            }
            Some(Capture::One(Child::Node(node))) if tree.kind(*node).is_expression() => {
                Err(format!("`{}` is not a name, and only a name can stand there", tree.node_text(*node)))
            }
            _ => self.run(name),
        }
    }

    /// A run of elements, with the commas and comments between them.
    pub(super) fn run(&self, name: &str) -> Result<Vec<Piece>, String> {
        let tree = self.tree();
        let children = match self.found.capture(name) {
            Some(Capture::One(child)) => std::slice::from_ref(child),
            Some(Capture::Many(children)) => children,
            None => return Err(format!("nothing to write for `{}`", describe(name, true))),
        };
        let (Some(&first), Some(&last)) = (children.first(), children.last()) else { return Ok(Vec::new()) };
        Ok(vec![Piece::copy(TextRange::new(outer_of(tree, first).start(), outer_of(tree, last).end()))])
    }

    /// A run of statements on a line of its own in the template.
    pub(super) fn block(&self, node: NodeId, children: &[Child], base: &str) -> Spot {
        let (tree, template) = (self.tree(), self.template());
        let range = template.range(node);
        let (Some(Child::Node(first)), Some(Child::Node(last))) = (children.first(), children.last()) else {
            let alone = template.suite_of(node).len() == 1;
            if alone {
                return Spot { range, pieces: vec![Piece::Text("pass".into())] };
            }
            let start = template.line_start(range.start());
            let from = start.saturating_sub(u32::from(template.next_line(range.end()) == range.end()));
            return Spot {
                range: TextRange::new(from, template.next_line(range.end())),
                pieces: vec![Piece::Text(String::new())],
            };
        };
        let start = self.leading_statement(*first);
        let shift = Shift {
            from: tree.indentation(tree.range(*first).start()).to_owned(),
            to: self.indentation_at(range.start(), base),
        };
        let reindent = (shift.from != shift.to).then_some(shift);
        Spot { range, pieces: vec![Piece::Copy { range: TextRange::new(start, tree.range(*last).end()), reindent }] }
    }

    /// What a metavariable stands for, in the place it has in the template.
    pub(super) fn hole(
        &mut self,
        captured: NodeId,
        hole: NodeId,
        root: Option<(NodeId, NodeId)>,
        base: Option<&str>,
    ) -> Vec<Piece> {
        let (tree, template) = (self.tree(), self.template());
        let (range, outer) = (tree.range(captured), tree.outer_range(captured));
        let reindent = base.and_then(|base| {
            let statement = tree.statement_of(captured)?;
            let from = tree.indentation(tree.range(statement).start()).to_owned();
            let to = self.indentation_at(template.range(hole).start(), base);
            (from != to).then_some(Shift { from, to })
        });
        let copy = |range| Piece::Copy { range, reindent: reindent.clone() };
        if !tree.kind(captured).is_expression() {
            return vec![copy(range)];
        }
        let slot = root.filter(|(node, _)| *node == hole).map(|(_, slot)| slot);
        let grouped =
            template.is_grouped(hole) || slot.is_some_and(|slot| tree.is_grouped(slot) && slot == self.found.root());
        if grouped {
            return vec![copy(range)];
        }
        let mut positions = root.map_or(Vec::new(), |(_, slot)| self.positions(slot));
        let within = !positions.is_empty() && positions.iter().all(|position| position.bracketed);
        let bracketed = template.is_bracketed(hole) || within;
        if slot.is_none() {
            positions = vec![Position { slot: Slot::of(template, hole), bracketed }];
        }
        let needs = positions.iter().any(|position| position.slot.needs_brackets(tree, captured));
        let breaks = !bracketed && tree.breaks_line(range);
        if let Some(pieces) = self.with_call_brackets(captured, breaks, slot.is_some() && !bracketed) {
            return pieces;
        }
        if outer != range {
            return vec![copy(outer)];
        }
        if !needs && !breaks {
            self.embedded.extend(positions.into_iter().map(|position| (captured, position)));
            return vec![copy(range)];
        }
        let (open, close) = if breaks && tree.begins_line(range.start()) {
            let newline = tree.newline_near(range.start()).as_str();
            let statement = tree.statement_of(captured).unwrap_or(NodeId::ROOT);
            let own = tree.indentation(tree.range(statement).start());
            (format!("({newline}{}", tree.indentation(range.start())), format!("{newline}{own})"))
        } else {
            ("(".to_owned(), ")".to_owned())
        };
        vec![Piece::Text(open), copy(range), Piece::Text(close)]
    }

    /// The only argument of a call that goes, together with the call's brackets: where they carry a line break or comments
    /// that would be lost without them.
    pub(super) fn with_call_brackets(&self, captured: NodeId, breaks: bool, alone: bool) -> Option<Vec<Piece>> {
        let tree = self.tree();
        let call = tree.parent(captured).filter(|&call| call == self.found.root() && tree.kind(call) == Kind::Call)?;
        let (brackets, all) = items(tree, call)?;
        let ((open, close), [only]) = (brackets?, &all[..]) else { return None };
        let inside = TextRange::new(tree.token_range(open).start(), tree.token_range(close).end());
        if only.node != Some(captured) || tree.is_grouped(captured) {
            return None;
        }
        let comments = tree.comments_in(inside).len() > tree.comments_in(tree.range(captured)).len();
        if !(breaks || comments && alone) {
            return None;
        }
        let mut pieces = vec![Piece::copy(TextRange::new(inside.start(), only.range.end()))];
        let rest = only.comma.map_or(only.range.end(), TextRange::end);
        pieces.push(Piece::copy(TextRange::new(rest, inside.end())));
        Some(pieces)
    }

    /// The expression that a metavariable of the template stands for.
    pub(super) fn captured(&self, hole: NodeId) -> Option<NodeId> {
        let meta = self.rewriter.template.node_meta(hole)?;
        match self.found.capture(meta.name)? {
            Capture::One(Child::Node(node)) => Some(*node),
            _ => None,
        }
    }
}

pub(super) fn describe(name: &str, many: bool) -> String {
    format!("{}{name}", if many { "$..." } else { "$" })
}
